//! A whole extract: the list of its blocks, unpacked in parallel when they are read.

use super::OsmError;
use super::block::{Block, Relation, Tags, Way};
use super::wire::{Malformed, Message};
use rayon::prelude::*;
use std::io::Read;

/// The format's limits: a block header has at most 64 KiB, a block 32 MiB.
const HEADER_MOST: usize = 64 << 10;
const BLOCK_MOST: usize = 32 << 20;

/// An extract whose blocks have been found but not yet unpacked.
#[derive(Debug)]
pub struct Extract<'a> {
    blobs: Vec<Blob<'a>>,
}

/// A packed block with its place in the file.
#[derive(Clone, Copy, Debug)]
struct Blob<'a> {
    offset: usize,
    bytes: &'a [u8],
}

/// A node that was looked for: which of the ids, its place, and what was made of its tags.
type Found<T> = (usize, [i32; 2], Option<T>);

/// Nodes that were looked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Nodes<T> {
    /// Places (ten-millionths of a degree) by the position of the id; `None` where the extract does
    /// not hold the node.
    pub places: Vec<Option<[i32; 2]>>,
    /// What was made of tags, with the position of the id, rising.
    pub marked: Vec<(usize, T)>,
}

impl<'a> Extract<'a> {
    /// Finds the blocks and reads the header.
    ///
    /// # Errors
    /// Not PBF, cut, or made with a feature that is not read here.
    pub fn open(bytes: &'a [u8]) -> Result<Self, OsmError> {
        let (mut rest, mut blobs, mut seen_header) = (bytes, Vec::new(), false);
        while !rest.is_empty() {
            let offset = bytes.len() - rest.len();
            let (kind, blob) = next_blob(&mut rest, offset, seen_header)?;
            match kind {
                b"OSMHeader" => {
                    check_features(&blob.unpack()?, offset)?;
                    seen_header = true;
                }
                _ if !seen_header => return Err(OsmError::NotPbf),
                b"OSMData" => blobs.push(blob),
                // The format asks readers to pass over kinds they do not know.
                _ => {}
            }
        }
        if seen_header { Ok(Self { blobs }) } else { Err(OsmError::NotPbf) }
    }

    /// What `choose` makes of the ways, in the order of the file; blocks are read in parallel.
    ///
    /// # Errors
    /// A block that is broken or packed in another way.
    pub fn ways<T: Send>(
        &self,
        choose: impl Fn(Way<'_>) -> Option<T> + Sync,
    ) -> Result<Vec<T>, OsmError> {
        self.gather(|block, chosen| block.ways(|way| chosen.extend(choose(way))))
    }

    /// What `choose` makes of the relations, in the order of the file; blocks are read in parallel.
    ///
    /// # Errors
    /// A block that is broken or packed in another way.
    pub fn relations<T: Send>(
        &self,
        choose: impl Fn(Relation<'_>) -> Option<T> + Sync,
    ) -> Result<Vec<T>, OsmError> {
        self.gather(|block, chosen| block.relations(|one| chosen.extend(choose(one))))
    }

    /// The nodes with these ids, which must ascend, and what `mark` makes of their tags, where they
    /// have any.
    ///
    /// # Errors
    /// A block that is broken or packed in another way.
    pub fn nodes<T: Send>(
        &self,
        ids: &[i64],
        mark: impl Fn(&Tags<'_>) -> Option<T> + Sync,
    ) -> Result<Nodes<T>, OsmError> {
        let found: Vec<Found<T>> = self.gather(|block, found| {
            if !block.has_nodes()? {
                return Ok(());
            }
            let mut finder = Finder { ids, at: 0 };
            block.nodes(|id, place, tags| {
                let Some(at) = finder.find(id) else { return };
                found.push((at, place, if tags.is_empty() { None } else { mark(&tags) }));
            })
        })?;
        let mut nodes = Nodes { places: vec![None; ids.len()], marked: Vec::new() };
        for (at, place, mark) in found {
            nodes.places[at] = Some(place);
            nodes.marked.extend(mark.map(|mark| (at, mark)));
        }
        nodes.marked.sort_by_key(|(at, _)| *at);
        nodes.marked.dedup_by_key(|(at, _)| *at);
        Ok(nodes)
    }

    /// Reads all blocks in parallel; what they give, in their order.
    fn gather<T: Send>(
        &self,
        read: impl Fn(&Block<'_>, &mut Vec<T>) -> Result<(), Malformed> + Sync,
    ) -> Result<Vec<T>, OsmError> {
        let of_blob = |blob: &Blob<'_>| {
            let mut chosen = Vec::new();
            blob.with_block(|block| read(block, &mut chosen))?;
            Ok(chosen)
        };
        let lists: Result<Vec<Vec<T>>, OsmError> = self.blobs.par_iter().map(of_blob).collect();
        Ok(lists?.into_iter().flatten().collect())
    }
}

/// Finds ids in an ascending list; quick when they are asked for in ascending order, as files list
/// them.
struct Finder<'a> {
    ids: &'a [i64],
    at: usize,
}

impl Finder<'_> {
    #[inline]
    fn find(&mut self, id: i64) -> Option<usize> {
        if self.ids.get(self.at).is_some_and(|&next| next < id) {
            // A short look ahead, then bisection: most nodes of an extract are no street's.
            let near = self.ids[self.at..].iter().take(8).position(|&next| next >= id);
            self.at = match near {
                Some(steps) => self.at + steps,
                None => self.ids.partition_point(|&next| next < id),
            };
        } else if self.at == 0 || self.ids[self.at - 1] >= id {
            self.at = self.ids.partition_point(|&next| next < id);
        }
        (self.ids.get(self.at) == Some(&id)).then_some(self.at)
    }
}

fn broken(offset: usize) -> impl Fn(Malformed) -> OsmError {
    move |Malformed(what)| OsmError::Broken { offset, what }
}

/// Takes one block off the front: its kind and its packed bytes.
fn next_blob<'a>(
    rest: &mut &'a [u8],
    offset: usize,
    seen_header: bool,
) -> Result<(&'a [u8], Blob<'a>), OsmError> {
    // Before the header, what cannot be read is no cut PBF but some other file.
    let cut = if seen_header { OsmError::Truncated { offset } } else { OsmError::NotPbf };
    let mut take = |length: usize| {
        let (taken, left) = rest.split_at_checked(length)?;
        *rest = left;
        Some(taken)
    };
    let Some(&[a, b, c, d]) = take(4) else { return Err(cut) };
    let length = u32::from_be_bytes([a, b, c, d]) as usize;
    if length > HEADER_MOST {
        let what = "a block header of more than 64 KiB";
        return Err(if seen_header { OsmError::Broken { offset, what } } else { OsmError::NotPbf });
    }
    let header = take(length).ok_or(cut.clone())?;
    let (mut kind, mut size): (&[u8], usize) = (&[], 0);
    let mut message = Message::new(header);
    while let Some((number, value)) = message.field().map_err(broken(offset))? {
        match number {
            1 => kind = value.bytes(),
            3 => size = usize::try_from(value.number()).unwrap_or(usize::MAX),
            _ => {}
        }
    }
    Ok((kind, Blob { offset, bytes: take(size).ok_or(cut)? }))
}

fn check_features(header: &[u8], offset: usize) -> Result<(), OsmError> {
    let mut message = Message::new(header);
    while let Some((number, value)) = message.field().map_err(broken(offset))? {
        let known = [&b"OsmSchema-V0.6"[..], b"DenseNodes"].contains(&value.bytes());
        if number == 4 && !known {
            return Err(OsmError::Feature(String::from_utf8_lossy(value.bytes()).into_owned()));
        }
    }
    Ok(())
}

impl Blob<'_> {
    /// Unpacks and parses the block and hands it over.
    fn with_block(
        &self,
        read: impl FnOnce(&Block<'_>) -> Result<(), Malformed>,
    ) -> Result<(), OsmError> {
        let bytes = self.unpack()?;
        Block::parse(&bytes).and_then(|block| read(&block)).map_err(broken(self.offset))
    }

    fn unpack(&self) -> Result<Vec<u8>, OsmError> {
        let offset = self.offset;
        let (mut size, mut message) = (0, Message::new(self.bytes));
        let mut content = Err(OsmError::Broken { offset, what: "a block without content" });
        while let Some((number, value)) = message.field().map_err(broken(offset))? {
            match number {
                1 => content = Ok((false, value.bytes())),
                2 => size = usize::try_from(value.number()).unwrap_or(usize::MAX),
                3 => content = Ok((true, value.bytes())),
                4..=7 => {
                    let packing = ["lzma", "bzip2", "lz4", "zstd"][number as usize - 4];
                    content = Err(OsmError::Packing { offset, packing });
                }
                _ => {}
            }
        }
        let (packed, bytes) = content?;
        if packed { inflate(bytes, size, offset) } else { Ok(bytes.to_vec()) }
    }
}

fn inflate(packed: &[u8], size: usize, offset: usize) -> Result<Vec<u8>, OsmError> {
    let wrong = |what| OsmError::Broken { offset, what };
    if size > BLOCK_MOST {
        return Err(wrong("a block of more than 32 MiB"));
    }
    let mut bytes = Vec::with_capacity(size);
    // One byte more than promised shows a block that is longer than it says.
    let mut reader = flate2::read::ZlibDecoder::new(packed).take(size as u64 + 1);
    reader.read_to_end(&mut bytes).map_err(|_| wrong("its zlib stream cannot be unpacked"))?;
    if bytes.len() == size { Ok(bytes) } else { Err(wrong("its length is not what it says")) }
}
