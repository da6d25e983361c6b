//! Vector tiles of a layer, for the browser's map.

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use identity::Actor;
use web::PageResult;

use crate::measure::Asked;
use crate::tile::{At, tile};
use crate::{Atlas, aside, unknown};

/// What the name of a tile ends in.
const ENDING: &str = ".mvt";

pub(crate) async fn show(
    State(atlas): State<Atlas>,
    Extension(actor): Extension<Actor>,
    Path((name, zoom, column, row)): Path<(String, u8, u32, String)>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let row = row.strip_suffix(ENDING).and_then(|row| row.parse().ok());
    let at = row.and_then(|row| At::new(zoom, column, row)).ok_or_else(unknown)?;
    let kit = atlas.kit(&actor).await?;
    let dataset = atlas.dataset(&kit, &actor, &name)?;
    let layer = atlas.layer(&kit, dataset).await?;
    let shown = atlas.shown(&kit, &layer, &asked).await?;
    let bytes = aside(move || Ok(tile(&layer, &shown, at))).await?;
    Ok(([(header::CONTENT_TYPE, "application/vnd.mapbox-vector-tile")], bytes).into_response())
}
