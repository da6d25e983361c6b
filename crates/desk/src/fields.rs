//! The fields of each act, and the doing that a filled form means.

use basis::{Fen, LegalSource};
use cases::Seen;
use cases::model::{Doing, amount_due, departs};
use catalogue::model::{FieldKind, Kind as MatterKind, Matter, Need, Way};
use rules::{Answer, Base, Value};
use web::{Choice, Field, Frame, Kind, Typed};

use crate::{Desk, explain};

/// The fields of an act on a case; `answer` is what the rules say, where the act needs it.
pub(crate) fn fields(
    desk: &Desk,
    frame: &Frame,
    doing: &Doing,
    seen: &Seen,
    answer: Option<&Answer>,
) -> Vec<Field> {
    let matter = &*seen.matter;
    let lines = |id: &str, label: String| Field::new(id, label, Kind::Lines { rows: 4 });
    let reason = || lines("reason", frame.t("desk.form.reason"));
    match doing {
        Doing::Accept { .. } => later(frame, matter),
        Doing::AskCorrection { .. } | Doing::AskSupplement { .. } => {
            let items =
                lines("items", frame.t("desk.form.items")).hint(frame.t("desk.form.items-hint"));
            std::iter::once(items).chain(again(frame, matter)).collect()
        }
        Doing::RefuseAcceptance { .. } | Doing::Refuse { .. } => {
            let reason = reason().hint(frame.t("desk.form.reason-hint"));
            std::iter::once(reason).chain(law(frame, matter)).collect()
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
                let amount = answer.and_then(amount_due);
                let value = amount.map_or_else(String::new, |fen| fen.to_string());
                let unit = frame.tf("desk.form.amount-unit", [("unit", frame.say(&benefit.unit))]);
                Field::new("amount", frame.t("desk.form.amount"), Kind::Money)
                    .hint(format!("{} {unit}", worked_out(desk, frame, seen, (amount, answer))))
                    .value(value)
            });
            let why = if departs(&seen.case, answer) {
                reason().hint(frame.t("desk.form.reason-departs"))
            } else {
                reason().optional()
            };
            std::iter::once(why).chain(money).collect()
        }
        Doing::Deliver { .. } => deliver(frame, matter),
        Doing::Withdraw { .. } => vec![reason().optional()],
        _ => vec![reason().hint(frame.t("desk.form.reason-hint"))],
    }
}

/// Whether the amount is worked out, and if not, what is missing for it.
fn worked_out(
    desk: &Desk,
    frame: &Frame,
    seen: &Seen,
    (amount, answer): (Option<Fen>, Option<&Answer>),
) -> String {
    if amount.is_some() {
        return frame.t("desk.form.amount-hint");
    }
    let missing = answer.map(explain::missing).unwrap_or_default();
    if missing.is_empty() {
        return frame.t("desk.form.amount-none");
    }
    let name = |name: &str| frame.say(&desk.cases.fact_name(&seen.matter, name)).to_owned();
    let names: Vec<String> = missing.into_iter().map(name).collect();
    let comma = if frame.is_chinese() { "、" } else { ", " };
    frame.tf("desk.form.amount-missing", [("missing", names.join(comma))])
}

/// The answers that the applicant can be asked to put right; papers are asked for in words.
fn again(frame: &Frame, matter: &Matter) -> Option<Field> {
    let asked = matter.form.iter().filter(|field| field.kind != FieldKind::File);
    let options: Vec<_> =
        asked.map(|field| Choice::new(&*field.id, frame.say(&field.label))).collect();
    if options.is_empty() {
        return None;
    }
    let field = Field::new("answers", frame.t("desk.form.answers"), Kind::Checkboxes);
    Some(field.hint(frame.t("desk.form.answers-hint")).options(options).optional())
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

/// On which law a no rests; nothing is asked where there is none to choose from.
fn law(frame: &Frame, matter: &Matter) -> Option<Field> {
    let laws = laws(matter);
    let options = laws.iter().enumerate();
    let options: Vec<_> =
        options.map(|(at, law)| Choice::new(at.to_string(), law.to_string())).collect();
    if options.is_empty() {
        return None;
    }
    let field = Field::new("law", frame.t("desk.form.law"), Kind::Select).options(options);
    Some(field.optional())
}

/// The laws that a no can rest on: those of the matter, of its conditions, and of a permit the permit
/// law, which speaks of nothing else.
fn laws(matter: &Matter) -> Vec<LegalSource> {
    let conditions = matter.conditions.iter().filter_map(|one| one.basis.as_ref());
    let mut laws: Vec<LegalSource> = Vec::new();
    let general = [
        LegalSource::new("行政许可法", "第三十二条"),
        LegalSource::new("行政许可法", "第三十八条"),
    ];
    let general = general.iter().filter(|_| matter.kind == MatterKind::Permit);
    for law in matter.basis.iter().chain(conditions).chain(general) {
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
    let all = |id: &str| typed.all(id).into_iter().map(str::to_owned).collect();
    let lines = || typed.one("items").lines().map(|line| line.trim().to_owned()).collect();
    let source = || {
        let at: usize = typed.one("law").parse().ok()?;
        laws(matter).into_iter().nth(at)
    };
    Ok(match blank {
        Doing::Accept { .. } => Doing::Accept { later: all("later") },
        Doing::AskCorrection { .. } => {
            Doing::AskCorrection { items: lines(), answers: all("answers") }
        }
        Doing::AskSupplement { task, .. } => {
            Doing::AskSupplement { task, items: lines(), answers: all("answers") }
        }
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
