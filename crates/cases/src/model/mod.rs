//! The case and its states; pure. A state carries what is true in it and nothing else.
//!
//! [`check`] says whether somebody's doing is possible now, [`apply`] says what follows. A record
//! holds the doing and its instant, so folding [`apply`] over the records rebuilds the case.

mod apply;
mod check;
mod clocks;
mod doing;
mod joint;
mod words;
mod work;

#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use basis::clock::Pause;
use basis::{CaseId, Date, DivisionCode, Instant, LegalSource, OfficerId, PersonId, Text};
use catalogue::model::{Channel, Pin};
use serde::{Deserialize, Serialize};

pub use apply::{NOTICE_LIMIT, apply, open, replay};
pub use check::{Context, OTHER_MATERIAL, amount_due, check, departs};
pub use clocks::{Clock, SPECIAL, Which, clocks, whole};
pub use doing::{Doing, Submission};
pub use joint::{PartState, parts_to_start};
pub(crate) use words::STANDING;
pub use words::{PublicStatus, STATUSES};
pub(crate) use work::limit_of;
pub use work::{Desk, Finding, Open, StageWork, TaskWork, Verdict, Waiting, find_task, open_work};

/// The name of the ground on which a clock stands still while the applicant is asked.
pub(crate) const WAITING_FOR_APPLICANT: &str = "等待申请人补正";

/// The answers of a form by field id, as they were typed and checked.
pub type Answers = BTreeMap<String, serde_json::Value>;

/// One run of a matter for one person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// Its id.
    pub id: CaseId,
    /// The number that people are told.
    pub number: String,
    /// The matter in the version under which it began.
    pub pin: Pin,
    /// For whom it is.
    pub applicant: Applicant,
    /// How it came in.
    pub channel: Channel,
    /// The officer who filed it for the applicant, if one did.
    pub filed_by: Option<OfficerId>,
    /// When it came in.
    pub submitted: Instant,
    /// The answers of the form.
    pub answers: Answers,
    /// The facts that were read, each with source and date: the snapshot behind the decision.
    pub facts: Vec<Fact>,
    /// What was handed in or fetched.
    pub materials: Vec<Handed>,
    /// What is true now.
    pub state: State,
    /// When it was accepted: the clocks start here.
    pub accepted: Option<Instant>,
    /// When the clocks stood still, and on what ground.
    pub pauses: Vec<Pause>,
    /// The one extension, if it was granted.
    pub extension: Option<Extended>,
    /// The joint case that it is part of.
    pub parent: Option<Parent>,
    /// The tasks of whose lateness the supervisor has been told, and [`SPECIAL`].
    pub escalated: Vec<String>,
    /// Whether the applicant has been told what is missing before acceptance: that is done once.
    /// A case that was kept before this was noted counts as not told.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub told_once: bool,
    /// How many records it has; the version that a writer must have seen.
    pub version: i64,
}

/// For whom a case is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applicant {
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Where they are registered; decides which township and village are concerned.
    pub division: DivisionCode,
}

/// A value about a person or thing with its source and date, as it was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// The name under which rules read it.
    pub name: String,
    /// The value; null means known to be absent.
    pub value: serde_json::Value,
    /// Where it comes from.
    pub source: Text,
    /// As of which date.
    pub as_of: Date,
}

/// A material as it is in the case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handed {
    /// The material's id in the matter.
    pub material: String,
    /// How it came.
    pub how: How,
}

/// How a material came into the case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// Fetched from a register or made from the form: nothing had to be brought.
    Fetched,
    /// The applicant signed the commitment that was shown.
    Committed,
    /// Files were uploaded or scanned; their ids.
    Files(Vec<basis::Id>),
    /// Promised for later (容缺后补).
    Later,
}

/// The extension that was granted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extended {
    /// When.
    pub at: Instant,
    /// The reasons told to the applicant.
    pub reason: String,
}

/// The joint case that a case is part of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parent {
    /// The joint case.
    pub case: CaseId,
    /// The part's id in the joint matter.
    pub part: String,
}

/// What is true of a case now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum State {
    /// Handed in; the office looks whether it is complete (预审、收件).
    Received {
        /// Since when; a late notice of what is missing counts as acceptance.
        since: Instant,
    },
    /// Something is missing, and the applicant has been told once (补正).
    Correcting {
        /// What was asked.
        asked: Waiting,
    },
    /// Accepted; departments work on it, side by side (审查).
    InReview {
        /// The stages that have begun, by id.
        stages: BTreeMap<String, StageWork>,
        /// What the applicant has been asked to add; the clock stands still.
        asked: Option<Waiting>,
        /// The special procedure under way; the clock stands still if the matter says so.
        special: Option<Special>,
    },
    /// The departments are done; somebody decides (决定).
    Deciding {
        /// Since when.
        since: Instant,
        /// Opinions of the departments.
        findings: Vec<Finding>,
        /// What the applicant has been asked to add.
        asked: Option<Waiting>,
        /// The special procedure under way.
        special: Option<Special>,
    },
    /// Decided yes; a certificate is to be made where the matter has one.
    Granted {
        /// The decision.
        decision: Decision,
    },
    /// The certificate is made and waits to be delivered (制证).
    Certified {
        /// The decision.
        decision: Decision,
        /// The certificate's identifier.
        certificate: String,
    },
    /// Delivered: the end (送达).
    Delivered {
        /// The decision.
        decision: Decision,
        /// The certificate's identifier, where there is one.
        certificate: Option<String>,
        /// When and how.
        delivery: Delivery,
    },
    /// Decided no, with reasons and the way to appeal.
    Refused {
        /// The decision.
        decision: Decision,
    },
    /// Not accepted, with reasons.
    NotAccepted {
        /// When.
        at: Instant,
        /// Why.
        reason: String,
        /// The law behind it.
        source: Option<LegalSource>,
    },
    /// Taken back by the applicant, or lapsed because a supplement never came.
    Withdrawn {
        /// When.
        at: Instant,
        /// Whether time took it back and not the applicant.
        lapsed: bool,
        /// Why.
        reason: String,
    },
    /// Declared void.
    Void {
        /// When.
        at: Instant,
        /// Why.
        reason: String,
    },
    /// A joint case: its parts run as cases of their own.
    Parts {
        /// The parts by their id in the joint matter.
        parts: BTreeMap<String, PartState>,
    },
}

/// A special procedure under way (听证、检验、公示 …).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Special {
    /// Its id in the matter.
    pub id: String,
    /// Since when.
    pub since: Instant,
    /// What the applicant was told.
    pub note: String,
}

/// A decision and its reasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// When.
    pub at: Instant,
    /// Yes or no.
    pub granted: bool,
    /// The reasons, as they stand on the notice.
    pub reason: String,
    /// The law behind it.
    pub source: Option<LegalSource>,
    /// The amount granted, in fen, where the matter gives one.
    pub amount: Option<basis::Fen>,
    /// Decided on a signed commitment, to be checked afterwards (告知承诺).
    pub on_commitment: bool,
}

/// How and when the outcome reached its holder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// When.
    pub at: Instant,
    /// How.
    pub way: catalogue::model::Way,
    /// Tracking number or the like.
    pub note: String,
}

impl Case {
    /// Whether nothing more will happen except rating and checking afterwards.
    #[must_use]
    pub const fn ended(&self) -> bool {
        matches!(
            self.state,
            State::Delivered { .. }
                | State::Refused { .. }
                | State::NotAccepted { .. }
                | State::Withdrawn { .. }
                | State::Void { .. }
        )
    }

    /// The decision, once there is one.
    #[must_use]
    pub const fn decision(&self) -> Option<&Decision> {
        match &self.state {
            State::Granted { decision }
            | State::Certified { decision, .. }
            | State::Delivered { decision, .. }
            | State::Refused { decision } => Some(decision),
            _ => None,
        }
    }

    /// What the applicant has been asked to add, if anything.
    #[must_use]
    pub const fn asked(&self) -> Option<&Waiting> {
        match &self.state {
            State::Correcting { asked } => Some(asked),
            State::InReview { asked, .. } | State::Deciding { asked, .. } => asked.as_ref(),
            _ => None,
        }
    }

    /// Whether the applicant was ever asked to add something: before acceptance, or since.
    #[must_use]
    pub fn was_asked(&self) -> bool {
        self.told_once
            || self.asked().is_some()
            || self.pauses.iter().any(|pause| pause.ground.name.zh == WAITING_FOR_APPLICANT)
    }

    /// The special procedure under way, if any.
    #[must_use]
    pub const fn special(&self) -> Option<&Special> {
        match &self.state {
            State::InReview { special, .. } | State::Deciding { special, .. } => special.as_ref(),
            _ => None,
        }
    }

    /// Whether the clocks stand still: a stop has been opened and not been lifted. A special
    /// procedure that the limit goes on through opens none.
    #[must_use]
    pub fn stopped(&self) -> bool {
        self.pauses.iter().any(|pause| pause.until.is_none())
    }

    /// The township that the applicant belongs to, as a code of nine digits, or the county where
    /// the register knows no more.
    #[must_use]
    pub fn township(&self) -> &str {
        let code = self.applicant.division.as_str();
        code.get(..9).unwrap_or(code)
    }
}
