//! Points tied to the streets, with those that lie far from any.

use network::{Snap, Snapper};
use serde_json::{Value, json};

use crate::PlannerError;
use crate::host::Host;
use crate::tables::Points;

/// Points further than this from a street are pointed out even when they are tied.
pub(crate) const FAR_METRES: f64 = 500.0;
/// Where every point is further than this from a street, map and points are of two places.
const ELSEWHERE_METRES: f64 = 20_000.0;
/// So many points are named in a notice; the note beside the result names all.
const NAMED: usize = 5;

/// Points tied to the streets.
pub(super) struct Tied {
    what: &'static str,
    pub(super) points: Points,
    pub(super) snaps: Vec<Option<Snap>>,
    /// Points too far from any street: position and metres.
    lost: Vec<(usize, f64)>,
    /// Points tied over a long straight leg.
    far: Vec<(usize, f64)>,
}

impl Tied {
    /// Ties points to the streets and tells of those that are far.
    ///
    /// # Errors
    /// All of them are so far that map and points cannot be of one place.
    pub(super) fn new(
        what: &'static str,
        points: Points,
        snapper: &Snapper<'_>,
        host: &dyn Host,
    ) -> Result<Self, PlannerError> {
        let snapped = snapper.snap(&points.points);
        let lost: Vec<(usize, f64)> =
            snapped.too_far.iter().map(|far| (far.index, far.distance.0)).collect();
        let legs = snapped.snaps.iter().enumerate();
        let legs: Vec<(usize, f64)> =
            legs.filter_map(|(index, snap)| Some((index, snap.as_ref()?.leg.0))).collect();
        let nearest = legs.iter().chain(&lost).copied().min_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((at, metres)) = nearest.filter(|(_, metres)| *metres > ELSEWHERE_METRES) {
            let option = if what == "origins" { "--origins" } else { "--destinations" };
            let (name, km) = (points.ids.name(at), metres / 1000.0);
            let what = format!(
                "none lies within 20 km of a street; the nearest, {name}, is {km:.0} km away; were lon \
                 and lat swapped, or are the streets those of another place?"
            );
            return Err(PlannerError::option(option, what));
        }
        let far = legs.into_iter().filter(|(_, metres)| *metres > FAR_METRES).collect();
        let tied = Self { what, points, snaps: snapped.snaps, lost, far };
        tied.tell(host);
        Ok(tied)
    }

    fn tell(&self, host: &dyn Host) {
        let cases = [
            (&self.lost, "are too far from any street and reach nothing"),
            (&self.far, "lie more than 500 m from the nearest street; the straight leg counts"),
        ];
        for (list, what) in cases.into_iter().filter(|(list, _)| !list.is_empty()) {
            let names: Vec<String> = list
                .iter()
                .take(NAMED)
                .map(|(at, metres)| format!("{} ({metres:.0} m)", self.points.ids.name(*at)))
                .collect();
            let more = if list.len() > NAMED { ", ..." } else { "" };
            let (n, names) = (list.len(), names.join(", "));
            host.notice(&format!("{n} {} {what}: {names}{more}", self.what));
        }
    }

    pub(super) fn report(&self) -> Value {
        let list = |list: &[(usize, f64)]| -> Vec<Value> {
            let entry = |(at, metres): &(usize, f64)| json!({ "id": self.points.ids.name(*at), "metres": (metres * 10.0).round() / 10.0 });
            list.iter().map(entry).collect()
        };
        json!({
            "points": self.snaps.len(),
            "too_far": list(&self.lost),
            "far_from_street": list(&self.far),
        })
    }
}
