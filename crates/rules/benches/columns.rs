//! Nanoseconds a row for a million persons, and microseconds for one, on the old-age allowance.
//! `cargo bench -p rules`; with `--test` at toy size.
#![allow(clippy::disallowed_methods, reason = "a bench measures real time")]
#![allow(missing_docs, reason = "not a library")]

use std::{sync::Arc, time::Instant};

use basis::{Date, LegalSource, Text};
use rules::{
    Clause, Columns, Dated, Env, Fact, Facts, Parameter, Parameters, Ruleset, Type, Value, Verdict,
};

fn main() {
    let toy = std::env::args().any(|argument| argument == "--test");
    let (rows, times) = if toy { (10_000, 10) } else { (1_000_000, 10_000) };
    let today = Date::constant(2026, 3, 5);
    let compiled = ruleset().compile(&env()).expect("the allowance compiles");

    let births: Vec<Date> = (0..rows)
        .map(|row| Date::constant(1916 + (row % 100) as i16, 1 + (row % 12) as i8, 15))
        .collect();
    let codes = (0..rows).map(|row| if row % 10 == 0 { "330824001" } else { "330825001" });
    let columns = Columns::new(rows).dates("出生日期", &births).codes("户籍区划", codes);
    let start = Instant::now();
    let batch = compiled.run(&columns, today);
    let spent = start.elapsed();
    let yes = batch.verdicts.iter().filter(|verdict| **verdict == Verdict::Yes).count();
    println!("{rows} rows: {:.1} ns a row ({yes} yes)", spent.as_nanos() as f64 / rows as f64);

    let facts = Facts::from([
        ("出生日期".to_owned(), fact(Value::Date(births[0]))),
        ("户籍区划".to_owned(), fact(Value::Code("330825001".to_owned()))),
    ]);
    let start = Instant::now();
    let held =
        (0..times).filter(|_| compiled.answer(&facts, today).verdict == Verdict::Yes).count();
    let spent = start.elapsed();
    println!(
        "one with explanation: {:.2} µs ({held} yes)",
        spent.as_micros() as f64 / f64::from(times)
    );
}

fn fact(value: Value) -> Fact {
    Fact::known(value, Text::new("人口库", ""), Date::constant(2026, 3, 1))
}

fn ruleset() -> Ruleset {
    let clause = |id: &str, rule: &str| Clause {
        id: id.to_owned(),
        rule: rule.to_owned(),
        ..Clause::default()
    };
    Ruleset {
        clauses: vec![
            clause("household", r#"属于(户籍区划, "330825")"#),
            clause("age", r#"周岁(出生日期, 今天) >= 参数("起始年龄")"#),
        ],
        amount: Some("档(周岁(出生日期, 今天), 80: 60元, 90: 100元, 100: 300元)".to_owned()),
    }
}

fn env() -> Env {
    let dated = Dated {
        from: Date::constant(2020, 1, 1),
        until: None,
        value: Value::Int(80),
        source: LegalSource::default(),
        unconfirmed: false,
    };
    let age = Parameter::new("起始年龄", Type::int().unit("岁"), vec![dated]);
    Env::new()
        .fact("出生日期", Type::date())
        .fact("户籍区划", Type::code())
        .parameters(Arc::new(Parameters::from_iter([age])))
}
