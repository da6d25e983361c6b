//! What a rule may name: facts with their types, and parameters.

use std::{collections::BTreeMap, sync::Arc};

use crate::{parameters::Parameters, types::Type};

/// The declared world of a rule.
#[derive(Clone, Debug, Default)]
pub struct Env {
    pub(crate) facts: BTreeMap<String, Type>,
    pub(crate) parameters: Arc<Parameters>,
}

impl Env {
    /// Nothing declared.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Declares a fact.
    #[must_use]
    pub fn fact(mut self, name: impl Into<String>, ty: Type) -> Self {
        self.facts.insert(name.into(), ty);
        self
    }

    /// Gives the parameters.
    #[must_use]
    pub fn parameters(mut self, parameters: Arc<Parameters>) -> Self {
        self.parameters = parameters;
        self
    }

    /// The declared type of a fact.
    #[must_use]
    pub fn type_of(&self, name: &str) -> Option<&Type> {
        self.facts.get(name)
    }
}
