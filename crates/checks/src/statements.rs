//! SQL stands only in `rows.rs`, and a table is named only by the crate that owns it.

use crate::Finding;
use crate::migrations::Table;
use crate::scan::Scan;
use crate::tree::File;

/// Words after which a table's name stands.
const BEFORE_TABLE: [&str; 5] = ["from", "join", "into", "update", "table"];

/// What is wrong with the statements of a source, its tests aside: they look where they like.
pub(crate) fn findings(file: &File, tables: &[Table]) -> Vec<Finding> {
    let owner = file.crate_name().unwrap_or_default();
    let scan = Scan::new(&file.text);
    let tests_from = scan.tests_from();
    let mut findings = Vec::new();
    for (line, text) in scan.strings.iter().filter(|(line, _)| *line < tests_from) {
        let words = words(text);
        if !is_statement(&words) {
            continue;
        }
        if !may_hold_statements(&file.path) {
            let what = "SQL outside rows.rs: move the statement there and give it a name";
            findings.push(Finding::new(&file.path, *line, what));
        }
        for table in named(&words, tables).filter(|table| table.owner != owner) {
            let what =
                format!("names the table `{}` of `{}`: ask that crate", table.name, table.owner);
            findings.push(Finding::new(&file.path, *line, what));
        }
    }
    findings
}

/// `rows.rs`, its folder when it has grown, and `store`, which is about nothing else.
fn may_hold_statements(path: &str) -> bool {
    path.ends_with("/rows.rs") || path.contains("/rows/") || path.starts_with("crates/store/")
}

/// A source whose purpose is testing.
pub(crate) fn is_test(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.contains("/tests/") || path.contains("/benches/")
}

pub(crate) fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// The beginning of a statement, with enough of it that an English sentence is not taken for one.
pub(crate) fn is_statement(words: &[String]) -> bool {
    let has = |word: &str| words.iter().any(|other| other == word);
    let second = words.get(1).map(String::as_str);
    match words.first().map(String::as_str) {
        Some("select") => has("from") && !(second == Some("the") || second == Some("a")),
        Some("insert") => second == Some("into") && (has("values") || has("select")),
        Some("update") => words.get(2).is_some_and(|word| word == "set"),
        Some("delete") => second == Some("from"),
        Some("with") => has("as") && has("select"),
        Some("create" | "drop" | "alter") => second == Some("table"),
        _ => false,
    }
}

pub(crate) fn named<'a>(
    words: &'a [String],
    tables: &'a [Table],
) -> impl Iterator<Item = &'a Table> {
    words
        .windows(2)
        .filter(|pair| BEFORE_TABLE.contains(&pair[0].as_str()))
        .filter_map(|pair| tables.iter().find(|table| table.name == pair[1]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_stay_in_their_file_and_tables_with_their_owner() {
        let tables = [
            Table { name: "people".into(), owner: "identity".into() },
            Table { name: "cases".into(), owner: "cases".into() },
        ];
        let check = |path: &str, text: &str, expected: &[&str]| {
            let file = File { path: path.into(), text: text.into() };
            let found: Vec<String> =
                findings(&file, &tables).into_iter().map(|f| f.to_string()).collect();
            assert_eq!(found.len(), expected.len(), "{found:?}");
            for (found, expected) in found.iter().zip(expected) {
                assert!(found.contains(expected), "{found:?} should speak of {expected:?}");
            }
        };
        let rows = "crates/cases/src/rows.rs";
        let acts = "crates/cases/src/acts.rs";
        check(rows, "let a = \"SELECT id FROM cases WHERE county = $1\";", &[]);
        check(
            rows,
            "\n\"SELECT id FROM cases JOIN people ON 1 = 1\"",
            &[":2: names the table `people`"],
        );
        check(acts, "\"select id from cases\"", &["SQL outside rows.rs"]);
        check(acts, "\"UPDATE people SET name = $1\"", &["SQL outside", "`people` of `identity`"]);
        check(
            acts,
            "\"Select the matter from the list\" \"update your address\" // SELECT a FROM b",
            &[],
        );
        check(acts, "#[cfg(test)]\nmod tests {\n\"select id from cases\"\n}", &[]);
        check("crates/store/src/sqlite.rs", "\"delete from jobs\"", &[]);
    }
}
