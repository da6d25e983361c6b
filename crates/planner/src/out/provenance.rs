//! What a result was made of: enough to make it again, and to see that it is the same.

use std::path::Path;

use serde::Serialize;
use serde_json::{Value, json};

use crate::PlannerError;
use crate::digest::Digest;
use crate::store::{self, Dataset};
use crate::tables::split;

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Input {
    /// The option that named it.
    pub option: &'static str,
    /// The name of the file, without its folder.
    pub file: String,
    /// Its digest.
    pub sha256: Digest,
    /// Its length.
    pub bytes: u64,
    /// The sheet or layer of it that was read, where it is not the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// The dataset that it is, for inputs given as @NAME.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dataset: Option<Named>,
}

/// A dataset of the store, as a note names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named {
    /// Its name.
    pub name: String,
    /// Where it comes from.
    pub source: String,
    /// The day for which it is true.
    pub date: String,
}

impl Named {
    /// A dataset whose bytes have a digest now, which must be that of its import: source and date
    /// are those of other bytes otherwise.
    fn of(dataset: Dataset, sha256: &Digest) -> Result<Self, PlannerError> {
        let Dataset { name, source, date, .. } = dataset;
        if dataset.sha256 == *sha256 {
            return Ok(Self { name, source, date });
        }
        let what = "its bytes were changed after it was imported; import it again with --replace";
        Err(PlannerError::Dataset { name, what: what.to_owned() })
    }
}

/// Command, settings and inputs of a result. It has no time of day in it, so that the same inputs
/// give the same bytes.
#[derive(Clone, Debug)]
pub struct Provenance {
    /// The command, such as `plan travel`.
    pub command: &'static str,
    /// What the options said, files aside.
    pub settings: Value,
    /// The files that were read.
    pub inputs: Vec<Input>,
    /// What was found on the way: summaries, points far from a street.
    pub found: Value,
}

impl Provenance {
    /// Digests the inputs of a command.
    ///
    /// # Errors
    /// A file cannot be read, or is a dataset whose bytes are no longer those that were imported.
    pub fn new(
        command: &'static str,
        settings: Value,
        files: &[(&'static str, &Path)],
    ) -> Result<Self, PlannerError> {
        let input = |(option, path): &(&'static str, &Path)| {
            let kept = store::kept(path);
            let (path, part) = split(path);
            let (sha256, bytes) = Digest::of_file(&path)?;
            let dataset = kept.map(|kept| Named::of(kept, &sha256)).transpose()?;
            Ok(Input { option, file: file_name(&path), sha256, bytes, part, dataset })
        };
        let inputs: Result<Vec<Input>, PlannerError> = files.iter().map(input).collect();
        Ok(Self { command, settings, inputs: inputs?, found: Value::Null })
    }

    /// The text of the note beside a result.
    pub(crate) fn text(&self, made: Made<'_>) -> Vec<u8> {
        let mut note = json!({
            "command": self.command,
            "version": env!("CARGO_PKG_VERSION"),
            "settings": self.settings,
            "inputs": self.inputs,
            "found": self.found,
            "output": {
                "file": file_name(made.path),
                "sha256": made.digest,
                "bytes": made.bytes,
                "rows": made.rows,
            },
        });
        crate::host::without_sign(&mut note);
        serde_json::to_vec_pretty(&note).unwrap_or_default()
    }
}

/// What was made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Made<'a> {
    /// Where it goes.
    pub(crate) path: &'a Path,
    /// The digest of its bytes.
    pub(crate) digest: &'a Digest,
    /// How many bytes.
    pub(crate) bytes: u64,
    /// How many rows.
    pub(crate) rows: u64,
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
