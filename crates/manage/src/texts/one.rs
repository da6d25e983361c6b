//! One text: its words in both languages, what is wrong with those typed, how they read with sample
//! values, proposing, publishing by another, and going back.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use basis::{Lang, Outcome, Text};
use identity::{Actor, By, Right, may};
use web::messages::placeholders;
use web::{Field, Frame, Kind, Page, PageResult, Typed, go_to};

use super::flaws::{Flaw, sample};
use super::list::file_name;
use super::{file_of, section_of};
use crate::Manage;
use crate::acts::{no_draft, no_version, too_early};
use crate::matters::{names, published_by};
use crate::model::{Change, words_in};

#[derive(Template)]
#[template(path = "manage-text.html")]
struct TextPage {
    frame: Frame,
    key: String,
    id: String,
    list: String,
    place: String,
    now: Text,
    /// What the program brings along, where something else is in force.
    shipped: Option<Text>,
    marks: String,
    /// Whether somebody asked for a look at what is typed.
    is_look: bool,
    preview: Preview,
    proposal: Option<Proposal>,
    seen: i64,
    fields: Vec<Field>,
    versions: Vec<Version>,
}

/// Words with sample values.
struct Preview {
    /// Each with its language.
    lines: Vec<(&'static str, String)>,
    /// The text message; empty where it is none.
    message: String,
    /// How many characters the message has.
    units: usize,
    /// What is worth a look and keeps nothing.
    remarks: Vec<String>,
}

/// What is proposed.
struct Proposal {
    words: Text,
    is_back: bool,
    from: String,
    drafters: String,
    /// Why whoever looks cannot publish it; empty where they can.
    barred: String,
}

/// A version of the text.
struct Version {
    number: i64,
    words: Text,
    from: String,
    published: String,
    is_in_force: bool,
    is_coming: bool,
    /// Whether one may go back to it; to the one in force where another is to come.
    can_return: bool,
}

/// GET /manage/texts/{id}
pub(crate) async fn show(
    State(manage): State<Manage>,
    frame: Frame,
    actor: Actor,
    Path(id): Path<String>,
) -> PageResult {
    Ok(Page(page(&manage, frame, &actor, &id).await?).into_response())
}

async fn page(manage: &Manage, frame: Frame, actor: &Actor, id: &str) -> Outcome<TextPage> {
    let (published, proposed) = manage.text_changes(actor, id).await?;
    let shipped = manage.shipped(id)?;
    let now = manage.app.wording.now().text(id).unwrap_or_else(|| shipped.clone());
    let suggested = proposed.as_ref().and_then(|change| words_in(&change.text).ok());
    let suggested = suggested.map(|words| words.unwrap_or_else(|| shipped.clone()));
    let words = suggested.unwrap_or_else(|| now.clone());
    let from = proposed.as_ref().map_or(frame.today(), |change| change.effective);
    let fields = fields(&frame, &words, from);
    let proposal = match &proposed {
        Some(change) => Some(proposal(manage, &frame, actor, (change, &words)).await?),
        None => None,
    };
    let marks: Vec<String> = placeholders(&shipped.zh).iter().map(|m| format!("{{{m}}}")).collect();
    let (file, section) = (file_of(id), section_of(id));
    Ok(TextPage {
        key: frame.new_key(),
        list: format!("/manage/texts?file={file}"),
        place: format!("{} · {section}", file_name(&frame, file)),
        preview: preview(manage, &frame, id, &words)?,
        versions: versions(manage, &frame, &published, &shipped).await?,
        seen: proposed.map_or(0, |change| change.version),
        shipped: Some(shipped).filter(|shipped| *shipped != now),
        marks: marks.join(" "),
        id: id.to_owned(),
        is_look: false,
        proposal,
        fields,
        now,
        frame,
    })
}

fn fields(frame: &Frame, words: &Text, from: basis::Date) -> Vec<Field> {
    let lines = || Kind::Lines { rows: 3 };
    vec![
        Field::new("zh", frame.t("manage.texts.zh"), lines()).value(words.zh.clone()),
        Field::new("en", frame.t("manage.texts.en"), lines()).value(words.en.clone()),
        Field::new("from", frame.t("manage.draft.from"), Kind::Date)
            .hint(frame.t("manage.draft.from-hint"))
            .value(from.to_string()),
    ]
}

fn preview(manage: &Manage, frame: &Frame, id: &str, words: &Text) -> Outcome<Preview> {
    let mut lines = Vec::new();
    for (tag, text) in [("zh-CN", &words.zh), ("en", &words.en)] {
        // One and many, where the number chooses a word.
        let numbers: &[i64] = if text.contains('|') { &[1, 3] } else { &[3] };
        lines.extend(numbers.iter().map(|n| (tag, sample(text, "", *n))));
    }
    let message = manage.message(id, words).unwrap_or_default();
    let flaws = manage.flaws(id, words)?;
    let remarks = flaws.all().filter(|(_, flaw)| !flaw.is_error());
    let now = manage.app.wording.now();
    Ok(Preview {
        units: message.encode_utf16().count(),
        remarks: remarks.map(|(_, flaw)| flaw.say(&now, frame.lang())).collect(),
        lines,
        message,
    })
}

async fn proposal(
    manage: &Manage,
    frame: &Frame,
    actor: &Actor,
    (change, words): (&Change, &Text),
) -> Outcome<Proposal> {
    let known = names(manage, &[change]).await?;
    let drafters: Vec<String> =
        change.drafters.iter().filter_map(|id| known.get(id).cloned()).collect();
    let barred = may(actor, &Right::Approve { drafters: change.drafters.clone() }).err();
    Ok(Proposal {
        words: words.clone(),
        is_back: matches!(words_in(&change.text), Ok(None)),
        from: frame.date(&change.effective),
        drafters: drafters.join("、"),
        barred: barred.map(|why| frame.refusal(&why)).unwrap_or_default(),
    })
}

/// The versions, newest first; the last is what came with the program.
async fn versions(
    manage: &Manage,
    frame: &Frame,
    published: &[Change],
    shipped: &Text,
) -> Outcome<Vec<Version>> {
    let all: Vec<&Change> = published.iter().collect();
    let names = names(manage, &all).await?;
    let today = frame.today();
    let begun = published.iter().filter(|change| change.effective <= today);
    let in_force = begun.map(|change| change.number).max().unwrap_or(0);
    let is_coming = |change: &Change| change.effective > today && change.number > in_force;
    let waits = published.iter().any(is_coming);
    let of = |change: &Change| Version {
        number: change.number,
        words: words_in(&change.text).ok().flatten().unwrap_or_else(|| shipped.clone()),
        from: frame.date(&change.effective),
        published: published_by(frame, &names, change),
        is_in_force: change.number == in_force,
        is_coming: is_coming(change),
        can_return: !is_coming(change) && (waits || change.number != in_force),
    };
    let brought = Version {
        number: 0,
        words: shipped.clone(),
        from: String::new(),
        published: frame.t("manage.matters.brought"),
        is_in_force: in_force == 0,
        is_coming: false,
        can_return: waits || in_force != 0,
    };
    Ok(published.iter().rev().map(of).chain([brought]).collect())
}

/// POST /manage/texts/{id}: looks at words, proposes them, publishes or throws away what is proposed,
/// proposes to go back.
pub(crate) async fn change(
    State(manage): State<Manage>,
    frame: Frame,
    actor: Actor,
    Path(id): Path<String>,
    typed: Typed,
) -> PageResult {
    let by = manage.by(&actor, typed.key()?.parse()?);
    let seen = typed.one("version").parse().unwrap_or(0);
    match typed.one("do") {
        "publish" | "discard" => settle(&manage, &by, (&id, seen), typed.one("do")).await?,
        "back" => {
            let number: i64 = typed.one("number").parse().map_err(|_| no_version())?;
            let (published, _) = manage.text_changes(&actor, &id).await?;
            let words = Manage::words_of(&published, number)?;
            manage.propose(&by, (&id, seen), words, frame.today()).await?;
        }
        what => return typed_words(&manage, frame, &by, (&id, seen), (what, &typed)).await,
    }
    Ok(go_to(&format!("/manage/texts/{id}")))
}

/// Publishes what is proposed, or throws it away.
pub(super) async fn settle(
    manage: &Manage,
    by: &By,
    (id, seen): (&str, i64),
    what: &str,
) -> Outcome<()> {
    let (_, proposed) = manage.text_changes(&by.actor, id).await?;
    let proposed = proposed.ok_or_else(no_draft)?;
    match what {
        "publish" => manage.publish(by, proposed.id, seen).await,
        _ => manage.discard(by, proposed.id, seen).await.map(drop),
    }
}

/// Looks at typed words or proposes them; with something wrong in them they are shown again with
/// what it is.
async fn typed_words(
    manage: &Manage,
    frame: Frame,
    by: &By,
    (id, seen): (&str, i64),
    (what, typed): (&str, &Typed),
) -> PageResult {
    let words = Text::new(plain(typed.one("zh")), plain(typed.one("en")));
    let flaws = manage.flaws(id, &words)?;
    let day = typed.date("from");
    let early = day.filter(|day| *day < frame.today());
    let is_clean = flaws.is_clean() && day.is_some() && early.is_none();
    if let (true, "propose", Some(day)) = (is_clean, what, day) {
        manage.propose(by, (id, seen), Some(words), day).await?;
        return Ok(go_to(&format!("/manage/texts/{id}")));
    }
    let mut page = page(manage, frame, &by.actor, id).await?;
    page.preview = preview(manage, &page.frame, id, &words)?;
    page.is_look = true;
    page.seen = seen;
    let now = manage.app.wording.now();
    let say = |flaw: &Flaw| flaw.say(&now, page.frame.lang());
    let found: Vec<(Lang, &Flaw)> = flaws.all().collect();
    let about_day = match (day, early) {
        (None, _) => page.frame.t("manage.draft.no-day"),
        (_, Some(_)) => page.frame.say(&too_early().text).to_owned(),
        _ => String::new(),
    };
    let errors = [told(&found, Lang::Zh, &say), told(&found, Lang::En, &say), about_day];
    let shown = page.fields.into_iter().zip(errors);
    page.fields = shown.map(|(field, error)| field.typed(typed).error(error)).collect();
    let status = if is_clean { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, Page(page)).into_response())
}

/// The errors of a language in one line.
fn told(flaws: &[(Lang, &Flaw)], lang: Lang, say: &dyn Fn(&Flaw) -> String) -> String {
    let own = flaws.iter().filter(|(of, flaw)| *of == lang && flaw.is_error());
    own.map(|(_, flaw)| say(flaw)).collect::<Vec<_>>().join(" ")
}

/// Typed words with the line ends that we keep.
pub(crate) fn plain(typed: &str) -> String {
    typed.trim().replace("\r\n", "\n")
}
