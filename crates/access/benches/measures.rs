//! Milliseconds a measure: Chicago's 2.3 million pairs where they are given, a city of that size otherwise.
//! `cargo bench -p access --bench measures`; with `--test` at toy size.
#![allow(clippy::disallowed_methods, reason = "a bench measures real time")]
#![allow(missing_docs, reason = "not a library")]

mod shared;

use access::measures::{RaamLimits, fca_ratio};
use access::{
    Amounts, Costs, Decay, FacilityIndex, Pair, Reach, Row, Rows, Service, Step, ZoneIndex,
};
use basis::Chance;
use shared::{part, spent, tell, toy};

fn main() {
    let toy = toy();
    let places = if toy { city(60) } else { given().unwrap_or_else(|| city(1_930)) };
    let pairs = places.pairs();
    let costs = timed("costs from pairs", || {
        Costs::from_pairs(places.x.len(), places.x.len(), &pairs).expect("sound pairs")
    });
    println!("{} places, {} pairs", places.x.len(), costs.pairs());
    let people = Amounts::new("people", places.people.clone()).expect("people");
    let capacity = Amounts::new("capacity", places.capacity.clone()).expect("capacity");
    let service = Service::new(&costs, &people, &capacity).expect("one amount each");
    measures(&service, &costs, &people, &capacity);
    for gap in [1e-4, 1e-6] {
        let limits = RaamLimits { gap, ..RaamLimits::default() };
        let found = timed(&format!("RAAM to a gap of {gap:e}"), || service.raam(30.0, limits));
        let found = found.expect("an equilibrium");
        println!("    gap {:.2e}, {} passes, {:?}", found.gap, found.passes, found.status);
    }
    streamed(if toy { 1_000 } else { 1_000_000 });
}

fn measures(service: &Service<'_, Costs>, costs: &Costs, people: &Amounts, capacity: &Amounts) {
    let near = Reach::binary(30.0).expect("a limit");
    let quarter = Reach::binary(15.0).expect("a limit");
    let stepped = steps(&[(10.0, 1.0), (20.0, 0.68), (30.0, 0.22)]);
    let far = steps(&[(10.0, 0.962), (20.0, 0.704), (30.0, 0.377), (60.0, 0.042)]);
    let gaussian = Reach::new(Decay::Gaussian { sigma: 15.0 }).expect("sigma");
    let _ = timed("FCA ratio", || fca_ratio(costs, people, capacity, &quarter));
    timed("2SFCA", || service.two_step(&near));
    timed("E2SFCA", || service.two_step(&stepped));
    timed("2SFCA gaussian", || service.two_step(&gaussian));
    timed("3SFCA", || service.three_step(&far));
    timed("M2SFCA", || service.modified_two_step(&stepped));
    timed("BFCA", || service.balanced(&stepped));
    let _ = timed("availability", || service.availability(&stepped, 1.0));
    timed("gravity gaussian", || service.gravity(&gaussian));
    let _ = timed("cumulative, 3 times", || service.cumulative(&[15.0, 30.0, 60.0]));
    timed("nearest", || service.nearest());
    let _ = timed("3rd nearest", || service.nth_nearest(3));
}

fn steps(steps: &[(f64, f64)]) -> Reach {
    let steps = steps.iter().map(|&(until, weight)| Step { until, weight }).collect();
    Reach::new(Decay::Step(steps)).expect("steps")
}

/// The least processor time of five runs, printed; what the last one gave.
fn timed<T>(what: &str, mut run: impl FnMut() -> T) -> T {
    let mut once = || {
        let start = spent();
        let out = run();
        (spent() - start, out)
    };
    let (mut best, mut last) = once();
    for _ in 0..4 {
        let (seconds, out) = once();
        best = best.min(seconds);
        last = out;
    }
    tell(what, best);
    last
}

struct Places {
    x: Vec<f64>,
    y: Vec<f64>,
    people: Vec<f64>,
    capacity: Vec<f64>,
}

impl Places {
    /// Straight line at 40 km/h, up to an hour.
    fn pairs(&self) -> Vec<Pair> {
        let mut pairs = Vec::new();
        for (i, (xi, yi)) in self.x.iter().zip(&self.y).enumerate() {
            for (j, (xj, yj)) in self.x.iter().zip(&self.y).enumerate() {
                let minutes = (xi - xj).hypot(yi - yj) / 1000.0 / 40.0 * 60.0;
                if minutes <= 60.0 {
                    pairs.push(Pair { zone: i as u32, facility: j as u32, minutes });
                }
            }
        }
        pairs
    }
}

fn given() -> Option<Places> {
    let path =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/access-chicago/tracts.csv");
    let mut reader = csv::Reader::from_path(path).ok()?;
    let rows: Vec<_> = reader.records().collect::<Result<_, _>>().ok()?;
    let column =
        |at: usize| rows.iter().map(|row| row[at].parse().expect("a number")).collect::<Vec<f64>>();
    Some(Places { x: column(1), y: column(2), people: column(3), capacity: column(4) })
}

fn city(n: usize) -> Places {
    let mut chance = Chance::new(7);
    let mut draw =
        |scale: f64| (0..n).map(|_| chance.unit() * scale).map(f64::round).collect::<Vec<f64>>();
    Places { x: draw(50_000.0), y: draw(50_000.0), people: draw(8_000.0), capacity: draw(8.0) }
}

/// A million zones on a grid reach the facilities of a coarser grid; rows are made anew for each pass.
struct Grid {
    /// Zones on a side; facilities stand at every tenth.
    side: usize,
    reach: f64,
}

impl Rows for Grid {
    fn zones(&self) -> usize {
        self.side * self.side
    }

    fn facilities(&self) -> usize {
        (self.side / 10) * (self.side / 10)
    }

    fn each_row(&self, visit: &mut dyn FnMut(Row<'_>)) {
        let (mut facilities, mut minutes) = (Vec::new(), Vec::new());
        let across = self.side / 10;
        let window = (self.reach / 10.0).ceil() as usize + 1;
        for zone in 0..self.zones() {
            let (x, y) = (zone % self.side, zone / self.side);
            facilities.clear();
            minutes.clear();
            for v in (y / 10).saturating_sub(window)..(y / 10 + window).min(across) {
                for u in (x / 10).saturating_sub(window)..(x / 10 + window).min(across) {
                    let apart = (x as f64 - u as f64 * 10.0).hypot(y as f64 - v as f64 * 10.0);
                    if apart <= self.reach {
                        facilities.push(FacilityIndex((v * across + u) as u32));
                        minutes.push(apart / self.reach * 15.0);
                    }
                }
            }
            visit(Row { zone: ZoneIndex(zone as u32), facilities: &facilities, minutes: &minutes });
        }
    }
}

fn streamed(zones: usize) {
    let side = (zones as f64).sqrt() as usize / 10 * 10;
    let grid = Grid { side, reach: 60.0 };
    let people = Amounts::same("people", 1.0, grid.zones());
    let capacity = Amounts::same("capacity", 1.0, grid.facilities());
    let service = Service::new(&grid, &people, &capacity).expect("one amount each");
    let mut pairs = 0;
    grid.each_row(&mut |row| pairs += row.minutes.len());
    println!("{} zones, {} facilities, {pairs} pairs, streamed", grid.zones(), grid.facilities());
    let reach = Reach::new(Decay::Gaussian { sigma: 5.0 }).expect("sigma");
    let access = part("2SFCA gaussian, two passes", || service.two_step(&reach));
    println!("    conserved to {:.1e}", access.conservation.relative_error());
}
