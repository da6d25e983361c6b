//! Cycling: where one rides, where one pushes, and in which direction.

use super::{Flow, Pace, surface_share};
use crate::osm::Tags;

/// km/h beside a bicycle that is pushed.
const PUSHED_KMH: f64 = 4.0;

pub(super) fn pace(kmh: f64, highway: &str, tags: &Tags<'_>) -> Option<Pace> {
    let welcome = tags.is("bicycle", &["yes", "designated", "permissive", "destination"]);
    if !welcome && tags.is("access", &["no", "private"]) {
        return None;
    }
    let ridden = match highway {
        "cycleway" | "primary" | "primary_link" | "secondary" | "secondary_link" | "tertiary"
        | "tertiary_link" | "unclassified" | "residential" | "living_street" | "service"
        | "track" | "path" | "road" => {
            !tags.is("bicycle", &["no", "private", "dismount", "use_sidepath"])
        }
        "trunk" | "trunk_link" | "footway" | "pedestrian" | "bridleway" | "busway" | "platform"
        | "corridor" => welcome,
        _ => false,
    };
    if ridden {
        return Pace::both(kmh * surface_share(tags)).held_to(flow(highway, tags));
    }
    let pushed =
        matches!(highway, "footway" | "pedestrian" | "path" | "living_street" | "cycleway")
            || tags.is("bicycle", &["dismount"]);
    let walkable = !tags.is("foot", &["no", "private"]) && !tags.is("bicycle", &["use_sidepath"]);
    (pushed && walkable && highway != "steps").then(|| Pace::both(PUSHED_KMH.min(kmh)))
}

/// One-way streets bind bicycles too, unless a sign or a contraflow lane frees them.
fn flow(highway: &str, tags: &Tags<'_>) -> Flow {
    let opposite = ["cycleway", "cycleway:left", "cycleway:right", "cycleway:both"]
        .iter()
        .any(|key| tags.get(key).is_some_and(|value| value.starts_with("opposite")));
    if opposite || tags.is("oneway:bicycle", &["no"]) {
        Flow::Both
    } else {
        Flow::of(highway, tags)
    }
}
