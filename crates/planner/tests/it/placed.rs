//! `plan scenario` on a drawn street: how far what changes put somewhere is from it, and what is
//! refused before anything is computed.
//!
//! ```text
//! a --- b --- c --- d --- e      0.001 degrees (111.2 m) between neighbours
//! ```

use network::osm::{DrawnNode, DrawnWay, write};
use serde_json::json;

use crate::run::Desk;

fn desk(base: &str, facilities: &str) -> Desk {
    let desk = Desk::new();
    let nodes: Vec<_> = (0..5).map(|id| DrawnNode { id, place: [10_000 * id as i32, 0] }).collect();
    let tags = vec![("highway".to_owned(), "residential".to_owned())];
    let pbf = write(&nodes, &[DrawnWay { id: 1, refs: (0..5).collect(), tags }]);
    std::fs::write(desk.path("s.osm.pbf"), pbf).unwrap();
    desk.write("z.csv", "id,lon,lat,people\na,0,0,10\nfar,0,1,5\n");
    desk.write("f.csv", "id,lon,lat,beds\nc,0.002,0,4\n");
    desk.write(
        "base.toml",
        &format!(
            "base = 1\nname = \"street\"\nstreets = \"s.osm.pbf\"\nmode = \"walk\"\n\
             standard_minutes = 15\n{base}\n[zones]\nfile = \"z.csv\"\ngroups = [\"people\"]\n\
             [facilities]\nfile = \"f.csv\"\n{facilities}\n"
        ),
    );
    desk
}

fn scenario(desk: &Desk, head: &str, changes: &str) {
    let text = format!("scenario = 1\nname = \"名\"\nbase = \"base.toml\"\n{head}\n{changes}");
    desk.write("s.toml", &text);
}

fn open(lon: f64, lat: f64) -> String {
    format!("[[change]]\nkind = \"open\"\nid = \"new\"\nlon = {lon:?}\nlat = {lat:?}\n")
}

#[test]
fn how_far_from_the_street_is_told() {
    let desk = desk("", "");
    let changes = open(0.001, 0.001)
        + "[[change]]\nkind = \"move\"\nid = \"c\"\nlon = 0.004\nlat = 0.0\n\
           [[change]]\nkind = \"road\"\nfrom = [0.0, 0.0]\nto = [0.004, 0.0]\nmetres = 500.0\n";
    scenario(&desk, "price = 2.5", &changes);
    let answer = desk.run("scenario run {}/s.toml --out {}/z.geojson").unwrap();
    let road = |lon: f64| {
        json!({
            "change": 3, "kind": "road", "id": null, "lon": lon, "lat": 0.0, "street_metres": 0.0,
            "metres": 500.0,
        })
    };
    assert_eq!(
        answer.value["placed"],
        json!([
            {
                "change": 1, "kind": "open", "id": "new", "lon": 0.001, "lat": 0.001,
                "street_metres": 111.2, "metres": null,
            },
            {
                "change": 2, "kind": "move", "id": "c", "lon": 0.004, "lat": 0.0,
                "street_metres": 0.0, "metres": 222.4,
            },
            road(0.0),
            road(0.004),
        ])
    );
    let told = "change 1: new opens at 0.001, 0.001, 111 m from the nearest street";
    assert!(answer.words.contains(told), "{}", answer.words);
    assert!(answer.words.contains("everyone (people): 10 of 15 served"), "{}", answer.words);
    let note = std::fs::read_to_string(desk.path("z.geojson.json")).unwrap();
    let note: serde_json::Value = serde_json::from_str(&note).unwrap();
    assert_eq!(note["found"]["scenarios"][0]["placed"], answer.value["placed"]);
    // Whoever has no way to anything is told in words.
    desk.write("z.csv", "id,lon,lat,people\nfar,0,1,5\n");
    let words = desk.run("scenario run {}/s.toml").unwrap().words;
    assert!(words.contains("nobody arrives; before the changes nobody arrives"), "{words}");
}

#[test]
fn what_is_far_from_any_street_is_refused() {
    let far = open(0.0, 1.0);
    let moved = far.replace("open", "move").replace("new", "c");
    let road = "[[change]]\nkind = \"road\"\nfrom = [0.0, 0.0]\nto = [0.0, 1.0]\n";
    let street = desk("", "");
    for changes in [far.as_str(), moved.as_str(), road] {
        scenario(&street, "", changes);
        let refusal = street.refusal("scenario run {}/s.toml");
        for words in ["s.toml: change 1: 0, 1 is 111 km from any street", "swapped?"] {
            assert!(refusal.contains(words), "{refusal}");
        }
    }
    scenario(&street, "", &open(0.0, 0.006));
    let refusal = street.refusal("scenario run {}/s.toml");
    assert!(refusal.contains("667 m") && refusal.contains("snap_limit_metres"), "{refusal}");
    // The base says how far may be.
    let wide = desk("snap_limit_metres = 700", "");
    scenario(&wide, "", &open(0.0, 0.006));
    wide.run("scenario run {}/s.toml").unwrap();
    let wrong = desk("snap_limit_metres = -1", "");
    scenario(&wrong, "", &open(0.0, 0.0));
    let refusal = wrong.refusal("scenario run {}/s.toml");
    assert!(refusal.contains("snap_limit_metres = -1"), "{refusal}");
}

#[test]
fn prices_and_capacities_that_make_no_sense_are_refused() {
    let street = desk("", "");
    for price in ["-3.0", "nan", "inf"] {
        scenario(&street, &format!("price = {price}"), &open(0.0, 0.0));
        let refusal = street.refusal("scenario run {}/s.toml");
        assert!(refusal.contains("s.toml: price = ") && refusal.contains("from 0 up"), "{refusal}");
    }
    // Where capacities count, one without any would be worth nothing.
    let beds = desk("", "capacity = \"beds\"");
    scenario(&beds, "", &open(0.0, 0.0));
    let refusal = beds.refusal("scenario run {}/s.toml");
    assert!(refusal.contains("change 1: capacity is needed: the base has capacities"), "{refusal}");
    scenario(&beds, "", &(open(0.0, 0.0) + "capacity = 3.0\n"));
    beds.run("scenario run {}/s.toml").unwrap();
    // A pinned digest that is another is refused with the file as well.
    scenario(&street, &format!("base_sha256 = \"{}\"", "0".repeat(64)), "");
    let refusal = street.refusal("scenario run {}/s.toml");
    assert!(refusal.contains("s.toml: it was written for the base"), "{refusal}");
}

/// A new stop that nobody could walk to is refused by the base's own limit of stops.
#[test]
fn a_new_stop_is_near_a_street() {
    let desk = crate::options::town();
    desk.write("z.csv", "id,lon,lat,people\na,120,28.65,10\n");
    desk.write("f.csv", "id,lon,lat\nc,120.02,28.65\n");
    desk.write(
        "base.toml",
        "base = 1\nname = \"town\"\nstreets = \"s.osm.pbf\"\nmode = \"transit\"\n\
         standard_minutes = 15\n[zones]\nfile = \"z.csv\"\ngroups = [\"people\"]\n\
         [facilities]\nfile = \"f.csv\"\n[transit]\ngtfs = [\"bus.zip\"]\n\
         departure = \"2026-03-02T08:00\"\nwindow_minutes = 1\n",
    );
    let line = |lat: f64| {
        format!(
            "[[change]]\nkind = \"line\"\nname = \"X\"\nstops = [\"S1\", [120.01, {lat:?}]]\n\
             minutes = [5.0]\nfirst = \"08:00\"\nlast = \"08:10\"\nevery = 5.0\n"
        )
    };
    scenario(&desk, "", &line(28.653));
    let refusal = desk.refusal("scenario run {}/s.toml");
    let words = "120.01, 28.653 is 334 m from any street, and stop_limit_metres of the base is 300";
    assert!(refusal.contains(words), "{refusal}");
    scenario(&desk, "", &line(28.651));
    let value = desk.run("scenario run {}/s.toml").unwrap().value;
    let placed = value["placed"].as_array().unwrap();
    assert_eq!((placed.len(), &placed[0]["kind"]), (1, &json!("stop")), "{value}");
    assert_eq!(placed[0]["street_metres"], 111.2, "{value}");
}
