//! What a resident is told of each step; pure. Plain words, the matter, the number, what to do next.
//! The sentences are in `data/messages/<language>/outbound.toml`, where an office changes them.

use basis::{Lang, Text};
use cases::model::Doing;
use catalogue::model::Matter;
use web::Messages;

use crate::NOTICE;

/// Which kinds of record set off a notice; for the ledger's list of reactions.
pub const REACTIONS: [(&str, &str); 14] = [
    ("case.submitted", NOTICE),
    ("case.accepted", NOTICE),
    ("case.accepted-by-default", NOTICE),
    ("case.correction-asked", NOTICE),
    ("case.not-accepted", NOTICE),
    ("case.supplement-asked", NOTICE),
    ("case.special-begun", NOTICE),
    ("case.extended", NOTICE),
    ("case.granted", NOTICE),
    ("case.refused", NOTICE),
    ("case.certified", NOTICE),
    ("case.delivered", NOTICE),
    ("case.lapsed", NOTICE),
    ("case.annulled", NOTICE),
];

/// Which records of requests for help set off a notice; whether there is a gateway or not, since no
/// step of a case tells of them.
pub const OF_HELP: [(&str, &str); 4] = [
    ("help.taken", NOTICE),
    ("help.declined", NOTICE),
    ("help.done", NOTICE),
    ("help.lapsed", NOTICE),
];

/// A text message as it leaves: the service's name before the words.
#[must_use]
pub fn signed(service: &str, words: &str) -> String {
    format!("【{service}】{words}")
}

/// What the applicant of the case of a number is told, if anything, in the words in force.
pub(crate) fn told(words: &Messages, doing: &Doing, number: &str, matter: &Matter) -> Option<Text> {
    let sentence = match doing {
        // The parts of a joint case were handed in with it.
        Doing::Submit(submission) if submission.parent.is_some() => return None,
        Doing::Submit(_) => "received",
        Doing::Accept { .. } => "accepted",
        Doing::AcceptByDefault => "accepted-by-default",
        Doing::AskCorrection { .. } | Doing::AskSupplement { .. } => "missing",
        Doing::RefuseAcceptance { .. } => "not-accepted",
        Doing::BeginSpecial { .. } => "special",
        Doing::Extend { .. } => "extended",
        Doing::Grant { .. } => "granted",
        Doing::Refuse { .. } => "refused",
        Doing::Certify { .. } => "certified",
        Doing::Deliver { .. } => "delivered",
        Doing::Lapse => "lapsed",
        Doing::Annul { .. } => "annulled",
        _ => return None,
    };
    let key = format!("outbound.told.{sentence}");
    let in_language = |lang: Lang| {
        let values = [
            ("name", special(words, lang, doing, matter)),
            ("when", answered(words, lang, matter)),
        ];
        let what = words.fill(lang, &key, &values);
        let name = matter.name.get(lang);
        let values = [("matter", name), ("number", number), ("what", what.as_str())];
        words.fill(lang, "outbound.told.about", &values)
    };
    Some(Text::new(in_language(Lang::Zh), in_language(Lang::En)))
}

/// What somebody is told who asked another to do a matter of this name, by the kind of the record; if
/// anything, in the words in force.
pub(crate) fn of_help(words: &Messages, kind: &str, name: &Text) -> Option<Text> {
    let key = match kind {
        "help.taken" => "outbound.help.taken",
        "help.declined" => "outbound.help.declined",
        "help.done" => "outbound.help.done",
        "help.lapsed" => "outbound.help.lapsed",
        _ => return None,
    };
    let in_language = |lang: Lang| words.fill(lang, key, &[("matter", name.get(lang))]);
    Some(Text::new(in_language(Lang::Zh), in_language(Lang::En)))
}

/// By when somebody answers an application: the matter's own limit, as on the receipt.
fn answered(words: &Messages, lang: Lang, matter: &Matter) -> String {
    let limit = matter.process.receive.limit;
    match limit.n {
        0 => words.get(lang, "outbound.value.at-once"),
        _ => {
            let values = [("limit", limit.words().get(lang).to_owned())];
            words.fill(lang, "outbound.value.within", &values)
        }
    }
}

/// The special procedure that begins; empty where none does.
fn special(words: &Messages, lang: Lang, doing: &Doing, matter: &Matter) -> String {
    let Doing::BeginSpecial { special, .. } = doing else { return String::new() };
    let found = matter.process.special.iter().find(|one| one.id == *special);
    found.map_or_else(
        || words.get(lang, "outbound.value.special"),
        |one| one.name.get(lang).to_owned(),
    )
}
