//! Facility standard of county, township and village: what each division owes its people, what it
//! has, and what is missing in units and money.
//!
//! The quotas are data with a day from which they hold and a source ([`Standard::parse`]); a quota
//! has a base part that everyone owes and an elastic part that a division adds as it can.

mod compliance;
mod quotas;

pub use compliance::{Compliance, Division, Holding, Shortfall, Verdict, compliance};
pub use quotas::{Measured, Per, Quota, QuotaKind, Standard, Tier};
