//! Reads the text of a State Council notice about holidays: which days are off, which weekend days
//! are worked. Pure. Words in brackets are left out; a clause that says 上班 is about work, one that
//! says 放假, 调休, 补休 or 休息 about days off.

use basis::calendar::ListedDay;
use basis::{Date, Refusal, RefusalKind};

/// The days that a notice lists, in the order of their dates.
///
/// # Errors
/// A refusal, where no day is found or a date is none.
pub(super) fn days(year: i16, text: &str) -> Result<Vec<ListedDay>, Refusal> {
    let (mut days, mut name) = (Vec::<ListedDay>::new(), String::new());
    let text = without_brackets(text);
    for sentence in text.split(['。', '；', ';', '\n']) {
        let sentence = match sentence.split_once(['：', ':']) {
            Some((head, rest)) if head.chars().count() <= 14 => {
                name = head.rsplit('、').next().unwrap_or(head).trim().to_owned();
                rest
            }
            _ => sentence,
        };
        let mut waiting = Vec::new();
        for clause in sentence.split(['，', ',']) {
            waiting.extend(dates(year, clause)?);
            let Some(off) = verb(clause) else { continue };
            for date in waiting.drain(..) {
                days.push(ListedDay { name: name.clone(), date, off });
            }
        }
    }
    if days.is_empty() {
        return Err(nothing());
    }
    days.sort_by_key(|day| day.date);
    Ok(days)
}

/// Whether a clause is about days off (true) or days of work (false).
fn verb(clause: &str) -> Option<bool> {
    if clause.contains("上班") {
        return Some(false);
    }
    ["放假", "调休", "补休", "休息"].iter().any(|word| clause.contains(word)).then_some(true)
}

fn without_brackets(text: &str) -> String {
    let mut depth = 0_u32;
    let mut kept = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '（' | '(' => depth += 1,
            '）' | ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(letter),
            _ => {}
        }
    }
    kept
}

/// The dates of a clause: `10月1日至7日`, `9月20日、10月10日`, `2026年12月31日`.
fn dates(year: i16, clause: &str) -> Result<Vec<Date>, Refusal> {
    let (mut found, mut number) = (Vec::<Date>::new(), String::new());
    let (mut of_year, mut month, mut ranges) = (year, 0_i8, false);
    for letter in clause.chars() {
        match letter {
            '0'..='9' => {
                number.push(letter);
                continue;
            }
            '年' => of_year = number.parse().unwrap_or(year),
            '月' => month = number.parse().unwrap_or(0),
            '日' if !number.is_empty() => {
                let day = number.parse().unwrap_or(0);
                let date = Date::new(of_year, month, day).map_err(|_| no_date(month, day))?;
                match found.last().copied().filter(|_| ranges) {
                    Some(from) if date < from || days_between(from, date) > 31 => {
                        return Err(no_date(month, day));
                    }
                    Some(from) => found.extend(
                        from.series(jiff::Span::new().days(1))
                            .skip(1)
                            .take_while(|one| *one <= date),
                    ),
                    None => found.push(date),
                }
                ranges = false;
            }
            '至' | '-' | '—' | '～' => ranges = true,
            _ => {}
        }
        number.clear();
    }
    Ok(found)
}

fn days_between(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}

fn nothing() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "calendar.notice").on("notice")
}

fn no_date(month: i8, day: i8) -> Refusal {
    Refusal::invalid(
        "calendar.notice-date",
        format!("“{month}月{day}日”不是一个日子，请对照通知改正"),
        format!("{month}-{day} is no date; compare it with the notice"),
    )
    .on("notice")
}

#[cfg(test)]
mod tests {
    use basis::calendar::YearCalendar;

    use super::*;

    /// 国办发明电〔2025〕7号, as published.
    const NOTICE: &str = "一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。";

    #[test]
    fn the_notice_of_2026_reads_as_the_data_that_we_bring_along() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/calendar/2026.json");
        let known = YearCalendar::parse_json(&std::fs::read_to_string(file).unwrap()).unwrap();
        let plain = |days: Vec<ListedDay>| {
            let mut days: Vec<(Date, bool)> = days.iter().map(|day| (day.date, day.off)).collect();
            days.sort_unstable();
            days
        };
        let read = days(2026, NOTICE).unwrap();
        assert_eq!(read[0].name, "元旦");
        assert_eq!(plain(read), plain(known.days));
    }

    #[test]
    fn what_is_no_notice_or_no_date_is_told() {
        let rule = |text: &str| days(2027, text).unwrap_err().rule;
        assert_eq!(rule("大家好"), "calendar.notice");
        assert_eq!(rule("元旦：1月32日放假"), "calendar.notice-date");
        assert_eq!(rule("元旦：1月3日至1日放假"), "calendar.notice-date");
        let before = days(2027, "元旦：2026年12月31日至2027年1月2日放假").unwrap();
        assert_eq!(before.len(), 3);
    }
}
