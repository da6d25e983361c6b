//! Small manners: a sentence first, nothing unfinished, no driver by name, nothing of one machine.

use crate::Finding;
use crate::scan::Scan;
use crate::tree::File;

/// Marks of the unfinished; taken apart so that this file does not find itself.
const MARKS: [&str; 4] =
    [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("X", "XX"), concat!("HA", "CK")];
/// Drivers of the databases.
const DRIVERS: [&str; 4] = ["rusqlite", "postgres", "tokio_postgres", "libsqlite3_sys"];
/// Where packages come from: named by tools, not by us.
const HOSTS: [&str; 6] = [
    concat!("registry.npm", "js.org"),
    concat!("static.crates", ".io"),
    concat!("index.crates", ".io"),
    concat!("files.python", "hosted.org"),
    concat!("deb.deb", "ian.org"),
    concat!("registry.npm", "mirror.com"),
];
/// Folders of somebody's machine.
const FOLDERS: [&str; 6] = [
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
    concat!("/wo", "rk/main"),
    concat!("/wo", "rk/shared"),
    concat!("/wo", "rk/target"),
];

/// A source opens with a sentence that says what it is.
pub(crate) fn opening(file: &File) -> Option<Finding> {
    let first = file.text.lines().next().unwrap_or_default();
    let sentence = first.strip_prefix("//! ").unwrap_or_default();
    (sentence.len() < 10)
        .then(|| Finding::new(&file.path, 1, "the file does not open with a `//!` sentence"))
}

/// Marks of the unfinished in what we write ourselves.
pub(crate) fn unfinished(file: &File) -> Vec<Finding> {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let marked = |line: &str| {
        line.split(|c| !word(c)).find_map(|w| MARKS.iter().find(|mark| **mark == w).copied())
    };
    numbered(&file.text)
        .filter_map(|(line, text)| {
            let mark = marked(text)?;
            Some(Finding::new(&file.path, line, format!("{mark}: finish it, or open an issue")))
        })
        .collect()
}

/// A GeoPackage is an SQLite file: the planner's reader and writer of it, and their tests, open one.
const GEOPACKAGE: [&str; 4] = [
    "crates/planner/src/out/gpkg.rs",
    "crates/planner/src/tables/gpkg.rs",
    "crates/planner/tests/it/formats.rs",
    "crates/planner/tests/it/import.rs",
];

/// A database driver named in code outside `store`, the GeoPackage reader aside.
pub(crate) fn drivers(file: &File) -> Vec<Finding> {
    if file.crate_name() == Some("store") || GEOPACKAGE.contains(&file.path.as_str()) {
        return Vec::new();
    }
    let code = Scan::new(&file.text).code;
    let word = |c: char| c.is_alphanumeric() || c == '_';
    numbered(&code)
        .filter_map(|(line, text)| {
            let driver = DRIVERS.iter().find(|driver| {
                text.split(|c| !word(c)).any(|w| w == **driver)
                    && text.contains(&format!("{driver}::"))
            })?;
            Some(Finding::new(
                &file.path,
                line,
                format!("names the driver {driver}: `store` wraps it"),
            ))
        })
        .collect()
}

/// Paths and hosts of the machine on which something was made.
pub(crate) fn machine(file: &File) -> Vec<Finding> {
    let path_start = |text: &str, at: usize| {
        let before = text[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || "_-./$}~*".contains(c))
    };
    let named = |text: &str| {
        let host = HOSTS.iter().find(|host| text.contains(**host)).copied();
        host.or_else(|| {
            let here =
                |folder: &&&str| text.match_indices(**folder).any(|(at, _)| path_start(text, at));
            FOLDERS.iter().find(|folder| here(folder)).copied()
        })
    };
    numbered(&file.text)
        .filter_map(|(line, text)| {
            let what = format!("{} belongs to one machine, not to the project", named(text)?);
            Some(Finding::new(&file.path, line, what))
        })
        .collect()
}

/// Relative links of a Markdown page that lead nowhere.
pub(crate) fn links(file: &File, exists: impl Fn(&str) -> bool) -> Vec<Finding> {
    let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut findings = Vec::new();
    for (line, text) in numbered(&file.text) {
        for target in text.split("](").skip(1).filter_map(|rest| rest.split([')', '#', ' ']).next())
        {
            let outside =
                target.is_empty() || target.contains("://") || target.starts_with("mailto:");
            if !outside && !exists(&joined(folder, target)) {
                let what = format!("the link to {target} leads nowhere");
                findings.push(Finding::new(&file.path, line, what));
            }
        }
    }
    findings
}

fn joined(folder: &str, target: &str) -> String {
    if folder.is_empty() { target.to_owned() } else { format!("{folder}/{target}") }
}

fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(i, line)| (i + 1, line))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> File {
        File { path: path.into(), text: text.into() }
    }

    fn lines(findings: Vec<Finding>) -> Vec<usize> {
        findings.into_iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn a_source_opens_with_a_sentence() {
        let check = |text, expected| assert_eq!(opening(&file("a.rs", text)).is_some(), expected);
        check("//! What this part is.\nuse a;", false);
        check("// What this part is.", true);
        check("//! x\n", true);
        check("use a;\n//! What this part is.", true);
    }

    #[test]
    fn unfinished_marks_are_found_as_words() {
        let text = format!("a\n// {}: later\nlet METHO{} = 1;\n{}", MARKS[0], MARKS[0], MARKS[2]);
        assert_eq!(lines(unfinished(&file("a.rs", &text))), [2, 4]);
    }

    #[test]
    fn drivers_are_named_in_store_alone() {
        let text = "// rusqlite::Connection\nlet a = \"postgres://x\";\nuse rusqlite::Row;\n";
        assert_eq!(lines(drivers(&file("crates/cases/src/rows.rs", text))), [3]);
        assert_eq!(lines(drivers(&file("crates/store/src/sqlite.rs", text))), [0; 0]);
        assert_eq!(lines(drivers(&file("crates/planner/src/tables/gpkg.rs", text))), [0; 0]);
        assert_eq!(lines(drivers(&file("crates/planner/src/store.rs", text))), [3]);
    }

    #[test]
    fn a_machine_does_not_show() {
        let text = format!(
            "\"{}x\"\nhttps://{}/a\n$HOME{}b\nGET /desk{}\n",
            FOLDERS[0], HOSTS[0], FOLDERS[1], FOLDERS[3]
        );
        assert_eq!(lines(machine(&file("a.md", &text))), [1, 2]);
    }

    #[test]
    fn links_lead_somewhere() {
        let text = "[a](b.md) [c](http://d)\n[e](f.md#g) [h](#i)\n";
        let found = links(&file("docs/x.md", text), |path| path == "docs/b.md");
        assert_eq!(lines(found), [2]);
    }
}
