//! The templates of every crate, read from the sources: which struct draws which file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::reader::LANGUAGES;
use crate::support::root;

/// The templates that were not drawn in a language, and those that nothing draws at all.
pub fn not_drawn(drawn: &BTreeSet<(String, &'static str)>) -> Vec<String> {
    let mut wrong = Vec::new();
    for folder in files(&root().join("crates"), 1) {
        let crate_name = name(&folder).replace('-', "_");
        let mut sources = Vec::new();
        collect(&folder.join("src"), "rs", &mut sources);
        let mut templates = Vec::new();
        collect(&folder.join("templates"), "html", &mut templates);
        let structs: BTreeMap<String, String> = sources
            .iter()
            .flat_map(|source| structs(&crate_name, &folder.join("src"), source))
            .collect();
        for (page, template) in &structs {
            for (_, language) in LANGUAGES {
                let is_drawn =
                    |(other, at): &(String, &str)| plain(other) == page && *at == language;
                if !drawn.iter().any(is_drawn) {
                    wrong.push(format!("{template} is not drawn in {language} ({page})"));
                }
            }
        }
        wrong.extend(unused(&templates, &structs, &folder));
    }
    wrong
}

/// The name of a struct without its lifetimes.
fn plain(name: &str) -> &str {
    name.split('<').next().unwrap_or_default()
}

/// The page structs of a source with their templates.
fn structs(crate_name: &str, src: &Path, source: &Path) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(source).expect("a source can be read");
    let below = source.strip_prefix(src).expect("it lies below").with_extension("");
    let parts = below.iter().map(|part| part.to_string_lossy().into_owned());
    let modules: Vec<String> = parts.filter(|part| part != "mod" && part != "lib").collect();
    let mut found = Vec::new();
    for after in text.split("#[template(path = \"").skip(1) {
        let template = after.split('"').next().unwrap_or_default().to_owned();
        let Some((_, after)) = after.split_once("struct ") else { continue };
        let named = after.split(|letter: char| !letter.is_alphanumeric()).next();
        let path = [&[crate_name.to_owned()][..], &modules].concat().join("::");
        found.push((format!("{path}::{}", named.unwrap_or_default()), template));
    }
    found
}

/// Files that no struct draws and no other template takes in.
fn unused(templates: &[PathBuf], structs: &BTreeMap<String, String>, folder: &Path) -> Vec<String> {
    let texts: Vec<String> = templates
        .iter()
        .map(|file| std::fs::read_to_string(file).expect("a template can be read"))
        .collect();
    let below = |file: &PathBuf| {
        let below = file.strip_prefix(folder.join("templates")).expect("it lies below");
        below.display().to_string()
    };
    let is_taken_in = |file: &str| {
        let taken = ["extends", "import", "include"].map(|how| format!("{how} \"{file}\""));
        taken.iter().any(|taken| texts.iter().any(|text| text.contains(taken)))
    };
    let is_used = |file: &String| {
        structs.values().any(|drawn| drawn == file) || is_taken_in(file) || is_shared(file)
    };
    let unused = templates.iter().map(below).filter(|file| !is_used(file));
    unused.map(|file| format!("{file}: nothing draws it")).collect()
}

/// What the templates of other crates take in.
fn is_shared(file: &str) -> bool {
    file.starts_with("components/")
}

fn collect(folder: &Path, ending: &str, into: &mut Vec<PathBuf>) {
    for path in files(folder, 0) {
        if path.is_dir() {
            collect(&path, ending, into);
        } else if path.extension().is_some_and(|other| other == ending) {
            into.push(path);
        }
    }
}

/// What lies in a folder, sorted; a folder that has to be there holds at least so many things.
fn files(folder: &Path, least: usize) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    assert!(paths.len() >= least, "nothing in {}", folder.display());
    paths
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
