//! What every table must look like: county first, four column types, an owner in the file's name.

use crate::Finding;
use crate::tree::File;

const TYPES: [&str; 4] = ["TEXT", "BIGINT", "DOUBLE PRECISION", "BYTEA"];
/// A comment with these words above a table says that it is the same in every county.
const REFERENCE: &str = "reference table";

/// What varies from call to call: a default of a column must not.
const VARIES: [&str; 9] = [
    "CURRENT_",
    "NOW()",
    "LOCALTIME",
    "CLOCK_TIMESTAMP",
    "STATEMENT_TIMESTAMP",
    "TRANSACTION_TIMESTAMP",
    "RANDOM",
    "UUID",
    "NEXTVAL",
];

/// A table and the crate that owns it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Table {
    /// The name in lower case.
    pub(crate) name: String,
    /// The crate named in the migration's file name.
    pub(crate) owner: String,
}

/// A statement with the line on which it begins.
struct Statement {
    line: usize,
    text: String,
    reference: bool,
}

/// The crate that a migration's file name tells: `202611221203_identity_people.sql`.
pub(crate) fn owner(path: &str) -> Option<&str> {
    let name = path.strip_prefix("migrations/")?.strip_suffix(".sql")?;
    let (time, rest) = name.split_once('_')?;
    let (owner, what) = rest.split_once('_')?;
    let dated = time.len() == 12 && time.bytes().all(|byte| byte.is_ascii_digit());
    (dated && !what.is_empty()).then_some(owner)
}

/// The tables that a migration makes.
pub(crate) fn tables(migration: &File) -> Vec<Table> {
    let owner = owner(&migration.path).unwrap_or_default();
    statements(&migration.text)
        .iter()
        .filter_map(|statement| create_table(&statement.text))
        .map(|(name, _)| Table { name, owner: owner.to_owned() })
        .collect()
}

/// What is wrong in a migration.
pub(crate) fn findings(migration: &File, crates: &[&str]) -> Vec<Finding> {
    let finding = |line, what: String| Finding::new(&migration.path, line, what);
    let mut findings = Vec::new();
    match owner(&migration.path) {
        None => {
            findings.push(finding(0, "the name is not <YYYYMMDDHHMM>_<crate>_<what>.sql".into()))
        }
        Some(owner) if !crates.contains(&owner) => {
            findings.push(finding(0, format!("there is no crate `{owner}`")));
        }
        Some(_) => {}
    }
    for statement in statements(&migration.text) {
        let wrong = match create_table(&statement.text) {
            Some((name, body)) => table(&name, &body, statement.reference),
            None => unique_index(&statement.text),
        };
        findings.extend(wrong.into_iter().map(|what| finding(statement.line, what)));
        let refused = refused(&statement.text).into_iter();
        findings.extend(refused.map(|what| finding(statement.line, what.to_owned())));
    }
    findings
}

/// What a database on many machines does not make, or keeps on one of them only.
fn refused(text: &str) -> Vec<&'static str> {
    let upper = text.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase();
    let words: Vec<&str> = upper.split(|c: char| !(c.is_alphanumeric() || c == '_')).collect();
    let has = |word: &str| words.contains(&word);
    let makes = matches!(words.first().copied(), Some("CREATE" | "ALTER"));
    let mut wrong = Vec::new();
    if makes && has("TRIGGER") {
        wrong.push("a trigger is refused: do it in the act");
    }
    if has("IDENTITY") || has("AUTOINCREMENT") || (makes && has("SEQUENCE")) {
        wrong.push("what counts by itself lives on one machine: make ids in the program");
    }
    let references = upper.match_indices("REFERENCES ");
    let mut around = references.map(|(at, word)| (&upper[..at], &upper[at + word.len()..]));
    let is_stray =
        |(before, after): (&str, &str)| !is_part_of_a_name(before) && !is_in_county(before, after);
    if around.any(is_stray) {
        wrong.push("a reference must begin with county on both sides");
    }
    wrong
}

/// Whether a word goes on before this place.
fn is_part_of_a_name(before: &str) -> bool {
    before.ends_with(|c: char| c.is_alphanumeric() || c == '_')
}

/// Whether a reference stays in its county: `FOREIGN KEY (COUNTY, A) REFERENCES B (COUNTY, A)`.
fn is_in_county(before: &str, after: &str) -> bool {
    let own = before.rsplit_once("FOREIGN KEY").map(|(_, own)| own.trim());
    let own = own.and_then(|own| own.strip_prefix('(')?.strip_suffix(')'));
    let theirs = after.split_once('(').filter(|(table, _)| !table.contains([',', ')']));
    let theirs = theirs.and_then(|(_, rest)| rest.split_once(')')).map(|(columns, _)| columns);
    let begins = |columns: Option<&str>| {
        let first = columns.and_then(|columns| columns.split(',').next());
        first.is_some_and(|first| first.trim() == "COUNTY")
    };
    begins(own) && begins(theirs)
}

fn table(name: &str, body: &str, reference: bool) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut keyed = false;
    for part in split_top(body) {
        let upper = part.to_uppercase();
        if let Some(columns) = key_columns(&upper, "PRIMARY KEY").or(key_columns(&upper, "UNIQUE"))
        {
            keyed |= upper.contains("PRIMARY KEY");
            if !reference && columns.first().map(String::as_str) != Some("COUNTY") {
                wrong.push(format!("`{name}`: a key must begin with county: {part}"));
            }
        } else if !["CHECK", "FOREIGN KEY", "CONSTRAINT"].iter().any(|word| upper.starts_with(word))
        {
            wrong.extend(column(name, &part, &upper, reference, &mut keyed));
        }
    }
    if !keyed {
        wrong.push(format!("`{name}` has no primary key"));
    }
    wrong
}

fn column(
    name: &str,
    part: &str,
    upper: &str,
    reference: bool,
    keyed: &mut bool,
) -> Option<String> {
    let (_, rest) = upper.split_once(char::is_whitespace)?;
    let rest = rest.trim_start();
    let known = |kind: &str| {
        rest.strip_prefix(kind)
            .is_some_and(|after| after.is_empty() || after.starts_with([' ', '\n']))
    };
    if !TYPES.iter().any(|kind| known(kind)) {
        return Some(format!("`{name}`: only {} are types here: {part}", TYPES.join(", ")));
    }
    let default = rest.split_once("DEFAULT ").map(|(_, default)| default).unwrap_or_default();
    if VARIES.iter().any(|word| default.contains(word)) {
        return Some(format!("`{name}`: time and chance are bound as parameters: {part}"));
    }
    let inline = rest.contains("PRIMARY KEY") || rest.contains("UNIQUE");
    *keyed |= rest.contains("PRIMARY KEY");
    (inline && !reference && !upper.starts_with("COUNTY "))
        .then(|| format!("`{name}`: a key must begin with county: {part}"))
}

fn unique_index(text: &str) -> Vec<String> {
    let upper = text.to_uppercase();
    if !upper.starts_with("CREATE UNIQUE INDEX") {
        return Vec::new();
    }
    let columns = key_columns(&upper, "CREATE UNIQUE INDEX").unwrap_or_default();
    let first = columns.first().map(String::as_str);
    if first == Some("COUNTY") {
        return Vec::new();
    }
    vec![format!("a unique index must begin with county: {text}")]
}

/// The columns in the parentheses that follow when the text begins with that word.
fn key_columns(upper: &str, word: &str) -> Option<Vec<String>> {
    let rest = match upper.strip_prefix("CONSTRAINT ") {
        Some(named) => named.split_once(char::is_whitespace)?.1.trim_start(),
        None => upper,
    };
    let (_, inside) = rest.strip_prefix(word)?.split_once('(')?;
    let (columns, _) = inside.split_once(')')?;
    Some(columns.split(',').map(|column| column.trim().to_owned()).collect())
}

/// The name and the inside of `CREATE TABLE name (..)`.
fn create_table(text: &str) -> Option<(String, String)> {
    let upper = text.to_uppercase();
    let rest = upper.strip_prefix("CREATE TABLE ")?;
    let rest = rest.strip_prefix("IF NOT EXISTS ").unwrap_or(rest);
    let skipped = text.len() - rest.len();
    let (name, body) = text.get(skipped..)?.split_once('(')?;
    let (body, _) = body.rsplit_once(')')?;
    Some((name.trim().to_lowercase(), body.to_owned()))
}

/// Splits at commas that stand in no parentheses.
fn split_top(body: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0;
    for c in body.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(last) = parts.last_mut() {
            last.push(c);
        }
    }
    let trimmed = parts.iter().map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "));
    trimmed.filter(|part| !part.is_empty()).collect()
}

/// The statements of a migration without comments.
fn statements(text: &str) -> Vec<Statement> {
    let mut statements = Vec::new();
    let (mut now, mut start, mut reference) = (String::new(), 0, false);
    for (i, line) in text.lines().enumerate() {
        let (code, comment) = line.split_once("--").unwrap_or((line, ""));
        reference |= comment.contains(REFERENCE);
        if now.trim().is_empty() && !code.trim().is_empty() {
            start = i + 1;
        }
        now.push_str(code);
        now.push('\n');
        if code.trim_end().ends_with(';') {
            let text = now.trim().trim_end_matches(';').to_owned();
            statements.push(Statement { line: start, text, reference });
            (now, reference) = (String::new(), false);
        }
    }
    statements
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        let file = File { path: path.into(), text: text.into() };
        findings(&file, &["identity"]).into_iter().map(|f| f.to_string()).collect()
    }

    #[test]
    fn a_table_begins_with_its_county_and_has_four_types() {
        let check = |body: &str, expected: &[&str]| {
            let text = format!("-- people\nCREATE TABLE people (\n{body}\n);\n");
            let found = found("migrations/202611221203_identity_people.sql", &text);
            assert_eq!(found.len(), expected.len(), "{body}: {found:?}");
            for (found, expected) in found.iter().zip(expected) {
                assert!(found.contains(expected), "{found:?} should speak of {expected:?}");
            }
        };
        let key = "PRIMARY KEY (county, id)";
        check(
            &format!("county TEXT NOT NULL, id TEXT NOT NULL, share DOUBLE PRECISION, {key}"),
            &[],
        );
        check(
            &format!(
                "county TEXT, id TEXT CHECK (id IN ('a', 'b')), at BIGINT, {key}, UNIQUE (county, at)"
            ),
            &[],
        );
        check(&format!("county TEXT, id TEXT, ok BOOLEAN, {key}"), &["ok BOOLEAN"]);
        check(&format!("county TEXT, id SERIAL, {key}"), &["SERIAL"]);
        check(
            &format!("county TEXT, id TEXT, body JSONB, at TIMESTAMP, {key}"),
            &["JSONB", "TIMESTAMP"],
        );
        check("county TEXT, id TEXT, PRIMARY KEY (id, county)", &["begin with county"]);
        check("id TEXT PRIMARY KEY", &["begin with county"]);
        check(
            &format!("county TEXT, id TEXT, {key}, CONSTRAINT one UNIQUE (id)"),
            &["begin with county"],
        );
        check("county TEXT, id TEXT", &["no primary key"]);
        for varies in ["CURRENT_TIMESTAMP", "clock_timestamp()", "gen_random_uuid()"] {
            let at = format!("county TEXT, id TEXT, at BIGINT DEFAULT {varies}, {key}");
            check(&at, &["time and chance"]);
        }
        check(&format!("county TEXT, id TEXT, n BIGINT NOT NULL DEFAULT 0, {key}"), &[]);
        let counted = "id BIGINT GENERATED ALWAYS AS IDENTITY";
        check(&format!("county TEXT, {counted}, {key}"), &["make ids in the program"]);
        let both = "both sides";
        check(&format!("county TEXT, id TEXT REFERENCES p (id), {key}"), &[both]);
        check(&format!("county TEXT, id TEXT, {key}, FOREIGN KEY (id) REFERENCES p (id)"), &[both]);
        let there = "FOREIGN KEY (county, id) REFERENCES p";
        check(&format!("county TEXT, id TEXT, {key}, CONSTRAINT of_p {there}"), &[both]);
        check(&format!("county TEXT, id TEXT, {key}, {there} (county, id)"), &[]);
    }

    #[test]
    fn indexes_names_and_reference_tables() {
        let good = "migrations/202611221203_identity_people.sql";
        assert_eq!(
            found(good, "-- reference table\nCREATE TABLE d (id TEXT PRIMARY KEY);"),
            [""; 0]
        );
        assert_eq!(found(good, "CREATE UNIQUE INDEX i ON p (county, a);"), [""; 0]);
        let unique = found(good, "\nCREATE UNIQUE INDEX i ON p (a) WHERE b = 1;");
        assert!(unique[0].contains(":2: a unique index must begin with county"));
        let trigger = "CREATE TRIGGER t AFTER INSERT ON p BEGIN SELECT 1; END;";
        assert!(found(good, trigger)[0].contains("trigger is refused"));
        let added = found(good, "ALTER TABLE p ADD q TEXT REFERENCES r (id);");
        assert!(added[0].contains("both sides"), "{added:?}");
        assert_eq!(found(good, "ALTER TABLE p ADD preferences TEXT;"), [""; 0]);
        assert!(found("migrations/people.sql", "")[0].contains("the name is not"));
        assert!(found("migrations/202611221203_attic_x.sql", "")[0].contains("no crate `attic`"));
    }
}
