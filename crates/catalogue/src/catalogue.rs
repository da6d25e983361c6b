//! The catalogue: every matter by division, id and version, and what matters refer to.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use basis::Date;
use rules::{Compiled, Env};

use crate::check::{Checked, ParameterSets, Settings, check, environment};
use crate::finding::{Finding, Severity};
use crate::joint::{self, JointField};
use crate::model::{
    CertificateType, Department, LifeEvent, Matter, Parameter, Pin, Register, ServicePoint,
    WordGroup,
};

/// Every matter, and what matters refer to. Cheap to share as `Arc<Catalogue>`.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    pub(crate) matters: BTreeMap<Pin, Arc<Matter>>,
    pub(crate) compiled: BTreeMap<Pin, Arc<Compiled>>,
    pub(crate) rule_parameters: ParameterSets,
    /// Departments by id.
    pub departments: BTreeMap<String, Department>,
    /// Registers by id.
    pub registers: BTreeMap<String, Register>,
    /// Parameters by name and division; the nation's have an empty one.
    pub parameters: BTreeMap<(String, String), Parameter>,
    /// Life events by id.
    pub life_events: BTreeMap<String, LifeEvent>,
    /// Certificate types by id: those of the file, and those that matters issue.
    pub certificate_types: BTreeMap<String, CertificateType>,
    /// Where people find somebody who helps, by the code of the division.
    pub service_points: BTreeMap<String, ServicePoint>,
    /// Words that people say and what they mean.
    pub words: Vec<WordGroup>,
    /// Ids of the matters that the home page shows while too few have come to count any, in order.
    pub popular: Vec<String>,
}

/// Why a catalogue cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The folder cannot be read.
    #[error("cannot read the catalogue folder {folder}: {source}; check the path and its rights")]
    Folder {
        /// The folder.
        folder: String,
        /// The error of the system.
        source: std::io::Error,
    },
    /// The files have errors.
    #[error("the catalogue has {} errors; the first: {}", .0.len(), first(.0))]
    Errors(Vec<Finding>),
}

fn first(findings: &[Finding]) -> String {
    findings.first().map(ToString::to_string).unwrap_or_default()
}

impl Catalogue {
    /// Loads a folder that has no errors.
    ///
    /// # Errors
    /// Where the folder cannot be read, or has errors.
    pub fn load(dir: &Path, settings: &Settings<'_>) -> Result<Self, LoadError> {
        let folder = dir.display().to_string();
        let checked =
            check(dir, settings).map_err(|source| LoadError::Folder { folder, source })?;
        let Checked { catalogue, findings } = checked;
        let errors: Vec<Finding> =
            findings.into_iter().filter(|one| one.severity == Severity::Error).collect();
        if errors.is_empty() { Ok(catalogue) } else { Err(LoadError::Errors(errors)) }
    }

    /// Every version of every matter, by division, id and version.
    pub fn matters(&self) -> impl Iterator<Item = &Arc<Matter>> {
        self.matters.values()
    }

    /// The matter of a case: exactly this version.
    #[must_use]
    pub fn pinned(&self, pin: &Pin) -> Option<&Arc<Matter>> {
        self.matters.get(pin)
    }

    /// The matter that a division offers on a date: its own, or else that of its city, its
    /// province or the nation.
    #[must_use]
    pub fn matter(&self, division: &str, id: &str, on: Date) -> Option<&Arc<Matter>> {
        above(division).find_map(|division| self.newest(division, id, on))
    }

    /// Everything that a division offers on a date, by id.
    #[must_use]
    pub fn offered(&self, division: &str, on: Date) -> Vec<&Arc<Matter>> {
        let mut offered: BTreeMap<&str, &Arc<Matter>> = BTreeMap::new();
        for division in above(division) {
            for matter in self.of_division(division).filter(|matter| matter.in_force(on)) {
                let nearer = offered.entry(&matter.id).or_insert(matter);
                if nearer.division == matter.division && nearer.version < matter.version {
                    *nearer = matter;
                }
            }
        }
        offered.into_values().collect()
    }

    /// The conditions and the benefit of a matter, compiled: `answer(&facts, today)` says who
    /// qualifies and why.
    #[must_use]
    pub fn rules(&self, pin: &Pin) -> Option<&Arc<Compiled>> {
        self.compiled.get(pin)
    }

    /// What the rules of a matter may name, with types: its facts, its form, the parameters.
    #[must_use]
    pub fn environment(&self, matter: &Matter) -> Env {
        let registers = |id: &str| self.registers.get(id);
        environment(matter, registers, self.rule_parameters.of_matter(matter))
    }

    /// Those of some conditions that can be read with what a matter knows.
    #[must_use]
    pub fn readable(&self, matter: &Matter, conditions: Vec<String>) -> Vec<String> {
        let env = self.environment(matter);
        let is_read = |rule: &String| {
            rules::parse(rule).and_then(|expr| rules::check_condition(&expr, &env)).is_ok()
        };
        conditions.into_iter().filter(is_read).collect()
    }

    /// The form of a joint matter: every question once, with the parts that need it.
    #[must_use]
    pub fn joint_form(&self, joint: &Matter, on: Date) -> Vec<JointField> {
        let division = joint.division.as_deref().unwrap_or_default();
        joint::form(joint, |id| self.matter(division, id, on).map(|matter| &**matter))
    }

    /// The department of an id.
    #[must_use]
    pub fn department(&self, id: &str) -> Option<&Department> {
        self.departments.get(id)
    }

    fn newest(&self, division: &str, id: &str, on: Date) -> Option<&Arc<Matter>> {
        let pin = |version| Pin { division: division.into(), matter: id.into(), version };
        self.matters
            .range(pin(0)..=pin(u32::MAX))
            .map(|(_, matter)| matter)
            .rfind(|matter| matter.in_force(on))
    }

    fn of_division(&self, division: &str) -> impl Iterator<Item = &Arc<Matter>> {
        let from = Pin { division: division.into(), matter: String::new(), version: 0 };
        self.matters
            .range(from..)
            .take_while(move |(pin, _)| pin.division == division)
            .map(|(_, matter)| matter)
    }
}

/// A division's code and those above it, the nearest first; the last is the nation, which has none.
fn above(division: &str) -> impl Iterator<Item = &str> {
    [6, 4, 2, 0].into_iter().filter_map(move |length| division.get(..length.min(division.len())))
}
