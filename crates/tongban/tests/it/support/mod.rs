//! What the tests of the binary share: a home of its own for each, the server as a process, a
//! browser of a few lines, and the way through a case.

pub mod acts;
pub mod home;
pub mod lived;
pub mod server;

pub use tongban::chaos::{affairs, client};

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::mpsc;
use std::time::Duration;

/// The password of every demo account, as `tongban demo` prints it.
pub const PASSWORD: &str = "longyou-demo-2026";
/// How many people a test asks for: the fewest that can be simulated.
pub const PEOPLE: &str = "1000";
/// The demo county.
pub const COUNTY: &str = "330825";

/// The root of the repository.
pub fn root() -> PathBuf {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    crates.canonicalize().expect("the repository is there")
}

/// A setting of the test run.
#[allow(clippy::disallowed_methods, reason = "where the test run says what it has")]
pub fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// A command with a PostgreSQL of its own, from the root. Without its programs: a failure where `CI`
/// is set, else it says loudly that nothing is tested.
pub fn with_postgres(arguments: &[&str]) -> Option<Output> {
    with_script("scripts/with-postgres.sh", arguments)
}

/// The same with the PostgreSQL that another script makes.
pub fn with_script(script: &str, arguments: &[&str]) -> Option<Output> {
    let root = root();
    let has_server = Command::new(root.join("scripts/postgres-bin.sh")).output();
    if !has_server.is_ok_and(|output| output.status.success()) {
        assert!(setting("CI").is_none(), "no PostgreSQL server programs; see scripts/need.sh");
        eprintln!("SKIPPED: there are no PostgreSQL server programs here");
        return None;
    }
    let mut command = Command::new(root.join(script));
    Some(command.args(arguments).current_dir(root).output().expect("the script runs"))
}

/// Whether a program of one of Debian's packages is here. Without it: a failure where `CI` is set, else
/// it says loudly that nothing is tested.
pub fn has_program(name: &str, package: &str) -> bool {
    let look = "command -v \"$1\" || test -x \"/usr/sbin/$1\"";
    let found = Command::new("sh").args(["-c", look, "sh", name]).output();
    let is_here = found.is_ok_and(|found| found.status.success());
    if !is_here {
        assert!(setting("CI").is_none(), "{name} is missing; see scripts/need.sh");
        eprintln!("SKIPPED: {name} is missing; it comes with Debian's package {package}");
    }
    is_here
}

/// Lets another process get on for a moment; for asking again, never for hoping.
pub fn moment(length: Duration) {
    let (_kept, never) = mpsc::channel::<()>();
    let _ = never.recv_timeout(length);
}

/// Asks until there is an answer, at most so many seconds.
pub fn until<T>(seconds: u32, what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    for _ in 0..seconds * 5 {
        if let Some(answer) = ask() {
            return answer;
        }
        moment(Duration::from_millis(200));
    }
    panic!("not within {seconds} s: {what}");
}

/// Hands in and does so many of the deeds that follow; the last answer.
pub fn live(address: &str, key: &str, deeds: usize) -> affairs::Done {
    affairs::live(address, key, deeds).unwrap_or_else(|error| panic!("{error:#}"))
}

/// Somebody who signs in with the password of the demo.
pub fn signed_in(address: &str, login: &str) -> client::Client {
    client::Client::signed_in(address, login).unwrap_or_else(|error| panic!("{error:#}"))
}

/// Public keys of some other ledger, one a line.
pub fn strange_keys() -> String {
    let chance = basis::ambient::SeededEntropy::new(7);
    let keys = ledger::LogKeys::generate("somewhere.example", &chance).expect("keys");
    keys.verifier_keys().iter().map(|key| format!("{key}\n")).collect()
}
