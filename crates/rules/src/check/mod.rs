//! Checks a tree against the declared names: types, units, absence and dates. Every fault is told.

mod calls;
mod operators;
mod shapes;

use std::collections::BTreeMap;

use basis::Text;

use crate::{
    env::Env,
    error::{RuleError, Span, nearest},
    syntax::{BinaryOperator, Expr, ExprKind, UnaryOperator},
    typed::{Kind, Typed},
    types::{Base, Type},
    value::Value,
};

/// Checks an expression.
///
/// # Errors
/// Everything that is wrong with it.
pub fn check(expr: &Expr, env: &Env) -> Result<Typed, Vec<RuleError>> {
    let mut checker = Checker::new(env);
    let typed = checker.expr(expr);
    match typed {
        Some(typed) if checker.errors.is_empty() => Ok(typed),
        _ => Err(checker.errors),
    }
}

/// Checks an expression that must be a condition.
///
/// # Errors
/// Everything that is wrong with it.
pub fn check_condition(expr: &Expr, env: &Env) -> Result<Typed, Vec<RuleError>> {
    let typed = check(expr, env)?;
    if typed.ty.base == Base::Bool && !typed.ty.nullable {
        return Ok(typed);
    }
    let what = Text::new(
        format!("条件应当是“是/否”，这里是{}", typed.ty),
        format!("a condition must come to yes or no, this is {}", typed.ty.base.english()),
    );
    let mend = Text::new("写成比较，例如 年龄 >= 80", "write a comparison, e.g. 年龄 >= 80");
    Err(vec![RuleError::new("R101", expr.span, what, mend)])
}

pub(crate) struct Checker<'a> {
    env: &'a Env,
    errors: Vec<RuleError>,
    /// Fields of the entity that the fold around is at.
    entity: Option<&'a BTreeMap<String, Type>>,
    /// Names known not to be absent here.
    present: Vec<String>,
}

impl<'a> Checker<'a> {
    const fn new(env: &'a Env) -> Self {
        Self { env, errors: Vec::new(), entity: None, present: Vec::new() }
    }

    fn fail(&mut self, code: &str, span: Span, what: Text, mend: Text) -> Option<Typed> {
        self.errors.push(RuleError::new(code, span, what, mend));
        None
    }

    fn expr(&mut self, expr: &Expr) -> Option<Typed> {
        let span = expr.span;
        match &expr.kind {
            ExprKind::Literal(value, unit) => Some(literal(value, unit.as_deref(), span)),
            ExprKind::Null => {
                let ty = Type::of(Base::Null).or_null();
                Some(Typed { ty, span, kind: Kind::Constant(None) })
            }
            ExprKind::Name(name) => self.name(name, span),
            ExprKind::Today => Some(Typed { ty: Type::date(), span, kind: Kind::Today }),
            ExprKind::Unary(UnaryOperator::Not, inner) => {
                let inner = self.condition(inner)?;
                Some(Typed { ty: Type::bool(), span, kind: Kind::Not(Box::new(inner)) })
            }
            ExprKind::Unary(UnaryOperator::Negate, inner) => self.negate(inner, span),
            ExprKind::Binary(operator, left, right) => self.binary(*operator, left, right, span),
            ExprKind::If(condition, then, otherwise) => {
                self.choice([condition, then, otherwise], span)
            }
            ExprKind::Call(name, arguments) => self.call(name, arguments, span),
            ExprKind::Bands(subject, bands, otherwise) => {
                self.bands(subject, bands, otherwise.as_deref(), span)
            }
            ExprKind::Fold(list, fold, body) => self.fold(list, *fold, body.as_deref(), span),
            ExprKind::List(_) | ExprKind::Range(..) => {
                let what = Text::new(
                    "列表和区间只能写在 in 的右边",
                    "a list or range may only stand right of `in`",
                );
                let mend = Text::new("例如 年龄 in 60..69", "e.g. 年龄 in 60..69");
                self.fail("R102", span, what, mend)
            }
        }
    }

    fn name(&mut self, name: &str, span: Span) -> Option<Typed> {
        let field = self.entity.and_then(|fields| fields.get(name));
        let (ty, kind) = match (field, self.env.facts.get(name)) {
            (Some(ty), _) => (ty, Kind::Field(name.to_owned())),
            (None, Some(ty)) => (ty, Kind::Fact(name.to_owned())),
            (None, None) => return self.unknown_name(name, span),
        };
        let mut ty = ty.clone();
        ty.nullable &= !self.present.iter().any(|known| known == name);
        Some(Typed { ty, span, kind })
    }

    fn unknown_name(&mut self, name: &str, span: Span) -> Option<Typed> {
        let fields = self.entity.into_iter().flat_map(BTreeMap::keys);
        let known = self.env.facts.keys().chain(fields).map(String::as_str);
        let mend = match nearest(name, known) {
            Some(near) => Text::new(format!("是不是“{near}”？"), format!("did you mean {near}?")),
            None => Text::new("先在 facts 里声明它的来源", "declare it under facts first"),
        };
        let what = Text::new(format!("没有叫“{name}”的事实"), format!("no fact is named {name}"));
        self.fail("R103", span, what, mend)
    }

    fn negate(&mut self, inner: &Expr, span: Span) -> Option<Typed> {
        let inner = self.present(inner)?;
        if matches!(inner.ty.base, Base::Int | Base::Money | Base::Rate) {
            let ty = inner.ty.clone();
            return Some(Typed { ty, span, kind: Kind::Negate(Box::new(inner)) });
        }
        self.mismatch(span, &inner.ty, "整数、金额或比率", "a number, amount or rate")
    }

    /// A part that must be true or false.
    fn condition(&mut self, expr: &Expr) -> Option<Typed> {
        let typed = self.present(expr)?;
        if typed.ty.base == Base::Bool {
            return Some(typed);
        }
        self.mismatch(expr.span, &typed.ty, "是/否", "true or false")
    }

    /// A part that must not be absent.
    fn present(&mut self, expr: &Expr) -> Option<Typed> {
        let typed = self.expr(expr)?;
        if !typed.ty.nullable {
            return Some(typed);
        }
        let what = Text::new("这里的值可能为“无”", "this value may be absent");
        let mend = Text::new(
            "先写 有(…) && …，或者用 若无(…, 另一个值)",
            "guard it with 有(..) && .., or give 若无(.., another value)",
        );
        self.fail("R104", expr.span, what, mend)
    }

    fn mismatch(&mut self, span: Span, found: &Type, zh: &str, en: &str) -> Option<Typed> {
        let what = Text::new(
            format!("这里应当是{zh}，现在是{found}"),
            format!("this must be {en}, not {}", found.base.english()),
        );
        self.fail("R105", span, what, Text::new("检查这个值的类型", "check the type of this value"))
    }

    fn binary(
        &mut self,
        operator: BinaryOperator,
        left: &Expr,
        right: &Expr,
        span: Span,
    ) -> Option<Typed> {
        match operator {
            BinaryOperator::And => self.logic(left, right, true, span),
            BinaryOperator::Or => self.logic(left, right, false, span),
            BinaryOperator::In => self.membership(left, right, span),
            _ => self.plain_binary(operator, left, right, span),
        }
    }

    fn logic(&mut self, left: &Expr, right: &Expr, and: bool, span: Span) -> Option<Typed> {
        let first = self.condition(left);
        let second = self.assuming(left, and, |checker| checker.condition(right));
        let (first, second) = (Box::new(first?), Box::new(second?));
        let kind = if and { Kind::And(first, second) } else { Kind::Or(first, second) };
        Some(Typed { ty: Type::bool(), span, kind })
    }

    /// Checks something where a condition is known to hold (or not to).
    fn assuming<T>(
        &mut self,
        condition: &Expr,
        truth: bool,
        check: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let before = self.present.len();
        proven(condition, truth, &mut self.present);
        let checked = check(self);
        self.present.truncate(before);
        checked
    }

    fn choice(&mut self, [condition, then, otherwise]: [&Expr; 3], span: Span) -> Option<Typed> {
        let test = self.condition(condition);
        let first = self.assuming(condition, true, |checker| checker.expr(then));
        let second = self.assuming(condition, false, |checker| checker.expr(otherwise));
        let (test, first, second) = (test?, first?, second?);
        let ty = self.common(&first, &second, span)?;
        let kind = Kind::If(Box::new(test), Box::new(first), Box::new(second));
        Some(Typed { ty, span, kind })
    }
}

fn literal(value: &Value, unit: Option<&str>, span: Span) -> Typed {
    let base = match value {
        Value::Bool(_) => Base::Bool,
        Value::Int(_) => Base::Int,
        Value::Money(_) => Base::Money,
        Value::Rate(_) => Base::Rate,
        Value::Date(_) => Base::Date,
        Value::Code(_) => Base::Code,
        Value::Text(_) | Value::List(_) | Value::Entities(_) => Base::Text,
    };
    let ty = unit.map_or(Type::of(base.clone()), |unit| Type::of(base).unit(unit));
    Typed { ty, span, kind: Kind::Constant(Some(value.clone())) }
}

/// Names that cannot be absent where a condition is `truth`.
fn proven(condition: &Expr, truth: bool, names: &mut Vec<String>) {
    match &condition.kind {
        ExprKind::Unary(UnaryOperator::Not, inner) => proven(inner, !truth, names),
        ExprKind::Binary(BinaryOperator::And, left, right) if truth => {
            proven(left, true, names);
            proven(right, true, names);
        }
        ExprKind::Binary(BinaryOperator::Or, left, right) if !truth => {
            proven(left, false, names);
            proven(right, false, names);
        }
        ExprKind::Binary(operator, left, right) => {
            let wanted = match operator {
                BinaryOperator::Unequal => true,
                BinaryOperator::Equal => false,
                _ => return,
            };
            if wanted == truth {
                match (&left.kind, &right.kind) {
                    (ExprKind::Name(name), ExprKind::Null)
                    | (ExprKind::Null, ExprKind::Name(name)) => names.push(name.clone()),
                    _ => {}
                }
            }
        }
        ExprKind::Call(function, arguments) if function == "有" && truth => {
            if let [Expr { kind: ExprKind::Name(name), .. }] = arguments.as_slice() {
                names.push(name.clone());
            }
        }
        _ => {}
    }
}
