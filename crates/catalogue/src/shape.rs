//! The structure check: a JSON Schema compiled once, held against a tree with places, telling
//! everything that is wrong and not only the first thing.

mod compile;
mod hold;
mod words;

pub use compile::{Shapes, compile};
pub use words::nearest;

/// The patterns that the check knows.
#[cfg(test)]
pub(crate) fn patterns() -> impl Iterator<Item = &'static str> {
    Pattern::ALL.iter().map(|(_, pattern)| *pattern)
}

/// What a node may be.
#[derive(Clone, Debug)]
pub(crate) enum Shape {
    Any,
    Null,
    Bool,
    Int { min: i64 },
    Number,
    Text { min: usize, pattern: Option<Pattern> },
    Words(Vec<String>),
    List { item: Box<Self>, min: usize },
    Map { fields: Vec<FieldShape>, rest: Option<Box<Self>> },
    OneOf(Vec<Self>),
    Named(usize),
}

/// A key of a map.
#[derive(Clone, Debug)]
pub(crate) struct FieldShape {
    name: String,
    shape: Shape,
    required: bool,
}

/// The few patterns that the schema uses, as code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pattern {
    MatterId,
    FieldId,
    Division,
    Date,
}

impl Pattern {
    pub(crate) const ALL: [(Self, &'static str); 4] = [
        (Self::MatterId, "^[a-z][a-z0-9-]*$"),
        (Self::FieldId, "^[a-z][a-z0-9_]*$"),
        (Self::Division, "^[0-9]{2}([0-9]{2}([0-9]{2})?)?$"),
        (Self::Date, "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
    ];

    fn fits(self, text: &str) -> bool {
        let starts = text.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase());
        let all = |also: u8| {
            text.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == also)
        };
        match self {
            Self::MatterId => starts && all(b'-'),
            Self::FieldId => starts && all(b'_'),
            Self::Division => {
                matches!(text.len(), 2 | 4 | 6) && text.bytes().all(|byte| byte.is_ascii_digit())
            }
            Self::Date => text.len() == 10 && text.parse::<basis::Date>().is_ok(),
        }
    }

    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::MatterId => (
                "小写字母开头，只用小写字母、数字和短横线",
                "lower-case letters, digits and dashes",
            ),
            Self::FieldId => (
                "小写字母开头，只用小写字母、数字和下划线",
                "lower-case letters, digits and underscores",
            ),
            Self::Division => ("2、4 或 6 位数字，加引号", "2, 4 or 6 digits in quotes"),
            Self::Date => ("日期，如 2026-01-01", "a date such as 2026-01-01"),
        }
    }
}
