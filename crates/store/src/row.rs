//! One row of an answer; columns are read by name and must have the type that is asked for.

use std::str::FromStr;
use std::sync::Arc;

use crate::{StoreError, Value};

/// A row. Reading a column that is not there, or of another type, is an error that names it.
#[derive(Clone, Debug)]
pub struct Row {
    pub(crate) columns: Arc<[String]>,
    pub(crate) values: Vec<Value>,
}

impl Row {
    /// The value of a column.
    ///
    /// # Errors
    /// When there is no such column.
    pub fn value(&self, column: &str) -> Result<&Value, StoreError> {
        self.columns
            .iter()
            .position(|name| name == column)
            .and_then(|at| self.values.get(at))
            .ok_or_else(|| StoreError::failed(format!("reading column {column}"), "no such column"))
    }

    /// Text.
    ///
    /// # Errors
    /// When the column is missing, null or of another type.
    pub fn text(&self, column: &str) -> Result<String, StoreError> {
        self.opt_text(column)?.ok_or_else(|| is_null(column))
    }

    /// Text or null.
    ///
    /// # Errors
    /// When the column is missing or of another type.
    pub fn opt_text(&self, column: &str) -> Result<Option<String>, StoreError> {
        match self.value(column)? {
            Value::Null => Ok(None),
            Value::Text(text) => Ok(Some(text.clone())),
            other => Err(wrong(column, "text", other)),
        }
    }

    /// A whole number.
    ///
    /// # Errors
    /// When the column is missing, null or of another type.
    pub fn int(&self, column: &str) -> Result<i64, StoreError> {
        self.opt_int(column)?.ok_or_else(|| is_null(column))
    }

    /// A whole number or null.
    ///
    /// # Errors
    /// When the column is missing or of another type.
    pub fn opt_int(&self, column: &str) -> Result<Option<i64>, StoreError> {
        match self.value(column)? {
            Value::Null => Ok(None),
            Value::Int(int) => Ok(Some(*int)),
            other => Err(wrong(column, "a whole number", other)),
        }
    }

    /// A real number.
    ///
    /// # Errors
    /// When the column is missing, null or of another type.
    pub fn real(&self, column: &str) -> Result<f64, StoreError> {
        match self.value(column)? {
            Value::Real(real) => Ok(*real),
            other => Err(wrong(column, "a real number", other)),
        }
    }

    /// Bytes.
    ///
    /// # Errors
    /// When the column is missing, null or of another type.
    pub fn bytes(&self, column: &str) -> Result<Vec<u8>, StoreError> {
        self.opt_bytes(column)?.ok_or_else(|| is_null(column))
    }

    /// Bytes or null.
    ///
    /// # Errors
    /// When the column is missing or of another type.
    pub fn opt_bytes(&self, column: &str) -> Result<Option<Vec<u8>>, StoreError> {
        match self.value(column)? {
            Value::Null => Ok(None),
            Value::Bytes(bytes) => Ok(Some(bytes.clone())),
            other => Err(wrong(column, "bytes", other)),
        }
    }

    /// Text that parses into a type of its own: ids, codes, dates.
    ///
    /// # Errors
    /// When the column is missing, null, not text, or holds what the type refuses.
    pub fn parsed<T: FromStr>(&self, column: &str) -> Result<T, StoreError> {
        let text = self.text(column)?;
        text.parse()
            .map_err(|_| StoreError::failed(format!("reading column {column}"), "malformed value"))
    }

    /// JSON text that decodes into a type of its own.
    ///
    /// # Errors
    /// When the column is missing, null, not text, or does not decode.
    pub fn json<T: serde::de::DeserializeOwned>(&self, column: &str) -> Result<T, StoreError> {
        let text = self.text(column)?;
        serde_json::from_str(&text)
            .map_err(|error| StoreError::failed(format!("decoding column {column}"), error))
    }
}

fn is_null(column: &str) -> StoreError {
    StoreError::failed(format!("reading column {column}"), "it is null")
}

fn wrong(column: &str, wanted: &str, got: &Value) -> StoreError {
    let got = match got {
        Value::Null => "null",
        Value::Int(_) => "a whole number",
        Value::Real(_) => "a real number",
        Value::Text(_) => "text",
        Value::Bytes(_) => "bytes",
    };
    StoreError::failed(format!("reading column {column}"), format!("wanted {wanted}, got {got}"))
}
