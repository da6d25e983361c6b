//! The one problem behind covering, median and mixed models, and what is left of it after decisions.
//!
//! Minimise `constant + Σ_i charge_i y_i + Σ_j min(outside_j, min_{i open} c_ij)` over the sets of
//! open sites `y` that keep `total` and each group's least and most number and the budget
//! `Σ price_i y_i <= budget`. A client that must be served has `outside` so high (`big`) that
//! leaving it out never pays.

use super::links::Links;

/// Least and most number.
pub(crate) type Range = (usize, usize);

/// The problem; sites and clients are numbered anew from 0, `sites` and `clients` say whose they are.
#[derive(Clone, Debug)]
pub(crate) struct Instance {
    /// Sites of each client, nearest first; only those cheaper than `outside`.
    pub rows: Links,
    /// Clients of each site.
    pub cols: Links,
    /// What a client costs that no open site serves.
    pub outside: Vec<f64>,
    /// What opening costs in the objective.
    pub charge: Vec<f64>,
    /// What opening takes from the budget.
    pub price: Vec<f64>,
    /// Money, infinite if it does not matter.
    pub budget: f64,
    /// Group of each site.
    pub group: Vec<u16>,
    /// Least and most open sites of each group.
    pub ranges: Vec<Range>,
    /// Least and most open sites in all.
    pub total: Range,
    /// What is lost already.
    pub constant: f64,
    /// What leaving out a client costs that must be served.
    pub big: f64,
    /// Whether every choice has a whole value.
    pub whole: bool,
    /// Whose site each is in the instance this one came from.
    pub sites: Vec<u32>,
    /// Whose client each is in the instance this one came from.
    pub clients: Vec<u32>,
}

/// What is decided about a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Free,
    Open,
    Closed,
}

/// What is decided: sites, and for some clients how far their site may be.
#[derive(Clone, Debug)]
pub(crate) struct Decisions {
    pub state: Vec<State>,
    /// Client and the most that its site may cost; it must then be served.
    pub within: Vec<(u32, f64)>,
}

impl Decisions {
    pub fn none(n_sites: usize) -> Self {
        Self { state: vec![State::Free; n_sites], within: Vec::new() }
    }

    /// The open sites.
    pub fn open(&self) -> impl Iterator<Item = usize> + '_ {
        self.state.iter().enumerate().filter(|(_, s)| **s == State::Open).map(|(i, _)| i)
    }
}

impl Instance {
    pub fn n_sites(&self) -> usize {
        self.charge.len()
    }

    pub fn n_clients(&self) -> usize {
        self.outside.len()
    }

    /// Value of a set of open sites, without asking whether it keeps the conditions.
    pub fn value(&self, open: &[u32]) -> f64 {
        let mut best = self.outside.clone();
        let mut value = self.constant;
        for &i in open {
            value += self.charge[i as usize];
            for (j, cost) in self.cols.iter(i as usize) {
                best[j] = best[j].min(cost);
            }
        }
        value + best.iter().sum::<f64>()
    }

    /// Whether a set of open sites keeps numbers and budget.
    pub fn allows(&self, open: &[u32]) -> bool {
        let mut counts = vec![0; self.ranges.len()];
        let mut spent = 0.0;
        for &i in open {
            counts[usize::from(self.group[i as usize])] += 1;
            spent += self.price[i as usize];
        }
        let within = |n: usize, range: Range| range.0 <= n && n <= range.1;
        within(open.len(), self.total)
            && counts.iter().zip(&self.ranges).all(|(n, range)| within(*n, *range))
            && self.affords(spent)
    }

    /// A value that no choice passes that serves everyone.
    pub fn worst(&self) -> f64 {
        let rows = (0..self.n_clients()).map(|j| self.rows.list(j).1.last().copied());
        let charges: f64 = self.charge.iter().map(|charge| charge.max(0.0)).sum();
        self.constant + charges + rows.map(|cost| cost.unwrap_or(0.0)).sum::<f64>()
    }

    /// Differences of values below this are rounding.
    pub fn hair(&self) -> f64 {
        if self.whole { 0.5 } else { 1e-12 * self.big }
    }

    /// Whether so much money is there; a hair of rounding is forgiven.
    pub fn affords(&self, spent: f64) -> bool {
        spent <= self.budget + 1e-9 * self.budget.abs()
    }

    /// What is left to decide; `None` if the decisions contradict the conditions.
    pub fn restricted(&self, decided: &Decisions) -> Option<Self> {
        let mut left = self.left_sites(decided)?;
        let mut number = vec![u32::MAX; self.n_sites()];
        for (k, &i) in left.sites.iter().enumerate() {
            number[i as usize] = k as u32;
        }
        let mut within = vec![f64::INFINITY; self.n_clients()];
        for &(j, most) in &decided.within {
            within[j as usize] = within[j as usize].min(most);
        }
        left.rows = Links::with_room(self.n_clients(), self.rows.pairs());
        for (j, &most) in within.iter().enumerate() {
            let outside = self.fill_row(j, most, decided, (&number, &mut left.rows));
            if left.rows.is_fresh() {
                left.constant += outside;
            } else {
                left.rows.close();
                left.outside.push(outside);
                left.clients.push(j as u32);
            }
        }
        left.cols = left.rows.transposed(left.n_sites());
        Some(left)
    }

    /// Puts the free sites of client `j` into the row under construction; what it costs without them.
    fn fill_row(
        &self,
        j: usize,
        most: f64,
        decided: &Decisions,
        (number, rows): (&[u32], &mut Links),
    ) -> f64 {
        let without = if most.is_finite() { self.big } else { self.outside[j] };
        for (i, cost) in self.rows.iter(j) {
            if cost > most {
                break;
            }
            match decided.state[i] {
                State::Closed => {}
                State::Free if number[i] == u32::MAX => {}
                State::Free => rows.push(number[i], cost),
                State::Open => {
                    rows.trim(cost);
                    return cost;
                }
            }
        }
        without
    }

    /// The sites and conditions that are left, without clients.
    fn left_sites(&self, decided: &Decisions) -> Option<Self> {
        let mut left = Self {
            rows: Links::default(),
            cols: Links::default(),
            outside: Vec::new(),
            charge: Vec::new(),
            price: Vec::new(),
            budget: self.budget,
            group: Vec::new(),
            ranges: self.ranges.clone(),
            total: self.total,
            constant: self.constant,
            big: self.big,
            whole: self.whole,
            sites: Vec::new(),
            clients: Vec::new(),
        };
        for i in decided.open() {
            left.open_one(self, i)?;
        }
        for (i, state) in decided.state.iter().enumerate() {
            let full = left.total.1 == 0 || left.ranges[usize::from(self.group[i])].1 == 0;
            if *state == State::Free && !full && left.affords(self.price[i]) {
                left.sites.push(i as u32);
                left.charge.push(self.charge[i]);
                left.price.push(self.price[i]);
                left.group.push(self.group[i]);
            }
        }
        left.enough_sites().then_some(left)
    }

    fn open_one(&mut self, from: &Self, i: usize) -> Option<()> {
        let less = |range: Range| Some((range.0.saturating_sub(1), range.1.checked_sub(1)?));
        let group = usize::from(from.group[i]);
        self.total = less(self.total)?;
        self.ranges[group] = less(self.ranges[group])?;
        if !self.affords(from.price[i]) {
            return None;
        }
        self.budget = (self.budget - from.price[i]).max(0.0);
        self.constant += from.charge[i];
        Some(())
    }

    fn enough_sites(&self) -> bool {
        let mut counts = vec![0; self.ranges.len()];
        for &group in &self.group {
            counts[usize::from(group)] += 1;
        }
        let possible: usize = counts.iter().zip(&self.ranges).map(|(n, r)| *n.min(&r.1)).sum();
        let least: usize = self.ranges.iter().map(|range| range.0).sum();
        counts.iter().zip(&self.ranges).all(|(n, range)| *n >= range.0)
            && possible >= self.total.0
            && least <= self.total.1
    }
}
