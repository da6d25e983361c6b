//! How far people come on foot from a place: a page with a form, and the area alone for the map.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use identity::Actor;
use network::streets::Streets;
use planner::store::Dataset;
use serde::Deserialize;
use web::{Failure, Frame, Page, PageResult};

use super::figure;
use crate::draw::{self, Told};
use crate::geometry::{Shape, meet};
use crate::layer::Layer;
use crate::reach::{Inside, LONGEST, NEAR, Reach};
use crate::shelf::Kit;
use crate::{Atlas, aside, invalid, unknown};

/// Where from, and how long. Text, since a form sends empty fields too.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Start {
    #[serde(default)]
    lon: String,
    #[serde(default)]
    lat: String,
    #[serde(default)]
    minutes: String,
    /// The zones whose people are counted.
    #[serde(default)]
    zones: String,
}

#[derive(Template)]
#[template(path = "walk.html")]
struct WalkPage {
    frame: Frame,
    name: String,
    asked: Start,
    zones: Vec<String>,
    sentence: String,
    drawing: String,
    here: String,
}

pub(crate) async fn page(
    State(atlas): State<Atlas>,
    Extension(actor): Extension<Actor>,
    frame: Frame,
    Path(name): Path<String>,
    Query(asked): Query<Start>,
) -> PageResult {
    let kit = atlas.kit(&actor).await?;
    let streets = streets(&atlas, &actor, &kit, &name).await?;
    let zones = kit.datasets.iter().filter(|one| one.kind == "zones");
    let zones: Vec<&Dataset> = zones.filter(|one| atlas.shows(&actor, &one.name)).collect();
    let mut asked = asked;
    if asked.lon.is_empty() {
        // Somewhere that is on the map: a node in the middle of the file.
        let node = network::NodeId((streets.graph.nodes() / 2) as u32);
        let point = streets.graph.point(node);
        asked.lon = format!("{:.5}", point.longitude());
        asked.lat = format!("{:.5}", point.latitude());
        asked.minutes = "15".to_owned();
        if asked.zones.is_empty() {
            asked.zones = along(&atlas, &kit, &zones, &streets).await?;
        }
    }
    let (reach, inside) = walked(&atlas, &actor, &kit, streets, &asked).await?;
    Ok(Page(WalkPage {
        sentence: sentence(&frame, &reach, inside),
        drawing: drawing(&frame, &reach),
        here: format!("/planner/walk/{}", web::format::percent_encoded(&name)),
        name,
        asked,
        zones: zones.into_iter().map(|one| one.name.clone()).collect(),
        frame,
    })
    .into_response())
}

/// The area alone, as GeoJSON.
pub(crate) async fn area(
    State(atlas): State<Atlas>,
    Extension(actor): Extension<Actor>,
    Path(name): Path<String>,
    Query(asked): Query<Start>,
) -> PageResult {
    let kit = atlas.kit(&actor).await?;
    let streets = streets(&atlas, &actor, &kit, &name).await?;
    let (reach, inside) = walked(&atlas, &actor, &kit, streets, &asked).await?;
    let body = reach.to_json(inside).to_string();
    Ok(([(header::CONTENT_TYPE, "application/geo+json")], body).into_response())
}

async fn streets(
    atlas: &Atlas,
    actor: &Actor,
    kit: &Kit,
    name: &str,
) -> Result<Arc<Streets>, Failure> {
    atlas.streets(kit, atlas.dataset(kit, actor, name)?).await
}

/// The first zones that lie where the streets do; none where no zones do.
async fn along(
    atlas: &Atlas,
    kit: &Kit,
    zones: &[&Dataset],
    streets: &Streets,
) -> Result<String, Failure> {
    let frame = streets.frame();
    for dataset in zones {
        if meet(atlas.layer(kit, dataset).await?.grid.whole, frame) {
            return Ok(dataset.name.clone());
        }
    }
    Ok(String::new())
}

/// What is reached, and of the zones asked for what lies in it.
async fn walked(
    atlas: &Atlas,
    actor: &Actor,
    kit: &Kit,
    streets: Arc<Streets>,
    asked: &Start,
) -> Result<(Reach, Option<Inside>), Failure> {
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
    let place = number(&asked.lon).zip(number(&asked.lat));
    let question = place.zip(number(&asked.minutes));
    let Some(((longitude, latitude), minutes)) = question else { return Err(no_place()) };
    let layer = match asked.zones.as_str() {
        "" => None,
        name => {
            let zones = atlas.dataset(kit, actor, name)?;
            let zones = Some(zones).filter(|one| one.kind == "zones").ok_or_else(unknown)?;
            Some(atlas.layer(kit, zones).await?)
        }
    };
    let found = aside(move || {
        let reach = Reach::of(&streets, [longitude, latitude], minutes);
        Ok(reach.map(|reach| {
            let inside = layer.map(|layer| reach.zones(&layer, people(&layer)));
            (reach, inside)
        }))
    })
    .await?;
    found.ok_or_else(no_place)
}

/// People of each zone: the first amount that the import named, if it named any.
fn people(layer: &Layer) -> Option<&[Option<f64>]> {
    layer.amounts().first().and_then(|name| layer.numbers(name))
}

fn no_place() -> Failure {
    invalid(
        &format!("经度、纬度要写度数（例如 119.17 和 29.03），分钟要大于 0、不超过 {LONGEST}。"),
        &format!(
            "Give longitude and latitude in degrees, and minutes above 0 and up to {LONGEST}."
        ),
    )
}

/// How large the area is, and of what is known to lie in it as much as that.
fn sentence(frame: &Frame, reach: &Reach, inside: Option<Inside>) -> String {
    if reach.areas.is_empty() {
        return frame.tf("atlas.walk.nothing", [("metres", figure(NEAR.0))]);
    }
    let size = (reach.size * 100.0).round() / 100.0;
    let people = inside.and_then(|inside| inside.people);
    let figures = [
        ("minutes", figure(reach.minutes)),
        ("size", figure(size)),
        ("zones", figure(inside.map_or(0, |inside| inside.zones) as f64)),
        ("people", people.map(figure).unwrap_or_default()),
        ("metres", figure(reach.off_street.unwrap_or_default().round())),
    ];
    match (inside, people) {
        (Some(_), Some(_)) => frame.tf("atlas.walk.sentence", figures),
        (Some(_), None) => frame.tf("atlas.walk.sentence-zones", figures),
        (None, _) => frame.tf("atlas.walk.sentence-area", figures),
    }
}

fn drawing(frame: &Frame, reach: &Reach) -> String {
    let title = frame.tf("atlas.walk.drawing", [("minutes", figure(reach.minutes))]);
    let parts = [
        ("areas reached", vec![Shape::Areas(reach.areas.clone())]),
        ("place", vec![Shape::Point(reach.from)]),
    ];
    draw::sketch(&parts, Told { title: &title, sentence: &frame.t("atlas.walk.told") })
}
