//! Bank card numbers: 16 to 19 digits, the last of which is a check (Luhn, ISO/IEC 7812).

/// Whether the digits pass the check.
pub(super) fn holds(number: &str) -> bool {
    let length = number.len();
    if !(16..=19).contains(&length) || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let digits = number.bytes().rev().map(|byte| u32::from(byte - b'0'));
    let sum: u32 = digits
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit * 2) {
            (0, _) => digit,
            (_, double) if double > 9 => double - 9,
            (_, double) => double,
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_wrong_digit_is_found() {
        // Test numbers that card schemes publish, and one of our own.
        let cases = [
            ("4111111111111111", true),
            ("5555555555554444", true),
            ("6200000000000005", true),
            ("6200000000000006", false),
            ("6217000000000000000", false),
            ("411111111111111", false),
        ];
        for (number, expected) in cases {
            assert_eq!(holds(number), expected, "{number}");
        }
        for place in 0..16 {
            let mut digits: Vec<u8> = b"4111111111111111".to_vec();
            digits[place] = b'0' + (digits[place] - b'0' + 1) % 10;
            assert!(!holds(std::str::from_utf8(&digits).unwrap()));
        }
    }
}
