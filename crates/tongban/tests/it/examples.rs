//! The examples of the help, run as they are printed, in a folder with the data beside it.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::support::PEOPLE;
use crate::support::home::Home;

/// Examples that begin a server, need one, need files from outside, or measure for long.
const ELSEWHERE: [&str; 18] = [
    "tongban serve",
    "tongban demo\n",
    "tongban demo --days",
    "tongban demo --people 360229",
    "tongban receipt verify",
    "tongban ledger witness",
    "tongban ledger cosign",
    "tongban ledger erase",
    "tongban ledger verify --against",
    "tongban ledger verify --database",
    "tongban plan",
    "tongban bench check data/catalogue --matters",
    "tongban bench seed",
    "tongban bench lifecycle",
    "tongban bench burst",
    "tongban bench lists",
    "tongban bench pages",
    "tongban bench ledger",
];

/// The commands whose help has examples, in an order in which each finds what it needs.
const COMMANDS: [&str; 22] = [
    "demo",
    "check",
    "export list",
    "export cpsv",
    "export schema",
    "export",
    "import calendar",
    "import guides",
    "import list",
    "import people",
    "import",
    "ledger verify",
    "ledger keys",
    "ledger erase",
    "ledger",
    "bench commit",
    "bench check",
    "bench",
    "user add",
    "user roles",
    "user",
    "backup",
];

#[test]
fn every_example_that_needs_no_server_runs() {
    let home = Home::sqlite();
    home.json(&["demo", "--people", PEOPLE, "--load-only"]);
    prepare(&home);
    let mut ran = Vec::new();
    for command in COMMANDS {
        let arguments: Vec<&str> = command.split(' ').chain(["--help"]).collect();
        for example in examples(&home.run(&arguments).out) {
            let elsewhere = ELSEWHERE.iter().any(|start| format!("{example}\n").starts_with(start));
            if !elsewhere && !ran.contains(&example) {
                runs(&home, &example);
                ran.push(example);
            }
        }
    }
    assert!(ran.len() >= 20, "{ran:#?}");
    assert!(ran.iter().any(|one| one.contains("check --explain")), "{ran:#?}");
}

/// The lines of a help that are examples.
fn examples(help: &str) -> Vec<String> {
    let after = help.split("Example").nth(1).unwrap_or_default();
    let lines = after.lines().map(str::trim).filter(|line| line.starts_with("tongban "));
    lines.map(str::to_owned).collect()
}

/// The files that the examples name.
fn prepare(home: &Home) {
    symlink(home.data(), home.path("data")).expect("the data can stand there");
    let write =
        |name: &str, text: &str| fs::write(home.path(name), text).expect("it can be written");
    write("2027.json", &year_2027().to_string());
    write("guides.jsonl", "{\"id\": \"a\", \"name\": \"高龄津贴\"}\n");
    let person = "王芳,339901194403052429,330825101200,\"演示村1号, 东\",";
    write("people.csv", &format!("name,number,division,address,phone\n{person}\n"));
}

/// A calendar of a year that is not announced yet.
pub fn year_2027() -> Value {
    let fixed = ["01-01", "05-01", "05-02", "10-01", "10-02", "10-03"];
    let days = fixed
        .map(|day| json!({ "name": "演示节", "date": format!("2027-{day}"), "isOffDay": true }));
    json!({ "year": 2027, "papers": ["https://example.test/notice"], "days": days })
}

/// In a shell, since one example redirects, with the binary found by its name.
fn runs(home: &Home, example: &str) {
    let binary = Path::new(env!("CARGO_BIN_EXE_tongban"));
    let folder = binary.parent().expect("it lies in a folder").display().to_string();
    let mut shell = Command::new("sh");
    let output = shell
        .args(["-c", &format!("printf 'a long enough password\\n' | {example}")])
        .current_dir(home.path(""))
        .env("PATH", format!("{folder}:/usr/bin:/bin"))
        .env("TONGBAN_DATABASE", &home.database)
        .env("TONGBAN_VAR", home.var())
        .stdin(Stdio::null())
        .output()
        .expect("a shell runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(
        output.status.success(),
        "{example}: {} {}",
        text(&output.stdout),
        text(&output.stderr)
    );
}
