//! The whole search on an instance: root, local search from many starts, then the tree, best bound first.

use super::instance::{Decisions, Instance};
use super::lagrange::{Effort, climb};
use super::local::Local;
use super::node::{Explored, Node, Surroundings, affordable, explore, settle, whole_choice};
use super::random::Random;
use crate::Limit;
use rayon::prelude::*;
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::sync::Arc;

const ROOT: Effort = Effort { steps: 1500, first: 1.0, patience: 20 };
/// Nodes looked at side by side; fixed, so that the number of threads does not change the answer.
const BATCH: usize = 4;

/// Whether a choice of sites counts that keeps numbers and budget.
pub(crate) type Accept<'a> = dyn Fn(&[u32]) -> bool + Sync + 'a;

/// A search to be run.
pub(crate) struct Search<'a> {
    pub inst: &'a Instance,
    pub limit: Limit<'a>,
    /// Whether a choice counts that keeps numbers and budget; none: all do.
    pub accept: Option<&'a Accept<'a>>,
    /// Only the question "is there a choice of at most this value" is asked.
    pub aim: Option<f64>,
    /// Choices to start from.
    pub starts: Vec<Vec<u32>>,
}

/// What a search found and proved.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    /// The best choice and its value, if there is one.
    pub best: Option<(f64, Vec<u32>)>,
    /// Every choice costs at least this; infinite if there is none.
    pub bound: f64,
    /// The search came to its end: the best is proved, or that there is none.
    pub complete: bool,
    pub nodes: u64,
}

impl Outcome {
    fn none() -> Self {
        Self { best: None, bound: f64::INFINITY, complete: true, nodes: 0 }
    }
}

impl<'a> Search<'a> {
    /// Runs to the end, the limit or the aim.
    pub fn run(&self) -> Outcome {
        let nothing = Decisions::none(self.inst.n_sites());
        let Some(base) = self.inst.restricted(&nothing) else { return Outcome::none() };
        let mut run = Run {
            search: self,
            best: None,
            decided: nothing,
            base,
            given_up: f64::INFINITY,
            nodes: 0,
        };
        run.first_choices();
        run.all()
    }
}

struct Run<'a> {
    search: &'a Search<'a>,
    /// Best choice in the ids of the search's instance.
    best: Option<(f64, Vec<u32>)>,
    /// What the root's bound decided.
    decided: Decisions,
    /// What is left to the tree.
    base: Instance,
    given_up: f64,
    nodes: u64,
}

impl Run<'_> {
    fn stops(&self) -> bool {
        self.search.limit.stops()
    }

    fn upper(&self) -> f64 {
        self.best.as_ref().map_or(f64::INFINITY, |(value, _)| *value)
    }

    /// Parts with at least this bound hold nothing that is better by more than the wished gap.
    fn cutoff(&self) -> f64 {
        let upper = self.upper();
        if upper.is_infinite() {
            return f64::INFINITY;
        }
        let hair = 1e-9 * upper.abs();
        let exact = if self.search.inst.whole && upper.abs() < 1e9 {
            upper - 1.0 + 1e-6
        } else {
            upper - hair
        };
        let cutoff = exact.min(upper - self.search.limit.gap() * upper.abs());
        self.search.aim.map_or(cutoff, |aim| cutoff.min(aim + 1e-6))
    }

    fn offer(&mut self, value: f64, open: Vec<u32>) {
        let accepted = || self.search.accept.is_none_or(|accept| accept(&open));
        if value < self.upper() && self.search.inst.allows(&open) && accepted() {
            self.best = Some((value, open));
        }
    }

    /// Whether the aim is reached or out of reach.
    fn is_decided(&self, bound: f64) -> bool {
        let aim = self.search.aim;
        bound >= self.cutoff() || aim.is_some_and(|aim| self.upper() <= aim + 1e-6)
    }

    /// Local search from the given starts and from a greedy one.
    fn first_choices(&mut self) {
        let inst = self.search.inst;
        for start in self.search.starts.iter().chain([&Vec::new()]) {
            let mut local = Local::new(inst, start);
            local.fill();
            self.offer(local.value(), local.open().to_vec());
            let limit = self.search.limit;
            local.improve(&|| limit.stops());
            self.offer(inst.value(local.open()), local.open().to_vec());
        }
    }

    fn all(mut self) -> Outcome {
        let (bound, prices) = self.root();
        if self.is_decided(bound) {
            return self.end(bound, true);
        }
        if self.search.accept.is_none() {
            self.shake();
        }
        if self.is_decided(bound) {
            return self.end(bound, true);
        }
        let root = Node {
            bound,
            decided: Decisions::none(self.base.n_sites()),
            prices: Arc::new(prices),
            born: 0,
        };
        self.tree(root)
    }

    /// Bounds the root, settles what follows, and makes the remainder the base of the tree.
    fn root(&mut self) -> (f64, (Vec<f64>, f64)) {
        let mut prices = self.first_prices();
        let mut bound = f64::NEG_INFINITY;
        let mut effort = ROOT;
        for _ in 0..5 {
            let base = &self.base;
            let upper = if self.upper().is_finite() { self.upper() } else { base.worst() };
            let goal = (effort, self.cutoff());
            let dual = climb(base, (&prices.0, prices.1), upper, goal, &self.search.limit);
            bound = bound.max(dual.bound);
            let mut local = Local::new(base, &affordable(base, &dual.chosen));
            local.fill();
            let limit = self.search.limit;
            local.improve(&|| limit.stops());
            let open = whole_choice(base, local.open(), &self.decided);
            self.offer(self.search.inst.value(&open), open);
            prices = (dual.prices.clone(), dual.money);
            if self.is_decided(bound) || self.stops() {
                break;
            }
            let settled = settle(&self.base, &dual, self.cutoff(), &mut self.decided);
            if settled == 0 || !self.shrink(&mut prices.0) {
                break;
            }
            if settled * 20 < self.base.n_sites() {
                break;
            }
            effort = Effort { steps: 300, first: 0.5, patience: 10 };
        }
        (bound, prices)
    }

    /// Takes the decisions over into the base; false if nothing is left, which the tree then finds.
    fn shrink(&mut self, prices: &mut Vec<f64>) -> bool {
        let inst = self.search.inst;
        let mut all = vec![0.0; inst.n_clients()];
        for (j, price) in self.base.clients.iter().zip(prices.iter()) {
            all[*j as usize] = *price;
        }
        let Some(base) = inst.restricted(&self.decided) else { return false };
        *prices = base.clients.iter().map(|j| all[*j as usize]).collect();
        self.base = base;
        true
    }

    /// Prices between the nearest and the second nearest open site of the best choice.
    fn first_prices(&self) -> (Vec<f64>, f64) {
        let open = self.best.as_ref().map(|(_, open)| open.clone()).unwrap_or_default();
        let local = Local::new(self.search.inst, &open);
        let middle = local.middles();
        (self.base.clients.iter().map(|j| middle[*j as usize]).collect(), 0.0)
    }

    /// Local search again from disturbed choices.
    fn shake(&mut self) {
        let inst = self.search.inst;
        let mut random = Random::new(0x5eed);
        let pairs = inst.cols.pairs().max(1);
        let rounds = (20_000_000 / pairs).clamp(4, 60);
        for _ in 0..rounds {
            let Some((_, open)) = self.best.clone() else { return };
            if self.stops() {
                return;
            }
            let mut local = Local::new(inst, &open);
            local.disturb(&mut random);
            let limit = self.search.limit;
            local.improve(&|| limit.stops());
            self.offer(inst.value(local.open()), local.open().to_vec());
        }
    }

    fn tree(mut self, root: Node) -> Outcome {
        let mut open = BinaryHeap::from([ByBound(root)]);
        let mut born = 0;
        while let Some(ByBound(node)) = open.pop() {
            let bound = node.bound;
            if self.is_decided(bound) {
                self.given_up = self.given_up.min(bound);
                break;
            }
            if self.search.limit.spent(self.nodes) {
                return self.end(bound, false);
            }
            let mut batch = vec![node];
            while batch.len() < BATCH
                && let Some(ByBound(next)) = open.pop()
            {
                batch.push(next);
            }
            self.nodes += batch.len() as u64;
            for explored in self.explore_all(batch) {
                self.take(explored, &mut open, &mut born);
            }
        }
        let bound = self.given_up;
        self.end(bound, true)
    }

    fn explore_all(&self, batch: Vec<Node>) -> Vec<Explored> {
        let accept = |open: &[u32]| {
            let whole = whole_choice(&self.base, open, &self.decided);
            self.search.accept.is_none_or(|accept| accept(&whole))
        };
        let around = Surroundings {
            base: &self.base,
            limit: self.search.limit,
            upper: self.upper(),
            guess: if self.upper().is_finite() { self.upper() } else { self.base.worst() },
            cutoff: self.cutoff(),
            accept: &accept,
            accepts_all: self.search.accept.is_none(),
        };
        batch.into_par_iter().map(|node| explore(&around, node)).collect()
    }

    fn take(&mut self, explored: Explored, open: &mut BinaryHeap<ByBound>, born: &mut u64) {
        if let Some((_, found)) = explored.found {
            let whole = whole_choice(&self.base, &found, &self.decided);
            self.offer(self.search.inst.value(&whole), whole);
        }
        if let Some(bound) = explored.given_up {
            self.given_up = self.given_up.min(bound);
        }
        for mut child in explored.children {
            *born += 1;
            child.born = *born;
            open.push(ByBound(child));
        }
    }

    fn end(self, bound: f64, complete: bool) -> Outcome {
        let upper = self.upper();
        let whole = self.search.inst.whole && upper.abs() < 1e9;
        let bound = bound.min(self.given_up);
        let bound = if whole && bound.is_finite() { (bound - 1e-6).ceil() } else { bound };
        let equal = bound >= upper - 1e-9 * upper.abs();
        let complete = complete && (equal || self.search.aim.is_some() || upper.is_infinite());
        Outcome { best: self.best, bound: bound.min(upper), complete, nodes: self.nodes }
    }
}

/// Nodes in the order of their bounds, the least first, then the elder.
struct ByBound(Node);

impl PartialEq for ByBound {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for ByBound {}

impl PartialOrd for ByBound {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ByBound {
    fn cmp(&self, other: &Self) -> Ordering {
        other.0.bound.total_cmp(&self.0.bound).then(other.0.born.cmp(&self.0.born))
    }
}
