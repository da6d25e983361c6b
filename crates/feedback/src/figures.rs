//! Public figures in which nobody can be found; pure.
//!
//! Numbers below the smallest are shown as "fewer". The true total is never shown beside them, only
//! what follows from the cells that are shown. The two tables of a matter have the same true total,
//! so places are shown only where no level is hidden, and where the total gives no place away.
//!
//! Nobody has to rate an indicator, so the numbers of one have no total that is told; but they are no
//! more than the ratings of the matter, less those that the other way must have. Indicators are shown
//! only where no level is hidden and where this bound leaves each small number open.

use crate::model::{Indicator, Way};

/// A cell as it is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cell {
    /// The number.
    Exact(u64),
    /// At least one, but fewer than the smallest number that is published.
    Fewer,
}

/// What is published about one matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// The five levels, from the best to the worst.
    pub levels: Vec<Cell>,
    /// Places by code; none where they would give a level away.
    pub places: Option<Vec<(String, Cell)>>,
    /// The least and the greatest total that the levels allow.
    pub total: (u64, u64),
    /// Satisfied ones (the first three levels) of a hundred, where no level is hidden.
    pub satisfied: Option<u64>,
    /// Each indicator that somebody rated; none where they would give a number away.
    pub indicators: Option<Vec<Said>>,
}

/// The numbers of an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Of cases that came in on this way.
    pub way: Way,
    /// What was rated.
    pub indicator: Indicator,
    /// By level, from the best to the worst.
    pub levels: [u64; 5],
}

/// What is published about one indicator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Of cases that came in on this way.
    pub way: Way,
    /// What was rated.
    pub indicator: Indicator,
    /// By level, from the best to the worst.
    pub levels: Vec<Cell>,
}

impl Figures {
    /// The same with the indicators, as far as they may be told.
    #[must_use]
    pub fn with_indicators(self, counts: &[Counts], smallest: u64) -> Self {
        // A share is told exactly where every level is, and then the total is known.
        let known = self.satisfied.map(|_| self.total.0);
        let indicators = known.and_then(|total| indicators(total, counts, smallest));
        Self { indicators, ..self }
    }
}

/// The figures of a matter, or none while there are fewer ratings than the smallest number.
#[must_use]
pub fn figures(levels: [u64; 5], places: &[(String, u64)], smallest: u64) -> Option<Figures> {
    let total: u64 = levels.iter().sum();
    if total == 0 || total < smallest {
        return None;
    }
    let shown: Vec<Cell> = levels.iter().map(|count| cell(*count, smallest)).collect();
    let by_place: Vec<(String, Cell)> =
        places.iter().map(|(place, count)| (place.clone(), cell(*count, smallest))).collect();
    let cells: Vec<Cell> = by_place.iter().map(|(_, cell)| *cell).collect();
    let all_exact = !shown.contains(&Cell::Fewer);
    let is_safe = all_exact && stays_open(&cells, total, smallest);
    Some(Figures {
        total: range(&shown, smallest),
        satisfied: all_exact.then(|| levels[..3].iter().sum::<u64>() * 100 / total),
        places: (is_safe && !places.is_empty()).then_some(by_place),
        levels: shown,
        indicators: None,
    })
}

/// The indicators of a matter with so many ratings, or none where they would tell a small number.
fn indicators(total: u64, counts: &[Counts], smallest: u64) -> Option<Vec<Said>> {
    let one = |of: &Counts| Said {
        way: of.way,
        indicator: of.indicator,
        levels: of.levels.iter().map(|count| cell(*count, smallest)).collect(),
    };
    let said: Vec<Said> = counts.iter().map(one).collect();
    // So many cases of a way have rated at least: each hidden number is one or more.
    let least = |levels: &[Cell]| {
        let (sum, hidden) = parts(levels);
        sum + hidden
    };
    let others = |way: Way| {
        let others = said.iter().filter(|one| one.way != way).map(|one| least(&one.levels));
        others.max().unwrap_or_default()
    };
    // Each hidden number can then be one as well as two.
    let is_open = |one: &Said| {
        !one.levels.contains(&Cell::Fewer)
            || (smallest > 2 && least(&one.levels) + others(one.way) < total)
    };
    said.iter().all(is_open).then_some(said)
}

fn cell(count: u64, smallest: u64) -> Cell {
    if count > 0 && count < smallest { Cell::Fewer } else { Cell::Exact(count) }
}

/// The sum of what is shown, and how many cells are hidden.
fn parts(cells: &[Cell]) -> (u64, u64) {
    cells.iter().fold((0, 0), |(sum, hidden), cell| match cell {
        Cell::Exact(count) => (sum + count, hidden),
        Cell::Fewer => (sum, hidden + 1),
    })
}

/// The totals that the cells of a table allow.
fn range(cells: &[Cell], smallest: u64) -> (u64, u64) {
    let (sum, hidden) = parts(cells);
    (sum + hidden, sum + hidden * smallest.saturating_sub(1))
}

/// Whether each hidden cell can still be one of two numbers or more when the total is known. It
/// looks only at what is published, so that the answer itself gives nothing away.
fn stays_open(cells: &[Cell], total: u64, smallest: u64) -> bool {
    let (sum, hidden) = parts(cells);
    if hidden == 0 {
        return true;
    }
    let others = (hidden - 1, (hidden - 1) * (smallest - 1));
    let possible = |value: u64| {
        let fixed = sum + value;
        fixed + others.0 <= total && fixed + others.1 >= total
    };
    (1..smallest).filter(|value| possible(*value)).count() > 1
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn places(counts: &[u64]) -> Vec<(String, u64)> {
        counts.iter().enumerate().map(|(at, count)| (at.to_string(), *count)).collect()
    }

    #[test]
    fn small_cells_are_hidden_and_totals_do_not_tell_them() {
        let check = |levels: [u64; 5], at: &[u64], expected: Option<((u64, u64), bool)>| {
            let found = figures(levels, &places(at), 5);
            let found = found.map(|found| (found.total, found.places.is_some()));
            assert_eq!(found, expected, "{levels:?} {at:?}");
        };
        check([0, 0, 0, 0, 0], &[], None);
        check([3, 1, 0, 0, 0], &[4], None);
        check([20, 10, 0, 0, 0], &[15, 15], Some(((30, 30), true)));
        // The places would say that it is 31, and so that one is dissatisfied.
        check([20, 10, 0, 1, 0], &[16, 15], Some(((31, 34), false)));
        check([20, 10, 0, 1, 0], &[16, 13, 2], Some(((31, 34), false)));
        check([20, 10, 0, 0, 0], &[28, 2], Some(((30, 30), false)));
        check([20, 10, 0, 0, 0], &[25, 2, 3], Some(((30, 30), true)));
        check([20, 10, 0, 0, 0], &[28, 1, 1], Some(((30, 30), false)));
        check([2, 2, 2, 0, 0], &[], Some(((3, 12), false)));
    }

    #[test]
    fn the_share_is_told_only_where_every_level_is() {
        let all = figures([20, 10, 10, 10, 0], &[], 5).unwrap();
        assert_eq!(all.satisfied, Some(80));
        assert_eq!(figures([20, 10, 10, 9, 1], &[], 5).unwrap().satisfied, None);
    }

    fn counts(way: Way, indicator: Indicator, [a, b]: [u64; 2]) -> Counts {
        Counts { way, indicator, levels: [a, b, 0, 0, 0] }
    }

    #[test]
    fn indicators_are_told_only_where_they_give_nothing_away() {
        let check = |levels: [u64; 5], online: [u64; 2], expected: Option<[Cell; 2]>| {
            let counts = [counts(Way::Online, Indicator::Guide, online)];
            let found = figures(levels, &[], 5).unwrap().with_indicators(&counts, 5);
            let shown = found.indicators.map(|all| [all[0].levels[0], all[0].levels[1]]);
            assert_eq!(shown, expected, "{levels:?} {online:?}");
        };
        let all = [20, 10, 0, 0, 0];
        check(all, [20, 5], Some([Cell::Exact(20), Cell::Exact(5)]));
        check(all, [20, 4], Some([Cell::Exact(20), Cell::Fewer]));
        // Thirty rated, 29 of them said the one: the other is one.
        check(all, [29, 1], None);
        check(all, [28, 2], Some([Cell::Exact(28), Cell::Fewer]));
        // The total is not told here, and 32 of an indicator would tell that it is more than 31.
        check([20, 10, 0, 2, 0], [32, 0], None);
    }

    /// The same for indicators of both ways, where the total is known.
    #[test]
    fn no_small_number_of_an_indicator_can_be_told() {
        const SMALLEST: u64 = 3;
        const MOST: u64 = 9;
        let mut behind: BTreeMap<String, Vec<[u64; 4]>> = BTreeMap::new();
        let pairs = || (0..=MOST).flat_map(|a| (0..=MOST - a).map(move |b| [a, b]));
        for total in SMALLEST..=MOST {
            for on in pairs() {
                for off in pairs().filter(|off| off[0] + off[1] + on[0] + on[1] <= total) {
                    let of = [
                        counts(Way::Online, Indicator::Guide, on),
                        counts(Way::Offline, Indicator::Skill, off),
                    ];
                    let found = figures([total, 0, 0, 0, 0], &[], SMALLEST).unwrap();
                    let shown = found.with_indicators(&of, SMALLEST);
                    if shown.indicators.is_some() {
                        let cells = [on[0], on[1], off[0], off[1]];
                        behind.entry(format!("{shown:?}")).or_default().push(cells);
                    }
                }
            }
        }
        assert!(behind.len() > 100, "{}", behind.len());
        for (shown, all) in &behind {
            for at in 0..4 {
                let first = all[0][at];
                let is_small = first > 0 && first < SMALLEST;
                let is_told = all.iter().all(|one| one[at] == first);
                assert!(!(is_small && is_told), "{shown} tells cell {at}: {first}");
            }
        }
    }

    /// Everything that could lie behind what is published: a stranger who knows the method and all
    /// that is shown cannot tell any small cell.
    #[test]
    fn whoever_knows_the_method_cannot_tell_a_small_cell() {
        const SMALLEST: u64 = 3;
        const MOST: u64 = 12;
        let tables: Vec<(u64, u64, u64)> = (0..=MOST)
            .flat_map(|a| (0..=MOST).flat_map(move |b| (0..=MOST).map(move |c| (a, b, c))))
            .filter(|(a, b, c)| a + b + c <= MOST)
            .collect();
        let mut behind: BTreeMap<String, Vec<[u64; 6]>> = BTreeMap::new();
        for (a, b, c) in &tables {
            for (d, e, f) in tables.iter().filter(|(d, e, f)| d + e + f == a + b + c) {
                let shown = figures([*a, *b, *c, 0, 0], &places(&[*d, *e, *f]), SMALLEST);
                let Some(shown) = shown else { continue };
                // Where greater totals than those tried could be behind it, too much would seem told.
                if shown.total.1 <= MOST {
                    let of = behind.entry(format!("{shown:?}")).or_default();
                    of.push([*a, *b, *c, *d, *e, *f]);
                }
            }
        }
        assert!(behind.len() > 200, "{}", behind.len());
        for (shown, all) in &behind {
            let hides_places = shown.contains("places: None");
            for at in 0..(if hides_places { 3 } else { 6 }) {
                let first = all[0][at];
                let is_small = first > 0 && first < SMALLEST;
                let is_told = all.iter().all(|one| one[at] == first);
                assert!(!(is_small && is_told), "{shown} tells cell {at}: {first}");
            }
        }
    }
}
