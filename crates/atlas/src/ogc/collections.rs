//! The collections: what each is, where it lies, where its features are.

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Response;
use identity::Actor;
use serde_json::{Value, json};
use web::Frame;
use web::format::percent_encoded;

use super::query::Plain;
use super::{Collection, GEOJSON, JSON, address, answer, collection, failed, ids, link};
use crate::Atlas;

pub(crate) async fn all(
    State(atlas): State<Atlas>,
    Extension(actor): Extension<Actor>,
    frame: Frame,
    _: Plain,
) -> Response {
    let kit = match atlas.kit(&actor).await {
        Ok(kit) => kit,
        Err(failure) => return failed(&failure),
    };
    let mut all = Vec::new();
    for id in ids(&atlas, &actor, &kit) {
        match collection(&atlas, &actor, &kit, &id).await {
            Ok(one) => all.push(described(&frame, &one)),
            // One file that is gone or changed must not take the others away.
            Err(failure) => tracing::warn!(
                collection = id,
                status = failure.status().as_u16(),
                "a collection cannot be described and is left out"
            ),
        }
    }
    let own = link(address(&frame, "/collections"), "self", JSON, "this document");
    answer(JSON, &json!({ "links": [own], "collections": all }))
}

pub(crate) async fn one(
    State(atlas): State<Atlas>,
    Extension(actor): Extension<Actor>,
    frame: Frame,
    Path(id): Path<String>,
    _: Plain,
) -> Response {
    let found = match atlas.kit(&actor).await {
        Ok(kit) => collection(&atlas, &actor, &kit, &id).await,
        Err(failure) => Err(failure),
    };
    match found {
        Ok(one) => answer(JSON, &described(&frame, &one)),
        Err(failure) => failed(&failure),
    }
}

fn described(frame: &Frame, one: &Collection) -> Value {
    let own = address(frame, &format!("/collections/{}", percent_encoded(&one.id)));
    let bounds = one.layer.grid.whole;
    let crs = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";
    let mut described = json!({
        "id": one.id,
        "title": one.title,
        "description": one.description,
        "itemType": "feature",
        "crs": [crs],
        "links": [
            link(own.clone(), "self", JSON, "this document"),
            link(format!("{own}/items"), "items", GEOJSON, "the features"),
        ],
    });
    if bounds.iter().all(|degrees| degrees.is_finite()) {
        described["extent"] = json!({ "spatial": { "bbox": [bounds], "crs": crs } });
    }
    described
}
