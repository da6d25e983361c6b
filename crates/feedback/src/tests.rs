//! Ratings on both databases, through acts and pages.

mod places;
mod replies;

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
use store::{Row, Store, Value};
use web::App;
use web::testing::{ask, get, post};

use crate::{Answer, Feedback, Indicator, Level, Opinion, Remedy, Reply, Rules, Way, routes};

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
    Opinion { level, indicators: vec![(Indicator::Efficiency, level)], words: words.to_owned() }
}

/// What a supervisor says of a bad rating, with words for everybody.
fn answer(note: &str, words: &str) -> Answer {
    let reply = Reply { remedy: Remedy::Faster, words: words.to_owned() };
    Answer { note: note.to_owned(), reply }
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

    /// A column of texts, by a statement that names a place of the database itself.
    fn text(&self, sql: String) -> Vec<String> {
        let sql: &'static str = sql.leak();
        self.rows(sql).iter().map(|row| row.text("found").unwrap()).collect()
    }

    fn supervisor(&self) -> By {
        let grants = vec![Grant::new(Role::Supervisor, None, COUNTY.parse().unwrap())];
        let officer = basis::OfficerId(self.app.ambient.id());
        self.by(Actor::officer(COUNTY, officer, "督办", grants))
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
    }
}

#[test]
fn whoever_filed_a_case_for_somebody_does_not_rate_it() {
    for place in places() {
        for (role, department, division) in
            [(Role::Helper, "village", "330825101200"), (Role::Clerk, "township", "330825101")]
        {
            let grant = Grant::new(role, Some(department), division.parse().unwrap());
            let officer = basis::OfficerId(place.app.ambient.id());
            let filer = || place.by(Actor::officer(COUNTY, officer, "代办", vec![grant.clone()]));
            let applicant = place.resident();
            let person = applicant.actor.resident_id().unwrap();
            let application =
                cases::testing::application("elderly-allowance", person, "330825101200").unwrap();
            let case = wait(place.cases.submit(filer(), application)).unwrap().case;
            place.withdraw(&filer(), case);
            let refused = place.rate(&filer(), case, opinion(Level::VeryGood, ""));
            assert_eq!(refused.as_deref(), Some("rights.rate"), "{} {role:?}", place.name);
            let gate = Arc::new(identity::testing::As(filer().actor));
            let router = web::serve(place.app.site(), routes(&place.feedback), gate);
            let headers =
                [("content-type", "application/json"), ("idempotency-key", "rate-for-them")];
            let (uri, body) = (format!("/api/cases/{case}/rating"), r#"{"level": "very-good"}"#);
            let sent = wait(ask(&router, "POST", &uri, &headers, body));
            let found = (sent.status.as_u16(), sent.json()["rule"].clone());
            assert_eq!(found, (403, "rights.rate".into()), "{} {role:?}", place.name);
            let form = wait(get(&router, &format!("/cases/{case}/rate"), ""));
            assert_eq!(form.status, 403, "{} {role:?}", place.name);
            // The right is still the applicant's.
            let own = place.rate(&applicant, case, opinion(Level::Bad, ""));
            assert_eq!(own, None, "{} {role:?}", place.name);
        }
    }
}

/// Eight cases of one matter and place, each rated, by turns well and badly.
fn rated(place: &Place) -> Vec<(By, CaseId)> {
    let levels = [Level::Good, Level::VeryBad].into_iter().cycle();
    let rate = |level: Level| {
        let (by, case) = place.ended();
        assert_eq!(place.rate(&by, case, opinion(level, "")), None, "{}", place.name);
        (by, case)
    };
    levels.take(8).map(rate).collect()
}

#[test]
fn nothing_that_is_kept_says_whose_a_rating_is() {
    for place in places() {
        let rated = rated(&place);
        let known = rated
            .iter()
            .flat_map(|(by, case)| [case.to_string(), by.actor.resident_id().unwrap().to_string()]);
        let known: Vec<String> = known.collect();
        let is_told = |text: &str| known.iter().any(|id| text.contains(id));
        let ratings = place.rows("SELECT place FROM ratings WHERE county = $1");
        let in_county = ratings.iter().filter(|row| row.text("place").unwrap() == COUNTY);
        assert_eq!(in_county.count(), 4, "{}: the first four are of no township", place.name);
        let records = place.rows(
            "SELECT at, text FROM records WHERE county = $1 AND kind = 'rating.given' ORDER BY seq",
        );
        assert_eq!(records.len(), 8);
        let monday = basis::Instant::at(MONDAY, 0, 0).millis();
        for row in &records {
            assert_eq!(row.int("at").unwrap(), monday, "{}", place.name);
            // The records stand in the order of visits, so that they must all say the same.
            let text: serde_json::Value = row.json("text").unwrap();
            let body = serde_json::json!({"matter": "elderly-allowance", "week": "2026-W47"});
            assert_eq!(text["body"], body, "{}", place.name);
            assert!(!is_told(&text.to_string()), "{}", place.name);
        }
        let keys = place.rows(
            "SELECT key, request, at FROM act_keys WHERE county = $1 AND key LIKE 'rating:%'",
        );
        assert_eq!(keys.len(), 8, "{}", place.name);
        for row in &keys {
            assert!(!is_told(&row.text("key").unwrap()), "{}", place.name);
            assert_eq!(row.int("at").unwrap(), monday, "{}", place.name);
            // A digest of one of a few opinions would be found by trying them.
            let (one, first) = (row.value("request"), keys[0].value("request"));
            assert_eq!(one.unwrap(), first.unwrap(), "{}", place.name);
        }
        let jobs = place.rows("SELECT kind, body FROM jobs WHERE county = $1");
        let is_ours = |row: &&Row| row.text("kind").unwrap().starts_with("feedback");
        assert_eq!(jobs.iter().filter(is_ours).count(), 0, "{}: no job knows it", place.name);
    }
}

/// Every table that a rating leaves something in, with what its rows are known by.
const LEFT: [(&str, &str); 5] = [
    ("rating_rights", "case_id"),
    ("ratings", "id"),
    ("rating_tallies", "matter || ' ' || place || ' ' || level"),
    ("rating_indicator_tallies", "way || ' ' || indicator || ' ' || level"),
    ("rating_follow_ups", "id"),
];

#[test]
fn the_order_of_rows_and_their_transactions_tell_nothing() {
    for place in places() {
        let rated = rated(&place);
        // The last one was bad; one more that is good, so that the bad ones must go with it.
        let (by, case) = place.ended();
        assert_eq!(place.rate(&by, case, opinion(Level::Good, "")), None);
        let visits = rated.iter().map(|(_, case)| case.to_string()).chain([case.to_string()]);
        assert!(!visits.is_sorted(), "ids of one instant do not sort by themselves");
        let mut writers = Vec::new();
        for (table, key) in LEFT {
            let lies = if place.name == "sqlite" { "rowid" } else { "ctid" };
            let found = place.text(format!(
                "SELECT {key} AS found FROM {table} WHERE county = $1 ORDER BY {lies}"
            ));
            assert!(found.len() >= 2, "{}: {table} {found:?}", place.name);
            assert!(found.is_sorted(), "{}: {table} lies in the order of visits", place.name);
            if place.name != "sqlite" {
                let sql = "SELECT DISTINCT xmin::text AS found FROM {table} WHERE county = $1";
                writers.extend(place.text(sql.replace("{table}", table)));
            }
        }
        // All of them were written by the last rating, whatever it was.
        writers.dedup();
        let expected = usize::from(place.name != "sqlite");
        assert_eq!(writers.len(), expected, "{}: {writers:?}", place.name);
    }
}

#[test]
fn many_rate_at_once_and_nothing_is_lost() {
    for place in places() {
        let over: Vec<(By, CaseId)> = (0..8).map(|_| place.ended()).collect();
        std::thread::scope(|scope| {
            for (by, case) in &over {
                let (feedback, name) = (place.feedback.clone(), place.name);
                scope.spawn(move || {
                    let given = wait(feedback.rate(by, *case, opinion(Level::Bad, "")));
                    assert!(given.is_ok(), "{name}: {given:?}");
                });
            }
        });
        for (table, expected) in [("rating_rights", 8), ("ratings", 8), ("rating_follow_ups", 8)] {
            let kept = place.text(format!("SELECT place AS found FROM {table} WHERE county = $1"));
            assert_eq!(kept.len(), expected, "{}: {table}", place.name);
        }
        let tallies = place.rows("SELECT ratings FROM rating_tallies WHERE county = $1");
        let sum: i64 = tallies.iter().map(|row| row.int("ratings").unwrap()).sum();
        assert_eq!(sum, 8, "{}", place.name);
    }
}

#[test]
fn neighbours_that_are_written_anew_stay_as_they_were() {
    for place in places() {
        let (by, case) = place.ended();
        assert_eq!(place.rate(&by, case, opinion(Level::Bad, "等了太久")), None);
        let supervisor = place.supervisor();
        let list = wait(place.feedback.follow_ups(&supervisor.actor, None, 50)).unwrap();
        let id = list[0].id;
        wait(place.feedback.end_follow_up(&supervisor, id, answer("已改", ""))).unwrap();
        let kept = |sql: &'static str| {
            let rows = place.rows(sql);
            rows.iter().map(|row| format!("{row:?}")).collect::<Vec<_>>()
        };
        let ended = "SELECT * FROM rating_follow_ups WHERE county = $1";
        let right = "SELECT * FROM rating_rights WHERE county = $1 ORDER BY case_id";
        let before = (kept(ended), kept(right));
        let (by, case) = place.ended();
        assert_eq!(place.rate(&by, case, opinion(Level::Bad, "又等了很久")), None);
        let after = (kept(ended), kept(right));
        assert_eq!((after.0.len(), after.1.len()), (2, 2), "{}", place.name);
        assert!(after.0.contains(&before.0[0]), "{}: {after:?}", place.name);
        assert!(after.1.contains(&before.1[0]), "{}: {after:?}", place.name);
        let list = wait(place.feedback.follow_ups(&supervisor.actor, None, 50)).unwrap();
        assert_eq!(list.len(), 1, "{}: what was ended stays ended", place.name);
    }
}

#[test]
fn a_bad_rating_is_looked_into() {
    for place in places() {
        let (by, case) = place.ended();
        assert_eq!(place.rate(&by, case, opinion(Level::Bad, "等了太久")), None);
        let supervisor = place.supervisor();
        let list = wait(place.feedback.follow_ups(&supervisor.actor, None, 50)).unwrap();
        assert_eq!(list.len(), 1, "{}", place.name);
        // Fifteen working days after the Sunday of the week.
        assert_eq!((list[0].words.as_str(), list[0].due), ("等了太久", date(2026, 12, 11)));
        assert!(wait(place.feedback.follow_ups(&by.actor, None, 50)).is_err());
        let id = list[0].id;
        let ended = wait(place.feedback.end_follow_up(&supervisor, id, answer(" ", "")));
        assert!(ended.is_err(), "{}: without a note nothing is ended", place.name);
        let supervisor = place.by(supervisor.actor);
        wait(place.feedback.end_follow_up(&supervisor, id, answer("已加派人手", ""))).unwrap();
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
            let typed =
                [("key", key.as_str()), ("level", level.code()), ("about-convenience", "good")];
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
        // The same is hidden from other systems and in the sheet.
        let body = wait(get(&router, "/api/ratings/elderly-allowance", "")).json();
        assert!(body["least"] == 7 && body["most"] == 10 && body["places"].is_null(), "{body}");
        assert_eq!(body["levels"][0], serde_json::json!({"of": "very-good", "count": 6}));
        assert_eq!(body["levels"][3], serde_json::json!({"of": "bad", "count": null}));
        let all = wait(get(&router, "/api/ratings", "")).json();
        assert_eq!(all["matters"][0], body);
        let sheet = wait(get(&router, "/ratings.xlsx", ""));
        assert!(sheet.status == 200 && sheet.text.starts_with("PK"), "{}", place.name);
        assert_eq!(wait(get(&router, "/desk/ratings.xlsx", "")).status, 401);
        assert_eq!(wait(get(&router, "/desk/ratings", "")).status, 401);
    }
}

/// By 国办发〔2019〕51号, besides the whole: online the efficiency, the guide, the convenience and the
/// platform; offline the efficiency, the level and the attitude of the staff.
const ASKED: [(Way, &[Indicator]); 2] = [
    (
        Way::Online,
        &[Indicator::Efficiency, Indicator::Guide, Indicator::Convenience, Indicator::Platform],
    ),
    (Way::Offline, &[Indicator::Efficiency, Indicator::Skill, Indicator::Attitude]),
];

#[test]
fn the_words_are_those_of_the_rules() {
    let levels: Vec<String> = Level::ALL.iter().map(|level| level.name().zh.clone()).collect();
    assert_eq!(levels, ["非常满意", "满意", "基本满意", "不满意", "非常不满意"]);
    let bad: Vec<Level> = Level::ALL.iter().copied().filter(|level| level.is_bad()).collect();
    assert_eq!(bad, [Level::Bad, Level::VeryBad]);
    for (way, asked) in ASKED {
        assert_eq!(way.indicators(), asked, "{way:?}");
    }
}

#[test]
fn each_way_has_its_own_indicators() {
    for place in places() {
        let grant = Grant::new(Role::Clerk, Some("township"), "330825101".parse().unwrap());
        let officer = basis::OfficerId(place.app.ambient.id());
        let clerk = || place.by(Actor::officer(COUNTY, officer, "窗口", vec![grant.clone()]));
        let applicant = place.resident();
        let person = applicant.actor.resident_id().unwrap();
        let at_counter = cases::Application {
            channel: catalogue::model::Channel::Counter,
            ..cases::testing::application("elderly-allowance", person, "330825101200").unwrap()
        };
        let offline = wait(place.cases.submit(clerk(), at_counter)).unwrap().case;
        place.withdraw(&clerk(), offline);
        let (by, online) = place.ended();
        for (by, case, way) in [(&applicant, offline, Way::Offline), (&by, online, Way::Online)] {
            let gate = Arc::new(identity::testing::As(by.actor.clone()));
            let router = web::serve(place.app.site(), routes(&place.feedback), gate);
            let form = wait(get(&router, &format!("/cases/{case}/rate"), "")).text;
            for indicator in Indicator::ALL {
                let is_asked = form.contains(&format!("about-{}", indicator.code()));
                let expected = way.indicators().contains(indicator);
                assert_eq!(is_asked, expected, "{}: {indicator:?} {way:?}", place.name);
            }
        }
        let said = |indicator: Indicator| Opinion {
            indicators: vec![(indicator, Level::Good)],
            ..opinion(Level::Good, "")
        };
        let wrong = place.rate(&applicant, offline, said(Indicator::Platform));
        assert_eq!(wrong.as_deref(), Some("rating.indicator"), "{}", place.name);
        assert_eq!(place.rate(&applicant, offline, said(Indicator::Attitude)), None);
    }
}

#[test]
fn indicators_are_counted_published_and_shown_where_enough_share_their_way() {
    for place in places() {
        let rate = |level: Level| {
            let (by, case) = place.ended();
            assert_eq!(place.rate(&by, case, opinion(level, "")), None, "{}", place.name);
        };
        rate(Level::Bad);
        for _ in 0..11 {
            rate(Level::Good);
        }
        for _ in 0..4 {
            rate(Level::Bad);
        }
        // The first four of a way say nothing of it, in the row and in the numbers.
        let said = place.text(
            "SELECT indicators AS found FROM ratings WHERE county = $1 AND indicators = ''".into(),
        );
        assert_eq!(said.len(), 4, "{}", place.name);
        let supervisor = place.supervisor();
        let list = wait(place.feedback.follow_ups(&supervisor.actor, None, 50)).unwrap();
        let with = |wanted: &[(Indicator, Level)]| {
            list.iter().filter(|one| one.indicators == wanted).count()
        };
        let bad = (Indicator::Efficiency, Level::Bad);
        assert_eq!((with(&[]), with(&[bad])), (1, 4), "{}", place.name);
        let router = |actor: Actor| {
            let gate = Arc::new(identity::testing::As(actor));
            web::serve(place.app.site(), routes(&place.feedback), gate)
        };
        let desk = router(supervisor.actor);
        let shown = wait(get(&desk, "/desk/ratings", "")).text;
        assert!(shown.contains("办得快不快：不满意"), "{shown}");
        let bodies = wait(get(&desk, "/api/desk/ratings", "")).json();
        let of = |body: &serde_json::Value| body["indicators"]["efficiency"] == "bad";
        assert_eq!(bodies["ratings"].as_array().unwrap().iter().filter(|one| of(one)).count(), 4);
        // Eleven good and five bad; of the indicator, eight good and four bad.
        let public = router(Actor::visitor(COUNTY));
        let body = wait(get(&public, "/api/ratings/elderly-allowance", "")).json();
        let one = &body["indicators"][0];
        assert!(one["way"] == "online" && one["indicator"] == "efficiency", "{body}");
        assert_eq!(one["levels"][1], serde_json::json!({"of": "good", "count": 8}), "{body}");
        assert_eq!(one["levels"][3], serde_json::json!({"of": "bad", "count": null}), "{body}");
        let page = wait(get(&public, "/ratings/elderly-allowance", "")).text;
        assert!(page.contains("办得快不快（网上办的）"), "{page}");
        let sheet = wait(get(&public, "/ratings.xlsx", ""));
        assert!(sheet.status == 200 && sheet.text.starts_with("PK"), "{}", place.name);
        // One rating more that hides a level hides the indicators as well.
        rate(Level::VeryBad);
        let body = wait(get(&public, "/api/ratings/elderly-allowance", "")).json();
        assert!(body["indicators"].is_null(), "{body}");
        let page = wait(get(&public, "/ratings/elderly-allowance", "")).text;
        assert!(page.contains("各方面的数字暂不公布"), "{page}");
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
        // Nobody met anybody online.
        for body in [
            r#"{"level": "good", "indicators": {"attitude": "good"}}"#,
            r#"{"level": "good", "indicators": {"guide": "great"}}"#,
        ] {
            let wrong = send(&by.actor, body);
            let found = (wrong.status.as_u16(), wrong.json()["field"].clone());
            assert_eq!(found, (422, "indicators".into()), "{}: {body}", place.name);
        }
        let rated = send(&by.actor, r#"{"level": "good", "indicators": {"efficiency": "good"}}"#);
        assert_eq!(rated.json(), serde_json::json!({"rated": true}), "{}", rated.text);
        let again = send(&by.actor, r#"{"level": "bad"}"#);
        assert_eq!((again.status.as_u16(), &again.json()["rule"]), (409, &"rating.given".into()));
        let keys = place.rows("SELECT key FROM act_keys WHERE county = $1");
        let mut keys = keys.iter().map(|row| row.text("key").unwrap());
        assert!(!keys.any(|key| key.contains("rate-by-interface")), "{}", place.name);
    }
}

#[test]
fn ratings_of_the_past_wait_for_their_turn_as_everybody_does() {
    for place in places() {
        let past = crate::PastRating {
            case: CaseId(place.app.ambient.id()),
            matter: "elderly-allowance".to_owned(),
            township: "330825101".to_owned(),
            way: Way::Online,
            day: MONDAY,
            opinion: opinion(Level::Good, ""),
            looked_into: None,
        };
        place.feedback.keep_history(&[7; 32], vec![past]).unwrap();
        let turns = place.rows("SELECT turns FROM rating_turns WHERE county = $1");
        assert_eq!(turns.len(), 1, "{}", place.name);
    }
}

#[test]
fn every_word_of_the_pages_is_there_in_both_languages() {
    assert_eq!(web::testing::missing_keys(env!("CARGO_MANIFEST_DIR")), Vec::<String>::new());
}
