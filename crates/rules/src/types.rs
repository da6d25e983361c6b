//! The types of the language: a base, whether the value may be absent, and a unit.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

/// What kind of value it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Base {
    /// True or false.
    Bool,
    /// A whole number.
    Int,
    /// An amount in fen.
    Money,
    /// A share, in millionths.
    Rate,
    /// A day.
    Date,
    /// A code of a division or a classification.
    Code,
    /// Words.
    Text,
    /// Values of one type.
    List(Box<Base>),
    /// Persons or things with fields of their own, e.g. the members of a household.
    Entities(BTreeMap<String, Type>),
    /// Only ever absent: the type of `无`.
    Null,
}

/// A base with nullability and unit.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Type {
    /// What kind of value.
    pub base: Base,
    /// Whether it may be known to be absent.
    #[serde(default)]
    pub nullable: bool,
    /// The unit, e.g. 岁 or 元/月; `None` goes with every unit.
    #[serde(default)]
    pub unit: Option<String>,
}

impl Type {
    /// A value that is always there, without unit.
    #[must_use]
    pub const fn of(base: Base) -> Self {
        Self { base, nullable: false, unit: None }
    }

    /// True or false.
    #[must_use]
    pub const fn bool() -> Self {
        Self::of(Base::Bool)
    }

    /// A whole number.
    #[must_use]
    pub const fn int() -> Self {
        Self::of(Base::Int)
    }

    /// An amount.
    #[must_use]
    pub const fn money() -> Self {
        Self::of(Base::Money)
    }

    /// A share.
    #[must_use]
    pub const fn rate() -> Self {
        Self::of(Base::Rate)
    }

    /// A day.
    #[must_use]
    pub const fn date() -> Self {
        Self::of(Base::Date)
    }

    /// A code.
    #[must_use]
    pub const fn code() -> Self {
        Self::of(Base::Code)
    }

    /// Words.
    #[must_use]
    pub const fn text() -> Self {
        Self::of(Base::Text)
    }

    /// A list of values of one base.
    #[must_use]
    pub fn list(base: Base) -> Self {
        Self::of(Base::List(Box::new(base)))
    }

    /// A list of persons or things with these fields.
    pub fn entities<N: Into<String>>(fields: impl IntoIterator<Item = (N, Self)>) -> Self {
        Self::of(Base::Entities(fields.into_iter().map(|(name, ty)| (name.into(), ty)).collect()))
    }

    /// The same, but it may be absent.
    #[must_use]
    pub fn or_null(mut self) -> Self {
        self.nullable = true;
        self
    }

    /// The same in a unit; 个月 is 月, 日 is 天, and plain 元 is what money is anyway.
    #[must_use]
    pub fn unit(mut self, unit: &str) -> Self {
        self.unit = match unit {
            "" | "元" => None,
            "个月" => Some("月".to_owned()),
            "日" => Some("天".to_owned()),
            other => Some(other.to_owned()),
        };
        self
    }

    /// The type with this name in the catalogue (`int`, `money?`, ...).
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        if let Some(present) = name.strip_suffix('?') {
            return Self::named(present).map(Self::or_null);
        }
        if let Some(item) = name.strip_prefix("list<").and_then(|rest| rest.strip_suffix('>')) {
            return Self::named(item).map(|ty| Self::list(ty.base));
        }
        Some(Self::of(match name {
            "bool" => Base::Bool,
            "int" => Base::Int,
            "money" => Base::Money,
            "rate" => Base::Rate,
            "date" => Base::Date,
            "code" => Base::Code,
            "text" => Base::Text,
            _ => return None,
        }))
    }
}

impl Base {
    /// What it is called in an English sentence, with its article; [`fmt::Display`] is the Chinese.
    #[must_use]
    pub fn english(&self) -> String {
        let plain = match self {
            Self::Bool => "yes or no",
            Self::Int => "a whole number",
            Self::Money => "an amount of money",
            Self::Rate => "a rate",
            Self::Date => "a date",
            Self::Code => "a code",
            Self::Text => "text",
            Self::List(item) => return format!("a list, each item {}", item.english()),
            Self::Entities(_) => "a list of members",
            Self::Null => "nothing",
        };
        plain.to_owned()
    }
}

impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bool => "是非",
            Self::Int => "整数",
            Self::Money => "金额",
            Self::Rate => "比率",
            Self::Date => "日期",
            Self::Code => "代码",
            Self::Text => "文字",
            Self::List(item) => return write!(f, "{item}列表"),
            Self::Entities(_) => "成员列表",
            Self::Null => "无",
        })
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.base)?;
        if let Some(unit) = &self.unit {
            write!(f, "（{unit}）")?;
        }
        if self.nullable { f.write_str("（可能为无）") } else { Ok(()) }
    }
}
