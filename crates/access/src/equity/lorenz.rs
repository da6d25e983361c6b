//! The Lorenz curve and what is read from it: Gini, Hoover, shares of the top and the bottom.

use super::Sample;

/// A point of the Lorenz curve.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct LorenzPoint {
    /// Share of people, from the one with least; 0 to 1.
    pub people: f64,
    /// Share of the total that they hold; 0 to 1.
    pub share: f64,
}

/// Gini index, population weighted, from the trapezoids under the Lorenz curve:
/// Σ_i w_i x_i (2 (W_{i−1} + w_i / 2) / W − 1) / Σwx. `None` where all values are 0.
#[must_use]
pub fn gini(sample: &Sample) -> Option<f64> {
    let (weight, total) = (sample.weight(), sample.total());
    if total <= 0.0 {
        return None;
    }
    let (mut below, mut sum) = (0.0, 0.0);
    for (x, w) in sample.iter() {
        sum += w * x * (2.0 * below + w - weight);
        below += w;
    }
    Some((sum / (weight * total)).max(0.0))
}

/// Hoover index: the share of the total that would have to change hands, Σ w |x − μ| / 2Wμ.
#[must_use]
pub fn hoover(sample: &Sample) -> Option<f64> {
    let mean = sample.mean();
    let apart: f64 = sample.iter().map(|(x, w)| w * (x - mean).abs()).sum();
    (mean > 0.0).then(|| apart / (2.0 * sample.total()))
}

/// The Lorenz curve from (0, 0) to (1, 1) at no more than `most` + 1 points, equally spaced in
/// people; at 0 every observation is a point. Empty where all values are 0.
#[must_use]
pub fn lorenz(sample: &Sample, most: usize) -> Vec<LorenzPoint> {
    if sample.total() <= 0.0 {
        return Vec::new();
    }
    let mut points = vec![LorenzPoint { people: 0.0, share: 0.0 }];
    if most > 0 {
        let at = |k: usize| k as f64 / most as f64;
        let shares = bottom_shares(sample, (1..=most).map(at));
        points.extend(
            shares.into_iter().zip(1..).map(|(share, k)| LorenzPoint { people: at(k), share }),
        );
        return points;
    }
    let (mut people, mut total) = (0.0, 0.0);
    for (x, w) in sample.iter().filter(|(_, w)| *w > 0.0) {
        people += w;
        total += w * x;
        let point = LorenzPoint { people: people / sample.weight(), share: total / sample.total() };
        points.push(point);
    }
    points
}

/// Palma ratio: share of the top 10 % over share of the bottom 40 %; a person at a border is divided.
/// `None` where the bottom has nothing.
#[must_use]
pub fn palma(sample: &Sample) -> Option<f64> {
    ratio(sample, 0.4, 0.9)
}

/// 20:20 ratio: share of the top fifth over share of the bottom fifth.
/// `None` where the bottom has nothing.
#[must_use]
pub fn twenty_twenty(sample: &Sample) -> Option<f64> {
    ratio(sample, 0.2, 0.8)
}

/// [`palma`] and [`twenty_twenty`] in one pass.
pub(super) fn tails(sample: &Sample) -> [Option<f64>; 2] {
    if sample.total() <= 0.0 {
        return [None; 2];
    }
    let shares = bottom_shares(sample, [0.2, 0.4, 0.8, 0.9].into_iter());
    let ratio = |bottom: f64, below_top: f64| (bottom > 0.0).then(|| (1.0 - below_top) / bottom);
    [ratio(shares[1], shares[3]), ratio(shares[0], shares[2])]
}

fn ratio(sample: &Sample, bottom: f64, top: f64) -> Option<f64> {
    if sample.total() <= 0.0 {
        return None;
    }
    let shares = bottom_shares(sample, [bottom, top].into_iter());
    (shares[0] > 0.0).then(|| (1.0 - shares[1]) / shares[0])
}

/// Share of the total that the bottom holds, for rising shares of people.
fn bottom_shares(sample: &Sample, people: impl Iterator<Item = f64>) -> Vec<f64> {
    let (mut below, mut held) = (0.0, 0.0);
    let mut rest = sample.iter().peekable();
    let mut share = |people: f64| {
        let until = people * sample.weight();
        while let Some(&(x, w)) = rest.peek() {
            if below + w > until {
                return (held + (until - below) * x) / sample.total();
            }
            below += w;
            held += w * x;
            rest.next();
        }
        1.0
    };
    people.map(&mut share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[f64], weights: &[f64]) -> Sample {
        Sample::new(values, Some(weights)).unwrap()
    }

    #[test]
    fn four_people_by_hand() {
        let sample = of(&[1.0, 2.0, 3.0, 4.0], &[1.0; 4]);
        // Σ(2i − n − 1)x / n²μ = 10 / 40.
        assert!((gini(&sample).unwrap() - 0.25).abs() < 1e-15);
        assert!((hoover(&sample).unwrap() - 0.2).abs() < 1e-15);
        let shares: Vec<f64> = lorenz(&sample, 0).iter().map(|point| point.share).collect();
        assert_eq!(shares, [0.0, 0.1, 0.3, 0.6, 1.0]);
        assert_eq!(lorenz(&sample, 4).iter().map(|p| p.share).collect::<Vec<_>>(), shares);
        // Top tenth of 4 people: 0.4 of the last, 1.6; bottom 1.6 people: 1 + 0.6·2.
        assert!((palma(&sample).unwrap() - 1.6 / 2.2).abs() < 1e-12);
        assert!((twenty_twenty(&sample).unwrap() - 4.0).abs() < 1e-12);
    }

    #[test]
    fn a_weight_is_so_many_people() {
        let weighted = of(&[5.0, 1.0, 9.0], &[3.0, 2.0, 0.0]);
        let people = of(&[5.0, 1.0, 5.0, 1.0, 5.0], &[1.0; 5]);
        for index in [gini, hoover, palma, twenty_twenty] {
            let (one, other) = (index(&weighted).unwrap(), index(&people).unwrap());
            assert!((one - other).abs() < 1e-12, "{one} {other}");
        }
    }

    #[test]
    fn equal_values_and_nothing_at_all() {
        let equal = of(&[7.0; 3], &[1.0, 2.0, 3.0]);
        assert_eq!((gini(&equal), hoover(&equal)), (Some(0.0), Some(0.0)));
        assert!((palma(&equal).unwrap() - 0.25).abs() < 1e-12);
        let nothing = of(&[0.0; 3], &[1.0; 3]);
        assert_eq!((gini(&nothing), hoover(&nothing), palma(&nothing)), (None, None, None));
        assert!(lorenz(&nothing, 10).is_empty());
        assert_eq!(palma(&of(&[0.0, 0.0, 8.0], &[1.0; 3])), None);
    }
}
