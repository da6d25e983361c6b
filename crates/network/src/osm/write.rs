//! Writes small extracts: drawn towns for tests, and networks that planners make up.

use super::MemberKind;

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

/// A relation to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawnRelation {
    /// OpenStreetMap id.
    pub id: i64,
    /// Its members: kind, id and role.
    pub members: Vec<(MemberKind, i64, String)>,
    /// Its tags.
    pub tags: Vec<(String, String)>,
}

/// Everything that can be written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DrawnTown {
    /// Nodes.
    pub nodes: Vec<DrawnNode>,
    /// Tags of nodes, by id.
    pub node_tags: Vec<(i64, Vec<(String, String)>)>,
    /// Ways.
    pub ways: Vec<DrawnWay>,
    /// Relations.
    pub relations: Vec<DrawnRelation>,
}

/// A PBF extract of these nodes and ways, not packed, in one block of each kind.
#[must_use]
pub fn write(nodes: &[DrawnNode], ways: &[DrawnWay]) -> Vec<u8> {
    let (nodes, ways) = (nodes.to_vec(), ways.to_vec());
    write_town(&DrawnTown { nodes, ways, ..DrawnTown::default() })
}

/// A PBF extract of a town, not packed, in one block of each kind.
#[must_use]
pub fn write_town(town: &DrawnTown) -> Vec<u8> {
    let mut header = Vec::new();
    put_bytes(&mut header, 4, b"OsmSchema-V0.6");
    put_bytes(&mut header, 4, b"DenseNodes");
    let mut file = Vec::new();
    put_blob(&mut file, b"OSMHeader", &header);
    put_blob(&mut file, b"OSMData", &node_block(town));
    put_blob(&mut file, b"OSMData", &way_block(&town.ways));
    if !town.relations.is_empty() {
        put_blob(&mut file, b"OSMData", &relation_block(&town.relations));
    }
    file
}

/// The words of a block; their numbers begin at 1, because dense nodes use 0 as an end mark.
struct Words<'a>(Vec<&'a str>);

impl<'a> Words<'a> {
    fn new(words: impl Iterator<Item = &'a str>) -> Self {
        let mut words: Vec<&str> = words.collect();
        words.sort_unstable();
        words.dedup();
        Self(words)
    }

    fn of_tags(tags: impl Iterator<Item = &'a (String, String)>) -> Self {
        Self::new(tags.flat_map(|(key, value)| [key.as_str(), value.as_str()]))
    }

    fn number(&self, word: &str) -> u64 {
        self.0.partition_point(|&other| other < word) as u64 + 1
    }

    /// A block of these words and one group.
    fn block(&self, group: &[u8]) -> Vec<u8> {
        let (mut table, mut block) = (Vec::new(), Vec::new());
        put_bytes(&mut table, 1, b"");
        self.0.iter().for_each(|word| put_bytes(&mut table, 1, word.as_bytes()));
        put_bytes(&mut block, 1, &table);
        put_bytes(&mut block, 2, group);
        block
    }

    /// Puts keys and values apart into a message.
    fn put_tags(&self, message: &mut Vec<u8>, tags: &[(String, String)]) {
        let (mut keys, mut values) = (Vec::new(), Vec::new());
        for (key, value) in tags {
            put_varint(&mut keys, self.number(key));
            put_varint(&mut values, self.number(value));
        }
        put_bytes(message, 2, &keys);
        put_bytes(message, 3, &values);
    }
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

fn node_block(town: &DrawnTown) -> Vec<u8> {
    let DrawnTown { nodes, node_tags, .. } = town;
    let words = Words::of_tags(node_tags.iter().flat_map(|(_, tags)| tags));
    let mut dense = Vec::new();
    put_bytes(&mut dense, 1, &differences(nodes.iter().map(|node| node.id)));
    put_bytes(&mut dense, 8, &differences(nodes.iter().map(|node| i64::from(node.place[1]))));
    put_bytes(&mut dense, 9, &differences(nodes.iter().map(|node| i64::from(node.place[0]))));
    if !node_tags.is_empty() {
        let mut tags = Vec::new();
        for node in nodes {
            let own = node_tags.iter().filter(|(id, _)| *id == node.id).flat_map(|(_, tags)| tags);
            for (key, value) in own {
                put_varint(&mut tags, words.number(key));
                put_varint(&mut tags, words.number(value));
            }
            tags.push(0);
        }
        put_bytes(&mut dense, 10, &tags);
    }
    let mut group = Vec::new();
    put_bytes(&mut group, 2, &dense);
    words.block(&group)
}

fn way_block(ways: &[DrawnWay]) -> Vec<u8> {
    let words = Words::of_tags(ways.iter().flat_map(|way| &way.tags));
    let mut group = Vec::new();
    for way in ways {
        let mut message = Vec::new();
        put_number(&mut message, 1, way.id as u64);
        words.put_tags(&mut message, &way.tags);
        put_bytes(&mut message, 8, &differences(way.refs.iter().copied()));
        put_bytes(&mut group, 3, &message);
    }
    words.block(&group)
}

fn relation_block(relations: &[DrawnRelation]) -> Vec<u8> {
    let tags = relations.iter().flat_map(|one| &one.tags);
    let roles = relations.iter().flat_map(|one| &one.members).map(|member| member.2.as_str());
    let words =
        Words::new(tags.flat_map(|(key, value)| [key.as_str(), value.as_str()]).chain(roles));
    let mut group = Vec::new();
    for relation in relations {
        let (mut message, mut roles, mut kinds) = (Vec::new(), Vec::new(), Vec::new());
        for (kind, _, role) in &relation.members {
            put_varint(&mut roles, words.number(role));
            let kind = match kind {
                MemberKind::Node => 0,
                MemberKind::Way => 1,
                MemberKind::Other => 2,
            };
            put_varint(&mut kinds, kind);
        }
        put_number(&mut message, 1, relation.id as u64);
        words.put_tags(&mut message, &relation.tags);
        put_bytes(&mut message, 8, &roles);
        put_bytes(&mut message, 9, &differences(relation.members.iter().map(|member| member.1)));
        put_bytes(&mut message, 10, &kinds);
        put_bytes(&mut group, 4, &message);
    }
    words.block(&group)
}
