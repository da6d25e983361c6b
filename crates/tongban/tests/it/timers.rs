//! Two servers on one PostgreSQL find the same timers due at the same moment: time does each thing
//! once.

use basis::{Ambient, Instant};
use store::{Store, StoreError, Value, params};
use tongban::chaos::affairs;
use tongban::chaos::books::{Books, rows};
use tongban::chaos::scene::Scene;
use web::testing::post;

use crate::support::acts::act;
use crate::support::home::Home;
use crate::support::{COUNTY, PASSWORD, PEOPLE, until};

/// More than one worker claims at once.
const CASES: usize = 40;
/// Longer ago than the five working days after which an application counts as accepted, whatever
/// holidays there were.
const AGO_MILLIS: i64 = 25 * 86_400_000;
/// What time does first to an application that nobody looks at.
const BY_TIME: &str = "case.accepted-by-default";

#[test]
fn a_timer_that_two_servers_find_at_once_fires_once() {
    let Some(home) = Home::postgres() else { return };
    home.json(&["demo", "--people", PEOPLE, "--load-only"]);
    let now = tongban::system().now();
    let handed_in = handed_in(&home, now.plus_millis(-AGO_MILLIS));
    assert_eq!(handed_in.len(), CASES);
    let store = Store::open(&home.database).expect("it can be opened");
    let waiting = Waiting { store: &store, now };
    // As if a worker held them, until both servers run and look for what is due.
    assert_eq!(waiting.held_until(now.plus_millis(AGO_MILLIS)), CASES as u64);
    let scene = Scene {
        binary: env!("CARGO_BIN_EXE_tongban").into(),
        database: home.database.clone(),
        data: home.data(),
        var: home.var(),
    };
    let mut servers = [(); 2].map(|()| scene.serve().expect("a server starts"));
    assert_eq!(waiting.many(), CASES, "none has fired yet");
    waiting.held_until(Instant::from_millis(0));
    until(90, "every timer has fired", || (waiting.many() == 0).then_some(()));
    assert!(servers.iter_mut().all(|server| server.runs()), "{}", scene.last_words());

    let records = rows(&store, "records").expect("they can be read");
    for case in &handed_in {
        let stream = format!("case:{case}");
        let of_case = records.iter().filter(|row| row.text("stream").is_ok_and(|it| it == stream));
        let by_time = of_case.filter(|row| row.text("kind").is_ok_and(|kind| kind == BY_TIME));
        assert_eq!(by_time.count(), 1, "{case}");
    }
    let books = Books::of(&store).expect("the books can be read");
    let catalogue = scene.catalogue().expect("the catalogue is there");
    let halves = books.halves(&catalogue).expect("the books can be read");
    assert!(halves.is_empty(), "{halves:#?}");
    let jobs = rows(&store, "jobs").expect("they can be read");
    let given_up = jobs.iter().filter(|job| job.opt_int("dead_at").is_ok_and(|at| at.is_some()));
    assert_eq!(given_up.count(), 0, "a timer was given up");
}

/// The elder hands in, so long ago that nobody serves the county yet; the ids of the cases.
fn handed_in(home: &Home, at: Instant) -> Vec<String> {
    let (ambient, clock) = Ambient::fixed(at, 23);
    let house = home.house_in(&ambient);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let router = house.router();
        let form = [("login", "elder"), ("password", PASSWORD), ("next", "/")];
        let answer = post(&router, "/sign-in", "", &form).await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        let session = answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        let mut cases = Vec::new();
        for number in 0..CASES {
            clock.advance_millis(1_000);
            let key = format!("long-ago-{number:03}");
            let body = affairs::application();
            let answer = act(&router, "/api/cases", &session, (key.as_str(), None), &body).await;
            assert!(answer.status.is_success(), "{}", answer.text);
            cases.push(answer.json()["case"].as_str().expect("a case").to_owned());
        }
        cases
    })
}

/// The timers that are due.
struct Waiting<'a> {
    store: &'a Store,
    now: Instant,
}

impl Waiting<'_> {
    fn many(&self) -> usize {
        let jobs = rows(self.store, "jobs").expect("they can be read");
        let is_due = |job: &&store::Row| {
            let is_timer = job.text("kind").is_ok_and(|kind| kind == cases::TIMER);
            is_timer && job.int("run_at").is_ok_and(|at| at <= self.now.millis())
        };
        jobs.iter().filter(is_due).count()
    }

    /// Nobody takes them before this instant; how many they are.
    fn held_until(&self, until: Instant) -> u64 {
        let hold = "UPDATE jobs SET lease_until = $2 WHERE county = $1 AND kind = $3";
        let values: [Value; 3] = params![COUNTY, until, cases::TIMER];
        let held = self.store.write_now(move |tx| tx.execute(hold, &values));
        held.map_err(|error: StoreError| error.to_string()).expect("they can be held")
    }
}
