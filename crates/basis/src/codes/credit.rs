//! The unified social credit code of organisations (GB 32100).

use serde::{Deserialize, Serialize};

use super::{checks, public_code};
use crate::{Refusal, RefusalKind};

/// What an organisation is, as the first two characters of its code tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OrganisationKind {
    /// 机关 (11).
    Organ,
    /// 事业单位 (12).
    PublicInstitution,
    /// 企业 (91).
    Enterprise,
    /// 个体工商户 (92).
    IndividualBusiness,
    /// 农民专业合作社 (93).
    Cooperative,
    /// Any other.
    Other,
}

/// A unified social credit code whose check character is right.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CreditCode(String);
public_code!(CreditCode);

impl CreditCode {
    /// Reads eighteen characters; small letters will do.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let text = text.trim().to_ascii_uppercase();
        if text.chars().count() != 18 {
            return Err(Refusal::told(RefusalKind::Invalid, "credit-code.length")
                .with("n", text.chars().count()));
        }
        let (body, check) = text.as_bytes().split_at(17);
        let expected = checks::credit(body)
            .ok_or_else(|| Refusal::told(RefusalKind::Invalid, "credit-code.characters"))?;
        if check == [expected] { Ok(Self(text)) } else { Err(bad_check()) }
    }

    /// What the organisation is.
    #[must_use]
    pub fn kind(&self) -> OrganisationKind {
        match &self.0[..2] {
            "11" => OrganisationKind::Organ,
            "12" => OrganisationKind::PublicInstitution,
            "91" => OrganisationKind::Enterprise,
            "92" => OrganisationKind::IndividualBusiness,
            "93" => OrganisationKind::Cooperative,
            _ => OrganisationKind::Other,
        }
    }

    /// The six digits of the division where it was registered; it may no longer exist.
    #[must_use]
    pub fn division(&self) -> &str {
        &self.0[2..8]
    }

    /// The nine characters of the organisation code (GB 11714) inside.
    #[must_use]
    pub fn organisation_code(&self) -> &str {
        &self.0[8..17]
    }

    /// Whether the organisation code inside passes its own check. Codes given without one exist,
    /// so this only warns.
    #[must_use]
    pub fn organisation_code_holds(&self) -> bool {
        let (body, check) = self.organisation_code().as_bytes().split_at(8);
        checks::organisation(body).is_some_and(|expected| check == [expected])
    }
}

fn bad_check() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "credit-code.checksum")
}
