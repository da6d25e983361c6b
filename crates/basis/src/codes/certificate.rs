//! The identifier of electronic certificates (GB/T 36904): an object identifier with a check.

use serde::{Deserialize, Serialize};

use super::{checks, public_code};
use crate::{Refusal, RefusalKind};

const ROOT: &str = "1.2.156.3005.2.";

/// A certificate's identifier whose check character is right:
/// `1.2.156.3005.2.<type>.<issuer>.<serial>.<version>.<check>`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CertificateId(String);
public_code!(CertificateId);

impl CertificateId {
    /// Reads an identifier and checks it.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let rest = text.strip_prefix(ROOT).ok_or_else(malformed)?;
        let parts: Vec<&str> = rest.split('.').collect();
        let [kind, issuer, serial, version, check] = parts.try_into().map_err(|_| malformed())?;
        let composed = Self::compose(kind, issuer, serial, version)?;
        if check.len() == 1 && composed.0.ends_with(check) {
            Ok(composed)
        } else {
            Err(bad_check())
        }
    }

    /// An identifier made of its parts, with the check that follows: the type of 21 characters
    /// (credit code of the body that defined it and three digits), the issuer, the serial number
    /// and the version of three characters.
    pub fn compose(kind: &str, issuer: &str, serial: &str, version: &str) -> Result<Self, Refusal> {
        let parts = [kind, issuer, serial, version];
        if kind.len() != 21 || version.len() != 3 || parts.iter().any(|part| part.is_empty()) {
            return Err(malformed());
        }
        let body = parts.iter().flat_map(|part| part.bytes());
        let check = checks::mod_37_36(body).ok_or_else(malformed)?;
        Ok(Self(format!("{ROOT}{}.{}", parts.join("."), char::from(check))))
    }

    /// The type of certificate.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.part(0)
    }

    /// Who issued it: a credit code (a division code in older ones).
    #[must_use]
    pub fn issuer(&self) -> &str {
        self.part(1)
    }

    /// Its serial number with the issuer.
    #[must_use]
    pub fn serial(&self) -> &str {
        self.part(2)
    }

    /// Its version.
    #[must_use]
    pub fn version(&self) -> &str {
        self.part(3)
    }

    fn part(&self, index: usize) -> &str {
        self.0[ROOT.len()..].split('.').nth(index).unwrap_or_default()
    }
}

fn malformed() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "certificate-id.malformed")
}

fn bad_check() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "certificate-id.checksum")
}
