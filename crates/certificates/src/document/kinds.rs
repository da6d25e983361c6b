//! What each kind of document says. All words are the caller's; the templates add only the fixed forms.

use basis::{Date, LegalSource, Text};
use serde::{Deserialize, Serialize};

/// What every document carries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Letterhead {
    /// The office that issues it.
    pub issuer: String,
    /// The document's number or identifier.
    pub number: String,
    /// The date of the document.
    pub date: Date,
    /// Telephone for questions; empty where there is none.
    pub phone: String,
    /// True for the demo county: the paper says so on every page.
    pub demo: bool,
    /// Where the document can be checked, as a QR code.
    pub check: Option<Check>,
}

/// The address behind a QR code and the words under it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// The address; holds a token, never personal data.
    pub address: String,
    /// What scanning gives, e.g. 扫码核验.
    pub caption: String,
}

/// Whose case of which matter a document is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// The sentence that opens the paper: what was decided about what, by which law.
    pub opening: String,
    /// Name of the applicant.
    pub applicant: String,
    /// Name of the matter.
    pub matter: String,
    /// Number of the case.
    pub case_number: String,
}

/// Submission receipt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// Issuer, number, date.
    pub head: Letterhead,
    /// Whose case of which matter.
    #[serde(flatten)]
    pub about: About,
    /// When it was handed in, in words.
    pub submitted: String,
    /// How it was handed in, in words.
    pub channel: String,
    /// The promised limit in words; empty where there is none.
    pub promised: String,
    /// What was handed in.
    pub materials: Vec<Material>,
    /// What happens next, step by step.
    pub next: Vec<String>,
    /// The record in the ledger.
    pub ledger: Option<LedgerLine>,
}

/// One material that was handed in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Material {
    /// Name of the material.
    pub name: String,
    /// Original, copy, electronic.
    pub form: String,
    /// Where it came from: a register, an upload, a commitment.
    pub source: String,
}

/// Where the ledger keeps the record of this act.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LedgerLine {
    /// Id of the record.
    pub record: String,
}

/// Acceptance notice: the clock starts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Acceptance {
    /// Issuer, number, date.
    pub head: Letterhead,
    /// Whose case of which matter.
    #[serde(flatten)]
    pub about: About,
    /// Why it can be accepted, e.g. 材料齐全、符合法定形式.
    pub ground: String,
    /// The law on acceptance.
    pub sources: Vec<LegalSource>,
    /// The day of acceptance.
    pub accepted: Date,
    /// Statutory limit in words.
    pub statutory: String,
    /// Promised limit in words.
    pub promised: String,
    /// The last day of the promised limit.
    pub due: Date,
    /// True where that day rests on a calendar that is not announced yet.
    pub provisional: bool,
    /// What is then said behind that day; empty where it is final.
    pub caveat: String,
    /// The fee in words.
    pub fee: String,
    /// What happens next.
    pub next: Vec<String>,
}

/// Supplement notice: everything that is missing; before acceptance it is told once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Supplement {
    /// Issuer, number, date.
    pub head: Letterhead,
    /// Whose case of which matter.
    #[serde(flatten)]
    pub about: About,
    /// Whether it is asked before acceptance, where the law wants everything told at once.
    pub once: bool,
    /// The law by which it is asked; may be empty in review.
    pub sources: Vec<LegalSource>,
    /// What is missing.
    pub wanted: Vec<Wanted>,
    /// The last day to hand it in.
    pub reply_by: Option<Date>,
    /// True where that day rests on a calendar that is not announced yet.
    pub provisional: bool,
    /// What is then said behind that day; empty where it is final.
    pub caveat: String,
    /// What the clock does meanwhile, e.g. 补正期间不计入办理时限。
    pub clock: String,
    /// What follows if nothing is handed in; empty where nothing does.
    pub lapse: String,
}

/// One thing to be handed in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Wanted {
    /// What.
    pub what: String,
    /// Why.
    pub reason: String,
    /// How and where.
    pub how: String,
}

/// Non-acceptance notice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NonAcceptance {
    /// Issuer, number, date.
    pub head: Letterhead,
    /// Whose case of which matter.
    #[serde(flatten)]
    pub about: About,
    /// The day on which it was handed in.
    pub submitted: Date,
    /// The law on not accepting.
    pub sources: Vec<LegalSource>,
    /// Why not.
    pub reasons: Vec<String>,
    /// Where to go or what to do instead; empty where nothing helps.
    pub elsewhere: String,
    /// How to object.
    pub appeal: Option<Appeal>,
}

/// Decision on a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// Issuer, number, date.
    pub head: Letterhead,
    /// Title as the kind of matter asks, e.g. 准予行政许可决定书.
    pub title: String,
    /// Whose case of which matter.
    #[serde(flatten)]
    pub about: About,
    /// The day on which it was handed in.
    pub submitted: Date,
    /// Granted or refused.
    pub granted: bool,
    /// The decision in one sentence.
    pub result: String,
    /// What follows from it: amount, from when, conditions; may be empty.
    pub detail: String,
    /// The facts as found.
    pub findings: Vec<String>,
    /// The reasons; required by law where it is refused.
    pub reasons: Vec<String>,
    /// The law.
    pub sources: Vec<LegalSource>,
    /// Whom to ask where nobody has stated how to object; empty otherwise.
    #[serde(default)]
    pub elsewhere: String,
    /// How to object.
    pub appeal: Option<Appeal>,
}

/// How to object: the two ways with their limits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Appeal {
    /// Both ways in one sentence.
    pub words: String,
    /// Administrative review (行政复议), 60 days unless a law gives more.
    pub review: Remedy,
    /// Suit (行政诉讼), six months unless a law says otherwise.
    pub court: Remedy,
}

/// One way to object.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Remedy {
    /// Where, e.g. 龙游县人民政府.
    pub to: String,
    /// Within which time, e.g. 60日.
    pub within: String,
    /// The law.
    pub sources: Vec<LegalSource>,
}

/// Certificate as a page. The letterhead's number is the certificate's identifier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Certificate {
    /// Issuer, identifier, date.
    pub head: Letterhead,
    /// Name of the certificate.
    pub name: Text,
    /// Name of the holder.
    pub holder: String,
    /// What it says.
    pub fields: Vec<Field>,
    /// From when it holds.
    pub issued: Date,
    /// Until when; `None` for no end.
    pub valid_until: Option<Date>,
    /// The code to type where there is no camera; may be empty.
    pub verify_code: String,
    /// Number of the case that it comes from; may be empty.
    pub case_number: String,
    /// The law.
    pub sources: Vec<LegalSource>,
}

/// One line of a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// The label.
    pub label: String,
    /// The value as printed.
    pub value: String,
}
