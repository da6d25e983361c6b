//! The acts of the desk as links and forms: their codes in addresses, their words, their fields,
//! and the doing that a filled form means.

use basis::{Fen, LegalSource};
use cases::Seen;
use cases::model::{Doing, find_task};
use catalogue::model::{Matter, Need, Way};
use rules::{Base, Value};
use web::{Choice, Field, Frame, Kind, Typed};

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
        ("correct", None) => Doing::AskCorrection { items: Vec::new() },
        ("not-accept", None) => Doing::RefuseAcceptance { reason: none(), source: None },
        ("pass", Some(task)) => Doing::Pass { task, opinion: none() },
        ("fail", Some(task)) => Doing::Fail { task, opinion: none() },
        ("ask", Some(task)) => Doing::AskSupplement { task, items: Vec::new() },
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
        let Some(code) = code(doing) else { continue };
        let href = format!("/desk/cases/{}/do/{code}", seen.case.id);
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

/// The fields of an act; `amount` is what the rules give.
pub(crate) fn fields(
    frame: &Frame,
    doing: &Doing,
    matter: &Matter,
    amount: Option<Fen>,
) -> Vec<Field> {
    let lines = |id: &str, label: String| Field::new(id, label, Kind::Lines { rows: 4 });
    let reason = || lines("reason", frame.t("desk.form.reason"));
    match doing {
        Doing::Accept { .. } => later(frame, matter),
        Doing::AskCorrection { .. } | Doing::AskSupplement { .. } => {
            vec![lines("items", frame.t("desk.form.items")).hint(frame.t("desk.form.items-hint"))]
        }
        Doing::RefuseAcceptance { .. } | Doing::Refuse { .. } => {
            vec![reason().hint(frame.t("desk.form.reason-hint")), law(frame, matter)]
        }
        Doing::Pass { .. } => vec![lines("opinion", frame.t("desk.form.opinion")).optional()],
        Doing::Fail { .. } => {
            let label = frame.t("desk.form.opinion");
            vec![lines("opinion", label).hint(frame.t("desk.form.fail-hint"))]
        }
        Doing::BeginSpecial { .. } | Doing::EndSpecial { .. } => {
            vec![lines("note", frame.t("desk.form.note")).optional()]
        }
        Doing::Grant { .. } => {
            let money = matter.benefit.as_ref().map(|benefit| {
                let value = amount.map_or_else(String::new, |fen| fen.to_string());
                Field::new("amount", frame.t("desk.form.amount"), Kind::Money)
                    .hint(format!(
                        "{} {}",
                        frame.t("desk.form.amount-hint"),
                        frame.say(&benefit.unit)
                    ))
                    .value(value)
            });
            std::iter::once(reason().optional()).chain(money).collect()
        }
        Doing::Deliver { .. } => deliver(frame, matter),
        Doing::Withdraw { .. } => vec![reason().optional()],
        _ => vec![reason().hint(frame.t("desk.form.reason-hint"))],
    }
}

/// The materials that the matter lets follow later.
fn later(frame: &Frame, matter: &Matter) -> Vec<Field> {
    let may = matter.materials.iter().filter(|one| one.need == Need::Later);
    let options: Vec<_> = may.map(|one| Choice::new(&*one.id, frame.say(&one.name))).collect();
    if options.is_empty() {
        return Vec::new();
    }
    let field = Field::new("later", frame.t("desk.form.later"), Kind::Checkboxes).options(options);
    vec![field.hint(frame.t("desk.form.later-hint")).optional()]
}

fn deliver(frame: &Frame, matter: &Matter) -> Vec<Field> {
    let ways = &matter.process.deliver.ways;
    let options = ways.iter().map(|way| Choice::new(way.code(), frame.say(&way.name()))).collect();
    let first = ways.first().map_or("", |way| way.code());
    vec![
        Field::radios("way", frame.t("desk.form.way"), options).value(first),
        Field::line("note", frame.t("desk.form.tracking")).optional(),
    ]
}

fn law(frame: &Frame, matter: &Matter) -> Field {
    let options = laws(matter)
        .iter()
        .enumerate()
        .map(|(at, law)| Choice::new(at.to_string(), law.to_string()))
        .collect();
    Field::new("law", frame.t("desk.form.law"), Kind::Select).options(options).optional()
}

/// The laws that a no can rest on: those of the matter, of its conditions, and the permit law.
fn laws(matter: &Matter) -> Vec<LegalSource> {
    let conditions = matter.conditions.iter().filter_map(|one| one.basis.as_ref());
    let mut laws: Vec<LegalSource> = Vec::new();
    let general = [
        LegalSource::new("行政许可法", "第三十二条"),
        LegalSource::new("行政许可法", "第三十八条"),
    ];
    for law in matter.basis.iter().chain(conditions).chain(&general) {
        if !laws.contains(law) {
            laws.push(law.clone());
        }
    }
    laws
}

/// The doing that a filled form means.
///
/// # Errors
/// The field and what is wrong with it, where a value cannot be read at all.
pub(crate) fn filled(
    frame: &Frame,
    blank: Doing,
    typed: &Typed,
    matter: &Matter,
) -> Result<Doing, (&'static str, String)> {
    let text = |id: &str| typed.one(id).to_owned();
    let lines = || typed.one("items").lines().map(|line| line.trim().to_owned()).collect();
    let source = || {
        let at: usize = typed.one("law").parse().ok()?;
        laws(matter).into_iter().nth(at)
    };
    Ok(match blank {
        Doing::Accept { .. } => {
            Doing::Accept { later: typed.all("later").into_iter().map(str::to_owned).collect() }
        }
        Doing::AskCorrection { .. } => Doing::AskCorrection { items: lines() },
        Doing::AskSupplement { task, .. } => Doing::AskSupplement { task, items: lines() },
        Doing::RefuseAcceptance { .. } => {
            Doing::RefuseAcceptance { reason: text("reason"), source: source() }
        }
        Doing::Refuse { .. } => Doing::Refuse { reason: text("reason"), source: source() },
        Doing::Pass { task, .. } => Doing::Pass { task, opinion: text("opinion") },
        Doing::Fail { task, .. } => Doing::Fail { task, opinion: text("opinion") },
        Doing::Return { task, .. } => Doing::Return { task, reason: text("reason") },
        Doing::BeginSpecial { task, special, .. } => {
            Doing::BeginSpecial { task, special, note: text("note") }
        }
        Doing::EndSpecial { .. } => Doing::EndSpecial { note: text("note") },
        Doing::Extend { .. } => Doing::Extend { reason: text("reason") },
        Doing::Grant { .. } => {
            Doing::Grant { reason: text("reason"), amount: amount(frame, typed, matter)? }
        }
        Doing::Deliver { .. } => {
            let way = Way::from_code(typed.one("way"))
                .ok_or_else(|| ("way", frame.t("desk.form.way-error")))?;
            Doing::Deliver { way, note: text("note") }
        }
        Doing::Withdraw { .. } => Doing::Withdraw { reason: text("reason") },
        Doing::Annul { .. } => Doing::Annul { reason: text("reason") },
        other => other,
    })
}

fn amount(
    frame: &Frame,
    typed: &Typed,
    matter: &Matter,
) -> Result<Option<Fen>, (&'static str, String)> {
    if matter.benefit.is_none() {
        return Ok(None);
    }
    let written = typed.one("amount").replace([',', '，'], "");
    match Value::read(&format!("{}元", written.trim_end_matches('元')), &Base::Money) {
        Some(Value::Money(fen)) if fen >= Fen::ZERO => Ok(Some(fen)),
        _ => Err(("amount", frame.t("desk.form.amount-error"))),
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
