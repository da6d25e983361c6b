//! The check characters of the standards.

/// GB 32100's alphabet: digits and capitals without I, O, S, V, Z.
const CREDIT: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const ALPHANUMERIC: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// GB 11643 (ISO 7064 MOD 11-2) over seventeen digits.
pub(super) fn identity(body: &[u8]) -> Option<u8> {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let digit = |byte: &u8| char::from(*byte).to_digit(10);
    let sum = body
        .iter()
        .zip(WEIGHTS)
        .map(|(byte, weight)| digit(byte).map(|digit| digit * weight))
        .sum::<Option<u32>>()?;
    b"10X98765432".get((sum % 11) as usize).copied()
}

/// GB 32100 over seventeen characters.
pub(super) fn credit(body: &[u8]) -> Option<u8> {
    let (mut sum, mut weight) = (0, 1);
    for byte in body {
        sum += CREDIT.iter().position(|known| known == byte)? * weight;
        weight = weight * 3 % 31;
    }
    CREDIT.get((31 - sum % 31) % 31).copied()
}

/// GB 11714 over eight characters.
pub(super) fn organisation(body: &[u8]) -> Option<u8> {
    const WEIGHTS: [usize; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let value = |byte: &u8| ALPHANUMERIC.iter().position(|known| known == byte);
    let sum = body
        .iter()
        .zip(WEIGHTS)
        .map(|(byte, weight)| value(byte).map(|value| value * weight))
        .sum::<Option<usize>>()?;
    b"0X987654321".get(sum % 11).copied()
}

/// ISO 7064 MOD 37,36 over any characters 0-9, A-Z.
pub(super) fn mod_37_36(body: impl IntoIterator<Item = u8>) -> Option<u8> {
    let mut product = 36;
    for byte in body {
        product = (product + ALPHANUMERIC.iter().position(|known| *known == byte)?) % 36;
        product = if product == 0 { 36 } else { product } * 2 % 37;
    }
    ALPHANUMERIC.get((37 - product) % 36).copied()
}
