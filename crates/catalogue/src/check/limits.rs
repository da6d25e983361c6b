//! Limits: the promised one within the statutory one, the steps within the promised one.

use std::collections::HashMap;

use basis::Text;
use basis::clock::{Limit, Unit};

use super::about::steps;
use crate::codes::{PROMISED_OVER_STATUTORY, STEPS_OVER_PROMISED};
use crate::finding::Report;
use crate::load::MatterFile;
use crate::model::{Join, Matter, Stage};

/// A limit in sevenths of a working hour, so that units can be compared: a working day is 8 hours,
/// 7 natural days are 5 working days, a month is 30 natural days.
pub(crate) const fn hours(limit: Limit) -> u64 {
    let one = match limit.unit {
        Unit::Hour => 7,
        Unit::WorkingDay => 7 * 8,
        Unit::NaturalDay => 5 * 8,
        Unit::Month => 30 * 5 * 8,
    };
    limit.n as u64 * one
}

/// Notes limits that do not fit into each other.
pub(super) fn check(file: &MatterFile, matter: &Matter, report: &mut Report) {
    let promised = matter.limits.promised;
    let place = file.place(steps!["limits", "promised"]);
    if let Some(statutory) = &matter.limits.statutory
        && hours(promised) > hours(statutory.limit())
    {
        let (mine, law) = (promised.words(), statutory.limit().words());
        let what = Text::new(
            format!("承诺时限 {} 长于法定时限 {}（{}）", mine.zh, law.zh, statutory.source),
            format!("the promised limit of {} is longer than the statutory {}", mine.en, law.en),
        );
        let mend = Text::new(
            format!("承诺时限改为不超过 {}，或核对法定时限", law.zh),
            format!("promise {} or less, or check the statutory limit", law.en),
        );
        report.add(PROMISED_OVER_STATUTORY, place, what, mend);
    }
    if matter.is_joint() {
        return;
    }
    let (sum, steps) = longest(matter);
    if sum > hours(promised) {
        let words: Vec<Text> = steps.iter().map(|(_, limit)| limit.words()).collect();
        let zh: Vec<_> =
            steps.iter().zip(&words).map(|((name, _), w)| format!("{name} {}", w.zh)).collect();
        let en: Vec<_> = words.iter().map(|words| words.en.clone()).collect();
        let mine = promised.words();
        let what = Text::new(
            format!("各环节加起来超过承诺的 {}：{}{}", mine.zh, zh.join(" + "), mixed(&steps).0),
            format!("steps exceed the promised {}: {}{}", mine.en, en.join(" + "), mixed(&steps).1),
        );
        let mend =
            Text::new("缩短环节时限，或放宽承诺时限", "shorten a step, or promise more time");
        report.add(STEPS_OVER_PROMISED, place, what, mend);
    }
}

/// Says how units were converted, where they differ.
fn mixed(steps: &[(&str, Limit)]) -> (&'static str, &'static str) {
    let first = steps.first().map(|(_, limit)| limit.unit);
    if steps.iter().all(|(_, limit)| Some(limit.unit) == first) {
        ("", "")
    } else {
        (
            "（按 1 个工作日 8 小时、7 个自然日 5 个工作日折算）",
            " (a working day as 8 hours, 7 natural days as 5 working days)",
        )
    }
}

type Steps<'a> = (u64, Vec<(&'a str, Limit)>);

/// The longest path from acceptance to decision, and its steps; special procedures that do not stop
/// the clock are steps of it.
fn longest(matter: &Matter) -> Steps<'_> {
    let process = &matter.process;
    let stages: HashMap<&str, &Stage> =
        process.stages.iter().map(|stage| (stage.id.as_str(), stage)).collect();
    let mut known = HashMap::new();
    let (mut sum, mut steps) = match process.stages.first() {
        Some(first) => from(first, &stages, &mut known, process.stages.len()),
        None => (0, Vec::new()),
    };
    // Which of them a case will need nobody knows beforehand, so the promise must bear all.
    for special in process.special.iter().filter(|special| !special.stops_clock) {
        sum += hours(special.limit);
        steps.push((special.name.zh.as_str(), special.limit));
    }
    sum += hours(process.decide.limit);
    steps.push(("决定", process.decide.limit));
    (sum, steps)
}

/// The longest path from a stage on. `left` cuts circles, which are noted elsewhere.
fn from<'a>(
    stage: &'a Stage,
    stages: &HashMap<&str, &'a Stage>,
    known: &mut HashMap<&'a str, Steps<'a>>,
    left: usize,
) -> Steps<'a> {
    if let Some(steps) = known.get(stage.id.as_str()) {
        return steps.clone();
    }
    let own = lasting(stage);
    let mut best: Steps<'a> = (0, Vec::new());
    if left > 0 {
        for next in stage.then.iter().filter_map(|id| stages.get(id.as_str())) {
            let path = from(next, stages, known, left - 1);
            if path.0 > best.0 {
                best = path;
            }
        }
    }
    let mut steps = vec![(stage.name.zh.as_str(), own)];
    steps.extend(best.1);
    let path = (hours(own) + best.0, steps);
    known.insert(&stage.id, path.clone());
    path
}

/// How long a stage lasts: its longest task, or its shortest where one is enough.
fn lasting(stage: &Stage) -> Limit {
    let limits = stage.tasks.iter().map(|task| task.limit);
    let limit = match stage.join {
        Join::All => limits.max_by_key(|limit| hours(*limit)),
        Join::Any => limits.min_by_key(|limit| hours(*limit)),
    };
    limit.unwrap_or(Limit::ON_THE_SPOT)
}
