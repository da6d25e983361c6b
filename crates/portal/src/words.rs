//! Small pieces of wording: limits, money, where things come from, how an answer is shown.

use basis::clock::Limit;
use basis::codes::IdentityNumber;
use basis::{Date, DivisionCode, Fen, Lang, Refusal, Text};
use cases::model::Fact;
use catalogue::model::{Fee, Field, FieldKind, Material, Matter, Source};
use serde_json::Value;
use web::{Choice, Frame};

use crate::Portal;
use crate::flow::Comes;

/// A label with a value and where the value comes from; a link to change it may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Line {
    pub label: String,
    pub value: String,
    pub source: String,
    pub href: String,
}

impl Line {
    pub(crate) fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { label: label.into(), value: value.into(), ..Self::default() }
    }

    pub(crate) fn source(mut self, source: impl Into<String>) -> Self {
        self.source = source.into();
        self
    }

    pub(crate) fn href(mut self, href: impl Into<String>) -> Self {
        self.href = href.into();
        self
    }
}

pub(crate) fn limit(frame: &Frame, limit: Limit) -> String {
    frame.say(&limit.words()).to_owned()
}

/// The villager's word first, the official name after it: 老人补贴（高龄津贴）.
pub(crate) fn title(frame: &Frame, matter: &Matter) -> String {
    let name = frame.say(&matter.name);
    match matter.plain.as_ref().map(|plain| frame.say(plain)) {
        Some(plain) if plain != name && frame.is_chinese() => format!("{plain}（{name}）"),
        Some(plain) if plain != name => format!("{plain} ({name})"),
        _ => name.to_owned(),
    }
}

pub(crate) fn fee(frame: &Frame, fee: &Fee) -> String {
    match fee {
        Fee::Fixed { fen, .. } if *fen == Fen::new(0) => frame.t("portal.matter.free"),
        Fee::Fixed { fen, .. } => frame.money(fen),
        Fee::Rule { basis, .. } => frame.tf("portal.matter.fee-rule", [("law", basis.to_string())]),
    }
}

/// 来自人口库，2026-11-01.
pub(crate) fn from_source(frame: &Frame, source: &Text, as_of: &Date) -> String {
    let day = frame.date(as_of);
    frame.tf("portal.apply.from", [("source", frame.say(source).to_owned()), ("day", day)])
}

/// Where a material is from that nobody has to bring: the form is filled in here, the rest is known.
pub(crate) fn fetched(frame: &Frame, material: Option<&Material>) -> String {
    let is_form = material.is_some_and(|one| matches!(one.from, Source::Form { .. }));
    frame.t(match is_form {
        true => "portal.apply.material-form",
        false => "portal.apply.material-fetched",
    })
}

/// How a material comes, in words.
pub(crate) fn comes(frame: &Frame, material: &Material, comes: &Comes) -> String {
    frame.t(match comes {
        Comes::Fetched => return fetched(frame, Some(material)),
        Comes::Commitment(_) => "portal.apply.material-promised",
        Comes::Upload(_) => "portal.apply.material-upload",
        Comes::Office => "portal.apply.material-office",
    })
}

/// Where a material comes from before anybody is asked to bring it, with the department that answers.
pub(crate) fn source(portal: &Portal, frame: &Frame, source: &Source) -> String {
    match source {
        Source::Register { register, .. } => {
            let catalogue = portal.catalogue();
            let found = catalogue.registers.get(register);
            let name = found.map_or(register.as_str(), |one| frame.say(&one.name));
            let department = found.map(|one| portal.department(&one.department));
            let department = department.map(|text| frame.say(&text).to_owned()).unwrap_or_default();
            let values = [("register", name.to_owned()), ("department", department)];
            frame.tf("portal.matter.from-register", values)
        }
        Source::Certificate { certificate } => {
            let catalogue = portal.catalogue();
            let found = catalogue.certificate_types.get(certificate);
            let name = found.map_or(certificate.as_str(), |one| frame.say(&one.name));
            frame.tf("portal.matter.from-certificate", [("name", name)])
        }
        Source::Form { .. } => frame.t("portal.matter.from-form"),
        Source::Commitment { .. } => frame.t("portal.matter.from-commitment"),
        Source::Upload { upload } => {
            let kinds: Vec<String> =
                upload.iter().map(|kind| frame.say(&kind.name()).to_owned()).collect();
            let comma = if frame.is_chinese() { "、" } else { ", " };
            frame.tf("portal.matter.from-upload", [("kinds", kinds.join(comma))])
        }
    }
}

/// An answer as people read it.
pub(crate) fn shown(portal: &Portal, frame: &Frame, field: &Field, answer: &str) -> String {
    if answer.trim().is_empty() {
        return frame.t("portal.apply.empty");
    }
    let unit = field.unit.as_ref().map(|unit| frame.say(unit).to_owned()).unwrap_or_default();
    match field.kind {
        FieldKind::Bool => frame.t(match answer {
            "true" => "portal.apply.yes",
            _ => "portal.apply.no",
        }),
        FieldKind::Choice => {
            let option = field.options.iter().find(|option| option.value == answer);
            option.map_or_else(|| answer.to_owned(), |one| frame.say(&one.label).to_owned())
        }
        FieldKind::Date => {
            answer.parse().map_or_else(|_| answer.to_owned(), |date: Date| frame.date(&date))
        }
        FieldKind::Division => division(portal, answer),
        FieldKind::Money => match frame.lang() {
            Lang::Zh => format!("{answer} 元"),
            Lang::En => format!("{answer} yuan"),
        },
        FieldKind::Int | FieldKind::Rate => format!("{answer} {unit}").trim_end().to_owned(),
        _ => answer.to_owned(),
    }
}

/// What is strange about an identity number, though nothing stops for it; empty if nothing is.
pub(crate) fn address_warning(portal: &Portal, frame: &Frame, number: &IdentityNumber) -> String {
    let warning = number.address_warning(&portal.divisions);
    warning.map(|words| frame.say(&words).to_owned()).unwrap_or_default()
}

/// The same of an answer of the form.
pub(crate) fn warning(portal: &Portal, frame: &Frame, field: &Field, answer: &str) -> String {
    if field.kind != FieldKind::Identity {
        return String::new();
    }
    let number = IdentityNumber::parse(&catalogue::form::plain_number(answer));
    number.map(|number| address_warning(portal, frame, &number)).unwrap_or_default()
}

/// Why the code of a place will not do: it has ended, told with what it is now, or it is none of our
/// county. Of places elsewhere not all are on our lists, so an unknown one passes.
pub(crate) fn place_refusal(portal: &Portal, field: &Field, answer: &str) -> Option<Refusal> {
    if field.kind != FieldKind::Division {
        return None;
    }
    let code = DivisionCode::parse(answer).ok()?;
    let county = DivisionCode::parse(portal.county()).ok()?;
    let today = portal.today();
    let ended = portal.divisions.ended(&code, today);
    let is_none = portal.divisions.get(&code, today).is_none() && code.within(&county);
    let words = ended.or_else(|| is_none.then(|| no_place(answer)))?;
    Some(Refusal::invalid("form.division", words.zh, words.en).on(field.id.clone()))
}

fn no_place(code: &str) -> Text {
    Text::new(
        format!("本县没有 {code} 这个区划，请对照 /api/places 填写"),
        format!("there is no division {code} in this county; see /api/places"),
    )
}

/// A place by its name; one that has ended with what it is now.
pub(crate) fn division(portal: &Portal, code: &str) -> String {
    let Ok(parsed) = DivisionCode::parse(code) else { return code.to_owned() };
    let name = portal.divisions.full_name(&parsed, portal.today());
    let ended = || portal.divisions.ended(&parsed, portal.today()).map(|words| words.zh);
    if name.is_empty() { ended().unwrap_or_else(|| code.to_owned()) } else { name }
}

/// The name of a place, where a code is one.
pub(crate) fn place(portal: &Portal, code: &str) -> Option<String> {
    let parsed = DivisionCode::parse(code).ok()?;
    let name = portal.divisions.full_name(&parsed, portal.today());
    (!name.is_empty()).then_some(name)
}

/// What a word of a rule is called: a place by its code, a fact in the language of the page.
pub(crate) fn called(
    portal: &Portal,
    frame: &Frame,
    matter: &Matter,
    word: &str,
) -> Option<String> {
    let fact = || {
        matter.facts.get(word)?;
        Some(frame.say(&portal.cases.fact_name(matter, word)).to_owned())
    };
    place(portal, word).or_else(fact)
}

/// A fact as people read it: a place by its name with its code.
pub(crate) fn fact(portal: &Portal, frame: &Frame, matter: &Matter, fact: &Fact) -> String {
    let text = match &fact.value {
        Value::Null => return frame.t("portal.apply.empty"),
        Value::String(text) => text.clone(),
        Value::Bool(true) => return frame.t("portal.apply.yes"),
        Value::Bool(false) => return frame.t("portal.apply.no"),
        other => other.to_string(),
    };
    match portal.cases.fact_kind(matter, &fact.name) {
        Some(FieldKind::Division) => match place(portal, &text) {
            Some(name) if frame.is_chinese() => format!("{name}（{text}）"),
            Some(name) => format!("{name} ({text})"),
            None => text,
        },
        Some(FieldKind::Date) => text.parse().map_or(text, |date: Date| frame.date(&date)),
        // Registers hold money in fen.
        Some(FieldKind::Money) => {
            fact.value.as_i64().map_or(text, |fen| frame.money(&Fen::new(fen)))
        }
        _ => text,
    }
}

/// Every village and community of the county under its township, for a list. The village's name
/// stands first, so that typing it finds it; the township's behind it tells namesakes apart.
pub(crate) fn places(portal: &Portal) -> Vec<Choice> {
    let Ok(county) = DivisionCode::parse(portal.county()) else { return Vec::new() };
    let today = portal.today();
    let mut places = Vec::new();
    for town in portal.divisions.children(&county, today) {
        places.push(Choice::new(town.code.as_str(), town.name.clone()).under(town.name.clone()));
        for village in portal.divisions.children(&town.code, today) {
            let label = format!("{}（{}）", village.name, town.name);
            places.push(Choice::new(village.code.as_str(), label).under(town.name.clone()));
        }
    }
    places
}

/// The input of a question of the catalogue.
pub(crate) fn input(portal: &Portal, frame: &Frame, field: &Field) -> web::Field {
    use web::{Field as Input, Kind};
    let id = field.id.as_str();
    let label = frame.say(&field.label).to_owned();
    let line = |mode, autocomplete, characters| {
        Input::new(id, label.clone(), Kind::Line { mode, autocomplete, characters })
    };
    let input = match field.kind {
        FieldKind::Text | FieldKind::Code => line("text", "", 20),
        FieldKind::Address => line("text", "street-address", 40),
        FieldKind::Name => line("text", "name", 12),
        FieldKind::LongText => Input::new(id, label.clone(), Kind::Lines { rows: 5 }),
        FieldKind::Int => line("numeric", "", 8),
        FieldKind::Rate => line("decimal", "", 8),
        FieldKind::Phone => line("tel", "tel", 11),
        FieldKind::Identity => line("text", "", 18),
        FieldKind::BankAccount => line("numeric", "", 19),
        FieldKind::Money => Input::new(id, label.clone(), Kind::Money),
        FieldKind::Date => Input::new(id, label.clone(), Kind::Date),
        FieldKind::Bool => Input::radios(id, label.clone(), yes_no(frame)),
        FieldKind::Choice => Input::radios(id, label.clone(), options(frame, field)),
        FieldKind::Division => Input::new(id, label.clone(), Kind::Select).options(places(portal)),
        FieldKind::File => Input::new(id, label.clone(), Kind::File { accept: ACCEPT }),
    };
    let hint = field.hint.as_ref().map(|hint| frame.say(hint)).unwrap_or_default();
    let input = input.hint(hint).why(frame.say(&field.why));
    match &field.unit {
        Some(unit) => input.unit(frame.say(unit)),
        None => input,
    }
}

/// What the file chooser of a browser offers first.
pub(crate) const ACCEPT: &str = "image/jpeg,image/png,application/pdf";

fn yes_no(frame: &Frame) -> Vec<Choice> {
    vec![
        Choice::new("true", frame.t("portal.apply.yes")),
        Choice::new("false", frame.t("portal.apply.no")),
    ]
}

fn options(frame: &Frame, field: &Field) -> Vec<Choice> {
    let choice = |option: &catalogue::model::Choice| {
        Choice::new(option.value.clone(), frame.say(&option.label))
    };
    field.options.iter().map(choice).collect()
}
