//! Timetables as operators publish them: one GTFS zip read, checked and held in memory.
//!
//! The reference is the GTFS Schedule specification (gtfs.org, revision of 2024). Read are stops,
//! routes, trips, stop_times, calendar, calendar_dates, frequencies, transfers and the time zone
//! of the agency; `pathways.txt` and demand-responsive files are passed over with a notice. Shapes,
//! fares and texts for passengers do not change a travel time and are not opened.
//!
//! A [`Feed`] is made whole or not at all: one finding of severity [`Severity::Error`] and
//! [`Feed::read`] gives back the list instead of a feed. Memory: 20 bytes a stop time (some 2.5 MB
//! for a city of 130,000 rows) beside the unpacked files, which are dropped after reading.

mod archive;
mod calendar;
mod check;
mod finding;
mod frequencies;
mod interpolate;
mod model;
mod stop_times;
mod stops;
mod table;
mod transfers;
mod trips;
mod value;

#[cfg(test)]
pub(crate) mod tests;

pub use archive::Limits;
pub use finding::{Finding, Severity};
pub use model::{
    Boarding, Feed, Frequency, Route, Service, Stop, StopKind, StopTime, Transfer, TransferRule,
    Trip, Wheelchair,
};

use finding::Findings;
use thiserror::Error;

/// Why a zip is no timetable.
#[derive(Clone, Debug, Error)]
pub enum GtfsError {
    /// The bytes are no readable zip.
    #[error("{feed}: not a readable zip file ({why}); fetch it again from the operator")]
    Zip {
        /// Name of the feed, as given by the caller.
        feed: String,
        /// What the unpacker says.
        why: String,
    },
    /// Unpacked it would pass the limit that the caller set.
    #[error(
        "{feed}: {file} needs {bytes} bytes unpacked, more than the limit of {limit}; raise the \
         limit if the file is meant to be so large"
    )]
    TooLarge {
        /// Name of the feed.
        feed: String,
        /// The file inside the zip.
        file: String,
        /// What it needs, in bytes.
        bytes: u64,
        /// What is allowed for the whole zip, in bytes.
        limit: u64,
    },
    /// The zip was read and is wrong; nothing was loaded.
    #[error("{feed}: {count} errors, nothing was loaded; the first: {first}")]
    Broken {
        /// Name of the feed.
        feed: String,
        /// How many errors there are, those beyond the list included.
        count: usize,
        /// The first of them.
        first: Box<Finding>,
        /// Everything that was found, warnings and notices too.
        findings: Vec<Finding>,
    },
}

impl Feed {
    /// Reads a GTFS zip.
    ///
    /// `name` is how messages call the feed; it need not be a path. Warnings and notices stay with
    /// the feed in [`Feed::findings`].
    ///
    /// # Errors
    /// No zip, too large, or at least one finding that is an error.
    pub fn read(name: &str, bytes: &[u8], limits: Limits) -> Result<Self, GtfsError> {
        let mut findings = Findings::default();
        let files = archive::unpack(name, bytes, limits, &mut findings)?;
        let stops = stops::read(&files, &mut findings);
        let services = calendar::read(&files, &mut findings);
        let (routes, trips) = trips::read(&files, &services, &mut findings);
        let (times, trips) = stop_times::read(&files, &stops, trips, &mut findings);
        let frequencies = frequencies::read(&files, &trips, &mut findings);
        let transfers = transfers::read(&files, &stops, &mut findings);
        let feed = Self {
            name: name.to_owned(),
            time_zone: trips::time_zone(&files, &mut findings),
            stops: stops.list,
            routes,
            services: services.list,
            trips: trips.list,
            stop_times: times,
            frequencies,
            transfers,
            findings: Vec::new(),
        };
        check::whole(&feed, &mut findings);
        findings.close(feed)
    }
}
