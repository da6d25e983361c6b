//! Files and their trees.

use std::fs;
use std::io;
use std::path::Path;

use basis::Text;

use super::references::is_matter;
use crate::codes;
use crate::finding::Report;
use crate::yaml::{Node, Place, Value, parse};

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

/// Stands in a text where its bytes are not UTF-8.
const NOT_UTF8: char = char::REPLACEMENT_CHARACTER;

/// Reads every YAML file under a folder, in the order of their paths. Bytes that are not UTF-8 are
/// replaced by a sign, which the check finds.
///
/// # Errors
/// Where the folder or a file in it cannot be read, or no matter stands under it.
pub fn read_folder(dir: &Path) -> io::Result<Vec<SourceFile>> {
    let mut files = Vec::new();
    walk(dir, "", &mut files)?;
    if !files.iter().any(|file| is_matter(&file.path)) {
        let words = format!(
            "no matter under {}; name the catalogue's folder, e.g. data/catalogue",
            dir.display()
        );
        return Err(io::Error::new(io::ErrorKind::InvalidInput, words));
    }
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
        } else if is_yaml(&name) {
            files.push(SourceFile { path, text: text(fs::read(entry.path())?) });
        }
    }
    Ok(())
}

/// A file of another name for YAML is read too, so that the check can say that it does not count.
fn is_yaml(name: &str) -> bool {
    let ending = Path::new(name).extension();
    ending.is_some_and(|one| ["yaml", "yml"].iter().any(|known| one.eq_ignore_ascii_case(known)))
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// Notes a file that holds nothing that could be read as data; whether it did.
fn is_unreadable(source: &SourceFile, file: u32, node: &Node, report: &mut Report) -> bool {
    if matches!(node.value, Value::Null) {
        let what = Text::new("文件是空的", "the file is empty");
        let mend = Text::new("写上内容，或删去这个文件", "write it, or take the file away");
        report.add(codes::NOT_YAML, Place { file, line: 1, column: 1 }, what, mend);
        return true;
    }
    not_utf8(source, file, report)
}

/// Notes a file whose bytes are not UTF-8, at the first that is not; whether it did.
fn not_utf8(source: &SourceFile, file: u32, report: &mut Report) -> bool {
    let Some((before, _)) = source.text.split_once(NOT_UTF8) else { return false };
    let count = |number: usize| u32::try_from(number + 1).unwrap_or(u32::MAX);
    let line = count(before.matches('\n').count());
    let column = count(before.rsplit('\n').next().unwrap_or_default().chars().count());
    let what = Text::new("文件不是 UTF-8 编码", "the file is not encoded in UTF-8");
    let mend = Text::new("另存为 UTF-8 编码", "save it as UTF-8");
    report.add(codes::NOT_YAML, Place { file, line, column }, what, mend);
    true
}

/// Parses all files and notes those that are not YAML.
pub(crate) fn parse_all(files: &[SourceFile], report: &mut Report) -> Vec<Parsed> {
    let numbered: Vec<(u32, &SourceFile)> = (0..).zip(files).collect();
    let trees = in_parallel(numbered, |(number, file)| (number, file, parse(&file.text, number)));
    let mut parsed = Vec::with_capacity(files.len());
    for (file, source, tree) in trees {
        match tree {
            Ok(node) if is_unreadable(source, file, &node, report) => {}
            Err(_) if not_utf8(source, file, report) => {}
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
