//! Certificates and documents: issue, show, verify, revoke; PDF/A made in the process.
//!
//! What must stay true: a certificate's words never change after issue, a case's outcome gives one
//! certificate however often it is asked for, and a stranger sees only what [`model::Verification`]
//! holds.
//!
//! [`document`] and [`model`] are pure. [`acts`] takes plain values ([`acts::IssueRequest`]), so that
//! a certificate does not know how cases decide; the binary wires the two. [`notice`] reads cases and
//! their records, never how they came about, and gives the applicant and the desk the same papers.

pub mod acts;
pub mod api;
pub mod audit;
pub mod document;
mod elsewhere;
pub mod mine;
pub mod model;
pub mod notice;
pub mod pages;
pub mod paper;
mod print;
mod routes;
pub mod rows;
#[cfg(test)]
mod tests;

pub use elsewhere::{Held, held_there};
pub use print::print;
pub use routes::routes;
