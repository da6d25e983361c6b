//! Whatever takes JSON says what is wrong with a body and where: asked of every such route of the table,
//! so that a new one is held to it from its first day.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use identity::testing::{As, Expected, everybody, expected};
use tongban::house::House;
use web::Route;
use web::testing::{Answer, send};

use crate::support::COUNTY;
use crate::support::home::Home;

/// Who may not see the case, or the request, learns nothing from what they sent: these look for it first.
const FIRST_WHOSE: [&str; 2] = ["/api/cases/{id}/rating", "/api/asked/{request}"];
/// What an act takes depends on the act, so the case is looked for first; portal's own tests hold it.
const BY_ACT: &str = "/api/cases/{id}/acts";
/// More than any route takes.
const TOO_MUCH: usize = 24 << 20;

#[test]
fn every_body_that_cannot_be_taken_is_told_what_is_wrong_and_where() {
    let home = Home::sqlite();
    let house = home.house();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let (asked, wrong) = runtime.block_on(async {
        let takes = |route: &Route| {
            route.doc.as_ref().is_some_and(|doc| doc.takes.is_some())
                && !FIRST_WHOSE.contains(&route.path)
        };
        let routes: Vec<Route> = house.routes().into_iter().filter(takes).collect();
        let mut wrong = Vec::new();
        for route in &routes {
            wrong.extend(of_route(&house, route).await);
        }
        (routes.len(), wrong)
    });
    drop(runtime);
    assert!(asked >= 10, "only {asked} routes take JSON");
    assert!(wrong.is_empty(), "{} findings\n{}\n", wrong.len(), wrong.join("\n"));
}

async fn of_route(house: &House, route: &Route) -> Vec<String> {
    let may = everybody(COUNTY)
        .into_iter()
        .find(|(role, _)| expected(route.access, *role) == Expected::Pass);
    let (_, actor) = may.expect("somebody may");
    let router = web::serve(house.app.site(), house.routes(), Arc::new(As(actor)));
    let id = house.app.ambient.id().to_string();
    let path =
        route.path.split('/').map(|part| if part.starts_with('{') { id.as_str() } else { part });
    let path = path.collect::<Vec<_>>().join("/");
    let json = "application/json";
    let gbk = b"{\"\xb8\xdf\xc1\xe4\": 1}".to_vec();
    let mut wrong = Vec::new();
    let strange = b"{\"do\": \"withdraw\", \"standing\": \"granted\"}".to_vec();
    for (what, kind, body, status, words) in [
        ("broken", json, b"{".to_vec(), 400, "第 1 行第 1 列"),
        ("GBK", json, gbk, 400, "UTF-8"),
        ("of another shape", json, b"5".to_vec(), 422, "第 1 行第 1 列"),
        ("with a field too many", json, strange, 422, "没有叫"),
        ("too large", json, vec![b' '; TOO_MUCH], 413, "太大"),
        ("plain text", "text/plain", b"{}".to_vec(), 415, "Content-Type"),
    ] {
        if what == "with a field too many" && route.path == BY_ACT {
            continue;
        }
        let answer = sent(&router, route, &path, (kind, body)).await;
        if answer.status.as_u16() != status || !answer.text.contains(words) {
            let (name, text) = (format!("{} {}", route.method, route.path), &answer.text);
            wrong.push(format!("{name}: {what}: {}, not {status} {words}: {text}", answer.status));
        }
    }
    wrong
}

async fn sent(router: &Router, route: &Route, path: &str, (kind, body): (&str, Vec<u8>)) -> Answer {
    let request = Request::builder()
        .method(route.method.clone())
        .uri(path)
        .header("sec-fetch-site", "same-origin")
        .header("idempotency-key", "bodies-generated")
        .header("if-match", "\"1\"")
        .header("content-type", kind)
        .body(Body::from(body))
        .expect("a request");
    send(router, request).await
}
