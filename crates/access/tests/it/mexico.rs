//! Income of 32 Mexican states: the values of PySAL's `inequality`, and those of its tests.

use access::equity::{Aversion, Entropy, Grouped, Indices, Labels, Nesting, Sample, entropy};

use crate::given::{Table, bytes, near, table};

fn states() -> Option<(Table, serde_json::Value)> {
    let expected = bytes("inequality-mexico/expected.json")?;
    let expected = serde_json::from_slice(&expected).expect("JSON");
    Some((table("inequality-mexico/mexico.csv")?, expected))
}

#[test]
fn indices_are_those_of_pysal() {
    let Some((states, expected)) = states() else { return };
    let aversions = [0.5, 1.0, 2.0].map(|epsilon| Aversion::new(epsilon).unwrap());
    for (column, expected) in expected.as_object().expect("columns") {
        let sample = Sample::new(&states.all_numbers(column), None).unwrap();
        let found = Indices::of(&sample, &aversions);
        let check = |name: &str, found: Option<f64>| {
            near(
                found.unwrap(),
                expected[name].as_f64().unwrap(),
                1e-9,
                &format!("{column} {name}"),
            );
        };
        check("gini", found.gini);
        check("theil", found.theil_t);
        check("cv_population", found.cv);
        check("atkinson_0_5", found.atkinson[0].1);
        check("atkinson_1", found.atkinson[1].1);
        check("atkinson_2", found.atkinson[2].1);
        for grouping in ["hanson98", "inegi", "esquivel99"] {
            let labels = states.texts(grouping);
            let groups = Labels::new(labels.iter().map(String::as_str)).of_row;
            let nesting = Nesting::flat(groups);
            let grouped = Grouped::new(&sample, &nesting).unwrap();
            let parts = grouped.entropy(Entropy::T).unwrap();
            check(&format!("theil_between_{grouping}"), Some(parts.between[0]));
            check(&format!("theil_within_{grouping}"), Some(parts.within));
            near(found.theil_t.unwrap(), parts.total, 1e-12, "the parts of T");
            let parts = grouped.gini().unwrap();
            near(parts.within + parts.between + parts.overlap, parts.total, 1e-12, "of the Gini");
        }
    }
}

#[test]
fn seven_decades_are_those_of_the_tests_of_pysal() {
    let Some((states, _)) = states() else { return };
    let theil = [
        0.208_943_44,
        0.152_224_51,
        0.104_729_41,
        0.101_947_25,
        0.095_601_13,
        0.105_112_56,
        0.106_608_32,
    ];
    let between = [
        0.034_588_9,
        0.028_168_53,
        0.052_609_21,
        0.059_312_19,
        0.032_052_57,
        0.029_637_31,
        0.036_358_72,
    ];
    let labels = states.texts("hanson98");
    let nesting = Nesting::flat(Labels::new(labels.iter().map(String::as_str)).of_row);
    for (decade, (theil, between)) in theil.into_iter().zip(between).enumerate() {
        let column = format!("pcgdp{}", 1940 + 10 * decade);
        let sample = Sample::new(&states.all_numbers(&column), None).unwrap();
        near(entropy(&sample, Entropy::T).unwrap(), theil, 1e-7, &column);
        let parts = Grouped::new(&sample, &nesting).unwrap().entropy(Entropy::T).unwrap();
        near(parts.between[0], between, 1e-6, &column);
    }
}
