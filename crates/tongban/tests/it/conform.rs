//! The interface keeps its own description, whatever is sent: each operation is asked by a stranger, by
//! residents and by every kind of post, with what its schemas allow and with what they do not. No
//! answer is a server error; each has a status, a type and a shape that the description names; and
//! what the description forbids is not taken. `scripts/schemathesis.sh` lets somebody else's program
//! ask the same.
//!
//! The seed is printed; `TONGBAN_CONFORM_SEED=7 TONGBAN_CONFORM_EXAMPLES=50` asks otherwise and longer.

pub mod maker;
mod schema;

use std::collections::{BTreeMap, BTreeSet};

use axum::Router;
use basis::Chance;
use serde_json::Value;
use tongban::house::House;
use web::format::percent_encoded;
use web::testing::{Answer, ask, get};

use crate::support::acts::{act, sign_in};
use crate::support::affairs::application;
use crate::support::home::Home;
use crate::support::{PEOPLE, setting};
use maker::Maker;
use schema::check;

const SEED: u64 = 330_825;
/// How many requests an operation gets from each of those below.
const EXAMPLES: u64 = 4;
/// A stranger, and accounts of the demo that hold every role between them.
const LOGINS: [&str; 12] = [
    "",
    "elder",
    "neighbour",
    "helper",
    "window",
    "town-330825101",
    "minzheng",
    "supervisor",
    "auditor",
    "planner",
    "data",
    "admin",
];
/// So many operations do what they are for at least once; else the test only knocks at doors.
const LEAST_REACHED: usize = 25;

#[test]
fn every_operation_answers_on_sqlite_as_its_description_says_whatever_is_sent() {
    holds(&Home::sqlite());
}

#[test]
fn every_operation_answers_on_postgresql_as_its_description_says_whatever_is_sent() {
    let Some(home) = Home::postgres() else { return };
    holds(&home);
}

fn holds(home: &Home) {
    let number = |name: &str, usual: u64| {
        setting(name).map_or(usual, |text| text.parse().expect("a whole number"))
    };
    let seed = number("TONGBAN_CONFORM_SEED", SEED);
    let examples = number("TONGBAN_CONFORM_EXAMPLES", EXAMPLES);
    println!("TONGBAN_CONFORM_SEED={seed} TONGBAN_CONFORM_EXAMPLES={examples}");
    home.json(&["demo", "--people", PEOPLE, "--load-only"]);
    let house = home.house();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let (many, reached, wrong) = runtime.block_on(all_asked(&house, (seed, examples)));
    drop(runtime);
    println!("{many} requests, {} operations reached", reached.len());
    assert!(wrong.is_empty(), "{} findings\n{}\n", wrong.len(), wrong.join("\n"));
    assert!(reached.len() >= LEAST_REACHED, "only {reached:?} did what they are for");
}

/// One operation of the description.
struct Operation<'a> {
    method: String,
    path: &'a str,
    about: &'a Value,
}

impl Operation<'_> {
    fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

fn operations(description: &Value) -> Vec<Operation<'_>> {
    let paths = description["paths"].as_object().into_iter().flatten();
    let mut found = Vec::new();
    for (path, methods) in paths {
        for (method, about) in methods.as_object().into_iter().flatten() {
            found.push(Operation { method: method.to_uppercase(), path: path.as_str(), about });
        }
    }
    found
}

/// Things that are there, by the part of an address that names them.
pub struct Things {
    case: String,
    officer: String,
}

impl Things {
    /// A case that lies on the desk of the township, and an officer who may lose a post.
    pub async fn made(house: &House, router: &Router) -> Self {
        let cookie = sign_in(router, "elder").await;
        let key = ("conform-application", None);
        let done = act(router, "/api/cases", &cookie, key, &application()).await;
        let case = done.json()["case"].as_str().expect("it is handed in").to_owned();
        let officer = house.identity.officer_of("data2").await.expect("looked for");
        Self { case, officer: officer.expect("an officer").to_string() }
    }

    /// What fits a parameter of a path.
    pub fn fitting(&self, path: &str, name: &str) -> &str {
        match name {
            "town" => "330825101",
            "year" => "2027",
            "matter" => "elderly-allowance",
            "step" => "phone",
            "act" => "accept",
            _ if path.contains("/matters/") => "elderly-allowance",
            _ if path.contains("/staff/") => &self.officer,
            _ if path.contains("/texts/") => "outbound.told.accepted",
            _ if path.contains("/events/") => "养老",
            _ => &self.case,
        }
    }
}

/// A request as it is sent, and whether the description allows its body.
struct Asked {
    uri: String,
    headers: Vec<(&'static str, String)>,
    body: String,
    is_allowed: bool,
}

/// How many requests were sent, which operations did what they are for, and what was wrong.
async fn all_asked(
    house: &House,
    (seed, examples): (u64, u64),
) -> (usize, BTreeSet<String>, Vec<String>) {
    let router = house.router();
    let description = get(&router, "/api/openapi.json", "").await.json();
    let things = Things::made(house, &router).await;
    let (mut many, mut reached) = (0, BTreeSet::new());
    let mut wrong = BTreeMap::new();
    for login in LOGINS {
        let cookie = if login.is_empty() { String::new() } else { sign_in(&router, login).await };
        for operation in operations(&description) {
            let purpose = format!("{login} {}", operation.name());
            let chance = Chance::of(seed, &purpose);
            let mut maker = Maker { chance, all: &description };
            for _ in 0..examples {
                many += 1;
                let asked = request(&mut maker, &operation, &things, (&cookie, many));
                let answer = sent(&router, &operation, &asked).await;
                if answer.status.is_success() {
                    reached.insert(operation.name());
                }
                if let Err(why) = judged(&description, &operation, &asked, &answer) {
                    let told = told(login, &operation, &asked, &answer);
                    // The same of an operation is told once.
                    let kind = (operation.name(), answer.status.as_u16(), why.clone());
                    wrong.entry(kind).or_insert_with(|| format!("{why}: {told}"));
                }
            }
        }
    }
    assert!(many > 1_000, "only {many} requests: the description is empty");
    (many, reached, wrong.into_values().collect())
}

fn request<'a>(
    maker: &mut Maker<'a>,
    operation: &Operation<'a>,
    things: &Things,
    (cookie, number): (&str, usize),
) -> Asked {
    let mut uri = operation.path.to_owned();
    let mut query = Vec::new();
    let mut headers =
        vec![("cookie", cookie.to_owned()), ("sec-fetch-site", "same-origin".to_owned())];
    for parameter in operation.about["parameters"].as_array().into_iter().flatten() {
        let parameter = schema::resolved(maker.all, parameter);
        let name = parameter["name"].as_str().unwrap_or_default();
        match parameter["in"].as_str().unwrap_or_default() {
            "path" => {
                let part = in_path(maker, things.fitting(operation.path, name));
                uri = uri.replace(&format!("{{{name}}}"), &part);
            }
            "query" if maker.chance.per_mille(600) => {
                let value = match maker.value(&parameter["schema"], 0) {
                    Value::String(text) => text,
                    other => other.to_string(),
                };
                query.push(format!("{name}={}", in_address(&value)));
            }
            "header" => headers.extend(header(maker, name, number)),
            _ => {}
        }
    }
    if !query.is_empty() {
        uri = format!("{uri}?{}", query.join("&"));
    }
    let content = &operation.about["requestBody"]["content"]["application/json"];
    let (body, is_allowed) = match content.is_object() {
        true => maker.body(content),
        false => (String::new(), true),
    };
    if content.is_object() {
        let kind = if maker.chance.per_mille(50) { "text/plain" } else { "application/json" };
        headers.push(("content-type", kind.to_owned()));
    }
    Asked { uri, headers, body, is_allowed }
}

/// A part of a path: mostly what is there, else what nobody has, which is never empty, since another
/// route would answer then.
fn in_path(maker: &mut Maker<'_>, fitting: &str) -> String {
    if maker.chance.per_mille(600) {
        return in_address(fitting);
    }
    match maker.odd_text() {
        text if text.is_empty() => "%FF".to_owned(),
        text => in_address(&text),
    }
}

/// An address of more than 64 KiB is none.
pub fn in_address(text: &str) -> String {
    percent_encoded(&text.chars().take(500).collect::<String>())
}

/// A header that changes are recognised by: mostly right, now and then missing or broken.
fn header(maker: &mut Maker<'_>, name: &str, number: usize) -> Option<(&'static str, String)> {
    let odd = maker.chance.per_mille(60).then(|| maker.chance.pick(&["", "x", "a b c d e f"]));
    match (name, odd) {
        ("Idempotency-Key", Some("")) | ("If-Match", Some("")) => None,
        ("Idempotency-Key", Some(odd)) => Some(("idempotency-key", odd.to_owned())),
        ("Idempotency-Key", None) => Some(("idempotency-key", format!("conform-{number:08}"))),
        ("If-Match", Some(odd)) => Some(("if-match", odd.to_owned())),
        ("If-Match", None) => {
            Some(("if-match", maker.chance.pick(&["\"0\"", "\"1\"", "\"2\"", "1"]).to_owned()))
        }
        _ => None,
    }
}

async fn sent(router: &Router, operation: &Operation<'_>, asked: &Asked) -> Answer {
    let headers: Vec<(&str, &str)> =
        asked.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    ask(router, &operation.method, &asked.uri, &headers, &asked.body).await
}

/// Fails with what the description does not say of an answer.
fn judged(
    description: &Value,
    operation: &Operation<'_>,
    asked: &Asked,
    answer: &Answer,
) -> Result<(), String> {
    let status = answer.status.as_u16();
    if status >= 500 {
        return Err("a server error".to_owned());
    }
    let said = &operation.about["responses"][status.to_string()];
    if said.is_null() {
        return Err("the description has no such status".to_owned());
    }
    if answer.status.is_success() && !asked.is_allowed {
        return Err("what the description forbids is taken".to_owned());
    }
    let Some(contents) = said["content"].as_object() else {
        return match answer.text.is_empty() {
            true => Ok(()),
            false => Err("the description promises an empty answer".to_owned()),
        };
    };
    let kind = answer.header("content-type").split(';').next().unwrap_or_default().trim();
    let content = contents.get(kind).ok_or_else(|| format!("the type is {kind}"))?;
    let value: Value =
        serde_json::from_str(&answer.text).map_err(|error| format!("no JSON: {error}"))?;
    check(description, &content["schema"], &value)
}

/// What was sent and what came back, short enough to be read.
fn told(login: &str, operation: &Operation<'_>, asked: &Asked, answer: &Answer) -> String {
    let short = |text: &str| text.chars().take(300).collect::<String>();
    let who = if login.is_empty() { "a stranger" } else { login };
    format!(
        "{} {} as {who} with {}\n    gave {} {}",
        operation.method,
        short(&asked.uri),
        short(&asked.body),
        answer.status,
        short(&answer.text)
    )
}
