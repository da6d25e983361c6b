//! The tree of a rule as it was written.

use crate::{error::Span, value::Value};

/// An expression with its place in the source. Equality ignores the place.
#[derive(Clone, Debug, Eq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
    /// Levels of expressions below and with this one.
    pub(crate) height: usize,
}

impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

/// The forms of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExprKind {
    /// A value, and the unit of a whole number.
    Literal(Value, Option<String>),
    /// `无`.
    Null,
    /// A fact, or a field of an entity.
    Name(String),
    /// `今天`: the day for which the rule is asked.
    Today,
    /// `[a, b]`.
    List(Vec<Expr>),
    /// `!a` or `-a`.
    Unary(UnaryOperator, Box<Expr>),
    /// `a + b` and the like.
    Binary(BinaryOperator, Box<Expr>, Box<Expr>),
    /// `condition ? then : otherwise`.
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `a..b`, both ends included.
    Range(Box<Expr>, Box<Expr>),
    /// `函数(a, b)`.
    Call(String, Vec<Expr>),
    /// `档(subject, bound: value, .., 其他: value)`.
    Bands(Box<Expr>, Vec<(Expr, Expr)>, Option<Box<Expr>>),
    /// `家庭.成员.合计(收入)`: list, fold, body.
    Fold(String, Fold, Option<Box<Expr>>),
}

/// `!` and `-`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnaryOperator {
    /// `!`
    Not,
    /// `-`
    Negate,
}

/// Operators between two expressions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOperator {
    /// `||`
    Or,
    /// `&&`
    And,
    /// `==`
    Equal,
    /// `!=`
    Unequal,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
    /// `in`
    In,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Remainder,
}

impl BinaryOperator {
    /// Every operator with its sign and how strongly it binds.
    pub(crate) const ALL: [(Self, &'static str, u8); 14] = [
        (Self::Or, "||", 1),
        (Self::And, "&&", 2),
        (Self::Equal, "==", 3),
        (Self::Unequal, "!=", 3),
        (Self::Less, "<", 3),
        (Self::AtMost, "<=", 3),
        (Self::More, ">", 3),
        (Self::AtLeast, ">=", 3),
        (Self::In, "in", 3),
        (Self::Add, "+", 5),
        (Self::Subtract, "-", 5),
        (Self::Multiply, "*", 6),
        (Self::Divide, "/", 6),
        (Self::Remainder, "%", 6),
    ];

    /// The sign, e.g. `>=`.
    #[must_use]
    pub fn sign(self) -> &'static str {
        Self::ALL.iter().find(|(operator, ..)| *operator == self).map_or("", |(_, sign, _)| sign)
    }

    pub(crate) fn strength(self) -> u8 {
        Self::ALL.iter().find(|(operator, ..)| *operator == self).map_or(0, |(.., level)| *level)
    }
}

/// What is made of a list of persons or things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fold {
    /// `合计`: the sum.
    Sum,
    /// `任一`: at least one.
    Any,
    /// `全部`: each.
    All,
    /// `计数`: how many.
    Count,
}

impl Fold {
    /// Every fold with its name.
    pub(crate) const ALL: [(Self, &'static str); 4] =
        [(Self::Sum, "合计"), (Self::Any, "任一"), (Self::All, "全部"), (Self::Count, "计数")];

    /// The name, e.g. 合计.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(fold, _)| *fold == self).map_or("", |(_, name)| name)
    }
}

impl Expr {
    /// An expression at a place.
    #[must_use]
    pub fn new(kind: ExprKind, span: Span) -> Self {
        let mut deepest = 0;
        kind.each_child(&mut |child| deepest = deepest.max(child.height));
        Self { kind, span, height: deepest + 1 }
    }
}

impl ExprKind {
    /// Calls a function with each direct part.
    pub(crate) fn each_child<'a>(&'a self, visit: &mut impl FnMut(&'a Expr)) {
        match self {
            Self::Literal(..) | Self::Null | Self::Name(_) | Self::Today => {}
            Self::List(items) | Self::Call(_, items) => items.iter().for_each(visit),
            Self::Unary(_, inner) => visit(inner),
            Self::Binary(_, left, right) | Self::Range(left, right) => {
                visit(left);
                visit(right);
            }
            Self::If(condition, then, otherwise) => {
                visit(condition);
                visit(then);
                visit(otherwise);
            }
            Self::Bands(subject, bands, otherwise) => {
                visit(subject);
                for (bound, value) in bands {
                    visit(bound);
                    visit(value);
                }
                otherwise.iter().for_each(|value| visit(value));
            }
            Self::Fold(_, _, body) => body.iter().for_each(|body| visit(body)),
        }
    }
}
