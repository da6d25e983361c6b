//! What the check of one matter knows of all others.

use std::collections::BTreeSet;

use basis::Text;

use super::{ParameterSets, Settings};
use crate::load::{Loaded, MatterFile, References};
use crate::model::{Department, TOWNSHIP};
use crate::shape::nearest;
use crate::yaml::{Place, Step};

/// What all matters share while they are checked.
pub(crate) struct About<'a> {
    /// Departments, registers and the like.
    pub references: &'a References,
    /// The day and the divisions.
    pub settings: &'a Settings<'a>,
    /// The parameters, ready for the rules.
    pub parameters: ParameterSets,
    /// Ids of certificate types, those that matters issue too.
    pub certificates: BTreeSet<&'a str>,
    /// The paths of the files, for messages that name two places.
    pub paths: &'a [String],
}

impl<'a> About<'a> {
    pub fn new(loaded: &'a Loaded, settings: &'a Settings<'a>) -> Self {
        let references = &loaded.references;
        let typed = || loaded.matters.iter().filter_map(|file| file.matter.as_ref());
        let issued = typed()
            .filter_map(|matter| matter.outcome.certificate.as_ref())
            .map(|one| &*one.kind_id);
        let named = references.certificate_types.keys().map(String::as_str);
        Self {
            references,
            settings,
            parameters: ParameterSets::new(references),
            certificates: issued.chain(named).collect(),
            paths: &loaded.paths,
        }
    }

    /// The department of an id.
    pub fn department(&self, id: &str) -> Option<&'a Department> {
        self.references.departments.get(id).map(|entry| &entry.value)
    }

    /// Whether an id is that of a department or of the applicant's own township office.
    pub fn is_department(&self, id: &str) -> bool {
        id == TOWNSHIP || self.references.departments.contains_key(id)
    }

    /// `path:line` of a place, for messages that name two places.
    pub fn name(&self, place: Place) -> String {
        let file = usize::try_from(place.file).unwrap_or(usize::MAX);
        let path = self.paths.get(file).map_or("?", String::as_str);
        format!("{path}:{}:{}", place.line, place.column)
    }
}

impl MatterFile {
    /// The place of what stands at the end of a path.
    pub fn place(&self, path: &[Step<'_>]) -> Place {
        self.resolved.merged.place_of(path)
    }
}

/// “Did you mean …”, or a general remedy.
pub(crate) fn suggest<'a>(
    word: &str,
    known: impl IntoIterator<Item = &'a str>,
    otherwise: (&str, &str),
) -> Text {
    match nearest(word, known) {
        Some(near) => Text::new(format!("是不是想写“{near}”？"), format!("did you mean “{near}”?")),
        None => Text::new(otherwise.0, otherwise.1),
    }
}

/// A path made of keys and item numbers.
macro_rules! steps {
    ($($step:expr),* $(,)?) => { &[$($crate::yaml::Step::from($step)),*] };
}
pub(crate) use steps;
