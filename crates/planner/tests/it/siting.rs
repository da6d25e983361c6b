//! `plan site` beyond the four plain models: money, capacity, fairness, tiers, moves, limits.

use serde_json::json;

use crate::given::near;
use crate::run::Desk;

/// Four villages along a road, five places to build, one of them there already.
fn desk() -> Desk {
    let desk = Desk::new();
    let places = [0, 4, 10, 14, 7];
    let villages = [("a", 0, 10, 1), ("b", 4, 20, 8), ("c", 10, 30, 2), ("d", 14, 5, 5)];
    let mut costs = "site,client,cost\n".to_owned();
    let mut distances = "site,client,cost\n".to_owned();
    for (n, place) in places.iter().enumerate() {
        for (id, at, ..) in villages {
            costs += &format!("s{n},{id},{}\n", i32::abs(place - at));
        }
        for (m, other) in places.iter().enumerate() {
            distances += &format!("s{n},s{m},{}\n", i32::abs(place - other));
        }
    }
    desk.write("c.csv", &costs);
    desk.write("dist.csv", &distances);
    let rows = villages.map(|(id, _, people, old)| format!("{id},{people},{old}\n")).concat();
    desk.write("l.csv", &format!("id,demand,old\n{rows}"));
    desk.write("s.csv", "id,role,price,room\ns0,kept,0,25\ns1,candidate,5,25\ns2,candidate,9,30\ns3,candidate,2,65\ns4,candidate,1,20\n");
    desk
}

const LINE: &str = "--costs {}/c.csv --clients {}/l.csv";
const SITES: &str = "--sites {}/s.csv --price-col price --capacity-col room";

#[test]
fn existing_sites_and_money() {
    let desk = desk();
    let ask = |more: &str| desk.run(&format!("site --model pmedian {LINE} {more}")).unwrap().value;
    // s0 stays; two more, free: b and c get their own.
    let value = ask("--sites {}/s.csv --new 2");
    assert_eq!(value["sites"], json!(["s0", "s1", "s2"]));
    assert_eq!(value["objective"], 20.0);
    // For 8: s1 and s3, or s1, s3 and s4 (5 + 2 + 1): c goes 3 to s4, d has s3.
    let value = ask("--sites {}/s.csv --price-col price --budget 8");
    assert_eq!((&value["sites"], &value["spent"]), (&json!(["s0", "s1", "s3", "s4"]), &json!(8.0)));
    assert_eq!((&value["objective"], &value["status"]), (&json!(90.0), &json!("optimal")));
}

#[test]
fn capacities_share_out_demand() {
    let desk = desk();
    let line = format!("site --model pmedian {LINE} {SITES} --p 3");
    let value = desk.run(&line).unwrap().value;
    assert_eq!(value["status"], "optimal", "{value}");
    let flows = value["flows"].as_array().unwrap();
    let sum = |site: &str| -> f64 {
        let own = flows.iter().filter(|flow| flow["site"] == site);
        own.map(|flow| flow["amount"].as_f64().unwrap()).sum()
    };
    for (site, room) in [("s0", 25.0), ("s1", 25.0), ("s2", 30.0), ("s3", 65.0), ("s4", 20.0)] {
        assert!(sum(site) <= room + 1e-9, "{site}");
    }
    near(value["demand_served"].as_f64().unwrap(), 65.0, 1e-9, "served");
    let short = desk.run(&format!("site --model pmedian {LINE} {SITES} --p 1")).unwrap().value;
    assert_eq!(short["status"], "infeasible");
    assert_eq!(short["reason"], "the sites cannot hold the demand");
    // s0 has room for 25 of 65.
    assert_eq!(short["uncoverable_demand"], 40.0, "{short}");
    assert!(!short["uncoverable"].as_array().unwrap().is_empty(), "{short}");
    // Within 5 only s0 reaches a and b; its room of 10 leaves 20 of them out.
    desk.write("c.csv", "site,client,cost\ns0,a,1\ns0,b,2\ns1,c,3\ns1,d,3\n");
    desk.write("s.csv", "id,role,price,room\ns0,candidate,5,10\ns1,candidate,5,100\n");
    for model in ["lscp --cutoff 5", "pmedian --p 2"] {
        let short = desk.run(&format!("site --model {model} {LINE} {SITES}")).unwrap().value;
        assert_eq!(short["reason"], "the sites cannot hold the demand", "{model}");
        near(short["uncoverable_demand"].as_f64().unwrap(), 20.0, 1e-9, model);
        let named = short["uncoverable"].as_array().unwrap();
        let possible = |client: &serde_json::Value| client == "a" || client == "b";
        assert!(!named.is_empty() && named.iter().all(possible), "{model}: {short}");
    }
}

#[test]
fn fairness_in_its_forms() {
    let desk = desk();
    let ask = |more: &str| desk.run(&format!("site {LINE} {more}")).unwrap().value;
    let fair = ask("--model fair --p 2");
    let centre = ask("--model pcenter --p 2");
    assert_eq!((&fair["status"], &centre["objective"]), (&json!("optimal"), &json!(4.0)));
    assert_eq!((&fair["worst"], &fair["worst_bound"]), (&json!(4.0), &json!(4.0)));
    let free = ask("--model pmedian --p 2");
    assert!(fair["objective"].as_f64() >= free["objective"].as_f64());
    let least = ask("--model pmedian --p 2 --gini-most 0.4");
    match least["status"].as_str().unwrap() {
        "infeasible" => assert_eq!(least["reason"], "no choice is as equal as asked for"),
        _ => assert!(least["gini"].as_f64().unwrap() <= 0.4, "{least}"),
    }
    // Elders alone: b has most of them.
    let old = ask("--model pmedian --p 1 --priority old:2");
    assert_eq!((&old["sites"], &old["demand"]), (&json!(["s1"]), &json!(32.0)));
    let points = ask("--model pmedian --p 2 --frontier 4");
    let points = points["frontier"].as_array().unwrap();
    assert!(!points.is_empty());
    for pair in points.windows(2) {
        assert!(pair[0]["mean"].as_f64() <= pair[1]["mean"].as_f64());
        assert!(pair[0]["worst"].as_f64() > pair[1]["worst"].as_f64());
    }
    // Whoever is farther than 5 from s0 counts ten times.
    let remote = ask("--model pmedian --p 2 --sites {}/s.csv --remote 5:10");
    assert_eq!((&remote["sites"], &remote["demand"]), (&json!(["s0", "s2"]), &json!(380.0)));
}

#[test]
fn moves_tiers_and_distances() {
    let desk = desk();
    let moved = desk
        .run(&format!("site --model relocate {LINE} --sites {{}}/s.csv --moves 1"))
        .unwrap()
        .value;
    assert_eq!((&moved["closed"], &moved["opened"]), (&json!(["s0"]), &json!(["s2"])), "{moved}");
    let tiers = format!("site --model hierarchy {LINE} --tier 2:1 --tier 1:2 --inclusive");
    let tiers = desk.run(&tiers).unwrap().value;
    assert_eq!(tiers["status"], "optimal");
    let sizes: Vec<usize> =
        tiers["tiers"].as_array().unwrap().iter().map(|t| t.as_array().unwrap().len()).collect();
    assert_eq!(sizes, [2, 1]);
    let far = desk.run("site --model pdispersion --costs {}/dist.csv --p 3").unwrap().value;
    assert_eq!((&far["objective"], &far["sites"]), (&json!(7.0), &json!(["s0", "s3", "s4"])));
    assert_eq!((&far["bound"], &far["status"]), (&json!(7.0), &json!("optimal")));
}

/// What stands stays in its tier, money is not overspent, and too little of it is said to be so.
#[test]
fn tiers_keep_what_stands_and_a_budget() {
    let desk = desk();
    desk.write("t.csv", "id,role,price,tier\ns0,kept,0,1\ns1,candidate,5,\ns2,candidate,9,2\ns3,candidate,2,\ns4,candidate,1,\n");
    let line = format!(
        "site --model hierarchy {LINE} --sites {{}}/t.csv --price-col price --tier-col tier \
         --tier 2:1 --tier 1:2"
    );
    let ask = |more: &str| desk.run(&format!("{line} {more}")).unwrap().value;
    // In the lower tier s0 stands, and s2 may not open.
    let value = ask("");
    assert_eq!(value["status"], "optimal", "{value}");
    assert!(value["tiers"][0].as_array().unwrap().contains(&json!("s0")), "{value}");
    assert!(!value["tiers"][0].as_array().unwrap().contains(&json!("s2")), "{value}");
    let value = ask("--budget 2");
    assert_eq!((&value["tiers"], &value["spent"]), (&json!([["s0", "s4"], ["s4"]]), &json!(2.0)));
    let value = ask("--budget 0.5");
    assert_eq!((&value["status"], &value["objective"]), (&json!("infeasible"), &json!(null)));
    assert_eq!(value["reason"], "whatever serves everyone costs more than the budget");
    let needs = format!("site --model hierarchy {LINE} --sites {{}}/s.csv --tier 2:1");
    assert!(desk.refusal(&needs).contains("--tier-col"));
    // Within 4, s0 has a and b already; s3 for 2 has c and d.
    let line = format!("site --model lscp --cutoff 4 {LINE} --sites {{}}/s.csv --price-col price");
    let value = desk.run(&format!("{line} --budget 7")).unwrap().value;
    assert_eq!((&value["status"], &value["spent"]), (&json!("optimal"), &value["objective"]));
    let most = value["spent"].as_f64().unwrap();
    let value = desk.run(&format!("{line} --budget {}", most - 0.5)).unwrap().value;
    assert_eq!(value["reason"], "whatever serves everyone costs more than the budget", "{value}");
}

/// An option that a model would pass over is refused with the models that it goes with.
#[test]
fn options_that_would_do_nothing_are_refused() {
    let desk = desk();
    for (line, option) in [
        ("--model lscp --cutoff 5 --p 2", "--p"),
        ("--model pcenter --p 2 --cutoff 5", "--cutoff"),
        ("--model fair --p 2 --cutoff 5", "--cutoff"),
        ("--model pmedian --p 2 --moves 1", "--moves"),
        ("--model pmedian --p 2 --tier 1:1", "--tier"),
        ("--model relocate --sites {}/s.csv --moves 1 --p 2", "--p"),
        ("--model pcenter --p 2 --sites {}/s.csv --price-col price --budget 5", "--budget"),
        ("--model mclp --cutoff 5 --p 1 --frontier 3", "--frontier"),
        ("--model pmedian --p 2 --cutoff 9 --frontier 3", "--frontier"),
    ] {
        let refusal = desk.refusal(&format!("site {line} {LINE}"));
        assert!(refusal.contains(option), "{line}: {refusal}");
    }
    // Distances are between sites: a table of sites and villages is none.
    let refusal = desk.refusal("site --model pdispersion --costs {}/c.csv --p 2");
    assert!(refusal.contains("same sites"), "{refusal}");
    // Each pair once is enough.
    desk.write("half.csv", "site,client,cost\ns0,s1,4\ns0,s2,10\ns1,s2,6\n");
    desk.run("site --model pdispersion --costs {}/half.csv --p 3").unwrap();
    desk.write("lib.txt", "3 2 1\n1 2 4\n2 3 5\n");
    let value = desk.run("site --orlib {}/lib.txt").unwrap().value;
    assert_eq!((&value["model"], &value["objective"]), (&json!("pmedian"), &json!(9.0)));
}

#[test]
fn who_cannot_be_reached_is_named() {
    let desk = desk();
    desk.write("c.csv", "site,client,cost\ns0,a,1\ns0,b,2\ns1,c,30\n");
    for line in [
        "--model lscp --cutoff 5",
        "--model pmedian --p 1 --cutoff 5",
        "--model pcenter --p 2",
        "--model fair --p 2",
    ] {
        let value = desk.run(&format!("site {line} {LINE}")).unwrap().value;
        assert_eq!(value["status"], "infeasible", "{line}");
        let named = value["uncoverable"].as_array().unwrap();
        assert!(named.contains(&json!("d")), "{line}: {value}");
        assert!(value["uncoverable_demand"].as_f64().unwrap() >= 5.0, "{line}");
        assert_eq!(value["objective"], json!(null), "{line}");
    }
    // Everyone could be reached, but not by one site: whom the better one leaves out is named.
    desk.write("c.csv", "site,client,cost\ns0,a,1\ns0,b,2\ns1,c,3\ns1,d,3\n");
    let value = desk.run(&format!("site --model pmedian --p 1 --cutoff 5 {LINE}")).unwrap().value;
    assert_eq!(value["reason"], "not all clients can be reached with so few sites");
    assert_eq!(value["uncoverable"], json!(["a", "b"]), "{value}");
    assert_eq!(value["uncoverable_demand"], 30.0);
    let refused = |line: &str, wanted: &str| {
        let refusal = desk.refusal(&format!("site {line} {LINE}"));
        assert!(refusal.contains(wanted), "{refusal}");
    };
    refused("--model relocate", "--moves");
    refused("--model hierarchy", "--tier");
    refused("--model pcenter --p 1 --gini-most 0.2", "pmedian");
    refused("--model mclp --p 1 --cutoff -1", "--cutoff: -1: give a cost from 0 up");
    refused("--model pmedian --p 1 --time-limit -1", "--time-limit: -1");
    refused("--model pmedian --p 1 --gap nan", "--gap: NaN");
    let money = "--sites {}/s.csv --price-col price --budget -2";
    refused(&format!("--model pmedian --p 1 {money}"), "--budget: -2");
}

/// Two valleys, of which one site serves one: every model says whom it leaves out, with one site or
/// with the money for one.
#[test]
fn whom_so_few_sites_leave_out_is_named_by_every_model() {
    let desk = desk();
    desk.write("c.csv", "site,client,cost\ns0,a,1\ns0,b,2\ns1,c,3\ns1,d,3\n");
    desk.write("s.csv", "id,role,price\ns0,candidate,5\ns1,candidate,5\n");
    desk.write("k.csv", "id,role\ns0,kept\ns1,candidate\n");
    let few = "not all clients can be reached with so few sites";
    let dear = "whatever serves everyone costs more than the budget";
    let money = "--sites {}/s.csv --price-col price --budget 5";
    for (line, reason) in [
        ("--model pcenter --p 1".to_owned(), few),
        ("--model fair --p 1".to_owned(), few),
        ("--model relocate --moves 1 --sites {}/k.csv".to_owned(), few),
        ("--model hierarchy --tier 1:1".to_owned(), few),
        (format!("--model hierarchy --tier 2:1 {money}"), dear),
        (format!("--model lscp --cutoff 5 {money}"), dear),
    ] {
        let answer = desk.run(&format!("site {line} {LINE}")).unwrap();
        let value = &answer.value;
        assert_eq!((&value["reason"], &value["uncoverable"]), (&json!(reason), &json!(["a", "b"])));
        assert_eq!(value["uncoverable_demand"], 30.0, "{line}");
        let told = format!("{reason}; left out: a, b (30.0 of demand)");
        assert!(answer.words.contains(&told), "{}", answer.words);
    }
}

/// Nobody is looked for where the reason is another: not a list of nobody, and not 0 people; and only
/// whoever gave a cut-off is told of one.
#[test]
fn a_reason_says_what_was_asked() {
    let desk = desk();
    desk.write("c.csv", "site,client,cost\ns0,a,0\ns0,b,4\ns0,c,9\ns0,d,14\n");
    let unequal = format!("site --model pmedian --p 1 --gini-most 0.1 {LINE}");
    let value = desk.run(&unequal).unwrap().value;
    assert_eq!(value["reason"], "no choice is as equal as asked for");
    assert_eq!((&value["uncoverable"], &value["uncoverable_demand"]), (&json!(null), &json!(null)));
    desk.write("c.csv", "site,client,cost\ns0,a,1\ns0,b,2\ns1,c,3\n");
    let out = |line: &str| {
        desk.run(&format!("site --model pmedian --p 1 {line} {LINE}")).unwrap().value["reason"]
            .clone()
    };
    assert_eq!(out(""), "some clients are reached by no site");
    assert_eq!(out("--cutoff 9"), "some clients are reached by no site within the cut-off");
}
