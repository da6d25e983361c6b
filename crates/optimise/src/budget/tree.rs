//! Branch and bound over the whole-valued columns of a programme, with diving for good points.

use super::program::Program;
use super::simplex::{Basis, Solution, Solved, solve};
use crate::Limit;
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::sync::Arc;

/// What the search found and proved.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub best: Option<(f64, Vec<f64>)>,
    /// No point is worth more.
    pub bound: f64,
    pub complete: bool,
    pub nodes: u64,
    /// The relaxation's best point, with its prices; none if it has none.
    pub root: Option<Solution>,
    /// Prices of the conflicting rows when nothing is possible.
    pub conflict: Vec<f64>,
}

/// Offers a point (values of the first columns), which need not be allowed; says whether it is.
pub(crate) type Offer<'o> = dyn FnMut(&[f64]) -> bool + 'o;
/// Looks for good points beside the relaxation's best.
pub(crate) type Starts<'s> = dyn FnMut(&Solution, &mut Offer<'_>) + 's;

/// Maximises; stops at the limit's gap.
pub(crate) fn maximise(program: &Program, starts: &mut Starts<'_>, limit: &Limit<'_>) -> Found {
    let ranges: Vec<(f64, f64)> = program.columns.iter().map(|c| (c.low, c.high)).collect();
    let mut found = Found {
        best: None,
        bound: f64::INFINITY,
        complete: false,
        nodes: 0,
        root: None,
        conflict: Vec::new(),
    };
    match solve(program, &ranges, None) {
        Solved::Best(root) => {
            found.bound = root.bound;
            found.root = Some(root.clone());
            let lost = f64::NEG_INFINITY;
            let mut run = Run { program, limit: *limit, ranges, lost, found };
            starts(&root, &mut |point| run.begin(point));
            run.tree(root);
            run.found
        }
        Solved::Infeasible { prices } => {
            found.conflict = prices;
            found.complete = true;
            found.bound = f64::NEG_INFINITY;
            found
        }
        Solved::Stopped => found,
    }
}

/// Part of all points: some ranges narrowed.
struct Node {
    bound: f64,
    born: u64,
    narrowed: Vec<(u32, f64, f64)>,
    basis: Arc<Basis>,
}

struct Run<'a> {
    program: &'a Program,
    limit: Limit<'a>,
    /// Ranges that hold for every better point.
    ranges: Vec<(f64, f64)>,
    /// The greatest bound among parts given up for the sake of the wished gap.
    lost: f64,
    found: Found,
}

impl Run<'_> {
    fn lower(&self) -> f64 {
        self.found.best.as_ref().map_or(f64::NEG_INFINITY, |(value, _)| *value)
    }

    /// Parts with at most this bound hold nothing that is better by more than the wished gap.
    fn cutoff(&self) -> f64 {
        let lower = self.lower();
        if lower.is_infinite() {
            return lower;
        }
        // A hair less than the wished gap, so that rounding does not carry the bound beyond it.
        let wished = self.limit.gap() * (1.0 - 1e-9);
        lower + (lower.abs().max(self.program.scale) * wished).max(1e-9 * lower.abs())
    }

    /// Takes a start if it is allowed; says whether it is.
    fn begin(&mut self, start: &[f64]) -> bool {
        let mut point = vec![0.0; self.program.columns.len()];
        point.iter_mut().zip(start).for_each(|(x, value)| *x = *value);
        self.offer_point(point)
    }

    fn offer(&mut self, solution: &Solution) {
        self.offer_point(solution.point.clone());
    }

    fn offer_point(&mut self, mut point: Vec<f64>) -> bool {
        for (x, column) in point.iter_mut().zip(&self.program.columns) {
            if column.whole {
                *x = x.round();
            }
        }
        self.program.finish(&mut point);
        let value = self.program.value(&point);
        let allowed = self.program.allows(&point);
        if allowed && value > self.lower() {
            self.found.best = Some((value, point));
        }
        allowed
    }

    fn tree(&mut self, root: Solution) {
        if root.bound > self.cutoff() {
            self.dive(&root, &[], 0.9);
            self.dive(&root, &[], 0.6);
        }
        self.fix(&root);
        let top = root.bound;
        let basis = Arc::new(root.basis);
        let first = Node { bound: root.bound, born: 0, narrowed: Vec::new(), basis };
        let mut open = BinaryHeap::from([first]);
        let mut born = 0;
        while let Some(node) = open.pop() {
            self.found.bound =
                node.bound.max(self.lower()).max(self.lost).min(top.max(self.lower()));
            if node.bound <= self.cutoff() {
                self.found.complete = self.is_proved();
                return;
            }
            if self.limit.spent(self.found.nodes) {
                return;
            }
            self.found.nodes += 1;
            for mut child in self.explore(&node) {
                born += 1;
                child.born = born;
                open.push(child);
            }
        }
        self.found.bound = self.lower().max(self.lost).min(top.max(self.lower()));
        self.found.complete = self.is_proved();
    }

    /// Whether the bound is the value, up to rounding.
    fn is_proved(&self) -> bool {
        self.lower().is_infinite() || self.found.bound <= self.lower() + 1e-9 * self.lower().abs()
    }

    fn narrowed(&self, narrowed: &[(u32, f64, f64)]) -> Vec<(f64, f64)> {
        let mut ranges = self.ranges.clone();
        for &(k, low, high) in narrowed {
            let range = &mut ranges[k as usize];
            *range = (range.0.max(low), range.1.min(high));
        }
        ranges
    }

    fn explore(&mut self, node: &Node) -> Vec<Node> {
        let ranges = self.narrowed(&node.narrowed);
        if ranges.iter().any(|(low, high)| low > high) {
            return Vec::new();
        }
        let solution = match solve(self.program, &ranges, Some(&node.basis)) {
            Solved::Best(solution) => solution,
            Solved::Infeasible { .. } => return Vec::new(),
            // The bound of the parent still holds; split on, blindly.
            Solved::Stopped => return self.split_blindly(node, &ranges),
        };
        if solution.bound <= self.cutoff() {
            self.lost = self.lost.max(solution.bound);
            return Vec::new();
        }
        let Some(k) = self.most_split(&solution.point) else {
            self.offer(&solution);
            return Vec::new();
        };
        if self.found.nodes.is_multiple_of(16) {
            self.dive(&solution, &node.narrowed, 0.7);
        }
        let at = solution.point[k].floor();
        children(node, k, at, solution.bound, &Arc::new(solution.basis))
    }

    fn split_blindly(&self, node: &Node, ranges: &[(f64, f64)]) -> Vec<Node> {
        let loose = |k: &usize| self.program.columns[*k].whole && ranges[*k].0 < ranges[*k].1;
        let Some(k) = (0..ranges.len()).find(loose) else { return Vec::new() };
        children(node, k, ranges[k].0.floor(), node.bound, &node.basis)
    }

    /// The whole-valued column that is farthest from a whole value, weighed by its worth.
    fn most_split(&self, point: &[f64]) -> Option<usize> {
        let split = |k: usize| (point[k] - point[k].round()).abs();
        let whole = (0..point.len()).filter(|k| self.program.columns[*k].whole && split(*k) > 1e-6);
        whole.max_by(|a, b| split(*a).total_cmp(&split(*b)).then(b.cmp(a)))
    }

    /// Rounds the columns nearest to a whole value, solves again, and so on down to a whole point.
    fn dive(&mut self, from: &Solution, narrowed: &[(u32, f64, f64)], sure: f64) {
        let mut ranges = self.narrowed(narrowed);
        let mut solution = from.clone();
        for _ in 0..400 {
            self.offer_rounded_down(&solution);
            if self.most_split(&solution.point).is_none() {
                self.offer(&solution);
                return;
            }
            if self.limit.stops() || solution.value <= self.cutoff() {
                return;
            }
            let Some(next) = self.rounded(&mut ranges, &solution, sure) else { return };
            solution = next;
        }
    }

    /// Fixes what is whole or nearly so and the surest of the rest; if that is too much, the surest
    /// alone, one way or the other.
    fn rounded(
        &self,
        ranges: &mut [(f64, f64)],
        solution: &Solution,
        sure: f64,
    ) -> Option<Solution> {
        let (k, to) = self.surest(&solution.point, sure);
        let mut bold = ranges.to_vec();
        for (j, column) in self.program.columns.iter().enumerate() {
            let near = solution.point[j].round();
            if column.whole && (solution.point[j] - near).abs() < 0.05 && near > 0.5 {
                bold[j] = (near, near);
            }
        }
        bold[k] = (to, to);
        if let Solved::Best(next) = solve(self.program, &bold, Some(&solution.basis)) {
            ranges.copy_from_slice(&bold);
            return Some(next);
        }
        let before = ranges[k];
        let other = if to > solution.point[k] { to - 1.0 } else { to + 1.0 };
        for value in [to, other] {
            if value < before.0 || value > before.1 {
                continue;
            }
            ranges[k] = (value, value);
            if let Solved::Best(next) = solve(self.program, ranges, Some(&solution.basis)) {
                return Some(next);
            }
        }
        None
    }

    /// Among the split columns the one nearest to a whole value; up only above `sure` if that is near.
    fn surest(&self, point: &[f64], sure: f64) -> (usize, f64) {
        let mut best = (0, 0.0, f64::INFINITY);
        for (k, column) in self.program.columns.iter().enumerate() {
            let part = point[k] - point[k].floor();
            if !column.whole || !(1e-6..=1.0 - 1e-6).contains(&part) {
                continue;
            }
            let up = part >= sure || part >= 0.5 && sure < 0.9;
            let distance = if up { 1.0 - part } else { part };
            if distance < best.2 {
                best = (k, if up { point[k].ceil() } else { point[k].floor() }, distance);
            }
        }
        (best.0, best.1)
    }

    /// The point with every split column rounded down: often allowed where rows are upper limits.
    fn offer_rounded_down(&mut self, solution: &Solution) {
        let mut down = solution.clone();
        for (x, column) in down.point.iter_mut().zip(&self.program.columns) {
            if column.whole {
                *x = (*x + 1e-6).floor();
            }
        }
        self.offer(&down);
    }

    /// Fixes the columns whose other value cannot belong to a better point.
    fn fix(&mut self, root: &Solution) {
        let spare = root.bound - self.cutoff();
        self.lost = self.cutoff();
        for (k, column) in self.program.columns.iter().enumerate() {
            let (low, high) = self.ranges[k];
            if !column.whole || high - low != 1.0 || spare.is_infinite() {
                continue;
            }
            if root.reduced[k] < -spare && root.point[k] <= low + 1e-9 {
                self.ranges[k] = (low, low);
            } else if root.reduced[k] > spare && root.point[k] >= high - 1e-9 {
                self.ranges[k] = (high, high);
            }
        }
    }
}

fn children(node: &Node, k: usize, at: f64, bound: f64, basis: &Arc<Basis>) -> Vec<Node> {
    let bound = bound.min(node.bound);
    let child = |low: f64, high: f64| {
        let mut narrowed = node.narrowed.clone();
        narrowed.push((k as u32, low, high));
        Node { bound, born: 0, narrowed, basis: Arc::clone(basis) }
    };
    vec![child(f64::NEG_INFINITY, at), child(at + 1.0, f64::INFINITY)]
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Node {}

impl PartialOrd for Node {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Node {
    fn cmp(&self, other: &Self) -> Ordering {
        self.bound.total_cmp(&other.bound).then(other.born.cmp(&self.born))
    }
}
