//! Writes a tree as source again, with no more brackets than it needs.

use std::fmt::{self, Display, Formatter, Write};

use crate::{
    syntax::{Expr, ExprKind, UnaryOperator},
    value::Value,
};

/// Strength of the range sign; between comparison and addition.
pub(crate) const RANGE: u8 = 4;
/// Strength of what stands before one operand.
pub(crate) const UNARY: u8 = 7;

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write_at(self, 0, f)
    }
}

fn strength(expr: &Expr) -> u8 {
    match &expr.kind {
        ExprKind::If(..) => 0,
        ExprKind::Binary(operator, ..) => operator.strength(),
        ExprKind::Range(..) => RANGE,
        ExprKind::Unary(..) => UNARY,
        _ => UNARY + 1,
    }
}

fn write_at(expr: &Expr, least: u8, f: &mut Formatter<'_>) -> fmt::Result {
    if strength(expr) >= least {
        return write_plain(expr, f);
    }
    f.write_char('(')?;
    write_plain(expr, f)?;
    f.write_char(')')
}

fn write_plain(expr: &Expr, f: &mut Formatter<'_>) -> fmt::Result {
    match &expr.kind {
        ExprKind::Literal(value, unit) => write_literal(value, unit.as_deref(), f),
        ExprKind::Null => f.write_str("无"),
        ExprKind::Name(name) => f.write_str(name),
        ExprKind::Today => f.write_str("今天"),
        ExprKind::List(items) => {
            f.write_char('[')?;
            write_list(items, f)?;
            f.write_char(']')
        }
        ExprKind::Unary(operator, inner) => {
            f.write_str(if *operator == UnaryOperator::Not { "!" } else { "-" })?;
            write_at(inner, UNARY, f)
        }
        ExprKind::Binary(operator, left, right) => {
            write_at(left, operator.strength(), f)?;
            write!(f, " {} ", operator.sign())?;
            write_at(right, operator.strength() + 1, f)
        }
        ExprKind::Range(low, high) => {
            write_at(low, RANGE + 1, f)?;
            f.write_str("..")?;
            write_at(high, RANGE + 1, f)
        }
        ExprKind::If(condition, then, otherwise) => {
            write_at(condition, 1, f)?;
            f.write_str(" ? ")?;
            write_at(then, 0, f)?;
            f.write_str(" : ")?;
            write_at(otherwise, 0, f)
        }
        ExprKind::Call(name, arguments) => {
            write!(f, "{name}(")?;
            write_list(arguments, f)?;
            f.write_char(')')
        }
        ExprKind::Bands(subject, bands, otherwise) => {
            write!(f, "档({subject}")?;
            for (bound, value) in bands {
                f.write_str(", ")?;
                write_at(bound, RANGE, f)?;
                write!(f, ": {value}")?;
            }
            if let Some(value) = otherwise {
                write!(f, ", 其他: {value}")?;
            }
            f.write_char(')')
        }
        ExprKind::Fold(list, fold, body) => {
            write!(f, "{list}.{}(", fold.name())?;
            if let Some(body) = body {
                write!(f, "{body}")?;
            }
            f.write_char(')')
        }
    }
}

fn write_list(items: &[Expr], f: &mut Formatter<'_>) -> fmt::Result {
    for (place, item) in items.iter().enumerate() {
        if place > 0 {
            f.write_str(", ")?;
        }
        write!(f, "{item}")?;
    }
    Ok(())
}

fn write_literal(value: &Value, unit: Option<&str>, f: &mut Formatter<'_>) -> fmt::Result {
    match value {
        Value::Bool(truth) => write!(f, "{truth}"),
        Value::Int(number) => write!(f, "{number}{}", unit.unwrap_or("")),
        Value::Date(date) => write!(f, "日期(\"{date}\")"),
        Value::Code(words) | Value::Text(words) => {
            write!(f, "\"{}\"", words.replace('\\', "\\\\").replace('"', "\\\""))
        }
        other => write!(f, "{other}"),
    }
}
