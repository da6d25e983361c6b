//! Fair choices found division by division, at prices for what the divisions share.
//!
//! The relaxation's point is whole but for a few measures in each division. For a level that every
//! division is to reach, each division lists the choices that reach it and keep its own rules: all
//! that differ from the relaxation only in the measures that are nearest to being taken or left (the
//! core, by reduced cost; Balas and Zemel 1980), the cheapest first, where money counts at the prices
//! that the relaxation gives to the rules that divisions share. The divisions then change their choice
//! one after the other until the shared rules are kept; if they cannot be, the prices are moved
//! towards the rules that are broken (subgradient steps; Held and Karp 1971), and at last the level
//! is lowered a little. Where levels are to be alike, each division then comes nearer to its own by
//! freeing other measures. What is proved is still the relaxation's bound.

use super::agree::{Choice, agree, broken};
use super::part::{Part, Rows, allowed, entry};
use super::program::{Program, Sense};
use super::simplex::Solution;
use super::{Goal, Levels, Measure};
use crate::Limit;

/// The cheapest choices of a division that are kept.
const KEPT: usize = 400;
/// Steps of prices at one level.
const STEPS: usize = 8;
/// Shares of the relaxation's level that are given up, one after the other.
const LOWERED: [f64; 10] =
    [0.0003, 0.0006, 0.001, 0.0017, 0.0027, 0.0042, 0.007, 0.012, 0.025, 0.05];

/// Looks for choices of a fair goal near the relaxation's point; hands each whole point over to
/// `offer`, which says whether it keeps all rules.
pub(super) fn search(
    (measures, levels, goal): (&[Measure], &Levels, &Goal),
    (program, root): (&Program, &Solution),
    limit: &Limit<'_>,
    offer: &mut dyn FnMut(&[f64]) -> bool,
) {
    let exact = matches!(goal, Goal::LeastSpread(_));
    let divided = Divided::new((program, root), measures, levels, exact);
    for lowered in LOWERED {
        let wanted = divided.wanted(levels, root, lowered);
        let mut prices = divided.prices.clone();
        for step in 0..STEPS {
            if limit.stops() {
                return;
            }
            let options = divided.options(&wanted, &prices);
            if options.iter().any(Vec::is_empty) {
                break;
            }
            let (chosen, used) = agree(&divided.shared(), &options);
            let mut taken = divided.taken(&chosen);
            if exact {
                divided.refine(&mut taken, &wanted, used.clone());
            }
            let point: Vec<f64> = taken.iter().map(|taken| f64::from(u8::from(*taken))).collect();
            match offer(&point) {
                // A lower level may be kept by all more exactly.
                true if exact => break,
                true => return,
                false => divided.adjust(&mut prices, &used, step),
            }
        }
    }
}

/// Rounds in which each division frees other measures to come nearer to its gain.
const REFINED: usize = 12;
/// A gain is met when it is this near: people are counted whole.
const NEAR: f64 = 0.5;

/// The measures by division, and the rules that bind divisions together.
struct Divided<'a> {
    program: &'a Program,
    measures: &'a [Measure],
    /// Rows that divisions share, and how much of them the relaxation's point uses.
    rows: Vec<(usize, f64)>,
    /// Price of each row of the programme.
    prices: Vec<f64>,
    parts: Vec<Part>,
    /// Of each division the measures that it may take, the most doubtful first, and its own rows.
    own: Vec<(Vec<usize>, Vec<usize>)>,
    /// Whether a gain is to be met, and not only reached.
    exact: bool,
    people: f64,
}

impl<'a> Divided<'a> {
    fn new(
        (program, root): (&'a Program, &Solution),
        measures: &'a [Measure],
        levels: &Levels,
        exact: bool,
    ) -> Self {
        let n_divisions = levels.persons.len();
        let allowed = allowed(measures, root, n_divisions);
        let rows = Rows::of(program, root, measures, &allowed);
        let is_rule = |row: &usize| !rows.of_goal[*row];
        let shared: Vec<(usize, f64)> = (0..program.rows.len())
            .filter(|row| rows.shared[*row] && is_rule(row))
            .map(|row| (row, rows.size[row].max(1e-9)))
            .collect();
        let mut prices = vec![0.0; program.rows.len()];
        shared.iter().for_each(|(row, _)| prices[*row] = root.prices[*row]);
        if prices.iter().all(|price| *price == 0.0)
            && let Some((row, size)) = shared.first().filter(|_| !exact)
        {
            // Nothing binds in the relaxation: the fund's total is at least not to be wasted.
            prices[*row] = 1.0 / size;
        }
        let (mut parts, mut own) = (Vec::new(), Vec::new());
        for division in 0..n_divisions {
            let is_own = |k: &usize| allowed[*k] && measures[*k].division == division;
            let mut all: Vec<usize> = (0..measures.len()).filter(is_own).collect();
            all.sort_by(|a, b| root.reduced[*a].abs().total_cmp(&root.reduced[*b].abs()));
            let is_local = |row: &usize| rows.of_row[*row] == Some(division) && !rows.shared[*row];
            let local: Vec<usize> =
                (0..program.rows.len()).filter(is_local).filter(is_rule).collect();
            let (taken, left): (Vec<usize>, Vec<usize>) =
                all.iter().partition(|k| root.point[**k] > 0.5);
            parts.push(Part::new((&taken, &left), &local, (program, measures)));
            own.push((all, local));
        }
        let people = levels.persons.iter().sum();
        Self { program, measures, rows: shared, prices, parts, own, exact, people }
    }

    /// What each division is to gain when everyone's level is a little lower than in the relaxation.
    fn wanted(&self, levels: &Levels, root: &Solution, lowered: f64) -> Vec<f64> {
        let mut gains = vec![0.0; self.parts.len()];
        for (measure, x) in self.measures.iter().zip(&root.point) {
            gains[measure.division] += measure.gain * x;
        }
        let people: f64 = levels.persons.iter().sum();
        let mean = (levels.served.iter().sum::<f64>() + gains.iter().sum::<f64>()) / people;
        let of_division = |(gain, (served, persons)): (f64, (&f64, &f64))| match self.exact {
            // A step down that is the same for all leaves the distances as they are.
            true => (gain - lowered * mean * persons).max(0.0),
            false => gain - lowered * (served + gain),
        };
        let stand = levels.served.iter().zip(&levels.persons);
        gains.into_iter().zip(stand).map(of_division).collect()
    }

    /// For each division its cheapest choices that gain what is wanted; where that is to be met, a
    /// person too many or too few costs as much as in the goal.
    fn options(&self, wanted: &[f64], prices: &[f64]) -> Vec<Vec<Choice>> {
        let cost = |k: usize| -> f64 {
            let entries = self.program.columns[k].entries.iter();
            entries.map(|(row, value)| prices[*row as usize] * value).sum()
        };
        let of_part = |(part, wanted): (&Part, &f64)| {
            let mut costs = part.sums(cost);
            let mut masks = part.masks.clone();
            if self.exact {
                let apart = |gain: &f64| (gain - wanted).abs() / self.people;
                costs.iter_mut().zip(&part.gains).for_each(|(cost, gain)| *cost += apart(gain));
            } else {
                masks.retain(|mask| part.gains[*mask as usize] >= *wanted);
            }
            let cheaper =
                |a: &u32, b: &u32| costs[*a as usize].total_cmp(&costs[*b as usize]).then(a.cmp(b));
            if masks.len() > KEPT {
                masks.select_nth_unstable_by(KEPT, cheaper);
                masks.truncate(KEPT);
            }
            masks.sort_unstable_by(cheaper);
            let choice = |mask: u32| {
                let taken: Vec<usize> = part.taken(mask).collect();
                Choice { mask, cost: costs[mask as usize], used: self.used(&taken) }
            };
            masks.into_iter().map(choice).collect()
        };
        self.parts.iter().zip(wanted).map(of_part).collect()
    }

    /// How much of the shared rows some measures use.
    fn used(&self, taken: &[usize]) -> Vec<f64> {
        let of_row = |(row, _): &(usize, f64)| -> f64 {
            taken.iter().map(|k| entry(self.program, *k, *row)).sum()
        };
        self.rows.iter().map(of_row).collect()
    }

    /// Brings each division nearer to the gain that it is to meet, without breaking the shared rules
    /// more than they are.
    fn refine(&self, taken: &mut [bool], wanted: &[f64], mut used: Vec<f64>) {
        for round in 0..REFINED {
            for (division, wanted) in wanted.iter().enumerate() {
                if let Some(now) = self.nearer((division, round), taken, (*wanted, &used)) {
                    used = now;
                }
            }
        }
    }

    /// Frees other measures of a division than last time and takes what comes nearest; how much of the
    /// shared rows all use then, if that is nearer than before.
    fn nearer(
        &self,
        (division, round): (usize, usize),
        taken: &mut [bool],
        (wanted, used): (f64, &[f64]),
    ) -> Option<Vec<f64>> {
        let (own, local) = &self.own[division];
        let (mut inside, mut left): (Vec<usize>, Vec<usize>) = own.iter().partition(|k| taken[**k]);
        let gain: f64 = inside.iter().map(|k| self.measures[*k].gain).sum();
        let best = (gain - wanted).abs();
        if best < NEAR {
            return None;
        }
        let before = self.used(&inside);
        inside.sort_by_key(|k| stirred(*k, round));
        left.sort_by_key(|k| stirred(*k, round));
        let part = Part::new((&inside, &left), local, (self.program, self.measures));
        let apart = |mask: &u32| (part.gains[*mask as usize] - wanted).abs();
        let mut masks = part.masks.clone();
        masks.retain(|mask| apart(mask) < best);
        masks.sort_by(|a, b| apart(a).total_cmp(&apart(b)).then(a.cmp(b)));
        let rows = self.shared();
        let limit = broken(&rows, used);
        for mask in masks.into_iter().take(KEPT) {
            let choice: Vec<usize> = part.taken(mask).collect();
            let own_use = self.used(&choice);
            let both = used.iter().zip(before.iter().zip(&own_use));
            let now: Vec<f64> = both.map(|(all, (before, own))| all - before + own).collect();
            if broken(&rows, &now) <= limit {
                own.iter().for_each(|k| taken[*k] = false);
                choice.iter().for_each(|k| taken[*k] = true);
                return Some(now);
            }
        }
        None
    }

    /// The shared rows: sense, limit and size.
    fn shared(&self) -> Vec<(Sense, f64, f64)> {
        let of_row = |(row, size): &(usize, f64)| {
            let (sense, limit) = self.program.rows[*row];
            (sense, limit, *size)
        };
        self.rows.iter().map(of_row).collect()
    }

    /// Which measures are taken.
    fn taken(&self, chosen: &[u32]) -> Vec<bool> {
        let mut all = vec![false; self.measures.len()];
        for (part, mask) in self.parts.iter().zip(chosen) {
            part.taken(*mask).for_each(|k| all[k] = true);
        }
        all
    }

    /// Raises the prices of rules that a choice breaks and lowers those of rules with room.
    fn adjust(&self, prices: &mut [f64], used: &[f64], step: usize) {
        let worth: f64 = self.rows.iter().map(|(row, size)| (prices[*row] * size).abs()).sum();
        let pace = 8.0 / (1.0 + step as f64 / 3.0);
        for (&(row, size), used) in self.rows.iter().zip(used) {
            let (sense, limit) = self.program.rows[row];
            let over = (used - limit) / size;
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

/// A number that orders measures otherwise in each round, the same on every machine.
fn stirred(k: usize, round: usize) -> u32 {
    let mixed = (k as u32).wrapping_mul(2_654_435_761) ^ (round as u32).wrapping_mul(40_503 * 7);
    mixed.wrapping_mul(2_246_822_519) >> 3
}
