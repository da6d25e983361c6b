//! Published data: small sets kept in the tree, the others found beside the repository or said to be
//! missing.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// A given file or folder; none, said loudly, where it is not there.
pub fn given(path: &str) -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let kept = here.join("../access/fixtures").join(path);
    if kept.exists() {
        return Some(kept);
    }
    let path = here.join("../../../shared/data").join(path);
    if path.exists() {
        return Some(path);
    }
    eprintln!("NOT TESTED: {} is not there", path.display());
    None
}

/// A CSV file as columns of words.
pub fn columns(path: &Path) -> HashMap<String, Vec<String>> {
    let mut rows = super::run::rows(path).into_iter();
    let header = rows.next().unwrap();
    let mut columns: HashMap<String, Vec<String>> =
        header.iter().map(|name| (name.clone(), Vec::new())).collect();
    for row in rows {
        for (name, word) in header.iter().zip(row) {
            columns.get_mut(name).unwrap().push(word);
        }
    }
    columns
}

/// Asserts that two numbers agree to a relative error.
pub fn near(found: f64, expected: f64, relative: f64, what: &str) {
    let scale = expected.abs().max(f64::MIN_POSITIVE);
    assert!((found - expected).abs() <= relative * scale, "{what}: {found} is not {expected}");
}
