//! Which facts may be absent: those of which a rule asks whether they are (`有(x)`, `x != 无`,
//! `若无(x, ..)`). Whoever never asks gets an error at run time rather than a wrong answer.

use std::collections::BTreeSet;

use rules::{BinaryOperator, Expr, ExprKind};

use crate::model::{Fee, Matter, Required};

/// The names of which some rule of the matter asks whether they are absent.
pub(super) fn asked(matter: &Matter) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for rule in rules_of(matter) {
        // Most rules never ask; reading them a second time would double the work.
        if !(rule.contains('无') || rule.contains('有')) {
            continue;
        }
        if let Ok(expr) = rules::parse(rule) {
            walk(&expr, &mut names);
        }
    }
    names
}

fn rules_of(matter: &Matter) -> impl Iterator<Item = &str> {
    let conditions = matter.conditions.iter().flat_map(|condition| {
        let exceptions = condition.exceptions.iter().map(|exception| exception.when.as_str());
        std::iter::once(condition.rule.as_str()).chain(exceptions)
    });
    let fields = matter.form.iter().flat_map(|field| {
        let required = match &field.required {
            Required::When(rule) => Some(rule.as_str()),
            Required::Always(_) => None,
        };
        field.when.as_deref().into_iter().chain(required)
    });
    let materials = matter.materials.iter().filter_map(|material| material.when.as_deref());
    let fee = match &matter.fee {
        Fee::Rule { rule, .. } => Some(rule.as_str()),
        Fee::Fixed { .. } => None,
    };
    let benefit = matter.benefit.as_ref().map(|benefit| benefit.amount.as_str());
    conditions.chain(fields).chain(materials).chain(fee).chain(benefit)
}

fn walk(expr: &Expr, names: &mut BTreeSet<String>) {
    let mut ask = |expr: &Expr| {
        if let ExprKind::Name(name) = &expr.kind {
            names.insert(name.clone());
        }
    };
    match &expr.kind {
        ExprKind::Binary(BinaryOperator::Equal | BinaryOperator::Unequal, a, b) => {
            match (&a.kind, &b.kind) {
                (_, ExprKind::Null) => ask(a),
                (ExprKind::Null, _) => ask(b),
                _ => {}
            }
        }
        ExprKind::Call(name, arguments) if name == "有" || name == "若无" => {
            arguments.first().into_iter().for_each(ask);
        }
        _ => {}
    }
    parts(expr).into_iter().for_each(|part| walk(part, names));
}

fn parts(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::Literal(..) | ExprKind::Null | ExprKind::Name(_) | ExprKind::Today => Vec::new(),
        ExprKind::List(items) | ExprKind::Call(_, items) => items.iter().collect(),
        ExprKind::Unary(_, one) => vec![one],
        ExprKind::Binary(_, a, b) | ExprKind::Range(a, b) => vec![a, b],
        ExprKind::If(a, b, c) => vec![a, b, c],
        ExprKind::Bands(subject, bands, otherwise) => {
            let bands = bands.iter().flat_map(|(bound, value)| [bound, value]);
            std::iter::once(&**subject).chain(bands).chain(otherwise.as_deref()).collect()
        }
        ExprKind::Fold(_, _, body) => body.as_deref().into_iter().collect(),
    }
}
