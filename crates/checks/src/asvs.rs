//! The table of docs/ASVS.md: every item of levels 1 and 2 has its row, every row says how it stands, who
//! says yes names a test, and every test that is named is there.

use std::collections::BTreeSet;

use crate::Finding;
use crate::tree::File;

/// How many items of levels 1 and 2 each section of ASVS 5.0.0 has. They count from 1 without a gap;
/// sections of level 3 alone are not here.
const SECTIONS: [(&str, u32); 75] = [
    ("1.1", 2),
    ("1.2", 9),
    ("1.3", 11),
    ("1.4", 3),
    ("1.5", 2),
    ("2.1", 3),
    ("2.2", 3),
    ("2.3", 4),
    ("2.4", 1),
    ("3.2", 2),
    ("3.3", 4),
    ("3.4", 6),
    ("3.5", 5),
    ("3.7", 2),
    ("4.1", 3),
    ("4.2", 1),
    ("4.3", 2),
    ("4.4", 4),
    ("5.1", 1),
    ("5.2", 3),
    ("5.3", 2),
    ("5.4", 3),
    ("6.1", 3),
    ("6.2", 12),
    ("6.3", 4),
    ("6.4", 4),
    ("6.5", 5),
    ("6.6", 3),
    ("6.8", 4),
    ("7.1", 3),
    ("7.2", 4),
    ("7.3", 2),
    ("7.4", 5),
    ("7.5", 2),
    ("7.6", 2),
    ("8.1", 2),
    ("8.2", 3),
    ("8.3", 1),
    ("8.4", 1),
    ("9.1", 3),
    ("9.2", 4),
    ("10.1", 2),
    ("10.2", 2),
    ("10.3", 4),
    ("10.4", 11),
    ("10.5", 5),
    ("10.6", 2),
    ("10.7", 3),
    ("11.1", 2),
    ("11.2", 3),
    ("11.3", 3),
    ("11.4", 4),
    ("11.5", 1),
    ("11.6", 1),
    ("12.1", 3),
    ("12.2", 2),
    ("12.3", 4),
    ("13.1", 1),
    ("13.2", 5),
    ("13.3", 2),
    ("13.4", 5),
    ("14.1", 2),
    ("14.2", 4),
    ("14.3", 3),
    ("15.1", 3),
    ("15.2", 3),
    ("15.3", 7),
    ("16.1", 1),
    ("16.2", 5),
    ("16.3", 4),
    ("16.4", 3),
    ("16.5", 3),
    ("17.1", 1),
    ("17.2", 4),
    ("17.3", 2),
];
/// How a row may stand.
const STANDS: [&str; 6] = ["yes", "built", "part", "no", "proxy", "not here"];

/// What is wrong with the document, given the names of all tests.
pub(crate) fn findings(page: &File, tests: &BTreeSet<String>) -> Vec<Finding> {
    let mut missing: BTreeSet<String> = SECTIONS.iter().flat_map(all_of).collect();
    let mut found = Vec::new();
    for (line, text) in (1..).zip(page.text.lines()) {
        let wrong = |what: String| Finding::new(&page.path, line, what);
        let named: Vec<&str> = text.split('`').skip(1).step_by(2).filter(is_test).collect();
        for name in &named {
            if !tests.contains(*name) {
                found.push(wrong(format!("there is no test {name}")));
            }
        }
        let Some((items, stands)) = row(text) else { continue };
        if !STANDS.contains(&stands) {
            found.push(wrong(format!("{stands} is none of {}", STANDS.join(", "))));
        }
        if stands == "yes" && named.is_empty() {
            found.push(wrong("name the test that shows it, or say built".to_owned()));
        }
        match items_of(items) {
            Some(items) => missing.retain(|item| !items.contains(item)),
            None => found.push(wrong(format!("{items} names no items of levels 1 and 2"))),
        }
    }
    let unsaid = |item: &String| Finding::new(&page.path, 0, format!("{item} has no row"));
    found.extend(missing.iter().map(unsaid));
    found
}

/// The names of the tests of a Rust source.
pub(crate) fn tests_of(file: &File) -> Vec<String> {
    let mut names = Vec::new();
    let mut is_next = false;
    for line in file.text.lines().map(str::trim) {
        is_next |= line.starts_with("#[test]") || line.starts_with("#[tokio::test");
        if let Some((_, rest)) =
            line.split_once("fn ").filter(|_| is_next && !line.starts_with("//"))
        {
            let name = rest.split(|c: char| !(c.is_alphanumeric() || c == '_')).next();
            names.extend(name.map(str::to_owned));
            is_next = false;
        }
    }
    names
}

/// The first and third cell of a row about items.
fn row(line: &str) -> Option<(&str, &str)> {
    let mut cells = line.strip_prefix("| ")?.split(" | ");
    let items = cells.next().filter(|items| items.starts_with(|c: char| c.is_ascii_digit()))?;
    let stands = cells.nth(1)?;
    Some((items, stands))
}

/// A word of small letters with two underscores or more: no other thing of ours is called so.
fn is_test(name: &&str) -> bool {
    let is_word = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    is_word && name.matches('_').count() > 1
}

/// The items of `6.2.1, 6.2.5 – 6.2.10, 10`; none where one of them is not in the standard.
fn items_of(cell: &str) -> Option<Vec<String>> {
    let mut items = Vec::new();
    for part in cell.split(',').map(str::trim) {
        match part.split_once(" – ") {
            Some((first, last)) => {
                let (section, from) = first.rsplit_once('.')?;
                let (same, to) = last.rsplit_once('.')?;
                let (from, to) = (from.parse::<u32>().ok()?, to.parse::<u32>().ok()?);
                let is_known = section == same && to <= many(section)?;
                items.extend((from..=to).map(|n| format!("{section}.{n}")));
                is_known.then_some(())?;
            }
            None => items.extend(one_of(part)?),
        }
    }
    Some(items)
}

/// An item, or all items of a section or a chapter.
fn one_of(part: &str) -> Option<Vec<String>> {
    if let Some((section, number)) = part.rsplit_once('.')
        && let Some(most) = many(section)
    {
        let is_known = (1..=most).contains(&number.parse().ok()?);
        return is_known.then(|| vec![part.to_owned()]);
    }
    let begin = format!("{part}.");
    let within = |(section, _): &&(&str, u32)| *section == part || section.starts_with(&begin);
    let all: Vec<String> = SECTIONS.iter().filter(within).flat_map(all_of).collect();
    (!all.is_empty()).then_some(all)
}

fn many(section: &str) -> Option<u32> {
    SECTIONS.iter().find(|(name, _)| *name == section).map(|(_, many)| *many)
}

fn all_of((section, many): &(&str, u32)) -> Vec<String> {
    (1..=*many).map(|n| format!("{section}.{n}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(rows: &str) -> File {
        File { path: "docs/ASVS.md".to_owned(), text: rows.to_owned() }
    }

    fn told(rows: &str) -> Vec<String> {
        let tests = BTreeSet::from(["a_test_that_is_there".to_owned()]);
        let all = findings(&page(rows), &tests);
        all.into_iter().filter(|one| one.line > 0).map(|one| one.what).collect()
    }

    #[test]
    fn a_row_names_items_how_it_stands_and_tests_that_are_there() {
        assert_eq!(told("| 6.2.1 | eight | yes | `a_test_that_is_there` |"), Vec::<String>::new());
        assert_eq!(told("| 6.2.1 | eight | maybe | x |").len(), 1);
        assert_eq!(told("| 6.2.1 | eight | yes | by construction |").len(), 1);
        assert_eq!(told("| 6.2.13 | thirteen | no | — |").len(), 1);
        assert_eq!(told("| 3.1.1 | level 3 | no | — |").len(), 1);
        assert_eq!(told("a line with `a_test_that_is_not`").len(), 1);
        assert_eq!(told("a line with `unsafe_code` and `a::path_of_a_test`").len(), 0);
    }

    #[test]
    fn every_item_needs_a_row() {
        let all = findings(&page(""), &BTreeSet::new()).len();
        assert_eq!(all, 253, "as many as levels 1 and 2 of ASVS 5.0.0 have");
        let left = |rows: &str| findings(&page(rows), &BTreeSet::new()).len();
        assert_eq!(left("| 10, 4.3 | x | not here | y |"), 253 - 31);
        assert_eq!(left("| 6.2.5, 6.2.8 – 6.2.10 | x | no | y |"), 253 - 4);
    }

    #[test]
    fn tests_are_known_by_their_attribute() {
        let text = "#[test]\nfn one_is_here() {}\nfn none_is_here() {}\n    #[tokio::test(start_paused = true)]\n    async fn another() {\n";
        let file = File { path: "a.rs".to_owned(), text: text.to_owned() };
        assert_eq!(tests_of(&file), ["one_is_here", "another"]);
    }
}
