//! PostgreSQL that hangs: it takes connections, and says nothing on them.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use basis::{Ambient, Instant};

use super::{job, waiting};
use crate::{Store, StoreError, jobs, testing};

/// A way to a server on which nothing arrives any more once it is frozen.
#[derive(Clone)]
struct Way {
    address: String,
    is_frozen: Arc<AtomicBool>,
}

impl Way {
    fn to(server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let way = Self { address, is_frozen: Arc::default() };
        let (own, server) = (way.clone(), server.to_owned());
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(database) = TcpStream::connect(&server) else { continue };
                let (back, forth) = (client.try_clone().unwrap(), database.try_clone().unwrap());
                let (one, other) = (own.clone(), own.clone());
                std::thread::spawn(move || one.pass(client, forth));
                std::thread::spawn(move || other.pass(database, back));
            }
        });
        way
    }

    /// What is said while it is frozen is lost, and nobody hangs up.
    fn pass(&self, mut from: TcpStream, mut to: TcpStream) {
        let mut buffer = [0; 16_384];
        while let Ok(read @ 1..) = from.read(&mut buffer) {
            if !self.is_frozen.load(Ordering::SeqCst) && to.write_all(&buffer[..read]).is_err() {
                break;
            }
        }
        let _ = to.shutdown(Shutdown::Both);
    }

    fn freeze(&self) {
        self.is_frozen.store(true, Ordering::SeqCst);
    }
}

/// A database behind such a way; with `both`, its server can also be reached directly.
fn frozen(both: bool) -> Option<(Way, Store)> {
    let address = testing::postgres_address()?;
    let authority = address.split_once("://").unwrap().1.split('/').next().unwrap();
    let server = authority.rsplit('@').next().unwrap().to_owned();
    if server.contains(',') {
        eprintln!("SKIPPED: the address names more than one server");
        return None;
    }
    let way = Way::to(&server);
    let hosts = if both { format!("{},{server}", way.address) } else { way.address.clone() };
    let through = address.replacen(&server, &hosts, 1);
    let and = if through.contains('?') { '&' } else { '?' };
    let store = Store::open(&format!("{through}{and}answer_within=1&connect_timeout=2")).unwrap();
    store.migrate().unwrap();
    Some((way, store))
}

/// Does it on a thread of its own, which may take so many seconds.
fn within<T: Send + 'static>(seconds: u64, work: impl FnOnce() -> T + Send + 'static) -> T {
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || tell.send(work()));
    told.recv_timeout(Duration::from_secs(seconds)).expect("nobody waits for ever")
}

#[test]
fn a_server_that_hangs_is_left_for_the_other_one() {
    let Some((way, store)) = frozen(true) else { return };
    let (ambient, _) = Ambient::fixed(Instant::from_millis(1_800_000_000_000), 31);
    way.freeze();
    let one = job(&ambient, "a");
    let (same, handle) = (one.clone(), store.clone());
    // One second for the answer. Whoever has waited for it is told, and does not wait for another.
    let done = within(3, move || handle.write_now(move |tx| jobs::enqueue(tx, &same)));
    assert!(matches!(done, Err(StoreError::Away(_))), "{done:?}");
    // Two seconds until the first has not let us in.
    let handle = store.clone();
    let done = within(6, move || handle.write_now(move |tx| jobs::enqueue(tx, &one)));
    assert!(done.unwrap());
    // From then on everybody goes to the one that answers.
    let (two, handle) = (job(&ambient, "b"), store.clone());
    let done = within(3, move || {
        handle.write_now(move |tx| jobs::enqueue(tx, &two)).map(|_| waiting(&handle))
    });
    assert_eq!(done.unwrap(), 2);
}

#[test]
fn a_commit_that_nobody_answers_is_not_certain() {
    let Some((way, store)) = frozen(false) else { return };
    let (ambient, _) = Ambient::fixed(Instant::from_millis(1_800_000_000_000), 32);
    let one = job(&ambient, "a");
    let done = within(5, move || {
        store.write_now(move |tx| {
            let is_new = jobs::enqueue(tx, &one);
            way.freeze();
            is_new
        })
    });
    assert!(matches!(done, Err(StoreError::Away(_))), "{done:?}");
}
