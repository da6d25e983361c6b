//! What comes out of a matter.

use std::collections::BTreeMap;

use basis::Text;
use basis::clock::Limit;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::words::words;
use crate::schema;

words! {
    /// What kind of paper the outcome is (结果类型).
    OutcomeKind {
        /// A certificate or licence.
        Certificate = "证照", "证照", "Certificate";
        /// A written approval.
        Approval = "批文", "批文", "Written approval";
        /// Something else.
        Other = "其他", "其他", "Other";
    }
}

/// What comes out of a matter: a certificate, or a result in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// The certificate that is issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<CertificateOutcome>,
    /// The result in words, where there is no certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<schema::TextShape>")]
    pub text: Option<Text>,
}

/// The certificate that a granted case gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CertificateOutcome {
    /// Id of the certificate type.
    #[serde(rename = "type")]
    pub kind_id: String,
    /// Its name.
    #[schemars(with = "schema::TextShape")]
    pub name: Text,
    /// What kind of paper it is.
    pub kind: OutcomeKind,
    /// How long it is valid; without end when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<schema::LimitShape>")]
    pub validity: Option<Limit>,
    /// What it says: `holder`, `amount`, or answers by the field's id.
    #[serde(default)]
    pub fields: Vec<String>,
    /// How its lines are called, by the field's id; the question where nothing is said here.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(with = "BTreeMap<String, schema::TextShape>")]
    pub labels: BTreeMap<String, Text>,
}
