//! Rows in the binary form of PostgreSQL's `COPY`, in pieces that are worth a turn over the line each.

use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type};

use crate::{StoreError, Value};

/// How a binary copy begins: its signature, no flags, no extension (PostgreSQL, COPY, Binary Format).
const HEAD: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// How it ends: a row of minus one values.
const END: [u8; 2] = (-1_i16).to_be_bytes();
/// How large a piece grows before the next one begins. The driver's own copy sends 4 kB at a time, and
/// a turn of the system for each costs more than the rows in it.
const PIECE: usize = 256 * 1024;

/// The pieces of a copy of rows whose values have these types.
pub(super) fn pieces(types: &[Type], rows: &[Vec<Value>]) -> Result<Vec<BytesMut>, StoreError> {
    let (mut done, mut piece) = (Vec::new(), empty());
    piece.extend_from_slice(HEAD);
    for row in rows {
        put(&mut piece, types, row)?;
        if piece.len() > PIECE {
            done.push(std::mem::replace(&mut piece, empty()));
        }
    }
    piece.extend_from_slice(&END);
    done.push(piece);
    Ok(done)
}

fn empty() -> BytesMut {
    BytesMut::with_capacity(PIECE + PIECE / 8)
}

/// How many values there are, and of each its length and its bytes; null has a length of minus one.
fn put(piece: &mut BytesMut, types: &[Type], row: &[Value]) -> Result<(), StoreError> {
    let many = i16::try_from(row.len()).ok().filter(|_| row.len() == types.len());
    let many = many.ok_or_else(|| wrong("it has not as many values as there are columns"))?;
    piece.extend_from_slice(&many.to_be_bytes());
    for (value, of) in row.iter().zip(types) {
        let at = piece.len();
        piece.extend_from_slice(&[0; 4]);
        let length = match value.to_sql_checked(of, piece).map_err(wrong)? {
            IsNull::Yes => -1,
            IsNull::No => i32::try_from(piece.len() - at - 4).map_err(wrong)?,
        };
        piece[at..at + 4].copy_from_slice(&length.to_be_bytes());
    }
    Ok(())
}

fn wrong(why: impl ToString) -> StoreError {
    StoreError::encoding("a row", why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params;

    #[test]
    fn a_row_is_written_as_the_manual_says() {
        let types = [Type::TEXT, Type::INT8, Type::BYTEA];
        let row = [Value::from("县"), Value::from(5), Value::Null].to_vec();
        let pieces = pieces(&types, &[row]).unwrap();
        let mut expected = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0".to_vec();
        expected.extend([0, 3, 0, 0, 0, 3, 0xe5, 0x8e, 0xbf, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 5]);
        expected.extend([0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
        assert_eq!((pieces.len(), &pieces[0][..]), (1, &expected[..]));
    }

    #[test]
    fn many_rows_go_in_several_pieces_and_lose_nothing() {
        let row = |at: i64| params!["x".repeat(1_000), at].to_vec();
        let rows: Vec<_> = (0..1_000).map(row).collect();
        let pieces = pieces(&[Type::TEXT, Type::INT8], &rows).unwrap();
        assert!(pieces.len() > 2, "{}", pieces.len());
        let each = 2 + 4 + 1_000 + 4 + 8;
        let all: usize = pieces.iter().map(|piece| piece.len()).sum();
        assert_eq!(all, HEAD.len() + 1_000 * each + END.len());
    }

    #[test]
    fn a_row_that_does_not_fit_is_refused() {
        let refused = |row: &[Value]| pieces(&[Type::INT8], &[row.to_vec()]).is_err();
        assert!(refused(&params![1, 2]));
        assert!(refused(&params!["text"]));
        assert!(!refused(&params![1]));
    }
}
