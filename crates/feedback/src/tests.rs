//! Ratings on both databases, through acts and pages.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use basis::ambient::SeededEntropy;
use basis::{Calendar, CaseId, Date, Divisions, PersonId, Role};
use cases::Cases;
use cases::model::Doing;
use catalogue::{Catalogue, Settings};
use identity::{Actor, By, Channel, Grant};
use jiff::civil::date;
use ledger::{Keyring, Ledger, LogKeys};
use store::{Row, Store, Value, jobs};
use web::App;
use web::testing::{ask, get, post};

use crate::{FOLLOW_UP, Feedback, Level, Opinion, Rules, routes};

const COUNTY: &str = "330825";
const TODAY: Date = date(2026, 11, 22);
const MONDAY: Date = date(2026, 11, 16);

struct Place {
    name: &'static str,
    store: Store,
    app: App,
    cases: Cases,
    feedback: Feedback,
}

fn catalogue() -> Arc<Catalogue> {
    static ONCE: OnceLock<Arc<Catalogue>> = OnceLock::new();
    let load = || {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/catalogue");
        let loaded = Catalogue::load(&folder, &Settings::on(TODAY));
        Arc::new(loaded.unwrap_or_else(|error| panic!("{error}")))
    };
    Arc::clone(ONCE.get_or_init(load))
}

fn places() -> Vec<Place> {
    store::testing::databases().into_iter().map(|(name, store)| place(name, store)).collect()
}

fn place(name: &'static str, store: Store) -> Place {
    let site = web::testing::site();
    let keys = LogKeys::generate("longyou.example/ledger", &SeededEntropy::new(5)).unwrap();
    let keyring = Keyring::new([(COUNTY.to_owned(), keys)]);
    let ledger = Ledger::new(store.clone(), site.ambient.clone(), keyring);
    let cases = Cases::new(ledger.clone(), catalogue(), Calendar::from_years(Vec::new()), COUNTY);
    let app = App::new(store.clone(), ledger, site);
    let divisions = Arc::new(Divisions::from_parts(Vec::new(), Vec::new()));
    let feedback = Feedback::new(app.clone(), cases.clone(), divisions, Rules::default());
    Place { name, store, app, cases, feedback }
}

fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

fn opinion(level: Level, words: &str) -> Opinion {
    let (words, channel) = (words.to_owned(), "web".to_owned());
    Opinion { level, indicators: vec![crate::Indicator::Speed], words, channel }
}

impl Place {
    fn by(&self, actor: Actor) -> By {
        let (at, key) = (self.app.ambient.now(), self.app.ambient.id().into());
        By { actor, for_whom: None, channel: Channel::Web, at, key }
    }

    fn resident(&self) -> By {
        self.by(Actor::resident(COUNTY, PersonId(self.app.ambient.id()), "龚桂花"))
    }

    /// The resident's application.
    fn submit(&self, by: &By) -> CaseId {
        let application = cases::testing::application(
            "elderly-allowance",
            by.actor.resident_id().unwrap(),
            "330825101200",
        )
        .unwrap();
        wait(self.cases.submit(by.clone(), application)).unwrap().case
    }

    fn withdraw(&self, by: &By, case: CaseId) {
        let by = self.by(by.actor.clone());
        let doing = Doing::Withdraw { reason: "不办了".to_owned() };
        wait(self.cases.act(by, case, None, doing)).unwrap();
    }

    /// A case that has ended, and whose it is.
    fn ended(&self) -> (By, CaseId) {
        let by = self.resident();
        let case = self.submit(&by);
        self.withdraw(&by, case);
        (by, case)
    }

    fn rows(&self, sql: &'static str) -> Vec<Row> {
        self.store.read_now(move |tx| tx.query(sql, &[Value::from(COUNTY)])).unwrap()
    }

    /// What the rule of the refusal is, if it is one.
    fn rate(&self, by: &By, case: CaseId, opinion: Opinion) -> Option<String> {
        let rated = wait(self.feedback.rate(by, case, opinion));
        rated.err().map(|stop| stop.refusal().map(|one| one.rule.clone()).unwrap_or_default())
    }
}

#[test]
fn a_case_is_rated_once_by_whose_it_is_when_it_is_over() {
    for place in places() {
        let by = place.resident();
        let case = place.submit(&by);
        let check = |by: &By, opinion: Opinion, expected: Option<&str>| {
            assert_eq!(place.rate(by, case, opinion).as_deref(), expected, "{}", place.name);
        };
        check(&by, opinion(Level::Good, ""), Some("rating.too-early"));
        place.withdraw(&by, case);
        check(&place.resident(), opinion(Level::Good, ""), Some("case.unknown"));
        check(&by, opinion(Level::Good, &"很".repeat(501)), Some("rating.too-long"));
        check(&by, opinion(Level::Good, "快"), None);
        check(&by, opinion(Level::VeryBad, ""), Some("rating.given"));
        let kept = place.rows("SELECT level FROM ratings WHERE county = $1");
        assert_eq!(kept.len(), 1, "{}", place.name);
        assert!(place.rows("SELECT place FROM rating_tokens WHERE county = $1").is_empty());
    }
}

#[test]
fn nothing_that_is_kept_says_whose_a_rating_is() {
    for place in places() {
        let mut known = Vec::new();
        for _ in 0..8 {
            let (by, case) = place.ended();
            assert_eq!(place.rate(&by, case, opinion(Level::Good, "")), None);
            known.extend([case.to_string(), by.actor.resident_id().unwrap().to_string()]);
        }
        let ratings = place.rows(
            "SELECT id, matter, place, week, channel, level, indicators, words
             FROM ratings WHERE county = $1",
        );
        let ids: Vec<String> = ratings.iter().map(|row| row.text("id").unwrap()).collect();
        assert_eq!(ids.len(), 8, "{}", place.name);
        // As they lie in the file of SQLite, they are in the order of their random ids.
        let is_sorted = ids.is_sorted();
        assert!(is_sorted || place.name != "sqlite", "the order of rows is that of visits");
        let in_county = ratings.iter().filter(|row| row.text("place").unwrap() == COUNTY);
        assert_eq!(in_county.count(), 4, "{}: the first four are of no township", place.name);
        let records =
            place.rows("SELECT at, text FROM records WHERE county = $1 AND kind = 'rating.given'");
        assert_eq!(records.len(), 8);
        let monday = basis::Instant::at(MONDAY, 0, 0).millis();
        for row in &records {
            assert_eq!(row.int("at").unwrap(), monday, "{}", place.name);
            let text = row.text("text").unwrap();
            assert!(!known.iter().any(|id| text.contains(id)), "{}", place.name);
        }
        let keys = place.rows("SELECT key FROM act_keys WHERE county = $1");
        let keys = keys.iter().map(|row| row.text("key").unwrap());
        let rating_keys: Vec<String> = keys.filter(|key| key.starts_with("rating:")).collect();
        assert_eq!(rating_keys.len(), 8);
        assert!(!rating_keys.iter().any(|key| known.iter().any(|id| key.contains(id))));
    }
}

#[test]
fn a_rating_that_fails_gives_the_right_back() {
    for place in places() {
        let (by, case) = place.ended();
        let about = crate::rows::About {
            matter: "elderly-allowance".to_owned(),
            place: "330825101".to_owned(),
            week: "2026-W47".to_owned(),
        };
        let digest = seal::Sha256::of(b"token");
        let late = place.feedback.late(&digest, by.at, &opinion(Level::Good, "")).unwrap();
        wait(place.feedback.take_right(case, digest, about, late)).unwrap();
        let back = move |tx: &mut store::Tx<'_>| crate::rows::give_back(tx, COUNTY, case, &digest);
        place.store.write_now(back).unwrap();
        let lost = wait(place.feedback.give(digest, TODAY, opinion(Level::Good, "")));
        assert!(lost.is_err(), "{}: a token that is gone gives nothing", place.name);
        assert_eq!(place.rate(&by, case, opinion(Level::Good, "")), None, "{}", place.name);
    }
}

#[test]
fn a_crash_between_the_two_transactions_loses_neither_right_nor_rating() {
    for place in places() {
        let (by, case) = place.ended();
        let about = crate::rows::About {
            matter: "elderly-allowance".to_owned(),
            place: COUNTY.to_owned(),
            week: "2026-W47".to_owned(),
        };
        let digest = seal::Sha256::of(b"token");
        let said = opinion(Level::Fair, "还行");
        let late = place.feedback.late(&digest, by.at, &said).unwrap();
        assert!(!late.body.contains(&case.to_string()), "the job does not know the case");
        wait(place.feedback.take_right(case, digest, about, late)).unwrap();
        let given = || place.rows("SELECT words FROM ratings WHERE county = $1").len();
        let claim = |after: i64| {
            let lease = place.app.ambient.id();
            let now = place.app.ambient.now().plus_millis(after);
            let claim =
                move |tx: &mut store::Tx<'_>| jobs::claim(tx, COUNTY, lease, now, 1_000, 50);
            let claimed = place.store.write_now(claim).unwrap();
            claimed.into_iter().find(|one| one.job.kind == crate::GIVE)
        };
        assert!(claim(1_000).is_none(), "the second transaction has its time");
        // Here the server died; what follows is done by the next.
        let claimed = claim(120_000).unwrap();
        wait(place.feedback.run_give(claimed.clone())).unwrap();
        assert_eq!(given(), 1, "{}", place.name);
        wait(place.feedback.run_give(claimed)).unwrap();
        assert_eq!(given(), 1, "{}: once", place.name);
        assert!(place.rows("SELECT place FROM rating_tokens WHERE county = $1").is_empty());
        assert!(claim(900_000).is_none(), "{}: the job has ended", place.name);
        let again = place.rate(&by, case, opinion(Level::Good, ""));
        assert_eq!(again.as_deref(), Some("rating.given"), "{}", place.name);
        // Where nothing comes between them, no job is left.
        let (by, case) = place.ended();
        assert_eq!(place.rate(&by, case, said), None);
        assert!(claim(900_000).is_none(), "{}: nothing is left to do", place.name);
    }
}

#[test]
fn a_bad_rating_is_looked_into() {
    for place in places() {
        let (by, case) = place.ended();
        assert_eq!(place.rate(&by, case, opinion(Level::Bad, "等了太久")), None);
        let (lease, now) = (place.app.ambient.id(), place.app.ambient.now());
        let claimed = place
            .store
            .write_now(move |tx| jobs::claim(tx, COUNTY, lease, now, 60_000, 50))
            .unwrap();
        let claimed = claimed.into_iter().find(|one| one.job.kind == FOLLOW_UP).unwrap();
        wait(place.feedback.run_follow_up(claimed)).unwrap();
        let grants = vec![Grant::new(Role::Supervisor, None, COUNTY.parse().unwrap())];
        let officer = basis::OfficerId(place.app.ambient.id());
        let supervisor = place.by(Actor::officer(COUNTY, officer, "督办", grants));
        let list = wait(place.feedback.follow_ups(&supervisor.actor, None, 50)).unwrap();
        assert_eq!(list.len(), 1, "{}", place.name);
        // Fifteen working days after the Sunday of the week.
        assert_eq!((list[0].words.as_str(), list[0].due), ("等了太久", date(2026, 12, 11)));
        assert!(wait(place.feedback.follow_ups(&by.actor, None, 50)).is_err());
        let id = list[0].id;
        let ended = wait(place.feedback.end_follow_up(&supervisor, id, " ".to_owned()));
        assert!(ended.is_err(), "{}: without a note nothing is ended", place.name);
        let supervisor = place.by(supervisor.actor);
        wait(place.feedback.end_follow_up(&supervisor, id, "已加派人手".to_owned())).unwrap();
        let list = wait(place.feedback.follow_ups(&supervisor.actor, None, 50)).unwrap();
        assert!(list.is_empty(), "{}", place.name);
    }
}

#[test]
fn the_pages_take_a_rating_and_show_figures() {
    for place in places() {
        for level in [Level::VeryGood; 6].into_iter().chain([Level::Bad]) {
            let (by, case) = place.ended();
            let gate = Arc::new(identity::testing::As(by.actor));
            let router = web::serve(place.app.site(), routes(&place.feedback), gate);
            let uri = format!("/cases/{case}/rate");
            let form = wait(get(&router, &uri, ""));
            assert!(
                form.text.contains("非常满意") && form.text.contains("不记名"),
                "{}",
                form.text
            );
            let key = place.app.ambient.id().to_string();
            let none = wait(post(&router, &uri, "", &[("key", &key)]));
            assert_eq!(none.status, 422, "{}: {}", place.name, none.text);
            let typed = [("key", key.as_str()), ("level", level.code()), ("indicators", "ease")];
            for to in ["/rated", "/rated?again=1"] {
                let sent = wait(post(&router, &uri, "", &typed));
                assert_eq!(sent.header("location"), to, "{}: {}", place.name, sent.text);
            }
            let again = wait(get(&router, "/rated?again=1", "")).text;
            assert!(again.contains("算先前的那一次"), "{again}");
            assert!(!wait(get(&router, "/rated", "")).text.contains("算先前的那一次"));
            assert!(wait(get(&router, &uri, "")).text.contains("谢谢您的评价"));
        }
        let gate = Arc::new(identity::testing::As(Actor::visitor(COUNTY)));
        let router = web::serve(place.app.site(), routes(&place.feedback), gate);
        let one = wait(get(&router, "/ratings/elderly-allowance", "")).text;
        assert!(one.contains("少于5") && one.contains("共 7 到 10 条评价"), "{one}");
        assert!(!one.contains("共 7 条"), "the total would tell the small cell");
        let all = wait(get(&router, "/ratings", "")).text;
        assert!(all.contains("高龄津贴"), "{all}");
        assert_eq!(wait(get(&router, "/ratings/nothing", "")).status, 404);
        assert_eq!(wait(get(&router, "/desk/ratings", "")).status, 401);
    }
}

#[test]
fn another_system_rates_under_the_same_rules_and_leaves_no_key_behind() {
    for place in places() {
        let (by, case) = place.ended();
        let send = |actor: &Actor, body: &str| {
            let gate = Arc::new(identity::testing::As(actor.clone()));
            let router = web::serve(place.app.site(), routes(&place.feedback), gate);
            let headers =
                [("content-type", "application/json"), ("idempotency-key", "rate-by-interface")];
            wait(ask(&router, "POST", &format!("/api/cases/{case}/rating"), &headers, body))
        };
        let stranger = place.resident().actor;
        for body in [r#"{"level": "good"}"#, "{}"] {
            assert_eq!(send(&stranger, body).status, 404, "{}", place.name);
        }
        let wrong = send(&by.actor, r#"{"level": "great"}"#);
        assert_eq!((wrong.status.as_u16(), &wrong.json()["field"]), (422, &"level".into()));
        assert_eq!(send(&by.actor, r#"{"level": "good", "case": "x"}"#).status, 422);
        let rated = send(&by.actor, r#"{"level": "good", "indicators": ["speed"]}"#);
        assert_eq!(rated.json(), serde_json::json!({"rated": true}), "{}", rated.text);
        let again = send(&by.actor, r#"{"level": "bad"}"#);
        assert_eq!((again.status.as_u16(), &again.json()["rule"]), (409, &"rating.given".into()));
        let kept = place.rows("SELECT channel FROM ratings WHERE county = $1");
        let channels: Vec<String> = kept.iter().map(|row| row.text("channel").unwrap()).collect();
        assert_eq!(channels, ["api"], "{}", place.name);
        let keys = place.rows("SELECT key FROM act_keys WHERE county = $1");
        let mut keys = keys.iter().map(|row| row.text("key").unwrap());
        assert!(!keys.any(|key| key.contains("rate-by-interface")), "{}", place.name);
    }
}

#[test]
fn every_word_of_the_pages_is_there_in_both_languages() {
    assert_eq!(web::testing::missing_keys(env!("CARGO_MANIFEST_DIR")), Vec::<String>::new());
}
