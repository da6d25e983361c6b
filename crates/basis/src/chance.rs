//! Chance that follows a seed: the same seed gives the same numbers on every machine.

/// A stream of pseudo-random numbers (SplitMix64, Steele et al. 2014). For samples and simulations,
/// never for keys.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// The stream of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The stream of a seed for one purpose, so that a change in one leaves the others alone.
    #[must_use]
    pub fn of(seed: u64, purpose: &str) -> Self {
        let mixed = purpose.bytes().fold(seed ^ 0xCBF2_9CE4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
        });
        Self(mixed)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        let mixed = mix(self.0);
        self.0 = self.0.wrapping_add(STEP);
        mixed
    }

    /// A number from 0 up to, but not including, `end`; 0 when `end` is 0.
    pub fn below(&mut self, end: u64) -> u64 {
        let wide = u128::from(self.bits()) * u128::from(end);
        // The upper half of a 128-bit product fits in 64 bits.
        u64::try_from(wide >> 64).unwrap_or_default()
    }

    /// An index into something of that length.
    pub fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).unwrap_or_default()
    }

    /// A number from 0 up to, but not including, 1.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number of the exponential distribution with mean 1.
    pub fn exponential(&mut self) -> f64 {
        -(1.0 - self.unit()).ln()
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i32, high: i32) -> i32 {
        let span = u64::from(high.abs_diff(low)) + 1;
        low + i32::try_from(self.below(span)).unwrap_or_default()
    }

    /// True in `rate` of a thousand cases.
    pub fn per_mille(&mut self, rate: u32) -> bool {
        self.below(1000) < u64::from(rate)
    }

    /// An index drawn by weight; 0 when all weigh nothing.
    pub fn weighted(&mut self, weights: &[u32]) -> usize {
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
    ///
    /// # Panics
    /// There is none.
    pub fn pick<T: Copy>(&mut self, among: &[T]) -> T {
        among[self.index(among.len())]
    }

    /// Puts them in random order (Fisher and Yates).
    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            let other = self.index(last + 1);
            things.swap(last, other);
        }
    }
}

/// The state moves on by the golden ratio of 2^64.
pub(crate) const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// What a state gives.
pub(crate) fn mix(state: u64) -> u64 {
    let mut z = state.wrapping_add(STEP);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_and_a_purpose_name_one_stream() {
        let draw = |mut chance: Chance| (0..8).map(|_| chance.bits()).collect::<Vec<_>>();
        assert_eq!(draw(Chance::new(7)), draw(Chance::new(7)));
        assert_ne!(draw(Chance::new(7)), draw(Chance::new(8)));
        assert_eq!(draw(Chance::of(7, "names")), draw(Chance::of(7, "names")));
        assert_ne!(draw(Chance::of(7, "names")), draw(Chance::of(8, "names")));
        assert_ne!(draw(Chance::of(7, "names")), draw(Chance::of(7, "ages")));
        // The reference of Vigna's splitmix64.c for seed 1234567.
        assert_eq!(Chance::new(1_234_567).bits(), 6_457_827_717_110_365_317);
    }

    #[test]
    fn draws_stay_in_range_and_reach_its_ends() {
        let mut chance = Chance::of(1, "test");
        let drawn: Vec<i32> = (0..2000).map(|_| chance.between(-3, 3)).collect();
        assert_eq!((drawn.iter().min(), drawn.iter().max()), (Some(&-3), Some(&3)));
        let hits = (0..10_000).filter(|_| chance.weighted(&[1, 0, 3]) == 2).count();
        assert!((7_200..7_800).contains(&hits), "three quarters, not {hits}");
        assert!((0..1000).all(|_| chance.index(3) < 3));
        assert_eq!((chance.below(0), chance.index(0)), (0, 0));
    }

    #[test]
    fn means_are_right() {
        let mut chance = Chance::new(7);
        let n = 20_000;
        let unit = (0..n).map(|_| chance.unit()).sum::<f64>() / f64::from(n);
        let exponential = (0..n).map(|_| chance.exponential()).sum::<f64>() / f64::from(n);
        assert!((unit - 0.5).abs() < 0.01, "{unit}");
        assert!((exponential - 1.0).abs() < 0.03, "{exponential}");
    }
}
