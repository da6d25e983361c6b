//! Means of travel: which ways may be used, and how fast in each direction.

mod bicycle;
mod car;
mod walk;

use crate::osm::Tags;
use thiserror::Error;

/// How somebody moves along streets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// On foot.
    Walk,
    /// By bicycle or e-bike; pushed where riding is not allowed.
    Bicycle,
    /// By car.
    Car,
}

/// Who walks: it decides about stairs, surfaces and slopes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Walker {
    /// Somebody of good health; stairs count like level ground.
    Adult,
    /// Somebody of 65 or older; stairs take twice the time.
    Senior,
    /// Somebody who pushes a wheelchair: no stairs without a ramp, no soft or broken ground.
    Wheelchair,
}

/// A means of travel with its speed: what [`crate::streets::read`] builds a graph for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Profile {
    mode: Mode,
    walker: Walker,
    kmh: f64,
}

/// Speeds along a way in km/h, in the order of its nodes and against it; 0 is not allowed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// From the first node to the last.
    pub forward: f64,
    /// From the last node to the first.
    pub backward: f64,
}

/// Why a profile cannot be made.
#[derive(Clone, Copy, Debug, Error, PartialEq)]
pub enum ProfileError {
    /// A speed that nobody moves at.
    #[error("a speed of {0} km/h makes no sense: give one above 0 and up to 200")]
    Speed(f64),
}

/// Speed of the straight leg between a car's street and the door, in km/h: yards and gates.
const CAR_LEG_KMH: f64 = 10.0;

impl Profile {
    /// On foot at 60 m a minute (3.6 km/h), the planning value of Chinese life circles.
    #[must_use]
    pub fn walk() -> Self {
        Self { mode: Mode::Walk, walker: Walker::Adult, kmh: 3.6 }
    }

    /// On foot, 65 or older: 0.9 m/s (3.24 km/h), the middle of the 0.8–1.0 m/s used for elders.
    #[must_use]
    pub fn senior() -> Self {
        Self { mode: Mode::Walk, walker: Walker::Senior, kmh: 3.24 }
    }

    /// Pushing a wheelchair: 0.8 m/s (2.88 km/h) on even ground.
    #[must_use]
    pub fn wheelchair() -> Self {
        Self { mode: Mode::Walk, walker: Walker::Wheelchair, kmh: 2.88 }
    }

    /// By bicycle, 15 km/h on good ground; 20 is usual for an e-bike.
    #[must_use]
    pub fn bicycle() -> Self {
        Self { mode: Mode::Bicycle, walker: Walker::Adult, kmh: 15.0 }
    }

    /// By car: posted limits and usual speeds by class, up to 120 km/h.
    #[must_use]
    pub fn car() -> Self {
        Self { mode: Mode::Car, walker: Walker::Adult, kmh: 120.0 }
    }

    /// The same at another speed: that of level ground for walking and cycling, the most for cars.
    ///
    /// # Errors
    /// Not above 0 and up to 200.
    pub fn with_kmh(self, kmh: f64) -> Result<Self, ProfileError> {
        if kmh > 0.0 && kmh <= 200.0 {
            Ok(Self { kmh, ..self })
        } else {
            Err(ProfileError::Speed(kmh))
        }
    }

    /// The means of travel.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Who walks; [`Walker::Adult`] for the other means.
    #[must_use]
    pub fn walker(&self) -> Walker {
        self.walker
    }

    /// Speed in km/h: of level ground for walking and cycling, the most for cars.
    #[must_use]
    pub fn kmh(&self) -> f64 {
        self.kmh
    }

    /// Speed in km/h of the straight leg between a point and the street.
    #[must_use]
    pub fn leg_kmh(&self) -> f64 {
        if self.mode == Mode::Car { CAR_LEG_KMH.min(self.kmh) } else { self.kmh }
    }

    /// The one speed of every way, if the rules know only one.
    #[must_use]
    pub fn even_kmh(&self) -> Option<f64> {
        (self.mode == Mode::Walk && self.walker == Walker::Adult).then_some(self.kmh)
    }

    /// Speeds along a way with these tags; `None` when it may not be used.
    #[must_use]
    pub fn pace(&self, tags: &Tags<'_>) -> Option<Pace> {
        let highway = tags.get("highway")?;
        match self.mode {
            Mode::Walk => walk::pace(self, highway, tags),
            Mode::Bicycle => bicycle::pace(self.kmh, highway, tags),
            Mode::Car => car::pace(self.kmh, highway, tags),
        }
    }
}

/// Nodes that no wheelchair passes unless it is said that it does.
const NOT_ON_WHEELS: [&str; 7] = [
    "kissing_gate",
    "stile",
    "turnstile",
    "full-height_turnstile",
    "cycle_barrier",
    "steps",
    "log",
];
/// Nodes that no bicycle passes.
const NOT_BY_BICYCLE: [&str; 4] = ["kissing_gate", "stile", "turnstile", "full-height_turnstile"];
/// Nodes that no car passes unless it is said that it may.
const NOT_BY_CAR: [&str; 12] = [
    "bollard",
    "block",
    "chain",
    "cycle_barrier",
    "motorcycle_barrier",
    "jersey_barrier",
    "kissing_gate",
    "stile",
    "turnstile",
    "full-height_turnstile",
    "log",
    "planter",
];

impl Profile {
    /// Whether a node with these tags lets nobody of this profile pass: barriers
    /// (wiki.openstreetmap.org/wiki/Key:barrier), and raised kerbs for wheelchairs. On foot without
    /// one nothing stops; what is not known does not either.
    #[must_use]
    pub fn is_stopped_by(&self, tags: &Tags<'_>) -> bool {
        match (self.mode, self.walker) {
            (Mode::Car, _) => {
                let said = ["motorcar", "motor_vehicle", "vehicle", "access"];
                let said = said.iter().find_map(|key| tags.get(key));
                match said {
                    Some("no" | "private") => tags.get("barrier").is_some(),
                    Some(_) => false,
                    None => tags.is("barrier", &NOT_BY_CAR),
                }
            }
            (Mode::Bicycle, _) => {
                !tags.is("bicycle", &["yes", "designated", "permissive", "dismount"])
                    && tags.is("barrier", &NOT_BY_BICYCLE)
            }
            (Mode::Walk, Walker::Wheelchair) => {
                let said = tags.is("wheelchair", &["yes", "designated", "limited"]);
                let raised = tags.is("kerb", &["raised"]) || tags.is("wheelchair", &["no"]);
                !said && (raised || tags.is("barrier", &NOT_ON_WHEELS))
            }
            (Mode::Walk, _) => false,
        }
    }
}

impl Pace {
    fn both(kmh: f64) -> Self {
        Self { forward: kmh, backward: kmh }
    }

    /// Held to the directions that `flow` allows; `None` when nothing is left.
    fn held_to(self, flow: Flow) -> Option<Self> {
        let (forward, backward) = match flow {
            Flow::Both => (self.forward, self.backward),
            Flow::Forward => (self.forward, 0.0),
            Flow::Backward => (0.0, self.backward),
        };
        (forward > 0.0 || backward > 0.0).then_some(Self { forward, backward })
    }
}

/// Directions in which vehicles may use a way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flow {
    Both,
    Forward,
    Backward,
}

impl Flow {
    /// From `oneway`, roundabouts and motorways (wiki.openstreetmap.org/wiki/Key:oneway). A street
    /// whose direction changes by the hour (`reversible`, `alternating`) counts as open both ways.
    fn of(highway: &str, tags: &Tags<'_>) -> Self {
        match tags.get("oneway") {
            Some("yes" | "true" | "1") => Self::Forward,
            Some("-1" | "reverse") => Self::Backward,
            Some(_) => Self::Both,
            None if tags.is("junction", &["roundabout", "circular"]) => Self::Forward,
            None if matches!(highway, "motorway" | "motorway_link") => Self::Forward,
            None => Self::Both,
        }
    }
}

/// The part of level speed that wheels keep on this surface, by `smoothness` or else `surface`;
/// unknown words count as good ground.
fn surface_share(tags: &Tags<'_>) -> f64 {
    match tags.get("smoothness") {
        Some("excellent" | "good") => return 1.0,
        Some("intermediate") => return 0.9,
        Some("bad") => return 0.7,
        Some("very_bad" | "horrible" | "very_horrible" | "impassable") => return 0.4,
        _ => {}
    }
    match tags.get("surface") {
        Some("compacted" | "fine_gravel" | "paving_stones") => 0.9,
        Some(
            "sett" | "unpaved" | "gravel" | "pebblestone" | "cobblestone" | "unhewn_cobblestone",
        ) => 0.7,
        Some("dirt" | "earth" | "ground" | "grass" | "grass_paver") => 0.6,
        Some("mud" | "sand" | "snow" | "ice" | "rock") => 0.4,
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests;
