//! `routes.txt`, `trips.txt` and the time zone of `agency.txt`.

use super::archive::Files;
use super::calendar::Services;
use super::finding::{Findings, Place};
use super::model::{Route, Trip};
use super::stops::wheelchair;
use super::table::{Ids, Need, Table, shown};

const ROUTES: &str = "routes.txt";
const TRIPS: &str = "trips.txt";
const AGENCY: &str = "agency.txt";

/// The trips and where each identifier stands.
pub(super) struct Trips {
    pub(super) list: Vec<Trip>,
    pub(super) ids: Ids,
}

pub(super) fn read(
    files: &Files,
    services: &Services,
    findings: &mut Findings,
) -> (Vec<Route>, Trips) {
    let (routes, route_ids) = read_routes(files, findings);
    (routes, read_trips(files, &route_ids, services, findings))
}

fn read_routes(files: &Files, findings: &mut Findings) -> (Vec<Route>, Ids) {
    let mut ids = Ids::new(ROUTES, "route_unknown", "route_twice");
    let mut routes = Vec::new();
    let columns = [
        ("route_id", Need::Must),
        ("route_short_name", Need::May),
        ("route_long_name", Need::May),
        ("route_type", Need::Must),
    ];
    Table::each_row(files, (ROUTES, Need::Must), &columns, findings, |table, findings| {
        let Some(id) = table.id(0, findings) else { return };
        if ids.add(&id, table.place(0), findings) {
            let column = if table.cell(1).is_empty() { 2 } else { 1 };
            let name = table.text(column, findings);
            routes.push(Route { id, name, kind: table.number(3, 3, findings) });
        }
    });
    (routes, ids)
}

fn read_trips(files: &Files, routes: &Ids, services: &Services, findings: &mut Findings) -> Trips {
    let mut trips = Trips { list: Vec::new(), ids: Ids::new(TRIPS, "trip_unknown", "trip_twice") };
    let columns = [
        ("trip_id", Need::Must),
        ("route_id", Need::Must),
        ("service_id", Need::Must),
        ("wheelchair_accessible", Need::May),
    ];
    Table::each_row(files, (TRIPS, Need::Must), &columns, findings, |table, findings| {
        let (id, route) = (table.id(0, findings), table.refer(1, routes, findings));
        let (Some(id), Some(route)) = (id, route) else { return };
        let service = services.ids.get(table.cell(2));
        if service.is_none() {
            let what = format!(
                "{} is neither in calendar.txt nor in calendar_dates.txt; the trip never runs",
                shown(table.cell(2))
            );
            findings.warn(table.place(2), "service_unknown", what);
        }
        if trips.ids.add(&id, table.place(0), findings) {
            let wheelchair = wheelchair(table.number(3, 0, findings));
            trips.list.push(Trip { id, route, service, wheelchair, times: (0, 0) });
        }
    });
    trips
}

/// The time zone of the first agency; a second zone is told of.
pub(super) fn time_zone(files: &Files, findings: &mut Findings) -> String {
    let columns = [("agency_timezone", Need::May)];
    let mut zone = String::new();
    let told =
        Table::each_row(files, (AGENCY, Need::May), &columns, findings, |table, findings| {
            let next = table.text(0, findings);
            if !zone.is_empty() && next != zone {
                let what = format!("{next:?} differs from {zone:?}; times are taken as they stand");
                findings.warn(table.place(0), "time_zones_differ", what);
            } else {
                zone = next;
            }
        });
    if !told {
        findings.notice(Place::file(AGENCY), "agency_missing", "the time zone is not known");
    }
    zone
}
