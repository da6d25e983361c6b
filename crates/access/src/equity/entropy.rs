//! Generalised entropy: Theil T and L and their kin, exactly divided over nested groups.
//!
//! GE_α = 1/W Σ w φ_α(x / μ) with φ_1(r) = r ln r − r + 1, φ_0(r) = r − 1 − ln r, and otherwise
//! φ_α(r) = (r^α − 1 − α (r − 1)) / (α (α − 1)). Since Σ w (x / μ − 1) = 0 this is the usual
//! definition (Shorrocks 1980), but no term is negative, so neither is any part of the whole.
//! 0 ln 0 = 0.
//!
//! For groups g with people p_g and total s_g as shares of the outer group,
//! GE_α = Σ_g p_g φ_α(s_g / p_g) + Σ_g p_g (s_g / p_g)^α GE_α(g): between plus within.

use super::grouped::Sums;
use super::{Grouped, Sample};

/// Which entropy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Entropy {
    /// Theil's T: α = 1, every part weighs by what it holds.
    T,
    /// Theil's L, the mean logarithmic deviation: α = 0, every part weighs by its people.
    L,
    /// Another α; at 2 half the squared coefficient of variation.
    Alpha(f64),
}

impl Entropy {
    fn term(self, r: f64) -> f64 {
        let term = match self {
            Self::T if r > 0.0 => r * r.ln() - r + 1.0,
            Self::T => 1.0,
            Self::L => r - 1.0 - r.ln(),
            Self::Alpha(alpha) => {
                (r.powf(alpha) - 1.0 - alpha * (r - 1.0)) / (alpha * (alpha - 1.0))
            }
        };
        // Below 0 only by rounding.
        term.max(0.0)
    }

    /// How much a group of share `people` counts when its mean is `r` times the outer one.
    fn share(self, people: f64, r: f64) -> f64 {
        match self {
            Self::T => people * r,
            Self::L => people,
            Self::Alpha(alpha) => people * r.powf(alpha),
        }
    }

    /// α = 0 and 1 have their own names.
    fn plain(self) -> Self {
        match self {
            Self::Alpha(1.0) => Self::T,
            Self::Alpha(0.0) => Self::L,
            other => other,
        }
    }

    /// Whether a value of 0 makes it infinite.
    fn needs_positive(self) -> bool {
        match self {
            Self::T => false,
            Self::L => true,
            Self::Alpha(alpha) => alpha <= 0.0,
        }
    }
}

/// The entropy of a sample. `None` where all values are 0, or one is where that makes it infinite.
#[must_use]
pub fn entropy(sample: &Sample, which: Entropy) -> Option<f64> {
    let which = which.plain();
    defined(sample, which).then(|| {
        let mean = sample.mean();
        let terms = sample.iter().filter(|(_, w)| *w > 0.0).map(|(x, w)| w * which.term(x / mean));
        terms.sum::<f64>() / sample.weight()
    })
}

/// Both Theil indices and the mean logarithm of x / μ, with one logarithm for each value.
pub(super) struct Theils {
    /// As [`entropy`] gives it.
    pub(super) t: Option<f64>,
    /// As [`entropy`] gives it.
    pub(super) l: Option<f64>,
    /// Σ w ln(x / μ) / W; −∞ where a value is 0.
    pub(super) mean_log: f64,
}

impl Theils {
    pub(super) fn of(sample: &Sample) -> Self {
        if sample.total() <= 0.0 {
            return Self { t: None, l: None, mean_log: f64::NEG_INFINITY };
        }
        let (mean, mut sums) = (sample.mean(), [0.0; 3]);
        for (x, w) in sample.iter().filter(|(_, w)| *w > 0.0) {
            for (sum, term) in sums.iter_mut().zip(terms(x / mean)) {
                *sum += w * term;
            }
        }
        let [t, l, mean_log] = sums.map(|sum| sum / sample.weight());
        Self { t: Some(t), l: Some(l).filter(|l| l.is_finite()), mean_log }
    }
}

/// The terms of T and L, as [`Entropy::term`] gives them, and the logarithm that they share.
fn terms(r: f64) -> [f64; 3] {
    let ln = r.ln();
    let t = if r > 0.0 { r * ln - r + 1.0 } else { 1.0 };
    [t.max(0.0), (r - 1.0 - ln).max(0.0), ln]
}

fn defined(sample: &Sample, which: Entropy) -> bool {
    let zero = |(x, w): (f64, f64)| x == 0.0 && w > 0.0;
    sample.total() > 0.0 && !(which.needs_positive() && sample.iter().any(zero))
}

/// A whole entropy and its parts.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct EntropyParts {
    /// The sum of the parts, which is the [`entropy`] of the sample as if there were no groups.
    pub total: f64,
    /// Between the groups of each level within their outer groups, innermost level first. The last
    /// is between the outermost groups.
    pub between: Vec<f64>,
    /// Within the innermost groups.
    pub within: f64,
    /// The innermost groups, by number; groups without people have shares of 0.
    pub groups: Vec<GroupPart>,
}

/// One innermost group.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
pub struct GroupPart {
    /// Its share of all people.
    pub people: f64,
    /// Its share of the total.
    pub total: f64,
    /// Its mean; 0 without people.
    pub mean: f64,
    /// Its own entropy.
    pub entropy: f64,
    /// What it adds to the part within groups.
    pub within: f64,
    /// What it adds to the part between all innermost groups, outer ones left aside, in the usual
    /// signed form: s ln(mean / μ) for T, p ln(μ / mean) for L, p ((mean / μ)^α − 1) / (α (α − 1)).
    pub between: f64,
}

impl Grouped<'_> {
    /// Divides an entropy over the groups; the parts add up to the whole. `None` where [`entropy`]
    /// is.
    #[must_use]
    pub fn entropy(&self, which: Entropy) -> Option<EntropyParts> {
        let which = which.plain();
        if !defined(self.sample, which) {
            return None;
        }
        let [own] = self.own_entropies(|r| [which.term(r)]);
        Some(self.parts(which, &own))
    }

    /// T and L at once, with one logarithm for each value; each as [`Self::entropy`] gives it.
    #[must_use]
    pub fn theils(&self) -> [Option<EntropyParts>; 2] {
        if !defined(self.sample, Entropy::T) {
            return [None, None];
        }
        let [t, l, _] = self.own_entropies(terms);
        let has_l = defined(self.sample, Entropy::L);
        [Some(self.parts(Entropy::T, &t)), has_l.then(|| self.parts(Entropy::L, &l))]
    }

    /// The parts, from the groups' own entropies.
    fn parts(&self, which: Entropy, own: &[f64]) -> EntropyParts {
        let groups: Vec<GroupPart> = self.sums[0]
            .iter()
            .zip(own)
            .map(|(sums, own)| group_part(*sums, self.whole(), *own, which))
            .collect();
        let within = groups.iter().map(|group| group.within).sum();
        let between: Vec<f64> =
            (0..self.sums.len()).map(|level| self.between(level, which)).collect();
        EntropyParts { total: between.iter().sum::<f64>() + within, between, within, groups }
    }

    /// Of each innermost group the means over its people of what `terms` gives for x / μ.
    fn own_entropies<const N: usize>(&self, terms: impl Fn(f64) -> [f64; N]) -> [Vec<f64>; N] {
        let means: Vec<f64> = self.sums[0].iter().map(|sums| sums.mean()).collect();
        let mut own = vec![[0.0; N]; means.len()];
        for (x, w, group) in self.iter() {
            if w > 0.0 && means[group] > 0.0 {
                for (own, term) in own[group].iter_mut().zip(terms(x / means[group])) {
                    *own += w * term;
                }
            }
        }
        let people = || self.sums[0].iter().map(|sums| sums.people);
        let mean = |(own, people): (f64, f64)| if people > 0.0 { own / people } else { own };
        std::array::from_fn(|n| own.iter().map(|own| own[n]).zip(people()).map(mean).collect())
    }

    /// Σ over outer groups of their share times the entropy of the means of their inner groups.
    fn between(&self, level: usize, which: Entropy) -> f64 {
        let outer_of = self.nesting.outer_of(level);
        let part = |(group, inner): (usize, &Sums)| {
            let outer =
                outer_of.map_or(self.whole(), |outer| self.sums[level + 1][outer[group] as usize]);
            if inner.people <= 0.0 || outer.total <= 0.0 {
                return 0.0;
            }
            let (people, ratio) = inner.beside(outer);
            let (outer_people, outer_ratio) = outer.beside(self.whole());
            which.share(outer_people, outer_ratio) * people * which.term(ratio)
        };
        self.sums[level].iter().enumerate().map(part).sum()
    }
}

fn group_part(group: Sums, whole: Sums, entropy: f64, which: Entropy) -> GroupPart {
    if group.people <= 0.0 {
        return GroupPart::default();
    }
    let (people, ratio) = group.beside(whole);
    let within = if entropy > 0.0 { which.share(people, ratio) * entropy } else { 0.0 };
    let between = match which {
        Entropy::T if ratio > 0.0 => people * ratio * ratio.ln(),
        Entropy::T => 0.0,
        Entropy::L => -people * ratio.ln(),
        Entropy::Alpha(alpha) => people * (ratio.powf(alpha) - 1.0) / (alpha * (alpha - 1.0)),
    };
    GroupPart { people, total: people * ratio, mean: group.mean(), entropy, within, between }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Nesting;
    use super::*;

    fn of(values: &[f64]) -> Sample {
        Sample::new(values, None).unwrap()
    }

    #[test]
    fn three_poor_and_three_rich() {
        // The fixed case of the tests of PySAL inequality.
        let sample = of(&[0.0, 0.0, 0.0, 10.0, 10.0, 10.0]);
        let nesting = Nesting::flat(vec![0, 0, 0, 1, 1, 1]);
        let parts = Grouped::new(&sample, &nesting).unwrap().entropy(Entropy::T).unwrap();
        assert!((parts.total - 2.0_f64.ln()).abs() < 1e-15);
        assert!((parts.between[0] - 2.0_f64.ln()).abs() < 1e-15);
        assert_eq!(parts.within, 0.0);
        assert_eq!(entropy(&sample, Entropy::L), None);
        assert_eq!(Grouped::new(&sample, &nesting).unwrap().entropy(Entropy::L), None);
        // Half the squared coefficient of variation, which is 1 here.
        assert!((entropy(&sample, Entropy::Alpha(2.0)).unwrap() - 0.5).abs() < 1e-15);
    }

    #[test]
    fn equal_values_are_0_in_every_part() {
        let sample = Sample::new(&[0.1; 7], Some(&[0.3; 7])).unwrap();
        let nesting = Nesting::flat(vec![0, 1, 2, 0, 1, 2, 0]).within(vec![0, 0, 1]).unwrap();
        for which in [Entropy::T, Entropy::L, Entropy::Alpha(2.0), Entropy::Alpha(-1.0)] {
            let parts = Grouped::new(&sample, &nesting).unwrap().entropy(which).unwrap();
            let all = parts.between.iter().chain([&parts.within, &parts.total]);
            assert!(all.clone().all(|part| (0.0..1e-15).contains(part)), "{which:?} {parts:?}");
        }
    }

    #[test]
    fn alpha_0_and_1_are_the_theils() {
        let sample = of(&[1.0, 2.0, 5.0]);
        assert_eq!(entropy(&sample, Entropy::Alpha(1.0)), entropy(&sample, Entropy::T));
        assert_eq!(entropy(&sample, Entropy::Alpha(0.0)), entropy(&sample, Entropy::L));
        let near = entropy(&sample, Entropy::Alpha(1.0 + 1e-6)).unwrap();
        assert!((near - entropy(&sample, Entropy::T).unwrap()).abs() < 1e-5);
    }

    proptest! {
        #[test]
        fn parts_add_up_and_are_never_negative(
            rows in proptest::collection::vec((0.01f64..100.0, 0.0f64..9.0, 0u32..9), 2..60),
            alpha in prop_oneof![Just(0.0), Just(1.0), Just(2.0), -1.5f64..3.0],
        ) {
            let values: Vec<f64> = rows.iter().map(|row| row.0).collect();
            let weights: Vec<f64> = rows.iter().map(|row| row.1 + 0.001).collect();
            let mut groups: Vec<u32> = rows.iter().map(|row| row.2).collect();
            groups[0] = 8;
            let sample = Sample::new(&values, Some(&weights)).unwrap();
            let nesting = Nesting::flat(groups)
                .within(vec![0, 0, 0, 1, 1, 2, 2, 3, 3]).unwrap()
                .within(vec![0, 0, 1, 1]).unwrap();
            let which = Entropy::Alpha(alpha);
            let grouped = Grouped::new(&sample, &nesting).unwrap();
            let both = [Entropy::T, Entropy::L].map(|which| grouped.entropy(which));
            prop_assert_eq!(grouped.theils(), both);
            let parts = grouped.entropy(which).unwrap();
            let whole = entropy(&sample, which).unwrap();
            prop_assert!((whole - parts.total).abs() <= 1e-9 * whole.max(1e-3), "{parts:?}");
            prop_assert!(parts.within >= 0.0 && parts.between.iter().all(|part| *part >= 0.0));
            prop_assert!(parts.groups.iter().all(|group| group.within >= 0.0));
        }
    }
}
