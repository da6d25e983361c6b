//! CSV, row by row.

use std::fmt::Write as _;
use std::io::BufWriter;

use super::draft::Draft;
use super::{Columns, written};
use crate::PlannerError;
use crate::digest::{Digest, Digesting};

pub(super) struct Comma {
    writer: csv::Writer<BufWriter<Digesting<Draft>>>,
    number: String,
    path: std::path::PathBuf,
}

impl Comma {
    pub(super) fn create(draft: Draft, columns: Columns<'_>) -> Result<Self, PlannerError> {
        let path = draft.place().to_owned();
        let writer =
            csv::Writer::from_writer(BufWriter::with_capacity(1 << 17, Digesting::new(draft)));
        let mut comma = Self { writer, number: String::new(), path };
        let header = columns.words.iter().chain(columns.numbers);
        comma.writer.write_record(header).map_err(|error| fault(&comma.path, error))?;
        Ok(comma)
    }

    pub(super) fn row(
        &mut self,
        words: &[&str],
        numbers: &[Option<f64>],
    ) -> Result<(), PlannerError> {
        let Self { writer, number, path } = self;
        let written = words.iter().try_for_each(|word| writer.write_field(word)).and_then(|()| {
            numbers.iter().try_for_each(|value| {
                number.clear();
                if let Some(value) = written(*value) {
                    // The shortest digits that read back as the same number.
                    let _ = write!(number, "{value}");
                }
                writer.write_field(number.as_str())
            })
        });
        let written = written.and_then(|()| writer.write_record(None::<&[u8]>));
        written.map_err(|error| fault(path, error))
    }

    pub(super) fn finish(self) -> Result<(Draft, Digest, u64), PlannerError> {
        let Self { writer, path, .. } = self;
        let buffer = writer
            .into_inner()
            .map_err(|error| PlannerError::file(&path, std::io::Error::other(error.to_string())))?;
        let digesting =
            buffer.into_inner().map_err(|error| PlannerError::file(&path, error.into_error()))?;
        Ok(digesting.close())
    }
}

fn fault(path: &std::path::Path, error: csv::Error) -> PlannerError {
    PlannerError::file(path, error.into())
}
