//! Chance that follows a seed; one stream per purpose, so that a change in one leaves the others alone.

/// A stream of pseudo-random numbers (SplitMix64). For simulations, never for keys.
pub(crate) struct Chance(u64);

impl Chance {
    /// The stream of a seed for one purpose.
    pub(crate) fn new(seed: u64, purpose: &str) -> Self {
        let mixed = purpose.bytes().fold(seed ^ 0xCBF2_9CE4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
        });
        Self(mixed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from 0 up to, but not including, `end`; 0 when `end` is 0.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        let wide = u128::from(self.next()) * u128::from(end);
        // The upper half of a 128-bit product fits in 64 bits.
        u64::try_from(wide >> 64).unwrap_or_default()
    }

    /// An index into something of that length.
    pub(crate) fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).unwrap_or_default()
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i32, high: i32) -> i32 {
        let span = u64::from(high.abs_diff(low)) + 1;
        low + i32::try_from(self.below(span)).unwrap_or_default()
    }

    /// True in `rate` of a thousand cases.
    pub(crate) fn per_mille(&mut self, rate: u32) -> bool {
        self.below(1000) < u64::from(rate)
    }

    /// An index drawn by weight.
    pub(crate) fn weighted(&mut self, weights: &[u32]) -> usize {
        let mut point = self.below(weights.iter().map(|weight| u64::from(*weight)).sum());
        for (i, weight) in weights.iter().enumerate() {
            if point < u64::from(*weight) {
                return i;
            }
            point -= u64::from(*weight);
        }
        0
    }

    /// One of them.
    pub(crate) fn pick<T: Copy>(&mut self, among: &[T]) -> T {
        among[self.index(among.len())]
    }

    /// Puts them in random order (Fisher and Yates).
    pub(crate) fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            let other = self.index(last + 1);
            things.swap(last, other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_and_a_purpose_name_one_stream() {
        let draw = |seed, purpose| {
            let mut chance = Chance::new(seed, purpose);
            (0..8).map(|_| chance.below(1_000_000)).collect::<Vec<_>>()
        };
        assert_eq!(draw(7, "names"), draw(7, "names"));
        assert_ne!(draw(7, "names"), draw(8, "names"));
        assert_ne!(draw(7, "names"), draw(7, "ages"));
    }

    #[test]
    fn draws_stay_in_range_and_reach_its_ends() {
        let mut chance = Chance::new(1, "test");
        let drawn: Vec<i32> = (0..2000).map(|_| chance.between(-3, 3)).collect();
        assert_eq!((drawn.iter().min(), drawn.iter().max()), (Some(&-3), Some(&3)));
        let hits = (0..10_000).filter(|_| chance.weighted(&[1, 0, 3]) == 2).count();
        assert!((7_200..7_800).contains(&hits), "three quarters, not {hits}");
    }
}
