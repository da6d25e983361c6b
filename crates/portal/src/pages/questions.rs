//! What people ask about a matter, answered by its office, or out of its own data, so that an answer
//! cannot say something else than the process does; and the page for those who cannot do it themselves.

use axum::extract::State;
use axum::response::IntoResponse;
use catalogue::model::{Channel, Matter};
use web::{Frame, Page, PageResult};

use crate::{Portal, words};

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
}

/// GET /ask-somebody: how somebody else does it for me.
pub(crate) async fn ask_somebody(State(_): State<Portal>, frame: Frame) -> PageResult {
    Ok(Page(AskPage { frame }).into_response())
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
