//! Whether a value is what a schema of the description allows. It knows the keywords that our schemas
//! use and names any other, so that none is passed over in silence.

use serde_json::{Map, Value};

/// Keywords that forbid nothing here: words about the value, and what is left to the routes' own tests.
const WORDS: [&str; 10] = [
    "$schema",
    "default",
    "deprecated",
    "description",
    "example",
    "examples",
    "format",
    "pattern",
    "title",
    "uniqueItems",
];

/// Follows references into the description.
pub fn resolved<'a>(all: &'a Value, schema: &'a Value) -> &'a Value {
    let place = schema["$ref"].as_str().and_then(|place| place.strip_prefix('#'));
    place.map_or(schema, |place| all.pointer(place).unwrap_or(schema))
}

/// Fails with the first thing that the schema forbids, and where it stands in the value.
pub fn check(all: &Value, schema: &Value, value: &Value) -> Result<(), String> {
    match schema {
        Value::Bool(true) => Ok(()),
        Value::Object(rules) => rules
            .iter()
            .try_for_each(|(name, rule)| holds(all, (name.as_str(), rule), (rules, value))),
        _ => Err("nothing may stand here".to_owned()),
    }
}

fn holds(
    all: &Value,
    (name, rule): (&str, &Value),
    (rules, value): (&Map<String, Value>, &Value),
) -> Result<(), String> {
    let each = || rule.as_array().into_iter().flatten();
    let fits = |schema: &&Value| check(all, schema, value).is_ok();
    let count = |text: &str| rule.as_u64().ok_or_else(|| format!("{text} is no number"));
    match name {
        "$ref" => match all.pointer(rule.as_str().unwrap_or_default().trim_start_matches('#')) {
            Some(schema) => check(all, schema, value),
            None => Err(format!("{rule} leads nowhere")),
        },
        "type" => said(is_of(rule, value), || format!("{rule} is wanted, not {value}")),
        "const" => said(rule == value, || format!("{rule} is wanted, not {value}")),
        "enum" => said(each().any(|one| one == value), || format!("{value} is none of {rule}")),
        "allOf" => each().try_for_each(|schema| check(all, schema, value)),
        "anyOf" => said(each().any(|one| fits(&one)), || format!("{value} fits none of several")),
        "oneOf" => {
            let many = each().filter(fits).count();
            said(many == 1, || format!("{value} fits {many} instead of one"))
        }
        "required" => each().filter_map(Value::as_str).try_for_each(|field| {
            let is_there = value.as_object().is_none_or(|fields| fields.contains_key(field));
            said(is_there, || format!("{field} is missing"))
        }),
        "properties" => rule.as_object().into_iter().flatten().try_for_each(|(field, schema)| {
            let found = value.get(field);
            found.map_or(Ok(()), |found| {
                check(all, schema, found).map_err(|why| format!("{field}: {why}"))
            })
        }),
        "additionalProperties" => others(rules, value).try_for_each(|(field, found)| {
            check(all, rule, found).map_err(|why| format!("{field}: {why}"))
        }),
        "items" => value.as_array().into_iter().flatten().try_for_each(|one| check(all, rule, one)),
        "prefixItems" => each()
            .zip(value.as_array().into_iter().flatten())
            .try_for_each(|(schema, one)| check(all, schema, one)),
        "minItems" | "minLength" => {
            let least = count(name)?;
            said(length(value).is_none_or(|many| many >= least), || format!("less than {least}"))
        }
        "maxItems" | "maxLength" => {
            let most = count(name)?;
            said(length(value).is_none_or(|many| many <= most), || format!("more than {most}"))
        }
        "minimum" => bound(rule, value, |number, least| number >= least),
        "maximum" => bound(rule, value, |number, most| number <= most),
        other if WORDS.contains(&other) || other.starts_with("x-") => Ok(()),
        other => Err(format!("the keyword {other} is not known to this test")),
    }
}

/// How many things or letters a list or a text has. No schema of ours bounds the one by the other's word.
fn length(value: &Value) -> Option<u64> {
    let items = value.as_array().map(Vec::len);
    items.or_else(|| value.as_str().map(|text| text.chars().count())).map(|many| many as u64)
}

fn said(holds: bool, why: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(why().chars().take(200).collect()) }
}

fn bound(rule: &Value, value: &Value, keeps: impl Fn(f64, f64) -> bool) -> Result<(), String> {
    match (value.as_f64(), rule.as_f64()) {
        (Some(number), Some(end)) => {
            said(keeps(number, end), || format!("{number} is beyond {end}"))
        }
        _ => Ok(()),
    }
}

/// The fields that the schema does not name.
fn others<'a>(
    rules: &'a Map<String, Value>,
    value: &'a Value,
) -> impl Iterator<Item = (&'a String, &'a Value)> {
    let named = rules.get("properties").and_then(Value::as_object);
    let fields = value.as_object().into_iter().flatten();
    fields.filter(move |(field, _)| named.is_none_or(|named| !named.contains_key(field.as_str())))
}

fn is_of(types: &Value, value: &Value) -> bool {
    match types {
        Value::Array(types) => types.iter().any(|one| is_of(one, value)),
        _ => match types.as_str().unwrap_or_default() {
            "null" => value.is_null(),
            "boolean" => value.is_boolean(),
            "string" => value.is_string(),
            "array" => value.is_array(),
            "object" => value.is_object(),
            "number" => value.is_number(),
            "integer" => {
                value.is_i64()
                    || value.is_u64()
                    || value.as_f64().is_some_and(|number| number.fract() == 0.0)
            }
            _ => false,
        },
    }
}

#[test]
fn a_value_is_held_against_its_schema() {
    let all = serde_json::json!({ "components": { "schemas": { "Post": {
        "type": "object", "required": ["role"], "additionalProperties": false,
        "properties": { "role": { "enum": ["clerk"] }, "n": { "type": ["integer", "null"], "minimum": 0 } },
    } } } });
    let schema =
        serde_json::json!({ "type": "array", "items": { "$ref": "#/components/schemas/Post" } });
    let broken = |value: &Value| check(&all, &schema, value).err().unwrap_or_default();
    assert_eq!(broken(&serde_json::json!([{ "role": "clerk", "n": null }])), "");
    for (value, why) in [
        (serde_json::json!({}), "is wanted"),
        (serde_json::json!([{}]), "role is missing"),
        (serde_json::json!([{ "role": "boss" }]), "none of"),
        (serde_json::json!([{ "role": "clerk", "n": -1 }]), "beyond"),
        (serde_json::json!([{ "role": "clerk", "n": "1" }]), "is wanted"),
        (serde_json::json!([{ "role": "clerk", "x": 1 }]), "nothing may stand here"),
    ] {
        assert!(broken(&value).contains(why), "{value}: {}", broken(&value));
    }
    let strange = serde_json::json!({ "propertyNames": {} });
    assert!(check(&all, &strange, &Value::Null).is_err(), "a keyword that nobody reads is told");
}
