//! How unequal a measure is: the same indices as `plan equity`, computed by the same functions.

use access::equity::{
    Aversion, Entropy, Grouped, Indices, Labels, LorenzPoint, Nesting, Sample, lorenz,
};

/// Points of the curve as it is drawn.
const POINTS: usize = 100;

/// A measure among people, and between groups.
#[derive(Clone, Debug)]
pub(crate) struct Inequality {
    /// Indices over all.
    pub(crate) indices: Indices,
    /// The curve.
    pub(crate) curve: Vec<LorenzPoint>,
    /// Zones without a value, which are left out, and how many people live there.
    pub(crate) left_out: (usize, f64),
    /// Between and within groups, where there are groups.
    pub(crate) parts: Option<Parts>,
}

/// What is divided over groups.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    /// Theil's T between groups and within them.
    pub(crate) theil: Option<[f64; 2]>,
    /// The Gini index within groups, between their means, and where they overlap.
    pub(crate) gini: Option<[f64; 3]>,
    /// Each group: name, share of people, mean, its own Theil's T.
    pub(crate) groups: Vec<(String, f64, f64, f64)>,
}

impl Inequality {
    /// Of values weighted by people; `None` where nothing can be said: no value, nobody, a value
    /// below 0.
    pub(crate) fn of(
        values: &[Option<f64>],
        people: &[Option<f64>],
        groups: Option<&[String]>,
    ) -> Option<Self> {
        let mut kept = (Vec::new(), Vec::new(), Vec::new());
        let mut left_out = (0, 0.0);
        for (zone, value) in values.iter().enumerate() {
            let here = people.get(zone).copied().flatten().unwrap_or(0.0);
            match value {
                Some(value) => {
                    kept.0.push(*value);
                    kept.1.push(here);
                    kept.2.extend(groups.map(|groups| groups[zone].as_str()));
                }
                None => left_out = (left_out.0 + 1, left_out.1 + here),
            }
        }
        let sample = Sample::new(&kept.0, Some(&kept.1)).ok()?;
        let aversions = [0.5, 1.0].into_iter().filter_map(|e| Aversion::new(e).ok());
        Some(Self {
            indices: Indices::of(&sample, &aversions.collect::<Vec<_>>()),
            curve: lorenz(&sample, POINTS),
            left_out,
            parts: groups.and_then(|_| Parts::of(&sample, &kept.2)),
        })
    }
}

impl Parts {
    fn of(sample: &Sample, groups: &[&str]) -> Option<Self> {
        let labels = Labels::new(groups.iter().copied());
        let nesting = Nesting::flat(labels.of_row);
        let grouped = Grouped::new(sample, &nesting).ok()?;
        let theil = grouped.entropy(Entropy::T);
        let of_group = theil.iter().flat_map(|parts| parts.groups.iter().zip(&labels.names));
        Some(Self {
            groups: of_group
                .map(|(part, name)| (name.clone(), part.people, part.mean, part.entropy))
                .collect(),
            theil: theil.as_ref().map(|parts| [parts.between.iter().sum(), parts.within]),
            gini: grouped.gini().map(|parts| [parts.within, parts.between, parts.overlap]),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_the_people_with_everything() {
        let values = [Some(0.0), Some(4.0), None];
        let people = [Some(10.0), Some(10.0), Some(5.0)];
        let groups = ["山区", "平原", "山区"].map(str::to_owned);
        let found = Inequality::of(&values, &people, Some(&groups)).unwrap();
        assert!((found.indices.gini.unwrap() - 0.5).abs() < 1e-12);
        assert_eq!(found.left_out, (1, 5.0));
        let parts = found.parts.unwrap();
        assert!((parts.theil.unwrap()[0] - 2.0_f64.ln()).abs() < 1e-12, "all of it is between");
        assert_eq!(parts.groups.len(), 2);
        assert!(Inequality::of(&[None], &[Some(1.0)], None).is_none());
        assert!(Inequality::of(&[Some(1.0)], &[Some(0.0)], None).is_none());
    }
}
