//! What people see, and who sees it.

use axum::http::StatusCode;
use basis::Role;
use identity::Actor;
use identity::testing::actor;
use serde_json::Value;
use web::testing::get;

use super::{COUNTY, Town};

/// Every page of a town.
const PAGES: [&str; 10] = [
    "/planner",
    "/planner/datasets/villages",
    "/planner/results/circle.csv",
    "/planner/map/villages",
    "/planner/map/villages?by=circle.csv",
    "/planner/map/villages?by=near.csv&with=far.csv",
    "/planner/equity/villages?by=near.csv&group=side",
    "/planner/compare?of=near.csv&of=far.csv",
    "/planner/tiles/villages/0/0/0.mvt",
    "/ogc/collections/villages/items",
];

#[tokio::test]
async fn a_planner_sees_every_page_and_a_visitor_none_that_is_not_open() {
    let town = Town::new();
    let everybody = [
        (actor(COUNTY, Role::Planner, 1), Vec::new(), true),
        (Actor::visitor(COUNTY), Vec::new(), false),
        (actor(COUNTY, Role::Clerk, 1), vec!["schools"], false),
        // What is made of the schools too is not open with the villages alone.
        (Actor::visitor(COUNTY), vec!["villages", "schools"], true),
        (Actor::visitor(COUNTY), vec!["*"], true),
    ];
    for (who, open, sees) in everybody {
        let name = format!("{:?} with {open:?} open", who.roles());
        let router = town.as_seen(who, &open);
        for page in PAGES {
            let answer = get(&router, page, "").await;
            // The county's own figures are for everybody.
            let expected =
                if sees || page == "/planner" { StatusCode::OK } else { StatusCode::NOT_FOUND };
            assert_eq!(answer.status, expected, "{page} for {name}: {}", answer.text);
            assert!(sees || !answer.text.contains("东村"), "{page} for {name}");
        }
    }
}

#[tokio::test]
async fn a_result_is_open_only_if_all_that_it_was_made_of_is() {
    let town = Town::new();
    let router = town.as_seen(Actor::visitor(COUNTY), &["villages"]);
    for (page, expected) in [
        ("/planner/datasets/villages", 200),
        ("/planner/map/villages", 200),
        ("/planner/results/circle.csv", 404),
        ("/planner/map/villages?by=circle.csv", 404),
        ("/planner/equity/villages?by=near.csv", 404),
        ("/ogc/collections/result.circle.csv", 404),
    ] {
        let answer = get(&router, page, "").await;
        assert_eq!(answer.status.as_u16(), expected, "{page}: {}", answer.text);
        assert!(!answer.text.contains("circle.csv</a>"), "{page}: {}", answer.text);
    }
}

/// Chosen sites are said in a sentence; neither they nor a budget are called lost for want of a map.
#[tokio::test]
async fn results_without_a_map_say_what_they_are() {
    let town = Town::new();
    town.site();
    let router = town.by_planner();
    let page = get(&router, "/planner/results/site.csv", "").await.text;
    assert!(page.contains("选定 2 处：s1、s2") && page.contains("已证明没有更好的选法"), "{page}");
    assert!(!page.contains("不能画地图") && !page.contains("/planner/map/villages?by=site"));
    std::fs::write(town.path("m.csv"), "id,price,gain,division\na,6,60,north\n").unwrap();
    let (measures, out) = (town.text("m.csv"), town.text("plan/results/money.csv"));
    town.plan(&["budget", "--measures", &measures, "--fund", "7", "--out", &out]);
    let page = get(&router, "/planner/results/money.csv", "").await.text;
    assert!(!page.contains("不能画地图"), "{page}");
}

/// What columns of commands are called is said in words, on the table, the form and the drawing.
#[tokio::test]
async fn columns_of_the_commands_have_words() {
    let town = Town::new();
    let router = town.by_planner();
    let result = get(&router, "/planner/results/circle.csv", "").await.text;
    for head in ["用时（分钟）", "15 分钟内能到的", "人数", "到不了的原因"] {
        assert!(result.contains(&format!(">{head}</th>")), "{head} in {result}");
    }
    assert!(result.contains("附近没有") && !result.contains("none-near"), "{result}");
    let map = get(&router, "/planner/map/villages?by=circle.csv&column=minutes", "").await.text;
    assert!(map.contains(r#"<option value="minutes" selected>用时（分钟）</option>"#), "{map}");
    assert!(map.contains("小学 · 用时（分钟）"), "{map}");
    let english = get(&router, "/planner/map/villages?by=circle.csv&lang=en", "").await.text;
    assert!(english.contains(r#"<option value="minutes" selected>Minutes</option>"#), "{english}");
}

#[tokio::test]
async fn map_programs_are_told_what_they_can_read() {
    let town = Town::new();
    let page = get(&town.by_planner(), "/planner", "").await.text;
    assert!(page.contains("直接读公开的数据") && page.contains("GDAL_HTTP_COOKIE"), "{page}");
    let stranger = town.as_seen(Actor::visitor(COUNTY), &[]);
    let page = get(&stranger, "/planner", "").await.text;
    assert!(page.contains("直接读公开的数据") && !page.contains("GDAL_HTTP_COOKIE"), "{page}");
}

#[tokio::test]
async fn the_places_of_service_stand_in_the_lists_too() {
    let town = Town::new();
    let page = get(&town.by_planner(), "/planner/map/villages?by=circle.csv", "").await.text;
    for part in ["设施 2 处", "s1（小学）：119.11000, 29.00000", "s2（小学）：119.21000, 29.10000"]
    {
        assert!(page.contains(part), "{part} in {page}");
    }
}

#[tokio::test]
async fn the_figures_of_a_page_are_those_of_the_command() {
    let town = Town::new();
    let router = town.by_planner();
    // 300 of 1,000 people live in the one village that is 40 minutes away.
    let page = get(&router, "/planner/results/circle.csv", "").await.text;
    assert!(
        page.contains("小学：300 人步行 15 分钟到不了（共 1,000 人，占 30.0%），分布在 1 个单元。"),
        "{page}"
    );
    let map = get(&router, "/planner/map/villages?by=circle.csv&column=minutes", "").await.text;
    for part in ["南&#60;村", "盲区 1 个，占 25.0%", "附近没有", r#"class="dots blind""#]
    {
        assert!(map.contains(part), "{part} in {map}");
    }
    // The command needs value, people and group in one table: the rows of both files side by side.
    let joined =
        "id,value,pop,side\nv1,50,100,山区\nv2,0,200,平原\nv3,0,300,山区\nv4,90,400,平原\n";
    std::fs::write(town.path("joined.csv"), joined).unwrap();
    let line = ["--value", "value", "--weight", "pop", "--group", "side"];
    let answer = town.plan(&[&["equity", "--in", &town.text("joined.csv")][..], &line].concat());
    let page = get(&router, "/planner/equity/villages?by=near.csv&group=side", "").await.text;
    for name in ["gini", "theil_t", "palma"] {
        let Some(value) = answer.value[name].as_f64() else { continue };
        assert!(page.contains(&format!("{value:.6}")), "{name} {value} in {page}");
    }
}

#[tokio::test]
async fn the_table_says_what_the_map_shows() {
    let town = Town::new();
    let router = town.by_planner();
    let page = get(&router, "/planner/map/villages?by=near.csv&with=far.csv", "").await.text;
    // Seats within 10 and within 60 minutes, and the change, village by village.
    for row in [["东村", "50", "50", "0"], ["西村", "0", "50", "50"], ["北村", "90", "90", "0"]]
    {
        let cells: Vec<String> = row
            .iter()
            .enumerate()
            .map(|(at, cell)| {
                if at == 0 {
                    format!("<td>{cell}</td>")
                } else {
                    format!(r#"<td class="number">{cell}</td>"#)
                }
            })
            .collect();
        assert!(page.contains(&cells.concat()), "{row:?} in {page}");
    }
    assert!(
        page.contains("data-island=\"map\"") && !page.contains("<script"),
        "no island was built in"
    );
    assert!(!page.contains("style="), "the policy forbids styles in the page");
}

#[tokio::test]
async fn the_county_is_shown_with_what_is_known_and_what_is_missing_is_said() {
    let town = Town::new();
    let page = get(&town.by_planner(), "/planner", "").await.text;
    assert!(page.contains("360,229"), "{page}");
    assert!(page.contains("本县真实的设施位置、道路和公交时刻没有随程序提供"));
    assert!(page.contains("没有道路") && !page.contains("没有设施：看"));
    // The real list of divisions, and no map of them.
    assert!(page.contains("湖镇镇") && page.contains("现有数据里没有边界和坐标"), "{page}");
    assert!(!page.contains("真实边界的地图"));
}

#[tokio::test]
async fn with_the_countys_boundaries_its_map_is_linked() {
    let town = Town::new();
    let ring = serde_json::json!([[[119.0, 29.0], [119.2, 29.0], [119.2, 29.1], [119.0, 29.0]]]);
    let other = |code: &str| {
        serde_json::json!({ "type": "FeatureCollection", "features": [{
            "type": "Feature",
            "properties": { "id": code, "name": "边界" },
            "geometry": { "type": "Polygon", "coordinates": ring },
        }] })
        .to_string()
    };
    for (name, code, is_ours) in [("next", "330803", false), ("ours", "330825", true)] {
        let file = town.path(&format!("{name}.geojson"));
        std::fs::write(&file, other(code)).unwrap();
        town.import_file(&file.display().to_string(), name, "zones", &[]);
        let page = get(&town.by_planner(), "/planner", "").await.text;
        let (linked, lacking) =
            (page.contains("href=\"/planner/map/ours\""), page.contains("现有数据里没有边界"));
        assert_eq!((linked, lacking), (is_ours, !is_ours), "{page}");
        assert!(page.contains("湖镇镇"), "{page}");
    }
}

#[tokio::test]
async fn results_are_set_side_by_side() {
    let town = Town::new();
    let router = town.by_planner();
    let page = get(&router, "/planner/compare?of=near.csv&of=far.csv", "").await.text;
    for part in ["cutoff", "按人口平均", "/planner/map/villages?by=near.csv&#38;with=far.csv"]
    {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(!page.contains("再选一个"), "{page}");
    // What is alike is not listed.
    assert!(!page.contains("<td>measure</td>"));
    let alone = get(&router, "/planner/compare?of=near.csv", "").await.text;
    assert!(alone.contains("只选了“near.csv”一个，再选一个才能对比"), "{alone}");
    for (query, status) in [("", 200), ("?of=", 200), ("?of=near.csv&of=none.csv", 404)] {
        let answer = get(&router, &format!("/planner/compare{query}"), "").await;
        assert_eq!(answer.status.as_u16(), status, "{query}: {}", answer.text);
    }
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_and_nothing_breaks() {
    let town = Town::new();
    std::fs::write(town.path("plan/results/stray.csv"), "a\n1\n").unwrap();
    let router = town.by_planner();
    let cases = [
        ("/planner/datasets/none", 404),
        ("/planner/datasets/..%2F..%2Fetc", 404),
        ("/planner/results/stray.csv", 404),
        ("/planner/map/schools?by=circle.csv", 404),
        ("/planner/map/villages?by=circle.csv&column=none&category=none", 200),
        ("/planner/map/villages?after=99999", 200),
        ("/planner/tiles/villages/3/9/0.mvt", 404),
        ("/planner/tiles/villages/0/0/0.png", 404),
        ("/planner/tiles/villages/a/0/0.mvt", 400),
        ("/planner/walk/villages", 404),
        ("/planner/equity/villages?column=name", 404),
    ];
    for (page, expected) in cases {
        assert_eq!(get(&router, page, "").await.status.as_u16(), expected, "{page}");
    }
}

#[tokio::test]
async fn boundaries_of_the_county_are_drawn_when_the_operator_imports_them() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/cn-boundaries/330800.json");
    if !file.exists() {
        eprintln!("SKIPPED: {} is not there", file.display());
        return;
    }
    let town = Town::new();
    let columns = ["--point-cols", "adcode,lon,lat", "--crs", "gcj02"];
    town.import_file(&file.display().to_string(), "quzhou", "zones", &columns);
    let router = town.by_planner();
    let page = get(&router, "/planner/map/quzhou", "").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("龙游县") && page.text.contains(r#"class="areas"#));
    // Longyou lies at about 119.17°E 29.03°N: tile 10/851/425 of the square map.
    let tile = get(&router, "/planner/tiles/quzhou/10/851/425.mvt", "").await;
    assert!(tile.text.contains("330825"));
}

#[tokio::test]
async fn people_walk_along_real_streets() {
    let folder =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/r5r-poa");
    if !folder.exists() {
        eprintln!("SKIPPED: {} is not there", folder.display());
        return;
    }
    let town = Town::new();
    let file = |name: &str| folder.join(name).display().to_string();
    town.import_file(&file("poa_osm.pbf"), "poa", "streets", &[]);
    let columns = ["--point-cols", "id,lon,lat", "--amount-cols", "population"];
    town.import_file(&file("poa_hexgrid.csv"), "hexes", "zones", &columns);
    let router = town.by_planner();
    let walk = "/planner/walk/poa/area?lon=-51.2277&lat=-30.0333&minutes=15&zones=hexes";
    let answer = get(&router, walk, "").await;
    let area = answer.json();
    assert!(answer.text.contains("Polygon"), "{}", answer.text);
    let people = area["properties"]["people"].as_f64().unwrap();
    let size = area["properties"]["square_km"].as_f64().unwrap();
    // Within 900 m along streets: no more than 1 km around, which is 3.1 square km, and somebody lives there.
    assert!(people > 1_000.0 && size > 0.5 && size < 3.2, "{people} people in {size}");
    // The page says the same figures; of zones that lie elsewhere it does not begin with any.
    town.import_file(&town.text("villages.csv"), "afar", "zones", &["--amount-cols", "pop"]);
    let first = get(&router, "/planner/walk/poa", "").await.text;
    assert!(first.contains(r#"<option value="hexes" selected>"#), "{first}");
    let page = get(&router, &walk.replace("/area", ""), "").await.text;
    let said =
        format!("{} 个单元、{} 人", area["properties"]["zones"], crate::pages::figure(people));
    assert!(page.contains(&said), "{said} in {page}");
    // Far out at sea nothing is near: no area is drawn along streets a thousand kilometres away.
    let sea = "?lon=-40.0&lat=-30.0333&minutes=15&zones=hexes";
    let area = get(&router, &format!("/planner/walk/poa/area{sea}"), "").await.json();
    assert_eq!(
        (&area["geometry"], &area["properties"]["metres_to_street"]),
        (&Value::Null, &Value::Null)
    );
    let page = get(&router, &format!("/planner/walk/poa{sea}"), "").await.text;
    assert!(page.contains("附近没有路（300 米以内）"), "{page}");
    // A map offers walks along streets of its own place, not of another continent's.
    let offered = |page: &str| page.contains("/planner/walk/poa/area");
    assert!(offered(&get(&router, "/planner/map/hexes", "").await.text));
    assert!(!offered(&get(&router, "/planner/map/villages", "").await.text));
    for wrong in ["?lon=200&lat=0&minutes=5", "?lon=x&lat=0&minutes=5", "?lon=1&lat=1&minutes=999"]
    {
        let answer = get(&router, &format!("/planner/walk/poa/area{wrong}"), "").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
}
