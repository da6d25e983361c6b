//! Which facts may be absent: those of which a rule asks whether they are (`有(x)`, `x != 无`,
//! `若无(x, ..)`). Whoever never asks gets an error at run time rather than a wrong answer.

use std::collections::BTreeSet;

use rules::{BinaryOperator, Expr, ExprKind};

use super::every;
use crate::model::Matter;

/// The names of which some rule of the matter asks whether they are absent.
pub(super) fn asked(matter: &Matter) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (_, rule) in every::rules(matter) {
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

/// The direct parts of an expression, from left to right.
pub(super) fn parts(expr: &Expr) -> Vec<&Expr> {
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
