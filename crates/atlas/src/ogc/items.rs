//! The features of a collection, some at a time.

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use identity::Actor;
use serde_json::{Value, json};
use web::Frame;
use web::format::percent_encoded;

use super::{Collection, GEOJSON, JSON, address, answer, collection, failed, link, refused};
use crate::{Atlas, aside, unknown};

/// Features of an answer, if nobody says how many.
const USUAL: usize = 10;
/// The most that are given at once; who asks for more is given these.
const MOST: usize = 10_000;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Asked {
    limit: usize,
    offset: usize,
    /// West, south, east, north.
    frame: Option<[f64; 4]>,
}

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
    let found = match atlas.kit().await {
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
) -> Response {
    let found = match atlas.kit().await {
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

/// Reads a query; a parameter that is not known is refused, as the standard asks.
fn asked(query: &[(String, String)]) -> Result<Asked, String> {
    let mut asked = Asked { limit: USUAL, offset: 0, frame: None };
    for (name, value) in query {
        let number = || {
            value.parse::<usize>().map_err(|_| format!("{name} is {value:?}: give a whole number"))
        };
        match name.as_str() {
            "limit" => {
                asked.limit = number()?.min(MOST);
                if asked.limit == 0 {
                    return Err("limit is 0: give 1 or more".to_owned());
                }
            }
            "offset" => asked.offset = number()?,
            "bbox" => asked.frame = Some(frame(value)?),
            // No feature has a time; the standard then gives all.
            "datetime" | "f" => {}
            other => return Err(format!("{other:?} is no parameter of this interface")),
        }
    }
    Ok(asked)
}

/// Four numbers, or six with heights, which are passed over.
fn frame(text: &str) -> Result<[f64; 4], String> {
    let numbers: Result<Vec<f64>, _> = text.split(',').map(|part| part.trim().parse()).collect();
    let numbers = numbers.unwrap_or_default();
    let corners = match numbers.as_slice() {
        [west, south, east, north] | [west, south, _, east, north, _] => {
            Some([*west, *south, *east, *north])
        }
        _ => None,
    };
    let is_frame = |[_, south, _, north]: &[f64; 4]| south <= north;
    let fine = corners.filter(|all| all.iter().all(|one| one.is_finite())).filter(is_frame);
    fine.ok_or_else(|| format!("bbox is {text:?}: give west,south,east,north in degrees"))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn query(pairs: &[(&str, &str)]) -> Result<Asked, String> {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        asked(&pairs.iter().map(own).collect::<Vec<_>>())
    }

    #[test]
    fn questions_are_read_or_refused() {
        let usual = Asked { limit: USUAL, offset: 0, frame: None };
        assert_eq!(query(&[]), Ok(usual));
        assert_eq!(query(&[("limit", "99999999")]), Ok(Asked { limit: MOST, ..usual }));
        let framed = Asked { frame: Some([1.0, 2.0, 3.0, 4.0]), ..usual };
        assert_eq!(query(&[("bbox", "1,2,3,4"), ("datetime", "../..")]), Ok(framed));
        assert_eq!(query(&[("bbox", "1,2,0,3,4,9")]), Ok(framed));
        for wrong in [
            ("limit", "0"),
            ("limit", "-1"),
            ("bbox", "1,2,3"),
            ("bbox", "1,5,3,4"),
            ("bbox", "a,b,c,d"),
            ("bbox", "NaN,0,1,1"),
            ("colour", "red"),
        ] {
            assert!(query(&[wrong]).is_err(), "{wrong:?}");
        }
    }
}
