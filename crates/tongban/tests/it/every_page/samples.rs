//! What stands in the addresses of pages: the elder's things, the planners' files of a small town.

use web::Route;

use crate::support::home::Home;
use crate::support::lived::{Private, paths};

const VILLAGES: &str = "id,lon,lat,pop,side\n\
    v1,119.100,29.000,100,hills\nv2,119.110,29.000,200,plain\n\
    v3,119.100,29.010,300,hills\nv4,119.110,29.010,400,plain\n";
const SCHOOLS: &str = "id,category,lon,lat,seats\n\
    s1,primary,119.101,29.000,50\ns2,primary,119.111,29.010,90\n";
const MINUTES: &str = "origin,dest,minutes\nv1,s1,5\nv2,s1,12\nv4,s2,8\nv3,s2,40\n";
const BASE: &str = "base = 1\nname = \"town\"\nstreets = \"@streets\"\nmode = \"walk\"\n\
    standard_minutes = 15\n[zones]\nfile = \"@villages\"\ngroups = [\"pop\"]\n\
    [facilities]\nfile = \"@schools\"\n";
const SCENARIO: &str = "scenario = 1\nname = \"new school\"\nbase = \"base.toml\"\nprice = 120\n\
    [[change]]\nkind = \"open\"\nid = \"new\"\nlon = 119.105\nlat = 29.005\n";

/// Writes the planners' files by their own commands: datasets, results, a report.
pub fn planned(home: &Home) {
    let text = |name: &str| home.text(name);
    let files = [
        ("villages.csv", VILLAGES.to_owned()),
        ("schools.csv", SCHOOLS.to_owned()),
        ("minutes.csv", MINUTES.to_owned()),
        ("base.toml", BASE.to_owned()),
        ("new.toml", SCENARIO.to_owned()),
        ("streets.graphml", streets()),
    ];
    for (name, text) in files {
        std::fs::write(home.path(name), text).expect("it can be written");
    }
    let store = home.var().join("plan").display().to_string();
    let out = |name: &str| format!("{store}/results/{name}");
    std::fs::create_dir_all(format!("{store}/results")).expect("a folder can be made");
    let plan = |words: &[&str]| {
        home.json(&[&["plan"][..], words, &["--store", &store]].concat());
    };
    let from = ["--source", "a town of the tests", "--date", "2020-11-01"];
    let (villages, schools) = (text("villages.csv"), text("schools.csv"));
    let (graph, minutes) = (text("streets.graphml"), text("minutes.csv"));
    let (circle, near, far) = (out("circle.csv"), out("near.csv"), out("far.csv"));
    let zones = ["import", &villages, "--name", "villages", "--kind", "zones"];
    plan(&[&zones[..], &from, &["--amount-cols", "pop"]].concat());
    let facilities = ["import", &schools, "--name", "schools", "--kind", "facilities"];
    let columns = ["--amount-cols", "seats", "--category-col", "category"];
    plan(&[&facilities[..], &from, &columns].concat());
    plan(&[&["import", &graph, "--name", "streets", "--kind", "streets"][..], &from].concat());
    let ends = ["--costs", &minutes, "--origins", "@villages", "--destinations", "@schools"];
    plan(&[&["circle"][..], &ends, &["--origin-cols", "id,pop", "--out", &circle]].concat());
    for (cutoff, out) in [("10", &near), ("60", &far)] {
        let columns = ["--cost-cols", "origin,dest,minutes", "--dest-cols", "id,seats"];
        let measure = ["--measure", "count", "--cutoff", cutoff, "--out", out];
        plan(&[&["access"][..], &ends, &columns, &measure].concat());
    }
    let (scenario, after, report) = (text("new.toml"), out("new.csv"), out("meeting.html"));
    plan(&["scenario", "run", &scenario, "--out", &after]);
    plan(&["report", &scenario, "--out", &report]);
}

/// A net of streets over the villages.
fn streets() -> String {
    let id = |x: i32, y: i32| format!("{x}-{y}");
    let all = || (0..5).flat_map(|x| (0..5).map(move |y| (x, y)));
    let node = |(x, y): (i32, i32)| {
        let (lon, lat) = (119.095 + f64::from(x) / 200.0, 28.995 + f64::from(y) / 200.0);
        let at = format!("<data key=\"x\">{lon:.5}</data><data key=\"y\">{lat:.5}</data>");
        format!("<node id=\"{}\">{at}</node>\n", id(x, y))
    };
    let edges = |(x, y): (i32, i32)| {
        let ends = [(x + 1, y), (x, y + 1)].into_iter().filter(|(a, b)| *a < 5 && *b < 5);
        let edge = |(a, b)| format!("<edge source=\"{}\" target=\"{}\"/>\n", id(x, y), id(a, b));
        ends.map(edge).collect::<String>()
    };
    let nodes: String = all().map(node).collect();
    let edges: String = all().map(edges).collect();
    format!("<graphml><graph edgedefault=\"undirected\">\n{nodes}{edges}</graph></graphml>\n")
}

/// The addresses under which a route shows something.
pub fn addresses(route: &Route, private: &Private) -> Vec<String> {
    let (open, code) = (&private.places["open"], &private.places["code"]);
    let more: &[&str] = match route.path {
        "/apply/{matter}/materials/{step}" => &["/apply/senior-card/materials/photo"],
        "/desk/cases/{id}/do/{act}" => {
            &["/desk/cases/OPEN/do/accept", "/desk/cases/OPEN/do/correct"]
        }
        "/manage/departments/{id}" => &["/manage/departments/minzheng"],
        "/matters" => &["/matters?for=business"],
        "/matters/{id}" => &["/matters/newborn"],
        "/places" => &["/places?q=%E9%98%B3%E6%B9%96"],
        "/planner/compare" => &["/planner/compare?of=near.csv&of=far.csv"],
        "/planner/datasets/{dataset}" => &["/planner/datasets/villages"],
        "/planner/equity/{dataset}" => &["/planner/equity/villages?by=near.csv&group=side"],
        "/planner/map/{dataset}" => {
            &["/planner/map/villages", "/planner/map/villages?by=circle.csv&column=minutes"]
        }
        "/planner/reports/{report}" => &["/planner/reports/meeting.html"],
        "/planner/results/{result}" => &["/planner/results/circle.csv", "/planner/results/new.csv"],
        "/planner/walk/{dataset}" => &["/planner/walk/streets"],
        "/verify/{code}" => &["/verify/CODE"],
        "/search" => &["/search?q=%E8%80%81%E4%BA%BA", "/search?q=%E3%8A%99%E3%8A%99"],
        _ => &[],
    };
    let more = more.iter().map(|path| path.replace("OPEN", open).replace("CODE", code));
    paths(route, private).into_iter().chain(more).collect()
}
