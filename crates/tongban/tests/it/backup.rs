//! A backup is taken while the server goes on, comes back on either database, and keeps the ledger.

use serde_json::Value;

use crate::support::client::Client;
use crate::support::home::{Home, Ran};
use crate::support::server::Server;
use crate::support::{COUNTY, until};

#[test]
fn a_backup_of_a_running_server_comes_back_with_the_same_ledger() {
    for home in [Some(Home::sqlite()), Home::postgres()].into_iter().flatten() {
        check(&home);
    }
}

fn check(home: &Home) {
    let mut server = Server::demo(home);
    let before = crate::support::live(&server.address, "before-the-backup", 4);
    let stranger = Client::stranger(&server.address);
    let checkpoint = settled(&stranger);
    let file = home.text("county.backup");
    let report = home.json(&["backup", &file]);
    assert!(report["rows"].as_u64() > Some(100), "{report}");
    let again = home.run(&["backup", &file]);
    assert!(again.code != 0 && again.err.contains("exists"), "{}", again.err);
    // The server has gone on meanwhile and goes on still.
    crate::support::live(&server.address, "after-the-backup", 0);
    server.kill();
    let fresh = format!("sqlite:{}", home.text("restored.db"));
    for database in std::iter::once(fresh).chain(store::testing::postgres_address()) {
        restored(home, &database, &file, &checkpoint, &report);
        let case = case_there(&database, &before.case);
        assert_eq!(case["number"], Value::from(before.number.clone()), "{database}");
    }
}

/// The newest checkpoint, once nothing waits for the log.
fn settled(stranger: &Client) -> String {
    let checkpoint = || {
        let answer = stranger.get(&format!("/ledger/{COUNTY}/checkpoint")).ok()?;
        (answer.status == 200).then_some(answer.text)
    };
    let mut last = String::new();
    let mut same = 0;
    until(30, "the ledger has come to rest", || {
        let now = checkpoint()?;
        same = if now == last { same + 1 } else { 0 };
        last = now;
        (same >= 15).then(|| last.clone())
    })
}

fn restored(home: &Home, database: &str, file: &str, checkpoint: &str, report: &Value) {
    let ran = |arguments: &[&str]| {
        let output = home.at(database).args(arguments).output().expect("the binary runs");
        let ran = Ran::of(output);
        assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.err);
        ran.json()
    };
    let back = ran(&["backup", file, "--restore", "--json"]);
    assert_eq!((&back["rows"], &back["tables"]), (&report["rows"], &report["tables"]));
    // Whoever kept the checkpoint from before finds it in what was restored: same size, same root.
    let kept = home.path("checkpoint");
    std::fs::write(&kept, checkpoint).expect("it can be written");
    let kept = kept.display().to_string();
    let audit = ran(&["ledger", "verify", "--against", &kept, "--json"]);
    assert_eq!(audit["clean"], true, "{audit}");
    assert_eq!(head(database), body(checkpoint), "{database}");
    let twice = home.at(database).args(["backup", file, "--restore"]).output();
    let twice = Ran::of(twice.expect("the binary runs"));
    assert!(twice.code != 0 && twice.err.contains("not empty"), "{}", twice.err);
}

/// The size and the root that a checkpoint signs.
fn body(checkpoint: &str) -> String {
    checkpoint
        .split("\n\n")
        .next()
        .unwrap_or_default()
        .lines()
        .take(3)
        .collect::<Vec<_>>()
        .join("\n")
}

/// Size and root of the newest checkpoint in a database.
fn head(database: &str) -> String {
    let store = store::Store::open(database).expect("it can be opened");
    let rows = store::backup::rows_of(&store, "ledger_checkpoints").expect("it can be read");
    let newest = rows.iter().max_by_key(|row| row.int("size").expect("a size"));
    body(&newest.expect("a checkpoint").text("note").expect("a note"))
}

fn case_there(database: &str, id: &str) -> Value {
    let store = store::Store::open(database).expect("it can be opened");
    let rows = store::backup::rows_of(&store, "cases").expect("it can be read");
    let row = rows.iter().find(|row| row.text("id").is_ok_and(|other| other == id));
    row.expect("the case is there").json("body").expect("it can be read")
}
