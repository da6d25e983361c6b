//! A cost matrix that waits in a file: written row by row once, read again for every pass.
//!
//! ```text
//! zone u32 | n u32 | n facilities u32 | n costs f64        little endian, one after another
//! ```
//! Memory: one row, and a buffer.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek as _, Write};
use std::path::{Path, PathBuf};

use access::{FacilityIndex, Row, Rows, ZoneIndex};

use crate::PlannerError;
use crate::host::{Host, Progress};

/// Bytes read or written at once.
const BUFFER: usize = 1 << 20;

/// A file that is removed with the value.
struct Hidden {
    path: PathBuf,
}

impl Drop for Hidden {
    fn drop(&mut self) {
        // What cannot be removed now is a hidden file that the next run writes over.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// A matrix that is being written.
pub(super) struct SpillWriter {
    writer: BufWriter<File>,
    hidden: Hidden,
    rows: u64,
    pairs: u64,
}

impl SpillWriter {
    /// Begins a file beside a result.
    pub(super) fn create(result: &Path) -> Result<Self, PlannerError> {
        let name = result.file_name().unwrap_or_default().to_string_lossy();
        let path = result.with_file_name(format!(".{name}.{}.pairs", std::process::id()));
        let mut options = File::options();
        options.read(true).write(true).create(true).truncate(true);
        let file = options.open(&path).map_err(|why| PlannerError::file(&path, why))?;
        let writer = BufWriter::with_capacity(BUFFER, file);
        Ok(Self { writer, hidden: Hidden { path }, rows: 0, pairs: 0 })
    }

    /// Adds the row of a zone, facilities rising.
    pub(super) fn row(&mut self, zone: u32, row: &[(u32, f64)]) -> Result<(), PlannerError> {
        self.rows += 1;
        self.pairs += row.len() as u64;
        let mut put = || -> io::Result<()> {
            self.writer.write_all(&zone.to_le_bytes())?;
            self.writer.write_all(&(row.len() as u32).to_le_bytes())?;
            row.iter()
                .try_for_each(|(facility, _)| self.writer.write_all(&facility.to_le_bytes()))?;
            row.iter().try_for_each(|(_, cost)| self.writer.write_all(&cost.to_le_bytes()))
        };
        put().map_err(|why| PlannerError::file(&self.hidden.path, why))
    }

    /// Completes the file, to be read.
    pub(super) fn finish<'h>(
        self,
        (zones, facilities): (usize, usize),
        host: &'h dyn Host,
    ) -> Result<Spill<'h>, PlannerError> {
        let Self { writer, hidden, rows, pairs } = self;
        let file = writer
            .into_inner()
            .map_err(|error| PlannerError::file(&hidden.path, error.into_error()))?;
        let failed = RefCell::default();
        Ok(Spill { file, hidden, zones, facilities, rows, pairs, failed, host })
    }
}

/// A matrix in a file.
pub(super) struct Spill<'h> {
    file: File,
    hidden: Hidden,
    zones: usize,
    facilities: usize,
    rows: u64,
    pub(super) pairs: u64,
    /// Why a pass broke off.
    failed: RefCell<Option<io::Error>>,
    host: &'h dyn Host,
}

impl Spill<'_> {
    /// Whether every pass so far read all.
    pub(super) fn check(&self) -> Result<(), PlannerError> {
        match self.failed.take() {
            Some(why) => Err(PlannerError::file(&self.hidden.path, why)),
            None => Ok(()),
        }
    }

    fn pass(&self, visit: &mut dyn FnMut(Row<'_>)) -> io::Result<()> {
        (&self.file).rewind()?;
        let mut reader = BufReader::with_capacity(BUFFER, &self.file);
        let (mut bytes, mut facilities, mut minutes) = (Vec::new(), Vec::new(), Vec::new());
        for row in 0..self.rows {
            if row % 65_536 == 0 {
                if self.host.cancelled() {
                    break;
                }
                let total = Some(self.rows);
                self.host.progress(Progress { what: "computing", done: row, total });
            }
            let [zone, count] = [word(&mut reader)?, word(&mut reader)?];
            let count = count as usize;
            bytes.resize(count * 12, 0);
            reader.read_exact(&mut bytes)?;
            let (first, second) = bytes.split_at(count * 4);
            facilities.clear();
            facilities.extend(
                first.as_chunks::<4>().0.iter().map(|b| FacilityIndex(u32::from_le_bytes(*b))),
            );
            minutes.clear();
            minutes.extend(second.as_chunks::<8>().0.iter().map(|b| f64::from_le_bytes(*b)));
            visit(Row { zone: ZoneIndex(zone), facilities: &facilities, minutes: &minutes });
        }
        Ok(())
    }
}

fn word(reader: &mut impl Read) -> io::Result<u32> {
    let mut bytes = [0; 4];
    reader.read_exact(&mut bytes)?;
    Ok(u32::from_le_bytes(bytes))
}

impl Rows for Spill<'_> {
    fn zones(&self) -> usize {
        self.zones
    }

    fn facilities(&self) -> usize {
        self.facilities
    }

    fn each_row(&self, visit: &mut dyn FnMut(Row<'_>)) {
        if let Err(why) = self.pass(visit) {
            self.failed.replace(Some(why));
        }
    }
}
