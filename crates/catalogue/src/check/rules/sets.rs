//! The parameters as each division has them: its own values over those of the levels above.

use std::collections::BTreeMap;
use std::sync::Arc;

use rules::Parameters;

use super::parameter::read_parameter;
use crate::load::References;
use crate::model::Matter;

/// Every set of parameters that some division has.
#[derive(Clone, Debug, Default)]
pub(crate) struct ParameterSets {
    by_division: BTreeMap<String, Arc<Parameters>>,
}

impl ParameterSets {
    /// Lays the values of each division over those above it; values that cannot be read are left out.
    pub fn new(references: &References) -> Self {
        let mut own: BTreeMap<&str, Vec<rules::Parameter>> = BTreeMap::new();
        for ((_, division), entry) in &references.parameters {
            own.entry(division).or_default().push(read_parameter(&entry.value));
        }
        let mut sets = Self::default();
        // A code stands after those above it, which are its beginnings.
        for (division, parameters) in own {
            let whole = sets.of(division).overlay(&parameters.into_iter().collect());
            sets.by_division.insert(division.to_owned(), Arc::new(whole));
        }
        sets
    }

    /// The parameters of a division: its own set, or that of the nearest level above.
    pub fn of(&self, division: &str) -> Arc<Parameters> {
        let levels = (0..=division.len()).rev().filter_map(|length| division.get(..length));
        levels
            .into_iter()
            .find_map(|level| self.by_division.get(level))
            .cloned()
            .unwrap_or_default()
    }

    /// The parameters that the rules of a matter read.
    pub fn of_matter(&self, matter: &Matter) -> Arc<Parameters> {
        self.of(matter.division.as_deref().unwrap_or_default())
    }
}
