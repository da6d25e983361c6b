//! The life of the elder of the demo county, whom the tests of every route and every page are about.

use std::collections::BTreeMap;

use axum::Router;
use basis::PersonId;
use cases::model::Case;
use identity::{Actor, By, Channel};
use ledger::IdempotencyKey;
use serde_json::{Value, json};
use store::backup::rows_of;
use tongban::house::House;
use web::Route;
use web::testing::{get, post};

use super::COUNTY;
use super::acts::{act, sign_in};
use super::affairs::{Done, application, next};

/// What only the elder and those who work on her case may read.
pub struct Private {
    /// Words that stand nowhere else.
    pub words: Vec<String>,
    /// What stands in addresses.
    pub places: BTreeMap<&'static str, String>,
    /// Who she is.
    pub elder: Actor,
    /// The account of the office where she lives.
    pub town: String,
    /// The case that is decided.
    pub case: String,
    /// The case under way, as it was handed in.
    pub open: Done,
}

/// The elder's affairs: one case decided, with its certificate; one under way; a draft; a file.
pub async fn lived(house: &House) -> Private {
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
    let officer = colleague(house).await;
    let places = BTreeMap::from([
        ("officer", officer),
        ("case", decided.case.clone()),
        ("receipt", format!("{}.tlog-proof", decided.record)),
        ("code", text("verify_code")),
        ("key", text("id")),
        ("file", file),
        ("person", elder.resident_id().expect("a resident").to_string()),
        ("open", open.case.clone()),
        ("request", request(&router).await),
    ]);
    let mut words =
        vec![case.applicant.name, decided.number, open.number.clone(), text("identifier")];
    words.push(COLLEAGUE.to_owned());
    words.extend(["6222021001116245702".to_owned(), "13987654321".to_owned()]);
    Private { words, places, elder, town, case: decided.case, open }
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
        let next = next("rights-decided", step, &done, &town);
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

/// The addresses of a route with the elder's things in the places of its parameters.
pub fn paths(route: &Route, private: &Private) -> Vec<String> {
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
            .replace("{part}", "materials")
            .replace("{item}", "new")
            .replace("{report}", "none")
    };
    let mut paths = vec![fill(&private.case), fill(&place("open"))];
    paths.dedup();
    assert!(paths.iter().all(|path| !path.contains('{')), "fill the new parameter: {paths:?}");
    paths
}
