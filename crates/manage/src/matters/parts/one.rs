//! One item of a part in its form: what the check says stands at its fields, beside what a condition may
//! speak of.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use basis::{Refusal, RefusalKind};
use identity::Actor;
use serde_json::{Value as Json, json};
use web::format::percent_encoded;
use web::{Field, Frame, Page, PageResult, Typed, go_to};

use super::typed::Wrong;
use super::{
    Part, Sheet, Written, conditions, exceptions, facts, faq, field_of, joint, materials,
    name_of_item, names, no_item, placed, questions, slots, special, steps, terms,
};
use crate::Manage;
use crate::drafted::beside_change;
use crate::matters::draft::id;

/// Stands in the address for an item that is not there yet.
const NEW: &str = "new";

#[derive(Template)]
#[template(path = "manage-part.html")]
struct PartPage {
    frame: Frame,
    key: String,
    version: i64,
    /// The address of the list.
    list: String,
    title: String,
    fields: Vec<Field>,
    /// What the check says of the item and no field shows.
    said: Vec<String>,
    /// What a condition may speak of: as it is written, what it is, its kind.
    names: Vec<(String, String, String)>,
}

/// GET /manage/drafts/{id}/{part}/{item}
pub(crate) async fn ask(
    State(manage): State<Manage>,
    frame: Frame,
    actor: Actor,
    Path((draft, part, item)): Path<(String, String, String)>,
) -> PageResult {
    let sheet = manage.sheet(&actor, id(&draft)?, Part::of(&part)?).await?;
    let mut fields = fields(&frame, &sheet, &item).ok_or_else(no_item)?;
    let said = placed(&mut fields, &sheet.said(&frame), &item);
    Ok(Page(page(frame, &sheet, &item, (fields, said))).into_response())
}

/// The fields of an item; none where there is no such item.
fn fields(frame: &Frame, sheet: &Sheet, item: &str) -> Option<Vec<Field>> {
    let is_new = item == NEW;
    if sheet.part == Part::Steps {
        return steps::fields(frame, sheet, item, is_new);
    }
    if sheet.part == Part::Terms {
        return terms::fields(frame, sheet, item);
    }
    let before = if is_new { json!({}) } else { found(sheet, item)? };
    Some(match sheet.part {
        Part::Questions => questions::fields(frame, sheet, &before, is_new),
        Part::Conditions => conditions::fields(frame, sheet, &before, is_new),
        Part::Special => special::fields(frame, sheet, &before, is_new),
        Part::Faq => faq::fields(frame, sheet, &before, is_new),
        Part::Facts => facts::fields(frame, sheet, &before, is_new),
        Part::Exceptions => exceptions::fields(frame, sheet, &before, is_new),
        Part::Joint => joint::fields(frame, sheet, &before, is_new),
        Part::Materials | Part::Steps | Part::Terms => {
            materials::fields(frame, sheet, &before, is_new)
        }
    })
}

fn found(sheet: &Sheet, item: &str) -> Option<Json> {
    sheet.items().into_iter().find(|one| name_of_item(one) == item)
}

fn page(
    frame: Frame,
    sheet: &Sheet,
    item: &str,
    (fields, said): (Vec<Field>, Vec<String>),
) -> PartPage {
    let matter = sheet.matter.as_deref().filter(|_| has_rules(sheet.part, item));
    let known = matter.map(|one| names::names(&frame, &sheet.catalogue, one)).unwrap_or_default();
    let title = title(&frame, sheet.part, item);
    PartPage {
        key: frame.new_key(),
        version: sheet.draft.version,
        list: format!("/manage/drafts/{}/{}", sheet.draft.id, sheet.part.code()),
        title,
        fields,
        said,
        names: known.into_iter().map(|one| (one.name, one.words, one.kind)).collect(),
        frame,
    }
}

/// Whether a rule stands in the form of an item.
fn has_rules(part: Part, item: &str) -> bool {
    match part {
        Part::Conditions | Part::Exceptions | Part::Materials | Part::Questions => true,
        Part::Terms => item == "benefit",
        Part::Facts | Part::Steps | Part::Special | Part::Joint | Part::Faq => false,
    }
}

/// What the form of an item is called.
fn title(frame: &Frame, part: Part, item: &str) -> String {
    match (part, item == NEW) {
        (Part::Terms, _) => terms::record(item).map(|one| frame.t(one.title)).unwrap_or_default(),
        (Part::Facts, true) => frame.t("manage.fact.add"),
        (Part::Facts, false) => item.to_owned(),
        (Part::Exceptions, true) => frame.t("manage.exception.add"),
        (Part::Exceptions, false) => frame.t("manage.exception.change"),
        (Part::Joint, true) => frame.t("manage.joint.add"),
        (Part::Joint, false) => frame.t("manage.joint.change"),
        (Part::Materials, true) => frame.t("manage.material.add"),
        (Part::Questions, true) => frame.t("manage.question.add"),
        (Part::Steps, true) => frame.t("manage.step.add"),
        (Part::Conditions, true) => frame.t("manage.condition.add"),
        (Part::Conditions, false) => frame.t("manage.condition.change"),
        (Part::Special, true) => frame.t("manage.special.add"),
        (Part::Special, false) => frame.t("manage.special.change"),
        (Part::Faq, true) => frame.t("manage.faq.add"),
        (Part::Faq, false) => frame.t("manage.faq.change"),
        (Part::Materials, false) => frame.t("manage.material.change"),
        (Part::Questions, false) => frame.t("manage.question.change"),
        (Part::Steps, false) => match item {
            "receive" => frame.t("manage.step.receive"),
            "decide" => frame.t("manage.step.decide"),
            _ => frame.t("manage.step.change"),
        },
    }
}

/// POST /manage/drafts/{id}/{part}/{item}: keeps the item; goes back to the list where the check finds
/// nothing wrong with it.
pub(crate) async fn save(
    State(manage): State<Manage>,
    frame: Frame,
    actor: Actor,
    Path((draft, part, item)): Path<(String, String, String)>,
    typed: Typed,
) -> PageResult {
    let (draft, part) = (id(&draft)?, Part::of(&part)?);
    let sheet = manage.sheet(&actor, draft, part).await?;
    let by = manage.by(&actor, typed.key()?.parse()?);
    let list = format!("/manage/drafts/{draft}/{}", part.code());
    let asked = json!({"draft": draft, "part": part.code(), "item": item, "form": typed.0});
    if manage.was_written(&by, &asked).await? {
        return Ok(go_to(&list));
    }
    let seen = typed.one("version").parse().unwrap_or(sheet.draft.version);
    let mut fields = fields(&frame, &sheet, &item).ok_or_else(no_item)?;
    let (name, written) = match made(&sheet, &item, &typed) {
        Ok(made) => made,
        Err(wrong) => {
            fields = fields.into_iter().map(|field| shown(field, &typed)).collect();
            for (wrong, key) in wrong {
                if let Some(field) = field_of(&mut fields, &[wrong.to_owned()]) {
                    let colon = if frame.is_chinese() { "：" } else { ": " };
                    field.error = format!("{}{colon}{}", field.label, frame.t(key));
                }
            }
            let mut page = page(frame, &sheet, &item, (fields, Vec::new()));
            page.key = typed.key()?.to_owned();
            page.version = seen;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
        }
    };
    if let Err(stop) = manage.keep_written(&by, (&sheet, seen), &written, asked).await {
        let fields: Vec<Field> = fields.into_iter().map(|field| shown(field, &typed)).collect();
        return Err(beside_change(stop, &fields, list));
    }
    let after = manage.sheet(&actor, sheet.draft.id, sheet.part).await?;
    let is_wrong = after.said(&frame).iter().any(|one| one.is_error && one.item == name);
    Ok(go_to(&if is_wrong { format!("{list}/{}", percent_encoded(&name)) } else { list }))
}

/// A field with what was typed; a choice with commas in it stays chosen too.
fn shown(field: Field, typed: &Typed) -> Field {
    let sent = typed.one(&field.id).to_owned();
    let mut field = field.typed(typed);
    if field.kind == web::Kind::Select {
        for option in &mut field.options {
            option.chosen = option.value == sent;
        }
    }
    field
}

/// The name of the item that was typed, and what it makes of the file.
fn made(sheet: &Sheet, item: &str, typed: &Typed) -> Result<(String, Written), Wrong> {
    let is_new = item == NEW;
    let name = if is_new { fresh(sheet, typed)? } else { item.to_owned() };
    if sheet.part == Part::Steps {
        return Ok((name.clone(), steps::made(typed, sheet, &name, is_new)?));
    }
    let mut begun = serde_json::Map::new();
    begun.insert(sheet.part.name_key().to_owned(), json!(name));
    let before = match sheet.part {
        Part::Terms => terms::record(&name).map(|record| terms::item(sheet, record)),
        _ => found(sheet, &name),
    };
    let before = before.unwrap_or(Json::Object(begun));
    let made = match sheet.part {
        Part::Terms => terms::made(typed, &name, &before)?,
        Part::Facts => facts::made(typed, &before)?,
        Part::Exceptions => exceptions::made(typed, &before)?,
        Part::Joint => slots::made(typed, &joint::SLOTS, &before)?,
        Part::Questions => questions::made(typed, &before)?,
        Part::Conditions => slots::made(typed, &conditions::SLOTS, &before)?,
        Part::Special => slots::made(typed, &special::SLOTS, &before)?,
        Part::Faq => slots::made(typed, &faq::SLOTS, &before)?,
        Part::Materials | Part::Steps => materials::made(typed, &before)?,
    };
    let written = sheet.with(&name, made);
    Ok((name, written.ok_or_else(|| vec![("condition", "manage.parts.choose")])?))
}

/// The name of a new item: as typed, or the first that is free.
fn fresh(sheet: &Sheet, typed: &Typed) -> Result<String, Wrong> {
    let (stem, bar) = match sheet.part {
        Part::Facts | Part::Terms => ("", '-'),
        Part::Exceptions => ("exception", '-'),
        Part::Joint => ("part", '-'),
        Part::Materials => ("material", '-'),
        Part::Questions => ("question", '_'),
        Part::Steps => ("step", '-'),
        Part::Conditions => ("condition", '-'),
        Part::Special => ("special", '-'),
        Part::Faq => ("faq", '-'),
    };
    let items = sheet.items();
    let tasks = items.iter().filter_map(|one| one.get("tasks")?.as_array()).flatten();
    let taken: Vec<&str> = items.iter().chain(tasks).map(name_of_item).collect();
    if sheet.part == Part::Facts {
        return facts::fresh(typed, &taken);
    }
    // An exception is known by its condition too.
    let before = match sheet.part {
        Part::Exceptions => format!("{}.", typed.one("condition")),
        _ => String::new(),
    };
    let whole = |name: &str| format!("{before}{name}");
    let is_free = |name: &str| !taken.contains(&whole(name).as_str()) && name != NEW;
    let sent = typed.one("id");
    let is_word = |one: char| one.is_ascii_lowercase() || one.is_ascii_digit() || one == bar;
    if !sent.is_empty() {
        let is_right =
            sent.starts_with(|one: char| one.is_ascii_lowercase()) && sent.chars().all(is_word);
        return match (is_right, is_free(sent)) {
            (false, _) => Err(vec![("id", "manage.parts.no-id")]),
            (true, false) => Err(vec![("id", "manage.parts.taken")]),
            (true, true) => Ok(whole(sent)),
        };
    }
    let mut names = (1..).map(|n| format!("{stem}{bar}{n}"));
    Ok(whole(&names.find(|name| is_free(name)).unwrap_or_default()))
}

/// The refusal of an item without a name of its own.
pub(super) fn no_name() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "manage.item-name").on("item")
}
