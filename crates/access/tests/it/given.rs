//! The data that is given with the project: found beside the repository, or said to be missing.

use std::collections::HashMap;
use std::io::Read;
use std::path::PathBuf;

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

/// The bytes of a given file, unpacked where its name ends in `gz`.
pub(crate) fn bytes(path: &str) -> Option<Vec<u8>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(path);
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
