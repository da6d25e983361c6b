//! Simulated populations: a county of people who do not exist, drawn from its real census table.
//!
//! What must stay true: everything here is pure and repeatable (the same census, villages and
//! options give the same people to the byte), and nobody who comes out of here can be taken for
//! somebody living ([`numbers`] says why). The totals of the census are kept exactly, by largest
//! remainder; what the table does not tell is an [`Assumptions`] field with its reason beside it.
//!
//! [`population`] is the one way in; [`Census::parse`] and [`Village::parse_csv`] read its inputs.

mod apportion;
pub mod census;
mod families;
mod households;
mod marital;
mod names;
pub mod numbers;
mod places;
mod pool;
mod population;
mod traits;

pub use census::{Census, CensusError};
pub use households::Relation;
pub use marital::Marital;
pub use places::Village;
pub use population::{
    LEAST_PEOPLE, MOST_PEOPLE, Options, PersonRow, Population, PopulationError, population,
};
pub use traits::{Assumptions, Disability, DisabilityKind};

#[cfg(test)]
mod tests;
