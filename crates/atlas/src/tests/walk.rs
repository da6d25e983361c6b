//! Walking areas: of zones and people no more is said than is known.

use web::testing::get;

use super::Town;

/// In a corner of the town, from where one village is near.
const FROM: &str = "lon=119.1&lat=29.0&minutes=15";

#[tokio::test]
async fn people_are_counted_only_where_somebody_asked_and_the_data_knows() {
    let town = Town::new();
    town.streets();
    let unnamed = "id,lon,lat\nu1,119.10,29.00\nu2,119.20,29.10\n";
    std::fs::write(town.path("unnamed.csv"), unnamed).unwrap();
    town.import("unnamed", "zones", &[]);
    let router = town.by_planner();
    let cases = [
        ("&zones=villages", "里面有 1 个单元、100 人", "1", "100.0"),
        ("&zones=unnamed", "里面有 1 个单元（数据里没有人数）", "1", "null"),
        ("&zones=", " 平方公里；起点", "null", "null"),
        ("", " 平方公里；起点", "null", "null"),
    ];
    for (more, words, zones, people) in cases {
        let page = get(&router, &format!("/planner/walk/streets?{FROM}{more}"), "").await.text;
        assert!(page.contains(words), "{words} for {more:?} in {page}");
        let area = format!("/planner/walk/streets/area?{FROM}{more}");
        let found = get(&router, &area, "").await.json()["properties"].clone();
        let both = (found["zones"].to_string(), found["people"].to_string());
        assert_eq!(both, (zones.to_owned(), people.to_owned()), "{more:?}");
    }
}

#[tokio::test]
async fn zones_that_are_none_are_not_found() {
    let town = Town::new();
    town.streets();
    let router = town.by_planner();
    for page in ["/planner/walk/streets", "/planner/walk/streets/area"] {
        for zones in ["zzz", "schools", "streets"] {
            let answer = get(&router, &format!("{page}?{FROM}&zones={zones}"), "").await;
            assert_eq!(answer.status.as_u16(), 404, "{page} of {zones}: {}", answer.text);
        }
    }
    assert_eq!(get(&router, "/planner/walk/streets?zones=zzz", "").await.status.as_u16(), 404);
}

/// The first view counts the people of zones that lie along the streets, whatever comes first by name.
#[tokio::test]
async fn a_walk_begins_with_the_zones_of_its_place() {
    let town = Town::new();
    town.streets();
    std::fs::write(town.path("afar.csv"), "id,lon,lat,pop\nf,10.0,50.0,7\n").unwrap();
    town.import("afar", "zones", &["--amount-cols", "pop"]);
    let page = get(&town.by_planner(), "/planner/walk/streets", "").await.text;
    assert!(page.contains(r#"<option value="villages" selected>"#), "{page}");
    assert!(!page.contains(r#"<option value="afar" selected>"#), "{page}");
}
