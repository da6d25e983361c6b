//! The folder in which datasets are kept, each under the digest of its bytes.
//!
//! ```text
//! var/plan/datasets.json            the list: name, kind, digest, source, date
//! var/plan/<name>/<digest>.<ending> the bytes as they came
//! ```
//! A dataset is checked whole before it is kept. The list is replaced in one step, so that it never
//! names bytes that are not there, and by one command at a time.

use std::fs::File;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::PlannerError;
use crate::digest::Digest;
use crate::out::publish;
use crate::tables::{file_of, split};

/// The folder that commands use if they are not told another.
pub const FOLDER: &str = "var/plan";

/// A dataset that is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dataset {
    /// What it is called.
    pub name: String,
    /// What it is: zones, facilities, streets, timetable, costs or table.
    pub kind: String,
    /// Where it comes from.
    pub source: String,
    /// The day for which it is true.
    pub date: String,
    /// The digest of its bytes.
    pub sha256: Digest,
    /// How many bytes.
    pub bytes: u64,
    /// Its file within the folder of the dataset.
    pub file: String,
    /// The name of the file that it was read from.
    pub original: String,
    /// The sheet or layer of it that is meant, where it is not the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// What its degrees are.
    pub crs: String,
    /// How far places may be off after they were brought to WGS 84.
    pub accuracy_metres: f64,
    /// When it was imported.
    pub imported: String,
    /// What the check found: rows, columns, sums.
    pub about: Value,
}

impl Default for Dataset {
    fn default() -> Self {
        let empty = String::new;
        Self {
            name: empty(),
            kind: empty(),
            source: empty(),
            date: empty(),
            sha256: Digest::of(&[]),
            bytes: 0,
            file: empty(),
            original: empty(),
            part: None,
            crs: empty(),
            accuracy_metres: 0.0,
            imported: empty(),
            about: Value::Null,
        }
    }
}

/// The folder with its list.
#[derive(Clone, Debug)]
pub struct Store {
    folder: PathBuf,
    datasets: Vec<Dataset>,
}

impl Store {
    /// Opens a folder; one that is not there holds nothing.
    ///
    /// # Errors
    /// The list cannot be read.
    pub fn open(folder: &Path) -> Result<Self, PlannerError> {
        let list = folder.join("datasets.json");
        let datasets = match std::fs::read(&list) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| {
                PlannerError::format(&list, format!("not a list of datasets: {error}"))
            })?,
            Err(why) if why.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(why) => return Err(PlannerError::file(&list, why)),
        };
        Ok(Self { folder: folder.to_owned(), datasets })
    }

    /// What is kept, by name.
    #[must_use]
    pub fn datasets(&self) -> &[Dataset] {
        &self.datasets
    }

    /// A dataset by its name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Dataset> {
        self.datasets.iter().find(|dataset| dataset.name == name)
    }

    /// Where the bytes of a dataset are.
    #[must_use]
    pub fn path(&self, dataset: &Dataset) -> PathBuf {
        self.folder.join(&dataset.name).join(&dataset.file)
    }

    /// Whether a dataset of this name can be kept.
    ///
    /// # Errors
    /// No name for a folder; one of that name is there and is not to be replaced, or the reverse.
    pub fn may_take(&self, name: &str, replace: bool) -> Result<(), PlannerError> {
        let refuse = |what: &str| {
            Err(PlannerError::Dataset { name: name.to_owned(), what: what.to_owned() })
        };
        let fits = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        if name.is_empty() || name.len() > 100 || !name.chars().all(fits) {
            return refuse("a name has letters, digits, - and _ only");
        }
        match (self.find(name).is_some(), replace) {
            (true, false) => refuse("there is one of that name; add --replace, or choose another"),
            (false, true) => refuse("there is none of that name to replace; leave --replace out"),
            _ => Ok(()),
        }
    }

    /// Copies a file into the folder and puts the dataset on the list, in place of the one of its
    /// name with `replace`. Name, kind, source, date and findings are the caller's; the rest is
    /// filled in. What others kept since the folder was opened stays on the list.
    ///
    /// # Errors
    /// The folder cannot be written; as [`Store::may_take`], of the list as it is by now.
    pub fn keep(
        &mut self,
        file: &Path,
        dataset: Dataset,
        replace: bool,
    ) -> Result<&Dataset, PlannerError> {
        let (kept, bytes) = filled(file, dataset)?;
        let name = kept.name.clone();
        let _alone = alone(&self.folder)?;
        self.datasets = Self::open(&self.folder)?.datasets;
        self.may_take(&name, replace)?;
        let folder = self.folder.join(&name);
        std::fs::create_dir_all(&folder).map_err(|why| PlannerError::file(&folder, why))?;
        publish(&folder.join(&kept.file), &bytes)?;
        self.enter(kept)?;
        let at = self.datasets.iter().position(|dataset| dataset.name == name);
        Ok(&self.datasets[at.unwrap_or_default()])
    }

    /// Writes the list with a dataset in place of the one of its name, whose bytes go.
    fn enter(&mut self, kept: Dataset) -> Result<(), PlannerError> {
        let mut datasets = self.datasets.clone();
        let before = datasets.iter().position(|other| other.name == kept.name);
        let old = before.map(|at| datasets.remove(at));
        datasets.push(kept);
        datasets.sort_by(|a, b| a.name.cmp(&b.name));
        let list = serde_json::to_vec_pretty(&datasets).unwrap_or_default();
        publish(&self.folder.join("datasets.json"), &list)?;
        if let Some(old) =
            old.filter(|old| !datasets.iter().any(|d| d.name == old.name && d.file == old.file))
        {
            // The list no longer names them; a file that stays is only space.
            let _ = std::fs::remove_file(self.path(&old));
        }
        self.datasets = datasets;
        Ok(())
    }
}

/// What the store itself knows of a dataset, and its bytes.
fn filled(file: &Path, dataset: Dataset) -> Result<(Dataset, Vec<u8>), PlannerError> {
    let (file, part) = split(file);
    let bytes = std::fs::read(&file).map_err(|why| PlannerError::file(&file, why))?;
    let sha256 = Digest::of(&bytes);
    let word = |part: Option<&std::ffi::OsStr>| {
        part.map(|part| part.to_string_lossy().into_owned()).unwrap_or_default()
    };
    let ending = word(file.extension());
    let kept = Dataset {
        bytes: bytes.len() as u64,
        file: format!("{}.{ending}", sha256.hex()),
        original: word(file.file_name()),
        part,
        sha256,
        ..dataset
    };
    Ok((kept, bytes))
}

/// Waits until no other command changes the list. The system takes the lock from whoever ends,
/// however it ends; the empty file stays.
fn alone(folder: &Path) -> Result<File, PlannerError> {
    let path = folder.join(".lock");
    let fault = |why| PlannerError::file(&path, why);
    std::fs::create_dir_all(folder).map_err(fault)?;
    let file = File::create(&path).map_err(fault)?;
    file.lock().map_err(fault)?;
    Ok(file)
}

/// The file of an input: a path as it is, or the bytes of dataset `name` for `@name`, with the sheet
/// or layer that it was imported with unless `@name#layer` asks for another.
///
/// # Errors
/// No dataset has that name.
pub fn resolve(folder: &Path, input: &Path) -> Result<PathBuf, PlannerError> {
    let text = input.to_string_lossy();
    let Some(name) = text.strip_prefix('@').filter(|_| !input.exists()) else {
        return Ok(input.to_owned());
    };
    let (name, part) = name.split_once('#').map_or((name, None), |(name, part)| (name, Some(part)));
    let store = Store::open(folder)?;
    let Some(dataset) = store.find(name) else {
        let known: Vec<&str> = store.datasets.iter().map(|d| d.name.as_str()).collect();
        let others = if known.is_empty() {
            "keep one with `tongban plan import`, or name another folder with --store".to_owned()
        } else {
            format!("it has {}", known.join(", "))
        };
        let what = format!("there is none in {}; {others}", folder.display());
        return Err(PlannerError::Dataset { name: name.to_owned(), what });
    };
    let mut path = store.path(dataset).into_os_string();
    if let Some(part) = part.or(dataset.part.as_deref()) {
        path.push("#");
        path.push(part);
    }
    Ok(PathBuf::from(path))
}

/// The dataset whose bytes a file is: one in a folder of datasets, named by the list beside it.
/// [`resolve`] gives such files.
#[must_use]
pub fn kept(input: &Path) -> Option<Dataset> {
    let path = file_of(input);
    let (folder, file) = (path.parent()?, path.file_name()?.to_str()?);
    let (store, name) = (folder.parent()?, folder.file_name()?.to_str()?);
    // A list that is none belongs to somebody else.
    let datasets = Store::open(store).ok()?.datasets;
    datasets.into_iter().find(|dataset| dataset.name == name && dataset.file == file)
}
