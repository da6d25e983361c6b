//! What people ask about a matter, answered by its office, or out of its own data, so that an answer
//! cannot say something else than the process does; and the page for those who cannot do it themselves.

use axum::extract::{Query, State};
use axum::response::IntoResponse;
use catalogue::model::{Channel, Matter};
use identity::Actor;
use serde::Deserialize;
use web::{Frame, Page, PageResult, go_to};

use super::find;
use super::somebody::ways;
use crate::{Portal, words};

/// So many matters are found for words.
const FOUND: usize = 20;

/// A question with its answer.
pub(crate) struct Question {
    /// What is asked.
    pub asked: String,
    /// What is so.
    pub answer: String,
}

#[derive(askama::Template)]
#[template(path = "portal-ask.html")]
struct AskPage {
    frame: Frame,
    /// The matter that it is about; may be empty.
    title: String,
    /// Where one asks for it; empty where none is chosen, or nobody else can do it.
    href: String,
    /// What to do where nobody else can do it; may be empty.
    counter: String,
    is_staff: bool,
    words: String,
    /// Matters to choose from: name and where one asks for it.
    choices: Vec<(String, String)>,
}

/// Which matter, or what is searched for.
#[derive(Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    matter: String,
    #[serde(default)]
    q: String,
}

/// GET /ask-somebody: how somebody else does it for me. Who has signed in and chosen goes straight on;
/// who has not is told whom to go to and whom to call, and leaves nothing.
pub(crate) async fn ask_somebody(
    State(portal): State<Portal>,
    frame: Frame,
    actor: Actor,
    Query(asked): Query<Asked>,
) -> PageResult {
    let matter = portal.matter(&asked.matter).ok();
    let can = matter.as_ref().is_some_and(|matter| ways(matter) != (false, false));
    let href = match &matter {
        Some(matter) if can => format!("/ask-somebody/{}", matter.id),
        _ => String::new(),
    };
    if can && actor.resident_id().is_some() {
        return Ok(go_to(&href));
    }
    let phone = frame.settings().phone.clone();
    let counter = match &matter {
        Some(_) if !can => frame.tf("portal.faq.counter-answer", [("phone", phone)]),
        _ => String::new(),
    };
    let title = matter.map(|matter| words::title(&frame, &matter)).unwrap_or_default();
    let words: String = asked.q.trim().chars().take(60).collect();
    let page = AskPage {
        title,
        href,
        counter,
        is_staff: actor.officer_id().is_some(),
        choices: choices(&portal, &frame, &words),
        words,
        frame,
    };
    Ok(Page(page).into_response())
}

/// What somebody else can do that fits the words; without words what most people come for.
fn choices(portal: &Portal, frame: &Frame, words: &str) -> Vec<(String, String)> {
    let entry = |matter: &Matter| {
        let can = ways(matter) != (false, false);
        let href = format!("/ask-somebody/{}", matter.id);
        can.then(|| (words::title(frame, matter), href))
    };
    if words.is_empty() {
        return find::popular(portal).iter().filter_map(|matter| entry(matter)).collect();
    }
    let (hits, catalogue) = (portal.index().search(words, FOUND), portal.catalogue());
    let found = hits.iter().filter_map(|hit| catalogue.pinned(&hit.pin));
    found.filter_map(|matter| entry(matter)).collect()
}

/// The questions of a matter: those that its office answers, and those that its data do.
pub(crate) fn of(frame: &Frame, matter: &Matter) -> Vec<Question> {
    let own = matter.faq.iter().map(|one| Question {
        asked: frame.say(&one.asked).to_owned(),
        answer: frame.say(&one.answer).to_owned(),
    });
    let followed = [
        missing(frame, matter),
        longer(frame, matter),
        result(frame, matter),
        appeal(frame, matter),
    ]
    .into_iter()
    .chain([helper(frame, matter)])
    .flatten();
    own.chain(followed).collect()
}

fn question(frame: &Frame, key: &str, answer: String) -> Question {
    Question { asked: frame.t(key), answer }
}

fn missing(frame: &Frame, matter: &Matter) -> Option<Question> {
    let within = words::limit(frame, matter.process.supplement.reply_within);
    let then = frame.say(&matter.process.supplement.lapse.name()).to_owned();
    let answer = frame.tf("portal.faq.missing-answer", [("within", within), ("then", then)]);
    Some(question(frame, "portal.faq.missing", answer))
}

fn longer(frame: &Frame, matter: &Matter) -> Option<Question> {
    let promised = words::limit(frame, matter.limits.promised);
    let answer = match &matter.process.extension {
        Some(extension) => {
            let by = words::limit(frame, extension.limit);
            frame.tf("portal.faq.longer-answer", [("promised", promised), ("by", by)])
        }
        None => frame.tf("portal.faq.never-longer", [("promised", promised)]),
    };
    Some(question(frame, "portal.faq.longer", answer))
}

fn result(frame: &Frame, matter: &Matter) -> Option<Question> {
    let deliver = &matter.process.deliver;
    let ways: Vec<String> =
        deliver.ways.iter().map(|way| frame.say(&way.name()).to_owned()).collect();
    let ways = ways.join(if frame.is_chinese() { "、" } else { ", " });
    let within = words::limit(frame, deliver.limit);
    let answer = frame.tf("portal.faq.result-answer", [("ways", ways), ("within", within)]);
    Some(question(frame, "portal.faq.result", answer))
}

fn appeal(frame: &Frame, matter: &Matter) -> Option<Question> {
    let remedies = matter.remedies.as_ref()?;
    let review = words::limit(frame, remedies.review.limit());
    let court = words::limit(frame, remedies.court.limit());
    let answer = frame.tf("portal.faq.appeal-answer", [("review", review), ("court", court)]);
    Some(question(frame, "portal.faq.appeal", answer))
}

fn helper(frame: &Frame, matter: &Matter) -> Option<Question> {
    let phone = frame.settings().phone.clone();
    let has = matter.channels.contains(&Channel::Helper);
    let key = if has { "portal.faq.helper-answer" } else { "portal.faq.counter-answer" };
    Some(question(frame, "portal.faq.helper", frame.tf(key, [("phone", phone)])))
}
