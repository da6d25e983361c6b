//! The kinds of facility of a life circle, as data: minutes, distance, size, and how sure each is.

use basis::LegalSource;
use serde::{Deserialize, Serialize};

use crate::error::InputError;

/// Which circle a kind of facility belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Circle {
    /// Five minutes on foot.
    #[serde(rename = "5")]
    Five,
    /// Ten minutes on foot.
    #[serde(rename = "10")]
    Ten,
    /// A quarter of an hour on foot.
    #[serde(rename = "15")]
    Fifteen,
}

impl Circle {
    /// Every circle, from the smallest.
    pub const ALL: [Self; 3] = [Self::Five, Self::Ten, Self::Fifteen];

    /// Its minutes.
    #[must_use]
    pub const fn minutes(self) -> f64 {
        match self {
            Self::Five => 5.0,
            Self::Ten => 10.0,
            Self::Fifteen => 15.0,
        }
    }
}

/// How sure a figure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// Read in a stored text.
    Confirmed,
    /// Quoted by somebody else.
    SecondHand,
    /// A setting that the office has to confirm; never law.
    Unconfirmed,
}

/// A kind of facility.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// What it is called, as 小学.
    pub name: String,
    /// In English.
    pub english: String,
    /// The circle within which it should stand.
    pub circle: Circle,
    /// Service radius in metres, not to be exceeded; none where the text gives none.
    pub radius_metres: Option<u32>,
    /// Floor area of one facility in square metres, at least; none where the text gives none.
    pub building_square_metres: Option<u32>,
    /// Whether it belongs to the basic ones, all of which a complete circle has.
    #[serde(default)]
    pub basic: bool,
    /// How sure the figures are.
    pub mark: Mark,
    /// Where they come from.
    pub source: LegalSource,
}

/// The kinds of facility of one edition of the standard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Categories {
    /// Which edition.
    pub edition: String,
    /// Walking speed behind the minutes, in metres a minute.
    pub metres_a_minute: f64,
    /// The kinds.
    #[serde(rename = "category")]
    pub categories: Vec<Category>,
}

impl Categories {
    /// Reads TOML; `file` appears in refusals.
    ///
    /// # Errors
    /// Text that is not of this form (with line and column), a kind that stands twice, or a speed
    /// that is not above 0.
    pub fn parse(file: &str, text: &str) -> Result<Self, InputError> {
        let found: Self = toml::from_str(text)
            .map_err(|error| InputError::File { file: file.to_owned(), what: error.to_string() })?;
        if !(found.metres_a_minute.is_finite() && found.metres_a_minute > 0.0) {
            let mend = "give metres a minute above 0";
            return Err(InputError::parameter("the walking speed", found.metres_a_minute, mend));
        }
        for (at, category) in found.categories.iter().enumerate() {
            let same = |other: &Category| other.name == category.name;
            if let Some(first) = found.categories[..at].iter().position(same) {
                return Err(InputError::duplicate(file, first, at, category.name.clone()));
            }
        }
        Ok(found)
    }

    /// A kind by its name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Category> {
        self.categories.iter().find(|category| category.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"
        edition = "test"
        metres_a_minute = 60.0
        [[category]]
        name = "小学"
        english = "primary school"
        circle = "10"
        radius_metres = 500
        mark = "confirmed"
        source = { law = "TD/T 1062-2021", article = "A.1" }
    "#;

    #[test]
    fn a_kind_is_read_with_its_source() {
        let found = Categories::parse("circle.toml", TEXT).unwrap();
        let school = found.get("小学").unwrap();
        assert_eq!(
            (school.circle, school.radius_metres, school.basic),
            (Circle::Ten, Some(500), false)
        );
        assert_eq!(school.source.to_string(), "《TD/T 1062-2021》A.1");
    }

    #[test]
    fn what_is_broken_is_refused_with_its_place() {
        let check = |text: &str, expected: &str| {
            let error = Categories::parse("circle.toml", text).unwrap_err().to_string();
            assert!(error.contains("circle.toml") || error.contains("speed"), "{error}");
            assert!(error.contains(expected), "{error}");
        };
        check(&TEXT.replace("\"10\"", "\"12\""), "line 7");
        check(&TEXT.replace("60.0", "0.0"), "above 0");
        check(&TEXT.replace("radius_metres", "radius"), "unknown field");
        let kind = TEXT.split("[[category]]").nth(1).unwrap();
        check(&format!("{TEXT}\n[[category]]{kind}"), "stands already in row 1");
    }
}
