//! What the house counts about itself: how often, how long, how many, and the text that Prometheus
//! reads.
//!
//! What must stay true: a label holds a name from a short list (a route's template, a kind of act, a
//! class of status), never what a person typed; a family never grows beyond [`MOST_SERIES`] series.

mod family;
mod text;

use std::collections::BTreeMap;
use std::sync::Arc;

use parking_lot::Mutex;

pub use family::{Family, Kind};

use family::{Series, labels};

/// How many series a family holds at most; what comes after is counted under labels that say `other`.
pub const MOST_SERIES: usize = 2_000;

/// Tells how much time has passed. The binary has the only one that reads the machine's clock.
pub trait Stopwatch: Send + Sync {
    /// Microseconds since some moment; never less than before.
    fn micros(&self) -> u64;
}

/// A stopwatch that stands still: where nobody reads what is measured.
struct Standing;

impl Stopwatch for Standing {
    fn micros(&self) -> u64 {
        0
    }
}

/// All that is counted in one process. Cheap to clone; clones count together.
#[derive(Clone)]
pub struct Meters {
    inner: Arc<Inner>,
}

struct Inner {
    stopwatch: Box<dyn Stopwatch>,
    families: Mutex<BTreeMap<&'static str, Series>>,
}

impl Default for Meters {
    /// Meters whose stopwatch stands still.
    fn default() -> Self {
        Self::new(Standing)
    }
}

impl Meters {
    /// Meters with a stopwatch.
    pub fn new(stopwatch: impl Stopwatch + 'static) -> Self {
        let inner = Inner { stopwatch: Box::new(stopwatch), families: Mutex::default() };
        Self { inner: Arc::new(inner) }
    }

    /// Makes families known, so that they are told of before anything has happened. One without
    /// labels begins at 0.
    pub fn declare(&self, families: &[&'static Family]) {
        let mut all = self.inner.families.lock();
        for family in families {
            let series = all.entry(family.name).or_insert_with(|| Series::new(family));
            if family.labels.is_empty() {
                series.at(String::new());
            }
        }
    }

    /// Adds to a counter. `values` are those of its labels, in their order.
    pub fn add(&self, family: &'static Family, values: &[&str], by: u64) {
        self.with(family, values, |one| one.number += by as f64);
    }

    /// Sets a gauge.
    pub fn set(&self, family: &'static Family, values: &[&str], to: f64) {
        self.with(family, values, |one| one.number = to);
    }

    /// Adds to a gauge; a negative amount takes away.
    pub fn shift(&self, family: &'static Family, values: &[&str], by: f64) {
        self.with(family, values, |one| one.number += by);
    }

    /// Forgets all series of a gauge, which is about to be looked at anew.
    pub fn clear(&self, family: &'static Family) {
        self.inner.families.lock().remove(family.name);
        self.declare(&[family]);
    }

    /// Puts a value into a histogram, in its unit (seconds, pieces).
    pub fn observe(&self, family: &'static Family, values: &[&str], value: f64) {
        let Kind::Histogram(bounds) = family.kind else { return };
        self.with(family, values, |one| one.observe(bounds, value));
    }

    /// Microseconds of the stopwatch, for [`Meters::since`].
    #[must_use]
    pub fn micros(&self) -> u64 {
        self.inner.stopwatch.micros()
    }

    /// Seconds since a reading of [`Meters::micros`].
    #[must_use]
    pub fn since(&self, before: u64) -> f64 {
        self.micros().saturating_sub(before) as f64 / 1e6
    }

    /// Everything, in the text format of Prometheus (version 0.0.4), sorted.
    #[must_use]
    pub fn text(&self) -> String {
        text::text(&self.inner.families.lock())
    }

    fn with(
        &self,
        family: &'static Family,
        values: &[&str],
        change: impl FnOnce(&mut family::One),
    ) {
        let labels = labels(family, values);
        let mut all = self.inner.families.lock();
        change(all.entry(family.name).or_insert_with(|| Series::new(family)).at(labels));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static CALLS: Family = Family::counter("calls_total", "Calls.", &["route", "class"]);
    static WAITING: Family = Family::gauge("waiting", "Who waits.", &[]);
    static SECONDS: Family =
        Family::histogram("took_seconds", "How long.", &["route"], &[0.125, 1.0]);

    #[test]
    fn what_was_counted_is_told_in_the_format_of_prometheus() {
        let meters = Meters::default();
        meters.declare(&[&WAITING, &CALLS]);
        meters.add(&CALLS, &["/a", "2xx"], 2);
        meters.clone().add(&CALLS, &["/a", "2xx"], 1);
        meters.add(&CALLS, &["/\"b\"\n\\", "5xx"], 1);
        [0.0625, 0.125, 0.5, 7.0].iter().for_each(|took| meters.observe(&SECONDS, &["/a"], *took));
        let expected = "# HELP calls_total Calls.\n# TYPE calls_total counter\n\
            calls_total{route=\"/\\\"b\\\"\\n\\\\\",class=\"5xx\"} 1\n\
            calls_total{route=\"/a\",class=\"2xx\"} 3\n\
            # HELP took_seconds How long.\n# TYPE took_seconds histogram\n\
            took_seconds_bucket{route=\"/a\",le=\"0.125\"} 2\n\
            took_seconds_bucket{route=\"/a\",le=\"1\"} 3\n\
            took_seconds_bucket{route=\"/a\",le=\"+Inf\"} 4\n\
            took_seconds_sum{route=\"/a\"} 7.6875\n\
            took_seconds_count{route=\"/a\"} 4\n\
            # HELP waiting Who waits.\n# TYPE waiting gauge\nwaiting 0\n";
        assert_eq!(meters.text(), expected);
    }

    #[test]
    fn a_gauge_is_set_shifted_and_looked_at_anew() {
        let meters = Meters::default();
        let told = |meters: &Meters| meters.text().lines().last().map(str::to_owned);
        meters.set(&WAITING, &[], 5.0);
        meters.shift(&WAITING, &[], -2.0);
        assert_eq!(told(&meters).as_deref(), Some("waiting 3"));
        meters.clear(&WAITING);
        assert_eq!(told(&meters).as_deref(), Some("waiting 0"));
    }

    #[test]
    fn a_family_does_not_grow_for_ever() {
        let meters = Meters::default();
        for n in 0..2 * MOST_SERIES {
            meters.add(&CALLS, &[&n.to_string(), "2xx"], 1);
        }
        let text = meters.text();
        assert_eq!(text.lines().filter(|line| !line.starts_with('#')).count(), MOST_SERIES + 1);
        let rest = format!("{{route=\"other\",class=\"other\"}} {MOST_SERIES}");
        assert!(text.contains(&rest), "{rest}");
    }

    #[test]
    fn a_label_that_was_forgotten_is_empty_and_one_too_many_is_left_out() {
        let meters = Meters::default();
        meters.add(&CALLS, &["/a"], 1);
        meters.add(&CALLS, &["/b", "2xx", "more"], 1);
        let text = meters.text();
        assert!(text.contains("calls_total{route=\"/a\",class=\"\"} 1"), "{text}");
        assert!(text.contains("calls_total{route=\"/b\",class=\"2xx\"} 1"), "{text}");
    }
}
