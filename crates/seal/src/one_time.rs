//! One-time codes after RFC 4226 and RFC 6238, and the digest that they rest on.
//!
//! Every program that shows such codes knows SHA-1, many know nothing else. What is weak of it
//! (that two texts with one digest can be made) does no harm under a key (RFC 6151, RFC 6194 §3.3);
//! nothing else of ours rests on it.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// Bytes of a key, as many as the digest has (RFC 4226 §4, R6).
pub const KEY_BYTES: usize = 20;
/// Digits of a code.
pub const CODE_DIGITS: usize = 6;
/// Seconds for which a code is shown (RFC 6238 §4.1, X).
pub const STEP_SECONDS: i64 = 30;

/// The step of a moment in milliseconds since 1970 (RFC 6238 §4.2).
#[must_use]
pub fn step_at(millis: i64) -> i64 {
    millis.div_euclid(1000 * STEP_SECONDS)
}

/// The code of a step under a key (RFC 4226 §5.3), with leading zeros.
#[must_use]
pub fn code(key: &[u8; KEY_BYTES], step: i64) -> String {
    format!("{:06}", truncated(key, step) % 1_000_000)
}

/// The 31 bits that a code is made of.
fn truncated(key: &[u8; KEY_BYTES], step: i64) -> u32 {
    // A key of up to one block is filled with zeros (RFC 2104 §2), so no length can be refused.
    let mut block = [0; 64];
    block[..KEY_BYTES].copy_from_slice(key);
    let mut mac = Hmac::<Sha1>::new(&block.into());
    mac.update(&step.to_be_bytes());
    let digest: [u8; 20] = mac.finalize().into_bytes().into();
    let from = usize::from(digest[19] & 0x0f);
    let four = [digest[from] & 0x7f, digest[from + 1], digest[from + 2], digest[from + 3]];
    u32::from_be_bytes(four)
}

/// Base 32 without padding (RFC 4648 §6), in which people type a key.
#[must_use]
pub fn base32(bytes: &[u8]) -> String {
    let mut text = String::new();
    for piece in bytes.chunks(5) {
        let letters = (piece.len() * 8).div_ceil(5);
        text.extend((0..letters).map(|at| letter(piece, at)));
    }
    text
}

/// One letter of a piece of up to five bytes: its five bits from the left.
fn letter(piece: &[u8], at: usize) -> char {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut five = [0; 8];
    five[3..3 + piece.len()].copy_from_slice(piece);
    let bits = (u64::from_be_bytes(five) >> (35 - 5 * at)) & 31;
    char::from(LETTERS[bits as usize])
}

/// The SHA-1 of some bytes, for looking into lists that others publish under it. Never for anything
/// that has to be trusted.
#[must_use]
pub fn sha1(bytes: &[u8]) -> [u8; 20] {
    <Sha1 as sha1::Digest>::digest(bytes).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &[u8; 20] = b"12345678901234567890";

    /// RFC 4226, appendix D.
    #[test]
    fn codes_agree_with_rfc_4226() {
        let published = [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583",
            "399871", "520489",
        ];
        for (step, expected) in (0..).zip(published) {
            assert_eq!(code(KEY, step), expected, "{step}");
        }
    }

    /// RFC 6238, appendix B, SHA-1; the last six of its eight digits.
    #[test]
    fn codes_agree_with_rfc_6238() {
        let check = |seconds: i64, expected: &str| {
            let step = step_at(seconds * 1000);
            assert_eq!(format!("{:08}", truncated(KEY, step) % 100_000_000), expected, "{seconds}");
            assert_eq!(code(KEY, step), expected[2..], "{seconds}");
        };
        check(59, "94287082");
        check(1_111_111_109, "07081804");
        check(1_111_111_111, "14050471");
        check(1_234_567_890, "89005924");
        check(2_000_000_000, "69279037");
        check(20_000_000_000, "65353130");
    }

    /// RFC 4648, section 10, without its padding.
    #[test]
    fn keys_are_written_as_rfc_4648_says() {
        let check = |bytes: &str, expected: &str| assert_eq!(base32(bytes.as_bytes()), expected);
        check("", "");
        check("f", "MY");
        check("fo", "MZXQ");
        check("foo", "MZXW6");
        check("foob", "MZXW6YQ");
        check("fooba", "MZXW6YTB");
        check("foobar", "MZXW6YTBOI");
    }

    /// FIPS 180-4, the example of one block.
    #[test]
    fn the_digest_agrees_with_its_standard() {
        let hex: String = sha1(b"abc").iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "a9993e364706816aba3e25717850c26c9cd0d89d");
    }
}
