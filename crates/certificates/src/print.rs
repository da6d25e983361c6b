//! A document on its way to whoever asked for it.

use basis::{Fault, Outcome, Refusal, RefusalKind, Stop};

use crate::document::{Document, DocumentError};

/// Makes the PDF beside the server's loop, which typesetting would hold up for milliseconds.
///
/// # Errors
/// A refusal that says how to go on where a character of a name cannot be printed, or a fault.
pub async fn print(document: Document) -> Outcome<Vec<u8>> {
    tokio::task::spawn_blocking(move || document.pdf())
        .await
        .map_err(|error| Fault::because("waiting for a paper", error))?
        .map_err(told)
}

fn told(error: DocumentError) -> Stop {
    let DocumentError::MissingGlyph { character, .. } = error else {
        return Fault::because("making a paper", error).into();
    };
    let code = u32::from(character);
    Refusal::told(RefusalKind::Invalid, "paper.no-glyph")
        .with("code", format!("U+{code:04X}"))
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_that_cannot_be_printed_is_told_with_what_to_do() {
        let missing =
            DocumentError::MissingGlyph { character: '\u{31350}', place: "/holder".into() };
        let told = told(missing);
        let refusal = told.refusal().unwrap();
        assert!(refusal.text.zh.contains("U+31350") && refusal.text.zh.contains("窗口"));
    }
}
