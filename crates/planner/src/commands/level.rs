//! `--only-level`: rows of one level of divisions; a yearbook has country, provinces and counties in
//! one table, and sums over all of them would count everybody three times.

use std::path::Path;

use basis::division::Level;
use clap::ValueEnum;
use serde_json::{Value, json};

use super::travel::word;
use crate::host::Host;
use crate::tables::Record;

/// A level of divisions, as an option gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OnlyLevel {
    /// 省级: two digits, or zeros from the third on.
    Province,
    /// 地级: four digits, or zeros from the fifth on.
    Prefecture,
    /// 县级: six digits that do not end in 00.
    County,
    /// 乡级: nine digits.
    Township,
    /// 村级: twelve digits.
    Village,
}

impl From<OnlyLevel> for Level {
    fn from(level: OnlyLevel) -> Self {
        match level {
            OnlyLevel::Province => Self::Province,
            OnlyLevel::Prefecture => Self::Prefecture,
            OnlyLevel::County => Self::County,
            OnlyLevel::Township => Self::Township,
            OnlyLevel::Village => Self::Village,
        }
    }
}

/// Lets the rows of a level through and counts the others of one file.
pub(super) struct Sieve {
    level: Option<OnlyLevel>,
    without_code: u64,
    of_other_levels: u64,
    first: u64,
}

impl Sieve {
    /// Lets everything through where no level is asked for.
    pub(super) fn new(level: Option<OnlyLevel>) -> Self {
        Self { level, without_code: 0, of_other_levels: 0, first: 0 }
    }

    /// Whether a row counts, by the code in its `n`th column.
    pub(super) fn takes(&mut self, record: &Record<'_>, n: usize) -> bool {
        let Some(level) = self.level else { return true };
        let found = record.cell(n).word().and_then(|code| level_of(&code));
        if found == Some(level.into()) {
            return true;
        }
        if self.left_out() == 0 {
            self.first = record.place().row;
        }
        match found {
            None => self.without_code += 1,
            Some(_) => self.of_other_levels += 1,
        }
        false
    }

    fn left_out(&self) -> u64 {
        self.without_code + self.of_other_levels
    }

    /// Tells of the rows that were left out, and gives their numbers; `None` where no level is asked
    /// for.
    pub(super) fn tell(&self, file: &Path, host: &dyn Host) -> Option<Value> {
        let level = word(self.level?);
        let Self { without_code, of_other_levels, first, .. } = self;
        let left_out = self.left_out();
        if left_out > 0 {
            host.notice(&format!(
                "{}: {left_out} rows are not of level {level} and are left out: {without_code} without \
                 a division code, {of_other_levels} of other levels; the first is row {first}",
                file.display()
            ));
        }
        let file = file.file_name().map(|name| name.to_string_lossy());
        Some(json!({
            "file": file,
            "level": level,
            "without_code": without_code,
            "of_other_levels": of_other_levels,
        }))
    }
}

/// The level of a code of 2, 4, 6, 9 or 12 digits: it ends where only zeros follow. `None` for what
/// is no code.
fn level_of(code: &str) -> Option<Level> {
    let whole = Level::ALL.iter().any(|level| level.digits() == code.len());
    if !whole || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Level::ALL.into_iter().find(|level| {
        code.as_bytes()
            .get(level.digits()..)
            .is_some_and(|rest| rest.iter().all(|byte| *byte == b'0'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_level_of_a_code_is_where_its_zeros_begin() {
        let check =
            |code: &str, expected: Option<Level>| assert_eq!(level_of(code), expected, "{code}");
        check("33", Some(Level::Province));
        check("330000", Some(Level::Province));
        check("330800", Some(Level::Prefecture));
        check("330825", Some(Level::County));
        check("330825000000", Some(Level::County));
        check("330825001", Some(Level::Township));
        check("330825001200", Some(Level::Village));
        for none in ["", "全国", "3308251", "33082x"] {
            check(none, None);
        }
    }
}
