//! Every route of the whole table, every role and a stranger, own data and another person's:
//! generated from the routes themselves, so that a new one is tested from its first day.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use basis::Role;
use identity::testing::{As, Expected, everybody, expected};
use serde_json::json;
use store::backup::rows_of;
use tongban::house::House;
use web::Route;
use web::testing::{Answer, ask, get, post};

use crate::support::acts::{sign_in, upload};
use crate::support::affairs::application;
use crate::support::home::Home;
use crate::support::lived::{Private, lived, paths};
use crate::support::{COUNTY, PEOPLE};

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
    if answer.status == 400 { upload(router, path, cookie, &form).await } else { answer }
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
