//! Codes with a structure and a check: identity numbers, organisations, matters, certificates, telephones.
//!
//! A value of one of these types has passed its check. Those that belong to a person print masked,
//! and no refusal repeats what was typed.

mod certificate;
mod checks;
mod credit;
mod identity;
mod matter;
mod phone;

pub use certificate::CertificateId;
pub use credit::{CreditCode, OrganisationKind};
pub use identity::{IdentityNumber, Sex};
pub use matter::{BasicCode, BusinessItemCode, ExerciseLevel, ImplementationCode};
pub use phone::Phone;

/// Gives a public code held in `.0: String` its reading and printing.
macro_rules! public_code {
    ($name:ident) => {
        impl $name {
            /// The code as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::Refusal;
            fn from_str(text: &str) -> Result<Self, $crate::Refusal> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::Refusal;
            fn try_from(text: String) -> Result<Self, $crate::Refusal> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(code: $name) -> Self {
                code.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}
use public_code;

#[cfg(test)]
mod tests;
