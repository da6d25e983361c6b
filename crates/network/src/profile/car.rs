//! Driving: open ways, one-way streets and speeds.
//!
//! Signals are not modelled; speeds by class are those of travel, with the stops in, and a posted limit is driven at eight tenths of it, as common routers do.

use super::{Flow, Pace, surface_share};
use crate::osm::Tags;

/// The part of a posted limit that a trip reaches.
const SHARE_OF_LIMIT: f64 = 0.8;

pub(super) fn pace(most: f64, highway: &str, tags: &Tags<'_>) -> Option<Pace> {
    let usual = usual_kmh(highway, tags)?;
    if !is_open(tags) {
        return None;
    }
    let along = |direction: &str| {
        let posted = limit_kmh(tags.get(direction)).or_else(|| limit_kmh(tags.get("maxspeed")));
        let kmh = posted.map_or(usual, |limit| limit * SHARE_OF_LIMIT);
        (kmh * surface_share(tags)).min(most)
    };
    let pace = Pace { forward: along("maxspeed:forward"), backward: along("maxspeed:backward") };
    pace.held_to(Flow::of(highway, tags))
}

/// Usual speed of travel by class; `None` for ways that are not for cars.
fn usual_kmh(highway: &str, tags: &Tags<'_>) -> Option<f64> {
    Some(match highway {
        "motorway" => 90.0,
        "trunk" => 65.0,
        "primary" => 50.0,
        "motorway_link" | "trunk_link" | "secondary" => 45.0,
        "primary_link" | "tertiary" => 38.0,
        "secondary_link" | "tertiary_link" | "unclassified" | "road" => 32.0,
        "residential" => 25.0,
        "living_street" | "service" => 12.0,
        "track" if is_farm_road(tags) => 15.0,
        _ => return None,
    })
}

/// A track that a car can be expected to pass: mostly the concrete roads between villages.
fn is_farm_road(tags: &Tags<'_>) -> bool {
    tags.is("tracktype", &["grade1", "grade2"])
        || ["motorcar", "motor_vehicle"].iter().any(|key| tags.is(key, &["yes", "designated"]))
}

/// The most particular of the access tags decides (wiki.openstreetmap.org/wiki/Key:access).
fn is_open(tags: &Tags<'_>) -> bool {
    let said =
        ["motorcar", "motor_vehicle", "vehicle", "access"].iter().find_map(|key| tags.get(key));
    !matches!(
        said,
        Some(
            "no" | "private"
                | "agricultural"
                | "forestry"
                | "emergency"
                | "psv"
                | "bus"
                | "military"
                | "delivery"
                | "agricultural;forestry"
        )
    )
}

/// A posted limit in km/h: `60`, `30 mph`, `walk`; words of law (`CN:urban`) and `none` give `None`.
fn limit_kmh(value: Option<&str>) -> Option<f64> {
    let value = value?.trim();
    if value == "walk" {
        return Some(7.0);
    }
    let (number, factor) = match value.strip_suffix("mph") {
        Some(miles) => (miles.trim(), 1.609_344),
        None => (value.strip_suffix("km/h").unwrap_or(value).trim(), 1.0),
    };
    let kmh = number.parse::<f64>().ok()? * factor;
    (kmh > 0.0 && kmh <= 200.0).then_some(kmh)
}
