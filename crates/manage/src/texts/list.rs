//! The list of all texts, both languages side by side.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::IntoResponse;
use basis::Text;
use identity::Actor;
use web::{Frame, Page, PageResult};

use super::{Asked, file_of, keys, section_of};
use crate::Manage;
use crate::model::{Change, key_of};

/// How many texts stand on a page.
pub(crate) const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "manage-texts.html")]
struct TextsPage {
    frame: Frame,
    asked: Asked,
    files: Vec<(String, String)>,
    sections: Vec<Section>,
    /// How many proposals wait to be published.
    waiting: usize,
    next: String,
}

/// Texts of one section.
struct Section {
    name: String,
    lines: Vec<Line>,
}

/// A text of the list.
struct Line {
    href: String,
    key: String,
    words: Text,
    is_own: bool,
    is_proposed: bool,
    coming: String,
}

/// GET /manage/texts
pub(crate) async fn list(
    State(manage): State<Manage>,
    frame: Frame,
    actor: Actor,
    Query(asked): Query<Asked>,
) -> PageResult {
    let (published, drafts) = manage.changes(&actor).await?;
    let changed = keys(published.iter().chain(&drafts));
    let (now, brought) = (manage.app.wording.now(), manage.app.wording.brought());
    let wanted = now.texts().filter(|(key, words)| asked.wants(key, words, changed.contains(key)));
    let mut found: Vec<(&str, Text)> = wanted.take(PAGE + 1).collect();
    let has_more = found.len() > PAGE;
    found.truncate(PAGE);
    let last = found.last().filter(|_| has_more);
    let next = last.map_or_else(String::new, |(key, _)| frame.with("after", key));
    let mut sections: Vec<Section> = Vec::new();
    for (key, words) in found {
        let is_own = brought.text(key).is_some_and(|shipped| shipped != words);
        let name = section_name(&frame, key);
        let line = line(&frame, (key, words, is_own), (&published, &drafts));
        match sections.last_mut().filter(|section| section.name == name) {
            Some(section) => section.lines.push(line),
            None => sections.push(Section { name, lines: vec![line] }),
        }
    }
    let files = files(&frame, &brought);
    let waiting = drafts.iter().filter(|draft| key_of(&draft.path).is_some()).count();
    Ok(Page(TextsPage { frame, asked, files, sections, waiting, next }).into_response())
}

fn line(
    frame: &Frame,
    (key, words, is_own): (&str, Text, bool),
    (published, drafts): (&[Change], &[Change]),
) -> Line {
    let is_of = |change: &&Change| key_of(&change.path) == Some(key);
    let newest = published.iter().filter(is_of).max_by_key(|change| change.number);
    let coming = newest.filter(|change| change.effective > frame.today());
    Line {
        href: format!("/manage/texts/{key}"),
        key: key.to_owned(),
        words,
        is_own,
        is_proposed: drafts.iter().any(|draft| is_of(&draft)),
        coming: coming.map(|change| frame.date(&change.effective)).unwrap_or_default(),
    }
}

/// The parts of the program with their names.
fn files(frame: &Frame, brought: &web::Messages) -> Vec<(String, String)> {
    let mut files: Vec<&str> = brought.texts().map(|(key, _)| file_of(key)).collect();
    files.dedup();
    files.into_iter().map(|file| (file.to_owned(), file_name(frame, file))).collect()
}

/// What a part of the program is called.
pub(crate) fn file_name(frame: &Frame, file: &str) -> String {
    frame.t(&format!("manage.text-files.{file}"))
}

fn section_name(frame: &Frame, key: &str) -> String {
    let (file, section) = (file_name(frame, file_of(key)), section_of(key));
    if section.is_empty() { file } else { format!("{file} · {section}") }
}
