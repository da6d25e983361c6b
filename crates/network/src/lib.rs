//! Streets and timetables as graphs; travel times.
//!
//! What must stay true: nothing here reads a clock, a file or the network; bytes come in, travel
//! times go out, and the same bytes give the same times. A travel time counts the whole way: the
//! leg from the point to the street, the street, and the leg to the other point.
//!
//! Streets: [`streets::read`] makes a [`Graph`] of an OSM extract for a [`Profile`]; [`Snapper`]
//! ties points to it; [`search`] finds the times, [`isochrone`] draws them.
//!
//! Timetables: [`gtfs::Feed`] is one operator's, checked; [`transit::Timetable`] is a day of several;
//! [`transit::Search`] finds the times of every minute of a window.

pub mod geo;
pub mod graph;
pub mod gtfs;
pub mod hierarchy;
pub mod isochrone;
pub mod osm;
pub mod profile;
pub mod search;
pub mod slope;
pub mod snap;
pub mod streets;
pub mod transit;
pub mod units;

#[cfg(test)]
mod drawn;

pub use geo::Point;
pub use graph::{Graph, NodeId};
pub use profile::{Mode, Profile};
pub use search::walks::{Walk, walks};
pub use snap::{Snap, SnapRule, Snapped, Snapper};
pub use units::{Cost, Metres, Minutes, Seconds};
