//! Which measures to pay for: the most access for the money under the fund's rules.
//!
//! Each measure is taken or left, with price, gain (weighted persons lifted over the standard),
//! division, urban or rural, and the shares of province, city and county in its price. Gains of
//! different measures are taken to add up. The model is a programme in 0 and 1, solved by our
//! own simplex method, choices division by division (`divide`), diving, and branch and bound; the
//! rules' prices are those of its relaxation.

mod agree;
mod contradiction;
mod divide;
mod model;
mod part;
mod program;
mod simplex;
mod tree;

pub use model::Rule;

use crate::{Limit, Reason, SitingError, Status, relative_gap};
use contradiction::contradiction;
use model::Plan;
use serde::{Deserialize, Serialize};
use simplex::Solution;

/// Where a measure helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Setting {
    /// In town.
    Urban,
    /// In the country.
    Rural,
}

/// A tier of government that pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Payer {
    /// The province.
    Province,
    /// The prefecture-level city.
    City,
    /// The county.
    County,
}

/// Something that money can buy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// Price in 10,000 yuan, above 0.
    pub price: f64,
    /// Weighted persons lifted over the standard, from 0 up.
    pub gain: f64,
    /// Division it lies in, from 0.
    pub division: usize,
    /// Town or country.
    pub setting: Setting,
    /// Whether it counts as equalization of basic public services.
    pub is_equalization: bool,
    /// Shares of province, city and county in the price; they sum to 1.
    pub shares: [f64; 3],
    /// Measures with the same number exclude each other (a small or a large clinic).
    pub variant_of: Option<u32>,
}

/// The rules of the fund; money in 10,000 yuan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fund {
    /// The most that all measures may cost.
    pub total: f64,
    /// The least share of the money spent that goes to equalization (0.6 for 60 %).
    pub equalization_share: f64,
    /// The most that province, city and county each pay; none means no end.
    pub payers: [Option<f64>; 3],
    /// Least and most of urban money per rural money (0.5 to 2: neither more than twice the other).
    pub urban_per_rural: Option<(f64, f64)>,
    /// For each division the least money spent in it.
    pub division_money: Vec<f64>,
    /// For each division the least gain in it.
    pub division_gain: Vec<f64>,
}

/// What is made best.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    /// The most gain in all.
    Gain,
    /// The greatest level of the worst-off division, where a division's level is
    /// `(served + gain) / persons`.
    WorstDivision(Levels),
    /// The least inequality: the least mean distance of the divisions' levels from the county's,
    /// weighed by persons (twice the Hoover index times the county's level).
    LeastSpread(Levels),
}

/// How each division stands before any measure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Levels {
    /// Persons at or over the standard in each division.
    pub served: Vec<f64>,
    /// Persons in each division.
    pub persons: Vec<f64>,
}

/// Where the money goes; in 10,000 yuan.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Spending {
    /// All.
    pub total: f64,
    /// For equalization.
    pub equalization: f64,
    /// Of province, city and county.
    pub payers: [f64; 3],
    /// In town.
    pub urban: f64,
    /// In the country.
    pub rural: f64,
    /// In each division.
    pub divisions: Vec<f64>,
}

/// What a rule costs or money would bring.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShadowPrice {
    /// Which rule.
    pub rule: Rule,
    /// What the goal gains by one more unit on the rule's right side: persons per 10,000 yuan
    /// where the goal is gain and the rule a sum of money. A least sum has a price of 0 or below.
    /// From the relaxation at its optimum: true for small changes.
    pub per_unit: f64,
}

/// The measures to pay for and the proof.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BudgetAnswer {
    /// Value of the goal; none without a choice.
    pub objective: Option<f64>,
    /// Proved: no choice has more (of gain or level), or less (of spread).
    pub bound: f64,
    /// |objective - bound| / |objective|. Of spread, whose best is often next to 0: as a share of
    /// the spread before any measure, so that it says how much of today's inequality another choice
    /// could still take away.
    pub gap: Option<f64>,
    /// What the answer is worth.
    #[serde(flatten)]
    pub status: Status,
    /// The chosen measures' positions, ascending.
    pub chosen: Vec<usize>,
    /// Gain of the chosen measures.
    pub gain: f64,
    /// Where the money goes.
    pub spending: Spending,
    /// Price of each rule that binds; none without a choice.
    pub prices: Vec<ShadowPrice>,
    /// When nothing is possible: rules that together rule out every choice. Where measures could be
    /// paid for in parts but not whole, none of them can be spared, unless a limit came first.
    pub conflict: Vec<Rule>,
    /// Nodes of the search tree that were looked at.
    pub nodes: u64,
}

/// Chooses the measures. Without another limit of `gap`, searches until the choice is proved.
///
/// # Errors
/// No measure; a price not above 0, a gain below 0, shares that do not sum to 1, a division out of
/// range, a list of the wrong length, a rule that makes no sense. Rules that contradict each other
/// are an answer, not an error.
pub fn budget(
    measures: &[Measure],
    fund: &Fund,
    goal: &Goal,
    limit: &Limit<'_>,
) -> Result<BudgetAnswer, SitingError> {
    let plan = Plan::new(measures, fund, goal)?;
    let mut starts = |root: &Solution, offer: &mut tree::Offer<'_>| {
        if let Goal::WorstDivision(levels) | Goal::LeastSpread(levels) = goal {
            divide::search((measures, levels, goal), (&plan.program, root), limit, offer);
        }
    };
    let found = tree::maximise(&plan.program, &mut starts, limit);
    let sign = if matches!(goal, Goal::LeastSpread(_)) { -1.0 } else { 1.0 };
    let Some((value, point)) = found.best else {
        let bound = sign * found.bound;
        if !found.complete {
            return Ok(BudgetAnswer::without(Status::Unknown, bound, Vec::new(), found.nodes));
        }
        let status = Status::Infeasible { reason: Reason::Contradiction, uncoverable: Vec::new() };
        let conflict = match found.root {
            None => plan.conflict(&found.conflict),
            Some(_) => contradiction(&plan, found.nodes, limit),
        };
        return Ok(BudgetAnswer::without(status, bound, conflict, found.nodes));
    };
    let prices = found.root.as_ref().map_or_else(Vec::new, |root| plan.shadow_prices(&root.prices));
    let chosen: Vec<usize> = (0..measures.len()).filter(|k| point[*k] > 0.5).collect();
    let objective = sign * value;
    let bound = if found.complete { objective } else { sign * found.bound };
    Ok(BudgetAnswer {
        objective: Some(objective),
        bound,
        gap: Some(gap(objective, bound, plan.program.scale)),
        status: if found.complete { Status::Optimal } else { Status::Feasible },
        gain: chosen.iter().map(|k| measures[*k].gain).sum(),
        spending: Spending::of(measures, &chosen, fund.division_money.len()),
        chosen,
        prices,
        conflict: Vec::new(),
        nodes: found.nodes,
    })
}

/// The difference as a share of the objective, or of the scale where that is more.
fn gap(objective: f64, bound: f64, scale: f64) -> f64 {
    if objective.abs() >= scale {
        return relative_gap(objective, bound);
    }
    (objective - bound).abs() / scale
}

impl BudgetAnswer {
    fn without(status: Status, bound: f64, conflict: Vec<Rule>, nodes: u64) -> Self {
        let (chosen, spending) = (Vec::new(), Spending::default());
        Self {
            objective: None,
            bound,
            gap: None,
            status,
            chosen,
            gain: 0.0,
            spending,
            prices: Vec::new(),
            conflict,
            nodes,
        }
    }
}

impl Spending {
    /// Adds up the chosen measures.
    fn of(measures: &[Measure], chosen: &[usize], n_divisions: usize) -> Self {
        let mut spending = Self { divisions: vec![0.0; n_divisions], ..Self::default() };
        for measure in chosen.iter().map(|k| &measures[*k]) {
            let price = measure.price;
            spending.total += price;
            spending.divisions[measure.division] += price;
            if measure.is_equalization {
                spending.equalization += price;
            }
            match measure.setting {
                Setting::Urban => spending.urban += price,
                Setting::Rural => spending.rural += price,
            }
            for (sum, share) in spending.payers.iter_mut().zip(measure.shares) {
                *sum += price * share;
            }
        }
        spending
    }
}
