//! CPU seconds for streets: `cargo bench -p network --bench streets`, on Porto Alegre, one thread.
//!
//! Prints a line a step: milliseconds of CPU time as the kernel counts them, so that other work on
//! the machine disturbs little.
#![allow(missing_docs, clippy::disallowed_methods, reason = "a bench times itself")]

mod steps;

use network::{Point, SnapRule};
use std::hint::black_box;
use std::path::Path;

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/r5r-poa");
    let (Ok(pbf), Ok(grid)) = (
        std::fs::read(folder.join("poa_osm.pbf")),
        csv::Reader::from_path(folder.join("poa_hexgrid.csv")),
    ) else {
        eprintln!("NOT MEASURED: {} is not there", folder.display());
        return;
    };
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build();
    one.unwrap_or_else(|error| panic!("{error}")).install(|| measure(&pbf, &read_grid(grid)));
}

/// A hexagon's place, and whether it has a school.
fn read_grid(mut grid: csv::Reader<std::fs::File>) -> Vec<(Point, bool)> {
    let number = |record: &csv::StringRecord, at: usize| {
        record.get(at).and_then(|word| word.parse::<f64>().ok()).unwrap_or(0.0)
    };
    grid.records()
        .flatten()
        .filter_map(|r| Some((Point::new(number(&r, 1), number(&r, 2)).ok()?, number(&r, 4) > 0.0)))
        .collect()
}

fn measure(pbf: &[u8], grid: &[(Point, bool)]) {
    let points: Vec<Point> = grid.iter().map(|hex| hex.0).collect();
    let streets = time("PBF to graph", 20, || steps::graph(pbf));
    let graph = &streets.graph;
    println!("{:?}", streets.summary);
    for rule in [SnapRule::Node, SnapRule::Segment] {
        println!("snap to {rule:?}");
        let snapped = time("1,227 points snapped", 20, || steps::snap(graph, rule, &points));
        let snaps = snapped.snaps;
        let pairs = time("1,227 searches, 15 min", 50, || steps::circles(graph, &snaps, 15.0)).0;
        println!("  {pairs} pairs");
        time("1,227 searches, 60 min", 3, || steps::circles(graph, &snaps, 60.0));
        let schools: Vec<_> =
            snaps.iter().zip(grid).filter(|(_, hex)| hex.1).map(|(snap, _)| *snap).collect();
        time("nearest school of all nodes", 100, || steps::nearest_for_all(graph, &schools));
        time("3 nearest schools of all nodes", 20, || {
            network::search::k_nearest(graph, &schools, 3, network::Cost::UNREACHED)
        });
    }
    drive(pbf, &points);
    println!("peak memory {} MB", status("VmHWM:") / 1000);
}

/// The whole car matrix, by bounded searches and over a hierarchy.
fn drive(pbf: &[u8], points: &[Point]) {
    println!("by car, snap to Segment");
    let streets = time("PBF to graph", 5, || steps::car_graph(pbf));
    let graph = &streets.graph;
    let snaps = steps::snap(graph, SnapRule::Segment, points).snaps;
    let hierarchy = time("hierarchy", 3, || network::hierarchy::Hierarchy::new(graph));
    println!(
        "  {} nodes, {} arcs, {} in the hierarchy",
        graph.nodes(),
        graph.arcs(),
        hierarchy.arcs()
    );
    let plain = time("1,227 x 1,227, searches", 1, || steps::drives(graph, &snaps, None));
    let over =
        time("1,227 x 1,227, hierarchy", 10, || steps::drives(graph, &snaps, Some(&hierarchy)));
    println!("  {} pairs, the same times: {}", plain.0, plain == over);
}

/// Runs a step several times and prints its mean CPU time; gives the last result. (The kernel may
/// count in steps of 4 ms, so single runs cannot be told apart.)
fn time<T>(name: &str, runs: u32, step: impl Fn() -> T) -> T {
    let begin = cpu_nanoseconds();
    let last = (0..runs).map(|_| black_box(step())).last();
    let mean = (cpu_nanoseconds() - begin) as f64 / f64::from(runs) / 1e6;
    println!("  {name}: {mean:.2} ms, mean of {runs}");
    last.unwrap_or_else(|| panic!("{name} never ran"))
}

/// CPU time of this thread so far, as Linux counts it.
fn cpu_nanoseconds() -> u64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|word| word.parse().ok()).unwrap_or(0)
}

/// A figure in kB of the process's own status.
fn status(name: &str) -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|word| word.parse().ok()).unwrap_or(0)
}
