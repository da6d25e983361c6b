//! Small remainders are looked at choice by choice.

use super::instance::Instance;

/// More choices than this are left to branching.
const MOST_CHOICES: f64 = 4000.0;

/// How many choices are left, at most; infinite when too many to count.
fn choices(inst: &Instance) -> f64 {
    let n = inst.n_sites();
    let (least, most) = (inst.total.0.min(n), inst.total.1.min(n));
    let (mut all, mut with) = (0.0, 1.0);
    for k in 0..=most {
        if k >= least {
            all += with;
        }
        with *= (n - k) as f64 / (k + 1) as f64;
        if all + with > 1e6 {
            return f64::INFINITY;
        }
    }
    all
}

/// Whether looking at every choice is quicker than another bound.
pub(crate) fn is_small(inst: &Instance) -> bool {
    let work = choices(inst) * inst.n_clients() as f64;
    choices(inst) <= MOST_CHOICES && work <= 2e6
}

/// The best allowed choice that is below `upper` and accepted; all choices are looked at.
pub(crate) fn best(
    inst: &Instance,
    upper: f64,
    accept: &dyn Fn(&[u32]) -> bool,
) -> Option<(f64, Vec<u32>)> {
    let mut walk = Walk { inst, accept, upper, open: Vec::new(), best: None };
    walk.from(0, inst.constant, &inst.outside);
    walk.best
}

struct Walk<'a> {
    inst: &'a Instance,
    accept: &'a dyn Fn(&[u32]) -> bool,
    upper: f64,
    open: Vec<u32>,
    best: Option<(f64, Vec<u32>)>,
}

impl Walk<'_> {
    /// Looks at the present set, and at all that add sites from `first` on.
    fn from(&mut self, first: usize, charged: f64, costs: &[f64]) {
        let value = charged + costs.iter().sum::<f64>();
        if value < self.upper && self.inst.allows(&self.open) && (self.accept)(&self.open) {
            self.upper = value;
            self.best = Some((value, self.open.clone()));
        }
        let lacking = self.inst.total.0.saturating_sub(self.open.len());
        let last = (self.inst.n_sites() + 1).saturating_sub(lacking.max(1));
        if self.open.len() >= self.inst.total.1 {
            return;
        }
        let mut next = costs.to_vec();
        for i in first..last {
            for (j, cost) in self.inst.cols.iter(i) {
                next[j] = next[j].min(cost);
            }
            self.open.push(i as u32);
            self.from(i + 1, charged + self.inst.charge[i], &next);
            self.open.pop();
            next.copy_from_slice(costs);
        }
    }
}
