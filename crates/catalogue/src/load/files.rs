//! Files and their trees.

use std::fs;
use std::io;
use std::path::Path;

use basis::Text;

use crate::codes;
use crate::finding::Report;
use crate::yaml::{Node, parse};

/// A file of the catalogue: its path under the catalogue's folder, and its text.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// The path, with `/` between folders.
    pub path: String,
    /// The text.
    pub text: String,
}

/// A file that could be read as YAML.
pub(crate) struct Parsed {
    pub path: String,
    pub file: u32,
    pub node: Node,
}

/// Reads every YAML file under a folder, in the order of their paths.
///
/// # Errors
/// Where the folder or a file in it cannot be read.
pub fn read_folder(dir: &Path) -> io::Result<Vec<SourceFile>> {
    let mut files = Vec::new();
    walk(dir, "", &mut files)?;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn walk(dir: &Path, under: &str, files: &mut Vec<SourceFile>) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if under.is_empty() { name.clone() } else { format!("{under}/{name}") };
        if entry.file_type()?.is_dir() {
            walk(&entry.path(), &path, files)?;
        } else if name.ends_with(".yaml") {
            files.push(SourceFile { path, text: fs::read_to_string(entry.path())? });
        }
    }
    Ok(())
}

/// Parses all files and notes those that are not YAML.
pub(crate) fn parse_all(files: &[SourceFile], report: &mut Report) -> Vec<Parsed> {
    let numbered: Vec<(u32, &SourceFile)> = (0..).zip(files).collect();
    let trees = in_parallel(numbered, |(number, file)| (number, file, parse(&file.text, number)));
    let mut parsed = Vec::with_capacity(files.len());
    for (file, source, tree) in trees {
        match tree {
            Ok(node) => parsed.push(Parsed { path: source.path.clone(), file, node }),
            Err(error) if error.duplicate_key => {
                let what = Text::new(
                    format!("字段{}写了两遍", error.what),
                    format!("the field {} stands twice", error.what),
                );
                let mend = Text::new("删去其中一处", "take one of them away");
                report.add(codes::DUPLICATE_KEY, error.place, what, mend);
            }
            Err(error) => {
                let what = Text::new(
                    format!("不是正确的 YAML：{}", error.what),
                    format!("this is not YAML: {}", error.what),
                );
                let mend = Text::new(
                    "检查缩进、引号和括号；含冒号或井号的文字要加引号",
                    "look at indentation, quotes and brackets; quote text that has a colon or #",
                );
                report.add(codes::NOT_YAML, error.place, what, mend);
            }
        }
    }
    parsed
}

/// Applies a pure function to every item, on as many threads as help; keeps the order.
pub(crate) fn in_parallel<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    const WORTH_A_THREAD: usize = 64;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    if threads == 1 || items.len() < WORTH_A_THREAD {
        return items.into_iter().map(work).collect();
    }
    let size = items.len().div_ceil(threads);
    let mut items = items.into_iter();
    let work = &work;
    std::thread::scope(|scope| {
        let mut running = Vec::with_capacity(threads);
        loop {
            let chunk: Vec<T> = items.by_ref().take(size).collect();
            if chunk.is_empty() {
                break;
            }
            running.push(scope.spawn(move || chunk.into_iter().map(work).collect::<Vec<R>>()));
        }
        let finished = running.into_iter().map(|one| match one.join() {
            Ok(done) => done,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        finished.flatten().collect()
    })
}
