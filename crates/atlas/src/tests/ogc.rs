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

/// A site result has a row for each client; a file that is gone does not take the others away.
#[tokio::test]
async fn one_result_that_cannot_be_described_leaves_the_others() {
    let town = Town::new();
    town.site();
    let router = town.by_planner();
    let names = |body: serde_json::Value| -> Vec<String> {
        let all = body["collections"].as_array().unwrap().clone();
        all.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
    };
    let listed = names(get(&router, "/ogc/collections", "").await.json());
    assert!(listed.contains(&"result.site.csv".to_owned()), "{listed:?}");
    let items = get(&router, "/ogc/collections/result.site.csv/items", "").await.json();
    assert_eq!(items["numberMatched"], 4);
    assert_eq!(items["features"][3]["properties"]["site"], "s2");
    assert_eq!(items["features"][3]["geometry"]["coordinates"], serde_json::json!([119.2, 29.1]));
    // One digit changed by hand: this collection is left out, and says so when it is asked for.
    let file = town.path("plan/results/near.csv");
    let text = std::fs::read_to_string(&file).unwrap().replacen("50", "51", 1);
    std::fs::write(&file, text).unwrap();
    let fresh = town.by_planner();
    let left = names(get(&fresh, "/ogc/collections", "").await.json());
    assert!(!left.contains(&"result.near.csv".to_owned()), "{left:?}");
    assert_eq!(left.len() + 1, listed.len());
    let refused = get(&fresh, "/ogc/collections/result.near.csv", "").await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text);
    let page = get(&fresh, "/planner/results/near.csv", "").await;
    assert!(page.text.contains("被改过"), "{}", page.text);
}

#[tokio::test]
async fn every_address_refuses_what_it_does_not_know() {
    let town = Town::new();
    let router = town.by_planner();
    let items = "/ogc/collections/villages/items";
    let addresses = [
        "/ogc",
        "/ogc/api",
        "/ogc/conformance",
        "/ogc/collections",
        "/ogc/collections/villages",
        items,
        "/ogc/collections/villages/items/1",
    ];
    for address in addresses {
        for (query, status) in [("colour=red", 400), ("f=json&f=json", 400), ("f=json", 200)] {
            let answer = get(&router, &format!("{address}?{query}"), "").await;
            assert_eq!(answer.status.as_u16(), status, "{address}?{query}: {}", answer.text);
        }
    }
    for query in ["datetime=garbage", "limit=3&limit=4", "datetime=../.."] {
        let answer = get(&router, &format!("{items}?{query}"), "").await;
        assert_eq!(answer.status.as_u16(), 400, "{query}: {}", answer.text);
    }
    let timed = get(&router, &format!("{items}?datetime=2020-11-01T00:00:00Z"), "").await;
    assert_eq!(timed.json()["numberMatched"], 4);
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
