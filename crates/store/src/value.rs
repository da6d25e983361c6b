//! The four kinds of value that both databases share, and null.

use basis::Instant;

/// A value that goes into or comes out of a statement.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Null.
    Null,
    /// BIGINT.
    Int(i64),
    /// DOUBLE PRECISION.
    Real(f64),
    /// TEXT.
    Text(String),
    /// BYTEA.
    Bytes(Vec<u8>),
}

/// Makes the parameters of a statement: `params![county, case_id, 7]` for `$1, $2, $3`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { [$($crate::Value::from($value)),*] };
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Self::Real(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<&String> for Value {
    fn from(value: &String) -> Self {
        Self::Text(value.clone())
    }
}

impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Self {
        Self::Bytes(value)
    }
}

impl From<&[u8]> for Value {
    fn from(value: &[u8]) -> Self {
        Self::Bytes(value.to_vec())
    }
}

impl<const N: usize> From<[u8; N]> for Value {
    fn from(value: [u8; N]) -> Self {
        Self::Bytes(value.to_vec())
    }
}

impl From<Instant> for Value {
    fn from(value: Instant) -> Self {
        Self::Int(value.millis())
    }
}

impl From<basis::Id> for Value {
    fn from(value: basis::Id) -> Self {
        Self::Text(value.to_string())
    }
}

macro_rules! from_ids {
    ($($id:ty),*) => { $(impl From<$id> for Value {
        fn from(value: $id) -> Self { Self::Text(value.to_string()) }
    })* };
}
from_ids!(basis::PersonId, basis::OfficerId, basis::CaseId, basis::RecordId, basis::Date);

impl<T> From<Option<T>> for Value
where
    Self: From<T>,
{
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::from)
    }
}
