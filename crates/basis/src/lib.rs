//! Foundation: ids, divisions, the working-day calendar, the clock, money, dated values, refusal and fault.
//!
//! Everything here is pure: no database, no HTTP, no reading of the system's clock or randomness.
//! What must stay true: a value of one of these types cannot be wrong, because it can only be
//! made by parsing or by arithmetic that is checked.

pub mod ambient;
pub mod calendar;
pub mod chance;
pub mod clock;
pub mod codes;
pub mod dated;
pub mod division;
pub mod id;
pub mod instant;
pub mod mend;
pub mod money;
pub mod refusal;
pub mod role;
pub mod text;
pub mod words;

pub use ambient::{Ambient, Clock, Entropy};
pub use calendar::Calendar;
pub use chance::Chance;
pub use dated::{Dated, Series};
pub use division::{CountyCode, DivisionCode, Divisions};
pub use id::{CaseId, Id, OfficerId, PersonId, RecordId};
pub use instant::Instant;
pub use jiff::civil::Date;
pub use money::Fen;
pub use refusal::{Fault, Outcome, Refusal, RefusalKind, Stop};
pub use role::Role;
pub use text::{Lang, LegalSource, Text};
