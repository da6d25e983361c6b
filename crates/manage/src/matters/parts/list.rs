//! A part of a draft as a list, with everything that can be done with an item; for the steps with the way
//! drawn above it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use basis::{Refusal, RefusalKind};
use identity::{Actor, Right, may};
use serde_json::{Value as Json, json};
use web::format::percent_encoded;
use web::{Frame, Page, PageResult, Typed, go_to};

use super::{
    Part, Sheet, Written, conditions, exceptions, facts, faq, joint, materials, name_of_item,
    no_item, questions, special, steps, terms, typed,
};
use crate::Manage;
use crate::matters::draft::id;

#[derive(Template)]
#[template(path = "manage-parts.html")]
struct PartsPage {
    frame: Frame,
    key: String,
    /// The draft's address.
    draft: String,
    version: i64,
    title: String,
    about: String,
    /// The parts: address, name, and whether it is this one.
    parts: Vec<(String, String, bool)>,
    /// The heads of the columns.
    heads: Vec<String>,
    lines: Vec<Line>,
    /// What the check says of the part as a whole.
    said: Vec<String>,
    is_clean: bool,
    /// Whether items stand in an order of their own.
    is_ordered: bool,
    add: String,
    /// The address of the form for a new item.
    new: String,
    drawing: String,
}

/// An item of the list.
struct Line {
    id: String,
    name: String,
    href: String,
    cells: Vec<String>,
    /// How many errors it has.
    errors: usize,
    is_first: bool,
    is_last: bool,
    /// Whether it cannot be taken out.
    is_fixed: bool,
}

/// GET /manage/drafts/{id}/{part}
pub(crate) async fn show(
    State(manage): State<Manage>,
    frame: Frame,
    actor: Actor,
    Path((draft, part)): Path<(String, String)>,
) -> PageResult {
    let part = Part::of(&part)?;
    let sheet = manage.sheet(&actor, id(&draft)?, part).await?;
    Ok(Page(page(frame, &sheet)).into_response())
}

fn page(frame: Frame, sheet: &Sheet) -> PartsPage {
    let (part, said) = (sheet.part, sheet.said(&frame));
    let draft = format!("/manage/drafts/{}", sheet.draft.id);
    let errors = |item: &str| said.iter().filter(|one| one.is_error && one.item == item).count();
    let mut lines = lines(&frame, sheet);
    for line in &mut lines {
        line.errors = errors(&line.id);
        line.href = format!("{draft}/{}/{}", part.code(), percent_encoded(&line.id));
    }
    let link = |one: Part| (format!("{draft}/{}", one.code()), frame.t(one.title()), one == part);
    let (about, add) = words(part);
    let heads = heads(part).iter().chain(&["manage.matters.do"]);
    PartsPage {
        key: frame.new_key(),
        version: sheet.draft.version,
        title: frame.t(part.title()),
        about: frame.t(about),
        parts: Part::ALL.map(link).to_vec(),
        heads: heads.map(|key| frame.t(key)).collect(),
        lines,
        said: said.iter().filter(|one| one.item.is_empty()).map(|one| one.words.clone()).collect(),
        is_clean: sheet.judged.is_clean(),
        is_ordered: part.is_ordered(),
        add: if add.is_empty() { String::new() } else { frame.t(add) },
        new: format!("{draft}/{}/new", part.code()),
        drawing: match part {
            Part::Steps => steps::drawing(&frame, sheet),
            _ => String::new(),
        },
        draft,
        frame,
    }
}

/// The words of a part: what it is, and how one is added; empty where none is.
fn words(part: Part) -> (&'static str, &'static str) {
    match part {
        Part::Terms => ("manage.terms.about", ""),
        Part::Facts => ("manage.fact.about", "manage.fact.add"),
        Part::Conditions => ("manage.condition.about", "manage.condition.add"),
        Part::Exceptions => ("manage.exception.about", "manage.exception.add"),
        Part::Materials => ("manage.material.about", "manage.material.add"),
        Part::Questions => ("manage.question.about", "manage.question.add"),
        Part::Steps => ("manage.step.about", "manage.step.add"),
        Part::Special => ("manage.special.about", "manage.special.add"),
        Part::Joint => ("manage.joint.about", "manage.joint.add"),
        Part::Faq => ("manage.faq.about", "manage.faq.add"),
    }
}

/// The heads of the columns of a part, but for the last, where something is done.
fn heads(part: Part) -> &'static [&'static str] {
    match part {
        Part::Terms => &["manage.terms.what", "manage.terms.says"],
        Part::Facts => &["manage.fact.name", "manage.fact.from"],
        Part::Conditions => {
            &["manage.condition.text", "manage.condition.rule", "manage.condition.law"]
        }
        Part::Exceptions => {
            &["manage.exception.text", "manage.exception.condition", "manage.exception.then"]
        }
        Part::Materials => {
            &["manage.material.name", "manage.material.from", "manage.material.when"]
        }
        Part::Questions => {
            &["manage.question.label", "manage.question.type", "manage.question.when"]
        }
        Part::Steps => &["manage.step.name", "manage.step.department", "manage.step.limit"],
        Part::Special => &["manage.special.name", "manage.special.limit", "manage.special.clock"],
        Part::Joint => &["manage.joint.matter", "manage.joint.after", "manage.joint.optional"],
        Part::Faq => &["manage.faq.asked", "manage.faq.answer"],
    }
}

fn lines(frame: &Frame, sheet: &Sheet) -> Vec<Line> {
    let line = |id: &str, name: String, cells: Vec<String>| Line {
        id: id.to_owned(),
        name: if name.is_empty() { id.to_owned() } else { name },
        href: String::new(),
        cells,
        errors: 0,
        is_first: false,
        is_last: false,
        is_fixed: steps::FIXED.contains(&id) && sheet.part == Part::Steps,
    };
    let item = |item: &Json| {
        line(name_of_item(item), called(frame, sheet, item), cells(frame, sheet, item))
    };
    let mut lines: Vec<Line> = match sheet.part {
        Part::Steps => steps::list(frame, sheet)
            .iter()
            .map(|step| {
                let [who, days] = steps::brief(frame, sheet, &step.item);
                let cells = vec![who, format!("{days} · {}", step.begins)];
                line(&step.id, steps::called(frame, step), cells)
            })
            .collect(),
        Part::Terms => terms::RECORDS
            .iter()
            .map(|record| {
                let says = vec![terms::says(frame, sheet, record)];
                let line = line(record.code, frame.t(record.title), says);
                Line { is_fixed: !record.can_go(sheet), ..line }
            })
            .collect(),
        _ => sheet.items().iter().map(item).collect(),
    };
    if let Some(first) = lines.first_mut() {
        first.is_first = true;
    }
    if let Some(last) = lines.last_mut() {
        last.is_last = true;
    }
    lines
}

/// What an item is called.
fn called(frame: &Frame, sheet: &Sheet, item: &Json) -> String {
    let key = match sheet.part {
        Part::Exceptions => return exceptions::called(frame, item),
        Part::Joint => return joint::called(frame, sheet, item),
        Part::Conditions => "text",
        Part::Questions => "label",
        Part::Faq => "asked",
        Part::Terms | Part::Facts | Part::Materials | Part::Steps | Part::Special => "name",
    };
    let name = item.get(key).cloned().unwrap_or_default();
    let words = basis::Text::new(typed::text(&name, "/zh"), typed::text(&name, "/en"));
    frame.say(&words).to_owned()
}

/// What stands beside its name.
fn cells(frame: &Frame, sheet: &Sheet, item: &Json) -> Vec<String> {
    match sheet.part {
        Part::Questions => questions::brief(frame, item).to_vec(),
        Part::Conditions => conditions::brief(item),
        Part::Special => special::brief(frame, sheet, item),
        Part::Faq => faq::brief(frame, sheet, item),
        Part::Facts => facts::brief(frame, sheet, item),
        Part::Exceptions => exceptions::brief(frame, sheet, item),
        Part::Joint => joint::brief(frame, sheet, item),
        Part::Materials | Part::Steps | Part::Terms => materials::brief(frame, item).to_vec(),
    }
}

/// POST /manage/drafts/{id}/{part}: moves an item up or down, or takes it out.
pub(crate) async fn change(
    State(manage): State<Manage>,
    actor: Actor,
    Path((draft, part)): Path<(String, String)>,
    typed: Typed,
) -> PageResult {
    may(&actor, &Right::Publish)?;
    let (draft, part) = (id(&draft)?, Part::of(&part)?);
    let by = manage.by(&actor, typed.key()?.parse()?);
    let asked = json!({"draft": draft, "part": part.code(), "form": typed.0});
    if !manage.was_written(&by, &asked).await? {
        let sheet = manage.sheet(&actor, draft, part).await?;
        let seen = typed.one("version").parse().unwrap_or(sheet.draft.version);
        let (what, item) = typed.one("do").split_once(':').ok_or_else(nothing)?;
        let written = changed(&sheet, what, item)?;
        manage.keep_written(&by, (&sheet, seen), &written, asked).await?;
    }
    Ok(go_to(&format!("/manage/drafts/{draft}/{}", part.code())))
}

/// The part with an item moved `up` or `down`, or without it.
pub(super) fn changed(sheet: &Sheet, what: &str, item: &str) -> Result<Written, Refusal> {
    if what == "remove" {
        return sheet.without(item).ok_or_else(no_item);
    }
    // Stages are moved by other systems only.
    if !sheet.part.is_ordered() && sheet.part != Part::Steps {
        return Err(nothing());
    }
    let items = moved(sheet.listed(), what, item)?;
    Ok(vec![(sheet.part.path().to_vec(), Json::Array(items))])
}

/// A list with an item moved `up` or `down`.
fn moved(mut items: Vec<Json>, what: &str, item: &str) -> Result<Vec<Json>, Refusal> {
    let at = items.iter().position(|one| name_of_item(one) == item).ok_or_else(no_item)?;
    match what {
        "up" if at > 0 => items.swap(at, at - 1),
        "down" if at + 1 < items.len() => items.swap(at, at + 1),
        "up" | "down" => {}
        _ => return Err(nothing()),
    }
    Ok(items)
}

fn nothing() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "manage.nothing").on("do")
}
