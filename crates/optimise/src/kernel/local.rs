//! Local search: add, drop and swap sites until no such move helps.
//!
//! One pass over a candidate's clients values its swap with every open site at once (Schubert
//! and Rousseeuw, "Fast and eager k-medoids clustering", Information Systems 101, 2021).

use super::instance::Instance;
use super::random::Random;

const NONE: u32 = u32::MAX;

/// A set of open sites and who is served where.
#[derive(Clone, Debug)]
pub(crate) struct Local<'a> {
    inst: &'a Instance,
    /// Open sites in no order.
    open: Vec<u32>,
    /// Position of a site in `open`, or `NONE`.
    place: Vec<u32>,
    /// Of each client: nearest open site (`NONE`: left out) and its cost, and the cost of the second.
    near: Vec<(u32, f64)>,
    second: Vec<f64>,
    counts: Vec<usize>,
    spent: f64,
}

/// A change of the set: what comes and what goes.
#[derive(Clone, Copy, Debug)]
struct Move {
    comes: Option<u32>,
    goes: Option<u32>,
    by: f64,
}

impl<'a> Local<'a> {
    /// With these sites open.
    pub fn new(inst: &'a Instance, open: &[u32]) -> Self {
        let mut local = Self {
            inst,
            open: Vec::new(),
            place: vec![NONE; inst.n_sites()],
            near: inst.outside.iter().map(|cost| (NONE, *cost)).collect(),
            second: inst.outside.clone(),
            counts: vec![0; inst.ranges.len()],
            spent: 0.0,
        };
        for &i in open {
            local.add(i);
        }
        local
    }

    /// The open sites.
    pub fn open(&self) -> &[u32] {
        &self.open
    }

    /// Value of the objective.
    pub fn value(&self) -> f64 {
        let charges: f64 = self.open.iter().map(|i| self.inst.charge[*i as usize]).sum();
        self.inst.constant + charges + self.near.iter().map(|(_, cost)| cost).sum::<f64>()
    }

    /// Opens a site.
    pub fn add(&mut self, i: u32) {
        self.place[i as usize] = self.open.len() as u32;
        self.open.push(i);
        self.counts[usize::from(self.inst.group[i as usize])] += 1;
        self.spent += self.inst.price[i as usize];
        for (j, cost) in self.inst.cols.iter(i as usize) {
            if cost < self.near[j].1 {
                self.second[j] = self.near[j].1;
                self.near[j] = (i, cost);
            } else if cost < self.second[j] {
                self.second[j] = cost;
            }
        }
    }

    /// Closes a site.
    pub fn drop(&mut self, i: u32) {
        let place = self.place[i as usize] as usize;
        self.open.swap_remove(place);
        self.place[i as usize] = NONE;
        if let Some(moved) = self.open.get(place) {
            self.place[*moved as usize] = place as u32;
        }
        self.counts[usize::from(self.inst.group[i as usize])] -= 1;
        self.spent -= self.inst.price[i as usize];
        for (j, cost) in self.inst.cols.iter(i as usize) {
            if cost <= self.second[j] {
                self.search_again(j);
            }
        }
    }

    fn search_again(&mut self, j: usize) {
        let mut open = self.inst.rows.iter(j).filter(|(i, _)| self.place[*i] != NONE);
        let outside = self.inst.outside[j];
        self.near[j] = open.next().map_or((NONE, outside), |(i, cost)| (i as u32, cost));
        self.second[j] = open.next().map_or(outside, |(_, cost)| cost);
    }

    /// Adds sites, best gain first (a gain for the money where there is a budget), while it helps or must be.
    pub fn fill(&mut self) {
        let n_sites = self.inst.n_sites() as u32;
        let mut heap: std::collections::BinaryHeap<Gain> =
            (0..n_sites).filter(|i| self.place[*i as usize] == NONE).map(Gain::unknown).collect();
        let mut later = Vec::new();
        while let Some(top) = heap.pop() {
            if !self.may(Some(top.site), None, false) {
                later.push(top.site);
                continue;
            }
            let gain = self.gain(top.site);
            let worth = if self.inst.budget.is_finite() {
                gain / self.inst.price[top.site as usize].max(1e-9)
            } else {
                gain
            };
            let is_best = heap.peek().is_none_or(|next| worth >= next.worth);
            if !is_best {
                heap.push(Gain { worth, site: top.site });
            } else if gain > 0.0 || self.must_have(top.site) {
                self.add(top.site);
            } else {
                later.push(top.site);
            }
        }
        self.complete(&later);
    }

    /// Adds what the least numbers still ask for.
    fn complete(&mut self, rest: &[u32]) {
        for &i in rest {
            if self.place[i as usize] == NONE && self.must_have(i) && self.may(Some(i), None, false)
            {
                self.add(i);
            }
        }
    }

    fn must_have(&self, i: u32) -> bool {
        let group = usize::from(self.inst.group[i as usize]);
        self.counts[group] < self.inst.ranges[group].0 || self.open.len() < self.inst.total.0
    }

    /// How much opening a site saves.
    fn gain(&self, i: u32) -> f64 {
        let saved = |(j, cost): (usize, f64)| (self.near[j].1 - cost).max(0.0);
        self.inst.cols.iter(i as usize).map(saved).sum::<f64>() - self.inst.charge[i as usize]
    }

    /// Whether a change keeps the most numbers and the budget, and (if asked) the least numbers.
    fn may(&self, comes: Option<u32>, goes: Option<u32>, least: bool) -> bool {
        let inst = self.inst;
        let group = |i: u32| usize::from(inst.group[i as usize]);
        let price = |i: Option<u32>| i.map_or(0.0, |i| inst.price[i as usize]);
        if inst.budget.is_finite() && !inst.affords(self.spent + price(comes) - price(goes)) {
            return false;
        }
        if let (Some(a), Some(b)) = (comes, goes)
            && group(a) == group(b)
        {
            return true;
        }
        let comes_ok = comes.is_none_or(|i| {
            let freed = usize::from(goes.is_some());
            let places_kept = self.reserved(group(i));
            self.counts[group(i)] < inst.ranges[group(i)].1
                && self.open.len() + 1 + places_kept <= inst.total.1 + freed
        });
        let goes_ok = !least
            || goes.is_none_or(|i| {
                let filled = usize::from(comes.is_some());
                self.counts[group(i)] > inst.ranges[group(i)].0
                    && self.open.len() + filled > inst.total.0
            });
        comes_ok && goes_ok
    }

    /// Places that other groups still need to reach their least number.
    fn reserved(&self, group: usize) -> usize {
        if self.inst.ranges.len() == 1 {
            return 0;
        }
        let lacking = |(g, range): (usize, &(usize, usize))| {
            if g == group { 0 } else { range.0.saturating_sub(self.counts[g]) }
        };
        self.inst.ranges.iter().enumerate().map(lacking).sum()
    }

    /// Improves until no move helps or `stops`; says whether it came to rest.
    pub fn improve(&mut self, stops: &dyn Fn() -> bool) -> bool {
        let n_sites = self.inst.n_sites() as u32;
        let mut losses = self.losses();
        let mut delta = vec![0.0; self.open.len() + 1];
        let (mut i, mut idle) = (0, 0);
        while idle < n_sites {
            if i % 64 == 0 && stops() {
                return false;
            }
            if let Some(step) = self.best_move(i, &losses, &mut delta) {
                self.make(step);
                losses = self.losses();
                delta.resize(self.open.len() + 1, 0.0);
                idle = 0;
            } else {
                idle += 1;
            }
            i = (i + 1) % n_sites;
        }
        true
    }

    /// Closes a few sites and opens others, by chance.
    pub fn disturb(&mut self, random: &mut Random) {
        let times = 1 + random.below((self.open.len() / 8).clamp(1, 8));
        for _ in 0..times {
            if self.open.is_empty() {
                return;
            }
            self.drop(self.open[random.below(self.open.len())]);
            for _ in 0..20 {
                let i = random.below(self.inst.n_sites()) as u32;
                if self.place[i as usize] == NONE && self.may(Some(i), None, false) {
                    self.add(i);
                    break;
                }
            }
        }
        self.fill();
    }

    /// Halfway between the costs of the nearest and the second nearest open site, for each client.
    pub fn middles(&self) -> Vec<f64> {
        let middle = |((_, near), second): (&(u32, f64), &f64)| {
            0.5 * (near + if *second < self.inst.big { *second } else { 2.0 * near })
        };
        self.near.iter().zip(&self.second).map(middle).collect()
    }

    fn make(&mut self, step: Move) {
        if let Some(i) = step.goes {
            self.drop(i);
        }
        if let Some(i) = step.comes {
            self.add(i);
        }
    }

    /// What closing each open site (by place) would cost.
    fn losses(&self) -> Vec<f64> {
        let mut losses: Vec<f64> =
            self.open.iter().map(|i| -self.inst.charge[*i as usize]).collect();
        for (&(i, cost), second) in self.near.iter().zip(&self.second) {
            if i != NONE {
                losses[self.place[i as usize] as usize] += second - cost;
            }
        }
        losses
    }

    /// The best helpful move of a site: for a closed one open it, perhaps against another; for an open one close it.
    fn best_move(&self, i: u32, losses: &[f64], delta: &mut [f64]) -> Option<Move> {
        let hair = self.inst.hair();
        let place = self.place[i as usize];
        if place != NONE {
            let by = losses[place as usize];
            let helps = by < -hair && self.may(None, Some(i), true);
            return helps.then_some(Move { comes: None, goes: Some(i), by });
        }
        delta.fill(0.0);
        let mut shared = self.inst.charge[i as usize];
        for (j, cost) in self.inst.cols.iter(i as usize) {
            let ((near, first), second) = (self.near[j], self.second[j]);
            if cost >= second {
                continue;
            }
            let place =
                if near == NONE { self.open.len() } else { self.place[near as usize] as usize };
            if cost < first {
                shared += cost - first;
                delta[place] += first - second;
            } else {
                delta[place] += cost - second;
            }
        }
        let mut best = Move { comes: Some(i), goes: None, by: -hair };
        let mut any = false;
        if shared < best.by && self.may(Some(i), None, true) {
            (best.by, any) = (shared, true);
        }
        for (place, &m) in self.open.iter().enumerate() {
            let by = shared + losses[place] + delta[place];
            if by < best.by && self.may(Some(i), Some(m), true) {
                best = Move { comes: Some(i), goes: Some(m), by };
                any = true;
            }
        }
        any.then_some(best)
    }
}

/// A site by what it is worth at most; the greatest first, then the first site.
#[derive(Clone, Copy, Debug)]
struct Gain {
    worth: f64,
    site: u32,
}

impl Gain {
    fn unknown(site: u32) -> Self {
        Self { worth: f64::INFINITY, site }
    }
}

impl PartialEq for Gain {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Gain {}

impl PartialOrd for Gain {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Gain {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.worth.total_cmp(&other.worth).then(other.site.cmp(&self.site))
    }
}
