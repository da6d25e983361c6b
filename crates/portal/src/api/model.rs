//! What the interface takes and gives.

use basis::clock::Due;
use basis::{Lang, Text};
use cases::Done;
use cases::model::Case;
use catalogue::model::Matter;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Sorted;

/// What is searched for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub struct SearchQuery {
    /// The words; without them everything that is offered.
    #[serde(default)]
    pub q: Option<String>,
}

/// The matters that were found.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FoundBody {
    /// The best first.
    pub matters: Vec<Found>,
}

/// One matter that was found.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Found {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: u32,
    /// Its official name.
    pub name: String,
    /// Its everyday name; may be empty.
    pub plain: String,
    /// Why it is shown; may be empty.
    pub reason: String,
}

impl Found {
    pub(super) fn of(matter: &Matter, reason: Text) -> Self {
        Self {
            id: matter.id.clone(),
            version: matter.version,
            name: matter.name.zh.clone(),
            plain: matter.plain.as_ref().map(|plain| plain.zh.clone()).unwrap_or_default(),
            reason: reason.zh,
        }
    }
}

/// What whoever asks knows; what registers hold of somebody signed in need not be sent.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckBody {
    /// Facts by the name under which the rules read them, as one would type them.
    #[serde(default)]
    pub facts: Sorted<String>,
}

/// Whether somebody qualifies, and why.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Answer {
    /// `yes`, `no`, `needs`, `conflict` or `trouble`.
    pub verdict: String,
    /// What is missing and could still change the answer.
    pub needs: Vec<Question>,
    /// Each clause.
    pub clauses: Vec<ClauseBody>,
    /// The whole explanation in sentences.
    pub sentences: Vec<String>,
}

/// A fact that is missing.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Question {
    /// Its name, for the next request.
    pub fact: String,
    /// How one would ask for it.
    pub label: String,
}

/// One clause.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ClauseBody {
    /// Its id in the matter.
    pub id: String,
    /// As for the whole.
    pub verdict: String,
    /// Whether it holds, why, from which source, by which law.
    pub sentence: String,
}

/// An application.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SubmitBody {
    /// Id of the matter.
    pub matter: String,
    /// For whom, where it is somebody else; the id of the person.
    #[serde(default)]
    pub person: Option<String>,
    /// The answers as one would type them, by the field's id.
    #[serde(default)]
    pub answers: Sorted<String>,
    /// Uploaded files by the material's id.
    #[serde(default)]
    pub files: Sorted<Vec<String>>,
    /// Materials that will follow (容缺后补).
    #[serde(default)]
    pub later: Vec<String>,
    /// The chosen optional parts of a joint matter; none for all.
    #[serde(default)]
    pub parts: Vec<String>,
    /// Whether the applicant has read and signs the commitments of the matter.
    #[serde(default)]
    pub promise: bool,
}

/// A file, before it is handed in with an application or a supplement.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FileBody {
    /// Its name; only shown again, never trusted.
    pub name: String,
    /// Its bytes in Base64 (RFC 4648, padded): a PDF, a JPEG or a PNG, 10 MiB at most.
    pub content: String,
}

/// A file that is kept.
#[derive(Debug, Serialize, JsonSchema)]
pub struct KeptBody {
    /// Its id, for `files` of an application or `materials` of a supplement.
    pub file: String,
    /// Its name as plain text.
    pub name: String,
    /// What its bytes show it to be: `pdf`, `jpg` or `png`.
    pub kind: String,
    /// How many bytes it has.
    pub size: usize,
    /// SHA-256 of its bytes in hexadecimal digits: it is stored under it.
    pub sha256: String,
}

/// Something done to a case: `do` and the fields that it needs.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct ActBody {
    /// `supply`, `withdraw`, `accept`, `ask-correction`, `refuse-acceptance`, `pass`, `fail`,
    /// `ask-supplement`, `return`, `begin-special`, `end-special`, `extend`, `grant`, `refuse`,
    /// `deliver` or `annul`, as far as the caller may.
    #[serde(rename = "do")]
    pub what: String,
    /// The fields of the act.
    #[serde(flatten)]
    pub more: Sorted<Value>,
}

/// What an act left behind.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DoneBody {
    /// The case.
    pub case: String,
    /// Its number.
    pub number: String,
    /// Its version now.
    pub version: i64,
    /// Its public status now.
    pub status: String,
    /// The record, for its receipt.
    pub record: String,
    /// Where the receipt is, a second or two later.
    pub receipt: String,
}

impl DoneBody {
    pub(super) fn of(done: &Done) -> Self {
        Self {
            case: done.case.to_string(),
            number: done.number.clone(),
            version: done.version,
            status: done.status.clone(),
            record: done.record.to_string(),
            receipt: format!("/cases/{}/receipts/{}.tlog-proof", done.case, done.record),
        }
    }
}

/// A case as its applicant sees it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CaseBody {
    /// Its id.
    pub id: String,
    /// Its number.
    pub number: String,
    /// The matter in its version.
    pub matter: String,
    /// Its version, for `If-Match`.
    pub version: i64,
    /// Its public status: a stable code.
    pub status: String,
    /// The status in words.
    pub status_name: String,
    /// When it came in, in milliseconds since 1970.
    pub submitted: i64,
    /// The last day of the promised limit, once it runs.
    pub due: Option<String>,
    /// Whether that day rests on a calendar that is not announced yet.
    pub provisional: bool,
    /// What the applicant has been asked to add.
    pub asked: Vec<String>,
    /// The answers that the applicant has been asked to put right, by the field's id.
    pub asked_answers: Vec<String>,
}

impl CaseBody {
    pub(super) fn of(case: &Case, due: Option<Due>, lang: Lang) -> Self {
        let status = case.status();
        Self {
            id: case.id.to_string(),
            number: case.number.clone(),
            matter: case.pin.to_string(),
            version: case.version,
            status: status.code.to_owned(),
            status_name: status.name.get(lang).to_owned(),
            submitted: case.submitted.millis(),
            due: due.map(|due| due.date.to_string()),
            provisional: due.is_some_and(|due| due.provisional),
            asked: case.asked().map(|asked| asked.items.clone()).unwrap_or_default(),
            asked_answers: case.asked().map(|asked| asked.answers.clone()).unwrap_or_default(),
        }
    }
}

/// One's own cases.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CasesBody {
    /// The newest first.
    pub cases: Vec<CaseBody>,
    /// Where the list goes on: the query parameter `after`.
    pub next: Option<String>,
}
