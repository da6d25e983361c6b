//! The interface for map programs, held against what the standard asks.

use axum::http::StatusCode;
use identity::Actor;
use web::testing::get;

use super::{COUNTY, Town};

#[tokio::test]
async fn every_link_leads_to_what_it_promises() {
    let town = Town::new();
    let router = town.by_planner();
    let base = web::testing::site().settings.base_url.clone();
    let mut open = vec![format!("{base}/ogc/")];
    let mut seen = std::collections::BTreeSet::new();
    while let Some(address) = open.pop() {
        if !seen.insert(address.clone()) {
            continue;
        }
        let answer = get(&router, address.strip_prefix(&base).unwrap(), "").await;
        assert_eq!(answer.status, StatusCode::OK, "{address}: {}", answer.text);
        let body = answer.json();
        let own = body["links"].as_array().into_iter().flatten();
        let inner = body["collections"].as_array().into_iter().flatten();
        for link in own.chain(inner.flat_map(|one| one["links"].as_array().unwrap())) {
            open.push(link["href"].as_str().unwrap().to_owned());
        }
    }
    for part in
        ["/ogc/api", "/conformance", "villages/items", "schools/items", "result.circle.csv/items"]
    {
        assert!(seen.iter().any(|address| address.ends_with(part)), "{part} in {seen:?}");
    }
}

#[tokio::test]
async fn features_are_paged_and_framed() {
    let town = Town::new();
    let router = town.by_planner();
    let items = "/ogc/collections/villages/items";
    let page = get(&router, &format!("{items}?limit=3"), "").await.json();
    assert_eq!((&page["numberMatched"], &page["numberReturned"]), (&4.into(), &3.into()));
    let next = page["links"].as_array().unwrap().iter().find(|link| link["rel"] == "next").unwrap();
    let next = next["href"].as_str().unwrap().split_once("8080").unwrap().1.to_owned();
    let rest = get(&router, &next, "").await.json();
    assert_eq!(rest["features"][0]["properties"]["name"], "北村");
    assert!(rest["links"].as_array().unwrap().iter().all(|link| link["rel"] != "next"));
    let framed = get(&router, &format!("{items}?bbox=119.05,29.05,119.15,29.2"), "").await.json();
    assert_eq!(framed["features"].as_array().unwrap().len(), 1);
    assert_eq!(framed["features"][0]["id"], 3);
    assert_eq!(framed["features"][0]["geometry"]["coordinates"], serde_json::json!([119.1, 29.1]));
    // A result has the shapes of its zones and its own figures.
    let result = get(&router, "/ogc/collections/result.circle.csv/items/3", "").await.json();
    assert_eq!(
        (&result["properties"]["cause"], &result["properties"]["minutes"]),
        (&"none-near".into(), &40.into())
    );
}

#[tokio::test]
async fn what_the_standard_does_not_know_is_refused_in_its_words() {
    let town = Town::new();
    let router = town.by_planner();
    let items = "/ogc/collections/villages/items";
    for (address, status) in [
        (format!("{items}?colour=red"), 400),
        (format!("{items}?bbox=1,2,3"), 400),
        (format!("{items}/99"), 404),
        (format!("{items}/x"), 404),
        ("/ogc/collections/none".to_owned(), 404),
    ] {
        let answer = get(&router, &address, "").await;
        assert_eq!(answer.status.as_u16(), status, "{address}");
        assert!(answer.json()["code"].is_string(), "{address}: {}", answer.text);
    }
    let stranger = town.as_seen(Actor::visitor(COUNTY), &[]);
    let none = get(&stranger, "/ogc/collections", "").await.json();
    assert_eq!(none["collections"], serde_json::json!([]));
}
