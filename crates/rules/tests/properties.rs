//! What holds for every rule: soundness of the three values, one row like many, printing and
//! reading, and agreement with another implementation of the common subset.

use basis::{Date, Text};
use proptest::prelude::*;
use rules::{
    Clause, Columns, Compiled, Env, Exception, Fact, Facts, Held, Ruleset, Type, Value, Verdict,
    parse,
};

const TODAY: Date = Date::constant(2026, 3, 5);
const NUMBERS: std::ops::RangeInclusive<i64> = -2..=7;

fn env() -> Env {
    Env::new()
        .fact("a", Type::bool())
        .fact("b", Type::bool())
        .fact("x", Type::int())
        .fact("y", Type::int())
}

fn condition() -> impl Strategy<Value = String> {
    let sign = prop::sample::select(vec!["==", "!=", "<", "<=", ">", ">="]);
    let name = prop::sample::select(vec!["x", "y"]);
    let compare = (name, sign, 0_i64..6).prop_map(|(name, sign, n)| format!("{name} {sign} {n}"));
    let leaf = prop_oneof![
        2 => prop::sample::select(vec!["a", "b", "true", "false"]).prop_map(str::to_owned),
        4 => compare,
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(p, q)| format!("({p} && {q})")),
            (inner.clone(), inner.clone()).prop_map(|(p, q)| format!("({p} || {q})")),
            inner.clone().prop_map(|p| format!("!({p})")),
            (inner.clone(), inner.clone(), inner)
                .prop_map(|(p, q, r)| format!("(({p}) ? ({q}) : ({r}))")),
        ]
    })
}

/// Conditions with arithmetic that may overflow or divide by zero.
fn calculation() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        prop::sample::select(vec!["x", "y", "9223372036854775807"]).prop_map(str::to_owned),
        (0_i64..9).prop_map(|n| n.to_string()),
    ];
    let number = leaf.prop_recursive(3, 12, 2, |inner| {
        let sign = prop::sample::select(vec!["+", "-", "*", "/", "%"]);
        prop_oneof![
            (inner.clone(), sign, inner.clone())
                .prop_map(|(p, sign, q)| format!("({p} {sign} {q})")),
            inner.prop_map(|p| format!("(-{p})")),
        ]
    });
    let sign = prop::sample::select(vec!["==", "<", ">="]);
    let compare =
        (number.clone(), sign, number).prop_map(|(p, sign, q)| format!("({p} {sign} {q})"));
    (compare, condition(), prop::sample::select(vec!["&&", "||"]))
        .prop_map(|(first, second, sign)| format!("{first} {sign} {second}"))
}

fn compiled(rule: &str, exceptions: &[(String, bool)]) -> Option<Compiled> {
    let exception = |(place, (when, holds)): (usize, &(String, bool))| Exception {
        id: place.to_string(),
        when: when.clone(),
        holds: *holds,
        ..Exception::default()
    };
    let exceptions = exceptions.iter().enumerate().map(exception).collect();
    let clause =
        Clause { id: "c".to_owned(), rule: rule.to_owned(), exceptions, ..Clause::default() };
    // Exceptions that plainly contradict are refused, as they should be.
    Ruleset { clauses: vec![clause], amount: None }.compile(&env()).ok()
}

type Given = (Option<bool>, Option<bool>, Option<i64>, Option<i64>);

fn facts(given: &Given) -> Facts {
    let fact = |value| Fact { value, source: Text::default(), as_of: None };
    let truth = |value: Option<bool>| value.map_or(Held::Unknown, |v| Held::Value(Value::Bool(v)));
    let number = |value: Option<i64>| value.map_or(Held::Unknown, |v| Held::Value(Value::Int(v)));
    [("a", truth(given.0)), ("b", truth(given.1)), ("x", number(given.2)), ("y", number(given.3))]
        .map(|(name, value)| (name.to_owned(), fact(value)))
        .into()
}

fn given() -> impl Strategy<Value = Given> {
    let number = || prop::option::of(NUMBERS);
    (any::<Option<bool>>(), any::<Option<bool>>(), number(), number())
}

/// Every way to fill what is not given.
fn fillings(given: &Given) -> Vec<Given> {
    let truths = |value: Option<bool>| value.map_or(vec![false, true], |value| vec![value]);
    let numbers = |value: Option<i64>| value.map_or(NUMBERS.collect(), |value| vec![value]);
    let mut all = Vec::new();
    for a in truths(given.0) {
        for b in truths(given.1) {
            for x in numbers(given.2) {
                all.extend(
                    numbers(given.3).into_iter().map(|y| (Some(a), Some(b), Some(x), Some(y))),
                );
            }
        }
    }
    all
}

fn verdicts(rules: &Compiled, all: &[Given]) -> Vec<Verdict> {
    let people: Vec<Facts> = all.iter().map(facts).collect();
    let people: Vec<&Facts> = people.iter().collect();
    rules.run(&Columns::of(&people, rules.facts_read()), TODAY).verdicts
}

fn without(given: &Given, name: &str) -> Given {
    match name {
        "a" => (None, given.1, given.2, given.3),
        "b" => (given.0, None, given.2, given.3),
        "x" => (given.0, given.1, None, given.3),
        _ => (given.0, given.1, given.2, None),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..Default::default() })]

    /// A definite verdict stays, whatever the unknown turns out to be; a missing fact can matter.
    #[test]
    fn three_values_are_sound_and_the_missing_set_is_minimal(
        rule in condition(),
        exceptions in prop::collection::vec((condition(), any::<bool>()), 0..3),
        given in given(),
    ) {
        let Some(rules) = compiled(&rule, &exceptions) else { return Ok(()) };
        let answer = rules.answer(&facts(&given), TODAY);
        let all = fillings(&given);
        let found = verdicts(&rules, &all);
        if answer.verdict == Verdict::Needs {
            prop_assert!(!answer.missing.is_empty());
            prop_assert!(found.iter().any(|verdict| *verdict != found[0]), "{rule} is settled");
        } else {
            prop_assert!(answer.missing.is_empty());
            prop_assert!(found.iter().all(|verdict| *verdict == answer.verdict), "{rule} {given:?}");
        }
        for name in ["a", "b", "x", "y"] {
            let mut seen = std::collections::HashMap::new();
            let matters = all.iter().zip(&found).any(|(one, verdict)| {
                *seen.entry(without(one, name)).or_insert(verdict) != verdict
            });
            let unknown = facts(&given)[name].value == Held::Unknown;
            if unknown {
                prop_assert_eq!(answer.missing.contains(name), matters, "{} in {}", name, rule);
            }
            if !unknown { prop_assert!(!answer.missing.contains(name)); }
        }
    }

    #[test]
    fn one_is_a_batch_of_one(rule in calculation(), people in prop::collection::vec(given(), 1..20)) {
        let rules = compiled(&rule, &[]).unwrap();
        let batch = verdicts(&rules, &people);
        for (row, person) in people.iter().enumerate() {
            let answer = rules.answer(&facts(person), TODAY);
            prop_assert_eq!(batch[row], answer.verdict, "{} {:?}", rule, person);
        }
    }

    #[test]
    fn nothing_makes_the_parser_panic(text in any::<String>()) {
        let _ = parse(&text);
    }

    /// Words of the language in any order: what can be read prints to what reads the same.
    #[test]
    fn what_is_printed_reads_the_same(words in prop::collection::vec(word(), 1..14)) {
        if let Ok(expr) = parse(&words.join(" ")) {
            let printed = expr.to_string();
            let again = parse(&printed);
            prop_assert_eq!(again, Ok(expr), "{}", printed);
        }
    }

    #[test]
    fn conditions_print_and_read(rule in calculation()) {
        let expr = parse(&rule).unwrap();
        prop_assert_eq!(parse(&expr.to_string()), Ok(expr));
    }

    /// The `cel` crate agrees on the common subset, also on what cannot be worked out.
    #[test]
    fn agrees_with_cel(rule in calculation(), given in given()) {
        let given = (given.0.or(Some(true)), given.1.or(Some(false)), given.2.or(Some(0)), given.3.or(Some(3)));
        let mut context = cel::Context::default();
        let _ = context.add_variable("a", given.0.unwrap());
        let _ = context.add_variable("b", given.1.unwrap());
        let _ = context.add_variable("x", given.2.unwrap());
        let _ = context.add_variable("y", given.3.unwrap());
        let expected = cel::Program::compile(&rule).unwrap().execute(&context);
        let found = compiled(&rule, &[]).unwrap().answer(&facts(&given), TODAY).verdict;
        let expected = match expected {
            Ok(cel::Value::Bool(true)) => Verdict::Yes,
            Ok(cel::Value::Bool(false)) => Verdict::No,
            _ => Verdict::Trouble,
        };
        prop_assert_eq!(found, expected, "{} {:?}", rule, given);
    }
}

fn word() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "年龄",
        "家庭.人数",
        "x",
        "60元",
        "12.50元",
        "80岁",
        "20%",
        "0.25",
        "7",
        "\"330825\"",
        "无",
        "今天",
        "日期(\"2026-01-01\")",
        "(",
        ")",
        "[",
        "]",
        ",",
        "&&",
        "||",
        "!",
        "-",
        "+",
        "*",
        "%",
        "==",
        "<=",
        "in",
        "..",
        "?",
        ":",
        "档(",
        "80: 60元",
        "其他:",
        "家庭.成员.合计(",
        "周岁(",
        "true",
    ])
    .prop_map(str::to_owned)
}

#[test]
fn hostile_nesting_meets_a_limit() {
    for open in ["(", "!", "-", "[", "档(", "a ? ", "1 + (", "x.合计("] {
        assert!(parse(&open.repeat(4000)).is_err(), "{open}");
    }
    assert!(parse(&"1 + ".repeat(3000)).is_err());
    assert!(parse(&format!("1{}", " + 1".repeat(2000))).is_err());
    assert!(parse(&"年".repeat(20_000)).is_err());
}
