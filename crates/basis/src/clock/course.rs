//! The course of one clock: when it started, its limit, what lengthened it and what stopped it.

use serde::{Deserialize, Serialize};

use super::Limit;
use crate::{Instant, LegalSource, Text};

/// Why a clock stands still, and by what law.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ground {
    /// The reason in words: 补正, 听证, 检验, 专家评审.
    pub name: Text,
    /// The law that leaves this time out of the limit.
    pub source: LegalSource,
}

impl Ground {
    /// A ground with its name and law.
    pub fn new(name: Text, source: LegalSource) -> Self {
        Self { name, source }
    }
}

/// A stop of the clock: from an instant until it is lifted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// When the clock stopped.
    pub from: Instant,
    /// When it runs again; none while the stop is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Instant>,
    /// Why, and by what law.
    pub ground: Ground,
}

impl Pause {
    /// Whether the clock stands still at an instant because of this.
    #[must_use]
    pub fn holds(&self, now: Instant) -> bool {
        self.from <= now && self.until.is_none_or(|until| now < until)
    }

    /// When it ends: when it was lifted, or now if it is open.
    pub(super) fn ends(&self, now: Instant) -> Instant {
        self.until.unwrap_or(now).max(self.from)
    }
}

/// Everything that decides when something is due. Stored with the case; the calendar is not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    /// The acceptance (or whatever act starts the clock).
    pub started: Instant,
    /// The limit.
    pub limit: Limit,
    /// What was added to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extensions: Vec<Limit>,
    /// When it stood still, in any order; stops may overlap.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pauses: Vec<Pause>,
}

impl Course {
    /// A course that has just started.
    #[must_use]
    pub const fn new(started: Instant, limit: Limit) -> Self {
        Self { started, limit, extensions: Vec::new(), pauses: Vec::new() }
    }

    /// Whether the clock stands still at an instant.
    #[must_use]
    pub fn stopped(&self, now: Instant) -> bool {
        self.pauses.iter().any(|pause| pause.holds(now))
    }

    /// The limit and its extensions, those of one unit added up while they follow each other.
    pub(super) fn stretches(&self) -> Vec<Limit> {
        let mut stretches = vec![self.limit];
        for more in &self.extensions {
            match stretches.last_mut() {
                Some(last) if last.unit == more.unit || last.n == 0 => {
                    *last = Limit { n: last.n.saturating_add(more.n), unit: more.unit };
                }
                _ => stretches.push(*more),
            }
        }
        stretches
    }
}
