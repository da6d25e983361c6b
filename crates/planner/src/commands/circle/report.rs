//! The report in numbers and in words.

use std::collections::BTreeMap;

use access::circle::{CategoryReport, Cause, CircleReport};
use serde_json::{Value, json};

use crate::tables::AmountTable;

pub(super) fn cause(cause: Cause) -> &'static str {
    match cause {
        Cause::NoneNear => "none-near",
        Cause::Detour => "detour",
        Cause::Hours => "hours",
        Cause::Capacity => "capacity",
    }
}

pub(super) fn describe(report: &CircleReport, zones: &AmountTable) -> Value {
    let category = |one: &CategoryReport| {
        let groups: Vec<Value> = one
            .groups
            .iter()
            .map(|group| {
                let blind: BTreeMap<&str, f64> =
                    Cause::ALL.into_iter().map(cause).zip(group.blind).collect();
                json!({
                    "group": group.group,
                    "people": group.people,
                    "within_5_10_15": group.within,
                    "served": group.served,
                    "share": group.share(),
                    "blind": blind,
                })
            })
            .collect();
        let worst: Vec<&str> =
            one.blind.iter().take(10).map(|blind| zones.ids.name(blind.zone as usize)).collect();
        json!({
            "category": one.category,
            "limit": one.limit,
            "groups": groups,
            "blind_zones": one.blind.len(),
            "worst_zones": worst,
        })
    };
    json!({
        "categories": report.categories.iter().map(category).collect::<Vec<_>>(),
        "complete": report.complete,
    })
}

pub(super) fn words(report: &CircleReport) -> String {
    let line = |one: &CategoryReport| {
        let everybody = one.groups.first();
        let (served, people) = everybody.map_or((0.0, 0.0), |group| (group.served, group.people));
        let (category, limit, blind) = (&one.category, one.limit, one.blind.len());
        format!(
            "{category}: {served:.0} of {people:.0} people within {limit} min, {:.0} not, in {blind} zones",
            people - served
        )
    };
    report.categories.iter().map(line).collect::<Vec<_>>().join("\n")
}
