//! What became of what: names compared between the divisions that ended and those that began.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::register::{Link, LinkBasis};
use super::{DivisionCode, Level};

/// A code and the name it had.
pub(super) type Named = (DivisionCode, String);

/// What was made of the divisions that ended.
#[derive(Default)]
pub(super) struct Matched {
    pub(super) links: Vec<Link>,
    /// Ended, and several could follow.
    pub(super) unclear: Vec<Named>,
    /// Ended, and nothing of that name began.
    pub(super) lost: Vec<Named>,
}

/// Links each ended division to the one that began with its name in the same place, if both are
/// the only ones: first straight below the same division, then in the same county (townships and
/// villages) or province (counties and prefectures); at last to the one that only became another
/// kind of division (县, 市). Levels go from the top, so that a village
/// is looked for where its county went.
pub(super) fn link(ended: &[Named], begun: &[Named], on: Date) -> Matched {
    let mut matched = Matched::default();
    let mut moved: BTreeMap<DivisionCode, DivisionCode> = BTreeMap::new();
    for level in Level::ALL {
        let of_level = |all: &[Named]| -> Vec<Named> {
            all.iter().filter(|(code, _)| code.level() == level).cloned().collect()
        };
        let (mut ended, mut begun) = (of_level(ended), of_level(begun));
        let mut unclear: Vec<Named> = Vec::new();
        let wide = if level <= Level::County { Level::Province } else { Level::County };
        for (place, style) in [
            (Place::Parent, LinkBasis::SameName),
            (Place::Parent, LinkBasis::RestyledName),
            (Place::Within(wide), LinkBasis::SameName),
            (Place::Within(wide), LinkBasis::RestyledName),
            (Place::Parent, LinkBasis::ChangedKind),
        ] {
            let pass = Pass { place, style, moved: &moved, on };
            let links = pass.run(&ended, &begun, &mut unclear);
            ended.retain(|(code, _)| links.iter().all(|link| link.from != *code));
            begun.retain(|(code, _)| links.iter().all(|link| link.to != *code));
            moved.extend(links.iter().map(|link| (link.from, link.to)));
            matched.links.extend(links);
        }
        for one in ended {
            let list =
                if unclear.contains(&one) { &mut matched.unclear } else { &mut matched.lost };
            list.push(one);
        }
    }
    matched
}

#[derive(Clone, Copy)]
enum Place {
    Parent,
    Within(Level),
}

struct Pass<'a> {
    place: Place,
    style: LinkBasis,
    moved: &'a BTreeMap<DivisionCode, DivisionCode>,
    on: Date,
}

type Key = (Option<DivisionCode>, String);

impl Pass<'_> {
    fn run(&self, ended: &[Named], begun: &[Named], unclear: &mut Vec<Named>) -> Vec<Link> {
        let mut groups: BTreeMap<Key, (Vec<&Named>, Vec<&Named>)> = BTreeMap::new();
        for one in ended {
            groups.entry(self.key(one, true)).or_default().0.push(one);
        }
        for one in begun {
            groups.entry(self.key(one, false)).or_default().1.push(one);
        }
        let mut links = Vec::new();
        for (before, after) in groups.into_values() {
            match (before.as_slice(), after.as_slice()) {
                ([old], [new]) => {
                    links.push(Link { from: old.0, to: new.0, on: self.on, basis: self.style });
                }
                (_, []) => {}
                (several, _) => unclear.extend(several.iter().map(|one| (*one).clone())),
            }
        }
        links
    }

    fn key(&self, (code, name): &Named, ended: bool) -> Key {
        let place = match self.place {
            Place::Parent => code.parent(),
            Place::Within(level) => code.up_to(level),
        };
        let place = place.map(|place| if ended { self.now(place) } else { place });
        let name = match self.style {
            LinkBasis::SameName => name.clone(),
            LinkBasis::RestyledName => stem(name),
            LinkBasis::ChangedKind => proper(name, code.level()).to_owned(),
        };
        (place, name)
    }

    /// Where a division above is now.
    fn now(&self, place: DivisionCode) -> DivisionCode {
        self.moved.get(&place).copied().unwrap_or(place)
    }
}

/// A name without the style in which its committee is written: 磨石峪村委会 and 磨石峪村村民委员会
/// are one village, 清廉社区 and 清廉社区居委会 one community; a village is never a community.
pub(super) fn stem(name: &str) -> String {
    const VILLAGE: [&str; 3] = ["村民委员会", "村委会", "村"];
    const COMMUNITY: [&str; 3] = ["居民委员会", "居委会", "社区"];
    for (kind, endings) in [("村", VILLAGE), ("社区", COMMUNITY)] {
        if let Some(rest) = endings.iter().find_map(|ending| name.strip_suffix(ending)) {
            return format!("{}|{kind}", rest.strip_suffix(kind).unwrap_or(rest));
        }
    }
    name.to_owned()
}

/// The name proper of a county or township, without the kind of division that it is.
fn proper(name: &str, level: Level) -> &str {
    const COUNTY: [&str; 3] = ["县", "市", "区"];
    const TOWNSHIP: [&str; 3] = ["乡", "镇", "街道"];
    let kinds = match level {
        Level::County => COUNTY,
        Level::Township => TOWNSHIP,
        _ => return name,
    };
    let rest = kinds.iter().find_map(|kind| name.strip_suffix(kind));
    rest.filter(|rest| rest.chars().count() > 1).unwrap_or(name)
}

/// Whether two names differ by one character only, changed, added or left out, with at least two
/// in common: most likely a correction (鸭垄, 鸭垅) and not a new name.
pub(super) fn is_correction(old: &str, new: &str) -> bool {
    let (old, new) = (stem(old), stem(new));
    let kinds = |name: &str| name.split_once('|').map(|(_, kind)| kind.to_owned());
    if kinds(&old) != kinds(&new) {
        return false;
    }
    let core = |name: &str| -> Vec<char> { name.chars().take_while(|c| *c != '|').collect() };
    let (old, new) = (core(&old), core(&new));
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let tail = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
    head + tail >= 2 && head + tail + 1 >= old.len().max(new.len())
}
