//! PostgreSQL with a standby, and PostgreSQL restored to a moment: nothing that was acknowledged is
//! lost when the first machine is gone, and the ledger of a moment is the one that it was then.
//! Each has a server of its own, made by the scripts that docs/OPERATIONS.md names.

use std::process::Output;

use serde_json::Value;

use crate::support::{has_program, with_postgres, with_script};

const BINARY: &str = env!("CARGO_BIN_EXE_tongban");

#[test]
fn a_standby_takes_over_under_load_and_nothing_acknowledged_is_lost() {
    takes_over("failover");
}

#[test]
fn a_standby_takes_over_where_the_first_hangs_and_says_nothing() {
    takes_over("freeze");
}

/// Nobody promotes it: Patroni finds out by itself that the first gives no sign of life, and the
/// servers find the other.
#[test]
fn patroni_promotes_the_standby_under_load_and_nothing_acknowledged_is_lost() {
    if has_program("patroni", "patroni") && has_program("etcd", "etcd-server") {
        takes_over_in("failover", |scenario| {
            with_script("scripts/with-patroni.sh", &["sh", "-c", scenario])
        });
    }
}

fn takes_over(harm: &str) {
    takes_over_in(harm, |scenario| {
        with_postgres(&["scripts/with-standby.sh", "sh", "-c", scenario])
    });
}

/// The scenario with two servers that are run by somebody.
fn takes_over_in(harm: &str, run: impl FnOnce(&str) -> Option<Output>) {
    let scenario = format!(
        "exec '{BINARY}' chaos failover --harm {harm} --times 1 --json --database \"$TONGBAN_TEST_POSTGRES\" --control \"$TONGBAN_POSTGRES_CONTROL\""
    );
    let Some(output) = run(&scenario) else { return };
    let report = json(&output);
    assert!(output.status.success(), "{report:#}{}", words(&output.stderr));
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(0), "{report:#}");
    assert!(report["acknowledged"].as_u64() > Some(20), "too few acts for a load: {report:#}");
}

#[test]
fn the_ledger_of_a_moment_is_restored_and_no_later_act_with_it() {
    let Some(output) = with_postgres(&["scripts/try-point-in-time.sh", BINARY]) else { return };
    let report = json(&output);
    assert!(output.status.success(), "{report:#}{}", words(&output.stderr));
    assert_eq!(report["restored"], report["wanted"]);
    assert_ne!(report["later"], report["wanted"]);
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_default()
}

fn words(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
