//! Whether somebody's doing is possible now. Every refusal names its rule and, where there is
//! one, the law. Who may do it is not asked here: rights have one place of their own.

use basis::calendar::Calendar;
use basis::clock::{Course, due};
use basis::{Fen, Instant, Refusal};
use catalogue::model::{Matter, May};
use rules::{Answer, Outcome, Value};

use super::clocks::whole;
use super::work::{TaskWork, task};
use super::{Answers, Case, Doing, Handed, How, PartState, State, Verdict};

/// What a decision about a doing rests on besides the case: the matter, the calendar, the time.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The matter in the version of the case.
    pub matter: &'a Matter,
    /// The working days.
    pub calendar: &'a Calendar,
    /// The present instant.
    pub now: Instant,
    /// What the rules of the matter say on the facts of the case, for whoever decides; `None`
    /// where the matter has no rules or the decision is still ahead.
    pub answer: Option<&'a Answer>,
}

/// Whether a doing is possible now.
///
/// # Errors
/// The rule that refuses.
pub fn check(case: &Case, doing: &Doing, context: &Context<'_>) -> Result<(), Refusal> {
    match doing {
        Doing::Submit(_) => Err(refuse::submitted_twice()),
        Doing::Accept { later } => received(case).and_then(|()| may_follow(later, context.matter)),
        Doing::AcceptByDefault => by_default(case, context),
        Doing::AskCorrection { items, answers } => {
            received(case)?;
            once_and_in_time(case, context)?;
            needed(items).and_then(|()| asked_for(answers, context.matter))
        }
        Doing::RefuseAcceptance { reason, .. } => received(case).and_then(|()| reasons(reason)),
        Doing::Supply { answers, materials, note } => {
            may_change(case, answers)?;
            handed(materials, context.matter)?;
            let is_empty = answers.is_empty() && materials.is_empty() && note.trim().is_empty();
            if is_empty { Err(refuse::nothing_supplied()) } else { Ok(()) }
        }
        Doing::Pass { task, .. } => in_task(case, task, May::Pass, context.matter),
        Doing::Fail { task, opinion } => {
            in_task(case, task, May::Fail, context.matter).and_then(|()| reasons(opinion))
        }
        Doing::AskSupplement { task, items, answers } => {
            undisturbed(case)?;
            may_in(case, task, May::Supplement, context.matter)?;
            needed(items).and_then(|()| asked_for(answers, context.matter))
        }
        Doing::Return { task, reason } => {
            in_task(case, task, May::Return, context.matter).and_then(|()| reasons(reason))
        }
        Doing::BeginSpecial { task, special, .. } => {
            undisturbed(case)?;
            may_in(case, task, May::Special, context.matter)?;
            let known = context.matter.process.special.iter().any(|one| one.id == *special);
            if known { Ok(()) } else { Err(refuse::no_such_special()) }
        }
        Doing::EndSpecial { .. } => case.special().map(drop).ok_or_else(refuse::no_special),
        Doing::Extend { reason } => extend(case, context).and_then(|()| reasons(reason)),
        Doing::Grant { reason, amount } => {
            deciding(case)?;
            held_to_the_rules(*amount, context)?;
            if departs(case, context.answer) { reasons(reason) } else { Ok(()) }
        }
        Doing::Refuse { reason, .. } => deciding(case).and_then(|()| reasons(reason)),
        Doing::Certify { .. } => certify(case, context.matter),
        Doing::Deliver { way, .. } => deliver(case, context.matter, *way),
        Doing::Withdraw { .. } => withdraw(case),
        Doing::Lapse => lapse(case, context),
        Doing::Annul { reason } => annul(case).and_then(|()| reasons(reason)),
        Doing::Escalate { .. } | Doing::Recompute => alive(case),
        Doing::BeginPart { part, .. } => part_is(case, part, |p| *p == PartState::Waiting),
        Doing::EndPart { part, .. } => {
            part_is(case, part, |p| matches!(p, PartState::Running { .. }))
        }
    }
}

fn received(case: &Case) -> Result<(), Refusal> {
    match case.state {
        State::Received { .. } => Ok(()),
        State::Correcting { .. } => Err(refuse::correction_pending()),
        _ => Err(refuse::past_acceptance()),
    }
}

fn may_follow(later: &[String], matter: &Matter) -> Result<(), Refusal> {
    let allowed = |id: &String| {
        matter.material(id).is_some_and(|one| one.need == catalogue::model::Need::Later)
    };
    if later.iter().all(allowed) { Ok(()) } else { Err(refuse::must_not_follow()) }
}

/// 行政许可法 第三十二条: what is missing must be told within five days; otherwise the
/// application counts as accepted from the day it was handed in.
fn by_default(case: &Case, context: &Context<'_>) -> Result<(), Refusal> {
    let State::Received { since } = case.state else { return Err(refuse::past_acceptance()) };
    if notice_is_late(since, context) { Ok(()) } else { Err(refuse::notice_still_possible()) }
}

/// The same article: all that is missing is told at one time, and not after the five days, even
/// where the timer has not come yet to note the acceptance.
fn once_and_in_time(case: &Case, context: &Context<'_>) -> Result<(), Refusal> {
    match case.state {
        _ if case.told_once => Err(refuse::told_already()),
        State::Received { since } if notice_is_late(since, context) => Err(refuse::notice_late()),
        _ => Ok(()),
    }
}

fn notice_is_late(since: Instant, context: &Context<'_>) -> bool {
    let notice = Course::new(since, super::apply::NOTICE_LIMIT);
    due(&notice, context.calendar, context.now).overdue(context.now)
}

fn in_task(case: &Case, path: &str, may: May, matter: &Matter) -> Result<(), Refusal> {
    if case.special().is_some() && may == May::Pass {
        return Err(refuse::special_running());
    }
    task_open(case, path)?;
    allowed(path, may, matter)
}

fn may_in(case: &Case, path: &str, may: May, matter: &Matter) -> Result<(), Refusal> {
    if path == "decide" {
        return match case.state {
            State::Deciding { .. } => Ok(()),
            _ => Err(refuse::not_deciding()),
        };
    }
    task_open(case, path)?;
    allowed(path, may, matter)
}

fn task_open(case: &Case, path: &str) -> Result<(), Refusal> {
    let State::InReview { stages, .. } = &case.state else { return Err(refuse::not_in_review()) };
    let work = path
        .split_once('.')
        .and_then(|(stage, task)| stages.get(stage).and_then(|begun| begun.tasks.get(task)));
    match work {
        Some(TaskWork::Open) => Ok(()),
        Some(_) => Err(refuse::task_done()),
        None => Err(refuse::no_such_task()),
    }
}

fn allowed(path: &str, may: May, matter: &Matter) -> Result<(), Refusal> {
    let (_, task) = task(matter, path).ok_or_else(refuse::no_such_task)?;
    if task.may.contains(&may) { Ok(()) } else { Err(refuse::task_may_not()) }
}

/// One question and one procedure at a time, so that the clock's stops never overlap.
fn undisturbed(case: &Case) -> Result<(), Refusal> {
    if case.asked().is_some() {
        return Err(refuse::already_asked());
    }
    if case.special().is_some() {
        return Err(refuse::special_running());
    }
    Ok(())
}

/// Once, and while there is still time: what is late cannot be made timely (许可法 第四十二条).
fn extend(case: &Case, context: &Context<'_>) -> Result<(), Refusal> {
    if context.matter.process.extension.is_none() {
        return Err(refuse::no_extension());
    }
    if case.extension.is_some() {
        return Err(refuse::extended_once());
    }
    let (State::InReview { .. } | State::Deciding { .. }) = case.state else {
        return Err(refuse::not_in_review());
    };
    let is_late = whole(case, context.matter)
        .iter()
        .any(|clock| due(&clock.course, context.calendar, context.now).overdue(context.now));
    if is_late { Err(refuse::extension_late()) } else { Ok(()) }
}

/// The amount that the rules work out.
#[must_use]
pub fn amount_due(answer: &Answer) -> Option<Fen> {
    match answer.amount.as_ref()?.outcome {
        Outcome::Value(Value::Money(fen)) => Some(fen),
        _ => None,
    }
}

/// An amount is the one that the rules work out; where they cannot, whoever decides sets it.
fn held_to_the_rules(amount: Option<Fen>, context: &Context<'_>) -> Result<(), Refusal> {
    let ruled = context.answer.and_then(amount_due);
    match (amount, &context.matter.benefit) {
        (Some(_), None) => Err(refuse::no_amount()),
        (Some(fen), Some(_)) if fen < Fen::ZERO => Err(refuse::amount_negative()),
        (given, Some(benefit)) if ruled.is_some_and(|due| given != Some(due)) => {
            Err(amount_departs(ruled.unwrap_or(Fen::ZERO), &benefit.unit))
        }
        _ => Ok(()),
    }
}

/// Whether a yes goes against the rules or against a department's objection: whoever grants then
/// says why.
#[must_use]
pub fn departs(case: &Case, answer: Option<&Answer>) -> bool {
    let State::Deciding { findings, .. } = &case.state else { return false };
    let objected = findings.iter().any(|finding| finding.verdict == Verdict::Fail);
    let ruled_out = |answer: &Answer| answer.verdict == rules::Verdict::No;
    objected || answer.is_some_and(ruled_out)
}

fn amount_departs(due: Fen, unit: &basis::Text) -> Refusal {
    Refusal::invalid(
        "case.amount-departs",
        format!(
            "按规则和这件事的事实，金额是 {due}{}，不能写别的数。事实不对的，请申请人补正或者请数据部门更正登记。",
            unit.zh
        ),
        format!(
            "By the rules and the facts of this case the amount is {due} {}; it cannot be another. Where a fact is wrong, have it put right by the applicant or in the register.",
            unit.en
        ),
    )
}

fn deciding(case: &Case) -> Result<(), Refusal> {
    match &case.state {
        State::Deciding { asked: Some(_), .. } => Err(refuse::already_asked()),
        State::Deciding { special: Some(_), .. } => Err(refuse::special_running()),
        State::Deciding { .. } => Ok(()),
        State::InReview { .. } => Err(refuse::tasks_open()),
        _ => Err(refuse::not_deciding()),
    }
}

fn certify(case: &Case, matter: &Matter) -> Result<(), Refusal> {
    match case.state {
        State::Granted { .. } if matter.outcome.certificate.is_some() => Ok(()),
        _ => Err(refuse::nothing_to_certify()),
    }
}

fn deliver(case: &Case, matter: &Matter, way: catalogue::model::Way) -> Result<(), Refusal> {
    if !matter.process.deliver.ways.contains(&way) {
        return Err(refuse::no_such_way());
    }
    match case.state {
        State::Certified { .. } => Ok(()),
        State::Granted { .. } if matter.outcome.certificate.is_none() => Ok(()),
        _ => Err(refuse::nothing_to_deliver()),
    }
}

fn withdraw(case: &Case) -> Result<(), Refusal> {
    match case.state {
        State::Parts { .. } => Err(refuse::withdraw_parts()),
        _ if case.decision().is_some() => Err(refuse::decided()),
        _ => alive(case),
    }
}

fn lapse(case: &Case, context: &Context<'_>) -> Result<(), Refusal> {
    let asked = case.asked().ok_or_else(refuse::nothing_asked)?;
    let reply = Course::new(asked.since, context.matter.process.supplement.reply_within);
    if due(&reply, context.calendar, context.now).overdue(context.now) {
        Ok(())
    } else {
        Err(refuse::reply_still_possible())
    }
}

fn annul(case: &Case) -> Result<(), Refusal> {
    match case.state {
        State::Void { .. } => Err(refuse::ended()),
        State::Parts { .. } => Err(refuse::annul_parts()),
        _ => Ok(()),
    }
}

fn alive(case: &Case) -> Result<(), Refusal> {
    if case.ended() { Err(refuse::ended()) } else { Ok(()) }
}

fn part_is(case: &Case, part: &str, wanted: fn(&PartState) -> bool) -> Result<(), Refusal> {
    match &case.state {
        State::Parts { parts } if parts.get(part).is_some_and(wanted) => Ok(()),
        _ => Err(refuse::no_such_part()),
    }
}

fn reasons(text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() { Err(refuse::reasons_missing()) } else { Ok(()) }
}

/// Only answers that the form has can be asked for again.
fn asked_for(answers: &[String], matter: &Matter) -> Result<(), Refusal> {
    let known = |id: &String| matter.field(id).is_some();
    if answers.iter().all(known) { Ok(()) } else { Err(refuse::no_such_answer()) }
}

/// What was not asked about stays as it was signed.
fn may_change(case: &Case, answers: &Answers) -> Result<(), Refusal> {
    let asked = case.asked().ok_or_else(refuse::nothing_asked)?;
    let may_change = |id: &String| asked.answers.contains(id);
    if answers.keys().all(may_change) { Ok(()) } else { Err(refuse::answer_not_asked()) }
}

/// Under this name goes a file that belongs to no material of the matter.
pub const OTHER_MATERIAL: &str = "other";

/// What is added are files, for a material of the matter or beside them: nobody but the service
/// itself says that something was fetched.
fn handed(materials: &[Handed], matter: &Matter) -> Result<(), Refusal> {
    for one in materials {
        if one.material != OTHER_MATERIAL && matter.material(&one.material).is_none() {
            return Err(refuse::no_such_material());
        }
        if !matches!(&one.how, How::Files(files) if !files.is_empty()) {
            return Err(refuse::only_files());
        }
    }
    Ok(())
}

fn needed(items: &[String]) -> Result<(), Refusal> {
    if items.iter().any(|item| !item.trim().is_empty()) {
        Ok(())
    } else {
        Err(refuse::items_missing())
    }
}

/// The refusals of the case engine, each with its rule, its words and, where there is one, its law.
mod refuse {
    use basis::Refusal;

    macro_rules! refusals {
        ($($name:ident: $kind:ident $rule:literal, $zh:literal, $en:literal $(, $law:literal $article:literal)?;)+) => {
            $(pub(super) fn $name() -> Refusal {
                Refusal::$kind(concat!("case.", $rule), $zh, $en)$(.by_law($law, $article))?
            })+
        };
    }

    refusals! {
        submitted_twice: not_now "submitted", "这件事已经提交过了。到“我的办件”里就能看到。", "This has been submitted already; you find it under my affairs.";
        past_acceptance: not_now "past-acceptance", "这件事已经过了受理这一步。", "This case is past acceptance.";
        correction_pending: not_now "correction-pending", "已经请申请人补正，等补来以后再受理。补正内容只能一次告知。", "The applicant has been asked to add something; what is missing is told once.", "行政许可法" "第三十二条";
        told_already: not_now "told-already", "要补正的内容已经一次告知过了，不能再要求补正。材料齐全就受理；不符合的，写明理由不予受理。", "What is missing has been told once already and cannot be told again. Accept the application, or refuse it with reasons.", "行政许可法" "第三十二条";
        notice_late: not_now "notice-late", "收到申请已经过了五个工作日，没有告知补正的，自收到之日起就视为受理，不能再要求补正。受理以后缺的，在审查中要求补充。", "Five working days have passed since the application came in, so it counts as accepted from that day; what is missing can no longer be told. Ask for it in the review.", "行政许可法" "第三十二条";
        must_not_follow: invalid "must-not-follow", "这份材料不在容缺清单里，不能后补。", "This material may not follow later.", "浙江省保障“最多跑一次”改革规定" "第十一条";
        notice_still_possible: not_now "notice-still-possible", "一次告知的五日期限还没有过，不能视为受理。", "The five days for telling what is missing are not over.", "行政许可法" "第三十二条";
        nothing_asked: not_now "nothing-asked", "现在没有需要您补的东西。", "Nothing has been asked of you at present.";
        nothing_supplied: invalid "nothing-supplied", "请写一句说明、改要您改的内容，或者传一份材料，再提交。", "Write a word, put an answer right or add a file before you send it.";
        no_such_material: invalid "material-unknown", "这个事项没有这份材料。材料的编号看事项说明；别的材料用 other。", "The matter has no such material; look up its id in the matter, or use other.";
        only_files: invalid "material-how", "补来的材料要有文件。部门能查到的，由系统去查，不由申请人写。", "What is added are files; what registers know is fetched by the service, not declared by the applicant.";
        no_amount: invalid "no-amount", "这个事项不发钱，不要写金额。", "This matter pays nothing; leave the amount out.";
        amount_negative: invalid "amount-negative", "金额不能是负数。", "The amount cannot be negative.";
        no_such_answer: invalid "answer-unknown", "申请表里没有这一项，不能请申请人改。", "The form has no such question.";
        answer_not_asked: invalid "answer-not-asked", "这一项没有请您改，不能改。要改别的内容，请在说明里写，或者打电话问。", "This answer was not asked about and stays; say in the note what else should change.";
        not_in_review: not_now "not-in-review", "这件事现在不在审查阶段。", "This case is not in review.";
        no_such_task: not_found "task-unknown", "这件事没有这个环节。", "This case has no such task.";
        task_done: not_now "task-done", "这个环节已经办完了。", "This task has been done already.";
        task_may_not: not_now "task-may-not", "按事项规定，这个环节不能这样办。", "The matter does not provide for this in this task.";
        already_asked: not_now "already-asked", "已经请申请人补充材料，等补来以后再办。", "The applicant has been asked to add something; wait for it.";
        special_running: not_now "special-running", "特别程序还没有结束，先登记结果再往下办。", "A special procedure is under way; end it first.", "行政许可法" "第四十五条";
        no_such_special: not_found "special-unknown", "事项没有规定这个特别程序。", "The matter names no such special procedure.";
        no_special: not_now "no-special", "现在没有特别程序在进行。", "No special procedure is under way.";
        no_extension: not_now "no-extension", "这个事项不能延长时限。", "This matter allows no extension.";
        extended_once: not_now "extended-once", "时限只能延长一次，这件事已经延长过了。", "The limit can be extended once, and it has been.", "行政许可法" "第四十二条";
        extension_late: not_now "extension-late", "时限已经过了，不能再延长。延长要在期满以前批准。", "The limit has passed; an extension is given before it ends.", "行政许可法" "第四十二条";
        not_deciding: not_now "not-deciding", "这件事还没有到决定这一步。", "This case is not at the point of decision.";
        tasks_open: not_now "tasks-open", "还有部门没有办完，全部办完才能决定。", "Some departments are not done; the decision comes after them.";
        nothing_to_certify: not_now "nothing-to-certify", "没有准予的决定，不能制证。", "Without a decision in favour there is no certificate to make.";
        no_such_way: invalid "no-such-way", "这个事项不能这样送达。", "The matter does not provide for this way of delivery.";
        nothing_to_deliver: not_now "nothing-to-deliver", "证照还没有做好，不能送达。", "There is nothing to deliver yet.";
        withdraw_parts: not_now "withdraw-parts", "请在下面选要撤回的那一件；已经办成的不能撤回。", "Withdraw the parts one by one; what is granted stays.";
        annul_parts: not_now "annul-parts", "这件联办的各件还在办，不能整件作废。请先把各件一件一件办结或者作废。", "The parts of this joint case are still under way; end or annul them one by one first.";
        decided: not_now "decided", "这件事已经作出决定，不能撤回。不服决定可以申请复议或者起诉。", "This case has been decided and cannot be withdrawn; you may appeal.";
        reply_still_possible: not_now "reply-still-possible", "申请人补正的期限还没有到。", "The applicant still has time to answer.";
        ended: not_now "ended", "这件事已经结束了。", "This case has ended.";
        no_such_part: not_now "part", "联办事项里没有可以这样办的这一件。", "The joint case has no such part in that state.";
        reasons_missing: invalid "reasons-missing", "请写明理由，申请人会看到。", "Give the reasons; the applicant will read them.", "行政许可法" "第三十八条";
        items_missing: invalid "items-missing", "请写明要补什么，一行一项，一次说全。", "Say what is missing, one line each, all at once.", "行政许可法" "第三十二条";
    }
}
