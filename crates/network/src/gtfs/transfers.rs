//! `transfers.txt`: where and how fast one changes.

use super::archive::Files;
use super::finding::Findings;
use super::model::{Transfer, TransferRule};
use super::stops::Stops;
use super::table::{Need, Table};
use crate::units::Seconds;

const FILE: &str = "transfers.txt";
const FROM: usize = 0;
const TO: usize = 1;
const KIND: usize = 2;
const LEAST: usize = 3;
/// Columns that tie a rule to single routes or trips.
const SPECIAL: [usize; 4] = [4, 5, 6, 7];

pub(super) fn read(files: &Files, stops: &Stops, findings: &mut Findings) -> Vec<Transfer> {
    let columns = [
        ("from_stop_id", Need::May),
        ("to_stop_id", Need::May),
        ("transfer_type", Need::May),
        ("min_transfer_time", Need::May),
        ("from_route_id", Need::May),
        ("to_route_id", Need::May),
        ("from_trip_id", Need::May),
        ("to_trip_id", Need::May),
    ];
    let mut list = Vec::new();
    let platforms = platforms(stops);
    Table::each_row(files, (FILE, Need::May), &columns, findings, |table, findings| {
        if SPECIAL.iter().any(|column| !table.cell(*column).is_empty()) {
            let what = "a rule for single routes or trips is ignored; the rule of the stops holds";
            findings.notice(table.row_place(), "transfer_special", what);
            return;
        }
        let Some(rule) = rule(table, findings) else { return };
        let from = table.refer(FROM, &stops.ids, findings);
        let (Some(from), Some(to)) = (from, table.refer(TO, &stops.ids, findings)) else {
            return;
        };
        let all = |stop: u32| platforms.get(stop as usize).map(Vec::as_slice).unwrap_or_default();
        for &from in all(from) {
            list.extend(all(to).iter().map(|&to| Transfer { from, to, rule }));
        }
    });
    list
}

fn rule(table: &Table<'_>, findings: &mut Findings) -> Option<TransferRule> {
    match table.cell(KIND) {
        b"" | b"0" => Some(TransferRule::Recommended),
        b"1" => Some(TransferRule::Timed),
        b"2" => Some(TransferRule::AtLeast(Seconds(table.number(LEAST, 0, findings)))),
        b"3" => Some(TransferRule::Forbidden),
        // Staying seated: the vehicle's next trip starts where this one ends, which the search
        // finds by itself.
        b"4" | b"5" => None,
        _ => {
            findings.error(table.place(KIND), "transfer_wrong", "write a number from 0 to 5");
            None
        }
    }
}

/// The stops that each row stands for: a station for its platforms, another row for itself.
fn platforms(stops: &Stops) -> Vec<Vec<u32>> {
    let mut all: Vec<Vec<u32>> = (0..stops.list.len() as u32).map(|stop| vec![stop]).collect();
    for (child, stop) in (0_u32..).zip(&stops.list) {
        if let Some(list) = stop.parent.and_then(|parent| all.get_mut(parent as usize)) {
            list.push(child);
        }
    }
    all
}
