//! What a matter needs of registers: no more than its facts, its first answers and its materials name.

use std::collections::{BTreeMap, BTreeSet};

use catalogue::model::{Fact, Matter, Prefill, Register, Sharing, Source};

/// Fields to read, by register.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs(BTreeMap<String, BTreeSet<String>>);

impl Needs {
    /// What the matters need. A register whose data a law closes (不予共享) is not asked.
    pub fn of<'a>(
        matters: impl IntoIterator<Item = &'a Matter>,
        registers: &BTreeMap<String, Register>,
    ) -> Self {
        let mut needs = Self::default();
        matters.into_iter().for_each(|matter| needs.add_matter(matter));
        needs.0.retain(|id, fields| match registers.get(id) {
            Some(register) if register.sharing != Sharing::Never => {
                fields.retain(|field| register.field(field).is_some());
                !fields.is_empty()
            }
            _ => false,
        });
        needs
    }

    /// Registers with their fields.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &BTreeSet<String>)> {
        self.0.iter().map(|(register, fields)| (register.as_str(), fields))
    }

    /// Whether no register is to be asked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn add_matter(&mut self, matter: &Matter) {
        for fact in matter.facts.values() {
            if let Fact::Register { register, field } = fact {
                self.add(register, [field]);
            }
        }
        for field in &matter.form {
            if let Some(Prefill::Register { register, field }) = &field.prefill {
                self.add(register, [field]);
            }
        }
        for material in &matter.materials {
            for source in [Some(&material.from), material.fallback.as_ref()].into_iter().flatten() {
                if let Source::Register { register, fields } = source {
                    self.add(register, fields);
                }
            }
        }
    }

    fn add<'a>(&mut self, register: &str, fields: impl IntoIterator<Item = &'a String>) {
        self.0.entry(register.to_owned()).or_default().extend(fields.into_iter().cloned());
    }
}
