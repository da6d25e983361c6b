//! How far people come on foot from a place: a page with a form, and the area alone for the map.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use identity::Actor;
use network::streets::Streets;
use serde::Deserialize;
use web::{Failure, Frame, Page, PageResult};

use super::figure;
use crate::draw::{self, Told};
use crate::geometry::Shape;
use crate::layer::Layer;
use crate::reach::{LONGEST, NEAR, Reach};
use crate::shelf::Kit;
use crate::{Atlas, aside, invalid};

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
    let zones: Vec<String> =
        zones.filter(|one| atlas.shows(&actor, &one.name)).map(|one| one.name.clone()).collect();
    let mut asked = asked;
    if asked.lon.is_empty() {
        // Somewhere that is on the map: a node in the middle of the file.
        let node = network::NodeId((streets.graph.nodes() / 2) as u32);
        let point = streets.graph.point(node);
        asked.lon = format!("{:.5}", point.longitude());
        asked.lat = format!("{:.5}", point.latitude());
        asked.minutes = "15".to_owned();
        asked.zones = zones.first().cloned().unwrap_or_default();
    }
    let (reach, people) = walked(&atlas, &actor, &kit, streets, &asked).await?;
    Ok(Page(WalkPage {
        sentence: sentence(&frame, &reach, people),
        drawing: drawing(&frame, &reach),
        here: format!("/planner/walk/{}", web::format::percent_encoded(&name)),
        name,
        asked,
        zones,
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
    let (reach, people) = walked(&atlas, &actor, &kit, streets, &asked).await?;
    let body = reach.to_json(people).to_string();
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

/// What is reached, and of the zones asked for how many with how many people.
async fn walked(
    atlas: &Atlas,
    actor: &Actor,
    kit: &Kit,
    streets: Arc<Streets>,
    asked: &Start,
) -> Result<(Reach, Option<(usize, f64)>), Failure> {
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
    let place = number(&asked.lon).zip(number(&asked.lat));
    let question = place.zip(number(&asked.minutes));
    let Some(((longitude, latitude), minutes)) = question else { return Err(no_place()) };
    let zones = kit.dataset(&asked.zones).filter(|one| atlas.shows(actor, &one.name));
    let layer = match zones {
        Some(zones) => Some(atlas.layer(kit, zones).await?),
        None => None,
    };
    let found = aside(move || {
        let reach = Reach::of(&streets, [longitude, latitude], minutes);
        Ok(reach.map(|reach| {
            let people = layer.map(|layer| reach.people(&layer, &people(&layer)));
            (reach, people)
        }))
    })
    .await?;
    found.ok_or_else(no_place)
}

fn people(layer: &Layer) -> Vec<Option<f64>> {
    let first = layer.amounts().first().and_then(|name| layer.numbers(name));
    first.map(<[_]>::to_vec).unwrap_or_default()
}

fn no_place() -> Failure {
    invalid(
        &format!("经度、纬度要写度数（例如 119.17 和 29.03），分钟要大于 0、不超过 {LONGEST}。"),
        &format!(
            "Give longitude and latitude in degrees, and minutes above 0 and up to {LONGEST}."
        ),
    )
}

fn sentence(frame: &Frame, reach: &Reach, people: Option<(usize, f64)>) -> String {
    if reach.areas.is_empty() {
        return frame.tf("atlas.walk.nothing", [("metres", figure(NEAR.0))]);
    }
    let size = (reach.size * 100.0).round() / 100.0;
    let (zones, people) = people.unwrap_or_default();
    let figures = [
        ("minutes", figure(reach.minutes)),
        ("size", figure(size)),
        ("zones", figure(zones as f64)),
        ("people", figure(people)),
        ("metres", figure(reach.off_street.unwrap_or_default().round())),
    ];
    frame.tf("atlas.walk.sentence", figures)
}

fn drawing(frame: &Frame, reach: &Reach) -> String {
    let title = frame.tf("atlas.walk.drawing", [("minutes", figure(reach.minutes))]);
    let parts = [
        ("areas reached", vec![Shape::Areas(reach.areas.clone())]),
        ("place", vec![Shape::Point(reach.from)]),
    ];
    draw::sketch(&parts, Told { title: &title, sentence: &frame.t("atlas.walk.told") })
}
