//! What is asked of registers and why, and what comes back.

use basis::{Date, Id, Instant, Text};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Fields of a register row by id: a value, or null for known to be absent.
pub type Fields = Map<String, Value>;

/// Why somebody's data are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// To see whether a person qualifies.
    Check,
    /// To fill in and prove an application.
    Apply,
    /// To answer what an office asked to be added.
    Supply,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 3] = [Self::Check, Self::Apply, Self::Supply];

    /// The code in tables.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Apply => "apply",
            Self::Supply => "supply",
        }
    }

    /// In words.
    #[must_use]
    pub fn name(self) -> Text {
        match self {
            Self::Check => Text::new("查看能不能办", "to see whether you qualify"),
            Self::Apply => Text::new("填写申请、代替材料", "to fill in an application"),
            Self::Supply => Text::new("补充材料", "to add what was missing"),
        }
    }

    /// The purpose of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.code() == code)
    }
}

/// Whether a register answered in place of a paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answered {
    /// Every field of the paper is there; nothing needs to be brought.
    Yes,
    /// Something is not there: the material's second source is needed.
    NoAnswer,
}

/// A first answer to a question of the form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prefilled {
    /// The value as the register holds it; money in fen.
    pub value: Value,
    /// The value as a person would type it into the field; money in yuan.
    pub typed: String,
    /// Where it comes from.
    pub source: Text,
    /// As of which date.
    pub as_of: Date,
}

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// Rows written, new or in place of older ones.
    pub rows: u64,
}

/// Who looked at which fields of somebody, when, for which matter.
#[derive(Clone, Debug, PartialEq)]
pub struct Footprint {
    /// Its id; in the order of time.
    pub id: Id,
    /// When first on that day.
    pub at: Instant,
    /// When last on that day.
    pub last_at: Instant,
    /// How often on that day.
    pub times: i64,
    /// Id of the register.
    pub register: String,
    /// Ids of the fields.
    pub fields: Vec<String>,
    /// Id of the matter.
    pub matter: String,
    /// The law on which the question rests; may be empty.
    pub basis: String,
    /// The case that came of it.
    pub case: Option<basis::CaseId>,
    /// Why.
    pub purpose: Purpose,
    /// Ids, roles, desks and channel of who asked.
    pub reader: Value,
}
