//! Where the interface begins: links, what it conforms to, and its description.

use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};
use web::Frame;

use super::query::Plain;
use super::{JSON, address, answer, link};
use crate::Atlas;

/// What the description is written in.
const OPENAPI: &str = "application/vnd.oai.openapi+json;version=3.0";

pub(crate) async fn show(State(_): State<Atlas>, frame: Frame, _: Plain) -> Response {
    let name = frame.say(&frame.settings().service_name).to_owned();
    let body = json!({
        "title": name,
        "description": "Zones, facilities and results of the county's planners",
        "links": [
            link(address(&frame, "/"), "self", JSON, "this document"),
            link(address(&frame, "/api"), "service-desc", OPENAPI, "the description of the interface"),
            link(address(&frame, "/conformance"), "conformance", JSON, "what it conforms to"),
            link(address(&frame, "/collections"), "data", JSON, "the collections"),
        ],
    });
    answer(JSON, &body)
}

pub(crate) async fn conformance(_: Plain) -> Response {
    let class =
        |name: &str| format!("http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{name}");
    let classes = ["core", "geojson", "oas30"].map(class);
    answer(JSON, &json!({ "conformsTo": classes }))
}

pub(crate) async fn api(frame: Frame, _: Plain) -> Response {
    let get = |summary: &str, parameters: Vec<Value>| {
        json!({ "get": {
            "summary": summary,
            "parameters": parameters,
            "responses": { "200": { "description": summary } },
        } })
    };
    let path = |name: &str| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } });
    let query = |name: &str, schema: Value, words: &str| {
        json!({ "name": name, "in": "query", "required": false, "style": "form",
            "explode": false, "schema": schema, "description": words })
    };
    let number = json!({ "type": "number" });
    let items = vec![
        path("collectionId"),
        query(
            "limit",
            json!({ "type": "integer", "minimum": 1, "maximum": 10_000, "default": 10 }),
            "how many features",
        ),
        query(
            "bbox",
            json!({ "type": "array", "items": number, "minItems": 4, "maxItems": 6 }),
            "west, south, east, north",
        ),
        query("datetime", json!({ "type": "string" }), "the features have no time: all are given"),
        query(
            "offset",
            json!({ "type": "integer", "minimum": 0 }),
            "how many to pass over; follow the next link instead",
        ),
    ];
    let body = json!({
        "openapi": "3.0.3",
        "info": { "title": frame.settings().service_name.zh, "version": env!("CARGO_PKG_VERSION") },
        "servers": [{ "url": address(&frame, "") }],
        "paths": {
            "/": get("landing page", Vec::new()),
            "/conformance": get("conformance classes", Vec::new()),
            "/collections": get("collections", Vec::new()),
            "/collections/{collectionId}": get("a collection", vec![path("collectionId")]),
            "/collections/{collectionId}/items": get("features", items),
            "/collections/{collectionId}/items/{featureId}":
                get("a feature", vec![path("collectionId"), path("featureId")]),
        },
    });
    answer(OPENAPI, &body)
}
