//! The text format of Prometheus, version 0.0.4.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::family::{Kind, One, Series};

/// Every family with its help, its kind and its series.
pub(crate) fn text(families: &BTreeMap<&'static str, Series>) -> String {
    let mut text = String::new();
    for (name, series) in families {
        let (help, kind) = (series.family.help, word(series.family.kind));
        let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
        for (labels, one) in &series.all {
            match series.family.kind {
                Kind::Counter | Kind::Gauge => line(&mut text, name, labels, one.number),
                Kind::Histogram(bounds) => histogram(&mut text, name, labels, (bounds, one)),
            }
        }
    }
    text
}

fn histogram(text: &mut String, name: &str, labels: &str, (bounds, one): (&[f64], &One)) {
    let comma = if labels.is_empty() { "" } else { "," };
    let mut sum = 0;
    for (at, many) in one.buckets.iter().enumerate() {
        sum += many;
        let bound = bounds.get(at).map_or("+Inf".to_owned(), f64::to_string);
        let labels = format!("{labels}{comma}le=\"{bound}\"");
        line(text, &format!("{name}_bucket"), &labels, sum as f64);
    }
    line(text, &format!("{name}_sum"), labels, one.number);
    line(text, &format!("{name}_count"), labels, sum as f64);
}

fn line(text: &mut String, name: &str, labels: &str, value: f64) {
    let _ = match labels {
        "" => writeln!(text, "{name} {value}"),
        labels => writeln!(text, "{name}{{{labels}}} {value}"),
    };
}

const fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Counter => "counter",
        Kind::Gauge => "gauge",
        Kind::Histogram(_) => "histogram",
    }
}
