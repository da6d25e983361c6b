//! `plan access`: PySAL's values of Chicago, through files.

use std::fmt::Write as _;

use crate::given::{columns, given, near};
use crate::run::{Desk, Remembering, rows};

/// Costs between the tracts: straight line at 40 km/h, up to an hour.
fn chicago(desk: &Desk) -> Option<String> {
    let tracts = given("access-chicago/tracts.csv")?;
    let table = columns(&tracts);
    let numbers =
        |name: &str| -> Vec<f64> { table[name].iter().map(|word| word.parse().unwrap()).collect() };
    let (ids, x, y) = (&table["geoid"], numbers("x"), numbers("y"));
    let mut costs = String::from("origin,dest,cost\n");
    for i in 0..x.len() {
        for j in 0..x.len() {
            let minutes = (x[i] - x[j]).hypot(y[i] - y[j]) / 1000.0 / 40.0 * 60.0;
            if minutes <= 60.0 {
                writeln!(costs, "{},{},{minutes}", ids[i], ids[j]).unwrap();
            }
        }
    }
    desk.write("costs.csv", &costs);
    Some(tracts.display().to_string())
}

#[test]
fn the_measures_of_chicago_through_files() {
    let desk = Desk::new();
    let Some(tracts) = chicago(&desk) else { return };
    let expected = columns(&given("access-chicago/scores-tenth.csv").unwrap());
    let check = |measure: &str, column: &str| {
        let answer = desk.run(&format!(
            "access --costs {{}}/costs.csv --cost-cols origin,dest,cost --origins {tracts} \
             --origin-cols geoid,pop --destinations {tracts} --dest-cols geoid,doc --measure \
             {measure} --out {{}}/out.csv"
        ));
        let answer = answer.unwrap();
        let table = rows(&desk.path("out.csv"));
        assert_eq!(table[0], ["id", "value"]);
        assert_eq!(table.len(), 1_931);
        let expected = expected["geoid"].iter().zip(&expected[column]);
        for (row, (id, value)) in table[1..].iter().step_by(10).zip(expected) {
            assert_eq!(row[0], *id);
            near(row[1].parse().unwrap(), value.parse().unwrap(), 1e-9, column);
        }
        if let Some(error) = answer.value["conservation"]["relative_error"].as_f64() {
            assert!(error.abs() < 1e-9, "{measure}: {error}");
        }
    };
    check("fca --cutoff 15", "fca_doc");
    check("2sfca --cutoff 30", "2sfca_doc");
    check("e2sfca --steps 10:1,20:0.68,30:0.22", "e2sfca_doc");
    check("e2sfca", "e2sfca_doc");
    check("3sfca --steps 10:0.962,20:0.704,30:0.377,60:0.042", "3sfca_doc");
}

#[test]
fn a_town_of_powers_of_two() {
    let desk = Desk::new();
    desk.write("o.csv", "id,pop\na,1\nb,2\nc,4\nd,8\n");
    desk.write("d.csv", "id,cap\nx,16\ny,32\nz,0\n");
    desk.write("c.csv", "origin,dest,cost\na,x,0\na,y,20\nb,x,10\nc,y,5\na,z,1\nb,y,\n");
    let check = |measure: &str, expected: [Option<f64>; 4]| {
        let line =
            "access --costs {}/c.csv --origins {}/o.csv --destinations {}/d.csv --out {}/v.csv";
        desk.run(&format!("{line} --measure {measure}")).unwrap();
        for (row, expected) in rows(&desk.path("v.csv"))[1..].iter().zip(expected) {
            match expected {
                Some(expected) => near(row[1].parse().unwrap(), expected, 1e-12, measure),
                None => assert_eq!(row[1], "", "{measure} {row:?}"),
            }
        }
    };
    check("count --cutoff 10", [Some(16.0), Some(16.0), Some(32.0), Some(0.0)]);
    check("count --cutoff 20", [Some(48.0), Some(16.0), Some(32.0), Some(0.0)]);
    check("places --cutoff 20", [Some(2.0), Some(1.0), Some(1.0), Some(0.0)]);
    check("nearest", [Some(0.0), Some(10.0), Some(5.0), None]);
    check("nth --n 2", [Some(20.0), None, None, None]);
    check("nearest --cutoff 5", [Some(0.0), None, Some(5.0), None]);
    check("2sfca --cutoff 10", [Some(16.0 / 3.0), Some(16.0 / 3.0), Some(8.0), Some(0.0)]);
    check("availability --cutoff 10", [Some(16.0 / 3.0), Some(32.0 / 3.0), Some(32.0), Some(0.0)]);
    check("gravity --decay linear:40", [Some(16.0 + 16.0), Some(12.0), Some(28.0), Some(0.0)]);
    check(
        "gravity --decay exp:0.1 --cutoff 10",
        [Some(16.0), Some(16.0 * (-1f64).exp()), Some(32.0 * (-0.5f64).exp()), Some(0.0)],
    );
    // Half of a goes to the empty z, and x is divided between the two who reach it.
    check("bfca --cutoff 10", [Some(3.2), Some(3.2), Some(8.0), Some(0.0)]);
    // Everyone has one way only: travel over tau plus crowding by rho = 15 people / 48, d's 8 too.
    check(
        "raam --tau 30 --cutoff 10",
        [
            Some(3.0 * 48.0 / 15.0 / 16.0),
            Some(3.0 * 48.0 / 15.0 / 16.0 + 1.0 / 3.0),
            Some(4.0 * 48.0 / 15.0 / 32.0 + 1.0 / 6.0),
            None,
        ],
    );
}

#[test]
fn who_stands_outside_the_figures_is_said_in_words() {
    let desk = Desk::new();
    desk.write("o.csv", "id,pop\na,1\nb,2\nc,4\nd,8\n");
    desk.write("d.csv", "id,cap\nx,16\ny,32\nz,5\n");
    desk.write("c.csv", "origin,dest,cost\na,x,0\na,y,20\nb,x,10\nc,y,5\n");
    let line = "access --costs {}/c.csv --origins {}/o.csv --destinations {}/d.csv --out {}/v.csv";
    let check = |measure: &str, expected: &[&str]| {
        let answer = desk.run(&format!("{line} --measure {measure}")).unwrap();
        for expected in expected {
            assert!(answer.words.contains(expected), "{measure}: {}", answer.words);
        }
        answer.value
    };
    let nearest = check(
        "nearest",
        &["1 of 4 origins, with 8 of 15 people, reach no facility with capacity:"],
    );
    assert_eq!(nearest["summary"]["people_without_value"], 8.0);
    check("nearest --cutoff 5", &["2 of 4 origins, with 10 of 15 people", "capacity within 5:"]);
    check("nth --n 2", &["3 of 4 origins, with 14 of 15 people, reach fewer than 2 facilities"]);
    check("raam --tau 30", &["1 of 4 origins, with 8 of 15", "equilibrium is among the others"]);
    check(
        "2sfca --cutoff 10",
        &["delivered 48.000000 of 48.000000 reached; 5 more lies where nobody"],
    );
    let all = desk.run(&format!("{line} --measure count --cutoff 99")).unwrap().words;
    assert!(!all.contains("no value"), "{all}");
}

#[test]
fn what_a_measure_needs_is_said() {
    let desk = Desk::new();
    desk.write("o.csv", "id,pop\na,1\n");
    desk.write("d.csv", "id,cap\nx,16\n");
    desk.write("c.csv", "origin,dest,cost\na,x,0\n");
    let check = |measure: &str, expected: &str| {
        let line =
            "access --costs {}/c.csv --origins {}/o.csv --destinations {}/d.csv --out {}/v.csv";
        let refusal = desk.refusal(&format!("{line} --measure {measure}"));
        assert!(refusal.contains(expected), "{refusal}");
    };
    check("2sfca", "--cutoff, --steps or --decay");
    check("raam", "--tau");
    check("places", "--cutoff");
    check("fca --cutoff 5", "no id is in both");
    check("2sfca --cutoff=-5", "--cutoff: the time limit is -5");
    check("gravity --decay gaussian:0", "--decay: sigma");
    check("e2sfca --steps 10:1,5:0.5", "--steps: ");
    check("raam --tau=-1", "--tau: tau is -1");
    assert_eq!(desk.files(), ["c.csv", "d.csv", "o.csv"]);
}

#[test]
fn several_cutoffs_groups_and_demand() {
    let desk = Desk::new();
    desk.write("o.csv", "id,pop,old,young\na,8,1,2\nb,8,3,0\n");
    desk.write("d.csv", "id,cap\nx,16\ny,32\nz,0\n");
    desk.write("c.csv", "origin,dest,cost\na,x,5\na,y,15\nb,y,10\nb,z,1\n");
    let line = "access --costs {}/c.csv --origins {}/o.csv --destinations {}/d.csv --out {}/v.csv";
    let run = |more: &str| {
        let value = desk.run(&format!("{line} {more}")).unwrap().value;
        let rows: Vec<String> = rows(&desk.path("v.csv")).iter().map(|row| row.join(",")).collect();
        (value, rows)
    };
    let (value, table) = run("--measure count --cutoffs 5,10,15 --groups old");
    assert_eq!(table, ["id,within_5,within_10,within_15", "a,16,16,48", "b,0,32,32"]);
    assert_eq!(value["summary"]["within_10"]["mean_of_groups"]["old"], 28.0);
    let (_, table) = run("--measure places --cutoffs 5,10");
    assert_eq!(table[1..], ["a,1,1", "b,0,1"]);
    // Demand of the old at rate 2 and the young at rate 1: a 4, b 6.
    let (value, table) =
        run("--measure 2sfca --cutoff 15 --demand old:2,young:1 --groups old,young");
    assert_eq!(table[1..], ["a,7.2", "b,3.2"]);
    assert_eq!(value["summary"]["mean_of_groups"]["young"], 7.2);
    near(value["summary"]["mean_over_people"].as_f64().unwrap(), 5.2, 1e-12, "mean");
    near(value["conservation"]["delivered"].as_f64().unwrap(), 48.0, 1e-12, "delivered");
    let refusal = desk.refusal(&format!("{line} --measure 2sfca --cutoffs 5,10"));
    assert!(refusal.contains("--cutoffs"), "{refusal}");
    let refusal = desk.refusal(&format!("{line} --measure count --cutoffs 10,5"));
    assert!(refusal.contains("rising"), "{refusal}");
}

#[test]
fn a_table_that_waits_in_a_file_gives_the_same_answers() {
    let desk = Desk::new();
    let (mut origins, mut costs) = ("id,pop\n".to_owned(), "origin,dest,cost\n".to_owned());
    for zone in 0..40 {
        origins += &format!("z{zone},{}\n", 1 + zone % 7);
        for place in 0..(zone % 9) {
            // Falling, so that rows have to be sorted, and one that no table has.
            let (facility, cost) = (11 - place, (zone * 7 + place * 5) % 31);
            costs += &format!("z{zone},f{facility},{cost}\n");
        }
        costs += &format!("z{zone},nowhere,1\n");
    }
    let places: String = (0..12).map(|place| format!("f{place},{}\n", 3 + place % 4)).collect();
    desk.write("o.csv", &origins);
    desk.write("d.csv", &format!("id,cap\n{places}"));
    desk.write("c.csv", &costs);
    let measures = [
        "2sfca --cutoff 20",
        "3sfca",
        "bfca --decay gaussian:9",
        "raam --tau 10 --cutoff 25",
        "nth --n 2",
        "count --cutoffs 5,10",
        "availability --decay exp:0.1",
        "m2sfca --cutoff 9",
    ];
    for measure in measures {
        let line = format!(
            "access --costs {{}}/c.csv --origins {{}}/o.csv --destinations {{}}/d.csv --measure {measure} \
             --out {{}}/v.csv"
        );
        let plain = desk.run(&line).unwrap().value;
        let expected = rows(&desk.path("v.csv"));
        for limit in [1, 7] {
            let value = desk.run(&format!("{line} --pairs-in-memory {limit}")).unwrap().value;
            assert_eq!(rows(&desk.path("v.csv")), expected, "{measure} {limit}");
            assert_eq!(value, plain);
        }
        assert_eq!(desk.files(), ["c.csv", "d.csv", "o.csv", "v.csv", "v.csv.json"]);
    }
    let line = "access --costs {}/c.csv --origins {}/o.csv --destinations {}/d.csv --measure nearest \
                --pairs-in-memory 5 --out {}/w.csv";
    let refuse = |more: &str, expected: &str| {
        desk.write("c.csv", &format!("{costs}{more}"));
        let refusal = desk.refusal(line);
        assert!(refusal.contains(expected), "{refusal}");
        assert!(!desk.files().iter().any(|name| name.contains("w.csv")));
    };
    let last = costs.lines().count();
    refuse("z1,f0,1\n", &format!("row {last}: z1 has rows already further up"));
    refuse("z39,f1,1\nz39,f1,2\n", &format!("the pair z39, f1 stands already in row {last}"));
    refuse("z39,f1,-1\n", "-1 is negative");
    let host = Remembering { stop_after: 3, ..Remembering::default() };
    desk.write("c.csv", &costs);
    assert!(desk.run_with(line, &host).is_err());
    assert!(!desk.files().iter().any(|name| name.contains("w.csv")));
}
