//! The connection to PostgreSQL is lost in a commit, again and again while people work: before the
//! database has heard of it, or after it has committed and before anybody learns of it. Nobody is
//! told that something is done that is not, and asking again with the same key does it once.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use tongban::chaos::crew::{Crew, Kept};
use tongban::chaos::scene::Scene;

use crate::support::home::Home;
use crate::support::moment;

/// As the driver sends it: a simple query, its length, its text.
const COMMIT: &[u8] = b"Q\0\0\0\x0bCOMMIT\0";
/// One commit in so many is cut off.
const ONE_IN: usize = 15;

#[test]
fn a_connection_that_is_lost_in_a_commit_loses_nothing_and_repeats_nothing() {
    let Some(home) = Home::postgres() else { return };
    let (server, _) = home.database.rsplit_once('/').expect("an address with a name");
    let server = server.rsplit_once('@').expect("an address with a user").1.to_owned();
    let line = Line::to(&server);
    let scene = Scene {
        binary: env!("CARGO_BIN_EXE_tongban").into(),
        database: home.database.replace(&server, &line.address),
        data: home.data(),
        var: home.var(),
    };
    let mut running = scene.serve().expect("a server starts");
    let crew = Crew::hired(&running.address).expect("everybody is let in");
    let kept = Kept::default();
    line.is_bad.store(true, Ordering::SeqCst);
    kept.work_while(&crew, || moment(Duration::from_secs(5)));
    line.is_bad.store(false, Ordering::SeqCst);
    kept.again(&crew).expect("what nobody knew of is done now, once");
    kept.repeat_all(&crew).expect("the same key gives the same answer");
    assert!(running.runs(), "{}", scene.last_words());
    let (unheard, untold) = (line.many(0), line.many(1));
    assert!(unheard > 0 && untold > 0, "{unheard} cut before, {untold} after the commit");
    assert!(kept.many() > 20 && kept.waits() > 0, "{} acts, {} waits", kept.many(), kept.waits());
    let findings = scene.findings(&kept).expect("the books can be read");
    assert!(findings.is_empty(), "{findings:#?}");
}

/// The line to the database, which breaks in commits while it is bad.
#[derive(Clone)]
struct Line {
    address: String,
    is_bad: Arc<AtomicBool>,
    commits: Arc<AtomicUsize>,
    /// How often it broke before, and after the commit.
    broken: Arc<[AtomicUsize; 2]>,
}

impl Line {
    fn to(server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = listener.local_addr().expect("it has an address").to_string();
        let (is_bad, commits) = (Arc::default(), Arc::default());
        let line = Self { address, is_bad, commits, broken: Arc::default() };
        let (own, server) = (line.clone(), server.to_owned());
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if let Ok(database) = TcpStream::connect(&server) {
                    own.join(&client, &database);
                }
            }
        });
        line
    }

    fn many(&self, when: usize) -> usize {
        self.broken[when].load(Ordering::SeqCst)
    }

    /// Passes on what either side says, each on a thread of its own.
    fn join(&self, client: &TcpStream, database: &TcpStream) {
        let ends = (client.try_clone(), database.try_clone(), client.try_clone());
        let (Ok(from), Ok(to), Ok(client)) = ends else { return };
        let Ok(database) = database.try_clone() else { return };
        // The answer to a commit that nobody is to hear.
        let is_mute = Arc::new(AtomicBool::new(false));
        let (own, mute) = (self.clone(), is_mute.clone());
        std::thread::spawn(move || own.ask(from, to, &mute));
        std::thread::spawn(move || answer(database, client, &is_mute));
    }

    fn ask(&self, mut client: TcpStream, mut database: TcpStream, mute: &AtomicBool) {
        let mut buffer = [0; 65_536];
        loop {
            let read = client.read(&mut buffer).unwrap_or(0);
            let said = &buffer[..read];
            if read == 0 || (self.breaks(said) && !self.goes_through(mute)) {
                break;
            }
            if database.write_all(said).is_err() {
                break;
            }
        }
        // Whoever is told nothing more ends by itself.
        let _ = database.shutdown(Shutdown::Both);
        let _ = client.shutdown(Shutdown::Both);
    }

    /// Whether the line breaks in what is said.
    fn breaks(&self, said: &[u8]) -> bool {
        let is_commit = said.windows(COMMIT.len()).any(|part| part == COMMIT);
        is_commit
            && self.is_bad.load(Ordering::SeqCst)
            && self.commits.fetch_add(1, Ordering::SeqCst).is_multiple_of(ONE_IN)
    }

    /// In turn: the database never hears of it, or its answer is not heard.
    fn goes_through(&self, mute: &AtomicBool) -> bool {
        let when = usize::from(self.many(0) > self.many(1));
        self.broken[when].fetch_add(1, Ordering::SeqCst);
        mute.store(when == 1, Ordering::SeqCst);
        when == 1
    }
}

fn answer(mut database: TcpStream, mut client: TcpStream, mute: &AtomicBool) {
    let mut buffer = [0; 65_536];
    loop {
        let read = database.read(&mut buffer).unwrap_or(0);
        // It has committed: that is what it would have said.
        if read == 0 || mute.load(Ordering::SeqCst) || client.write_all(&buffer[..read]).is_err() {
            break;
        }
    }
    let _ = client.shutdown(Shutdown::Both);
    let _ = database.shutdown(Shutdown::Both);
}
