//! The rule language: parse, type-check, evaluate with explanation, evaluate over columns.
//!
//! What must stay true: one person is a batch of one running the very same plan as a million, so
//! the counter and a simulation cannot disagree; what is not known is never taken for nothing; and
//! a definite verdict stays the same whatever unknown facts turn out to be.

mod answer;
mod check;
mod column;
mod contradiction;
mod dates;
mod env;
mod error;
mod explain;
mod findings;
mod lex;
mod missing;
mod outcome;
mod parameters;
mod parse;
mod plan;
mod print;
mod ruleset;
mod run;
mod syntax;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_check;
mod trouble;
mod typed;
mod types;
mod value;
mod verdict;

pub use check::{check, check_condition};
pub use column::Columns;
pub use env::Env;
pub use error::{RuleError, Span};
pub use explain::Names;
pub use findings::Finding;
pub use outcome::{
    Amount, Answer, ClauseAnswer, ExceptionAnswer, Joint, Leaf, Outcome, Reason, Short,
};
pub use parameters::{Dated, NoValue, Parameter, Parameters};
pub use parse::parse;
pub use ruleset::{Clause, Compiled, Exception, Ruleset};
pub use run::{Amounts, Batch};
pub use syntax::{BinaryOperator, Expr, ExprKind, Fold, UnaryOperator};
pub use trouble::Trouble;
pub use typed::Typed;
pub use types::{Base, Type};
pub use value::{Fact, Facts, Held, Rate, Value};
pub use verdict::Verdict;
