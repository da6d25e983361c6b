//! People who work on a server that is being harmed: who they are, what was acknowledged to them,
//! and what they do again since nobody knows whether it was done.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use anyhow::{Result, bail};
use parking_lot::Mutex;

use super::affairs::{self, Deed, Done};
use super::client::Client;

/// How many people work at once.
pub const HANDS: usize = 5;

/// Everybody who works, and the office where the elder lives.
pub struct Crew {
    clients: BTreeMap<String, Client>,
    town: String,
}

/// What happened to all of them.
#[derive(Default)]
pub struct Kept {
    acknowledged: Mutex<Vec<(Deed, Done)>>,
    /// Cut off, or told to come back: nobody knows whether it was done.
    open: Mutex<Vec<Deed>>,
    /// Answers that should not have been.
    wrong: Mutex<Vec<String>>,
    /// How often somebody was told to come back.
    waits: AtomicU64,
    serial: AtomicU64,
}

impl Crew {
    /// Everybody signs in once; sessions outlive their server.
    ///
    /// # Errors
    /// When somebody is not let in.
    pub fn hired(address: &str) -> Result<Self> {
        let supervisor = Client::signed_in(address, "supervisor")?;
        let elder = Client::signed_in(address, "elder")?;
        let done = affairs::acknowledged(&affairs::submit("first"), &elder)?;
        let town = affairs::town_of(&supervisor, &done.case)?;
        let mut clients = BTreeMap::from([("elder".to_owned(), elder)]);
        for login in ["gongan", "minzheng", &town] {
            clients.insert(login.to_owned(), Client::signed_in(address, login)?);
        }
        Ok(Self { clients, town })
    }

    /// The same people at another address.
    #[must_use]
    pub fn moved(&self, address: &str) -> Self {
        let moved = |(login, client): (&String, &Client)| (login.clone(), client.moved(address));
        Self { clients: self.clients.iter().map(moved).collect(), town: self.town.clone() }
    }

    /// The elder, who also reads.
    #[must_use]
    pub fn elder(&self) -> &Client {
        &self.clients["elder"]
    }

    /// The office of the township where the elder lives, which accepts what the elder hands in.
    #[must_use]
    pub fn office(&self) -> &Client {
        &self.clients[&self.town]
    }

    fn client(&self, deed: &Deed) -> &Client {
        &self.clients[&deed.login]
    }
}

impl Kept {
    /// Some hands work while something happens; where a server is gone, they stop.
    pub fn work_while<T>(&self, crew: &Crew, happening: impl FnOnce() -> T) -> T {
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for _ in 0..HANDS {
                scope.spawn(|| {
                    while !stop.load(Ordering::SeqCst) {
                        self.one_case(crew);
                    }
                });
            }
            let happened = happening();
            stop.store(true, Ordering::SeqCst);
            happened
        })
    }

    /// One case from its application to its decision, as far as it comes.
    fn one_case(&self, crew: &Crew) {
        let key = format!("load-{:06}", self.serial.fetch_add(1, Ordering::SeqCst));
        let mut deed = affairs::submit(&key);
        for step in 0.. {
            let Some(done) = self.attempt(&deed, crew) else {
                // Nobody hammers at a door that is closed.
                super::moment(std::time::Duration::from_millis(20));
                return;
            };
            match affairs::next(&key, step, &done, &crew.town) {
                Some(next) => deed = next,
                None => return,
            }
        }
    }

    /// Does a deed and remembers what came of it; none when it was not acknowledged.
    fn attempt(&self, deed: &Deed, crew: &Crew) -> Option<Done> {
        let answer = match deed.by(crew.client(deed)) {
            Ok(answer) => answer,
            Err(_) => {
                self.open.lock().push(deed.clone());
                return None;
            }
        };
        match (answer.status, Done::of(&answer.json())) {
            (200 | 201, Ok(done)) => {
                self.acknowledged.lock().push((deed.clone(), done.clone()));
                return Some(done);
            }
            (503, _) if !answer.retry_after.is_empty() => {
                self.waits.fetch_add(1, Ordering::SeqCst);
                self.open.lock().push(deed.clone());
            }
            // It took too long: whether it was done is not known, as where the line broke.
            (504, _) => self.open.lock().push(deed.clone()),
            _ => self.wrong.lock().push(format!("{deed:?}: {} {}", answer.status, answer.text)),
        }
        None
    }

    /// What was cut off is sent again, twice: it is done once, whether or not it had been done
    /// before.
    ///
    /// # Errors
    /// When it is not done now.
    pub fn again(&self, crew: &Crew) -> Result<()> {
        let open = std::mem::take(&mut *self.open.lock());
        for deed in open {
            let first = affairs::acknowledged(&deed, crew.client(&deed))?;
            let second = affairs::acknowledged(&deed, crew.client(&deed))?;
            if first != second {
                bail!("the same key has two effects: {deed:?}: {first:?}, {second:?}");
            }
            self.acknowledged.lock().push((deed, first));
        }
        Ok(())
    }

    /// Every acknowledged deed again: the same number, version and record as the first time.
    ///
    /// # Errors
    /// When one of them is answered differently.
    pub fn repeat_all(&self, crew: &Crew) -> Result<()> {
        let acknowledged = self.acknowledged();
        let part = acknowledged.len().div_ceil(HANDS).max(1);
        std::thread::scope(|scope| {
            let repeat = |part: &[(Deed, Done)]| {
                for (deed, done) in part {
                    let again = affairs::acknowledged(deed, crew.client(deed))?;
                    if again != *done {
                        bail!("{deed:?} was {done:?} and is {again:?}");
                    }
                }
                Ok(())
            };
            let hands: Vec<_> =
                acknowledged.chunks(part).map(|part| scope.spawn(move || repeat(part))).collect();
            hands.into_iter().try_for_each(|hand| match hand.join() {
                Ok(done) => done,
                Err(_) => bail!("a hand broke off"),
            })
        })
    }

    /// Remembers what was acknowledged to somebody else.
    pub fn acknowledge(&self, deed: Deed, done: Done) {
        self.acknowledged.lock().push((deed, done));
    }

    /// Remembers an answer that should not have been.
    pub fn complain(&self, words: String) {
        self.wrong.lock().push(words);
    }

    /// Everything that was acknowledged.
    #[must_use]
    pub fn acknowledged(&self) -> Vec<(Deed, Done)> {
        self.acknowledged.lock().clone()
    }

    /// How many deeds were acknowledged so far.
    #[must_use]
    pub fn many(&self) -> usize {
        self.acknowledged.lock().len()
    }

    /// Answers that should not have been.
    #[must_use]
    pub fn wrong(&self) -> Vec<String> {
        self.wrong.lock().clone()
    }

    /// How often somebody was told to come back.
    #[must_use]
    pub fn waits(&self) -> u64 {
        self.waits.load(Ordering::SeqCst)
    }
}
