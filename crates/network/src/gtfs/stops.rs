//! `stops.txt`: where vehicles stop, and the stations around.

use super::archive::Files;
use super::finding::{Findings, Place};
use super::model::{Stop, StopKind, Wheelchair};
use super::table::{Ids, Need, Table, shown};
use super::value;
use crate::geo::Point;

const FILE: &str = "stops.txt";
const ID: usize = 0;
const NAME: usize = 1;
const LATITUDE: usize = 2;
const LONGITUDE: usize = 3;
const KIND: usize = 4;
const PARENT: usize = 5;
const WHEELCHAIR: usize = 6;

/// The stops and where each identifier stands.
pub(super) struct Stops {
    pub(super) list: Vec<Stop>,
    pub(super) ids: Ids,
}

pub(super) fn read(files: &Files, findings: &mut Findings) -> Stops {
    let ids = Ids::new(FILE, "stop_unknown", "stop_twice");
    let mut stops = Stops { list: Vec::new(), ids };
    let columns = [
        ("stop_id", Need::Must),
        ("stop_name", Need::May),
        ("stop_lat", Need::Must),
        ("stop_lon", Need::Must),
        ("location_type", Need::May),
        ("parent_station", Need::May),
        ("wheelchair_boarding", Need::May),
    ];
    let mut parents = Vec::new();
    let whole =
        Table::each_row(files, (FILE, Need::Must), &columns, findings, |table, findings| {
            let Some(id) = table.id(ID, findings) else { return };
            if !stops.ids.add(&id, table.place(ID), findings) {
                return;
            }
            let kind = kind(table.number(KIND, 0, findings));
            let degrees = degrees(table, kind, findings);
            parents.push((table.cell(PARENT).to_vec(), table.place(PARENT)));
            stops.list.push(Stop {
                id,
                name: table.text(NAME, findings),
                point: degrees.and_then(|(x, y)| Point::new(x, y).ok()),
                kind,
                parent: None,
                wheelchair: wheelchair(table.number(WHEELCHAIR, 0, findings)),
            });
        });
    if whole && stops.list.is_empty() {
        findings.error(Place::file(FILE), "file_empty", "there is no stop");
    }
    tie_to_parents(&mut stops, &parents, findings);
    stops
}

/// GTFS's three-valued answer about wheelchairs.
pub(super) fn wheelchair(value: u32) -> Wheelchair {
    match value {
        1 => Wheelchair::Possible,
        2 => Wheelchair::Impossible,
        _ => Wheelchair::Unknown,
    }
}

fn kind(value: u32) -> StopKind {
    match value {
        0 => StopKind::Platform,
        1 => StopKind::Station,
        _ => StopKind::Other,
    }
}

/// Longitude and latitude; missing is an error unless nothing stops there.
fn degrees(table: &Table<'_>, kind: StopKind, findings: &mut Findings) -> Option<(f64, f64)> {
    let (longitude, latitude) = (table.cell(LONGITUDE), table.cell(LATITUDE));
    if longitude.is_empty() && latitude.is_empty() && kind == StopKind::Other {
        return None;
    }
    for (column, cell, most) in [(LATITUDE, latitude, 90.0), (LONGITUDE, longitude, 180.0)] {
        if value::degrees(cell).is_none_or(|degrees| degrees.abs() > most) {
            let what = format!("{} is not within -{most} and {most} degrees", shown(cell));
            findings.error(table.place(column), "degrees_wrong", what);
        }
    }
    let degrees = (value::degrees(longitude)?, value::degrees(latitude)?);
    if degrees == (0.0, 0.0) {
        let what = "0, 0 lies in the Gulf of Guinea; give the place of the stop";
        findings.warn(table.row_place(), "degrees_zero", what);
    }
    Some(degrees)
}

/// Parents may stand after their children, so they are looked up at the end.
fn tie_to_parents(stops: &mut Stops, parents: &[(Vec<u8>, Place)], findings: &mut Findings) {
    for (index, (parent, place)) in parents.iter().enumerate() {
        if parent.is_empty() {
            continue;
        }
        let Some(at) = stops.ids.get(parent) else {
            let what = format!("{} is not in {FILE}; the stop stands alone", shown(parent));
            findings.warn(*place, "parent_unknown", what);
            continue;
        };
        let inherited = stops.list.get(at as usize).map(|stop| stop.wheelchair).unwrap_or_default();
        if let Some(stop) = stops.list.get_mut(index) {
            stop.parent = Some(at);
            if stop.wheelchair == Wheelchair::Unknown {
                stop.wheelchair = inherited;
            }
        }
    }
}
