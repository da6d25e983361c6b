//! Opening hours: the common part of OpenStreetMap's `opening_hours`.
//!
//! Rules are separated by semicolons: days (`Mo-Fr,Su`; none for every day) and spans of a day
//! (`08:00-12:00,14:00-17:00`) or `off`; a later rule replaces an earlier one for its days. `24/7`
//! is always. `PH` (public holidays) is read and never asked about.

use std::fmt;
use std::str::FromStr;

/// Minutes of a day.
const DAY: u32 = 1_440;
const DAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

/// When a facility is open in a week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours {
    /// From and until minutes of each day, Monday first.
    days: [Vec<(u32, u32)>; 7],
}

/// A minute of the week, as in `Sa 10:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeekMinute {
    /// Monday is 0.
    day: usize,
    minute: u32,
}

impl Hours {
    /// Whether it is open at that minute.
    #[must_use]
    pub fn at(&self, when: WeekMinute) -> bool {
        self.days[when.day].iter().any(|(from, until)| (*from..*until).contains(&when.minute))
    }
}

impl FromStr for Hours {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.trim() == "24/7" {
            return Ok(Self { days: std::array::from_fn(|_| vec![(0, DAY)]) });
        }
        let mut days: [Vec<(u32, u32)>; 7] = Default::default();
        for rule in text.split(';') {
            let (on, open) = parse_rule(rule.trim()).ok_or_else(|| refusal(text, rule))?;
            for day in on {
                days[day].clone_from(&open);
            }
        }
        Ok(Self { days })
    }
}

impl FromStr for WeekMinute {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = text.split_once(' ').and_then(|(day, time)| {
            let day = DAYS.iter().position(|known| *known == day)?;
            let minute = parse_minute(time).filter(|minute| *minute < DAY)?;
            Some(Self { day, minute })
        });
        found.ok_or_else(|| format!("{text:?} is no minute of a week; write Sa 10:00"))
    }
}

impl fmt::Display for WeekMinute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:02}:{:02}", DAYS[self.day], self.minute / 60, self.minute % 60)
    }
}

/// What is wrong with a rule of opening hours, and how to write it.
fn refusal(text: &str, rule: &str) -> String {
    let spans = rule.trim().rsplit(' ').next().unwrap_or_default();
    let over_midnight = spans.split(',').find_map(|span| {
        let (from, until) = span.split_once('-')?;
        (parse_minute(from)? > parse_minute(until)?).then_some((from, until))
    });
    match over_midnight {
        Some((from, until)) => format!(
            "{text:?} has hours that pass midnight; split {from}-{until} there: write \
             {from}-24:00 for the days on which they begin and 00:00-{until} for the days after; \
             every day that is 00:00-{until},{from}-24:00"
        ),
        None => format!(
            "{text:?} are no opening hours; write Mo-Fr 08:00-17:00; Sa 09:00-12:00, or 24/7"
        ),
    }
}

/// The days of a rule and the spans of each.
type Rule = (Vec<usize>, Vec<(u32, u32)>);

fn parse_rule(rule: &str) -> Option<Rule> {
    let (days, open) = match rule.rsplit_once(' ') {
        Some((days, open)) => (parse_days(days.trim())?, open),
        None => ((0..7).collect(), rule),
    };
    if open == "off" || open == "closed" {
        return Some((days, Vec::new()));
    }
    let spans: Option<Vec<(u32, u32)>> = open.split(',').map(parse_span).collect();
    Some((days, spans?))
}

fn parse_days(text: &str) -> Option<Vec<usize>> {
    let position = |day: &str| DAYS.iter().position(|known| *known == day);
    let mut days = Vec::new();
    for part in text.split(',').map(str::trim) {
        match part.split_once('-') {
            _ if part == "PH" => {}
            None => days.push(position(part)?),
            Some((from, to)) => {
                let (from, to) = (position(from)?, position(to)?);
                // Fr-Mo runs over the end of the week.
                let length = (to + 7 - from) % 7;
                days.extend((0..=length).map(|after| (from + after) % 7));
            }
        }
    }
    Some(days)
}

fn parse_span(text: &str) -> Option<(u32, u32)> {
    let (from, until) = text.trim().split_once('-')?;
    let (from, until) = (parse_minute(from)?, parse_minute(until)?);
    (from < until).then_some((from, until))
}

fn parse_minute(text: &str) -> Option<u32> {
    let (hour, minute) = text.split_once(':')?;
    let two = |text: &str| {
        let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<u32>().ok().filter(|_| digits)
    };
    let (hour, minute) = (two(hour)?, two(minute)?);
    (minute < 60 && hour * 60 + minute <= DAY).then_some(hour * 60 + minute)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_is_read() {
        let check = |hours: &str, when: &str, open: bool| {
            let (hours, when) = (hours.parse::<Hours>().unwrap(), when.parse().unwrap());
            assert_eq!(hours.at(when), open, "{hours:?} at {when:?}");
        };
        let clinic = "Mo-Fr,Su 08:00-12:00,14:00-17:00; We off";
        check(clinic, "Mo 08:00", true);
        check(clinic, "Mo 12:00", false);
        check(clinic, "Su 16:59", true);
        check(clinic, "We 09:00", false);
        check(clinic, "Sa 09:00", false);
        check("24/7", "Sa 03:00", true);
        check("09:00-24:00", "Tu 23:59", true);
        check("Fr-Mo 09:00-10:00", "Su 09:30", true);
        check("Fr-Mo 09:00-10:00", "Tu 09:30", false);
        check("Mo 09:00-10:00; PH off", "Mo 09:30", true);
    }

    #[test]
    fn what_is_no_week_is_refused() {
        for wrong in [
            "",
            "always",
            "Mo-Fr",
            "Mo 17:00-08:00",
            "Xx 08:00-09:00",
            "Mo 8:00-9:00",
            "Mo 08:00-25:00",
            "Mo +8:00-09:00",
        ] {
            assert!(wrong.parse::<Hours>().is_err(), "{wrong}");
        }
        let refusal = "Mo-Su 22:00-06:00".parse::<Hours>().unwrap_err();
        assert!(refusal.contains("pass midnight; split 22:00-06:00 there"), "{refusal}");
        let (_, split) = refusal.rsplit_once(' ').unwrap();
        let split: Hours = format!("Mo-Su {split}").parse().unwrap();
        let at = |when: &str| split.at(when.parse().unwrap());
        assert!(at("Mo 23:00") && at("Tu 05:59") && !at("Tu 06:00"));
        for wrong in ["", "Sa", "Sa 24:00", "10:00", "Samstag 10:00"] {
            assert!(wrong.parse::<WeekMinute>().is_err(), "{wrong}");
        }
    }
}
