//! RFC 6962: hashes of leaves and nodes, and the verification of proofs.

use seal::Sha256;

/// The root of a tree without leaves: the digest of nothing.
#[must_use]
pub fn empty_root() -> Sha256 {
    Sha256::of(b"")
}

/// The hash of a leaf's data.
#[must_use]
pub fn leaf_hash(data: &[u8]) -> Sha256 {
    Sha256::of_parts(&[&[0], data])
}

/// The hash of a node above two others.
#[must_use]
pub fn node_hash(left: &Sha256, right: &Sha256) -> Sha256 {
    Sha256::of_parts(&[&[1], left.as_bytes(), right.as_bytes()])
}

/// Where a tree of this many leaves (more than one) is cut: the largest power of two below it.
#[must_use]
pub const fn split(size: u64) -> u64 {
    1 << (u64::BITS - 1 - (size - 1).leading_zeros())
}

/// Whether the leaf stands at this place of the tree with this root.
#[must_use]
pub fn verify_inclusion(
    leaf: &Sha256,
    index: u64,
    size: u64,
    proof: &[Sha256],
    root: &Sha256,
) -> bool {
    index < size && climb(leaf, index, size, proof).as_ref() == Some(root)
}

/// The root to which a leaf and its proof lead; `None` when the proof has not the right length.
fn climb(leaf: &Sha256, index: u64, size: u64, proof: &[Sha256]) -> Option<Sha256> {
    if size == 1 {
        return proof.is_empty().then_some(*leaf);
    }
    let (sibling, below) = proof.split_last()?;
    let cut = split(size);
    if index < cut {
        Some(node_hash(&climb(leaf, index, cut, below)?, sibling))
    } else {
        Some(node_hash(sibling, &climb(leaf, index - cut, size - cut, below)?))
    }
}

/// Whether the tree with the new root begins with exactly the leaves of the old one.
#[must_use]
pub fn verify_consistency(old: (u64, &Sha256), new: (u64, &Sha256), proof: &[Sha256]) -> bool {
    let ((old_size, old_root), (new_size, new_root)) = (old, new);
    match old_size {
        _ if old_size > new_size => false,
        _ if old_size == 0 && *old_root != empty_root() => false,
        _ if old_size == new_size => proof.is_empty() && old_root == new_root,
        0 => proof.is_empty(),
        _ => {
            let roots = grow(old_size, new_size, proof, Some(old_root));
            roots.is_some_and(|(before, after)| before == *old_root && after == *new_root)
        }
    }
}

/// The old and the new root to which a consistency proof leads. `known` is the old root while the
/// old tree is still whole on the left edge, so that the proof does not name it.
fn grow(old: u64, new: u64, proof: &[Sha256], known: Option<&Sha256>) -> Option<(Sha256, Sha256)> {
    if old == new {
        return match (known, proof) {
            (Some(root), []) => Some((*root, *root)),
            (None, [root]) => Some((*root, *root)),
            _ => None,
        };
    }
    let (sibling, below) = proof.split_last()?;
    let cut = split(new);
    if old <= cut {
        let (before, after) = grow(old, cut, below, known)?;
        Some((before, node_hash(&after, sibling)))
    } else {
        let (before, after) = grow(old - cut, new - cut, below, None)?;
        Some((node_hash(sibling, &before), node_hash(sibling, &after)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaf_and_node_hashes_are_those_of_rfc_6962() {
        // Published by the transparency-dev project for the leaves "" and 00.
        let empty = leaf_hash(b"");
        let zero = leaf_hash(&[0]);
        assert_eq!(
            empty.to_string(),
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
        );
        assert_eq!(
            node_hash(&empty, &zero).to_string(),
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
        );
        assert_eq!(
            empty_root().to_string(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
    }

    #[test]
    fn trees_are_cut_at_the_largest_power_of_two_below() {
        for (size, cut) in [(2, 1), (3, 2), (4, 2), (5, 4), (8, 4), (9, 8), (u64::MAX, 1 << 63)] {
            assert_eq!(split(size), cut, "{size}");
        }
    }
}
