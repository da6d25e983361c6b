//! Scenarios that open, close and move facilities: each side of a map shows those of its time, and a
//! comparison has a column for each scenario.

use serde_json::{Value, json};
use web::testing::get;

use super::Town;

const BASE: &str = "base = 1\nname = \"镇\"\nstreets = \"@streets\"\nmode = \"walk\"\n\
    standard_minutes = 20\n[zones]\nfile = \"@villages\"\ngroups = [\"pop\"]\n\
    [facilities]\nfile = \"@schools\"\n";
const OPEN: &str = "[[change]]\nkind = \"open\"\nid = \"s3\"\nlon = 119.10\nlat = 29.10\n";
const CLOSE: &str = "[[change]]\nkind = \"close\"\nid = \"s1\"\n";
const MOVE: &str = "[[change]]\nkind = \"move\"\nid = \"s2\"\nlon = 119.20\nlat = 29.00\n";

/// A town with streets and a scenario in a file of its name.
fn town(scenarios: &[(&str, &[&str])]) -> Town {
    let town = Town::new();
    town.streets();
    std::fs::write(town.path("base.toml"), BASE).unwrap();
    for (name, changes) in scenarios {
        let head = format!("scenario = 1\nname = \"{name}\"\nbase = \"base.toml\"\n");
        let text = head + &changes.concat();
        std::fs::write(town.path(&format!("{name}.toml")), text).unwrap();
    }
    town
}

/// What the browser's program is told.
fn config(page: &str) -> Value {
    let text = page.split("data-config=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let signs = [("&#34;", "\""), ("&#60;", "<"), ("&#62;", ">"), ("&#39;", "'"), ("&#38;", "&")];
    let text = signs.iter().fold(text.to_owned(), |text, (sign, own)| text.replace(sign, own));
    serde_json::from_str(&text).unwrap()
}

/// The places in the drawing: as many steps of no length.
fn dots(page: &str) -> String {
    let path = page.split("<path class=\"place\" d=\"").nth(1).unwrap();
    path.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_closed_facility_is_gone_afterwards_and_a_moved_one_stands_in_one_place() {
    let town = town(&[("all", &[OPEN, CLOSE, MOVE])]);
    let out = town.text("plan/results/all.csv");
    town.plan(&["scenario", "run", &town.text("all.toml"), "--out", &out]);
    let router = town.by_planner();
    let map = "/planner/map/villages?by=all.csv";
    let before = get(&router, &format!("{map}&column=minutes_before&with=all.csv"), "").await.text;
    let after = get(&router, &format!("{map}&column=minutes_after"), "").await.text;
    let (old, new) = ("s2（小学）：119.21000, 29.10000", "s2（小学）：119.20000, 29.00000");
    for part in ["设施 2 处", "s1（小学）：119.11000, 29.00000", old] {
        assert!(before.contains(part), "{part} in {before}");
    }
    for part in ["实施以后的设施 2 处", "<li>s3：119.10000, 29.10000</li>", new] {
        assert!(after.contains(part), "{part} in {after}");
    }
    assert!(!before.contains(new) && !after.contains(old) && !after.contains("s1（小学）"));
    for page in [&before, &after] {
        assert_eq!(dots(page).matches("h0").count(), 2, "{page}");
        for part in ["新设“s3”：119.10000, 29.10000", "关闭“s1”", "迁址“s2”：119.20000, 29.00000"]
        {
            assert!(page.contains(part), "{part} in {page}");
        }
    }
    assert_ne!(dots(&before), dots(&after));
    // The moving map: the old places on the left, on the right the new ones and nobody who is gone.
    let sides = config(&before)["places"].clone();
    let nothing = json!({ "changed": { "type": "FeatureCollection", "features": [] }, "gone": [] });
    assert_eq!(sides["c"], nothing);
    assert_eq!(sides["d"]["gone"], json!(["s1", "s2"]));
    let points = sides["d"]["changed"]["features"].as_array().unwrap().iter();
    let points: Vec<Value> = points.map(|one| one["geometry"]["coordinates"].clone()).collect();
    assert_eq!(points, [json!([119.1, 29.1]), json!([119.2, 29.0])]);
    assert_eq!(config(&after)["places"]["c"], sides["d"]);
}

#[tokio::test]
async fn a_comparison_has_a_column_for_each_of_its_scenarios() {
    let town = town(&[("甲", &[OPEN]), ("乙", &[CLOSE])]);
    let out = town.text("plan/results/both.csv");
    let files = ["甲", "乙"].map(|name| town.text(&format!("{name}.toml")));
    let [first, second] = files.each_ref().map(String::as_str);
    let found = town.plan(&["scenario", "compare", first, second, "--out", out.as_str()]).value;
    let page = get(&town.by_planner(), "/planner/compare?of=both.csv", "").await.text;
    let served = |at: usize| {
        let people = found["scenarios"][at]["groups"][0]["served"]["after"].as_f64().unwrap();
        format!(r#"<td class="number">{}</td>"#, crate::pages::figure(people))
    };
    assert_ne!(served(0), served(1));
    let row = format!("<td>pop 中达标的人</td>{}{}</tr>", served(0), served(1));
    for part in
        [r#"class="number">both.csv：甲</th>"#, r#"class="number">both.csv：乙</th>"#, row.as_str()]
    {
        assert!(page.contains(part), "{part} in {page}");
    }
    // Of the files each column names its own scenario's alone.
    let cell = |name: &str| page.matches(&format!("<td>{name}.toml ")).count();
    assert_eq!((cell("甲"), cell("乙")), (1, 1), "{page}");
    let three = get(&town.by_planner(), "/planner/compare?of=both.csv&of=near.csv", "").await.text;
    assert!(three.contains(r#"class="number">near.csv</th>"#), "{three}");
    // Eight columns in all, however many files they come from.
    let many = (0..7).map(|n| format!("plan/results/both{n}.csv"));
    for name in many {
        for end in ["", ".json"] {
            std::fs::copy(format!("{out}{end}"), town.path(&format!("{name}{end}"))).unwrap();
        }
    }
    let of: Vec<String> = (0..7).map(|n| format!("of=both{n}.csv")).collect();
    let address = format!("/planner/compare?{}", of.join("&"));
    let page = get(&town.by_planner(), &address, "").await.text;
    assert!(page.contains("一次最多对比八个"), "{page}");
    assert!(
        page.contains(">both3.csv：乙</th>") && !page.contains(">both4.csv：甲</th>"),
        "{page}"
    );
}
