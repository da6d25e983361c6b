//! Finds characters that no embedded face can draw, before anything is typeset.

use serde_json::Value;

use super::{DocumentError, press};

/// Walks all texts of the data; the first character without a glyph is an error.
pub fn check(data: &Value) -> Result<(), DocumentError> {
    walk(data, &mut String::new())
}

fn walk(value: &Value, place: &mut String) -> Result<(), DocumentError> {
    match value {
        Value::String(text) => match text.chars().find(|letter| !drawable(*letter)) {
            Some(character) => Err(DocumentError::MissingGlyph { character, place: place.clone() }),
            None => Ok(()),
        },
        Value::Array(items) => items
            .iter()
            .enumerate()
            .try_for_each(|(index, item)| below(item, &index.to_string(), place)),
        Value::Object(members) => {
            members.iter().try_for_each(|(name, item)| below(item, name, place))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}

fn below(item: &Value, step: &str, place: &mut String) -> Result<(), DocumentError> {
    let length = place.len();
    place.push('/');
    place.push_str(step);
    walk(item, place)?;
    place.truncate(length);
    Ok(())
}

/// Whether a paper can show the character. Line ends and the joiners that the typesetter drops need
/// no glyph.
#[must_use]
pub fn drawable(letter: char) -> bool {
    matches!(letter, '\n' | '\r' | '\t' | '\u{200B}'..='\u{200D}' | '\u{FEFF}')
        || press::covers(letter)
}
