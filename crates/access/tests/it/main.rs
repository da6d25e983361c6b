//! Known answers and properties of access and equity, through the public interface.
#![allow(clippy::unwrap_used, reason = "a test fails where something is missing")]
#![allow(missing_docs, reason = "not a library")]

mod belo_horizonte;
mod chicago;
mod counties;
mod given;
mod mexico;
mod properties;
mod provinces;
mod standards;
