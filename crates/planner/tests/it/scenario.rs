//! `plan scenario` and `plan report` on Porto Alegre: equal to computing anew, the same to the byte
//! on another desk, and clear about what cannot be.
#![allow(clippy::disallowed_methods, reason = "the point is how much faster one way is")]

use std::path::Path;
use std::time::Instant;

use planner::scenario::{Base, Ground, ScenarioFile, Setup, State, evaluate};
use serde_json::Value;

use crate::given::given;
use crate::run::{Desk, Remembering, rows};

/// A desk with a base: hexagons as zones, those with health care as facilities.
fn desk(mode: &str, more: &str) -> Option<Desk> {
    let data = given("r5r-poa")?;
    let desk = Desk::new();
    let grid = rows(&data.join("poa_hexgrid.csv"));
    let number = |word: &str| word.parse::<f64>().ok().filter(|n| n.is_finite()).unwrap_or(0.0);
    let (mut zones, mut facilities) =
        ("id,lon,lat,people,workers\n".to_owned(), "id,lon,lat,beds,hours\n".to_owned());
    for row in &grid[1..] {
        let place = row[..3].join(",");
        zones += &format!("{place},{},{}\n", number(&row[3]), number(&row[5]));
        if number(&row[6]) > 0.0 {
            facilities += &format!("{place},{},Mo-Fr 08:00-17:00\n", 10.0 * number(&row[6]));
        }
    }
    desk.write("zones.csv", &zones);
    desk.write("facilities.csv", &facilities);
    for file in ["poa_osm.pbf", "poa_eptc.zip", "poa_trensurb.zip"] {
        std::fs::copy(data.join(file), desk.path(file)).unwrap();
    }
    let base = format!(
        "base = 1\nname = \"阿雷格里港 医疗\"\nstreets = \"poa_osm.pbf\"\nmode = \"{mode}\"\nspeed_kmh = 3.6\n\
         standard_minutes = 15\n{more}\n[zones]\nfile = \"zones.csv\"\ngroups = [\"people\", \"workers\"]\n\
         [facilities]\nfile = \"facilities.csv\"\ncapacity = \"beds\"\nhours = \"hours\"\n"
    );
    desk.write("base.toml", &base);
    Some(desk)
}

fn scenario(desk: &Desk, name: &str, changes: &str) -> String {
    let head = format!("scenario = 1\nname = \"{name}\"\nbase = \"base.toml\"\nprice = 120\n");
    desk.write(&format!("{name}.toml"), &format!("{head}{changes}"))
}

const OPEN: &str =
    "[[change]]\nkind = \"open\"\nid = \"new\"\nlon = -51.2396\nlat = -30.0344\ncapacity = 40\n";
const ROAD: &str =
    "[[change]]\nkind = \"road\"\nfrom = [-51.158, -30.054]\nto = [-51.19, -30.08]\n";

fn first(desk: &Desk) -> String {
    rows(&desk.path("facilities.csv"))[1][0].clone()
}

/// The same times by what the changes touch and from nothing; and how much sooner.
fn held(desk: &Desk, changes: &[(&str, String)]) -> Vec<f64> {
    let host = Remembering::default();
    let ground = Ground::read(&desk.path("base.toml"), Path::new("var"), &host).unwrap();
    let base = Base::new(&ground, &host).unwrap();
    let mut faster = Vec::new();
    for (name, change) in changes {
        let path = scenario(desk, name, change);
        let (file, digest) = ScenarioFile::read(Path::new(&path)).unwrap();
        let begun = Instant::now();
        let outcome = evaluate(&base, (&file, &digest)).unwrap();
        let soon = begun.elapsed().as_secs_f64();
        let setup = Setup::new(&ground, &file, base.snapper()).unwrap();
        let begun = Instant::now();
        let anew = Base::anew(&ground, &setup).unwrap();
        let state = State::new(&ground, &setup, &anew).unwrap();
        let whole = begun.elapsed().as_secs_f64();
        assert_eq!(base.after(&setup).unwrap(), anew, "{name}");
        assert_eq!(base.state_after(&setup).unwrap(), state, "{name}");
        assert_eq!(outcome.groups[0].served.after, state.served[0], "{name}");
        println!("{name}: {:.4} s, from nothing {whole:.4} s, {:.0} times", soon, whole / soon);
        faster.push(whole / soon);
    }
    faster
}

#[test]
fn walking_scenarios_equal_computing_anew() {
    let Some(desk) = desk("walk", "") else { return };
    let id = first(&desk);
    let moved =
        format!("[[change]]\nkind = \"move\"\nid = \"{id}\"\nlon = -51.165\nlat = -30.075\n");
    let closed = format!("[[change]]\nkind = \"close\"\nid = \"{id}\"\n");
    let resized = format!("[[change]]\nkind = \"resize\"\nid = \"{id}\"\ncapacity = 900\n");
    let all = format!(
        "{OPEN}{closed}{ROAD}[[change]]\nkind = \"road\"\nfrom = [-51.2, -30.1]\nto = [-51.158, -30.054]\none_way = true\n"
    );
    let changes = [
        ("moved", moved),
        ("opened", OPEN.to_owned()),
        ("closed", closed),
        ("resized", resized),
        ("road", ROAD.to_owned()),
        ("all", all),
    ];
    let faster = held(&desk, &changes);
    // Without optimisation the ratio says little; the bench holds it to twenty.
    assert!(faster[0] > 2.0, "{faster:?}");
}

#[test]
fn a_new_and_a_denser_line_equal_computing_anew() {
    let transit = "longest_minutes = 60\n[transit]\ngtfs = [\"poa_eptc.zip\", \"poa_trensurb.zip\"]\ndeparture = \"2019-05-13T14:00\"\nwindow_minutes = 10\n";
    let Some(desk) = desk("transit", transit) else { return };
    // Fewer zones keep the search from nothing short.
    let zones = std::fs::read_to_string(desk.path("zones.csv")).unwrap();
    let some: Vec<&str> = zones.lines().take(1).chain(zones.lines().skip(1).step_by(30)).collect();
    desk.write("zones.csv", &(some.join("\n") + "\n"));
    let line = "[[change]]\nkind = \"line\"\nname = \"X\"\nstops = [\"MR\", [-51.2, -30.05], [-51.165, -30.075]]\nminutes = [6, 7.5]\nfirst = \"13:30\"\nlast = \"15:30\"\nevery = 10\n";
    let denser = "[[change]]\nkind = \"denser\"\nroute = \"LINHA1\"\nfrom = \"13:32\"\nto = \"15:30\"\nevery = 6\n";
    let changes = [
        ("line", line.to_owned()),
        // So many vehicles are computed anew, a few by what they touch.
        ("denser", denser.to_owned()),
        ("a little denser", denser.replace("every = 6", "every = 60")),
        ("opened", OPEN.to_owned()),
        ("both", format!("{line}{OPEN}{denser}")),
    ];
    held(&desk, &changes);
}

#[test]
fn another_planner_gets_the_same_bytes() {
    let (Some(one), Some(other)) =
        (desk("walk", "at = \"Mo 10:00\""), desk("walk", "at = \"Mo 10:00\""))
    else {
        return;
    };
    let changes = format!(
        "{OPEN}[[change]]\nkind = \"hours\"\nid = \"{}\"\nhours = \"Sa 08:00-12:00\"\n",
        first(&one)
    );
    let run = |desk: &Desk| {
        scenario(desk, "saturday", &changes);
        let value = desk.run("scenario run {}/saturday.toml --out {}/zones.gpkg").unwrap().value;
        let mut stable = value.clone();
        stable["seconds"] = Value::Null;
        (stable, std::fs::read(desk.path("zones.gpkg")).unwrap())
    };
    let (first, again, elsewhere) = (run(&one), run(&one), run(&other));
    assert_eq!(first, again);
    assert_eq!(first, elsewhere);
    for (name, driver) in
        [("zones.gpkg", "GPKG"), ("z.geojson", "GeoJSON"), ("z.xlsx", "XLSX"), ("z.csv", "CSV")]
    {
        one.run(&format!("scenario run {{}}/saturday.toml --out {{}}/{name}")).unwrap();
        let Some(read) = crate::layers::ogrinfo(&one, name, driver) else { continue };
        assert!(read.contains("Feature Count: 1227") && read.contains("minutes_after"), "{name}");
    }
    let note = std::fs::read_to_string(one.path("zones.gpkg.json")).unwrap();
    let note: Value = serde_json::from_str(&note).unwrap();
    assert_eq!(note["found"]["scenarios"][0]["groups"], first.0["groups"]);
    let options: Vec<&str> = note["inputs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["option"].as_str().unwrap())
        .collect();
    assert_eq!(options, ["SCENARIO", "base", "zones", "facilities", "streets"]);
    let value = &first.0;
    assert_eq!(value["result_sha256"].as_str().unwrap().len(), 64);
    let all = &value["groups"][0];
    let number = |value: &Value| value.as_f64().unwrap();
    let net = number(&all["served"]["after"]) - number(&all["served"]["before"]);
    assert!((net - (number(&all["lifted"]) - number(&all["dropped"]))).abs() < 1e-6);
    assert_eq!(value["facilities"]["after"], value["facilities"]["before"]);
    // Another base is refused where the scenario names its own.
    let pinned = format!("base_sha256 = \"{}\"\n", "0".repeat(64));
    one.write(
        "pinned.toml",
        &format!("scenario = 1\nname = \"p\"\nbase = \"base.toml\"\n{pinned}{OPEN}"),
    );
    let refusal = one.refusal("scenario run {}/pinned.toml");
    assert!(refusal.contains("the base has changed"), "{refusal}");
}

#[test]
fn compared_and_reported_figures_are_the_commands() {
    let Some(desk) = desk("walk", "") else { return };
    scenario(&desk, "one", OPEN);
    scenario(&desk, "two", ROAD);
    let one = desk.run("scenario run {}/one.toml").unwrap().value;
    let both = desk.run("scenario compare {}/one.toml {}/two.toml --out {}/c.csv").unwrap().value;
    assert_eq!(both["scenarios"][0]["groups"], one["groups"]);
    assert_eq!(both["scenarios"][0]["result_sha256"], one["result_sha256"]);
    let table = rows(&desk.path("c.csv"));
    assert_eq!(table.len(), 5);
    desk.write("m.csv", "id,price,gain,division\na,6,60,north\nb,4,30,south\n");
    let budget = desk.run("budget --measures {}/m.csv --fund 7").unwrap().value;
    desk.write("b.json", &budget.to_string());
    desk.run("report {}/one.toml {}/two.toml --budget {}/b.json --out {}/r.html").unwrap();
    let page = std::fs::read_to_string(desk.path("r.html")).unwrap();
    let shown = |value: &Value| {
        let mark = format!("<data value=\"{}\">", value.as_f64().unwrap());
        assert!(page.contains(&mark), "{mark}");
    };
    for group in one["groups"].as_array().unwrap() {
        for key in ["people", "lifted", "nearer"] {
            shown(&group[key]);
        }
        for key in ["before", "after"] {
            shown(&group["served"][key]);
            shown(&group["minutes"][key]);
            shown(&group["reached"][key]);
        }
    }
    shown(&one["price"]);
    shown(&one["price_of_one"]);
    shown(&budget["spending"]["total"]);
    shown(&budget["people_lifted"]);
    // Nobody said who pays, what counts as equalization, or what is town: nor does the page.
    for invented in ["省级", "均等化", "城镇"] {
        assert!(!page.contains(invented), "{invented}");
    }
    // The fund of 7 buys one of two measures, which the page names.
    for taken in budget["taken"].as_array().unwrap() {
        let row = format!("<th scope=\"row\">{}</th><td>", taken["id"].as_str().unwrap());
        assert!(page.contains(&row), "{row}");
    }
    for price in budget["shadow_prices"].as_array().unwrap() {
        let people = price["people_per_10k_yuan"].as_f64().filter(|people| *people != 0.0);
        people.into_iter().for_each(|people| shown(&serde_json::json!(people.abs())));
    }
    assert!(page.contains(one["result_sha256"].as_str().unwrap()));
    for outside in ["http://", "https://", "<script", "<link"] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(desk.files().contains(&"r.xlsx".to_owned()));
    // What is done is told with its place; rules that leave no choice are told in words.
    assert!(page.contains("在西经 51.2396°、南纬 30.0344°新设“new”"), "{page}");
    assert!(page.contains("从西经 51.158°、南纬 30.054°附近"), "{page}");
    assert!(page.contains("尽量多的人") && !page.contains("时限"), "{page}");
    desk.write("d.csv", "id,people,served,least\nnorth,200,20,1\nsouth,100,30,0\n");
    let line = "budget --measures {}/m.csv --divisions {}/d.csv --fund 5 --least-money-col least";
    desk.write("b.json", &desk.run(line).unwrap().value.to_string());
    desk.run("report {}/one.toml --budget {}/b.json --out {}/none.html").unwrap();
    let page = std::fs::read_to_string(desk.path("none.html")).unwrap();
    let told = "没有任何选法符合全部规则（单项措施不能拆分），相互矛盾的规则是：总资金、“north”的最低资金。";
    assert!(page.contains(told) && !page.contains("least money"), "{page}");
    let nine = "{}/one.toml ".repeat(9);
    assert!(desk.refusal(&format!("scenario compare {nine}")).contains("at most 8"));
}

#[test]
fn changes_of_nothing_are_refused() {
    let Some(desk) = desk("walk", "") else { return };
    let refused = |changes: &str, wanted: &str| {
        scenario(&desk, "wrong", changes);
        let files = desk.files();
        let refusal = desk.refusal("scenario run {}/wrong.toml --out {}/after.csv");
        assert!(refusal.contains(wanted), "{refusal}");
        assert_eq!(desk.files(), files);
    };
    refused(
        "[[change]]\nkind = \"close\"\nid = \"nobody\"\n",
        "change 1: there is no facility nobody",
    );
    refused(&format!("{OPEN}{OPEN}"), "change 2: there is a facility new already");
    refused(&OPEN.replace("-51.2396", "500"), "change 1");
    refused(&OPEN.replace("= 40", "= -1"), "from 0 up");
    // Named by its file, whatever it calls itself.
    refused(&OPEN.replace("-51.2396", "500"), "wrong.toml: change 1");
    refused(&OPEN.replace("capacity = 40\n", ""), "capacity is needed");
    refused(&OPEN.replace("-30.0344", "-51.2396"), "were lon and lat swapped?");
    refused(
        "[[change]]\nkind = \"denser\"\nroute = \"1\"\nfrom = \"06:00\"\nto = \"07:00\"\nevery = 5\n",
        "no timetables",
    );
    refused("[[change]]\nkind = \"paint\"\n", "paint");
    refused(
        "[[change]]\nkind = \"road\"\nfrom = [-51.158, -30.054]\nto = [-51.158, -30.054]\n",
        "same crossing",
    );
}
