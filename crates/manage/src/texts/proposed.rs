//! All texts that are proposed, on one page: old and new side by side, to be published or thrown away
//! together.

use askama::Template;
use axum::extract::State;
use axum::response::IntoResponse;
use basis::{Outcome, Refusal, Text};
use identity::{Actor, Right, may};
use web::{Frame, Page, PageResult, Typed, go_to};

use crate::Manage;
use crate::matters::names;
use crate::model::{Change, ChangeId, key_of, words_in};

/// How many proposals stand on the page; the next ones follow when these are settled.
pub(crate) const PAGE: usize = 100;

#[derive(Template)]
#[template(path = "manage-texts-proposed.html")]
struct ProposedPage {
    frame: Frame,
    key: String,
    lines: Vec<Line>,
    /// How many of them whoever looks may publish.
    ready: usize,
    /// Whether there are more than stand here.
    has_more: bool,
}

/// A text that is proposed.
struct Line {
    href: String,
    key: String,
    now: Text,
    words: Text,
    from: String,
    drafters: String,
    /// Why whoever looks cannot publish it; empty where they can.
    barred: String,
    /// Its id and version, as the form sends them.
    seen: String,
}

/// GET /manage/texts/proposed
pub(crate) async fn show(State(manage): State<Manage>, frame: Frame, actor: Actor) -> PageResult {
    let proposed = manage.proposed_texts(&actor).await?;
    let shown: Vec<&Change> = proposed.iter().take(PAGE).collect();
    let known = names(&manage, &shown).await?;
    let (now, brought) = (manage.app.wording.now(), manage.app.wording.brought());
    let line = |change: &&Change| {
        let key = key_of(&change.path).unwrap_or_default();
        let words = words_in(&change.text).ok().flatten().or_else(|| brought.text(key));
        let drafters: Vec<String> =
            change.drafters.iter().filter_map(|id| known.get(id).cloned()).collect();
        let barred = may(&actor, &Right::Approve { drafters: change.drafters.clone() }).err();
        Line {
            href: format!("/manage/texts/{key}"),
            key: key.to_owned(),
            now: now.text(key).unwrap_or_default(),
            words: words.unwrap_or_default(),
            from: frame.date(&change.effective.max(frame.today())),
            drafters: drafters.join("、"),
            barred: barred.map(|why| frame.refusal(&why)).unwrap_or_default(),
            seen: format!("{} {}", change.id, change.version),
        }
    };
    let lines: Vec<Line> = shown.iter().map(line).collect();
    let ready = lines.iter().filter(|line| line.barred.is_empty()).count();
    let (key, has_more) = (frame.new_key(), proposed.len() > PAGE);
    Ok(Page(ProposedPage { frame, key, lines, ready, has_more }).into_response())
}

/// POST /manage/texts/proposed: publishes what is on the page, or throws it away.
pub(crate) async fn settle(State(manage): State<Manage>, actor: Actor, typed: Typed) -> PageResult {
    may(&actor, &Right::Publish)?;
    let by = manage.by(&actor, typed.key()?.parse()?);
    let publishes = match typed.one("do") {
        "publish" => true,
        "discard" => false,
        _ => return Err(neither().into()),
    };
    let mut sent = typed.all("seen");
    if !publishes {
        // Whoever proposed something may take it back, though not publish it.
        sent.extend(typed.all("own"));
    }
    let seen = sent.into_iter().map(seen).collect::<Result<Vec<_>, _>>()?;
    manage.settle_many(&by, seen, publishes).await?;
    Ok(go_to("/manage/texts/proposed"))
}

impl Manage {
    /// The texts that are proposed, by key.
    pub(crate) async fn proposed_texts(&self, actor: &Actor) -> Outcome<Vec<Change>> {
        let (_, mut drafts) = self.changes(actor).await?;
        drafts.retain(|draft| key_of(&draft.path).is_some());
        Ok(drafts)
    }
}

/// The id and the version of a proposal, as the form sends them.
fn seen(sent: &str) -> Result<(ChangeId, i64), Refusal> {
    let (id, version) = sent.split_once(' ').ok_or_else(crate::acts::no_draft)?;
    Ok((id.parse()?, version.parse().map_err(|_| crate::acts::no_draft())?))
}

fn neither() -> Refusal {
    Refusal::invalid(
        "manage.nothing",
        "没有收到您要发布还是作废，这些提议没有变。请回到上一页，按一下要用的按钮。",
        "it was not said whether to publish or to throw away; nothing has changed",
    )
}
