//! A backup is taken while people work, comes back on either database, and keeps the ledger: what was
//! acknowledged before it began is there, nothing is there by half, and its root is one of the log's,
//! also on another machine, which has the folder of secrets besides and goes on with the same log.

use std::process::Command;
use std::time::Duration;

use tongban::chaos::affairs::Done;
use tongban::chaos::books::{Books, rows};
use tongban::chaos::crew::{Crew, Kept};
use tongban::chaos::scene::Scene;

use serde_json::Value;

use crate::support::client::Client;
use crate::support::home::{Home, Ran};
use crate::support::server::Server;
use crate::support::{COUNTY, live, moment};

#[test]
fn a_backup_taken_under_load_comes_back_with_the_same_ledger_and_nothing_by_half() {
    for home in [Some(Home::sqlite()), Home::postgres()].into_iter().flatten() {
        check(&home);
    }
}

/// What somebody kept from the moment before the backup began.
struct Before {
    checkpoint: Option<String>,
    done: Vec<(&'static str, Done)>,
}

fn check(home: &Home) {
    let mut server = Server::demo(home);
    let crew = Crew::hired(&server.address).expect("everybody is let in");
    let (kept, file) = (Kept::default(), home.text("county.backup"));
    // What fails in here is told afterwards: the hands stop only when it is over.
    let (before, first) = kept.work_while(&crew, || {
        let before = before(&server.address, &kept);
        let first = home.run(&["backup", &file, "--json"]);
        (before, first)
    });
    assert_eq!(first.code, 0, "{}", first.err);
    let report = first.json();
    assert!(report["rows"].as_u64() > Some(100), "{report}");
    assert!(kept.wrong().is_empty(), "{:#?}", kept.wrong());
    assert!(before.done.len() > 10, "too few acts for a load: {}", before.done.len());
    assert!(kept.many() > before.done.len(), "nobody did anything during the backup");
    let again = home.run(&["backup", &file]);
    assert!(again.code != 0 && again.err.contains("exists"), "{}", again.err);
    server.kill();
    let log = heads(&home.database);
    let (fresh, mut head) = (format!("sqlite:{}", home.text("restored.db")), String::new());
    for database in std::iter::once(fresh).chain(store::testing::postgres_address()) {
        restored(home, &database, &file, &report);
        verified(home, &database, &before);
        whole(home, &database, &before);
        head = heads(&database).pop().expect("a checkpoint");
        assert!(log.contains(&head), "{database}: the log never had {head}");
    }
    on_another_machine(home, &file, &head, &before);
}

/// Another machine has the file and a copy of the folder of secrets, and nothing else: the root is the
/// same there, people sign in and hand in, and the log goes on from where it was.
fn on_another_machine(first: &Home, file: &str, head: &str, before: &Before) {
    let there = Home::sqlite();
    let copied = Command::new("cp").arg("-a").args([first.var(), there.var()]).status();
    assert!(copied.expect("cp runs").success());
    ran(&there, &there.database, &["backup", file, "--restore", "--json"]);
    assert_eq!(heads(&there.database).pop().as_deref(), Some(head));
    let mut server = Server::demo(&there);
    let done = live(&server.address, "on-another-machine", 0);
    server.kill();
    verified(&there, &there.database, before);
    let own =
        Before { checkpoint: before.checkpoint.clone(), done: vec![("case.submitted", done)] };
    whole(&there, &there.database, &own);
}

/// Once some acts are acknowledged and signed: what they are, and the newest checkpoint.
fn before(address: &str, kept: &Kept) -> Before {
    let stranger = Client::stranger(address);
    let signed = || {
        let answer = stranger.get(&format!("/ledger/{COUNTY}/checkpoint")).ok()?;
        (answer.status == 200).then_some(answer.text)
    };
    let (mut checkpoint, mut patience) = (None, 150);
    while patience > 0 && (kept.many() <= 10 || checkpoint.is_none()) {
        moment(Duration::from_millis(200));
        checkpoint = signed();
        patience -= 1;
    }
    let done = kept.acknowledged().into_iter().map(|(deed, done)| (deed.kind, done)).collect();
    Before { checkpoint, done }
}

fn ran(home: &Home, database: &str, arguments: &[&str]) -> Value {
    let output = home.at(database).args(arguments).output().expect("the binary runs");
    let ran = Ran::of(output);
    assert_eq!(ran.code, 0, "{arguments:?}: {}{}", ran.err, ran.out);
    ran.json()
}

fn restored(home: &Home, database: &str, file: &str, report: &Value) {
    let back = ran(home, database, &["backup", file, "--restore", "--json"]);
    assert_eq!((&back["rows"], &back["tables"]), (&report["rows"], &report["tables"]));
    let twice = home.at(database).args(["backup", file, "--restore"]).output();
    let twice = Ran::of(twice.expect("the binary runs"));
    assert!(twice.code != 0 && twice.err.contains("not empty"), "{}", twice.err);
}

/// Whoever kept the checkpoint from before finds that the restored log continues it.
fn verified(home: &Home, database: &str, before: &Before) {
    let checkpoint = before.checkpoint.as_ref().expect("the log had been signed before");
    let kept = home.path("checkpoint");
    std::fs::write(&kept, checkpoint).expect("it can be written");
    let kept = kept.display().to_string();
    let audit = ran(home, database, &["ledger", "verify", "--against", &kept, "--json"]);
    assert_eq!(audit["clean"], true, "{audit}");
}

/// What was acknowledged before is there, and nothing by half: a certificate that was not made yet
/// has its job.
fn whole(home: &Home, database: &str, before: &Before) {
    let scene = Scene {
        binary: env!("CARGO_BIN_EXE_tongban").into(),
        database: database.to_owned(),
        data: home.data(),
        var: home.var(),
    };
    let store = scene.store().expect("it can be opened");
    let books = Books::of(&store).expect("the books can be read");
    let lost = books.lost(before.done.iter().map(|(kind, done)| (*kind, done)));
    assert!(lost.is_empty(), "{database}: {lost:#?}");
    let jobs = rows(&store, "jobs").expect("they can be read");
    let jobs: Vec<String> = jobs.iter().filter_map(|job| job.text("body").ok()).collect();
    let is_coming = |half: &String| {
        let case = half.split(':').next().unwrap_or_default();
        half.ends_with("0 certificates where 1 are due")
            && jobs.iter().any(|body| body.contains(case))
    };
    let catalogue = scene.catalogue().expect("the catalogue is there");
    let mut halves = books.halves(&catalogue).expect("the books can be read");
    halves.retain(|half| !is_coming(half));
    assert!(halves.is_empty(), "{database}: {halves:#?}");
}

/// Size and root of every checkpoint in a database, the newest last.
fn heads(database: &str) -> Vec<String> {
    let store = store::Store::open(database).expect("it can be opened");
    let mut rows = rows(&store, "ledger_checkpoints").expect("they can be read");
    rows.sort_by_key(|row| row.int("size").expect("a size"));
    rows.iter().map(|row| body(&row.text("note").expect("a note"))).collect()
}

/// The size and the root that a checkpoint signs.
fn body(checkpoint: &str) -> String {
    let signed = checkpoint.split("\n\n").next().unwrap_or_default();
    signed.lines().take(3).collect::<Vec<_>>().join("\n")
}
