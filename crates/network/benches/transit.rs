//! Seconds for the travel times of Porto Alegre by bus, rail and foot.
#![allow(missing_docs, reason = "not a library")]

fn main() {}
