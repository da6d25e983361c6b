//! Shares out whole things by weight so that nothing is lost: the largest remainder method.

/// Splits `total` by `weights` into whole numbers that add up to it; ties go to the earlier one.
/// With all weights zero everything is zero, since there is nobody to give to.
pub(crate) fn apportion(total: u64, weights: &[u64]) -> Vec<u64> {
    let sum: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let exact = |weight: &u64| u128::from(total) * u128::from(*weight);
    let mut shares: Vec<u64> = weights.iter().map(|weight| whole(exact(weight) / sum)).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|i| (std::cmp::Reverse(exact(&weights[*i]) % sum), *i));
    let missing = total - shares.iter().sum::<u64>();
    for i in order.into_iter().take(usize::try_from(missing).unwrap_or(usize::MAX)) {
        shares[i] += 1;
    }
    shares
}

/// A share never exceeds the total, which is 64 bits wide.
fn whole(share: u128) -> u64 {
    u64::try_from(share).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_largest_remainder_gets_what_is_left() {
        let check = |total, weights: &[u64], expected: &[u64]| {
            assert_eq!(apportion(total, weights), expected, "{total} by {weights:?}");
        };
        check(10, &[1, 1, 1], &[4, 3, 3]);
        check(100, &[47_000, 16_000, 15_800, 12_000, 6_100, 3_100], &[47, 16, 16, 12, 6, 3]);
        check(7, &[0, 0], &[0, 0]);
        check(5, &[0, 9], &[0, 5]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nobody_is_off_by_one(
            total in 0u64..2_000_000,
            weights in proptest::collection::vec(0u64..1_000_000, 1..60),
        ) {
            prop_assume!(weights.iter().any(|weight| *weight > 0));
            let shares = apportion(total, &weights);
            let sum: u64 = weights.iter().sum();
            prop_assert_eq!(shares.iter().sum::<u64>(), total);
            for (share, weight) in shares.iter().zip(&weights) {
                let exact = u128::from(total) * u128::from(*weight);
                let low = exact / u128::from(sum);
                prop_assert!(u128::from(*share) == low || u128::from(*share) == low + 1);
            }
        }
    }
}
