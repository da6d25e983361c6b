//! A value in lines as a person would write them: what is short in one, what is long one a key.

use serde_json::Value;

use super::edit::flow;

/// From how many characters on a map or list is not written in one line.
const WIDE: usize = 90;

/// What stands after a key with its colon, to the end of its last line.
pub(super) fn below(value: &Value, indent: usize) -> String {
    let line = flow(value);
    let is_wide = line.chars().count() > WIDE;
    let inner = " ".repeat(indent + 2);
    match value {
        Value::Object(entries) if is_wide => {
            let lines = entries
                .iter()
                .map(|(key, value)| format!("{inner}{key}:{}", below(value, indent + 2)));
            format!("\n{}", lines.collect::<String>())
        }
        Value::Array(items) if items.iter().any(|one| is_wide || one.is_object()) => {
            let lines = items.iter().map(|one| format!("{inner}- {}", item(one, indent + 2)));
            format!("\n{}", lines.collect::<String>())
        }
        _ => format!(" {line}\n"),
    }
}

/// What stands after the dash of an item, to the end of its last line.
pub(super) fn item(value: &Value, indent: usize) -> String {
    let Some(entries) = value.as_object().filter(|entries| !entries.is_empty()) else {
        return format!("{}\n", flow(value));
    };
    let lines = entries.iter().map(|(key, value)| format!("{key}:{}", below(value, indent + 2)));
    lines.collect::<Vec<_>>().join(&" ".repeat(indent + 2))
}
