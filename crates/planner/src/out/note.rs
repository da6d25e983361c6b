//! A whole file with the note beside it.

use std::path::{Path, PathBuf};

use super::{Made, Provenance, publish as publish_bytes};
use crate::PlannerError;
use crate::digest::Digest;

/// Writes the note, then the file, each complete or not at all.
pub(crate) fn publish(
    path: &Path,
    bytes: &[u8],
    rows: u64,
    provenance: &Provenance,
) -> Result<Digest, PlannerError> {
    let digest = Digest::of(bytes);
    let made = Made { path, digest: &digest, bytes: bytes.len() as u64, rows };
    publish_bytes(&beside(path), &provenance.text(made))?;
    publish_bytes(path, bytes)?;
    Ok(digest)
}

/// The name of the note beside a file.
pub(crate) fn beside(path: &Path) -> PathBuf {
    let mut name = path.to_owned().into_os_string();
    name.push(".json");
    PathBuf::from(name)
}
