//! What can be wrong with a question, where it is, and how to mend it.

use crate::{ClientIndex, SiteIndex};

/// A question that cannot be asked; nothing has been computed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SitingError {
    /// No site at all.
    #[error("there is no site: give at least one candidate or existing site")]
    NoSites,
    /// No client at all.
    #[error("there is no client: give at least one place with demand")]
    NoClients,
    /// A cost below zero or not a number.
    #[error(
        "the cost from site {site} to client {client} is {value}: give a number from 0 up, or leave the pair out if there is no way"
    )]
    Cost {
        /// The pair's site.
        site: SiteIndex,
        /// The pair's client.
        client: ClientIndex,
        /// What was given.
        value: f64,
    },
    /// A pair given twice.
    #[error("the pair of site {site} and client {client} is given twice: keep one of the two")]
    PairTwice {
        /// The pair's site.
        site: SiteIndex,
        /// The pair's client.
        client: ClientIndex,
    },
    /// A demand below zero or not a number.
    #[error("the demand of client {client} is {value}: give a finite number from 0 up")]
    Demand {
        /// Whose demand.
        client: ClientIndex,
        /// What was given.
        value: f64,
    },
    /// A price or capacity of a site that makes no sense.
    #[error("the {what} of site {site} is {value}: give a finite number from 0 up")]
    SiteValue {
        /// Which site.
        site: SiteIndex,
        /// `price` or `capacity`.
        what: &'static str,
        /// What was given.
        value: f64,
    },
    /// A list of the wrong length.
    #[error("{found} {what} are given for {wanted}: give one for each")]
    Length {
        /// What the list holds.
        what: &'static str,
        /// How many were given.
        found: usize,
        /// How many are needed.
        wanted: usize,
    },
    /// An index that points at nothing.
    #[error("{what} {index} does not exist: there are {count}, counted from 0")]
    OutOfRange {
        /// `site` or `client`.
        what: &'static str,
        /// What was given.
        index: usize,
        /// How many there are.
        count: usize,
    },
    /// More sites asked for than may open, or none.
    #[error(
        "{asked} open sites are asked for, {kept} are kept and {available} may be open in all: ask for {least} to {available}"
    )]
    Number {
        /// How many were asked for, kept ones included.
        asked: usize,
        /// How many stay open anyway.
        kept: usize,
        /// Kept sites and candidates together.
        available: usize,
        /// The least that makes sense.
        least: usize,
    },
    /// A value of the question itself that makes no sense.
    #[error("the {what} is {value}: {mend}")]
    Setting {
        /// The setting's name.
        what: &'static str,
        /// What was given.
        value: f64,
        /// How to mend it.
        mend: &'static str,
    },
    /// Every client has demand 0, or money and gains are all 0.
    #[error("all demand is 0: give at least one client a demand above 0")]
    NoDemand,
    /// A row of a table that cannot be used.
    #[error("row {row}: {what}; {mend}")]
    Row {
        /// Row counted from 1 without the header.
        row: usize,
        /// What is wrong.
        what: String,
        /// How to mend it.
        mend: &'static str,
    },
}
