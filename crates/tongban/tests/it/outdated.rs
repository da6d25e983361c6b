//! A newer version works on the database while an older server runs: that one keeps nothing any more
//! and says so, and none of its version starts.

use crate::support::client::Client;
use crate::support::home::Home;
use crate::support::server::Server;
use crate::support::{PEOPLE, affairs, signed_in, until};

#[test]
fn a_server_of_an_older_version_keeps_nothing_and_none_starts() {
    for home in [Some(Home::sqlite()), Home::postgres()].into_iter().flatten() {
        check(&home);
    }
}

fn check(home: &Home) {
    let server = Server::demo(home);
    let (stranger, elder) =
        (Client::stranger(&server.address), signed_in(&server.address, "elder"));
    assert_eq!(stranger.get("/ready").expect("it answers").status, 200);
    let before = affairs::submit("before").by(&elder).expect("it answers");
    assert!(affairs::Done::of(&before.json()).is_ok(), "{}", before.text);

    migrated_by_a_newer_version(home);
    let ready = until(20, "it is not ready any more", || {
        stranger.get("/ready").ok().filter(|answer| answer.status == 503)
    });
    assert!(ready.text.contains("newer version"), "{}", ready.text);
    let refused = affairs::submit("after").by(&elder).expect("it answers");
    assert_eq!(refused.status, 503, "{}", refused.text);
    assert!(refused.text.contains("store.outdated"), "{}", refused.text);
    assert_eq!(stranger.get("/health").expect("it answers").status, 200);
    assert_eq!(elder.get("/my").expect("it answers").status, 200, "reads go on");

    let ran = home.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.err.contains("a newer version has worked on it"), "{}", ran.err);
    assert!(ran.err.contains("209901010000_cases_more"), "{}", ran.err);
    every_command_refuses(home);
}

/// A backup would leave out what this version does not know, and nobody would miss it before a restore.
fn every_command_refuses(home: &Home) {
    let file = home.text("after.backup");
    let commands: [&[&str]; 6] = [
        &["migrate"],
        &["migrate", "--print"],
        &["ledger", "verify"],
        &["backup", &file],
        &["demo", "--people", PEOPLE, "--load-only"],
        &["bench", "commit", "--rows", "1", "--database", &home.database],
    ];
    for command in commands {
        let ran = home.run(command);
        assert_ne!(ran.code, 0, "{command:?}: {}", ran.out);
        assert!(ran.err.contains("a newer version has worked on it"), "{command:?}: {}", ran.err);
    }
    assert!(!home.path("after.backup").exists());
}

/// As a newer one does with its first new table.
fn migrated_by_a_newer_version(home: &Home) {
    let store = store::Store::open(&home.database).expect("it can be opened");
    let newer = "INSERT INTO migrations (name, digest) VALUES ('209901010000_cases_more', '')";
    let done = store.write_now(move |tx| tx.execute(newer, &[]));
    assert_eq!(done.map_err(|error: store::StoreError| error.to_string()), Ok(1));
}
