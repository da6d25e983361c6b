//! Divisions that rules name by their codes are there.

use std::collections::BTreeSet;

use rules::{BinaryOperator, Expr, ExprKind, Value};

use super::absent::parts;
use super::{every, inside};
use crate::check::about::About;
use crate::check::place;
use crate::finding::Report;
use crate::load::MatterFile;
use crate::model::{Fact, FieldKind, Matter, PersonField};

/// Notes every code in a rule that stands beside a division and is none. What has ended keeps the
/// codes of its day.
pub(super) fn check(file: &MatterFile, matter: &Matter, about: &About<'_>, report: &mut Report) {
    if matter.effective.until.is_some_and(|until| until < about.settings.on) {
        return;
    }
    let names = divisions(matter, about);
    if names.is_empty() {
        return;
    }
    // Only quoted words can be codes; reading every rule a second time would double the work.
    for (steps, rule) in every::rules(matter).filter(|(_, rule)| rule.contains(['"', '“'])) {
        let Ok(expr) = rules::parse(rule) else { continue };
        let mut codes = Vec::new();
        walk(&expr, &names, &mut codes);
        for (code, at) in codes {
            place::known(code, inside(&file.resolved.merged, &steps, at.span), about, report);
        }
    }
}

/// The names by which rules read a division.
fn divisions<'a>(matter: &'a Matter, about: &About<'_>) -> BTreeSet<&'a str> {
    let asked = |id: &str| matter.field(id).is_some_and(|one| one.kind == FieldKind::Division);
    let held = |register: &str, field: &str| {
        let register = about.references.registers.get(register);
        let field = register.and_then(|entry| entry.value.field(field));
        field.is_some_and(|one| one.kind == FieldKind::Division)
    };
    let questions = matter.form.iter().map(|field| field.id.as_str()).filter(|id| asked(id));
    let facts = matter.facts.iter().filter(|(_, fact)| match fact {
        Fact::Register { register, field } => held(register, field),
        Fact::Form { form } => asked(form),
        Fact::Person { person } => *person == PersonField::Division,
    });
    questions.chain(facts.map(|(name, _)| name.as_str())).collect()
}

/// Gathers the codes that are compared with a division, or in which one is said to lie.
fn walk<'e>(expr: &'e Expr, names: &BTreeSet<&str>, codes: &mut Vec<(&'e str, &'e Expr)>) {
    let is_division = |expr: &Expr| reads(expr, names);
    match &expr.kind {
        ExprKind::Call(name, arguments) if name == "属于" || name == "若无" => {
            if let [subject, code] = arguments.as_slice()
                && is_division(subject)
            {
                codes.extend(literal(code));
            }
        }
        ExprKind::Binary(BinaryOperator::Equal | BinaryOperator::Unequal, one, other) => {
            if is_division(one) {
                codes.extend(literal(other));
            } else if is_division(other) {
                codes.extend(literal(one));
            }
        }
        ExprKind::Binary(BinaryOperator::In, subject, list) if is_division(subject) => {
            codes.extend(parts(list).into_iter().filter_map(literal));
        }
        _ => {}
    }
    parts(expr).into_iter().for_each(|part| walk(part, names, codes));
}

/// Whether an expression is a division: a name of one, or one with another in its place.
fn reads(expr: &Expr, names: &BTreeSet<&str>) -> bool {
    match &expr.kind {
        ExprKind::Name(name) => names.contains(name.as_str()),
        ExprKind::Call(name, arguments) if name == "若无" => {
            arguments.first().is_some_and(|first| reads(first, names))
        }
        _ => false,
    }
}

fn literal(expr: &Expr) -> Option<(&str, &Expr)> {
    match &expr.kind {
        ExprKind::Literal(Value::Text(code) | Value::Code(code), None) => {
            Some((code.as_str(), expr))
        }
        _ => None,
    }
}
