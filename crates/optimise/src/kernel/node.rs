//! One node of the search tree: its bound, what follows from it, and its two children.

use super::branch::{Split, answers, questions};
use super::enumerate;
use super::instance::{Decisions, Instance, State};
use super::lagrange::{Dual, Effort, climb, decided};
use super::local::Local;
use crate::Limit;
use std::sync::Arc;

/// Part of all choices, with what is known about it.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// Proved: every choice in this part costs at least this.
    pub bound: f64,
    pub decided: Decisions,
    /// Prices of the base's clients to start from, and of money.
    pub prices: Arc<(Vec<f64>, f64)>,
    /// Order of birth; breaks ties so that runs repeat.
    pub born: u64,
}

/// What looking at a node gave; ids are those of the base.
#[derive(Debug, Default)]
pub(crate) struct Explored {
    pub children: Vec<Node>,
    /// Better choices, with their values.
    pub found: Option<(f64, Vec<u32>)>,
    /// The least bound among parts that were given up.
    pub given_up: Option<f64>,
}

/// What a node is looked at with.
pub(crate) struct Surroundings<'a> {
    pub base: &'a Instance,
    pub limit: Limit<'a>,
    /// Value of the best choice so far; infinite without one.
    pub upper: f64,
    /// That value, or a guess: it sets the climb's step length only.
    pub guess: f64,
    /// Parts with at least this bound hold nothing better.
    pub cutoff: f64,
    /// Whether a choice of the base's sites counts.
    pub accept: &'a (dyn Fn(&[u32]) -> bool + Sync),
    /// Whether `accept` takes everything.
    pub accepts_all: bool,
}

const NODE: Effort = Effort { steps: 200, first: 0.8, patience: 20 };
const TRIAL: Effort = Effort { steps: 40, first: 0.4, patience: 20 };
const TRIALS: usize = 6;

/// Bounds a node, closes and opens what the bound decides, looks for better choices and splits.
pub(crate) fn explore(around: &Surroundings<'_>, mut node: Node) -> Explored {
    let mut explored = Explored::default();
    for round in 0..4 {
        let Some(left) = around.base.restricted(&node.decided) else { return explored };
        if enumerate::is_small(&left) {
            enumerate_all(around, &left, &node.decided, &mut explored);
            return explored;
        }
        let (dual, prices) = bound(around, &left, &node, NODE);
        node.bound = node.bound.max(dual.bound);
        node.prices = Arc::new(prices);
        if node.bound >= around.cutoff {
            explored.given_up = Some(node.bound);
            return explored;
        }
        try_choice(around, &left, &dual, &node.decided, &mut explored);
        if dual.tight && around.accepts_all && explored.reaches(node.bound) {
            explored.given_up = Some(node.bound);
            return explored;
        }
        let settled = settle(&left, &dual, around.cutoff, &mut node.decided);
        if round == 3 || settled * 8 < left.n_sites() {
            let children = split(around, &left, &dual, &node);
            explored.keep(children, around.cutoff);
            return explored;
        }
    }
    explored
}

impl Explored {
    fn reaches(&self, bound: f64) -> bool {
        self.found.as_ref().is_some_and(|(value, _)| *value <= bound + 1e-9 * bound.abs())
    }
}

/// The bound of a remainder from a node's prices; the prices come back for all clients.
fn bound(
    around: &Surroundings<'_>,
    left: &Instance,
    node: &Node,
    effort: Effort,
) -> (Dual, (Vec<f64>, f64)) {
    let (all, money) = &*node.prices;
    let start: Vec<f64> = left.clients.iter().map(|j| all[*j as usize]).collect();
    let dual = climb(left, (&start, *money), around.guess, (effort, around.cutoff), &around.limit);
    let mut prices = all.clone();
    for (j, price) in left.clients.iter().zip(&dual.prices) {
        prices[*j as usize] = *price;
    }
    let money = dual.money;
    (dual, (prices, money))
}

fn enumerate_all(
    around: &Surroundings<'_>,
    left: &Instance,
    decided: &Decisions,
    explored: &mut Explored,
) {
    let accept = |open: &[u32]| (around.accept)(&whole_choice(left, open, decided));
    if let Some((value, open)) = enumerate::best(left, around.upper, &accept) {
        explored.offer(value, whole_choice(left, &open, decided));
    }
}

impl Explored {
    /// Keeps the children whose bounds leave hope.
    fn keep(&mut self, children: Vec<Node>, cutoff: f64) {
        for child in children {
            if child.bound < cutoff {
                self.children.push(child);
            } else {
                self.given_up = Some(self.given_up.unwrap_or(f64::INFINITY).min(child.bound));
            }
        }
    }

    fn offer(&mut self, value: f64, open: Vec<u32>) {
        if self.found.as_ref().is_none_or(|(best, _)| value < *best) {
            self.found = Some((value, open));
        }
    }
}

/// A choice in a remainder together with what was open before.
pub(crate) fn whole_choice(left: &Instance, open: &[u32], decided: &Decisions) -> Vec<u32> {
    let before = decided.open().map(|i| i as u32);
    before.chain(open.iter().map(|i| left.sites[*i as usize])).collect()
}

/// Makes the chosen set a choice, improves it, and keeps it if it is better than all before.
fn try_choice(
    around: &Surroundings<'_>,
    left: &Instance,
    dual: &Dual,
    decided: &Decisions,
    explored: &mut Explored,
) {
    let mut local = Local::new(left, &affordable(left, &dual.chosen));
    local.fill();
    local.improve(&|| around.limit.stops());
    let open = whole_choice(left, local.open(), decided);
    let value = around.base.value(&open);
    if value < around.upper && left.allows(local.open()) && (around.accept)(&open) {
        explored.offer(value, open);
    }
}

/// The part of a chosen set that the budget pays for.
pub(crate) fn affordable(inst: &Instance, chosen: &[u32]) -> Vec<u32> {
    let mut spent = 0.0;
    let mut pays = |i: &&u32| {
        let with = spent + inst.price[**i as usize];
        let ok = inst.affords(with);
        if ok {
            spent = with;
        }
        ok
    };
    chosen.iter().filter(|i| pays(i)).copied().collect()
}

/// Writes down what the bound decides; how many sites that are.
pub(crate) fn settle(left: &Instance, dual: &Dual, cutoff: f64, into: &mut Decisions) -> usize {
    let (close, open) = decided(left, dual, cutoff);
    for i in &close {
        into.state[left.sites[*i as usize] as usize] = State::Closed;
    }
    for i in &open {
        into.state[left.sites[*i as usize] as usize] = State::Open;
    }
    close.len() + open.len()
}

/// The two children by the question that raises the lower of their bounds most.
fn split(around: &Surroundings<'_>, left: &Instance, dual: &Dual, node: &Node) -> Vec<Node> {
    let mut best: Option<(f64, Vec<Node>)> = None;
    for question in questions(left, dual, TRIALS) {
        if !still_open(left, &node.decided, question) {
            continue;
        }
        let children = trial(around, left, node, question);
        let gain = |child: &Node| (child.bound.min(around.cutoff) - node.bound).max(1e-6);
        let hopeful = children.iter().filter(|child| child.bound < around.cutoff).count();
        let score = if hopeful < 2 { f64::INFINITY } else { children.iter().map(gain).product() };
        if best.as_ref().is_none_or(|(most, _)| score > *most) {
            best = Some((score, children));
        }
        if score == f64::INFINITY || around.limit.stops() {
            break;
        }
    }
    best.map_or_else(|| split_any(around, left, node), |(_, children)| children)
}

/// A split on the first site that is free, when no question is left.
fn split_any(around: &Surroundings<'_>, left: &Instance, node: &Node) -> Vec<Node> {
    let free = |i: &u32| still_open(left, &node.decided, Split::Site(*i));
    match (0..left.n_sites() as u32).find(free) {
        Some(i) => trial(around, left, node, Split::Site(i)),
        // The bound decided all that was left: the next look enumerates it.
        None => vec![node.clone()],
    }
}

/// Whether what the question asks has not been settled meanwhile.
fn still_open(left: &Instance, decided: &Decisions, question: Split) -> bool {
    let free = |i: usize| decided.state[left.sites[i] as usize] == State::Free;
    match question {
        Split::Site(i) => free(i as usize),
        Split::Within(j, most) => {
            let near = || left.rows.iter(j as usize).filter(|(_, cost)| *cost <= most);
            let state = |i: usize| decided.state[left.sites[i] as usize];
            near().any(|(i, _)| free(i)) && near().all(|(i, _)| state(i) != State::Open)
        }
    }
}

/// The children of a question with the bounds of a short climb; one that contradicts the conditions is left out.
fn trial(around: &Surroundings<'_>, left: &Instance, node: &Node, question: Split) -> Vec<Node> {
    let mut children = Vec::new();
    for decided in answers(left, &node.decided, question) {
        let Some(rest) = around.base.restricted(&decided) else { continue };
        let (dual, prices) = bound(around, &rest, node, TRIAL);
        let bound = node.bound.max(dual.bound);
        children.push(Node { bound, decided, prices: Arc::new(prices), born: node.born });
    }
    children
}
