//! Runs a command line like the binary does: the same options, with a host that remembers.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use clap::Parser;
use planner::cli::Plan;
use planner::{Answer, Host, PlannerError, Progress};
use tempfile::TempDir;

#[derive(Parser)]
struct Line {
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    plan: Plan,
}

/// A host that remembers notices, whose clock moves a millisecond each time it is asked, and that
/// stops after so many steps of progress.
pub struct Remembering {
    pub notices: Mutex<Vec<String>>,
    pub steps: AtomicU64,
    pub stop_after: u64,
    pub clock: AtomicI64,
}

impl Default for Remembering {
    fn default() -> Self {
        let (notices, steps, clock) = (Mutex::default(), AtomicU64::new(0), AtomicI64::new(0));
        Self { notices, steps, stop_after: u64::MAX, clock }
    }
}

impl Host for Remembering {
    fn now(&self) -> basis::Instant {
        basis::Instant::from_millis(self.clock.fetch_add(1, Ordering::Relaxed))
    }

    fn notice(&self, text: &str) {
        self.notices.lock().unwrap().push(text.to_owned());
    }

    fn progress(&self, _: Progress<'_>) {
        self.steps.fetch_add(1, Ordering::Relaxed);
    }

    fn cancelled(&self) -> bool {
        self.steps.load(Ordering::Relaxed) >= self.stop_after
    }
}

/// A folder for one test; `{}` in an argument is its path.
pub struct Desk {
    pub folder: TempDir,
}

impl Desk {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    /// Runs `tongban plan <line>`; words are separated by blanks.
    pub fn run(&self, line: &str) -> Result<Answer, PlannerError> {
        self.run_with(line, &Remembering::default())
    }

    pub fn run_with(&self, line: &str, host: &Remembering) -> Result<Answer, PlannerError> {
        self.parsed(line, &[], host)
    }

    /// The same with words after the line that may hold blanks.
    pub fn run_words(&self, line: &str, more: &[String]) -> Result<Answer, PlannerError> {
        self.parsed(line, more, &Remembering::default())
    }

    fn parsed(
        &self,
        line: &str,
        more: &[String],
        host: &Remembering,
    ) -> Result<Answer, PlannerError> {
        let folder = self.folder.path().display().to_string();
        let line = line.replace("{}", &folder);
        let words = std::iter::once("plan").chain(line.split_whitespace());
        let words = words.chain(more.iter().map(String::as_str));
        let line = Line::try_parse_from(words).unwrap_or_else(|error| panic!("{error}"));
        let _ = line.json;
        planner::run(&line.plan, host)
    }

    /// The refusal of a command.
    pub fn refusal(&self, line: &str) -> String {
        self.run(line).expect_err(line).to_string()
    }

    /// Names of the files in the folder.
    pub fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

/// Rows of a CSV file as words, header first.
pub fn rows(path: &Path) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(path).unwrap();
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn every_command_has_an_example_that_parses() {
    let mut plan = <Line as clap::CommandFactory>::command();
    plan.build();
    for command in plan.get_subcommands().filter(|command| command.get_name() != "help") {
        let help = command.get_after_help().unwrap().to_string();
        let examples: Vec<&str> =
            help.lines().filter_map(|line| line.trim().strip_prefix("tongban ")).collect();
        assert!(!examples.is_empty(), "{help}");
        for example in examples {
            // Quoted words hold no blanks that matter here.
            let example =
                example.replace("\"2020 census\"", "census").replace("\"2025 survey\"", "survey");
            let parsed = Line::try_parse_from(example.split_whitespace());
            assert!(parsed.is_ok(), "{example}: {}", parsed.err().unwrap());
        }
    }
}
