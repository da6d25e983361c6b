//! Many texts as JSON, for other systems: a sheet that comes back, and what is proposed, to be
//! published or thrown away together.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use basis::Refusal;
use identity::{Actor, Right, may};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{ApiDoc, ApiKey, Frame, PageResult};

use super::api::Words;
use crate::Manage;
use crate::api::lists::no_content;
use crate::model::{Change, ChangeId, key_of, words_in};
use crate::sheets::texts::judge_book;
use crate::table::CellError;

const ID: &str = "01kq9v7m3fc8xw2n5r6t8y0z1b";

/// A sheet of texts that comes back.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "TextSheetIn")]
#[serde(deny_unknown_fields)]
pub(crate) struct SheetIn {
    /// `look` to have it judged only, `take` to propose what it changes where nothing is wrong.
    #[serde(rename = "do")]
    what: String,
    /// The bytes of the workbook (XLSX) in Base64 (RFC 4648, padded).
    content: String,
}

/// What is wrong in a cell of it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "TextSheetError")]
pub(crate) struct Wrong {
    /// The cell, such as `B7`.
    cell: String,
    /// What is wrong and how to mend it.
    text: String,
}

/// A cell that says something else than what is in force.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "TextSheetChange")]
pub(crate) struct Changed {
    /// The key of the text with its column.
    what: String,
    was: String,
    is: String,
}

/// What a sheet says.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "TextSheetJudged")]
pub(crate) struct Judged {
    /// With one of these nothing is proposed.
    errors: Vec<Wrong>,
    changes: Vec<Changed>,
    /// How many texts were proposed.
    proposed: usize,
}

pub(crate) fn take_in_doc() -> ApiDoc {
    let change = json!({"what": "outbound.told.accepted · 中文", "was": "已经受理，正在办理。",
        "is": "受理了，我们正在办。"});
    ApiDoc::new("manage", "从表格改文字", "Texts from a sheet")
        .about(
            "改动成为提议，由另一人发布；有一处错，一条也不提议。没有改的行不动，也可以不写。",
            "Changes become proposals that somebody else publishes; with one error none is made. Rows that are as they were change nothing and may be left out.",
        )
        .takes::<SheetIn>(json!({"do": "look", "content": "UEsDBA=="}))
        .gives::<Judged>(
            200,
            "读出的改动和错误",
            "what it changes and what is wrong",
            json!({"errors": [], "changes": [change], "proposed": 0}),
        )
}

/// POST /api/manage/texts
pub(crate) async fn take_in(
    State(manage): State<Manage>,
    frame: Frame,
    actor: Actor,
    ApiKey(key): ApiKey,
    Json(sent): Json<SheetIn>,
) -> PageResult {
    may(&actor, &Right::Publish)?;
    let takes = match sent.what.as_str() {
        "take" => true,
        "look" => false,
        _ => return Err(no_such("look", "take").into()),
    };
    let bytes = BASE64.decode(sent.content.as_bytes()).map_err(|_| no_content())?;
    let drafts = manage.proposed_texts(&actor).await?;
    let judged = judge_book(&manage, &drafts, bytes).await?;
    let wrong = |one: &CellError| Wrong { cell: one.cell(), text: frame.say(&one.text).to_owned() };
    let errors: Vec<Wrong> = judged.errors.iter().map(wrong).collect();
    let changes: Vec<Changed> =
        judged.changes.into_iter().map(|[what, was, is]| Changed { what, was, is }).collect();
    let proposed = match takes && errors.is_empty() && !judged.made.is_empty() {
        true => manage.propose_many(&manage.by(&actor, key.parse()?), judged.made).await?,
        false => 0,
    };
    Ok(Json(Judged { errors, changes, proposed }).into_response())
}

/// A text that is proposed.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "TextProposed")]
pub(crate) struct Proposed {
    id: String,
    /// Counts up with every change of the proposal.
    version: i64,
    key: String,
    /// The words; absent where it goes back to what the program brings along.
    words: Option<Words>,
    /// The first day on which it is to be in force.
    effective: String,
}

pub(crate) fn list_doc() -> ApiDoc {
    let one = json!({"id": ID, "version": 1, "key": "outbound.told.accepted",
        "words": {"zh": "受理了，我们正在办。", "en": "Accepted; we are on it."},
        "effective": "2026-12-01"});
    ApiDoc::new("manage", "等人发布的文字", "Texts that wait to be published")
        .gives::<Vec<Proposed>>(200, "每一条提议", "each proposal", json!([one]))
}

/// GET /api/manage/texts/proposed
pub(crate) async fn list(State(manage): State<Manage>, actor: Actor) -> PageResult {
    let one = |change: Change| Proposed {
        id: change.id.to_string(),
        version: change.version,
        key: key_of(&change.path).unwrap_or_default().to_owned(),
        words: words_in(&change.text).ok().flatten().map(Words::from),
        effective: change.effective.to_string(),
    };
    let proposed = manage.proposed_texts(&actor).await?;
    Ok(Json(proposed.into_iter().map(one).collect::<Vec<_>>()).into_response())
}

/// A proposal as it was seen.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "TextProposalSeen")]
#[serde(deny_unknown_fields)]
pub(crate) struct SeenOne {
    id: String,
    version: i64,
}

/// What is to be done with proposals.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "TextsSettle")]
#[serde(deny_unknown_fields)]
pub(crate) struct Settle {
    /// `publish` or `discard`.
    #[serde(rename = "do")]
    what: String,
    /// Which, each as it was seen; 500 at most.
    proposals: Vec<SeenOne>,
}

/// How many were settled.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "TextsSettled")]
pub(crate) struct Settled {
    settled: usize,
}

pub(crate) fn settle_doc() -> ApiDoc {
    ApiDoc::new("manage", "一起发布或作废文字", "Publish or throw away texts together")
        .about(
            "提议过的人不能发布（双人复核）；其中一条办不了，一条也不办。",
            "Nobody publishes what they proposed (four eyes); where one cannot be settled, none is.",
        )
        .takes::<Settle>(json!({"do": "publish", "proposals": [{"id": ID, "version": 1}]}))
        .gives::<Settled>(200, "已办", "done", json!({"settled": 1}))
}

/// POST /api/manage/texts/proposed
pub(crate) async fn settle(
    State(manage): State<Manage>,
    actor: Actor,
    ApiKey(key): ApiKey,
    Json(sent): Json<Settle>,
) -> PageResult {
    may(&actor, &Right::Publish)?;
    let publishes = match sent.what.as_str() {
        "publish" => true,
        "discard" => false,
        _ => return Err(no_such("publish", "discard").into()),
    };
    let seen = sent.proposals.iter().map(seen).collect::<Result<Vec<_>, Refusal>>()?;
    let by = manage.by(&actor, key.parse()?);
    let settled = manage.settle_many(&by, seen, publishes).await?;
    Ok(Json(Settled { settled }).into_response())
}

fn seen(one: &SeenOne) -> Result<(ChangeId, i64), Refusal> {
    Ok((one.id.parse()?, one.version))
}

fn no_such(one: &str, other: &str) -> Refusal {
    Refusal::invalid(
        "manage.nothing",
        format!("do 应为 {one} 或 {other}"),
        format!("do is {one} or {other}"),
    )
    .on("do")
}
