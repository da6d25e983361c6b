//! Every route of the whole table, every role and a stranger, own data and another person's:
//! generated from the routes themselves, so that a new one is tested from its first day.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use basis::{PersonId, Role};
use cases::model::Case;
use identity::testing::{As, Expected, everybody, expected};
use identity::{Actor, By, Channel};
use ledger::IdempotencyKey;
use serde_json::{Value, json};
use store::backup::rows_of;
use tongban::house::House;
use web::Route;
use web::testing::{Answer, ask, get, post};

use crate::support::acts::act;
use crate::support::affairs::{Done, application};
use crate::support::home::Home;
use crate::support::{COUNTY, PASSWORD, PEOPLE};

/// What only the elder and those who work on her case may read.
struct Private {
    /// Words that stand nowhere else.
    words: Vec<String>,
    /// What stands in addresses.
    places: BTreeMap<&'static str, String>,
    elder: Actor,
    /// The account of the office where she lives.
    town: String,
    case: String,
}

#[test]
fn every_route_is_held_by_its_table_and_keeps_what_is_anothers() {
    let home = Home::sqlite();
    home.json(&["demo", "--people", PEOPLE, "--load-only"]);
    let house = home.house();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let private = lived(&house).await;
        the_owner_sees_it(&house, &private).await;
        let before = versions(&house);
        let mut wrong = the_table_holds(&house, &private).await;
        wrong.extend(residents_and_other_offices_see_nothing(&house, &private).await);
        assert!(wrong.is_empty(), "{} findings\n{}\n", wrong.len(), wrong.join("\n"));
        assert_eq!(versions(&house), before, "somebody has changed another's case");
    });
    drop(runtime);
}

/// The elder's affairs: one case decided, with its certificate; one under way; a draft; a file.
async fn lived(house: &House) -> Private {
    let router = house.router();
    let (decided, town) = decided(house, &router).await;
    let (elder, case) = elder(house, &decided.case);
    let file = file_of(house, &elder).await;
    let mut with_file = application();
    with_file["files"] = json!({ "bank-card": [file] });
    let open = submit(&router, "rights-open", &with_file).await;
    let certificate = rows_of(&house.app.store, "certificates").expect("certificates");
    let certificate = certificate.first().expect("the certificate was made");
    let text = |column: &str| certificate.text(column).expect("a text");
    draft(&router).await;
    let request = request(&router).await;
    let officer = colleague(house).await;
    let places = BTreeMap::from([
        ("officer", officer),
        ("case", decided.case.clone()),
        ("receipt", format!("{}.tlog-proof", decided.record)),
        ("key", text("id")),
        ("file", file),
        ("person", elder.resident_id().expect("a resident").to_string()),
        ("open", open.case.clone()),
        ("request", request),
    ]);
    let mut words = vec![case.applicant.name, decided.number, open.number, text("identifier")];
    words.push(COLLEAGUE.to_owned());
    words.extend(["6222021001116245702".to_owned(), "13987654321".to_owned()]);
    Private { words, places, elder, town, case: decided.case }
}

/// Somebody on the list of staff, who is the administrators' matter alone.
const COLLEAGUE: &str = "cen-wushuang";

async fn colleague(house: &House) -> String {
    let ambient = &house.app.ambient;
    let by = By::system(COUNTY, ambient.now(), IdempotencyKey::from(ambient.id()));
    let (name, login) = (COLLEAGUE.to_owned(), COLLEAGUE.to_owned());
    let new = identity::staff::NewStaff { name, login, grants: Vec::new() };
    house.identity.take_in(&by, vec![new]).await.expect("taken in");
    let found = house.identity.officer_of(COLLEAGUE).await.expect("looked for");
    found.expect("an officer").to_string()
}

/// A case from its application to its certificate, through the real doors.
async fn decided(house: &House, router: &Router) -> (Done, String) {
    let mut done = submit(router, "rights-decided", &application()).await;
    let supervisor = sign_in(router, "supervisor").await;
    let due = get(router, "/api/desk/due", &supervisor).await.json();
    let desk = due["entries"][0]["desk"].as_str().expect("a desk").to_owned();
    let town = format!("town-{}", desk.trim_start_matches("township/"));
    for step in 0.. {
        let next = crate::support::affairs::next("rights-decided", step, &done, &town);
        let Some(deed) = next else { break };
        let cookie = sign_in(router, &deed.login).await;
        done = acted(router, &deed.path, &cookie, (&deed.key, deed.seen), &deed.body).await;
    }
    let workshop = tongban::workers::workshop(house);
    while workshop.once().await.expect("the jobs can be done") > 0 {}
    house.app.ledger.integrate(COUNTY).await.expect("the ledger grows");
    (done, town)
}

async fn submit(router: &Router, key: &str, body: &Value) -> Done {
    let cookie = sign_in(router, "elder").await;
    acted(router, "/api/cases", &cookie, (key, None), body).await
}

async fn acted(
    router: &Router,
    path: &str,
    cookie: &str,
    (key, seen): (&str, Option<i64>),
    body: &Value,
) -> Done {
    let answer = act(router, path, cookie, (key, seen), body).await;
    assert!(answer.status.is_success(), "{path} {body}: {}", answer.text);
    Done::of(&answer.json()).expect("it is an answer of an act")
}

async fn sign_in(router: &Router, login: &str) -> String {
    let form = [("login", login), ("password", PASSWORD), ("next", "/")];
    let answer = post(router, "/sign-in", "", &form).await;
    assert_eq!(answer.status, 303, "{login}");
    answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned()
}

fn elder(house: &House, id: &str) -> (Actor, Case) {
    let rows = rows_of(&house.app.store, "cases").expect("the cases");
    let row = rows.iter().find(|row| row.text("id").is_ok_and(|other| other == id));
    let case: Case = row.expect("the case").json("body").expect("a case");
    let person: PersonId = case.applicant.person;
    (Actor::resident(COUNTY, person, case.applicant.name.clone()), case)
}

/// A file that the elder has uploaded, with words in it that only she may read.
async fn file_of(house: &House, elder: &Actor) -> String {
    let ambient = &house.app.ambient;
    let by = By {
        actor: elder.clone(),
        for_whom: None,
        channel: Channel::Web,
        at: ambient.now(),
        key: IdempotencyKey::from(ambient.id()),
    };
    let bytes = b"%PDF-1.7 13987654321".to_vec();
    let upload = cases::Upload::look("card.pdf", bytes).expect("a file");
    house.cases.keep_file(&by, upload).await.expect("it is kept").to_string()
}

/// A half-written application.
async fn draft(router: &Router) {
    let cookie = sign_in(router, "elder").await;
    let form = [("phone", "13987654321"), ("key", "rights-draft-1"), ("version", "0")];
    let answer = post(router, "/apply/elderly-allowance/phone", &cookie, &form).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    let page = get(router, "/apply/elderly-allowance/phone", &cookie).await;
    assert!(page.text.contains("13987654321"), "the draft is kept: {}", page.text);
}

/// A request for help of hers that waits for a helper of her village.
async fn request(router: &Router) -> String {
    let cookie = sign_in(router, "elder").await;
    let body = json!({ "matter": "senior-card", "agree": true });
    let answer = act(router, "/api/asked", &cookie, ("rights-ask-help-1", None), &body).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json()["request"].as_str().expect("an id").to_owned()
}

/// Without this the rest would hold in an empty house too.
async fn the_owner_sees_it(house: &House, private: &Private) {
    let gate = Arc::new(As(private.elder.clone()));
    let router = web::serve(house.app.site(), house.routes(), gate);
    let places = &private.places;
    let (case, key) = (&places["case"], &places["key"]);
    for path in [
        format!("/cases/{case}"),
        format!("/cases/{case}/receipt"),
        format!("/cases/{case}/receipts/{}", places["receipt"]),
        format!("/api/cases/{case}"),
        format!("/api/cases/{case}/history"),
        format!("/certificates/{key}"),
        format!("/cases/{}/withdraw", places["open"]),
        format!("/asked/{}", places["request"]),
        format!("/api/asked/{}", places["request"]),
        "/my".to_owned(),
        "/api/my/cases".to_owned(),
        "/api/my/asked".to_owned(),
        "/certificates".to_owned(),
    ] {
        assert_eq!(get(&router, &path, "").await.status, 200, "{path}");
    }
    let doors = house.router();
    let clerk = sign_in(&doors, &private.town).await;
    let file = format!("/desk/cases/{}/files/{}", places["open"], places["file"]);
    assert_eq!(get(&doors, &file, &clerk).await.status, 200, "{file}");
}

/// Every route for a stranger and for every role: who must sign in, who may not, who comes in; and
/// what is foreign to whoever comes in does not show.
async fn the_table_holds(house: &House, private: &Private) -> Vec<String> {
    let mut wrong = Vec::new();
    for (role, actor) in everybody(COUNTY) {
        let gate = Arc::new(As(actor));
        let router = web::serve(house.app.site(), house.routes(), gate);
        for route in house.routes() {
            for path in paths(&route, private) {
                let answer = send_with(&router, &route, &path, "").await;
                let what = format!("{} {path} as {role:?}: {}", route.method, answer.status);
                let not_held = is_answered(&answer, expected(route.access, role));
                wrong.extend(not_held.map(|why| format!("{what} {why}")));
                let seen = shown(&answer, private).filter(|_| !may_look(role, &route));
                wrong.extend(seen.map(|words| format!("{what} shows {words}")));
            }
        }
    }
    wrong
}

/// People of the county with sessions of their own, none of whom has to do with the elder.
async fn residents_and_other_offices_see_nothing(house: &House, private: &Private) -> Vec<String> {
    let router = house.router();
    let mut wrong = Vec::new();
    for login in ["neighbour", "parent", "eatery", "admin", "data", "planner"] {
        let cookie = sign_in(&router, login).await;
        for route in house.routes().into_iter().filter(|route| route.path != "/sign-out") {
            for path in paths(&route, private) {
                let answer = send_with(&router, &route, &path, &cookie).await;
                let what = format!("{} {path} as {login}: {}", route.method, answer.status);
                let status = answer.status.as_u16();
                let refused = [401, 403, 404].contains(&status);
                if status >= 500 || (is_about_somebody(&route) && !refused) {
                    wrong.push(format!("{what} should be 401, 403 or 404"));
                }
                let may = login == "admin" && is_staff(&route);
                let seen = shown(&answer, private).filter(|_| !may);
                wrong.extend(seen.map(|words| format!("{what} shows {words}")));
            }
        }
        others_things_cannot_be_used(&router, private, &cookie).await;
    }
    wrong
}

/// Nobody hands in another's file, or for another.
async fn others_things_cannot_be_used(router: &Router, private: &Private, cookie: &str) {
    let headers = [
        ("cookie", cookie),
        ("sec-fetch-site", "same-origin"),
        ("content-type", "application/json"),
        ("idempotency-key", "rights-foreign-thing"),
    ];
    let answers = application()["answers"].clone();
    for body in [
        json!({ "files": { "bank-card": [private.places["file"]] } }),
        json!({ "person": private.places["person"] }),
    ] {
        let mut body = body;
        body["matter"] = json!("elderly-allowance");
        body["answers"] = answers.clone();
        let answer = ask(router, "POST", "/api/cases", &headers, &body.to_string()).await;
        assert!([403, 404].contains(&answer.status.as_u16()), "{body}: {}", answer.text);
    }
}

/// The addresses of a route with the elder's things in the places of its parameters.
fn paths(route: &Route, private: &Private) -> Vec<String> {
    let place = |name: &str| private.places[name].clone();
    let fill = |case: &str| {
        let id = match route.path {
            path if path.contains("/matters/{id}") => "elderly-allowance".to_owned(),
            path if path.contains("/staff/{id}") => place("officer"),
            path if path.contains("/texts/{id}") => "outbound.told.accepted".to_owned(),
            path if path.contains("/events/{id}") => "%E5%85%BB%E8%80%81".to_owned(),
            _ => case.to_owned(),
        };
        let file = match route.path {
            path if path.contains("/receipts/") => place("receipt"),
            path if path.contains("/notices/") => "receipt.pdf".to_owned(),
            _ => place("file"),
        };
        route
            .path
            .replace("{id}", &id)
            .replace("{file}", &file)
            .replace("{key}", &place("key"))
            .replace("{person}", &place("person"))
            .replace("{request}", &place("request"))
            .replace("{matter}", "elderly-allowance")
            .replace("{step}", "phone")
            .replace("{act}", "withdraw")
            .replace("{paper}", "decision")
            .replace("{code}", "ABCDEFGH")
            .replace("{dataset}", "none")
            .replace("{result}", "none.csv")
            .replace("{zoom}/{column}/{row}", "0/0/0.mvt")
            .replace("{feature}", "1")
            .replace("{town}", "330825101")
            .replace("{year}", "2027")
            .replace("{report}", "none")
    };
    let mut paths = vec![fill(&private.case), fill(&place("open"))];
    paths.dedup();
    assert!(paths.iter().all(|path| !path.contains('{')), "fill the new parameter: {paths:?}");
    paths
}

/// Whether the address names a case, a certificate or a person.
fn is_about_somebody(route: &Route) -> bool {
    let about = ["/cases/{id}", "{key}", "{person}", "{file}", "{request}"];
    about.iter().any(|part| route.path.contains(part))
}

/// Who may by their office: supervisors and auditors look at every case; helpers and clerks of the
/// whole county file for everybody in it, and see who asked for help.
fn may_look(role: Option<Role>, route: &Route) -> bool {
    match role {
        Some(Role::Supervisor | Role::Auditor) => true,
        Some(Role::Helper | Role::Clerk) => {
            ["/for/", "/asked", "/api/asked"].iter().any(|begin| route.path.starts_with(begin))
        }
        Some(Role::Admin) => is_staff(route),
        _ => false,
    }
}

/// Whether the route is about the county's own staff.
fn is_staff(route: &Route) -> bool {
    ["/manage/staff", "/api/staff"].iter().any(|begin| route.path.starts_with(begin))
}

/// The route as a browser asks for it, or as another system does.
async fn send_with(router: &Router, route: &Route, path: &str, cookie: &str) -> Answer {
    let method = route.method.as_str();
    if method == "GET" {
        return get(router, path, cookie).await;
    }
    if route.doc.is_some() {
        let headers = [
            ("cookie", cookie),
            ("sec-fetch-site", "same-origin"),
            ("content-type", "application/json"),
            ("idempotency-key", "rights-generated"),
            ("if-match", "\"1\""),
        ];
        let body = match route.path.rsplit('/').next() {
            Some("acts") => json!({ "do": "withdraw", "reason": "" }),
            Some("check") => json!({ "facts": {} }),
            Some("rating") => json!({ "level": "good" }),
            _ => json!({ "do": "withdraw", "reason": "", "facts": {}, "standing": "revoked" }),
        };
        return ask(router, method, path, &headers, &body.to_string()).await;
    }
    let form = [("key", "rights-generated"), ("version", "1"), ("seen", "1"), ("reason", "x")];
    let answer = post(router, path, cookie, &form).await;
    if answer.status == 400 { upload(router, path, cookie).await } else { answer }
}

/// A form with files in it, for pages that take no other.
async fn upload(router: &Router, path: &str, cookie: &str) -> Answer {
    let part = |name: &str, value: &str| {
        format!("--cut\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let body = [part("key", "rights-generated"), part("version", "1"), part("note", "x")];
    let headers = [
        ("cookie", cookie),
        ("sec-fetch-site", "same-origin"),
        ("content-type", "multipart/form-data; boundary=cut"),
    ];
    ask(router, "POST", path, &headers, &format!("{}--cut--\r\n", body.concat())).await
}

/// Whether the gate of the route has answered as its table says; handlers may refuse besides.
fn is_answered(answer: &Answer, expected: Expected) -> Option<&'static str> {
    let status = answer.status.as_u16();
    let says = |words: &[&str]| words.iter().any(|words| answer.text.contains(words));
    let asks_role = says(&["\"access.role\"", "您现在的身份不能打开这一页"]);
    let asks_sign_in = says(&["\"access.sign-in\"", "这一页要先登录"]);
    let holds = match expected {
        Expected::SignIn => status == 401 && asks_sign_in,
        Expected::Forbidden => status == 403 && asks_role,
        Expected::Pass => status < 500 && !asks_sign_in && !asks_role,
    };
    (!holds).then_some("is not what the table of routes says")
}

/// The words of another person's affairs that an answer shows.
fn shown<'a>(answer: &Answer, private: &'a Private) -> Option<&'a str> {
    private.words.iter().map(String::as_str).find(|words| answer.text.contains(words))
}

/// The cases and how far they are.
fn versions(house: &House) -> BTreeMap<String, i64> {
    let rows = rows_of(&house.app.store, "cases").expect("the cases");
    let all = rows
        .iter()
        .map(|row| (row.text("id").expect("an id"), row.int("version").expect("a version")));
    all.collect()
}
