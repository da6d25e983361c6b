//! One value of a table.

use std::borrow::Cow;

/// A value as its format holds it.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Nothing.
    Empty,
    /// Text, perhaps of a number.
    Text(Cow<'a, str>),
    /// A number with a fraction.
    Number(f64),
    /// A whole number.
    Integer(i64),
}

/// Doubles hold whole numbers exactly up to here.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl Cell<'_> {
    /// The value as a word; whole numbers are written without a fraction. `None` for nothing.
    #[must_use]
    pub fn word(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Empty => None,
            Self::Text(text) => {
                let text = text.trim();
                (!text.is_empty()).then_some(Cow::Borrowed(text))
            }
            Self::Number(number) if number.fract() == 0.0 && number.abs() < EXACT => {
                Some(Cow::Owned(format!("{number:.0}")))
            }
            Self::Number(number) => Some(Cow::Owned(number.to_string())),
            Self::Integer(number) => Some(Cow::Owned(number.to_string())),
        }
    }

    /// The value as a number, `None` for nothing.
    ///
    /// # Errors
    /// The text that is no number.
    pub fn number(&self) -> Result<Option<f64>, String> {
        match self {
            Self::Empty => Ok(None),
            Self::Number(number) => Ok(Some(*number)),
            Self::Integer(number) => Ok(Some(*number as f64)),
            Self::Text(text) => match text.trim() {
                "" => Ok(None),
                text => text.parse().map(Some).map_err(|_| text.to_owned()),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_numbers() {
        let check = |cell: Cell<'_>, word: Option<&str>, number: Result<Option<f64>, &str>| {
            assert_eq!(cell.word().as_deref(), word, "{cell:?}");
            assert_eq!(cell.number(), number.map_err(str::to_owned), "{cell:?}");
        };
        check(Cell::Empty, None, Ok(None));
        check(Cell::Text("  ".into()), None, Ok(None));
        check(Cell::Text(" 060816029.00 ".into()), Some("060816029.00"), Ok(Some(60_816_029.0)));
        check(Cell::Text("1,5".into()), Some("1,5"), Err("1,5"));
        check(Cell::Number(17_031_010_100.0), Some("17031010100"), Ok(Some(17_031_010_100.0)));
        check(Cell::Number(1.5), Some("1.5"), Ok(Some(1.5)));
        check(Cell::Integer(-3), Some("-3"), Ok(Some(-3.0)));
        assert!(Cell::Text("NaN".into()).number().unwrap().unwrap().is_nan());
    }
}
