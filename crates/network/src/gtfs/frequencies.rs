//! `frequencies.txt`: trips that repeat every so many seconds.

use super::archive::Files;
use super::finding::Findings;
use super::model::Frequency;
use super::table::{Need, Table};
use super::trips::Trips;
use crate::units::Seconds;

const FILE: &str = "frequencies.txt";
const FROM: usize = 1;
const TO: usize = 2;
const HEADWAY: usize = 3;

pub(super) fn read(files: &Files, trips: &Trips, findings: &mut Findings) -> Vec<Frequency> {
    let columns = [
        ("trip_id", Need::Must),
        ("start_time", Need::Must),
        ("end_time", Need::Must),
        ("headway_secs", Need::Must),
        ("exact_times", Need::May),
    ];
    let mut list = Vec::new();
    Table::each_row(files, (FILE, Need::May), &columns, findings, |table, findings| {
        let trip = table.refer(0, &trips.ids, findings);
        let (from, to) = (time(table, FROM, findings), time(table, TO, findings));
        let headway = Seconds(table.number(HEADWAY, 0, findings));
        if headway.0 == 0 {
            let what = "vehicles must be at least 1 second apart; give the headway in seconds";
            findings.error(table.place(HEADWAY), "headway_zero", what);
        }
        let (Some(trip), Some(from), Some(to), 1..) = (trip, from, to, headway.0) else { return };
        if to <= from {
            let what = "ends before it begins; no vehicle runs";
            findings.warn(table.place(TO), "frequency_backwards", what);
        }
        list.push(Frequency { trip, from, to, headway, exact: table.cell(4) == b"1" });
    });
    list
}

fn time(table: &Table<'_>, column: usize, findings: &mut Findings) -> Option<Seconds> {
    if table.cell(column).is_empty() {
        findings.error(table.place(column), "time_missing", "write HH:MM:SS");
    }
    table.time(column, findings)
}
