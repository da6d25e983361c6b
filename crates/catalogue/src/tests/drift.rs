//! Drift between counties and from the base; violations that name both places.

use super::{TODAY, good};
use crate::codes::BASE_RULE_BROKEN;
use crate::elastic::drift_of;
use crate::{Settings, SourceFile, check_files};

const OURS: &str = "county/330825/elderly-allowance.yaml";

/// The model catalogue with a second county, changed by pairs of words.
fn neighbours(changes: &[(&str, &str)]) -> Vec<SourceFile> {
    let mut files = good();
    let text = files.iter().find(|file| file.path == OURS).unwrap().text.clone();
    let mut text = text.replace("330825\"", "330824\"");
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    files.push(SourceFile { path: "county/330824/elderly-allowance.yaml".into(), text });
    files
}

#[test]
fn a_county_that_differs_is_told_with_the_base() {
    let same = drift_of(&neighbours(&[]));
    assert!(same.outdated.is_empty());
    assert!(!same.differences.iter().any(|one| one.field == "benefit.unit.zh"));

    let drift = drift_of(&neighbours(&[("  promised: {n: 10", "  promised: {n: 8")]));
    let promised = drift.differences.iter().find(|one| one.field == "limits.promised.n").unwrap();
    assert_eq!(promised.base.as_deref(), Some("15"));
    let says: Vec<(&str, &str)> =
        promised.says.iter().map(|(file, says)| (file.as_str(), says.as_str())).collect();
    assert_eq!(
        says,
        [("county/330824/elderly-allowance", "8"), ("county/330825/elderly-allowance", "10")]
    );
}

#[test]
fn a_base_that_moved_on_is_told() {
    let mut files = good();
    let base = files.iter_mut().find(|file| file.path.starts_with("province/33/")).unwrap();
    base.text = base.text.replace("version: 1", "version: 2");
    let drift = drift_of(&files);
    assert_eq!(drift.outdated.len(), 1);
    assert_eq!((drift.outdated[0].reviewed, drift.outdated[0].now), (1, 2));
    assert_eq!(drift.outdated[0].base, "province/33/elderly-allowance");
}

#[test]
fn each_direction_is_kept() {
    let cases: &[(&str, &str, bool)] = &[
        ("  promised: {n: 10", "  promised: {n: 16", false),
        ("  promised: {n: 10", "  promised: {n: 9", true),
        ("visits: 0", "visits: 1", true),
        ("visits: 0", "visits: 2", false),
        ("channels: [web, counter, kiosk, helper, phone]", "channels: [counter, web]", true),
        ("channels: [web, counter, kiosk, helper, phone]", "channels: [web, phone]", false),
        ("benefit: {amount: '120元'", "benefit: {amount: '100元'", true),
        ("benefit: {amount: '120元'", "benefit: {amount: '90元'", false),
        ("    - {id: deceased", "    - {id: rich", false),
        ("    copy: 原件\n", "    copy: 复印件\n", true),
        ("  - id: identity-card\n", "  - id: photo\n", false),
        ("plain: {zh", "name: {zh: 老人钱}\nplain: {zh", false),
        ("plain: {zh", "fee: {fen: 100}\nplain: {zh", false),
    ];
    for (from, to, allowed) in cases {
        let findings = check_files(&neighbours(&[(from, to)]), &Settings::on(TODAY)).findings;
        let broken: Vec<_> = findings
            .iter()
            .filter(|one| one.code == BASE_RULE_BROKEN && one.path.contains("330824"))
            .collect();
        assert_eq!(broken.is_empty(), *allowed, "{to}: {broken:?}");
        for one in broken {
            assert!(
                one.what.zh.contains("province/33/elderly-allowance.yaml:"),
                "both places: {one}"
            );
        }
    }
}
