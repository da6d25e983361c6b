//! Posts and first codes that wait for another administrator, or for their day.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use basis::{OfficerId, Outcome, Refusal, RefusalKind};
use identity::proposals::{Proposal, ProposalId, ProposalState, Wish};
use identity::staff::TakenIn;
use identity::{Actor, Right, may};
use web::{Frame, Page, PageResult, Typed, go_to};

use super::codes;
use crate::Manage;

#[derive(Template)]
#[template(path = "manage-posts.html")]
struct PostsPage {
    frame: Frame,
    lines: Vec<Line>,
}

/// What is proposed, as a page shows it.
pub(super) struct Line {
    /// The id.
    pub(super) id: String,
    /// Where the officer is shown.
    pub(super) href: String,
    /// The officer.
    pub(super) name: String,
    /// The post, or that it is a code.
    pub(super) words: String,
    /// From which day on.
    pub(super) from: String,
    /// Who proposed it, and when.
    pub(super) proposed: String,
    /// What it waits for.
    pub(super) state: String,
    /// Whether whoever looks can confirm it.
    pub(super) can_confirm: bool,
    /// Why they cannot, where it waits for somebody.
    pub(super) barred: String,
}

/// What waits, of everybody or of one officer.
pub(super) async fn lines(
    manage: &Manage,
    frame: &Frame,
    actor: &Actor,
    of: Option<OfficerId>,
) -> Outcome<Vec<Line>> {
    let mut lines = Vec::new();
    for one in manage.identity.proposals(actor).await? {
        if of.is_none_or(|officer| officer == one.officer) {
            lines.push(line(manage, frame, actor, &one).await?);
        }
    }
    Ok(lines)
}

async fn line(manage: &Manage, frame: &Frame, actor: &Actor, one: &Proposal) -> Outcome<Line> {
    let words = match &one.wish {
        Wish::Code => frame.t("manage.officer.code"),
        Wish::Post(grant) => {
            let words = manage.post_words(frame, grant).into_iter();
            words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" · ")
        }
    };
    let waits = one.state == ProposalState::Waiting;
    let confirm = Right::Confirm { officer: one.officer, proposer: one.proposer };
    let barred = may(actor, &confirm).err().filter(|_| waits);
    let who = [("who", name(manage, one.proposer).await?), ("at", frame.moment(&one.proposed_at))];
    Ok(Line {
        id: one.id.to_string(),
        href: format!("/manage/staff/{}", one.officer),
        name: name(manage, one.officer).await?,
        words,
        from: frame.date(&one.from),
        proposed: frame.tf("manage.posts.proposed-by", who),
        state: frame.t(if waits { "manage.posts.waits" } else { "manage.posts.confirmed" }),
        can_confirm: waits && barred.is_none(),
        barred: barred.map(|why| frame.refusal(&why)).unwrap_or_default(),
    })
}

async fn name(manage: &Manage, officer: OfficerId) -> Outcome<String> {
    let found = manage.identity.officer(officer).await?;
    Ok(found.map(|one| one.name).unwrap_or_default())
}

/// The id in an address.
pub(crate) fn id(text: &str) -> Result<ProposalId, Refusal> {
    let unknown = |_| Refusal::told(RefusalKind::NotFound, "officer.proposal");
    text.parse().map_err(unknown)
}

/// GET /manage/posts
pub(crate) async fn show(State(manage): State<Manage>, frame: Frame, actor: Actor) -> PageResult {
    let lines = lines(&manage, &frame, &actor, None).await?;
    Ok(Page(PostsPage { frame, lines }).into_response())
}

/// POST /manage/posts/{id}: confirms what another administrator proposed, or throws it away.
pub(crate) async fn change(
    State(manage): State<Manage>,
    frame: Frame,
    actor: Actor,
    Path(proposal): Path<String>,
    typed: Typed,
) -> PageResult {
    may(&actor, &Right::ManageAccounts)?;
    let (id, by) = (id(&proposal)?, manage.by(&actor, typed.key()?.parse()?));
    let done = match typed.one("do") {
        "confirm" => manage.identity.confirm(&by, id).await?,
        "refuse" => {
            manage.identity.refuse(&by, id).await?;
            return Ok(go_to("/manage/posts"));
        }
        _ => return Err(nothing().into()),
    };
    if done.code.is_none() {
        return Ok(go_to("/manage/posts"));
    }
    let taken = TakenIn { name: done.name, login: done.login, code: done.code, waits: false };
    Ok(Page(codes(frame, vec![taken])).into_response())
}

/// Whoever says neither has nothing thrown away.
fn nothing() -> Refusal {
    Refusal::invalid(
        "manage.nothing",
        "没有收到您要确认还是作废，这个提议没有变。请回到上一页，按一下要用的按钮。",
        "It was not said whether to confirm or to throw away; nothing has changed. Go back and press one of the buttons.",
    )
}
