//! Values of a cell: times of day past midnight, dates, whole numbers.

use crate::units::Seconds;
use basis::Date;

/// A time of day as `H:MM:SS`; hours pass 24 for trips that run beyond midnight of their service
/// day. Up to 999 hours, so that a slip of the pen does not wrap.
pub(super) fn time(text: &[u8]) -> Option<Seconds> {
    let mut parts = text.split(|byte| *byte == b':');
    let (hours, minutes, seconds) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || hours.len() > 3 || minutes.len() != 2 || seconds.len() != 2 {
        return None;
    }
    let (hours, minutes, seconds) = (number(hours)?, number(minutes)?, number(seconds)?);
    (minutes < 60 && seconds < 60).then(|| Seconds(hours * 3600 + minutes * 60 + seconds))
}

/// Digits only, within 32 bits.
pub(super) fn number(text: &[u8]) -> Option<u32> {
    if text.is_empty() {
        return None;
    }
    text.iter().try_fold(0_u32, |sum, byte| {
        let digit = byte.is_ascii_digit().then(|| u32::from(byte - b'0'))?;
        sum.checked_mul(10)?.checked_add(digit)
    })
}

/// A day as `YYYYMMDD`.
pub(super) fn date(text: &[u8]) -> Option<Date> {
    if text.len() != 8 {
        return None;
    }
    let number = number(text)?;
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// A coordinate in degrees.
pub(super) fn degrees(text: &[u8]) -> Option<f64> {
    std::str::from_utf8(text).ok()?.parse().ok().filter(|value: &f64| value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_pass_midnight() {
        let cases: [(&str, Option<u32>); 10] = [
            ("00:00:00", Some(0)),
            ("7:05:09", Some(25_509)),
            ("23:59:59", Some(86_399)),
            ("25:10:00", Some(90_600)),
            ("100:00:00", Some(360_000)),
            ("12:60:00", None),
            ("12:00", None),
            ("12:00:00:00", None),
            ("-1:00:00", None),
            ("noon", None),
        ];
        for (text, seconds) in cases {
            assert_eq!(time(text.as_bytes()), seconds.map(Seconds), "{text}");
        }
    }

    #[test]
    fn a_date_must_exist() {
        assert_eq!(date(b"20190513"), Some(Date::constant(2019, 5, 13)));
        for wrong in ["20190230", "2019-05-13", "20191301", "", "99999999"] {
            assert_eq!(date(wrong.as_bytes()), None, "{wrong}");
        }
    }

    #[test]
    fn a_number_does_not_wrap() {
        assert_eq!(number(b"4294967295"), Some(u32::MAX));
        assert_eq!(number(b"4294967296"), None);
        assert_eq!(number(b"1 "), None);
        assert_eq!(degrees(b"-30.05"), Some(-30.05));
        assert_eq!(degrees(b"NaN"), None);
    }
}
