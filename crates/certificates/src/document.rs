//! Documents on paper: one pure function from what is to be said to the bytes of a PDF/A-2b file.
//!
//! What must stay true: the same input gives the same bytes, nothing is read from files, network or
//! clock, and a character without a glyph stops the document instead of leaving a hole in a name.

mod glyphs;
mod kinds;
mod press;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;

use serde::Serialize;
use serde_json::{Value, json};
use web::qr::{TooLong, qr_svg};

pub use glyphs::drawable;
pub use kinds::{
    About, Acceptance, Appeal, Certificate, Check, Decision, Field, LedgerLine, Letterhead,
    Material, NonAcceptance, Receipt, Remedy, Supplement, Wanted,
};

/// A document with everything that it says.
#[derive(Clone, Debug, PartialEq)]
pub enum Document {
    /// Submission receipt (回执).
    Receipt(Receipt),
    /// Acceptance notice (受理通知书).
    Acceptance(Acceptance),
    /// Supplement notice (补正材料告知书; in review 补充材料通知书).
    Supplement(Supplement),
    /// Non-acceptance notice (不予受理通知书).
    NonAcceptance(NonAcceptance),
    /// Decision, granted or refused.
    Decision(Decision),
    /// Certificate (电子证照).
    Certificate(Certificate),
}

/// Why a document could not be made.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// No embedded face has the character.
    #[error(
        "no font has the character U+{code:04X}, found in {place}; \
         add a font that covers it, or write the word in another way",
        code = *character as u32
    )]
    MissingGlyph {
        /// The character.
        character: char,
        /// The JSON pointer of the text that holds it; never the text itself, which may be personal.
        place: String,
    },
    /// The address for the code is too long.
    #[error(transparent)]
    Code(#[from] TooLong),
    /// The data does not serialise.
    #[error("the document's data could not be written as JSON")]
    Data(#[from] serde_json::Error),
    /// The template or the embedded files are broken: ours, not the caller's.
    #[error("typesetting {template}: {what}")]
    Typesetting {
        /// The template.
        template: &'static str,
        /// What the typesetter says.
        what: String,
    },
}

impl Document {
    /// Makes the PDF/A-2b file.
    pub fn pdf(&self) -> Result<Vec<u8>, DocumentError> {
        let head = self.head();
        let data = self.data()?;
        glyphs::check(&data)?;
        let code = head.check.as_ref().map(|check| qr_svg(&check.address)).transpose()?;
        let template = self.template();
        press::print(press::Order {
            template,
            data: serde_json::to_vec(&data)?,
            code,
            date: head.date,
            ident: format!("{template} {}", head.number),
        })
        .map_err(|what| DocumentError::Typesetting { template, what })
    }

    /// The title as printed.
    #[must_use]
    pub fn title(&self) -> &str {
        match self {
            Self::Receipt(_) => "申请回执",
            Self::Acceptance(_) => "受理通知书",
            Self::Supplement(it) if it.once => "补正材料告知书",
            // 补正 is what the law calls it before acceptance; in review one asks for more.
            Self::Supplement(_) => "补充材料通知书",
            Self::NonAcceptance(_) => "不予受理通知书",
            Self::Decision(it) => &it.title,
            Self::Certificate(it) => &it.name.zh,
        }
    }

    /// A file name for downloads: template and date, nothing about the person.
    #[must_use]
    pub fn file_name(&self) -> String {
        format!("{}-{}.pdf", self.template().trim_end_matches(".typ"), self.head().date)
    }

    fn head(&self) -> &Letterhead {
        match self {
            Self::Receipt(it) => &it.head,
            Self::Acceptance(it) => &it.head,
            Self::Supplement(it) => &it.head,
            Self::NonAcceptance(it) => &it.head,
            Self::Decision(it) => &it.head,
            Self::Certificate(it) => &it.head,
        }
    }

    fn template(&self) -> &'static str {
        match self {
            Self::Receipt(_) => "receipt.typ",
            Self::Acceptance(_) => "acceptance.typ",
            Self::Supplement(_) => "supplement.typ",
            Self::NonAcceptance(_) => "non-acceptance.typ",
            Self::Decision(_) => "decision.typ",
            Self::Certificate(_) => "certificate.typ",
        }
    }

    fn data(&self) -> Result<Value, serde_json::Error> {
        let mut data = match self {
            Self::Receipt(it) => with_title(it, self.title()),
            Self::Acceptance(it) => with_title(it, self.title()),
            Self::Supplement(it) => with_title(it, self.title()),
            Self::NonAcceptance(it) => with_title(it, self.title()),
            Self::Decision(it) => with_title(it, self.title()),
            Self::Certificate(it) => with_title(it, self.title()),
        }?;
        if let Self::Certificate(it) = self {
            data["title_en"] = json!(it.name.en);
        }
        Ok(data)
    }
}

fn with_title(body: &impl Serialize, title: &str) -> Result<Value, serde_json::Error> {
    let mut data = serde_json::to_value(body)?;
    data["head"]["title"] = json!(title);
    Ok(data)
}
