//! Travel times by public transport: a timetable of one day, walks to and from it, and a search
//! that answers for every minute of a window at once.
//!
//! **The question.** For an origin `o`, a destination `d` and each minute `m` of a window: the time
//! from `m` to the earliest arrival at `d`, where a journey is either a walk all the way, or a walk
//! to a stop, one or more rides with at most one walk between two of them, and a walk from the last
//! stop. A vehicle is caught when one is at the stop no later than it departs. An arrival query
//! asks the mirror of it: the latest departure that is at `d` by minute `m`.
//!
//! **The method.** RAPTOR in rounds of rides (Delling, Pajor, Werneck, *Round-based public transit
//! routing*, Transportation Science 49(3), 2015) over the whole window from the last minute to the
//! first, keeping labels (range RAPTOR, *ibid.* §4.3), with the rule of trip-based routing (Witt,
//! ESA 2015) that a part of a trip which was ridden once is not ridden again: it was reached for a
//! later departure and can improve nothing. So each stop of each trip is looked at once an origin
//! and not once a minute. An arrival query runs the same search on the timetable with time turned
//! round ([`Plan::new`] turns it).
//!
//! **What must stay true.** Every minute of the window is kept ([`Travel`]), so percentiles, the
//! unreachable share and the access per minute are exact, not estimated. Adding a trip never makes
//! anyone later. The same input gives the same answer on any number of threads.
//!
//! **Memory.** A timetable: 8 bytes a stop time within the span, and 24 bytes a stop of a pattern.
//! Walks: 8 bytes a leg. A search: 12 bytes a stop, 4 bytes a trip (each times the number of rides
//! plus one where rides are limited), and 2 bytes a minute and destination of the one origin at
//! hand. A pair costs nothing beyond that: origins are handed on one by one ([`matrix`]) and never
//! held together, nor are their walks all the way to destinations, beyond [`CHUNK`] for each thread.

mod clock;
mod day;
mod extra;
mod legs;
mod lines;
mod matrix;
mod mirror;
mod on_foot;
mod onto;
mod patterns;
mod plan;
mod query;
mod runs;
mod search;
mod timetable;
mod transfers;
mod travel;

#[cfg(test)]
mod tests;

pub use clock::Span;
pub use day::NoService;
pub use extra::{Bettered, Extra, ExtraCall, ExtraStop, ExtraTrip};
pub use legs::{Leg, Legs};
pub use matrix::{CHUNK, matrix};
pub use on_foot::{AllTheWay, OnFoot};
pub use onto::onto;
pub use plan::{Plan, PlanError};
pub use query::{Query, QueryError, Window};
pub use search::Search;
pub use timetable::{
    Frequencies, Options, StopIndex, Timetable, TimetableError, TimetableStop, WheelchairRule,
};
pub use transfers::{Changes, TransferSource};
pub use travel::{Percentile, Travel};
