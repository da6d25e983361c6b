//! The tree over tiles: adding leaves at the right edge, roots of any size, and proofs.

use std::collections::BTreeMap;

use seal::Sha256;

use crate::merkle::{empty_root, leaf_hash, node_hash, split};
use crate::tile::{FULL, Tile, TileStore, TreeError, hash_at, push_entry};

/// Tree levels in a row of tiles.
const HEIGHT: u32 = 8;

/// Adds entries to a tree of `size` leaves; the new size. Only tiles of the right edge are read
/// and written.
pub fn append<S: TileStore>(
    store: &mut S,
    size: u64,
    entries: &[impl AsRef<[u8]>],
) -> Result<u64, TreeError> {
    let mut edge = Edge::new(store);
    for (entry, index) in entries.iter().zip(size..) {
        edge.add_entry(index, entry.as_ref())?;
    }
    edge.close()?;
    Ok(size + entries.len() as u64)
}

/// The unfinished tiles of the right edge, in memory while leaves are added.
pub(crate) struct Edge<'s, S> {
    store: &'s mut S,
    open: BTreeMap<Tile, (u64, Vec<u8>)>,
}

impl<'s, S: TileStore> Edge<'s, S> {
    pub(crate) fn new(store: &'s mut S) -> Self {
        Self { store, open: BTreeMap::new() }
    }

    pub(crate) fn add_entry(&mut self, index: u64, entry: &[u8]) -> Result<(), TreeError> {
        let bundle = Tile::entries(index / FULL);
        let (width, data) = self.opened(bundle, index % FULL)?;
        push_entry(data, entry)?;
        *width += 1;
        if *width == FULL {
            self.put(bundle)?;
        }
        self.add_hash(0, index, leaf_hash(entry))
    }

    fn add_hash(&mut self, level: u8, index: u64, hash: Sha256) -> Result<(), TreeError> {
        let tile = Tile::hashes(level, index / FULL);
        let (width, data) = self.opened(tile, index % FULL)?;
        data.extend_from_slice(hash.as_bytes());
        *width += 1;
        if *width < FULL {
            return Ok(());
        }
        let above = top_of(data, 0, FULL).ok_or(TreeError::Missing { tile })?;
        self.put(tile)?;
        self.add_hash(level + 1, index / FULL, above)
    }

    /// The tile as it stands, cut to the width that the tree has reached: what lies beyond was
    /// written by an attempt that never became a checkpoint.
    fn opened(&mut self, tile: Tile, width: u64) -> Result<&mut (u64, Vec<u8>), TreeError> {
        use std::collections::btree_map::Entry;
        match self.open.entry(tile) {
            Entry::Occupied(open) => Ok(open.into_mut()),
            Entry::Vacant(free) => {
                let data = if width == 0 { Vec::new() } else { self.store.get(tile)? };
                let data = cut(tile, data, width).ok_or(TreeError::Missing { tile })?;
                Ok(free.insert((width, data)))
            }
        }
    }

    fn put(&mut self, tile: Tile) -> Result<(), TreeError> {
        match self.open.remove(&tile) {
            Some((width, data)) if width > 0 => self.store.put(tile, width, data),
            _ => Ok(()),
        }
    }

    /// Where the finished tiles go.
    pub(crate) fn store(&mut self) -> &mut S {
        self.store
    }

    /// Keeps what is still open.
    pub(crate) fn close(mut self) -> Result<(), TreeError> {
        let tiles: Vec<_> = self.open.keys().copied().collect();
        tiles.into_iter().try_for_each(|tile| self.put(tile))
    }
}

/// The first `width` hashes or entries of a tile's data; `None` when there are fewer.
#[must_use]
pub fn cut(tile: Tile, mut data: Vec<u8>, width: u64) -> Option<Vec<u8>> {
    let length = match tile.level {
        crate::tile::Level::Hashes(_) => usize::try_from(width).ok()? * 32,
        crate::tile::Level::Entries => {
            crate::tile::entries(&data, width)?.iter().map(|entry| entry.len() + 2).sum()
        }
    };
    if data.len() < length {
        return None;
    }
    data.truncate(length);
    Some(data)
}

/// The hash above `count` (a power of two) hashes of a tile's data.
fn top_of(data: &[u8], first: u64, count: u64) -> Option<Sha256> {
    if count == 1 {
        return hash_at(data, usize::try_from(first).ok()?);
    }
    let half = count / 2;
    Some(node_hash(&top_of(data, first, half)?, &top_of(data, first + half, half)?))
}

/// Reads a tree of a fixed size from its tiles; remembers the tiles that it has read.
pub struct Tree<'s, S> {
    store: &'s mut S,
    size: u64,
    read: BTreeMap<Tile, Vec<u8>>,
}

impl<'s, S: TileStore> Tree<'s, S> {
    /// The tree as it was with `size` leaves; later leaves do not matter.
    pub fn new(store: &'s mut S, size: u64) -> Self {
        Self { store, size, read: BTreeMap::new() }
    }

    /// The root.
    pub fn root(&mut self) -> Result<Sha256, TreeError> {
        if self.size == 0 { Ok(empty_root()) } else { self.range(0, self.size) }
    }

    /// The hashes that lead from a leaf to the root, from the leaf's sibling upwards.
    pub fn inclusion(&mut self, index: u64) -> Result<Vec<Sha256>, TreeError> {
        if index >= self.size {
            return Err(TreeError::OutOfRange);
        }
        let (mut start, mut end, mut proof) = (0, self.size, Vec::new());
        while end - start > 1 {
            let middle = start + split(end - start);
            let other;
            if index < middle {
                other = self.range(middle, end)?;
                end = middle;
            } else {
                other = self.range(start, middle)?;
                start = middle;
            }
            proof.push(other);
        }
        proof.reverse();
        Ok(proof)
    }

    /// The hashes that show that this tree begins with the one of `old` leaves.
    pub fn consistency(&mut self, old: u64) -> Result<Vec<Sha256>, TreeError> {
        if old > self.size {
            return Err(TreeError::OutOfRange);
        }
        if old == 0 || old == self.size {
            return Ok(Vec::new());
        }
        let (mut start, mut end, mut whole, mut proof) = (0, self.size, true, Vec::new());
        while old < end {
            let middle = start + split(end - start);
            if old <= middle {
                proof.push(self.range(middle, end)?);
                end = middle;
            } else {
                proof.push(self.range(start, middle)?);
                start = middle;
                whole = false;
            }
        }
        if !whole {
            proof.push(self.range(start, end)?);
        }
        proof.reverse();
        Ok(proof)
    }

    /// The hash over the leaves from `start` to before `end`, as the tree cuts them.
    fn range(&mut self, start: u64, end: u64) -> Result<Sha256, TreeError> {
        let count = end - start;
        if count.is_power_of_two() {
            return self.node(count.trailing_zeros(), start / count);
        }
        let middle = start + split(count);
        Ok(node_hash(&self.range(start, middle)?, &self.range(middle, end)?))
    }

    /// The hash over a whole aligned subtree of 2^height leaves.
    fn node(&mut self, height: u32, index: u64) -> Result<Sha256, TreeError> {
        let (level, inside) = (height / HEIGHT, height % HEIGHT);
        let first = index << inside;
        let level = u8::try_from(level).map_err(|_| TreeError::OutOfRange)?;
        let tile = Tile::hashes(level, first / FULL);
        if !self.read.contains_key(&tile) {
            let data = self.store.get(tile)?;
            self.read.insert(tile, data);
        }
        let data = self.read.get(&tile).map_or(&[][..], Vec::as_slice);
        top_of(data, first % FULL, 1 << inside).ok_or(TreeError::Missing { tile })
    }
}

#[cfg(test)]
mod tests;
