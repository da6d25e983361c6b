//! The matter itself: codes, names, version, and the parts that the neighbouring files describe.

use std::collections::BTreeMap;
use std::fmt;

use basis::{Date, LegalSource, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::{
    Benefit, CaseKind, Channel, Condition, Fact, Fee, Field, Kind, Level, Limits, Material, Object,
    Outcome, Process, Remedies,
};
use crate::elastic::Direction;
use crate::schema;

/// One public service in one version, as it is offered at one level of government.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Matter {
    /// Short id in lower-case letters and dashes; the same at every level, and the file's name.
    #[serde(rename = "matter")]
    #[schemars(regex(pattern = r"^[a-z][a-z0-9-]*$"))]
    pub id: String,
    /// Path of the file it inherits from, under `data/catalogue` and without `.yaml`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extends: Option<String>,
    /// The version of the base against which this file was last reviewed; `check --drift` says
    /// when the base has moved on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub base_version: Option<u32>,
    /// The level of government; agrees with the folder.
    pub level: Level,
    /// The division's code (2, 4 or 6 digits, in quotes); absent at the national level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = r"^[0-9]{2}([0-9]{2}([0-9]{2})?)?$"))]
    pub division: Option<String>,
    /// Counts up by one with every change; a case stays with the version it began under.
    #[schemars(range(min = 1))]
    pub version: u32,
    /// From when, and until when, this version is in force.
    pub effective: Effective,
    /// Codes of GB/T 39554.
    pub codes: Codes,
    /// The official name.
    #[schemars(with = "schema::TextShape")]
    pub name: Text,
    /// The name in everyday words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<schema::TextShape>")]
    pub plain: Option<Text>,
    /// Other words by which people look for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// What it is, in one or two sentences that an old villager understands.
    #[schemars(with = "schema::TextShape")]
    pub summary: Text,
    /// What kind of public service it is.
    pub kind: Kind,
    /// On the spot, or within a promised limit.
    pub case_kind: CaseKind,
    /// The department that answers for it; an id of `departments.yaml`.
    pub department: String,
    /// The laws it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<schema::LegalSourceShape>")]
    pub basis: Vec<LegalSource>,
    /// Who may apply.
    #[schemars(length(min = 1))]
    pub objects: Vec<Object>,
    /// The life events it belongs to; ids of `life-events.yaml`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub life_events: Vec<String>,
    /// The ways to apply.
    #[schemars(length(min = 1))]
    pub channels: Vec<Channel>,
    /// How often somebody has to come in person (到办事现场次数).
    pub visits: u32,
    /// What it costs.
    pub fee: Fee,
    /// How many may be granted; absent or null when there is no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity_limit: Option<u32>,
    /// For whom it is, in plain words.
    #[schemars(with = "schema::TextShape")]
    pub who: Text,
    /// What the rules may read, each with where it comes from.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, Fact>,
    /// What must hold, all of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
    /// What the person gets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub benefit: Option<Benefit>,
    /// What the person is asked, one question a page.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub form: Vec<Field>,
    /// What must be shown, and where it comes from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub materials: Vec<Material>,
    /// Who does what after the application.
    pub process: Process,
    /// The matters that a joint matter consists of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// The statutory and the promised limit.
    pub limits: Limits,
    /// What comes out of it.
    pub outcome: Outcome,
    /// How one objects to a decision; absent where no authority decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedies: Option<Remedies>,
    /// What people ask about it and nothing else in this file answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faq: Vec<Answered>,
    /// Statements of the source that are configuration, never law.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unconfirmed: Vec<String>,
    /// Where the facts of this file come from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
    /// Which way a lower level may move each field; a field not named is fixed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub elastic: BTreeMap<String, Direction>,
}

/// From when, and until when (inclusive), a version is in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Effective {
    /// The first day.
    #[schemars(with = "schema::DateShape")]
    pub from: Date,
    /// The last day; open when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<schema::DateShape>")]
    pub until: Option<Date>,
}

/// The codes of a matter (GB/T 39554): basic, implementation and business items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Codes {
    /// Basic code, 12 characters.
    pub basic: String,
    /// Implementation code, 31 characters: credit code, level digit, basic code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub implementation: Option<String>,
    /// Business item codes, 33 characters each: implementation code and two digits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub business: Vec<String>,
}

/// One matter inside a joint matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Id inside the joint matter.
    pub id: String,
    /// Id of the matter that is run.
    pub matter: String,
    /// The parts that must be done before this one.
    #[serde(default)]
    pub after: Vec<String>,
    /// Whether the applicant may leave it out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// Facts of the part's matter that are so whatever registers say of the applicant: a part may
    /// concern somebody else (a newborn has no card yet, whatever card the mother has). `null`
    /// says that there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<Given>,
}

/// What is so for a part of a joint matter, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// Values under the names of the matter's facts: text, a number, yes or no, or `null`.
    pub facts: BTreeMap<String, Json>,
    /// Why it is so, shown as the source of the fact.
    #[schemars(with = "schema::TextShape")]
    pub why: Text,
}

/// A question that people ask, with its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answered {
    /// Id, unique among them.
    pub id: String,
    /// What is asked.
    #[schemars(with = "schema::TextShape")]
    pub asked: Text,
    /// What is so.
    #[schemars(with = "schema::TextShape")]
    pub answer: Text,
}

/// What a case is pinned to: the matter of a division in one version.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Pin {
    /// The division's code; empty for the national level.
    pub division: String,
    /// The matter's id.
    pub matter: String,
    /// The version.
    pub version: u32,
}

impl fmt::Display for Pin {
    /// `330825/elderly-allowance@1`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}@{}", self.division, self.matter, self.version)
    }
}

impl std::str::FromStr for Pin {
    type Err = basis::Refusal;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts = text.split_once('/').and_then(|(division, rest)| {
            let (matter, version) = rest.split_once('@')?;
            Some(Self {
                division: division.to_owned(),
                matter: matter.to_owned(),
                version: version.parse().ok()?,
            })
        });
        parts.ok_or_else(|| {
            basis::Refusal::invalid(
                "matter.pin",
                "事项版本应写成“330825/elderly-allowance@1”这样",
                "a matter's version is written like 330825/elderly-allowance@1",
            )
        })
    }
}

impl Matter {
    /// What a case of this version is pinned to.
    #[must_use]
    pub fn pin(&self) -> Pin {
        Pin {
            division: self.division.clone().unwrap_or_default(),
            matter: self.id.clone(),
            version: self.version,
        }
    }

    /// Whether this version is in force on a date.
    #[must_use]
    pub fn in_force(&self, on: Date) -> bool {
        self.effective.from <= on && self.effective.until.is_none_or(|until| on <= until)
    }

    /// Whether it consists of other matters.
    #[must_use]
    pub fn is_joint(&self) -> bool {
        !self.parts.is_empty()
    }

    /// The form field of an id.
    #[must_use]
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.form.iter().find(|field| field.id == id)
    }

    /// The material of an id.
    #[must_use]
    pub fn material(&self, id: &str) -> Option<&Material> {
        self.materials.iter().find(|material| material.id == id)
    }
}
