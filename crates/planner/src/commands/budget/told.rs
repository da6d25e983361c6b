//! A choice of measures told: for programs, and in a few lines for people.

use optimise::{BudgetAnswer, Payer, Rule};
use serde_json::{Value, json};

use super::Aim;
use super::tables::{Divisions, Measures};

/// The object for programs.
pub(super) fn report(
    aim: Aim,
    found: &BudgetAnswer,
    (measures, divisions): (&Measures, &Divisions),
) -> Value {
    let rule = |rule: &Rule| named(*rule, divisions);
    let people = people_per_money(aim, found, divisions);
    let prices: Vec<Value> = found
        .prices
        .iter()
        .filter(|price| !matches!(price.rule, Rule::Level(_) | Rule::Variants(_)))
        .map(|price| {
            json!({
                "rule": rule(&price.rule),
                "per_unit": price.per_unit,
                "people_per_10k_yuan":
                    people.filter(|_| is_money(price.rule)).map(|people| price.per_unit * people),
            })
        })
        .collect();
    let chosen: Vec<&str> = found.chosen.iter().map(|k| measures.ids.name(*k)).collect();
    let taken = |k: &usize| {
        let measure = &measures.list[*k];
        json!({
            "id": measures.ids.name(*k),
            "division": divisions.ids.name(measure.division),
            "price": measure.price,
            "gain": measure.gain,
        })
    };
    let spending = &found.spending;
    let said = measures.said;
    let by_division: serde_json::Map<String, Value> = divisions
        .ids
        .iter()
        .enumerate()
        .filter(|_| found.objective.is_some())
        .map(|(d, id)| {
            let of = |k: &&usize| measures.list[**k].division == d;
            let gain: f64 = found.chosen.iter().filter(of).map(|k| measures.list[*k].gain).sum();
            let money = spending.divisions.get(d).copied().unwrap_or(0.0);
            (id.to_owned(), json!({ "money": money, "people_lifted": gain }))
        })
        .collect();
    json!({
        "aim": super::word(aim),
        "objective": found.objective,
        "bound": Some(found.bound).filter(|bound| bound.is_finite()),
        "gap": found.gap.filter(|gap| gap.is_finite()),
        "status": found.status.word(),
        "measures": measures.list.len(),
        "chosen": chosen,
        "taken": found.chosen.iter().map(taken).collect::<Vec<_>>(),
        "people_lifted": found.gain,
        "spending": {
            "total": spending.total,
            "equalization": said.equalization.then_some(spending.equalization),
            "province": said.payers.then_some(spending.payers[0]),
            "city": said.payers.then_some(spending.payers[1]),
            "county": said.payers.then_some(spending.payers[2]),
            "urban": said.setting.then_some(spending.urban),
            "rural": said.setting.then_some(spending.rural),
            "divisions": by_division,
        },
        "shadow_prices": prices,
        "conflict": found.conflict.iter().map(rule).collect::<Vec<_>>(),
        "nodes": found.nodes,
    })
}

/// People lifted over the standard by one unit of the aim: gain counts people; one unit of the worst
/// level lifts all of the divisions that hold it down; a unit of spread says nothing of people.
fn people_per_money(aim: Aim, found: &BudgetAnswer, divisions: &Divisions) -> Option<f64> {
    match aim {
        Aim::Gain => Some(1.0),
        Aim::Spread => None,
        Aim::Worst => {
            let persons = |rule: Rule| match rule {
                Rule::Level(d) => divisions.levels.persons[d],
                _ => 0.0,
            };
            Some(found.prices.iter().map(|price| persons(price.rule)).sum())
        }
    }
}

/// Whether one unit of the rule's right side is 10,000 yuan.
fn is_money(rule: Rule) -> bool {
    matches!(rule, Rule::Total | Rule::Payer(_) | Rule::DivisionMoney(_))
}

fn named(rule: Rule, divisions: &Divisions) -> String {
    match rule {
        Rule::Total => "fund".to_owned(),
        Rule::EqualizationShare => "equalization share".to_owned(),
        Rule::Payer(Payer::Province) => "province".to_owned(),
        Rule::Payer(Payer::City) => "city".to_owned(),
        Rule::Payer(Payer::County) => "county".to_owned(),
        Rule::UrbanLeast => "least urban per rural".to_owned(),
        Rule::UrbanMost => "most urban per rural".to_owned(),
        Rule::DivisionMoney(d) => format!("least money of {}", divisions.ids.name(d)),
        Rule::DivisionGain(d) => format!("least gain of {}", divisions.ids.name(d)),
        Rule::Variants(n) => format!("variants {}", n + 1),
        Rule::Level(d) => format!("level of {}", divisions.ids.name(d)),
    }
}

/// A few lines.
pub(super) fn words(value: &Value) -> String {
    let text = |value: &Value| match value {
        Value::Null => "none".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let spending = &value["spending"];
    let mut words = format!(
        "{}: {} (bound {}, gap {}), {} in {} s\n{} measures of {}, {} of 10,000 yuan, {} people \
         lifted over the standard",
        text(&value["aim"]),
        text(&value["objective"]),
        text(&value["bound"]),
        text(&value["gap"]),
        text(&value["status"]),
        text(&value["seconds"]),
        value["chosen"].as_array().map_or(0, Vec::len),
        text(&value["measures"]),
        text(&spending["total"]),
        text(&value["people_lifted"]),
    );
    let parts = ["province", "city", "county", "equalization", "urban", "rural"];
    let known: Vec<String> = parts
        .iter()
        .filter(|part| !spending[**part].is_null())
        .map(|part| format!("{part} {}", text(&spending[*part])))
        .collect();
    if !known.is_empty() {
        words += &format!("\n{}", known.join(", "));
    }
    for price in value["shadow_prices"].as_array().into_iter().flatten() {
        let (rule, unit) = (text(&price["rule"]), text(&price["per_unit"]));
        words += &match &price["people_per_10k_yuan"] {
            Value::Null => format!("\n{rule}: {unit} for one unit more"),
            people => format!("\n{rule}: {people} people for 10,000 yuan more"),
        };
    }
    let conflict: Vec<String> =
        value["conflict"].as_array().into_iter().flatten().map(text).collect();
    words += &match conflict.as_slice() {
        [] => String::new(),
        [rule] => format!("\nno choice of whole measures keeps this rule: {rule}"),
        rules => {
            format!("\nno choice of whole measures keeps all of these rules: {}", rules.join(", "))
        }
    };
    words
}
