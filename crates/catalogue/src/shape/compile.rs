//! From JSON Schema to shapes.

use std::collections::HashMap;

use serde_json::Value;

use super::{FieldShape, Pattern, Shape};

/// A compiled schema.
#[derive(Clone, Debug)]
pub struct Shapes {
    pub(super) root: Shape,
    pub(super) named: Vec<Shape>,
}

/// Compiles a schema. Keywords that the model does not use are passed over.
#[must_use]
pub fn compile(schema: &Value) -> Shapes {
    let definitions = schema.get("$defs").and_then(Value::as_object);
    let names: HashMap<&str, usize> = definitions
        .map(|all| all.keys().enumerate().map(|(index, name)| (name.as_str(), index)).collect())
        .unwrap_or_default();
    let named = definitions
        .map(|all| all.values().map(|one| shape(one, &names)).collect())
        .unwrap_or_default();
    Shapes { root: shape(schema, &names), named }
}

type Names<'a> = HashMap<&'a str, usize>;

fn shape(schema: &Value, names: &Names<'_>) -> Shape {
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        let name = name.rsplit('/').next().unwrap_or_default();
        return names.get(name).map_or(Shape::Any, |index| Shape::Named(*index));
    }
    if let Some(words) = words(schema) {
        return Shape::Words(words);
    }
    for key in ["oneOf", "anyOf"] {
        if let Some(options) = schema.get(key).and_then(Value::as_array) {
            return one_of(options.iter().map(|option| shape(option, names)).collect());
        }
    }
    match schema.get("type") {
        Some(Value::String(kind)) => typed(kind, schema, names),
        Some(Value::Array(kinds)) => one_of(
            kinds.iter().filter_map(Value::as_str).map(|kind| typed(kind, schema, names)).collect(),
        ),
        _ => Shape::Any,
    }
}

/// Options that are all closed lists of words are one list of words.
fn one_of(options: Vec<Shape>) -> Shape {
    let lists: Option<Vec<Vec<String>>> = options
        .iter()
        .map(|option| if let Shape::Words(words) = option { Some(words.clone()) } else { None })
        .collect();
    match lists {
        Some(lists) => Shape::Words(lists.concat()),
        None => Shape::OneOf(options),
    }
}

fn words(schema: &Value) -> Option<Vec<String>> {
    if let Some(word) = schema.get("const").and_then(Value::as_str) {
        return Some(vec![word.to_owned()]);
    }
    let words = schema.get("enum")?.as_array()?;
    Some(words.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}

fn typed(kind: &str, schema: &Value, names: &Names<'_>) -> Shape {
    let count = |key: &str| schema.get(key).and_then(Value::as_u64).unwrap_or(0);
    let least = |key: &str| usize::try_from(count(key)).unwrap_or(usize::MAX);
    match kind {
        "null" => Shape::Null,
        "boolean" => Shape::Bool,
        "integer" => {
            let min = schema.get("minimum").and_then(Value::as_f64).map_or(i64::MIN, |n| n as i64);
            Shape::Int { min }
        }
        "number" => Shape::Number,
        "string" => Shape::Text { min: least("minLength"), pattern: pattern(schema) },
        "array" => {
            let item = schema.get("items").map_or(Shape::Any, |item| shape(item, names));
            Shape::List { item: Box::new(item), min: least("minItems") }
        }
        "object" => map(schema, names),
        _ => Shape::Any,
    }
}

fn pattern(schema: &Value) -> Option<Pattern> {
    let text = schema.get("pattern")?.as_str()?;
    Pattern::ALL.iter().find(|(_, known)| *known == text).map(|(pattern, _)| *pattern)
}

fn map(schema: &Value, names: &Names<'_>) -> Shape {
    let required: Vec<&str> = schema
        .get("required")
        .and_then(Value::as_array)
        .map(|keys| keys.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    let fields = schema
        .get("properties")
        .and_then(Value::as_object)
        .map(|fields| {
            let field = |(name, field): (&String, &Value)| FieldShape {
                name: name.clone(),
                shape: shape(field, names),
                required: required.contains(&name.as_str()),
            };
            fields.iter().map(field).collect()
        })
        .unwrap_or_default();
    let rest = match schema.get("additionalProperties") {
        Some(Value::Bool(false)) => None,
        Some(rest @ Value::Object(_)) => Some(Box::new(shape(rest, names))),
        _ => Some(Box::new(Shape::Any)),
    };
    Shape::Map { fields, rest }
}
