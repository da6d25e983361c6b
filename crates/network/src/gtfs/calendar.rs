//! `calendar.txt` and `calendar_dates.txt`: on which days a service runs.

use super::archive::Files;
use super::finding::{Findings, Place};
use super::model::Service;
use super::table::{Ids, Need, Table};
use basis::Date;

const WEEK: &str = "calendar.txt";
const DATES: &str = "calendar_dates.txt";

/// The services and where each identifier stands.
pub(super) struct Services {
    pub(super) list: Vec<Service>,
    pub(super) ids: Ids,
}

pub(super) fn read(files: &Files, findings: &mut Findings) -> Services {
    let ids = Ids::new(WEEK, "service_unknown", "service_twice");
    let mut services = Services { list: Vec::new(), ids };
    if !files.contains_key(WEEK) && !files.contains_key(DATES) {
        let what =
            "neither calendar.txt nor calendar_dates.txt is in the zip, so nothing ever runs";
        findings.error(Place::file(WEEK), "calendar_missing", what);
    }
    read_weeks(files, &mut services, findings);
    read_dates(files, &mut services, findings);
    for service in &mut services.list {
        service.added.sort_unstable();
        service.removed.sort_unstable();
    }
    services
}

fn read_weeks(files: &Files, services: &mut Services, findings: &mut Findings) {
    let columns = [
        ("monday", Need::Must),
        ("tuesday", Need::Must),
        ("wednesday", Need::Must),
        ("thursday", Need::Must),
        ("friday", Need::Must),
        ("saturday", Need::Must),
        ("sunday", Need::Must),
        ("service_id", Need::Must),
        ("start_date", Need::Must),
        ("end_date", Need::Must),
    ];
    let (id, from, to) = (7, 8, 9);
    Table::each_row(files, (WEEK, Need::May), &columns, findings, |table, findings| {
        let days = std::array::from_fn(|day| flag(table, day, findings));
        let span = (table.date(from, findings), table.date(to, findings));
        let (Some(id), (Some(from), Some(to_date))) = (table.id(id, findings), span) else {
            return;
        };
        if from > to_date {
            let what = format!("ends on {to_date}, before it begins on {from}; it never runs");
            findings.warn(table.place(to), "service_backwards", what);
        }
        if services.ids.add(&id, table.place(7), findings) {
            let week = Some((days, from, to_date));
            services.list.push(Service { id, week, added: Vec::new(), removed: Vec::new() });
        }
    });
}

fn flag(table: &Table<'_>, day: usize, findings: &mut Findings) -> bool {
    match table.cell(day) {
        b"1" => true,
        b"0" => false,
        _ => {
            findings.error(table.place(day), "flag_wrong", "write 1 if it runs that day, else 0");
            false
        }
    }
}

fn read_dates(files: &Files, services: &mut Services, findings: &mut Findings) {
    let columns =
        [("service_id", Need::Must), ("date", Need::Must), ("exception_type", Need::Must)];
    let mut seen = std::collections::HashSet::new();
    Table::each_row(files, (DATES, Need::May), &columns, findings, |table, findings| {
        let id = table.id(0, findings);
        let (Some(id), Some(date)) = (id, table.date(1, findings)) else { return };
        let place = table.place(2);
        let service = service_of(services, id, table.place(0), findings);
        if !seen.insert((service, date)) {
            let what = format!("{date} is named twice for this service; keep one row");
            findings.error(table.place(1), "exception_twice", what);
        }
        except(services, (service, date), (table.cell(2), place), findings);
    });
}

/// The service of that name; one that only exceptions name is made here.
fn service_of(services: &mut Services, id: String, place: Place, findings: &mut Findings) -> usize {
    if let Some(at) = services.ids.get(id.as_bytes()) {
        return at as usize;
    }
    services.ids.add(&id, place, findings);
    services.list.push(Service { id, week: None, added: Vec::new(), removed: Vec::new() });
    services.list.len() - 1
}

fn except(
    services: &mut Services,
    (service, date): (usize, Date),
    (kind, place): (&[u8], Place),
    findings: &mut Findings,
) {
    let Some(service) = services.list.get_mut(service) else { return };
    match kind {
        b"1" => service.added.push(date),
        b"2" => service.removed.push(date),
        _ => findings.error(place, "exception_wrong", "write 1 for a day added, 2 for one removed"),
    }
}
