//! `stop_times.txt`: when each trip is at each stop, put in order and made whole.

use super::archive::Files;
use super::finding::{Findings, Place};
use super::interpolate::{self, Untimed};
use super::model::{Boarding, StopTime, Trip};
use super::stops::Stops;
use super::table::{Need, Table};
use super::trips::Trips;

pub(super) const FILE: &str = "stop_times.txt";
const TRIP: usize = 0;
const ARRIVAL: usize = 1;
const DEPARTURE: usize = 2;
const STOP: usize = 3;
const SEQUENCE: usize = 4;
const PICKUP: usize = 5;
const DROP_OFF: usize = 6;
const COLUMNS: [(&str, Need); 7] = [
    ("trip_id", Need::Must),
    ("arrival_time", Need::Must),
    ("departure_time", Need::Must),
    ("stop_id", Need::Must),
    ("stop_sequence", Need::Must),
    ("pickup_type", Need::May),
    ("drop_off_type", Need::May),
];

/// A row as read; its times may be missing.
pub(super) struct Row {
    pub(super) trip: u32,
    pub(super) sequence: u32,
    pub(super) line: u64,
    pub(super) untimed: Untimed,
}

/// Reads the times and gives each trip its part of the list.
pub(super) fn read(
    files: &Files,
    stops: &Stops,
    mut trips: Trips,
    findings: &mut Findings,
) -> (Vec<StopTime>, Trips) {
    let mut rows = read_rows(files, stops, &trips, findings);
    if !rows.is_sorted_by_key(|row| (row.trip, row.sequence)) {
        rows.sort_by_key(|row| (row.trip, row.sequence));
    }
    let mut times = Vec::with_capacity(rows.len());
    for run in rows.chunk_by(|a, b| a.trip == b.trip) {
        let from = times.len() as u32;
        if in_order(run, findings) && interpolate::complete(run, &mut times, findings) {
            let to = times.len() as u32;
            set_times(&mut trips.list, run, (from, to));
        } else {
            times.truncate(from as usize);
        }
    }
    (times, trips)
}

fn set_times(trips: &mut [Trip], run: &[Row], times: (u32, u32)) {
    let trip = run.first().and_then(|row| trips.get_mut(row.trip as usize));
    if let Some(trip) = trip {
        trip.times = times;
    }
}

fn read_rows(files: &Files, stops: &Stops, trips: &Trips, findings: &mut Findings) -> Vec<Row> {
    let mut rows = Vec::new();
    // Rows of a trip stand together nearly always, so the last answer is asked first.
    let mut last: (Vec<u8>, u32) = (Vec::new(), 0);
    Table::each_row(files, (FILE, Need::Must), &COLUMNS, findings, |table, findings| {
        let cell = table.cell(TRIP);
        if last.0.is_empty() || cell != last.0 {
            let Some(trip) = table.refer(TRIP, &trips.ids, findings) else { return };
            last = (cell.to_vec(), trip);
        }
        let Some(stop) = table.refer(STOP, &stops.ids, findings) else { return };
        if stops.list.get(stop as usize).is_some_and(|stop| stop.point.is_none()) {
            let what = "a trip stops where stops.txt gives no coordinates; add them";
            findings.error(table.place(STOP), "stop_without_place", what);
        }
        if table.cell(SEQUENCE).is_empty() {
            let what = "the order along the trip is missing; number the stops upwards";
            findings.error(table.place(SEQUENCE), "sequence_missing", what);
        }
        rows.push(Row {
            trip: last.1,
            sequence: table.number(SEQUENCE, 0, findings),
            line: table.line(),
            untimed: Untimed {
                arrival: table.time(ARRIVAL, findings),
                departure: table.time(DEPARTURE, findings),
                stop,
                boarding: boarding(table, findings),
            },
        });
    });
    rows
}

/// 1 is *not available*; 2 and 3 ask the passenger to phone or to tell the driver, and count as
/// possible.
fn boarding(table: &Table<'_>, findings: &mut Findings) -> Boarding {
    let mut possible = |column: usize| match table.cell(column) {
        b"" | b"0" => true,
        b"1" => false,
        b"2" | b"3" => {
            let what = "only after a call or a word to the driver; counted as possible";
            findings.notice(table.place(column), "stop_on_request", what);
            true
        }
        _ => {
            findings.error(table.place(column), "boarding_wrong", "write 0, 1, 2 or 3");
            true
        }
    };
    Boarding { on: possible(PICKUP), off: possible(DROP_OFF) }
}

/// Whether the numbers rise along the trip.
fn in_order(run: &[Row], findings: &mut Findings) -> bool {
    let mut good = true;
    for pair in run.windows(2) {
        if let [first, second] = pair
            && first.sequence == second.sequence
        {
            let what = format!(
                "number {} stands twice in this trip, first on line {}",
                second.sequence, first.line
            );
            findings.error(at(second, "stop_sequence"), "sequence_twice", what);
            good = false;
        }
    }
    good
}

/// A row's cell as a place for findings.
pub(super) fn at(row: &Row, column: &'static str) -> Place {
    Place { file: FILE, row: Some(row.line), column: Some(column) }
}
