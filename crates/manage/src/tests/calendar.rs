//! Calendars: nobody announces a year alone, it begins on its day, dates are worked out again, and
//! back.

use std::fs;

use basis::calendar::YearCalendar;
use serde_json::json;
use store::jobs::{self, Claimed};
use web::testing::ask;

use super::*;
use crate::BEGIN_YEAR;

const NOTICE: &str = "一、元旦：1月1日至3日放假。二、春节：2月5日至11日放假，2月13日上班。三、劳动节：5月1日至5日放假。四、国庆节：10月1日至7日放假。";

/// The calendar of 2026 as it was announced.
fn known() -> YearCalendar {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/calendar/2026.json");
    YearCalendar::parse_json(&fs::read_to_string(file).unwrap()).unwrap()
}

impl Server {
    fn knows(&self, year: i16) -> bool {
        self.manage.cases.calendar().announced(year)
    }

    fn propose_year(&self, who: &Actor, calendar: &YearCalendar, from: Date) -> String {
        rule(wait(self.manage.propose_year(&self.by(who), calendar, from)))
    }

    fn publish_year(&self, who: &Actor, year: i16) -> String {
        let (_, proposed) = wait(self.manage.year_changes(who, year)).unwrap();
        let proposed = proposed.unwrap();
        rule(wait(self.manage.publish(&self.by(who), proposed.id, proposed.version)))
    }

    /// The jobs of calendars that are due, taken as a worker takes them.
    fn due_years(&self) -> Vec<Claimed> {
        let (lease, now) = (self.manage.app.ambient.id(), self.manage.app.ambient.now());
        let claim = move |tx: &mut store::Tx<'_>| jobs::claim(tx, COUNTY, lease, now, 60_000, 100);
        let mut claimed: Vec<Claimed> = self.store.write_now(claim).unwrap();
        claimed.retain(|one| one.job.kind == BEGIN_YEAR);
        claimed
    }

    fn kinds(&self, stream: String) -> Vec<String> {
        let records = self.store.read_now(move |tx| ledger::records(tx, COUNTY, &stream, 0, 99));
        records.unwrap().into_iter().map(|one| one.kind).collect()
    }
}

#[test]
fn a_notice_is_read_shown_proposed_and_published_by_another() {
    for server in servers() {
        let router = server.router(data(1));
        let day = server.today();
        let parts = [day.year().to_string(), day.month().to_string(), day.day().to_string()];
        let mut form = vec![
            ("key", "calendar-01"),
            ("year", "2027"),
            ("paper", "测试"),
            ("notice", NOTICE),
            ("from-year", &*parts[0]),
            ("from-month", &*parts[1]),
            ("from-day", &*parts[2]),
        ];
        let read = wait(post(&router, "/manage/calendar", "", &form));
        assert_eq!(read.status, 200, "{}", read.text);
        assert!(read.text.contains("2月13日"), "{}", read.text);
        form.push(("do", "propose"));
        let done = wait(post(&router, "/manage/calendar", "", &form));
        assert_eq!(done.header("location"), "/manage/calendar/2027", "{}", done.text);
        assert!(!server.knows(2027), "{}: one person alone announces nothing", server.name);
        let page = "/manage/calendar/2027";
        let own = wait(get(&router, page, ""));
        assert!(!own.text.contains("value=\"publish\"") && own.text.contains("2月13日"));
        let publish = [("key", "calendar-02"), ("version", "1"), ("do", "publish")];
        assert_eq!(wait(post(&router, page, "", &publish)).status, 403, "{}", server.name);
        let other = server.router(data(2));
        let shown = wait(get(&other, page, ""));
        assert!(shown.text.contains("value=\"publish\""), "{}", shown.text);
        let done = wait(post(&other, page, "", &publish));
        assert_eq!(done.status, 303, "{}", done.text);
        assert!(server.knows(2027), "{}", server.name);
        let list = wait(get(&other, "/manage/calendar", ""));
        assert!(list.text.contains("href=\"/manage/calendar/2027\""), "{}", list.text);
    }
}

#[test]
fn a_published_year_begins_on_its_day_and_dates_are_worked_out_again() {
    for server in servers() {
        let (name, tomorrow) = (server.name, server.today().tomorrow().unwrap());
        let case = server.submit();
        let late = server.propose_year(&data(1), &known(), server.today().yesterday().unwrap());
        assert_eq!(late, "manage.too-early", "{name}");
        assert_eq!(server.propose_year(&data(1), &known(), tomorrow), "none", "{name}");
        assert_eq!(server.publish_year(&data(2), 2026), "none", "{name}");
        assert!(!server.knows(2026) && server.due_years().is_empty(), "{name}: it waits");
        server.clock.advance_millis(DAY);
        let due = server.due_years();
        assert_eq!(due.len(), 1, "{name}");
        for claimed in due {
            wait(server.manage.run_begin_year(claimed)).unwrap();
        }
        assert!(server.knows(2026), "{name}");
        let done = server.kinds(cases::stream(case));
        assert!(done.contains(&"case.dates-recomputed".to_owned()), "{name}: {done:?}");
        assert_eq!(
            server.kinds("calendar:2026".to_owned()),
            ["calendar.proposed", "calendar.published"]
        );
        assert_eq!(server.kinds("calendar".to_owned()), ["calendar.announced"], "{name}");
        // Another server has it after its next look.
        let other = self::server(name, server.store.clone());
        wait(other.manage.cases.refresh_calendar()).unwrap();
        assert!(other.knows(2026), "{name}");
    }
}

#[test]
fn what_was_published_later_counts_and_one_can_go_back() {
    for server in servers() {
        let (name, today) = (server.name, server.today());
        let mut other = known();
        other.papers = vec!["更正".to_owned()];
        assert_eq!(server.propose_year(&data(1), &known(), today.tomorrow().unwrap()), "none");
        assert_eq!(server.propose_year(&data(2), &other, today), "manage.has-draft", "{name}");
        assert_eq!(server.publish_year(&data(2), 2026), "none");
        assert_eq!(server.propose_year(&data(2), &other, today), "none");
        assert_eq!(server.publish_year(&data(1), 2026), "none");
        let papers = || server.manage.cases.calendar().year(2026).unwrap().papers.clone();
        assert_eq!(papers(), ["更正"], "{name}");
        // The day of the first one comes, and changes nothing.
        server.clock.advance_millis(DAY);
        for claimed in server.due_years() {
            wait(server.manage.run_begin_year(claimed)).unwrap();
        }
        assert_eq!(papers(), ["更正"], "{name}");
        // Back to the first one, again by two, through the interface.
        let send = |who: u64, key: &str, seen: &str, body: serde_json::Value| {
            let headers = [
                ("sec-fetch-site", "same-origin"),
                ("content-type", "application/json"),
                ("idempotency-key", key),
                ("if-match", seen),
            ];
            let (router, path) = (server.router(data(who)), "/api/manage/calendar/2026");
            wait(ask(&router, "POST", path, &headers, &body.to_string()))
        };
        let back = json!({"do": "back", "number": 1});
        assert_eq!(send(1, "year-back-none", "0", json!({"do": "back", "number": 0})).status, 404);
        assert_eq!(send(1, "year-back-0001", "0", back).status, 200, "{name}");
        let publish = json!({"do": "publish"});
        assert_eq!(send(1, "year-publish-1", "1", publish.clone()).status, 403, "{name}");
        assert_eq!(send(2, "year-publish-2", "1", publish).status, 200, "{name}");
        assert_eq!(papers(), known().papers, "{name}");
        let shown = wait(get(&server.router(data(1)), "/api/manage/calendar/2026", "")).json();
        assert_eq!(shown["versions"].as_array().map(Vec::len), Some(3), "{shown}");
        assert!(shown["proposed"].is_null() && shown["brought"] == false, "{shown}");
    }
}

#[test]
fn whoever_moves_the_day_of_a_proposal_may_not_publish_it() {
    for server in servers() {
        let (name, tomorrow) = (server.name, server.today().tomorrow().unwrap());
        assert_eq!(server.propose_year(&data(1), &known(), server.today()), "none");
        let day = crate::calendar::Step::Day(tomorrow);
        let by = server.by(&data(2));
        let moved = server.manage.settle_year(&by, (2026, 1), &day);
        assert_eq!(rule(wait(moved)), "none", "{name}");
        assert_eq!(server.publish_year(&data(2), 2026), "rights.four-eyes", "{name}");
        assert_eq!(server.publish_year(&data(3), 2026), "none", "{name}");
        assert!(!server.knows(2026), "{name}: it waits for the day");
    }
}

#[test]
fn a_calendar_comes_back_as_a_sheet_and_a_wrong_day_is_named() {
    let uri = "/manage/calendar/import";
    let off = [(1, 1..=3), (2, 5..=11), (5, 1..=5), (10, 1..=7)];
    let off = off.into_iter().flat_map(|(month, days)| days.map(move |day| (month, day, "放假")));
    let row = |(month, day, what): (i32, i32, &str)| {
        let day = format!("2027-{month:02}-{day:02}");
        [&*day, "节日", what, "测试〔2026〕1号"].map(str::to_owned).to_vec()
    };
    let mut rows: Vec<Vec<String>> = off.chain([(2, 13, "上班")]).map(row).collect();
    let heads = ["日期", "节日", "放假还是上班", "文号或网址"];
    for server in servers() {
        let router = server.router(data(1));
        rows[4][2] = "休".to_owned();
        let wrong = upload(&router, uri, "take", &sheet(&heads, &rows));
        assert!(wrong.status == 422 && wrong.text.contains("C6（放假还是上班）"), "{}", wrong.text);
        rows[4][2] = "放假".to_owned();
        let unlawful = upload(&router, uri, "take", &sheet(&heads, &rows[1..]));
        assert!(
            unlawful.status == 422 && unlawful.text.contains("法定节假日"),
            "{}",
            unlawful.text
        );
        let seen = upload(&router, uri, "look", &sheet(&heads, &rows));
        assert!(seen.status == 200 && seen.text.contains("2027-02-13"), "{}", seen.text);
        let done = upload(&router, uri, "take", &sheet(&heads, &rows));
        assert_eq!(done.status, 303, "{}: {}", server.name, done.text);
        assert!(!server.knows(2027), "{}: proposed is not in force", server.name);
        assert_eq!(server.publish_year(&data(1), 2027), "rights.four-eyes", "{}", server.name);
        assert_eq!(server.publish_year(&data(2), 2027), "none", "{}", server.name);
        let years = wait(get(&router, "/api/manage/calendar", "")).json();
        assert_eq!(years[0]["days"].as_array().map(Vec::len), Some(rows.len()), "{years}");
        let out = wait(get(&router, "/manage/calendar.xlsx", ""));
        assert!(out.status == 200 && out.text.starts_with("PK"), "{}", server.name);
    }
}
