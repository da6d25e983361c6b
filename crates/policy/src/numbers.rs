//! Numbers that check but that nobody living can have: identity numbers, telephones, bank cards.
//!
//! **Identity numbers.** GB 11643 puts the division code of the first registration (GB/T 2260) first.
//! Ours begin with 339999. The police give a number only for a county-level division that exists;
//! Zhejiang's (33) are numbered by prefecture, 3301 to 3311, and the cities that the province once ran
//! directly stood under 3390. No edition of GB/T 2260 has had anything under 3399, so no registration
//! office has ever had such a number to give, to the living or the dead. Birth date, sex and check
//! character are right, so that everything which computes with a number can be tried on these. A
//! loader that knows the division list may warn of an unknown address code; it must not refuse one.
//! When the 998 numbers of a birthday are used up, 339998 follows, and so on down, all under 3399.
//!
//! **Telephones.** They begin with 154, which the national numbering plan has given to no mobile
//! network. Nothing is ever sent to them; the demo county's notices stay in its own pages.
//!
//! **Bank cards.** They begin with 9999. In ISO/IEC 7812 a first 9 means that the country with the
//! following ISO 3166 number gives the card numbers, and 900 to 999 are no countries. The last digit
//! is the Luhn check.

use basis::Date;
use basis::codes::{IdentityNumber, Sex};

/// The address part that the simulated numbers begin with.
pub const ADDRESS: u32 = 339_999;
/// How many numbers one address part has for one birthday and one sex.
const PER_ADDRESS: u32 = 499;
/// How far down the address parts may go without leaving 3399.
const ADDRESSES: u32 = 100;

/// The identity number of the n-th person of that sex born on that day, or nothing when they are
/// all used up (49,900 for each sex).
#[must_use]
pub fn identity_number(born: Date, sex: Sex, nth: u32) -> Option<IdentityNumber> {
    let down = nth / PER_ADDRESS;
    let odd = u32::from(sex == Sex::Male);
    let sequence = u16::try_from(2 * (nth % PER_ADDRESS) + 2 - odd).ok()?;
    let address = (ADDRESS - down.min(ADDRESSES)).to_string();
    (down < ADDRESSES).then(|| IdentityNumber::compose(&address, born, sequence).ok()).flatten()
}

/// The telephone of the n-th person: different for the first hundred million.
#[must_use]
pub fn phone(nth: u32) -> String {
    format!("154{:08}", scattered(u64::from(nth), 8))
}

/// The bank card of the n-th person: 19 digits with the Luhn check.
#[must_use]
pub fn bank_card(nth: u32) -> String {
    let body = format!("9999{:014}", scattered(u64::from(nth), 14));
    format!("{body}{}", luhn(&body))
}

/// Sends 0, 1, 2... to numbers that look unrelated and never repeat: the step has no common factor
/// with the power of ten.
fn scattered(nth: u64, digits: u32) -> u64 {
    const STEP: u128 = 38_196_601_125_011;
    const START: u128 = 17_320_508;
    let end = 10u128.pow(digits);
    u64::try_from((u128::from(nth) * STEP + START) % end).unwrap_or_default()
}

fn luhn(body: &str) -> u8 {
    let sum: u32 = body
        .bytes()
        .rev()
        .enumerate()
        .map(|(i, byte)| {
            let digit = u32::from(byte - b'0');
            if i % 2 == 1 {
                digit
            } else if digit > 4 {
                2 * digit - 9
            } else {
                2 * digit
            }
        })
        .sum();
    u8::try_from((10 - sum % 10) % 10).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use basis::codes::Phone;

    use super::*;

    #[test]
    fn identity_numbers_tell_sex_and_birthday_and_stay_under_3399() {
        let born: Date = "1938-02-28".parse().unwrap();
        let check = |sex, nth, expected: &str| {
            let number = identity_number(born, sex, nth).unwrap();
            assert_eq!(&number.reveal()[..17], expected);
            assert_eq!((number.birth(), number.sex()), (born, sex));
        };
        check(Sex::Male, 0, "33999919380228001");
        check(Sex::Female, 0, "33999919380228002");
        check(Sex::Male, 498, "33999919380228997");
        check(Sex::Female, 499, "33999819380228002");
        check(Sex::Male, 49_899, "33990019380228997");
        assert_eq!(identity_number(born, Sex::Male, 49_900), None);
    }

    #[test]
    fn no_division_of_either_list_begins_with_3399() {
        let lists = [
            include_str!("../../../data/divisions/china-to-county-2023.csv"),
            include_str!("../../../data/divisions/china-to-county-2025.csv"),
        ];
        for list in lists {
            assert!(list.contains("\n330825,"), "the list knows Zhejiang");
            assert!(!list.lines().any(|line| line.starts_with("3399")));
        }
    }

    #[test]
    fn luhn_is_that_of_the_published_example() {
        assert_eq!(luhn("7992739871"), 3);
        assert!(bank_card(12).starts_with("9999") && bank_card(12).len() == 19);
    }

    #[test]
    fn telephones_and_cards_do_not_repeat() {
        let phones: HashSet<String> = (0..50_000).map(phone).collect();
        let cards: HashSet<String> = (0..50_000).map(bank_card).collect();
        assert_eq!((phones.len(), cards.len()), (50_000, 50_000));
        assert!(phones.iter().all(|phone| Phone::parse(phone).unwrap().is_mobile()));
    }
}
