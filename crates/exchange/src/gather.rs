//! Register rows and the person's own data, put together for rules, form and materials; pure.

use std::collections::BTreeMap;

use basis::{Date, Text};
use cases::model::Fact as Given;
use catalogue::Catalogue;
use catalogue::model::{Fact, Field, FieldKind, Matter, PersonField, Prefill, Source};
use identity::Person;
use rules::{Facts, Held, Value};
use serde_json::Value as Json;

use crate::model::{Answered, Fields, Prefilled};
use crate::value::{held, typed};

/// What was learnt about a person for a matter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gathered {
    /// Facts by the names under which rules read them; a name that is not there is unknown.
    pub facts: Facts,
    /// What was read, for the case to keep: facts under their names, and what stands for papers
    /// under the names of the register's fields.
    pub given: Vec<Given>,
    /// First answers by the id of the form's field.
    pub prefills: BTreeMap<String, Prefilled>,
    /// For each material that a register can stand for, whether it did.
    pub materials: Vec<(String, Answered)>,
}

impl Gathered {
    /// Whether a register stands for this material.
    #[must_use]
    pub fn answered(&self, material: &str) -> bool {
        self.materials.iter().any(|(id, answered)| id == material && *answered == Answered::Yes)
    }
}

/// The rows of one person, no wider than what is needed.
pub(crate) type Rows = BTreeMap<String, (Fields, Date)>;

/// What the answers rest on.
pub(crate) struct Ground<'a> {
    /// Registers and departments.
    pub catalogue: &'a Catalogue,
    /// The person as the platform knows them.
    pub person: &'a Person,
    /// What registers answered.
    pub rows: &'a Rows,
    /// The present day.
    pub today: Date,
}

/// A value with its kind, source and date.
struct Found {
    kind: FieldKind,
    json: Json,
    source: Text,
    as_of: Date,
}

/// Puts together what several matters need (one, or a joint matter and its parts): where two name
/// the same thing, the first one counts.
pub(crate) fn gather(matters: &[&Matter], ground: &Ground<'_>) -> Gathered {
    let mut gathered = Gathered::default();
    for matter in matters {
        add_facts(&mut gathered, matter, ground);
        for field in &matter.form {
            if let Some(prefilled) = ground.prefill(field) {
                gathered.prefills.entry(field.id.clone()).or_insert(prefilled);
            }
        }
    }
    for matter in matters {
        add_materials(&mut gathered, matter, ground);
    }
    gathered
}

fn add_facts(gathered: &mut Gathered, matter: &Matter, ground: &Ground<'_>) {
    for (name, fact) in &matter.facts {
        if gathered.facts.contains_key(name) {
            continue;
        }
        let Some(found) = ground.fact(fact) else { continue };
        let held = held(found.kind, Some(&found.json));
        if held == Held::Unknown {
            continue;
        }
        let (source, as_of) = (found.source.clone(), Some(found.as_of));
        gathered.facts.insert(name.clone(), rules::Fact { value: held, source, as_of });
        gathered.given.push(found.given(name));
    }
}

fn add_materials(gathered: &mut Gathered, matter: &Matter, ground: &Ground<'_>) {
    for material in &matter.materials {
        let Source::Register { register, fields } = &material.from else { continue };
        if gathered.materials.iter().any(|(id, _)| *id == material.id) {
            continue;
        }
        let found: Vec<Found> =
            fields.iter().filter_map(|field| ground.register(register, field)).collect();
        let whole = found.len() == fields.len() && found.iter().all(|one| !one.json.is_null());
        let answered = if whole { Answered::Yes } else { Answered::NoAnswer };
        gathered.materials.push((material.id.clone(), answered));
        for (field, found) in fields.iter().zip(found).filter(|_| whole) {
            let name = ground.field_name(register, field);
            if !gathered.given.iter().any(|given| given.name == name) {
                gathered.given.push(found.given(&name));
            }
        }
    }
}

impl Ground<'_> {
    fn fact(&self, fact: &Fact) -> Option<Found> {
        match fact {
            Fact::Register { register, field } => self.register(register, field),
            Fact::Person { person } => self.own(*person),
            Fact::Form { .. } => None,
        }
    }

    fn prefill(&self, field: &Field) -> Option<Prefilled> {
        let found = match field.prefill.as_ref()? {
            Prefill::Register { register, field } => self.register(register, field)?,
            Prefill::Person { person } => self.own(*person)?,
        };
        if found.json.is_null() {
            return None;
        }
        let typed = typed(found.kind, &found.json);
        Some(Prefilled { value: found.json, typed, source: found.source, as_of: found.as_of })
    }

    fn register(&self, register: &str, field: &str) -> Option<Found> {
        let (fields, as_of) = self.rows.get(register)?;
        let json = fields.get(field)?.clone();
        let declared = self.catalogue.registers.get(register)?;
        let kind = declared.field(field)?.kind;
        let keeper = self.catalogue.department(&declared.department);
        let source = keeper.map_or_else(
            || declared.name.clone(),
            |keeper| {
                Text::new(
                    format!("{}（{}）", declared.name.zh, keeper.name.zh),
                    format!("{} ({})", declared.name.en, keeper.name.en),
                )
            },
        );
        Some(Found { kind, json, source, as_of: *as_of })
    }

    fn field_name(&self, register: &str, field: &str) -> String {
        let declared = self.catalogue.registers.get(register);
        let declared = declared.and_then(|register| register.field(field));
        declared.map_or_else(|| field.to_owned(), |field| field.name.zh.clone())
    }

    /// What the platform itself knows of the person. A telephone that is not there is not known.
    fn own(&self, which: PersonField) -> Option<Found> {
        let person = self.person;
        let (kind, text) = match which {
            PersonField::Name => (FieldKind::Name, person.name.clone()),
            PersonField::Identity => (FieldKind::Identity, person.number.reveal().to_owned()),
            PersonField::Phone => (FieldKind::Phone, person.phone.as_ref()?.reveal().to_owned()),
            PersonField::Birth => (FieldKind::Date, person.birth.to_string()),
            PersonField::Address => (FieldKind::Address, person.address.clone()),
            PersonField::Division => (FieldKind::Division, person.division.as_str().to_owned()),
        };
        if text.is_empty() {
            return None;
        }
        let source = Text::new("您的账户资料", "your account");
        Some(Found { kind, json: Json::String(text), source, as_of: self.today })
    }
}

impl Found {
    fn given(&self, name: &str) -> Given {
        Given {
            name: name.to_owned(),
            value: self.json.clone(),
            source: self.source.clone(),
            as_of: self.as_of,
        }
    }
}

/// The facts of a case's snapshot as rules read them again. `kind` says the type of a name.
pub(crate) fn facts_again(given: &[Given], kind: impl Fn(&str) -> Option<FieldKind>) -> Facts {
    let known = given.iter().filter_map(|one| {
        let value = held(kind(&one.name)?, Some(&one.value));
        let fact = rules::Fact { value, source: one.source.clone(), as_of: Some(one.as_of) };
        (!matches!(fact.value, Held::Unknown)).then(|| (one.name.clone(), fact))
    });
    known.collect()
}

/// What a person field is, for reading a snapshot again.
pub(crate) fn person_kind(which: PersonField) -> FieldKind {
    match which {
        PersonField::Birth => FieldKind::Date,
        PersonField::Division => FieldKind::Division,
        _ => FieldKind::Text,
    }
}

/// Amounts are worked out in fen.
pub(crate) fn money(value: &Value) -> Option<basis::Fen> {
    match value {
        Value::Money(fen) => Some(*fen),
        _ => None,
    }
}
