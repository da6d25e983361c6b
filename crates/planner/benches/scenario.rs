//! Scenarios on Porto Alegre: seconds for what the changes touch, and for all of it anew.
//! `cargo bench -p planner --bench scenario`; with `--test` on foot only.
#![allow(clippy::disallowed_methods, reason = "a bench measures real time")]
#![allow(missing_docs, reason = "not a library")]

use std::path::Path;
use std::time::Instant;

use planner::scenario::{Base, Ground, ScenarioFile, Setup, State, evaluate};
use planner::{Host, Progress};

struct Quiet;

impl Host for Quiet {
    fn now(&self) -> basis::Instant {
        basis::Instant::from_millis(0)
    }

    fn notice(&self, _: &str) {}

    fn progress(&self, _: Progress<'_>) {}

    fn cancelled(&self) -> bool {
        false
    }
}

/// What moves one facility or adds one line is evaluated so many times faster than anew.
const LEAST: f64 = 20.0;

const MOVE: &str = "[[change]]\nkind = \"move\"\nid = \"ID\"\nlon = -51.165\nlat = -30.075\n";
const ROAD: &str =
    "[[change]]\nkind = \"road\"\nfrom = [-51.158, -30.054]\nto = [-51.19, -30.08]\n";
const LINE: &str = "[[change]]\nkind = \"line\"\nname = \"X\"\nstops = [\"MR\", [-51.2, -30.05], [-51.165, -30.075], [-51.158, -30.054]]\nminutes = [6, 7.5, 5]\nfirst = \"13:30\"\nlast = \"15:59\"\nevery = 10\n";

fn main() {
    let has = |wanted: &str| std::env::args().any(|argument| argument == wanted);
    let toy = has("--test");
    // Only what is optimised is held to the ratio.
    let least = if has("--bench") && !cfg!(debug_assertions) { LEAST } else { 0.0 };
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/r5r-poa");
    if !data.is_dir() {
        println!("NOT MEASURED: {} is not there", data.display());
        return;
    }
    let desk = tempfile::tempdir().expect("a folder");
    let (zones, facilities, first) = tables(&data);
    let write = |name: &str, text: &str| {
        std::fs::write(desk.path().join(name), text).expect("room on the disk");
    };
    write("zones.csv", &zones);
    write("facilities.csv", &facilities);
    for file in ["poa_osm.pbf", "poa_eptc.zip", "poa_trensurb.zip"] {
        std::fs::copy(data.join(file), desk.path().join(file)).expect("room on the disk");
    }
    let moved = MOVE.replace("ID", &first);
    write("base.toml", &base("walk", ""));
    measure(desk.path(), &[("walk: move", &moved, least), ("walk: road", ROAD, 0.0)]);
    if !toy {
        let transit = "[transit]\ngtfs = [\"poa_eptc.zip\", \"poa_trensurb.zip\"]\ndeparture = \"2019-05-13T14:00\"\n";
        write("base.toml", &base("transit", transit));
        let changes: [(&str, &str, f64); 2] =
            [("transit: line", LINE, least), ("transit: move", &moved, least)];
        measure(desk.path(), &changes);
    }
}

fn base(mode: &str, more: &str) -> String {
    format!(
        "base = 1\nname = \"b\"\nstreets = \"poa_osm.pbf\"\nmode = \"{mode}\"\nspeed_kmh = 3.6\nstandard_minutes = 15\n{more}[zones]\nfile = \"zones.csv\"\ngroups = [\"people\"]\n[facilities]\nfile = \"facilities.csv\"\n"
    )
}

/// Hexagons, those with schools, and the first of these.
fn tables(data: &Path) -> (String, String, String) {
    let grid =
        std::fs::read_to_string(data.join("poa_hexgrid.csv")).expect("the data set is whole");
    let (mut zones, mut facilities, mut first) =
        ("id,lon,lat,people\n".to_owned(), "id,lon,lat\n".to_owned(), String::new());
    for line in grid.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let number =
            |n: usize| cells[n].parse::<f64>().ok().filter(|n| n.is_finite()).unwrap_or(0.0);
        zones += &format!("{},{},{},{}\n", cells[0], cells[1], cells[2], number(3));
        if number(4) > 0.0 {
            facilities += &format!("{},{},{}\n", cells[0], cells[1], cells[2]);
            if first.is_empty() {
                cells[0].clone_into(&mut first);
            }
        }
    }
    (zones, facilities, first)
}

/// Times so often, of which the least counts: the machine does other things as well.
const OFTEN: usize = 5;

/// Evaluates changes, each of which must be so many times faster than computing anew.
fn measure(folder: &Path, changes: &[(&str, &str, f64)]) {
    let ground =
        Ground::read(&folder.join("base.toml"), Path::new("var"), &Quiet).expect("a sound base");
    let begun = Instant::now();
    let base = Base::new(&ground, &Quiet).expect("a sound base");
    println!(
        "{} zones, {} facilities: base in {:.3} s",
        ground.zones.len(),
        ground.facilities.len(),
        begun.elapsed().as_secs_f64()
    );
    for (name, change, least) in changes {
        let text = format!("scenario = 1\nname = \"s\"\nbase = \"base.toml\"\n{change}");
        let path = folder.join("s.toml");
        std::fs::write(&path, text).expect("room on the disk");
        let (file, digest) = ScenarioFile::read(&path).expect("a sound scenario");
        let once = |_| {
            let begun = Instant::now();
            evaluate(&base, (&file, &digest)).expect("a sound scenario");
            begun.elapsed().as_secs_f64()
        };
        let soon = (0..OFTEN).map(once).fold(f64::INFINITY, f64::min);
        let setup = Setup::new(&ground, &file, base.snapper()).expect("a sound scenario");
        let begun = Instant::now();
        let anew = Base::anew(&ground, &setup).expect("a sound scenario");
        State::new(&ground, &setup, &anew).expect("a sound scenario");
        let whole = begun.elapsed().as_secs_f64();
        let equal = base.after(&setup).expect("a sound scenario") == anew;
        let times = whole / soon;
        println!("{name}: {soon:.4} s, anew {whole:.4} s: {times:.0} times, equal: {equal}");
        assert!(equal, "{name}: not what computing anew gives");
        assert!(times >= *least, "{name}: {times:.1} times, not {least}");
    }
}
