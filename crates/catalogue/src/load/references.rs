//! What matters refer to, read from the files beside them.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use super::files::Parsed;
use crate::finding::Report;
use crate::model::{
    CertificateType, Department, LifeEvent, Parameter, Popular, Register, ServicePoint, WordGroup,
};
use crate::schema::schema_of;
use crate::shape::{Shapes, compile};
use crate::yaml::{Node, Place, decode};

/// An entry of a reference file, with its tree.
pub(crate) struct Referenced<T> {
    /// The entry.
    pub value: T,
    /// Its tree, for places.
    pub node: Node,
}

/// Everything that matters refer to.
#[derive(Default)]
pub(crate) struct References {
    pub departments: BTreeMap<String, Referenced<Department>>,
    pub registers: BTreeMap<String, Referenced<Register>>,
    /// By name and division; the nation's have an empty one.
    pub parameters: BTreeMap<(String, String), Referenced<Parameter>>,
    pub life_events: BTreeMap<String, Referenced<LifeEvent>>,
    pub certificate_types: BTreeMap<String, Referenced<CertificateType>>,
    /// By the code of the division.
    pub service_points: BTreeMap<String, Referenced<ServicePoint>>,
    pub words: Vec<WordGroup>,
    /// In the order in which they are shown.
    pub popular: Vec<Referenced<Popular>>,
    /// Ids that stand twice: the id and where it stands the second time.
    pub twice: Vec<(String, Place)>,
    /// Files that the catalogue does not know.
    pub strangers: Vec<(String, u32)>,
    /// Files whose names end otherwise than in `.yaml`.
    pub misnamed: Vec<(String, u32)>,
}

impl References {
    /// The parameter of a name as a division has it: its own, or that of the nearest level above.
    pub fn parameter(&self, name: &str, division: &str) -> Option<&Referenced<Parameter>> {
        let levels = (0..=division.len()).rev().filter_map(|length| division.get(..length));
        levels
            .map(|level| (name.to_owned(), level.to_owned()))
            .find_map(|id| self.parameters.get(&id))
    }
}

/// Reads the reference files.
pub(crate) fn read(parsed: &[Parsed], report: &mut Report) -> References {
    let mut all = References::default();
    let parameter_shapes = compile(&schema_of::<Parameter>());
    for file in parsed {
        let twice = &mut all.twice;
        match file.path.as_str() {
            path if !path.ends_with(".yaml") => {
                all.misnamed.push((path.to_owned(), file.file));
            }
            "departments.yaml" => {
                gather(file, &mut all.departments, twice, report, |one: &Department| {
                    one.id.clone()
                });
            }
            "registers.yaml" => {
                gather(file, &mut all.registers, twice, report, |one: &Register| one.id.clone());
            }
            "life-events.yaml" => {
                gather(file, &mut all.life_events, twice, report, |one: &LifeEvent| one.id.clone());
            }
            "certificates.yaml" => {
                let id = |one: &CertificateType| one.id.clone();
                gather(file, &mut all.certificate_types, twice, report, id);
            }
            "service-points.yaml" => {
                let id = |one: &ServicePoint| one.division.clone();
                gather(file, &mut all.service_points, twice, report, id);
            }
            "words.yaml" => {
                let shapes = compile(&schema_of::<WordGroup>());
                all.words.extend(entries(file, &shapes, report).into_iter().map(|(word, _)| word));
            }
            "popular.yaml" => {
                let shapes = compile(&schema_of::<Popular>());
                let found = entries::<Popular>(file, &shapes, report).into_iter();
                all.popular.extend(found.map(|(value, node)| Referenced { value, node }));
            }
            path if path.starts_with("parameters/") => {
                for (parameter, node) in entries::<Parameter>(file, &parameter_shapes, report) {
                    let name = parameter.name.clone();
                    let id = (name.clone(), parameter.division.clone().unwrap_or_default());
                    let new = Referenced { value: parameter, node };
                    keep(&mut all.parameters, id, &name, new, twice);
                }
            }
            path if is_matter(path) => {}
            path => all.strangers.push((path.to_owned(), file.file)),
        }
    }
    all
}

/// Whether a file of this path is one of a matter.
pub(super) fn is_matter(path: &str) -> bool {
    ["national/", "province/", "city/", "county/"].iter().any(|folder| path.starts_with(folder))
}

fn gather<T: DeserializeOwned + JsonSchema>(
    file: &Parsed,
    into: &mut BTreeMap<String, Referenced<T>>,
    twice: &mut Vec<(String, Place)>,
    report: &mut Report,
    id: impl Fn(&T) -> String,
) {
    let shapes = compile(&schema_of::<T>());
    for (value, node) in entries(file, &shapes, report) {
        let id = id(&value);
        keep(into, id.clone(), &id, Referenced { value, node }, twice);
    }
}

fn keep<K: Ord, T>(
    into: &mut BTreeMap<K, Referenced<T>>,
    id: K,
    name: &str,
    new: Referenced<T>,
    twice: &mut Vec<(String, Place)>,
) {
    match into.entry(id) {
        Entry::Occupied(_) => twice.push((name.to_owned(), new.node.place)),
        Entry::Vacant(free) => {
            free.insert(new);
        }
    }
}

/// The entries of a list file. The list may stand under one key.
fn entries<T: DeserializeOwned>(
    file: &Parsed,
    shapes: &Shapes,
    report: &mut Report,
) -> Vec<(T, Node)> {
    let root = &file.node;
    let list = match root.entries() {
        [only] => &only.node,
        _ => root,
    };
    let mut found = Vec::new();
    for node in list.items() {
        let mut own = Report::default();
        shapes.hold(node, false, &mut own);
        if own.is_empty()
            && let Ok(value) = decode(node)
        {
            found.push((value, node.clone()));
        }
        report.absorb(own);
    }
    found
}
