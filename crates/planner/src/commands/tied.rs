//! Points tied to the streets, with those that lie far from any.

use network::{Snap, Snapper};
use serde_json::{Value, json};

use crate::host::Host;
use crate::tables::Points;

/// Points further than this from a street are pointed out even when they are tied.
const FAR_METRES: f64 = 500.0;
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
    pub(super) fn new(
        what: &'static str,
        points: Points,
        snapper: &Snapper<'_>,
        host: &dyn Host,
    ) -> Self {
        let snapped = snapper.snap(&points.points);
        let lost = snapped.too_far.iter().map(|far| (far.index, far.distance.0)).collect();
        let legs = snapped.snaps.iter().enumerate();
        let far = legs
            .filter_map(|(index, snap)| Some((index, snap.as_ref()?.leg.0)))
            .filter(|(_, metres)| *metres > FAR_METRES)
            .collect();
        let tied = Self { what, points, snaps: snapped.snaps, lost, far };
        tied.tell(host);
        tied
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
