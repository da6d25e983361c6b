//! Every statement that reads or changes rows goes along an index: what is quick with a hundred cases
//! is so with a million. The planner of SQLite is asked about the text of each statement as it stands
//! in the sources, so that a new one is looked at without anybody thinking of it.

use std::fs;
use std::path::{Path, PathBuf};

use store::testing::plan_of;

/// Indices of which a statement may walk along all rows of the county: each of them is short, or is
/// read in its order up to a limit.
const WALKED: [&str; 7] = [
    // One row a year, one a level and place, one a county.
    "sqlite_autoindex_calendars_1",
    "sqlite_autoindex_rating_tallies_1",
    "sqlite_autoindex_ledger_heads_1",
    // The posts of a county's officers, counted by department.
    "sqlite_autoindex_grants_1",
    // What waits for the log, what is open on desks, the newest checkpoint: in order, with a limit.
    "records_waiting",
    "tasks_due",
    "sqlite_autoindex_ledger_checkpoints_1",
];

/// What statements call their inner queries; these are scanned because they are small.
const INNER: [&str; 4] = ["(subquery", "next", "waiting", "oldest"];

#[test]
fn no_statement_reads_a_whole_table() {
    let store = store::testing::sqlite();
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let (mut seen, mut wrong) = (0, Vec::new());
    for path in files(&crates) {
        let text = fs::read_to_string(&path).unwrap();
        for statement in statements(&text) {
            seen += 1;
            let plan = plan_of(&store, &statement);
            wrong.extend(
                plan.lines()
                    .filter(|step| is_long(step))
                    .map(|step| format!("{}: {step}\n    {statement}", path.display())),
            );
        }
    }
    assert!(seen > 100, "only {seen} statements");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_whole_table_is_told_from_a_way_along_an_index() {
    let store = store::testing::sqlite();
    let check = |statement: &str, expected: bool| {
        let plan = plan_of(&store, statement);
        assert_eq!(plan.lines().any(is_long), expected, "{statement}\n{plan}");
    };
    check("SELECT id FROM people WHERE county = $1 AND id = $2", false);
    check("SELECT id FROM people WHERE county = $1 AND phone = $2", true);
    check("SELECT id FROM people WHERE name = $1", true);
}

/// Whether a step of a plan goes through all rows of a table, or of a county.
fn is_long(step: &str) -> bool {
    match step.strip_prefix("SCAN ") {
        Some(what) => !INNER.iter().any(|name| what.starts_with(name)),
        None => step.ends_with("(county=?)") && !WALKED.iter().any(|index| step.contains(index)),
    }
}

/// The sources that may hold statements about the database of the service.
fn files(crates: &Path) -> Vec<PathBuf> {
    let (mut folders, mut found) = (vec![crates.to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the folder can be read") {
            let path = entry.expect("an entry").path();
            // The planner reads tables of other people's files.
            let is_ours = !["target", "tests", "planner"].iter().any(|name| path.ends_with(name));
            if path.is_dir() && is_ours {
                folders.push(path);
            } else if holds_statements(&path) {
                found.push(path);
            }
        }
    }
    found
}

fn holds_statements(path: &Path) -> bool {
    let in_rows = path.parent().is_some_and(|folder| folder.ends_with("rows"));
    let is_source = path.extension().is_some_and(|kind| kind == "rs");
    is_source && (in_rows || path.ends_with("rows.rs") || path.ends_with("store/src/jobs.rs"))
}

/// The statements in a source: no text of SQL has a quotation mark in it.
fn statements(text: &str) -> Vec<String> {
    let begins = ["\"SELECT ", "\"UPDATE ", "\"DELETE FROM "];
    let starts = begins.iter().flat_map(|begin| text.match_indices(begin)).map(|(at, _)| at + 1);
    let whole = starts.filter_map(|at| text[at..].split('"').next());
    let whole = whole.filter(|one| !one.contains('{'));
    whole.map(|one| one.replace('\\', " ")).collect()
}
