//! The check of a whole catalogue: everything that can be wrong in its files, with place and remedy.

use std::io;
use std::path::Path;
use std::sync::Arc;

use basis::Date;

use crate::catalogue::Catalogue;
use crate::finding::{Finding, Report};
use crate::load::{Loaded, SourceFile, load, read_folder};
use crate::model::{CertificateType, Matter};

/// What the check needs to know of the world outside the folder.
pub struct Settings<'a> {
    /// The day on which parameters must have a value.
    pub on: Date,
    /// The divisions there are; without them only the form of a division's code is checked.
    pub is_division: Option<&'a (dyn Fn(&str) -> bool + Sync)>,
}

impl Settings<'_> {
    /// Settings for a day, without a list of divisions.
    #[must_use]
    pub const fn on(on: Date) -> Self {
        Self { on, is_division: None }
    }
}

/// A catalogue after its check.
#[derive(Debug)]
pub struct Checked {
    /// What could be read.
    pub catalogue: Catalogue,
    /// What is wrong, in the order of files and lines.
    pub findings: Vec<Finding>,
}

/// Checks a folder.
///
/// # Errors
/// Where the folder or a file in it cannot be read.
pub fn check(dir: &Path, settings: &Settings<'_>) -> io::Result<Checked> {
    Ok(check_files(&read_folder(dir)?, settings))
}

/// Checks a set of files.
#[must_use]
pub fn check_files(files: &[SourceFile], _settings: &Settings<'_>) -> Checked {
    let mut report = Report::default();
    let loaded = load(files, &mut report);
    let findings = report.into_findings(&loaded.paths);
    Checked { catalogue: gather(loaded), findings }
}

fn gather(loaded: Loaded) -> Catalogue {
    let references = loaded.references;
    let mut catalogue = Catalogue { words: references.words, ..Catalogue::default() };
    catalogue.departments = plain(references.departments);
    catalogue.registers = plain(references.registers);
    catalogue.parameters = plain(references.parameters);
    catalogue.life_events = plain(references.life_events);
    catalogue.certificate_types = plain(references.certificate_types);
    for matter in loaded.matters.into_iter().filter_map(|file| file.matter) {
        if let Some(kind) = certificate_type(&matter) {
            catalogue.certificate_types.entry(kind.id.clone()).or_insert(kind);
        }
        catalogue.matters.insert(matter.pin(), matter);
    }
    catalogue
}

fn plain<T>(
    entries: std::collections::BTreeMap<String, crate::load::Referenced<T>>,
) -> std::collections::BTreeMap<String, T> {
    entries.into_iter().map(|(id, entry)| (id, entry.value)).collect()
}

fn certificate_type(matter: &Arc<Matter>) -> Option<CertificateType> {
    let outcome = matter.outcome.certificate.as_ref()?;
    Some(CertificateType {
        id: outcome.kind_id.clone(),
        name: outcome.name.clone(),
        kind: outcome.kind,
        department: Some(matter.department.clone()),
        code: None,
        fields: outcome.fields.clone(),
    })
}
