//! The rules of a matter: names, types, units, parameters, contradictions; and their compilation.

mod absent;
mod division;
mod every;
mod parameter;
mod sets;
mod unit;

use std::collections::BTreeSet;
use std::sync::Arc;

use basis::{LegalSource, Text};
use rules::{Base, Clause, Compiled, Env, Exception, Parameters, RuleError, Ruleset, Span, Type};

use super::about::{About, steps};
use crate::codes::{
    Code, PARAMETER_UNKNOWN, RULE_CONFLICT, RULE_SYNTAX, RULE_TYPE, RULE_UNIT, RULE_UNKNOWN_NAME,
};
use crate::finding::Report;
use crate::load::MatterFile;
use crate::model::{
    Condition, Fact, Fee, Field, FieldKind, Matter, PersonField, Register, RegisterField, Required,
};
use crate::yaml::{Node, Place, Step};

pub(super) use parameter::check_parameters;
pub(crate) use sets::ParameterSets;

/// Notes everything that is wrong with the rules of a matter, and compiles its conditions.
pub(super) fn check(
    file: &MatterFile,
    matter: &Matter,
    about: &About<'_>,
    report: &mut Report,
) -> Option<Compiled> {
    let registers = |id: &str| about.references.registers.get(id).map(|entry| &entry.value);
    let env = environment(matter, registers, about.parameters.of_matter(matter));
    division::check(file, matter, about, report);
    let mut walk = Walk { file, env: &env, report, read: BTreeSet::new() };
    for (at, field) in matter.form.iter().enumerate() {
        if let Some(when) = &field.when {
            walk.condition(steps!["form", at, "when"], when);
        }
        if let Required::When(when) = &field.required {
            walk.condition(steps!["form", at, "required"], when);
        }
    }
    for (at, material) in matter.materials.iter().enumerate() {
        if let Some(when) = &material.when {
            walk.condition(steps!["materials", at, "when"], when);
        }
    }
    if let Fee::Rule { rule, .. } = &matter.fee {
        walk.money(steps!["fee", "rule"], rule);
    }
    let compiled = match ruleset(matter).compile(&env) {
        Ok(compiled) => compiled,
        Err(errors) => {
            for error in errors {
                let steps = locate(matter, &error.clause);
                walk.note(&steps, &error);
            }
            return None;
        }
    };
    if compiled.amount_type().is_some_and(|ty| ty.base != Base::Money || ty.nullable) {
        walk.not_money(steps!["benefit", "amount"]);
    }
    let mut read = walk.read;
    read.extend(compiled.parameters_read().iter().cloned());
    unit::check(file, matter, &compiled, report);
    parameter::check_in_force(matter, &read, about, report);
    Some(compiled)
}

/// The conditions and the benefit as the rule language takes them.
pub(crate) fn ruleset(matter: &Matter) -> Ruleset {
    let clause = |condition: &Condition| Clause {
        id: condition.id.clone(),
        text: condition.text.clone(),
        rule: condition.rule.clone(),
        basis: law(condition.basis.as_ref()),
        exceptions: condition
            .exceptions
            .iter()
            .map(|exception| Exception {
                id: exception.id.clone(),
                when: exception.when.clone(),
                holds: exception.holds,
                text: exception.text.clone().unwrap_or_default(),
                basis: exception.basis.clone(),
            })
            .collect(),
    };
    Ruleset {
        clauses: matter.conditions.iter().map(clause).collect(),
        amount: matter.benefit.as_ref().map(|benefit| benefit.amount.clone()),
    }
}

fn law(basis: Option<&LegalSource>) -> LegalSource {
    basis.cloned().unwrap_or_default()
}

/// What the rules of a matter may name: its facts, the questions of its form by their ids, and the
/// parameters. A fact may be absent when one of the rules asks whether it is.
pub(crate) fn environment<'a>(
    matter: &Matter,
    registers: impl Fn(&str) -> Option<&'a Register>,
    parameters: Arc<Parameters>,
) -> Env {
    let absent = absent::asked(matter);
    let mut env = Env::new().parameters(parameters);
    for field in &matter.form {
        env = env.fact(&field.id, answer_type(field));
    }
    for (name, fact) in &matter.facts {
        let mut ty = match fact {
            Fact::Register { register, field } => registers(register)
                .and_then(|register| register.field(field))
                .map_or(Type::text(), register_type),
            Fact::Form { form } => matter.field(form).map_or(Type::text(), answer_type),
            Fact::Person { person } => person_type(*person),
        };
        ty.nullable |= absent.contains(name.as_str());
        env = env.fact(name, ty);
    }
    env
}

fn register_type(field: &RegisterField) -> Type {
    with_unit(base(field.kind), field.unit.as_deref())
}

/// The type of an answer; it may be absent where it need not be given.
fn answer_type(field: &Field) -> Type {
    let ty = with_unit(base(field.kind), field.unit.as_ref().map(|unit| unit.zh.as_str()));
    let given = field.required == Required::Always(true) && field.when.is_none();
    if given { ty } else { ty.or_null() }
}

fn with_unit(ty: Type, unit: Option<&str>) -> Type {
    match unit {
        Some(unit) => ty.unit(unit),
        None => ty,
    }
}

pub(super) fn base(kind: FieldKind) -> Type {
    match kind {
        FieldKind::Int => Type::int(),
        FieldKind::Money => Type::money(),
        FieldKind::Rate => Type::rate(),
        FieldKind::Date => Type::date(),
        FieldKind::Bool => Type::bool(),
        FieldKind::Division | FieldKind::Code | FieldKind::Choice => Type::code(),
        _ => Type::text(),
    }
}

fn person_type(person: PersonField) -> Type {
    match person {
        PersonField::Birth => Type::date(),
        PersonField::Division => Type::code(),
        _ => Type::text(),
    }
}

/// The path of a clause, an exception or the amount.
fn locate<'a>(matter: &'a Matter, clause: &str) -> Vec<Step<'a>> {
    if clause == "amount" {
        return steps!["benefit", "amount"].to_vec();
    }
    let (id, exception) = clause.split_once('/').map_or((clause, None), |(a, b)| (a, Some(b)));
    let Some(at) = matter.conditions.iter().position(|one| one.id == id) else {
        return steps!["conditions"].to_vec();
    };
    let mut steps = steps!["conditions", at].to_vec();
    let exceptions = &matter.conditions[at].exceptions;
    match exception.and_then(|id| exceptions.iter().position(|one| one.id == id)) {
        Some(place) => steps.extend_from_slice(steps!["exceptions", place, "when"]),
        None => steps.push(Step::from("rule")),
    }
    steps
}

struct Walk<'a> {
    file: &'a MatterFile,
    env: &'a Env,
    report: &'a mut Report,
    /// The parameters that the rules beside the conditions read.
    read: BTreeSet<String>,
}

impl Walk<'_> {
    fn condition(&mut self, steps: &[Step<'_>], rule: &str) {
        let checked = rules::parse(rule).and_then(|expr| rules::check_condition(&expr, self.env));
        match checked {
            Ok(typed) => self.read.extend(typed.parameters_read()),
            Err(errors) => errors.iter().for_each(|error| self.note(steps, error)),
        }
    }

    fn money(&mut self, steps: &[Step<'_>], rule: &str) {
        match rules::parse(rule).and_then(|expr| rules::check(&expr, self.env)) {
            Err(errors) => errors.iter().for_each(|error| self.note(steps, error)),
            Ok(typed) if typed.ty.base != Base::Money || typed.ty.nullable => self.not_money(steps),
            Ok(typed) => self.read.extend(typed.parameters_read()),
        }
    }

    fn not_money(&mut self, steps: &[Step<'_>]) {
        let what = Text::new("这里的结果应是金额", "this must come to an amount of money");
        let mend = Text::new("写成金额，例如 60元", "write an amount such as 60元");
        self.report.add(RULE_TYPE, self.file.place(steps), what, mend);
    }

    fn note(&mut self, steps: &[Step<'_>], error: &RuleError) {
        let code = code(&error.code);
        let place = if code == RULE_CONFLICT {
            self.file.place(&steps[..steps.len().saturating_sub(1)])
        } else {
            inside(&self.file.resolved.merged, steps, error.span)
        };
        self.report.add(code, place, error.what.clone(), error.mend.clone());
    }
}

/// The place inside the text of a rule.
fn inside(root: &Node, steps: &[Step<'_>], span: Span) -> Place {
    let Some(node) = root.at(steps) else { return root.place_of(steps) };
    let Some(text) = node.text().filter(|_| node.quote < 2) else { return node.place };
    let (line, column) = span.line_column(text);
    if line > 1 {
        return node.place;
    }
    let along = u32::try_from(column.saturating_sub(1)).unwrap_or(0);
    Place { column: node.place.column + node.quote + along, ..node.place }
}

/// The code of the catalogue for one of the rule language.
fn code(rule: &str) -> Code {
    match rule {
        "R103" | "R108" => RULE_UNKNOWN_NAME,
        "R107" => RULE_UNIT,
        "R110" => PARAMETER_UNKNOWN,
        "R121" | "R122" => RULE_CONFLICT,
        rule if rule.starts_with("R0") => RULE_SYNTAX,
        _ => RULE_TYPE,
    }
}
