//! Two thousand matters, checked by hand for speed:
//! `cargo test --release -p catalogue -- --ignored two_thousand --nocapture`.

use super::{TODAY, good};
use crate::{Settings, SourceFile, check_files};

/// The model catalogue with so many counties more, each with an old-age allowance of its own.
pub(crate) fn many(count: usize) -> Vec<SourceFile> {
    let mut files = good();
    let model = files.iter().find(|file| file.path.ends_with("330825/elderly-allowance.yaml"));
    let model = model.map(|file| file.text.clone()).unwrap();
    for number in 0..count {
        let division = format!("33{:04}", number + 1000);
        files.push(SourceFile {
            path: format!("county/{division}/elderly-allowance.yaml"),
            text: model.replace("330825\"", &format!("{division}\"")),
        });
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

#[test]
fn many_counties_have_nothing_wrong_either() {
    let checked = check_files(&many(40), &Settings::on(TODAY));
    assert_eq!(checked.findings, []);
    assert_eq!(checked.catalogue.matters().count(), 44);
}

#[test]
#[ignore = "a measurement, meant for a release build"]
fn two_thousand_matters_are_checked_in_a_second() {
    let files = many(2000);
    let bytes: usize = files.iter().map(|file| file.text.len()).sum();
    let began = std::process::Command::new("date").arg("+%s%N").output().unwrap();
    let checked = check_files(&files, &Settings::on(TODAY));
    let ended = std::process::Command::new("date").arg("+%s%N").output().unwrap();
    let nanos = |out: std::process::Output| {
        String::from_utf8(out.stdout).unwrap().trim().parse::<i128>().unwrap()
    };
    let millis = (nanos(ended) - nanos(began)) / 1_000_000;
    assert_eq!(checked.findings, []);
    eprintln!("{} matters, {bytes} bytes: {millis} ms", checked.catalogue.matters().count());
    assert!(millis < 1000 || cfg!(debug_assertions), "{millis} ms");
}
