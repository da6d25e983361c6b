//! Chance of the simulated past: the same seed and the same name give the same draws, whoever
//! draws before or after.

use seal::KeyedHash;

/// A stream of draws.
pub struct Draw {
    hash: KeyedHash,
    drawn: u64,
}

impl Draw {
    /// The draws that belong to a name (a day, a case) under a seed.
    pub fn new(seed: u64, of: &str, number: u64) -> Self {
        let mut key = [0x5a; 32];
        key[..8].copy_from_slice(&seed.to_be_bytes());
        let own = KeyedHash::new(&key).tag(of, &number.to_be_bytes());
        Self { hash: KeyedHash::new(&own.0), drawn: 0 }
    }

    /// Thirty-two bytes.
    pub fn bytes(&mut self) -> [u8; 32] {
        self.drawn += 1;
        self.hash.tag("draw", &self.drawn.to_be_bytes()).0
    }

    /// From zero up to, but not including, one.
    pub fn unit(&mut self) -> f64 {
        let mut four = [0; 4];
        four.copy_from_slice(&self.bytes()[..4]);
        f64::from(u32::from_be_bytes(four)) / (f64::from(u32::MAX) + 1.0)
    }

    /// Between two numbers.
    pub fn between(&mut self, least: f64, most: f64) -> f64 {
        least + self.unit() * (most - least)
    }

    /// True so often.
    pub fn happens(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    /// One of so many; 0 where there is none.
    pub fn one_of(&mut self, many: usize) -> usize {
        let mut eight = [0; 8];
        eight.copy_from_slice(&self.bytes()[..8]);
        (u64::from_be_bytes(eight) % (many.max(1) as u64)) as usize
    }

    /// Which of several weights is hit.
    pub fn weighed(&mut self, weights: &[f64]) -> usize {
        let mut left = self.unit() * weights.iter().sum::<f64>();
        for (at, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return at;
            }
        }
        weights.len().saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_and_name_draw_the_same() {
        let draws = |seed, name, number| {
            let mut draw = Draw::new(seed, name, number);
            [draw.unit(), draw.unit(), draw.between(3.0, 5.0)]
        };
        assert_eq!(draws(7, "case", 1), draws(7, "case", 1));
        assert_ne!(draws(7, "case", 1), draws(7, "case", 2));
        assert_ne!(draws(7, "case", 1), draws(8, "case", 1));
        assert!((3.0..5.0).contains(&draws(7, "case", 1)[2]));
    }

    #[test]
    fn weights_are_kept() {
        let mut draw = Draw::new(1, "weights", 0);
        let mut hits = [0; 3];
        for _ in 0..3_000 {
            hits[draw.weighed(&[1.0, 0.0, 3.0])] += 1;
        }
        assert_eq!(hits[1], 0);
        assert!((600..900).contains(&hits[0]), "{hits:?}");
    }
}
