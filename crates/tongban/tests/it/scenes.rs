//! Short forms of what `tongban chaos` does for whoever keeps a server: a full disk, one that may only
//! be read, a database that is stopped, slow clients, programs that ask for too much, a pooler between.
//! docs/OPERATIONS.md names the long ones.

use std::process::{Command, Output};

use serde_json::Value;

use crate::support::home::Home;
use crate::support::{has_program, root, with_postgres, with_script};

const BINARY: &str = env!("CARGO_BIN_EXE_tongban");

#[test]
fn slow_clients_keep_nobody_from_a_page() {
    let report = scene(&["slow", "--clients", "300", "--seconds", "2"]);
    assert_eq!(report["slow_clients"], 300, "{report:#}");
    assert!(report["pages"].as_u64() > Some(3), "{report:#}");
}

/// In a build that nothing optimised beside other tests people may wait longer than 2 seconds.
#[test]
fn programs_that_ask_for_ten_times_too_much_are_told_to_wait_and_people_are_served() {
    let report = scene(&["overload", "--times", "10", "--seconds", "2", "--patience-ms", "15000"]);
    for name in ["told_to_wait", "acknowledged", "pages", "acts"] {
        assert!(report[name].as_u64() > Some(0), "{name}: {report:#}");
    }
}

#[test]
fn a_full_disk_loses_nothing_and_people_go_on_reading() {
    let Some(report) = on_a_disk(&["full", "--seconds", "1"]) else { return };
    assert_eq!(report["read"], 5, "{report:#}");
    assert!(report["told_to_wait"].as_u64() > Some(0), "{report:#}");
    assert!(report["recovery_s"].is_number(), "{report:#}");
}

#[test]
fn a_disk_that_may_only_be_read_is_refused_in_words_and_taken_when_it_is_well() {
    let Some(report) = on_a_disk(&["read-only"]) else { return };
    assert!(report["refused_to_start"].is_string(), "{report:#}");
    assert!(report["acknowledged"].as_u64() > Some(0), "{report:#}");
}

#[test]
fn a_database_that_is_stopped_at_once_and_started_loses_nothing() {
    harmed_database("restart");
}

/// As after a fail-over, where a server is led to what has become a standby.
#[test]
fn a_database_that_may_only_be_read_for_a_while_loses_nothing() {
    let Some(report) = harmed_database("read-only") else { return };
    assert!(report["told_to_wait"].as_u64() > Some(0), "{report:#}");
}

#[test]
fn a_database_whose_disk_is_full_for_a_while_loses_nothing() {
    if !may_mount_by(&Home::sqlite(), &["--mount"]) {
        eprintln!("SKIPPED: no disk can be mounted here for PostgreSQL; run the tests as root");
        return;
    }
    let Some(report) = harmed_database("full") else { return };
    assert!(report["told_to_wait"].as_u64() > Some(0), "{report:#}");
}

/// PostgreSQL under load, harmed once.
fn harmed_database(harm: &str) -> Option<Value> {
    let scenario = format!(
        "exec '{BINARY}' chaos restart --harm {harm} --times 1 --json --database \"$TONGBAN_TEST_POSTGRES\" --control \"$TONGBAN_POSTGRES_CONTROL\""
    );
    let script = match harm {
        "full" => "scripts/with-small-disk.sh",
        _ => "scripts/with-postgres.sh",
    };
    let report = clean(&with_script(script, &["sh", "-c", &scenario])?);
    assert!(report["acknowledged"].as_u64() > Some(5), "{report:#}");
    assert!(report["recovery_s"].as_f64() < Some(15.0), "{report:#}");
    Some(report)
}

/// Two transactions of a server meet each other's connections, and it is killed between them.
#[test]
fn a_server_behind_a_pooler_of_transactions_is_killed_and_loses_nothing() {
    if !has_program("pgbouncer", "pgbouncer") {
        return;
    }
    let scenario = format!(
        "exec '{BINARY}' chaos kill --times 1 --json --database \"$TONGBAN_TEST_POSTGRES\""
    );
    let Some(output) = with_postgres(&["scripts/with-pgbouncer.sh", "sh", "-c", &scenario]) else {
        return;
    };
    let report = clean(&output);
    assert!(report["acknowledged"].as_u64() > Some(0), "{report:#}");
}

/// A scenario on an SQLite file of its own.
fn scene(arguments: &[&str]) -> Value {
    let home = Home::sqlite();
    let output = home.command().arg("chaos").args(arguments).arg("--json").output();
    clean(&output.expect("the binary runs"))
}

/// A scenario on a disk that it mounts; none where nobody may mount one.
fn on_a_disk(arguments: &[&str]) -> Option<Value> {
    let home = Home::sqlite();
    let Some(mut command) = may_mount(&home) else {
        eprintln!(
            "SKIPPED: no disk can be mounted here; run the tests as root, or where unshare may"
        );
        return None;
    };
    command.arg(BINARY).arg("chaos").args(arguments).arg("--json").arg("--data").arg(home.data());
    Some(clean(&command.current_dir(root()).output().expect("the binary runs")))
}

/// What runs a command so that it may mount a disk that nobody else sees, and that goes with it.
fn may_mount(home: &Home) -> Option<Command> {
    let ways: [&[&str]; 2] = [&["--mount"], &["--map-root-user", "--mount"]];
    ways.iter().find(|way| may_mount_by(home, way)).map(|way| unshared(way))
}

fn may_mount_by(home: &Home, way: &[&str]) -> bool {
    let folder = home.path("probe");
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    let mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tongban-probe"];
    let tried = unshared(way).args(mount).arg(&folder).output();
    tried.is_ok_and(|tried| tried.status.success())
}

fn unshared(way: &[&str]) -> Command {
    let mut command = Command::new("unshare");
    command.args(way);
    command
}

/// The report of a scenario that found nothing.
fn clean(output: &Output) -> Value {
    let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let words = String::from_utf8_lossy(&output.stderr);
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(0), "{report:#}{words}");
    assert!(output.status.success(), "{report:#}{words}");
    report
}
