//! The only file with SQL of this crate; row to type and back.

use std::sync::LazyLock;

use basis::{CaseId, Id, Instant, PersonId, Role};
use catalogue::model::Pin;
use store::{AT_ONCE, Row, StoreError, Tx, Value, filled, markers, params};

use crate::Deadline;
use crate::board::Lying;
use crate::elsewhere::Distant;
use crate::files::{FileKind, Upload};
use crate::model::{Case, Desk, PublicStatus, STANDING};

/// A task as it lies on a desk.
#[derive(Clone, Debug)]
pub(crate) struct TaskRow {
    pub case: CaseId,
    pub task: String,
    pub desk: Desk,
    pub role: Role,
    pub due: Deadline,
}

pub(crate) const OF_PERSON: &str = "SELECT body FROM cases WHERE county = $1 AND applicant = $2
 AND (opened_at, id) < ($3, $4)
 ORDER BY opened_at DESC, id DESC LIMIT $5";

pub(crate) const BRIEFLY: &str = "SELECT id, number, matter, status, opened_at FROM cases
 WHERE county = $1 AND applicant = $2 AND (opened_at, id) < ($3, $4)
 ORDER BY opened_at DESC, id DESC LIMIT $5";

pub(crate) const ON_DESK: &str = "SELECT case_id, task, desk, role, due_at, provisional FROM tasks
 WHERE county = $1 AND desk = $2 AND role = $3 AND (due_at, case_id, task) > ($4, $5, $6)
 ORDER BY due_at, case_id, task LIMIT $7";

pub(crate) const ALL_DUE: &str = "SELECT case_id, task, desk, role, due_at, provisional FROM tasks
 WHERE county = $1 AND (due_at, case_id, task) > ($2, $3, $4)
 ORDER BY due_at, case_id, task LIMIT $5";

pub(crate) const RUNNING: &str = "SELECT due_at, id FROM cases
 WHERE county = $1 AND ended_at IS NULL AND due_at IS NOT NULL AND (due_at, id) > ($2, $3)
 ORDER BY due_at, id LIMIT $4";

pub(crate) const LYING: &str =
    "SELECT t.case_id, t.task, t.desk, t.due_at, c.division, c.status, c.matter FROM tasks t
 JOIN cases c ON c.county = t.county AND c.id = t.case_id
 WHERE t.county = $1 ORDER BY t.due_at, t.case_id, t.task LIMIT $2";

pub(crate) const ENDED: &str = "SELECT body FROM cases
 WHERE county = $1 AND ended_at IS NOT NULL AND ended_at >= $2
 ORDER BY ended_at DESC, id DESC LIMIT $3";

pub(crate) const HANDED_IN: &str = "SELECT matter, applicant FROM cases
 WHERE county = $1 AND id >= $2 AND opened_at >= $3 AND opened_at < $4 AND parent IS NULL
 ORDER BY id DESC LIMIT $5";

/// Where a list goes on: after this instant and this text.
pub(crate) struct After<'a> {
    pub at: i64,
    pub id: &'a str,
    pub task: &'a str,
}

pub(crate) fn insert(
    tx: &mut Tx<'_>,
    county: &str,
    case: &Case,
    due: Option<Deadline>,
) -> Result<(), StoreError> {
    tx.later(
        "INSERT INTO cases (county, id, number, matter, applicant, division, status, parent,
             opened_at, due_at, provisional, ended_at, version, body)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        &values(county, case, due, None)?,
    )
}

/// A whole row, in the order of the columns.
fn values(
    county: &str,
    case: &Case,
    due: Option<Deadline>,
    ended: Option<Instant>,
) -> Result<[Value; 14], StoreError> {
    let (due_at, provisional) = due_columns(due);
    Ok(params![
        county,
        case.id,
        &case.number,
        case.pin.to_string(),
        case.applicant.person,
        case.applicant.division.as_str(),
        case.status_code(),
        case.parent.as_ref().map(|parent| parent.case.to_string()),
        case.submitted,
        due_at,
        provisional,
        ended,
        case.version,
        json(case)?,
    ])
}

/// A case as the tables hold it, unread.
pub(crate) struct StoredCase {
    pub id: CaseId,
    pub number: String,
    pub applicant: String,
    pub status: String,
    pub version: i64,
    pub body: String,
}

/// The cases of the county by id, after one.
pub(crate) fn stored_cases(
    tx: &mut Tx<'_>,
    county: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<StoredCase>, StoreError> {
    let rows = tx.query(
        "SELECT id, number, applicant, status, version, body FROM cases
         WHERE county = $1 AND id > $2 ORDER BY id LIMIT $3",
        &params![county, after, limit],
    )?;
    let read = |row: &Row| {
        let (id, version, body) = (row.parsed("id")?, row.int("version")?, row.text("body")?);
        let (number, applicant) = (row.text("number")?, row.text("applicant")?);
        Ok(StoredCase { id, number, applicant, status: row.text("status")?, version, body })
    };
    rows.iter().map(read).collect()
}

/// Whether there is a case of this id.
pub(crate) fn exists(tx: &mut Tx<'_>, county: &str, id: &str) -> Result<bool, StoreError> {
    let sql = "SELECT 1 AS one FROM cases WHERE county = $1 AND id = $2";
    Ok(tx.first(sql, &params![county, id])?.is_some())
}

/// A case of the past as it is put on the books.
pub(crate) struct PastCase {
    pub case: Case,
    pub due: Option<Deadline>,
    pub ended: Option<Instant>,
}

/// The whole row of a case of the past.
pub(crate) fn case_row(county: &str, past: &PastCase) -> Result<Vec<Value>, StoreError> {
    let PastCase { case, due, ended } = past;
    values(county, case, *due, *ended).map(Vec::from)
}

pub(crate) fn bulk_cases(tx: &mut Tx<'_>, rows: &[Vec<Value>]) -> Result<(), StoreError> {
    let columns = "county, id, number, matter, applicant, division, status, parent, opened_at, \
                   due_at, provisional, ended_at, version, body";
    tx.bulk("cases", columns, rows)
}

/// The whole row of a task.
pub(crate) fn whole_task(county: &str, task: &TaskRow) -> Vec<Value> {
    let (desk, role) = (task.desk.as_str(), task.role.code());
    let (at, provisional) = (task.due.at, i64::from(task.due.provisional));
    params![county, task.case, &task.task, desk, role, at, provisional].to_vec()
}

pub(crate) fn bulk_tasks(tx: &mut Tx<'_>, rows: &[Vec<Value>]) -> Result<(), StoreError> {
    tx.bulk("tasks", "county, case_id, task, desk, role, due_at, provisional", rows)
}

/// Saves over the version that was read; `false` when somebody else was first.
pub(crate) fn update(
    tx: &mut Tx<'_>,
    county: &str,
    (case, read): (&Case, i64),
    due: Option<Deadline>,
    at: Instant,
) -> Result<bool, StoreError> {
    let (due_at, provisional) = due_columns(due);
    tx.changed_one(
        "UPDATE cases SET status = $3, due_at = $4, provisional = $5, ended_at = $6, version = $7,
             body = $8
         WHERE county = $1 AND id = $2 AND version = $9",
        &params![
            county,
            case.id,
            case.status_code(),
            due_at,
            provisional,
            case.ended().then_some(at),
            case.version,
            json(case)?,
            read,
        ],
    )
}

pub(crate) fn number_taken(
    tx: &mut Tx<'_>,
    county: &str,
    number: &str,
) -> Result<bool, StoreError> {
    let row = tx.first(
        "SELECT id FROM cases WHERE county = $1 AND number = $2",
        &params![county, number],
    )?;
    Ok(row.is_some())
}

pub(crate) fn load(tx: &mut Tx<'_>, county: &str, id: CaseId) -> Result<Option<Case>, StoreError> {
    tx.first("SELECT body FROM cases WHERE county = $1 AND id = $2", &params![county, id])?
        .map(|row| row.json("body"))
        .transpose()
}

static BRIEFS: LazyLock<String> = LazyLock::new(|| {
    let list = markers(2, AT_ONCE);
    format!("SELECT id, number, matter, applicant FROM cases WHERE county = $1 AND id IN ({list})")
});

/// Number, matter and applicant of the cases that are there, in no order.
pub(crate) fn briefs(
    tx: &mut Tx<'_>,
    county: &str,
    ids: &[CaseId],
) -> Result<Vec<(CaseId, String, Pin, PersonId)>, StoreError> {
    let mut found = Vec::with_capacity(ids.len());
    for some in ids.chunks(AT_ONCE) {
        let ids = some.iter().map(|id| Value::from(*id)).collect();
        let values = [params![county].to_vec(), filled(ids, AT_ONCE)].concat();
        for row in tx.query(&BRIEFS, &values)? {
            let (number, pin) = (row.text("number")?, row.parsed("matter")?);
            found.push((row.parsed("id")?, number, pin, row.parsed("applicant")?));
        }
    }
    Ok(found)
}

pub(crate) fn by_number(
    tx: &mut Tx<'_>,
    county: &str,
    number: &str,
) -> Result<Option<Case>, StoreError> {
    tx.first("SELECT body FROM cases WHERE county = $1 AND number = $2", &params![county, number])?
        .map(|row| row.json("body"))
        .transpose()
}

/// The cases of one person, the newest first.
pub(crate) fn of_person(
    tx: &mut Tx<'_>,
    county: &str,
    person: PersonId,
    after: &After<'_>,
    limit: i64,
) -> Result<Vec<Case>, StoreError> {
    tx.query(OF_PERSON, &params![county, person, after.at, after.id, limit])?
        .iter()
        .map(|row| row.json("body"))
        .collect()
}

/// The cases of one person in a county, the newest first, as coarse as another county's list shows
/// them.
pub(crate) fn briefly(
    tx: &mut Tx<'_>,
    county: &str,
    person: PersonId,
    after: &After<'_>,
    limit: i64,
) -> Result<Vec<Distant>, StoreError> {
    let unknown = || StoreError::encoding("a status", "it is none that we know");
    let one = |row: &Row| {
        Ok(Distant {
            county: county.to_owned(),
            id: row.parsed("id")?,
            number: row.text("number")?,
            pin: row.parsed("matter")?,
            status: PublicStatus::find(&row.text("status")?).ok_or_else(unknown)?,
            opened: Instant::from_millis(row.int("opened_at")?),
        })
    };
    tx.query(BRIEFLY, &params![county, person, after.at, after.id, limit])?
        .iter()
        .map(one)
        .collect()
}

/// The parts of a joint case.
pub(crate) fn parts(
    tx: &mut Tx<'_>,
    county: &str,
    parent: CaseId,
) -> Result<Vec<Case>, StoreError> {
    tx.query(
        "SELECT body FROM cases WHERE county = $1 AND parent = $2 ORDER BY id LIMIT 100",
        &params![county, parent.to_string()],
    )?
    .iter()
    .map(|row| row.json("body"))
    .collect()
}

/// Cases that run and are due some day, the most urgent first.
pub(crate) fn running(
    tx: &mut Tx<'_>,
    county: &str,
    after: &After<'_>,
    limit: i64,
) -> Result<Vec<(i64, CaseId)>, StoreError> {
    tx.query(RUNNING, &params![county, after.at, after.id, limit])?
        .iter()
        .map(|row| Ok((row.int("due_at")?, row.parsed("id")?)))
        .collect()
}

/// What lists say of a case's dates: when it is due and whether that is provisional, of the case
/// and of each of its tasks.
pub(crate) type Dates = (Option<Instant>, i64, Vec<(String, Instant, i64)>);

/// The dates of a case as lists have them.
pub(crate) fn dates(
    tx: &mut Tx<'_>,
    county: &str,
    case: CaseId,
) -> Result<Option<Dates>, StoreError> {
    let row = tx.first(
        "SELECT due_at, provisional FROM cases WHERE county = $1 AND id = $2",
        &params![county, case],
    )?;
    let Some(row) = row else { return Ok(None) };
    let tasks = tx.query(
        "SELECT task, due_at, provisional FROM tasks WHERE county = $1 AND case_id = $2
         ORDER BY task",
        &params![county, case],
    )?;
    let task = |row: &Row| {
        let due_at = Instant::from_millis(row.int("due_at")?);
        Ok((row.text("task")?, due_at, row.int("provisional")?))
    };
    let tasks = tasks.iter().map(task).collect::<Result<_, StoreError>>()?;
    let due_at = row.opt_int("due_at")?.map(Instant::from_millis);
    Ok(Some((due_at, row.int("provisional")?, tasks)))
}

/// The years that have been announced, and when.
pub(crate) fn announced(tx: &mut Tx<'_>, county: &str) -> Result<Vec<(i64, i64)>, StoreError> {
    tx.query(
        "SELECT year, announced_at FROM calendars WHERE county = $1 ORDER BY year",
        &params![county],
    )?
    .iter()
    .map(|row| Ok((row.int("year")?, row.int("announced_at")?)))
    .collect()
}

/// The calendars that have been announced.
pub(crate) fn calendars(tx: &mut Tx<'_>, county: &str) -> Result<Vec<String>, StoreError> {
    tx.query("SELECT body FROM calendars WHERE county = $1 ORDER BY year", &params![county])?
        .iter()
        .map(|row| row.text("body"))
        .collect()
}

pub(crate) fn put_calendar(
    tx: &mut Tx<'_>,
    county: &str,
    year: i16,
    body: &str,
    at: Instant,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO calendars (county, year, body, announced_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (county, year) DO UPDATE SET body = excluded.body,
             announced_at = excluded.announced_at",
        &params![county, i64::from(year), body, at],
    )
    .map(drop)
}

pub(crate) fn clear_tasks(tx: &mut Tx<'_>, county: &str, case: CaseId) -> Result<(), StoreError> {
    tx.later("DELETE FROM tasks WHERE county = $1 AND case_id = $2", &params![county, case])
}

pub(crate) fn add_tasks(
    tx: &mut Tx<'_>,
    county: &str,
    tasks: &[TaskRow],
) -> Result<(), StoreError> {
    for task in tasks {
        tx.later(
            "INSERT INTO tasks (county, case_id, task, desk, role, due_at, provisional)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            &whole_task(county, task),
        )?;
    }
    Ok(())
}

/// What lies on a desk for a role, the most urgent first.
pub(crate) fn on_desk(
    tx: &mut Tx<'_>,
    county: &str,
    desk: &str,
    role: Role,
    after: &After<'_>,
    limit: i64,
) -> Result<Vec<TaskRow>, StoreError> {
    tx.query(ON_DESK, &params![county, desk, role.code(), after.at, after.id, after.task, limit])?
        .iter()
        .map(task_row)
        .collect()
}

/// Everything that is owed in the county, the most urgent first.
pub(crate) fn all_due(
    tx: &mut Tx<'_>,
    county: &str,
    after: &After<'_>,
    limit: i64,
) -> Result<Vec<TaskRow>, StoreError> {
    tx.query(ALL_DUE, &params![county, after.at, after.id, after.task, limit])?
        .iter()
        .map(task_row)
        .collect()
}

/// The open work, the most urgent first, as coarse as a board needs it.
pub(crate) fn lying(tx: &mut Tx<'_>, county: &str, limit: i64) -> Result<Vec<Lying>, StoreError> {
    let one = |row: &Row| {
        Ok(Lying {
            case: row.parsed("case_id")?,
            task: row.text("task")?,
            department: Desk::parse(&row.text("desk")?).department().to_owned(),
            division: row.text("division")?,
            pin: row.parsed("matter")?,
            due: Instant::from_millis(row.int("due_at")?),
            stands: STANDING.contains(&row.text("status")?.as_str()),
        })
    };
    tx.query(LYING, &params![county, limit])?.iter().map(one).collect()
}

/// The cases that have ended since an instant, the newest first.
pub(crate) fn ended_since(
    tx: &mut Tx<'_>,
    county: &str,
    since: Instant,
    limit: i64,
) -> Result<Vec<Case>, StoreError> {
    tx.query(ENDED, &params![county, since, limit])?.iter().map(|row| row.json("body")).collect()
}

/// What was handed in from an instant on and before another, and by whom, the newest first. An id
/// is no older than its case, so that they are found along the key.
pub(crate) fn handed_in(
    tx: &mut Tx<'_>,
    county: &str,
    (since, until): (Instant, Instant),
    limit: i64,
) -> Result<Vec<(Pin, PersonId)>, StoreError> {
    let first = Id::from_parts(since, [0; 10]);
    tx.query(HANDED_IN, &params![county, first, since, until, limit])?
        .iter()
        .map(|row| Ok((row.parsed("matter")?, row.parsed("applicant")?)))
        .collect()
}

pub(crate) fn add_file(
    tx: &mut Tx<'_>,
    county: &str,
    owner: &str,
    at: Instant,
    id: Id,
    upload: &Upload,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO blobs (county, digest, bytes) VALUES ($1, $2, $3)
         ON CONFLICT (county, digest) DO NOTHING",
        &params![county, &upload.digest, upload.bytes.as_slice()],
    )?;
    tx.execute(
        "INSERT INTO files (county, id, owner, name, kind, size, digest, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &params![
            county,
            id,
            owner,
            &upload.name,
            upload.kind.code(),
            upload.bytes.len() as i64,
            &upload.digest,
            at,
        ],
    )
    .map(drop)
}

/// A file as it is kept.
pub(crate) struct FileRow {
    pub owner: String,
    pub name: String,
    pub kind: FileKind,
    pub bytes: Vec<u8>,
}

/// The file of an id.
pub(crate) fn file(tx: &mut Tx<'_>, county: &str, id: Id) -> Result<Option<FileRow>, StoreError> {
    tx.first(
        "SELECT f.owner, f.name, f.kind, b.bytes FROM files f
         JOIN blobs b ON b.county = f.county AND b.digest = f.digest
         WHERE f.county = $1 AND f.id = $2",
        &params![county, id],
    )?
    .map(|row| {
        let kind = file_kind(&row)?;
        let (owner, name, bytes) = (row.text("owner")?, row.text("name")?, row.bytes("bytes")?);
        Ok(FileRow { owner, name, kind, bytes })
    })
    .transpose()
}

/// Kind and size of the file of an id, without its bytes.
pub(crate) fn file_note(
    tx: &mut Tx<'_>,
    county: &str,
    id: Id,
) -> Result<Option<(FileKind, i64)>, StoreError> {
    tx.first("SELECT kind, size FROM files WHERE county = $1 AND id = $2", &params![county, id])?
        .map(|row| Ok((file_kind(&row)?, row.int("size")?)))
        .transpose()
}

fn file_kind(row: &Row) -> Result<FileKind, StoreError> {
    FileKind::of_code(&row.text("kind")?)
        .ok_or_else(|| StoreError::encoding("a file", "its kind is unknown"))
}

fn task_row(row: &Row) -> Result<TaskRow, StoreError> {
    let provisional = row.int("provisional")? == 1;
    Ok(TaskRow {
        case: row.parsed("case_id")?,
        task: row.text("task")?,
        desk: Desk::parse(&row.text("desk")?),
        role: row.parsed("role")?,
        due: Deadline { at: Instant::from_millis(row.int("due_at")?), provisional },
    })
}

fn due_columns(due: Option<Deadline>) -> (Option<Instant>, i64) {
    (due.map(|due| due.at), due.map_or(0, |due| i64::from(due.provisional)))
}

fn json(case: &Case) -> Result<String, StoreError> {
    serde_json::to_string(case).map_err(|error| StoreError::encoding("a case", error))
}
