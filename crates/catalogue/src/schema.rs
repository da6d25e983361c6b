//! JSON Schema (2020-12) of matter files: made from the types, published for editors, and used by
//! the structure check itself, so that the two cannot disagree.

use std::borrow::Cow;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value;

use crate::model::Matter;

/// Where the schema is published.
pub const PATH: &str = "data/catalogue/matter.schema.json";

/// The schema of a matter file. A file that others inherit from, or that inherits itself, may
/// leave fields out; the check knows which, an editor does not, so only `matter` and `level` are
/// required here.
#[must_use]
pub fn matter_schema() -> Value {
    let mut schema = schema_of::<Matter>();
    if let Some(fields) = schema.as_object_mut() {
        fields.insert("title".into(), "事项 / matter".into());
        fields.insert("required".into(), serde_json::json!(["matter", "level", "version"]));
    }
    schema
}

/// The schema text as published, with a newline at the end.
#[must_use]
pub fn published() -> String {
    let mut text = serde_json::to_string_pretty(&matter_schema()).unwrap_or_default();
    text.push('\n');
    text
}

/// The schema of a type.
#[must_use]
pub fn schema_of<T: JsonSchema>() -> Value {
    let generator = SchemaSettings::draft2020_12().into_generator();
    generator.into_root_schema_for::<T>().to_value()
}

/// Declares the schema of a foreign type.
macro_rules! shape {
    ($(#[$doc:meta])* $name:ident, $title:literal, $schema:tt) => {
        $(#[$doc])*
        pub struct $name;

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                $title.into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    };
}

shape!(
    /// [`basis::Text`]: the same words in Chinese and English.
    TextShape, "Text", {
        "type": "object",
        "properties": {"zh": {"type": "string", "minLength": 1}, "en": {"type": "string"}},
        "required": ["zh"],
        "additionalProperties": false,
    }
);
shape!(
    /// [`basis::LegalSource`]: a law and its article.
    LegalSourceShape, "LegalSource", {
        "type": "object",
        "properties": {"law": {"type": "string", "minLength": 1}, "article": {"type": "string"}},
        "required": ["law"],
        "additionalProperties": false,
    }
);
shape!(
    /// [`basis::Date`]: year, month, day.
    DateShape, "Date", {
        "type": "string",
        "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    }
);
shape!(
    /// [`basis::clock::Unit`].
    UnitShape, "Unit", {
        "enum": ["工作日", "自然日", "小时", "月"],
    }
);
shape!(
    /// [`basis::clock::Limit`]: n = 0 means on the spot.
    LimitShape, "Limit", {
        "type": "object",
        "properties": {
            "n": {"type": "integer", "minimum": 0},
            "unit": {"enum": ["工作日", "自然日", "小时", "月"]},
        },
        "required": ["n", "unit"],
        "additionalProperties": false,
    }
);

/// [`basis::Role`].
pub struct RoleShape;

impl JsonSchema for RoleShape {
    fn schema_name() -> Cow<'static, str> {
        "Role".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let codes: Vec<&str> = basis::Role::ALL.iter().map(|role| role.code()).collect();
        json_schema!({ "enum": codes })
    }
}
