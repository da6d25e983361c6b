//! The database after everything, as it stands: is what was acknowledged there, and is nothing there
//! by half?

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use basis::Instant;
use cases::RecordBody;
use cases::model::{Case, Doing, open_work, replay};
use catalogue::Catalogue;
use ledger::record::Envelope;
use store::{Row, Store};

use super::affairs::Done;

/// The status of a joint case whose parts are under way.
const JOINT: &str = "parts";

/// What lies on a desk: task, desk, role.
type Lies = BTreeSet<(String, String, String)>;

/// Cases, records, tasks, certificates and notices as they are kept.
pub struct Books {
    cases: BTreeMap<String, (Case, i64)>,
    records: BTreeMap<String, Vec<Row>>,
    tasks: BTreeMap<String, Lies>,
    certificates: Vec<String>,
    /// The records of which somebody was told.
    notices: BTreeSet<String>,
}

impl Books {
    /// Reads everything; for small counties.
    ///
    /// # Errors
    /// When the database fails or something cannot be read.
    pub fn of(store: &Store) -> Result<Self> {
        let mut books = Self {
            cases: BTreeMap::new(),
            records: BTreeMap::new(),
            tasks: BTreeMap::new(),
            certificates: Vec::new(),
            notices: BTreeSet::new(),
        };
        for row in rows(store, "cases")? {
            let case: Case = row.json("body").context("reading a case")?;
            books.cases.insert(row.text("id")?, (case, row.int("version")?));
        }
        for row in rows(store, "records")? {
            books.records.entry(row.text("stream")?).or_default().push(row);
        }
        for row in rows(store, "tasks")? {
            let task = (row.text("task")?, row.text("desk")?, row.text("role")?);
            books.tasks.entry(row.text("case_id")?).or_default().insert(task);
        }
        for row in rows(store, "certificates")? {
            books.certificates.push(row.text("case_id")?);
        }
        for row in rows(store, "notices")? {
            // What became of a request for help is no step of a case.
            if row.opt_text("request")?.is_none() {
                books.notices.insert(row.text("id")?);
            }
        }
        Ok(books)
    }

    /// How many cases there are.
    #[must_use]
    pub fn cases(&self) -> usize {
        self.cases.len()
    }

    /// The ids of all records of a kind.
    #[must_use]
    pub fn records_of(&self, kind: &str) -> BTreeSet<String> {
        let of_kind = self.records.values().flatten().filter(|row| has(row, "kind", kind));
        of_kind.filter_map(|row| row.text("id").ok()).collect()
    }

    /// What was acknowledged and is not there with its number, its version and its record of that
    /// kind; of whatever kind where none is named.
    #[must_use]
    pub fn lost<'a>(
        &self,
        acknowledged: impl IntoIterator<Item = (&'a str, &'a Done)>,
    ) -> Vec<String> {
        let lost = |(kind, done): (&'a str, &'a Done)| {
            let why = self.why_lost(kind, done)?;
            Some(format!("{kind} {done:?}: {why}"))
        };
        acknowledged.into_iter().filter_map(lost).collect()
    }

    fn why_lost(&self, kind: &str, done: &Done) -> Option<&'static str> {
        let Some((case, version)) = self.cases.get(&done.case) else {
            return Some("there is no such case");
        };
        if case.number != done.number {
            return Some("it has another number");
        }
        if *version < done.version {
            return Some("its version is older than what was acknowledged");
        }
        let records = self.records.get(&format!("case:{}", done.case));
        let is_it = |row: &&Row| has(row, "id", &done.record);
        let Some(row) = records.and_then(|records| records.iter().find(is_it)) else {
            return Some("its record is lost");
        };
        // The one act that opens a joint case also opens its first parts, each with a record.
        let is_last = |seq| seq == done.version || (done.status == JOINT && seq < done.version);
        let fits = row.int("seq").is_ok_and(is_last) && (kind.is_empty() || has(row, "kind", kind));
        (!fits).then_some("its record is another one")
    }

    /// What is there by half: a case is what its records make of it, what is owed lies on its desks,
    /// who was granted has the one certificate of it.
    ///
    /// # Errors
    /// When something cannot be read.
    pub fn halves(&self, catalogue: &Catalogue) -> Result<Vec<String>> {
        let with_records: BTreeSet<&str> =
            self.records.keys().filter_map(|stream| stream.strip_prefix("case:")).collect();
        let there: BTreeSet<&str> = self.cases.keys().map(String::as_str).collect();
        let odd = with_records.symmetric_difference(&there);
        let mut findings: Vec<String> =
            odd.map(|id| format!("{id} has records without a case, or none")).collect();
        let orphans = self.tasks.keys().filter(|id| !there.contains(id.as_str()));
        findings.extend(orphans.map(|id| format!("{id} is no case and has work")));
        for (id, (case, version)) in &self.cases {
            let half = self.half(id, case, *version, catalogue)?;
            findings.extend(half.map(|why| format!("{id}: {why}")));
        }
        Ok(findings)
    }

    fn half(
        &self,
        id: &str,
        case: &Case,
        version: i64,
        catalogue: &Catalogue,
    ) -> Result<Option<String>> {
        let records = self.records.get(&format!("case:{id}")).map_or(&[][..], Vec::as_slice);
        let seqs: Vec<i64> = records.iter().map(|row| row.int("seq")).collect::<Result<_, _>>()?;
        if !seqs.iter().copied().eq(1..=version) || case.version != version {
            return Ok(Some(format!("records {seqs:?} at version {version}")));
        }
        let matter = catalogue.pinned(&case.pin).context("the matter of a case")?;
        let done: Vec<_> = records.iter().map(doing).collect::<Result<_>>()?;
        let again = replay(done.iter().map(|(body, at)| (&body.doing, *at)), matter);
        if !again.is_ok_and(|again| again == *case) {
            return Ok(Some("it is not what its records make of it".to_owned()));
        }
        let owed: Lies = open_work(case, matter)
            .into_iter()
            .map(|open| (open.task, open.desk.to_string(), open.role.code().to_owned()))
            .collect();
        let lies = self.tasks.get(id).cloned().unwrap_or_default();
        if owed != lies {
            return Ok(Some(format!("owed is {owed:?}, on desks lies {lies:?}")));
        }
        let is_granted = case.decision().is_some_and(|decision| decision.granted);
        let wanted = usize::from(is_granted && matter.outcome.certificate.is_some());
        let made = self.certificates.iter().filter(|of| *of == id).count();
        Ok((wanted != made).then(|| format!("{made} certificates where {wanted} are due")))
    }

    /// Records of which the applicant has no notice and should, and notices of nothing that happened;
    /// the key of a notice is its record, so that there is no second one.
    ///
    /// # Errors
    /// When something cannot be read.
    pub fn untold(&self) -> Result<Vec<String>> {
        let told: BTreeSet<&str> = outbound::REACTIONS.into_iter().map(|(kind, _)| kind).collect();
        let (mut due, mut findings) = (BTreeSet::new(), Vec::new());
        for row in self.records.values().flatten() {
            if !told.contains(row.text("kind")?.as_str()) {
                continue;
            }
            // The parts of a joint case were handed in with it.
            let is_part = matches!(&doing(row)?.0.doing, Doing::Submit(of) if of.parent.is_some());
            if !is_part {
                due.insert(row.text("id")?);
            }
        }
        findings.extend(due.difference(&self.notices).map(|id| format!("nobody was told of {id}")));
        let odd = self.notices.difference(&due);
        findings.extend(odd.map(|id| format!("a notice of {id}, of which nobody is told")));
        Ok(findings)
    }

    /// Records that are not in the log.
    ///
    /// # Errors
    /// When something cannot be read.
    pub fn unlogged(&self) -> Result<usize> {
        let leaf = |row: &Row| row.opt_int("leaf");
        let leaves: Vec<_> = self.records.values().flatten().map(leaf).collect::<Result<_, _>>()?;
        Ok(leaves.into_iter().filter(Option::is_none).count())
    }
}

fn has(row: &Row, column: &str, value: &str) -> bool {
    row.text(column).is_ok_and(|text| text == value)
}

/// Every row of a table.
///
/// # Errors
/// When the database fails.
pub fn rows(store: &Store, table: &str) -> Result<Vec<Row>> {
    store::backup::rows_of(store, table).with_context(|| format!("reading {table}"))
}

/// What a record says was done, and when.
fn doing(row: &Row) -> Result<(RecordBody, Instant)> {
    let envelope: Envelope = row.json("text").context("reading a record")?;
    Ok((serde_json::from_value(envelope.body)?, envelope.at))
}
