//! What happens to a case by itself: acceptance by default, lapse, escalation, parts that end.
//!
//! Each open case has one timer job at its next instant. The timer looks at the case again when
//! it runs, so a timer that comes early or twice does nothing.

use basis::calendar::Calendar;
use basis::clock::{Course, due};
use basis::{CaseId, Fault, Id, Instant, Outcome};
use catalogue::model::Matter;
use identity::By;
use ledger::{Act, IdempotencyKey};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::jobs::{self, Claimed, Job};

use crate::model::{Case, Doing, Open, PartState, SPECIAL, State, Which, clocks, open_work, whole};
use crate::{Cases, Deadline, Done, rows};

/// The kind of a case's timer job.
pub const TIMER: &str = "cases.timer";
/// The kind of the job that tells a joint case of the end of a part.
pub const PART_ENDED: &str = "cases.part-ended";

#[derive(Serialize, Deserialize)]
struct PartEnded {
    parent: CaseId,
    part: String,
    granted: bool,
}

/// The day shown for a case: its promised limit, or before acceptance that of the acceptance.
pub(crate) fn case_due(
    cases: &Cases,
    case: &Case,
    matter: &Matter,
    now: Instant,
) -> Option<Deadline> {
    let calendar = cases.calendar();
    let course = match case.state {
        State::InReview { .. } | State::Deciding { .. } => {
            whole(case, matter).into_iter().next()?.course
        }
        _ => open_work(case, matter).into_iter().next()?.course,
    };
    let due = due(&course, &calendar, now);
    let statutory = whole(case, matter).into_iter().nth(1);
    let statutory =
        statutory.is_some_and(|law| basis::clock::due(&law.course, &calendar, now).provisional);
    Some(Deadline { at: due.at, provisional: due.provisional || statutory })
}

/// What is owed on a case now, and when time itself does something to it next.
pub(crate) struct Plan {
    pub tasks: Vec<rows::TaskRow>,
    pub next: Option<Instant>,
}

/// The open work of a case and its next timer.
pub(crate) fn plan(cases: &Cases, case: &Case, matter: &Matter, now: Instant) -> Plan {
    let calendar = cases.calendar();
    let row = |open: Open| {
        let due = due_of(&open, &calendar, now);
        rows::TaskRow { case: case.id, task: open.task, desk: open.desk, role: open.role, due }
    };
    let tasks = open_work(case, matter).into_iter().map(row).collect();
    Plan { tasks, next: next_instant(cases, case, matter, now) }
}

/// The timer of a case.
pub(crate) fn job(county: &str, id: Id, case: &Case, run_at: Instant) -> Job {
    Job {
        county: county.to_owned(),
        id,
        kind: TIMER.to_owned(),
        dedupe: case.id.to_string(),
        run_at,
        body: json!({ "case": case.id }).to_string(),
    }
}

/// Writes the open work of a new case and its first timer.
pub(crate) fn begin_work(
    cases: &Cases,
    act: &mut Act<'_, '_>,
    case: &Case,
    matter: &Matter,
) -> Outcome<()> {
    let county = cases.county();
    let plan = plan(cases, case, matter, act.at());
    rows::add_tasks(act.tx(), county, &plan.tasks)?;
    let Some(run_at) = plan.next else { return Ok(()) };
    let job = job(county, act.new_id(), case, run_at);
    Ok(jobs::replace(act.tx(), &job)?)
}

/// Writes the open work of a case and its next timer in place of what there was.
pub(crate) fn put_work(
    cases: &Cases,
    act: &mut Act<'_, '_>,
    case: &Case,
    matter: &Matter,
) -> Outcome<()> {
    rows::clear_tasks(act.tx(), cases.county(), case.id)?;
    let plan = plan(cases, case, matter, act.at());
    rows::add_tasks(act.tx(), cases.county(), &plan.tasks)?;
    let Some(run_at) = plan.next else {
        return Ok(jobs::cancel(act.tx(), cases.county(), TIMER, case.id.as_str())?);
    };
    let job = job(cases.county(), act.new_id(), case, run_at);
    Ok(jobs::replace(act.tx(), &job)?)
}

/// Which of the dates rest on a guess.
fn guesses((_, provisional, tasks): &rows::Dates) -> (i64, Vec<(&str, i64)>) {
    let tasks = tasks.iter().map(|(task, _, provisional)| (task.as_str(), *provisional));
    (*provisional, tasks.collect())
}

fn due_of(open: &Open, calendar: &Calendar, now: Instant) -> Deadline {
    let due = due(&open.course, calendar, now);
    Deadline { at: due.at, provisional: due.provisional }
}

/// The next instant at which time itself does something to the case.
fn next_instant(cases: &Cases, case: &Case, matter: &Matter, now: Instant) -> Option<Instant> {
    let calendar = cases.calendar();
    let notice = notice(case).map(|course| due(&course, &calendar, now).at);
    let running = clocks(case, matter).into_iter().filter(|clock| match &clock.which {
        Which::Reply => true,
        which => owed(which).is_some_and(|owed| !told(case, owed) && !clock.course.stopped(now)),
    });
    running.map(|clock| due(&clock.course, &calendar, now).at).chain(notice).min()
}

/// The name under which a supervisor is told that a clock has run out; none for those that concern
/// the whole case or the applicant.
fn owed(which: &Which) -> Option<&str> {
    match which {
        Which::Task(task) => Some(task),
        Which::Special => Some(SPECIAL),
        Which::Promised | Which::Statutory | Which::Reply => None,
    }
}

fn told(case: &Case, owed: &str) -> bool {
    case.escalated.iter().any(|one| one == owed)
}

/// The five days within which the office must say what is missing.
fn notice(case: &Case) -> Option<Course> {
    match case.state {
        State::Received { since } => Some(Course::new(since, crate::model::NOTICE_LIMIT)),
        _ => None,
    }
}

/// What time does to the case now, if anything.
fn due_doing(cases: &Cases, case: &Case, matter: &Matter, now: Instant) -> Option<Doing> {
    let calendar = cases.calendar();
    let late = |course: &Course| due(course, &calendar, now).overdue(now);
    if notice(case).is_some_and(|course| late(&course)) {
        return Some(Doing::AcceptByDefault);
    }
    clocks(case, matter).into_iter().find_map(|clock| match &clock.which {
        Which::Reply => late(&clock.course).then_some(Doing::Lapse),
        which => {
            let task = owed(which).filter(|owed| !told(case, owed))?.to_owned();
            let runs_out = !clock.course.stopped(now) && late(&clock.course);
            runs_out.then_some(Doing::Escalate { task })
        }
    })
}

impl Cases {
    /// What time itself does to a case next, and when: acceptance by default, a lapse, or that a
    /// supervisor is told. Nothing where it only waits for people.
    #[must_use]
    pub fn by_time(&self, case: &Case, matter: &Matter, now: Instant) -> Option<(Instant, Doing)> {
        let at = next_instant(self, case, matter, now)?;
        due_doing(self, case, matter, at).map(|doing| (at, doing))
    }

    /// The worker for [`TIMER`].
    ///
    /// # Errors
    /// When the job's lease has passed to another or the database fails.
    pub async fn run_timer(&self, claimed: Claimed) -> Outcome<()> {
        let id = case_of(&claimed)?;
        let now = self.ledger().ambient().now();
        let cases = self.clone();
        let case = self.store().read({
            let cases = cases.clone();
            move |tx| Ok::<_, basis::Stop>(rows::load(tx, cases.county(), id)?)
        });
        let Some(case) = case.await? else { return self.end_job(claimed).await };
        let matter = self.matter(&case.pin)?;
        let Some(doing) = due_doing(self, &case, &matter, now) else {
            return self.rest(claimed, next_instant(self, &case, &matter, now)).await;
        };
        // One lease covers a whole batch of jobs, so the job's id makes the key this one's own.
        let key: IdempotencyKey = format!("{}.{}", claimed.lease, claimed.job.id).parse()?;
        let by = By::system(self.county(), now, key);
        let meta = by.meta(json!({ "timer": id, "doing": doing }));
        self.ledger()
            .act(meta, move |act| {
                // The step puts the next timer in place of this one, which ends it.
                cases.step(act, &by, id, Some(case.version), &doing)
            })
            .await
            .map(|_: Done| ())
    }

    /// Nothing is due yet: the job waits for the next instant, or ends where there is none.
    async fn rest(&self, claimed: Claimed, next: Option<Instant>) -> Outcome<()> {
        let Some(run_at) = next else { return self.end_job(claimed).await };
        // Whoever changed the case meanwhile has put a timer of theirs in place of this one.
        self.store().write(move |tx| Ok(jobs::postpone(tx, &claimed, run_at).map(drop)?)).await
    }

    pub(crate) async fn end_job(&self, claimed: Claimed) -> Outcome<()> {
        self.store().write(move |tx| Ok(jobs::finish(tx, &claimed).map(drop)?)).await
    }

    /// The worker for [`PART_ENDED`]: the joint case learns that a part has ended, and the parts
    /// that waited for it begin.
    ///
    /// # Errors
    /// When the job's lease has passed to another or the database fails.
    pub async fn run_part_ended(&self, claimed: Claimed) -> Outcome<()> {
        let told: PartEnded = serde_json::from_str(&claimed.job.body)
            .map_err(|error| Fault::because("reading a job about a part", error))?;
        if self.part_is_over(told.parent, told.part.clone()).await? {
            return self.end_job(claimed).await;
        }
        let key = IdempotencyKey::from(claimed.job.id);
        let by = By::system(self.county(), claimed.job.run_at, key);
        let doing = Doing::EndPart { part: told.part, granted: told.granted };
        let cases = self.clone();
        let meta = by.meta(json!({ "parent": told.parent, "doing": doing }));
        self.ledger()
            .act(meta, move |act| {
                finish(act, &claimed)?;
                cases.step(act, &by, told.parent, None, &doing)
            })
            .await
            .map(|_: Done| ())
    }

    /// Whether the joint case no longer waits for a part: it is over, or knows of its end.
    async fn part_is_over(&self, parent: CaseId, part: String) -> Outcome<bool> {
        let county = self.county().to_owned();
        let case = self.store().read(move |tx| {
            Ok::<_, basis::Stop>(rows::load(tx, &county, parent)?.ok_or_else(crate::unknown_case)?)
        });
        Ok(match case.await?.state {
            State::Parts { parts } => matches!(parts.get(&part), Some(PartState::Ended { .. })),
            _ => true,
        })
    }

    /// Works out again the dates of the cases that run, after a calendar was announced or changed:
    /// one act for each case whose dates are other now. Gives how many those were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn recompute(&self, by: &By) -> Outcome<u64> {
        identity::rights::may(&by.actor, &identity::Right::ManageCalendar)?;
        let (mut after, mut changed) = ((i64::MIN, String::new()), 0);
        loop {
            let (county, (at, id)) = (self.county().to_owned(), after.clone());
            let batch = self.store().read(move |tx| {
                let after = rows::After { at, id: &id, task: "" };
                Ok::<_, basis::Stop>(rows::running(tx, &county, &after, 100)?)
            });
            let batch = batch.await?;
            let Some((at, last)) = batch.last() else { return Ok(changed) };
            after = (*at, last.to_string());
            // A case that is due later now is met once more, and is as it should be by then.
            for (_, id) in batch {
                if !self.dates_are_other(id, by.at).await? {
                    continue;
                }
                let key = format!("{}.recompute.{id}", by.key).parse()?;
                let system = By::system(self.county(), by.at, key);
                self.act(system, id, None, Doing::Recompute).await?;
                changed += 1;
            }
        }
    }

    /// Whether the calendar in force gives other dates than those that lists have.
    async fn dates_are_other(&self, id: CaseId, now: Instant) -> Outcome<bool> {
        let cases = self.clone();
        let found = self.store().read(move |tx| {
            let case = rows::load(tx, cases.county(), id)?;
            Ok::<_, basis::Stop>(case.zip(rows::dates(tx, cases.county(), id)?))
        });
        let Some((case, listed)) = found.await? else { return Ok(false) };
        let matter = self.matter(&case.pin)?;
        let due = case_due(self, &case, &matter, now);
        let calendar = self.calendar();
        let task = |open: Open| {
            let due = due_of(&open, &calendar, now);
            (open.task, due.at, i64::from(due.provisional))
        };
        let mut tasks: Vec<_> = open_work(&case, &matter).into_iter().map(task).collect();
        tasks.sort();
        let provisional = i64::from(due.is_some_and(|due| due.provisional));
        let found: rows::Dates = (due.map(|due| due.at), provisional, tasks);
        // While a clock stands still its date moves with each day, whatever the calendar says.
        Ok(if case.stopped() { guesses(&listed) != guesses(&found) } else { listed != found })
    }
}

/// Ends the job inside the act; a worker whose lease has passed on must not act.
pub(crate) fn finish(act: &mut Act<'_, '_>, claimed: &Claimed) -> Outcome<()> {
    if jobs::finish(act.tx(), claimed)? {
        return Ok(());
    }
    Err(Fault::new("the lease of this job has passed to another worker").into())
}

/// Puts the news of a part's end on the list for its joint case.
pub(crate) fn tell_parent(act: &mut Act<'_, '_>, case: &Case) -> Outcome<()> {
    let Some(parent) = &case.parent else { return Ok(()) };
    let granted = case.decision().is_some_and(|decision| decision.granted);
    let told = PartEnded { parent: parent.case, part: parent.part.clone(), granted };
    let body = serde_json::to_string(&told)
        .map_err(|error| Fault::because("writing a job about a part", error))?;
    let job = Job {
        county: act.county().to_owned(),
        id: act.new_id(),
        kind: PART_ENDED.to_owned(),
        dedupe: format!("{}:{}", parent.case, parent.part),
        run_at: act.at(),
        body,
    };
    act.enqueue(job).map(drop)
}

fn case_of(claimed: &Claimed) -> Outcome<CaseId> {
    #[derive(Deserialize)]
    struct Body {
        case: CaseId,
    }
    let body: Body = serde_json::from_str(&claimed.job.body)
        .map_err(|error| Fault::because("reading a timer job", error))?;
    Ok(body.case)
}
