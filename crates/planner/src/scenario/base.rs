//! The base, computed once; and what follows after changes, by what they touch or all anew.

use std::sync::Arc;

use network::search::{Direction, Search, times};
use network::{Cost, Graph, Minutes, Point, Snap, SnapRule, Snapper};
use rayon::prelude::*;

use super::changes::Setup;
use super::ground::Ground;
use super::rides::{Rides, Site};
use super::roads::shortened;
use super::state::{Nearest, State, Times, counting};
use crate::PlannerError;
use crate::host::{Host, stage};

/// A base with the times from its zones to its facilities.
pub struct Base<'g> {
    /// What it is made of.
    pub ground: &'g Ground,
    /// How it stands.
    pub state: State,
    snapper: Snapper<'g>,
    zones: Vec<Option<Snap>>,
    facilities: Vec<Option<Snap>>,
    times: Times,
    nearest: Nearest,
    /// Which of its facilities count.
    counts: Vec<bool>,
    rides: Option<Rides<'g>>,
}

/// So many minutes of a search from a zone take as long as one search for a call of an extra trip.
const MINUTES_OF_A_CALL: usize = 4;

impl<'g> Base<'g> {
    /// Computes all travel times of a base.
    ///
    /// # Errors
    /// Stopped by the host.
    pub fn new(ground: &'g Ground, host: &dyn Host) -> Result<Self, PlannerError> {
        stage(host, "travel times of the base")?;
        let graph = &ground.streets.graph;
        let snapper = Snapper::new(graph, SnapRule::Segment, None);
        let zones = snapper.snap(&ground.points).snaps;
        let places: Vec<Point> = ground.facilities.iter().map(|facility| facility.point).collect();
        let facilities = snapper.snap(&places).snaps;
        let site = Site { graph, snapper: &snapper, zones: &zones, facilities: &facilities };
        let (columns, rides) = match &ground.transit {
            None => (columns(graph, &zones, &facilities, limit(ground)), None),
            Some(rails) => {
                let rides = Rides::new(rails, &rails.timetable, &site)?;
                (rides.columns(), Some(rides))
            }
        };
        let times = Times { columns };
        let setup = Setup::unchanged(ground);
        let (state, nearest) = State::with_nearest(ground, &setup, &times)?;
        let counts = counting(ground, &setup);
        Ok(Self { ground, state, snapper, zones, facilities, times, nearest, counts, rides })
    }

    /// What ties points to the streets.
    #[must_use]
    pub fn snapper(&self) -> &Snapper<'g> {
        &self.snapper
    }

    /// How it stands after changes, from how it stood before and what the changes touch.
    ///
    /// # Errors
    /// As [`Base::after`] and [`State::new`].
    pub fn state_after(&self, setup: &Setup) -> Result<State, PlannerError> {
        let times = self.after(setup)?;
        let counts = counting(self.ground, setup);
        let nearest = self.nearest.after((&self.times, &self.counts), (&times, &counts));
        State::of(self.ground, setup, &times, &nearest)
    }

    /// The times after changes, from those before and what the changes touch.
    ///
    /// # Errors
    /// Walks that do not fit the timetable: a fault of ours.
    pub fn after(&self, setup: &Setup) -> Result<Times, PlannerError> {
        let changes_walks = !setup.roads.is_empty() && self.rides.is_some();
        let by_interval =
            self.ground.transit.as_ref().is_some_and(|rails| rails.timetable.has_intervals());
        if changes_walks || by_interval || self.is_much(setup) {
            // Every walk to every stop may differ, or nearly every way.
            return Self::anew(self.ground, setup);
        }
        let (known, places) = self.known(setup);
        let places = self.snapper.snap(&places).snaps;
        let graph = &self.ground.streets.graph;
        let limit = limit(self.ground);
        let columns = match &self.rides {
            Some(rides) => rides.after(&self.site(graph), &self.times.columns, &places, setup)?,
            None => {
                let mut all = self.times.columns.clone();
                all.extend(columns(graph, &self.zones, &places, limit));
                if setup.roads.is_empty() {
                    all
                } else {
                    let facilities: Vec<_> =
                        self.facilities.iter().chain(&places).copied().collect();
                    shortened(graph, &setup.roads, (&self.zones, &facilities), all, limit)
                }
            }
        };
        Ok(Times { columns: known.into_iter().map(|at| Arc::clone(&columns[at])).collect() })
    }

    /// The times after changes, computed from nothing: every search again, on streets and
    /// timetables that hold what was added. Points keep the street to which the base tied them.
    ///
    /// # Errors
    /// Walks that do not fit the timetable: a fault of ours.
    pub fn anew(ground: &Ground, setup: &Setup) -> Result<Times, PlannerError> {
        let before = &ground.streets.graph;
        let arcs: Vec<_> = setup.roads.iter().flat_map(super::roads::Road::arcs).collect();
        let longer = (!arcs.is_empty()).then(|| before.with_arcs(&arcs));
        let graph = longer.as_ref().unwrap_or(before);
        let tied = Snapper::new(before, SnapRule::Segment, None);
        let zones = tied.snap(&ground.points).snaps;
        let places: Vec<Point> = setup.facilities.iter().map(|facility| facility.point).collect();
        let facilities = tied.snap(&places).snaps;
        let columns = match &ground.transit {
            None => columns(graph, &zones, &facilities, limit(ground)),
            Some(rails) => {
                let timetable = rails.timetable.with_trips(&setup.stops, &setup.trips);
                let snapper = Snapper::new(graph, SnapRule::Segment, None);
                let site =
                    Site { graph, snapper: &snapper, zones: &zones, facilities: &facilities };
                Rides::new(rails, &timetable, &site)?.columns()
            }
        };
        Ok(Times { columns })
    }

    /// Whether the extra trips call so often that the searches for each call take longer than those
    /// from every zone.
    fn is_much(&self, setup: &Setup) -> bool {
        let calls: usize = setup.trips.iter().map(|trip| trip.calls.len()).sum();
        let minutes = self.ground.transit.as_ref().map_or(0, |rails| rails.query.minutes());
        calls > self.zones.len() * minutes / MINUTES_OF_A_CALL
    }

    fn site<'a>(&'a self, graph: &'g Graph) -> Site<'a, 'g> {
        Site { graph, snapper: &self.snapper, zones: &self.zones, facilities: &self.facilities }
    }

    /// For each facility its column: one of the base if it stands where one stood, otherwise one
    /// after those of the base, for each of the new places.
    fn known(&self, setup: &Setup) -> (Vec<usize>, Vec<Point>) {
        let before = &self.ground.facilities;
        let mut places: Vec<Point> = Vec::new();
        let column = |facility: &super::Facility| {
            let stood = |at: &super::Facility| at.id == facility.id && at.point == facility.point;
            before.iter().position(stood).unwrap_or_else(|| {
                places.push(facility.point);
                before.len() + places.len() - 1
            })
        };
        (setup.facilities.iter().map(column).collect(), places)
    }
}

fn limit(ground: &Ground) -> Cost {
    Cost::from_minutes(Minutes(ground.file.longest_minutes))
}

/// The times from each zone to each facility: one search back from each facility.
fn columns(
    graph: &Graph,
    zones: &[Option<Snap>],
    facilities: &[Option<Snap>],
    limit: Cost,
) -> Vec<Arc<[Cost]>> {
    let column = |search: &mut Search, facility: &Option<Snap>| -> Arc<[Cost]> {
        match facility {
            Some(facility) => {
                times(graph, search, (facility, zones), Direction::Backwards, limit).into()
            }
            None => vec![Cost::UNREACHED; zones.len()].into(),
        }
    };
    facilities.par_iter().map_init(|| Search::new(graph), column).collect()
}
