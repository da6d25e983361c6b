//! Seconds for the travel times of Porto Alegre by bus, rail and foot: 1,227 × 1,227 pairs, 60
//! departures, p50 and p90. `cargo bench -p network --bench transit`; with `--test` 30 origins.
#![allow(clippy::disallowed_methods, reason = "a bench measures real time")]
#![allow(missing_docs, reason = "not a library")]

use network::gtfs::{Feed, Limits};
use network::search::Direction;
use network::transit::{
    Changes, OnFoot, Options, Percentile, Plan, Query, Timetable, TransferSource, Window, matrix,
};
use network::{Metres, Point, Profile, Seconds, SnapRule, Snapper, streets};
use std::ops::{ControlFlow, Range};
use std::path::Path;
use std::time::Instant;

fn main() {
    let toy = std::env::args().any(|argument| argument == "--test");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/r5r-poa");
    if !folder.is_dir() {
        println!("NOT MEASURED: {} is not there", folder.display());
        return;
    }
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("one thread");
    one.install(|| measure(&folder, toy));
}

fn measure(folder: &Path, toy: bool) {
    let read = |file: &str| std::fs::read(folder.join(file)).expect("the data set is whole");
    let mut watch = Watch::new();
    let feed = |file: &str| Feed::read(file, &read(file), Limits::default()).expect("a good feed");
    let feeds = [feed("poa_eptc.zip"), feed("poa_trensurb.zip")];
    watch.lap("two GTFS zips");
    let streets = streets::read(&read("poa_osm.pbf"), &Profile::walk()).expect("good streets");
    watch.lap("streets");
    let window = Window::Departure { first: Seconds(14 * 3600) };
    let query = Query::new(window, 60, Seconds(3600)).expect("a good question");
    let options = Options { span: Some(query.span()), ..Options::default() };
    let date = basis::Date::constant(2019, 5, 13);
    let timetable = Timetable::of_day(&feeds, date, &options).expect("service on that day");
    watch.lap("timetable of the day");
    println!("  {} trips in {} patterns", timetable.trips(), timetable.patterns());
    let graph = &streets.graph;
    let snapper = Snapper::new(graph, SnapRule::Node, None);
    let points = snapper.snap(&points(&read("poa_hexgrid.csv"))).snaps;
    let foot = OnFoot::new(graph, &snapper, &timetable, Metres(300.0));
    let changes = Changes::new(&timetable, &foot.changes(Seconds(600)), TransferSource::Walks);
    let targets = foot.from_stops(&points, Seconds(900));
    let sources = if toy { &points[..30] } else { &points[..] };
    let access = foot.to_stops(sources, Seconds(900));
    let direct = foot.all_the_way(&points, Direction::Forwards, Seconds(3600));
    watch.lap("walks to stops");
    println!("  {} changes, {} access", changes.legs().len(), access.len());
    let plan = Plan::new(&timetable, &changes, &targets, query).expect("walks that fit");
    watch.lap("plan");
    let percentiles = [50, 90].map(|percent| Percentile::new(percent).expect("a percentile"));
    let (mut pairs, mut seconds) = (0_u64, 0_u64);
    let done = matrix(
        &plan,
        (&access, |some: Range<usize>| direct.of(&sources[some])),
        |_, travel| {
            let targets = 0..travel.targets();
            let row = targets.flat_map(|target| percentiles.map(|p| travel.percentile(target, p)));
            row.collect::<Vec<_>>()
        },
        |_, row| {
            for time in row.chunks_exact(2).filter_map(|pair| pair[0]) {
                pairs += 1;
                seconds += u64::from(time.0);
            }
            ControlFlow::<()>::Continue(())
        },
    );
    assert!(done.expect("walks that fit").is_continue());
    watch.lap("matrix with p50 and p90, walks all the way included");
    let mean = seconds as f64 / 60.0 / pairs as f64;
    println!("  {pairs} pairs with p50 within 60 min, mean {mean:.4} min");
    if let Some(peak) = peak_megabytes() {
        println!("peak {peak:.0} MB");
    }
}

/// Time from lap to lap: on the wall and, where the system tells, of the processor.
struct Watch(Instant, f64);

impl Watch {
    fn new() -> Self {
        Self(Instant::now(), cpu_seconds().unwrap_or(0.0))
    }

    fn lap(&mut self, what: &str) {
        let wall = self.0.elapsed().as_secs_f64();
        match cpu_seconds() {
            Some(cpu) => println!("{wall:>8.3} s wall {:>7.2} s CPU  {what}", cpu - self.1),
            None => println!("{wall:>8.3} s wall  {what}"),
        }
        *self = Self::new();
    }
}

/// Processor time of this process, in hundredths of a second.
fn cpu_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at)?.parse::<f64>().ok();
    Some((ticks(11)? + ticks(12)?) / 100.0)
}

fn points(csv: &[u8]) -> Vec<Point> {
    let mut reader = csv::Reader::from_reader(csv);
    let number = |word: &str| word.parse::<f64>().expect("a number");
    let point = |row: csv::StringRecord| Point::new(number(&row[1]), number(&row[2]));
    reader.records().map(|row| point(row.expect("a row")).expect("a place")).collect()
}

/// The most memory that the process has held, where the system tells.
fn peak_megabytes() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    line.split_whitespace().nth(1)?.parse::<f64>().ok().map(|kb| kb / 1024.0)
}
