//! What kind a certificate is, who issues it, and the identifier that follows from both.

use std::fmt;

use basis::codes::{CertificateId, CreditCode};
use basis::{Outcome, Refusal, RefusalKind, Text};
use serde::{Deserialize, Serialize};

/// A kind of certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kind {
    /// Its id in the catalogue, e.g. `elderly-allowance-confirmation`.
    pub id: String,
    /// The type code of GB/T 36903: credit code of the body that defines the kind, and three digits.
    pub code: String,
    /// Its name.
    pub name: Text,
}

/// Who issues.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issuer {
    /// Name of the office.
    pub name: String,
    /// Its credit code (GB 32100).
    pub credit_code: CreditCode,
}

/// Which version of an identifier, from 1 to 999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Edition(u16);

impl Edition {
    /// The first.
    pub const FIRST: Self = Self(1);

    /// The next one.
    pub fn next(self) -> Outcome<Self> {
        if self.0 >= 999 {
            return Err(Refusal::told(RefusalKind::NotNow, "certificate.editions-used-up").into());
        }
        Ok(Self(self.0 + 1))
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u16 {
        self.0
    }
}

impl fmt::Display for Edition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:03}", self.0)
    }
}

impl Kind {
    /// A kind that the issuer itself defines. Until it keeps a list of its kinds with their three
    /// digits, they follow from the kind's id: the same id always gives the same digits.
    #[must_use]
    pub fn of_issuer(id: &str, name: Text, issuer: &Issuer) -> Self {
        let digits = id.bytes().fold(7u32, |sum, byte| (sum * 31 + u32::from(byte)) % 899) + 100;
        Self { id: id.to_owned(), code: format!("{}{digits}", issuer.credit_code.as_str()), name }
    }

    /// The identifier of a certificate of this kind.
    pub fn identifier(
        &self,
        issuer: &Issuer,
        serial: &str,
        edition: Edition,
    ) -> Outcome<CertificateId> {
        let made = CertificateId::compose(
            &self.code,
            issuer.credit_code.as_str(),
            serial,
            &edition.to_string(),
        );
        Ok(made?)
    }
}
