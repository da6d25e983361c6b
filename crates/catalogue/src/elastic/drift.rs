//! Drift: what differs between divisions, from the base, and since the base was last reviewed.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use serde::Serialize;

use crate::check::load_only;
use crate::load::{References, Resolved, SourceFile, read_folder};
use crate::yaml::{Node, Value};

/// What has drifted apart in a catalogue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Drift {
    /// Fields that differ between divisions, or from the base.
    pub differences: Vec<Difference>,
    /// Files whose base has moved on since they were reviewed.
    pub outdated: Vec<Outdated>,
}

/// A field of a matter that is not everywhere the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The matter, or the name of a parameter.
    pub matter: String,
    /// The field, with dots between levels; `values` for a parameter.
    pub field: String,
    /// What the base says, where it says something.
    pub base: Option<String>,
    /// What each file says, by its path without `.yaml`, or what each division says of a
    /// parameter; those that inherit are left out.
    pub says: BTreeMap<String, String>,
}

/// A file whose base has moved on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outdated {
    /// The file, as its path without `.yaml`.
    pub file: String,
    /// Its base.
    pub base: String,
    /// The version of the base against which it was reviewed.
    pub reviewed: i64,
    /// The base's version now.
    pub now: i64,
}

/// The drift of a folder.
///
/// # Errors
/// Where the folder cannot be read.
pub fn drift(dir: &Path) -> io::Result<Drift> {
    Ok(drift_of(&read_folder(dir)?))
}

/// The drift of a set of files.
#[must_use]
pub fn drift_of(files: &[SourceFile]) -> Drift {
    let (loaded, _) = load_only(files);
    let resolved: Vec<&Resolved> = loaded.matters.iter().map(|file| &file.resolved).collect();
    let mut by_matter: BTreeMap<&str, Vec<&Resolved>> = BTreeMap::new();
    for file in &resolved {
        if let Some(id) = file.merged.get("matter").and_then(Node::text) {
            by_matter.entry(id).or_default().push(file);
        }
    }
    let of_matters = by_matter.iter().flat_map(|(id, files)| differences(id, files));
    let differences = of_matters.chain(parameters(&loaded.references)).collect();
    Drift { differences, outdated: resolved.iter().filter_map(|file| outdated(file)).collect() }
}

fn outdated(file: &Resolved) -> Option<Outdated> {
    let reviewed = file.own.get("base_version")?.int()?;
    let base = file.bases.first()?;
    let now = base.merged.get("version")?.int()?;
    let (file, name) = (file.name.clone(), base.name.clone());
    (now != reviewed).then_some(Outdated { file, base: name, reviewed, now })
}

/// The parameters to which some division has given values of its own.
fn parameters(references: &References) -> Vec<Difference> {
    let mut by_name: BTreeMap<&str, BTreeMap<&str, String>> = BTreeMap::new();
    for ((name, division), entry) in &references.parameters {
        let values = entry.node.get("values").map(Node::items).unwrap_or_default();
        let brief: Vec<String> = values.iter().map(dated).collect();
        by_name.entry(name).or_default().insert(division, brief.join(", "));
    }
    let differ = |(name, mut says): (&str, BTreeMap<&str, String>)| {
        let base = says.remove("");
        let says: BTreeMap<String, String> = says
            .into_iter()
            .filter(|(_, values)| base.as_ref() != Some(values))
            .map(|(division, values)| (division.to_owned(), values))
            .collect();
        // A parameter that only one division has is nobody else's business.
        let is_one = base.is_none() && says.len() < 2;
        let field = "values".to_owned();
        (!says.is_empty() && !is_one).then(|| Difference {
            matter: name.to_owned(),
            field,
            base,
            says,
        })
    };
    by_name.into_iter().filter_map(differ).collect()
}

/// A value with its days, such as `2024-01-01: 60元`.
fn dated(node: &Node) -> String {
    let part = |key| node.get(key).map(Node::brief).unwrap_or_default();
    match part("until") {
        until if until.is_empty() => format!("{}: {}", part("from"), part("value")),
        until => format!("{}..{until}: {}", part("from"), part("value")),
    }
}

/// Fields that every file sets for itself, so that their difference says nothing.
const OWN: [&str; 9] = [
    "matter",
    "extends",
    "base_version",
    "level",
    "division",
    "version",
    "effective",
    "elastic",
    "codes.implementation",
];

fn differences(id: &str, files: &[&Resolved]) -> Vec<Difference> {
    // Bases are what the others are compared with.
    let bases: BTreeSet<&str> =
        files.iter().flat_map(|file| &file.bases).map(|base| base.name.as_str()).collect();
    let offered: Vec<&&Resolved> =
        files.iter().filter(|file| !bases.contains(file.name.as_str())).collect();
    let mut leaves: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    let mut below: BTreeMap<String, String> = BTreeMap::new();
    for file in &offered {
        let mut own = Vec::new();
        flatten(&file.merged, "", &mut own);
        for (path, text) in own {
            leaves.entry(path).or_default().insert(file.name.clone(), text);
        }
        if let Some(base) = file.bases.first() {
            let mut base_leaves = Vec::new();
            flatten(&base.merged, "", &mut base_leaves);
            below.extend(base_leaves);
        }
    }
    let mut found = Vec::new();
    for (field, says) in leaves {
        let base = below.get(&field).cloned();
        let distinct: BTreeSet<&String> = says.values().collect();
        let everywhere = says.len() == offered.len();
        let agreed = distinct.len() == 1 && everywhere;
        let as_base = base.as_ref().is_none_or(|base| distinct.contains(base));
        if agreed && as_base {
            continue;
        }
        let says = says.into_iter().filter(|(_, text)| base.as_ref() != Some(text)).collect();
        found.push(Difference { matter: id.to_owned(), field, base, says });
    }
    found
}

/// Every value that is not a map, by its path.
fn flatten(node: &Node, path: &str, into: &mut Vec<(String, String)>) {
    for entry in node.entries() {
        let path =
            if path.is_empty() { entry.key.clone() } else { format!("{path}.{}", entry.key) };
        if OWN.contains(&path.as_str()) {
            continue;
        }
        match &entry.node.value {
            Value::Map(_) => flatten(&entry.node, &path, into),
            _ => into.push((path, entry.node.brief())),
        }
    }
}
