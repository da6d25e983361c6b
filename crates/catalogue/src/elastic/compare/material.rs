//! Materials may go or become easier to give: from the applicant's hands to a register, from the
//! original to a copy, from necessary to “may follow later”. Never the other way.

use basis::Text;

use super::{Fault, Sides, Spot, id, names, rule, twin};
use crate::model::{Copy, Material, Need, Source};
use crate::yaml::{Node, decode};

/// Whether every material is one of the base's and none is harder to give than there.
pub(super) fn fewer<'a>(base: &'a Node, mine: &'a Node, sides: &Sides) -> Result<(), Fault<'a>> {
    names(base, mine)?;
    for node in mine.items() {
        let Some(above) = twin(base, node).filter(|above| !above.same(node)) else { continue };
        // What cannot be read is noted elsewhere, with its place.
        let Ok(new) = decode::<Material>(node) else { continue };
        let harder = match decode::<Material>(above) {
            Ok(old) => harder(&old, &new, sides),
            Err(_) => {
                Some(("", "上级没有写全，不能比较", "the base does not say enough to compare"))
            }
        };
        if let Some((key, zh, en)) = harder {
            let name = id(node).unwrap_or("");
            let why = Text::new(
                format!("（材料“{name}”：{zh}）"),
                format!(" (the material “{name}”: {en})"),
            );
            let spots = match key {
                "" => (Spot::of(above), Spot::of(node)),
                key => (Spot::part(above, key), Spot::part(node, key)),
            };
            return Err(Fault { why, spots: Some(spots) });
        }
    }
    Ok(())
}

/// What makes a material harder to give than the base's: the key, and words in both languages.
type Harder = (&'static str, &'static str, &'static str);

fn harder(old: &Material, new: &Material, sides: &Sides) -> Option<Harder> {
    let checks = [
        (old.name.zh != new.name.zh, ("name", "改了名称", "it has another name")),
        (asks_more(&old.from, &new.from), ("from", "来源更麻烦", "its source asks more of people")),
        (
            loses_way(old, new),
            (
                "fallback",
                "少了库里查不到时的办法",
                "the way for people who are not in the register is gone",
            ),
        ),
        (paper(new.copy) > paper(old.copy), ("copy", "要的原件更多", "it asks for more originals")),
        (must(new.need) > must(old.need), ("need", "必要性更高", "it is more necessary")),
        (
            !needed_less(old.when.as_deref(), new.when.as_deref(), sides),
            ("when", "需要它的情形看不出更少", "it is not seen to be needed in fewer cases"),
        ),
        (
            new.accept.is_some() && new.accept != old.accept,
            (
                "accept",
                "对它的要求变了，看不出更宽",
                "what it must look like is not seen to be wider",
            ),
        ),
    ];
    checks.into_iter().find(|(is_harder, _)| *is_harder).map(|(_, why)| why)
}

/// How much a source asks of people: nothing where the platform asks a register or looks up a
/// certificate, most where a file must be brought.
const fn burden(source: &Source) -> u8 {
    match source {
        Source::Register { .. } | Source::Certificate { .. } => 0,
        Source::Form { .. } => 1,
        Source::Commitment { .. } => 2,
        Source::Upload { .. } => 3,
    }
}

/// Whether the second source asks more than the first: another hand has to move, more data of the
/// person are taken, another promise is signed, fewer kinds of file are accepted.
fn asks_more(old: &Source, new: &Source) -> bool {
    match (old, new) {
        (
            Source::Register { register: a, fields: old },
            Source::Register { register: b, fields: new },
        ) => a == b && new.iter().any(|field| !old.contains(field)),
        (Source::Commitment { commitment: old }, Source::Commitment { commitment: new }) => {
            old.zh != new.zh
        }
        (Source::Upload { upload: old }, Source::Upload { upload: new }) => {
            old.iter().any(|kind| !new.contains(kind))
        }
        _ => burden(new) > burden(old),
    }
}

/// Whether people of whom no register knows anything can no longer give it, or with more trouble.
fn loses_way(old: &Material, new: &Material) -> bool {
    match (by_hand(old), by_hand(new)) {
        (Some(old), Some(new)) => asks_more(old, new),
        (Some(_), None) => true,
        (None, _) => false,
    }
}

/// What a person does where no register has the answer.
fn by_hand(material: &Material) -> Option<&Source> {
    let sources = [Some(&material.from), material.fallback.as_ref()];
    sources.into_iter().flatten().find(|source| burden(source) > 0)
}

const fn paper(copy: Copy) -> u8 {
    match copy {
        Copy::Duplicate => 0,
        Copy::Original => 1,
        Copy::Both => 2,
    }
}

const fn must(need: Need) -> u8 {
    match need {
        Need::Optional => 0,
        Need::Later => 1,
        Need::Necessary => 2,
    }
}

/// Whether it is needed in no case in which the base does not need it.
fn needed_less(old: Option<&str>, new: Option<&str>, sides: &Sides) -> bool {
    match (old, new) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(old), Some(new)) => {
            old == new
                || rule::not_narrower(new, old, &sides.swapped())
                || rule::elsewhere(old, new, sides)
        }
    }
}
