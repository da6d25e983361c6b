//! Writes data as YAML that a clerk can read and edit.

use serde_json::Value;

/// A value as YAML, in block form.
#[must_use]
pub fn to_yaml(value: &Value) -> String {
    let mut text = String::new();
    block(value, 0, &mut text);
    text
}

fn block(value: &Value, indent: usize, out: &mut String) {
    match value {
        Value::Object(entries) if !entries.is_empty() => {
            for (key, value) in entries {
                out.push_str(&" ".repeat(indent));
                out.push_str(key);
                out.push(':');
                below(value, indent, out);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                out.push_str(&" ".repeat(indent));
                out.push_str("- ");
                out.push_str(&flow(item));
                out.push('\n');
            }
        }
        other => {
            out.push_str(&flow(other));
            out.push('\n');
        }
    }
}

fn below(value: &Value, indent: usize, out: &mut String) {
    let simple = flow(value);
    let nested = matches!(value, Value::Object(_) | Value::Array(_)) && simple.chars().count() > 80;
    if nested {
        out.push('\n');
        block(value, indent + 2, out);
    } else {
        out.push(' ');
        out.push_str(&simple);
        out.push('\n');
    }
}

/// JSON is YAML, so that everything below a line is written in its flow form.
fn flow(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", "))
        }
        Value::Object(entries) => {
            let entries = entries.iter().map(|(key, value)| format!("{key}: {}", flow(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    #[test]
    fn what_is_written_reads_back_the_same() {
        let value = serde_json::json!({
            "name": {"zh": "高龄津贴: 一", "en": "say \"yes\" # no"},
            "items": [{"id": "a", "n": 1}, {"id": "b", "n": null}],
            "long": {"text": "x".repeat(90), "list": ["一", "二"]},
            "code": "007",
            "empty": [],
        });
        let node = parse(&to_yaml(&value), 0).unwrap();
        let again = parse(&value.to_string(), 0).unwrap();
        assert!(node.same(&again), "{}", to_yaml(&value));
    }
}
