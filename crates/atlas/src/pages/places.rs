//! The places of service of a scenario: which of them stand before its changes, and which after.

use serde_json::{Value, json};
use web::Frame;

use crate::geometry::Shape;
use crate::layer::Layer;

/// How the columns end that tell what is after a scenario's changes.
const AFTER: &str = "_after";

/// What a scenario does to a facility.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Act {
    Opens([f64; 2]),
    Moves([f64; 2]),
    Closes,
}

/// A change of a facility, by its id.
#[derive(Clone, Debug, PartialEq)]
struct Change {
    id: String,
    act: Act,
}

/// What scenarios do to where facilities stand, in the order in which it is done.
#[derive(Clone, Debug, Default)]
pub(super) struct Changes(Vec<Change>);

/// Where facilities stand at one side of a map, as far as it differs from their dataset.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Places {
    /// Ids of the dataset's facilities that do not stand in their old place any more.
    pub(super) gone: Vec<String>,
    /// Facilities that stand in a new place, with it.
    pub(super) new: Vec<(String, [f64; 2])>,
}

impl Changes {
    /// As the notes of `plan scenario` tell them.
    pub(super) fn of(scenarios: &[Value]) -> Self {
        let change = |one: &Value| {
            let at = || Some([one["lon"].as_f64()?, one["lat"].as_f64()?]);
            let act = match one["kind"].as_str()? {
                "open" => Act::Opens(at()?),
                "move" => Act::Moves(at()?),
                "close" => Act::Closes,
                _ => return None,
            };
            Some(Change { id: one["id"].as_str()?.to_owned(), act })
        };
        let all = scenarios.iter().filter_map(|one| one["places"].as_array()).flatten();
        Self(all.filter_map(change).collect())
    }

    /// Each change in words.
    pub(super) fn told(&self, frame: &Frame) -> Vec<String> {
        let told = |change: &Change| {
            let figures = |at: [f64; 2]| [("id", change.id.clone()), ("place", degrees(at))];
            match change.act {
                Act::Opens(at) => frame.tf("atlas.map.opened", figures(at)),
                Act::Moves(at) => frame.tf("atlas.map.moved", figures(at)),
                Act::Closes => frame.tf("atlas.map.closed", [("id", change.id.clone())]),
            }
        };
        self.0.iter().map(told).collect()
    }

    /// The places at the side of a map that shows a column: as they were, if it is not one of those
    /// after the changes.
    pub(super) fn at(&self, column: &str) -> Places {
        if column.ends_with(AFTER) { self.done() } else { Places::default() }
    }

    /// What is different when all is done; a facility may be changed more than once.
    fn done(&self) -> Places {
        let mut places = Places::default();
        for Change { id, act } in &self.0 {
            let stood = places.new.iter().position(|(own, _)| own == id);
            let was_new = stood.map(|at| places.new.remove(at)).is_some();
            let (is_of_dataset, at) = match act {
                Act::Opens(at) => (false, Some(*at)),
                Act::Moves(at) => (!was_new, Some(*at)),
                Act::Closes => (!was_new, None),
            };
            if is_of_dataset {
                places.gone.push(id.clone());
            }
            places.new.extend(at.map(|at| (id.clone(), at)));
        }
        places
    }
}

impl Places {
    /// Positions of a dataset's facilities that still stand where they stood.
    pub(super) fn left(&self, layer: &Layer) -> Vec<usize> {
        let gone = |at: &usize| self.gone.contains(&layer.ids[*at]);
        (0..layer.ids.len()).filter(|at| !gone(at)).collect()
    }

    /// What is drawn: facilities that still stand, then those in new places.
    pub(super) fn shapes(&self, layer: Option<&Layer>) -> Vec<Shape> {
        let left = layer
            .into_iter()
            .flat_map(|layer| self.left(layer).into_iter().map(move |at| layer.shapes[at].clone()));
        left.chain(self.new.iter().map(|(_, at)| Shape::Point(*at))).collect()
    }

    /// For the browser's program: the new places as GeoJSON, and the ids of those that are gone.
    pub(super) fn to_json(&self) -> Value {
        let feature = |(id, at): &(String, [f64; 2])| {
            json!({
                "type": "Feature",
                "geometry": Shape::Point(*at).to_json(),
                "properties": { "id": id },
            })
        };
        let features: Vec<Value> = self.new.iter().map(feature).collect();
        json!({
            "changed": { "type": "FeatureCollection", "features": features },
            "gone": self.gone,
        })
    }
}

/// A place in words: degrees east, then north.
pub(super) fn degrees([longitude, latitude]: [f64; 2]) -> String {
    format!("{longitude:.5}, {latitude:.5}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_done_twice_ends_where_it_was_put_last() {
        let check = |places: Value, gone: &[&str], new: &[(&str, [f64; 2])]| {
            let found = Changes::of(&[json!({ "places": places })]).at("minutes_after");
            assert_eq!(found.gone, gone, "{places}");
            let ids: Vec<(&str, [f64; 2])> =
                found.new.iter().map(|(id, at)| (id.as_str(), *at)).collect();
            assert_eq!(ids, new, "{places}");
        };
        let put = |kind: &str, lon: f64| json!({ "kind": kind, "id": "a", "lon": lon, "lat": 1.0 });
        let close = || json!({ "kind": "close", "id": "a" });
        check(json!([put("open", 2.0)]), &[], &[("a", [2.0, 1.0])]);
        check(json!([put("move", 2.0)]), &["a"], &[("a", [2.0, 1.0])]);
        check(json!([close()]), &["a"], &[]);
        check(json!([put("open", 2.0), put("move", 3.0)]), &[], &[("a", [3.0, 1.0])]);
        check(json!([put("move", 2.0), put("move", 3.0)]), &["a"], &[("a", [3.0, 1.0])]);
        check(json!([close(), put("open", 3.0)]), &["a"], &[("a", [3.0, 1.0])]);
        check(json!([put("open", 2.0), close()]), &[], &[]);
        let moved = Changes::of(&[json!({ "places": [put("move", 2.0)] })]);
        assert_eq!(
            ["minutes_before", "people"].map(|name| moved.at(name)),
            [Places::default(), Places::default()]
        );
    }
}
