//! Cases on real databases: whole paths, lists, rights, repetition, time.

mod audit;
mod finish;
mod history;
mod often;
mod paths;
mod plans;
mod scan;
mod times;

use std::sync::Arc;

use basis::ambient::{ManualClock, SeededEntropy};
use basis::{Ambient, CaseId, OfficerId, Outcome, PersonId, Role};
use identity::{Actor, By, Channel, Grant, rights};
use ledger::{Keyring, Ledger, LogKeys};
use store::Store;
use store::workshop::Workshop;

use crate::model::sample::{COUNTY, calendar, catalogue, id, matter, monday};
use crate::model::{Answers, Applicant, Case, Doing, replay};
use crate::{Application, Cases, Done, PART_ENDED, Seen, TIMER};

/// One county's desk in a test: cases on a database, and a clock that the test moves.
pub(crate) struct Office {
    pub cases: Cases,
    pub clock: ManualClock,
    ambient: Ambient,
    keys: std::cell::Cell<u32>,
}

/// Runs a story on each kind of database.
pub(crate) fn on_each_database<F: Future<Output = ()>>(story: impl Fn(Office) -> F) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for (name, store) in store::testing::databases() {
        eprintln!("on {name}");
        // The handle outlives the story: a PostgreSQL client must not end inside the runtime.
        let kept = store.clone();
        runtime.block_on(story(Office::new(store)));
        drop(kept);
    }
}

impl Office {
    pub fn new(store: Store) -> Self {
        let (ambient, clock) = Ambient::fixed(monday(), 7);
        let keys = LogKeys::generate("county.example/ledger", &SeededEntropy::new(5)).unwrap();
        let ring = Keyring::new([(COUNTY.to_owned(), keys)]);
        let ledger = Ledger::new(store, ambient.clone(), ring);
        let cases = Cases::new(ledger, catalogue(), calendar(), COUNTY);
        Self { cases, clock, ambient, keys: std::cell::Cell::new(0) }
    }

    /// Another process on the same database, started with the same files.
    pub fn beside(&self) -> Cases {
        Cases::new(self.cases.ledger().clone(), catalogue(), calendar(), COUNTY)
    }

    pub fn by(&self, actor: &Actor) -> By {
        self.keys.set(self.keys.get() + 1);
        self.by_key(actor, &format!("key-{:06}", self.keys.get()))
    }

    pub fn by_key(&self, actor: &Actor, key: &str) -> By {
        let (at, key) = (self.ambient.now(), key.parse().unwrap());
        By { actor: actor.clone(), for_whom: None, channel: Channel::Counter, at, key }
    }

    pub async fn submit(&self, actor: &Actor, matter: &str) -> Done {
        self.cases.submit(self.by(actor), application(matter)).await.unwrap()
    }

    pub async fn act(&self, actor: &Actor, case: CaseId, doing: Doing) -> Outcome<Done> {
        self.cases.act(self.by(actor), case, None, doing).await
    }

    /// The act, which must be possible.
    pub async fn done(&self, actor: &Actor, case: CaseId, doing: Doing) -> Done {
        let what = format!("{doing:?}");
        self.act(actor, case, doing).await.unwrap_or_else(|stop| panic!("{what}: {stop}"))
    }

    pub async fn seen(&self, actor: &Actor, case: CaseId) -> Outcome<Seen> {
        self.cases.seen(&rights::scope(actor), case).await
    }

    /// The case as kept, after comparing it with what its records rebuild.
    pub async fn case(&self, case: CaseId) -> Case {
        let auditor = county_officer(Role::Auditor);
        let seen = self.seen(&auditor, case).await.unwrap();
        let history = self.cases.history(&rights::scope(&auditor), case).await.unwrap();
        let doings: Vec<_> =
            history.iter().map(|step| (step.body.clone().unwrap().doing, step.record.at)).collect();
        let again = replay(doings.iter().map(|(doing, at)| (doing, *at)), &seen.matter).unwrap();
        assert_eq!(again, seen.case, "the records rebuild the case");
        assert_eq!(history.len() as i64, seen.case.version);
        seen.case
    }

    pub fn workshop(&self) -> Workshop {
        let (timers, parts) = (self.cases.clone(), self.cases.clone());
        Workshop::new(self.cases.store().clone(), self.ambient.clone(), COUNTY)
            .on(TIMER, move |claimed| {
                let cases = timers.clone();
                async move { cases.run_timer(claimed).await }
            })
            .on(PART_ENDED, move |claimed| {
                let cases = parts.clone();
                async move { cases.run_part_ended(claimed).await }
            })
    }

    /// Does everything that is due now; how many jobs that were.
    pub async fn tick(&self) -> usize {
        let (workshop, mut all) = (self.workshop(), 0);
        loop {
            match workshop.once().await.unwrap() {
                0 => return all,
                some => all += some,
            }
            assert!(all < 100, "the jobs of a moment end");
        }
    }
}

pub(crate) fn resident() -> Actor {
    Actor::resident(COUNTY, PersonId(id(2)), "徐桂花")
}

pub(crate) fn officer(role: Role, department: &str, division: &str, number: u8) -> Actor {
    let grant = Grant::new(role, Some(department), division.parse().unwrap());
    Actor::officer(COUNTY, OfficerId(id(number)), "王芳", vec![grant])
}

pub(crate) fn county_officer(role: Role) -> Actor {
    let grant = Grant::new(role, None, COUNTY.parse().unwrap());
    Actor::officer(COUNTY, OfficerId(id(40)), "督办", vec![grant])
}

pub(crate) fn clerk() -> Actor {
    officer(Role::Clerk, "township", "330825101", 30)
}

pub(crate) fn police() -> Actor {
    officer(Role::Reviewer, "gongan", COUNTY, 31)
}

pub(crate) fn village() -> Actor {
    officer(Role::Reviewer, "township", "330825101", 32)
}

pub(crate) fn weigher() -> Actor {
    officer(Role::Reviewer, "minzheng", COUNTY, 33)
}

pub(crate) fn approver() -> Actor {
    officer(Role::Approver, "minzheng", COUNTY, 34)
}

pub(crate) fn system() -> Actor {
    Actor::system(COUNTY)
}

pub(crate) fn application(id_of: &str) -> Application {
    let matter: Arc<_> = matter(id_of);
    Application {
        matter: matter.id.clone(),
        applicant: Applicant {
            person: PersonId(id(2)),
            name: "徐桂花".to_owned(),
            division: "330825101".parse().unwrap(),
        },
        channel: catalogue::model::Channel::Counter,
        answers: Answers::from([("phone".to_owned(), serde_json::json!("13800000000"))]),
        facts: Vec::new(),
        materials: Vec::new(),
        shown: "00".repeat(32),
        parts: Vec::new(),
    }
}

pub(crate) fn accept() -> Doing {
    Doing::Accept { later: vec![] }
}

pub(crate) fn pass(task: &str) -> Doing {
    Doing::Pass { task: task.into(), opinion: "属实".into() }
}

pub(crate) fn ask(task: &str) -> Doing {
    let items = vec!["身份证照片看不清".into()];
    Doing::AskSupplement { task: task.into(), items, answers: vec![] }
}

pub(crate) fn supply() -> Doing {
    Doing::Supply { answers: Answers::new(), materials: vec![], note: "补上了".into() }
}

pub(crate) fn grant() -> Doing {
    Doing::Grant { reason: "符合条件".into(), amount: Some(basis::Fen::new(6000)) }
}
