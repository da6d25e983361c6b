//! Words as UCS-2 in parts that fit into short messages; pure.

use super::SmsError;

/// Bytes of one message.
const WHOLE: usize = 140;
/// Characters (units of UTF-16) of one message that stands alone.
pub const ROOM: usize = WHOLE / 2;
/// Bytes of words in a part of a long message, after its header of six.
const PART: usize = 134;

/// One short message: its header (empty for a message that stands alone) and its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// Number of parts.
    pub total: u8,
    /// Which one, from 1.
    pub number: u8,
    /// Header and words.
    pub content: Vec<u8>,
}

/// The parts of a text; `reference` is the number by which a telephone joins them again.
pub(super) fn parts(text: &str, reference: u8) -> Result<Vec<Part>, SmsError> {
    let whole = ucs2(text);
    if whole.len() <= WHOLE {
        return Ok(vec![Part { total: 1, number: 1, content: whole }]);
    }
    let pieces = split(&whole);
    let total = u8::try_from(pieces.len()).map_err(|_| SmsError::TooLong)?;
    let part = |(number, piece): (u8, &[u8])| {
        let mut content = vec![5, 0, 3, reference, total, number];
        content.extend_from_slice(piece);
        Part { total, number, content }
    };
    Ok((1..=total).zip(pieces).map(part).collect())
}

/// The words of a part again.
pub(super) fn words(content: &[u8], has_header: bool) -> String {
    let body = if has_header { content.get(6..).unwrap_or_default() } else { content };
    let units: Vec<u16> =
        body.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
    String::from_utf16_lossy(&units)
}

fn ucs2(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

/// Pieces that never cut a character of two units, as rare names have.
fn split(whole: &[u8]) -> Vec<&[u8]> {
    let mut pieces = Vec::new();
    let mut rest = whole;
    while rest.len() > PART {
        let is_first_half = (0xD8..=0xDB).contains(&rest[PART - 2]);
        let (piece, after) = rest.split_at(if is_first_half { PART - 2 } else { PART });
        pieces.push(piece);
        rest = after;
    }
    pieces.push(rest);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_into_parts_and_put_together_again() {
        let check = |text: &str, expected: &[usize]| {
            let parts = parts(text, 7).unwrap();
            let lengths: Vec<usize> = parts.iter().map(|part| part.content.len()).collect();
            assert_eq!(lengths, expected, "{text}");
            let is_long = parts.len() > 1;
            let again: String = parts.iter().map(|part| words(&part.content, is_long)).collect();
            assert_eq!(again, text);
        };
        check("办好了", &[6]);
        check(&"好".repeat(70), &[140]);
        check(&"好".repeat(71), &[140, 14]);
        check(&"好".repeat(134), &[140, 140]);
        // 𬱖 has two units; the cut falls before it, not into it.
        check(&format!("{}𬱖{}", "好".repeat(66), "好".repeat(10)), &[138, 30]);
    }

    #[test]
    fn what_cannot_be_numbered_is_refused() {
        assert_eq!(parts(&"好".repeat(67 * 256), 0), Err(SmsError::TooLong));
    }
}
