//! A division's measures: those that are free, those that are taken in any case, and every choice of the
//! free ones; and which rules are a division's own.

use super::Measure;
use super::program::{Program, Sense};
use super::simplex::Solution;

/// Measures of a division that are free: all 65,536 choices of them are looked at.
const CORE: usize = 16;

/// One division with some of its measures free.
#[derive(Default)]
pub(super) struct Part {
    /// Measures that are free.
    pub core: Vec<usize>,
    /// Measures that are taken in any case.
    pub fixed: Vec<usize>,
    /// Gain of each choice; a bit of its number is a measure of the core.
    pub gains: Vec<f64>,
    /// The choices that keep the division's own rules.
    pub masks: Vec<u32>,
}

impl Part {
    /// Frees the first of those taken and the first of those left, as far as can be as many of each;
    /// `local` are the division's own rows.
    pub fn new(
        (taken, left): (&[usize], &[usize]),
        local: &[usize],
        (program, measures): (&Program, &[Measure]),
    ) -> Self {
        let free = taken.len().min((CORE / 2).max(CORE.saturating_sub(left.len())));
        let core = taken.iter().take(free).chain(left.iter().take(CORE - free));
        let (core, fixed) = (core.copied().collect(), taken[free..].to_vec());
        let mut part = Self { core, fixed, ..Self::default() };
        part.gains = part.sums(|k| measures[k].gain);
        part.masks = (0..part.gains.len() as u32).collect();
        for row in local {
            let sums = part.sums(|k| entry(program, k, *row));
            let (sense, limit) = program.rows[*row];
            let hair = 1e-9 * (1.0 + limit.abs());
            part.masks.retain(|mask| {
                let over = sums[*mask as usize] - limit;
                match sense {
                    Sense::AtMost => over <= hair,
                    Sense::AtLeast => over >= -hair,
                    Sense::Equal => over.abs() <= hair,
                }
            });
        }
        part
    }

    /// The sum of `of` over each choice.
    pub fn sums(&self, of: impl Fn(usize) -> f64) -> Vec<f64> {
        let mut sums = vec![0.0; 1 << self.core.len()];
        sums[0] = self.fixed.iter().map(|k| of(*k)).sum();
        let each: Vec<f64> = self.core.iter().map(|k| of(*k)).collect();
        for mask in 1..sums.len() {
            sums[mask] = sums[mask & (mask - 1)] + each[mask.trailing_zeros() as usize];
        }
        sums
    }

    /// The measures of a choice.
    pub fn taken(&self, mask: u32) -> impl Iterator<Item = usize> + '_ {
        let core = self.core.iter().enumerate().filter(move |(bit, _)| mask >> bit & 1 == 1);
        self.fixed.iter().copied().chain(core.map(|(_, k)| *k))
    }
}

/// A measure's coefficient in a row.
pub(super) fn entry(program: &Program, k: usize, row: usize) -> f64 {
    let entries = &program.columns[k].entries;
    entries.iter().find(|(at, _)| *at as usize == row).map_or(0.0, |(_, value)| *value)
}

/// Whose rows are whose.
pub(super) struct Rows {
    /// The division whose measures a row holds; the last of several.
    pub of_row: Vec<Option<usize>>,
    /// Whether several divisions have measures in it.
    pub shared: Vec<bool>,
    /// Whether it says what the goal is, not what is allowed: it holds columns that are no measures.
    pub of_goal: Vec<bool>,
    /// How much of it the relaxation's point uses.
    pub size: Vec<f64>,
}

impl Rows {
    pub fn of(program: &Program, root: &Solution, measures: &[Measure], allowed: &[bool]) -> Self {
        let n = program.rows.len();
        let mut rows = Self {
            of_row: vec![None; n],
            shared: vec![false; n],
            of_goal: vec![false; n],
            size: vec![0.0; n],
        };
        for (k, measure) in measures.iter().enumerate().filter(|(k, _)| allowed[*k]) {
            for &(row, value) in &program.columns[k].entries {
                let row = row as usize;
                rows.shared[row] |= rows.of_row[row].is_some_and(|d| d != measure.division);
                rows.of_row[row] = Some(measure.division);
                rows.size[row] += (value * root.point[k]).abs();
            }
        }
        for column in &program.columns[measures.len()..] {
            column.entries.iter().for_each(|(row, _)| rows.of_goal[*row as usize] = true);
        }
        rows
    }
}

/// Of measures that exclude each other only the one that the relaxation takes most of; where it takes
/// none, one of the division that has the fewest to choose from.
pub(super) fn allowed(measures: &[Measure], root: &Solution, n_divisions: usize) -> Vec<bool> {
    let mut variants: std::collections::BTreeMap<u32, Vec<usize>> =
        std::collections::BTreeMap::new();
    let mut allowed = vec![true; measures.len()];
    for (k, measure) in measures.iter().enumerate() {
        if let Some(variant) = measure.variant_of {
            variants.entry(variant).or_default().push(k);
            allowed[k] = false;
        }
    }
    let of_most = |members: &[usize]| {
        members.iter().copied().max_by(|a, b| root.point[*a].total_cmp(&root.point[*b]))
    };
    let (decided, open): (Vec<_>, Vec<_>) = variants
        .into_values()
        .partition(|members| of_most(members).is_some_and(|k| root.point[k] > 1e-6));
    decided.iter().filter_map(|members| of_most(members)).for_each(|k| allowed[k] = true);
    let mut count = vec![0_usize; n_divisions];
    let own = measures.iter().zip(&allowed).filter(|(_, allowed)| **allowed);
    own.for_each(|(measure, _)| count[measure.division] += 1);
    for members in open {
        let few = members.into_iter().min_by_key(|k| (count[measures[*k].division], *k));
        if let Some(k) = few {
            allowed[k] = true;
            count[measures[k].division] += 1;
        }
    }
    allowed
}
