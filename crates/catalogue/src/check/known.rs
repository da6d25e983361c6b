//! What the check asks about a code: whether it is a division's on a day.

use basis::{Date, DivisionCode, Divisions};

use super::IsDivision;

/// Answers from a list of divisions as it holds on a day.
pub fn known(divisions: &Divisions, on: Date) -> impl Fn(&str) -> IsDivision + Sync + '_ {
    move |code| match DivisionCode::parse(code) {
        Ok(code) if divisions.get(&code, on).is_some() => IsDivision::Yes,
        Ok(code) => match divisions.ended(&code, on) {
            Some(words) => IsDivision::Ended(words),
            None => IsDivision::No,
        },
        Err(_) => IsDivision::No,
    }
}
