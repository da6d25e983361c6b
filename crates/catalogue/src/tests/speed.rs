//! A large catalogue made from the demo county's. How fast it is checked is measured by
//! `tongban bench check data/catalogue --matters 2000`.

use std::path::Path;

use super::TODAY;
use crate::{Settings, Severity, check_files, multiplied, read_folder};

#[test]
fn many_counties_have_nothing_wrong_either() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/catalogue");
    let files = read_folder(&folder).unwrap();
    let checked = check_files(&multiplied(&files, "330825", 200), &Settings::on(TODAY));
    let errors: Vec<String> = (checked.findings.iter())
        .filter(|one| one.severity == Severity::Error)
        .map(ToString::to_string)
        .collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    let counties =
        checked.catalogue.matters().filter(|one| one.division.as_deref() == Some("331000"));
    assert_eq!(counties.count(), 46, "the first neighbour has all matters");
}
