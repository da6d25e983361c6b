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
    /// The unit that changed otherwise than the rest; `None` where the sum of all units jumped.
    pub unit: Option<String>,
    /// The later value over the earlier one; for a unit relative to that of all.
    pub factor: f64,
    /// Whether a break is marked for that year.
    pub marked: bool,
}

impl Panel {
    /// The breaks that a comparison of two years crosses.
    pub fn breaks_between(&self, earlier: i32, later: i32) -> impl Iterator<Item = &Break> {
        self.breaks().iter().filter(move |one| earlier < one.year && one.year <= later)
    }

    /// Runs of the given years within which no definition changes. Years must rise.
    #[must_use]
    pub fn segments(&self, years: &[i32]) -> Vec<Vec<i32>> {
        let mut segments: Vec<Vec<i32>> = Vec::new();
        for year in years {
            match segments.last_mut() {
                Some(run)
                    if run
                        .last()
                        .is_some_and(|last| self.breaks_between(*last, *year).next().is_none()) =>
                {
                    run.push(*year);
                }
                _ => segments.push(vec![*year]),
            }
        }
        segments
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
}
