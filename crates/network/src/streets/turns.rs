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

/// The restrictions that hold for a profile; none on foot.
pub(super) fn read(extract: &Extract<'_>, profile: &Profile) -> Result<Vec<Restriction>, OsmError> {
    if profile.mode() == Mode::Walk {
        return Ok(Vec::new());
    }
    extract.relations(|relation| restriction(&relation, profile.mode()))
}

fn restriction(relation: &Relation<'_>, mode: Mode) -> Option<Restriction> {
    let tags = relation.tags;
    if !tags.is("type", &["restriction"]) {
        return None;
    }
    let excepted = tags.get("except").is_some_and(|except| {
        except.split(';').any(|who| mode == Mode::Bicycle && who.trim() == "bicycle")
    });
    // restriction:hgv and the like bind others; conditional ones hold at certain hours only.
    let own = match mode {
        Mode::Car => tags.get("restriction:motorcar"),
        _ => tags.get("restriction:bicycle"),
    };
    let kind = own.or_else(|| tags.get("restriction")).filter(|_| !excepted)?;
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
    Some(Restriction {
        via: member("via", MemberKind::Node)?,
        from: member("from", MemberKind::Way)?,
        to: member("to", MemberKind::Way)?,
        only,
    })
}
