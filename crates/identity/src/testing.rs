//! Help for tests of rights: an actor of every role, a gate that lets one in, and who must pass a route.

use axum::http::request::Parts;
use basis::{Ambient, DivisionCode, Instant, OfficerId, PersonId, Role};
use web::access::Asked;
use web::{Access, Gate};

use crate::actor::{Actor, Grant};
use crate::gate::visitor;

/// A gate that takes every request for the same actor's.
#[derive(Clone, Debug)]
pub struct As(pub Actor);

impl Gate for As {
    fn visitor<'a>(&'a self, parts: &'a mut Parts) -> Asked<'a> {
        parts.extensions.insert(self.0.clone());
        let visitor = visitor(&self.0);
        Box::pin(async move { Ok(visitor) })
    }
}

/// What a route must answer to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// The handler is reached.
    Pass,
    /// Sign in first (401, or the sign-in page).
    SignIn,
    /// No (403).
    Forbidden,
}

/// What a route must answer to a visitor (`None`) or to somebody with one role. Written apart from
/// [`Access::admit`], which it is there to test.
#[must_use]
pub fn expected(access: Access, role: Option<Role>) -> Expected {
    match (access, role) {
        (Access::Public, _) | (Access::SignedIn, Some(_)) => Expected::Pass,
        (_, None) => Expected::SignIn,
        (Access::Roles(roles), Some(role)) if roles.contains(&role) => Expected::Pass,
        (Access::Roles(_), Some(_)) => Expected::Forbidden,
    }
}

/// Everybody for whom the rights of a route are tested: a visitor, and one actor of each role.
#[must_use]
pub fn everybody(county: &str) -> Vec<(Option<Role>, Actor)> {
    let roles = Role::ALL.iter().map(|role| (Some(*role), actor(county, *role, 1)));
    std::iter::once((None, Actor::visitor(county))).chain(roles).collect()
}

/// An actor with one role; another `number` is another actor, a stranger to the first one's data.
/// Desk roles sit at the desk `desk-<number>`, roles of the county at none.
///
/// # Panics
/// When the county is no division code.
#[must_use]
pub fn actor(county: &str, role: Role, number: u64) -> Actor {
    let (ambient, _) = Ambient::fixed(Instant::from_millis(0), number);
    let division = DivisionCode::parse(county).unwrap_or_else(|refusal| panic!("{refusal}"));
    let desk = format!("desk-{number}");
    let department = match role {
        Role::Resident => return Actor::resident(county, PersonId(ambient.id()), "居民"),
        Role::Supervisor | Role::Auditor | Role::Admin | Role::Planner => None,
        Role::Helper | Role::Clerk | Role::Reviewer | Role::Approver | Role::DataOfficer => {
            Some(desk.as_str())
        }
    };
    let grants = vec![Grant::new(role, department, division)];
    Actor::officer(county, OfficerId(ambient.id()), role.name().zh, grants)
}
