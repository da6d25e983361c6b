//! The list of everything that the county may change, and the matters as a sheet.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::IntoResponse;
use basis::{Fault, Text};
use catalogue::yaml;
use identity::{Actor, Right, may};
use serde::Deserialize;
use web::{Frame, Page, PageResult};

use crate::Manage;
use crate::model::{Change, is_matter, name_of};

#[derive(Template)]
#[template(path = "manage-matters.html")]
struct MattersPage {
    frame: Frame,
    /// How many drafts a list has just begun.
    drafted: usize,
    matters: Vec<Line>,
    lists: Vec<Line>,
}

/// A file of the list.
struct Line {
    href: String,
    name: String,
    path: String,
    version: String,
    limit: String,
    draft: String,
    coming: String,
}

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    drafted: usize,
}

/// GET /manage/matters
pub(crate) async fn list(
    State(manage): State<Manage>,
    frame: Frame,
    actor: Actor,
    Query(Asked { drafted }): Query<Asked>,
) -> PageResult {
    let (published, drafts) = manage.changes(&actor).await?;
    let (mut matters, mut lists) = (Vec::new(), Vec::new());
    for path in manage.paths(published.iter().chain(&drafts)) {
        let line = line(&manage, &frame, path, (&published, &drafts));
        if is_matter(path) { matters.push(line) } else { lists.push(line) }
    }
    Ok(Page(MattersPage { frame, drafted, matters, lists }).into_response())
}

fn line(
    manage: &Manage,
    frame: &Frame,
    path: &str,
    (published, drafts): (&[Change], &[Change]),
) -> Line {
    let (name, today) = (name_of(path), frame.today());
    let catalogue = manage.cases.catalogue();
    let matter = catalogue.matter(manage.county(), &name, today).filter(|_| is_matter(path));
    let draft = drafts.iter().find(|draft| draft.path == path);
    let coming = published.iter().find(|one| one.path == path && one.effective > today);
    // What is not in force yet is called as its draft says, or what is to come.
    let drafted = draft.or(coming).and_then(|one| called(&one.text));
    let drafted = drafted.map(|words| frame.say(&words).to_owned());
    let begun = || drafted.unwrap_or_else(|| name.clone());
    Line {
        href: format!("/manage/matters/{name}"),
        name: matter.map_or_else(begun, |one| frame.say(&one.name).to_owned()),
        path: path.to_owned(),
        version: matter.map(|one| one.version.to_string()).unwrap_or_default(),
        limit: matter.map(|one| limit(frame, one.limits.promised)).unwrap_or_default(),
        draft: draft.map(|draft| format!("/manage/drafts/{}", draft.id)).unwrap_or_default(),
        coming: coming.map(|one| frame.date(&one.effective)).unwrap_or_default(),
    }
}

/// The name that the text of a matter says.
fn called(text: &str) -> Option<Text> {
    let tree = yaml::parse(text, 0).ok()?;
    let said = |lang: &str| tree.get("name")?.get(lang)?.text();
    Some(Text::new(said("zh")?, said("en").unwrap_or_default()))
}

/// A limit in a few words.
pub(crate) fn limit(frame: &Frame, limit: basis::clock::Limit) -> String {
    use basis::clock::Unit;
    let n = [("n", limit.n)];
    match limit.unit {
        _ if limit.n == 0 => frame.t("manage.matters.at-once"),
        Unit::WorkingDay => frame.tf("manage.matters.working-days", n),
        Unit::NaturalDay => frame.tf("manage.matters.natural-days", n),
        Unit::Hour => frame.tf("manage.matters.hours", n),
        Unit::Month => frame.tf("manage.matters.months", n),
    }
}

/// GET /manage/matters.xlsx: the implementation list as it is in force.
pub(crate) async fn export(State(manage): State<Manage>, frame: Frame, actor: Actor) -> PageResult {
    may(&actor, &Right::Publish)?;
    let rows = catalogue::list::rows(&manage.cases.catalogue());
    let bytes = catalogue::list::to_xlsx(&rows)
        .map_err(|error| Fault::because("writing the implementation list", error))?;
    Ok(web::sheet::file(&format!("matters-{}.xlsx", frame.today()), bytes))
}
