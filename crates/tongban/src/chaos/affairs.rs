//! The way of an application for the old-age allowance through its offices, act by act.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::client::{Answer, Client};

/// Something that somebody is about to do: the same key, so that doing it again does it once.
#[derive(Clone, Debug)]
pub struct Deed {
    /// Who does it: an account of the demo.
    pub login: String,
    /// Where.
    pub path: String,
    /// The key.
    pub key: String,
    /// The version that was seen.
    pub seen: Option<i64>,
    /// What.
    pub body: Value,
    /// The kind of record that it leaves.
    pub kind: &'static str,
}

/// What the service has acknowledged.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    /// Id of the case.
    pub case: String,
    /// Its number.
    pub number: String,
    /// Its version.
    pub version: i64,
    /// Its status.
    pub status: String,
    /// Id of the record.
    pub record: String,
}

impl Done {
    /// From the body of an answer.
    ///
    /// # Errors
    /// When something of it is missing.
    pub fn of(body: &Value) -> Result<Self> {
        let text = |name: &str| {
            let text = body[name].as_str().map(str::to_owned);
            text.with_context(|| format!("no {name} in {body}"))
        };
        Ok(Self {
            case: text("case")?,
            number: text("number")?,
            version: body["version"].as_i64().with_context(|| format!("no version in {body}"))?,
            status: text("status")?,
            record: text("record")?,
        })
    }
}

/// The application of the elder of the demo.
#[must_use]
pub fn application() -> Value {
    json!({
        "matter": "elderly-allowance", "promise": true,
        "answers": { "bank_account": "6222021001116245702", "phone": "13800138000" },
    })
}

/// Where an application is handed in.
pub const SUBMIT: &str = "/api/cases";

/// The idempotency key of the first deed.
#[must_use]
pub fn submit_key(key: &str) -> String {
    format!("{key}-submit")
}

/// The first deed: the elder hands in.
#[must_use]
pub fn submit(key: &str) -> Deed {
    Deed {
        login: "elder".to_owned(),
        path: SUBMIT.to_owned(),
        key: submit_key(key),
        seen: None,
        body: application(),
        kind: "case.submitted",
    }
}

/// The deed that follows on an answer; none when the case is decided. `town` is the account of the
/// office where the elder lives.
#[must_use]
pub fn next(key: &str, step: usize, done: &Done, town: &str) -> Option<Deed> {
    let pass = |task: &str| json!({ "do": "pass", "task": task, "opinion": "情况属实" });
    let (login, name, body, kind) = match step {
        0 => (town, "accept", json!({ "do": "accept", "later": [] }), "case.accepted"),
        1 => ("gongan", "residence", pass("check.residence"), "case.task-passed"),
        2 => (town, "village", pass("check.village"), "case.task-passed"),
        3 => ("minzheng", "grant", grant(), "case.granted"),
        _ => return None,
    };
    Some(Deed {
        login: login.to_owned(),
        path: format!("/api/cases/{}/acts", done.case),
        key: format!("{key}-{name}"),
        seen: Some(done.version),
        body,
        kind,
    })
}

fn grant() -> Value {
    json!({ "do": "grant", "reason": "年满八十周岁，户口在本县", "amount": 6000 })
}

impl Deed {
    /// Does it, or does it again.
    ///
    /// # Errors
    /// When no answer comes.
    pub fn by(&self, client: &Client) -> Result<Answer> {
        client.act(&self.path, &self.key, self.seen, &self.body)
    }
}

/// The account of the township office that has the first piece of work in the county.
///
/// # Errors
/// When the server does not tell.
pub fn town_of(supervisor: &Client, case: &str) -> Result<String> {
    let due = supervisor.get("/api/desk/due")?.json();
    let entries = due["entries"].as_array().cloned().unwrap_or_default();
    let own = entries.iter().find(|entry| entry["case"] == case);
    let desk = own.and_then(|entry| entry["desk"].as_str()).with_context(|| due.to_string())?;
    let code = desk.strip_prefix("township/").with_context(|| desk.to_owned())?;
    Ok(format!("town-{code}"))
}

/// Hands in and does so many of the deeds that follow; the last answer.
///
/// # Errors
/// When one of them does not succeed.
pub fn live(address: &str, key: &str, deeds: usize) -> Result<Done> {
    let elder = Client::signed_in(address, "elder")?;
    let mut done = acknowledged(&submit(key), &elder)?;
    if deeds == 0 {
        return Ok(done);
    }
    let town = town_of(&Client::signed_in(address, "supervisor")?, &done.case)?;
    for step in 0..deeds {
        let Some(deed) = next(key, step, &done, &town) else { break };
        done = acknowledged(&deed, &Client::signed_in(address, &deed.login)?)?;
    }
    Ok(done)
}

/// How often somebody comes back who is told to.
const PATIENCE: u32 = 30;

/// Does a deed that must succeed; whoever is told to come back does, a second later each time.
///
/// # Errors
/// When it does not.
pub fn acknowledged(deed: &Deed, client: &Client) -> Result<Done> {
    let mut told_to_wait = 0;
    loop {
        let answer = deed.by(client)?;
        match answer.status {
            200 | 201 => return Done::of(&answer.json()),
            503 if !answer.retry_after.is_empty() && told_to_wait < PATIENCE => told_to_wait += 1,
            status => bail!("{deed:?}: {status} {}", answer.text),
        }
        super::moment(Duration::from_secs(1));
    }
}
