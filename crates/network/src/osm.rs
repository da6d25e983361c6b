//! OpenStreetMap extracts in PBF: ways, relations and chosen nodes with their tags.
//!
//! The format is read straight from the bytes (wiki.openstreetmap.org/wiki/PBF_Format): only what a
//! street graph needs is decoded, a broken file ends in an error with the offset, never in a panic,
//! and no block may grow beyond the 32 MiB that the format allows.

mod block;
mod extract;
mod wire;
mod write;

pub use block::{Member, MemberKind, Members, Refs, Relation, Tags, Way};
pub use extract::{Extract, Nodes};
pub use write::{DrawnNode, DrawnRelation, DrawnTown, DrawnWay, write, write_town};

use thiserror::Error;

/// Why an extract cannot be read. Offsets are bytes from the start of the file.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum OsmError {
    /// The first bytes are not those of a PBF file.
    #[error(
        "this is not an OSM PBF file (its first block is no OSMHeader): XML and o5m can be converted with osmium cat"
    )]
    NotPbf,
    /// The file ends inside a block.
    #[error("the OSM file ends inside the block at byte {offset}: it was cut; fetch it again")]
    Truncated {
        /// Where the block begins.
        offset: usize,
    },
    /// A block cannot be understood.
    #[error("the block at byte {offset} of the OSM file is broken ({what}); fetch the file again")]
    Broken {
        /// Where the block begins.
        offset: usize,
        /// What is wrong with it.
        what: &'static str,
    },
    /// A way of packing that is not read here.
    #[error(
        "the block at byte {offset} of the OSM file is packed with {packing}, only zlib and none are read: run osmium cat -f pbf first"
    )]
    Packing {
        /// Where the block begins.
        offset: usize,
        /// Name of the packing.
        packing: &'static str,
    },
    /// The header asks for something that is not read here.
    #[error("the OSM file requires {0:?}, which is not read here: make an extract without history")]
    Feature(String),
}

#[cfg(test)]
mod tests;
