//! What the commands wrote: tables in `results/`, each with its note of what it was made of.

use std::path::{Path, PathBuf};

use planner::PlannerError;
use planner::digest::Digest;
use planner::store::Dataset;
use planner::tables::{self, Wanted};
use serde_json::Value;

use crate::layer::{Column, values};

/// The command that chooses sites.
pub(crate) const SITE: &str = "plan site";
/// The commands whose tables have rows for zones or clients.
const BY_ZONE: [&str; 4] = ["plan access", "plan circle", SITE, "plan scenario run"];

/// A result with its note.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    /// The name of the file, which is its name on the pages.
    pub(crate) file: String,
    /// Where it is.
    pub(crate) path: PathBuf,
    /// The note beside it.
    pub(crate) note: Value,
}

impl Outcome {
    /// The command, such as `plan circle`.
    pub(crate) fn command(&self) -> &str {
        self.note.get("command").and_then(Value::as_str).unwrap_or_default()
    }

    /// The digest of the table.
    pub(crate) fn digest(&self) -> &str {
        self.note.pointer("/output/sha256").and_then(Value::as_str).unwrap_or_default()
    }

    /// How many rows the table has.
    pub(crate) fn rows(&self) -> u64 {
        self.note.pointer("/output/rows").and_then(Value::as_u64).unwrap_or_default()
    }

    /// What the command found.
    pub(crate) fn found(&self) -> &Value {
        self.note.get("found").unwrap_or(&Value::Null)
    }

    /// The dataset that an option named, if it is still kept as it was then: told by its digest.
    pub(crate) fn made_of<'a>(&self, option: &str, kept: &'a [Dataset]) -> Option<&'a Dataset> {
        let inputs = self.note.get("inputs")?.as_array()?;
        let input = inputs.iter().find(|input| input["option"] == option)?;
        let digest = input["sha256"].as_str()?;
        kept.iter().find(|dataset| dataset.sha256.hex() == digest)
    }

    /// The dataset of zones that the rows are about: origins of most commands, clients of `plan site`,
    /// the zones of a scenario's base.
    pub(crate) fn zones<'a>(&self, kept: &'a [Dataset]) -> Option<&'a Dataset> {
        ["--origins", "--clients", "zones"].iter().find_map(|option| self.made_of(option, kept))
    }

    /// Of each input that is kept the datasets of its bytes, of which there may be several names.
    pub(crate) fn inputs<'a>(&self, kept: &'a [Dataset]) -> Vec<Vec<&'a Dataset>> {
        let inputs = self.note.get("inputs").and_then(Value::as_array);
        let digests = inputs.into_iter().flatten().filter_map(|input| input["sha256"].as_str());
        let of = |digest: &str| -> Vec<&'a Dataset> {
            kept.iter().filter(|dataset| dataset.sha256.hex() == digest).collect()
        };
        digests.map(of).filter(|same| !same.is_empty()).collect()
    }

    /// Whether its rows are zones or clients, one or several each; those of a comparison are groups,
    /// of a budget measures, of travel times pairs.
    pub(crate) fn is_by_zone(&self) -> bool {
        BY_ZONE.contains(&self.command())
    }

    /// Whether a map can show a number of each zone; where a client goes is none.
    pub(crate) fn is_mapped(&self) -> bool {
        self.is_by_zone() && self.command() != SITE
    }

    /// Whether the file's bytes are those that the command wrote.
    ///
    /// # Errors
    /// The file cannot be read.
    pub(crate) fn is_as_written(&self) -> Result<bool, PlannerError> {
        Ok(Digest::of_file(&self.path)?.0.hex() == self.digest())
    }

    /// The facilities that it is about.
    pub(crate) fn facilities<'a>(&self, kept: &'a [Dataset]) -> Option<&'a Dataset> {
        ["--destinations", "facilities"].iter().find_map(|option| self.made_of(option, kept))
    }

    /// What `plan scenario` and `plan report` found of each scenario.
    pub(crate) fn scenarios(&self) -> &[Value] {
        self.found().get("scenarios").and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// All of the table.
    ///
    /// # Errors
    /// The file cannot be read.
    pub(crate) fn read(&self) -> Result<Vec<Column>, PlannerError> {
        let header = tables::header(&self.path)?;
        let columns: Vec<&str> = header.iter().map(String::as_str).collect();
        let wanted = Wanted { columns: &columns, option: "the columns" };
        let mut words = vec![Vec::new(); columns.len()];
        tables::read(&self.path, wanted, &mut |record| {
            for (n, column) in words.iter_mut().enumerate() {
                column
                    .push(record.cell(n).word().map(|word| word.into_owned()).unwrap_or_default());
            }
            Ok(())
        })?;
        let column = |(name, words)| Column { name, values: values(words) };
        Ok(header.into_iter().zip(words).map(column).collect())
    }
}

/// Every result in a folder, by name. A table without a note is none: nobody could say what it is.
pub(crate) fn list(folder: &Path) -> Vec<Outcome> {
    ending(folder, &[".csv", ".parquet"])
}

/// Every report that `plan report` wrote there, by name.
pub(crate) fn reports(folder: &Path) -> Vec<Outcome> {
    let mut all = ending(folder, &[".html"]);
    all.retain(|one| one.command() == "plan report");
    all
}

fn ending(folder: &Path, endings: &[&str]) -> Vec<Outcome> {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut all: Vec<Outcome> = files.filter_map(|entry| outcome(&entry.path(), endings)).collect();
    all.sort_by(|a, b| a.file.cmp(&b.file));
    all
}

/// A file beside a note, whatever it ends in.
pub(crate) fn noted(path: &Path) -> Option<Outcome> {
    outcome(path, &[""])
}

fn outcome(path: &Path, endings: &[&str]) -> Option<Outcome> {
    let file = path.file_name()?.to_str()?.to_owned();
    if file.starts_with('.') || !endings.iter().any(|ending| file.ends_with(ending)) {
        return None;
    }
    let mut note = path.as_os_str().to_owned();
    note.push(".json");
    let note = serde_json::from_slice(&std::fs::read(note).ok()?).ok()?;
    Some(Outcome { file, path: path.to_owned(), note })
}
