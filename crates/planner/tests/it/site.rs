//! `plan site`: published optima of San Francisco and of the OR-Library.

use serde_json::Value;

use crate::given::{given, near};
use crate::run::{Desk, rows};

#[test]
fn the_sites_of_san_francisco() {
    let Some(data) = given("spopt-sf") else { return };
    let desk = Desk::new();
    let d = data.display();
    let expected = rows(&data.join("expected/objectives.csv"));
    let mut checked = 0;
    for row in &expected[1..] {
        let (model, radius, p) = (row[0].to_lowercase(), &row[1], row[2].trim_end_matches(".0"));
        let cutoff = if radius.is_empty() { String::new() } else { format!("--cutoff {radius}") };
        let number = if p.is_empty() { String::new() } else { format!("--p {p}") };
        let answer = desk.run(&format!(
            "site --model {model} --costs {d}/SF_network_distance_candidateStore_16_censusTract_205_new.csv \
             --cost-cols name,DestinationName,distance --clients \
             {d}/SF_demand_205_centroid_uniform_weight.csv --client-cols NAME,POP2000 {cutoff} {number} --json"
        ));
        let value = answer.unwrap().value;
        match row[3].parse::<f64>() {
            Ok(objective) => {
                assert_eq!(value["status"], "optimal", "{row:?}");
                near(value["objective"].as_f64().unwrap(), objective, 1e-9, &format!("{row:?}"));
                near(value["bound"].as_f64().unwrap(), objective, 1e-9, "bound");
                assert_eq!(value["gap"], 0.0);
                if let Ok(p) = p.parse::<usize>() {
                    assert_eq!(value["sites"].as_array().unwrap().len(), p);
                }
                assert!(value["sites"][0].as_str().unwrap().starts_with("Store_"));
            }
            Err(_) => {
                assert_eq!(value["status"], "infeasible");
                assert_eq!(value["objective"], Value::Null);
                assert!(!value["uncoverable"].as_array().unwrap().is_empty());
            }
        }
        assert!(value["seconds"].as_f64().unwrap() > 0.0);
        checked += 1;
    }
    assert_eq!(checked, expected.len() - 1);
}

#[test]
fn the_first_of_the_or_library() {
    let Some(file) = given("pmed/pmed1.txt") else { return };
    let desk = Desk::new();
    let answer = desk.run(&format!("site --model pmedian --orlib {} --json", file.display()));
    let value = answer.unwrap().value;
    assert_eq!(value["objective"], 5_819.0);
    assert_eq!(value["bound"], 5_819.0);
    assert_eq!(value["status"], "optimal");
    assert_eq!(value["sites"].as_array().unwrap().len(), 5);
}

#[test]
fn kept_sites_stay_and_a_limit_is_honest() {
    let desk = Desk::new();
    desk.write("c.csv", "site,client,cost\ns,a,1\ns,b,9\nt,a,5\nt,b,1\nu,a,0\nu,b,0\n");
    desk.write("l.csv", "id,demand\na,4\nb,8\n");
    desk.write("s.csv", "id,role\ns,kept\nt,candidate\nu,closed\n");
    let line = "site --model pmedian --costs {}/c.csv --clients {}/l.csv --sites {}/s.csv --p 2 --out {}/who.csv";
    let value = desk.run(line).unwrap().value;
    assert_eq!(value["objective"], 12.0);
    assert_eq!(value["sites"], serde_json::json!(["s", "t"]));
    assert_eq!(rows(&desk.path("who.csv")), [["client", "site"], ["a", "s"], ["b", "t"]]);
    let stopped = desk.run(&format!("{line} --time-limit 0")).unwrap().value;
    let (bound, status) = (stopped["bound"].as_f64().unwrap(), stopped["status"].as_str().unwrap());
    assert!(bound <= 12.0 && status != "infeasible", "{stopped}");
    let refusal = desk.refusal("site --model pmedian --costs {}/c.csv --clients {}/l.csv --p 7");
    assert!(refusal.contains("7 open sites"), "{refusal}");
    let refusal = desk.refusal("site --model mclp --costs {}/c.csv --clients {}/l.csv --p 1");
    assert!(refusal.contains("--cutoff"), "{refusal}");
}

/// Under a limit of a millisecond an answer is what it says it is: nothing is called optimal that is
/// not, and the bound is below the optimum.
#[test]
fn a_millisecond_gives_an_honest_answer() {
    let Some(data) = given("pmed") else { return };
    let desk = Desk::new();
    for row in &rows(&data.join("optimal.csv"))[1..] {
        let optimum: f64 = row[1].parse().unwrap();
        let file = data.join(format!("pmed{}.txt", row[0]));
        let line = format!("site --model pmedian --orlib {} --time-limit 0.001", file.display());
        let value = desk.run(&line).unwrap().value;
        let (objective, bound) = (value["objective"].as_f64(), value["bound"].as_f64().unwrap());
        assert!(bound <= optimum + 1e-6 && objective.is_none_or(|found| found >= optimum - 1e-6));
        match value["status"].as_str().unwrap() {
            "optimal" => assert_eq!(objective, Some(optimum), "{row:?}"),
            "feasible" => assert!(value["gap"].as_f64().unwrap() >= 0.0, "{row:?}"),
            other => assert_eq!((other, objective), ("unknown", None), "{row:?}"),
        }
    }
}
