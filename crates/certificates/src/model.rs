//! A certificate and what may become of it. Pure.
//!
//! What must stay true: a certificate's words never change after issue (a change is a new version that
//! supersedes it), and a stranger learns only what [`Verification`] holds.

mod kind;
mod standing;
mod verify_code;

use basis::codes::CertificateId;
use basis::{CaseId, Date, LegalSource, PersonId, Refusal, RefusalKind, Text, id_type};
use serde::{Deserialize, Serialize};

pub use crate::document::Field;
pub use kind::{Edition, Issuer, Kind};
pub use standing::{Standing, State};
pub use verify_code::VerifyCode;

id_type!(
    /// One certificate as a row; the identifier printed on it is [`CertificateId`].
    CertificateKey
);

/// A certificate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Certificate {
    /// Its row.
    pub key: CertificateKey,
    /// The identifier of GB/T 36904 that is printed on it.
    pub identifier: CertificateId,
    /// What a stranger needs to verify it.
    pub verify_code: VerifyCode,
    /// The case that gave it.
    pub case: CaseId,
    /// The number of that case.
    pub case_number: String,
    /// Which of the case's outcomes it is; a joint matter has several.
    pub outcome: String,
    /// The holder.
    pub person: PersonId,
    /// The holder's name in full.
    pub holder: String,
    /// What kind of certificate it is.
    pub kind: Kind,
    /// Who issued it.
    pub issuer: Issuer,
    /// What it says.
    pub fields: Vec<Field>,
    /// The law that it rests on.
    pub sources: Vec<LegalSource>,
    /// From when it holds.
    pub issued: Date,
    /// The last day on which it holds; `None` for no end.
    pub valid_until: Option<Date>,
    /// What was done to it since.
    pub standing: Standing,
    /// Which version of its identifier it is, from 1.
    pub edition: Edition,
    /// The version before this one.
    pub previous: Option<CertificateKey>,
}

/// What a stranger sees who has the code: enough to trust the paper, nothing that is not on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verification {
    /// Name of the kind.
    pub name: Text,
    /// Name of the issuer.
    pub issuer: String,
    /// The holder's name with all but the first character covered.
    pub holder: String,
    /// The state on the day of asking.
    pub state: State,
    /// From when it holds.
    pub issued: Date,
    /// Until when.
    pub valid_until: Option<Date>,
    /// The day of asking.
    pub asked: Date,
}

impl Certificate {
    /// The state on a day.
    #[must_use]
    pub fn state(&self, today: Date) -> State {
        self.standing.state(self.valid_until, today)
    }

    /// What a stranger sees on a day.
    #[must_use]
    pub fn verification(&self, today: Date) -> Verification {
        Verification {
            name: self.kind.name.clone(),
            issuer: self.issuer.name.clone(),
            holder: masked(&self.holder),
            state: self.state(today),
            issued: self.issued,
            valid_until: self.valid_until,
            asked: today,
        }
    }
}

/// The refusal for a certificate that is not there, or not for the one who asks: the same words, so
/// that nobody learns which.
#[must_use]
pub fn unknown() -> Refusal {
    Refusal::told(RefusalKind::NotFound, "certificate.unknown")
}

/// A name for strangers: the first character, then at most two stars, so that its length stays unknown.
#[must_use]
pub fn masked(name: &str) -> String {
    let mut letters = name.trim().chars();
    let Some(first) = letters.next() else { return "*".to_owned() };
    format!("{first}{}", "*".repeat(letters.count().clamp(1, 2)))
}

#[cfg(test)]
pub(crate) mod tests;
