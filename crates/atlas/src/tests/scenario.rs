//! Scenarios and reports on the pages: what the commands wrote, before beside after, ready to print.

use axum::http::StatusCode;
use identity::Actor;
use web::testing::get;

use super::{COUNTY, Town};

/// Hexagons of Porto Alegre with a scenario run and a report; none, said loudly, without the data.
fn town() -> Option<Town> {
    let folder =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/r5r-poa");
    if !folder.exists() {
        eprintln!("SKIPPED: {} is not there", folder.display());
        return None;
    }
    let town = Town::new();
    let grid = std::fs::read_to_string(folder.join("poa_hexgrid.csv")).unwrap();
    let (mut zones, mut schools) = ("id,lon,lat,people\n".to_owned(), "id,lon,lat\n".to_owned());
    for line in grid.lines().skip(1).step_by(5) {
        let cells: Vec<&str> = line.split(',').collect();
        let number =
            |n: usize| cells[n].parse::<f64>().ok().filter(|n| n.is_finite()).unwrap_or(0.0);
        zones += &format!("{},{}\n", cells[..3].join(","), number(3));
        if number(4) > 0.0 {
            schools += &format!("{}\n", cells[..3].join(","));
        }
    }
    std::fs::write(town.path("hexes.csv"), zones).unwrap();
    std::fs::write(town.path("poa-schools.csv"), schools).unwrap();
    town.import("hexes", "zones", &["--amount-cols", "people"]);
    town.import("poa-schools", "facilities", &[]);
    town.import_file(&folder.join("poa_osm.pbf").display().to_string(), "poa", "streets", &[]);
    let base = "base = 1\nname = \"阿雷格里港\"\nstreets = \"@poa\"\nmode = \"walk\"\nstandard_minutes = 15\n[zones]\nfile = \"@hexes\"\ngroups = [\"people\"]\n[facilities]\nfile = \"@poa-schools\"\n";
    let scenario = "scenario = 1\nname = \"新学校\"\nbase = \"base.toml\"\nprice = 120\n[[change]]\nkind = \"open\"\nid = \"new\"\nlon = -51.165\nlat = -30.075\n";
    std::fs::write(town.path("base.toml"), base).unwrap();
    std::fs::write(town.path("new.toml"), scenario).unwrap();
    let (scenario, results) = (town.text("new.toml"), town.text("plan/results"));
    town.plan(&["scenario", "run", &scenario, "--out", &format!("{results}/new.csv")]);
    town.plan(&["report", &scenario, "--out", &format!("{results}/meeting.html")]);
    Some(town)
}

#[tokio::test]
async fn a_scenario_is_shown_before_and_after_with_the_commands_figures() {
    let Some(town) = town() else { return };
    let router = town.by_planner();
    let page = get(&router, "/planner/results/new.csv", "").await.text;
    let map = "/planner/map/hexes?by=new.csv&#38;column=minutes_before&#38;with=new.csv";
    assert!(page.contains(map) && page.contains("“新学校”：people 共"), "{page}");
    let answer = town.plan(&["scenario", "run", &town.text("new.toml")]).value;
    let lifted = answer["groups"][0]["lifted"].as_f64().unwrap();
    let shown = crate::pages::figure(lifted);
    assert!(lifted > 0.0 && page.contains(&format!("新达标 {shown} 人")), "{shown} in {page}");
    let page = get(&router, &map.replace("&#38;", "&"), "").await.text;
    // The table's last column is what changes; the form offers the same scenario after its changes.
    assert!(page.contains("实施以后（同一方案）") && page.contains("变化"), "{page}");
    let table = std::fs::read_to_string(town.path("plan/results/new.csv")).unwrap();
    let mut lines = table.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let heads = lines.next().unwrap();
    let at = |name: &str| heads.iter().position(|head| *head == name).unwrap();
    let first = lines.next().unwrap();
    let cell = |name: &str| crate::pages::figure(first[at(name)].parse().unwrap());
    let both = ["minutes_before", "minutes_after"]
        .map(|name| format!("<td class=\"number\">{}</td>", cell(name)));
    assert!(page.contains(&both.concat()), "{both:?} in {page}");
    // The new school is on the map and in the list; the scenario is a collection like other results.
    assert!(page.contains("新设“new”：-51.16500, -30.07500"), "{page}");
    let items = get(&router, "/ogc/collections/result.new.csv/items?limit=1000", "").await.json();
    let mut features = items["features"].as_array().unwrap().iter();
    assert!(features.any(|one| one["properties"]["minutes_after"].is_number()), "{items}");
    let tile = "/planner/tiles/hexes/0/0/0.mvt?by=new.csv&column=minutes_before&with=new.csv";
    assert_eq!(get(&router, tile, "").await.status, StatusCode::OK);
    // A comparison has a row for each group: no collection, and not offered as a map.
    let out = town.text("plan/results/both.csv");
    town.plan(&["scenario", "compare", &town.text("new.toml"), "--out", &out]);
    let listed = get(&router, "/ogc/collections", "").await.text;
    assert!(listed.contains("result.new.csv") && !listed.contains("both.csv"), "{listed}");
    let map = get(&router, "/planner/map/hexes", "").await.text;
    assert!(map.contains("new.csv") && !map.contains("both.csv"), "{map}");
    let compared = get(&router, "/planner/compare?of=new.csv&of=near.csv", "").await.text;
    assert!(compared.contains("people 中新达标的人") && compared.contains(&shown), "{compared}");
}

#[tokio::test]
async fn a_report_is_shown_as_it_was_written_and_its_workbook_can_be_kept() {
    let Some(town) = town() else { return };
    let router = town.by_planner();
    assert!(get(&router, "/planner", "").await.text.contains("/planner/reports/meeting.html"));
    let page = get(&router, "/planner/reports/meeting.html", "").await.text;
    let written = std::fs::read_to_string(town.path("plan/results/meeting.html")).unwrap();
    let figures: Vec<&str> =
        written.split("<data ").skip(1).filter_map(|part| part.split("</data>").next()).collect();
    assert!(figures.len() > 10 && figures.iter().all(|figure| page.contains(figure)));
    for part in ["一、现状", "花多少钱", "方案比较", "下载数据（XLSX）", "<svg"] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(!page.contains("style="), "the policy forbids styles in the page");
    let book = get(&router, "/planner/reports/meeting.html/data", "").await;
    assert_eq!(book.status, StatusCode::OK);
    assert!(book.header("content-type").contains("spreadsheetml"));
    let stranger = town.as_seen(Actor::visitor(COUNTY), &[]);
    for address in ["/planner/reports/meeting.html", "/planner/reports/meeting.html/data"] {
        assert_eq!(get(&stranger, address, "").await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(get(&router, "/planner/reports/none.html", "").await.status, StatusCode::NOT_FOUND);
    // One digit changed by hand is not shown.
    std::fs::write(town.path("plan/results/meeting.html"), written.replacen("120", "121", 1))
        .unwrap();
    let page = get(&router, "/planner/reports/meeting.html", "").await.text;
    assert!(page.contains("被改过") && !page.contains("一、现状"), "{page}");
    std::fs::write(town.path("plan/results/meeting.xlsx"), "PK and nothing more").unwrap();
    let book = get(&router, "/planner/reports/meeting.html/data", "").await;
    assert_eq!(book.status, StatusCode::CONFLICT);
    assert!(book.text.contains("被改过"), "{}", book.text);
}
