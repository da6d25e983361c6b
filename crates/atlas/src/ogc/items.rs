//! The features of a collection, some at a time.

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use identity::Actor;
use serde_json::{Value, json};
use web::Frame;
use web::format::percent_encoded;

use super::query::{Asked, Plain, asked};
use super::{Collection, GEOJSON, JSON, address, answer, collection, failed, link, refused};
use crate::{Atlas, aside, unknown};

pub(crate) async fn all(
    State(atlas): State<Atlas>,
    Extension(actor): Extension<Actor>,
    frame: Frame,
    Path(id): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
) -> Response {
    let asked = match asked(&query) {
        Ok(asked) => asked,
        Err(why) => return refused(&why),
    };
    let found = match atlas.kit(&actor).await {
        Ok(kit) => collection(&atlas, &actor, &kit, &id).await,
        Err(failure) => Err(failure),
    };
    let own = address(&frame, &format!("/collections/{}", percent_encoded(&id)));
    let stamp = frame.now().to_string();
    let page = match found {
        Ok(one) => aside(move || Ok(page(&one, asked, &query, &own, &stamp))).await,
        Err(failure) => Err(failure),
    };
    match page {
        Ok(page) => answer(GEOJSON, &page),
        Err(failure) => failed(&failure),
    }
}

pub(crate) async fn one(
    State(atlas): State<Atlas>,
    Extension(actor): Extension<Actor>,
    frame: Frame,
    Path((id, feature)): Path<(String, String)>,
    _: Plain,
) -> Response {
    let found = match atlas.kit(&actor).await {
        Ok(kit) => collection(&atlas, &actor, &kit, &id).await,
        Err(failure) => Err(failure),
    };
    let own = address(&frame, &format!("/collections/{}", percent_encoded(&id)));
    let number = feature.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    match found {
        Err(failure) => failed(&failure),
        Ok(one) => match number.filter(|number| *number < one.len()) {
            None => failed(&unknown()),
            Some(number) => {
                let mut found = one.feature(number);
                let here = format!("{own}/items/{}", number + 1);
                found["links"] = json!([
                    link(here, "self", GEOJSON, "this feature"),
                    link(own, "collection", JSON, "its collection"),
                ]);
                answer(GEOJSON, &found)
            }
        },
    }
}

/// One answer: the features, how many, and where the next are.
fn page(
    one: &Collection,
    asked: Asked,
    query: &[(String, String)],
    own: &str,
    stamp: &str,
) -> Value {
    let matched = matched(one, asked.frame);
    let shown = matched.iter().skip(asked.offset).take(asked.limit);
    let features: Vec<Value> = shown.map(|feature| one.feature(*feature)).collect();
    let address = |offset: usize| {
        let kept = query.iter().filter(|(name, _)| name != "offset");
        let kept = kept.map(|(name, value)| format!("{name}={}&", percent_encoded(value)));
        format!("{own}/items?{}offset={offset}", kept.collect::<String>())
    };
    let mut links = vec![
        link(address(asked.offset), "self", GEOJSON, "this page"),
        link(own.to_owned(), "collection", JSON, "the collection"),
    ];
    let end = asked.offset.saturating_add(asked.limit);
    if end < matched.len() {
        links.push(link(address(end), "next", GEOJSON, "the next page"));
    }
    json!({
        "type": "FeatureCollection",
        "timeStamp": stamp,
        "numberMatched": matched.len(),
        "numberReturned": features.len(),
        "links": links,
        "features": features,
    })
}

/// Features whose frame meets the one asked for; one that crosses the antimeridian is two.
fn matched(one: &Collection, frame: Option<[f64; 4]>) -> Vec<usize> {
    let Some([west, south, east, north]) = frame else { return (0..one.len()).collect() };
    let mut zones = if west <= east {
        one.layer.grid.within([west, south, east, north])
    } else {
        let mut both = one.layer.grid.within([west, south, 180.0, north]);
        both.extend(one.layer.grid.within([-180.0, south, east, north]));
        both
    };
    zones.sort_unstable();
    zones.dedup();
    let is_in = |feature: &usize| {
        one.zone(*feature).is_some_and(|zone| zones.binary_search(&(zone as u32)).is_ok())
    };
    (0..one.len()).filter(is_in).collect()
}
