//! How a node is split in two.
//!
//! Either a site is open or closed, or a client has an open site within some cost or has none
//! (branching on the radius variables of García, Labbé and Marín, INFORMS J. Computing 23, 2011).
//! The second kind splits more evenly where few sites are to be chosen among many.

use super::instance::{Decisions, Instance, State};
use super::lagrange::Dual;

/// A question whose two answers split a node; ids are those of the remainder it was asked of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Split {
    /// Is this site open?
    Site(u32),
    /// Has this client an open site at this cost or less?
    Within(u32, f64),
}

/// The most promising questions, best first.
pub(crate) fn questions(left: &Instance, dual: &Dual, most: usize) -> Vec<Split> {
    let mut all: Vec<(f64, Split)> = Vec::new();
    for i in 0..left.n_sites() {
        let share = dual.share[i];
        let even = share.min(1.0 - share);
        if even > 0.02 {
            all.push((even * site_weight(left, dual, i), Split::Site(i as u32)));
        }
    }
    for j in 0..left.n_clients() {
        all.extend(within(left, dual, j));
    }
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut chosen: Vec<Split> = Vec::new();
    for (_, split) in all {
        if chosen.len() == most {
            break;
        }
        chosen.push(split);
    }
    if chosen.is_empty() {
        chosen.extend(likeliest(dual).map(Split::Site));
    }
    chosen
}

/// A site matters as much as the prices that its clients pay for it.
fn site_weight(left: &Instance, dual: &Dual, i: usize) -> f64 {
    left.cols.iter(i).map(|(j, cost)| (dual.prices[j] - cost).max(0.0)).sum()
}

/// The most even split of a client's sites by cost.
fn within(left: &Instance, dual: &Dual, j: usize) -> Option<(f64, Split)> {
    let (sites, costs) = left.rows.list(j);
    let mut sum = 0.0;
    let mut best: Option<(f64, Split)> = None;
    let mut weight = 0.0;
    for (k, (&i, &cost)) in sites.iter().zip(costs).enumerate() {
        sum += dual.share[i as usize];
        weight += dual.share[i as usize] * -dual.reduced[i as usize].min(0.0);
        let last_of_its_cost = costs.get(k + 1).is_some_and(|next| *next > cost);
        let even = sum.min(1.0 - sum);
        if last_of_its_cost && even > 0.1 && best.is_none_or(|(score, _)| even * weight > score) {
            best = Some((even * weight, Split::Within(j as u32, cost)));
        }
        if sum > 0.9 {
            break;
        }
    }
    best
}

/// The site chosen most often, when nothing is split.
fn likeliest(dual: &Dual) -> Option<u32> {
    let by = |a: &usize, b: &usize| dual.share[*a].total_cmp(&dual.share[*b]).then(b.cmp(a));
    (0..dual.share.len()).max_by(by).map(|i| i as u32)
}

/// The decisions under "yes" and under "no".
pub(crate) fn answers(left: &Instance, decided: &Decisions, split: Split) -> [Decisions; 2] {
    let (mut yes, mut no) = (decided.clone(), decided.clone());
    match split {
        Split::Site(i) => {
            let i = left.sites[i as usize] as usize;
            yes.state[i] = State::Open;
            no.state[i] = State::Closed;
        }
        Split::Within(j, most) => {
            yes.within.push((left.clients[j as usize], most));
            for (i, cost) in left.rows.iter(j as usize) {
                if cost <= most {
                    no.state[left.sites[i] as usize] = State::Closed;
                }
            }
        }
    }
    [yes, no]
}
