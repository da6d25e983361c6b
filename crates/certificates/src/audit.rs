//! The audit of the certificates: each is compared with the records of its issue and of what was done
//! to it since, so that a change in the database which no act made is found.

use basis::{Outcome, Text};
use ledger::Ledger;
use seal::Sha256;
use store::Tx;

use crate::model::{Certificate, CertificateKey, Standing};
use crate::rows::{self, Stored};

const PAGE: i64 = 500;
/// A certificate has a handful of records.
const MOST_RECORDS: i64 = 1_000;

/// What the audit of a county's certificates saw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CertificatesReport {
    /// How many there are.
    pub certificates: u64,
    /// Those that are not what their records say.
    pub changed: Vec<CertificateKey>,
}

impl CertificatesReport {
    /// Whether everything holds.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.changed.is_empty()
    }

    /// What is wrong, in words.
    #[must_use]
    pub fn findings(&self) -> Vec<Text> {
        let words = |key: &CertificateKey| {
            Text::new(
                format!("证照 {key} 与它的记录不符：有人直接改过数据库"),
                format!(
                    "certificate {key} is not what its records say: somebody changed the database"
                ),
            )
        };
        self.changed.iter().map(words).collect()
    }
}

/// Compares every certificate of a county with its records. Blocking and long; for the command.
///
/// # Errors
/// When the database fails.
pub fn audit(ledger: &Ledger, county: &str) -> Outcome<CertificatesReport> {
    let mut report = CertificatesReport::default();
    let mut after = String::new();
    loop {
        let page = ledger.store().snapshot_now(|tx| {
            let page = rows::all(tx, county, &after, PAGE)?;
            for stored in &page {
                if !is_as_recorded(tx, county, stored)? {
                    report.changed.push(stored.certificate.key);
                }
            }
            Ok::<_, basis::Stop>(page)
        })?;
        let Some(last) = page.last() else { return Ok(report) };
        after = last.certificate.key.to_string();
        report.certificates += page.len() as u64;
    }
}

/// SHA-256 of a certificate's words as they were issued, in hexadecimal digits. The code of
/// verification is in it, which is chance, so that nobody finds the words by trying.
pub(crate) fn digest(certificate: &Certificate) -> String {
    let issued = Certificate { standing: Standing::Good, ..certificate.clone() };
    Sha256::of(serde_json::to_string(&issued).unwrap_or_default().as_bytes()).to_string()
}

fn is_as_recorded(tx: &mut Tx<'_>, county: &str, stored: &Stored) -> Outcome<bool> {
    let certificate = &stored.certificate;
    let stream = format!("certificate:{}", certificate.key);
    let records = ledger::records(tx, county, &stream, 0, MOST_RECORDS)?;
    let Some(issued) = records.first().filter(|first| first.kind == "certificate.issued") else {
        return Ok(false);
    };
    // An erased record says nothing any more, neither for nor against.
    let words = issued.content.as_ref().is_none_or(|content| {
        content.body["words"].as_str().is_none_or(|words| words == digest(certificate))
    });
    let last = records.last().map_or("", |record| record.kind.as_str());
    let standing = match certificate.standing {
        Standing::Good => matches!(last, "certificate.issued" | "certificate.resumed"),
        Standing::Suspended { .. } => last == "certificate.suspended",
        Standing::Revoked { .. } => last == "certificate.revoked",
        Standing::Superseded { .. } => last == "certificate.superseded",
    };
    Ok(words && standing)
}
