//! Which features lie in a frame: a grid of square boxes over the frame of a whole layer.

use crate::geometry::{Bounds, EMPTY, joined, meet};

/// Boxes on a side. A box of a layer of 100,000 features then holds about 25 of them.
const SIDE: usize = 64;

/// Features by place. A feature stands in every box that its frame meets.
#[derive(Clone, Debug)]
pub(crate) struct Grid {
    /// The frame of all.
    pub(crate) whole: Bounds,
    frames: Vec<Bounds>,
    boxes: Vec<Vec<u32>>,
}

impl Grid {
    pub(crate) fn new(frames: Vec<Bounds>) -> Self {
        let whole = frames.iter().copied().fold(EMPTY, joined);
        let mut grid = Self { whole, frames, boxes: vec![Vec::new(); SIDE * SIDE] };
        for number in 0..grid.frames.len() {
            for at in grid.boxes_of(grid.frames[number]) {
                grid.boxes[at].push(number as u32);
            }
        }
        grid
    }

    /// The features whose frame meets a frame, in the order of the layer.
    pub(crate) fn within(&self, frame: Bounds) -> Vec<u32> {
        if !meet(frame, self.whole) {
            return Vec::new();
        }
        let near = self.boxes_of(frame).flat_map(|at| self.boxes[at].iter().copied());
        let mut found: Vec<u32> =
            near.filter(|number| meet(self.frames[*number as usize], frame)).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    fn boxes_of(&self, frame: Bounds) -> impl Iterator<Item = usize> + use<> {
        let at = |value: f64, from: f64, to: f64| {
            let share = if to > from { (value - from) / (to - from) } else { 0.0 };
            // A share beyond the frame is cut to its first or last box; so is NaN.
            (share.clamp(0.0, 1.0) * SIDE as f64).min(SIDE as f64 - 1.0) as usize
        };
        let [west, south, east, north] = self.whole;
        let columns = at(frame[0], west, east)..=at(frame[2], west, east);
        let rows = at(frame[1], south, north)..=at(frame[3], south, north);
        rows.flat_map(move |row| columns.clone().map(move |column| row * SIDE + column))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_frame_meets_is_found_and_nothing_else() {
        let mut frames: Vec<Bounds> = (0..1000)
            .map(|n| {
                let (x, y) = (f64::from(n % 40), f64::from(n / 40));
                [x, y, x + 0.5, y + 0.5]
            })
            .collect();
        frames.push([0.0, 0.0, 39.0, 24.0]);
        let grid = Grid::new(frames.clone());
        for frame in [[3.2, 4.1, 7.9, 4.4], [-5.0, -5.0, 100.0, 100.0], [39.2, 24.2, 39.3, 24.3]] {
            let expected: Vec<u32> =
                (0..frames.len()).filter(|n| meet(frames[*n], frame)).map(|n| n as u32).collect();
            assert_eq!(grid.within(frame), expected, "{frame:?}");
        }
        assert!(grid.within([50.0, 50.0, 51.0, 51.0]).is_empty());
        assert!(Grid::new(Vec::new()).within([0.0, 0.0, 1.0, 1.0]).is_empty());
    }
}
