//! The search behind the standard models: local search, Lagrangian bounds, fixing, branch and bound.

mod branch;
mod enumerate;
pub(crate) mod instance;
mod lagrange;
pub(crate) mod links;
pub(crate) mod local;
mod node;
pub(crate) mod random;
pub(crate) mod tree;

pub(crate) use instance::Instance;
pub(crate) use links::Links;
pub(crate) use tree::{Outcome, Search};
