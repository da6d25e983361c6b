//! What `bench` prints for programs: whoever measures a county elsewhere finds every field. The
//! figures themselves are BENCHMARKS.md's; a test is no place to measure.

use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use serde_json::{Value, json};

use crate::support::home::{Home, Ran};
use crate::support::{root, with_postgres};

/// Few enough that a debug build loads them while one waits.
const SMALL: [&str; 4] = ["--cases", "50", "--commits-for", "0.2"];

#[test]
fn a_measurement_says_how_much_how_fast_how_durable_and_what_went_wrong() {
    let home = Home::sqlite();
    let measured = |arguments: &[&str]| {
        let place = ["--database", home.database.as_str()];
        home.json(&[&["bench"][..], arguments, &SMALL[..], &place[..]].concat())
    };
    let lifecycle = measured(&["lifecycle", "--seconds", "1", "--users", "4"]);
    whole(&lifecycle);
    assert!(number(&lifecycle, "acts_per_s") >= 3.0 * number(&lifecycle, "lifecycles_per_s") - 0.1);
    let burst = measured(&["burst", "--seconds", "0.3", "--times", "0.2"]);
    whole(&burst);
    assert!(number(&burst, "recovery_s") > 0.0, "{burst}");
    assert!(number(&burst, "normal_ms") > number(&burst, "baseline_p99_ms"), "{burst}");
    assert!(number(&burst, "baseline_p99_ms") >= number(&burst, "baseline_p50_ms"), "{burst}");
    // A rate that is asked for, not one that is found.
    let pages = measured(&["pages", "--seconds", "1", "--rate", "20"]);
    for page in pages["pages"].as_array().expect("a list of pages") {
        assert_eq!((&page["calls"], &page["errors"]), (&json!(20), &json!(0)), "{page}");
    }
    an_upgrade_is_served(&measured(&["upgrade"]));
    a_cold_start_is_told_beside_a_warm_one(&home);
    what_is_loaded_is_verified(&home);
}

#[test]
fn loading_says_how_fast_beside_the_plain_commits() {
    for home in [Some(Home::sqlite()), Home::postgres()].into_iter().flatten() {
        let counties = if home.database.starts_with("sqlite:") { "1" } else { "2" };
        let seed = ["bench", "seed", "--cases", "40", "--commits-for", "0.2"];
        let place = ["--counties", counties, "--database", home.database.as_str()];
        let first = home.json(&[&seed[..], &place[..]].concat());
        assert_eq!((&first["cases"], &first["loaded"]), (&json!(40), &json!(40)), "{first}");
        for name in ["seconds", "cases_per_s", "raw_commits_per_s", "raw_commits_32_per_s"] {
            assert!(number(&first, name) > 0.0, "{name} in {first}");
        }
        let again = home.json(&[&seed[..], &place[..]].concat());
        assert_eq!((&again["cases"], &again["loaded"]), (&json!(40), &json!(0)), "{again}");
        assert!(again["cases_per_s"].is_null(), "{again}");
    }
}

#[test]
fn a_log_is_measured_beside_the_plain_commits_of_its_database() {
    let home = Home::sqlite();
    let own = format!("sqlite:{}", home.text("leaves.db"));
    let told = home.json(&["bench", "ledger", "--leaves", "200", "--database", &own]);
    assert_eq!((&told["leaves"], &told["durable"]), (&json!(200), &json!(true)), "{told}");
    for name in ["leaves_per_s", "proof_p99_ms", "raw_commits_per_s", "raw_commits_32_per_s"] {
        assert!(number(&told, name) > 0.0, "{name} in {told}");
    }
}

/// Where an index is made, PostgreSQL lets those who act wait; nobody is told a fault.
#[test]
fn postgresql_is_brought_up_to_date_while_people_read_and_act() {
    let Some(home) = Home::postgres() else { return };
    let place = ["--database", home.database.as_str()];
    let upgrade = home.json(&[&["bench", "upgrade"][..], &SMALL[..], &place[..]].concat());
    assert_eq!(upgrade["database"], "postgres", "{upgrade}");
    an_upgrade_is_served(&upgrade);
}

fn a_cold_start_is_told_beside_a_warm_one(home: &Home) {
    let script = root().join("scripts/cold-start.sh");
    let mut command = Command::new(script);
    command.arg(env!("CARGO_BIN_EXE_tongban")).arg(&home.database).arg(home.var());
    let ran = Ran::of(command.output().expect("the script runs"));
    assert_eq!(ran.code, 0, "{}", ran.err);
    let told = ran.json();
    for start in ["cold", "warm"] {
        let [listens, page] =
            ["start_s", "page_s"].map(|of| number(&told, &format!("{start}_{of}")));
        assert!(listens > 0.0 && page >= listens, "{told}");
    }
}

fn an_upgrade_is_served(upgrade: &Value) {
    assert_eq!((&upgrade["errors"], &upgrade["act_errors"]), (&json!(0), &json!(0)), "{upgrade}");
    assert!(upgrade["migrations"].as_array().is_some_and(|many| !many.is_empty()), "{upgrade}");
    assert!(number(upgrade, "calls") >= 1.0 && number(upgrade, "acts") >= 1.0, "{upgrade}");
    assert!(number(upgrade, "act_max_ms") >= number(upgrade, "act_p50_ms"), "{upgrade}");
}

/// Cases that were loaded in bulk and those that were acted on are what their records say; and a
/// record that is changed behind the program's back is seen when the next ones have been loaded.
fn what_is_loaded_is_verified(home: &Home) {
    let clean = home.json(&["ledger", "verify"]);
    assert_eq!(clean["clean"], true, "{clean}");
    assert!(number(&clean, "cases") >= 50.0 && number(&clean, "leaves") > 100.0, "{clean}");
    let store = store::Store::open(&home.database).expect("the database opens");
    let change = "UPDATE records SET text = replace(text, '情况属实', '情况不实')
        WHERE text LIKE '%情况属实%'";
    let changed = store.write_now(move |tx| tx.execute(change, &[]));
    let changed = changed.map_err(|error: store::StoreError| error.to_string());
    assert!(changed.is_ok_and(|many| many > 0), "no record holds these words");
    drop(store);
    let seed = ["bench", "seed", "--cases", "60", "--commits-for", "0.2"];
    let ran = home.run(&[&seed[..], &["--database", home.database.as_str()]].concat());
    assert!(ran.code != 0 && ran.err.contains("does not agree"), "{} {}", ran.out, ran.err);
}

fn whole(report: &Value) {
    assert!(number(report, "cases") >= 50.0, "{report}");
    assert_eq!((&report["durable"], &report["errors"]), (&json!(true), &json!(0)), "{report}");
    for name in ["lifecycles_per_s", "call_p50_ms", "raw_commits_per_s", "raw_commits_32_per_s"] {
        assert!(number(report, name) > 0.0, "{name} in {report}");
    }
    assert!(number(report, "call_p99_ms") >= number(report, "call_p50_ms"), "{report}");
}

fn number(report: &Value, name: &str) -> f64 {
    report[name].as_f64().unwrap_or_else(|| panic!("no {name} in {report}"))
}

/// The script of the share of pgbench's rate, with a program that says what it did.
#[test]
fn a_rate_is_held_against_pgbench_in_the_same_run() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let program = folder.path().join("program");
    let says = "#!/bin/sh\nprintf '{\\n  \"acts_per_s\": 250.5,\\n  \"errors\": 0\\n}\\n'\n";
    std::fs::write(&program, says).expect("it can be written");
    let mode = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(&program, mode).expect("it is ours");
    let script = root().join("scripts/beside-pgbench.sh").display().to_string();
    let program = program.display().to_string();
    let Some(output) = with_postgres(&[&script, &program, "50", "1", "1"]) else { return };
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words}");
    let report: Value = serde_json::from_slice(&output.stdout).expect("one JSON object");
    let mean = (number(&report, "pgbench_before") + number(&report, "pgbench_after")) / 2.0;
    assert!((number(&report, "share") - 250.5 / mean).abs() < 1e-3, "{report}");
    assert_eq!(report["errors"], 0);
}
