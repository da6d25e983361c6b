//! A tree of boxes over items that are already in spatial order: the nearest item to a point.

use crate::geo::{Plane, Point};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// How many items or boxes one box holds.
const FAN: usize = 8;

/// West, south, east and north, in ten-millionths of a degree.
type Bounds = [i32; 4];

/// Boxes over runs of items, boxes over runs of those, up to one box.
#[derive(Clone, Debug)]
pub(super) struct BoxTree {
    levels: Vec<Vec<Bounds>>,
    items: usize,
}

impl BoxTree {
    /// A tree over items given by two corners each, near items next to each other.
    pub(super) fn new(items: impl ExactSizeIterator<Item = ([i32; 2], [i32; 2])>) -> Self {
        let count = items.len();
        let boxes: Vec<Bounds> = items
            .map(|(a, b)| [a[0].min(b[0]), a[1].min(b[1]), a[0].max(b[0]), a[1].max(b[1])])
            .collect();
        let mut levels = vec![gather(&boxes)];
        while let Some(last) = levels.last().filter(|last| last.len() > 1) {
            levels.push(gather(last));
        }
        Self { levels, items: count }
    }

    /// The item for which `square` is least, of equals the first: best first, by the distance of
    /// boxes from the centre of `plane`. `square` gives the squared distance in metres and must not
    /// be below that of the item's corners' box.
    pub(super) fn nearest(&self, plane: &Plane, square: impl Fn(usize) -> f64) -> Option<usize> {
        let top = self.levels.len().checked_sub(1)?;
        let mut best: Option<(f64, usize)> = None;
        // Distances are not negative, so their bits sort as they do.
        let mut queue = BinaryHeap::from([Reverse((0u64, top, 0usize))]);
        while let Some(Reverse((bits, level, index))) = queue.pop() {
            if best.is_some_and(|(least, _)| f64::from_bits(bits) > least) {
                break;
            }
            let children = index * FAN..(index + 1) * FAN;
            if level == 0 {
                for item in children.start..children.end.min(self.items) {
                    let found = (square(item), item);
                    if best.is_none_or(|best| found < best) {
                        best = Some(found);
                    }
                }
                continue;
            }
            for child in children {
                if let Some(bounds) = self.levels[level - 1].get(child) {
                    queue.push(Reverse((box_square(plane, bounds).to_bits(), level - 1, child)));
                }
            }
        }
        best.map(|(_, item)| item)
    }
}

fn gather(boxes: &[Bounds]) -> Vec<Bounds> {
    boxes
        .chunks(FAN)
        .map(|run| {
            run.iter().fold([i32::MAX, i32::MAX, i32::MIN, i32::MIN], |all, one| {
                [all[0].min(one[0]), all[1].min(one[1]), all[2].max(one[2]), all[3].max(one[3])]
            })
        })
        .collect()
}

/// Squared distance in metres from the plane's centre to a box.
fn box_square(plane: &Plane, &[west, south, east, north]: &Bounds) -> f64 {
    let corner = |x, y| plane.flatten(Point::from_e7([x, y]).unwrap_or_default());
    let ([x0, y0], [x1, y1]) = (corner(west, south), corner(east, north));
    let gap = |low: f64, high: f64| low.max(-high).max(0.0);
    let (x, y) = (gap(x0, x1), gap(y0, y1));
    x * x + y * y
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_empty_tree_has_no_nearest() {
        let plane = Plane::at(Point::default());
        assert_eq!(BoxTree::new(std::iter::empty()).nearest(&plane, |_| 0.0), None);
    }

    proptest! {
        #[test]
        fn the_tree_finds_what_looking_at_all_finds(
            places in prop::collection::vec([-5000i32..5000, -5000i32..5000], 1..200),
            at in [-6000i32..6000, -6000i32..6000],
        ) {
            let plane = Plane::at(Point::from_e7(at).unwrap());
            let square = |item: usize| {
                let [x, y] = plane.flatten(Point::from_e7(places[item]).unwrap());
                x * x + y * y
            };
            let tree = BoxTree::new(places.iter().map(|&place| (place, place)));
            let all = (0..places.len()).map(|i| (square(i), i)).fold((f64::MAX, 0), |a, b| {
                if b < a { b } else { a }
            });
            prop_assert_eq!(tree.nearest(&plane, square), Some(all.1));
        }
    }
}
