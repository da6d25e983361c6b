//! What keeps the move to many machines free of changes: every statement stays in one county, so
//! that a database which is spread by county runs it on one machine. Which statements do not is
//! listed here, each with its reason. What a page needs of several counties it asks each by itself,
//! in the one place where that is bounded.

use crate::Finding;
use crate::migrations::Table;
use crate::scan::Scan;
use crate::statements::{is_statement, named, words};
use crate::tree::File;

/// Files whose statements go to all machines, and why they may.
const FAN_OUTS: [(&str, &str); 4] = [
    ("crates/store/src/backup.rs", "a backup reads and fills every table, county or not"),
    ("crates/store/src/migrate.rs", "the list of migrations is whole on every machine"),
    ("crates/store/src/shelve.rs", "indexes are laid aside only where no table is spread"),
    ("crates/store/src/distribute.rs", "the operator's step asks the catalogue of the server"),
];

/// What asks a county that need not be the one served, in a statement of that county alone.
const OF_ANOTHER: [&str; 3] = [".known_in(", ".briefly(", "held_there(&"];
/// Where these are called: bounded in number and in time, and whoever does not answer is told.
const ACROSS: &str = "crates/portal/src/elsewhere.rs";

/// What a database on many machines refuses, or does on one of them only.
const REFUSED: [(&str, &str); 20] = [
    ("nextval", "a sequence lives on one machine: make ids in the program"),
    ("setval", "a sequence lives on one machine: make ids in the program"),
    ("gen_random_uuid", "chance is bound as a parameter: make ids in the program"),
    ("current_timestamp", "time is bound as a parameter"),
    ("current_date", "time is bound as a parameter"),
    ("current_time", "time is bound as a parameter"),
    ("localtimestamp", "time is bound as a parameter"),
    ("localtime", "time is bound as a parameter"),
    ("clock_timestamp", "time is bound as a parameter"),
    ("statement_timestamp", "time is bound as a parameter"),
    ("transaction_timestamp", "time is bound as a parameter"),
    ("pg_advisory_lock", "an advisory lock holds on one machine: take a row"),
    ("pg_advisory_xact_lock", "an advisory lock holds on one machine: take a row"),
    ("listen", "a notice reaches one machine: ask again"),
    ("notify", "a notice reaches one machine: ask again"),
    ("recursive", "a recursive query over machines is refused: walk in the program"),
    ("trigger", "triggers are refused: do it in the act"),
    ("now", "time is bound as a parameter: a function that varies is refused in an update"),
    ("random", "chance is bound as a parameter: a function that varies is refused in an update"),
    ("lock", "a table lock holds up every county: take a row"),
];

/// What is wrong with the statements of a source, its tests aside.
pub(crate) fn findings(file: &File, tables: &[Table]) -> Vec<Finding> {
    if FAN_OUTS.iter().any(|(path, _)| *path == file.path) {
        return Vec::new();
    }
    let scan = Scan::new(&file.text);
    let tests_from = scan.tests_from();
    let production = scan.strings.iter().filter(|(line, _)| *line < tests_from);
    let wrong = production.filter_map(|(line, text)| {
        let why = wrong(text, tables)?;
        Some(Finding::new(&file.path, *line, format!("{why}: {}", beginning(text))))
    });
    wrong.collect()
}

/// How many statements on our tables a source holds, its tests aside.
pub(crate) fn many(file: &File, tables: &[Table]) -> usize {
    let scan = Scan::new(&file.text);
    let tests_from = scan.tests_from();
    let production = scan.strings.iter().filter(|(line, _)| *line < tests_from);
    let is_ours = |text: &str| {
        let words = words(text);
        let names_one = named(&words, tables).count() > 0;
        names_one && is_statement(&words)
    };
    production.filter(|(_, text)| is_ours(text)).count()
}

/// Calls of what asks other counties, outside the one place where that is bounded.
pub(crate) fn strays(file: &File) -> Vec<Finding> {
    if file.path == ACROSS {
        return Vec::new();
    }
    let scan = Scan::new(&file.text);
    let production = scan.code.lines().enumerate().take(scan.tests_from().saturating_sub(1));
    let stray = production.filter_map(|(i, line)| {
        let call = OF_ANOTHER.iter().find(|call| line.contains(**call))?;
        let what = format!("{call}…) asks another county: only {ACROSS} does, which is bounded");
        Some(Finding::new(&file.path, i + 1, what))
    });
    stray.collect()
}

/// Why a statement does not stay in one county; nothing for what does, and for what is no statement
/// on a table of ours.
fn wrong(text: &str, tables: &[Table]) -> Option<String> {
    let words = words(text);
    let many = named(&words, tables).count();
    if !is_statement(&words) || many == 0 {
        return None;
    }
    let refused = REFUSED.iter().find(|(word, _)| words.iter().any(|other| other == word));
    if let Some((_, why)) = refused {
        return Some((*why).to_owned());
    }
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    match words[0].as_str() {
        "insert" => wrong_insert(&flat, many),
        _ => wrong_search(&flat, many),
    }
}

/// A row names its county first, and whatever stands in its way is looked for in that county; so are
/// the rows of which it is made, where it is made of others.
fn wrong_insert(flat: &str, many: usize) -> Option<String> {
    let names_county = flat.split_once('(').is_some_and(|(_, rest)| rest.starts_with("county,"));
    if !names_county {
        return Some("a row must name its county first".to_owned());
    }
    let stands_in_the_way = flat.split_once("on conflict");
    let is_in_county = stands_in_the_way.is_none_or(|(_, rest)| {
        let rest = rest.trim_start();
        rest.starts_with("(county,") || rest.starts_with("(county)")
    });
    let sets = flat.split_once("do update set").map(|(_, sets)| sets).unwrap_or_default();
    if !is_in_county {
        return Some("ON CONFLICT must begin with county".to_owned());
    }
    let values = flat.split_once("values (").map(|(_, values)| values);
    if values.is_some_and(|values| !values.starts_with("$1,") && !values.starts_with("$1)")) {
        return Some("the county of a row is the first parameter: `VALUES ($1`".to_owned());
    }
    if sets.contains("county =") {
        return Some("a row may not move to another county".to_owned());
    }
    if flat.contains(" select ") { wrong_search(flat, many - 1) } else { None }
}

/// One table is held to a county that is a parameter, and each further table to that of another.
fn wrong_search(flat: &str, many: usize) -> Option<String> {
    let filters = flat.split_once(" where ").map(|(_, rest)| rest).unwrap_or_default();
    if !filters.contains("county = $") {
        return Some("no `county = $n`: it would ask every machine".to_owned());
    }
    let sets = flat.split_once(" set ").map(|(_, rest)| rest).unwrap_or_default();
    let sets = sets.split(" where ").next().unwrap_or_default();
    if sets.contains("county =") {
        return Some("a row may not move to another county".to_owned());
    }
    if names_another(flat) {
        return Some("a statement names one county, its first parameter: `county = $1`".to_owned());
    }
    if flat.matches("county = ").count() < many {
        return Some("a table is not held to the county: join on it too".to_owned());
    }
    if names_beside(flat) {
        return Some("a table beside another is held to nothing: `JOIN … ON …`".to_owned());
    }
    is_opened_by_or(flat)
        .then(|| "an OR beside the county finds those of all: put it in brackets".to_owned())
}

/// Whether tables stand one beside the other, as in `FROM a, b`.
fn names_beside(flat: &str) -> bool {
    const ENDS: [&str; 8] =
        [" where ", " join ", " order ", " group ", " limit ", " on ", " returning ", ")"];
    let mut lists = flat.split(" from ").skip(1).filter(|list| !list.starts_with('('));
    lists.any(|list| {
        let end = ENDS.iter().filter_map(|end| list.find(end)).min().unwrap_or(list.len());
        list[..end].contains(',')
    })
}

/// Whether an OR stands in no brackets of its own among conditions: `county = $1 AND a OR b`.
fn is_opened_by_or(flat: &str) -> bool {
    // Of each bracket that is open: whether its words are conditions by now.
    let mut open = vec![false];
    for word in flat.replace('(', " ( ").replace(')', " ) ").split_whitespace() {
        let is_condition = match word {
            "(" => {
                open.push(false);
                continue;
            }
            ")" => {
                open.pop();
                continue;
            }
            "or" if open.last() == Some(&true) => return true,
            "where" | "on" => true,
            "having" | "order" | "group" | "limit" | "returning" => false,
            _ => continue,
        };
        if let Some(last) = open.last_mut() {
            *last = is_condition;
        }
    }
    false
}

/// Whether a county is held to another parameter than the first.
fn names_another(flat: &str) -> bool {
    flat.match_indices("county = $").any(|(at, word)| {
        let rest = &flat[at + word.len()..];
        let number: String = rest.chars().take_while(char::is_ascii_digit).collect();
        number != "1"
    })
}

fn beginning(text: &str) -> String {
    text.split_whitespace().take(8).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_counties_are_asked_in_one_place() {
        let check = |path: &str, text: &str, expected: usize| {
            let file = File { path: path.into(), text: text.into() };
            assert_eq!(strays(&file).len(), expected, "{path}: {text}");
        };
        let all = "for county in counties {\n    cases.briefly(&scope, None, 9).await?;\n}\n";
        check("crates/desk/src/board.rs", all, 1);
        check("crates/portal/src/elsewhere.rs", all, 0);
        check("crates/identity/src/elsewhere.rs", "pub async fn known_in(&self) {}", 0);
        check("crates/desk/src/board.rs", "// ask cases.briefly(\n", 0);
    }

    #[test]
    fn a_statement_stays_in_its_county() {
        let tables = ["cases", "tasks"].map(|name| Table { name: name.into(), owner: "x".into() });
        let check = |text: &str, expected: &str| {
            let found = wrong(text, &tables);
            match expected {
                "" => assert_eq!(found, None, "{text}"),
                words => {
                    assert!(found.as_ref().is_some_and(|f| f.contains(words)), "{text}: {found:?}")
                }
            }
        };
        check("SELECT id FROM cases WHERE county = $1 AND id = $2", "");
        check("SELECT id FROM cases WHERE id = $1", "every machine");
        check("SELECT id, 'county = $1' AS a FROM cases", "every machine");
        check(
            "SELECT c.id FROM cases c JOIN tasks t ON t.county = c.county WHERE c.county = $1",
            "",
        );
        check("SELECT c.id FROM cases c JOIN tasks t ON t.id = c.id WHERE c.county = $1", "join");
        check("UPDATE cases SET a = $2 WHERE county = $1", "");
        check("UPDATE cases SET county = $2 WHERE county = $1", "another county");
        check("DELETE FROM tasks WHERE due_at < $1", "every machine");
        check(
            "INSERT INTO cases (county, id) VALUES ($1, $2) ON CONFLICT (county, id) DO NOTHING",
            "",
        );
        check("INSERT INTO cases (id, county) VALUES ($1, $2)", "first");
        check(
            "INSERT INTO cases (county, id) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING",
            "CONFLICT",
        );
        check("INSERT INTO cases (county, id) VALUES ($2, $1)", "first parameter");
        check(
            "SELECT c.id FROM cases c JOIN tasks t ON t.county = $2 WHERE c.county = $1",
            "names one county",
        );
        // A claim of jobs is led to one machine only where its inner search is, too.
        let claim = |inner: &str| {
            format!(
                "UPDATE tasks SET lease = $4 WHERE county = $1 AND id IN (SELECT id FROM tasks WHERE {inner} AND due_at <= $2 ORDER BY due_at LIMIT $3) RETURNING id"
            )
        };
        check(&claim("county = $1"), "");
        check(&claim("kind = $5"), "join");
        check("UPDATE cases SET at = now() WHERE county = $1", "parameter");
        check("SELECT id FROM cases WHERE county = $1 AND a = $2 OR b = $3", "brackets");
        check("SELECT id FROM cases WHERE county = $1 AND (a = $2 OR b = $3) ORDER BY id", "");
        check(
            "SELECT a FROM cases WHERE county = $1 GROUP BY a HAVING MIN(b) = 1 OR MAX(b) = 2",
            "",
        );
        check(&claim("county = $1 AND kind = $5 OR kind = $6"), "brackets");
        check(
            "SELECT c.id FROM cases c LEFT JOIN tasks t ON t.county = c.county OR t.id = c.id
             WHERE c.county = $1",
            "brackets",
        );
        check("SELECT c.id FROM cases c, tasks t WHERE c.county = $1 AND t.id = c.id", "beside");
        let copy = |of: &str| format!("INSERT INTO cases (county, id) SELECT county, id FROM {of}");
        check(&copy("tasks WHERE county = $1"), "");
        check(&copy("tasks WHERE id = $1"), "every machine");
        for varies in ["clock_timestamp()", "current_timestamp", "CURRENT_DATE"] {
            check(&format!("UPDATE cases SET at = {varies} WHERE county = $1"), "time is bound");
        }
        check(
            "INSERT INTO cases (county, id) VALUES ($1, gen_random_uuid())",
            "make ids in the program",
        );
        check("SELECT a FROM elsewhere WHERE b = $1", "");
        check("select the cases that you like from here", "");
    }
}
