//! A draft: its fields, its whole text, what the check finds in it, what it changes, a preview, and
//! putting it in force.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use basis::{Date, Refusal, RefusalKind};
use catalogue::model::TOWNSHIP;
use catalogue::yaml::{self, Node};
use catalogue::{Finding, Severity};
use identity::{Actor, Right, may};
use web::{Failure, Field, Frame, Kind, Page, PageResult, Typed, go_to};

use super::parts::{Part, form_at};
use super::{Compared, compared, fields};
use crate::model::{Change, ChangeId, is_matter, name_of};
use crate::{Judged, Manage};

/// How many lines stand around the one that a finding is about.
const AROUND: usize = 1;

#[derive(Template)]
#[template(path = "manage-draft.html")]
struct DraftPage {
    frame: Frame,
    key: String,
    id: String,
    name: String,
    title: String,
    number: i64,
    version: i64,
    from: String,
    is_matter: bool,
    /// The parts that have forms: word of the address, and name.
    parts: Vec<(&'static str, String)>,
    fields: Vec<Field>,
    text: Vec<Field>,
    errors: usize,
    findings: Vec<Found>,
    elsewhere: Vec<String>,
    compared: Vec<Compared>,
    is_clean: bool,
    /// Why it cannot be published by whoever looks; empty where it can.
    barred: String,
    help: Vec<(String, String)>,
}

/// A finding with the lines that it is about.
struct Found {
    is_error: bool,
    code: String,
    place: String,
    what: String,
    mend: String,
    /// The form in which it is mended, below the draft's address; may be empty.
    form: String,
    lines: Vec<(usize, String, bool)>,
}

fn found(frame: &Frame, (text, tree): (&str, Option<&Node>), finding: &Finding) -> Found {
    let at = usize::try_from(finding.line).unwrap_or(1).max(1);
    let line = |(n, line): (usize, &str)| {
        (n.abs_diff(at) <= AROUND).then(|| (n, line.to_owned(), n == at))
    };
    let place = [("line", finding.line), ("column", finding.column)];
    Found {
        is_error: finding.severity == Severity::Error,
        code: finding.code.to_string(),
        place: frame.tf("manage.draft.place", place),
        what: frame.say(&finding.what).to_owned(),
        mend: frame.say(&finding.mend).to_owned(),
        form: tree
            .and_then(|tree| form_at(tree, (finding.line, finding.column)))
            .unwrap_or_default(),
        lines: (1..).zip(text.lines()).filter_map(line).collect(),
    }
}

/// The id in an address.
pub(crate) fn id(text: &str) -> Result<ChangeId, Failure> {
    let unknown = |_| Refusal::told(RefusalKind::NotFound, "manage.draft");
    Ok(text.parse().map_err(unknown)?)
}

async fn page(
    manage: &Manage,
    frame: Frame,
    actor: &Actor,
    draft: &Change,
    wrong: Option<Vec<Field>>,
) -> Result<DraftPage, Failure> {
    let judged = manage.judge(actor, draft).await?;
    let (published, _) = manage.changes(actor).await?;
    // Of a matter that the county has begun by itself there is nothing before the first version.
    let before = manage.text_of(&draft.path, &published, None).unwrap_or_default();
    let is_matter = is_matter(&draft.path);
    let barred = may(actor, &Right::Approve { drafters: draft.drafters.clone() });
    let barred = barred.err().map(|refusal| frame.refusal(&refusal));
    let plain =
        || if is_matter { fields::of(&say(manage, &frame), &draft.text) } else { Vec::new() };
    let mut shown = wrong.unwrap_or_else(plain);
    shown.insert(0, day_field(&frame, draft.effective));
    let kind = Kind::Lines { rows: 24 };
    let text = Field::new("text", frame.t("manage.draft.text"), kind)
        .hint(frame.t("manage.draft.text-hint"))
        .value(draft.text.clone());
    let name = name_of(&draft.path);
    let tree = yaml::parse(&draft.text, 0).ok().filter(|_| is_matter);
    let read = (draft.text.as_str(), tree.as_ref());
    Ok(DraftPage {
        key: frame.new_key(),
        id: draft.id.to_string(),
        title: title(&frame, &judged, &name),
        number: draft.number,
        version: draft.version,
        from: frame.date(&draft.effective),
        is_matter,
        parts: Part::ALL.map(|part| (part.code(), frame.t(part.title()))).to_vec(),
        fields: shown,
        text: vec![text],
        errors: judged.findings.iter().filter(|one| one.severity == Severity::Error).count(),
        findings: judged.findings.iter().map(|one| found(&frame, read, one)).collect(),
        elsewhere: judged.elsewhere.iter().map(|one| one.line(frame.lang())).collect(),
        compared: compared(&before, &draft.text),
        is_clean: judged.is_clean(),
        barred: barred.unwrap_or_default(),
        help: if is_matter { help(&frame) } else { Vec::new() },
        name,
        frame,
    })
}

/// Says words and names of departments in the language of the page.
fn say(manage: &Manage, frame: &Frame) -> impl Fn(&str) -> String {
    let catalogue = manage.cases.catalogue();
    move |key: &str| match key.strip_prefix(fields::DEPARTMENT) {
        Some(TOWNSHIP) => frame.t("manage.fields.township"),
        Some(id) => {
            let known = catalogue.department(id);
            known.map_or_else(|| id.to_owned(), |one| frame.say(&one.name).to_owned())
        }
        None => frame.t(key),
    }
}

fn title(frame: &Frame, judged: &Judged, name: &str) -> String {
    let matter = judged.matter.as_ref();
    matter.map_or_else(|| name.to_owned(), |matter| frame.say(&matter.name).to_owned())
}

/// What each part of a matter is, in the language of the page.
fn help(frame: &Frame) -> Vec<(String, String)> {
    parts()
        .into_iter()
        .map(|part| {
            let words = frame.t(&format!("manage.help.{part}"));
            (part, words)
        })
        .collect()
}

/// The parts of a matter, by the schema.
pub(crate) fn parts() -> Vec<String> {
    let schema = catalogue::schema::schema_of::<catalogue::Matter>();
    let parts = schema.get("properties").and_then(|parts| parts.as_object());
    parts.into_iter().flatten().map(|(part, _)| part.clone()).collect()
}

fn day_field(frame: &Frame, day: Date) -> Field {
    Field::new("from", frame.t("manage.draft.from"), Kind::Date)
        .hint(frame.t("manage.draft.from-hint"))
        .value(day.to_string())
}

/// GET /manage/drafts/{id}
pub(crate) async fn show(
    State(manage): State<Manage>,
    frame: Frame,
    actor: Actor,
    Path(draft): Path<String>,
) -> PageResult {
    let draft = manage.draft(&actor, id(&draft)?).await?;
    Ok(Page(page(&manage, frame, &actor, &draft, None).await?).into_response())
}

/// POST /manage/drafts/{id}: saves the fields or the whole text; publishes or throws away.
pub(crate) async fn change(
    State(manage): State<Manage>,
    frame: Frame,
    actor: Actor,
    Path(draft): Path<String>,
    typed: Typed,
) -> PageResult {
    let at = id(&draft)?;
    let by = manage.by(&actor, typed.key()?.parse()?);
    let draft = manage.draft(&actor, at).await?;
    let seen = typed.one("version").parse().unwrap_or(draft.version);
    let name = name_of(&draft.path);
    match typed.one("do") {
        "publish" => {
            manage.publish(&by, at, seen).await?;
            return Ok(go_to(&format!("/manage/matters/{name}?published=1")));
        }
        "discard" => {
            manage.discard(&by, at, seen).await?;
            // Of a matter that was never published nothing is left.
            return Ok(match manage.path_of(&actor, &name).await {
                Ok(_) => go_to(&format!("/manage/matters/{name}")),
                Err(_) => go_to("/manage/matters"),
            });
        }
        "text" => {
            let text = typed.all("text").first().copied().unwrap_or_default().to_owned();
            let day = Manage::day_of(&draft.path, &text, draft.effective);
            manage.write(&by, (at, seen), text, day).await?;
        }
        _ => {
            let Some(day) = typed.date("from") else {
                return no_day(&manage, frame, &actor, &draft, &typed).await;
            };
            let written = fields::written(&say(&manage, &frame), &draft.text, &typed);
            match written {
                Ok(text) => {
                    manage.write(&by, (at, seen), text, day).await?;
                }
                Err(wrong) => {
                    let page = page(&manage, frame, &actor, &draft, Some(wrong)).await?;
                    return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
                }
            }
        }
    }
    Ok(go_to(&format!("/manage/drafts/{at}")))
}

/// The page where the first day is none.
async fn no_day(
    manage: &Manage,
    frame: Frame,
    actor: &Actor,
    draft: &Change,
    typed: &Typed,
) -> Result<Response, Failure> {
    let words = frame.t("manage.draft.no-day");
    let mut page = page(manage, frame, actor, draft, None).await?;
    let shown = page.fields.into_iter().map(|field| field.typed(typed));
    page.fields = shown.collect();
    if let Some(day) = page.fields.first_mut() {
        day.error = words;
    }
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
}

/// GET /manage/drafts/{id}/preview: the matter's page as residents would see it.
pub(crate) async fn preview(
    State(manage): State<Manage>,
    frame: Frame,
    actor: Actor,
    Path(draft): Path<String>,
) -> PageResult {
    let draft = manage.draft(&actor, id(&draft)?).await?;
    let judged = manage.judge(&actor, &draft).await?;
    let (Some(matter), Some(preview)) = (judged.matter, manage.preview.clone()) else {
        return Err(nothing_to_show().into());
    };
    preview(frame, matter).await
}

fn nothing_to_show() -> Refusal {
    Refusal::told(RefusalKind::NotNow, "manage.no-preview")
}
