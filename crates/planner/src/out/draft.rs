//! A file under a temporary name beside its place.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use crate::PlannerError;

/// A file that takes its name when it is published and is removed when it is dropped before.
pub(crate) struct Draft {
    file: File,
    temporary: PathBuf,
    place: PathBuf,
    published: bool,
}

impl Draft {
    /// Begins a file; its folder must be there.
    pub(crate) fn create(place: &Path) -> Result<Self, PlannerError> {
        let fault = |why| PlannerError::file(place, why);
        let name = place.file_name().ok_or_else(|| fault(io::ErrorKind::InvalidFilename.into()))?;
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{}.part", std::process::id()));
        let temporary = place.with_file_name(hidden);
        let file = File::create(&temporary).map_err(fault)?;
        Ok(Self { file, temporary, place: place.to_owned(), published: false })
    }

    /// Its place, for messages.
    pub(crate) fn place(&self) -> &Path {
        &self.place
    }

    /// Gives the file its name, over what had it before.
    pub(crate) fn publish(mut self) -> Result<(), PlannerError> {
        let done =
            self.file.sync_all().and_then(|()| std::fs::rename(&self.temporary, &self.place));
        self.published = done.is_ok();
        done.map_err(|why| PlannerError::file(&self.place, why))
    }
}

impl io::Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.published {
            // What cannot be removed stays: hidden, with the number of this process in its name.
            let _ = std::fs::remove_file(&self.temporary);
        }
    }
}
