//! What matters refer to: departments, registers, parameters, life events, certificate types, words.

use basis::{Date, LegalSource, Role, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::words::words;
use super::{FieldKind, Level, OutcomeKind};
use crate::elastic::Direction;
use crate::schema;

/// The department id that stands for the applicant's own township office.
pub const TOWNSHIP: &str = "township";

/// A department (`departments.yaml`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Department {
    /// Id.
    pub id: String,
    /// Its name.
    #[schemars(with = "schema::TextShape")]
    pub name: Text,
    /// Unified social credit code; a township office has its own, outside this list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit_code: Option<String>,
    /// Its level.
    pub level: Level,
    /// Its division, where it is not that of the demo county.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub division: Option<String>,
    /// The roles that its officers can hold.
    #[schemars(with = "Vec<schema::RoleShape>")]
    pub roles: Vec<Role>,
    /// Telephone for questions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Where its counter stands, in words; absent where nobody has filled it in. Those of townships
    /// are service points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// When its counter is open, in words; absent where nobody has filled it in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<String>,
    /// Who reviews what it decides (行政复议); absent where nobody has stated it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<schema::TextShape>")]
    pub review_by: Option<Text>,
    /// The court that hears suits against it (行政诉讼); absent where nobody has stated it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<schema::TextShape>")]
    pub court: Option<Text>,
    /// What is not certain about this entry, e.g. an invented code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

words! {
    /// Who may have the data of a register (共享类型).
    Sharing {
        /// Everybody in government.
        Free = "无条件共享", "无条件共享", "Shared without conditions";
        /// On conditions.
        Conditional = "有条件共享", "有条件共享", "Shared on conditions";
        /// Nobody; a law says so.
        Never = "不予共享", "不予共享", "Not shared";
    }
}

words! {
    /// How often a register is brought up to date (更新周期).
    Update {
        /// At once.
        Live = "实时", "实时", "At once";
        /// Every day.
        Daily = "每日", "每日", "Daily";
        /// Every week.
        Weekly = "每周", "每周", "Weekly";
        /// Every month.
        Monthly = "每月", "每月", "Monthly";
        /// Every quarter.
        Quarterly = "每季度", "每季度", "Quarterly";
        /// Every half year.
        HalfYearly = "每半年", "每半年", "Half-yearly";
        /// Every year.
        Yearly = "每年", "每年", "Yearly";
        /// Now and then.
        Irregular = "不定期", "不定期", "Now and then";
    }
}

/// A department's data set (`registers.yaml`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Register {
    /// Id.
    pub id: String,
    /// Its name.
    #[schemars(with = "schema::TextShape")]
    pub name: Text,
    /// The department that keeps it.
    pub department: String,
    /// What an entry is looked up by, e.g. `identity_number`.
    pub key: String,
    /// How often it is brought up to date.
    pub update: Update,
    /// Who may have its data.
    pub sharing: Sharing,
    /// Its fields.
    pub fields: Vec<RegisterField>,
    /// What is not certain about this entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Register {
    /// The field of an id.
    #[must_use]
    pub fn field(&self, id: &str) -> Option<&RegisterField> {
        self.fields.iter().find(|field| field.id == id)
    }
}

/// A field of a register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterField {
    /// Id.
    pub id: String,
    /// Its name.
    #[schemars(with = "schema::TextShape")]
    pub name: Text,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: FieldKind,
    /// The unit of a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The values it can have, where they are a closed list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
}

/// A dated value with its legal source (`parameters/*.yaml`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Its name, as the rules write it: `参数("高龄津贴.起始年龄")`.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: FieldKind,
    /// The division whose value this is; that of the nation, and so of everybody who has none of
    /// their own, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub division: Option<String>,
    /// Which way the value of a lower level may move; as the level above says when absent, and not
    /// at all where none says anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elastic: Option<Direction>,
    /// Its unit, such as 岁 or 元/月.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Its values by date, the oldest first.
    #[schemars(length(min = 1))]
    pub values: Vec<ParameterValue>,
    /// What is not certain about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Parameter {
    /// The value in force on a date.
    #[must_use]
    pub fn on(&self, date: Date) -> Option<&ParameterValue> {
        let latest = self.values.iter().filter(|value| value.from <= date).max_by_key(|v| v.from);
        latest.filter(|value| value.until.is_none_or(|until| date <= until))
    }
}

/// A value of a parameter from a date on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ParameterValue {
    /// The first day.
    #[schemars(with = "schema::DateShape")]
    pub from: Date,
    /// The last day; until the next value when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<schema::DateShape>")]
    pub until: Option<Date>,
    /// The value: `80`, `60元`, `12.5%`, `2026-01-01`, `true`.
    pub value: Scalar,
    /// Where it comes from.
    #[schemars(with = "schema::LegalSourceShape")]
    pub source: LegalSource,
    /// Whether it is configuration that no source confirms.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unconfirmed: bool,
}

/// A value as written in a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Scalar {
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction.
    Real(f64),
    /// Anything else.
    Text(String),
}

/// A life event under which people look for matters (`life-events.yaml`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LifeEvent {
    /// Id, such as 养老.
    pub id: String,
    /// Its name.
    #[schemars(with = "schema::TextShape")]
    pub name: Text,
    /// What it is about, in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<schema::TextShape>")]
    pub summary: Option<Text>,
    /// Words by which people mean it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
}

/// A matter that the home page shows among what people often come for, while too few have come to
/// count it (`popular.yaml`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Popular {
    /// The matter's id.
    pub matter: String,
}

/// A type of certificate that others issue, or that needs more than its matter says
/// (`certificates.yaml`, optional).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CertificateType {
    /// Id.
    pub id: String,
    /// Its name.
    #[schemars(with = "schema::TextShape")]
    pub name: Text,
    /// What kind of paper it is.
    pub kind: OutcomeKind,
    /// The department that issues it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// The type code of 21 characters (GB/T 36904).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What it says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
}

/// Where people of a village or township find somebody who helps (`service-points.yaml`, optional).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ServicePoint {
    /// The code of the village, community or township that it serves.
    pub division: String,
    /// What it is called; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Where it stands, in words; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
    /// Its telephone; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub phone: String,
    /// When it is open, in words; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hours: String,
    /// Degrees east (WGS 84), where they are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    /// Degrees north (WGS 84), where they are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// Where this is from; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// Whether it was made up for a demonstration.
    #[serde(default, skip_serializing_if = "is_false")]
    pub synthetic: bool,
}

impl ServicePoint {
    /// Degrees east and north, where both are known and lie where China does.
    #[must_use]
    pub fn position(&self) -> Option<(f64, f64)> {
        let position = (self.lon?, self.lat?);
        Self::is_possible(position).then_some(position)
    }

    /// Whether degrees east and north lie where China does: no digit is lost, and they are not the
    /// wrong way round.
    #[must_use]
    pub fn is_possible((lon, lat): (f64, f64)) -> bool {
        (73.0..=136.0).contains(&lon) && (3.0..=54.0).contains(&lat)
    }
}

/// For fields that are left out where they are false.
fn is_false(value: &bool) -> bool {
    !value
}

/// Words that people say and the words they mean (`words.yaml`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WordGroup {
    /// What people say.
    pub say: Vec<String>,
    /// What they mean: names of matters, or words in them.
    pub means: Vec<String>,
}
