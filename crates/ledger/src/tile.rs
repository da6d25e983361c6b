//! Tiles (c2sp.org/tlog-tiles): names, widths, and where they are kept.

use std::collections::BTreeMap;
use std::fmt;

use seal::Sha256;

/// Hashes, or entries, in a full tile.
pub const FULL: u64 = 256;

/// Which tile: a row of hashes 8 tree levels above the last, or a bundle of entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tile {
    /// Which row.
    pub level: Level,
    /// The how-manieth of its row, from 0.
    pub number: u64,
}

/// The rows of tiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The entries themselves, each behind its length.
    Entries,
    /// Hashes of subtrees with 256^level leaves.
    Hashes(u8),
}

/// Why the tree could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum TreeError {
    /// A tile is not there, or holds less than it must.
    #[error("the ledger's tile {tile} is missing or too short")]
    Missing {
        /// Which one.
        tile: Tile,
    },
    /// A leaf or size outside of the tree was asked for.
    #[error("the ledger has no such leaf or size")]
    OutOfRange,
    /// An entry is longer than 65,535 bytes.
    #[error("an entry of the ledger must not be longer than 65,535 bytes")]
    EntryTooLong,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] store::StoreError),
}

/// Keeps tiles. A tile only ever grows at its end.
pub trait TileStore {
    /// What is kept of a tile, at least as wide as was ever put; empty when there is nothing.
    fn get(&mut self, tile: Tile) -> Result<Vec<u8>, TreeError>;

    /// Keeps a tile that holds `width` hashes or entries.
    fn put(&mut self, tile: Tile, width: u64, data: Vec<u8>) -> Result<(), TreeError>;
}

/// Tiles in memory; for tests, benches and checks.
#[derive(Clone, Debug, Default)]
pub struct MemoryTiles(pub BTreeMap<Tile, Vec<u8>>);

impl TileStore for MemoryTiles {
    fn get(&mut self, tile: Tile) -> Result<Vec<u8>, TreeError> {
        Ok(self.0.get(&tile).cloned().unwrap_or_default())
    }

    fn put(&mut self, tile: Tile, _width: u64, data: Vec<u8>) -> Result<(), TreeError> {
        self.0.insert(tile, data);
        Ok(())
    }
}

impl Tile {
    /// A tile of hashes.
    #[must_use]
    pub const fn hashes(level: u8, number: u64) -> Self {
        Self { level: Level::Hashes(level), number }
    }

    /// A tile of entries.
    #[must_use]
    pub const fn entries(number: u64) -> Self {
        Self { level: Level::Entries, number }
    }

    /// How many hashes or entries this tile has in a tree of this size.
    #[must_use]
    pub fn width(self, size: u64) -> u64 {
        let per_hash = match self.level {
            Level::Entries => Some(1),
            Level::Hashes(level) => FULL.checked_pow(u32::from(level)),
        };
        let whole = per_hash.map_or(0, |leaves| size / leaves);
        whole.saturating_sub(self.number.saturating_mul(FULL)).min(FULL)
    }

    /// The path below `tile/`: `0/x001/x234/067`, with `.p/W` unless it is full.
    #[must_use]
    pub fn path(self, width: u64) -> String {
        if width == FULL { self.to_string() } else { format!("{self}.p/{width}") }
    }

    /// Reads what [`path`](Self::path) writes, and nothing else; gives the width too.
    #[must_use]
    pub fn parse(path: &str) -> Option<(Self, u64)> {
        let (whole, width) = match path.split_once(".p/") {
            Some((whole, width)) => (whole, width.parse().ok().filter(|w| (1..FULL).contains(w))?),
            None => (path, FULL),
        };
        let (level, number) = whole.split_once('/')?;
        let level = match level {
            "entries" => Level::Entries,
            digits => Level::Hashes(digits.parse().ok().filter(|level| *level < 64)?),
        };
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        let tile = Self { level, number: digits.parse().ok()? };
        (tile.path(width) == path).then_some((tile, width))
    }
}

impl fmt::Display for Tile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.level {
            Level::Entries => f.write_str("entries/")?,
            Level::Hashes(level) => write!(f, "{level}/")?,
        }
        write_number(f, self.number / 1_000)?;
        write!(f, "{:03}", self.number % 1_000)
    }
}

/// Groups of three digits with an x in front: all but the last.
fn write_number(f: &mut fmt::Formatter<'_>, thousands: u64) -> fmt::Result {
    if thousands == 0 {
        return Ok(());
    }
    write_number(f, thousands / 1_000)?;
    write!(f, "x{:03}/", thousands % 1_000)
}

/// The hash at a place of a tile of hashes.
#[must_use]
pub fn hash_at(data: &[u8], place: usize) -> Option<Sha256> {
    data.get(place.checked_mul(32)?..place.checked_add(1)?.checked_mul(32)?)
        .and_then(|bytes| Sha256::from_slice(bytes).ok())
}

/// The first `width` entries of a bundle, or `None` when it is cut short.
#[must_use]
pub fn entries(mut data: &[u8], width: u64) -> Option<Vec<&[u8]>> {
    let mut all = Vec::new();
    for _ in 0..width {
        let (length, rest) = data.split_first_chunk::<2>()?;
        let (entry, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        all.push(entry);
        data = rest;
    }
    Some(all)
}

/// Adds an entry to a bundle.
pub(crate) fn push_entry(bundle: &mut Vec<u8>, entry: &[u8]) -> Result<(), TreeError> {
    let length = u16::try_from(entry.len()).map_err(|_| TreeError::EntryTooLong)?;
    bundle.extend_from_slice(&length.to_be_bytes());
    bundle.extend_from_slice(entry);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_of_tlog_tiles() {
        for (tile, width, path) in [
            (Tile::hashes(0, 1_234_067), 256, "0/x001/x234/067"),
            (Tile::hashes(3, 0), 256, "3/000"),
            (Tile::hashes(0, 999), 1, "0/999.p/1"),
            (Tile::hashes(1, 1_000), 255, "1/x001/000.p/255"),
            (Tile::entries(1_000_000), 7, "entries/x001/x000/000.p/7"),
        ] {
            assert_eq!(tile.path(width), path);
            assert_eq!(Tile::parse(path), Some((tile, width)), "{path}");
        }
    }

    #[test]
    fn other_paths_are_no_tiles() {
        for path in [
            "",
            "0",
            "0/",
            "0/1",
            "0/0001",
            "0/001/067",
            "0/x001",
            "0/x001/67",
            "0/x000/001",
            "00/001",
            "64/000",
            "-1/000",
            "0/001.p/0",
            "0/001.p/256",
            "0/001.p/01",
            "0/001.p/",
            "0/../001",
            "entries/1",
            "0/x001/x234/067/",
            "0/x999/x999/x999/x999/x999/x999/x999/000",
        ] {
            assert_eq!(Tile::parse(path), None, "{path}");
        }
    }

    #[test]
    fn widths_follow_the_size() {
        let size = 70_000;
        for (tile, width) in [
            (Tile::hashes(0, 0), 256),
            (Tile::hashes(0, 273), 112),
            (Tile::hashes(0, 274), 0),
            (Tile::hashes(1, 0), 256),
            (Tile::hashes(1, 1), 17),
            (Tile::hashes(2, 0), 1),
            (Tile::hashes(9, 0), 0),
            (Tile::entries(273), 112),
        ] {
            assert_eq!(tile.width(size), width, "{tile}");
        }
    }
}
