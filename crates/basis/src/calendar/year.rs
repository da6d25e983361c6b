//! One year's notice about holidays and weekends moved to work, as the data files hold it.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::statute::fixed_in;
use crate::Refusal;

/// The calendar of one year: the notices and the days they list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearCalendar {
    /// The year.
    pub year: i16,
    /// Where the State Council notices are published.
    #[serde(default)]
    pub papers: Vec<String>,
    /// The days off and the moved working days; any other day follows the plain week.
    pub days: Vec<ListedDay>,
}

/// One day that a notice lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListedDay {
    /// The holiday, e.g. 春节.
    pub name: String,
    /// The day.
    pub date: Date,
    /// True for a day off, false for a day of work.
    #[serde(rename = "isOffDay")]
    pub off: bool,
}

impl YearCalendar {
    /// Reads the JSON of one year and checks it: no day twice, and every day in its year or in
    /// the last week of the year before (a New Year holiday may begin there).
    pub fn parse_json(text: &str) -> Result<Self, Refusal> {
        let calendar: Self = serde_json::from_str(text).map_err(|error| {
            bad(
                "calendar.malformed",
                format!("放假安排文件读不懂：{error}；应为 year、papers、days 三项"),
                format!("cannot read the calendar: {error}; it has year, papers and days"),
            )
        })?;
        calendar.check()?;
        Ok(calendar)
    }

    /// Checks that this is a year's announcement and not a guess: it names the notice, lists days,
    /// and lists every holiday that the law itself fixes as a day off.
    pub fn check_announced(&self) -> Result<(), Refusal> {
        let year = self.year;
        if self.papers.is_empty() || self.days.is_empty() {
            return Err(bad(
                "calendar.empty",
                format!(
                    "{year} 年的放假安排没有写通知（papers）或日期（days），不能当作已公布；补全再导入"
                ),
                format!(
                    "the calendar of {year} names no notice (papers) or no days: a year is not announced by that; complete it and import it again"
                ),
            ));
        }
        let off = |day: Date| self.days.iter().any(|listed| listed.date == day && listed.off);
        match fixed_in(year).into_iter().find(|day| !off(*day)) {
            None => Ok(()),
            Some(day) => Err(bad(
                "calendar.against-law",
                format!(
                    "{day} 是法定节假日，{year} 年的放假安排里却没有放假；请对照国务院办公厅通知"
                ),
                format!(
                    "{day} is a holiday by law, but the calendar of {year} does not have it as a day off; compare it with the State Council's notice"
                ),
            )),
        }
    }

    fn check(&self) -> Result<(), Refusal> {
        let mut seen = BTreeSet::new();
        for day in &self.days {
            let date = day.date;
            let belongs = date.year() == self.year
                || (date.year() + 1 == self.year && date.month() == 12 && date.day() >= 25);
            if !belongs {
                return Err(bad(
                    "calendar.other-year",
                    format!("{date} 不属于 {} 年的放假安排", self.year),
                    format!("{date} does not belong to the calendar of {}", self.year),
                ));
            }
            if !seen.insert(date) {
                return Err(bad(
                    "calendar.day-twice",
                    format!("{date} 在 {} 年的放假安排里出现两次，请删去一处", self.year),
                    format!("{date} is listed twice in {}; remove one", self.year),
                ));
            }
        }
        Ok(())
    }
}

fn bad(rule: &str, zh: String, en: String) -> Refusal {
    Refusal::invalid(rule, zh, en)
}
