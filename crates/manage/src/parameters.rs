//! The parameters in the browser: every dated value with its law, and a form for a new value from a
//! day on, which becomes a draft of its file that somebody else publishes.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use basis::{Refusal, Stop, Text};
use identity::{Actor, Right, may};
use web::{Choice, Field, Frame, Kind, Page, PageResult, Typed, go_to};

use crate::Manage;
use crate::drafted::beside_draft;
use crate::sheets::parameters::{
    FROM, OPEN, SOURCE, UNCONFIRMED, UNTIL, VALUE, files, judge, rows,
};
use crate::table::Line;

#[derive(Template)]
#[template(path = "manage-parameters.html")]
struct ParametersPage {
    frame: Frame,
    key: String,
    fields: Vec<Field>,
    /// Name, division, value, unit, first day, last day, law, whether it is to be confirmed.
    rows: Vec<Vec<String>>,
}

/// A parameter by name and division, as the form names it.
fn named(cells: &[String]) -> String {
    match cells[1].as_str() {
        "" => cells[0].clone(),
        division => format!("{} · {division}", cells[0]),
    }
}

fn fields(frame: &Frame, rows: &[Vec<String>]) -> Vec<Field> {
    let mut names: Vec<String> = rows.iter().map(|cells| named(cells)).collect();
    names.dedup();
    let choices = names.into_iter().map(|name| Choice::new(name.clone(), name)).collect();
    let open = Choice::new(OPEN, frame.t("manage.parameters.open"));
    vec![
        Field::new("name", frame.t("manage.parameters.name"), Kind::Select).options(choices),
        Field::line("value", frame.t("manage.parameters.value"))
            .hint(frame.t("manage.parameters.value-hint")),
        Field::new("from", frame.t("manage.parameters.from"), Kind::Date),
        Field::line("source", frame.t("manage.parameters.source"))
            .hint(frame.t("manage.parameters.source-hint")),
        Field::new("open", frame.t("manage.parameters.state"), Kind::Checkboxes)
            .options(vec![open])
            .optional(),
    ]
}

/// The field of a column of the sheet.
fn field_of(column: usize) -> &'static str {
    match column {
        VALUE | UNTIL => "value",
        FROM => "from",
        SOURCE => "source",
        UNCONFIRMED => "open",
        _ => "name",
    }
}

/// GET /manage/parameters
pub(crate) async fn show(State(manage): State<Manage>, frame: Frame, actor: Actor) -> PageResult {
    may(&actor, &Right::Publish)?;
    let rows = rows(&files(&manage).await?);
    let (key, fields) = (frame.new_key(), fields(&frame, &rows));
    Ok(Page(ParametersPage { frame, key, fields, rows }).into_response())
}

/// POST /manage/parameters: begins a draft with the new value, or says what is wrong with it.
pub(crate) async fn change(
    State(manage): State<Manage>,
    frame: Frame,
    actor: Actor,
    typed: Typed,
) -> PageResult {
    may(&actor, &Right::Publish)?;
    let key = typed.key()?.to_owned();
    let by = manage.by(&actor, key.parse()?);
    let files = files(&manage).await?;
    let rows = rows(&files);
    let Some(all) = with_value(&rows, &typed) else {
        return Ok(again((frame, key), rows, &typed, vec![("name", no_parameter())]));
    };
    let lines: Vec<Line> = (2..).zip(all).map(|(row, cells)| Line { row, cells }).collect();
    let judged = judge(&files, &lines);
    if !judged.errors.is_empty() {
        let wrong = judged.errors.into_iter().map(|error| (field_of(error.column), error.text));
        return Ok(again((frame, key), rows, &typed, wrong.collect()));
    }
    let made = judged.made;
    let is_changed = |path: &&String| files.get(*path) != made.get(*path);
    let changed: Vec<String> = made.keys().filter(is_changed).cloned().collect();
    let begun = manage.draft_all(&by, &files, made).await.and_then(|begun| {
        begun.map_err(|why| Stop::from(Refusal::conflict("manage.has-draft", why.zh, why.en)))
    });
    match begun {
        Ok(drafts) => Ok(go_to(&format!("/manage/matters?drafted={drafts}"))),
        Err(stop) => {
            let fields = typed_fields(&frame, &rows, &typed);
            Err(beside_draft(&manage, &actor, &changed, stop, &fields).await)
        }
    }
}

/// The form as it was typed.
fn typed_fields(frame: &Frame, rows: &[Vec<String>], typed: &Typed) -> Vec<Field> {
    fields(frame, rows).into_iter().map(|field| field.typed(typed)).collect()
}

/// The page with the form as it was typed, and what is wrong at its fields.
fn again(
    (frame, key): (Frame, String),
    rows: Vec<Vec<String>>,
    typed: &Typed,
    wrong: Vec<(&'static str, Text)>,
) -> Response {
    let mut fields = typed_fields(&frame, &rows, typed);
    for (id, text) in &wrong {
        if let Some(field) = fields.iter_mut().find(|field| field.id == *id) {
            field.error = frame.say(text).to_owned();
        }
    }
    let page = ParametersPage { frame, key, fields, rows };
    (StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response()
}

/// The rows with the value that was typed: in place of that of the same day, or behind the others;
/// `None` where no parameter was chosen.
fn with_value(rows: &[Vec<String>], typed: &Typed) -> Option<Vec<Vec<String>>> {
    let (name, from) = (typed.one("name"), typed.date_text("from"));
    let of_parameter = |cells: &&Vec<String>| named(cells) == name;
    let last = rows.iter().rfind(of_parameter)?;
    let mut all = rows.to_vec();
    let at = rows.iter().position(|cells| named(cells) == name && cells[FROM] == from);
    let mut made = at.map_or_else(|| last.clone(), |at| rows[at].clone());
    if at.is_none() {
        made[UNTIL] = String::new();
    }
    made[VALUE] = typed.one("value").to_owned();
    made[FROM] = from;
    made[SOURCE] = typed.one("source").to_owned();
    made[UNCONFIRMED] = typed.one("open").to_owned();
    match at {
        Some(at) => all[at] = made,
        None => all.push(made),
    }
    Some(all)
}

fn no_parameter() -> Text {
    Text::new("请选一个参数", "choose a parameter")
}
