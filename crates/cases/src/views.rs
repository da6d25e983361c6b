//! What people see of cases: their own, those on their desks, those that are due. Every query
//! takes the caller's scope; what it does not allow is as if it were not there.

use std::sync::Arc;

use basis::clock::{Due, Light, due, light};
use basis::{CaseId, Instant, Outcome, Refusal, RefusalKind, Role, Text};
use catalogue::model::Matter;
use identity::Scope;
use ledger::StoredRecord;
use serde::{Deserialize, Serialize};

use crate::model::{Case, Clock, Desk, Open, clocks, open_work, whole};
use crate::{Cases, RecordBody, rows, stream, unknown_case};

/// Where a list goes on: opaque to whoever carries it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor(String);

impl Cursor {
    /// The cursor that a URL carries; none for an empty text, where a list begins.
    ///
    /// # Errors
    /// A refusal when it is none that a list has given: the first page instead would be read for ever.
    pub fn parse(text: &str) -> Result<Option<Self>, Refusal> {
        if text.is_empty() {
            return Ok(None);
        }
        let cursor = Self(text.to_owned());
        if cursor.parts().is_some() { Ok(Some(cursor)) } else { Err(bad_cursor()) }
    }

    /// As it stands in a URL.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn new(at: Instant, id: CaseId, task: &str) -> Self {
        Self(format!("{}~{id}~{task}", at.millis()))
    }

    pub(crate) fn parts(&self) -> Option<(i64, &str, &str)> {
        let mut parts = self.0.splitn(3, '~');
        let at = parts.next()?.parse().ok()?;
        Some((at, parts.next()?, parts.next()?))
    }
}

fn bad_cursor() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "list.cursor").on("after")
}

/// One page of a list.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// The entries.
    pub entries: Vec<T>,
    /// Where the next page begins, if there is one.
    pub next: Option<Cursor>,
}

/// A case in a list of one's own.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The case.
    pub case: Case,
    /// Its matter.
    pub matter: Arc<Matter>,
    /// When it is due, while it runs.
    pub due: Option<Due>,
}

/// A piece of work in an inbox.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The case.
    pub case: Case,
    /// Its matter.
    pub matter: Arc<Matter>,
    /// The work.
    pub open: Open,
    /// When it is due.
    pub due: Due,
    /// Its light.
    pub light: Light,
}

/// A case as one may see it, with its clocks and its open work.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The case.
    pub case: Case,
    /// Its matter.
    pub matter: Arc<Matter>,
    /// Its clocks, each with when it is due and its light.
    pub clocks: Vec<(Clock, Due, Light)>,
    /// The open work.
    pub work: Vec<Open>,
    /// The parts of a joint case.
    pub parts: Vec<Case>,
}

/// One step in the history of a case.
#[derive(Clone, Debug)]
pub struct Step {
    /// The record as it is kept.
    pub record: StoredRecord,
    /// What was done; `None` where the record has been erased.
    pub body: Option<RecordBody>,
    /// In a joint case the matter of the part that this step is about.
    pub part: Option<Text>,
}

/// Which part of the work one wants to see.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Only this desk.
    pub desk: Option<Desk>,
    /// Only this role.
    pub role: Option<Role>,
    /// How many at most.
    pub limit: usize,
    /// After this place.
    pub after: Option<Cursor>,
}

/// No list gives more at once.
const MOST: usize = 200;

impl Cases {
    /// A case that the scope may see.
    ///
    /// # Errors
    /// A refusal where there is none that it may see; it does not tell one from the other.
    pub async fn seen(&self, scope: &Scope, id: CaseId) -> Outcome<Seen> {
        let (cases, scope) = (self.clone(), scope.clone());
        let (case, matter, parts) = self
            .store()
            .read(move |tx| {
                let case = rows::load(tx, cases.county(), id)?.ok_or_else(unknown_case)?;
                cases.with_parts(tx, &scope, case)
            })
            .await?;
        Ok(self.dress(case, matter, parts))
    }

    /// [`Cases::seen`] of the case of a number.
    ///
    /// # Errors
    /// As there.
    pub async fn seen_by_number(&self, scope: &Scope, number: &str) -> Outcome<Seen> {
        let (cases, scope, number) = (self.clone(), scope.clone(), number.trim().to_owned());
        let (case, matter, parts) = self
            .store()
            .read(move |tx| {
                let case =
                    rows::by_number(tx, cases.county(), &number)?.ok_or_else(unknown_case)?;
                cases.with_parts(tx, &scope, case)
            })
            .await?;
        Ok(self.dress(case, matter, parts))
    }

    /// A case that the scope may see, with its matter and the parts of a joint one.
    fn with_parts(
        &self,
        tx: &mut store::Tx<'_>,
        scope: &Scope,
        case: Case,
    ) -> Outcome<(Case, Arc<Matter>, Vec<Case>)> {
        self.must_see(scope, &case)?;
        let matter = self.matter(&case.pin)?;
        let parts = match matter.parts.is_empty() {
            true => Vec::new(),
            false => rows::parts(tx, self.county(), case.id)?,
        };
        Ok((case, matter, parts))
    }

    /// The case of a number, where the scope may see it.
    ///
    /// # Errors
    /// As [`Cases::seen`].
    pub async fn by_number(&self, scope: &Scope, number: &str) -> Outcome<CaseId> {
        let (cases, scope, number) = (self.clone(), scope.clone(), number.trim().to_owned());
        self.store()
            .read(move |tx| {
                let case =
                    rows::by_number(tx, cases.county(), &number)?.ok_or_else(unknown_case)?;
                cases.must_see(&scope, &case)?;
                Ok(case.id)
            })
            .await
    }

    /// The history of a case that the scope may see, oldest first.
    ///
    /// # Errors
    /// As [`Cases::seen`].
    pub async fn history(&self, scope: &Scope, id: CaseId) -> Outcome<Vec<Step>> {
        let (cases, scope) = (self.clone(), scope.clone());
        let (case, records) = self
            .store()
            .read(move |tx| {
                let case = rows::load(tx, cases.county(), id)?.ok_or_else(unknown_case)?;
                cases.must_see(&scope, &case)?;
                let records = ledger::records(tx, cases.county(), &stream(id), 0, 500)?;
                Ok::<_, basis::Stop>((case, records))
            })
            .await?;
        let matter = self.matter(&case.pin)?;
        let name = |id: &str| self.part_name(&case, &matter, id);
        Ok(records.into_iter().map(|record| step(record, name)).collect())
    }

    /// One's own cases, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mine(
        &self,
        scope: &Scope,
        after: Option<Cursor>,
        limit: usize,
    ) -> Outcome<Page<Listed>> {
        let Some(person) = scope.own() else { return Ok(Page { entries: Vec::new(), next: None }) };
        let (county, limit) = (self.county().to_owned(), limit.clamp(1, MOST));
        let cases = self
            .store()
            .read(move |tx| {
                let (at, id, task) =
                    after.as_ref().and_then(Cursor::parts).unwrap_or((i64::MAX, "~", ""));
                let after = rows::After { at, id, task };
                Ok::<_, basis::Stop>(rows::of_person(
                    tx,
                    &county,
                    person,
                    &after,
                    limit as i64 + 1,
                )?)
            })
            .await?;
        let next = (cases.len() > limit).then(|| {
            let last = &cases[limit - 1];
            Cursor::new(last.submitted, last.id, "")
        });
        let entries = cases.into_iter().take(limit).map(|case| self.listed(case)).collect();
        Ok(Page { entries: Result::from_iter::<Vec<_>>(entries)?, next })
    }

    /// What lies on the desks that the scope may work at, the most urgent first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn inbox(&self, scope: &Scope, wanted: Wanted) -> Outcome<Page<Entry>> {
        let chosen = |desk: &str, role: Role| {
            wanted.desk.as_ref().is_none_or(|one| one.as_str() == desk)
                && wanted.role.is_none_or(|one| one == role)
        };
        let desks: Vec<_> =
            scope.desks().into_iter().filter(|(desk, role)| chosen(desk, *role)).collect();
        self.entries(wanted, move |tx, county, after, limit| {
            let mut all = Vec::new();
            for (desk, role) in &desks {
                all.extend(rows::on_desk(tx, county, desk, *role, after, limit)?);
            }
            Ok(all)
        })
        .await
    }

    /// Everything that is owed in the county, the most urgent first; for who may see all.
    ///
    /// # Errors
    /// A refusal when the scope does not reach that far.
    pub async fn due_list(&self, scope: &Scope, wanted: Wanted) -> Outcome<Page<Entry>> {
        if !scope.sees_all() {
            return Err(unknown_case().into());
        }
        self.entries(wanted, rows::all_due).await
    }

    async fn entries<F>(&self, wanted: Wanted, list: F) -> Outcome<Page<Entry>>
    where
        F: Fn(
                &mut store::Tx<'_>,
                &str,
                &rows::After<'_>,
                i64,
            ) -> Result<Vec<rows::TaskRow>, store::StoreError>
            + Send
            + 'static,
    {
        let (county, limit) = (self.county().to_owned(), wanted.limit.clamp(1, MOST));
        let rows = self.store().read(move |tx| {
            let (at, id, task) =
                wanted.after.as_ref().and_then(Cursor::parts).unwrap_or((i64::MIN, "", ""));
            let mut tasks = list(tx, &county, &rows::After { at, id, task }, limit as i64 + 1)?;
            tasks.sort_by(|a, b| (a.due.at, a.case, &a.task).cmp(&(b.due.at, b.case, &b.task)));
            tasks.dedup_by(|a, b| a.case == b.case && a.task == b.task);
            let more = tasks.len() > limit;
            tasks.truncate(limit);
            let mut found = Vec::with_capacity(tasks.len());
            for task in tasks {
                if let Some(case) = rows::load(tx, &county, task.case)? {
                    found.push((task, case));
                }
            }
            Ok::<_, basis::Stop>((found, more))
        });
        let (found, more) = rows.await?;
        let next = found.last().filter(|_| more);
        let next = next.map(|(task, case)| Cursor::new(task.due.at, case.id, &task.task));
        let mut entries = Vec::with_capacity(found.len());
        for (task, case) in found {
            entries.extend(self.entry(&task.task, case)?);
        }
        Ok(Page { entries, next })
    }

    /// A row whose work is done by the time it is read is left out.
    fn entry(&self, task: &str, case: Case) -> Outcome<Option<Entry>> {
        let matter = self.matter(&case.pin)?;
        let (calendar, now) = (self.calendar(), self.ledger().ambient().now());
        let open = open_work(&case, &matter).into_iter().find(|open| open.task == task);
        Ok(open.map(|open| Entry {
            due: due(&open.course, &calendar, now),
            light: light(&open.course, &calendar, now),
            case,
            matter,
            open,
        }))
    }

    /// The name of the matter of a part, in the version in which the joint case offered it.
    fn part_name(&self, case: &Case, matter: &Matter, id: &str) -> Option<Text> {
        let part = matter.parts.iter().find(|part| part.id == id)?;
        let day = case.submitted.date();
        Some(self.catalogue().matter(self.county(), &part.matter, day)?.name.clone())
    }

    fn must_see(&self, scope: &Scope, case: &Case) -> Outcome<()> {
        let matter = self.matter(&case.pin)?;
        let desks: Vec<String> = desks_of(case, &matter).iter().map(ToString::to_string).collect();
        if scope.may_see_case(case.applicant.person, &desks, case.filed_by) {
            return Ok(());
        }
        Err(unknown_case().into())
    }

    fn listed(&self, case: Case) -> Outcome<Listed> {
        let matter = self.matter(&case.pin)?;
        let (calendar, now) = (self.calendar(), self.ledger().ambient().now());
        let running = !case.ended() && case.decision().is_none();
        let promised = whole(&case, &matter).into_iter().next().filter(|_| running);
        let due = promised.map(|clock| due(&clock.course, &calendar, now));
        Ok(Listed { case, matter, due })
    }

    fn dress(&self, case: Case, matter: Arc<Matter>, parts: Vec<Case>) -> Seen {
        let (calendar, now) = (self.calendar(), self.ledger().ambient().now());
        let clocks = clocks(&case, &matter)
            .into_iter()
            .map(|clock| {
                let (due, light) =
                    (due(&clock.course, &calendar, now), light(&clock.course, &calendar, now));
                (clock, due, light)
            })
            .collect();
        let work = open_work(&case, &matter);
        Seen { case, matter, clocks, work, parts }
    }
}

/// Every desk that has or had to do with a case of this matter.
fn desks_of(case: &Case, matter: &Matter) -> Vec<Desk> {
    let process = &matter.process;
    let tasks = process.stages.iter().flat_map(|stage| &stage.tasks);
    let departments = tasks
        .map(|task| task.department.as_str())
        .chain([process.receive.department.as_str(), process.decide.department.as_str()]);
    let mut desks: Vec<_> =
        departments.map(|department| Desk::of(department, &case.applicant.division)).collect();
    desks.sort();
    desks.dedup();
    desks
}

fn step(record: StoredRecord, part_name: impl Fn(&str) -> Option<Text>) -> Step {
    let body: Option<RecordBody> = record
        .content
        .as_ref()
        .and_then(|content| serde_json::from_value(content.body.clone()).ok());
    let part = body.as_ref().and_then(|body| part_name(body.doing.part()?));
    Step { record, body, part }
}

impl Step {
    /// What happened, in words for a timeline; in a joint case with the part that it is about.
    #[must_use]
    pub fn title(&self) -> Text {
        let title = title(&self.record.kind);
        match &self.part {
            Some(part) => Text::new(
                format!("{}：{}", title.zh, part.zh),
                format!("{}: {}", title.en, part.en),
            ),
            None => title,
        }
    }
}

/// The name of a kind of record of a case; a kind that is not of a case is named as it is.
#[must_use]
pub fn title(kind: &str) -> Text {
    let found = TITLES.iter().find(|title| title.0 == kind);
    let (zh, en) = found.map_or((kind, kind), |title| (title.1, title.2));
    Text::new(zh, en)
}

/// What happened, by the kind of record.
const TITLES: &[(&str, &str, &str)] = &[
    ("case.submitted", "提交申请", "Submitted"),
    ("case.accepted", "受理", "Accepted"),
    (
        "case.accepted-by-default",
        "逾期未告知，依法视为受理",
        "Accepted by law, as no notice came in time",
    ),
    ("case.correction-asked", "一次性告知补正", "Asked for what is missing"),
    ("case.not-accepted", "不予受理", "Not accepted"),
    ("case.supplied", "补正材料", "Supplied what was asked"),
    ("case.task-passed", "部门审核通过", "A department has no objection"),
    ("case.task-failed", "部门审核不通过", "A department objects"),
    ("case.supplement-asked", "要求补充材料，暂停计时", "Asked for a supplement; the clock stops"),
    ("case.returned", "退回重办", "Sent back"),
    ("case.special-begun", "启动特别程序", "A special procedure began"),
    ("case.special-ended", "特别程序结束", "The special procedure ended"),
    ("case.extended", "延长办理时限", "The limit was extended"),
    ("case.granted", "决定：准予", "Decided: granted"),
    ("case.refused", "决定：不予", "Decided: refused"),
    ("case.certified", "制作证照", "The certificate was made"),
    ("case.delivered", "送达", "Delivered"),
    ("case.withdrawn", "申请人撤回", "Withdrawn by the applicant"),
    ("case.lapsed", "逾期未补正，视为撤回", "Lapsed: the supplement did not come"),
    ("case.annulled", "作废", "Declared void"),
    ("case.escalated", "逾期提醒督办人员", "Late: the supervisor was told"),
    (
        "case.dates-recomputed",
        "放假安排公布，重新计算期限",
        "Holidays were announced; dates worked out again",
    ),
    ("case.part-begun", "联办事项开始办理", "A part began"),
    ("case.part-ended", "联办事项办结", "A part ended"),
];
