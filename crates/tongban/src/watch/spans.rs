//! Spans as OpenTelemetry knows them: which of our fields they carry, and under which names.

use std::fmt::Debug;

use serde_json::{Value, json};
use tracing::field::{Field, Visit};

/// Our field, and the attribute that it becomes. What is not here is not sent.
const ATTRIBUTES: [(&str, &str); 7] = [
    ("attempts", "tongban.job.attempts"),
    ("duration_ms", "tongban.duration_ms"),
    ("kind", "tongban.kind"),
    ("method", "http.request.method"),
    ("request.id", "tongban.request.id"),
    ("route", "http.route"),
    ("status", "http.response.status_code"),
];

/// The fields of a span that may leave, and the trace of the caller.
#[derive(Debug, Default)]
pub(super) struct Fields {
    pub(super) attributes: Vec<(&'static str, Value)>,
    pub(super) traceparent: Option<String>,
}

/// A span that has ended.
#[derive(Debug)]
pub(super) struct Ended {
    pub(super) trace: [u8; 16],
    pub(super) span: [u8; 8],
    pub(super) parent: Option<[u8; 8]>,
    pub(super) name: &'static str,
    pub(super) fields: Fields,
    pub(super) begin_nanos: i64,
    pub(super) end_nanos: i64,
    pub(super) is_error: bool,
}

impl Fields {
    fn put(&mut self, field: &Field, value: Value) {
        let known = ATTRIBUTES.iter().find(|(name, _)| *name == field.name());
        if let Some((_, attribute)) = known {
            self.attributes.push((attribute, value));
        }
    }

    fn get(&self, attribute: &str) -> Option<&Value> {
        self.attributes.iter().find(|(name, _)| *name == attribute).map(|(_, value)| value)
    }
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "traceparent" {
            self.traceparent = Some(value.to_owned());
        }
        self.put(field, json!(value));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, json!(value));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, json!(value));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.put(field, json!(format!("{value:?}")));
    }
}

impl Ended {
    /// As OTLP writes it in JSON.
    pub(super) fn json(&self) -> Value {
        let attributes = self.fields.attributes.iter().map(|(key, value)| {
            let typed = match value {
                Value::Number(number) => json!({ "intValue": number.to_string() }),
                other => json!({ "stringValue": other }),
            };
            json!({ "key": key, "value": typed })
        });
        let mut span = json!({
            "traceId": hex(&self.trace),
            "spanId": hex(&self.span),
            "name": self.title(),
            "kind": if self.name == "request" { SERVER } else { INTERNAL },
            "startTimeUnixNano": self.begin_nanos.to_string(),
            "endTimeUnixNano": self.end_nanos.to_string(),
            "attributes": attributes.collect::<Vec<_>>(),
            "status": if self.is_error { json!({ "code": ERROR }) } else { json!({}) },
        });
        if let Some(parent) = &self.parent {
            span["parentSpanId"] = json!(hex(parent));
        }
        span
    }

    /// `GET /cases/{id}`, `job outbound.notice`, `act`.
    fn title(&self) -> String {
        let text = |name| self.fields.get(name).and_then(Value::as_str);
        let (method, route, kind) =
            (text("http.request.method"), text("http.route"), text("tongban.kind"));
        match (method, route, kind) {
            (Some(method), Some(route), _) => format!("{method} {route}"),
            (_, _, Some(kind)) => format!("{} {kind}", self.name),
            _ => self.name.to_owned(),
        }
    }
}

/// Kinds and states by the numbers that OTLP gives them.
const INTERNAL: u8 = 1;
const SERVER: u8 = 2;
const ERROR: u8 = 2;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The trace and the span of the caller, and whether it is followed; `None` where it is malformed.
pub(super) fn caller(traceparent: &str) -> Option<([u8; 16], [u8; 8], bool)> {
    let mut parts = traceparent.split('-').skip(1);
    let trace = u128::from_str_radix(parts.next()?, 16).ok()?.to_be_bytes();
    let span = u64::from_str_radix(parts.next()?, 16).ok()?.to_be_bytes();
    let flags = u8::from_str_radix(parts.next()?, 16).ok()?;
    Some((trace, span, flags & 1 == 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_written_as_otlp_asks() {
        let fields = Fields {
            attributes: vec![
                ("http.request.method", json!("GET")),
                ("http.route", json!("/cases/{id}")),
                ("http.response.status_code", json!(503)),
            ],
            traceparent: None,
        };
        let (trace, parent, followed) =
            caller("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01").unwrap();
        let ended = Ended {
            trace,
            span: [1; 8],
            parent: Some(parent),
            name: "request",
            fields,
            begin_nanos: 1_000,
            end_nanos: 3_000,
            is_error: true,
        };
        let found = ended.json();
        assert!(followed);
        assert_eq!(found["name"], "GET /cases/{id}");
        assert_eq!(found["traceId"], "0af7651916cd43dd8448eb211c80319c");
        assert_eq!(found["parentSpanId"], "b7ad6b7169203331");
        assert_eq!(found["kind"], 2);
        assert_eq!(found["attributes"][2]["value"]["intValue"], "503");
        assert_eq!(found["endTimeUnixNano"], "3000");
        assert_eq!(found["status"]["code"], 2);
    }
}
