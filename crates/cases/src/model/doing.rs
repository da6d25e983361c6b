//! What somebody can do to a case. It is stored in the record, and folding it rebuilds the case.

use basis::{CaseId, Fen, LegalSource, OfficerId};
use catalogue::model::{Channel, Pin, Way};
use serde::{Deserialize, Serialize};

use super::{Answers, Applicant, Fact, Handed, Parent};

/// Everything that is known when a case comes in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Submission {
    /// The id that the case will have.
    pub id: CaseId,
    /// The number that people are told.
    pub number: String,
    /// The matter in its version.
    pub pin: Pin,
    /// For whom.
    pub applicant: Applicant,
    /// How it came in.
    pub channel: Channel,
    /// The officer who files it for the applicant, if one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filed_by: Option<OfficerId>,
    /// The answers.
    pub answers: Answers,
    /// The facts that were read.
    pub facts: Vec<Fact>,
    /// What was handed in or fetched.
    pub materials: Vec<Handed>,
    /// What the applicant saw and confirmed, word by word, with the SHA-256 of every file; the form
    /// carried the SHA-256 of this text. Older records hold that digest alone, parts of a joint
    /// matter nothing.
    pub shown: String,
    /// The joint case that it is part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Parent>,
    /// The chosen parts of a joint matter; empty for all and for a plain matter.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<String>,
}

/// What somebody does to a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum Doing {
    /// Hand in the application.
    Submit(Box<Submission>),
    /// Accept: the clocks start.
    Accept {
        /// Materials that may follow later.
        later: Vec<String>,
    },
    /// Accepted by law, because nobody said in time what is missing (许可法 第三十二条).
    AcceptByDefault,
    /// Before acceptance: say once all that is missing.
    AskCorrection {
        /// What is missing, one line each.
        items: Vec<String>,
        /// The answers to put right, by the field's id.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        answers: Vec<String>,
    },
    /// Do not accept.
    RefuseAcceptance {
        /// Why.
        reason: String,
        /// The law behind it.
        source: Option<LegalSource>,
    },
    /// The applicant adds what was asked.
    Supply {
        /// Changed answers, of those that were asked about.
        answers: Answers,
        /// Materials added.
        materials: Vec<Handed>,
        /// A word to the office.
        note: String,
    },
    /// A task is done: no objection.
    Pass {
        /// `stage.task`.
        task: String,
        /// The opinion.
        opinion: String,
    },
    /// A task is done: there is an objection.
    Fail {
        /// `stage.task`.
        task: String,
        /// The opinion, with its reasons.
        opinion: String,
    },
    /// In review: ask the applicant to add something; the clock stops.
    AskSupplement {
        /// Who asks: `stage.task` or `decide`.
        task: String,
        /// What is missing, one line each.
        items: Vec<String>,
        /// The answers to put right, by the field's id.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        answers: Vec<String>,
    },
    /// Send the work back to an earlier stage.
    Return {
        /// `stage.task`.
        task: String,
        /// Why.
        reason: String,
    },
    /// Begin a special procedure that the matter names.
    BeginSpecial {
        /// Who begins it: `stage.task` or `decide`.
        task: String,
        /// Its id in the matter.
        special: String,
        /// What the applicant is told.
        note: String,
    },
    /// The special procedure is over.
    EndSpecial {
        /// What came out of it.
        note: String,
    },
    /// Lengthen the limit, once.
    Extend {
        /// The reasons told to the applicant.
        reason: String,
    },
    /// Decide yes.
    Grant {
        /// The reasons.
        reason: String,
        /// The amount granted, in fen.
        amount: Option<Fen>,
    },
    /// Decide no.
    Refuse {
        /// The reasons.
        reason: String,
        /// The law behind it.
        source: Option<LegalSource>,
    },
    /// The certificate has been made.
    Certify {
        /// Its identifier.
        certificate: String,
    },
    /// The outcome has reached its holder.
    Deliver {
        /// How.
        way: Way,
        /// Tracking number or the like.
        note: String,
    },
    /// The applicant takes it back.
    Withdraw {
        /// Why, if they say.
        reason: String,
    },
    /// Time takes it back: what was asked never came.
    Lapse,
    /// Declare it void.
    Annul {
        /// Why.
        reason: String,
    },
    /// A task is late: the supervisor has been told.
    Escalate {
        /// Which clock ran out: `receive`, `stage.task`, `decide`, `deliver`, `special`.
        task: String,
    },
    /// A calendar was announced: the dates have been worked out again.
    Recompute,
    /// Joint case: a part began as a case of its own.
    BeginPart {
        /// The part.
        part: String,
        /// Its case.
        case: CaseId,
    },
    /// Joint case: a part ended.
    EndPart {
        /// The part.
        part: String,
        /// Whether it was granted.
        granted: bool,
    },
}

impl Doing {
    /// The kind of the record that it leaves.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Submit(_) => "case.submitted",
            Self::Accept { .. } => "case.accepted",
            Self::AcceptByDefault => "case.accepted-by-default",
            Self::AskCorrection { .. } => "case.correction-asked",
            Self::RefuseAcceptance { .. } => "case.not-accepted",
            Self::Supply { .. } => "case.supplied",
            Self::Pass { .. } => "case.task-passed",
            Self::Fail { .. } => "case.task-failed",
            Self::AskSupplement { .. } => "case.supplement-asked",
            Self::Return { .. } => "case.returned",
            Self::BeginSpecial { .. } => "case.special-begun",
            Self::EndSpecial { .. } => "case.special-ended",
            Self::Extend { .. } => "case.extended",
            Self::Grant { .. } => "case.granted",
            Self::Refuse { .. } => "case.refused",
            Self::Certify { .. } => "case.certified",
            Self::Deliver { .. } => "case.delivered",
            Self::Withdraw { .. } => "case.withdrawn",
            Self::Lapse => "case.lapsed",
            Self::Annul { .. } => "case.annulled",
            Self::Escalate { .. } => "case.escalated",
            Self::Recompute => "case.dates-recomputed",
            Self::BeginPart { .. } => "case.part-begun",
            Self::EndPart { .. } => "case.part-ended",
        }
    }

    /// The part of a joint case that it is about, where it is about one.
    #[must_use]
    pub fn part(&self) -> Option<&str> {
        match self {
            Self::BeginPart { part, .. } | Self::EndPart { part, .. } => Some(part),
            _ => None,
        }
    }

    /// The task in whose name it is done, where it is one.
    #[must_use]
    pub fn task(&self) -> Option<&str> {
        match self {
            Self::Pass { task, .. }
            | Self::Fail { task, .. }
            | Self::AskSupplement { task, .. }
            | Self::Return { task, .. }
            | Self::BeginSpecial { task, .. } => Some(task),
            _ => None,
        }
    }
}
