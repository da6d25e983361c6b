//! The statements of registers and footprints.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use basis::{CaseId, Date, Id, Instant, PersonId};
use store::{Row, StoreError, Tx, Value, filled, markers, params};

use crate::gather::Rows;
use crate::model::{Fields, Footprint, Purpose};
use crate::needs::Needs;

const PUT_ROW: &str =
    "INSERT INTO register_rows (county, register, subject, fields, as_of, source_at)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (county, register, subject) DO UPDATE SET fields = excluded.fields,
        as_of = excluded.as_of, source_at = excluded.source_at";
/// How many registers one statement asks.
const REGISTERS: usize = 4;
static ROWS: LazyLock<String> = LazyLock::new(|| {
    let list = markers(3, REGISTERS);
    format!(
        "SELECT register, fields, as_of FROM register_rows
        WHERE county = $1 AND subject = $2 AND register IN ({list})"
    )
});
const LEAVE: &str = "INSERT INTO footprint
    (county, id, subject, day, at, last_at, times, register, fields, matter, basis, case_id, purpose, reader)
    VALUES ($1, $2, $3, $4, $5, $5, 1, $6, $7, $8, $9, '', $10, $11)
    ON CONFLICT (county, subject, day, register, matter, purpose, case_id, reader, fields)
    DO UPDATE SET last_at = excluded.last_at, times = footprint.times + 1";
// The same order as that in which readings are left: an update takes its rows as it finds them, and
// with somebody else's readings of the same day each would wait for the other.
const TIE: &str = "INSERT INTO footprint
    (county, id, subject, day, at, last_at, times, register, fields, matter, basis, case_id, purpose, reader)
    SELECT county, id, subject, day, at, last_at, times, register, fields, matter, basis, $6, purpose, reader
    FROM footprint WHERE county = $1 AND subject = $2 AND day = $3 AND matter = $4 AND reader = $5
    AND case_id = '' ORDER BY register, purpose, fields
    ON CONFLICT (county, id) DO UPDATE SET case_id = excluded.case_id
    WHERE footprint.case_id = ''";
const OF_PERSON: &str = "SELECT id, at, last_at, times, register, fields, matter, basis, case_id,
        purpose, reader FROM footprint
    WHERE county = $1 AND subject = $2 AND id < $3 ORDER BY id DESC LIMIT $4";

/// Puts a row into a register, in place of an older one.
pub(crate) fn put(
    tx: &mut Tx<'_>,
    (county, register): (&str, &str),
    subject: PersonId,
    (fields, as_of): (&Fields, Date),
    at: Instant,
) -> Result<(), StoreError> {
    let fields = serde_json::to_string(fields)
        .map_err(|error| StoreError::encoding("register_rows.fields", error))?;
    tx.execute(PUT_ROW, &params![county, register, subject, fields, as_of, at]).map(drop)
}

/// What registers hold about somebody, no wider than the wanted fields.
pub(crate) fn rows(
    tx: &mut Tx<'_>,
    county: &str,
    subject: PersonId,
    needs: &Needs,
) -> Result<Rows, StoreError> {
    let (all, mut found): (Vec<_>, _) = (needs.iter().collect(), Rows::new());
    for some in all.chunks(REGISTERS) {
        let registers = some.iter().map(|(register, _)| Value::from(*register)).collect();
        let values = [params![county, subject].to_vec(), filled(registers, REGISTERS)].concat();
        for row in tx.query(&ROWS, &values)? {
            let register = row.text("register")?;
            let wanted = some.iter().find(|(name, _)| *name == register);
            let Some((_, wanted)) = wanted else { continue };
            let mut fields: Fields = row.json("fields")?;
            fields.retain(|field, _| wanted.contains(field));
            found.insert(register, (fields, row.parsed("as_of")?));
        }
    }
    Ok(found)
}

/// A reading that is noted.
pub(crate) struct Reading<'a> {
    pub county: &'a str,
    pub id: Id,
    pub subject: PersonId,
    pub at: Instant,
    pub register: &'a str,
    pub fields: &'a BTreeSet<String>,
    pub matter: &'a str,
    pub basis: &'a str,
    pub purpose: Purpose,
    pub reader: &'a str,
}

/// Notes a reading: one line a day for the same reader, purpose and fields.
pub(crate) fn leave(tx: &mut Tx<'_>, reading: &Reading<'_>) -> Result<(), StoreError> {
    let fields: Vec<&str> = reading.fields.iter().map(String::as_str).collect();
    tx.later(
        LEAVE,
        &params![
            reading.county,
            reading.id,
            reading.subject,
            reading.at.date(),
            reading.at,
            reading.register,
            fields.join(","),
            reading.matter,
            reading.basis,
            reading.purpose.code(),
            reading.reader
        ],
    )
}

/// Writes a new case on the readings of a day that led to it.
pub(crate) fn tie(
    tx: &mut Tx<'_>,
    county: &str,
    (subject, day): (PersonId, Date),
    (matter, reader): (&str, &str),
    case: CaseId,
) -> Result<(), StoreError> {
    tx.later(TIE, &params![county, subject, day, matter, reader, case])
}

/// The readings of somebody's data before an id, the newest first.
pub(crate) fn of_person(
    tx: &mut Tx<'_>,
    county: &str,
    subject: PersonId,
    before: Option<Id>,
    limit: i64,
) -> Result<Vec<Footprint>, StoreError> {
    // No id begins with a letter after z, so that this is after all of them.
    let before = before.map_or_else(|| "~".to_owned(), |id| id.to_string());
    let rows = tx.query(OF_PERSON, &params![county, subject, before, limit])?;
    rows.iter().map(footprint).collect()
}

fn footprint(row: &Row) -> Result<Footprint, StoreError> {
    let purpose = row.text("purpose")?;
    let case = row.text("case_id")?;
    Ok(Footprint {
        id: row.parsed("id")?,
        at: Instant::from_millis(row.int("at")?),
        last_at: Instant::from_millis(row.int("last_at")?),
        times: row.int("times")?,
        register: row.text("register")?,
        fields: row.text("fields")?.split(',').map(str::to_owned).collect(),
        matter: row.text("matter")?,
        basis: row.text("basis")?,
        case: if case.is_empty() { None } else { Some(row.parsed("case_id")?) },
        purpose: Purpose::from_code(&purpose)
            .ok_or_else(|| StoreError::encoding("footprint.purpose", purpose))?,
        reader: row.json("reader")?,
    })
}
