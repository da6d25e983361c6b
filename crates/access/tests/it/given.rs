//! Published data: small sets kept in the tree, the others found beside the repository or said to be
//! missing.

use std::collections::HashMap;
use std::io::Read;
use std::path::{Path, PathBuf};

/// A table with named columns.
pub(crate) struct Table {
    columns: HashMap<String, usize>,
    rows: Vec<csv::StringRecord>,
}

impl Table {
    /// A column as text.
    pub(crate) fn texts(&self, column: &str) -> Vec<String> {
        let at = *self.columns.get(column).unwrap_or_else(|| panic!("no column {column}"));
        self.rows.iter().map(|row| row[at].to_owned()).collect()
    }

    /// A column as numbers; what is empty or not a number is none.
    pub(crate) fn numbers(&self, column: &str) -> Vec<Option<f64>> {
        self.texts(column).iter().map(|text| text.parse().ok()).collect()
    }

    /// A column in which every number is there.
    pub(crate) fn all_numbers(&self, column: &str) -> Vec<f64> {
        self.numbers(column).into_iter().map(|number| number.expect(column)).collect()
    }
}

/// Reads a table of the given data; none, said loudly, where it is not there.
pub(crate) fn table(path: &str) -> Option<Table> {
    let bytes = bytes(path)?;
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let header = reader.headers().expect("a header").clone();
    let columns = header.iter().enumerate().map(|(at, name)| (name.to_owned(), at)).collect();
    let rows = reader.records().map(|row| row.expect("a row")).collect();
    Some(Table { columns, rows })
}

/// Where the kept sets are, and where the others.
fn places(path: &str) -> [PathBuf; 2] {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    [here.join("fixtures").join(path), here.join("../../../shared/data").join(path)]
}

/// The bytes of a given file, unpacked where its name ends in `gz`.
pub(crate) fn bytes(path: &str) -> Option<Vec<u8>> {
    let [kept, beside] = places(path);
    let path = if kept.exists() { kept } else { beside };
    let Ok(bytes) = std::fs::read(&path) else {
        eprintln!("NOT TESTED: {} is not there", path.display());
        return None;
    };
    if path.extension().is_none_or(|ending| ending != "gz") {
        return Some(bytes);
    }
    let mut unpacked = Vec::new();
    flate2::read::MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut unpacked).expect("gzip");
    Some(unpacked)
}

/// Asserts that two numbers agree to a relative error.
pub(crate) fn near(found: f64, expected: f64, relative: f64, what: &str) {
    let scale = expected.abs().max(f64::MIN_POSITIVE);
    assert!(
        (found - expected).abs() <= relative * scale,
        "{what}: {found} is not {expected} to {relative}"
    );
}

#[test]
fn what_is_kept_is_what_was_published() {
    let kept = ["inequality-mexico/mexico.csv", "inequality-mexico/expected.json"];
    for path in kept.into_iter().chain(["access-chicago/tracts.csv"]) {
        let [kept, beside] = places(path).map(std::fs::read);
        let kept = kept.expect("a set that is kept");
        assert!(beside.is_err() || beside.is_ok_and(|beside| beside == kept), "{path}");
    }
    let tenth = table("access-chicago/scores-tenth.csv").expect("a set that is kept");
    let Some(all) = table("access-chicago/expected/access_scores.csv") else { return };
    for column in ["geoid", "2sfca_doc", "3sfca_dentist"] {
        let all: Vec<String> = all.texts(column).into_iter().step_by(10).collect();
        assert_eq!(tenth.texts(column), all, "{column}");
    }
}
