//! The tree against the definition of RFC 6962, and proofs of every size.

use proptest::prelude::*;

use super::*;
use crate::merkle::{verify_consistency, verify_inclusion};
use crate::tile::{MemoryTiles, entries};

/// RFC 6962 section 2.1, word for word: slow, without tiles.
fn naive(leaves: &[Vec<u8>]) -> Sha256 {
    match leaves {
        [] => Sha256::of(b""),
        [leaf] => leaf_hash(leaf),
        _ => {
            let mut cut = 1;
            while cut * 2 < leaves.len() {
                cut *= 2;
            }
            node_hash(&naive(&leaves[..cut]), &naive(&leaves[cut..]))
        }
    }
}

fn leaves(count: u64) -> Vec<Vec<u8>> {
    (0..count).map(|number| Sha256::of(&number.to_be_bytes()).0.to_vec()).collect()
}

fn grown(count: u64) -> (MemoryTiles, Vec<Vec<u8>>) {
    let (mut tiles, leaves) = (MemoryTiles::default(), leaves(count));
    assert_eq!(append(&mut tiles, 0, &leaves).unwrap(), count);
    (tiles, leaves)
}

#[test]
fn roots_are_the_published_ones() {
    // Leaves and roots published with the transparency-dev reference implementation.
    let hex = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"];
    let mut leaves: Vec<Vec<u8>> = hex.iter().map(|text| bytes(text)).collect();
    leaves.push((0x60..0x70).collect());
    let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let mut tiles = MemoryTiles::default();
    append(&mut tiles, 0, &leaves).unwrap();
    for (size, root) in (0..).zip(roots) {
        assert_eq!(Tree::new(&mut tiles, size).root().unwrap().to_string(), root, "size {size}");
    }
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

#[test]
fn every_leaf_of_every_size_is_proved() {
    let (mut tiles, leaves) = grown(80);
    for size in 1..=80 {
        let root = Tree::new(&mut tiles, size).root().unwrap();
        assert_eq!(root, naive(&leaves[..size as usize]));
        for index in 0..size {
            let proof = Tree::new(&mut tiles, size).inclusion(index).unwrap();
            let leaf = leaf_hash(&leaves[index as usize]);
            assert!(verify_inclusion(&leaf, index, size, &proof, &root), "{index} of {size}");
            let other = (index + 1) % size;
            assert!(size == 1 || !verify_inclusion(&leaf, other, size, &proof, &root));
        }
    }
}

#[test]
fn every_pair_of_sizes_is_consistent() {
    let (mut tiles, _) = grown(70);
    let roots: Vec<_> = (0..=70).map(|s| Tree::new(&mut tiles, s).root().unwrap()).collect();
    for new in 0..=70_u64 {
        for old in 0..=new {
            let proof = Tree::new(&mut tiles, new).consistency(old).unwrap();
            let (before, after) = (&roots[old as usize], &roots[new as usize]);
            assert!(verify_consistency((old, before), (new, after), &proof), "{old} to {new}");
            if 0 < old && old < new {
                assert!(!verify_consistency((old, after), (new, after), &proof));
                assert!(!verify_consistency((old, before), (new, before), &proof));
                assert!(!verify_consistency((old, before), (new, after), &proof[1..]));
            }
        }
    }
}

#[test]
fn large_trees_cross_three_rows_of_tiles() {
    let (mut tiles, leaves) = grown(66_000);
    let widths: Vec<_> = [Tile::hashes(0, 257), Tile::hashes(1, 1), Tile::hashes(2, 0)]
        .iter()
        .map(|tile| tiles.0[tile].len() / 32)
        .collect();
    assert_eq!(widths, [208, 1, 1]);
    for size in [65_535, 65_536, 65_537, 66_000] {
        let root = Tree::new(&mut tiles, size).root().unwrap();
        assert_eq!(root, naive(&leaves[..size as usize]), "size {size}");
        for index in [0, 255, 256, 65_535, size - 1].into_iter().filter(|i| *i < size) {
            let proof = Tree::new(&mut tiles, size).inclusion(index).unwrap();
            let leaf = leaf_hash(&leaves[index as usize]);
            assert!(verify_inclusion(&leaf, index, size, &proof, &root), "{index} of {size}");
        }
    }
    let bundle = entries(&tiles.0[&Tile::entries(257)], 208).unwrap();
    assert_eq!(bundle.last().unwrap(), leaves.last().unwrap());
}

#[test]
fn a_missing_or_short_tile_is_named() {
    let (mut tiles, _) = grown(300);
    tiles.0.get_mut(&Tile::hashes(0, 1)).unwrap().truncate(32 * 43);
    let error = Tree::new(&mut tiles, 300).root().unwrap_err();
    assert_eq!(error.to_string(), "the ledger's tile 0/001 is missing or too short");
    assert!(append(&mut tiles, 300, &[b"x"]).is_err());
    assert!(Tree::new(&mut tiles, 10).inclusion(10).is_err());
    assert!(Tree::new(&mut tiles, 10).consistency(11).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn batches_do_not_matter(first in 0u64..600, second in 0u64..600, abandoned in 0u64..600) {
        let all = leaves(first + second);
        let mut tiles = MemoryTiles::default();
        append(&mut tiles, 0, &all[..first as usize]).unwrap();
        // An attempt that never became a checkpoint must not show.
        append(&mut tiles, first, &vec![b"never"; abandoned as usize]).unwrap();
        append(&mut tiles, first, &all[first as usize..]).unwrap();
        let root = Tree::new(&mut tiles, first + second).root().unwrap();
        prop_assert_eq!(root, naive(&all));
    }

    #[test]
    fn a_changed_bit_breaks_a_proof(
        size in 2u64..400, index: prop::sample::Index, place: prop::sample::Index, bit in 0u8..8,
    ) {
        let (mut tiles, leaves) = grown(size);
        let index = index.index(size as usize);
        let root = Tree::new(&mut tiles, size).root().unwrap();
        let mut proof = Tree::new(&mut tiles, size).inclusion(index as u64).unwrap();
        let leaf = leaf_hash(&leaves[index]);
        let place = place.index(proof.len() * 32);
        proof[place / 32].0[place % 32] ^= 1 << bit;
        prop_assert!(!verify_inclusion(&leaf, index as u64, size, &proof, &root));
    }

    #[test]
    fn a_changed_history_is_not_consistent(old in 1u64..300, more in 1u64..100, changed: prop::sample::Index) {
        let (mut before, mut changed_leaves) = grown(old);
        let old_root = Tree::new(&mut before, old).root().unwrap();
        changed_leaves.extend(leaves(more));
        changed_leaves[changed.index(old as usize)][0] ^= 1;
        let mut after = MemoryTiles::default();
        let new = append(&mut after, 0, &changed_leaves).unwrap();
        let new_root = Tree::new(&mut after, new).root().unwrap();
        let proof = Tree::new(&mut after, new).consistency(old).unwrap();
        prop_assert!(!verify_consistency((old, &old_root), (new, &new_root), &proof));
    }
}
