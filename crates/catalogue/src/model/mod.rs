//! A matter as typed data: what a file under `data/catalogue` says, once it has been checked.
//!
//! The same types make the published JSON Schema, so that an editor and `tongban check` agree.

mod condition;
mod form;
mod kinds;
mod material;
mod matter;
mod outcome;
mod process;
mod reference;
mod words;

pub use condition::{Benefit, Condition, Exception, Fact, Fee};
pub use form::{Choice, Field, FieldKind, PersonField, Prefill, Required};
pub use kinds::{CaseKind, Channel, Kind, Level, Object};
pub use material::{Copy, FileKind, Material, Need, Source};
pub use matter::{Answered, Codes, Effective, Given, Matter, Part, Pin};
pub use outcome::{CertificateOutcome, Outcome, OutcomeKind};
pub use process::{
    Commitment, Decide, Deliver, Extension, Join, Lapse, Limits, May, Process, Receive, Remedies,
    Special, Stage, Statutory, Supplement, Task, Way,
};
pub use reference::{
    CertificateType, Department, LifeEvent, Parameter, ParameterValue, Popular, Register,
    RegisterField, Scalar, ServicePoint, Sharing, TOWNSHIP, Update, WordGroup,
};
