//! From a siting question to the search's problem and back.

use crate::answer::{Assignment, Proved};
use crate::kernel::instance::{Decisions, Range, State};
use crate::kernel::tree::Accept;
use crate::kernel::{Instance, Links, Outcome, Search};
use crate::{Answer, Limit, Role, SiteIndex, Siting};

/// The lists of a model: what each client pays at each site and without any.
pub(crate) struct Rows {
    pub lists: Vec<Vec<(u32, f64)>>,
    /// What a client pays that nobody serves; none: it must be served.
    pub outside: Vec<Option<f64>>,
}

/// A model over a siting question's sites, kept and closed ones included.
pub(crate) struct Model {
    pub inst: Instance,
    pub decided: Decisions,
}

/// What is asked of a search besides the least value.
#[derive(Default)]
pub(crate) struct Wish<'a> {
    /// Whether a choice of the remainder's sites counts; none: all do.
    pub accept: Option<&'a Accept<'a>>,
    /// Only the question "is there a choice of at most this value" is asked.
    pub aim: Option<f64>,
    /// Choices of the remainder's sites to start from.
    pub starts: Vec<Vec<u32>>,
}

/// What a model asks of the set of open sites.
pub(crate) struct Conditions {
    pub charge: Vec<f64>,
    pub total: Range,
    pub budget: Option<f64>,
    /// Group of each site and the least and most number of each group; empty: one group, any number.
    pub groups: (Vec<u16>, Vec<Range>),
}

impl Conditions {
    /// So many sites, without charges or groups.
    pub fn number(siting: &Siting, total: Range, budget: Option<f64>) -> Self {
        let charge = vec![0.0; siting.sites().len()];
        Self { charge, total, budget, groups: (Vec::new(), Vec::new()) }
    }
}

impl Model {
    /// Puts rows and conditions together; kept sites are open, closed ones shut.
    pub fn new(siting: &Siting, rows: Rows, conditions: Conditions) -> Self {
        let price = |site: &crate::Site| if site.role == Role::Kept { 0.0 } else { site.price };
        let prices = siting.sites().iter().map(price).collect();
        let roles = siting.sites().iter().map(|site| site.role);
        Self::with_roles(prices, roles, rows, conditions)
    }

    /// The same for sites that are not those of a siting question one by one.
    pub fn with_roles(
        price: Vec<f64>,
        roles: impl Iterator<Item = Role>,
        rows: Rows,
        conditions: Conditions,
    ) -> Self {
        let n_sites = price.len();
        let whole = is_whole(&rows, &conditions.charge);
        let big = big(&rows, &conditions.charge, whole);
        let (mut group, mut ranges) = conditions.groups;
        if ranges.is_empty() {
            group = vec![0; n_sites];
            ranges = vec![(0, n_sites)];
        }
        let outside: Vec<f64> = rows.outside.iter().map(|o| o.unwrap_or(big)).collect();
        let links = sorted(rows.lists, &outside);
        let n_clients = outside.len();
        let inst = Instance {
            cols: links.transposed(n_sites),
            rows: links,
            outside,
            charge: conditions.charge,
            price,
            budget: conditions.budget.unwrap_or(f64::INFINITY),
            group,
            ranges,
            total: conditions.total,
            constant: 0.0,
            big,
            whole,
            sites: (0..n_sites as u32).collect(),
            clients: (0..n_clients as u32).collect(),
        };
        let state = roles.map(|role| match role {
            Role::Candidate => State::Free,
            Role::Kept => State::Open,
            Role::Closed => State::Closed,
        });
        let decided = Decisions { state: state.collect(), within: Vec::new() };
        Self { inst, decided }
    }

    /// Searches; the outcome's choice is in the model's sites, kept ones included.
    pub fn solve(&self, limit: &Limit<'_>) -> Outcome {
        self.solve_with(limit, Wish::default())
    }

    /// Searches with a wish.
    pub fn solve_with(&self, limit: &Limit<'_>, wish: Wish<'_>) -> Outcome {
        let nothing = Outcome { best: None, bound: f64::INFINITY, complete: true, nodes: 0 };
        let Some(left) = self.inst.restricted(&self.decided) else { return nothing };
        let Wish { accept, aim, starts } = wish;
        let search = Search { inst: &left, limit: *limit, accept, aim, starts };
        let mut outcome = search.run();
        outcome.best = outcome.best.map(|(value, open)| {
            let kept = self.decided.open().map(|i| i as u32);
            let mut all: Vec<u32> =
                kept.chain(open.iter().map(|i| left.sites[*i as usize])).collect();
            all.sort_unstable();
            (value, all)
        });
        outcome
    }

    /// Whether a value means that everyone is served who must be.
    pub fn serves_all(&self, value: f64) -> bool {
        value < self.inst.big - 0.25
    }
}

/// An outcome as an answer: `value` turns the search's value and bound into the model's.
pub(crate) fn answer(
    outcome: &Outcome,
    value: impl Fn(f64) -> f64,
    assign: impl Fn(&[SiteIndex]) -> Assignment,
) -> Option<Answer> {
    let (found, open) = outcome.best.as_ref()?;
    let sites: Vec<SiteIndex> = open.iter().map(|i| SiteIndex(*i)).collect();
    let assignment = assign(&sites);
    let proved = Proved {
        objective: value(*found),
        bound: value(outcome.bound),
        complete: outcome.complete,
        nodes: outcome.nodes,
    };
    Some(Answer::found(proved, sites, assignment))
}

fn is_whole(rows: &Rows, charge: &[f64]) -> bool {
    let whole = |value: &f64| value.fract() == 0.0 && value.abs() < 1e9;
    rows.lists.iter().flatten().all(|(_, cost)| whole(cost))
        && rows.outside.iter().flatten().all(whole)
        && charge.iter().all(whole)
}

fn big(rows: &Rows, charge: &[f64], whole: bool) -> f64 {
    let most = |list: &Vec<(u32, f64)>| list.iter().map(|pair| pair.1).fold(0.0, f64::max);
    let served: f64 = rows.lists.iter().map(most).sum();
    let outside: f64 = rows.outside.iter().flatten().sum();
    let sum = served + outside + charge.iter().map(|charge| charge.abs()).sum::<f64>();
    if whole { sum + 1.0 } else { sum * 1.001 + 1.0 }
}

fn sorted(mut lists: Vec<Vec<(u32, f64)>>, outside: &[f64]) -> Links {
    for (list, outside) in lists.iter_mut().zip(outside) {
        list.retain(|(_, cost)| cost < outside);
        list.sort_unstable_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    }
    Links::from_lists(&lists)
}
