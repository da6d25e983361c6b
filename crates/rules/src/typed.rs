//! A checked rule: every name resolved, every operator with one meaning, every part with its type.

use std::collections::BTreeSet;

use crate::{error::Span, syntax::Fold, types::Type, value::Value};

/// A checked expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// Its type.
    pub ty: Type,
    /// Its place in the source.
    pub span: Span,
    pub(crate) kind: Kind,
}

/// The forms of a checked expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A value, or `无`.
    Constant(Option<Value>),
    /// A fact of the person.
    Fact(String),
    /// A field of the entity that a fold is at.
    Field(String),
    Today,
    Parameter(String),
    Not(Box<Typed>),
    Negate(Box<Typed>),
    And(Box<Typed>, Box<Typed>),
    Or(Box<Typed>, Box<Typed>),
    Compare(Comparison, Box<Typed>, Box<Typed>),
    Arithmetic(Calculation, Box<Typed>, Box<Typed>),
    If(Box<Typed>, Box<Typed>, Box<Typed>),
    Member(Box<Typed>, Vec<Typed>),
    /// Item in a list fact.
    Contains(Box<Typed>, Box<Typed>),
    Within(Box<Typed>, Box<Typed>, Box<Typed>),
    Call(Function, Vec<Typed>),
    Bands(Box<Typed>, Vec<Band>, Option<Box<Typed>>),
    Fold(String, Fold, Option<Box<Typed>>),
}

/// One band of `档`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Band {
    /// Lowest value of the band.
    pub low: Typed,
    /// Highest; `None`: up to the next band.
    pub high: Option<Typed>,
    pub value: Typed,
}

/// Comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Comparison {
    Equal,
    Unequal,
    Less,
    AtMost,
    More,
    AtLeast,
}

/// Arithmetic on whole numbers, fen, millionths and days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Calculation {
    Add,
    Subtract,
    Multiply,
    /// Multiply, then divide by a million, half away from zero.
    Share,
    /// Whole division towards zero.
    Divide,
    /// Division, half away from zero.
    DivideRounded,
    /// Times a million, then divide.
    Ratio,
    Remainder,
}

/// Functions with fixed meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Function {
    Age,
    Days,
    Months,
    Year,
    Month,
    AddMonths,
    AddDays,
    Least,
    Greatest,
    Within,
    Has,
    Default,
    Length,
    ContainsText,
}

impl Typed {
    /// The names of facts it reads (of entities, the list's name).
    #[must_use]
    pub fn facts_read(&self) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        self.visit(&mut |part| match &part.kind {
            Kind::Fact(name) | Kind::Fold(name, ..) => {
                names.insert(name.clone());
            }
            _ => {}
        });
        names
    }

    /// The names of parameters it reads.
    #[must_use]
    pub fn parameters_read(&self) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        self.visit(&mut |part| {
            if let Kind::Parameter(name) = &part.kind {
                names.insert(name.clone());
            }
        });
        names
    }

    /// Calls a function with this and every part below.
    pub(crate) fn visit<'a>(&'a self, see: &mut impl FnMut(&'a Self)) {
        see(self);
        for part in self.parts() {
            part.visit(see);
        }
    }

    /// The direct parts, from left to right.
    pub(crate) fn parts(&self) -> Vec<&Self> {
        match &self.kind {
            Kind::Constant(_)
            | Kind::Fact(_)
            | Kind::Field(_)
            | Kind::Today
            | Kind::Parameter(_) => Vec::new(),
            Kind::Not(inner) | Kind::Negate(inner) => vec![inner],
            Kind::And(left, right)
            | Kind::Or(left, right)
            | Kind::Compare(_, left, right)
            | Kind::Arithmetic(_, left, right)
            | Kind::Contains(left, right) => vec![left, right],
            Kind::If(first, second, third) | Kind::Within(first, second, third) => {
                vec![first, second, third]
            }
            Kind::Member(item, list) => std::iter::once(&**item).chain(list).collect(),
            Kind::Call(_, arguments) => arguments.iter().collect(),
            Kind::Bands(subject, bands, otherwise) => {
                let mut parts = vec![&**subject];
                for band in bands {
                    parts.push(&band.low);
                    parts.extend(&band.high);
                    parts.push(&band.value);
                }
                parts.extend(otherwise.as_deref());
                parts
            }
            Kind::Fold(_, _, body) => body.iter().map(|body| &**body).collect(),
        }
    }
}
