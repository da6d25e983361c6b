//! Extracts that were written, cut and broken.

use super::*;
use proptest::prelude::*;
use std::io::Write;

fn drawn() -> (Vec<DrawnNode>, Vec<DrawnWay>) {
    let places = [[1_199_000_000, 285_000_000], [-512_000_000, -300_000_000], [0, 0]];
    let ids = [5_000_000_000, -3, 7];
    let nodes = ids.iter().zip(places).map(|(&id, place)| DrawnNode { id, place }).collect();
    let tag = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    let ways = vec![
        DrawnWay { id: 9, refs: vec![7, -3, 5_000_000_000], tags: vec![tag("highway", "path")] },
        DrawnWay {
            id: 4,
            refs: vec![],
            tags: vec![tag("name", "解放街"), tag("highway", "steps")],
        },
    ];
    (nodes, ways)
}

fn file() -> Vec<u8> {
    let (nodes, ways) = drawn();
    write(&nodes, &ways)
}

fn read_all(bytes: &[u8]) -> Result<(Vec<i64>, usize), OsmError> {
    let extract = Extract::open(bytes)?;
    let refs = extract.ways(|way| Some(way.refs.take(1_000).collect::<Vec<_>>()))?;
    let mut ids: Vec<i64> = refs.into_iter().flatten().collect();
    ids.sort_unstable();
    ids.dedup();
    let nodes = extract.nodes(&ids, |_| Some(()))?;
    extract.relations(|relation| Some(relation.members.take(1_000).count()))?;
    Ok((ids, nodes.places.into_iter().flatten().count()))
}

/// A file with one block of data, its blob made by hand.
fn with_blob(blob: &[u8]) -> Vec<u8> {
    let whole = file();
    let header_end = 4 + whole[3] as usize;
    let header_blob = usize::from(whole[header_end - 1]);
    let mut bytes = whole[..header_end + header_blob].to_vec();
    let mut header = vec![0x0a, 7];
    header.extend_from_slice(b"OSMData");
    header.extend_from_slice(&[0x18, blob.len() as u8]);
    bytes.extend_from_slice(&(header.len() as u32).to_be_bytes());
    bytes.extend_from_slice(&header);
    bytes.extend_from_slice(blob);
    bytes
}

#[test]
fn what_is_written_is_read() {
    let (nodes, ways) = drawn();
    let bytes = file();
    let extract = Extract::open(&bytes).unwrap();
    let read = extract.ways(|way| {
        let tags = (way.tags.get("highway")?.to_owned(), way.tags.get("name").map(str::to_owned));
        Some((way.id, way.refs.collect::<Vec<_>>(), tags))
    });
    let expected: Vec<_> = vec![
        (9, ways[0].refs.clone(), ("path".to_owned(), None)),
        (4, vec![], ("steps".to_owned(), Some("解放街".to_owned()))),
    ];
    assert_eq!(read.unwrap(), expected);
    let found = extract.nodes(&[-3, 6, 7, 5_000_000_000], |_| Some(())).unwrap();
    assert_eq!(found.places, [Some(nodes[1].place), None, Some([0, 0]), Some(nodes[0].place)]);
    assert_eq!(found.marked, []);
}

#[test]
fn tags_of_nodes_and_relations_are_read() {
    let (nodes, ways) = drawn();
    let tag = |key: &str, value: &str| vec![(key.to_owned(), value.to_owned())];
    let members = vec![
        (MemberKind::Way, 9, "from".to_owned()),
        (MemberKind::Node, -3, "via".to_owned()),
        (MemberKind::Other, 1, String::new()),
    ];
    let relation =
        DrawnRelation { id: 2, members: members.clone(), tags: tag("type", "restriction") };
    let node_tags = vec![(7, tag("kerb", "raised")), (-3, tag("barrier", "gate"))];
    let bytes = write_town(&DrawnTown { nodes, ways, node_tags, relations: vec![relation] });
    let extract = Extract::open(&bytes).unwrap();
    let kerb = |tags: &Tags<'_>| tags.get("kerb").map(str::to_owned);
    let found = extract.nodes(&[-3, 7, 5_000_000_000], kerb).unwrap();
    assert_eq!(found.marked, [(1, "raised".to_owned())]);
    let own = |member: Member<'_>| (member.kind, member.id, member.role.to_owned());
    let read = extract.relations(|one| {
        Some((one.id, one.tags.get("type")?.to_owned(), one.members.map(own).collect::<Vec<_>>()))
    });
    assert_eq!(read.unwrap(), [(2, "restriction".to_owned(), members)]);
}

#[test]
fn a_packed_block_is_unpacked() {
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    // An empty string table.
    packer.write_all(&[0x0a, 0]).unwrap();
    let packed = packer.finish().unwrap();
    let mut blob = vec![0x10, 2, 0x1a, packed.len() as u8];
    blob.extend_from_slice(&packed);
    assert_eq!(read_all(&with_blob(&blob)), Ok((vec![], 0)));
    blob[1] = 1;
    let broken = read_all(&with_blob(&blob)).unwrap_err();
    assert!(broken.to_string().contains("its length is not what it says"), "{broken}");
    blob[6] ^= 0xff;
    assert!(matches!(read_all(&with_blob(&blob)), Err(OsmError::Broken { offset: 1.., .. })));
}

#[test]
fn other_packings_and_files_say_what_to_do() {
    let zstd = read_all(&with_blob(&[0x3a, 1, 0])).unwrap_err().to_string();
    assert!(zstd.contains("packed with zstd") && zstd.contains("osmium cat"), "{zstd}");
    for bytes in [&b""[..], b"<?xml version", b"PK\x03\x04", &[0, 0, 0, 200, 1]] {
        assert_eq!(read_all(bytes), Err(OsmError::NotPbf));
    }
    let history = String::from_utf8_lossy(&file()).replace("DenseNodes", "HistoricNo");
    let refused = read_all(history.as_bytes()).unwrap_err();
    assert!(refused.to_string().contains("HistoricNo"), "{refused}");
}

#[test]
fn a_block_that_claims_to_be_huge_is_refused_before_it_is_made() {
    let blob = [0x10, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x1a, 1, 0];
    let refused = read_all(&with_blob(&blob)).unwrap_err().to_string();
    assert!(refused.contains("more than 32 MiB"), "{refused}");
}

#[test]
fn every_cut_is_an_error_but_those_between_blocks() {
    let whole = file();
    let good = (0..whole.len()).filter(|&cut| read_all(&whole[..cut]).is_ok()).count();
    // After the header, and after the block of nodes.
    assert_eq!(good, 2);
    assert_eq!(read_all(&whole), Ok((vec![-3, 7, 5_000_000_000], 3)));
}

proptest! {
    /// Whatever is changed in a file, reading it ends, with an answer or an error.
    #[test]
    fn changed_bytes_never_panic(changes in prop::collection::vec((0usize..400, any::<u8>()), 1..8)) {
        let mut bytes = file();
        let length = bytes.len();
        for (at, byte) in changes {
            bytes[at % length] = byte;
        }
        let _ = read_all(&bytes);
        let _ = crate::streets::read(&bytes, &crate::Profile::walk());
    }

    /// Noise after a good header is no reason to panic either.
    #[test]
    fn noise_never_panics(blob in prop::collection::vec(any::<u8>(), 0..120)) {
        let _ = read_all(&with_blob(&blob));
        let mut raw = vec![0x0a, blob.len() as u8];
        raw.extend_from_slice(&blob);
        let _ = read_all(&with_blob(&raw));
    }
}
