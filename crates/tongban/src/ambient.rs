//! The only reader of the system's clocks and of its randomness.

use std::time::{SystemTime, UNIX_EPOCH};

use basis::{Ambient, Clock, Entropy, Instant};
use meters::{Meters, Stopwatch};

struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "the one clock of the house")]
    fn now(&self) -> Instant {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Instant::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[allow(clippy::disallowed_methods, reason = "the one source of chance of the house")]
    fn fill(&self, buffer: &mut [u8]) {
        // A system without randomness cannot keep secrets: stopping is the only safe answer.
        if getrandom::fill(buffer).is_err() {
            std::process::abort();
        }
    }
}

/// Time and chance of the machine.
pub fn system() -> Ambient {
    Ambient::new(SystemClock, SystemEntropy)
}

/// The machine's clock that never goes back; it tells how long things take, not what time it is.
struct SystemStopwatch(std::time::Instant);

impl Stopwatch for SystemStopwatch {
    fn micros(&self) -> u64 {
        u64::try_from(self.0.elapsed().as_micros()).unwrap_or(u64::MAX)
    }
}

/// Meters with the stopwatch of the machine.
#[allow(clippy::disallowed_methods, reason = "the one stopwatch of the house")]
pub fn meters() -> Meters {
    Meters::new(SystemStopwatch(std::time::Instant::now()))
}
