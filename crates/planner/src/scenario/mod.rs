//! What if: changes on a base that stays as it is, and who gains and who loses by them.
//!
//! A *base* ([`BaseFile`], [`Ground`], [`Base`]) is zones with people by group, facilities, and how
//! one gets from the ones to the others. A *scenario* ([`ScenarioFile`]) is a list of changes: a
//! facility opened, closed, moved or resized, other hours, a new or denser line, a road. [`evaluate`]
//! holds the base after the changes against the base before them and gives an [`Outcome`], which
//! is plain data with a digest: whoever has the same files gets the same bytes.
//!
//! Only what a change can touch is computed anew ([`Base::after`]): one search for a facility that
//! moves, a few for a line or a road. [`Base::anew`] computes all of it, and tests hold that both
//! give the same times.

mod base;
mod changes;
mod ground;
mod outcome;
mod placed;
mod rides;
mod roads;
mod state;
mod trips;
mod written;

pub use base::Base;
pub use changes::Setup;
pub(crate) use ground::locate;
pub use ground::{Facility, Ground};
pub use outcome::{Comparison, GroupOutcome, MeanMinutes, Outcome, ZoneOutcome, compare, evaluate};
pub use placed::{Placed, PlacedKind};
pub use state::{Pair, State, Times};
pub use written::{BaseFile, Change, ScenarioFile, StopAt, Table, TransitFile};
