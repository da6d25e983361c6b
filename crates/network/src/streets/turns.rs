//! Turn restrictions (wiki.openstreetmap.org/wiki/Relation:restriction).

use crate::osm::{Extract, MemberKind, OsmError, Relation};
use crate::profile::{Mode, Profile};

/// A restriction of the turns from one way into another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Restriction {
    /// The node at which one turns.
    pub(super) via: i64,
    pub(super) from: i64,
    pub(super) to: i64,
    /// Whether this turn is the only one allowed, and not the one forbidden.
    pub(super) only: bool,
}

/// The restrictions that hold for a profile, and how many could not be read; none on foot.
pub(super) fn read(
    extract: &Extract<'_>,
    profile: &Profile,
) -> Result<(Vec<Restriction>, usize), OsmError> {
    if profile.mode() == Mode::Walk {
        return Ok((Vec::new(), 0));
    }
    let found = extract.relations(|relation| restriction(&relation, profile.mode()))?;
    let read: Vec<Restriction> = found.iter().copied().flatten().collect();
    let left = found.len() - read.len();
    Ok((read, left))
}

/// What a relation says of turns: nothing for this means of travel, a restriction, or one that is not
/// read (`Some(None)`): for certain hours, by way of another street, or of several streets at once.
fn restriction(relation: &Relation<'_>, mode: Mode) -> Option<Option<Restriction>> {
    let tags = relation.tags;
    if !tags.is("type", &["restriction"]) {
        return None;
    }
    let excepted = tags.get("except").is_some_and(|except| {
        except.split(';').any(|who| mode == Mode::Bicycle && who.trim() == "bicycle")
    });
    if excepted {
        return None;
    }
    // restriction:hgv and the like bind others; conditional ones hold at certain hours only.
    let [own, at_hours] = match mode {
        Mode::Car => ["restriction:motorcar", "restriction:motorcar:conditional"],
        _ => ["restriction:bicycle", "restriction:bicycle:conditional"],
    };
    let Some(kind) = tags.get(own).or_else(|| tags.get("restriction")) else {
        let is_at_hours = [at_hours, "restriction:conditional"].map(|key| tags.get(key).is_some());
        return is_at_hours.contains(&true).then_some(None);
    };
    let only = kind.starts_with("only_");
    if !only && !kind.starts_with("no_") {
        return None;
    }
    let member = |role: &str, kind: MemberKind| {
        let mut of_role = relation.members.filter(|member| member.role == role);
        let one = of_role.next().filter(|member| member.kind == kind)?;
        // Several ways of one role, as in no_entry, would each need a rule of their own.
        of_role.next().is_none().then_some(one.id)
    };
    let ends = (
        member("via", MemberKind::Node),
        member("from", MemberKind::Way),
        member("to", MemberKind::Way),
    );
    Some(match ends {
        (Some(via), Some(from), Some(to)) => Some(Restriction { via, from, to, only }),
        _ => None,
    })
}
