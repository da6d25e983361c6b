//! Writes small extracts: drawn towns for tests, and networks that planners make up.

/// A node to write.
#[derive(Clone, Debug, PartialEq)]
pub struct DrawnNode {
    /// OpenStreetMap id.
    pub id: i64,
    /// Longitude and latitude in ten-millionths of a degree.
    pub place: [i32; 2],
}

/// A way to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawnWay {
    /// OpenStreetMap id.
    pub id: i64,
    /// Its nodes in order.
    pub refs: Vec<i64>,
    /// Its tags.
    pub tags: Vec<(String, String)>,
}

/// A PBF extract of these nodes and ways, not packed, in one block of each kind.
#[must_use]
pub fn write(nodes: &[DrawnNode], ways: &[DrawnWay]) -> Vec<u8> {
    let mut header = Vec::new();
    put_bytes(&mut header, 4, b"OsmSchema-V0.6");
    put_bytes(&mut header, 4, b"DenseNodes");
    let mut file = Vec::new();
    put_blob(&mut file, b"OSMHeader", &header);
    put_blob(&mut file, b"OSMData", &node_block(nodes));
    put_blob(&mut file, b"OSMData", &way_block(ways));
    file
}

fn put_varint(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn put_number(out: &mut Vec<u8>, field: u32, number: u64) {
    put_varint(out, u64::from(field) << 3);
    put_varint(out, number);
}

fn put_bytes(out: &mut Vec<u8>, field: u32, bytes: &[u8]) {
    put_varint(out, u64::from(field) << 3 | 2);
    put_varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

fn put_blob(file: &mut Vec<u8>, kind: &[u8], content: &[u8]) {
    let (mut blob, mut header) = (Vec::new(), Vec::new());
    put_bytes(&mut blob, 1, content);
    put_bytes(&mut header, 1, kind);
    put_number(&mut header, 3, blob.len() as u64);
    file.extend_from_slice(&(header.len() as u32).to_be_bytes());
    file.extend_from_slice(&header);
    file.extend_from_slice(&blob);
}

/// Packed differences of signed numbers.
fn differences(numbers: impl Iterator<Item = i64>) -> Vec<u8> {
    let (mut packed, mut last) = (Vec::new(), 0i64);
    for number in numbers {
        let step = number.wrapping_sub(last);
        put_varint(&mut packed, (step << 1) as u64 ^ (step >> 63) as u64);
        last = number;
    }
    packed
}

fn node_block(nodes: &[DrawnNode]) -> Vec<u8> {
    let mut dense = Vec::new();
    put_bytes(&mut dense, 1, &differences(nodes.iter().map(|node| node.id)));
    put_bytes(&mut dense, 8, &differences(nodes.iter().map(|node| i64::from(node.place[1]))));
    put_bytes(&mut dense, 9, &differences(nodes.iter().map(|node| i64::from(node.place[0]))));
    let mut group = Vec::new();
    put_bytes(&mut group, 2, &dense);
    let mut block = Vec::new();
    put_bytes(&mut block, 1, &[]);
    put_bytes(&mut block, 2, &group);
    block
}

fn way_block(ways: &[DrawnWay]) -> Vec<u8> {
    let mut strings: Vec<&str> = ways
        .iter()
        .flat_map(|way| &way.tags)
        .flat_map(|(key, value)| [key.as_str(), value.as_str()])
        .collect();
    strings.sort_unstable();
    strings.dedup();
    let mut table = Vec::new();
    // Index 0 stays empty: dense nodes use it as an end mark.
    put_bytes(&mut table, 1, b"");
    strings.iter().for_each(|string| put_bytes(&mut table, 1, string.as_bytes()));
    let index = |string: &str| strings.partition_point(|&other| other < string) as u64 + 1;
    let mut group = Vec::new();
    for way in ways {
        let (mut keys, mut values, mut message) = (Vec::new(), Vec::new(), Vec::new());
        for (key, value) in &way.tags {
            put_varint(&mut keys, index(key));
            put_varint(&mut values, index(value));
        }
        put_number(&mut message, 1, way.id as u64);
        put_bytes(&mut message, 2, &keys);
        put_bytes(&mut message, 3, &values);
        put_bytes(&mut message, 8, &differences(way.refs.iter().copied()));
        put_bytes(&mut group, 3, &message);
    }
    let mut block = Vec::new();
    put_bytes(&mut block, 1, &table);
    put_bytes(&mut block, 2, &group);
    block
}
