//! Walking: the ways that are open to people on foot.
//!
//! For an adult these are the rules of the Porto Alegre answers, one speed everywhere.

use super::{Pace, Profile, Walker, surface_share};
use crate::osm::Tags;

/// Classes open on foot unless a tag forbids it.
const OPEN: [&str; 20] = [
    "primary",
    "primary_link",
    "secondary",
    "secondary_link",
    "tertiary",
    "tertiary_link",
    "unclassified",
    "residential",
    "living_street",
    "service",
    "pedestrian",
    "track",
    "footway",
    "path",
    "steps",
    "cycleway",
    "bridleway",
    "corridor",
    "road",
    "platform",
];

/// Classes open on foot only when a sign says so.
const SIGNED: [&str; 4] = ["motorway", "motorway_link", "trunk", "trunk_link"];

pub(super) fn pace(profile: &Profile, highway: &str, tags: &Tags<'_>) -> Option<Pace> {
    if !is_open(highway, tags) {
        return None;
    }
    match profile.walker {
        Walker::Adult => Some(Pace::both(profile.kmh)),
        Walker::Senior if highway == "steps" => Some(Pace::both(profile.kmh / 2.0)),
        Walker::Senior => Some(Pace::both(profile.kmh)),
        Walker::Wheelchair => {
            can_roll(highway, tags).then(|| Pace::both(profile.kmh * surface_share(tags)))
        }
    }
}

fn is_open(highway: &str, tags: &Tags<'_>) -> bool {
    let foot = tags.get("foot");
    let class = OPEN.contains(&highway)
        || highway == "busway"
        || (SIGNED.contains(&highway) && matches!(foot, Some("yes" | "designated")));
    let forbidden = matches!(foot, Some("no" | "private" | "use_sidepath"));
    let welcome = matches!(foot, Some("yes" | "designated" | "permissive"));
    class && !forbidden && (welcome || !tags.is("access", &["no", "private"]))
}

fn can_roll(highway: &str, tags: &Tags<'_>) -> bool {
    let ramp =
        tags.is("ramp:wheelchair", &["yes"]) || tags.is("wheelchair", &["yes", "designated"]);
    if tags.is("wheelchair", &["no"]) || (highway == "steps" && !ramp) {
        return false;
    }
    // What the mapper tried with a wheelchair outweighs what the surface suggests.
    ramp || surface_share(tags) > 0.5
}
