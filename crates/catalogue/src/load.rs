//! From a folder of files to typed data: read, parse, lay each matter over its base, check the
//! structure, decode.

mod files;
mod inherit;
mod references;

pub(crate) use files::in_parallel;
pub use files::{SourceFile, read_folder};
pub(crate) use inherit::{Base, Resolved};
pub(crate) use references::{Referenced, References};

use std::sync::Arc;

use crate::finding::Report;
use crate::model::Matter;
use crate::schema;
use crate::shape::{Shapes, compile};
use crate::yaml::decode;

/// A set of files after reading: the references, and the matters with their trees.
pub(crate) struct Loaded {
    /// The paths, in the order of the file numbers.
    pub paths: Vec<String>,
    /// Departments, registers, parameters and the like.
    pub references: References,
    /// The matter files, bases too.
    pub matters: Vec<MatterFile>,
}

/// A matter file after inheritance.
pub(crate) struct MatterFile {
    /// The tree with the bases below it.
    pub resolved: Resolved,
    /// The typed matter; none for a base that is not complete, or where the structure is wrong.
    pub matter: Option<Arc<Matter>>,
}

/// Reads a set of files and notes everything that is wrong with their structure.
pub(crate) fn load(files: &[SourceFile], report: &mut Report) -> Loaded {
    let paths = files.iter().map(|file| file.path.clone()).collect();
    let parsed = files::parse_all(files, report);
    let references = references::read(&parsed, report);
    let resolved = inherit::resolve(parsed, report);
    let matters = type_all(resolved, report);
    Loaded { paths, references, matters }
}

/// Checks the structure of the merged trees and decodes them, on as many threads as help.
fn type_all(resolved: Vec<Resolved>, report: &mut Report) -> Vec<MatterFile> {
    let shapes = compile(&schema::schema_of::<Matter>());
    let (matters, reports): (Vec<_>, Vec<_>) = in_parallel(resolved, |resolved| {
        let mut report = Report::default();
        let matter = type_one(&shapes, &resolved, &mut report);
        (MatterFile { resolved, matter }, report)
    })
    .into_iter()
    .unzip();
    for one in reports {
        report.absorb(one);
    }
    matters
}

fn type_one(shapes: &Shapes, resolved: &Resolved, report: &mut Report) -> Option<Arc<Matter>> {
    let mut own = Report::default();
    shapes.hold(&resolved.merged, resolved.partial, &mut own);
    let clean = own.is_empty();
    report.absorb(own);
    if !clean {
        return None;
    }
    decode::<Matter>(&resolved.merged).ok().map(Arc::new)
}
