//! Time and chance, handed in from outside, so that everything above can be repeated to the byte.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use crate::chance::{STEP, mix};
use crate::{Id, Instant};

/// Tells the time. The binary has the only one that reads the system's clock.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Instant;
}

/// Gives random bytes. The binary has the only one that asks the system.
pub trait Entropy: Send + Sync {
    /// Fills the buffer with random bytes.
    fn fill(&self, buffer: &mut [u8]);
}

/// Clock and entropy together: what an act needs from its surroundings. Cheap to clone.
#[derive(Clone)]
pub struct Ambient {
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

impl Ambient {
    /// Surroundings made of a clock and a source of chance.
    pub fn new(clock: impl Clock + 'static, entropy: impl Entropy + 'static) -> Self {
        Self { clock: Arc::new(clock), entropy: Arc::new(entropy) }
    }

    /// Surroundings for tests and simulations: time stands still until [`ManualClock::set`] or
    /// `advance` moves it, and chance follows the seed.
    #[must_use]
    pub fn fixed(at: Instant, seed: u64) -> (Self, ManualClock) {
        let clock = ManualClock(Arc::new(AtomicI64::new(at.millis())));
        (Self::new(clock.clone(), SeededEntropy(AtomicU64::new(seed))), clock)
    }

    /// The present instant.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// Fills the buffer with random bytes.
    pub fn fill(&self, buffer: &mut [u8]) {
        self.entropy.fill(buffer);
    }

    /// `N` random bytes.
    #[must_use]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// A new id that sorts after those made in earlier milliseconds.
    #[must_use]
    pub fn id(&self) -> Id {
        Id::from_parts(self.now(), self.bytes())
    }
}

/// A clock that moves only when it is told to. Clones share the same time.
#[derive(Clone)]
pub struct ManualClock(Arc<AtomicI64>);

impl ManualClock {
    /// Moves the clock to an instant.
    pub fn set(&self, at: Instant) {
        self.0.store(at.millis(), Ordering::SeqCst);
    }

    /// Moves the clock forward by milliseconds.
    pub fn advance_millis(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Instant {
        Instant::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// Chance that follows a seed (SplitMix64); for tests and simulations, never for keys.
pub struct SeededEntropy(AtomicU64);

impl SeededEntropy {
    /// A source that always gives the same bytes for the same seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    fn next(&self) -> u64 {
        mix(self.0.fetch_add(STEP, Ordering::SeqCst))
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(8) {
            let bytes = self.next().to_le_bytes();
            chunk.copy_from_slice(&bytes[..chunk.len()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_ids() {
        let at = Instant::from_millis(1_700_000_000_000);
        let (a, _) = Ambient::fixed(at, 7);
        let (b, clock) = Ambient::fixed(at, 7);
        let first = a.id();
        assert_eq!(first, b.id());
        clock.advance_millis(1);
        assert!(b.id() > first, "a later id sorts later");
    }
}
