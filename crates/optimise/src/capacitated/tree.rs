//! Branch and bound over the sites, with local search and exact transportation at the leaves.

use super::Loads;
use super::relax::{Part, Prices, climb};
use super::transport::transport;
use crate::{Limit, Role};
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::sync::Arc;

const ROOT_STEPS: usize = 600;
const NODE_STEPS: usize = 80;
/// Sets that the local search values at most: each is a transportation problem.
const MOST_TRIALS: usize = 3000;

/// The best set found and what is proved.
pub(super) struct Outcome {
    pub best: Option<(f64, Vec<usize>)>,
    pub bound: f64,
    pub complete: bool,
    pub nodes: u64,
}

/// Searches for the best set of open sites.
pub(super) fn search(loads: &Loads, limit: &Limit<'_>) -> Outcome {
    let of = |role: Role| (0..loads.roles.len()).filter(move |i| loads.roles[*i] == role);
    let open: Vec<usize> = of(Role::Kept).collect();
    let free: Vec<usize> = of(Role::Candidate).collect();
    let mut run = Run { loads, limit: *limit, best: None, nodes: 0, lost: f64::INFINITY };
    run.offer(&run.completed(open.clone()));
    let start = vec![run.first_price(); loads.demand.len()];
    let part = Part { loads, open: &open, free: &free };
    let goal = (run.upper(), run.cutoff());
    let prices = climb(&part, (&start, 0.0), goal, ROOT_STEPS, limit);
    run.offer(&run.completed(run.payable(&prices.chosen)));
    run.improve();
    let bound = prices.bound;
    let root = Node { bound, born: 0, open, free, prices: Arc::new(prices) };
    run.tree(root)
}

/// Part of all sets: those with `open` and some of `free`.
#[derive(Clone)]
struct Node {
    bound: f64,
    born: u64,
    open: Vec<usize>,
    free: Vec<usize>,
    prices: Arc<Prices>,
}

struct Run<'a> {
    loads: &'a Loads,
    limit: Limit<'a>,
    best: Option<(f64, Vec<usize>)>,
    nodes: u64,
    /// The least bound among parts given up for the sake of the wished gap.
    lost: f64,
}

impl Run<'_> {
    fn upper(&self) -> f64 {
        self.best.as_ref().map_or(self.loads.worst, |(value, _)| *value)
    }

    /// Parts with at least this bound hold nothing better by more than the wished gap, or nobody whole.
    fn cutoff(&self) -> f64 {
        let upper = self.upper();
        let exact =
            if self.loads.charge > 0.0 { upper - 1.0 + 1e-6 } else { upper - 1e-9 * upper.abs() };
        exact.min(upper - self.limit.gap() * upper.abs()).min(self.loads.big)
    }

    /// A price that a unit might have: half the greatest cost.
    fn first_price(&self) -> f64 {
        let costs = self.loads.clients.iter().flatten().map(|pair| pair.1);
        let greatest = costs.fold(0.0, f64::max);
        if greatest > 0.0 { 0.5 * greatest } else { (0.5_f64).min(self.loads.outside) }
    }

    fn is_allowed(&self, open: &[usize]) -> bool {
        let spent = open.iter().map(|i| self.loads.price[*i]).sum();
        let (least, most) = self.loads.range;
        (least..=most).contains(&open.len()) && self.loads.affords(spent)
    }

    /// Values a set and keeps it if it is the best so far.
    fn offer(&mut self, open: &[usize]) -> bool {
        if !self.is_allowed(open) {
            return false;
        }
        let value = transport(self.loads, open).value;
        let better = self.best.as_ref().is_none_or(|(best, _)| value < best - self.loads.hair());
        if better {
            self.best = Some((value, open.to_vec()));
        }
        better
    }

    /// The part of a set that the budget pays for, kept sites first.
    fn payable(&self, chosen: &[usize]) -> Vec<usize> {
        let mut order = chosen.to_vec();
        order.sort_by_key(|i| self.loads.roles[*i] != Role::Kept);
        let mut spent = 0.0;
        order.retain(|i| {
            let pays = self.loads.affords(spent + self.loads.price[*i]);
            spent += if pays { self.loads.price[*i] } else { 0.0 };
            pays
        });
        order
    }

    /// Opens what room, number and money allow, the greatest capacity first, while demand is left out.
    fn completed(&self, mut open: Vec<usize>) -> Vec<usize> {
        let mut others: Vec<usize> = (0..self.loads.roles.len())
            .filter(|i| self.loads.roles[*i] == Role::Candidate && !open.contains(i))
            .collect();
        let room = |i: usize| {
            let reached: f64 =
                self.loads.clients[i].iter().map(|(j, _)| self.loads.demand[*j]).sum();
            self.loads.capacity[i].min(reached)
        };
        others.sort_by(|a, b| room(*b).total_cmp(&room(*a)).then(a.cmp(b)));
        let all: f64 = self.loads.demand.iter().sum();
        for i in others {
            let capacity: f64 = open.iter().map(|k| self.loads.capacity[*k]).sum();
            let enough = open.len() >= self.loads.range.0 && capacity >= all;
            if open.len() >= self.loads.range.1 || (enough && self.loads.charge > 0.0) {
                break;
            }
            let spent: f64 = open.iter().map(|k| self.loads.price[*k]).sum();
            if self.loads.affords(spent + self.loads.price[i]) {
                open.push(i);
            }
        }
        open
    }

    /// Swaps, drops and adds sites while that helps and trials are left.
    fn improve(&mut self) {
        let mut trials = 0;
        loop {
            let Some((_, open)) = self.best.clone() else { return };
            let mut found = false;
            for set in neighbours(self.loads, &open) {
                trials += 1;
                if trials > MOST_TRIALS || self.limit.stops() {
                    return;
                }
                found = self.offer(&set);
                if found {
                    break;
                }
            }
            if !found {
                return;
            }
        }
    }

    fn tree(mut self, root: Node) -> Outcome {
        let mut heap = BinaryHeap::from([root]);
        let mut born = 0;
        while let Some(node) = heap.pop() {
            if node.bound >= self.cutoff() {
                self.lost = self.lost.min(node.bound);
                break;
            }
            if self.limit.spent(self.nodes) {
                return self.end(node.bound, false);
            }
            self.nodes += 1;
            for mut child in self.explore(node) {
                born += 1;
                child.born = born;
                heap.push(child);
            }
        }
        let bound = self.lost;
        self.end(bound, true)
    }

    fn end(self, bound: f64, searched: bool) -> Outcome {
        let upper = self.best.as_ref().map_or(f64::INFINITY, |(value, _)| *value);
        let bound = bound.min(self.lost);
        let whole = self.loads.charge > 0.0 && bound.is_finite();
        let bound = if whole { (bound - 1e-6).ceil() } else { bound };
        let equal =
            bound >= upper - 1e-9 * upper.abs() || upper.is_infinite() || upper >= self.loads.big;
        Outcome {
            best: self.best,
            bound: bound.min(upper),
            complete: searched && equal,
            nodes: self.nodes,
        }
    }

    /// Bounds a node and splits it on the site that is chosen about half of the time.
    fn explore(&mut self, node: Node) -> Vec<Node> {
        let loads = self.loads;
        if node.free.is_empty() || node.open.len() >= loads.range.1 {
            self.offer(&node.open);
            return Vec::new();
        }
        let part = Part { loads, open: &node.open, free: &node.free };
        let start = (&node.prices.clients[..], node.prices.money);
        let goal = (self.upper(), self.cutoff());
        let prices = climb(&part, start, goal, NODE_STEPS, &self.limit);
        let bound = node.bound.max(prices.bound);
        if bound >= self.cutoff() {
            self.lost = self.lost.min(bound);
            return Vec::new();
        }
        self.offer(&prices.chosen);
        let even = |i: &usize| (prices.share[*i] - 0.5).abs();
        let by = |a: &&usize, b: &&usize| even(a).total_cmp(&even(b)).then(a.cmp(b));
        let Some(&split) = node.free.iter().min_by(by) else { return Vec::new() };
        let free: Vec<usize> = node.free.iter().copied().filter(|i| *i != split).collect();
        let prices = Arc::new(prices);
        let mut opened = node.open.clone();
        opened.push(split);
        let child = |open: Vec<usize>| Node {
            bound,
            born: 0,
            open,
            free: free.clone(),
            prices: Arc::clone(&prices),
        };
        let spent: f64 = opened.iter().map(|i| loads.price[*i]).sum();
        let mut children = Vec::new();
        if loads.affords(spent) {
            children.push(child(opened));
        }
        if node.open.len() + free.len() >= loads.range.0 {
            children.push(child(node.open));
        }
        children
    }
}

/// Sets one step away: one site dropped, added or swapped.
fn neighbours<'a>(loads: &'a Loads, open: &'a [usize]) -> impl Iterator<Item = Vec<usize>> + 'a {
    let is_candidate = |i: &usize| loads.roles[*i] == Role::Candidate;
    let goes: Vec<usize> = open.iter().copied().filter(is_candidate).collect();
    let comes: Vec<usize> =
        (0..loads.roles.len()).filter(|i| is_candidate(i) && !open.contains(i)).collect();
    let without = |i: usize| open.iter().copied().filter(|k| *k != i).collect::<Vec<_>>();
    let dropped: Vec<Vec<usize>> =
        if loads.charge > 0.0 { goes.iter().map(|i| without(*i)).collect() } else { Vec::new() };
    let added: Vec<Vec<usize>> = if open.len() < loads.range.1 {
        comes.iter().map(|i| [open, &[*i]].concat()).collect()
    } else {
        Vec::new()
    };
    let swapped = goes.into_iter().flat_map(move |gone| {
        let rest = open.iter().copied().filter(|k| *k != gone).collect::<Vec<_>>();
        comes.clone().into_iter().map(move |new| [&rest[..], &[new]].concat())
    });
    dropped.into_iter().chain(added).chain(swapped)
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
        other.bound.total_cmp(&self.bound).then(other.born.cmp(&self.born))
    }
}
