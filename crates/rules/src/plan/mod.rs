//! The compiled form: a list of steps, each used by later ones, equal steps kept once.

pub(crate) mod build;
pub(crate) mod fold;
pub(crate) mod kernels;
pub(crate) mod logic;
pub(crate) mod machine;
pub(crate) mod vector;

use std::sync::Arc;

use crate::{
    error::Span,
    syntax::Fold,
    trouble::Trouble,
    typed::{Calculation, Comparison, Function},
    types::{Base, Type},
    value::Value,
};

/// Place of a step in its plan.
pub(crate) type Step = usize;

/// What a step does.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Op {
    Constant(Option<Value>),
    Trouble(Trouble),
    Input(usize),
    Today,
    Parameter(String),
    Not(Step),
    Negate(Step),
    And(Step, Step),
    Or(Step, Step),
    If(Step, Step, Step),
    Compare(Comparison, Step, Step),
    Calculate(Calculation, Step, Step),
    Member(Step, Vec<Value>),
    /// An item and the list input that may have it.
    Contains(Step, usize),
    One(Function, Step),
    Two(Function, Step, Step),
    /// A list input, what is made of it, and the plan for one member with its result.
    Fold(usize, Fold, Option<(Arc<Plan>, Step)>),
}

/// A step with the base of its value and the number of later steps that use it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Node {
    pub op: Op,
    pub base: Base,
    pub uses: u32,
}

/// Where an input comes from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Source {
    Fact(String),
    /// A field of the member.
    Field(String),
    /// A step of the plan around.
    Outer(Step),
}

/// Steps in an order in which each comes after what it uses.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Plan {
    pub nodes: Vec<Node>,
    pub inputs: Vec<Source>,
}

/// A compiled expression as it was written: for explaining what the steps found.
#[derive(Clone, Debug)]
pub(crate) struct Outline {
    pub span: Span,
    pub ty: Type,
    pub step: Step,
    pub role: Part,
    pub parts: Vec<Outline>,
}

/// What a part of an expression is, as far as an explanation cares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Constant,
    Fact(String),
    Parameter(String),
    Today,
    Not,
    And,
    Or,
    If,
    Compare(Comparison),
    /// Item, low, high.
    Within,
    Bands,
    Fold(String),
    Other,
}

impl Op {
    /// The steps it uses.
    pub(crate) fn uses(&self) -> Vec<Step> {
        match self {
            Self::Constant(_)
            | Self::Trouble(_)
            | Self::Input(_)
            | Self::Today
            | Self::Parameter(_) => Vec::new(),
            Self::Not(inner)
            | Self::Negate(inner)
            | Self::Member(inner, _)
            | Self::Contains(inner, _)
            | Self::One(_, inner) => vec![*inner],
            Self::And(left, right)
            | Self::Or(left, right)
            | Self::Compare(_, left, right)
            | Self::Calculate(_, left, right)
            | Self::Two(_, left, right) => vec![*left, *right],
            Self::If(condition, then, otherwise) => vec![*condition, *then, *otherwise],
            Self::Fold(_, _, body) => body.iter().flat_map(|(plan, _)| plan.outer()).collect(),
        }
    }
}

impl Plan {
    /// Steps of the plan around that it uses.
    fn outer(&self) -> Vec<Step> {
        let outer = |source: &Source| match source {
            Source::Outer(step) => Some(*step),
            Source::Fact(_) | Source::Field(_) => None,
        };
        self.inputs.iter().filter_map(outer).collect()
    }

    /// The name of an input that is a fact.
    pub(crate) fn fact(&self, input: usize) -> Option<&str> {
        match self.inputs.get(input) {
            Some(Source::Fact(name)) => Some(name),
            _ => None,
        }
    }
}
