//! Timetables drawn by hand, and an oracle that knows nothing of rounds.

mod day;
mod drawn;
mod extra;
mod journeys;
mod lines;
mod oracle;
mod random;

use super::{Changes, Leg, Legs, Plan, Query, Search, Timetable, Travel, Window};
use crate::units::Seconds;

/// Minutes as seconds.
const fn minutes(minutes: u32) -> Seconds {
    Seconds(minutes * 60)
}

/// A time of day.
const fn clock(hour: u32, minute: u32) -> Seconds {
    Seconds(hour * 3600 + minute * 60)
}

/// Departures from `hour:minute` on, for so many minutes, with three hours at the most.
fn leaving(hour: u32, minute: u32, length: u32) -> Query {
    let first = clock(hour, minute);
    Query::new(Window::Departure { first }, length, minutes(180)).unwrap()
}

/// Arrivals by `hour:minute` and later.
fn arriving(hour: u32, minute: u32, length: u32) -> Query {
    let first = clock(hour, minute);
    Query::new(Window::Arrival { first }, length, minutes(180)).unwrap()
}

/// Stops by letters and minutes: `"A0 C5"`.
fn legs(text: &str) -> Vec<Leg> {
    let leg = |word: &str| {
        let (stop, time) = word.split_at(1);
        Leg { to: u32::from(stop.as_bytes()[0] - b'A'), time: minutes(time.parse().unwrap()) }
    };
    text.split_whitespace().map(leg).collect()
}

/// Walks between stops by letters and minutes: `"AB5"` leads from A to B, and back.
fn walks(stops: usize, text: &str) -> Legs {
    let mut rows = vec![Vec::new(); stops];
    for word in text.split_whitespace() {
        let bytes = word.as_bytes();
        let (from, to) = (u32::from(bytes[0] - b'A'), u32::from(bytes[1] - b'A'));
        let time = minutes(word[2..].parse().unwrap());
        rows[from as usize].push(Leg { time, to });
        rows[to as usize].push(Leg { time, to: from });
    }
    Legs::from_rows(rows)
}

/// Travel times from one source to targets, each given by its walks.
fn travel(
    timetable: &Timetable,
    changes: &Changes,
    (source, targets): (&str, &[&str]),
    query: Query,
) -> Travel {
    let targets = Legs::from_rows(targets.iter().map(|target| legs(target)));
    let plan = Plan::new(timetable, changes, &targets, query).unwrap();
    Search::new(&plan).from(Legs::from_rows([legs(source)]).row(0), &[]).clone()
}

/// Whole minutes to the only target, minute by minute.
fn whole_minutes(travel: &Travel) -> Vec<Option<u32>> {
    let whole = |time: Seconds| {
        assert_eq!(time.0 % 60, 0, "{time:?}");
        time.0 / 60
    };
    travel.times(0).map(|time| time.map(whole)).collect()
}
