//! Changes carried out on a copy of what they change.

use network::transit::{ExtraStop, ExtraTrip};
use network::{Point, Snapper};

use super::ground::{Facility, Ground};
use super::roads::Road;
use super::trips;
use super::written::{Change, ScenarioFile};
use crate::PlannerError;

/// The base after the changes: facilities, and what was added to streets and timetables.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    /// The facilities that are there then.
    pub facilities: Vec<Facility>,
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
    /// A change of something that is not there, an id that is taken, a number that makes no sense.
    pub fn new(
        ground: &Ground,
        scenario: &ScenarioFile,
        snapper: &Snapper<'_>,
    ) -> Result<Self, PlannerError> {
        let mut setup = Self::unchanged(ground);
        for (n, change) in scenario.change.iter().enumerate() {
            setup.apply(ground, change, snapper).map_err(|what| PlannerError::Format {
                file: scenario.name.clone(),
                what: format!("change {}: {what}", n + 1),
            })?;
        }
        Ok(setup)
    }

    fn apply(
        &mut self,
        ground: &Ground,
        change: &Change,
        snapper: &Snapper<'_>,
    ) -> Result<(), String> {
        match change {
            Change::Open { id, lon, lat, capacity, hours } => {
                if self.facilities.iter().any(|facility| facility.id == *id) {
                    return Err(format!("there is a facility {id} already; choose another id"));
                }
                let hours = hours.as_ref().map(|hours| hours.parse()).transpose()?;
                let capacity = capacity.map(amount).transpose()?;
                let point = point(*lon, *lat)?;
                self.facilities.push(Facility { id: id.clone(), point, capacity, hours });
            }
            Change::Close { id } => {
                let at = self.find(id)?;
                self.facilities.remove(at);
            }
            Change::Move { id, lon, lat } => {
                let at = self.find(id)?;
                self.facilities[at].point = point(*lon, *lat)?;
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
                self.stops.extend(stops);
                self.trips.extend(trips);
            }
            Change::Road { .. } => {
                self.roads.push(Road::new(&ground.streets.graph, snapper, change)?);
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
    if capacity.is_finite() && capacity >= 0.0 {
        return Ok(capacity);
    }
    Err(format!("capacity {capacity}: give a number from 0 up"))
}
