//! The parts of a draft for other systems: the items with what the check says, and the same changes as by
//! the forms.

use axum::Json as Body;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse;
use basis::Refusal;
use identity::{Actor, Right, may};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};
use web::{ApiDoc, ApiKey, Frame, IfMatch, PageResult};

use super::{Part, Sheet, Written, list, no_item, one};
use crate::Manage;
use crate::matters::draft::id;

/// A part of a draft.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "MatterPart")]
pub(crate) struct Items {
    /// The items in their order, as `/data/catalogue/matter.schema.json` has them.
    items: Vec<Map<String, Json>>,
    /// What the check says of them.
    findings: Vec<Told>,
    /// Whether the draft may be published as it is.
    clean: bool,
    /// For `If-Match`.
    version: i64,
}

/// What the check says of an item.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "MatterPartFinding")]
pub(crate) struct Told {
    /// The item's id; empty where the part as a whole is meant. Of steps the task's.
    item: String,
    /// The keys from the item on, with dots.
    key: String,
    /// Whether it keeps the draft from being published.
    error: bool,
    /// What is wrong, and how to mend it.
    text: String,
}

fn example() -> Json {
    json!({"id": "photo", "name": {"zh": "照片", "en": "Photo"}, "from": {"upload": ["jpg"]},
        "copy": "原件", "need": "必要"})
}

fn example_part() -> Json {
    json!({"items": [example()], "findings": [], "clean": true, "version": 3})
}

pub(crate) fn items_doc() -> ApiDoc {
    ApiDoc::new("manage", "草稿的各部分", "The parts of a draft")
        .about(
            "part 是 terms、facts、conditions、exceptions、materials、questions、steps、special、joint 或 faq。steps 给出各环节（process.stages），special 给出特别程序（process.special），joint 给出联办事项（parts）。terms 给出只有一份的规定，id 是 about、delivery、remedies、certificate、result、benefit、supplement、extension 或 commitment。facts 的 id 是事实的名字；exceptions 的 id 是条件的 id、一个点和例外自己的 id。",
            "part is terms, facts, conditions, exceptions, materials, questions, steps, special, joint or faq. steps gives the stages (process.stages), special the special procedures (process.special), joint the parts of a joint matter (parts). terms gives what there is one of each, with the id about, delivery, remedies, certificate, result, benefit, supplement, extension or commitment. The id of a fact is its name; that of an exception is its condition's id, a dot and its own.",
        )
        .gives::<Items>(200, "这一部分", "the part", example_part())
}

fn items(sheet: &Sheet, frame: &Frame) -> Items {
    let told = sheet.said(frame).into_iter().map(|one| Told {
        item: one.item,
        key: one.key.join("."),
        error: one.is_error,
        text: one.words,
    });
    let items = sheet.items().into_iter();
    Items {
        items: items.filter_map(|one| one.as_object().cloned()).collect(),
        findings: told.collect(),
        clean: sheet.judged.is_clean(),
        version: sheet.draft.version,
    }
}

/// GET /api/manage/drafts/{id}/{part}
pub(crate) async fn show(
    State(manage): State<Manage>,
    frame: Frame,
    actor: Actor,
    Path((draft, part)): Path<(String, String)>,
) -> PageResult {
    let sheet = manage.sheet(&actor, id(&draft)?, Part::of(&part)?).await?;
    let tag = [(header::ETAG, format!("\"{}\"", sheet.draft.version))];
    Ok((tag, Body(items(&sheet, &frame))).into_response())
}

/// What is to be done with an item.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "MatterPartChange")]
#[serde(deny_unknown_fields)]
pub(crate) struct ItemChange {
    /// `put`, `up`, `down` or `remove`.
    #[serde(rename = "do")]
    what: String,
    /// The whole item, for `put`: in the place of the one of the same id, or at the end.
    #[serde(default)]
    item: Map<String, Json>,
    /// The id of the item, for the others; of steps the id of a task for `remove`, of a stage for `up`
    /// and `down`.
    #[serde(default)]
    id: String,
}

pub(crate) fn change_doc() -> ApiDoc {
    ApiDoc::new("manage", "改草稿的一部分", "Change a part of a draft")
        .about(
            "改的是草稿，由另一人发布。注释和其余内容不变；检查结果在 findings 里。步骤里删去一个任务时，前后环节自动接上。",
            "What is changed is the draft, which somebody else publishes. Comments and everything else stay; findings has what the check says. Where a task of steps is removed, what led to its stage leads on.",
        )
        .takes::<ItemChange>(json!({"do": "put", "item": example()}))
        .has_version()
        .gives::<Items>(200, "改好后的这一部分", "the part as it is now", example_part())
}

/// POST /api/manage/drafts/{id}/{part}
pub(crate) async fn change(
    State(manage): State<Manage>,
    frame: Frame,
    actor: Actor,
    Path((draft, part)): Path<(String, String)>,
    (ApiKey(key), IfMatch(seen)): (ApiKey, IfMatch),
    Body(sent): Body<ItemChange>,
) -> PageResult {
    may(&actor, &Right::Publish)?;
    let by = manage.by(&actor, key.parse()?);
    let (draft, part) = (id(&draft)?, Part::of(&part)?);
    let what = json!({"do": sent.what, "item": sent.item, "id": sent.id});
    let asked = json!({"draft": draft, "part": part.code(), "seen": seen, "change": what});
    if !manage.was_written(&by, &asked).await? {
        let sheet = manage.sheet(&actor, draft, part).await?;
        let written = match sent.what.as_str() {
            "put" => put(&sheet, sent.item)?,
            what => list::changed(&sheet, what, &sent.id)?,
        };
        manage.keep_written(&by, (&sheet, seen), &written, asked).await?;
    }
    let after = manage.sheet(&actor, draft, part).await?;
    let tag = [(header::ETAG, format!("\"{}\"", after.draft.version))];
    Ok((tag, Body(items(&after, &frame))).into_response())
}

/// The part with an item in the place of the one of the same name, or at the end.
fn put(sheet: &Sheet, item: Map<String, Json>) -> Result<Written, Refusal> {
    let name = item.get(sheet.part.name_key()).and_then(Json::as_str).unwrap_or_default();
    if name.is_empty() {
        return Err(one::no_name());
    }
    let name = name.to_owned();
    sheet.with(&name, Json::Object(item)).ok_or_else(no_item)
}
