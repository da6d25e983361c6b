//! What follows from a doing that is possible. Nothing here looks at a calendar, so records that
//! are read again years later give the same case.

use std::collections::BTreeMap;

use basis::clock::{Ground, Limit, Pause};
use basis::{Fault, Instant, LegalSource, Text};
use catalogue::model::{Lapse, Matter};

use super::work::{TaskWork, stage, task};
use super::{
    Case, Decision, Delivery, Doing, Extended, Finding, PartState, Special, StageWork, State,
    Submission, Verdict, Waiting, joint,
};

/// Within which what is missing must be told (行政许可法 第三十二条).
pub const NOTICE_LIMIT: Limit = Limit::working_days(5);

/// The case that comes in.
#[must_use]
pub fn open(submission: Submission, matter: &Matter, at: Instant) -> Case {
    let state = if matter.is_joint() {
        State::Parts { parts: joint::first_parts(matter, &submission.parts) }
    } else {
        State::Received { since: at }
    };
    Case {
        id: submission.id,
        number: submission.number,
        pin: submission.pin,
        applicant: submission.applicant,
        channel: submission.channel,
        filed_by: submission.filed_by,
        submitted: at,
        answers: submission.answers,
        facts: submission.facts,
        materials: submission.materials,
        state,
        accepted: None,
        pauses: Vec::new(),
        extension: None,
        parent: submission.parent,
        escalated: Vec::new(),
        told_once: false,
        version: 1,
    }
}

/// The case after a doing that [`super::check`] has let pass.
///
/// # Errors
/// A fault when the doing does not fit the case: the records are damaged.
pub fn apply(mut case: Case, doing: &Doing, matter: &Matter, at: Instant) -> Result<Case, Fault> {
    case.version += 1;
    match doing {
        Doing::Submit(_) => return Err(damaged("a second submission")),
        Doing::Accept { .. } => accept(&mut case, matter, at, at),
        Doing::AcceptByDefault => {
            let State::Received { since } = case.state else {
                return Err(damaged("acceptance by default of a case that was not waiting"));
            };
            accept(&mut case, matter, at, since);
        }
        Doing::AskCorrection { items, answers } => {
            let asked = waiting("receive", (items, answers), at);
            case.told_once = true;
            case.state = State::Correcting { asked };
        }
        Doing::RefuseAcceptance { reason, source } => {
            let (reason, source) = (reason.clone(), source.clone());
            case.state = State::NotAccepted { at, reason, source };
        }
        Doing::Supply { answers, materials, .. } => supply(&mut case, answers, materials, at),
        Doing::Pass { task, opinion } => {
            finish(&mut case, matter, task, Verdict::Pass, opinion, at)?;
        }
        Doing::Fail { task, opinion } => {
            finish(&mut case, matter, task, Verdict::Fail, opinion, at)?;
        }
        Doing::AskSupplement { task, items, answers } => {
            pause(&mut case, at, supplement_ground(matter));
            *asked_mut(&mut case)? = Some(waiting(task, (items, answers), at));
        }
        Doing::Return { task, .. } => send_back(&mut case, matter, task, at)?,
        Doing::BeginSpecial { special, note, .. } => {
            begin_special(&mut case, matter, special, note, at)?;
        }
        Doing::EndSpecial { .. } => {
            *special_mut(&mut case)? = None;
            resume(&mut case, at);
        }
        Doing::Extend { reason } => case.extension = Some(Extended { at, reason: reason.clone() }),
        Doing::Grant { reason, amount } => {
            let on_commitment = matter.process.commitment.is_some();
            let mut decision = decision(true, reason, None, at);
            (decision.amount, decision.on_commitment) = (*amount, on_commitment);
            case.state = State::Granted { decision };
        }
        Doing::Refuse { reason, source } => {
            case.state = State::Refused { decision: decision(false, reason, source.clone(), at) };
        }
        Doing::Certify { certificate } => certify(&mut case, certificate)?,
        Doing::Deliver { way, note } => {
            deliver(&mut case, Delivery { at, way: *way, note: note.clone() })?;
        }
        Doing::Withdraw { reason } => {
            resume(&mut case, at);
            case.state = State::Withdrawn { at, lapsed: false, reason: reason.clone() };
        }
        Doing::Lapse => lapse(&mut case, matter, at),
        Doing::Annul { reason } => {
            resume(&mut case, at);
            case.state = State::Void { at, reason: reason.clone() };
        }
        Doing::Escalate { task } => case.escalated.push(task.clone()),
        Doing::Recompute => {}
        Doing::BeginPart { part, case: child } => {
            set_part(&mut case, part, PartState::Running { case: *child })?;
        }
        Doing::EndPart { part, granted } => end_part(&mut case, matter, part, *granted, at)?,
    }
    Ok(case)
}

/// Rebuilds a case from what was done, oldest first.
///
/// # Errors
/// A fault when the records do not begin with a submission or do not fit each other.
pub fn replay<'a>(
    doings: impl IntoIterator<Item = (&'a Doing, Instant)>,
    matter: &Matter,
) -> Result<Case, Fault> {
    let mut doings = doings.into_iter();
    let Some((Doing::Submit(submission), at)) = doings.next() else {
        return Err(damaged("no submission at the beginning"));
    };
    let first = open((**submission).clone(), matter, at);
    doings.try_fold(first, |case, (doing, at)| apply(case, doing, matter, at))
}

fn damaged(what: &str) -> Fault {
    Fault::new(format!("the records of a case do not fit each other: {what}"))
}

fn waiting(task: &str, (items, answers): (&[String], &[String]), at: Instant) -> Waiting {
    let items = items.iter().filter(|item| !item.trim().is_empty()).cloned().collect();
    Waiting { since: at, task: task.to_owned(), items, answers: answers.to_vec() }
}

fn decision(granted: bool, reason: &str, source: Option<LegalSource>, at: Instant) -> Decision {
    let reason = reason.to_owned();
    Decision { at, granted, reason, source, amount: None, on_commitment: false }
}

/// The clocks run from `from`: now, or, when it was accepted by default, the day on which the
/// office had the papers.
fn accept(case: &mut Case, matter: &Matter, at: Instant, from: Instant) {
    case.accepted = Some(from);
    case.state = match matter.process.stages.first() {
        Some(first) => State::InReview {
            stages: BTreeMap::from([(first.id.clone(), StageWork::begin(first, at))]),
            asked: None,
            special: None,
        },
        None => State::Deciding { since: at, findings: Vec::new(), asked: None, special: None },
    };
}

fn supply(case: &mut Case, answers: &super::Answers, materials: &[super::Handed], at: Instant) {
    case.answers.extend(answers.clone());
    case.materials.retain(|old| !materials.iter().any(|new| new.material == old.material));
    case.materials.extend(materials.iter().cloned());
    match &mut case.state {
        State::Correcting { .. } => {
            case.state = State::Received { since: at };
            case.escalated.retain(|task| task != "receive");
        }
        State::InReview { asked, .. } | State::Deciding { asked, .. } => *asked = None,
        _ => {}
    }
    resume(case, at);
}

fn finish(
    case: &mut Case,
    matter: &Matter,
    path: &str,
    verdict: Verdict,
    opinion: &str,
    at: Instant,
) -> Result<(), Fault> {
    let (stage, task) = task(matter, path).ok_or_else(|| damaged("an unknown task"))?;
    let State::InReview { stages, .. } = &mut case.state else {
        return Err(damaged("a task outside review"));
    };
    let begun = stages.get_mut(&stage.id).ok_or_else(|| damaged("a stage that had not begun"))?;
    let done = TaskWork::Done { at, verdict, opinion: opinion.to_owned() };
    begun.tasks.insert(task.id.clone(), done);
    if begun.done(stage.join) {
        begun.spare();
        go_on(case, matter, &stage.then, at);
    }
    Ok(())
}

/// Begins the following stages whose predecessors are all done; with none left, the decision.
fn go_on(case: &mut Case, matter: &Matter, then: &[String], at: Instant) {
    let State::InReview { stages, asked, special } = &mut case.state else { return };
    for next in then.iter().filter_map(|id| stage(matter, id)) {
        let ready = matter
            .process
            .stages
            .iter()
            .filter(|before| before.then.contains(&next.id))
            .all(|before| stages.get(&before.id).is_some_and(|work| work.done(before.join)));
        if ready && !stages.contains_key(&next.id) {
            stages.insert(next.id.clone(), StageWork::begin(next, at));
        }
    }
    let all_done =
        stages.iter().all(|(id, work)| stage(matter, id).is_none_or(|one| work.done(one.join)));
    if all_done {
        let findings = findings(matter, stages);
        let (asked, special) = (asked.take(), special.take());
        case.state = State::Deciding { since: at, findings, asked, special };
    }
}

fn findings(matter: &Matter, stages: &BTreeMap<String, StageWork>) -> Vec<Finding> {
    let of = |stage: &catalogue::model::Stage| {
        let work = stages.get(&stage.id);
        stage
            .tasks
            .iter()
            .filter_map(|task| match work?.tasks.get(&task.id)? {
                TaskWork::Done { at, verdict, opinion } => Some(Finding {
                    task: format!("{}.{}", stage.id, task.id),
                    at: *at,
                    verdict: *verdict,
                    opinion: opinion.clone(),
                }),
                _ => None,
            })
            .collect::<Vec<_>>()
    };
    matter.process.stages.iter().flat_map(of).collect()
}

/// The named earlier stage and everything that came after it begin again.
fn send_back(case: &mut Case, matter: &Matter, path: &str, at: Instant) -> Result<(), Fault> {
    let (from, _) = task(matter, path).ok_or_else(|| damaged("an unknown task"))?;
    // Never to the reception: what has been accepted stays so, and its clock began with that.
    let again = from.back.as_deref().and_then(|target| stage(matter, target));
    let again = again.ok_or_else(|| damaged("a return to a stage that is not there"))?;
    let State::InReview { stages, .. } = &mut case.state else {
        return Err(damaged("a return outside review"));
    };
    let mut later = vec![again.id.clone()];
    let mut next = 0;
    while let Some(id) = later.get(next).cloned() {
        let following = stage(matter, &id).map(|one| one.then.clone()).unwrap_or_default();
        for id in following {
            if !later.contains(&id) {
                later.push(id);
            }
        }
        next += 1;
    }
    stages.retain(|id, _| !later.contains(id));
    stages.insert(again.id.clone(), StageWork::begin(again, at));
    // What begins again can be late again.
    let begins = |path: &String| {
        path.split_once('.').is_some_and(|(id, _)| later.iter().any(|one| one == id))
    };
    case.escalated.retain(|path| !begins(path));
    Ok(())
}

fn begin_special(
    case: &mut Case,
    matter: &Matter,
    id: &str,
    note: &str,
    at: Instant,
) -> Result<(), Fault> {
    let rule = matter.process.special.iter().find(|one| one.id == id);
    let rule = rule.ok_or_else(|| damaged("an unknown special procedure"))?;
    if rule.stops_clock {
        let ground = Ground::new(rule.name.clone(), rule.basis.clone().unwrap_or_default());
        pause(case, at, ground);
    }
    let special = Special { id: id.to_owned(), since: at, note: note.to_owned() };
    // Each procedure can be late by itself.
    case.escalated.retain(|task| task != super::SPECIAL);
    *special_mut(case)? = Some(special);
    Ok(())
}

fn supplement_ground(matter: &Matter) -> Ground {
    let law = || LegalSource::new("行政许可法", "第三十二条");
    let source = matter.process.supplement.basis.clone().unwrap_or_else(law);
    Ground::new(Text::new(super::WAITING_FOR_APPLICANT, "Waiting for the applicant"), source)
}

fn pause(case: &mut Case, at: Instant, ground: Ground) {
    case.pauses.push(Pause { from: at, until: None, ground });
}

fn resume(case: &mut Case, at: Instant) {
    for pause in case.pauses.iter_mut().filter(|pause| pause.until.is_none()) {
        pause.until = Some(at);
    }
}

fn asked_mut(case: &mut Case) -> Result<&mut Option<Waiting>, Fault> {
    match &mut case.state {
        State::InReview { asked, .. } | State::Deciding { asked, .. } => Ok(asked),
        _ => Err(damaged("a supplement outside review")),
    }
}

fn special_mut(case: &mut Case) -> Result<&mut Option<Special>, Fault> {
    match &mut case.state {
        State::InReview { special, .. } | State::Deciding { special, .. } => Ok(special),
        _ => Err(damaged("a special procedure outside review")),
    }
}

fn certify(case: &mut Case, certificate: &str) -> Result<(), Fault> {
    let State::Granted { decision } = &case.state else {
        return Err(damaged("a certificate without a decision"));
    };
    let (decision, certificate) = (decision.clone(), certificate.to_owned());
    case.state = State::Certified { decision, certificate };
    Ok(())
}

fn deliver(case: &mut Case, delivery: Delivery) -> Result<(), Fault> {
    case.state = match &case.state {
        State::Certified { decision, certificate } => State::Delivered {
            decision: decision.clone(),
            certificate: Some(certificate.clone()),
            delivery,
        },
        State::Granted { decision } => {
            State::Delivered { decision: decision.clone(), certificate: None, delivery }
        }
        _ => return Err(damaged("a delivery of nothing")),
    };
    Ok(())
}

fn lapse(case: &mut Case, matter: &Matter, at: Instant) {
    let reason = "到期没有补正";
    match matter.process.supplement.lapse {
        Lapse::Withdrawn => {
            resume(case, at);
            case.state = State::Withdrawn { at, lapsed: true, reason: reason.to_owned() };
        }
        Lapse::NotAccepted => {
            resume(case, at);
            let (reason, source) = (reason.to_owned(), matter.process.supplement.basis.clone());
            case.state = State::NotAccepted { at, reason, source };
        }
        Lapse::GoesOn => supply(case, &super::Answers::new(), &[], at),
    }
}

fn set_part(case: &mut Case, part: &str, state: PartState) -> Result<(), Fault> {
    let State::Parts { parts } = &mut case.state else {
        return Err(damaged("a part of a plain case"));
    };
    parts.insert(part.to_owned(), state).map(drop).ok_or_else(|| damaged("an unknown part"))
}

fn end_part(
    case: &mut Case,
    matter: &Matter,
    part: &str,
    granted: bool,
    at: Instant,
) -> Result<(), Fault> {
    let State::Parts { parts } = &mut case.state else {
        return Err(damaged("a part of a plain case"));
    };
    let Some(PartState::Running { case: child }) = parts.get(part) else {
        return Err(damaged("a part that was not running"));
    };
    let ended = PartState::Ended { case: *child, granted };
    parts.insert(part.to_owned(), ended);
    joint::block(matter, parts);
    if let Some(granted) = joint::outcome(parts) {
        let reason =
            if granted { "各联办事项已办结" } else { "各联办事项均未办成" };
        let decision = decision(granted, reason, None, at);
        case.state =
            if granted { State::Granted { decision } } else { State::Refused { decision } };
    }
    Ok(())
}
