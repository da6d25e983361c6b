//! What comes out of a measurement: durations, and how they are spread.

use std::time::Duration;

use serde_json::{Value, json};

/// Durations of calls, and what went wrong.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    micros: Vec<u64>,
    /// How many calls failed.
    pub errors: u64,
    /// The first failure, in words.
    pub first_error: Option<String>,
}

impl Figures {
    /// A call that succeeded.
    pub fn took(&mut self, duration: Duration) {
        self.micros.push(u64::try_from(duration.as_micros()).unwrap_or(u64::MAX));
    }

    /// A call that did not.
    pub fn failed(&mut self, why: impl FnOnce() -> String) {
        self.errors += 1;
        self.first_error.get_or_insert_with(why);
    }

    /// Everything of another measurement too.
    pub fn add(&mut self, other: Self) {
        self.micros.extend(other.micros);
        self.errors += other.errors;
        self.first_error = self.first_error.take().or(other.first_error);
    }

    /// The errors of another measurement, of which the durations are no part of this one.
    pub fn add_errors(&mut self, other: &Self) {
        self.errors += other.errors;
        if self.first_error.is_none() {
            self.first_error.clone_from(&other.first_error);
        }
    }

    /// How many calls succeeded.
    pub fn calls(&self) -> usize {
        self.micros.len()
    }

    /// The nearest-rank percentile in milliseconds; 0 without calls.
    pub fn percentile_ms(&self, percent: f64) -> f64 {
        let mut sorted = self.micros.clone();
        sorted.sort_unstable();
        let rank = (percent / 100.0 * sorted.len() as f64).ceil() as usize;
        let at = rank.clamp(1, sorted.len().max(1)) - 1;
        sorted.get(at).map_or(0.0, |micros| *micros as f64 / 1_000.0)
    }

    /// The spread as JSON: `call_p50_ms`, `call_p99_ms`, `call_max_ms`, `calls`, `errors`.
    pub fn json(&self) -> Value {
        json!({
            "calls": self.calls(),
            "call_p50_ms": self.percentile_ms(50.0),
            "call_p99_ms": self.percentile_ms(99.0),
            "call_max_ms": self.percentile_ms(100.0),
            "errors": self.errors,
            "first_error": self.first_error,
        })
    }
}

/// An object with the fields of several.
pub fn merged(parts: &[Value]) -> Value {
    let fields = parts.iter().filter_map(Value::as_object).flatten();
    Value::Object(fields.map(|(name, value)| (name.clone(), value.clone())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_nearest_ranks() {
        let mut figures = Figures::default();
        assert_eq!(figures.percentile_ms(99.0), 0.0);
        (1..=200).rev().for_each(|ms| figures.took(Duration::from_millis(ms)));
        let check = |percent, expected| assert_eq!(figures.percentile_ms(percent), expected);
        check(50.0, 100.0);
        check(99.0, 198.0);
        check(100.0, 200.0);
        check(0.0, 1.0);
    }
}
