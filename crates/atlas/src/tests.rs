//! Pages, tiles and interface through the router, over files that the commands themselves wrote.

mod gdal;
mod ogc;
mod pages;
mod places;
mod scenario;
mod siting;
mod walk;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use basis::{Divisions, Role};
use clap::Parser;
use identity::Actor;
use identity::testing::As;
use planner::cli::Plan;
use planner::{Answer, Host, Progress};
use web::testing::site;

use crate::{Atlas, Place, routes};

const COUNTY: &str = "330825";

/// A folder with the planner's files of a small town: four villages, two schools.
struct Town {
    folder: tempfile::TempDir,
}

/// A host that says nothing and lets everything end.
struct Quiet;

impl Host for Quiet {
    fn now(&self) -> basis::Instant {
        basis::Instant::from_millis(1_795_309_200_000)
    }

    fn notice(&self, _text: &str) {}

    fn progress(&self, _progress: Progress<'_>) {}

    fn cancelled(&self) -> bool {
        false
    }
}

#[derive(Parser)]
struct Line {
    #[command(subcommand)]
    plan: Plan,
}

/// The county with one township and two of its villages, as the real list has them.
const DIVISIONS: &str = "code,name,parent,level\n33,浙江省,,1\n3308,衢州市,33,2\n330825,龙游县,3308,3\n\
    330825101,湖镇镇,330825,4\n330825101200,文林村,330825101,5\n330825101201,星火村,330825101,5\n";
const VILLAGES: &str = "id,name,lon,lat,pop,old,side\n\
    v1,东村,119.10,29.00,100,30,山区\n\
    v2,西村,119.20,29.00,200,20,平原\n\
    v3,南<村,119.10,29.10,300,90,山区\n\
    v4,北村,119.20,29.10,400,40,平原\n";
const SCHOOLS: &str =
    "id,category,lon,lat,seats\ns1,小学,119.11,29.00,50\ns2,小学,119.21,29.10,90\n";
const MINUTES: &str = "origin,dest,minutes\nv1,s1,5\nv2,s1,12\nv4,s2,8\nv3,s2,40\n";

impl Town {
    fn new() -> Self {
        let town = Self { folder: tempfile::tempdir().unwrap() };
        let files =
            [("villages.csv", VILLAGES), ("schools.csv", SCHOOLS), ("minutes.csv", MINUTES)];
        for (name, text) in files {
            std::fs::write(town.path(name), text).unwrap();
        }
        std::fs::create_dir_all(town.path("plan/results")).unwrap();
        town.import("villages", "zones", &["--amount-cols", "pop,old"]);
        town.import(
            "schools",
            "facilities",
            &["--amount-cols", "seats", "--category-col", "category"],
        );
        town.plan(&[
            "circle",
            "--costs",
            &town.text("minutes.csv"),
            "--origins",
            "@villages",
            "--origin-cols",
            "id,pop,old",
            "--destinations",
            "@schools",
            "--out",
            &town.text("plan/results/circle.csv"),
        ]);
        for (name, cutoff) in [("near.csv", "10"), ("far.csv", "60")] {
            town.plan(&[
                "access",
                "--costs",
                &town.text("minutes.csv"),
                "--cost-cols",
                "origin,dest,minutes",
                "--origins",
                "@villages",
                "--destinations",
                "@schools",
                "--dest-cols",
                "id,seats",
                "--measure",
                "count",
                "--cutoff",
                cutoff,
                "--out",
                &town.text(&format!("plan/results/{name}")),
            ]);
        }
        town
    }

    /// Streets every 0.005 degrees over the whole town and a little beyond.
    fn streets(&self) {
        let id = |x: usize, y: usize| format!("{x}-{y}");
        let mut text = "<graphml><graph edgedefault=\"undirected\">\n".to_owned();
        for (x, y) in (0..27).flat_map(|x| (0..25).map(move |y| (x, y))) {
            let (lon, lat) = (119.09 + x as f64 / 200.0, 28.99 + y as f64 / 200.0);
            let at = format!("<data key=\"x\">{lon:.5}</data><data key=\"y\">{lat:.5}</data>");
            text += &format!("<node id=\"{}\">{at}</node>\n", id(x, y));
        }
        for (x, y) in (0..27).flat_map(|x| (0..25).map(move |y| (x, y))) {
            for (a, b) in [(x + 1, y), (x, y + 1)].into_iter().filter(|(a, b)| *a < 27 && *b < 25) {
                text += &format!("<edge source=\"{}\" target=\"{}\"/>\n", id(x, y), id(a, b));
            }
        }
        std::fs::write(self.path("streets.graphml"), text + "</graph></graphml>\n").unwrap();
        self.import_file(&self.text("streets.graphml"), "streets", "streets", &[]);
    }

    /// Sites among the schools for the villages, written beside the other results.
    fn site(&self) {
        let out = self.text("plan/results/site.csv");
        let costs = self.text("minutes.csv");
        let line = ["site", "--model", "pmedian", "--p", "2", "--costs", costs.as_str()];
        let columns = ["--cost-cols", "dest,origin,minutes", "--clients", "@villages"];
        let more = ["--client-cols", "id,pop", "--out", out.as_str()];
        self.plan(&[&line[..], &columns, &more].concat());
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    /// Imports `<name>.csv` under its name.
    fn import(&self, name: &str, kind: &str, more: &[&str]) {
        let file = self.text(&format!("{name}.csv"));
        self.import_file(&file, name, kind, more);
    }

    fn import_file(&self, file: &str, name: &str, kind: &str, more: &[&str]) {
        let given = ["import", file, "--name", name, "--kind", kind];
        let source = ["--source", "a town of the tests", "--date", "2020-11-01"];
        self.plan(&[&given[..], &source[..], more].concat());
    }

    /// Carries out a command over the town's folder.
    fn plan(&self, words: &[&str]) -> Answer {
        let store = self.text("plan");
        let line = ["plan"].iter().chain(words).copied().chain(["--store", store.as_str()]);
        let line = Line::try_parse_from(line).unwrap_or_else(|error| panic!("{error}"));
        planner::run(&line.plan, &Quiet).unwrap_or_else(|error| panic!("{words:?}: {error}"))
    }

    fn atlas(&self, open: &[&str]) -> Atlas {
        let census = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/census");
        let open = open.iter().map(|name| (*name).to_owned()).collect();
        let (divisions, _) =
            Divisions::load(&[("2020-01-01".parse().unwrap(), DIVISIONS)], None).unwrap();
        let divisions = Arc::new(divisions);
        Atlas::new(Place { plan: self.path("plan"), census, open }, divisions)
    }

    /// The pages as an actor sees them.
    fn as_seen(&self, actor: Actor, open: &[&str]) -> Router {
        web::serve(site(), routes(&self.atlas(open)), Arc::new(As(actor)))
    }

    fn by_planner(&self) -> Router {
        self.as_seen(identity::testing::actor(COUNTY, Role::Planner, 1), &[])
    }
}

#[test]
fn every_word_of_the_pages_is_there_in_both_languages() {
    assert_eq!(web::testing::missing_keys(env!("CARGO_MANIFEST_DIR")), Vec::<String>::new());
}
