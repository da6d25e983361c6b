//! Dates, money, names and days left, as people say them.

use basis::{Date, Fen, Instant, Lang};

/// 11月24日（星期二） or Tuesday 24 November; with the year when it is not this year.
#[must_use]
pub fn date(date: Date, today: Date, lang: Lang) -> String {
    let is_this_year = date.year() == today.year();
    match lang {
        Lang::Zh => {
            let year = if is_this_year { String::new() } else { format!("{}年", date.year()) };
            format!("{year}{}月{}日（{}）", date.month(), date.day(), weekday(date, lang))
        }
        Lang::En => {
            let year = if is_this_year { String::new() } else { format!(" {}", date.year()) };
            format!("{} {} {}{year}", weekday(date, lang), date.day(), month(date))
        }
    }
}

/// A date that is marked where it may still move.
#[must_use]
pub fn due_date(day: Date, provisional: bool, today: Date, lang: Lang) -> String {
    let text = date(day, today, lang);
    match (provisional, lang) {
        (false, _) => text,
        (true, Lang::Zh) => format!("{text}（暂定）"),
        (true, Lang::En) => format!("{text} (provisional)"),
    }
}

/// Date and time of day: 11月24日（星期二）上午9:05 or Tuesday 24 November, 9:05 am.
#[must_use]
pub fn moment(at: Instant, today: Date, lang: Lang) -> String {
    let (day, time) = (date(at.date(), today, lang), at.time());
    let hour = i32::from(time.hour());
    let clock = format!("{}:{:02}", if hour > 12 { hour - 12 } else { hour }, time.minute());
    match lang {
        Lang::Zh => format!("{day}{}{clock}", part_of_day(hour)),
        Lang::En => format!("{day}, {clock} {}", if hour < 12 { "am" } else { "pm" }),
    }
}

/// 80 元 or ¥80, with thousands separated.
#[must_use]
pub fn money(amount: Fen, lang: Lang) -> String {
    let plain = amount.to_string();
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("-", rest));
    let (yuan, fen) = digits.split_once('.').unwrap_or((digits, ""));
    let fen = if fen.is_empty() { String::new() } else { format!(".{fen}") };
    let figure = format!("{}{fen}", thousands(yuan));
    match lang {
        Lang::Zh => format!("{sign}{figure} 元"),
        Lang::En => format!("{sign}¥{figure}"),
    }
}

/// A count with thousands separated.
#[must_use]
pub fn count(number: u64) -> String {
    thousands(&number.to_string())
}

/// The family name and stars: enough to be called by, too little to be looked up.
#[must_use]
pub fn masked_name(name: &str) -> String {
    let length = name.chars().count();
    name.chars().take(1).chain(std::iter::repeat_n('*', length.saturating_sub(1))).collect()
}

/// Days left in words; negative days are days late.
#[must_use]
pub fn days_left(working_days: i64, lang: Lang) -> String {
    let days = working_days.unsigned_abs();
    match (lang, working_days) {
        (Lang::Zh, 0) => "今天到期".to_owned(),
        (Lang::En, 0) => "due today".to_owned(),
        (Lang::Zh, 1..) => format!("还剩 {days} 个工作日"),
        (Lang::Zh, _) => format!("超期 {days} 个工作日"),
        (Lang::En, 1..) => format!("{days} working {} left", plural(days)),
        (Lang::En, _) => format!("{days} working {} late", plural(days)),
    }
}

/// Text as a value of a query parameter.
#[must_use]
pub fn percent_encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

fn plural(days: u64) -> &'static str {
    if days == 1 { "day" } else { "days" }
}

fn thousands(digits: &str) -> String {
    let mut out = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn part_of_day(hour: i32) -> &'static str {
    match hour {
        0..6 => "凌晨",
        6..12 => "上午",
        12..14 => "中午",
        14..18 => "下午",
        _ => "晚上",
    }
}

fn weekday(date: Date, lang: Lang) -> &'static str {
    const ZH: [&str; 7] = ["星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"];
    const EN: [&str; 7] =
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let names = if lang == Lang::Zh { ZH } else { EN };
    let position = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or_default();
    names.get(position).copied().unwrap_or_default()
}

fn month(date: Date) -> &'static str {
    const EN: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let position = usize::try_from(date.month() - 1).unwrap_or_default();
    EN.get(position).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn dates_read_as_people_say_them() {
        let check = |date_text: &str, zh: &str, en: &str| {
            let today = day("2026-11-22");
            assert_eq!(date(day(date_text), today, Lang::Zh), zh);
            assert_eq!(date(day(date_text), today, Lang::En), en);
        };
        check("2026-11-24", "11月24日（星期二）", "Tuesday 24 November");
        check("2027-01-03", "2027年1月3日（星期日）", "Sunday 3 January 2027");
    }

    #[test]
    fn a_provisional_date_says_so() {
        let (due, today) = (day("2027-03-01"), day("2026-11-22"));
        assert!(due_date(due, true, today, Lang::Zh).ends_with("（暂定）"));
        assert!(!due_date(due, false, today, Lang::Zh).contains("暂定"));
    }

    #[test]
    fn a_moment_has_its_part_of_the_day() {
        let check = |hour, minute, zh: &str, en: &str| {
            let today = day("2026-11-22");
            let at = Instant::at(today, hour, minute);
            assert_eq!(moment(at, today, Lang::Zh), format!("11月22日（星期日）{zh}"));
            assert_eq!(moment(at, today, Lang::En), format!("Sunday 22 November, {en}"));
        };
        check(9, 5, "上午9:05", "9:05 am");
        check(12, 0, "中午12:00", "12:00 pm");
        check(17, 30, "下午5:30", "5:30 pm");
    }

    #[test]
    fn amounts_names_and_days() {
        assert_eq!(money(Fen::new(123_456_700), Lang::Zh), "1,234,567 元");
        assert_eq!(money(Fen::new(-1250), Lang::En), "-¥12.50");
        assert_eq!(masked_name("欧阳春花"), "欧***");
        assert_eq!(days_left(3, Lang::Zh), "还剩 3 个工作日");
        assert_eq!(days_left(0, Lang::Zh), "今天到期");
        assert_eq!(days_left(-1, Lang::En), "1 working day late");
        assert_eq!(percent_encoded("老人 a/b"), "%E8%80%81%E4%BA%BA%20a%2Fb");
    }
}
