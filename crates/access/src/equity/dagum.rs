//! The Gini index by group (Dagum 1997): within, between the means, and where groups overlap.
//!
//! G = Σ_g p_g s_g G_g + G_nb + G_t. The net part between groups,
//! Σ_{h<k} (p_h s_k + p_k s_h) |μ_h − μ_k| / (μ_h + μ_k), is the Gini index of the group means;
//! so none of it needs pairs of groups, and thousands of groups cost no more than two.

use super::grouped::Sums;
use super::{Grouped, Sample, gini};

/// The Gini index and its parts.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct GiniParts {
    /// Over all observations.
    pub total: f64,
    /// Within groups: Σ p_g s_g G_g.
    pub within: f64,
    /// Net between groups: the Gini index of the group means.
    pub between: f64,
    /// Overlap (transvariation density): what is left, where people of a poorer group have more
    /// than people of a richer one.
    pub overlap: f64,
    /// Gini index of each group, by number; `None` for a group without people or without any value
    /// above 0.
    pub groups: Vec<Option<f64>>,
}

impl Grouped<'_> {
    /// Divides the Gini index over the innermost groups. `None` where all values are 0.
    #[must_use]
    pub fn gini(&self) -> Option<GiniParts> {
        let total = gini(self.sample)?;
        let sums = &self.sums[0];
        let own = |(sums, ranked): (&Sums, &f64)| {
            let own = ranked / sums.total - sums.people;
            (sums.total > 0.0).then(|| own.max(0.0) / sums.people)
        };
        let groups: Vec<Option<f64>> = sums.iter().zip(&self.ranked).map(own).collect();
        let (people, held) = (self.sample.weight(), self.sample.total());
        let share = |sums: &Sums| sums.people / people * (sums.total / held);
        let own = sums.iter().zip(&groups);
        let within: f64 = own.map(|(sums, own)| share(sums) * own.unwrap_or(0.0)).sum();
        let between = self.gini_of_means();
        let overlap = (total - within - between).max(0.0);
        Some(GiniParts { total, within, between, overlap, groups })
    }

    fn gini_of_means(&self) -> f64 {
        let means: Vec<f64> = self.sums[0].iter().map(|sums| sums.mean()).collect();
        let people: Vec<f64> = self.sums[0].iter().map(|sums| sums.people).collect();
        Sample::new(&means, Some(&people)).ok().and_then(|means| gini(&means)).unwrap_or(0.0)
    }

    /// The Gini index between two groups (Dagum's G_hk): mean difference of a person of one and a
    /// person of the other over the sum of the means. `None` for a group without people, or where
    /// all values are 0.
    #[must_use]
    pub fn gini_between(&self, one: u32, other: u32) -> Option<f64> {
        let (one, other) = (one as usize, other as usize);
        let (mut first, mut second) = (Sums::default(), Sums::default());
        let mut apart = 0.0;
        for (x, w, group) in self.iter() {
            // Everyone of the other group seen so far has no more.
            if group == one {
                apart += w * (x * second.people - second.total);
                first.add(Sums { people: w, total: w * x });
            }
            if group == other {
                apart += w * (x * first.people - first.total);
                second.add(Sums { people: w, total: w * x });
            }
        }
        let people = first.people * second.people;
        let means = first.total * second.people + second.total * first.people;
        (people > 0.0 && means > 0.0).then(|| apart / means)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Nesting;
    use super::*;

    proptest! {
        /// Against the definition over all pairs of groups and people.
        #[test]
        fn parts_are_those_of_the_definition(
            rows in proptest::collection::vec((0.1f64..100.0, 0.1f64..9.0, 0u32..4), 4..30)
        ) {
            let mut rows = rows;
            (0..4).for_each(|group| rows[group].2 = group as u32);
            let values: Vec<f64> = rows.iter().map(|row| row.0).collect();
            let weights: Vec<f64> = rows.iter().map(|row| row.1).collect();
            let sample = Sample::new(&values, Some(&weights)).unwrap();
            let nesting = Nesting::flat(rows.iter().map(|row| row.2).collect());
            let grouped = Grouped::new(&sample, &nesting).unwrap();
            let found = grouped.gini().unwrap();
            let sums = |g: u32| rows.iter().filter(|row| row.2 == g)
                .fold((0.0, 0.0), |(p, t), row| (p + row.1, t + row.0 * row.1));
            let (mut within, mut between, mut gross) = (0.0, 0.0, 0.0);
            for h in 0..4 {
                for k in 0..4 {
                    let ((ph, th), (pk, tk)) = (sums(h), sums(k));
                    let (mh, mk) = (th / ph, tk / pk);
                    let mut apart = 0.0;
                    for a in rows.iter().filter(|row| row.2 == h) {
                        for b in rows.iter().filter(|row| row.2 == k) {
                            apart += a.1 * b.1 * (a.0 - b.0).abs();
                        }
                    }
                    let index = apart / (ph * pk * (mh + mk));
                    let share = ph / sample.weight() * tk / sample.total();
                    if h == k {
                        within += index * share;
                        prop_assert!((found.groups[h as usize].unwrap() - index).abs() < 1e-12);
                    } else {
                        gross += index * share;
                        between += (mh - mk).abs() / (mh + mk) * share;
                        let two = grouped.gini_between(h, k).unwrap();
                        prop_assert!((two - index).abs() < 1e-12);
                    }
                }
            }
            prop_assert!((found.within - within).abs() < 1e-12);
            prop_assert!((found.between - between).abs() < 1e-12);
            prop_assert!((found.overlap - (gross - between)).abs() < 1e-12);
            prop_assert!((found.within + found.between + found.overlap - found.total).abs() < 1e-12);
        }
    }
}
