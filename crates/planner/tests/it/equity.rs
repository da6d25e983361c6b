//! `plan equity`: PySAL's values of the Mexican states, and an island worked out by hand.

use serde_json::Value;

use crate::given::{given, near};
use crate::run::{Desk, Remembering};

#[test]
fn the_indices_of_mexico() {
    let Some(data) = given("inequality-mexico") else { return };
    let text = std::fs::read_to_string(data.join("expected.json")).unwrap();
    let expected: Value = serde_json::from_str(&text).unwrap();
    let desk = Desk::new();
    for (column, expected) in expected.as_object().unwrap() {
        for group in ["hanson98", "inegi", "esquivel99"] {
            let answer = desk.run(&format!(
                "equity --in {}/mexico.csv --value {column} --group {group} --epsilon 0.5,1,2 --json",
                data.display()
            ));
            let value = answer.unwrap().value;
            let check = |pointer: &str, key: &str| {
                let what = format!("{column} {group} {key}");
                near(
                    value.pointer(pointer).unwrap().as_f64().unwrap(),
                    expected[key].as_f64().unwrap(),
                    1e-9,
                    &what,
                );
            };
            check("/gini", "gini");
            check("/theil_t", "theil");
            check("/atkinson/0.5", "atkinson_0_5");
            check("/atkinson/1", "atkinson_1");
            check("/atkinson/2", "atkinson_2");
            check("/cv", "cv_population");
            check("/between", &format!("theil_between_{group}"));
            check("/within", &format!("theil_within_{group}"));
        }
    }
}

#[test]
fn two_villages_by_hand() {
    let (desk, host) = (Desk::new(), Remembering::default());
    desk.write(
        "v.csv",
        "id,value,pop,side,income\na,0,3,rural,1\nb,10,3,urban,2\nc,,100,urban,3\nd,5,,rural,4\n",
    );
    let line = "equity --in {}/v.csv --value value --weight pop --group side --urban-rural side --by \
                income --bootstrap 20 --lorenz {}/l.csv";
    let value = desk.run_with(line, &host).unwrap().value;
    let check = |key: &str, expected: f64| {
        near(value[key].as_f64().unwrap(), expected, 1e-12, key);
    };
    check("gini", 0.5);
    check("theil_t", 2f64.ln());
    check("between", 2f64.ln());
    assert_eq!(value["within"], 0.0);
    assert_eq!(value["theil_l"], Value::Null);
    check("cv", 1.0);
    check("hoover", 0.5);
    check("concentration", 0.5);
    assert_eq!(value["weight"], 6.0);
    assert!(value["intervals"]["gini"].is_array());
    let notices = host.notices.lock().unwrap().join("\n");
    assert!(
        notices.contains("1 rows without value") && notices.contains("weigh nothing"),
        "{notices}"
    );
    assert!(desk.path("l.csv.json").exists());
}
