//! The bounded primal simplex method with an explicit inverse, for few rows and many columns.
//!
//! Dantzig's method with upper bounds; the first phase walks down the sum of violations, so it
//! may start from any basis. After many steps without progress the least index enters and leaves
//! (Bland 1977), which cannot circle. The inverse is rebuilt every hundred changes.

use super::program::{Program, Sense};

const HAIR: f64 = 1e-9;
/// Pivots smaller than this are not used.
const PIVOT: f64 = 1e-8;

/// Where a column stands when it is not in the basis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum At {
    Low,
    High,
    Basic,
}

/// A basis: which column (slacks after the columns) belongs to each row, and where the others stand.
#[derive(Clone, Debug)]
pub(crate) struct Basis {
    pub of_row: Vec<u32>,
    pub at: Vec<At>,
}

/// How a solution ended.
#[derive(Clone, Debug)]
pub(crate) enum Solved {
    Best(Solution),
    /// No point keeps all rows; those of the conflict have a price other than 0.
    Infeasible {
        prices: Vec<f64>,
    },
    /// Without end, or given up after too many steps.
    Stopped,
}

/// A best point of the relaxation.
#[derive(Clone, Debug)]
pub(crate) struct Solution {
    pub value: f64,
    /// No point is worth more: the value of the prices, which holds whatever the rounding.
    pub bound: f64,
    pub point: Vec<f64>,
    /// What one more unit on a row's right side is worth.
    pub prices: Vec<f64>,
    /// What one more unit of each column is worth at these prices.
    pub reduced: Vec<f64>,
    pub basis: Basis,
}

/// Solves the relaxation with other ranges for the columns, from a basis if one is given.
pub(crate) fn solve(program: &Program, ranges: &[(f64, f64)], from: Option<&Basis>) -> Solved {
    let mut simplex = Simplex::new(program, ranges, from);
    match simplex.run() {
        End::Best => Solved::Best(simplex.solution()),
        End::Infeasible => Solved::Infeasible { prices: simplex.row_prices(true) },
        End::Stopped => Solved::Stopped,
    }
}

enum End {
    Best,
    Infeasible,
    Stopped,
}

struct Simplex<'a> {
    program: &'a Program,
    /// Ranges of columns and slacks.
    low: Vec<f64>,
    high: Vec<f64>,
    basis: Basis,
    /// The basis's inverse, row by row.
    inverse: Vec<f64>,
    /// Values of the basic columns, by row.
    basic: Vec<f64>,
    changes: usize,
    idle: usize,
}

impl<'a> Simplex<'a> {
    fn new(program: &'a Program, ranges: &[(f64, f64)], from: Option<&Basis>) -> Self {
        let (mut low, mut high): (Vec<f64>, Vec<f64>) = ranges.iter().copied().unzip();
        for (sense, _) in &program.rows {
            low.push(if *sense == Sense::AtLeast { f64::NEG_INFINITY } else { 0.0 });
            high.push(if *sense == Sense::AtMost { f64::INFINITY } else { 0.0 });
        }
        let m = program.rows.len();
        let slacks = || Basis {
            of_row: (0..m).map(|row| (program.columns.len() + row) as u32).collect(),
            at: [vec![At::Low; program.columns.len()], vec![At::Basic; m]].concat(),
        };
        let basis = from.cloned().unwrap_or_else(slacks);
        let inverse = vec![0.0; m * m];
        let basic = vec![0.0; m];
        let mut simplex = Self { program, low, high, basis, inverse, basic, changes: 0, idle: 0 };
        simplex.place();
        if !simplex.rebuild() {
            simplex.basis = slacks();
            simplex.place();
            simplex.rebuild();
        }
        simplex
    }

    /// Puts columns outside the basis on a bound that is finite.
    fn place(&mut self) {
        for (k, at) in self.basis.at.iter_mut().enumerate() {
            if *at == At::Low && self.low[k].is_infinite() {
                *at = At::High;
            } else if *at == At::High && self.high[k].is_infinite() {
                *at = At::Low;
            }
        }
    }

    fn m(&self) -> usize {
        self.program.rows.len()
    }

    /// Calls `f` with each entry of a column or slack.
    fn entries(&self, k: usize, mut f: impl FnMut(usize, f64)) {
        match self.program.columns.get(k) {
            Some(column) => column.entries.iter().for_each(|(row, value)| f(*row as usize, *value)),
            None => f(k - self.program.columns.len(), 1.0),
        }
    }

    fn standing(&self, k: usize) -> f64 {
        let value = if self.basis.at[k] == At::High { self.high[k] } else { self.low[k] };
        if value.is_finite() { value } else { 0.0 }
    }

    /// Inverts the basis anew (Gauss–Jordan with pivoting) and recomputes its values; false if it is singular.
    fn rebuild(&mut self) -> bool {
        let m = self.m();
        let mut matrix = vec![0.0; m * m];
        for (place, &k) in self.basis.of_row.iter().enumerate() {
            self.entries(k as usize, |row, value| matrix[row * m + place] = value);
        }
        self.inverse.fill(0.0);
        for row in 0..m {
            self.inverse[row * m + row] = 1.0;
        }
        for column in 0..m {
            let by = |a: &usize, b: &usize| {
                matrix[a * m + column].abs().total_cmp(&matrix[b * m + column].abs())
            };
            let Some(pivot) = (column..m).max_by(by) else { return false };
            let value = matrix[pivot * m + column];
            if value.abs() < 1e-11 {
                return false;
            }
            for k in 0..m {
                matrix.swap(pivot * m + k, column * m + k);
                self.inverse.swap(pivot * m + k, column * m + k);
            }
            eliminate(&mut matrix, &mut self.inverse, m, column);
        }
        self.changes = 0;
        self.recompute();
        true
    }

    /// The values of the basic columns from the others.
    fn recompute(&mut self) {
        let m = self.m();
        let mut right: Vec<f64> = self.program.rows.iter().map(|(_, limit)| *limit).collect();
        for k in 0..self.low.len() {
            let value = self.standing(k);
            if self.basis.at[k] != At::Basic && value != 0.0 {
                self.entries(k, |row, entry| right[row] -= entry * value);
            }
        }
        for row in 0..m {
            let inverse = &self.inverse[row * m..(row + 1) * m];
            self.basic[row] = inverse.iter().zip(&right).map(|(a, b)| a * b).sum();
        }
    }

    /// How far a basic column is outside its range: below 0 if too low.
    fn violation(&self, row: usize) -> f64 {
        let (k, value) = (self.basis.of_row[row] as usize, self.basic[row]);
        let hair = HAIR * (1.0 + value.abs());
        if value < self.low[k] - hair {
            value - self.low[k]
        } else if value > self.high[k] + hair {
            value - self.high[k]
        } else {
            0.0
        }
    }

    fn run(&mut self) -> End {
        let most = 50 * (self.m() + 100) + 10 * self.low.len();
        for _ in 0..most {
            let is_first = (0..self.m()).any(|row| self.violation(row) != 0.0);
            let prices = self.row_prices(is_first);
            let Some((enters, rate)) = self.entering(&prices, is_first) else {
                if self.changes > 0 {
                    self.rebuild();
                    continue;
                }
                return if is_first { End::Infeasible } else { End::Best };
            };
            if !self.step(enters, rate > 0.0, is_first) {
                return End::Stopped;
            }
        }
        End::Stopped
    }

    /// Worth of a basic column: its own, or in the first phase what lessens the violations.
    fn basic_worth(&self, row: usize, is_first: bool) -> f64 {
        if is_first {
            let violation = self.violation(row);
            return if violation == 0.0 { 0.0 } else { -violation.signum() };
        }
        self.worth(self.basis.of_row[row] as usize)
    }

    fn worth(&self, k: usize) -> f64 {
        self.program.columns.get(k).map_or(0.0, |column| column.worth)
    }

    fn row_prices(&self, is_first: bool) -> Vec<f64> {
        let m = self.m();
        let mut prices = vec![0.0; m];
        for row in 0..m {
            let worth = self.basic_worth(row, is_first);
            if worth != 0.0 {
                let inverse = &self.inverse[row * m..(row + 1) * m];
                prices.iter_mut().zip(inverse).for_each(|(price, entry)| *price += worth * entry);
            }
        }
        prices
    }

    fn reduced(&self, k: usize, prices: &[f64], is_first: bool) -> f64 {
        let mut reduced = if is_first { 0.0 } else { self.worth(k) };
        self.entries(k, |row, entry| reduced -= prices[row] * entry);
        reduced
    }

    /// The column that gains most by moving off its bound, and its rate.
    fn entering(&self, prices: &[f64], is_first: bool) -> Option<(usize, f64)> {
        let bland = self.idle > 100;
        let mut best: Option<(usize, f64)> = None;
        for k in 0..self.low.len() {
            if self.basis.at[k] == At::Basic || self.low[k] >= self.high[k] {
                continue;
            }
            let rate = self.reduced(k, prices, is_first);
            let free = self.low[k].is_infinite() && self.high[k].is_infinite();
            let gains = match self.basis.at[k] {
                _ if free => rate.abs() > 1e-7,
                At::Low => rate > 1e-7,
                _ => rate < -1e-7,
            };
            if gains && best.is_none_or(|(_, most)| rate.abs() > most.abs()) {
                best = Some((k, rate));
                if bland {
                    break;
                }
            }
        }
        best
    }

    /// Moves a column as far as it may go and changes the basis; false if there is no end.
    fn step(&mut self, enters: usize, up: bool, is_first: bool) -> bool {
        let m = self.m();
        let mut column = vec![0.0; m];
        self.entries(enters, |row, entry| {
            for (k, value) in column.iter_mut().enumerate() {
                *value += self.inverse[k * m + row] * entry;
            }
        });
        let sign = if up { 1.0 } else { -1.0 };
        let span = self.high[enters] - self.low[enters];
        let mut far = if span.is_finite() { span } else { f64::INFINITY };
        let mut leaves: Option<(usize, At)> = None;
        let mut pivot = 0.0_f64;
        for (row, entry) in column.iter().enumerate() {
            let rate = -sign * entry;
            if rate.abs() < PIVOT {
                continue;
            }
            let Some((reach, at)) = self.reach(row, rate, is_first) else { continue };
            let closer =
                reach < far - HAIR || reach <= far + HAIR && rate.abs() > pivot && leaves.is_some();
            if closer {
                far = reach.min(far).max(0.0);
                pivot = rate.abs();
                leaves = Some((row, at));
            }
        }
        if far.is_infinite() {
            return false;
        }
        self.idle = if far > HAIR { 0 } else { self.idle + 1 };
        for (value, rate) in self.basic.iter_mut().zip(&column) {
            *value -= sign * far * rate;
        }
        match leaves {
            None => self.basis.at[enters] = if up { At::High } else { At::Low },
            Some((row, at)) => self.exchange(enters, row, at, (&column, sign * far)),
        }
        true
    }

    /// How far a basic column lets another go at this rate, and the bound that it then stands on.
    fn reach(&self, row: usize, rate: f64, is_first: bool) -> Option<(f64, At)> {
        let (k, value) = (self.basis.of_row[row] as usize, self.basic[row]);
        let violation = if is_first { self.violation(row) } else { 0.0 };
        let (bound, at) = if rate > 0.0 {
            if violation < 0.0 { (self.low[k], At::Low) } else { (self.high[k], At::High) }
        } else if violation > 0.0 {
            (self.high[k], At::High)
        } else {
            (self.low[k], At::Low)
        };
        let outward = violation != 0.0 && (violation > 0.0) == (rate > 0.0);
        if bound.is_infinite() || outward {
            return None;
        }
        Some((((bound - value) / rate).max(0.0), at))
    }

    fn exchange(&mut self, enters: usize, row: usize, at: At, (column, by): (&[f64], f64)) {
        let m = self.m();
        let value = self.standing(enters) + by;
        self.basis.at[self.basis.of_row[row] as usize] = at;
        self.basis.at[enters] = At::Basic;
        self.basis.of_row[row] = enters as u32;
        self.basic[row] = value;
        let pivot = column[row];
        for k in 0..m {
            self.inverse[row * m + k] /= pivot;
        }
        let pivot_row = self.inverse[row * m..(row + 1) * m].to_vec();
        for (other, factor) in column.iter().enumerate() {
            if other != row && *factor != 0.0 {
                let line = &mut self.inverse[other * m..(other + 1) * m];
                line.iter_mut().zip(&pivot_row).for_each(|(a, b)| *a -= factor * b);
            }
        }
        self.changes += 1;
        if self.changes >= 100 {
            self.rebuild();
        }
    }

    fn solution(&self) -> Solution {
        let n = self.program.columns.len();
        let mut point: Vec<f64> = (0..n).map(|k| self.standing(k)).collect();
        for (row, &k) in self.basis.of_row.iter().enumerate() {
            if let Some(x) = point.get_mut(k as usize) {
                *x = self.basic[row].clamp(self.low[k as usize], self.high[k as usize]);
            }
        }
        let mut prices = self.row_prices(false);
        for (price, (sense, _)) in prices.iter_mut().zip(&self.program.rows) {
            *price = match sense {
                Sense::AtMost => price.max(0.0),
                Sense::AtLeast => price.min(0.0),
                Sense::Equal => *price,
            };
        }
        let reduced: Vec<f64> = (0..n).map(|k| self.reduced(k, &prices, false)).collect();
        let value = self.program.value(&point);
        let bound = self.dual_value(&prices, &reduced).max(value);
        Solution { value, bound, point, prices, reduced, basis: self.basis.clone() }
    }

    /// What the prices prove: `Σ price · limit + Σ max over each column's range of reduced · x`.
    fn dual_value(&self, prices: &[f64], reduced: &[f64]) -> f64 {
        let rows = self.program.rows.iter().zip(prices);
        let limits: f64 = rows.map(|((_, limit), price)| limit * price).sum();
        let most = |(k, rate): (usize, &f64)| {
            let bound = if *rate > 0.0 { self.high[k] } else { self.low[k] };
            if rate.abs() < 1e-7 && bound.is_infinite() { 0.0 } else { rate * bound }
        };
        limits + reduced.iter().enumerate().filter(|(_, r)| **r != 0.0).map(most).sum::<f64>()
    }
}

/// Makes a column of the matrix a unit column, in both matrices.
fn eliminate(matrix: &mut [f64], inverse: &mut [f64], m: usize, column: usize) {
    let value = matrix[column * m + column];
    for k in 0..m {
        matrix[column * m + k] /= value;
        inverse[column * m + k] /= value;
    }
    let line = matrix[column * m..(column + 1) * m].to_vec();
    let inverse_line = inverse[column * m..(column + 1) * m].to_vec();
    for row in 0..m {
        let factor = matrix[row * m + column];
        if row != column && factor != 0.0 {
            for k in 0..m {
                matrix[row * m + k] -= factor * line[k];
                inverse[row * m + k] -= factor * inverse_line[k];
            }
        }
    }
}
