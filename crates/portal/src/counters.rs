//! The counters where a matter is handed in, as far as the county has said where they stand, when they
//! are open and whom to phone. What nobody has filled in is not made up: the page says how to find out.

use basis::division::Level;
use catalogue::model::{Channel, Department, Matter, ServicePoint, TOWNSHIP};
use schemars::JsonSchema;
use serde::Serialize;
use web::Frame;

use crate::Portal;
use crate::pages::places::below;
use crate::words::Line;

/// A counter; what nobody has filled in is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "CounterBody")]
pub(crate) struct Counter {
    /// Whose it is: a department, or a township.
    pub of: String,
    /// What it is called.
    pub name: String,
    /// Where it stands.
    pub address: String,
    /// Its telephone.
    pub phone: String,
    /// When it is open.
    pub hours: String,
    /// Where this is from.
    pub source: String,
}

/// The counters that receive a matter: that of the department, or of each township. None where it is
/// not done at a counter.
pub(crate) fn of(portal: &Portal, frame: &Frame, matter: &Matter) -> Vec<Counter> {
    if !matter.channels.contains(&Channel::Counter) {
        return Vec::new();
    }
    let catalogue = portal.catalogue();
    let receives = matter.process.receive.department.as_str();
    if receives != TOWNSHIP {
        let found = catalogue.department(receives);
        return found.map(|one| of_department(frame, one)).into_iter().collect();
    }
    let towns = below(portal, portal.county(), Level::Township).into_iter();
    let counter = |town: &basis::division::Division| {
        let point = catalogue.service_points.get(town.code.as_str());
        let known = point.map(of_point).unwrap_or_default();
        Counter { of: town.name.clone(), ..known }
    };
    towns.map(counter).collect()
}

fn of_department(frame: &Frame, one: &Department) -> Counter {
    Counter {
        of: frame.say(&one.name).to_owned(),
        address: one.address.clone().unwrap_or_default(),
        phone: one.phone.clone().unwrap_or_default(),
        hours: one.hours.clone().unwrap_or_default(),
        ..Counter::default()
    }
}

fn of_point(point: &ServicePoint) -> Counter {
    Counter {
        of: String::new(),
        name: point.name.clone(),
        address: point.address.clone(),
        phone: point.phone.clone(),
        hours: point.hours.clone(),
        source: point.source.clone(),
    }
}

impl Counter {
    /// What is known of it, a line each; empty where nothing is.
    fn told(&self, frame: &Frame) -> String {
        let part = |key: &str, value: &String| {
            let value = value.trim();
            (!value.is_empty()).then(|| frame.tf(key, [("value", value)]))
        };
        let parts = [
            Some(self.name.trim().to_owned()).filter(|name| !name.is_empty()),
            part("portal.counter.address", &self.address),
            part("portal.counter.hours", &self.hours),
            part("portal.counter.phone", &self.phone),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join("\n")
    }

    fn is_whole(&self) -> bool {
        [&self.address, &self.hours, &self.phone].iter().all(|one| !one.trim().is_empty())
    }
}

/// The counters of which anything is known, each with what is, and what to do about the rest; both
/// are empty where the matter is done at no counter.
pub(crate) fn told(frame: &Frame, counters: &[Counter]) -> (Vec<Line>, String) {
    let known = counters.iter().map(|one| (one, one.told(frame)));
    let known = known.filter(|(_, words)| !words.is_empty());
    let line = |(one, words): (&Counter, String)| {
        Line::new(one.of.clone(), words).source(one.source.clone())
    };
    let ask = match counters.iter().all(Counter::is_whole) {
        true => String::new(),
        false => frame.tf("portal.counter.ask", [("phone", &frame.settings().phone)]),
    };
    (known.map(line).collect(), ask)
}
