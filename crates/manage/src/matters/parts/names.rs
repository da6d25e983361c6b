//! What a condition may speak of, in words; and conditions to choose from, all of which can be read.

use std::collections::BTreeSet;

use basis::Text;
use catalogue::Catalogue;
use catalogue::model::{Fact, FieldKind, Matter, PersonField};
use web::{Choice, Frame};

/// Something of which a condition may speak.
pub(super) struct Name {
    /// As the condition writes it.
    pub(super) name: String,
    /// What it is.
    pub(super) words: String,
    /// What kind of value.
    pub(super) kind: String,
    of: FieldKind,
    /// The answers to choose from, where there are some: value and words.
    answers: Vec<(String, String)>,
}

/// What is known of a value: its words, its kind, and the answers to choose from.
type Known = (Text, FieldKind, Vec<(String, String)>);

/// Everything of which the conditions of a matter may speak.
pub(super) fn names(frame: &Frame, catalogue: &Catalogue, matter: &Matter) -> Vec<Name> {
    let name = |name: &str, (words, of, answers): Known| Name {
        name: name.to_owned(),
        words: frame.say(&words).to_owned(),
        kind: frame.say(&of.name()).to_owned(),
        of,
        answers,
    };
    let facts = matter.facts.iter().filter_map(|(id, fact)| {
        let known = match fact {
            Fact::Register { register, field } => of_register(catalogue, register, field)?,
            Fact::Form { form } => of_question(frame, matter, form)?,
            Fact::Person { person } => of_person(*person),
        };
        Some(name(id, known))
    });
    let spoken: BTreeSet<&str> = matter
        .facts
        .values()
        .filter_map(|fact| if let Fact::Form { form } = fact { Some(form.as_str()) } else { None })
        .collect();
    let asked = matter.form.iter().filter(|field| !spoken.contains(field.id.as_str()));
    let asked =
        asked.filter_map(|field| Some(name(&field.id, of_question(frame, matter, &field.id)?)));
    facts.chain(asked).collect()
}

fn of_register(catalogue: &Catalogue, register: &str, field: &str) -> Option<Known> {
    let register = catalogue.registers.get(register)?;
    let field = register.field(field)?;
    let words = Text::new(
        format!("{}：{}", register.name.zh, field.name.zh),
        format!("{}: {}", register.name.en, field.name.en),
    );
    let values = field.values.iter().map(|value| (value.clone(), value.clone())).collect();
    Some((words, field.kind, values))
}

fn of_question(frame: &Frame, matter: &Matter, id: &str) -> Option<Known> {
    let field = matter.field(id)?;
    let answers = field.options.iter();
    let answers =
        answers.map(|one| (one.value.clone(), frame.say(&one.label).to_owned())).collect();
    Some((field.label.clone(), field.kind, answers))
}

fn of_person(person: PersonField) -> Known {
    let kind = match person {
        PersonField::Name => FieldKind::Name,
        PersonField::Identity => FieldKind::Identity,
        PersonField::Phone => FieldKind::Phone,
        PersonField::Birth => FieldKind::Date,
        PersonField::Address => FieldKind::Address,
        PersonField::Division => FieldKind::Division,
    };
    (person.name(), kind, Vec::new())
}

/// Conditions to choose from, each with what it says.
pub(super) fn examples(frame: &Frame, catalogue: &Catalogue, matter: &Matter) -> Vec<Choice> {
    let mut all: Vec<(String, String)> = Vec::new();
    for one in names(frame, catalogue, matter) {
        all.extend(of_name(frame, &one));
    }
    let rules = all.iter().map(|(rule, _)| rule.clone()).collect();
    let read: BTreeSet<String> = catalogue.readable(matter, rules).into_iter().collect();
    let read = all.into_iter().filter(|(rule, _)| read.contains(rule));
    let colon = if frame.is_chinese() { "：" } else { ": " };
    read.map(|(rule, words)| Choice::new(rule.clone(), format!("{words}{colon}{rule}"))).collect()
}

/// Conditions about one value: the rule, and what it says.
fn of_name(frame: &Frame, one: &Name) -> Vec<(String, String)> {
    let (name, words) = (&one.name, one.words.as_str());
    let said = |key: &str| frame.tf(key, [("name", words)]);
    match one.of {
        FieldKind::Bool => vec![
            (name.clone(), said("manage.parts.is-so")),
            (format!("!{name}"), said("manage.parts.is-not-so")),
        ],
        FieldKind::Date => {
            vec![(format!("周岁({name}, 今天) >= 60"), said("manage.parts.is-sixty"))]
        }
        FieldKind::Money => vec![(format!("{name} > 1000元"), said("manage.parts.is-more"))],
        FieldKind::Int => vec![(format!("{name} >= 3"), said("manage.parts.is-three"))],
        _ => {
            let chosen = one.answers.iter().map(|(value, answer)| {
                let values = [("name", words), ("answer", answer.as_str())];
                (format!("{name} == \"{value}\""), frame.tf("manage.parts.is-chosen", values))
            });
            chosen.collect()
        }
    }
}

/// The registers' fields of which a form may take one, each under its register.
pub(super) fn of_registers(frame: &Frame, catalogue: &Catalogue) -> Vec<Choice> {
    let mut choices = Vec::new();
    for register in catalogue.registers.values() {
        let group = frame.say(&register.name);
        for field in &register.fields {
            let value = format!("{}.{}", register.id, field.id);
            choices.push(Choice::new(value, frame.say(&field.name)).under(group));
        }
    }
    choices
}

/// What a question may be filled in from: the person, or a register's field.
pub(super) fn sources(frame: &Frame, catalogue: &Catalogue) -> Vec<Choice> {
    let group = frame.t("manage.parts.person");
    let person = PersonField::ALL.iter().map(|one| {
        Choice::new(format!("@{}", one.code()), frame.say(&one.name())).under(group.as_str())
    });
    person.chain(of_registers(frame, catalogue)).collect()
}
