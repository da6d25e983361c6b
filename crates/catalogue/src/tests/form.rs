//! Answers: read by type, refused in plain words, asked in order.

use basis::Refusal;
use rules::{Facts, Value};

use super::{TODAY, good_folder};
use crate::form::{Answers, Form, Known, Next, read_answer};
use crate::model::Field;
use crate::yaml::{decode, parse};
use crate::{Catalogue, Settings};

fn field(yaml: &str) -> Field {
    let text = format!("{{field: x, label: {{zh: 问}}, why: {{zh: 因}}, {yaml}}}");
    decode(&parse(&text, 0).unwrap()).unwrap()
}

#[test]
fn answers_are_read_by_type() {
    let options =
        "type: choice, options: [{value: a, label: {zh: 甲}}, {value: b, label: {zh: 乙}}]";
    let cases: &[(&str, &str, Result<&str, &str>)] = &[
        ("type: int", "３", Ok("3")),
        ("type: int", "三", Err("form.int")),
        ("type: int, max: 10", "11", Err("form.too-large")),
        ("type: int, min: 1", "0", Err("form.too-small")),
        ("type: money", "1,200.5元", Ok("1200.50元")),
        ("type: money", "1.234", Err("form.money")),
        ("type: rate", "12.5%", Ok("12.5%")),
        ("type: date", "1944年3月5日", Ok("1944-03-05")),
        ("type: date", "1944-02-30", Err("form.date")),
        ("type: bool", "是", Ok("是")),
        ("type: bool", "大概", Err("form.bool")),
        (options, "a", Ok("a")),
        (options, "c", Err("form.choice")),
        ("type: phone", "138 0013 8000", Ok("13800138000")),
        ("type: bank-account", "4111 1111 1111 1111", Ok("4111111111111111")),
        ("type: bank-account", "4111 1111 1111 1112", Err("form.bank-account")),
        ("type: date", "2026-13-01", Err("form.date")),
        ("type: identity", "11010519491231002x", Ok("11010519491231002X")),
        ("type: identity", "110105491231002", Ok("11010519491231002X")),
        ("type: identity", "110105194912310021", Err("identity-number.checksum")),
        ("type: division", "330825", Ok("330825")),
        ("type: name", "买买提·艾力", Ok("买买提·艾力")),
        ("type: name", "张3", Err("form.name")),
        ("type: address", "湖镇", Err("form.address")),
        ("type: text, max_length: 3", "一二三四", Err("form.too-long")),
    ];
    for (yaml, answer, expected) in cases {
        let found = read_answer(&field(yaml), answer);
        let found: Result<String, String> =
            found.map(|value: Value| value.to_string()).map_err(|refusal: Refusal| refusal.rule);
        assert_eq!(found.as_deref().map_err(String::as_str), *expected, "{yaml} {answer}");
    }
}

#[test]
fn a_refusal_names_the_field_and_never_repeats_the_answer() {
    for (yaml, answer) in [("type: identity", "330825194403050019"), ("type: phone", "12345678901")]
    {
        let refusal = read_answer(&field(yaml), answer).unwrap_err();
        assert_eq!(refusal.field.as_deref(), Some("x"));
        assert!(!refusal.text.zh.contains(answer) && !refusal.text.en.contains(answer));
    }
}

#[test]
fn where_the_person_is_follows_from_the_answers() {
    let catalogue = Catalogue::load(&good_folder(), &Settings::on(TODAY)).unwrap();
    let matter = catalogue.matter("330825", "elderly-allowance", TODAY).unwrap();
    let mut fields = matter.form.clone();
    fields[0].when = Some("pay_way == \"card\"".to_owned());
    fields.swap(0, 1);
    let mut with_rule = (**matter).clone();
    with_rule.form = fields;
    let env = catalogue.environment(&with_rule);
    let form = Form::new(&with_rule.form, &env);
    let facts = Facts::new();
    let known = Known { facts: &facts, today: TODAY };
    let next = |answers: &[(&str, &str)]| {
        let answers: Answers =
            answers.iter().map(|(id, answer)| ((*id).to_owned(), (*answer).to_owned())).collect();
        match form.next_question(&answers, known) {
            Next::Ask(field) => field.id.clone(),
            Next::Check => "check".to_owned(),
        }
    };
    assert_eq!(next(&[]), "pay_way");
    assert_eq!(next(&[("pay_way", "cash")]), "phone", "the card is not asked");
    assert_eq!(next(&[("pay_way", "cash"), ("phone", "")]), "check", "phone may be left empty");
    assert_eq!(next(&[("pay_way", "card")]), "bank_account");
    assert_eq!(next(&[("pay_way", "card"), ("bank_account", "1")]), "bank_account");
    let answers = Answers::from([("pay_way".to_owned(), "card".to_owned())]);
    let refusals = form.check(&answers, known);
    let fields: Vec<_> = refusals.iter().filter_map(|refusal| refusal.field.as_deref()).collect();
    assert_eq!(fields, ["bank_account"]);
    assert_eq!(refusals[0].text.zh, "还没有填：津贴打到哪张银行卡？");
}
