//! Porto Alegre: streets, timetables and hexagons, found beside the repository.

use basis::Date;
use network::gtfs::{Feed, Limits};
use network::snap::Snap;
use network::streets::{Streets, read};
use network::transit::{Changes, Legs, OnFoot, Options, Plan, Query, Timetable, TransferSource};
use network::{Metres, Point, Profile, Seconds, SnapRule, Snapper};
use std::collections::HashMap;
use std::ops::Range;

use crate::given::{amounts, columns, folder};

/// What the data set holds.
pub struct Town {
    pub streets: Streets,
    pub feeds: [Feed; 2],
    pub date: Date,
    pub ids: Vec<String>,
    points: Vec<Point>,
    grid: HashMap<String, Vec<String>>,
}

impl Town {
    /// Reads everything; `None` when the data set is not there.
    pub fn load() -> Option<Self> {
        let folder = folder()?;
        let bytes = |file: &str| std::fs::read(folder.join(file)).unwrap();
        let feed = |file: &str| Feed::read(file, &bytes(file), Limits::default()).unwrap();
        let grid = columns(&folder.join("poa_hexgrid.csv"));
        let number = |column: &str, hex: usize| grid[column][hex].parse().unwrap();
        let ids = grid["id"].clone();
        let point = |hex| Point::new(number("lon", hex), number("lat", hex)).unwrap();
        Some(Self {
            streets: read(&bytes("poa_osm.pbf"), &Profile::walk()).unwrap(),
            feeds: [feed("poa_eptc.zip"), feed("poa_trensurb.zip")],
            date: Date::constant(2019, 5, 13),
            points: (0..ids.len()).map(point).collect(),
            ids,
            grid,
        })
    }

    /// A column of the grid; what is missing is nothing.
    pub fn column(&self, name: &str) -> Vec<f64> {
        amounts(&self.grid[name])
    }

    fn snapper(&self) -> Snapper<'_> {
        Snapper::new(&self.streets.graph, SnapRule::Node, None)
    }

    /// The stops that can be walked to: at most 300 m from the nearest node.
    pub fn on_foot(&self, timetable: &Timetable) -> OnFoot<'_> {
        OnFoot::new(&self.streets.graph, &self.snapper(), timetable, Metres(300.0))
    }

    /// The day's timetable with all walks to stops of at most 15 minutes and changes of at most 10.
    pub fn prepare(&self, query: &Query) -> Prepared<'_> {
        let options = Options { span: Some(query.span()), ..Options::default() };
        let timetable = Timetable::of_day(&self.feeds, self.date, &options).unwrap();
        let on_foot = self.on_foot(&timetable);
        let points = self.snapper().snap(&self.points).snaps;
        let walks = on_foot.changes(Seconds(600));
        Prepared {
            changes: Changes::new(&timetable, &walks, TransferSource::Walks),
            access: on_foot.to_stops(&points, Seconds(900)),
            on_foot,
            points,
            timetable,
        }
    }
}

/// A question's timetable and walks. Streets are open both ways on foot, so the same walks lead to
/// the stops and from them.
pub struct Prepared<'g> {
    timetable: Timetable,
    changes: Changes,
    pub access: Legs,
    on_foot: OnFoot<'g>,
    points: Vec<Option<Snap>>,
}

impl Prepared<'_> {
    /// The plan from or to all hexagons.
    pub fn plan(&self, query: Query) -> Plan<'_> {
        Plan::new(&self.timetable, &self.changes, &self.access, query).unwrap()
    }

    /// Walks all the way from some hexagons.
    pub fn direct(&self, hexes: Range<usize>) -> Legs {
        self.on_foot.between(&self.points[hexes], &self.points, Seconds(3600))
    }
}
