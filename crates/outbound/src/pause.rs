//! How long the gateway is left alone after it kept silent: nobody waits for it meanwhile, and then
//! one at a time asks whether it is back.

use basis::{Ambient, Instant};
use parking_lot::Mutex;

/// The first pause; each further one is twice as long, and a quarter more by chance, so that servers
/// do not come back in step.
const FIRST_MILLIS: i64 = 5_000;
/// After so many doublings a pause does not grow any more: 80 s.
const MOST_DOUBLINGS: u32 = 4;

/// The pause of one server.
#[derive(Debug, Default)]
pub(crate) struct Pause(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    until: Option<Instant>,
    /// How often it kept silent since it took a message.
    failures: u32,
}

impl Pause {
    /// Until when nobody asks the gateway; none where one may.
    pub(crate) fn until(&self, now: Instant) -> Option<Instant> {
        self.0.lock().until.filter(|until| *until > now)
    }

    /// It kept silent, or nobody could get in.
    pub(crate) fn begin(&self, ambient: &Ambient) {
        let [chance] = ambient.bytes::<1>();
        let mut state = self.0.lock();
        let base = FIRST_MILLIS << state.failures.min(MOST_DOUBLINGS);
        state.failures = state.failures.saturating_add(1);
        state.until = Some(ambient.now().plus_millis(base + base * i64::from(chance) / 1_024));
    }

    /// It answered a message.
    pub(crate) fn end(&self) {
        *self.0.lock() = State::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_bound_and_an_answer_ends_them() {
        let start = Instant::from_millis(1_795_309_200_000);
        let (ambient, clock) = Ambient::fixed(start, 3);
        let pause = Pause::default();
        assert_eq!(pause.until(start), None);
        let next = || {
            pause.begin(&ambient);
            let now = ambient.now();
            let until = pause.until(now).unwrap();
            clock.set(until);
            assert_eq!(pause.until(until), None, "it is over");
            until.millis() - now.millis()
        };
        let lengths: Vec<i64> = (0..8).map(|_| next()).collect();
        for (at, length) in lengths.iter().enumerate() {
            let base = 5_000_i64 << at.min(4);
            assert!((base..=base + base / 4).contains(length), "{lengths:?}");
        }
        pause.end();
        assert!(next() <= 6_250);
    }
}
