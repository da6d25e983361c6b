//! The audit of the cases: each is rebuilt from its records and compared with what the tables hold,
//! so that a change in the database which no act made is found.

use basis::{Instant, Outcome, Text};
use serde_json::Value;
use store::Tx;

use crate::model::{Case, Doing, replay};
use crate::{Cases, RecordBody, rows, stream};

const PAGE: i64 = 500;
/// How the names of the streams of cases begin.
const PREFIX: &str = "case:";
/// Longer histories than this are no case's.
const MOST_RECORDS: i64 = 10_000;
/// Findings beyond this many are counted, not listed.
const MOST_FINDINGS: usize = 1_000;

/// What the audit of a county's cases saw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CasesReport {
    /// Cases that were rebuilt.
    pub cases: u64,
    /// Cases with an erased record, which cannot be rebuilt any more.
    pub erased: u64,
    /// What does not hold.
    pub findings: Vec<CaseFinding>,
    /// Findings beyond those listed.
    pub more: u64,
}

/// One case that is not what its records say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseFinding {
    /// Its id.
    pub case: String,
    /// What is wrong.
    pub what: Wrong,
}

/// What can be wrong with a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// The row differs from what the records give.
    Changed,
    /// There are records, and no row.
    Missing,
    /// There is a row, and no records that begin with a submission.
    Invented,
    /// The records do not fit each other, or the matter's version is not in the catalogue.
    Unreadable,
}

impl CaseFinding {
    /// The finding in words.
    #[must_use]
    pub fn text(&self) -> Text {
        let case = &self.case;
        let (zh, en) = match self.what {
            Wrong::Changed => (
                "与它的记录不符：有人直接改过数据库",
                "is not what its records say: somebody changed the database",
            ),
            Wrong::Missing => ("有记录，但办件不见了", "has records, but the case is gone"),
            Wrong::Invented => (
                "没有提交的记录：不是通过办理产生的",
                "has no record of its submission: no act made it",
            ),
            Wrong::Unreadable => (
                "的记录读不通，或者事项的版本不在目录里",
                "cannot be rebuilt: its records do not fit, or the catalogue lacks the version of its matter",
            ),
        };
        Text::new(format!("办件 {case} {zh}"), format!("case {case} {en}"))
    }
}

impl Cases {
    /// Rebuilds every case of the county from its records and compares. Blocking and long; for the
    /// command.
    ///
    /// # Errors
    /// When the database fails.
    pub fn audit_now(&self) -> Outcome<CasesReport> {
        let mut report = CasesReport::default();
        let mut after = String::new();
        loop {
            let page = self.store().snapshot_now(|tx| {
                let page = rows::stored_cases(tx, self.county(), &after, PAGE)?;
                page.iter().try_for_each(|row| self.compare(tx, row, &mut report))?;
                Ok::<_, basis::Stop>(page)
            })?;
            let Some(last) = page.last() else { break };
            after = last.id.to_string();
        }
        self.missing(&mut report)?;
        Ok(report)
    }

    /// Compares one row with its records.
    fn compare(
        &self,
        tx: &mut Tx<'_>,
        row: &rows::StoredCase,
        report: &mut CasesReport,
    ) -> Outcome<()> {
        let records = ledger::records(tx, self.county(), &stream(row.id), 0, MOST_RECORDS)?;
        let mut done: Vec<(Doing, Instant)> = Vec::with_capacity(records.len());
        for record in &records {
            let Some(content) = &record.content else {
                report.erased += 1;
                return Ok(());
            };
            match serde_json::from_value::<RecordBody>(content.body.clone()) {
                Ok(body) => done.push((body.doing, record.at)),
                Err(_) => {
                    report.add(row.id.to_string(), Wrong::Unreadable);
                    return Ok(());
                }
            }
        }
        report.cases += 1;
        match self.rebuilt(&done) {
            Err(what) => report.add(row.id.to_string(), what),
            Ok(case) if !row.is(&case) => report.add(row.id.to_string(), Wrong::Changed),
            Ok(_) => {}
        }
        Ok(())
    }

    fn rebuilt(&self, done: &[(Doing, Instant)]) -> Result<Case, Wrong> {
        let Some((Doing::Submit(first), _)) = done.first() else { return Err(Wrong::Invented) };
        let matter = self.matter(&first.pin).map_err(|_| Wrong::Unreadable)?;
        replay(done.iter().map(|(doing, at)| (doing, *at)), &matter).map_err(|_| Wrong::Unreadable)
    }

    /// Streams of cases that have no row.
    fn missing(&self, report: &mut CasesReport) -> Outcome<()> {
        let mut after = String::new();
        loop {
            let page = self.store().snapshot_now(|tx| {
                let page = ledger::streams(tx, self.county(), PREFIX, &after, PAGE)?;
                for id in page.iter().filter_map(|stream| stream.strip_prefix(PREFIX)) {
                    if !rows::exists(tx, self.county(), id)? {
                        report.add(id.to_owned(), Wrong::Missing);
                    }
                }
                Ok::<_, basis::Stop>(page)
            })?;
            let Some(last) = page.last() else { return Ok(()) };
            after.clone_from(last);
        }
    }
}

impl rows::StoredCase {
    /// Whether the row says what the case is, in its body and in the columns that lists go by.
    fn is(&self, case: &Case) -> bool {
        let body: Option<Value> = serde_json::from_str(&self.body).ok();
        body.is_some()
            && body == serde_json::to_value(case).ok()
            && self.status == case.status_code()
            && self.number == case.number
            && self.applicant == case.applicant.person.to_string()
            && self.version == case.version
    }
}

impl CasesReport {
    /// Whether everything holds.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }

    fn add(&mut self, case: String, what: Wrong) {
        if self.findings.len() < MOST_FINDINGS {
            self.findings.push(CaseFinding { case, what });
        } else {
            self.more += 1;
        }
    }
}
