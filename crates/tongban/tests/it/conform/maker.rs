//! Values for the operations of the description: what their schemas allow, and what people, programs
//! and strangers send instead.

use basis::Chance;
use serde_json::{Map, Value, json};

use super::schema::{check, resolved};

/// Texts that somebody sends sooner or later: numbers with a wrong checksum or of fifteen digits, days
/// and divisions that are none, letters that break files, statements, pages and terminals.
pub const ODD: [&str; 22] = [
    "",
    " ",
    "1",
    "330825194403055511",
    "330825440305551",
    "330825194413320028",
    "2026-02-30",
    "1900-01-01",
    "330824999999",
    "9223372036854775808",
    "1e999",
    "=HYPERLINK(\"http://x\")",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "../../etc/passwd",
    "a\0b",
    "\u{202e}txt.exe",
    "𬒗👵🏽",
    "\r\nset-cookie: session=1",
    "%s%n{0}${jndi:ldap://x}",
    "null",
    "01kb3x5n9d8q2v7w4t6y1z3c5e",
];
/// Bodies that are no JSON, or not the JSON that anybody agreed on.
const NO_BODY: [&str; 8] =
    ["", "{", "null", "[]", "{\"do\": \"look\"} trailing", "\"\\ud800\"", "NaN", "5"];
/// So deep may a made value be.
const DEEPEST: u32 = 6;

/// Makes values by chance, the same for the same seed.
pub struct Maker<'a> {
    pub chance: Chance,
    /// The whole description, for references.
    pub all: &'a Value,
}

impl<'a> Maker<'a> {
    /// A value that the schema allows, as far as types, choices and required fields go.
    pub fn value(&mut self, schema: &'a Value, depth: u32) -> Value {
        let schema = resolved(self.all, schema);
        if let Some(only) = schema.get("const") {
            return only.clone();
        }
        if let Some(choice) =
            ["enum", "anyOf", "oneOf"].iter().find_map(|of| schema[*of].as_array())
            && !choice.is_empty()
        {
            let one = &choice[self.chance.index(choice.len())];
            return if schema.get("enum").is_some() { one.clone() } else { self.value(one, depth) };
        }
        match self.kind(schema).as_str() {
            "object" if depth < DEEPEST => self.object(schema, depth),
            "array" if depth < DEEPEST => {
                let many = self.chance.index(3);
                (0..many).map(|_| self.value(&schema["items"], depth + 1)).collect()
            }
            "array" => json!([]),
            "string" => Value::String(self.text(schema)),
            "integer" => json!(self.chance.pick(&[0, 1, -1, 7, i64::MAX, i64::MIN])),
            "number" => json!(self.chance.pick(&[0.0, 0.5, -1.5, 1e308])),
            "boolean" => json!(self.chance.per_mille(500)),
            _ => Value::Null,
        }
    }

    /// The type of a schema, one of them where it allows several.
    fn kind(&mut self, schema: &Value) -> String {
        let one = match &schema["type"] {
            Value::Array(types) if !types.is_empty() => &types[self.chance.index(types.len())],
            one => one,
        };
        let is_object = schema.get("properties").is_some();
        let guess = if is_object { "object" } else { "string" };
        one.as_str().unwrap_or(guess).to_owned()
    }

    fn object(&mut self, schema: &'a Value, depth: u32) -> Value {
        let required = schema["required"].as_array();
        let mut made = Map::new();
        for (name, field) in schema["properties"].as_object().into_iter().flatten() {
            let is_needed = required.is_some_and(|all| all.iter().any(|one| one == name.as_str()));
            if is_needed || self.chance.per_mille(600) {
                made.insert(name.clone(), self.value(field, depth + 1));
            }
        }
        let more = &schema["additionalProperties"];
        if (more.is_object() || *more == Value::Bool(true)) && self.chance.per_mille(600) {
            let name = self.odd_text();
            made.insert(name, self.value(more, depth + 1));
        }
        Value::Object(made)
    }

    /// A text: often one of the words that the description of the field names.
    pub fn text(&mut self, schema: &Value) -> String {
        let about = schema["description"].as_str().unwrap_or_default();
        let words: Vec<&str> = about.split('`').skip(1).step_by(2).collect();
        if !words.is_empty() && self.chance.per_mille(700) {
            return self.chance.pick(&words).to_owned();
        }
        self.odd_text()
    }

    /// One of the texts that nobody wants, or a very long one.
    pub fn odd_text(&mut self) -> String {
        if self.chance.per_mille(30) {
            return "长".repeat(9_000);
        }
        self.chance.pick(&ODD).to_owned()
    }

    /// The same with one thing in it missing or replaced by what does not belong there.
    pub fn spoil(&mut self, value: &mut Value) {
        let goes_down = self.chance.per_mille(800);
        match value {
            Value::Object(fields) if goes_down && !fields.is_empty() => {
                let at = self.chance.index(fields.len());
                let Some(name) = fields.keys().nth(at).cloned() else { return };
                match self.chance.index(5) {
                    0 => drop(fields.remove(&name)),
                    1 => drop(fields.insert("surplus".to_owned(), json!(1))),
                    _ => fields.get_mut(&name).into_iter().for_each(|inner| self.spoil(inner)),
                }
            }
            Value::Array(list) if goes_down && !list.is_empty() => {
                let at = self.chance.index(list.len());
                self.spoil(&mut list[at]);
            }
            other => *other = self.odd(),
        }
    }

    fn odd(&mut self) -> Value {
        match self.chance.index(8) {
            0 => Value::Null,
            1 => json!(-1),
            2 => json!(u64::MAX),
            3 => json!(1e308),
            4 => json!([[]]),
            5 => json!({ "a": { "b": [] } }),
            _ => Value::String(self.odd_text()),
        }
    }

    /// A body for an operation, and whether its schema allows it.
    pub fn body(&mut self, content: &'a Value) -> (String, bool) {
        let (schema, example) = (&content["schema"], &content["example"]);
        let mut value = match self.chance.index(6) {
            0..3 => example.clone(),
            3..5 => self.value(schema, 0),
            _ => {
                let text = match self.chance.per_mille(100) {
                    true => "[".repeat(5_000),
                    false => self.chance.pick(&NO_BODY).to_owned(),
                };
                let allowed = serde_json::from_str(&text)
                    .is_ok_and(|value| check(self.all, schema, &value).is_ok());
                return (text, allowed);
            }
        };
        if self.chance.per_mille(500) {
            self.spoil(&mut value);
        }
        let allowed = check(self.all, schema, &value).is_ok();
        (value.to_string(), allowed)
    }
}
