//! The desk through the router: what each post sees, does and is refused.

mod lists;
mod materials;

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use basis::ambient::{ManualClock, SeededEntropy};
use basis::{Ambient, CaseId, Instant, OfficerId, PersonId, Role};
use cases::model::{Answers, Applicant, Doing, Fact};
use cases::{Application, Cases};
use identity::testing::{As, Expected, everybody, expected};
use identity::{Actor, By, Channel, Grant, Identity, rights};
use ledger::{Keyring, Ledger, LogKeys};
use serde_json::json;
use store::Store;
use web::testing::{ask, get, post};
use web::{App, Site, WebSettings};

use crate::{Desk, routes};

const COUNTY: &str = "330825";

struct House {
    desk: Desk,
    ambient: Ambient,
    clock: ManualClock,
}

/// Runs a story on each kind of database.
fn on_each_database(story: impl AsyncFn(House)) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for (name, store) in store::testing::databases() {
        eprintln!("on {name}");
        // The handle outlives the story: a PostgreSQL client must not end inside the runtime.
        let kept = store.clone();
        runtime.block_on(story(House::new(store)));
        drop(kept);
    }
}

impl House {
    fn new(store: Store) -> Self {
        let start = Instant::at(basis::Date::constant(2026, 3, 2), 9, 0);
        let (ambient, clock) = Ambient::fixed(start, 3);
        let keys = LogKeys::generate("county.example/ledger", &SeededEntropy::new(5)).unwrap();
        let ring = Keyring::new([(COUNTY.to_owned(), keys)]);
        let ledger = Ledger::new(store.clone(), ambient.clone(), ring);
        let app =
            App::new(store, ledger.clone(), Site::new(ambient.clone(), WebSettings::default()));
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/catalogue");
        let catalogue = catalogue::check(&folder, &catalogue::Settings::on(start.date())).unwrap();
        let year = r#"{"year": 2026, "papers": [], "days": []}"#;
        let year = basis::calendar::YearCalendar::parse_json(year).unwrap();
        let calendar = basis::Calendar::from_years(vec![year]);
        let cases = Cases::new(ledger, Arc::new(catalogue.catalogue), calendar, COUNTY);
        let mut secret = [0; 32];
        ambient.fill(&mut secret);
        let identity = Identity::new(app.clone(), &secret).unwrap();
        let places = "code,name,parent,level\n33,浙江省,,1\n3308,衢州市,33,2\n\
                      330825,龙游县,3308,3\n330825101,湖镇镇,330825,4\n";
        let day = "2020-01-01".parse().unwrap();
        let divisions = Arc::new(basis::Divisions::load(&[(day, places)], None).unwrap().0);
        let desk = Desk { app, cases, identity, divisions };
        Self { desk, ambient, clock }
    }

    fn as_(&self, actor: &Actor) -> Router {
        web::serve(self.desk.app.site(), routes(self.desk.clone()), Arc::new(As(actor.clone())))
    }

    async fn submitted(&self) -> CaseId {
        self.submitted_without("").await
    }

    /// A case in which one fact is not known.
    async fn submitted_without(&self, unknown: &str) -> CaseId {
        self.sent(self.application(unknown)).await
    }

    /// An application in which one fact is not known.
    fn application(&self, unknown: &str) -> Application {
        let person = PersonId(self.ambient.id());
        let division = "330825101".parse().unwrap();
        let source = basis::Text::new("人口库", "population register");
        let as_of = self.ambient.now().date();
        let fact = |name: &str, value: serde_json::Value| Fact {
            name: name.to_owned(),
            value,
            source: source.clone(),
            as_of,
        };
        Application {
            matter: "elderly-allowance".to_owned(),
            applicant: Applicant { person, name: "徐桂花".to_owned(), division },
            channel: catalogue::model::Channel::Web,
            answers: Answers::from([("phone".to_owned(), json!("13800000000"))]),
            facts: vec![
                fact("出生日期", json!("1940-05-01")),
                fact("户籍区划", json!("330825101")),
                fact("死亡日期", json!(null)),
            ]
            .into_iter()
            .filter(|fact| fact.name != unknown)
            .collect(),
            materials: vec![],
            shown: String::new(),
            parts: vec![],
        }
    }

    /// The applicant herself, at the web.
    fn herself(&self, person: PersonId) -> By {
        By {
            actor: Actor::resident(COUNTY, person, "徐桂花"),
            for_whom: None,
            channel: Channel::Web,
            at: self.ambient.now(),
            key: self.ambient.id().into(),
        }
    }

    /// The case of an application.
    async fn sent(&self, application: Application) -> CaseId {
        let by = self.herself(application.applicant.person);
        self.desk.cases.submit(by, application).await.unwrap().case
    }

    /// The applicant answers what was asked.
    async fn supplied(&self, case: CaseId) {
        let scope = rights::scope(&clerk());
        let applicant = self.desk.cases.seen(&scope, case).await.unwrap().case.applicant;
        let by = self.herself(applicant.person);
        let (answers, materials) = (Answers::new(), Vec::new());
        let doing = Doing::Supply { answers, materials, note: "重新拍了".to_owned() };
        self.desk.cases.act(by, case, None, doing).await.unwrap();
    }
}

fn officer(role: Role, department: Option<&str>, division: &str, number: u8) -> Actor {
    let id = OfficerId(basis::Id::from_parts(Instant::from_millis(0), [number; 10]));
    let grant = Grant::new(role, department, division.parse().unwrap());
    Actor::officer(COUNTY, id, "王芳", vec![grant])
}

fn clerk() -> Actor {
    officer(Role::Clerk, Some("township"), "330825101", 1)
}

fn approver() -> Actor {
    officer(Role::Approver, Some("minzheng"), COUNTY, 2)
}

#[test]
fn every_word_is_there_in_both_languages() {
    let missing = web::testing::missing_keys(env!("CARGO_MANIFEST_DIR"));
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn the_inbox_masks_names_and_leads_to_the_case() {
    on_each_database(async |house: House| {
        let empty = get(&house.as_(&clerk()), "/desk", "").await;
        assert!(empty.text.contains("现在没有待办"), "{}", empty.text);
        let case = house.submitted().await;
        let inbox = get(&house.as_(&clerk()), "/desk", "").await;
        assert!(inbox.text.contains("徐**") && !inbox.text.contains("徐桂花"));
        assert!(inbox.text.contains(&format!("/desk/cases/{case}")));
        let elsewhere = officer(Role::Clerk, Some("township"), "330825102", 9);
        let other = get(&house.as_(&elsewhere), "/desk", "").await;
        assert!(!other.text.contains(&case.to_string()));
        let page = get(&house.as_(&elsewhere), &format!("/desk/cases/{case}"), "").await;
        assert_eq!(page.status, 404);
    });
}

/// An open inbox asks for its mark: it changes when work comes or goes on these desks, and only then.
#[test]
fn an_open_inbox_knows_when_something_has_come_or_gone() {
    on_each_database(async |house: House| {
        let mark = async |who: &Actor| {
            let told = get(&house.as_(who), "/api/desk/inbox/mark", "").await;
            assert_eq!(told.status, 200, "{}", told.text);
            told.json()["mark"].as_str().expect("a mark").to_owned()
        };
        let elsewhere = officer(Role::Clerk, Some("township"), "330825102", 9);
        let (empty, theirs) = (mark(&clerk()).await, mark(&elsewhere).await);
        let case = house.submitted().await;
        let came = mark(&clerk()).await;
        assert_ne!(came, empty);
        house.clock.advance_millis(60_000);
        assert_eq!(mark(&clerk()).await, came, "time alone is no news");
        let inbox = get(&house.as_(&clerk()), "/desk", "").await.text;
        let seen =
            format!("data-live=\"/api/desk/inbox/mark\" data-key=\"mark\" data-seen=\"{came}\"");
        assert!(inbox.contains(&seen), "{inbox}");
        let form = [("key", "mark-accept"), ("seen", "1")];
        let url = format!("/desk/cases/{case}/do/accept");
        let sent = post(&house.as_(&clerk()), &url, "", &form).await;
        assert_eq!(sent.status, 303, "{}", sent.text);
        assert_ne!(mark(&clerk()).await, came);
        assert_eq!(mark(&elsewhere).await, theirs, "what lies on others' desks is no news");
    });
}

#[test]
fn the_case_page_offers_exactly_what_is_open() {
    on_each_database(async |house: House| {
        let case = house.submitted().await;
        let url = format!("/desk/cases/{case}");
        let page = get(&house.as_(&clerk()), &url, "").await;
        let has = |text: &str, act: &str| text.contains(&format!("{url}/do/{act}\""));
        for (act, expected) in
            [("accept", true), ("correct", true), ("not-accept", true), ("grant", false)]
        {
            assert_eq!(has(&page.text, act), expected, "{act}");
        }
        assert!(page.text.contains("年满80周岁：符合"), "the rules explain themselves");
        assert!(page.text.contains("徐桂花"));
        let theirs = get(&house.as_(&approver()), &url, "").await;
        assert!(!has(&theirs.text, "accept") && !has(&theirs.text, "grant"));
        let direct = get(&house.as_(&approver()), &format!("{url}/do/accept"), "").await;
        assert_eq!(direct.status, 409);
        let english = get(&house.as_(&clerk()), &format!("{url}?lang=en"), "").await;
        assert!(english.text.contains("What you can do now"));
        assert!(english.text.contains("Date of birth"), "facts by their English names");
        assert!(!english.text.contains(">出生日期<"), "{}", english.text);
    });
}

#[test]
fn a_refusal_stands_at_its_field_and_a_stale_form_shows_what_changed() {
    on_each_database(async |house: House| {
        let case = house.submitted().await;
        let router = house.as_(&clerk());
        let url = format!("/desk/cases/{case}/do/correct");
        let form = get(&router, &url, "").await;
        assert!(form.text.contains("name=\"seen\" value=\"1\""));
        let sent =
            post(&router, &url, "", &[("key", "key-00000001"), ("seen", "1"), ("items", " ")])
                .await;
        assert_eq!(sent.status, 422);
        assert!(sent.text.contains("id=\"items-error\"") && sent.text.contains("key-00000001"));

        let accept = format!("/desk/cases/{case}/do/accept");
        let done = post(&router, &accept, "", &[("key", "key-00000002"), ("seen", "1")]).await;
        assert_eq!(
            (done.status.as_u16(), done.header("location")),
            (303, &*format!("/desk/cases/{case}?done=2"))
        );
        let again = post(&router, &accept, "", &[("key", "key-00000002"), ("seen", "1")]).await;
        assert_eq!(
            again.header("location"),
            done.header("location"),
            "the same key, the same answer"
        );

        let typed = [("key", "key-00000003"), ("seen", "1"), ("items", "照片看不清")];
        let stale = post(&router, &url, "", &typed).await;
        assert_eq!(stale.status, 409);
        assert!(stale.text.contains("照片看不清"), "what was typed stays");
        assert!(stale.text.contains("审查中"), "and what changed is shown");
    });
}

#[test]
fn from_the_counter_to_the_decision_with_its_papers() {
    on_each_database(async |house: House| {
        let case = house.submitted().await;
        let police = officer(Role::Reviewer, Some("gongan"), COUNTY, 3);
        let village = officer(Role::Reviewer, Some("township"), "330825101", 4);
        type Filled = &'static [(&'static str, &'static str)];
        let steps: [(&Actor, &str, Filled); 4] = [
            (&clerk(), "accept", &[]),
            (&police, "pass~check.residence", &[("opinion", "户籍属实")]),
            (&village, "pass~check.village", &[]),
            (&approver(), "grant", &[("reason", "符合条件"), ("amount", "60")]),
        ];
        for (number, (actor, act, fields)) in steps.into_iter().enumerate() {
            let (key, seen) = (format!("key-0000000{number}"), (number + 1).to_string());
            let form = [&[("key", key.as_str()), ("seen", seen.as_str())], fields].concat();
            let url = format!("/desk/cases/{case}/do/{act}");
            let page = get(&house.as_(actor), &url, "").await;
            assert_eq!(page.status, 200, "{act}");
            let sent = post(&house.as_(actor), &url, "", &form).await;
            assert_eq!(sent.status, 303, "{act}: {}", sent.text);
        }
        let router = house.as_(&approver());
        let page = get(&router, &format!("/desk/cases/{case}"), "").await;
        assert!(page.text.contains("户籍属实"), "the findings stay after the decision");
        for paper in ["acceptance", "decision"] {
            let url = format!("/desk/cases/{case}/papers/{paper}");
            let pdf = get(&router, &url, "").await;
            assert_eq!((pdf.status.as_u16(), pdf.header("content-type")), (200, "application/pdf"));
            assert!(pdf.text.starts_with("%PDF"), "{paper}");
        }
        let none = get(&router, &format!("/desk/cases/{case}/papers/non-acceptance"), "").await;
        assert_eq!(none.status, 404);
        let steps = get(&router, &format!("/api/cases/{case}/history"), "").await.json();
        assert_eq!(steps.as_array().map(Vec::len), Some(5));
    });
}

#[test]
fn each_time_that_something_is_asked_has_its_own_notice() {
    on_each_database(async |house: House| {
        let case = house.submitted().await;
        let village = officer(Role::Reviewer, Some("township"), "330825101", 4);
        for (who, act, seen) in [(&clerk(), "correct", 1), (&village, "ask~check.village", 4)] {
            let (key, seen) = (format!("key-asked-{seen}"), seen.to_string());
            let form = [("key", &*key), ("seen", &*seen), ("items", "户口簿首页看不清")];
            let url = format!("/desk/cases/{case}/do/{act}");
            let sent = post(&house.as_(who), &url, "", &form).await;
            assert_eq!(sent.status, 303, "{act}: {}", sent.text);
            if act == "correct" {
                house.supplied(case).await;
                let url = format!("/desk/cases/{case}/do/accept");
                let form = [("key", "key-accepted"), ("seen", "3")];
                assert_eq!(post(&house.as_(&clerk()), &url, "", &form).await.status, 303);
            }
        }
        let router = house.as_(&clerk());
        let page = get(&router, &format!("/desk/cases/{case}"), "").await;
        for name in ["补正材料告知书（PDF）", "补充材料通知书（PDF）"] {
            assert!(page.text.contains(name), "{name} in {}", page.text);
        }
        for (paper, status) in [("supplement", 200), ("supplement-2", 200), ("supplement-3", 404)] {
            let url = format!("/desk/cases/{case}/papers/{paper}");
            assert_eq!(get(&router, &url, "").await.status, status, "{paper}");
        }
    });
}

#[test]
fn an_amount_that_cannot_be_worked_out_says_what_is_missing() {
    on_each_database(async |house: House| {
        for (unknown, said) in [("", "已按规则算好"), ("出生日期", "还没算出金额，还缺：出生日期")]
        {
            let case = house.submitted_without(unknown).await;
            let police = officer(Role::Reviewer, Some("gongan"), COUNTY, 3);
            let village = officer(Role::Reviewer, Some("township"), "330825101", 4);
            let steps: [(&Actor, &str); 3] = [
                (&clerk(), "accept"),
                (&police, "pass~check.residence"),
                (&village, "pass~check.village"),
            ];
            for (number, (actor, act)) in steps.into_iter().enumerate() {
                let (key, seen) = (format!("key-{case}-{number}"), (number + 1).to_string());
                let form = [("key", key.as_str()), ("seen", seen.as_str())];
                let url = format!("/desk/cases/{case}/do/{act}");
                let sent = post(&house.as_(actor), &url, "", &form).await;
                assert_eq!(sent.status, 303, "{act}: {}", sent.text);
            }
            let form =
                get(&house.as_(&approver()), &format!("/desk/cases/{case}/do/grant"), "").await;
            assert!(form.text.contains(said), "{said} in {}", form.text);
            let english = format!("/desk/cases/{case}/do/grant?lang=en");
            let english = get(&house.as_(&approver()), &english, "").await.text;
            let is_named = english.contains("missing: Date of birth.");
            assert_eq!(is_named, !unknown.is_empty(), "by its English name: {english}");
        }
    });
}

#[test]
fn a_changed_answer_is_shown_before_and_after_and_a_post_is_named_alone() {
    on_each_database(async |house: House| {
        let case = house.submitted().await;
        let grants = ["minzheng", "gongan", "shichang", "township"].map(|department| {
            let division = if department == "township" { "330825101" } else { COUNTY };
            Grant::new(Role::Clerk, Some(department), division.parse().unwrap())
        });
        let id = OfficerId(basis::Id::from_parts(Instant::from_millis(0), [8; 10]));
        let window = Actor::officer(COUNTY, id, "王芳", grants.to_vec());
        let router = house.as_(&window);
        let url = format!("/desk/cases/{case}/do/correct");
        let form = get(&router, &url, "").await;
        assert!(form.text.contains("name=\"answers\" value=\"phone\""), "{}", form.text);
        let typed =
            [("key", "key-00000001"), ("seen", "1"), ("items", "电话打不通"), ("answers", "phone")];
        let sent = post(&router, &url, "", &typed).await;
        assert_eq!(sent.status, 303, "{}", sent.text);
        let asked = get(&router, &format!("/desk/cases/{case}"), "").await.text;
        assert!(asked.contains("：电话打不通；请改：怎么给您打电话？"), "{asked}");
        assert!(asked.contains("<li>请改：怎么给您打电话？</li>"), "{asked}");

        let answers = Answers::from([("phone".to_owned(), json!("13900139000"))]);
        let supply = Doing::Supply { answers, materials: vec![], note: String::new() };
        let by = By {
            actor: window.clone(),
            for_whom: None,
            channel: Channel::Counter,
            at: house.ambient.now(),
            key: house.ambient.id().into(),
        };
        house.desk.cases.act(by, case, Some(2), supply).await.unwrap();
        let page = get(&router, &format!("/desk/cases/{case}"), "").await.text;
        assert!(page.contains("<del>13800000000</del>"), "{page}");
        assert!(page.contains("<ins>13900139000</ins>"), "{page}");
        assert!(page.contains("由“13800000000”改为“13900139000”"), "{page}");
        assert!(page.contains("户籍区划：浙江省衢州市龙游县湖镇镇（330825101）"), "{page}");
        let timeline = page.split("class=\"steps\"").nth(1).unwrap();
        assert!(timeline.contains("湖镇镇"), "{timeline}");
        for other in ["县民政局", "县公安局", "县市场监督管理局"] {
            assert!(!timeline.contains(other), "{other} did not act: {timeline}");
        }
    });
}

#[test]
fn the_supervisor_sees_what_is_late_and_the_auditor_verifies() {
    on_each_database(async |house: House| {
        let case = house.submitted().await;
        let supervisor = officer(Role::Supervisor, None, COUNTY, 5);
        let late = "/desk/supervise?show=late";
        let list = get(&house.as_(&supervisor), late, "").await;
        assert!(list.text.contains("没有符合条件的应办环节"));
        house.clock.advance_millis(3 * 86_400_000);
        let list = get(&house.as_(&supervisor), late, "").await;
        assert!(list.text.contains(&case.to_string()) && list.text.contains("逾期"));
        let due = get(&house.as_(&supervisor), "/api/desk/due", "").await.json();
        assert_eq!(due["entries"][0]["light"], "red");

        let board = get(&house.as_(&supervisor), "/api/desk/board", "").await.json();
        assert_eq!(board["all"]["overdue"], 1, "{board}");
        assert_eq!(board["departments"]["township"]["overdue"], 1, "{board}");
        assert_eq!(board["places"]["330825101"]["open"], 1, "{board}");
        assert_eq!(board["matters"]["elderly-allowance"]["decided"], 0, "{board}");
        let board = get(&house.as_(&supervisor), "/desk/board?days=30", "").await;
        assert!(board.text.contains("<svg") && board.text.contains("湖镇镇"), "{}", board.text);
        let villages = "/desk/board?town=330825101";
        assert_eq!(get(&house.as_(&supervisor), villages, "").await.status, 200);
        let sheet = get(&house.as_(&supervisor), "/desk/board.xlsx", "").await;
        assert!(sheet.header("content-type").ends_with("spreadsheetml.sheet"));

        let one = officer(Role::Supervisor, Some("minzheng"), COUNTY, 6);
        assert_eq!(get(&house.as_(&one), "/desk/supervise", "").await.status, 403);
        assert_eq!(get(&house.as_(&one), "/desk/board", "").await.status, 403);
        assert_eq!(get(&house.as_(&clerk()), "/desk/audit", "").await.status, 403);

        let ledger = house.desk.app.ledger.clone();
        ledger.integrate(COUNTY).await.unwrap();
        let auditor = officer(Role::Auditor, None, COUNTY, 7);
        let state = get(&house.as_(&auditor), "/desk/audit", "").await;
        assert!(state.text.contains("tongban ledger verify"));
        let run = post(&house.as_(&auditor), "/desk/audit", "", &[]).await;
        assert!(run.text.contains("总账没有问题"), "{}", run.text);
        let headers = [("sec-fetch-site", "same-origin"), ("idempotency-key", "audit-by-api")];
        let run = ask(&house.as_(&auditor), "POST", "/api/desk/audit", &headers, "").await.json();
        let state = get(&house.as_(&auditor), "/api/desk/audit", "").await.json();
        assert!(run["clean"] == true && run["leaves"] == state["size"], "{run} {state}");
    });
}

#[test]
fn each_route_lets_in_exactly_the_roles_that_it_names() {
    on_each_database(async |house: House| {
        let case = house.submitted().await;
        for (role, actor) in everybody(COUNTY) {
            let router = house.as_(&actor);
            for route in routes(house.desk.clone()) {
                let url = route.path.replace("{id}", case.as_str());
                let url = url.replace("{act}", "accept").replace("{file}", case.as_str());
                let url = url.replace("{paper}", "decision");
                let answer = match route.method.as_str() {
                    "POST" => post(&router, &url, "", &[("key", "key-00000001")]).await,
                    _ => get(&router, &url, "").await,
                };
                let what = format!("{} {url} as {role:?}: {}", route.method, answer.status);
                match expected(route.access, role) {
                    Expected::SignIn => {
                        assert!([303, 401].contains(&answer.status.as_u16()), "{what}")
                    }
                    Expected::Forbidden => assert_eq!(answer.status, 403, "{what}"),
                    // Past the gate a stranger finds nothing of this case, and nothing breaks.
                    Expected::Pass => {
                        assert!(answer.status != 401 && answer.status.as_u16() < 500, "{what}");
                        let named = answer.text.contains("徐桂花");
                        assert!(!named || role.is_some_and(sees_all), "{what}");
                    }
                }
            }
        }
    });
}

/// The roles whose scope is the whole county.
fn sees_all(role: Role) -> bool {
    matches!(role, Role::Supervisor | Role::Auditor)
}
