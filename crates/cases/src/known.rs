//! What a case knows, as rules and people read it: the kind of each fact, its value, and what the
//! rules say on all of them.

use basis::{Date, Fen, Text};
use catalogue::model::{Fact as Origin, FieldKind, Material, Matter, PersonField};
use rules::{Answer, Base, Facts, Held, Type, Value};
use serde_json::Value as Json;

use crate::Cases;
use crate::model::{Case, Fact, PartState, State};

impl Cases {
    /// The kind of value that a fact of a matter is, so that a page can say it in words; none where
    /// no register and no question has it.
    #[must_use]
    pub fn fact_kind(&self, matter: &Matter, name: &str) -> Option<FieldKind> {
        let catalogue = self.catalogue();
        let registers = &catalogue.registers;
        match matter.facts.get(name) {
            Some(Origin::Register { register, field }) => {
                Some(registers.get(register)?.field(field)?.kind)
            }
            Some(Origin::Form { form }) => Some(matter.field(form)?.kind),
            Some(Origin::Person { person }) => Some(match person {
                PersonField::Birth => FieldKind::Date,
                PersonField::Division => FieldKind::Division,
                _ => FieldKind::Text,
            }),
            // What stands for a paper is kept under the name of the register's field.
            None => {
                let mut fields = registers.values().flat_map(|register| &register.fields);
                fields.find(|field| field.name.zh == name).map(|field| field.kind)
            }
        }
    }

    /// What a fact is called: the rules' own word, and in English the register's field or the
    /// question, where there is one.
    #[must_use]
    pub fn fact_name(&self, matter: &Matter, name: &str) -> Text {
        let catalogue = self.catalogue();
        let registers = &catalogue.registers;
        let declared = match matter.facts.get(name) {
            Some(Origin::Register { register, field }) => {
                let register = registers.get(register);
                register.and_then(|one| one.field(field)).map(|field| field.name.en.clone())
            }
            Some(Origin::Form { form }) => matter.field(form).map(|field| field.label.en.clone()),
            Some(Origin::Person { person }) => Some(person.name().en),
            None => {
                let mut fields = registers.values().flat_map(|register| &register.fields);
                fields.find(|field| field.name.zh == name).map(|field| field.name.en.clone())
            }
        };
        Text::new(name, declared.unwrap_or_default())
    }

    /// The material of an id: of the matter, or of a chosen part of a joint matter in the version
    /// in which it was offered when the case came in.
    #[must_use]
    pub fn material(&self, case: &Case, matter: &Matter, id: &str) -> Option<Material> {
        let own = matter.material(id).cloned();
        let is_left_out = |part: &str| match &case.state {
            State::Parts { parts } => parts.get(part) == Some(&PartState::LeftOut),
            _ => false,
        };
        own.or_else(|| {
            let (catalogue, day) = (self.catalogue(), case.submitted.date());
            let chosen = matter.parts.iter().filter(|part| !is_left_out(&part.id));
            let mut parts =
                chosen.filter_map(|part| catalogue.matter(self.county(), &part.matter, day));
            parts.find_map(|part| part.material(id).cloned())
        })
    }

    /// What the rules of a matter say on the facts of a case on a day (on that of its decision,
    /// once there is one); `None` where the matter has no rules.
    #[must_use]
    pub fn answer(&self, case: &Case, matter: &Matter, today: Date) -> Option<Answer> {
        if matter.conditions.is_empty() && matter.benefit.is_none() {
            return None;
        }
        let catalogue = self.catalogue();
        let compiled = catalogue.rules(&case.pin)?;
        let read = compiled.facts_read().iter();
        let facts: Facts = read
            .filter_map(|(name, ty)| Some((name.clone(), rule_fact(case, matter, name, ty)?)))
            .collect();
        let day = case.decision().map_or(today, |decision| decision.at.date());
        Some(compiled.answer(&facts, day))
    }
}

/// A fact of a case for the rules: what a register said, or else what was answered.
#[must_use]
pub fn rule_fact(case: &Case, matter: &Matter, name: &str, ty: &Type) -> Option<rules::Fact> {
    let found = case.facts.iter().find(|fact| fact.name == name);
    if let Some(Fact { value, source, as_of, .. }) = found {
        let value = held(value, ty)?;
        return Some(rules::Fact { value, source: source.clone(), as_of: Some(*as_of) });
    }
    let field = match matter.facts.get(name) {
        Some(Origin::Form { form }) => form.as_str(),
        _ => name,
    };
    let value = held(case.answers.get(field)?, ty)?;
    let source = Text::new("申请表", "application form");
    Some(rules::Fact { value, source, as_of: Some(case.submitted.date()) })
}

/// A stored value as the rules read it: typed text, plain JSON, or a value of the rules written
/// as JSON.
fn held(json: &Json, ty: &Type) -> Option<Held> {
    match json {
        Json::Null => Some(Held::Null),
        Json::String(text) if text.trim().is_empty() => Some(Held::Null),
        other => value(other, &ty.base).map(Held::Value),
    }
}

fn value(json: &Json, base: &Base) -> Option<Value> {
    match (json, base) {
        (Json::Bool(truth), Base::Bool) => Some(Value::Bool(*truth)),
        (Json::Number(number), Base::Money) => {
            number.as_i64().map(|fen| Value::Money(Fen::new(fen)))
        }
        (Json::Number(number), _) => Value::read(&number.to_string(), base),
        (Json::String(text), Base::Money) => {
            Value::read(text, base).or_else(|| Value::read(&format!("{text}元"), base))
        }
        (Json::String(text), _) => Value::read(text, base),
        (Json::Array(items), Base::List(of)) => {
            items.iter().map(|item| value(item, of)).collect::<Option<_>>().map(Value::List)
        }
        _ => serde_json::from_value(json.clone()).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn stored_values_are_read_by_their_type_and_nothing_is_guessed() {
        let check = |stored: Json, ty: Type, expected: Option<Held>| {
            assert_eq!(held(&stored, &ty), expected, "{stored}");
        };
        let day = "1940-05-01".parse().unwrap();
        check(json!("1940-05-01"), Type::date(), Some(Held::Value(Value::Date(day))));
        check(json!("450"), Type::money(), Some(Held::Value(Value::Money(Fen::new(45_000)))));
        check(json!(45_000), Type::money(), Some(Held::Value(Value::Money(Fen::new(45_000)))));
        check(json!(3), Type::int(), Some(Held::Value(Value::Int(3))));
        check(json!(true), Type::bool(), Some(Held::Value(Value::Bool(true))));
        check(json!("330825101"), Type::code(), Some(Held::Value(Value::Code("330825101".into()))));
        check(json!(null), Type::date().or_null(), Some(Held::Null));
        check(json!("soon"), Type::date(), None);
    }
}
