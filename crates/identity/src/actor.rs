//! Who is asking, with which roles; and by whom, for whom and how an act is done.

use basis::division::Level;
use basis::{DivisionCode, Instant, OfficerId, PersonId, Role};
use ledger::{IdempotencyKey, Meta};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::Channel;

/// Who is asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Who {
    /// Somebody who has not signed in.
    Visitor,
    /// A resident.
    Person(PersonId),
    /// An officer in office.
    Officer(OfficerId),
    /// The service itself: timers, and commands of the operator on the machine.
    System,
}

/// A role that an officer holds for a department, inside a division.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The department's id in the catalogue; none where the role is for the whole division, such
    /// as an auditor of the county.
    pub department: Option<String>,
    /// Where it holds: the county, or a township or village for its own office.
    pub division: DivisionCode,
}

impl Grant {
    /// A grant.
    #[must_use]
    pub fn new(role: Role, department: Option<&str>, division: DivisionCode) -> Self {
        Self { role, department: department.map(str::to_owned), division }
    }

    /// The desk that it sits at: the department's id, and for an office below the county also the
    /// code of its division, as in `township/330825101`. None where it is for no department.
    #[must_use]
    pub fn desk(&self) -> Option<String> {
        let department = self.department.as_ref()?;
        if self.division.level() <= Level::County {
            return Some(department.clone());
        }
        Some(format!("{department}/{}", self.division))
    }
}

/// What somebody was asked to do for another person: they alone, that matter alone, until it is done
/// or taken back. Whoever keeps the requests says so, for the one request that is being answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entrusted {
    /// The person who asked.
    pub person: PersonId,
    /// Id of the matter.
    pub matter: String,
}

/// Who is asking, as far as rights and records need to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The county whose data it is about, six digits.
    pub county: String,
    /// Who.
    pub who: Who,
    /// The name shown to themselves; never in a record or a log.
    pub name: String,
    /// What an officer holds; empty for everybody else.
    pub grants: Vec<Grant>,
    /// The natural person behind it: the resident, or the officer in private life, so that nobody
    /// works on an application of their own.
    pub person: Option<PersonId>,
    /// What a resident was asked to do for somebody else, and took up.
    pub entrusted: Option<Entrusted>,
}

impl Actor {
    /// Somebody who has not signed in.
    pub fn visitor(county: impl Into<String>) -> Self {
        Self::of(county, Who::Visitor)
    }

    /// The service itself.
    pub fn system(county: impl Into<String>) -> Self {
        Self::of(county, Who::System)
    }

    /// A resident.
    pub fn resident(county: impl Into<String>, person: PersonId, name: impl Into<String>) -> Self {
        let actor = Self::of(county, Who::Person(person));
        Self { name: name.into(), person: Some(person), ..actor }
    }

    /// An officer with what they hold.
    pub fn officer(
        county: impl Into<String>,
        officer: OfficerId,
        name: impl Into<String>,
        grants: Vec<Grant>,
    ) -> Self {
        Self { name: name.into(), grants, ..Self::of(county, Who::Officer(officer)) }
    }

    fn of(county: impl Into<String>, who: Who) -> Self {
        let (county, name, grants) = (county.into(), String::new(), Vec::new());
        Self { county, who, name, grants, person: None, entrusted: None }
    }

    /// Whether the actor has a role, for whatever department. Says nothing about a right: ask
    /// [`crate::may`].
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        match self.who {
            Who::Person(_) => role == Role::Resident,
            Who::Officer(_) => self.grants.iter().any(|grant| grant.role == role),
            Who::Visitor | Who::System => false,
        }
    }

    /// The roles, each once, in the order of [`Role::ALL`].
    #[must_use]
    pub fn roles(&self) -> Vec<Role> {
        Role::ALL.iter().copied().filter(|role| self.has(*role)).collect()
    }

    /// Whether somebody has signed in.
    #[must_use]
    pub fn is_signed_in(&self) -> bool {
        matches!(self.who, Who::Person(_) | Who::Officer(_))
    }

    /// The officer, where it is one.
    #[must_use]
    pub fn officer_id(&self) -> Option<OfficerId> {
        match self.who {
            Who::Officer(officer) => Some(officer),
            _ => None,
        }
    }

    /// The resident who acts for themselves; not an officer's private person.
    #[must_use]
    pub fn resident_id(&self) -> Option<PersonId> {
        match self.who {
            Who::Person(person) => Some(person),
            _ => None,
        }
    }

    /// Ids and roles for a record, never a name.
    fn for_record(&self) -> Value {
        let roles: Vec<&str> = self.roles().into_iter().map(Role::code).collect();
        let desks: Vec<String> = self.grants.iter().filter_map(Grant::desk).collect();
        let mut by = json!({ "who": self.who });
        if !roles.is_empty() {
            by["roles"] = json!(roles);
        }
        if !desks.is_empty() {
            by["desks"] = json!(desks);
        }
        by
    }
}

/// By whom, for whom, how, when, and with which key an act is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct By {
    /// Who does it.
    pub actor: Actor,
    /// The person it is done for, where that is somebody else.
    pub for_whom: Option<PersonId>,
    /// The way on which it came.
    pub channel: Channel,
    /// When.
    pub at: Instant,
    /// The key of this one intention.
    pub key: IdempotencyKey,
}

impl By {
    /// The service itself, because the time has come.
    pub fn system(county: impl Into<String>, at: Instant, key: IdempotencyKey) -> Self {
        let actor = Actor::system(county);
        Self { actor, for_whom: None, channel: Channel::Timer, at, key }
    }

    /// The person concerned: the one it is done for, or else the resident who does it.
    #[must_use]
    pub fn concerned(&self) -> Option<PersonId> {
        self.for_whom.or(self.actor.resident_id())
    }

    /// What stands around the act: `{who, roles, desks, channel, for}`, ids only.
    #[must_use]
    pub fn meta(&self, request: Value) -> Meta {
        let mut by = self.actor.for_record();
        by["channel"] = json!(self.channel);
        if let Some(person) = self.for_whom {
            by["for"] = json!(person);
        }
        Meta { county: self.actor.county.clone(), key: self.key.clone(), at: self.at, by, request }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use basis::Ambient;

    #[test]
    fn a_desk_is_a_department_or_one_office_of_it() {
        let check = |department: Option<&str>, division: &str, expected: Option<&str>| {
            let grant = Grant::new(Role::Clerk, department, division.parse().unwrap());
            assert_eq!(grant.desk().as_deref(), expected);
        };
        check(Some("minzheng"), "330825", Some("minzheng"));
        check(Some("township"), "330825101", Some("township/330825101"));
        check(Some("village"), "330825101200", Some("village/330825101200"));
        check(None, "330825", None);
    }

    #[test]
    fn a_record_names_ids_and_never_names() {
        let (ambient, _) = Ambient::fixed(Instant::from_millis(0), 1);
        let (officer, person) = (OfficerId(ambient.id()), PersonId(ambient.id()));
        let grants =
            vec![Grant::new(Role::Helper, Some("village"), "330825101200".parse().unwrap())];
        let by = By {
            actor: Actor::officer("330825", officer, "王芳", grants),
            for_whom: Some(person),
            channel: Channel::Helper,
            at: ambient.now(),
            key: ambient.id().into(),
        };
        let expected = json!({
            "who": {"officer": officer}, "roles": ["helper"], "desks": ["village/330825101200"],
            "channel": "helper", "for": person,
        });
        assert_eq!(by.meta(json!({})).by, expected);
        assert_eq!(by.concerned(), Some(person));
        let timer = By::system("330825", ambient.now(), ambient.id().into());
        assert_eq!(timer.meta(json!({})).by, json!({"who": "system", "channel": "timer"}));
    }
}
