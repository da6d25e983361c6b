//! Compares two rules that differ only in their bounds. What cannot be seen to be wider is not.

use rules::{BinaryOperator, Expr, ExprKind, Value};

use super::Divisions;

/// Whether the second rule lets in everybody whom the first one does.
pub(super) fn not_narrower(base: &str, mine: &str) -> bool {
    both(base, mine).is_some_and(|(base, mine)| wider(&base, &mine))
}

/// Whether the second amount is never below the first: the same formula with higher amounts.
pub(super) fn not_lower(base: &str, mine: &str) -> bool {
    both(base, mine).is_some_and(|(base, mine)| higher(&base, &mine))
}

/// Whether the base leaves the division open, or names its own, and the lower level names its own:
/// `有(户籍区划)` or `属于(户籍区划, "33")` becomes `属于(户籍区划, "330825")`.
pub(super) fn own_division(base: &str, mine: &str, divisions: &Divisions<'_>) -> bool {
    let Some((base, mine)) = both(base, mine) else { return false };
    let ExprKind::Call(name, arguments) = &mine.kind else { return false };
    let [subject, code] = arguments.as_slice() else { return false };
    if name != "属于" || text(code) != Some(divisions.mine) {
        return false;
    }
    match &base.kind {
        ExprKind::Call(name, arguments) => match (name.as_str(), arguments.as_slice()) {
            ("有", [open]) => open == subject,
            ("属于", [other, code]) => other == subject && text(code) == Some(divisions.base),
            _ => false,
        },
        _ => false,
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

fn wider(base: &Expr, mine: &Expr) -> bool {
    use BinaryOperator::{And, AtLeast, AtMost, In, Less, More, Or};
    if base == mine {
        return true;
    }
    // An alternative more lets in more people.
    if let ExprKind::Binary(Or, left, right) = &mine.kind
        && (wider(base, left) || wider(base, right))
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
        And | Or => wider(a, c) && wider(b, d),
        AtLeast | More => a == c && least(b, d),
        AtMost | Less => a == c && least(d, b),
        In => a == c && listed(b, d),
        _ => false,
    }
}

/// Whether the second value is not above the first.
fn least(base: &Expr, mine: &Expr) -> bool {
    match (&base.kind, &mine.kind) {
        (ExprKind::Literal(a, x), ExprKind::Literal(b, y)) => {
            x == y && std::mem::discriminant(a) == std::mem::discriminant(b) && b <= a
        }
        _ => base == mine,
    }
}

/// Whether every value of the first list is in the second.
fn listed(base: &Expr, mine: &Expr) -> bool {
    match (&base.kind, &mine.kind) {
        (ExprKind::List(a), ExprKind::List(b)) => a.iter().all(|item| b.contains(item)),
        (ExprKind::Range(a, b), ExprKind::Range(c, d)) => least(a, c) && least(d, b),
        _ => false,
    }
}

/// The same formula, where only amounts of money differ and none is lower.
fn higher(base: &Expr, mine: &Expr) -> bool {
    use BinaryOperator::Add;
    if base == mine {
        return true;
    }
    match (&base.kind, &mine.kind) {
        (ExprKind::Literal(a @ Value::Money(_), x), ExprKind::Literal(b @ Value::Money(_), y)) => {
            x == y && a <= b
        }
        (ExprKind::If(when, a, b), ExprKind::If(same, c, d)) => {
            when == same && higher(a, c) && higher(b, d)
        }
        (ExprKind::Binary(Add, a, b), ExprKind::Binary(Add, c, d)) => higher(a, c) && higher(b, d),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_move_one_way_only() {
        let cases = [
            ("年龄 >= 80", "年龄 >= 75", true),
            ("年龄 >= 80", "年龄 >= 85", false),
            ("收入 <= 100元", "收入 <= 200元", true),
            ("收入 < 100元", "收入 < 50元", false),
            ("年龄 >= 80 && 收入 < 100元", "年龄 >= 70 && 收入 < 100元", true),
            ("等级 in [1, 2]", "等级 in [1, 2, 3]", true),
            ("等级 in [1, 2]", "等级 in [1]", false),
            ("年龄 >= 80", "年龄 >= 80 || 残疾", true),
            ("年龄 >= 80", "年龄 >= 80 && 残疾", false),
            ("年龄 >= 80", "年龄 > 79", false),
        ];
        for (base, mine, expected) in cases {
            assert_eq!(not_narrower(base, mine), expected, "{base} / {mine}");
        }
    }

    #[test]
    fn a_level_may_name_its_own_division() {
        let divisions = Divisions { base: "33", mine: "330825" };
        let cases = [
            ("有(户籍区划)", "属于(户籍区划, \"330825\")", true),
            ("属于(户籍区划, \"33\")", "属于(户籍区划, \"330825\")", true),
            ("属于(户籍区划, \"33\")", "属于(户籍区划, \"330824\")", false),
            ("有(居住区划)", "属于(户籍区划, \"330825\")", false),
        ];
        for (base, mine, expected) in cases {
            assert_eq!(own_division(base, mine, &divisions), expected, "{base} / {mine}");
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
            assert_eq!(not_lower(base, mine), expected, "{base} / {mine}");
        }
    }
}
