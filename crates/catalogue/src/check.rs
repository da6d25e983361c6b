//! The check of a whole catalogue: everything that can be wrong in its files, with place and remedy.

mod about;
mod codes;
mod gather;
mod known;
mod limits;
mod place;
mod process;
mod references;
mod rules;
mod whole;

use std::io;
use std::path::Path;
use std::sync::Arc;

use basis::{Date, Text};

pub(crate) use about::{About, steps};
pub use known::known;
pub(crate) use limits::hours;
pub(crate) use rules::{ParameterSets, environment};

use crate::catalogue::Catalogue;
use crate::elastic;
use crate::finding::{Finding, Report};
use crate::load::{Loaded, MatterFile, SourceFile, in_parallel, load, read_folder};

/// What the check needs to know of the world outside the folder.
pub struct Settings<'a> {
    /// The day on which parameters must have a value.
    pub on: Date,
    /// Whether a code is that of a division; without it only the form of the code is checked.
    pub division: Option<&'a (dyn Fn(&str) -> IsDivision + Sync)>,
}

/// Whether a code is that of a division.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IsDivision {
    /// It is.
    Yes,
    /// It was; when it ended and what it is now, in words.
    Ended(Text),
    /// It never was.
    No,
}

impl Settings<'_> {
    /// Settings for a day, without a list of divisions.
    #[must_use]
    pub const fn on(on: Date) -> Self {
        Self { on, division: None }
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
pub fn check_files(files: &[SourceFile], settings: &Settings<'_>) -> Checked {
    let mut report = Report::default();
    let loaded = load(files, &mut report);
    let about = About::new(&loaded, settings);
    references::check_registers(&about, &mut report);
    rules::check_parameters(&about, &mut report);
    elastic::check_parameters(&about, &mut report);
    whole::check(&loaded, &mut report);
    let all: Vec<&MatterFile> = loaded.matters.iter().collect();
    let (compiled, reports): (Vec<_>, Vec<_>) =
        in_parallel(all, |file| check_one(file, &about)).into_iter().unzip();
    for one in reports {
        report.absorb(one);
    }
    let findings = report.into_findings(&loaded.paths);
    Checked { catalogue: gather::gather(loaded, compiled), findings }
}

/// Everything that can be said of one matter by itself and its bases.
fn check_one(file: &MatterFile, about: &About<'_>) -> (Option<Arc<::rules::Compiled>>, Report) {
    let mut report = Report::default();
    place::check(file, about, &mut report);
    elastic::check(&file.resolved, about, &mut report);
    let Some(matter) = &file.matter else { return (None, report) };
    codes::check(file, matter, about, &mut report);
    references::check(file, matter, about, &mut report);
    limits::check(file, matter, &mut report);
    process::check(file, matter, about, &mut report);
    let compiled = rules::check(file, matter, about, &mut report);
    (compiled.map(Arc::new), report)
}

/// Notes what is wrong of a loaded set, without the typed catalogue.
pub(crate) fn load_only(files: &[SourceFile]) -> (Loaded, Report) {
    let mut report = Report::default();
    let loaded = load(files, &mut report);
    (loaded, report)
}
