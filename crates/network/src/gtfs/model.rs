//! What a timetable holds once it is read: stops, routes, services, trips and their times.

use super::Finding;
use crate::geo::Point;
use crate::units::Seconds;
use basis::Date;

/// One operator's timetable, checked. Lists refer to each other by place.
#[derive(Clone, Debug)]
pub struct Feed {
    /// How messages call it.
    pub name: String,
    /// Time zone of the first agency, such as `Asia/Shanghai`; empty when none is given. Times of
    /// day are taken as they stand, so feeds of one query must share a zone.
    pub time_zone: String,
    /// Stops, stations, entrances: all rows of `stops.txt`, in file order.
    pub stops: Vec<Stop>,
    /// Routes, in file order.
    pub routes: Vec<Route>,
    /// Services of `calendar.txt` and `calendar_dates.txt`.
    pub services: Vec<Service>,
    /// Trips, in file order.
    pub trips: Vec<Trip>,
    /// Times of all trips, trip after trip, in order of travel.
    pub stop_times: Vec<StopTime>,
    /// Trips that repeat every so many seconds.
    pub frequencies: Vec<Frequency>,
    /// Rules for changing between stops.
    pub transfers: Vec<Transfer>,
    /// Warnings and notices of the reading.
    pub findings: Vec<Finding>,
}

impl Feed {
    /// The times of a trip.
    #[must_use]
    pub fn times_of(&self, trip: &Trip) -> &[StopTime] {
        self.stop_times.get(trip.times.0 as usize..trip.times.1 as usize).unwrap_or_default()
    }

    /// First and last day on which any service may run; `None` when there is none.
    #[must_use]
    pub fn days(&self) -> Option<(Date, Date)> {
        let spans = || self.services.iter().filter_map(Service::span);
        Some((spans().map(|(from, _)| from).min()?, spans().map(|(_, to)| to).max()?))
    }
}

/// Whether somebody in a wheelchair can board.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wheelchair {
    /// The operator does not say.
    #[default]
    Unknown,
    /// Yes, at least in part.
    Possible,
    /// No.
    Impossible,
}

/// What a row of `stops.txt` is (`location_type`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StopKind {
    /// Where vehicles stop.
    #[default]
    Platform,
    /// A building with platforms.
    Station,
    /// Entrance, node of pathways or boarding area: nothing stops here.
    Other,
}

/// A stop.
#[derive(Clone, Debug, PartialEq)]
pub struct Stop {
    /// `stop_id`.
    pub id: String,
    /// `stop_name`; may be empty.
    pub name: String,
    /// Where it is; `None` for a row that may do without and is never served.
    pub point: Option<Point>,
    /// What it is.
    pub kind: StopKind,
    /// The station it belongs to, as a place in [`Feed::stops`].
    pub parent: Option<u32>,
    /// `wheelchair_boarding`, the parent's where the stop itself does not say.
    pub wheelchair: Wheelchair,
}

/// A route: what passengers call a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// `route_id`.
    pub id: String,
    /// `route_short_name`, or the long one where it is empty.
    pub name: String,
    /// `route_type`: 0 tram, 1 metro, 2 rail, 3 bus, 4 ferry, ...
    pub kind: u32,
}

/// The days on which trips run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// `service_id`.
    pub id: String,
    /// Days of the week from Monday, and first and last day; `None` when only exceptions are given.
    pub week: Option<([bool; 7], Date, Date)>,
    /// Days added by `calendar_dates.txt`, sorted.
    pub added: Vec<Date>,
    /// Days taken away, sorted.
    pub removed: Vec<Date>,
}

impl Service {
    /// Whether it runs on a day; exceptions go before the week.
    #[must_use]
    pub fn runs_on(&self, date: Date) -> bool {
        if self.removed.binary_search(&date).is_ok() {
            return false;
        }
        let weekday = date.weekday().to_monday_zero_offset() as usize;
        let regular = self.week.is_some_and(|(days, from, to)| {
            (from..=to).contains(&date) && days.get(weekday).copied().unwrap_or(false)
        });
        regular || self.added.binary_search(&date).is_ok()
    }

    /// First and last day on which it may run.
    #[must_use]
    pub fn span(&self) -> Option<(Date, Date)> {
        let week = self.week.filter(|(days, ..)| days.contains(&true));
        let from = week.map(|(_, from, _)| from).into_iter().chain(self.added.first().copied());
        let to = week.map(|(.., to)| to).into_iter().chain(self.added.last().copied());
        Some((from.min()?, to.max()?))
    }
}

/// A trip: one vehicle's run along its stops on each day of its service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trip {
    /// `trip_id`.
    pub id: String,
    /// Place in [`Feed::routes`].
    pub route: u32,
    /// Place in [`Feed::services`]; `None` when no file names the service, so it never runs.
    pub service: Option<u32>,
    /// `wheelchair_accessible`.
    pub wheelchair: Wheelchair,
    /// From and to (exclusive) in [`Feed::stop_times`].
    pub times: (u32, u32),
}

/// Whether passengers may get on or off (`pickup_type`, `drop_off_type`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Boarding {
    /// Getting on is possible; also true where one must phone or wave.
    pub on: bool,
    /// Getting off is possible; also true where one must phone or tell the driver.
    pub off: bool,
}

/// A trip at a stop. Arrival is never after departure, nor before the departure one stop earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StopTime {
    /// When it comes, in seconds of the service day.
    pub arrival: Seconds,
    /// When it goes.
    pub departure: Seconds,
    /// Place in [`Feed::stops`].
    pub stop: u32,
    /// Getting on and off.
    pub boarding: Boarding,
}

/// A trip that repeats: its times count from its first departure, not from midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frequency {
    /// Place in [`Feed::trips`].
    pub trip: u32,
    /// When the first vehicle leaves the first stop.
    pub from: Seconds,
    /// No vehicle leaves the first stop at or after this.
    pub to: Seconds,
    /// Seconds between two vehicles; never 0.
    pub headway: Seconds,
    /// Whether vehicles leave exactly at `from`, `from + headway`, ... (`exact_times` = 1).
    pub exact: bool,
}

/// How one changes between two stops (`transfer_type`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferRule {
    /// A place to change; the time is that of the walk.
    Recommended,
    /// The second vehicle waits for the first: no time is needed.
    Timed,
    /// At least so many seconds are needed.
    AtLeast(Seconds),
    /// Not possible.
    Forbidden,
}

/// A rule for changing from one stop to another, or at one stop. Where a file names a station, the
/// rule is held once for each pair of its platforms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// Where one arrives, a place in [`Feed::stops`].
    pub from: u32,
    /// Where one leaves.
    pub to: u32,
    /// How.
    pub rule: TransferRule,
}
