//! SHA-256 digests, of files and of what is being written.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::PlannerError;

/// The SHA-256 digest of some bytes, as 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Digest(String);

impl Digest {
    /// The digest of bytes in memory.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let mut sum = Sha256::new();
        sum.update(bytes);
        Self::close(sum)
    }

    /// The digest of a file and its length in bytes, read piece by piece.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn of_file(path: &Path) -> Result<(Self, u64), PlannerError> {
        let fault = |why| PlannerError::file(path, why);
        let mut file = File::open(path).map_err(fault)?;
        let mut sum = Sha256::new();
        let (mut bytes, mut piece) = (0, vec![0; 1 << 16]);
        loop {
            let read = file.read(&mut piece).map_err(fault)?;
            if read == 0 {
                return Ok((Self::close(sum), bytes));
            }
            sum.update(&piece[..read]);
            bytes += read as u64;
        }
    }

    /// The 64 hexadecimal digits.
    #[must_use]
    pub fn hex(&self) -> &str {
        &self.0
    }

    fn close(sum: Sha256) -> Self {
        let hex = sum.finalize().iter().fold(String::with_capacity(64), |mut hex, byte| {
            hex.extend(
                [byte >> 4, byte & 15]
                    .map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)])),
            );
            hex
        });
        Self(hex)
    }
}

/// Passes bytes on and digests them on the way.
pub(crate) struct Digesting<W> {
    inner: W,
    sum: Sha256,
    bytes: u64,
}

impl<W: Write> Digesting<W> {
    pub(crate) fn new(inner: W) -> Self {
        Self { inner, sum: Sha256::new(), bytes: 0 }
    }

    /// What was written to, its digest and its length in bytes.
    pub(crate) fn close(self) -> (W, Digest, u64) {
        (self.inner, Digest::close(self.sum), self.bytes)
    }
}

impl<W: Write> Write for Digesting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.sum.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_sha_256() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(Digest::of(b"abc").hex(), abc);
        let mut writer = Digesting::new(Vec::new());
        writer.write_all(b"a").unwrap();
        writer.write_all(b"bc").unwrap();
        let (bytes, digest, length) = writer.close();
        assert_eq!((bytes.as_slice(), digest.hex(), length), (&b"abc"[..], abc, 3));
    }
}
