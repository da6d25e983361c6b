//! Values, and facts: a value about somebody with its source and date.

use std::{collections::BTreeMap, fmt};

use basis::{Date, Fen, Text};
use serde::{Deserialize, Serialize};

use crate::types::Base;

/// Millionths in one.
pub(crate) const MILLION: i64 = 1_000_000;

/// A share, exact to a millionth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rate(i64);

impl Rate {
    /// So many millionths.
    #[must_use]
    pub const fn millionths(count: i64) -> Self {
        Self(count)
    }

    /// The number of millionths.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, rest) = (self.0.unsigned_abs() / 10_000, self.0.unsigned_abs() % 10_000);
        let digits = format!("{rest:04}");
        let digits = digits.trim_end_matches('0');
        let point = if digits.is_empty() { "" } else { "." };
        write!(f, "{sign}{whole}{point}{digits}%")
    }
}

/// A known value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Value {
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// An amount.
    Money(Fen),
    /// A share.
    Rate(Rate),
    /// A day.
    Date(Date),
    /// A code.
    Code(String),
    /// Words.
    Text(String),
    /// Values of one type.
    List(Vec<Value>),
    /// Persons or things, each with its own fields; a field that is not named is unknown.
    Entities(Vec<BTreeMap<String, Held>>),
}

impl Value {
    /// Reads a value as it is written in data (`80`, `60元`, `20%`, `2026-01-01`, `true`).
    #[must_use]
    pub fn read(text: &str, base: &Base) -> Option<Self> {
        let text = text.trim();
        match base {
            Base::Bool => match text {
                "true" | "是" => Some(Self::Bool(true)),
                "false" | "否" => Some(Self::Bool(false)),
                _ => None,
            },
            Base::Date => text.parse().ok().map(Self::Date),
            Base::Code => Some(Self::Code(text.to_owned())),
            Base::Text => Some(Self::Text(text.to_owned())),
            Base::Int => text.parse().ok().map(Self::Int),
            Base::Money | Base::Rate => match (base, crate::lex::number(text)?) {
                (Base::Rate, Self::Int(whole)) => {
                    whole.checked_mul(MILLION).map(|count| Self::Rate(Rate(count)))
                }
                (Base::Rate, rate @ Self::Rate(_)) => Some(rate),
                (Base::Money, money @ Self::Money(_)) => Some(money),
                _ => None,
            },
            Base::List(_) | Base::Entities(_) | Base::Null => None,
        }
    }

    /// Whether the value may stand for a base (text may stand for a code).
    #[must_use]
    pub fn fits(&self, base: &Base) -> bool {
        match (self, base) {
            (Self::Bool(_), Base::Bool)
            | (Self::Int(_), Base::Int)
            | (Self::Money(_), Base::Money)
            | (Self::Rate(_), Base::Rate)
            | (Self::Date(_), Base::Date)
            | (Self::Code(_) | Self::Text(_), Base::Code | Base::Text)
            | (Self::Entities(_), Base::Entities(_)) => true,
            (Self::List(items), Base::List(base)) => items.iter().all(|item| item.fits(base)),
            (Self::List(items), Base::Entities(_)) => items.is_empty(),
            _ => false,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(true) => f.write_str("是"),
            Self::Bool(false) => f.write_str("否"),
            Self::Int(number) => write!(f, "{number}"),
            Self::Money(fen) => write!(f, "{fen}元"),
            Self::Rate(rate) => write!(f, "{rate}"),
            Self::Date(date) => write!(f, "{date}"),
            Self::Code(words) | Self::Text(words) => f.write_str(words),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(ToString::to_string).collect();
                f.write_str(&items.join("、"))
            }
            Self::Entities(members) => write!(f, "{}项", members.len()),
        }
    }
}

/// What is held about a fact: a value, that there is none, or nothing yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Held {
    /// The value.
    Value(Value),
    /// Known to be absent: nobody died, there is no spouse.
    Null,
    /// Not known yet.
    #[default]
    Unknown,
}

/// A value about somebody, with its source and date.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// What is held.
    pub value: Held,
    /// Who says so: a register or the person's own form.
    pub source: Text,
    /// The day on which the source said so.
    pub as_of: Option<Date>,
}

impl Fact {
    /// A known value.
    #[must_use]
    pub fn known(value: Value, source: Text, as_of: Date) -> Self {
        Self { value: Held::Value(value), source, as_of: Some(as_of) }
    }

    /// Known to be absent.
    #[must_use]
    pub fn null(source: Text, as_of: Date) -> Self {
        Self { value: Held::Null, source, as_of: Some(as_of) }
    }
}

/// Facts by name; a name that is not there is unknown.
pub type Facts = BTreeMap<String, Fact>;
