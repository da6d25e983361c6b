//! The table of certificates: the only file of this crate with SQL.

use basis::{CaseId, Instant, PersonId};
use store::{Row, StoreError, Tx, Value, params};

use crate::model::{Certificate, CertificateKey, VerifyCode};

/// A certificate as stored, with the version that a change must name.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// The certificate.
    pub certificate: Certificate,
    /// Counts the changes.
    pub version: i64,
}

const INSERT: &str =
    "INSERT INTO certificates (county, id, identifier, verify_code, case_id, outcome, edition,
         person, kind, standing, valid_until, body, created_at, version)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1)";

/// Adds a certificate. [`StoreError::Unique`] where the case has this outcome already.
pub fn insert(
    tx: &mut Tx<'_>,
    county: &str,
    certificate: &Certificate,
    at: Instant,
) -> Result<(), StoreError> {
    tx.execute(INSERT, &values(county, certificate, at)?).map(drop)
}

/// [`insert`] where the case cannot have this outcome yet.
pub(crate) fn insert_later(
    tx: &mut Tx<'_>,
    county: &str,
    certificate: &Certificate,
    at: Instant,
) -> Result<(), StoreError> {
    tx.later(INSERT, &values(county, certificate, at)?)
}

fn values(county: &str, certificate: &Certificate, at: Instant) -> Result<[Value; 13], StoreError> {
    Ok(params![
        county,
        certificate.key.as_str(),
        certificate.identifier.to_string(),
        certificate.verify_code.as_str(),
        certificate.case,
        &certificate.outcome,
        i64::from(certificate.edition.get()),
        certificate.person,
        &certificate.kind.id,
        certificate.standing.code(),
        certificate.valid_until,
        body(certificate)?,
        at,
    ])
}

/// Saves a new standing over the version that was seen; `false` where somebody was first.
pub fn save(tx: &mut Tx<'_>, county: &str, stored: &Stored) -> Result<bool, StoreError> {
    let certificate = &stored.certificate;
    tx.changed_one(
        "UPDATE certificates SET standing = $3, body = $4, version = version + 1
         WHERE county = $1 AND id = $2 AND version = $5",
        &params![
            county,
            certificate.key.as_str(),
            certificate.standing.code(),
            body(certificate)?,
            stored.version,
        ],
    )
}

/// The certificate with this key.
pub fn by_key(
    tx: &mut Tx<'_>,
    county: &str,
    key: CertificateKey,
) -> Result<Option<Stored>, StoreError> {
    tx.first(
        "SELECT body, version FROM certificates WHERE county = $1 AND id = $2",
        &params![county, key.as_str()],
    )?
    .map(|row| from_row(&row))
    .transpose()
}

/// The certificate with this code.
pub fn by_code(
    tx: &mut Tx<'_>,
    county: &str,
    code: &VerifyCode,
) -> Result<Option<Stored>, StoreError> {
    tx.first(
        "SELECT body, version FROM certificates WHERE county = $1 AND verify_code = $2",
        &params![county, code.as_str()],
    )?
    .map(|row| from_row(&row))
    .transpose()
}

/// The newest edition of one outcome of a case.
pub fn by_outcome(
    tx: &mut Tx<'_>,
    county: &str,
    case: CaseId,
    outcome: &str,
) -> Result<Option<Stored>, StoreError> {
    tx.first(
        "SELECT body, version FROM certificates
         WHERE county = $1 AND case_id = $2 AND outcome = $3 ORDER BY edition DESC LIMIT 1",
        &params![county, case, outcome],
    )?
    .map(|row| from_row(&row))
    .transpose()
}

/// The certificates that a case gave, oldest first.
pub fn of_case(tx: &mut Tx<'_>, county: &str, case: CaseId) -> Result<Vec<Stored>, StoreError> {
    tx.query(
        "SELECT body, version FROM certificates
         WHERE county = $1 AND case_id = $2 ORDER BY outcome, edition LIMIT 100",
        &params![county, case],
    )?
    .iter()
    .map(from_row)
    .collect()
}

/// The certificates of the county by key, after one.
pub fn all(
    tx: &mut Tx<'_>,
    county: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<Stored>, StoreError> {
    tx.query(
        "SELECT body, version FROM certificates WHERE county = $1 AND id > $2 ORDER BY id LIMIT $3",
        &params![county, after, limit],
    )?
    .iter()
    .map(from_row)
    .collect()
}

/// A person's certificates, newest first, older than `before`.
pub fn of_person(
    tx: &mut Tx<'_>,
    county: &str,
    person: PersonId,
    before: Option<CertificateKey>,
    limit: i64,
) -> Result<Vec<Stored>, StoreError> {
    // Every id begins with a figure, so this sorts after all of them in any collation.
    let before = before.map_or_else(|| "z".to_owned(), |key| key.to_string());
    tx.query(
        "SELECT body, version FROM certificates
         WHERE county = $1 AND person = $2 AND id < $3 ORDER BY id DESC LIMIT $4",
        &params![county, person, before, limit],
    )?
    .iter()
    .map(from_row)
    .collect()
}

fn from_row(row: &Row) -> Result<Stored, StoreError> {
    Ok(Stored { certificate: row.json("body")?, version: row.int("version")? })
}

fn body(certificate: &Certificate) -> Result<String, StoreError> {
    serde_json::to_string(certificate).map_err(|error| StoreError::Failed {
        what: "writing a certificate".to_owned(),
        cause: error.to_string().into(),
    })
}
