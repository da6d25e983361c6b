//! One file of the catalogue: its versions, the changes between them, and beginning a draft.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::IntoResponse;
use basis::OfficerId;
use identity::{Actor, Right, may};
use serde::Deserialize;
use web::{Frame, Page, PageResult, Typed, go_to};

use super::{Compared, compared};
use crate::Manage;
use crate::model::{Change, effective_in, is_matter, number_in};

/// What the address asks for: two versions to compare.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    old: Option<i64>,
    new: Option<i64>,
}

#[derive(Template)]
#[template(path = "manage-matter.html")]
struct MatterPage {
    frame: Frame,
    key: String,
    title: String,
    path: String,
    versions: Vec<Version>,
    draft: String,
    compared: Vec<Compared>,
    of: (i64, i64),
}

/// A version of the file.
struct Version {
    number: i64,
    from: String,
    published: String,
    is_in_force: bool,
    is_coming: bool,
    changes: String,
}

/// GET /manage/matters/{id}
pub(crate) async fn show(
    State(manage): State<Manage>,
    frame: Frame,
    actor: Actor,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult {
    may(&actor, &Right::Publish)?;
    let path = manage.path_of(&actor, &id).await?;
    let (published, drafts) = manage.changes(&actor).await?;
    let draft = drafts.iter().find(|draft| draft.path == path);
    let compared = match (asked.old, asked.new) {
        (Some(old), Some(new)) => {
            let old = manage.text_of(&path, &published, Some(old))?;
            compared(&old, &manage.text_of(&path, &published, Some(new))?)
        }
        _ => Vec::new(),
    };
    let catalogue = manage.cases.catalogue();
    let matter = catalogue.matter(manage.county(), &id, frame.today()).filter(|_| is_matter(&path));
    let in_force = matter.map(|matter| i64::from(matter.version));
    let page = MatterPage {
        key: frame.new_key(),
        title: matter.map_or_else(|| id.clone(), |one| frame.say(&one.name).to_owned()),
        versions: versions(&manage, &frame, (&id, &path), &published, in_force).await?,
        draft: draft.map(|draft| format!("/manage/drafts/{}", draft.id)).unwrap_or_default(),
        compared,
        of: (asked.old.unwrap_or(0), asked.new.unwrap_or(0)),
        path,
        frame,
    };
    Ok(Page(page).into_response())
}

/// The versions, newest first; the last is what came with the program.
async fn versions(
    manage: &Manage,
    frame: &Frame,
    (id, path): (&str, &str),
    published: &[Change],
    in_force: Option<i64>,
) -> basis::Outcome<Vec<Version>> {
    let today = frame.today();
    let of_file: Vec<&Change> = published.iter().filter(|change| change.path == path).collect();
    let in_force = in_force.or_else(|| {
        let begun = of_file.iter().filter(|change| change.effective <= today);
        begun.map(|change| change.number).max()
    });
    let names = names(manage, &of_file).await?;
    let brought = manage.files().find(|file| file.path == path);
    let own = brought.map(|file| (number_in(&file.text).unwrap_or(0), effective_in(&file.text)));
    let mut versions = Vec::new();
    for change in &of_file {
        versions.push(Version {
            number: change.number,
            from: frame.date(&change.effective),
            published: published_by(frame, &names, change),
            is_in_force: in_force == Some(change.number),
            is_coming: change.effective > today,
            changes: String::new(),
        });
    }
    let has = |number: i64| of_file.iter().any(|change| change.number == number);
    if let Some((number, from)) = own.filter(|(number, _)| !has(*number)) {
        versions.push(Version {
            number,
            from: from.map(|from| frame.date(&from)).unwrap_or_default(),
            published: frame.t("manage.matters.brought"),
            is_in_force: in_force.is_none_or(|in_force| in_force == number),
            is_coming: false,
            changes: String::new(),
        });
    }
    versions.sort_by_key(|version| std::cmp::Reverse(version.number));
    let numbers: Vec<i64> = versions.iter().map(|version| version.number).collect();
    for (version, before) in versions.iter_mut().zip(numbers.iter().skip(1)) {
        let number = version.number;
        version.changes = format!("/manage/matters/{id}?old={before}&new={number}#changes");
    }
    Ok(versions)
}

/// Who published a change and when, and who wrote it, in one sentence.
pub(crate) fn published_by(
    frame: &Frame,
    names: &BTreeMap<OfficerId, String>,
    change: &Change,
) -> String {
    let name = |id: &OfficerId| names.get(id).cloned();
    let who = change.publisher.as_ref().and_then(name).unwrap_or_default();
    let drafters: Vec<String> = change.drafters.iter().filter_map(name).collect();
    let at = change.published_at.map(|at| frame.moment(&at)).unwrap_or_default();
    let words = [("at", at), ("who", who), ("drafters", drafters.join("、"))];
    frame.tf("manage.matters.published-by", words)
}

/// The names of those who wrote and published.
pub(crate) async fn names(
    manage: &Manage,
    changes: &[&Change],
) -> basis::Outcome<BTreeMap<OfficerId, String>> {
    let mut ids = Vec::new();
    for change in changes {
        ids.extend(change.drafters.iter().copied().chain(change.publisher));
    }
    ids.sort_unstable();
    ids.dedup();
    let mut names = BTreeMap::new();
    for id in ids {
        if let Some(officer) = manage.identity.officer(id).await? {
            names.insert(id, officer.name);
        }
    }
    Ok(names)
}

/// POST /manage/matters/{id}: begins a draft, also to go back to an earlier version.
pub(crate) async fn begin(
    State(manage): State<Manage>,
    actor: Actor,
    Path(id): Path<String>,
    typed: Typed,
) -> PageResult {
    may(&actor, &Right::Publish)?;
    let path = manage.path_of(&actor, &id).await?;
    let by = manage.by(&actor, typed.key()?.parse()?);
    let draft = manage.begin(&by, path, typed.one("number").parse().ok()).await?;
    Ok(go_to(&format!("/manage/drafts/{draft}")))
}
