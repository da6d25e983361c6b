//! Lists of column names, as options give them.

use std::fmt;
use std::str::FromStr;

/// Exactly `N` column names, separated by commas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names<const N: usize>(pub [String; N]);

impl<const N: usize> Names<N> {
    /// The names.
    #[must_use]
    pub fn each(&self) -> [&str; N] {
        self.0.each_ref().map(String::as_str)
    }
}

impl<const N: usize> FromStr for Names<N> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let names: Vec<String> = text.split(',').map(|name| name.trim().to_owned()).collect();
        if let Some(name) = names.iter().enumerate().find(|(i, n)| names[..*i].contains(n)) {
            return Err(format!("column {:?} is named twice", name.1));
        }
        if names.iter().any(String::is_empty) {
            return Err(format!("a name is empty in {text:?}"));
        }
        let found = names.len();
        names
            .try_into()
            .map(Self)
            .map_err(|_| format!("{found} column names where {N} are needed, separated by commas"))
    }
}

impl<const N: usize> fmt::Display for Names<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_so_many_different_names() {
        let three = "id, lon,lat".parse::<Names<3>>().unwrap();
        assert_eq!(three.each(), ["id", "lon", "lat"]);
        assert_eq!(three.to_string(), "id,lon,lat");
        let check = |text: &str, expected: &str| {
            let error = text.parse::<Names<2>>().unwrap_err();
            assert!(error.contains(expected), "{error}");
        };
        check("id", "1 column names where 2 are needed");
        check("id,pop,age", "3 column names");
        check("id,id", "twice");
        check("id,", "empty");
    }
}
