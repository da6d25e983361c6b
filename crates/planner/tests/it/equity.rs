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
    for index in ["gini", "cv", "ge2"] {
        assert!(value["intervals"][index].is_array(), "{index}");
    }
    let notices = host.notices.lock().unwrap().join("\n");
    assert!(
        notices.contains("1 rows without value") && notices.contains("weigh nothing"),
        "{notices}"
    );
    assert!(desk.path("l.csv.json").exists());
}

#[test]
fn groups_within_groups_add_up() {
    let desk = Desk::new();
    // Two counties of the same name in different cities stay two.
    desk.write(
        "v.csv",
        "id,value,county,city,code,doctors,nurses,age\na,1,east,north,330101,1,0,30\n\
         b,3,east,north,330101,1,2,40\nc,2,west,north,330102,2,0,50\nd,8,east,south,330201,4,4,60\n\
         e,4,east,south,330201,2,2,70\n",
    );
    let line = "equity --in {}/v.csv --value value";
    let value = desk.run(&format!("{line} --group county,city")).unwrap().value;
    let levels = value["theil_t_levels"].as_array().unwrap();
    assert_eq!((&levels[0]["level"], &levels[0]["groups"]), (&"county".into(), &3.into()));
    assert_eq!((&levels[1]["level"], &levels[1]["groups"]), (&"city".into(), &2.into()));
    let number = |value: &Value| value.as_f64().unwrap();
    let parts: f64 = levels.iter().map(|level| number(&level["between"])).sum();
    near(parts + number(&value["within"]), number(&value["theil_t"]), 1e-12, "T");
    assert_eq!(value["groups"][0]["group"], "north/east");
    let codes = desk.run(&format!("{line} --group code --prefixes 6,4")).unwrap().value;
    for key in ["theil_t", "between", "within", "gini"] {
        near(number(&codes[key]), number(&value[key]), 1e-12, key);
    }
    assert_eq!(codes["theil_t_levels"][1]["level"], "4 digits");
    // The parts of the sources are the Gini index of their sum, which is the value.
    let sources = desk.run(&format!("{line} --sources doctors,nurses")).unwrap().value;
    let parts = sources["sources"]["parts"].as_array().unwrap();
    let sum: f64 = parts.iter().map(|part| number(&part["contribution"])).sum();
    near(sum, number(&value["gini"]), 1e-12, "sources");
    let refusal = desk.refusal(&format!("{line} --group code,city --prefixes 6,4"));
    assert!(refusal.contains("--prefixes"), "{refusal}");
}

#[test]
fn concentration_by_age_has_a_curve_and_intervals() {
    let desk = Desk::new();
    desk.write("v.csv", "id,value,age\na,0,20\nb,0,30\nc,0,40\nd,8,50\n");
    let line =
        "equity --in {}/v.csv --value value --by age --curve {}/c.csv --bootstrap 50 --seed 3";
    let value = desk.run(line).unwrap().value;
    assert_eq!(value["concentration"], 0.75);
    let table = crate::run::rows(&desk.path("c.csv"));
    assert_eq!(table[0], ["point", "people", "share"]);
    let points: Vec<String> = table[1..].iter().map(|row| row[1..].join(" ")).collect();
    assert_eq!(points, ["0 0", "0.25 0", "0.5 0", "0.75 0", "1 1"]);
    let intervals = &value["intervals"];
    for key in ["gini", "theil_t", "hoover", "concentration", "atkinson 0.5"] {
        let (low, high) =
            (intervals[key][0].as_f64().unwrap(), intervals[key][1].as_f64().unwrap());
        assert!(low <= high, "{key}");
    }
    assert_eq!(desk.run(line).unwrap().value, value, "the same seed gives the same intervals");
    let value = desk.run("equity --in {}/v.csv --value age --bootstrap 50").unwrap().value;
    for key in ["cv", "twenty_twenty", "palma", "theil_l"] {
        let interval = &value["intervals"][key];
        let (low, high) = (interval[0].as_f64().unwrap(), interval[1].as_f64().unwrap());
        assert!(low <= high && value[key].as_f64().unwrap() > 0.0, "{key}");
    }
}

#[test]
fn all_indices_are_taken_of_each_draw_and_a_stop_comes_between_draws() {
    let desk = Desk::new();
    desk.write("v.csv", "id,value,age\na,0,20\nb,0,30\nc,0,40\nd,8,50\n");
    let line = "equity --in {}/v.csv --value value --by age --bootstrap 500 --lorenz {}/l.csv";
    let host = Remembering::default();
    desk.run_with(line, &host).unwrap();
    let steps = host.steps.load(std::sync::atomic::Ordering::Relaxed);
    assert!((500..600).contains(&steps), "each draw is counted, and drawn once: {steps}");
    std::fs::remove_file(desk.path("l.csv")).unwrap();
    let host = Remembering { stop_after: 100, ..Remembering::default() };
    let refusal = desk.run_with(line, &host).unwrap_err().to_string();
    assert!(refusal.contains("stopped"), "{refusal}");
    assert!(!desk.path("l.csv").exists());
}

#[test]
fn a_seed_draws_what_it_always_drew() {
    let desk = Desk::new();
    let zone = |i: u32| {
        let (value, people, age) = ((i * i * 7 + 3) % 23, 1 + i % 4, 20 + i * 11 % 40);
        format!("z{i},{value},{people},{age}\n")
    };
    let zones: String = (0..16).map(zone).collect();
    desk.write("v.csv", &format!("id,value,pop,age\n{zones}"));
    let line = "equity --in {}/v.csv --value value --weight pop --by age --bootstrap 200 --seed 9";
    let value = desk.run(line).unwrap().value;
    let intervals = &value["intervals"];
    let check = |name: &str, expected: [f64; 2]| {
        for (at, expected) in expected.into_iter().enumerate() {
            near(intervals[name][at].as_f64().unwrap(), expected, 1e-12, name);
        }
    };
    check("gini", [0.136_030_806_061_612_4, 0.484_934_148_796_939_5]);
    check("cv", [0.280_164_687_054_747_6, 0.884_258_201_817_544_9]);
    check("twenty_twenty", [2.200_377_331_355_214, 35.712_5]);
    check("atkinson 0.5", [0.034_877_434_457_772_62, 0.259_676_537_741_717_4]);
    check("concentration", [-0.305_399_535_332_674_9, 0.106_873_532_137_461_79]);
    assert_eq!(intervals["theil_l"], Value::Null);
}

#[test]
fn rows_of_other_levels_are_counted_and_left_out() {
    let Some(data) = given("cn-census/census-2020-county.csv") else { return };
    let (desk, host) = (Desk::new(), Remembering::default());
    let line = format!(
        "equity --in {} --value 平均受教育年限_合计 --weight 人口数_合计 --group 省",
        data.display()
    );
    let counties = format!("{line} --only-level county --code-col 区划代码");
    let value = desk.run_with(&counties, &host).unwrap().value;
    let left_out = &value["left_out_rows"];
    assert_eq!(
        (&left_out["without_code"], &left_out["of_other_levels"]),
        (&17.into(), &181.into())
    );
    let notices = host.notices.lock().unwrap().join("\n");
    assert!(notices.contains("198 rows are not of level county"), "{notices}");
    // Each person once: not again with the prefecture, the province and the country.
    let (once, all) = (&value["weight"], &desk.run(&line).unwrap().value["weight"]);
    let times = all.as_f64().unwrap() / once.as_f64().unwrap();
    assert!(times > 2.9, "{times}");
    assert!(value["groups"].as_array().unwrap().iter().all(|group| group["group"] != "全国"));
}

#[test]
fn a_row_without_a_group_is_refused_and_a_group_of_nobody_counts_nothing() {
    let desk = Desk::new();
    desk.write("v.csv", "id,value,pop,town\na,1,1,n\nb,3,1,s\nc,9,0,none\n");
    let line = "equity --in {}/v.csv --value value --weight pop --group town";
    let value = desk.run(line).unwrap().value;
    near(value["gini"].as_f64().unwrap(), 0.25, 1e-12, "gini");
    near(value["between"].as_f64().unwrap(), value["theil_t"].as_f64().unwrap(), 1e-12, "between");
    assert_eq!(value["within"], 0.0);
    desk.write("v.csv", "id,value,pop,town\na,1,1,n\nb,3,1,\n");
    let refusal = desk.refusal(line);
    assert!(refusal.contains("v.csv, row 2 (line 3), column town: the cell is empty"), "{refusal}");
}
