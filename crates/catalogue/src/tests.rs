//! The catalogue from outside: the model catalogue in `fixtures/good` is right, and every bad
//! example of the table of codes is found where it stands.

use std::path::{Path, PathBuf};

use basis::Date;
use jiff::civil::date;

use crate::{SourceFile, read_folder};

pub(crate) const TODAY: Date = date(2026, 11, 22);

/// The folder of the model catalogue.
pub(crate) fn good_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/good")
}

/// The files of the model catalogue.
pub(crate) fn good() -> Vec<SourceFile> {
    read_folder(&good_folder()).expect("the model catalogue is part of the crate")
}

mod amend;
mod codes;
mod demo;
mod drift;
mod export;
mod faults;
mod form;
mod guides;
mod list;
mod model;
mod parameters;
mod properties;
mod search;
mod speed;
