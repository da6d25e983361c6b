//! Facts, conditions, benefit and fee: what the rules of a matter read and say.

use basis::{Fen, LegalSource, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::PersonField;
use crate::schema;

/// Where a fact that the rules read comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, deny_unknown_fields)]
pub enum Fact {
    /// A field of a register.
    Register {
        /// Id of the register.
        register: String,
        /// Id of the field.
        field: String,
    },
    /// An answer in the form.
    Form {
        /// Id of the form field.
        form: String,
    },
    /// What the platform knows of the signed-in person.
    Person {
        /// Which of the person's data.
        person: PersonField,
    },
}

/// A clause that must hold, tied to its article; exceptions may turn it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Id, unique in the matter.
    pub id: String,
    /// The clause in plain words.
    #[schemars(with = "schema::TextShape")]
    pub text: Text,
    /// The clause in the rule language.
    pub rule: String,
    /// The article behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<schema::LegalSourceShape>")]
    pub basis: Option<LegalSource>,
    /// When one of these applies, its answer takes the place of the clause's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<Exception>,
}

/// An exception from a clause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// Id, unique in the clause.
    pub id: String,
    /// When it applies, in the rule language.
    pub when: String,
    /// The answer it gives.
    pub holds: bool,
    /// The exception in plain words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<schema::TextShape>")]
    pub text: Option<Text>,
    /// The article behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<schema::LegalSourceShape>")]
    pub basis: Option<LegalSource>,
}

/// What the person gets when all conditions hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Benefit {
    /// The amount, in the rule language; its type is money.
    pub amount: String,
    /// The unit in words, such as 元/月.
    #[schemars(with = "schema::TextShape")]
    pub unit: Text,
    /// The article behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<schema::LegalSourceShape>")]
    pub basis: Option<LegalSource>,
}

/// What a matter costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, deny_unknown_fields)]
pub enum Fee {
    /// A fixed amount; 0 is free.
    Fixed {
        /// The amount in fen.
        #[schemars(with = "u32")]
        fen: Fen,
        /// The article behind it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::LegalSourceShape>")]
        basis: Option<LegalSource>,
    },
    /// An amount that a rule works out.
    Rule {
        /// The amount, in the rule language; its type is money.
        rule: String,
        /// The article behind it.
        #[schemars(with = "schema::LegalSourceShape")]
        basis: LegalSource,
    },
}
