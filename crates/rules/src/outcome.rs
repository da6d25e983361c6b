//! What an expression came to, and why: the answer that people read.

use std::collections::BTreeSet;

use basis::{Date, LegalSource, Text};
use serde::{Deserialize, Serialize};

use crate::{trouble::Trouble, types::Type, value::Value, verdict::Verdict};

/// What an expression came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// A value.
    Value(Value),
    /// Known to be absent.
    Null,
    /// Depends on facts that are not known yet.
    Unknown,
    /// Something went wrong.
    Trouble(Trouble),
}

impl Outcome {
    /// The value, if it came to one.
    #[must_use]
    pub const fn value(&self) -> Option<&Value> {
        match self {
            Self::Value(value) => Some(value),
            Self::Null | Self::Unknown | Self::Trouble(_) => None,
        }
    }
}

/// The answer to all clauses for one person on one day, with its explanation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Whether all clauses hold.
    pub verdict: Verdict,
    /// The day for which it was asked.
    pub as_of: Date,
    /// Each clause.
    pub clauses: Vec<ClauseAnswer>,
    /// What is due, where the verdict is yes and there is an amount.
    pub amount: Option<Amount>,
    /// The unknown facts that can still change the verdict; never one that cannot.
    pub missing: BTreeSet<String>,
}

/// The answer to one clause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClauseAnswer {
    /// Name of the clause.
    pub id: String,
    /// What the clause says.
    pub text: Text,
    /// Its answer.
    pub verdict: Verdict,
    /// The law that it rests on (of the exception, where one decided and names its own).
    pub basis: LegalSource,
    /// The general rule and what it came to.
    pub reason: Reason,
    /// The exceptions that hold or may hold.
    pub exceptions: Vec<ExceptionAnswer>,
}

/// An exception that holds, or may.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExceptionAnswer {
    /// Name of the exception.
    pub id: String,
    /// What it says.
    pub text: Text,
    /// The clause's answer where it holds.
    pub holds: bool,
    /// Its rule and what it came to.
    pub reason: Reason,
}

/// What is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amount {
    /// What the formula came to.
    pub outcome: Outcome,
    /// Type and unit.
    pub ty: Type,
    /// Unknown facts that the formula needs.
    pub missing: BTreeSet<String>,
    /// How it came to that.
    pub reason: Reason,
}

/// A part of a rule and what it came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The part, as written.
    pub source: String,
    /// What it came to.
    pub outcome: Outcome,
    /// Unit of the value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Where a value was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leaf: Option<Leaf>,
    /// By how much a comparison fails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short: Option<Short>,
    /// How its parts are joined, where they are conditions.
    #[serde(default)]
    pub joint: Joint,
    /// The parts that were looked at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Reason>,
}

/// How the parts of a reason are joined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Joint {
    /// All must hold.
    And,
    /// One must hold.
    Or,
    /// It must not hold.
    Not,
    /// A comparison or a calculation.
    #[default]
    Value,
}

/// Where a value was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Leaf {
    /// A fact.
    Fact {
        /// Its name.
        name: String,
        /// Register or form.
        source: Text,
        /// The day on which the source said so.
        as_of: Option<Date>,
    },
    /// A parameter.
    Parameter {
        /// Its name.
        name: String,
        /// The law or notice that sets it.
        source: LegalSource,
        /// Its first day.
        from: Option<Date>,
        /// Whether nobody has confirmed it.
        unconfirmed: bool,
    },
}

/// By how much a comparison fails.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Short {
    /// The difference: a number, an amount, a share, or days.
    pub by: Value,
    /// Its unit.
    pub unit: Option<String>,
    /// Whether there is too much (true) or too little.
    pub over: bool,
}
