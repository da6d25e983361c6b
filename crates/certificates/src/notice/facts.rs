//! Facts as a paper states them: dates and amounts in words that people read.

use basis::{Date, Fen};
use catalogue::model::FieldKind;
use serde_json::Value;

/// A value as a paper states it; none for what has no words, such as what is known to be absent: it
/// stays in the case. `place` names a place by its code; money that registers hold is in fen.
pub(super) fn stated(
    value: &Value,
    kind: Option<FieldKind>,
    place: impl Fn(&str) -> Option<String>,
) -> Option<String> {
    Some(match (value, kind) {
        (Value::String(text), Some(FieldKind::Division)) => match place(text) {
            Some(name) => format!("{name}（{text}）"),
            None => text.clone(),
        },
        (Value::String(text), Some(FieldKind::Date)) => {
            text.parse().map_or_else(|_| text.clone(), day)
        }
        (Value::String(text), _) => text.clone(),
        (Value::Bool(true), _) => "是".to_owned(),
        (Value::Bool(false), _) => "否".to_owned(),
        (Value::Number(fen), Some(FieldKind::Money)) => format!("{} 元", Fen::new(fen.as_i64()?)),
        (Value::Number(number), _) => number.to_string(),
        _ => return None,
    })
}

/// 2026年11月22日.
pub(super) fn day(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_decides_is_stated_as_people_say_it() {
        let place = |code: &str| (code == "330825101").then(|| "湖镇镇".to_owned());
        let check = |value: Value, kind: Option<FieldKind>, expected: Option<&str>| {
            assert_eq!(stated(&value, kind, place).as_deref(), expected, "{value}");
        };
        check(json!("1940-05-01"), Some(FieldKind::Date), Some("1940年5月1日"));
        check(json!(45_050), Some(FieldKind::Money), Some("450.50 元"));
        check(json!(3), Some(FieldKind::Int), Some("3"));
        check(json!("330825101"), Some(FieldKind::Division), Some("湖镇镇（330825101）"));
        check(json!("330825999"), Some(FieldKind::Division), Some("330825999"));
        check(json!(true), None, Some("是"));
        check(json!(null), Some(FieldKind::Date), None);
    }
}
