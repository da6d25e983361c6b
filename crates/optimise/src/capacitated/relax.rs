//! Lagrangian bound with capacities: prices on clients' demand, a continuous knapsack at each site.
//!
//! `L(λ, μ) = Σ λ_j demand_j - μ·budget + min_y Σ_i (charge_i + μ·price_i + κ_i(λ)) y_i`, where
//! `κ_i = min Σ_j (cost_ij - λ_j) x_ij` within the site's capacity and `x_ij <= demand_j`, filled
//! greedily by reduced cost (Klincewicz and Luss 1986). Every `λ` and `μ >= 0` gives a true bound.

use super::Loads;
use crate::Limit;

/// Prices and what they prove.
#[derive(Clone, Debug)]
pub(super) struct Prices {
    pub bound: f64,
    pub clients: Vec<f64>,
    pub money: f64,
    /// The sites chosen at the best bound, open ones included.
    pub chosen: Vec<usize>,
    /// How often each site is chosen.
    pub share: Vec<f64>,
}

/// What a part of the choices looks like: free sites, open ones, and how many more may open.
pub(super) struct Part<'a> {
    pub loads: &'a Loads,
    pub open: &'a [usize],
    pub free: &'a [usize],
}

/// Climbs from the given prices; stops at `enough`, after `steps`, or at the limit.
pub(super) fn climb(
    part: &Part<'_>,
    start: (&[f64], f64),
    (upper, enough): (f64, f64),
    steps: usize,
    limit: &Limit<'_>,
) -> Prices {
    const MEMORY: f64 = 0.9;
    let loads = part.loads;
    let n = loads.demand.len();
    let (mut clients, mut money) = (start.0.to_vec(), start.1);
    let mut best = Prices {
        bound: f64::NEG_INFINITY,
        clients: clients.clone(),
        money,
        chosen: Vec::new(),
        share: vec![0.0; loads.capacity.len()],
    };
    let mut direction = vec![0.0; n + 1];
    let (mut length, mut idle) = (1.0, 0);
    for step in 0..steps {
        let look = look(part, &clients, money);
        for share in &mut best.share {
            *share *= 0.95;
        }
        look.chosen.iter().for_each(|i| best.share[*i] += 0.05);
        if look.bound > best.bound {
            best.bound = look.bound;
            best.clients.clone_from(&clients);
            (best.money, best.chosen) = (money, look.chosen.clone());
            idle = 0;
        } else {
            idle += 1;
        }
        let hopeless = best.bound >= enough || length < 1e-3;
        if hopeless || (step % 8 == 7 && limit.stops()) || (step == 0 && limit.stops()) {
            break;
        }
        if idle > 15 {
            (length, idle) = (length * 0.5, 0);
            clients.clone_from(&best.clients);
            money = best.money;
            direction.fill(0.0);
            continue;
        }
        let scale = money_scale(loads);
        let mut norm = 0.0;
        for (k, value) in direction.iter_mut().enumerate() {
            let slope = look.slope(loads, k, &clients, money) * if k == n { scale } else { 1.0 };
            *value = MEMORY * *value + slope;
            norm += *value * *value;
        }
        let by = length * (upper - look.bound).max(1e-6 * look.bound.abs()) / norm.max(1e-12);
        for (price, direction) in clients.iter_mut().zip(&direction) {
            *price = (*price + by * direction).clamp(0.0, loads.outside);
        }
        money = (money + by * direction[n] * scale).max(0.0);
    }
    best
}

fn money_scale(loads: &Loads) -> f64 {
    let all: f64 = loads.demand.iter().sum();
    if loads.budget.is_finite() { all / loads.budget.max(1e-9) } else { 0.0 }
}

/// The bound at some prices, and what it would serve.
struct Look {
    bound: f64,
    chosen: Vec<usize>,
    served: Vec<f64>,
    spent: f64,
}

impl Look {
    fn slope(&self, loads: &Loads, k: usize, clients: &[f64], money: f64) -> f64 {
        if k == clients.len() {
            let over = if loads.budget.is_finite() { self.spent - loads.budget } else { 0.0 };
            return if over < 0.0 && money <= 0.0 { 0.0 } else { over };
        }
        let lacking = loads.demand[k] - self.served[k];
        if lacking > 0.0 && clients[k] >= loads.outside { 0.0 } else { lacking }
    }
}

fn look(part: &Part<'_>, clients: &[f64], money: f64) -> Look {
    let loads = part.loads;
    let kept = part.open.len();
    let knapsack = |i: usize| {
        let mut plan = fill(loads, i, clients);
        plan.0 += loads.charge + money * loads.price[i];
        (i, plan)
    };
    let mut free: Vec<_> = part.free.iter().map(|i| knapsack(*i)).collect();
    free.sort_by(|a, b| a.1.0.total_cmp(&b.1.0).then(a.0.cmp(&b.0)));
    let most = loads.range.1.saturating_sub(kept).min(free.len());
    let least = loads.range.0.saturating_sub(kept).min(most);
    let wanted = free.iter().take(most).take_while(|site| site.1.0 < 0.0).count().max(least);
    free.truncate(wanted);
    free.extend(part.open.iter().map(|i| knapsack(*i)));
    let mut look =
        Look { bound: 0.0, chosen: Vec::new(), served: vec![0.0; clients.len()], spent: 0.0 };
    for (i, (value, amounts)) in free {
        look.bound += value;
        look.spent += loads.price[i];
        look.chosen.push(i);
        amounts.into_iter().for_each(|(j, amount)| look.served[j] += amount);
    }
    look.bound +=
        clients.iter().zip(&loads.demand).map(|(price, demand)| price * demand).sum::<f64>();
    if money > 0.0 {
        look.bound -= money * loads.budget;
    }
    look
}

/// What a site serves at these prices within its capacity, and the (negative) value of it.
fn fill(loads: &Loads, i: usize, clients: &[f64]) -> (f64, Vec<(usize, f64)>) {
    let gains = loads.clients[i].iter().map(|(j, cost)| (cost - clients[*j], *j));
    let mut gains: Vec<(f64, usize)> = gains.filter(|(gain, _)| *gain < 0.0).collect();
    gains.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let (mut room, mut value, mut amounts) = (loads.capacity[i], 0.0, Vec::new());
    for (gain, j) in gains {
        let amount = loads.demand[j].min(room);
        if amount <= 0.0 {
            break;
        }
        value += gain * amount;
        room -= amount;
        amounts.push((j, amount));
    }
    (value, amounts)
}
