//! Through the router: headers, language, elder mode, refusals as pages and problems, the API description.

mod slow;

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::http::Method;
use axum::response::{IntoResponse, Response};
use basis::{Fault, Refusal, RefusalKind, Role};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::access::Always;
use crate::testing::{self, Answer, ask, get, post};
use crate::{
    Access, ApiDoc, ApiKey, ConflictPage, Failure, Frame, IfMatch, Route, Routes, Typed, Visitor,
};

#[derive(Deserialize, Serialize, JsonSchema)]
struct Wish {
    /// What is wished for.
    words: String,
}

#[derive(Deserialize, JsonSchema)]
struct Filter {
    /// Only from this town on.
    #[expect(dead_code, reason = "only its schema is used")]
    after: Option<String>,
}

/// A handler for each way in which a request can end.
fn routes() -> Vec<Route> {
    let name = ("试", "Try");
    let clerks = Access::Roles(&[Role::Clerk]);
    let wish = ApiDoc::new("wishes", "许愿", "Make a wish")
        .takes::<Wish>(json!({"words": "多一班车"}))
        .gives::<Wish>(201, "已记下", "kept", json!({"words": "多一班车"}))
        .has_version();
    let list =
        ApiDoc::new("wishes", "查看", "List").query::<Filter>().gives_only(204, "没有", "none");
    Routes::new(())
        .page(Method::GET, "/", Access::Public, ("首页", "Home"), async || "ok")
        .in_menu()
        .page(Method::GET, "/refused", Access::Public, name, refused)
        .page(Method::GET, "/conflict", Access::Public, name, conflict)
        .page(Method::GET, "/broken", Access::Public, name, broken)
        .page(Method::GET, "/slow", Access::Public, name, slow)
        .page(Method::GET, "/mine", Access::SignedIn, name, async |frame: Frame| {
            frame.t("web.frame.menu")
        })
        .page(Method::GET, "/desk", clerks, ("收件箱", "Inbox"), async || "inbox")
        .in_menu()
        .page(Method::POST, "/form", Access::Public, name, async |typed: Typed| {
            typed.one("q").to_owned()
        })
        .api(Method::POST, "/api/wishes/{id}", Access::SignedIn, wish, make_wish)
        .api(Method::GET, "/api/lists/{*path}", clerks, list, async || "")
        .list()
}

async fn refused() -> Result<Response, Failure> {
    let refusal = Refusal::new(
        RefusalKind::TooLate,
        "case.too-late",
        "补正期限<已过>",
        "the time has passed",
    );
    Err(refusal.by_law("行政许可法", "第三十二条").into())
}

async fn conflict() -> Failure {
    let page = ConflictPage {
        changes: vec![("状态".into(), "已收件".into(), "已受理".into())],
        typed: vec![("理由".into(), "材料齐全".into())],
        back_link: "/desk/1".into(),
    };
    Failure::conflict(Refusal::conflict("case.stale", "别人先办了", "somebody was first"), page)
}

async fn broken() -> Result<Response, Failure> {
    Err(Fault::because("reading a case", std::io::Error::other("disk 330825194603080023")).into())
}

async fn slow() -> Response {
    std::future::pending::<()>().await;
    ().into_response()
}

async fn make_wish(_key: ApiKey, _seen: IfMatch, Json(wish): Json<Wish>) -> Response {
    (axum::http::StatusCode::CREATED, Json(wish)).into_response()
}

fn router_for(visitor: Visitor) -> axum::Router {
    crate::serve(testing::site(), routes(), Arc::new(Always(visitor)))
}

fn stranger() -> axum::Router {
    router_for(Visitor::default())
}

fn clerk() -> axum::Router {
    router_for(Visitor { name: "王芳".into(), roles: vec![Role::Clerk], signed_in: true })
}

async fn page(uri: &str) -> Answer {
    get(&stranger(), uri, "").await
}

#[tokio::test]
async fn every_answer_forbids_what_pages_do_not_need() {
    for uri in ["/", "/refused", "/nowhere", "/api/openapi.json"] {
        let answer = page(uri).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "same-origin");
        assert_eq!(answer.header("x-request-id").len(), 26);
    }
}

#[tokio::test]
async fn over_https_every_answer_tells_browsers_to_stay_there_and_load_nothing_else() {
    let mut site = testing::site();
    let base_url = "https://zwfw.example".to_owned();
    site.settings = Arc::new(crate::WebSettings { base_url, ..crate::WebSettings::default() });
    let router = crate::serve(site, routes(), Arc::new(Always::default()));
    let files = [crate::assets::style_sheet(), "/assets/islands/none.js"];
    for uri in ["/", "/refused", "/nowhere", "/api/openapi.json"].into_iter().chain(files) {
        let answer = get(&router, uri, "").await;
        let year = "max-age=31536000; includeSubDomains";
        assert_eq!(answer.header("strict-transport-security"), year, "{uri}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{uri}");
        let policy = answer.header("content-security-policy");
        for part in ["object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"] {
            assert!(policy.contains(part), "{uri}: {policy}");
        }
        let kind = answer.header("content-type");
        let is_told = kind.starts_with("application/") || kind.contains("charset=utf-8");
        assert!(is_told || answer.text.is_empty(), "{uri}: {kind}");
    }
    assert_eq!(page("/").await.header("strict-transport-security"), "", "http cannot promise it");
}

#[tokio::test]
async fn no_other_site_may_read_an_answer_and_none_repeats_the_question() {
    let traced = ask(&stranger(), "TRACE", "/", &[("x-probe", "told-back")], "").await;
    assert_eq!(traced.status, 405);
    assert!(!traced.text.contains("told-back"), "{}", traced.text);
    let asks = [("origin", "https://evil.test"), ("access-control-request-method", "POST")];
    for (method, uri) in [("OPTIONS", "/api/wishes/1"), ("GET", "/api/openapi.json")] {
        let answer = ask(&stranger(), method, uri, &asks, "").await;
        assert_eq!(answer.header("access-control-allow-origin"), "", "{method} {uri}");
    }
    for folder in ["/assets/", "/assets/islands/", "/.git/config"] {
        assert_eq!(page(folder).await.status, 404, "{folder} is no list of files");
    }
}

#[tokio::test]
async fn what_a_signed_in_person_sees_is_kept_nowhere() {
    assert_eq!(get(&clerk(), "/", "").await.header("cache-control"), "no-store");
    assert_eq!(page("/").await.header("cache-control"), "private, no-cache");
}

#[tokio::test]
async fn the_style_sheet_is_kept_for_ever_under_a_name_made_from_its_content() {
    let answer = page(crate::assets::style_sheet()).await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("cache-control").contains("immutable"));
    assert!(answer.text.contains("--accent"));
}

#[tokio::test]
async fn the_largest_page_is_no_heap() {
    let bytes =
        page("/design").await.text.len() + page(crate::assets::style_sheet()).await.text.len();
    // The browser holds each page to 60,000 as they are sent, which is a fifth of this.
    assert!(bytes < 80_000, "{bytes} bytes before compression");
}

#[tokio::test]
async fn the_example_page_is_whole_in_both_languages_and_modes() {
    let check = async |uri: &str, lang: &str, elder: bool| {
        let answer = page(uri).await;
        assert_eq!(answer.status, 200);
        assert!(answer.text.contains(&format!("<html lang=\"{lang}\"")), "{uri}");
        assert_eq!(answer.text.contains("class=\"elder\""), elder, "{uri}");
        assert!(!answer.text.contains('⟦'), "words are missing in {uri}");
        assert!(!answer.text.contains("style=\"") && !answer.text.contains("<script"));
    };
    check("/design", "zh-CN", false).await;
    check("/design?lang=en", "en", false).await;
    check("/design?elder=1", "zh-CN", true).await;
    check("/design?lang=en&elder=1", "en", true).await;
}

#[tokio::test]
async fn language_and_mode_are_remembered_by_cookies() {
    let answer = page("/design?elder=1").await;
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.starts_with("elder=1;")
            && cookie.contains("HttpOnly")
            && cookie.contains("SameSite=Lax")
    );
    let later = get(&stranger(), "/design", "elder=1; lang=en").await;
    assert!(later.text.contains("<html lang=\"en\" class=\"elder\">"));
}

#[tokio::test]
async fn every_id_on_the_example_page_stands_once() {
    let text = page("/design").await.text;
    let mut ids: Vec<&str> =
        text.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
}

#[tokio::test]
async fn an_unknown_address_gets_a_page_that_helps() {
    let answer = page("/nowhere").await;
    assert_eq!(answer.status, 404);
    assert!(answer.text.contains("没有找到") && answer.text.contains("tel:12345"));
    assert_eq!(page("/nowhere?lang=en").await.text.matches("Not found").count(), 2);
}

#[tokio::test]
async fn a_refusal_says_what_to_do_and_on_what_law_it_rests() {
    let answer = page("/refused").await;
    assert_eq!(answer.status, 410);
    assert!(
        answer.text.contains("补正期限&#60;已过&#62;")
            || answer.text.contains("补正期限&lt;已过&gt;")
    );
    assert!(answer.text.contains("《行政许可法》第三十二条"));
}

#[tokio::test]
async fn a_conflict_shows_what_changed_and_keeps_what_was_typed() {
    let answer = page("/conflict").await;
    assert_eq!(answer.status, 409);
    for part in ["<del>已收件</del>", "<ins>已受理</ins>", "材料齐全", "href=\"/desk/1\""]
    {
        assert!(answer.text.contains(part), "{part}");
    }
}

#[tokio::test]
async fn a_fault_is_an_apology_with_a_reference_and_without_its_cause() {
    let answer = page("/broken").await;
    assert_eq!(answer.status, 500);
    assert!(answer.text.contains(answer.header("x-request-id")));
    assert!(!answer.text.contains("disk"));
}

#[tokio::test]
async fn a_route_opens_only_to_those_it_names() {
    let check = async |router: axum::Router, uri: &str, status: u16| {
        assert_eq!(get(&router, uri, "").await.status, status, "{uri}");
    };
    let resident = || {
        router_for(Visitor { roles: vec![Role::Resident], signed_in: true, ..Visitor::default() })
    };
    check(stranger(), "/mine", 401).await;
    check(stranger(), "/desk", 401).await;
    check(resident(), "/mine", 200).await;
    check(resident(), "/desk", 403).await;
    check(clerk(), "/desk", 200).await;
    let answer = get(&stranger(), "/mine?a=b", "").await;
    assert!(answer.text.contains("/sign-in?next=%2Fmine%3Fa%3Db"));
}

#[tokio::test]
async fn the_menu_shows_what_the_visitor_may_open() {
    assert!(!get(&stranger(), "/design", "").await.text.contains(">待办</a>"));
    let text = get(&clerk(), "/design", "").await.text;
    // The words have a name for it; the first page of this table has none.
    assert!(text.contains(">待办</a>") && !text.contains("收件箱") && text.contains(">首页</a>"));
    assert!(text.contains("王芳") && text.contains("/sign-out"));
}

#[tokio::test]
async fn another_site_cannot_send_a_form() {
    assert_eq!(
        post(&stranger(), "/form", "session=1", &[("q", "老人 补贴")]).await.text,
        "老人 补贴"
    );
    let headers = [("cookie", "session=1"), ("sec-fetch-site", "cross-site")];
    let answer = ask(&stranger(), "POST", "/form", &headers, "q=1").await;
    assert_eq!(answer.status, 403);
    assert!(answer.text.contains("不是从本站页面发出的"));
}

#[tokio::test]
async fn a_form_in_another_encoding_is_refused_and_not_taken_as_rubbish() {
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let sent = async |body: &str| ask(&stranger(), "POST", "/form", &form, body).await;
    assert_eq!(sent("q=%E8%80%81%E4%BA%BA").await.text, "老人");
    let gbk = sent("q=%C0%CF%C8%CB").await;
    assert_eq!(gbk.status, 422);
    assert!(gbk.text.contains("GBK"), "{}", gbk.text);
}

#[tokio::test]
async fn what_is_sent_twice_counts_once() {
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let body = "q=first&q=second";
    let answer = ask(&stranger(), "POST", "/form?q=in-the-address", &form, body).await;
    assert_eq!(answer.text, "first");
}

#[tokio::test]
async fn under_api_every_no_is_a_problem() {
    let json = ("content-type", "application/json");
    let key = ("idempotency-key", "01jd3x5v2m");
    let check = async |method: &str,
                       uri: &str,
                       headers: &[(&str, &str)],
                       body: &str,
                       expected: (u16, &str)| {
        let answer = ask(&clerk(), method, uri, headers, body).await;
        let problem = answer.json();
        assert_eq!(answer.header("content-type"), "application/problem+json", "{uri}");
        assert_eq!((answer.status.as_u16(), problem["rule"].as_str().unwrap()), expected);
        assert_eq!(problem["status"], answer.status.as_u16());
        assert!(problem["detail"].as_str().is_some_and(|detail| !detail.is_empty()));
    };
    let body = "{\"words\":\"a\"}";
    check("GET", "/api/nowhere", &[], "", (404, "web.no-such-page")).await;
    check("POST", "/api/wishes/1", &[json], body, (422, "api.key-missing")).await;
    check(
        "POST",
        "/api/wishes/1",
        &[json, ("idempotency-key", "a b")],
        body,
        (422, "api.key-malformed"),
    )
    .await;
    check(
        "POST",
        "/api/wishes/1",
        &[json, key, ("if-match", "x")],
        body,
        (422, "api.version-malformed"),
    )
    .await;
    let seen = ("if-match", "\"3\"");
    let whole = [json, key, seen];
    check("POST", "/api/wishes/1", &whole, "{\"words\":", (400, "api.body")).await;
    check("POST", "/api/wishes/1", &whole, "{}", (422, "api.body")).await;
    check("POST", "/api/wishes/1", &[key, seen], body, (415, "api.media-type")).await;
    check("PUT", "/api/wishes/1", &[json, key], body, (405, "web.method")).await;
    check("POST", "/api/wishes/1", &[json, key], body, (428, "api.version-missing")).await;
    let large = format!("{{\"words\":\"{}\"}}", "a".repeat(2 << 20));
    check("POST", "/api/wishes/1", &whole, &large, (413, "api.too-large")).await;
    let answer = ask(&clerk(), "POST", "/api/wishes/1", &[json, key, seen], body).await;
    assert_eq!((answer.status.as_u16(), answer.text.as_str()), (201, body));
}

#[tokio::test]
async fn the_description_lists_what_the_table_holds() {
    let description = page("/api/openapi.json").await.json();
    assert_eq!(description["openapi"], "3.1.0");
    let paths: Vec<&String> = description["paths"].as_object().unwrap().keys().collect();
    assert_eq!(paths, ["/api/wishes/{id}", "/api/lists/{path}"]);
    let wish = &description["paths"]["/api/wishes/{id}"]["post"];
    let parameters = wish["parameters"].as_array().unwrap();
    assert_eq!(parameters[0]["name"], "id");
    assert_eq!(parameters[1]["$ref"], "#/components/parameters/IdempotencyKey");
    assert_eq!(parameters[2]["$ref"], "#/components/parameters/IfMatch");
    assert_eq!(description["components"]["parameters"]["IfMatch"]["required"], true);
    let schemes = description["components"]["securitySchemes"].as_object().unwrap();
    assert_eq!(
        schemes.keys().collect::<Vec<_>>(),
        ["session"],
        "what no code reads is not offered"
    );
    let shape = "#/components/schemas/Wish";
    assert_eq!(wish["requestBody"]["content"]["application/json"]["schema"]["$ref"], shape);
    assert!(description["components"]["schemas"]["Wish"]["properties"]["words"].is_object());
    assert!(wish["responses"]["422"]["content"]["application/problem+json"].is_object());
    let list = &description["paths"]["/api/lists/{path}"]["get"];
    assert_eq!(list["parameters"][1]["name"], "after");
    assert_eq!(list["x-roles"][0], "clerk");
}

#[tokio::test]
async fn the_page_of_the_api_shows_every_operation() {
    let text = page("/api?lang=en").await.text;
    assert!(
        text.contains("POST")
            && text.contains("/api/wishes/{id}")
            && text.contains("Idempotency-Key")
    );
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_hangs_is_given_up() {
    let answer = page("/slow").await;
    assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (504, "60"));
    // It may have been done after all.
    assert!(answer.text.contains("不能确定这一步有没有办成"), "{}", answer.text);
}

#[tokio::test]
async fn when_it_is_full_people_are_told_that_nothing_was_lost() {
    let mut site = testing::site();
    let settings = crate::WebSettings { concurrent_requests: 0, ..crate::WebSettings::default() };
    site.settings = Arc::new(settings);
    let router = crate::serve(site, routes(), Arc::new(Always::default()));
    let mut pauses = BTreeSet::new();
    for _ in 0..60 {
        let answer = get(&router, "/", "").await;
        assert_eq!(answer.status, 503);
        assert!(answer.text.contains("什么都没有丢失"));
        pauses.insert(answer.header("retry-after").parse::<u64>().unwrap());
    }
    assert!(pauses.iter().all(|pause| (3..=8).contains(pause)), "{pauses:?}");
    assert!(pauses.len() > 3, "all of them come back together: {pauses:?}");
}

/// Programs take the places that are theirs; where they could take all, nobody would see a page.
#[tokio::test]
async fn however_much_programs_ask_for_people_are_served() {
    let settings = crate::WebSettings { concurrent_requests: 8, ..crate::WebSettings::default() };
    let site = crate::Site { settings: Arc::new(settings), ..testing::site() };
    let held = axum::Router::new().route("/ledger/held", axum::routing::get(slow));
    let router = crate::serve::serve_beside(site, routes(), Arc::new(Always::default()), held);
    let mut programs = Vec::new();
    for _ in 0..20 {
        let router = router.clone();
        programs.push(tokio::spawn(async move { get(&router, "/ledger/held", "").await }));
    }
    // Fourteen find no place; six of eight are held.
    for _ in 0..10_000 {
        if programs.iter().filter(|one| one.is_finished()).count() == 14 {
            break;
        }
        tokio::task::yield_now().await;
    }
    for path in ["/ledger/held", "/api/lists/a"] {
        let told = get(&router, path, "").await;
        assert_eq!(told.status, 503, "{path}");
        assert!(!told.header("retry-after").is_empty(), "{path}");
    }
    for _ in 0..20 {
        assert_eq!(get(&router, "/", "").await.status, 200, "somebody at a page");
    }
    assert_eq!(programs.iter().filter(|one| one.is_finished()).count(), 14);
    programs.iter().for_each(|one| one.abort());
}

#[tokio::test]
async fn what_stands_beside_the_pages_is_inside_the_same_layers() {
    let router = |concurrent_requests| {
        let settings = crate::WebSettings { concurrent_requests, ..crate::WebSettings::default() };
        let site = crate::Site { settings: Arc::new(settings), ..testing::site() };
        let meters = site.meters.clone();
        let read = axum::routing::get(async || "tile");
        let log = axum::Router::new().route("/ledger/{county}/tile", read);
        (crate::serve::serve_beside(site, routes(), Arc::new(Always::default()), log), meters)
    };
    let (open, meters) = router(4);
    let answer = get(&open, "/ledger/330825/tile", "").await;
    assert_eq!((answer.status.as_u16(), answer.text.as_str()), (200, "tile"));
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    let counted = "tongban_http_request_seconds_count{route=\"/ledger/{county}/tile\",method=\"GET\",class=\"2xx\"} 1";
    assert!(meters.text().contains(counted), "{}", meters.text());
    let (full, meters) = router(0);
    assert_eq!(get(&full, "/ledger/330825/tile", "").await.status, 503);
    let turned = "tongban_http_requests_turned_away_total{who=\"programs\"} 1";
    assert!(meters.text().contains(turned), "{}", meters.text());
}

/// Knows everybody as the account that a header names.
struct Named;

impl crate::Gate for Named {
    fn visitor<'a>(
        &'a self,
        parts: &'a mut axum::http::request::Parts,
    ) -> crate::access::Asked<'a> {
        let account = parts.headers.get("x-account").and_then(|name| name.to_str().ok());
        let account = account.unwrap_or_default().to_owned();
        let signed_in = !account.is_empty();
        parts.extensions.insert(crate::limits::Account(account));
        Box::pin(async move { Ok(Visitor { signed_in, ..Visitor::default() }) })
    }
}

#[tokio::test]
async fn whoever_asks_too_often_waits_and_nobody_else_does() {
    let mut site = testing::site();
    let settings =
        crate::WebSettings { per_address: 3, per_account: 2, ..crate::WebSettings::default() };
    site.settings = Arc::new(settings);
    let router = crate::serve(site, routes(), Arc::new(Named));
    let peer = axum::extract::ConnectInfo(std::net::SocketAddr::from(([127, 0, 0, 1], 9)));
    let router = router.layer(axum::Extension(peer));
    let from = async |address: &str, account: &str| {
        let headers = [("x-forwarded-for", address), ("x-account", account)];
        ask(&router, "GET", "/", &headers, "").await
    };
    for _ in 0..3 {
        assert_eq!(from("203.0.113.5", "").await.status, 200);
    }
    let full = from("203.0.113.5", "").await;
    assert_eq!((full.status.as_u16(), full.header("retry-after")), (429, "20"));
    assert!(full.text.contains("什么都没有丢失"), "{}", full.text);
    assert_eq!(from("203.0.113.6", "").await.status, 200, "the next house is not held up");
    for _ in 0..2 {
        assert_eq!(from("203.0.113.5", "wang").await.status, 200, "an account has its own bucket");
    }
    assert_eq!(from("198.51.100.1", "wang").await.status, 429, "wherever it comes from");
    for _ in 0..9 {
        assert_eq!(ask(&router, "GET", "/", &[], "").await.status, 200, "this machine itself");
    }
}

#[test]
fn every_key_used_here_has_words() {
    assert_eq!(testing::missing_keys(env!("CARGO_MANIFEST_DIR")), Vec::<String>::new());
}
