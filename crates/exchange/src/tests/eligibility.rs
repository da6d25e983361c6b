//! Worked situations, one a line: what is known, and whether that person qualifies, for how much,
//! or what is still needed.

use basis::{Instant, Text};
use catalogue::form::Answers;
use rules::{Answer, Fact, Facts, Held, Value, Verdict};

use super::{COUNTY, TODAY, catalogue};
use crate::Exchange;

/// Matter; facts by name, `-` for known to be absent; then `yes`, `no`, an amount in fen, `fee`
/// with an amount in fen, or the fact that is missing.
const SITUATIONS: &[(&str, &str, &str)] = &[
    ("elderly-allowance", "出生日期=1943-05-01; 户籍区划=330825101200; 死亡日期=-", "6000"),
    ("elderly-allowance", "出生日期=1943-05-01; 户籍区划=330825101200", "死亡日期"),
    ("elderly-allowance", "出生日期=1933-05-01; 户籍区划=330825101200; 死亡日期=-", "12000"),
    ("elderly-allowance", "出生日期=1923-05-01; 户籍区划=330825101200; 死亡日期=-", "50000"),
    ("elderly-allowance", "出生日期=1933-05-01; 户籍区划=330825101200; 死亡日期=2026-01-01", "no"),
    ("elderly-allowance", "出生日期=1973-05-01", "no"),
    ("elderly-allowance", "出生日期=1943-05-01; 户籍区划=330802001; 死亡日期=-", "no"),
    (
        "destitute-support",
        "出生日期=1950-01-01; 户籍区划=330825101200; 家庭人均月收入=0元; 财产符合规定=true; 有人赡养=false",
        "yes",
    ),
    (
        "destitute-support",
        "出生日期=1980-01-01; 户籍区划=330825101200; 家庭人均月收入=0元; 财产符合规定=true; 有人赡养=false; 残疾类别=-; 残疾等级=-",
        "no",
    ),
    (
        "destitute-support",
        "出生日期=1980-01-01; 户籍区划=330825101200; 家庭人均月收入=0元; 财产符合规定=true; 有人赡养=false; 残疾类别=智力; 残疾等级=3",
        "yes",
    ),
    (
        "destitute-support",
        "出生日期=1980-01-01; 户籍区划=330825101200; 家庭人均月收入=0元; 财产符合规定=true; 有人赡养=false",
        "残疾",
    ),
    (
        "disability-two-subsidies",
        "户籍区划=330825101200; 残疾人证号=1; 残疾等级=1; 低保对象=true; 需要长期照护=true",
        "23500",
    ),
    (
        "disability-two-subsidies",
        "户籍区划=330825101200; 残疾人证号=1; 残疾等级=3; 低保对象=true; 需要长期照护=false",
        "11000",
    ),
    (
        "disability-two-subsidies",
        "户籍区划=330825101200; 残疾人证号=-; 残疾等级=-; 低保对象=true; 需要长期照护=false",
        "no",
    ),
    (
        "subsistence-allowance",
        "户籍区划=330825101200; 家庭人均月收入=400元; 财产符合规定=true",
        "60000",
    ),
    ("temporary-assistance", "困难类型=emergency; 特别困难=false; 上次救助日期=-", "600000"),
    (
        "temporary-assistance",
        "困难类型=expenditure; 特别困难=false; 上次救助日期=-; 低保对象=false; 低保边缘对象=false",
        "no",
    ),
    ("temporary-assistance", "困难类型=other; 特别困难=true; 上次救助日期=2026-08-01", "no"),
    (
        "small-catering",
        "登记状态=存续; 经营场所区划=330825101200; 食品禁业至=-; 健康证明至=2027-01-01; 使用面积=30; 固定店面=true; 做冷荤=false; 自有消毒=true",
        "yes",
    ),
    (
        "small-catering",
        "登记状态=存续; 经营场所区划=330825101200; 食品禁业至=-; 健康证明至=2026-01-01; 使用面积=30; 固定店面=true; 做冷荤=false; 自有消毒=true",
        "no",
    ),
    ("newborn", "新生儿出生日期=2026-10-01; 户籍区划=330825101200", "yes"),
    ("newborn", "新生儿出生日期=2025-10-01; 户籍区划=330825101200", "no"),
    ("residence-permit", "户籍区划=340101001; 居住登记日期=2026-01-01; 居住理由=work", "yes"),
    ("residence-permit", "户籍区划=340101001; 居住登记日期=2026-08-01; 居住理由=work", "no"),
    ("residence-permit", "户籍区划=330825101200; 居住登记日期=2026-01-01; 居住理由=work", "no"),
    (
        "flexible-employment",
        "出生日期=1990-01-01; 户籍区划=340101001; 性别=女; 单位在职参保=false; 缴费年数=11; 合同终止日期=2026-01-01; 无雇工个体=false",
        "yes",
    ),
    (
        "flexible-employment",
        "出生日期=1990-01-01; 户籍区划=330825101200; 性别=女; 单位在职参保=false",
        "yes",
    ),
    ("school-enrol", "孩子出生日期=2021-08-31; 孩子户籍=330825101200", "yes"),
    ("school-enrol", "孩子出生日期=2021-09-01; 孩子户籍=330825101200", "no"),
    (
        "resident-pension-enrol",
        "出生日期=1990-01-01; 户籍区划=330825101200; 在校学生=false; 养老参保类型=-; 在领养老金=false",
        "yes",
    ),
    ("resident-medical", "参保地=330825101200; 参保险种=-", "yes"),
    ("resident-medical-payment", "低保对象=true; 居民医保费已缴=false", "fee 0"),
    ("social-insurance-benefits", "待遇种类=medical", "yes"),
    ("market-complaint", "发生日期=2026-11-01; 为生活消费=true; 别处已处理=false", "yes"),
    (
        "public-rental",
        "户籍区划=330825101200; 家庭人均月收入=2000元; 人均住房面积=-; 正在享受公租房=false",
        "yes",
    ),
    ("senior-card", "出生日期=1966-11-22; 死亡日期=-", "yes"),
    ("realty-registration", "房屋区划=330825101200; 已查封=false; 转移原因=inherit", "fee 8000"),
];

#[test]
fn everybody_gets_the_answer_that_was_worked_out_by_hand() {
    let exchange = exchange();
    let wrong: Vec<String> = SITUATIONS
        .iter()
        .filter_map(|(matter, known, expected)| {
            let found = found(&exchange, matter, known, expected);
            (found != *expected).then(|| format!("{matter} with {known}: {found}, not {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), SITUATIONS.len(), wrong.join("\n"));
}

#[test]
fn an_answer_names_the_fact_its_source_and_by_how_much_it_fails() {
    let exchange = exchange();
    let known = "出生日期=1946-12-01; 户籍区划=330825101200; 死亡日期=-";
    let answer = answer(&exchange, "elderly-allowance", known);
    assert_eq!(answer.verdict, Verdict::No);
    let age = answer.clauses.iter().find(|clause| clause.verdict == Verdict::No).unwrap();
    assert_eq!(age.id, "age");
    assert_eq!(age.reason.short.as_ref().map(|short| &short.by), Some(&Value::Int(1)));
    assert!(!age.basis.law.is_empty());
}

/// Each question is asked only for the name of the answer before it, the last first in the alphabet.
const CHAIN: &str = r#"
matter: chain
level: county
division: "330825"
version: 1
effective: {from: 2026-01-01}
codes: {basic: "330511001000"}
name: {zh: 连问, en: Chain}
summary: {zh: 一问接一问。, en: Question after question.}
kind: 行政给付
case_kind: 承诺件
department: minzheng
objects: [自然人]
channels: [web]
visits: 0
fee: {fen: 0}
who: {zh: 大家, en: Everybody}
facts:
  丁: {form: one}
  丙: {form: two}
  乙: {form: three}
  甲: {form: four}
form:
  - {field: one, type: bool, label: {zh: 一, en: One}, why: {zh: 一, en: One}}
  - {field: two, type: bool, label: {zh: 二, en: Two}, why: {zh: 二, en: Two}, when: 丁 == true}
  - {field: three, type: bool, label: {zh: 三, en: Three}, why: {zh: 三, en: Three}, when: 丙 == true}
  - {field: four, type: bool, label: {zh: 四, en: Four}, why: {zh: 四, en: Four}, when: 乙 == true}
process:
  receive: {department: minzheng, role: clerk, limit: {n: 1, unit: 工作日}}
  decide: {department: minzheng, role: approver, limit: {n: 2, unit: 工作日}}
  supplement: {reply_within: {n: 30, unit: 自然日}, lapse: withdrawn}
  deliver: {ways: [counter], limit: {n: 10, unit: 工作日}}
limits: {promised: {n: 10, unit: 工作日}}
outcome: {text: {zh: 办好, en: Done}}
"#;

#[test]
fn a_question_may_wait_for_the_name_of_the_answer_before_it_however_long_the_chain() {
    let file = catalogue::SourceFile {
        path: "county/330825/chain.yaml".to_owned(),
        text: CHAIN.to_owned(),
    };
    let checked = catalogue::check_files(&[file], &catalogue::Settings::on(TODAY));
    let about_rules = checked.findings.iter().map(ToString::to_string);
    let about_rules: Vec<_> = about_rules.filter(|finding| finding.contains("when")).collect();
    assert_eq!(about_rules, Vec::<String>::new());
    let catalogue = std::sync::Arc::new(checked.catalogue);
    let matter = catalogue.matter(COUNTY, "chain", TODAY).cloned();
    let matter = matter.unwrap_or_else(|| panic!("{:#?}", checked.findings));
    let (ambient, _) = basis::Ambient::fixed(Instant::at(TODAY, 9, 0), 1);
    let keys = ledger::Keyring::new([]);
    let ledger = ledger::Ledger::new(store::testing::sqlite(), ambient, keys);
    let exchange = Exchange::new(ledger, catalogue, COUNTY);
    let fields = ["one", "two", "three", "four"];
    let answers: Answers = fields.iter().map(|id| ((*id).to_owned(), "true".to_owned())).collect();
    let all = exchange.all_facts(&matter, &Facts::new(), &answers, TODAY);
    let held = |name: &str| all.get(name).map(|fact| fact.value.clone());
    for name in ["丁", "丙", "乙", "甲", "four"] {
        assert_eq!(held(name), Some(Held::Value(Value::Bool(true))), "{name}");
    }
    let no = Answers::from([("one".to_owned(), "false".to_owned())]);
    let none = exchange.all_facts(&matter, &Facts::new(), &no, TODAY);
    assert_eq!(none.get("甲").map(|fact| fact.value.clone()), Some(Held::Null), "not asked");
}

#[test]
fn a_matter_outside_the_catalogue_is_never_a_yes() {
    let exchange = exchange();
    let catalogue = exchange.catalogue();
    let offered = catalogue.matter(COUNTY, "elderly-allowance", TODAY).unwrap();
    let mut unknown = (**offered).clone();
    unknown.version += 1;
    let answer = exchange.eligibility(&unknown, &Facts::new(), &Answers::new(), TODAY);
    assert_eq!(answer.verdict, Verdict::Trouble);
}

/// What is answered, in the words of the table.
fn found(exchange: &Exchange, matter: &str, known: &str, expected: &str) -> String {
    let answer = answer(exchange, matter, known);
    if expected.starts_with("fee") {
        let catalogue = exchange.catalogue();
        let offered = catalogue.matter(COUNTY, matter, TODAY).unwrap();
        let facts = facts(exchange, matter, known);
        let fee = exchange.fee(offered, &facts, &Answers::new(), TODAY);
        return fee.map_or_else(|| "no fee".to_owned(), |fee| format!("fee {}", fee.get()));
    }
    match answer.verdict {
        Verdict::Yes => match (&answer.amount, expected) {
            (Some(amount), expected) if expected != "yes" => match amount.outcome.value() {
                Some(Value::Money(fen)) => fen.get().to_string(),
                other => format!("{other:?}"),
            },
            _ => "yes".to_owned(),
        },
        Verdict::No => "no".to_owned(),
        // The table names one of the facts; several may be needed.
        Verdict::Needs => match answer.missing.iter().find(|name| name.contains(expected)) {
            Some(_) => expected.to_owned(),
            None => format!("needs {:?}", answer.missing),
        },
        other => format!("{other:?}"),
    }
}

fn answer(exchange: &Exchange, matter: &str, known: &str) -> Answer {
    let catalogue = exchange.catalogue();
    let offered = catalogue.matter(COUNTY, matter, TODAY);
    let offered = offered.unwrap_or_else(|| panic!("no matter {matter}"));
    let rules = catalogue.rules(&offered.pin()).unwrap();
    // Facts are given by name, those of the form too: the plan itself is asked.
    rules.answer(&facts(exchange, matter, known), TODAY)
}

fn facts(exchange: &Exchange, matter: &str, known: &str) -> Facts {
    let catalogue = exchange.catalogue();
    let offered = catalogue.matter(COUNTY, matter, TODAY).unwrap();
    let env = catalogue.environment(offered);
    let one = |pair: &str| {
        let (name, text) = pair.trim().split_once('=').unwrap();
        let ty = env.type_of(name).unwrap_or_else(|| panic!("{matter} has no fact {name}"));
        let value = match text {
            "-" => Held::Null,
            text => Held::Value(
                Value::read(text, &ty.base).unwrap_or_else(|| panic!("{name} takes no {text}")),
            ),
        };
        (name.to_owned(), Fact { value, source: Text::new("测试", "test"), as_of: Some(TODAY) })
    };
    known.split(';').filter(|pair| !pair.trim().is_empty()).map(one).collect()
}

fn exchange() -> Exchange {
    let (ambient, _) = basis::Ambient::fixed(Instant::at(TODAY, 9, 0), 1);
    let keys = ledger::Keyring::new([]);
    let ledger = ledger::Ledger::new(store::testing::sqlite(), ambient, keys);
    Exchange::new(ledger, catalogue(), COUNTY)
}
