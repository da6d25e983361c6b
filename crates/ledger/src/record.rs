//! Records: the sentence about an act, its canonical text and its salted commitment.

use basis::{Fault, Instant, RecordId};
use seal::Sha256;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What an act leaves behind: one sentence in a stream. `B` is JSON: a tree, or text that is ready.
#[derive(Clone, Debug, PartialEq)]
pub struct Record<B = Value> {
    /// What it is about, e.g. `case:<id>`; records of a stream are numbered from 1 without gaps.
    pub stream: String,
    /// What happened, as a stable dotted name, e.g. `case.submitted`.
    pub kind: &'static str,
    /// The facts of it.
    pub body: B,
}

impl<B> Record<B> {
    /// A record.
    pub fn new(stream: impl Into<String>, kind: &'static str, body: B) -> Self {
        Self { stream: stream.into(), kind, body }
    }
}

/// The canonical form of a record: its fields in this order, as JSON without spaces.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope<B = Value> {
    /// The county whose log holds it.
    pub county: String,
    /// What it is about.
    pub stream: String,
    /// Its number in the stream, from 1.
    pub seq: i64,
    /// Its id.
    pub id: RecordId,
    /// What happened.
    pub kind: String,
    /// When.
    pub at: Instant,
    /// Who did it, for whom, through which channel.
    pub by: B,
    /// The facts of it.
    pub body: B,
}

impl<B: Serialize> Envelope<B> {
    /// The canonical text, over which the commitment is made.
    pub fn text(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    /// Writes the text and the commitment over it and this salt.
    ///
    /// # Errors
    /// A fault when it cannot be written as JSON.
    pub(crate) fn seal(self, salt: Salt) -> Result<Sealed, Fault> {
        let text = self.text().map_err(|error| Fault::because("writing a record", error))?;
        let commitment = commitment(&salt, &text);
        let Self { county, stream, seq, id, kind, at, .. } = self;
        let envelope = Envelope { county, stream, seq, id, kind, at, by: (), body: () };
        Ok(Sealed { envelope, text, salt, commitment })
    }
}

/// A record ready to be kept: its envelope, of which the content is in its text, salt and commitment.
#[derive(Clone, Debug)]
pub struct Sealed {
    pub(crate) envelope: Envelope<()>,
    pub(crate) text: String,
    pub(crate) salt: Salt,
    pub(crate) commitment: Sha256,
}

/// A record as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredRecord {
    /// Its number in the stream, from 1.
    pub seq: i64,
    /// Its id.
    pub id: RecordId,
    /// What it is about.
    pub stream: String,
    /// What happened.
    pub kind: String,
    /// When.
    pub at: Instant,
    /// Who and what; `None` once the record has been erased.
    pub content: Option<Content>,
    /// Its place in the log; `None` until it is integrated, at most two seconds.
    pub leaf: Option<u64>,
}

/// The part of a record that erasing takes away.
#[derive(Clone, Debug, PartialEq)]
pub struct Content {
    /// Who did it, for whom, through which channel.
    pub by: Value,
    /// The facts of it.
    pub body: Value,
}

/// Random bytes that keep a commitment from being guessed; destroying them erases the link.
pub type Salt = [u8; 32];

/// SHA-256(salt ‖ text): what stands in the log for a record.
#[must_use]
pub fn commitment(salt: &Salt, text: &str) -> Sha256 {
    Sha256::of_parts(&[salt, text.as_bytes()])
}

/// The same JSON with the keys of every object sorted, so that equal requests have equal digests.
#[must_use]
pub fn sorted(value: &Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().map(|(k, v)| (k.clone(), sorted(v))).collect();
            fields.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(fields.into_iter().collect())
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_canonical_text_does_not_change() {
        let envelope = Envelope {
            county: "330825".into(),
            stream: "case:1".into(),
            seq: 1,
            id: RecordId(basis::Id::from_parts(Instant::from_millis(0), [0; 10])),
            kind: "case.submitted".into(),
            at: Instant::from_millis(5),
            by: json!({"who": "张"}),
            body: json!({"b": 1, "a": null}),
        };
        let text = envelope.text().unwrap();
        assert_eq!(
            text,
            r#"{"county":"330825","stream":"case:1","seq":1,"id":"00000000000000000000000000","kind":"case.submitted","at":5,"by":{"who":"张"},"body":{"b":1,"a":null}}"#
        );
        assert_eq!(serde_json::from_str::<Envelope>(&text).unwrap(), envelope);
        assert_ne!(commitment(&[0; 32], &text), commitment(&[1; 32], &text));
    }

    #[test]
    fn equal_requests_sort_to_equal_texts() {
        let (a, b) =
            (json!({"x": [{"b": 1, "a": 2}], "y": 0}), json!({"y": 0, "x": [{"a": 2, "b": 1}]}));
        assert_ne!(a.to_string(), b.to_string());
        assert_eq!(sorted(&a).to_string(), sorted(&b).to_string());
    }
}
