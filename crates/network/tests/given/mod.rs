//! Porto Alegre (r5r-poa), found beside the repository; the tests say loudly when it is not there.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The folder of the data set, if it is there.
pub fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/r5r-poa");
    if folder.is_dir() {
        return Some(folder);
    }
    let folder = folder.display();
    eprintln!("NOT TESTED: {folder} is not there, so no answer of Porto Alegre was checked");
    None
}

/// A CSV file as columns of words.
pub fn columns(path: &Path) -> HashMap<String, Vec<String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let mut columns = vec![Vec::new(); names.len()];
    for record in reader.records() {
        for (column, word) in columns.iter_mut().zip(record.unwrap().iter()) {
            column.push(word.to_owned());
        }
    }
    names.into_iter().zip(columns).collect()
}

/// A column as amounts; what is missing is nothing.
pub fn amounts(column: &[String]) -> Vec<f64> {
    let amount = |word: &String| word.parse().ok().filter(|value: &f64| !value.is_nan());
    column.iter().map(|word| amount(word).unwrap_or(0.0)).collect()
}
