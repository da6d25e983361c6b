//! A home for one test: a temporary folder, a fresh database, and commands run in it.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use basis::Ambient;
use serde_json::Value;
use tongban::Place;
use tongban::house::House;

use super::{COUNTY, root};

/// A temporary folder with keys and secrets, and the database that belongs to it.
pub struct Home {
    folder: tempfile::TempDir,
    /// The address of the database.
    pub database: String,
    data: PathBuf,
}

/// What a command has left behind.
pub struct Ran {
    /// The exit code; -1 where a signal ended it.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Home {
    /// A home with an SQLite file.
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let database = format!("sqlite:{}", folder.path().join("tongban.db").display());
        Self { folder, database, data: root().join("data") }
    }

    /// A home with a PostgreSQL schema of its own. Without a server: a failure where `CI` is set,
    /// else it says loudly that nothing is tested.
    pub fn postgres() -> Option<Self> {
        let database = store::testing::postgres_address()?;
        Some(Self { database, ..Self::sqlite() })
    }

    /// The same home with a copy of the data that the test may change.
    pub fn with_own_data(mut self) -> Self {
        let copy = self.path("data");
        copy_folder(&self.data, &copy);
        self.data = copy;
        self
    }

    /// The same keys and secrets with another database.
    pub fn at(&self, database: &str) -> Command {
        let mut command = self.command();
        command.env("TONGBAN_DATABASE", database);
        command
    }

    /// A path in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A path as text.
    pub fn text(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    /// The folder of catalogue, calendar and divisions.
    pub fn data(&self) -> PathBuf {
        self.data.clone()
    }

    /// The folder of keys and secrets.
    pub fn var(&self) -> PathBuf {
        self.path("var")
    }

    /// The house over the home's database, in this process.
    pub fn house(&self) -> House {
        self.house_in(&tongban::system())
    }

    /// The same with a time and a chance of its own.
    pub fn house_in(&self, ambient: &Ambient) -> House {
        let place = Place {
            database: self.database.clone(),
            data: self.data(),
            var: self.var(),
            county: COUNTY.to_owned(),
        };
        House::beside(&place, ambient).expect("the house opens")
    }

    /// The binary at this home, from the root of the repository.
    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tongban"));
        command
            .current_dir(root())
            .env("TONGBAN_DATABASE", &self.database)
            .env("TONGBAN_DATA", &self.data)
            .env("TONGBAN_VAR", self.var())
            .env_remove("RUST_LOG")
            .stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        Ran::of(self.command().args(arguments).output().expect("the binary runs"))
    }

    /// Runs a command with this on its standard input.
    pub fn run_with(&self, arguments: &[&str], input: &str) -> Ran {
        let mut command = self.command();
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.args(arguments).spawn().expect("the binary runs");
        let mut stdin = child.stdin.take().expect("it has an input");
        // A command that refuses before it reads closes the pipe, which is no failure here.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        Ran::of(child.wait_with_output().expect("it ends"))
    }

    /// Runs a command that must succeed, and reads its one JSON object.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let ran = self.run(&[arguments, &["--json"]].concat());
        assert_eq!(ran.code, 0, "{arguments:?}: {} {}", ran.out, ran.err);
        ran.json()
    }
}

impl Ran {
    /// What a process has left behind.
    pub fn of(output: Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let code = output.status.code().unwrap_or(-1);
        Self { code, out: text(&output.stdout), err: text(&output.stderr) }
    }

    /// Standard output as exactly one JSON object.
    pub fn json(&self) -> Value {
        let value: Value = serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("no single JSON object ({error}): {}", self.out));
        assert!(value.is_object(), "{value}");
        value
    }
}

fn copy_folder(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).expect("a folder can be made");
    for entry in std::fs::read_dir(from).expect("the data can be read") {
        let entry = entry.expect("the data can be read");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a file can be copied");
        }
    }
}
