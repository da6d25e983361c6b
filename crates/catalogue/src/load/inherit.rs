//! Inheritance: each matter file laid over the files it extends.

use std::collections::HashMap;
use std::sync::Arc;

use basis::Text;

use super::files::Parsed;
use crate::codes;
use crate::finding::Report;
use crate::model::Level;
use crate::shape::nearest;
use crate::yaml::{Node, Place, merge};

/// A matter file with everything it inherits.
pub(crate) struct Resolved {
    /// Path without `.yaml`, as `extends` writes it.
    pub name: String,
    /// The file's number.
    pub file: u32,
    /// What the file itself says.
    pub own: Arc<Node>,
    /// What it says together with its bases.
    pub merged: Node,
    /// Its bases, the nearest first: name and merged tree.
    pub bases: Vec<Arc<Base>>,
    /// Whether fields may be missing: it is a base for others, or of the national or provincial level.
    pub partial: bool,
}

/// A file that another one extends.
pub(crate) struct Base {
    /// Path without `.yaml`.
    pub name: String,
    /// What it says together with its own bases.
    pub merged: Node,
}

/// The folders that hold matters.
const FOLDERS: [Level; 4] = [Level::National, Level::Province, Level::City, Level::County];

/// Lays every matter file over its bases.
pub(crate) fn resolve(parsed: Vec<Parsed>, report: &mut Report) -> Vec<Resolved> {
    let files: Vec<File> = parsed.into_iter().filter_map(File::new).collect();
    let index: HashMap<&str, usize> =
        files.iter().enumerate().map(|(at, file)| (file.name.as_str(), at)).collect();
    let mut extended = vec![false; files.len()];
    let parents: Vec<Option<usize>> =
        files.iter().map(|file| parent(file, &index, report)).collect();
    for parent in parents.iter().flatten() {
        extended[*parent] = true;
    }
    let mut bases = HashMap::new();
    let mut resolved = Vec::with_capacity(files.len());
    for (at, file) in files.iter().enumerate() {
        let chain = chain(at, &files, &parents, report);
        let chain: Vec<Arc<Base>> =
            (0..chain.len()).map(|from| base(&chain[from..], &files, &mut bases)).collect();
        let merged = match chain.first() {
            Some(base) => merge(&base.merged, (*file.node).clone()),
            None => (*file.node).clone(),
        };
        let high = matches!(file.level, Level::National | Level::Province);
        resolved.push(Resolved {
            name: file.name.clone(),
            file: file.number,
            own: Arc::clone(&file.node),
            merged,
            bases: chain,
            partial: high || extended[at],
        });
    }
    resolved
}

struct File {
    name: String,
    number: u32,
    level: Level,
    node: Arc<Node>,
}

impl File {
    fn new(parsed: Parsed) -> Option<Self> {
        let folder = parsed.path.split('/').next()?;
        let level = FOLDERS.into_iter().find(|level| level.code() == folder)?;
        let name = parsed.path.strip_suffix(".yaml")?.to_owned();
        Some(Self { name, number: parsed.file, level, node: Arc::new(parsed.node) })
    }
}

fn parent(file: &File, index: &HashMap<&str, usize>, report: &mut Report) -> Option<usize> {
    let node = file.node.get("extends")?;
    let name = node.text()?;
    let found = index.get(name).copied();
    if found.is_none() {
        let what =
            Text::new(format!("没有“{name}”这个上级事项"), format!("there is no base “{name}”"));
        let near = nearest(name, index.keys().copied());
        let mend = match near {
            Some(near) => {
                Text::new(format!("是不是想写“{near}”？"), format!("did you mean “{near}”?"))
            }
            None => Text::new(
                "写成 data/catalogue 下的路径，不带 .yaml，如 province/33/elderly-allowance",
                "write its path under data/catalogue without .yaml, such as province/33/elderly-allowance",
            ),
        };
        report.add(codes::BASE_UNKNOWN, node.place, what, mend);
    }
    found
}

/// The bases of a file, the nearest first; a circle is noted and cut.
fn chain(
    start: usize,
    files: &[File],
    parents: &[Option<usize>],
    report: &mut Report,
) -> Vec<usize> {
    let mut chain = Vec::new();
    let mut at = start;
    while let Some(parent) = parents[at] {
        if parent == start || chain.contains(&parent) {
            if parent == start {
                note_circle(start, &chain, files, report);
            }
            return Vec::new();
        }
        chain.push(parent);
        at = parent;
    }
    chain
}

fn note_circle(start: usize, chain: &[usize], files: &[File], report: &mut Report) {
    let names: Vec<&str> =
        chain.iter().chain([&start]).map(|at| files[*at].name.as_str()).collect();
    let round = format!("{} → {}", files[start].name, names.join(" → "));
    let what =
        Text::new(format!("继承绕成了圈：{round}"), format!("extends runs in a circle: {round}"));
    let mend = Text::new(
        "让下级继承上级，最上一级不写 extends",
        "let the lower level extend the higher one; the highest extends nothing",
    );
    report.add(codes::EXTENDS_CYCLE, place_of_extends(&files[start]), what, mend);
}

fn place_of_extends(file: &File) -> Place {
    file.node.get("extends").map_or(file.node.place, |node| node.place)
}

/// The merged tree of the first of the chain over the rest, made once however many extend it.
fn base(chain: &[usize], files: &[File], made: &mut HashMap<usize, Arc<Base>>) -> Arc<Base> {
    if let Some(base) = made.get(&chain[0]) {
        return Arc::clone(base);
    }
    let file = &files[chain[0]];
    let merged = match chain.get(1) {
        Some(_) => merge(&base(&chain[1..], files, made).merged, (*file.node).clone()),
        None => (*file.node).clone(),
    };
    let new = Arc::new(Base { name: file.name.clone(), merged });
    made.insert(chain[0], Arc::clone(&new));
    new
}
