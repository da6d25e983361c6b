//! One block of an extract, unpacked: its strings, its ways and the places of its nodes.

use super::wire::{Malformed, Message, Packed, Sums, Value, zigzag};

/// A block of up to some 8,000 nodes or ways.
#[derive(Debug)]
pub(super) struct Block<'a> {
    strings: Vec<&'a [u8]>,
    groups: Vec<&'a [u8]>,
    /// Nanodegrees of one unit of a coordinate.
    granularity: i64,
    /// Nanodegrees added to longitude and latitude.
    offset: [i64; 2],
}

/// Tags of a way, node or relation, looked up by key.
#[derive(Clone, Copy, Debug)]
pub struct Tags<'a> {
    strings: &'a [&'a [u8]],
    pairs: Pairs<'a>,
}

/// How keys and values are packed: of ways and relations apart, of dense nodes in turn, ended by 0.
#[derive(Clone, Copy, Debug)]
enum Pairs<'a> {
    Apart { keys: &'a [u8], values: &'a [u8] },
    InTurn(&'a [u8]),
}

impl<'a> Tags<'a> {
    /// Tags that come from elsewhere: places of keys and of their values among the strings, each
    /// below 128.
    pub(crate) fn apart(strings: &'a [&'a [u8]], keys: &'a [u8], values: &'a [u8]) -> Self {
        Self { strings, pairs: Pairs::Apart { keys, values } }
    }

    /// The value of `key`, when it is there and is text.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&'a str> {
        let value = match self.pairs {
            Pairs::Apart { keys, values } => {
                let at = Packed::new(keys).position(|k| self.string(k) == key.as_bytes())?;
                Packed::new(values).nth(at)?
            }
            Pairs::InTurn(bytes) => self.in_turn(bytes, key)?,
        };
        std::str::from_utf8(self.string(value)).ok()
    }

    fn in_turn(&self, bytes: &[u8], key: &str) -> Option<u64> {
        let mut numbers = Packed::new(bytes);
        while let Some(found @ 1..) = numbers.next() {
            let value = numbers.next()?;
            if self.string(found) == key.as_bytes() {
                return Some(value);
            }
        }
        None
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self.pairs {
            Pairs::Apart { keys, .. } => keys.is_empty(),
            Pairs::InTurn(bytes) => matches!(bytes.first(), None | Some(0)),
        }
    }

    /// Whether `key` has one of these values.
    #[must_use]
    pub fn is(&self, key: &str, values: &[&str]) -> bool {
        self.get(key).is_some_and(|value| values.contains(&value))
    }

    fn string(&self, index: u64) -> &'a [u8] {
        usize::try_from(index).ok().and_then(|i| self.strings.get(i)).copied().unwrap_or_default()
    }
}

/// Ids of a way's nodes, in order.
#[derive(Clone, Copy, Debug)]
pub struct Refs<'a>(Sums<'a>);

impl Iterator for Refs<'_> {
    type Item = i64;

    fn next(&mut self) -> Option<i64> {
        self.0.next()
    }
}

/// A way: its id, tags and nodes.
#[derive(Clone, Copy, Debug)]
pub struct Way<'a> {
    /// OpenStreetMap id.
    pub id: i64,
    /// Its tags.
    pub tags: Tags<'a>,
    /// Its nodes.
    pub refs: Refs<'a>,
}

/// A relation: its id, tags and members.
#[derive(Clone, Copy, Debug)]
pub struct Relation<'a> {
    /// OpenStreetMap id.
    pub id: i64,
    /// Its tags.
    pub tags: Tags<'a>,
    /// Its members.
    pub members: Members<'a>,
}

/// What a member of a relation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberKind {
    /// A node.
    Node,
    /// A way.
    Way,
    /// Another relation, or something that the format does not know.
    Other,
}

/// A member of a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member<'a> {
    /// What it is.
    pub kind: MemberKind,
    /// Its OpenStreetMap id.
    pub id: i64,
    /// What it is in the relation; empty where that is no text.
    pub role: &'a str,
}

/// Members of a relation, in order.
#[derive(Clone, Copy, Debug)]
pub struct Members<'a> {
    strings: &'a [&'a [u8]],
    roles: Packed<'a>,
    ids: Sums<'a>,
    kinds: Packed<'a>,
}

impl<'a> Iterator for Members<'a> {
    type Item = Member<'a>;

    fn next(&mut self) -> Option<Member<'a>> {
        let (role, id, kind) = (self.roles.next()?, self.ids.next()?, self.kinds.next()?);
        let role = usize::try_from(role).ok().and_then(|at| self.strings.get(at).copied());
        let kind = match kind {
            0 => MemberKind::Node,
            1 => MemberKind::Way,
            _ => MemberKind::Other,
        };
        Some(Member { kind, id, role: std::str::from_utf8(role.unwrap_or_default()).unwrap_or("") })
    }
}

impl<'a> Block<'a> {
    pub(super) fn parse(bytes: &'a [u8]) -> Result<Self, Malformed> {
        let mut block =
            Self { strings: Vec::new(), groups: Vec::new(), granularity: 100, offset: [0, 0] };
        let mut message = Message::new(bytes);
        while let Some((number, value)) = message.field()? {
            match number {
                1 => block.strings = strings(value.bytes())?,
                2 => block.groups.push(value.bytes()),
                17 => block.granularity = value.number() as i64,
                19 => block.offset[1] = value.number() as i64,
                20 => block.offset[0] = value.number() as i64,
                _ => {}
            }
        }
        Ok(block)
    }

    /// Hands every way to `each`.
    pub(super) fn ways(&self, mut each: impl FnMut(Way<'_>)) -> Result<(), Malformed> {
        for group in &self.groups {
            let mut message = Message::new(group);
            while let Some((number, value)) = message.field()? {
                if number == 3 {
                    each(self.way(value.bytes())?);
                }
            }
        }
        Ok(())
    }

    fn way<'b>(&'b self, bytes: &'b [u8]) -> Result<Way<'b>, Malformed> {
        let (mut id, mut keys, mut values, mut refs): (_, &[u8], &[u8], &[u8]) = (0, &[], &[], &[]);
        let mut message = Message::new(bytes);
        while let Some((number, value)) = message.field()? {
            match number {
                1 => id = value.number() as i64,
                2 => keys = value.bytes(),
                3 => values = value.bytes(),
                8 => refs = value.bytes(),
                _ => {}
            }
        }
        let tags = Tags { strings: &self.strings, pairs: Pairs::Apart { keys, values } };
        Ok(Way { id, tags, refs: Refs(Sums::new(refs)) })
    }

    /// Hands every relation to `each`.
    pub(super) fn relations(&self, mut each: impl FnMut(Relation<'_>)) -> Result<(), Malformed> {
        for group in &self.groups {
            let mut message = Message::new(group);
            while let Some((number, value)) = message.field()? {
                if number == 4 {
                    each(self.relation(value.bytes())?);
                }
            }
        }
        Ok(())
    }

    fn relation<'b>(&'b self, bytes: &'b [u8]) -> Result<Relation<'b>, Malformed> {
        let (mut id, mut parts) = (0, [&[][..]; 5]);
        let mut message = Message::new(bytes);
        while let Some((number, value)) = message.field()? {
            match number {
                1 => id = value.number() as i64,
                2 => parts[0] = value.bytes(),
                3 => parts[1] = value.bytes(),
                8 => parts[2] = value.bytes(),
                9 => parts[3] = value.bytes(),
                10 => parts[4] = value.bytes(),
                _ => {}
            }
        }
        let [keys, values, roles, ids, kinds] = parts;
        let strings = &self.strings;
        let tags = Tags { strings, pairs: Pairs::Apart { keys, values } };
        let (roles, kinds) = (Packed::new(roles), Packed::new(kinds));
        Ok(Relation { id, tags, members: Members { strings, roles, ids: Sums::new(ids), kinds } })
    }

    /// Whether the block holds any node.
    pub(super) fn has_nodes(&self) -> Result<bool, Malformed> {
        for group in &self.groups {
            if let Some((1 | 2, _)) = Message::new(group).field()? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Hands every node's id, place (ten-millionths of a degree) and tags to `each`; a node that is
    /// not on the earth is passed over.
    pub(super) fn nodes(
        &self,
        mut each: impl FnMut(i64, [i32; 2], Tags<'_>),
    ) -> Result<(), Malformed> {
        for group in &self.groups {
            let mut message = Message::new(group);
            while let Some((number, value)) = message.field()? {
                match number {
                    1 => self.single(value.bytes(), &mut each)?,
                    2 => self.dense(value.bytes(), &mut each)?,
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn single(
        &self,
        bytes: &[u8],
        each: &mut impl FnMut(i64, [i32; 2], Tags<'_>),
    ) -> Result<(), Malformed> {
        let (mut id, mut latitude, mut longitude) = (0, 0, 0);
        let (mut keys, mut values): (&[u8], &[u8]) = (&[], &[]);
        let mut message = Message::new(bytes);
        while let Some((number, value)) = message.field()? {
            match number {
                1 => id = zigzag(value.number()),
                2 => keys = value.bytes(),
                3 => values = value.bytes(),
                8 => latitude = zigzag(value.number()),
                9 => longitude = zigzag(value.number()),
                _ => {}
            }
        }
        if let Some(place) = self.place(longitude, latitude) {
            let tags = Tags { strings: &self.strings, pairs: Pairs::Apart { keys, values } };
            each(id, place, tags);
        }
        Ok(())
    }

    fn dense(
        &self,
        bytes: &[u8],
        each: &mut impl FnMut(i64, [i32; 2], Tags<'_>),
    ) -> Result<(), Malformed> {
        let (mut ids, mut latitudes, mut longitudes): (&[u8], &[u8], &[u8]) = (&[], &[], &[]);
        let mut tags: &[u8] = &[];
        let mut message = Message::new(bytes);
        while let Some((number, value)) = message.field()? {
            match number {
                1 => ids = value.bytes(),
                8 => latitudes = value.bytes(),
                9 => longitudes = value.bytes(),
                10 => tags = value.bytes(),
                _ => {}
            }
        }
        let places = Sums::new(longitudes).zip(Sums::new(latitudes));
        for (id, (longitude, latitude)) in Sums::new(ids).zip(places) {
            let own = Pairs::InTurn(tags);
            tags = beyond_zero(tags);
            if let Some(place) = self.place(longitude, latitude) {
                each(id, place, Tags { strings: &self.strings, pairs: own });
            }
        }
        Ok(())
    }

    #[inline]
    fn place(&self, longitude: i64, latitude: i64) -> Option<[i32; 2]> {
        let e7 = |units: i64, offset: i64, most: i64| {
            let nano = units.checked_mul(self.granularity)?.checked_add(offset)?;
            let e7 =
                if nano % 100 == 0 { nano / 100 } else { (nano as f64 / 100.0).round() as i64 };
            (e7.abs() <= most).then_some(e7 as i32)
        };
        Some([
            e7(longitude, self.offset[0], 1_800_000_000)?,
            e7(latitude, self.offset[1], 900_000_000)?,
        ])
    }
}

/// What follows the tags of one dense node.
#[inline]
fn beyond_zero(tags: &[u8]) -> &[u8] {
    // Most nodes have none.
    if let [0, rest @ ..] = tags {
        return rest;
    }
    let mut numbers = Packed::new(tags);
    while let Some(1..) = numbers.next() {}
    numbers.rest()
}

fn strings(bytes: &[u8]) -> Result<Vec<&[u8]>, Malformed> {
    let mut strings = Vec::new();
    let mut message = Message::new(bytes);
    while let Some((number, value)) = message.field()? {
        if let (1, Value::Bytes(string)) = (number, value) {
            strings.push(string);
        }
    }
    Ok(strings)
}
