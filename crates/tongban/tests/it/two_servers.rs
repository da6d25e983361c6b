//! Two servers on one PostgreSQL behind a proxy: sessions hold on both, work is done once, and one of
//! them may die.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tongban::chaos::affairs::{self, Deed};
use tongban::chaos::client::Client;
use tongban::chaos::crew::{Crew, Kept};
use tongban::chaos::scene::Scene;

use crate::support::home::Home;
use crate::support::moment;

#[test]
fn two_servers_are_one_service() {
    let Some(home) = Home::postgres() else { return };
    let scene = Scene {
        binary: env!("CARGO_BIN_EXE_tongban").into(),
        database: home.database.clone(),
        data: home.data(),
        var: home.var(),
    };
    // The first one loads the county.
    let mut first = scene.serve().expect("a server starts");
    let second = scene.serve().expect("another starts beside it");
    a_session_holds_on_both(&first.address, &second.address);
    the_same_key_on_both_at_once_is_one_act(&first.address, &second.address);
    what_is_done_at_one_is_seen_at_the_other(&first.address, &second.address);

    let proxy = Proxy::start([&first.address, &second.address]);
    let crew = Crew::hired(&proxy.address).expect("everybody is let in");
    let kept = Kept::default();
    kept.work_while(&crew, || {
        moment(Duration::from_secs(3));
        first.kill();
        moment(Duration::from_secs(3));
    });
    kept.again(&crew).expect("what was cut off is done now");
    kept.repeat_all(&crew).expect("the same key gives the same answer on either server");
    assert!(kept.many() > 20, "only {} acts for a load", kept.many());
    assert!(proxy.shares().iter().all(|share| *share > 1), "{:?}", proxy.shares());
    let findings = scene.findings(&kept).expect("the books can be read");
    assert!(findings.is_empty(), "{findings:#?}");
}

/// Who signed in at one server is known to the other, and who signed out as well.
fn a_session_holds_on_both(first: &str, second: &str) {
    let here = crate::support::signed_in(first, "elder");
    let there = here.moved(second);
    assert_eq!(there.get("/my").expect("it answers").status, 200);
    assert_eq!(there.form("/sign-out", &[]).expect("it answers").status, 303);
    assert_ne!(here.get("/my").expect("it answers").status, 200, "signed out on both");
}

fn the_same_key_on_both_at_once_is_one_act(first: &str, second: &str) {
    let elder = crate::support::signed_in(first, "elder");
    let deed = affairs::submit("on-both");
    let ask = |client: Client| affairs::acknowledged(&deed, &client).expect("it is acknowledged");
    let (one, other) = std::thread::scope(|scope| {
        let one = scope.spawn(|| ask(elder.clone()));
        let other = scope.spawn(|| ask(elder.moved(second)));
        (one.join().expect("no panic"), other.join().expect("no panic"))
    });
    assert_eq!(one, other);
}

/// Nothing is kept at a server: whoever asks next sees at either what was done at the other.
fn what_is_done_at_one_is_seen_at_the_other(first: &str, second: &str) {
    let elder = crate::support::signed_in(first, "elder");
    let earlier = affairs::acknowledged(&affairs::submit("seen-first"), &elder).expect("an answer");
    let supervisor = crate::support::signed_in(second, "supervisor");
    let town = affairs::town_of(&supervisor, &earlier.case).expect("it lies on a desk");
    let office = crate::support::signed_in(second, &town);
    // What an open page of the inbox at the other asks now and then.
    let mark = |office: &Client| {
        let told = office.get("/api/desk/inbox/mark").expect("it answers");
        told.json()["mark"].as_str().expect("a mark").to_owned()
    };
    let before = mark(&office);
    assert_eq!(mark(&office.moved(first)), before, "every server says the same");
    let done = affairs::acknowledged(&affairs::submit("seen-there"), &elder).expect("an answer");
    assert_ne!(mark(&office), before, "what came in at one is news at the other");
    let inbox = |office: &Client| {
        let lies = office.get("/api/desk/inbox").expect("it answers").json();
        let entries = lies["entries"].as_array().cloned().unwrap_or_default();
        entries.iter().any(|one| one["case"] == done.case && one["task"] == "receive")
    };
    assert!(inbox(&office) && inbox(&office.moved(first)));
    let deed = affairs::next("seen-there", 0, &done, &town).expect("it is to be accepted");
    let accepted = affairs::acknowledged(&deed, &office).expect("it is accepted");
    let path = format!("/api/cases/{}", done.case);
    for elder in [&elder, &elder.moved(second)] {
        let seen = elder.get(&path).expect("it answers").json();
        assert_eq!(seen["version"], accepted.version, "{seen}");
        assert_eq!(seen["status"], accepted.status, "{seen}");
    }
    assert!(!inbox(&office) && !inbox(&office.moved(first)), "nobody receives it again");
    // Somebody who saw what was before is told so by the other server.
    let late = Deed { key: "seen-there-late".to_owned(), ..deed };
    let refused = late.by(&office.moved(first)).expect("it answers");
    assert_eq!(refused.status, 409, "{}", refused.text);
}

/// A proxy that gives each connection to the next server that takes it.
struct Proxy {
    address: String,
    shares: Arc<[AtomicUsize; 2]>,
}

impl Proxy {
    fn start(servers: [&str; 2]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = format!("http://{}", listener.local_addr().expect("it has an address"));
        let servers = servers.map(|server| server.trim_start_matches("http://").to_owned());
        let shares = Arc::new([const { AtomicUsize::new(0) }; 2]);
        let counted = shares.clone();
        std::thread::spawn(move || {
            for (turn, client) in listener.incoming().flatten().enumerate() {
                for at in [turn % 2, (turn + 1) % 2] {
                    if let Ok(server) = TcpStream::connect(&servers[at]) {
                        counted[at].fetch_add(1, Ordering::SeqCst);
                        join(client, server);
                        break;
                    }
                }
            }
        });
        Self { address, shares }
    }

    fn shares(&self) -> Vec<usize> {
        self.shares.iter().map(|share| share.load(Ordering::SeqCst)).collect()
    }
}

/// Passes on what either side says until one of them is done.
fn join(client: TcpStream, server: TcpStream) {
    let ends = (client.try_clone(), server.try_clone());
    let (Ok(to_client), Ok(to_server)) = ends else { return };
    std::thread::spawn(move || pass(client, to_server));
    std::thread::spawn(move || pass(server, to_client));
}

fn pass(mut from: TcpStream, mut to: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 16_384];
    loop {
        let read = from.read(&mut buffer).unwrap_or(0);
        if read == 0 {
            let _ = to.shutdown(Shutdown::Both);
            return Ok(());
        }
        to.write_all(&buffer[..read])?;
    }
}
