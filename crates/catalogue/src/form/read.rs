//! Reads an answer by the type of its field. What people type in other ways than the usual one
//! (full-width digits, spaces in card numbers, 2026年1月2日) is understood.

use basis::codes::{IdentityNumber, Phone};
use basis::division::DivisionCode;
use basis::{Date, Fen, Refusal, RefusalKind, Text};
use rules::{Rate, Value};

use super::bank;
use crate::model::{Field, FieldKind};

/// The value of an answer that is not empty.
pub(super) fn read(field: &Field, answer: &str) -> Result<Value, Refusal> {
    let answer = half_width(answer.trim());
    match field.kind {
        FieldKind::Text => text(field, answer, 200),
        FieldKind::LongText => text(field, answer, 2000),
        FieldKind::Address => address(field, answer),
        FieldKind::Name => name(field, answer),
        FieldKind::Code => text(field, answer, 100),
        FieldKind::File => text(field, answer, 2000),
        FieldKind::Int => int(field, &answer),
        FieldKind::Money => money(field, &answer),
        FieldKind::Rate => rate(field, &answer),
        FieldKind::Date => date(field, &answer),
        FieldKind::Bool => boolean(field, &answer),
        FieldKind::Choice => choice(field, answer),
        FieldKind::Phone => {
            let number = without_spaces(&answer);
            Phone::parse(&number).map_err(|refusal| refusal.on(&field.id))?;
            Ok(Value::Text(number))
        }
        FieldKind::Identity => {
            // The fifteen digits of an old card are read as the eighteen that registers have.
            let number = IdentityNumber::parse(&plain_number(&answer));
            let number = number.map_err(|refusal| refusal.on(&field.id))?;
            Ok(Value::Text(number.reveal().to_owned()))
        }
        FieldKind::Division => {
            DivisionCode::parse(&answer).map_err(|refusal| refusal.on(&field.id))?;
            Ok(Value::Code(answer))
        }
        FieldKind::BankAccount => card(field, &answer),
    }
}

/// A number as it is usually written.
pub(super) fn plain_number(typed: &str) -> String {
    without_spaces(&half_width(typed.trim())).to_ascii_uppercase()
}

/// Full-width digits, letters and signs as their usual ones.
fn half_width(text: &str) -> String {
    let one = |letter: char| match letter {
        '\u{ff01}'..='\u{ff5e}' if letter.is_alphanumeric() || "－．％／".contains(letter) => {
            char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter)
        }
        '\u{3000}' => ' ',
        other => other,
    };
    text.chars().map(one).collect()
}

fn without_spaces(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace() && *letter != '-').collect()
}

fn text(field: &Field, answer: String, most: u32) -> Result<Value, Refusal> {
    let most = field.max_length.unwrap_or(most);
    let length = answer.chars().count();
    if length > most as usize {
        return Err(Refusal::told(RefusalKind::Invalid, "form.too-long")
            .with("most", most)
            .with("n", length)
            .on(&field.id));
    }
    Ok(Value::Text(answer))
}

fn address(field: &Field, answer: String) -> Result<Value, Refusal> {
    if answer.chars().count() < 4 {
        return Err(Refusal::told(RefusalKind::Invalid, "form.address").on(&field.id));
    }
    text(field, answer, 200)
}

fn name(field: &Field, answer: String) -> Result<Value, Refusal> {
    let fits = |letter: char| letter.is_alphabetic() || "·•・ .'-".contains(letter);
    if answer.chars().count() < 2 || !answer.chars().all(fits) {
        return Err(Refusal::told(RefusalKind::Invalid, "form.name").on(&field.id));
    }
    text(field, answer, 50)
}

fn int(field: &Field, answer: &str) -> Result<Value, Refusal> {
    let number: i64 = answer
        .replace(',', "")
        .parse()
        .map_err(|_| Refusal::told(RefusalKind::Invalid, "form.int").on(&field.id))?;
    bounds(field, number)?;
    Ok(Value::Int(number))
}

fn bounds(field: &Field, number: i64) -> Result<(), Refusal> {
    let unit = field.unit.as_ref().map(|unit| unit.zh.as_str()).unwrap_or_default();
    if let Some(min) = field.min.filter(|min| number < *min) {
        return Err(Refusal::told(RefusalKind::Invalid, "form.too-small")
            .with_words("min", Text::new(format!("{min}{unit}"), min.to_string()))
            .on(&field.id));
    }
    if let Some(max) = field.max.filter(|max| number > *max) {
        return Err(Refusal::told(RefusalKind::Invalid, "form.too-large")
            .with_words("max", Text::new(format!("{max}{unit}"), max.to_string()))
            .on(&field.id));
    }
    Ok(())
}

fn money(field: &Field, answer: &str) -> Result<Value, Refusal> {
    let refuse = || Refusal::told(RefusalKind::Invalid, "form.money").on(&field.id);
    let plain = answer.trim_end_matches('元').trim().replace(',', "");
    let (yuan, fen) = plain.split_once('.').unwrap_or((&plain, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if yuan.is_empty() || !digits(yuan) || fen.len() > 2 || !digits(fen) {
        return Err(refuse());
    }
    let yuan: i64 = yuan.parse().map_err(|_| refuse())?;
    let fen: i64 = format!("{fen:0<2}").parse().map_err(|_| refuse())?;
    let amount = Fen::from_yuan(yuan).and_then(|whole| whole.checked_add(Fen::new(fen)));
    bounds(field, yuan)?;
    amount.map(Value::Money).ok_or_else(refuse)
}

fn rate(field: &Field, answer: &str) -> Result<Value, Refusal> {
    let refuse = || Refusal::told(RefusalKind::Invalid, "form.rate").on(&field.id);
    let plain = answer.trim_end_matches('%').trim();
    let (whole, part) = plain.split_once('.').unwrap_or((plain, ""));
    if part.len() > 4 || whole.is_empty() {
        return Err(refuse());
    }
    let digits: i64 = format!("{whole}{part:0<4}").parse().map_err(|_| refuse())?;
    Ok(Value::Rate(Rate::millionths(digits)))
}

fn date(field: &Field, answer: &str) -> Result<Value, Refusal> {
    let parts: Vec<&str> =
        answer.split(['-', '/', '.', '年', '月', '日']).filter(|part| !part.is_empty()).collect();
    let found = match parts.as_slice() {
        [year, month, day] => year
            .parse()
            .ok()
            .zip(month.trim().parse().ok())
            .zip(day.trim().parse().ok())
            .and_then(|((year, month), day)| Date::new(year, month, day).ok()),
        _ => None,
    };
    found
        .filter(|date| date.year() >= 1850)
        .map(Value::Date)
        .ok_or_else(|| Refusal::told(RefusalKind::Invalid, "form.date").on(&field.id))
}

fn boolean(field: &Field, answer: &str) -> Result<Value, Refusal> {
    match answer.to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" | "on" | "是" | "有" => Ok(Value::Bool(true)),
        "false" | "no" | "0" | "off" | "否" | "没有" => Ok(Value::Bool(false)),
        _ => Err(Refusal::told(RefusalKind::Invalid, "form.bool").on(&field.id)),
    }
}

fn choice(field: &Field, answer: String) -> Result<Value, Refusal> {
    if field.options.iter().any(|option| option.value == answer) {
        return Ok(Value::Code(answer));
    }
    let zh: Vec<&str> = field.options.iter().map(|option| option.label.zh.as_str()).collect();
    let en: Vec<&str> =
        field.options.iter().map(|option| option.label.get(basis::Lang::En)).collect();
    Err(Refusal::told(RefusalKind::Invalid, "form.choice")
        .with_words("options", Text::new(zh.join("、"), en.join(", ")))
        .on(&field.id))
}

fn card(field: &Field, answer: &str) -> Result<Value, Refusal> {
    let number = without_spaces(answer);
    if bank::holds(&number) {
        return Ok(Value::Text(number));
    }
    Err(Refusal::told(RefusalKind::Invalid, "form.bank-account").on(&field.id))
}
