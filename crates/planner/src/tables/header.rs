//! The names of a table's columns, for those who want to show all of it.

use std::path::Path;

use super::{Wanted, read};
use crate::PlannerError;

/// A column that no table has: every reader answers it with the columns that there are.
const NONE: &str = "\u{0}";

/// The names of the columns, in the order of the file. `lon` and `lat` of a geometry are not among
/// them, since they are no attributes.
///
/// # Errors
/// The file cannot be read or is not of its format.
pub fn header(input: &Path) -> Result<Vec<String>, PlannerError> {
    let wanted = Wanted { columns: &[NONE], option: "the columns" };
    match read(input, wanted, &mut |_| Ok(())) {
        Err(PlannerError::Column { known, .. }) => Ok(known),
        Err(other) => Err(other),
        Ok(_) => Ok(Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_read_from_tables_and_features() {
        let folder = tempfile::tempdir().unwrap();
        let check = |name: &str, text: &str, expected: &[&str]| {
            let file = folder.path().join(name);
            std::fs::write(&file, text).unwrap();
            assert_eq!(header(&file).unwrap(), expected);
        };
        check("a.csv", "id,\"people, old\",lon\n1,2,3\n", &["id", "people, old", "lon"]);
        let features = r#"{"type":"FeatureCollection","features":[
            {"type":"Feature","properties":{"name":"a"},"geometry":{"type":"Point","coordinates":[1,2]}},
            {"type":"Feature","properties":{"pop":3},"geometry":{"type":"Point","coordinates":[1,3]}}]}"#;
        check("a.geojson", features, &["name", "pop"]);
        assert!(header(&folder.path().join("none.csv")).is_err());
    }
}
