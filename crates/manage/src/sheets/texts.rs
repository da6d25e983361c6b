//! All texts as a sheet, both languages side by side: out with the words in force, and back as
//! proposals of those whose words were changed, which somebody else publishes.

use std::collections::BTreeSet;

use axum::extract::State;
use basis::{Lang, Outcome, Refusal, Text};
use identity::{Actor, Right, may};
use web::sheet::Sheet;
use web::{Frame, Messages, PageResult, go_to};

use super::{About, Arrived, Judged, blank};
use crate::Manage;
use crate::listed::has_draft;
use crate::model::{Change, kept, path_of_text};
use crate::table::{self, CellError, Line};
use crate::texts::{MOST, plain, too_many};
use crate::upload::Upload;

const TAB: &str = "文字";
const HEADS: [&str; 5] = ["编号", "中文", "英文", "系统带来的中文", "系统带来的英文"];
/// The column of the key.
const KEY: usize = 0;
/// That of the Chinese in force.
const ZH: usize = 1;
/// That of the English in force.
const EN: usize = 2;
/// Those of the words that come with the program, which are there to compare.
const SHIPPED: [usize; 2] = [3, 4];

const ABOUT: About = About {
    right: &Right::Publish,
    tab: TAB,
    heads: &HEADS,
    title: "manage.texts.in",
    take: "manage.texts.in-take",
    then: "manage.texts.in-then",
    back: "/manage/texts",
    action: "/manage/texts/import",
    sheet: "/manage/texts.xlsx",
};

/// Words by key.
pub(crate) type Reworded = Vec<(String, Text)>;

/// GET /manage/texts.xlsx: every text with its words in force and those that the program brings
/// along, for whoever reads them through or translates.
pub(crate) async fn export(State(manage): State<Manage>, frame: Frame, actor: Actor) -> PageResult {
    may(&actor, &Right::Publish)?;
    let sheet = Sheet::of_text(TAB, &HEADS, rows(&manage));
    let name = format!("texts-{}.xlsx", frame.today());
    web::sheet::answer(&name, &[sheet]).map_err(Into::into)
}

/// GET /manage/texts/import
pub(crate) async fn import_page(frame: Frame, actor: Actor) -> PageResult {
    blank(frame, &actor, &ABOUT)
}

/// POST /manage/texts/import: says what the sheet changes; proposes it where that was asked and
/// nothing is wrong.
pub(crate) async fn take_in(State(manage): State<Manage>, upload: Upload) -> PageResult {
    let arrived = Arrived::read(upload, &ABOUT).await?;
    let (_, drafts) = manage.changes(&arrived.sent.actor).await?;
    let made = match arrived.made(|lines| judge(&manage, &drafts, lines)) {
        Ok(made) => made,
        Err(answer) => return Ok(answer),
    };
    manage.propose_many(&arrived.sent.by(&manage)?, made).await?;
    Ok(go_to("/manage/texts/proposed"))
}

/// What a workbook says.
///
/// # Errors
/// A refusal where it is none, or has other columns.
pub(crate) async fn judge_book(
    manage: &Manage,
    drafts: &[Change],
    bytes: Vec<u8>,
) -> Outcome<Judged<Reworded>> {
    let lines = table::beside(move || table::lines(&bytes, TAB, &HEADS)).await?;
    Ok(judge(manage, drafts, &lines)?)
}

/// The cells of every text, in the order of the keys.
pub(crate) fn rows(manage: &Manage) -> Vec<Vec<String>> {
    let (now, brought) = (manage.app.wording.now(), manage.app.wording.brought());
    let row = |(key, words): (&str, Text)| {
        let shipped = brought.text(key).unwrap_or_default();
        vec![key.to_owned(), words.zh, words.en, shipped.zh, shipped.en]
    };
    now.texts().map(row).collect()
}

/// What the lines change; a text without a line stays as it is.
fn judge(manage: &Manage, drafts: &[Change], lines: &[Line]) -> Result<Judged<Reworded>, Refusal> {
    let now = manage.app.wording.now();
    let mut judged = Judged { errors: Vec::new(), changes: Vec::new(), made: Vec::new() };
    let (mut seen, mut reworded) = (BTreeSet::new(), Vec::new());
    for line in lines {
        let key = line.cells[KEY].as_str();
        let held = now.text(key);
        match held.filter(|_| seen.insert(key)) {
            Some(held) => match changed(manage, line, &held) {
                Ok(Some(words)) => reworded.push((line, held, words)),
                Ok(None) => {}
                Err(error) => judged.errors.push(error),
            },
            None if seen.contains(key) => judged.errors.push(wrong(line, KEY, twice(key))),
            None => judged.errors.push(wrong(line, KEY, no_such(key))),
        }
    }
    if reworded.len() > MOST {
        return Err(too_many());
    }
    let around =
        now.with(reworded.iter().map(|(line, _, words)| (line.cells[KEY].as_str(), words)));
    for (line, held, words) in reworded {
        let before = judged.errors.len();
        judged.errors.extend(flawed(manage, &around, (line, &words)));
        let key = line.cells[KEY].as_str();
        if is_proposed_otherwise(drafts, key, &words) {
            judged.errors.push(wrong(line, KEY, has_draft()));
        }
        if judged.errors.len() == before {
            let pairs = [(ZH, &held.zh, &words.zh), (EN, &held.en, &words.en)];
            for (column, was, is) in pairs.into_iter().filter(|(_, was, is)| was != is) {
                let what = format!("{key} · {}", HEADS[column]);
                judged.changes.push([what, was.clone(), is.clone()]);
            }
            judged.made.push((key.to_owned(), words));
        }
    }
    judged.errors.sort_by_key(|error| (error.row, error.column));
    Ok(judged)
}

/// The words of a line where they differ from those in force.
fn changed(manage: &Manage, line: &Line, held: &Text) -> Result<Option<Text>, CellError> {
    let shipped = manage.shipped(&line.cells[KEY]).unwrap_or_default();
    for (column, was) in SHIPPED.into_iter().zip([&shipped.zh, &shipped.en]) {
        if plain(&line.cells[column]) != plain(was) {
            return Err(wrong(line, column, to_compare()));
        }
    }
    let taken = |column: usize, was: &str| {
        let is = plain(&line.cells[column]);
        // A cell loses the spaces around its words.
        if is == plain(was) { was.to_owned() } else { is }
    };
    let words = Text::new(taken(ZH, &held.zh), taken(EN, &held.en));
    Ok(Some(words).filter(|words| words != held))
}

/// What keeps the words of a line from being proposed, at the cell of its language.
fn flawed(manage: &Manage, around: &Messages, (line, words): (&Line, &Text)) -> Vec<CellError> {
    let Ok(flaws) = manage.flaws_among(around, &line.cells[KEY], words) else {
        return vec![wrong(line, KEY, no_such(&line.cells[KEY]))];
    };
    let now = manage.app.wording.now();
    let errors = flaws.all().filter(|(_, flaw)| flaw.is_error());
    let told = errors.map(|(lang, flaw)| {
        let column = if lang == Lang::Zh { ZH } else { EN };
        wrong(line, column, Text::new(flaw.say(&now, Lang::Zh), flaw.say(&now, Lang::En)))
    });
    told.collect()
}

/// Whether somebody proposes other words for a key.
fn is_proposed_otherwise(drafts: &[Change], key: &str, words: &Text) -> bool {
    let path = path_of_text(key);
    drafts.iter().any(|draft| draft.path == path && draft.text != kept(Some(words)))
}

fn wrong(line: &Line, column: usize, why: Text) -> CellError {
    CellError::new(&HEADS, (line.row, column), why)
}

fn twice(key: &str) -> Text {
    Text::new(
        format!("“{key}”写了两行，请删去一行"),
        format!("“{key}” stands twice; take one line away"),
    )
}

fn no_such(key: &str) -> Text {
    Text::new(
        format!("没有编号是“{key}”的文字；编号不能改，请用下载的表"),
        format!("there is no text “{key}”; keys cannot be changed, use the downloaded sheet"),
    )
}

fn to_compare() -> Text {
    Text::new(
        "这一列是系统带来的，只供对照，不能改；如果是旧的表，请重新下载",
        "this column is what the program brings along, to compare with; if the sheet is old, download it again",
    )
}
