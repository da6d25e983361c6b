//! The wire format of protocol buffers: numbered fields in a slice of bytes.

/// Something in the bytes is not what the format allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Malformed(pub(super) &'static str);

/// A field's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value<'a> {
    /// A whole number; signed ones as they stand on the wire.
    Number(u64),
    /// A string, a message or packed numbers.
    Bytes(&'a [u8]),
    /// Four or eight bytes that nothing here needs.
    Fixed,
}

impl<'a> Value<'a> {
    /// The bytes, or none at all when the field has another type (as protobuf readers do).
    pub(super) fn bytes(self) -> &'a [u8] {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::Number(_) | Self::Fixed => &[],
        }
    }

    /// The number, or zero when the field has another type.
    pub(super) fn number(self) -> u64 {
        match self {
            Self::Number(number) => number,
            Self::Bytes(_) | Self::Fixed => 0,
        }
    }
}

/// A message being read, field by field.
#[derive(Clone, Copy, Debug)]
pub(super) struct Message<'a> {
    rest: &'a [u8],
}

impl<'a> Message<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The next field with its number; `None` at the end.
    pub(super) fn field(&mut self) -> Result<Option<(u32, Value<'a>)>, Malformed> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let key = varint(&mut self.rest)?;
        let value = match key & 7 {
            0 => Value::Number(varint(&mut self.rest)?),
            1 => self.take(8).map(|_| Value::Fixed)?,
            2 => {
                let length = usize::try_from(varint(&mut self.rest)?).unwrap_or(usize::MAX);
                Value::Bytes(self.take(length)?)
            }
            5 => self.take(4).map(|_| Value::Fixed)?,
            _ => return Err(Malformed("a field of unknown wire type")),
        };
        Ok(Some(((key >> 3) as u32, value)))
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], Malformed> {
        let (taken, rest) = self
            .rest
            .split_at_checked(length)
            .ok_or(Malformed("a field longer than its message"))?;
        self.rest = rest;
        Ok(taken)
    }
}

/// Reads a number of up to ten bytes, seven bits each, lowest first.
#[inline]
pub(super) fn varint(rest: &mut &[u8]) -> Result<u64, Malformed> {
    let mut number = 0u64;
    for (i, &byte) in rest.iter().take(10).enumerate() {
        number |= u64::from(byte & 0x7f) << (7 * i);
        if byte < 0x80 {
            *rest = &rest[i + 1..];
            return Ok(number);
        }
    }
    Err(Malformed("a number without end"))
}

/// Undoes the zigzag that keeps small negative numbers short.
#[inline]
pub(super) fn zigzag(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

/// Packed numbers, one by one; ends at the first broken one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Packed<'a> {
    rest: &'a [u8],
}

impl<'a> Packed<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The bytes not read yet.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }
}

impl Iterator for Packed<'_> {
    type Item = u64;

    #[inline]
    fn next(&mut self) -> Option<u64> {
        varint(&mut self.rest).ok()
    }
}

/// Packed signed differences, added up as they are read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sums<'a> {
    packed: Packed<'a>,
    sum: i64,
}

impl<'a> Sums<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { packed: Packed::new(bytes), sum: 0 }
    }
}

impl Iterator for Sums<'_> {
    type Item = i64;

    #[inline]
    fn next(&mut self) -> Option<i64> {
        // Wrapping: a broken file may overflow, and its places are then refused as off the earth.
        self.sum = self.sum.wrapping_add(zigzag(self.packed.next()?));
        Some(self.sum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_the_specification() {
        let mut rest: &[u8] = &[0xac, 0x02, 7];
        assert_eq!(varint(&mut rest), Ok(300));
        assert_eq!(rest, [7]);
        assert_eq!([0, 1, 2, 3, u64::MAX].map(zigzag), [0, -1, 1, -2, i64::MIN]);
        assert!(varint(&mut &[0xff; 11][..]).is_err());
        assert!(varint(&mut &[0x80][..]).is_err());
    }

    #[test]
    fn a_field_beyond_its_message_is_malformed() {
        let mut message = Message::new(&[0x0a, 5, b'a']);
        assert_eq!(message.field(), Err(Malformed("a field longer than its message")));
        let mut message = Message::new(&[0x0a, 1, b'a', 0x10, 3]);
        assert_eq!(message.field(), Ok(Some((1, Value::Bytes(b"a")))));
        assert_eq!(message.field(), Ok(Some((2, Value::Number(3)))));
        assert_eq!(message.field(), Ok(None));
    }
}
