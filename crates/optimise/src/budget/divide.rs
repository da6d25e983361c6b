//! Fair choices found division by division, at prices for what the divisions share.
//!
//! For a level that every division is to reach, each division takes the measures that reach it at
//! the least price, where money counts at the prices that the relaxation gives to the fund's rules
//! (a knapsack, solved by dynamic programming over gain). The prices are then moved towards the
//! rules that the choices together break (subgradient steps; Held and Karp 1971). The level is
//! lowered little by little until a choice keeps all rules. A division alone rounds away less than
//! one measure's gain, so the level lost is small; what is proved is still the relaxation's bound.

use super::program::{Program, Sense};
use super::simplex::Solution;
use super::{Goal, Levels, Measure};
use crate::Limit;

/// Cells of a division's table of gains.
const CELLS: usize = 4_000;
/// Steps of prices at one level.
const STEPS: usize = 40;
/// Shares of the relaxation's level that are tried, one after the other.
const LOWERED: [f64; 9] = [0.0005, 0.001, 0.002, 0.003, 0.0045, 0.007, 0.012, 0.025, 0.05];

/// Looks for choices of a fair goal near the relaxation's point; hands each whole point over to
/// `offer`, which says whether it keeps all rules.
pub(super) fn search(
    (measures, levels, goal): (&[Measure], &Levels, &Goal),
    (program, root): (&Program, &Solution),
    limit: &Limit<'_>,
    offer: &mut dyn FnMut(&[f64]) -> bool,
) {
    let coupling = Coupling::new(program, root, measures, levels.persons.len());
    let reached = |d: usize| -> f64 {
        let own = measures.iter().zip(&root.point).filter(|(m, _)| m.division == d);
        own.map(|(measure, x)| measure.gain * x).sum()
    };
    let gains: Vec<f64> = (0..levels.persons.len()).map(reached).collect();
    let exact = matches!(goal, Goal::LeastSpread(_));
    for lowered in LOWERED {
        let wanted: Vec<f64> = gains
            .iter()
            .zip(levels.served.iter().zip(&levels.persons))
            .map(|(gain, (served, _))| (gain - lowered * (served + gain)).max(0.0))
            .collect();
        let mut prices = coupling.prices.clone();
        for step in 0..STEPS {
            if limit.stops() {
                return;
            }
            let point = coupling.choose(measures, &wanted, &prices, exact);
            let whole: Vec<f64> = point.iter().map(|taken| f64::from(u8::from(*taken))).collect();
            if offer(&whole) {
                return;
            }
            coupling.adjust(&mut prices, &whole, step);
        }
    }
}

/// The rules that bind divisions together, with their prices.
struct Coupling<'a> {
    program: &'a Program,
    /// Rows that are rules of the fund, and how much of them the relaxation's point uses.
    rows: Vec<(usize, f64)>,
    /// Price of each row of the programme; 0 for rows within a division.
    prices: Vec<f64>,
    /// Positions of each division's measures.
    own: Vec<Vec<usize>>,
}

impl<'a> Coupling<'a> {
    fn new(
        program: &'a Program,
        root: &Solution,
        measures: &[Measure],
        n_divisions: usize,
    ) -> Self {
        let mut of_row: Vec<Option<usize>> = vec![None; program.rows.len()];
        let mut size = vec![0.0; program.rows.len()];
        let mut is_money = vec![true; program.rows.len()];
        let mut shared = vec![false; program.rows.len()];
        for (k, measure) in measures.iter().enumerate() {
            for &(row, value) in &program.columns[k].entries {
                let row = row as usize;
                shared[row] |= of_row[row].is_some_and(|d| d != measure.division);
                of_row[row] = Some(measure.division);
                size[row] += (value * root.point[k]).abs();
            }
        }
        // Rows with columns that are no measures say what the goal is, not what is allowed.
        for column in &program.columns[measures.len()..] {
            column.entries.iter().for_each(|(row, _)| is_money[*row as usize] = false);
        }
        let fund = |row: &usize| shared[*row] && is_money[*row];
        let rows: Vec<(usize, f64)> =
            (0..size.len()).filter(fund).map(|row| (row, size[row].max(1e-9))).collect();
        let mut prices = vec![0.0; program.rows.len()];
        for (row, price) in prices.iter_mut().enumerate() {
            if is_money[row] && (shared[row] || of_row[row].is_some()) {
                *price = root.prices[row];
            }
        }
        if rows.iter().all(|(row, _)| prices[*row] == 0.0)
            && let Some((row, size)) = rows.first()
        {
            // Nothing binds in the relaxation: the fund's total is at least not to be wasted.
            prices[*row] = 1.0 / size;
        }
        let mut own = vec![Vec::new(); n_divisions];
        measures.iter().enumerate().for_each(|(k, measure)| own[measure.division].push(k));
        Self { program, rows, prices, own }
    }

    /// For each division the cheapest measures that reach its gain.
    fn choose(
        &self,
        measures: &[Measure],
        wanted: &[f64],
        prices: &[f64],
        exact: bool,
    ) -> Vec<bool> {
        let mut taken = vec![false; measures.len()];
        let cost = |k: usize| -> f64 {
            let entries = self.program.columns[k].entries.iter();
            entries.map(|(row, value)| prices[*row as usize] * value).sum()
        };
        for (own, wanted) in self.own.iter().zip(wanted) {
            let costs: Vec<f64> = own.iter().map(|k| cost(*k)).collect();
            for k in knapsack(measures, own, &costs, (*wanted, exact)) {
                taken[k] = true;
            }
        }
        taken
    }

    /// Raises the prices of rules that a point breaks and lowers those of rules with room.
    fn adjust(&self, prices: &mut [f64], point: &[f64], step: usize) {
        let mut used = vec![0.0; prices.len()];
        for (column, x) in self.program.columns.iter().zip(point).filter(|(_, x)| **x > 0.0) {
            column.entries.iter().for_each(|(row, value)| used[*row as usize] += value * x);
        }
        let worth: f64 = self.rows.iter().map(|(row, size)| (prices[*row] * size).abs()).sum();
        let pace = 8.0 / (1.0 + step as f64 / 6.0);
        for &(row, size) in &self.rows {
            let (sense, limit) = self.program.rows[row];
            let over = (used[row] - limit) / size;
            // A hair of room is aimed at, so that the choice ends within the rules.
            let (over, low, high) = match sense {
                Sense::AtMost => (over + 2e-4, 0.0, f64::INFINITY),
                Sense::AtLeast => (over - 2e-4, f64::NEG_INFINITY, 0.0),
                Sense::Equal => (over, f64::NEG_INFINITY, f64::INFINITY),
            };
            prices[row] = (prices[row] + pace * worth / size * over).clamp(low, high);
        }
    }
}

/// The measures of one division that reach a gain (or come nearest to it, if `exact`) at the least
/// cost; of variants one at most.
fn knapsack(
    measures: &[Measure],
    own: &[usize],
    costs: &[f64],
    (wanted, exact): (f64, bool),
) -> Vec<usize> {
    let groups = groups(measures, own);
    let all: f64 = own.iter().map(|k| measures[*k].gain).sum();
    if wanted <= 0.0 || all <= 0.0 {
        return own.iter().zip(costs).filter(|(_, cost)| **cost < 0.0).map(|(k, _)| *k).collect();
    }
    let whole = own.iter().all(|k| measures[*k].gain.fract() == 0.0);
    let unit = if whole && wanted < 4.0 * CELLS as f64 { 1.0 } else { wanted / CELLS as f64 };
    let goal = (wanted / unit).ceil() as usize;
    let top = goal + (40.0 / unit).ceil().clamp(2.0, 400.0) as usize;
    let cells = if exact { top } else { goal };
    let weight = |k: usize| (measures[k].gain / unit).round() as usize;
    let before = |cell: usize, weight: usize| {
        if exact { cell.checked_sub(weight) } else { Some(cell.saturating_sub(weight)) }
    };
    // The least cost of reaching each cell (exactly, or at least) with the groups so far, and for
    // each group and cell the member taken, counted from 1.
    let mut best = vec![f64::INFINITY; cells + 1];
    best[0] = 0.0;
    let mut choice = vec![0_u16; groups.len() * (cells + 1)];
    for (group, row) in groups.iter().zip(choice.chunks_mut(cells + 1)) {
        let without = best.clone();
        for (n, &at) in group.iter().enumerate() {
            let (weight, cost) = (weight(own[at]), costs[at]);
            for cell in 0..=cells {
                let Some(value) = before(cell, weight).map(|from| without[from] + cost) else {
                    continue;
                };
                if value < best[cell] {
                    best[cell] = value;
                    row[cell] = n as u16 + 1;
                }
            }
        }
    }
    let mut cell = if exact { nearest(&best, goal) } else { cells };
    if !best[cell].is_finite() {
        // Everything together does not reach it: take all that is no variant of another.
        return groups.iter().map(|group| own[group[0]]).collect();
    }
    let mut taken = Vec::new();
    for (group, row) in groups.iter().zip(choice.chunks(cells + 1)).rev() {
        let member = usize::from(row[cell]);
        if member > 0 {
            let at = group[member - 1];
            taken.push(own[at]);
            cell = before(cell, weight(own[at])).unwrap_or(0);
        }
    }
    taken
}

/// The reached cell nearest to the goal; of two the cheaper.
fn nearest(best: &[f64], goal: usize) -> usize {
    let reached = (0..best.len()).filter(|cell| best[*cell].is_finite());
    let key = |cell: &usize| (cell.abs_diff(goal), best[*cell]);
    reached
        .min_by(|a, b| {
            let (a, b) = (key(a), key(b));
            a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
        })
        .unwrap_or(0)
}

/// Measures that exclude each other together, the others alone; as positions in `own`.
fn groups(measures: &[Measure], own: &[usize]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut of: std::collections::BTreeMap<u32, usize> = std::collections::BTreeMap::new();
    for (at, k) in own.iter().enumerate() {
        match measures[*k].variant_of {
            None => groups.push(vec![at]),
            Some(variant) => {
                let place = *of.entry(variant).or_insert(groups.len());
                if place == groups.len() {
                    groups.push(Vec::new());
                }
                groups[place].push(at);
            }
        }
    }
    groups
}
