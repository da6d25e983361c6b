//! Breaks of definition: years from which a series counts something else.

use super::Panel;

/// A known break: from `year` on, values of the indicator do not compare with earlier ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    /// The indicator.
    pub indicator: String,
    /// The first year of the new definition.
    pub year: i32,
    /// What changed, as "village clinics came in".
    pub why: String,
}

/// A suspicious change from one year to the next, for a person to look at: it is not taken out.
#[derive(Clone, Debug, PartialEq)]
pub struct Jump {
    /// The indicator.
    pub indicator: String,
    /// The year after the change.
    pub year: i32,
    /// The last year before it that has values.
    pub earlier: i32,
    /// The unit that changed otherwise than the rest; `None` where the sum of all units jumped.
    pub unit: Option<String>,
    /// The later value over the earlier one; for a unit relative to that of all.
    pub factor: f64,
    /// Whether a break is marked for that year.
    pub marked: bool,
}

impl Jump {
    /// Whether all units together changed by a factor beyond `limit` (as 1.3) in a year, and nobody
    /// has marked why.
    #[must_use]
    pub fn unexplained(&self, limit: f64) -> bool {
        let years = f64::from(self.year - self.earlier);
        self.unit.is_none() && !self.marked && self.factor.ln().abs() > limit.max(1.0).ln() * years
    }
}

impl Panel {
    /// The breaks that a comparison of two years crosses.
    pub fn breaks_between(&self, earlier: i32, later: i32) -> impl Iterator<Item = &Break> {
        self.breaks().iter().filter(move |one| earlier < one.year && one.year <= later)
    }

    /// Runs of the given years within which no definition changes. Years must rise.
    #[must_use]
    pub fn segments(&self, years: &[i32]) -> Vec<Vec<i32>> {
        runs(years, |earlier, later| self.breaks_between(earlier, later).next().is_none())
    }

    /// The same, ended before changes by a factor beyond `limit` in a year too that nobody has
    /// marked ([`Jump::unexplained`]): what they are is for a person to say.
    #[must_use]
    pub fn comparable(&self, years: &[i32], limit: f64) -> Vec<Vec<i32>> {
        let mut jumps = self.jumps(limit);
        jumps.retain(|jump| jump.unexplained(limit));
        runs(years, |earlier, later| {
            self.breaks_between(earlier, later).next().is_none()
                && !jumps.iter().any(|jump| earlier < jump.year && jump.year <= later)
        })
    }

    /// Changes by a factor beyond `limit` (as 1.3) or below its inverse, from each year with values
    /// to the next: of all units together, and of single units beside the others. Only units with
    /// values above 0 in both years count.
    #[must_use]
    pub fn jumps(&self, limit: f64) -> Vec<Jump> {
        let limit = limit.max(1.0).ln();
        let mut jumps = Vec::new();
        for indicator in 0..self.indicators().len() {
            let filled = |year: &usize| {
                (0..self.units().len()).any(|unit| self.value(*year, unit, indicator).is_some())
            };
            let years: Vec<usize> = (0..self.years().len()).filter(filled).collect();
            for two in years.windows(2) {
                self.jumps_of(indicator, two[0], two[1], limit, &mut jumps);
            }
        }
        jumps
    }

    fn jumps_of(
        &self,
        indicator: usize,
        earlier: usize,
        later: usize,
        limit: f64,
        jumps: &mut Vec<Jump>,
    ) {
        let both = |unit: usize| {
            let (a, b) =
                (self.value(earlier, unit, indicator)?, self.value(later, unit, indicator)?);
            (a > 0.0 && b > 0.0).then_some((unit, a, b))
        };
        let pairs: Vec<(usize, f64, f64)> = (0..self.units().len()).filter_map(both).collect();
        let (before, after) = pairs.iter().fold((0.0, 0.0), |(s, t), (_, a, b)| (s + a, t + b));
        let name = self.indicators()[indicator].name.clone();
        let year = self.years()[later];
        let marked =
            self.breaks_between(self.years()[earlier], year).any(|one| one.indicator == name);
        let jump = |unit: Option<String>, factor: f64| {
            (factor.ln().abs() > limit).then(|| Jump {
                indicator: name.clone(),
                year,
                earlier: self.years()[earlier],
                unit,
                factor,
                marked,
            })
        };
        let all = after / before;
        jumps.extend(jump(None, all));
        jumps.extend(
            pairs
                .iter()
                .filter_map(|(unit, a, b)| jump(Some(self.units()[*unit].clone()), b / a / all)),
        );
    }
}

/// Runs of years of which each goes with the one before.
fn runs(years: &[i32], together: impl Fn(i32, i32) -> bool) -> Vec<Vec<i32>> {
    let mut runs: Vec<Vec<i32>> = Vec::new();
    for year in years {
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(|last| together(*last, *year)) => run.push(*year),
            _ => runs.push(vec![*year]),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::super::panel::tests::{indicator, panel};
    use super::super::{Direction, Observation};
    use super::*;

    #[test]
    fn a_jump_of_all_and_a_jump_of_one() {
        let jumps = panel(&[
            &[(10.0, 1.0), (20.0, 1.0), (30.0, 1.0)],
            &[(30.0, 1.0), (60.0, 1.0), (90.0, 2.0)],
        ])
        .jumps(1.45);
        let found: Vec<(&str, Option<&str>, f64)> =
            jumps.iter().map(|j| (j.indicator.as_str(), j.unit.as_deref(), j.factor)).collect();
        assert_eq!(found, [("a", None, 3.0), ("b", Some("w"), 1.5)]);
        assert!(!jumps[0].marked);
    }

    #[test]
    fn segments_end_where_a_definition_changes() {
        let row = |year| Observation { indicator: "a", unit: "u", year, value: 1.0 };
        let rows: Vec<_> = (2010..2016).map(row).collect();
        let at = |year| Break { indicator: "a".into(), year, why: "merged".into() };
        let indicators = vec![indicator("a", Direction::More)];
        let panel = Panel::new(indicators, &rows, vec![at(2012), at(2015)]).unwrap();
        let segments = panel.segments(&[2010, 2011, 2013, 2014, 2015]);
        assert_eq!(segments, [vec![2010, 2011], vec![2013, 2014], vec![2015]]);
        assert_eq!(panel.breaks_between(2012, 2014).count(), 0);
    }

    #[test]
    fn what_nobody_explained_is_not_compared() {
        let row = |(year, value)| Observation { indicator: "a", unit: "u", year, value };
        // Twice as much in ten years is growth; in one it is something else.
        let rows = [(2000, 1.0), (2010, 2.0), (2011, 4.0), (2012, 4.0)].map(row);
        let years = [2000, 2010, 2011, 2012];
        let of = |breaks| Panel::new(vec![indicator("a", Direction::More)], &rows, breaks).unwrap();
        assert_eq!(of(Vec::new()).comparable(&years, 1.3), [vec![2000, 2010], vec![2011, 2012]]);
        assert_eq!(of(Vec::new()).comparable(&years, 2.5), [years.to_vec()]);
        let marked = Break { indicator: "a".into(), year: 2011, why: "merged".into() };
        let marked = of(vec![marked]);
        assert!(marked.jumps(1.3).iter().all(|jump| !jump.unexplained(1.3)));
        assert_eq!(marked.comparable(&years, 2.5), [vec![2000, 2010], vec![2011, 2012]]);
    }
}
