//! What whoever keeps the server running sees of it: meters, logs, traces. No personal data in any
//! of them: labels, fields and attributes are names from our own lists.

pub mod logs;
pub mod metrics;
mod otlp;
mod process;
mod spans;
mod traces;

pub use logs::{Logs, begin};
