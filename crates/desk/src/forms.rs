//! The acts of the desk as links: their codes in addresses, their words, their keys.

use cases::Seen;
use cases::model::{Doing, find_task};
use catalogue::model::{Matter, Way};
use web::Frame;

/// An act that is open to somebody now.
pub(crate) struct Offer {
    pub href: String,
    pub name: String,
    /// The key that opens it together with the browser's access key.
    pub letter: String,
    /// `danger` for what says no.
    pub class: &'static str,
}

/// The verb of a doing in addresses; none for what is not done at the desk.
const fn verb(doing: &Doing) -> Option<&'static str> {
    Some(match doing {
        Doing::Accept { .. } => "accept",
        Doing::AskCorrection { .. } => "correct",
        Doing::RefuseAcceptance { .. } => "not-accept",
        Doing::Pass { .. } => "pass",
        Doing::Fail { .. } => "fail",
        Doing::AskSupplement { .. } => "ask",
        Doing::Return { .. } => "return",
        Doing::BeginSpecial { .. } => "begin",
        Doing::EndSpecial { .. } => "end",
        Doing::Extend { .. } => "extend",
        Doing::Grant { .. } => "grant",
        Doing::Refuse { .. } => "refuse",
        Doing::Deliver { .. } => "deliver",
        Doing::Withdraw { .. } => "withdraw",
        Doing::Annul { .. } => "annul",
        _ => return None,
    })
}

/// The code of a doing in addresses: `pass~check.residence`, `begin~decide~hearing`.
pub(crate) fn code(doing: &Doing) -> Option<String> {
    let mut code = verb(doing)?.to_owned();
    let special = match doing {
        Doing::BeginSpecial { special, .. } => Some(special.as_str()),
        _ => None,
    };
    for part in doing.task().into_iter().chain(special) {
        code.push('~');
        code.push_str(part);
    }
    Some(code)
}

/// The doing of a code, with nothing written in it yet.
pub(crate) fn blank(code: &str) -> Option<Doing> {
    let mut parts = code.split('~').map(str::to_owned);
    let verb = parts.next()?;
    let (task, special) = (parts.next(), parts.next());
    let none = String::new;
    Some(match (verb.as_str(), task) {
        ("accept", None) => Doing::Accept { later: Vec::new() },
        ("correct", None) => Doing::AskCorrection { items: Vec::new(), answers: Vec::new() },
        ("not-accept", None) => Doing::RefuseAcceptance { reason: none(), source: None },
        ("pass", Some(task)) => Doing::Pass { task, opinion: none() },
        ("fail", Some(task)) => Doing::Fail { task, opinion: none() },
        ("ask", Some(task)) => {
            Doing::AskSupplement { task, items: Vec::new(), answers: Vec::new() }
        }
        ("return", Some(task)) => Doing::Return { task, reason: none() },
        ("begin", Some(task)) => Doing::BeginSpecial { task, special: special?, note: none() },
        ("end", None) => Doing::EndSpecial { note: none() },
        ("extend", None) => Doing::Extend { reason: none() },
        ("grant", None) => Doing::Grant { reason: none(), amount: None },
        ("refuse", None) => Doing::Refuse { reason: none(), source: None },
        ("deliver", None) => Doing::Deliver { way: Way::Counter, note: none() },
        ("withdraw", None) => Doing::Withdraw { reason: none() },
        ("annul", None) => Doing::Annul { reason: none() },
        _ => return None,
    })
}

/// What is open, each act once with a letter of its own.
pub(crate) fn offers(frame: &Frame, seen: &Seen, doings: &[Doing]) -> Vec<Offer> {
    let mut offers: Vec<Offer> = Vec::new();
    for doing in doings {
        let Some(href) = href(doing, seen) else { continue };
        if offers.iter().any(|offer| offer.href == href) {
            continue;
        }
        let (letter, class) = look(doing);
        let taken = offers.iter().any(|offer| offer.letter == letter);
        let letter = if taken { String::new() } else { letter.to_owned() };
        offers.push(Offer { href, name: name(frame, doing, &seen.matter), letter, class });
    }
    offers
}

/// Where an act is done. Papers that come to the counter are scanned on the portal's page for
/// supplements, which takes files.
fn href(doing: &Doing, seen: &Seen) -> Option<String> {
    let case = seen.case.id;
    if matches!(doing, Doing::Supply { .. }) {
        return Some(format!("/cases/{case}/supply"));
    }
    code(doing).map(|code| format!("/desk/cases/{case}/do/{code}"))
}

const fn look(doing: &Doing) -> (&'static str, &'static str) {
    match doing {
        Doing::Accept { .. } => ("a", ""),
        Doing::AskCorrection { .. } => ("c", "second"),
        Doing::RefuseAcceptance { .. } | Doing::Refuse { .. } => ("r", "danger"),
        Doing::Pass { .. } => ("p", ""),
        Doing::Fail { .. } => ("f", "danger"),
        Doing::AskSupplement { .. } => ("u", "second"),
        Doing::Return { .. } => ("b", "second"),
        Doing::BeginSpecial { .. } => ("t", "second"),
        Doing::EndSpecial { .. } => ("e", ""),
        Doing::Extend { .. } => ("x", "second"),
        Doing::Grant { .. } => ("g", ""),
        Doing::Deliver { .. } => ("d", ""),
        Doing::Supply { .. } => ("s", ""),
        Doing::Withdraw { .. } => ("w", "danger"),
        Doing::Annul { .. } => ("v", "danger"),
        _ => ("", "second"),
    }
}

/// The act in words, with the task or the procedure that it is about.
pub(crate) fn name(frame: &Frame, doing: &Doing, matter: &Matter) -> String {
    let verb = match doing {
        Doing::Accept { .. } => frame.t("desk.do.accept"),
        Doing::AskCorrection { .. } => frame.t("desk.do.correct"),
        Doing::RefuseAcceptance { .. } => frame.t("desk.do.not-accept"),
        Doing::Pass { .. } => frame.t("desk.do.pass"),
        Doing::Fail { .. } => frame.t("desk.do.fail"),
        Doing::AskSupplement { .. } => frame.t("desk.do.ask"),
        Doing::Return { .. } => frame.t("desk.do.return"),
        Doing::BeginSpecial { .. } => frame.t("desk.do.begin"),
        Doing::EndSpecial { .. } => frame.t("desk.do.end"),
        Doing::Extend { .. } => frame.t("desk.do.extend"),
        Doing::Grant { .. } => frame.t("desk.do.grant"),
        Doing::Refuse { .. } => frame.t("desk.do.refuse"),
        Doing::Deliver { .. } => frame.t("desk.do.deliver"),
        Doing::Supply { .. } => frame.t("desk.do.supply"),
        Doing::Withdraw { .. } => frame.t("desk.do.withdraw"),
        _ => frame.t("desk.do.annul"),
    };
    let task = doing.task().and_then(|task| find_task(matter, task)).map(|task| &task.name);
    let about = match doing {
        Doing::BeginSpecial { special, .. } => {
            matter.process.special.iter().find(|one| one.id == *special).map(|one| &one.name)
        }
        _ => task,
    };
    match about {
        Some(about) => format!("{verb} · {}", frame.say(about)),
        None => verb,
    }
}

/// What the act does, and who is told of it.
pub(crate) fn then(frame: &Frame, doing: &Doing) -> String {
    match doing {
        Doing::Accept { .. } => frame.t("desk.then.accept"),
        Doing::AskCorrection { .. } => frame.t("desk.then.correct"),
        Doing::RefuseAcceptance { .. } => frame.t("desk.then.not-accept"),
        Doing::Pass { .. } | Doing::Fail { .. } => frame.t("desk.then.opinion"),
        Doing::AskSupplement { .. } => frame.t("desk.then.ask"),
        Doing::Return { .. } => frame.t("desk.then.return"),
        Doing::BeginSpecial { .. } => frame.t("desk.then.begin"),
        Doing::EndSpecial { .. } => frame.t("desk.then.end"),
        Doing::Extend { .. } => frame.t("desk.then.extend"),
        Doing::Grant { .. } => frame.t("desk.then.grant"),
        Doing::Refuse { .. } => frame.t("desk.then.refuse"),
        Doing::Deliver { .. } => frame.t("desk.then.deliver"),
        Doing::Withdraw { .. } => frame.t("desk.then.withdraw"),
        _ => frame.t("desk.then.annul"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_of_an_act_leads_back_to_it() {
        for text in [
            "accept",
            "correct",
            "not-accept",
            "pass~check.residence",
            "fail~check.residence",
            "ask~decide",
            "return~weigh.one",
            "begin~decide~hearing",
            "end",
            "extend",
            "grant",
            "refuse",
            "deliver",
            "withdraw",
            "annul",
        ] {
            let doing = blank(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(code(&doing).as_deref(), Some(text));
        }
        for text in ["", "pass", "accept~x", "begin~decide", "lapse", "certify"] {
            assert_eq!(blank(text), None, "{text}");
        }
    }
}
