//! Parquet, one row group after another.

use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{Type, TypePtr};

use super::draft::Draft;
use super::{Columns, written};
use crate::PlannerError;
use crate::digest::{Digest, Digesting};

/// Rows of a row group: what is held in memory while writing.
pub const GROUP: usize = 1 << 17;

/// The order of words in an id column repeats, so a dictionary makes them small.
pub(super) struct Parquet {
    writer: SerializedFileWriter<Digesting<Draft>>,
    words: Vec<Vec<ByteArray>>,
    /// Of each column the numbers that are there, and for each row whether one is.
    numbers: Vec<(Vec<f64>, Vec<i16>)>,
    path: std::path::PathBuf,
}

impl Parquet {
    pub(super) fn create(draft: Draft, columns: Columns<'_>) -> Result<Self, PlannerError> {
        let path = draft.place().to_owned();
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let writer = schema(columns).and_then(|schema| {
            SerializedFileWriter::new(Digesting::new(draft), schema, Arc::new(properties))
        });
        let writer = writer.map_err(|error| fault(&path, error))?;
        let words = vec![Vec::new(); columns.words.len()];
        Ok(Self { writer, words, numbers: vec![Default::default(); columns.numbers.len()], path })
    }

    pub(super) fn row(
        &mut self,
        words: &[&str],
        numbers: &[Option<f64>],
    ) -> Result<(), PlannerError> {
        for (column, word) in self.words.iter_mut().zip(words) {
            // Equal words in a row share their bytes.
            match column.last().filter(|last| last.data() == word.as_bytes()) {
                Some(last) => column.push(last.clone()),
                None => column.push(ByteArray::from(*word)),
            }
        }
        for ((values, there), number) in self.numbers.iter_mut().zip(numbers) {
            let number = written(*number);
            there.push(i16::from(number.is_some()));
            values.extend(number);
        }
        let rows = self.words.first().map_or(0, Vec::len);
        if rows >= GROUP { self.group() } else { Ok(()) }
    }

    /// Writes the rows held so far.
    fn group(&mut self) -> Result<(), PlannerError> {
        let Self { writer, words, numbers, path } = self;
        let mut write = || -> Result<(), ParquetError> {
            let mut group = writer.next_row_group()?;
            for column in words.iter_mut() {
                let Some(mut writer) = group.next_column()? else { break };
                writer.typed::<ByteArrayType>().write_batch(column, None, None)?;
                writer.close()?;
                column.clear();
            }
            for (values, there) in numbers.iter_mut() {
                let Some(mut writer) = group.next_column()? else { break };
                writer.typed::<DoubleType>().write_batch(values, Some(there), None)?;
                writer.close()?;
                values.clear();
                there.clear();
            }
            group.close().map(|_| ())
        };
        write().map_err(|error| fault(path, error))
    }

    pub(super) fn finish(mut self) -> Result<(Draft, Digest, u64), PlannerError> {
        if self.words.first().is_some_and(|rows| !rows.is_empty()) {
            self.group()?;
        }
        let inner = self.writer.into_inner().map_err(|error| fault(&self.path, error))?;
        Ok(inner.close())
    }
}

fn schema(columns: Columns<'_>) -> Result<TypePtr, ParquetError> {
    let word = |name: &&str| {
        let field = Type::primitive_type_builder(name, Physical::BYTE_ARRAY)
            .with_repetition(Repetition::REQUIRED)
            .with_logical_type(Some(LogicalType::String));
        field.build().map(Arc::new)
    };
    let number = |name: &&str| {
        let field = Type::primitive_type_builder(name, Physical::DOUBLE)
            .with_repetition(Repetition::OPTIONAL);
        field.build().map(Arc::new)
    };
    let words = columns.words.iter().map(word);
    let fields: Result<Vec<TypePtr>, ParquetError> =
        words.chain(columns.numbers.iter().map(number)).collect();
    Type::group_type_builder("schema").with_fields(fields?).build().map(Arc::new)
}

fn fault(path: &std::path::Path, error: ParquetError) -> PlannerError {
    PlannerError::file(path, std::io::Error::other(error.to_string()))
}
