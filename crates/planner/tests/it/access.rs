//! `plan access`: PySAL's values of Chicago, through files.

use std::fmt::Write as _;

use crate::given::{columns, given, near};
use crate::run::{Desk, rows};

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
    let expected = columns(&given("access-chicago/expected/access_scores.csv").unwrap());
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
        for (row, (id, value)) in
            table[1..].iter().zip(expected["geoid"].iter().zip(&expected[column]))
        {
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
    check("2sfca --cutoff=-5", "time limit");
    check("gravity --decay gaussian:0", "sigma");
    assert_eq!(desk.files(), ["c.csv", "d.csv", "o.csv"]);
}
