//! Every page takes whatever is typed into its form or its address: asked of the table of routes, with
//! the names that the page itself gives its fields. No answer is a server error, nothing that was sent
//! becomes an element of a page or a header. The interface is asked in [`crate::conform`].

use std::collections::BTreeMap;

use axum::Router;
use basis::Chance;
use tongban::house::House;
use web::Route;
use web::testing::{Answer, get, post};

use crate::conform::maker::ODD;
use crate::conform::{Things, in_address};
use crate::support::acts::sign_in;
use crate::support::home::Home;
use crate::support::{PEOPLE, setting};

const SEED: u64 = 330_825;
/// A stranger, a resident, and posts that have forms of their own.
const LOGINS: [&str; 6] = ["", "elder", "window", "town-330825101", "data", "admin"];
/// What becomes an element where text is not written as text.
const MARK: &str = "\"'><b id=x7>";
/// What becomes a header where line ends are let through.
const BREAK: &str = "/a\r\nx-evil: 1";
/// Parameters that addresses of pages know.
const PARAMETERS: [&str; 12] = [
    "q", "for", "after", "before", "page", "only", "next", "number", "due", "desk", "lang", "saved",
];

#[test]
fn every_page_takes_rubbish_on_sqlite_and_shows_it_as_text() {
    holds(&Home::sqlite());
}

#[test]
fn every_page_takes_rubbish_on_postgresql_and_shows_it_as_text() {
    let Some(home) = Home::postgres() else { return };
    holds(&home);
}

fn holds(home: &Home) {
    let seed = setting("TONGBAN_CONFORM_SEED").map_or(SEED, |text| text.parse().expect("a seed"));
    println!("TONGBAN_CONFORM_SEED={seed}");
    home.json(&["demo", "--people", PEOPLE, "--load-only"]);
    let house = home.house();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let (forms, wrong) = runtime.block_on(all_pages(&house, seed));
    drop(runtime);
    println!("{forms} forms were filled in");
    assert!(wrong.is_empty(), "{} findings\n{}\n", wrong.len(), wrong.join("\n"));
    assert!(forms > 40, "only {forms} forms were there to fill in");
}

/// How many forms were there to fill in, and what was wrong.
async fn all_pages(house: &House, seed: u64) -> (usize, Vec<String>) {
    let router = house.router();
    let things = Things::made(house, &router).await;
    let is_page = |route: &Route| route.doc.is_none() && route.path != "/sign-out";
    let routes: Vec<Route> = house.routes().into_iter().filter(is_page).collect();
    let (mut forms, mut wrong) = (0, BTreeMap::new());
    for login in LOGINS {
        let cookie = if login.is_empty() { String::new() } else { sign_in(&router, login).await };
        for route in &routes {
            let name = format!("{} {}", route.method, route.path);
            let mut chance = Chance::of(seed, &format!("{login} {name}"));
            let path = filled(route.path, &things);
            let answers = match route.method.as_str() {
                "GET" => vec![asked(&router, &path, &cookie, &mut chance).await],
                _ => sent(&router, &path, &cookie, &mut chance).await,
            };
            forms += answers.iter().filter(|(_, many, _)| *many > 0).count();
            for (typed, _, answer) in answers {
                if let Some(why) = fault(&answer) {
                    let who = if login.is_empty() { "a stranger" } else { login };
                    let told = format!("{name} as {who}: {why}, {}: {typed}", answer.status);
                    wrong.entry((name.clone(), why)).or_insert(told);
                }
            }
        }
    }
    (forms, wrong.into_values().collect())
}

/// The address of a route with things that are there.
fn filled(path: &str, things: &Things) -> String {
    let part = |part: &str| match part.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
        Some(name) => in_address(things.fitting(path, name.trim_start_matches('*'))),
        None => part.to_owned(),
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// What was sent, how many fields of a form that was there it filled in, and what came back.
type Told = (String, usize, Answer);

/// A page with rubbish in its address.
async fn asked(router: &Router, path: &str, cookie: &str, chance: &mut Chance) -> Told {
    let query = PARAMETERS.map(|name| format!("{name}={}", in_address(rubbish(chance))));
    let uri = format!("{path}?{}", query.join("&"));
    let answer = get(router, &uri, cookie).await;
    (uri, 0, answer)
}

/// The form of a page, sent twice with rubbish in its fields; what leads on (key, version, button)
/// mostly stays.
async fn sent(router: &Router, path: &str, cookie: &str, chance: &mut Chance) -> Vec<Told> {
    let page = get(router, path, cookie).await;
    let fields = fields(&page.text);
    let mut told = Vec::new();
    for _ in 0..2 {
        let typed: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| match *name {
                "key" | "version" | "seen" => (*name, value.as_str()),
                "do" if chance.per_mille(800) => (*name, value.as_str()),
                _ => (*name, rubbish(chance)),
            })
            .collect();
        let answer = post(router, path, cookie, &typed).await;
        told.push((format!("{typed:?}").chars().take(400).collect(), typed.len(), answer));
    }
    told
}

/// The names of the fields in what a page is about, with the values that they have.
fn fields(page: &str) -> Vec<(&str, String)> {
    let page = page.find("<main").map_or("", |at| &page[at..]);
    let of = |rest: &'_ str| -> Option<(usize, String)> {
        let end = rest.find('"')?;
        let value = rest[end..].strip_prefix("\" value=\"").and_then(|rest| rest.split('"').next());
        Some((end, value.unwrap_or_default().to_owned()))
    };
    let starts = page.split(" name=\"").skip(1);
    starts.filter_map(|rest| of(rest).map(|(end, value)| (&rest[..end], value))).collect()
}

fn rubbish(chance: &mut Chance) -> &'static str {
    match chance.index(4) {
        0 | 1 => MARK,
        2 => chance.pick(&ODD),
        _ => BREAK,
    }
}

/// What is wrong with an answer, whatever was sent.
fn fault(answer: &Answer) -> Option<&'static str> {
    let is_page = answer.header("content-type").starts_with("text/html");
    if answer.status.is_server_error() {
        Some("a server error")
    } else if is_page && answer.text.contains("<b id=x7>") {
        Some("an element out of what was sent")
    } else if answer.headers.contains_key("x-evil") {
        Some("a header out of what was sent")
    } else {
        None
    }
}
