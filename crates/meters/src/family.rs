//! A family of series: one name, one kind, the same labels.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::MOST_SERIES;

/// What is counted under one name.
#[derive(Debug)]
pub struct Family {
    /// Its name, with `tongban_` before it and the unit at its end.
    pub name: &'static str,
    /// A sentence that says what it is.
    pub help: &'static str,
    /// The names of its labels.
    pub labels: &'static [&'static str],
    /// What kind of thing it is.
    pub kind: Kind,
}

/// What kind of thing is counted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// It only grows.
    Counter,
    /// It goes up and down.
    Gauge,
    /// Values by size: the upper bounds of the buckets, ascending.
    Histogram(&'static [f64]),
}

impl Family {
    /// A counter; its name ends with `_total`.
    #[must_use]
    pub const fn counter(
        name: &'static str,
        help: &'static str,
        labels: &'static [&'static str],
    ) -> Self {
        Self { name, help, labels, kind: Kind::Counter }
    }

    /// A gauge.
    #[must_use]
    pub const fn gauge(
        name: &'static str,
        help: &'static str,
        labels: &'static [&'static str],
    ) -> Self {
        Self { name, help, labels, kind: Kind::Gauge }
    }

    /// A histogram with the upper bounds of its buckets.
    #[must_use]
    pub const fn histogram(
        name: &'static str,
        help: &'static str,
        labels: &'static [&'static str],
        bounds: &'static [f64],
    ) -> Self {
        Self { name, help, labels, kind: Kind::Histogram(bounds) }
    }
}

/// The series of a family, by their labels as they are written.
pub(crate) struct Series {
    pub(crate) family: &'static Family,
    pub(crate) all: BTreeMap<String, One>,
}

/// One series.
#[derive(Default)]
pub(crate) struct One {
    /// Of a counter or a gauge; of a histogram the sum.
    pub(crate) number: f64,
    /// Of a histogram: how many fell into each bucket, the unbounded one last.
    pub(crate) buckets: Vec<u64>,
}

impl Series {
    pub(crate) fn new(family: &'static Family) -> Self {
        Self { family, all: BTreeMap::new() }
    }

    /// The series with these labels; that of all others where there are too many.
    pub(crate) fn at(&mut self, labels: String) -> &mut One {
        let is_full = self.all.len() >= MOST_SERIES && !self.all.contains_key(&labels);
        let key = if is_full { others(self.family) } else { labels };
        let buckets = match self.family.kind {
            Kind::Histogram(bounds) => bounds.len() + 1,
            Kind::Counter | Kind::Gauge => 0,
        };
        self.all.entry(key).or_insert_with(|| One { number: 0.0, buckets: vec![0; buckets] })
    }
}

impl One {
    pub(crate) fn observe(&mut self, bounds: &[f64], value: f64) {
        let at = bounds.iter().position(|bound| value <= *bound).unwrap_or(bounds.len());
        if let Some(bucket) = self.buckets.get_mut(at) {
            *bucket += 1;
        }
        self.number += value;
    }
}

/// Labels as they are written: `route="/a",class="2xx"`.
pub(crate) fn labels(family: &Family, values: &[&str]) -> String {
    let mut text = String::new();
    for (at, name) in family.labels.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        let _ = write!(text, "{comma}{name}=\"");
        for c in values.get(at).copied().unwrap_or_default().chars() {
            match c {
                '\\' => text.push_str("\\\\"),
                '"' => text.push_str("\\\""),
                '\n' => text.push_str("\\n"),
                other => text.push(other),
            }
        }
        text.push('"');
    }
    text
}

fn others(family: &Family) -> String {
    labels(family, &vec!["other"; family.labels.len()])
}
