//! A timetable drawn as text, made into a GTFS zip and read like any other.

use crate::gtfs::tests::zip_of;
use crate::gtfs::{Feed, Limits};
use crate::transit::{Options, Timetable};
use basis::Date;
use std::fmt::Write as _;

/// The day on which drawn trips run: a Monday.
pub(super) const DAY: Date = Date::constant(2026, 3, 2);

/// A drawing: one line a trip, its name and `stop time` in order of travel, such as
/// `t1 A 8:00 B 8:10-8:12`. A name that ends in `!` is impossible for wheelchairs, one that ends
/// in `+` is possible. Stops are letters from A.
#[derive(Clone, Debug, Default)]
pub(super) struct Drawn {
    pub(super) trips: Vec<String>,
    /// More files of the zip.
    pub(super) files: Vec<(&'static str, String)>,
    /// `wheelchair_boarding` of each stop, where it is not 0.
    pub(super) wheels: Vec<(char, u8)>,
}

/// The drawing of a text.
pub(super) fn drawn(text: &str) -> Drawn {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    Drawn { trips: lines.map(str::to_owned).collect(), ..Drawn::default() }
}

impl Drawn {
    pub(super) fn with(mut self, file: &'static str, text: &str) -> Self {
        self.files.push((file, text.to_owned()));
        self
    }

    pub(super) fn feed(&self) -> Feed {
        let (mut trips, mut times) = (
            "route_id,service_id,trip_id,wheelchair_accessible\n".to_owned(),
            "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n".to_owned(),
        );
        for line in &self.trips {
            let mut words = line.split_whitespace();
            let name = words.next().unwrap();
            let wheels = if name.ends_with('!') { 2 } else { u8::from(name.ends_with('+')) };
            writeln!(trips, "R,daily,{name},{wheels}").unwrap();
            let words: Vec<&str> = words.collect();
            for (number, call) in words.chunks_exact(2).enumerate() {
                let (arrival, departure) = call[1].split_once('-').unwrap_or((call[1], call[1]));
                writeln!(times, "{name},{arrival}:00,{departure}:00,{},{number}", call[0]).unwrap();
            }
        }
        let mut stops = "stop_id,stop_lat,stop_lon,wheelchair_boarding\n".to_owned();
        for (number, stop) in ('A'..='H').enumerate() {
            let wheels = self.wheels.iter().find(|(other, _)| *other == stop).map_or(0, |w| w.1);
            writeln!(stops, "{stop},28.{number}00,120.000,{wheels}").unwrap();
        }
        let calendar = "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,\
                        start_date,end_date\ndaily,1,1,1,1,1,0,0,20260101,20261231\n";
        let files = [
            ("agency.txt", "agency_timezone\nAsia/Shanghai\n"),
            ("routes.txt", "route_id,route_type\nR,3\n"),
            ("calendar.txt", calendar),
            ("stops.txt", &stops),
            ("trips.txt", &trips),
            ("stop_times.txt", &times),
        ];
        let more = self.files.iter().map(|(name, text)| (*name, text.as_str()));
        let zip = zip_of(files.into_iter().chain(more));
        Feed::read("drawn", &zip, Limits::default()).unwrap()
    }

    /// The timetable of the Monday.
    pub(super) fn timetable(&self) -> Timetable {
        self.timetable_with(&Options::default())
    }

    pub(super) fn timetable_with(&self, options: &Options) -> Timetable {
        Timetable::of_day(&[self.feed()], DAY, options).unwrap()
    }
}
