//! How fast leaves are integrated, in memory: for `tongban bench`.

use seal::Sha256;

use crate::tile::{MemoryTiles, TreeError};
use crate::tree::{Tree, append};

/// Leaves that share a checkpoint.
const BATCH: usize = 256;

/// Appends `n` leaves in batches and computes the root after each, as integration does; the root.
/// Whoever calls it holds the watch.
pub fn bench(n: u64) -> Result<Sha256, TreeError> {
    let mut tiles = MemoryTiles::default();
    let mut batch = Vec::with_capacity(BATCH);
    let (mut size, mut root) = (0, crate::merkle::empty_root());
    while size < n {
        batch.clear();
        let next = n.min(size + BATCH as u64);
        batch.extend((size..next).map(|leaf| Sha256::of(&leaf.to_be_bytes()).0));
        size = append(&mut tiles, size, &batch)?;
        root = Tree::new(&mut tiles, size).root()?;
    }
    Ok(root)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_batch_size_does_not_change_the_root() {
        let leaves: Vec<_> = (0..600u64).map(|leaf| Sha256::of(&leaf.to_be_bytes()).0).collect();
        let mut tiles = MemoryTiles::default();
        append(&mut tiles, 0, &leaves).unwrap();
        assert_eq!(bench(600).unwrap(), Tree::new(&mut tiles, 600).root().unwrap());
    }
}
