//! Compares two rules that differ only in their bounds. What cannot be seen to be wider is not.

use rules::{BinaryOperator, Expr, ExprKind, UnaryOperator, Value};

use super::Sides;
use super::parameter::Amount;

/// Whether the second rule lets in everybody whom the first one does.
pub(super) fn not_narrower(base: &str, mine: &str, sides: &Sides) -> bool {
    both(base, mine).is_some_and(|(base, mine)| wider(&base, &mine, sides))
}

/// Whether the second amount is never below the first: the same formula with higher amounts.
pub(super) fn not_lower(base: &str, mine: &str, sides: &Sides) -> bool {
    both(base, mine).is_some_and(|(base, mine)| higher(&base, &mine, sides))
}

/// Whether the base leaves the division open, or names its own, and the lower level names its own:
/// `有(户籍区划)` or `属于(户籍区划, "33")` becomes `属于(户籍区划, "330825")`.
pub(super) fn own_division(base: &str, mine: &str, sides: &Sides) -> bool {
    let Some((base, mine)) = both(base, mine) else { return false };
    let Some(subject) = lies_in(&mine, &sides.mine.division) else { return false };
    open(&base) == Some(subject) || lies_in(&base, &sides.base.division) == Some(subject)
}

/// Whether the base asks of everybody who has a division at all, and the lower level only of those
/// from elsewhere: `有(孩子户籍)` becomes `!属于(孩子户籍, "330825")`.
pub(super) fn elsewhere(base: &str, mine: &str, sides: &Sides) -> bool {
    let Some((base, mine)) = both(base, mine) else { return false };
    let ExprKind::Unary(UnaryOperator::Not, inside) = &mine.kind else { return false };
    let subject = lies_in(inside, &sides.mine.division);
    subject.is_some() && open(&base) == subject
}

/// The subject of `属于(subject, "division")`.
fn lies_in<'a>(rule: &'a Expr, division: &str) -> Option<&'a Expr> {
    match &rule.kind {
        ExprKind::Call(name, arguments) if name == "属于" => match arguments.as_slice() {
            [subject, code] if text(code) == Some(division) => Some(subject),
            _ => None,
        },
        _ => None,
    }
}

/// The subject of `有(subject)`.
fn open(rule: &Expr) -> Option<&Expr> {
    match &rule.kind {
        ExprKind::Call(name, arguments) if name == "有" => arguments.first(),
        _ => None,
    }
}

fn both(base: &str, mine: &str) -> Option<(Expr, Expr)> {
    Some((rules::parse(base).ok()?, rules::parse(mine).ok()?))
}

fn text(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::Literal(Value::Text(text) | Value::Code(text), _) => Some(text),
        _ => None,
    }
}

fn wider(base: &Expr, mine: &Expr, sides: &Sides) -> bool {
    use BinaryOperator::{And, AtLeast, AtMost, In, Less, More, Or};
    if base == mine {
        return true;
    }
    // An alternative more lets in more people, and so does a demand less.
    if let ExprKind::Binary(Or, left, right) = &mine.kind
        && (wider(base, left, sides) || wider(base, right, sides))
    {
        return true;
    }
    if let ExprKind::Binary(And, left, right) = &base.kind
        && (wider(left, mine, sides) || wider(right, mine, sides))
    {
        return true;
    }
    let (ExprKind::Binary(one, a, b), ExprKind::Binary(two, c, d)) = (&base.kind, &mine.kind)
    else {
        return false;
    };
    if one != two {
        return false;
    }
    match one {
        And | Or => wider(a, c, sides) && wider(b, d, sides),
        AtLeast | More => a == c && not_above(d, b, &sides.swapped()),
        AtMost | Less => a == c && not_above(b, d, sides),
        In => a == c && listed(b, d, sides),
        _ => false,
    }
}

/// Whether the first value, of the base, is never above the second.
fn not_above(base: &Expr, mine: &Expr, sides: &Sides) -> bool {
    if base == mine {
        return true;
    }
    let (base, mine) = (Amount::of(base, &sides.base), Amount::of(mine, &sides.mine));
    base.zip(mine).is_some_and(|(base, mine)| base.never_above(&mine, sides.on))
}

/// Whether every value of the first list is in the second.
fn listed(base: &Expr, mine: &Expr, sides: &Sides) -> bool {
    match (&base.kind, &mine.kind) {
        (ExprKind::List(a), ExprKind::List(b)) => a.iter().all(|item| b.contains(item)),
        (ExprKind::Range(a, b), ExprKind::Range(c, d)) => {
            not_above(c, a, &sides.swapped()) && not_above(b, d, sides)
        }
        _ => false,
    }
}

/// The same formula, where only amounts differ, written out or as parameters, and none is lower.
fn higher(base: &Expr, mine: &Expr, sides: &Sides) -> bool {
    use BinaryOperator::Add;
    match (&base.kind, &mine.kind) {
        (ExprKind::If(when, a, b), ExprKind::If(same, c, d)) => {
            when == same && higher(a, c, sides) && higher(b, d, sides)
        }
        (ExprKind::Binary(Add, a, b), ExprKind::Binary(Add, c, d)) => {
            higher(a, c, sides) && higher(b, d, sides)
        }
        _ => not_above(base, mine, sides),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::civil::date;

    use super::super::Side;
    use super::*;

    /// A province and a county of it, without parameters.
    fn sides() -> Sides {
        let side = |division: &str| Side { division: division.into(), parameters: Arc::default() };
        Sides { base: side("33"), mine: side("330825"), on: date(2026, 11, 22) }
    }

    #[test]
    fn bounds_move_one_way_only() {
        let cases = [
            ("年龄 >= 80", "年龄 >= 75", true),
            ("年龄 >= 80", "年龄 >= 85", false),
            ("收入 <= 100元", "收入 <= 200元", true),
            ("收入 < 100元", "收入 < 50元", false),
            ("年龄 >= 80 && 收入 < 100元", "年龄 >= 70 && 收入 < 100元", true),
            ("年龄 >= 80 && 收入 < 100元", "年龄 >= 70", true),
            ("等级 in [1, 2]", "等级 in [1, 2, 3]", true),
            ("等级 in [1, 2]", "等级 in [1]", false),
            ("等级 in 1..2", "等级 in 1..3", true),
            ("等级 in 1..2", "等级 in 2..3", false),
            ("年龄 >= 80", "年龄 >= 80 || 残疾", true),
            ("年龄 >= 80", "年龄 >= 80 && 残疾", false),
            ("年龄 >= 80", "年龄 > 79", false),
        ];
        for (base, mine, expected) in cases {
            assert_eq!(not_narrower(base, mine, &sides()), expected, "{base} / {mine}");
        }
    }

    #[test]
    fn a_level_may_name_its_own_division() {
        let cases = [
            ("有(户籍区划)", "属于(户籍区划, \"330825\")", true),
            ("属于(户籍区划, \"33\")", "属于(户籍区划, \"330825\")", true),
            ("属于(户籍区划, \"33\")", "属于(户籍区划, \"330824\")", false),
            ("有(居住区划)", "属于(户籍区划, \"330825\")", false),
        ];
        for (base, mine, expected) in cases {
            assert_eq!(own_division(base, mine, &sides()), expected, "{base} / {mine}");
        }
    }

    #[test]
    fn what_is_asked_of_those_from_elsewhere_is_asked_of_fewer() {
        let cases = [
            ("有(孩子户籍)", "!属于(孩子户籍, \"330825\")", true),
            ("有(孩子户籍)", "!属于(孩子户籍, \"330824\")", false),
            ("有(孩子户籍)", "!属于(居住区划, \"330825\")", false),
            ("孩子户籍 == 无", "!属于(孩子户籍, \"330825\")", false),
        ];
        for (base, mine, expected) in cases {
            assert_eq!(elsewhere(base, mine, &sides()), expected, "{base} / {mine}");
        }
    }

    #[test]
    fn an_amount_may_only_rise() {
        let cases = [
            ("100元", "120元", true),
            ("100元", "90元", false),
            ("年龄 >= 90 ? 200元 : 100元", "年龄 >= 90 ? 200元 : 150元", true),
            ("年龄 >= 90 ? 200元 : 100元", "年龄 >= 95 ? 200元 : 100元", false),
        ];
        for (base, mine, expected) in cases {
            assert_eq!(not_lower(base, mine, &sides()), expected, "{base} / {mine}");
        }
    }
}
