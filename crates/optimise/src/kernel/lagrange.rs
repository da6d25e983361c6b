//! Lower bounds by Lagrangian relaxation of "each client is served once".
//!
//! With a price `λ_j` on client `j` and `μ` on money, the bound is
//! `Σ λ_j - μ·budget + min_y Σ_i ρ_i y_i` where `ρ_i = charge_i + μ·price_i + Σ_j min(0, c_ij - λ_j)`
//! (Cornuéjols, Fisher, Nemhauser 1977; Beasley 1993). Any `λ`, `μ >= 0` gives a true bound, so
//! rounding and early stops cost tightness only. Prices move by Polyak steps along a smoothed
//! subgradient; the mean of the chosen sets approximates the linear programme's `y`, which
//! branching asks for.

use super::instance::Instance;
use crate::Limit;

/// How long to try, and from what step.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effort {
    pub steps: usize,
    /// First step length, as a share of the Polyak step.
    pub first: f64,
    /// Steps without gain before the step length is halved.
    pub patience: usize,
}

/// Prices and what they prove.
#[derive(Clone, Debug)]
pub(crate) struct Dual {
    /// Proved: every choice costs at least this.
    pub bound: f64,
    /// Price of each client, and of money, at the best bound.
    pub prices: Vec<f64>,
    pub money: f64,
    /// `ρ` at the best bound.
    pub reduced: Vec<f64>,
    /// The sites chosen at the best bound.
    pub chosen: Vec<u32>,
    /// How often each site is chosen: about the linear programme's `y`.
    pub share: Vec<f64>,
    /// Whether the chosen set serves each client exactly once: then it is a best one.
    pub tight: bool,
}

/// Climbs from the given prices until `enough` is reached, the effort is spent or the limit stops it.
/// `upper` is a value that some choice has, or a guess: it sets the step length only.
pub(crate) fn climb(
    inst: &Instance,
    start: (&[f64], f64),
    upper: f64,
    (effort, enough): (Effort, f64),
    limit: &Limit<'_>,
) -> Dual {
    let mut climb = Climb::new(inst, start);
    let mut best = climb.step_zero();
    let (mut length, mut idle) = (effort.first, 0);
    for step in 1..effort.steps {
        if best.bound >= enough || best.tight || length < 2e-3 || (step % 16 == 0 && limit.stops())
        {
            break;
        }
        climb.advance(length, upper.max(best.bound + 1e-6 * best.bound.abs()));
        let bound = climb.look();
        if bound > best.bound {
            let real = bound - best.bound > 2e-3 * (upper - bound).max(0.0);
            climb.keep(&mut best, bound);
            idle = if real { 0 } else { idle + 1 };
        } else {
            idle += 1;
        }
        if idle >= effort.patience {
            length *= 0.5;
            idle = 0;
            climb.return_to(&best);
        }
    }
    best.share = climb.share;
    best
}

struct Climb<'a> {
    inst: &'a Instance,
    prices: Vec<f64>,
    money: f64,
    reduced: Vec<f64>,
    order: Vec<u32>,
    chosen: Vec<u32>,
    share: Vec<f64>,
    /// Smoothed direction, of prices and of money.
    direction: Vec<f64>,
    money_direction: f64,
    served: Vec<i32>,
    looks: usize,
}

impl<'a> Climb<'a> {
    fn new(inst: &'a Instance, (prices, money): (&[f64], f64)) -> Self {
        let (n_sites, n_clients) = (inst.n_sites(), inst.n_clients());
        let clamp = |(price, outside): (&f64, &f64)| price.clamp(0.0, *outside);
        Self {
            inst,
            prices: prices.iter().zip(&inst.outside).map(clamp).collect(),
            money: if inst.budget.is_finite() { money } else { 0.0 },
            reduced: vec![0.0; n_sites],
            order: (0..n_sites as u32).collect(),
            chosen: Vec::new(),
            share: vec![0.0; n_sites],
            direction: vec![0.0; n_clients],
            money_direction: 0.0,
            served: vec![0; n_clients],
            looks: 0,
        }
    }

    fn step_zero(&mut self) -> Dual {
        let mut best = Dual {
            bound: f64::NEG_INFINITY,
            prices: Vec::new(),
            money: 0.0,
            reduced: Vec::new(),
            chosen: Vec::new(),
            share: Vec::new(),
            tight: false,
        };
        let bound = self.look();
        self.keep(&mut best, bound);
        best
    }

    fn keep(&self, best: &mut Dual, bound: f64) {
        best.bound = bound;
        best.prices.clone_from(&self.prices);
        best.money = self.money;
        best.reduced.clone_from(&self.reduced);
        best.chosen.clone_from(&self.chosen);
        best.tight = self.is_tight();
    }

    fn return_to(&mut self, best: &Dual) {
        self.prices.clone_from(&best.prices);
        self.money = best.money;
        self.direction.fill(0.0);
        self.money_direction = 0.0;
        self.look();
    }

    /// The bound at the present prices.
    fn look(&mut self) -> f64 {
        let inst = self.inst;
        for (i, reduced) in self.reduced.iter_mut().enumerate() {
            *reduced = inst.charge[i] + self.money * inst.price[i];
        }
        for (j, &price) in self.prices.iter().enumerate() {
            let (sites, costs) = inst.rows.list(j);
            for (i, cost) in sites.iter().zip(costs) {
                if *cost >= price {
                    break;
                }
                self.reduced[*i as usize] += cost - price;
            }
        }
        choose(inst, &self.reduced, &mut self.order, &mut self.chosen);
        self.count_served();
        self.looks += 1;
        let weight = (1.0 / self.looks as f64).max(0.06);
        self.share.iter_mut().for_each(|share| *share *= 1.0 - weight);
        for &i in &self.chosen {
            self.share[i as usize] += weight;
        }
        let saved: f64 = self.chosen.iter().map(|i| self.reduced[*i as usize]).sum();
        let money = if self.money > 0.0 { self.money * inst.budget } else { 0.0 };
        inst.constant + self.prices.iter().sum::<f64>() + saved - money
    }

    fn count_served(&mut self) {
        self.served.fill(0);
        for &i in &self.chosen {
            for (j, cost) in self.inst.cols.iter(i as usize) {
                self.served[j] += i32::from(cost < self.prices[j]);
            }
        }
    }

    /// The subgradient of client `j`; 0 where the price is at its most and the client left out.
    fn slope(&self, j: usize) -> f64 {
        let slope = f64::from(1 - self.served[j]);
        if slope > 0.0 && self.prices[j] >= self.inst.outside[j] { 0.0 } else { slope }
    }

    fn overspent(&self) -> f64 {
        if self.inst.budget.is_infinite() {
            return 0.0;
        }
        let spent: f64 = self.chosen.iter().map(|i| self.inst.price[*i as usize]).sum();
        let over = spent - self.inst.budget;
        if over < 0.0 && self.money <= 0.0 { 0.0 } else { over }
    }

    fn is_tight(&self) -> bool {
        let over = self.overspent();
        over.abs() <= 1e-9 * self.inst.budget.abs().min(1e300)
            && (0..self.prices.len()).all(|j| self.slope(j) == 0.0)
    }

    /// One step along the smoothed subgradient.
    fn advance(&mut self, length: f64, upper: f64) {
        const MEMORY: f64 = 0.94;
        let bound = self.bound_again();
        // Money and costs have different units; money's part is scaled to the same size.
        let scale = self.money_scale();
        let mut norm = 0.0;
        for j in 0..self.direction.len() {
            self.direction[j] = MEMORY * self.direction[j] + self.slope(j);
            norm += self.direction[j] * self.direction[j];
        }
        self.money_direction = MEMORY * self.money_direction + self.overspent() * scale;
        norm += self.money_direction * self.money_direction;
        let step = length * (upper - bound).max(1e-9 * bound.abs()) / norm.max(1e-9);
        for (j, price) in self.prices.iter_mut().enumerate() {
            *price = (*price + step * self.direction[j]).clamp(0.0, self.inst.outside[j]);
        }
        self.money = (self.money + step * self.money_direction * scale).max(0.0);
    }

    fn bound_again(&self) -> f64 {
        let saved: f64 = self.chosen.iter().map(|i| self.reduced[*i as usize]).sum();
        let money = if self.money > 0.0 { self.money * self.inst.budget } else { 0.0 };
        self.inst.constant + self.prices.iter().sum::<f64>() + saved - money
    }

    fn money_scale(&self) -> f64 {
        if self.inst.budget.is_infinite() {
            return 0.0;
        }
        let n = self.inst.n_clients().max(1) as f64;
        n.sqrt() / self.inst.budget.max(1e-9)
    }
}

/// The sites of least reduced cost that keep the numbers (a matroid, so that greedy is exact).
fn choose(inst: &Instance, reduced: &[f64], order: &mut [u32], chosen: &mut Vec<u32>) {
    chosen.clear();
    let by =
        |a: &u32, b: &u32| reduced[*a as usize].total_cmp(&reduced[*b as usize]).then(a.cmp(b));
    if inst.ranges.len() > 1 {
        order.sort_unstable_by(by);
        choose_by_group(inst, reduced, order, chosen);
        return;
    }
    let (least, most) = inst.number();
    let most = most.min(order.len());
    if most < order.len() && most > 0 {
        order.select_nth_unstable_by(most - 1, by);
    }
    chosen.extend_from_slice(&order[..most]);
    if least < most {
        chosen.sort_unstable_by(by);
        let keep = chosen.iter().take_while(|i| reduced[**i as usize] < 0.0).count().max(least);
        chosen.truncate(keep);
    }
}

fn choose_by_group(inst: &Instance, reduced: &[f64], order: &[u32], chosen: &mut Vec<u32>) {
    let mut counts = vec![0; inst.ranges.len()];
    let mut taken = vec![false; order.len()];
    for (place, &i) in order.iter().enumerate() {
        let group = usize::from(inst.group[i as usize]);
        if counts[group] < inst.ranges[group].0 {
            counts[group] += 1;
            taken[place] = true;
            chosen.push(i);
        }
    }
    for (place, &i) in order.iter().enumerate() {
        let group = usize::from(inst.group[i as usize]);
        let wanted = chosen.len() < inst.total.0 || reduced[i as usize] < 0.0;
        let room = chosen.len() < inst.total.1 && counts[group] < inst.ranges[group].1;
        if !taken[place] && wanted && room {
            counts[group] += 1;
            chosen.push(i);
        }
    }
}

/// Sites whose fate the bound decides: those that can be closed, and those that must be open,
/// because every choice to the contrary costs at least `cutoff`.
pub(crate) fn decided(inst: &Instance, dual: &Dual, cutoff: f64) -> (Vec<u32>, Vec<u32>) {
    let mut is_chosen = vec![false; inst.n_sites()];
    for &i in &dual.chosen {
        is_chosen[i as usize] = true;
    }
    let (mut close, mut open) = (Vec::new(), Vec::new());
    let spare = dual.bound - cutoff;
    let exchange = Exchange::new(inst, dual, &is_chosen);
    for (i, (&reduced, &chosen)) in dual.reduced.iter().zip(&is_chosen).enumerate() {
        if chosen {
            if spare - reduced + exchange.instead_of(inst, i) >= 0.0 {
                open.push(i as u32);
            }
        } else if spare + reduced - exchange.in_favour_of(inst, i) >= 0.0 {
            close.push(i as u32);
        }
    }
    (close, open)
}

/// What an exchange can win at most, by group and in all.
struct Exchange {
    /// Of each group, the greatest reduced cost that is chosen, and how many are.
    worst: Vec<(f64, usize)>,
    /// Of each group, the least reduced cost that is not chosen.
    next: Vec<f64>,
    n_chosen: usize,
}

impl Exchange {
    fn new(inst: &Instance, dual: &Dual, is_chosen: &[bool]) -> Self {
        let n = inst.ranges.len();
        let mut exchange = Self {
            worst: vec![(f64::NEG_INFINITY, 0); n],
            next: vec![f64::INFINITY; n],
            n_chosen: dual.chosen.len(),
        };
        for (i, &reduced) in dual.reduced.iter().enumerate() {
            let group = usize::from(inst.group[i]);
            if is_chosen[i] {
                let worst = &mut exchange.worst[group];
                *worst = (worst.0.max(reduced), worst.1 + 1);
            } else {
                exchange.next[group] = exchange.next[group].min(reduced);
            }
        }
        exchange
    }

    /// If site `i` must come in: the most that leaving out another may win.
    fn in_favour_of(&self, inst: &Instance, i: usize) -> f64 {
        let group = usize::from(inst.group[i]);
        let full = self.worst[group].1 >= inst.ranges[group].1;
        if full || inst.ranges.len() == 1 && self.n_chosen >= inst.number().1 {
            return self.worst[group].0;
        }
        self.worst.iter().fold(0.0_f64, |most, worst| most.max(worst.0))
    }

    /// If site `i` must go: the least that its replacement may cost.
    fn instead_of(&self, inst: &Instance, i: usize) -> f64 {
        let group = usize::from(inst.group[i]);
        let any = self.next.iter().fold(f64::INFINITY, |least, next| least.min(*next));
        if inst.ranges.len() == 1 && self.n_chosen <= inst.number().0 {
            return any;
        }
        if self.worst[group].1 <= inst.ranges[group].0 {
            return self.next[group];
        }
        any.min(0.0)
    }
}

impl Instance {
    /// Least and most number of a single group.
    fn number(&self) -> (usize, usize) {
        let range = self.ranges[0];
        (self.total.0.max(range.0), self.total.1.min(range.1))
    }
}
