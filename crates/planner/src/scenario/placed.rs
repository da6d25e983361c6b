//! Where changes put something, and how far that is from the streets.

use network::{Point, Snapper};
use serde::{Deserialize, Serialize};

use super::ground::Ground;

/// Something that a change puts somewhere. A road has two of them, its ends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Placed {
    /// Which change, from 1.
    pub change: usize,
    /// What is put there.
    pub kind: PlacedKind,
    /// Id of the facility; none of a stop or a road.
    pub id: Option<String>,
    /// Degrees east.
    pub lon: f64,
    /// Degrees north.
    pub lat: f64,
    /// Metres in a straight line to the nearest street, to a tenth.
    pub street_metres: f64,
    /// How far a facility moves in a straight line, or how long a road is, in metres to a tenth; none
    /// of what is opened and of stops.
    pub metres: Option<f64>,
}

/// What a change puts somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlacedKind {
    /// A new facility.
    Open,
    /// A facility that moves here.
    Move,
    /// A new stop of a line.
    Stop,
    /// An end of a road.
    Road,
}

impl Placed {
    /// Looks how far a place is from the streets; its change is filled in later.
    ///
    /// # Errors
    /// Farther than the base allows: the numbers are wrong, or the streets of that place are not there.
    pub(super) fn new(
        (ground, snapper): (&Ground, &Snapper<'_>),
        kind: PlacedKind,
        id: Option<&str>,
        point: Point,
    ) -> Result<Self, String> {
        let (lon, lat) = (point.longitude(), point.latitude());
        let snap = snapper.nearest(point).ok_or("there are no streets")?;
        let street_metres = tenths(snap.leg.0);
        let (setting, most) = match (kind, &ground.file.transit) {
            (PlacedKind::Stop, Some(transit)) => ("stop_limit_metres", transit.stop_limit_metres),
            _ => ("snap_limit_metres", ground.file.snap_limit_metres),
        };
        if street_metres > most {
            let far = match street_metres / 1000.0 {
                km if km < 10.0 => format!("{street_metres:.0} m"),
                km => format!("{km:.0} km"),
            };
            return Err(format!(
                "{lon}, {lat} is {far} from any street, and {setting} of the base is {most}; were \
                 lon and lat swapped?"
            ));
        }
        let id = id.map(str::to_owned);
        Ok(Self { change: 0, kind, id, lon, lat, street_metres, metres: None })
    }
}

/// Metres to a tenth: what is finer may differ from machine to machine.
pub(super) fn tenths(metres: f64) -> f64 {
    (metres * 10.0).round() / 10.0
}
