//! Feeds written by hand, whole and broken.

mod broken;
mod whole;

use super::{Feed, Finding, GtfsError, Limits};
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A zip of text files.
pub(crate) fn zip_of<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A village line: three stops, two trips on weekdays of 2026, and a market trip on Saturdays.
const VILLAGE: [(&str, &str); 6] = [
    ("agency.txt", "agency_id,agency_name,agency_timezone\nJY,缙云公交,Asia/Shanghai\n"),
    (
        "stops.txt",
        "stop_id,stop_name,stop_lat,stop_lon\n\
         A,五云,28.65,120.07\nB,壶镇,28.78,120.25\nC,东方,28.70,120.15\n",
    ),
    ("routes.txt", "route_id,route_short_name,route_type\nR,12,3\n"),
    ("trips.txt", "route_id,service_id,trip_id\nR,week,t1\nR,week,t2\nR,market,t3\n"),
    (
        "calendar.txt",
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n\
         week,1,1,1,1,1,0,0,20260101,20261231\nmarket,0,0,0,0,0,1,0,20260101,20261231\n",
    ),
    (
        "stop_times.txt",
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
         t1,08:00:00,08:01:00,A,1\nt1,08:20:00,08:20:00,C,2\nt1,08:40:00,08:40:00,B,3\n\
         t2,09:00:00,09:00:00,A,1\nt2,,,C,2\nt2,09:40:00,09:40:00,B,3\n\
         t3,07:00:00,07:00:00,B,10\nt3,07:50:00,07:50:00,A,20\n",
    ),
];

/// The village line with one file given anew; an empty text takes the file away.
fn village_with(name: &str, text: &str) -> Vec<u8> {
    let others = VILLAGE.into_iter().filter(|(file, _)| *file != name);
    zip_of(others.chain((!text.is_empty()).then_some((name, text))))
}

/// The village line with one text replaced.
fn village_but(name: &str, from: &str, to: &str) -> Vec<u8> {
    let (_, text) = VILLAGE.into_iter().find(|(file, _)| *file == name).unwrap();
    assert!(text.contains(from), "{name} has no {from:?}");
    village_with(name, &text.replacen(from, to, 1))
}

fn read(zip: &[u8]) -> Result<Feed, GtfsError> {
    Feed::read("village", zip, Limits::default())
}

fn findings(zip: &[u8]) -> Vec<Finding> {
    match read(zip) {
        Ok(feed) => feed.findings,
        Err(GtfsError::Broken { findings, .. }) => findings,
        Err(other) => panic!("{other}"),
    }
}
