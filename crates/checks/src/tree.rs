//! The files of the repository as text, without what is built or installed.

use std::path::{Path, PathBuf};

/// Folders that no one writes by hand.
const SKIPPED: [&str; 9] = [
    ".git",
    "target",
    "node_modules",
    "dist",
    "var",
    "test-results",
    "playwright-report",
    "snapshots",
    "fonts",
];
/// Endings of the text files that we look into.
const TEXTS: [&str; 16] = [
    "css", "csv", "html", "js", "json", "lock", "md", "mjs", "rs", "sh", "sql", "toml", "ts",
    "txt", "yaml", "yml",
];

/// A text file of the repository.
pub(crate) struct File {
    /// The path from the root, with `/`.
    pub(crate) path: String,
    /// Its text.
    pub(crate) text: String,
}

impl File {
    /// The folder name of the crate that the file belongs to.
    pub(crate) fn crate_name(&self) -> Option<&str> {
        self.path.strip_prefix("crates/")?.split('/').next()
    }

    /// A file in a crate's `src`.
    pub(crate) fn is_source(&self) -> bool {
        self.path.ends_with(".rs")
    }
}

/// The folder that holds the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// All text files, by path.
pub(crate) fn files() -> Vec<File> {
    let mut files = Vec::new();
    collect(&root(), "", &mut files);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(files.len() > 40, "the repository is not where it should be");
    files
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<File>) {
    for entry in std::fs::read_dir(folder).expect("a folder of the repository can be read") {
        let entry = entry.expect("an entry of a folder can be read");
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            if !SKIPPED.contains(&name.as_str()) {
                collect(&entry.path(), &format!("{path}/"), files);
            }
        } else if is_text(&name) {
            // What is not UTF-8 is not text of ours.
            if let Ok(text) = std::fs::read_to_string(entry.path()) {
                files.push(File { path, text });
            }
        }
    }
}

fn is_text(name: &str) -> bool {
    match name.rsplit_once('.') {
        Some((_, ending)) => TEXTS.contains(&ending),
        None => ["Makefile", "run", "NOTICE", "LICENSE"].contains(&name),
    }
}
