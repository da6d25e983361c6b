//! Whole rules from source to sentence.

use std::sync::Arc;

use basis::{Date, Lang, LegalSource, Text};

use crate::*;

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn parameter(name: &str, ty: Type, value: Value) -> Parameter {
    let source = LegalSource::new("老年人权益保障法", "第三十三条");
    let dated = Dated { from: day("2020-01-01"), until: None, value, source, unconfirmed: false };
    Parameter::new(name, ty, vec![dated])
}

fn yuan(amount: i64) -> Value {
    Value::Money(basis::Fen::from_yuan(amount).unwrap())
}

pub(crate) fn env() -> Env {
    let monthly = || Type::money().unit("元/月");
    let parameters: Parameters = [
        parameter("高龄津贴.起始年龄", Type::int().unit("岁"), Value::Int(80)),
        parameter("高龄津贴.八十岁", monthly(), yuan(60)),
        parameter("高龄津贴.九十岁", monthly(), yuan(100)),
        parameter("高龄津贴.百岁", monthly(), yuan(300)),
    ]
    .into_iter()
    .collect();
    let member = [("收入", Type::money()), ("年龄", Type::int()), ("残疾", Type::bool())];
    Env::new()
        .fact("出生日期", Type::date())
        .fact("死亡日期", Type::date().or_null())
        .fact("户籍区划", Type::code())
        .fact("收入", Type::money())
        .fact("月收入", Type::money().unit("元/月"))
        .fact("年龄", Type::int().unit("岁"))
        .fact("低保", Type::bool())
        .fact("残疾", Type::bool())
        .fact("姓名", Type::text())
        .fact("标签", Type::list(Base::Text))
        .fact("家庭.成员", Type::entities(member))
        .fact("家庭.人数", Type::int())
        .parameters(Arc::new(parameters))
}

pub(crate) fn clause(id: &str, rule: &str, exceptions: &[(&str, &str, bool)]) -> Clause {
    let exception = |(id, when, holds): &(&str, &str, bool)| Exception {
        id: (*id).to_owned(),
        when: (*when).to_owned(),
        holds: *holds,
        text: Text::new(*id, ""),
        basis: None,
    };
    Clause {
        id: id.to_owned(),
        text: Text::new(id, ""),
        rule: rule.to_owned(),
        basis: LegalSource::new("老年人权益保障法", "第三十三条"),
        exceptions: exceptions.iter().map(exception).collect(),
    }
}

fn allowance() -> Compiled {
    let age = r#"周岁(出生日期, 今天) >= 参数("高龄津贴.起始年龄")"#;
    let amount = r#"周岁(出生日期, 今天) >= 100 ? 参数("高龄津贴.百岁") : 周岁(出生日期, 今天) >= 90 ? 参数("高龄津贴.九十岁") : 参数("高龄津贴.八十岁")"#;
    let ruleset = Ruleset {
        clauses: vec![
            clause("户籍", r#"属于(户籍区划, "330825")"#, &[]),
            clause("年满80周岁", age, &[("人口库登记已去世", "死亡日期 != 无", false)]),
        ],
        amount: Some(amount.to_owned()),
    };
    ruleset.compile(&env()).unwrap()
}

pub(crate) fn facts(list: &[(&str, Held)]) -> Facts {
    let fact = |(name, value): &(&str, Held)| {
        let source = Text::new("人口库", "Population register");
        let fact = Fact { value: value.clone(), source, as_of: Some(day("2026-03-01")) };
        ((*name).to_owned(), fact)
    };
    list.iter().map(fact).collect()
}

fn born(text: &str) -> (&'static str, Held) {
    ("出生日期", Held::Value(Value::Date(day(text))))
}

fn lives(code: &str) -> (&'static str, Held) {
    ("户籍区划", Held::Value(Value::Code(code.to_owned())))
}

const ALIVE: (&str, Held) = ("死亡日期", Held::Null);

#[test]
fn the_allowance_of_an_old_person() {
    let rules = allowance();
    let today = day("2026-03-05");
    let check = |given: &[(&str, Held)], verdict, amount: Option<i64>, missing: &[&str]| {
        let answer = rules.answer(&facts(given), today);
        assert_eq!(answer.verdict, verdict, "{given:?}");
        let found = answer.amount.as_ref().and_then(|amount| amount.outcome.value().cloned());
        assert_eq!(found, amount.map(yuan), "{given:?}");
        assert_eq!(answer.missing.iter().map(String::as_str).collect::<Vec<_>>(), missing);
    };
    let here = lives("330825001");
    check(&[born("1946-03-05"), here.clone(), ALIVE], Verdict::Yes, Some(60), &[]);
    check(&[born("1936-03-05"), here.clone(), ALIVE], Verdict::Yes, Some(100), &[]);
    check(&[born("1926-03-05"), here.clone(), ALIVE], Verdict::Yes, Some(300), &[]);
    check(&[born("1946-03-06"), here.clone(), ALIVE], Verdict::No, None, &[]);
    check(&[born("1946-03-06"), here.clone()], Verdict::No, None, &[]);
    check(&[born("1946-03-05"), here.clone()], Verdict::Needs, None, &["死亡日期"]);
    check(&[here.clone(), ALIVE], Verdict::Needs, None, &["出生日期"]);
    check(&[lives("330824001")], Verdict::No, None, &[]);
    check(&[], Verdict::Needs, None, &["出生日期", "户籍区划", "死亡日期"]);
    let dead = ("死亡日期", Held::Value(Value::Date(day("2026-01-02"))));
    check(&[born("1946-03-05"), here, dead.clone()], Verdict::No, None, &[]);
    check(&[dead], Verdict::No, None, &[]);
}

#[test]
fn sentences_say_why_and_by_how_much() {
    let rules = allowance();
    let given = [born("1946-04-01"), lives("330825001"), ALIVE];
    let answer = rules.answer(&facts(&given), day("2026-03-05"));
    assert_eq!(
        answer.sentences(Lang::Zh),
        [
            "不符合条件。",
            "户籍：符合（户籍区划：330825001，来自人口库 2026-03-01），依据《老年人权益保障法》第三十三条。",
            "年满80周岁：不符合（出生日期：1946-04-01，来自人口库 2026-03-01，标准“高龄津贴.起始年龄”是80 岁，还差 1 岁），依据《老年人权益保障法》第三十三条。",
        ]
    );
    let names = |code: &str| (code == "330825001").then(|| "龙洲街道".to_owned());
    let named = answer.sentences_naming(Lang::Zh, &names);
    assert!(named[1].contains("（户籍区划：龙洲街道（330825001），来自人口库"), "{named:?}");
    let given = [born("1930-04-01"), lives("330825001"), ALIVE];
    let answer = rules.answer(&facts(&given), day("2026-03-05"));
    assert_eq!(answer.sentences(Lang::En).last().unwrap(), "Amount due: 100 yuan a month.");
    let names = |word: &str| (word == "户籍区划").then(|| "Household division".to_owned());
    let named = answer.sentences_naming(Lang::En, &names);
    assert!(named[1].contains("(Household division: 330825001"), "{named:?}");
}

#[test]
fn a_batch_answers_like_one_by_one() {
    let rules = allowance();
    let people: Vec<Facts> = (0..5000_i32)
        .map(|n| {
            let birth = day("1920-01-01").saturating_add(jiff::Span::new().days(n * 7));
            let code = if n % 3 == 0 { "330824001" } else { "330825002" };
            let mut given = vec![("出生日期", Held::Value(Value::Date(birth))), lives(code)];
            given.extend((n % 5 != 0).then_some(ALIVE));
            facts(&given)
        })
        .collect();
    let refs: Vec<&Facts> = people.iter().collect();
    let columns = Columns::of(&refs, rules.facts_read());
    let today = day("2026-03-05");
    let batch = rules.run(&columns, today);
    for (row, person) in people.iter().enumerate() {
        let answer = rules.answer(person, today);
        assert_eq!(batch.verdicts[row], answer.verdict, "{row}");
        if let Some(amount) = answer.amount {
            assert_eq!(batch.amounts.as_ref().unwrap().get(row), amount.outcome, "{row}");
        }
    }
    assert!(batch.verdicts.contains(&Verdict::Yes) && batch.verdicts.contains(&Verdict::Needs));
}
