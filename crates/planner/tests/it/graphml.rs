//! Streets as GraphML: a drawn town, and the real streets of Futian.

use crate::given::given;
use crate::run::{Desk, rows};

/// Two crossings 111.2 m apart, joined both ways by 300 m.
const TOWN: &str = r#"<graphml><key id="l" for="edge" attr.name="length"/>
<graph edgedefault="directed">
<node id="1"><data key="x">0</data><data key="y">0</data></node>
<node id="2"><data key="x">0.001</data><data key="y">0</data></node>
<edge source="1" target="2"><data key="l">300</data></edge>
<edge source="2" target="1"><data key="l">300</data></edge>
</graph></graphml>"#;

#[test]
fn a_drawn_town_is_kept_and_walked_through() {
    let desk = Desk::new();
    desk.write("town.graphml", TOWN);
    desk.write("p.csv", "id,lon,lat\na,0,0\nb,0.001,0\n");
    let keep = "import {}/town.graphml --name town --kind streets --source drawn --date 2023-05-25 --store {}/plan";
    let kept = desk.run(keep).unwrap().value;
    assert_eq!(kept["about"]["walkable_nodes"], 2);
    assert_eq!(kept["about"]["frame"], serde_json::json!([0.0, 0.0, 0.001, 0.0]));
    let line = "travel --streets @town --store {}/plan --origins {}/p.csv --destinations {}/p.csv \
                --mode walk --cutoff 30 --out {}/t.csv";
    desk.run(line).unwrap();
    let table = rows(&desk.path("t.csv"));
    let way = table.iter().find(|row| row[0] == "a" && row[1] == "b").unwrap();
    // 300 m at 60 m a minute.
    assert!((way[2].parse::<f64>().unwrap() - 5.0).abs() < 1e-3, "{way:?}");
    desk.write("town.graphml", &TOWN.replace("<node id=\"2\">", "<node>"));
    let refusal = desk.refusal(&keep.replace("--name town", "--name other"));
    assert!(refusal.contains("town.graphml") && refusal.contains("line 4"), "{refusal}");
}

#[test]
fn futian_is_kept_and_walked_through() {
    let Some(file) = given("shenzhen-futian/drive_network.graphml.gz") else { return };
    let desk = Desk::new();
    let file = file.display();
    let keep = format!(
        "import {file} --name futian --kind streets --source OpenStreetMap --date 2023-05-25 --store {{}}/plan"
    );
    let about = desk.run(&keep).unwrap().value["about"].clone();
    assert!(about["walkable_nodes"].as_u64().unwrap() > 500, "{about}");
    assert!(about["walkable_km"].as_f64().unwrap() > 20.0, "{about}");
    desk.write("p.csv", "id,lon,lat\na,114.005,22.53\nb,114.03,22.545\n");
    let line = "travel --streets @futian --store {}/plan --origins {}/p.csv --destinations {}/p.csv \
                --mode walk --cutoff 240 --out {}/t.csv";
    desk.run(line).unwrap();
    let table = rows(&desk.path("t.csv"));
    let way = table.iter().find(|row| row[0] == "a" && row[1] == "b").unwrap();
    // 3.07 km as the crow flies is 51 minutes; streets are longer, but not three times as long.
    let minutes: f64 = way[2].parse().unwrap();
    assert!((50.0..153.0).contains(&minutes), "{minutes}");
}
