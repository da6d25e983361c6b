//! Registers and the answers that departments give each other instead of paper.
//!
//! What must stay true: only the fields that a matter names are read, for somebody who may file
//! for that person; every reading leaves a footprint, in the same transaction, that the person can
//! see; what a register does not hold is unknown, never "no" and never 0.

mod acts;
mod api;
mod eligibility;
mod gather;
mod model;
mod needs;
mod pages;
mod routes;
mod rows;
mod value;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use catalogue::{Catalogue, Shelf};
use ledger::Ledger;

pub use eligibility::facts_now;
pub use gather::Gathered;
pub use model::{Answered, Fields, Footprint, Imported, Prefilled, Purpose};
pub use needs::Needs;
pub use routes::{Footprints, routes};

/// The registers of a county and the questions that they answer. Cheap to clone.
#[derive(Clone)]
pub struct Exchange {
    ledger: Ledger,
    catalogue: Shelf,
    county: Arc<str>,
}

impl Exchange {
    /// The exchange of one county.
    #[must_use]
    pub fn new(ledger: Ledger, catalogue: impl Into<Shelf>, county: &str) -> Self {
        Self { ledger, catalogue: catalogue.into(), county: county.into() }
    }

    /// The catalogue that names registers and what matters read of them.
    #[must_use]
    pub fn catalogue(&self) -> Arc<Catalogue> {
        self.catalogue.now()
    }

    /// The county, six digits.
    #[must_use]
    pub fn county(&self) -> &str {
        &self.county
    }
}
