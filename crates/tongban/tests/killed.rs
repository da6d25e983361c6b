//! The server is killed without warning, again and again, while people work: what was acknowledged
//! is there, nothing is there by half, and the ledger agrees.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use basis::{Date, Instant};
use cases::RecordBody;
use cases::model::{Case, open_work, replay};
use catalogue::{Catalogue, Settings};
use store::{Row, Store};

use support::affairs::{self, Deed, Done};
use support::client::Client;
use support::home::Home;
use support::server::Server;
use support::{moment, until};

/// How often each database is killed.
const KILLS: u64 = 20;
/// How many people work at once.
const HANDS: usize = 5;
/// A job of a killed worker is free again after its lease.
const LEASE_SECONDS: u32 = 40;

#[test]
fn twenty_kills_on_sqlite_lose_nothing() {
    check(&Home::sqlite());
}

#[test]
fn twenty_kills_on_postgresql_lose_nothing() {
    let Some(home) = Home::postgres() else { return };
    check(&home);
}

/// Everybody who works, and the office where the elder lives.
struct Crew {
    clients: BTreeMap<String, Client>,
    town: String,
}

/// What happened in all rounds.
#[derive(Default)]
struct Kept {
    acknowledged: Mutex<Vec<(Deed, Done)>>,
    /// Cut off: nobody knows whether it was done.
    open: Mutex<Vec<Deed>>,
    /// An answer that should not have been.
    wrong: Mutex<Vec<String>>,
    serial: AtomicU64,
}

fn check(home: &Home) {
    let kept = Kept::default();
    let mut server = Server::demo(home);
    let crew = Crew::hired(&server.address);
    for round in 0..KILLS {
        let crew = crew.moved(&server.address);
        again(&kept, &crew);
        work_until_killed(&kept, &crew, &mut server, round);
        server = Server::demo(home);
    }
    let crew = crew.moved(&server.address);
    again(&kept, &crew);
    let wrong = kept.wrong.lock().expect("nobody has panicked");
    assert!(wrong.is_empty(), "{} wrong answers, the first: {}", wrong.len(), wrong[0]);
    let acknowledged = kept.acknowledged.lock().expect("nobody has panicked").clone();
    eprintln!("{}: {} acts acknowledged in {KILLS} rounds", kind(home), acknowledged.len());
    assert!(acknowledged.len() as u64 >= 2 * KILLS, "too few acts for a load");
    repeat_all(&acknowledged, &crew);
    let store = Store::open(&home.database).expect("the database can be read beside the server");
    until(LEASE_SECONDS, "every effect has followed", || nothing_waits(&store).then_some(()));
    server.kill();
    let books = Books::of(&store);
    books.hold(&acknowledged);
    books.are_whole();
    drop(store);
    let report = home.json(&["ledger", "verify"]);
    assert_eq!(report["clean"], true, "{report}");
    let leaves = report["leaves"].as_u64().unwrap_or_default();
    assert!(leaves >= acknowledged.len() as u64, "{report}");
}

fn kind(home: &Home) -> &str {
    home.database.split(':').next().unwrap_or_default()
}

impl Crew {
    /// Everybody signs in once; sessions outlive their server.
    fn hired(address: &str) -> Self {
        let supervisor = Client::signed_in(address, "supervisor");
        let first = affairs::submit("first");
        let elder = Client::signed_in(address, "elder");
        let done = affairs::acknowledged(&first, &elder);
        let town = affairs::town_of(&supervisor, &done.case);
        let logins = ["gongan", "minzheng", &town];
        let mut clients: BTreeMap<String, Client> = logins
            .into_iter()
            .map(|login| (login.to_owned(), Client::signed_in(address, login)))
            .collect();
        clients.insert("elder".to_owned(), elder);
        Self { clients, town }
    }

    fn moved(&self, address: &str) -> Self {
        let moved = |(login, client): (&String, &Client)| (login.clone(), client.moved(address));
        Self { clients: self.clients.iter().map(moved).collect(), town: self.town.clone() }
    }

    fn client(&self, deed: &Deed) -> &Client {
        &self.clients[&deed.login]
    }
}

/// Some hands work; after a while that differs from round to round the server is killed.
fn work_until_killed(kept: &Kept, crew: &Crew, server: &mut Server, round: u64) {
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..HANDS {
            scope.spawn(|| {
                let go_on = || !stop.load(Ordering::SeqCst) && one_case(kept, crew);
                std::iter::repeat_with(go_on).take_while(|on| *on).for_each(drop);
            });
        }
        moment(Duration::from_millis(350 + round * 137 % 700));
        server.kill();
        stop.store(true, Ordering::SeqCst);
    });
}

/// One case from its application to its decision; `false` when the server is gone.
fn one_case(kept: &Kept, crew: &Crew) -> bool {
    let key = format!("load-{:06}", kept.serial.fetch_add(1, Ordering::SeqCst));
    let mut deed = affairs::submit(&key);
    for step in 0.. {
        let Some(done) = kept.attempt(&deed, crew) else { return false };
        match affairs::next(&key, step, &done, &crew.town) {
            Some(next) => deed = next,
            None => break,
        }
    }
    true
}

impl Kept {
    /// Does a deed and remembers what came of it; none when no answer came.
    fn attempt(&self, deed: &Deed, crew: &Crew) -> Option<Done> {
        match deed.by(crew.client(deed)) {
            Ok(answer) if matches!(answer.status, 200 | 201) => {
                let done = Done::of(&answer.json());
                let mut all = self.acknowledged.lock().expect("nobody has panicked");
                all.push((deed.clone(), done.clone()));
                Some(done)
            }
            Ok(answer) => {
                let words = format!("{deed:?}: {} {}", answer.status, answer.text);
                self.wrong.lock().expect("nobody has panicked").push(words);
                None
            }
            Err(_) => {
                self.open.lock().expect("nobody has panicked").push(deed.clone());
                None
            }
        }
    }
}

/// What was cut off is sent again, twice: it is done once, whether or not it had been done before.
fn again(kept: &Kept, crew: &Crew) {
    let open = std::mem::take(&mut *kept.open.lock().expect("nobody has panicked"));
    for deed in open {
        let first = affairs::acknowledged(&deed, crew.client(&deed));
        let second = affairs::acknowledged(&deed, crew.client(&deed));
        assert_eq!(first, second, "the same key has two effects: {deed:?}");
        kept.acknowledged.lock().expect("nobody has panicked").push((deed, first));
    }
}

/// Every acknowledged deed again: the same number, version and record as the first time.
fn repeat_all(acknowledged: &[(Deed, Done)], crew: &Crew) {
    std::thread::scope(|scope| {
        for part in acknowledged.chunks(acknowledged.len().div_ceil(HANDS)) {
            scope.spawn(move || {
                for (deed, done) in part {
                    let again = affairs::acknowledged(deed, crew.client(deed));
                    assert_eq!(again, *done, "{deed:?}");
                }
            });
        }
    });
}

/// Whether every job that follows on a grant has been done, and every record is in the log.
fn nothing_waits(store: &Store) -> bool {
    let jobs = rows(store, "jobs");
    let dead = jobs.iter().filter(|job| job.opt_int("dead_at").ok().flatten().is_some());
    let dead: Vec<String> = dead.map(|job| text(job, "failure")).collect();
    assert!(dead.is_empty(), "jobs that were given up: {dead:?}");
    let follows = jobs.iter().any(|job| text(job, "kind") == cases::AFTER_GRANT);
    let waits = |record: &Row| record.opt_int("leaf").ok().flatten().is_none();
    !follows && !rows(store, "records").iter().any(waits)
}

/// The database after everything, as it stands.
struct Books {
    cases: BTreeMap<String, (Case, i64)>,
    records: BTreeMap<String, Vec<Row>>,
    tasks: BTreeMap<String, BTreeSet<(String, String, String)>>,
    certificates: Vec<String>,
    catalogue: Catalogue,
}

impl Books {
    fn of(store: &Store) -> Self {
        let case = |row: &Row| {
            let case: Case = row.json("body").expect("a case can be read");
            (text(row, "id"), (case, int(row, "version")))
        };
        let mut records: BTreeMap<String, Vec<Row>> = BTreeMap::new();
        for row in rows(store, "records") {
            records.entry(text(&row, "stream")).or_default().push(row);
        }
        let mut tasks: BTreeMap<String, BTreeSet<_>> = BTreeMap::new();
        for row in rows(store, "tasks") {
            let task = (text(&row, "task"), text(&row, "desk"), text(&row, "role"));
            tasks.entry(text(&row, "case_id")).or_default().insert(task);
        }
        Self {
            cases: rows(store, "cases").iter().map(case).collect(),
            records,
            tasks,
            certificates: rows(store, "certificates").iter().map(|r| text(r, "case_id")).collect(),
            catalogue: catalogue(),
        }
    }

    /// Every acknowledged act is there, with its number, its version and its record.
    fn hold(&self, acknowledged: &[(Deed, Done)]) {
        for (deed, done) in acknowledged {
            let (case, version) = &self.cases[&done.case];
            assert_eq!(case.number, done.number, "{deed:?}");
            assert!(*version >= done.version, "{deed:?}: {version} after {done:?}");
            let record = &self.records[&format!("case:{}", done.case)]
                .iter()
                .find(|row| text(row, "id") == done.record)
                .unwrap_or_else(|| panic!("the record of {deed:?} is lost: {done:?}"));
            assert_eq!(int(record, "seq"), done.version, "{deed:?}");
            assert_eq!(text(record, "kind"), deed.kind, "{deed:?}");
        }
    }

    /// No act by half: a case is what its records make of it, and what is owed lies on its desks.
    fn are_whole(&self) {
        let streams = self.records.keys().filter_map(|stream| stream.strip_prefix("case:"));
        let with_records: BTreeSet<&str> = streams.collect();
        let there: BTreeSet<&str> = self.cases.keys().map(String::as_str).collect();
        assert_eq!(with_records, there, "cases without records, or records without a case");
        let orphans: Vec<_> = self.tasks.keys().filter(|id| !there.contains(id.as_str())).collect();
        assert!(orphans.is_empty(), "work of cases that are not there: {orphans:?}");
        for (id, (case, version)) in &self.cases {
            self.is_whole(id, case, *version);
        }
    }

    fn is_whole(&self, id: &str, case: &Case, version: i64) {
        let records = &self.records[&format!("case:{id}")];
        let seqs: Vec<i64> = records.iter().map(|row| int(row, "seq")).collect();
        let all: Vec<i64> = (1..=version).collect();
        assert_eq!((seqs, case.version), (all, version), "{id}");
        let matter = self.catalogue.pinned(&case.pin).expect("the matter of the case is there");
        let done: Vec<(RecordBody, Instant)> = records.iter().map(doing).collect();
        let again = replay(done.iter().map(|(body, at)| (&body.doing, *at)), matter);
        assert_eq!(again.expect("its records fit each other"), *case);
        let owed = open_work(case, matter)
            .into_iter()
            .map(|open| (open.task, open.desk.to_string(), open.role.code().to_owned()));
        let lies = self.tasks.get(id).cloned().unwrap_or_default();
        assert_eq!(lies, owed.collect(), "{id}");
        let granted = case.decision().is_some_and(|decision| decision.granted);
        let made = self.certificates.iter().filter(|of| *of == id).count();
        assert_eq!(made, usize::from(granted), "certificates of {id}");
    }
}

/// What a record says was done, and when.
fn doing(row: &Row) -> (RecordBody, Instant) {
    let envelope: ledger::record::Envelope = row.json("text").expect("a record can be read");
    (serde_json::from_value(envelope.body).expect("it is of a case"), envelope.at)
}

fn catalogue() -> Catalogue {
    let day: Date = "2026-11-22".parse().expect("a date");
    let folder = support::root().join("data/catalogue");
    Catalogue::load(&folder, &Settings::on(day)).expect("the catalogue has no errors")
}

fn rows(store: &Store, table: &str) -> Vec<Row> {
    store::backup::rows_of(store, table).expect("a table can be read")
}

fn text(row: &Row, column: &str) -> String {
    row.opt_text(column).expect("a text").unwrap_or_default()
}

fn int(row: &Row, column: &str) -> i64 {
    row.int(column).expect("a number")
}
