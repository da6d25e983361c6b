//! Joint cases: parts that run as cases of their own, in the order in which they need each other.

use std::collections::BTreeMap;

use basis::CaseId;
use catalogue::model::{Matter, Part};
use serde::{Deserialize, Serialize};

/// What is true of one part of a joint case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "part", rename_all = "kebab-case")]
pub enum PartState {
    /// Waits for the parts that it needs.
    Waiting,
    /// Runs as a case of its own.
    Running {
        /// Its case.
        case: CaseId,
    },
    /// Ended.
    Ended {
        /// Its case.
        case: CaseId,
        /// Whether it was granted.
        granted: bool,
    },
    /// Cannot run, because a part that it needs was not granted.
    Blocked,
    /// The applicant did not choose it.
    LeftOut,
}

/// The parts that can begin now: chosen, waiting, and all that they need has been granted.
#[must_use]
pub fn parts_to_start<'a>(
    matter: &'a Matter,
    parts: &BTreeMap<String, PartState>,
) -> Vec<&'a Part> {
    let ready = |part: &&Part| {
        parts.get(&part.id) == Some(&PartState::Waiting)
            && part.after.iter().all(|needed| satisfied(parts.get(needed)))
    };
    matter.parts.iter().filter(ready).collect()
}

/// A part that was left out holds nobody up.
fn satisfied(state: Option<&PartState>) -> bool {
    matches!(state, Some(PartState::Ended { granted: true, .. } | PartState::LeftOut))
}

/// The parts as they are when the joint case comes in.
pub(crate) fn first_parts(matter: &Matter, chosen: &[String]) -> BTreeMap<String, PartState> {
    let state = |part: &Part| {
        if chosen.is_empty() || !part.optional || chosen.contains(&part.id) {
            PartState::Waiting
        } else {
            PartState::LeftOut
        }
    };
    matter.parts.iter().map(|part| (part.id.clone(), state(part))).collect()
}

/// Blocks the parts that can no longer run, and those that need them in turn.
pub(crate) fn block(matter: &Matter, parts: &mut BTreeMap<String, PartState>) {
    let hopeless = |state: Option<&PartState>| {
        matches!(state, Some(PartState::Blocked | PartState::Ended { granted: false, .. }))
    };
    loop {
        let next = matter.parts.iter().find(|part| {
            parts.get(&part.id) == Some(&PartState::Waiting)
                && part.after.iter().any(|needed| hopeless(parts.get(needed)))
        });
        match next {
            Some(part) => parts.insert(part.id.clone(), PartState::Blocked),
            None => return,
        };
    }
}

/// Whether nothing runs or waits any more; and if so, whether something was granted.
pub(crate) fn outcome(parts: &BTreeMap<String, PartState>) -> Option<bool> {
    let alive = |state: &PartState| matches!(state, PartState::Waiting | PartState::Running { .. });
    if parts.values().any(alive) {
        return None;
    }
    Some(parts.values().any(|state| matches!(state, PartState::Ended { granted: true, .. })))
}
