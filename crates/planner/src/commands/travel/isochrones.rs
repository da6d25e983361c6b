//! Areas reached within a time, as GeoJSON (RFC 7946).

use network::Minutes;
use network::isochrone::{Draw, Isochrone, isochrones};
use network::search::Direction;
use network::streets::Streets;
use serde_json::json;

use super::TravelArgs;
use crate::PlannerError;
use crate::commands::tied::Tied;
use crate::host::{Host, Progress, go_on};
use crate::out::{Complete, Features};

/// Writes a feature for each origin and time, or for each time alone when all origins go together.
pub(super) fn write(
    args: &TravelArgs,
    streets: &Streets,
    origins: &Tied,
    host: &dyn Host,
) -> Result<Complete, PlannerError> {
    let limits: Vec<Minutes> = args.isochrones.iter().copied().map(Minutes).collect();
    let draw = Draw::default();
    let areas = |from: &[Option<network::Snap>]| {
        isochrones(&streets.graph, from, Direction::Forwards, &limits, &draw)
            .map_err(|error| PlannerError::option("--isochrones", error.to_string()))
    };
    let mut features = Features::create(&args.out)?;
    let mut add = |id: Option<&str>, areas: Vec<Isochrone>| {
        areas.iter().try_for_each(|area| {
            let square_metres = area.area.round();
            let about =
                json!({ "id": id, "minutes": area.limit.0, "square_metres": square_metres });
            features.add(&about, &area.polygons)
        })
    };
    if args.together {
        add(None, areas(&origins.snaps)?)?;
        return features.finish();
    }
    let total = Some(origins.snaps.len() as u64);
    for (origin, snap) in origins.snaps.iter().enumerate() {
        go_on(host)?;
        add(Some(origins.points.ids.name(origin)), areas(std::slice::from_ref(snap))?)?;
        host.progress(Progress { what: "areas", done: origin as u64 + 1, total });
    }
    features.finish()
}
