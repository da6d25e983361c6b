//! Changes carried out on a copy of what they change.

use network::transit::{ExtraStop, ExtraTrip};
use network::{Point, Snapper};

use super::ground::{Facility, Ground};
use super::placed::{Placed, PlacedKind, tenths};
use super::roads::Road;
use super::trips;
use super::written::{Change, ScenarioFile, from_0_up};
use crate::PlannerError;

/// The base after the changes: facilities, and what was added to streets and timetables.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    /// The facilities that are there then.
    pub facilities: Vec<Facility>,
    /// Where the changes put something, in their order.
    pub placed: Vec<Placed>,
    pub(super) roads: Vec<Road>,
    pub(super) stops: Vec<ExtraStop>,
    pub(super) trips: Vec<ExtraTrip>,
}

impl Setup {
    /// The base itself.
    #[must_use]
    pub fn unchanged(ground: &Ground) -> Self {
        Self { facilities: ground.facilities.clone(), ..Self::default() }
    }

    /// Carries out the changes, one after the other. `snapper` ties points to crossings.
    ///
    /// # Errors
    /// A change of something that is not there, an id that is taken, a number that makes no sense, a
    /// place far from any street.
    pub fn new(
        ground: &Ground,
        scenario: &ScenarioFile,
        snapper: &Snapper<'_>,
    ) -> Result<Self, PlannerError> {
        let mut setup = Self::unchanged(ground);
        for (n, change) in scenario.change.iter().enumerate() {
            let before = setup.placed.len();
            setup
                .apply(ground, change, snapper)
                .map_err(|what| scenario.refuse(format!("change {}: {what}", n + 1)))?;
            setup.placed[before..].iter_mut().for_each(|place| place.change = n + 1);
        }
        Ok(setup)
    }

    fn apply(
        &mut self,
        ground: &Ground,
        change: &Change,
        snapper: &Snapper<'_>,
    ) -> Result<(), String> {
        let streets = (ground, snapper);
        match change {
            Change::Open { id, lon, lat, capacity, hours } => {
                if self.facilities.iter().any(|facility| facility.id == *id) {
                    return Err(format!("there is a facility {id} already; choose another id"));
                }
                let hours = hours.as_ref().map(|hours| hours.parse()).transpose()?;
                let capacity = capacity.map(amount).transpose()?;
                if capacity.is_none() && ground.file.facilities.capacity.is_some() {
                    return Err("capacity is needed: the base has capacities".to_owned());
                }
                let point = point(*lon, *lat)?;
                self.placed.push(Placed::new(streets, PlacedKind::Open, Some(id.as_str()), point)?);
                self.facilities.push(Facility { id: id.clone(), point, capacity, hours });
            }
            Change::Close { id } => {
                let at = self.find(id)?;
                self.facilities.remove(at);
            }
            Change::Move { id, lon, lat } => {
                let at = self.find(id)?;
                let to = point(*lon, *lat)?;
                let metres = Some(tenths(self.facilities[at].point.distance(to).0));
                let placed = Placed::new(streets, PlacedKind::Move, Some(id.as_str()), to)?;
                self.placed.push(Placed { metres, ..placed });
                self.facilities[at].point = to;
            }
            Change::Resize { id, capacity } => {
                let at = self.find(id)?;
                self.facilities[at].capacity = Some(amount(*capacity)?);
            }
            Change::Hours { id, hours } => {
                let at = self.find(id)?;
                self.facilities[at].hours = Some(hours.parse()?);
            }
            Change::Line { .. } | Change::Denser { .. } => {
                let rails = ground.transit.as_ref().ok_or("the base has no timetables")?;
                let (stops, trips) = trips::of(rails, change, self.stops.len() as u32)?;
                for stop in stops.iter().filter(|stop| stop.known.is_none()) {
                    self.placed.push(Placed::new(streets, PlacedKind::Stop, None, stop.point)?);
                }
                self.stops.extend(stops);
                self.trips.extend(trips);
            }
            Change::Road { from, to, .. } => {
                let end = |[lon, lat]: [f64; 2]| {
                    Placed::new(streets, PlacedKind::Road, None, point(lon, lat)?)
                };
                let ends = [end(*from)?, end(*to)?];
                let (road, metres) = Road::new(&ground.streets.graph, snapper, change)?;
                let metres = Some(tenths(metres));
                self.placed.extend(ends.map(|placed| Placed { metres, ..placed }));
                self.roads.push(road);
            }
        }
        Ok(())
    }

    fn find(&self, id: &str) -> Result<usize, String> {
        let at = self.facilities.iter().position(|facility| facility.id == id);
        at.ok_or_else(|| format!("there is no facility {id}"))
    }
}

pub(super) fn point(lon: f64, lat: f64) -> Result<Point, String> {
    Point::new(lon, lat).map_err(|error| error.to_string())
}

fn amount(capacity: f64) -> Result<f64, String> {
    if from_0_up(capacity) {
        return Ok(capacity);
    }
    Err(format!("capacity {capacity}: give a number from 0 up"))
}
