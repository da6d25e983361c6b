//! Every code has a bad example, and the check finds it at the place named.

use std::collections::BTreeSet;

use basis::Lang;

use super::{TODAY, good};
use crate::codes::{self, Example};
use crate::{Settings, SourceFile, check_files};

/// The model catalogue with the bad example in it, and the line and column of its mark. A file
/// that is not there is made: another version of the one it is named after, or from nothing.
pub(super) fn spoiled(example: &Example) -> (Vec<SourceFile>, u32, u32) {
    let mut files = good();
    if !files.iter().any(|file| file.path == example.file) {
        let original = example.file.replace("@2", "");
        let text = files.iter().find(|file| file.path == original).map(|file| file.text.clone());
        files.push(SourceFile { path: example.file.to_owned(), text: text.unwrap_or_default() });
        files.sort_by(|a, b| a.path.cmp(&b.path));
    }
    let file = files.iter_mut().find(|file| file.path == example.file).unwrap();
    assert!(file.text.contains(example.right), "{} has no “{}”", example.file, example.right);
    let marked = file.text.replacen(example.right, example.wrong, 1);
    let before = marked.split('«').next().unwrap();
    assert!(before.len() < marked.len(), "{} has no mark", example.file);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
    file.text = marked.replace('«', "");
    (files, u32::try_from(line).unwrap(), u32::try_from(column).unwrap())
}

#[test]
fn every_bad_example_is_found_where_it_stands() {
    let mut wrong = Vec::new();
    for entry in codes::entries() {
        let (files, line, column) = spoiled(&entry.example);
        let findings = check_files(&files, &Settings::on(TODAY)).findings;
        let hit = findings.iter().any(|one| {
            one.code == entry.code
                && one.severity == entry.severity
                && one.path == entry.example.file
                && (one.line, one.column) == (line, column)
        });
        if !hit {
            let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
            wrong.push(format!(
                "{} expected at {line}:{column}, found:\n{}",
                entry.code,
                lines.join("\n")
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn codes_are_told_apart_and_explained_in_both_languages() {
    let all: Vec<&str> = codes::entries().map(|entry| entry.code.0).collect();
    let set: BTreeSet<&str> = all.iter().copied().collect();
    assert_eq!(set.len(), all.len());
    for entry in codes::entries() {
        for lang in [Lang::Zh, Lang::En] {
            let text = codes::explain(&entry.code.0.to_lowercase(), lang).unwrap();
            assert!(text.starts_with(entry.code.0) && text.lines().count() >= 6, "{text}");
        }
    }
    assert_eq!(codes::explain("M999", Lang::Zh), None);
}

#[test]
fn a_finding_reads_as_one_line() {
    let entry = codes::entry(codes::PROMISED_OVER_STATUTORY).unwrap();
    let (files, ..) = spoiled(&entry.example);
    let findings = check_files(&files, &Settings::on(TODAY)).findings;
    let line = findings.iter().find(|one| one.code == entry.code).unwrap();
    assert_eq!(
        line.to_string(),
        "county/330825/elderly-allowance.yaml:84:13: error[M401]: 承诺时限 31 个工作日 长于法定时限 30 个工作日（《某省老年人办法》第五条）；承诺时限改为不超过 30 个工作日，或核对法定时限"
    );
    assert!(line.line(Lang::En).contains("promise 30 working days or less"));
}
