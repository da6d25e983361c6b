//! Vector tiles as bytes: the messages of Mapbox Vector Tile 2.1, in protocol buffers.

use std::collections::HashMap;

/// Side of a tile in its own units.
pub(crate) const EXTENT: i32 = 4096;

/// What a feature is drawn as, in units of the tile from its north-west corner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Drawn {
    /// Points.
    Points(Vec<[i32; 2]>),
    /// Closed rings without their last point: outlines clockwise on the screen, holes against it.
    Rings(Vec<Vec<[i32; 2]>>),
}

/// The value of a property.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Property<'a> {
    /// A word.
    Word(&'a str),
    /// A whole number, not negative.
    Count(u64),
    /// A number.
    Number(f64),
}

/// A layer of a tile that is being written.
#[derive(Debug, Default)]
pub(crate) struct TileLayer {
    features: Vec<u8>,
    keys: Vec<&'static str>,
    values: Vec<u8>,
    known: HashMap<Vec<u8>, u64>,
    written: usize,
}

impl TileLayer {
    /// Adds a feature.
    pub(crate) fn add(
        &mut self,
        id: u64,
        drawn: &Drawn,
        properties: &[(&'static str, Property<'_>)],
    ) {
        let mut tags = Vec::new();
        for &(key, ref value) in properties {
            varint(&mut tags, self.key(key));
            let value = self.value(value);
            varint(&mut tags, value);
        }
        let (kind, commands) = match drawn {
            Drawn::Points(points) => (1, points_commands(points)),
            Drawn::Rings(rings) => (3, rings_commands(rings)),
        };
        let mut feature = Vec::new();
        number_field(&mut feature, 1, id);
        bytes_field(&mut feature, 2, &tags);
        number_field(&mut feature, 3, kind);
        bytes_field(&mut feature, 4, &commands);
        bytes_field(&mut self.features, 2, &feature);
        self.written += 1;
    }

    fn key(&mut self, key: &'static str) -> u64 {
        let at = self.keys.iter().position(|own| *own == key);
        at.unwrap_or_else(|| {
            self.keys.push(key);
            self.keys.len() - 1
        }) as u64
    }

    fn value(&mut self, value: &Property<'_>) -> u64 {
        let mut bytes = Vec::new();
        match value {
            Property::Word(word) => bytes_field(&mut bytes, 1, word.as_bytes()),
            Property::Count(count) => number_field(&mut bytes, 5, *count),
            Property::Number(number) => {
                varint(&mut bytes, (3 << 3) | 1);
                bytes.extend(number.to_le_bytes());
            }
        }
        let next = self.known.len() as u64;
        if let Some(known) = self.known.get(&bytes) {
            return *known;
        }
        bytes_field(&mut self.values, 4, &bytes);
        self.known.insert(bytes, next);
        next
    }

    /// The layer's part of a tile; nothing for a layer without features.
    pub(crate) fn close(self, name: &str, tile: &mut Vec<u8>) {
        if self.written == 0 {
            return;
        }
        let mut layer = Vec::new();
        bytes_field(&mut layer, 1, name.as_bytes());
        layer.extend(self.features);
        for key in self.keys {
            bytes_field(&mut layer, 3, key.as_bytes());
        }
        layer.extend(self.values);
        number_field(&mut layer, 5, EXTENT as u64);
        number_field(&mut layer, 15, 2);
        bytes_field(tile, 3, &layer);
    }
}

const MOVE: u64 = 1;
const LINE: u64 = 2;
const CLOSE: u64 = 7;

fn points_commands(points: &[[i32; 2]]) -> Vec<u8> {
    let (mut out, mut pen) = (Vec::new(), [0, 0]);
    command(&mut out, MOVE, points.len());
    points.iter().for_each(|point| go(&mut out, &mut pen, *point));
    out
}

fn rings_commands(rings: &[Vec<[i32; 2]>]) -> Vec<u8> {
    let (mut out, mut pen) = (Vec::new(), [0, 0]);
    for ring in rings {
        let Some((first, rest)) = ring.split_first() else { continue };
        command(&mut out, MOVE, 1);
        go(&mut out, &mut pen, *first);
        command(&mut out, LINE, rest.len());
        rest.iter().for_each(|point| go(&mut out, &mut pen, *point));
        command(&mut out, CLOSE, 1);
    }
    out
}

fn command(out: &mut Vec<u8>, command: u64, count: usize) {
    varint(out, command | ((count as u64) << 3));
}

/// A step from where the pen is, as two zigzag numbers.
fn go(out: &mut Vec<u8>, pen: &mut [i32; 2], to: [i32; 2]) {
    for axis in 0..2 {
        let step = to[axis] - pen[axis];
        varint(out, u64::from(((step << 1) ^ (step >> 31)) as u32));
    }
    *pen = to;
}

fn number_field(out: &mut Vec<u8>, field: u64, number: u64) {
    varint(out, field << 3);
    varint(out, number);
}

fn bytes_field(out: &mut Vec<u8>, field: u64, bytes: &[u8]) {
    varint(out, (field << 3) | 2);
    varint(out, bytes.len() as u64);
    out.extend(bytes);
}

fn varint(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_those_of_the_specification() {
        // The examples of section 4.3.5 of the specification, version 2.1.
        assert_eq!(points_commands(&[[25, 17]]), [9, 50, 34]);
        assert_eq!(points_commands(&[[5, 7], [3, 2]]), [17, 10, 14, 3, 9]);
        assert_eq!(
            rings_commands(&[vec![[3, 6], [8, 12], [20, 34]]]),
            [9, 6, 12, 18, 10, 12, 24, 44, 15]
        );
    }

    #[test]
    fn a_tile_is_written_as_known_bytes() {
        let mut layer = TileLayer::default();
        layer.add(1, &Drawn::Points(vec![[25, 17]]), &[("c", Property::Count(3))]);
        layer.add(2, &Drawn::Points(vec![[25, 17]]), &[("c", Property::Count(3))]);
        assert_eq!(layer.written, 2);
        let mut tile = Vec::new();
        layer.close("z", &mut tile);
        let feature = |id: u8| [18, 13, 8, id, 18, 2, 0, 0, 24, 1, 34, 3, 9, 50, 34];
        let mut expected = vec![10, 1, b'z'];
        expected.extend(feature(1));
        expected.extend(feature(2));
        expected.extend([26, 1, b'c', 34, 2, 40, 3, 40, 128, 32, 120, 2]);
        assert_eq!(tile, [vec![26, expected.len() as u8], expected].concat());
    }

    #[test]
    fn numbers_of_every_length() {
        let check = |number, expected: &[u8]| {
            let mut out = Vec::new();
            varint(&mut out, number);
            assert_eq!(out, expected);
        };
        check(0, &[0]);
        check(127, &[127]);
        check(300, &[0xac, 2]);
        check(u64::MAX, &[255, 255, 255, 255, 255, 255, 255, 255, 255, 1]);
    }
}
