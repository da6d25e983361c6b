//! The same acts as JSON, for other systems: texts kept elsewhere, such as by a translator.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use basis::{Date, Lang, Refusal, Text};
use identity::{Actor, Right, may};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{ApiDoc, ApiKey, Frame, IfMatch, PageResult};

use super::flaws::Flaw;
use super::list::PAGE;
use super::one::{plain, settle};
use super::{Asked, keys};
use crate::Manage;
use crate::api::no_day;
use crate::model::{Change, words_in};

const KEY: &str = "outbound.told.accepted";

/// Words in both languages.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "TextWords")]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    /// Chinese.
    zh: String,
    /// English.
    en: String,
}

impl From<Text> for Words {
    fn from(text: Text) -> Self {
        Self { zh: text.zh, en: text.en }
    }
}

/// A text of the list.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "TextListed")]
pub(crate) struct Listed {
    key: String,
    /// The words in force.
    words: Words,
    /// Whether the county has changed it or proposes to.
    changed: bool,
}

/// A page of texts.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "TextList")]
pub(crate) struct List {
    texts: Vec<Listed>,
    /// Send it as `after` for the next page; absent on the last.
    next: Option<String>,
}

fn words() -> serde_json::Value {
    json!({"zh": "已经受理，正在办理。", "en": "It is accepted and being worked on."})
}

pub(crate) fn list_doc() -> ApiDoc {
    let one = json!({"key": KEY, "words": words(), "changed": false});
    ApiDoc::new("manage", "文字", "Texts").query::<Asked>().gives::<List>(
        200,
        "一页文字",
        "a page",
        json!({"texts": [one], "next": null}),
    )
}

/// GET /api/manage/texts
pub(crate) async fn list(
    State(manage): State<Manage>,
    actor: Actor,
    Query(asked): Query<Asked>,
) -> PageResult {
    let (published, drafts) = manage.changes(&actor).await?;
    let changed = keys(published.iter().chain(&drafts));
    let now = manage.app.wording.now();
    let wanted = now.texts().filter(|(key, words)| asked.wants(key, words, changed.contains(key)));
    let mut texts: Vec<Listed> = wanted
        .take(PAGE + 1)
        .map(|(key, words)| Listed {
            key: key.to_owned(),
            words: words.into(),
            changed: changed.contains(key),
        })
        .collect();
    let has_more = texts.len() > PAGE;
    texts.truncate(PAGE);
    let next = texts.last().filter(|_| has_more).map(|one| one.key.clone());
    Ok(Json(List { texts, next }).into_response())
}

/// A version of a text that was published, or what is proposed.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "TextVersion")]
pub(crate) struct Version {
    number: i64,
    /// The words; absent where it goes back to what the program brings along.
    words: Option<Words>,
    /// The first day on which it is in force.
    effective: String,
    /// For `If-Match`.
    version: i64,
}

fn version(change: &Change) -> Version {
    Version {
        number: change.number,
        words: words_in(&change.text).ok().flatten().map(Words::from),
        effective: change.effective.to_string(),
        version: change.version,
    }
}

/// One text.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "TextOne")]
pub(crate) struct One {
    key: String,
    /// The words in force.
    now: Words,
    /// The words that the program brings along.
    shipped: Words,
    /// What was published, oldest first.
    versions: Vec<Version>,
    /// What is proposed.
    proposed: Option<Version>,
}

pub(crate) fn one_doc() -> ApiDoc {
    let proposed = json!({"number": 1, "words": words(), "effective": "2026-12-01", "version": 1});
    let body = json!({"key": KEY, "now": words(), "shipped": words(), "versions": [],
        "proposed": proposed});
    ApiDoc::new("manage", "一条文字和它的版本", "A text and its versions")
        .about(
            "ETag 是提议的版本号，没有提议时为 0。",
            "The ETag is the version of what is proposed, 0 where nothing is.",
        )
        .gives::<One>(200, "文字", "the text", body)
}

/// GET /api/manage/texts/{id}
pub(crate) async fn one(
    State(manage): State<Manage>,
    actor: Actor,
    Path(key): Path<String>,
) -> PageResult {
    let (published, proposed) = manage.text_changes(&actor, &key).await?;
    let shipped = manage.shipped(&key)?;
    let now = manage.app.wording.now().text(&key).unwrap_or_else(|| shipped.clone());
    let tag = proposed.as_ref().map_or(0, |change| change.version);
    let body = One {
        key,
        now: now.into(),
        shipped: shipped.into(),
        versions: published.iter().map(version).collect(),
        proposed: proposed.as_ref().map(version),
    };
    Ok(([(header::ETAG, format!("\"{tag}\""))], Json(body)).into_response())
}

/// What is to be done with a text.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "TextChange")]
#[serde(deny_unknown_fields)]
pub(crate) struct TextChange {
    /// `look`, `propose`, `back`, `publish` or `discard`.
    #[serde(rename = "do")]
    what: String,
    /// The words, for `look` and `propose`.
    #[serde(default)]
    words: Option<Words>,
    /// The first day on which they are to be in force, for `propose`; today if absent.
    #[serde(default)]
    effective: Option<String>,
    /// The version to go back to, for `back`; 0 is what the program brings along.
    #[serde(default)]
    number: i64,
}

/// Something that is wrong with words, or worth a look.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "TextFinding")]
pub(crate) struct Finding {
    /// `zh` or `en`.
    language: &'static str,
    /// A stable word, such as `missing`.
    code: &'static str,
    /// What it is and how to mend it.
    what: String,
    /// Whether it keeps the words from being proposed.
    error: bool,
}

/// What was done, and what was found.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "TextDone")]
pub(crate) struct Done {
    done: String,
    findings: Vec<Finding>,
}

pub(crate) fn change_doc() -> ApiDoc {
    ApiDoc::new("manage", "改一条文字", "Change a text")
        .about(
            "look 只检查，propose 提议，back 提议退回，publish 发布，discard 作废。提议过的人不能发布（双人复核）；有错误不能提议。",
            "look only checks; propose; back proposes an earlier version; publish; discard. Nobody publishes what they proposed (four eyes); errors keep words from being proposed.",
        )
        .takes::<TextChange>(json!({"do": "propose", "words": words(), "effective": "2026-12-01"}))
        .has_version()
        .gives::<Done>(200, "已办", "done", json!({"done": "propose", "findings": []}))
}

/// POST /api/manage/texts/{id}
pub(crate) async fn change(
    State(manage): State<Manage>,
    frame: Frame,
    actor: Actor,
    Path(key): Path<String>,
    (ApiKey(sent_key), IfMatch(seen)): (ApiKey, IfMatch),
    Json(sent): Json<TextChange>,
) -> PageResult {
    may(&actor, &Right::Publish)?;
    let by = manage.by(&actor, sent_key.parse()?);
    let words = sent.words.map(|words| Text::new(plain(&words.zh), plain(&words.en)));
    let mut findings = Vec::new();
    match (sent.what.as_str(), words) {
        ("look", Some(words)) => findings = found(&manage, &frame, &key, &words)?,
        ("propose", Some(words)) => {
            let day = day(sent.effective.as_deref(), frame.today())?;
            manage.propose(&by, (&key, seen), Some(words), day).await?;
        }
        ("back", _) => {
            let (published, _) = manage.text_changes(&actor, &key).await?;
            let words = Manage::words_of(&published, sent.number)?;
            manage.propose(&by, (&key, seen), words, frame.today()).await?;
        }
        (what @ ("publish" | "discard"), _) => settle(&manage, &by, (&key, seen), what).await?,
        _ => return Err(nothing().into()),
    }
    Ok(Json(Done { done: sent.what, findings }).into_response())
}

fn found(manage: &Manage, frame: &Frame, key: &str, words: &Text) -> Result<Vec<Finding>, Refusal> {
    let now = manage.app.wording.now();
    let flaws = manage.flaws(key, words)?;
    let finding = |(lang, flaw): (Lang, &Flaw)| Finding {
        language: if lang == Lang::Zh { "zh" } else { "en" },
        code: flaw.code(),
        what: flaw.say(&now, frame.lang()),
        error: flaw.is_error(),
    };
    Ok(flaws.all().map(finding).collect())
}

fn day(sent: Option<&str>, today: Date) -> Result<Date, Refusal> {
    sent.map_or(Ok(today), |sent| sent.parse().map_err(|_| no_day()))
}

fn nothing() -> Refusal {
    Refusal::invalid(
        "manage.nothing",
        "do 应为 look、propose、back、publish 或 discard；look 和 propose 要有 words",
        "do is look, propose, back, publish or discard; look and propose need words",
    )
    .on("do")
}
