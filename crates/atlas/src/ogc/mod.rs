//! OGC API – Features, Part 1 (17-069r4): zones, facilities and results for QGIS, GDAL and others.
//!
//! Classes: Core, GeoJSON, OpenAPI 3.0. A dataset is a collection of its name; a result over zones
//! that are kept is one named `result.` and its file, with the shapes of its zones.

pub(crate) mod collections;
pub(crate) mod items;
pub(crate) mod landing;
pub(crate) mod query;

use std::sync::Arc;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use identity::Actor;
use serde_json::{Value, json};
use web::Frame;

use crate::layer::{Column, Layer};
use crate::shelf::Kit;
use crate::{Atlas, unknown};

/// A name of the standard's that stands before a result's file.
const RESULT: &str = "result.";

/// The kind of an answer that is no collection of features.
const JSON: &str = "application/json";
/// The kind of features.
const GEOJSON: &str = "application/geo+json";

/// The columns of a result, and the row of each feature in them.
type Rows = (Arc<Vec<Column>>, Vec<Option<u32>>);

/// A collection: a layer, and for a result its own rows beside the shapes.
struct Collection {
    id: String,
    title: String,
    description: String,
    layer: Arc<Layer>,
    /// The rows of a result, with the zone of each; `None` for a dataset, whose rows are its zones.
    rows: Option<Rows>,
}

impl Collection {
    /// How many features.
    fn len(&self) -> usize {
        self.rows.as_ref().map_or(self.layer.ids.len(), |(_, zones)| zones.len())
    }

    /// The zone of a feature.
    fn zone(&self, feature: usize) -> Option<usize> {
        match &self.rows {
            None => Some(feature),
            Some((_, zones)) => zones.get(feature).copied().flatten().map(|zone| zone as usize),
        }
    }

    /// The feature as GeoJSON; its id is its place in the file, from 1, which is the same as long as
    /// the digest is.
    fn feature(&self, feature: usize) -> Value {
        let columns = self.rows.as_ref().map_or(&self.layer.columns, |(columns, _)| columns);
        let properties: serde_json::Map<String, Value> = columns
            .iter()
            .map(|column| (column.name.clone(), Layer::attribute(column, feature)))
            .collect();
        let geometry = self.zone(feature).map(|zone| self.layer.shapes[zone].to_json());
        json!({
            "type": "Feature",
            "id": feature + 1,
            "geometry": geometry,
            "properties": properties,
        })
    }
}

/// A collection that the actor may see.
async fn collection(
    atlas: &Atlas,
    actor: &Actor,
    kit: &Kit,
    id: &str,
) -> Result<Collection, web::Failure> {
    let Some(file) = id.strip_prefix(RESULT) else {
        let dataset = atlas.dataset(kit, actor, id)?;
        let layer = atlas.layer(kit, dataset).await?;
        let description =
            format!("{}, {}, sha256 {}", dataset.source, dataset.date, dataset.sha256.hex());
        let (id, title) = (id.to_owned(), dataset.name.clone());
        return Ok(Collection { id, title, description, layer, rows: None });
    };
    let outcome = kit.outcome(file).filter(|one| one.is_by_zone()).ok_or_else(unknown)?;
    let zones = outcome.zones(&kit.datasets).filter(|zones| atlas.shows(actor, &zones.name));
    let layer = atlas.layer(kit, zones.ok_or_else(unknown)?).await?;
    let columns = atlas.table(outcome).await?;
    let ids = crate::measure::ids(&columns).ok_or_else(unknown)?;
    let rows: Vec<Option<u32>> = ids.iter().map(|id| layer.find(id)).collect();
    let description = format!("{}, sha256 {}", outcome.command(), outcome.digest());
    let (id, title) = (id.to_owned(), outcome.file.clone());
    Ok(Collection { id, title, description, layer, rows: Some((columns, rows)) })
}

/// The ids of all collections that the actor may see.
fn ids(atlas: &Atlas, actor: &Actor, kit: &Kit) -> Vec<String> {
    let is_layer = |kind: &str| kind == "zones" || kind == "facilities";
    let datasets = kit.datasets.iter().filter(|one| is_layer(&one.kind));
    let datasets = datasets.filter(|one| atlas.shows(actor, &one.name)).map(|one| one.name.clone());
    let results = kit.outcomes.iter().filter(|one| {
        one.zones(&kit.datasets).is_some_and(|zones| atlas.shows(actor, &zones.name))
            && one.is_by_zone()
    });
    datasets.chain(results.map(|one| format!("{RESULT}{}", one.file))).collect()
}

/// The address of a part of the interface.
fn address(frame: &Frame, path: &str) -> String {
    format!("{}/ogc{path}", frame.settings().base_url)
}

/// A link as the standard has it.
fn link(href: String, rel: &str, kind: &str, title: &str) -> Value {
    json!({ "href": href, "rel": rel, "type": kind, "title": title })
}

fn answer(kind: &'static str, body: &Value) -> Response {
    ([(header::CONTENT_TYPE, kind)], body.to_string()).into_response()
}

/// A question that the standard does not know, answered as the standard asks.
fn refused(description: &str) -> Response {
    let body = json!({ "code": "InvalidParameterValue", "description": description });
    (StatusCode::BAD_REQUEST, answer(JSON, &body)).into_response()
}

/// A failure in the standard's words: programs that ask here do not read pages.
fn failed(failure: &web::Failure) -> Response {
    let description =
        failure.refusal().map_or("an error of ours", |refusal| refusal.text.en.as_str());
    let code = if failure.status() == StatusCode::NOT_FOUND { "NotFound" } else { "Error" };
    let body = json!({ "code": code, "description": description });
    (failure.status(), answer(JSON, &body)).into_response()
}
