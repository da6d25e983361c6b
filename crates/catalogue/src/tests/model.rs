//! The typed matter, its schema and its pins.

use super::{TODAY, good, good_folder};
use crate::{Catalogue, Pin, Settings, check_files, schema};

#[test]
fn the_model_catalogue_has_nothing_wrong() {
    let checked = check_files(&good(), &Settings::on(TODAY));
    let lines: Vec<String> = checked.findings.iter().map(ToString::to_string).collect();
    assert!(lines.is_empty(), "{}", lines.join("\n"));
    assert_eq!(checked.catalogue.matters().count(), 4, "the base is not complete by itself");
}

#[test]
fn a_case_finds_the_version_it_is_pinned_to() {
    let catalogue = Catalogue::load(&good_folder(), &Settings::on(TODAY)).unwrap();
    let matter = catalogue.matter("330825", "elderly-allowance", TODAY).unwrap();
    assert_eq!(matter.name.zh, "高龄津贴", "the name comes from the base");
    assert_eq!(matter.pin().to_string(), "330825/elderly-allowance@1");
    let pin: Pin = "330825/elderly-allowance@1".parse().unwrap();
    assert_eq!(catalogue.pinned(&pin), Some(matter));
    assert!(catalogue.matter("330824", "elderly-allowance", TODAY).is_none());
    let before = jiff::civil::date(2025, 12, 31);
    assert!(catalogue.matter("330825", "elderly-allowance", before).is_none());
    assert_eq!(catalogue.offered("330825", TODAY).len(), 4);
    assert!(catalogue.certificate_types.contains_key("birth-certificate"));
}

#[test]
fn what_serde_writes_the_checker_accepts() {
    let catalogue = Catalogue::load(&good_folder(), &Settings::on(TODAY)).unwrap();
    for matter in catalogue.matters() {
        let json = serde_json::to_value(&**matter).unwrap();
        let node = crate::yaml::parse(&crate::yaml::to_yaml(&json), 0).unwrap();
        let again: crate::Matter = crate::yaml::decode(&node).unwrap();
        assert_eq!(&again, &**matter, "{}", matter.id);
    }
}

#[test]
fn every_pattern_of_the_schema_is_known_to_the_check() {
    let text = schema::published();
    for line in text.lines().filter(|line| line.contains("\"pattern\"")) {
        let known = crate::shape::patterns().any(|pattern| line.contains(pattern));
        assert!(known, "{line} is not in shape::Pattern");
    }
}
