//! Who may open a route, and who is asking. What is not allowed here is refused.

use std::future::Future;
use std::pin::Pin;

use axum::http::request::Parts;
use basis::{Outcome, Refusal, RefusalKind, Role, Text};

/// Who may open a route. A route cannot be made without saying so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Public,
    /// Everybody who has signed in.
    SignedIn,
    /// Those who have one of these roles.
    Roles(&'static [Role]),
}

/// Who is asking, as far as the frame and the gate of routes need to know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visitor {
    /// The name shown in the header; empty for a stranger.
    pub name: String,
    /// The roles held.
    pub roles: Vec<Role>,
    /// Whether somebody has signed in.
    pub signed_in: bool,
}

/// The future of a [`Gate`].
pub type Asked<'a> = Pin<Box<dyn Future<Output = Outcome<Visitor>> + Send + 'a>>;

/// Tells who is asking. Given by `identity`, which may also put its own `Actor` into the request's
/// extensions for the handlers.
pub trait Gate: Send + Sync {
    /// The visitor of a request, from its cookies and headers.
    fn visitor<'a>(&'a self, parts: &'a mut Parts) -> Asked<'a>;
}

/// A gate that takes everybody for the same visitor: a stranger by default. For tests and examples.
#[derive(Clone, Debug, Default)]
pub struct Always(pub Visitor);

impl Gate for Always {
    fn visitor<'a>(&'a self, _parts: &'a mut Parts) -> Asked<'a> {
        let visitor = self.0.clone();
        Box::pin(async move { Ok(visitor) })
    }
}

impl Access {
    /// Lets the visitor in or says why not.
    ///
    /// # Errors
    /// A refusal: sign in first, or none of the roles that may.
    pub fn admit(self, visitor: &Visitor) -> Result<(), Refusal> {
        match self {
            Self::Public => Ok(()),
            _ if !visitor.signed_in => Err(sign_in_first()),
            Self::SignedIn => Ok(()),
            Self::Roles(roles) if visitor.roles.iter().any(|role| roles.contains(role)) => Ok(()),
            Self::Roles(roles) => Err(wrong_role(roles)),
        }
    }
}

fn sign_in_first() -> Refusal {
    Refusal::told(RefusalKind::SignIn, "access.sign-in")
}

fn wrong_role(roles: &[Role]) -> Refusal {
    let names = |english: bool| {
        let name = |role: &Role| if english { role.name().en } else { role.name().zh };
        roles.iter().map(name).collect::<Vec<_>>()
    };
    Refusal::told(RefusalKind::Forbidden, "access.role")
        .with_words("roles", Text::new(names(false).join("、"), names(true).join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_permission_means_no() {
        let stranger = Visitor::default();
        let clerk = Visitor { name: "王芳".into(), roles: vec![Role::Clerk], signed_in: true };
        let check = |access: Access, visitor: &Visitor, expected: Option<RefusalKind>| {
            assert_eq!(access.admit(visitor).err().map(|refusal| refusal.kind), expected);
        };
        check(Access::Public, &stranger, None);
        check(Access::SignedIn, &stranger, Some(RefusalKind::SignIn));
        check(Access::Roles(&[Role::Clerk]), &stranger, Some(RefusalKind::SignIn));
        check(Access::SignedIn, &clerk, None);
        check(Access::Roles(&[Role::Reviewer, Role::Clerk]), &clerk, None);
        check(Access::Roles(&[Role::Reviewer]), &clerk, Some(RefusalKind::Forbidden));
        check(Access::Roles(&[]), &clerk, Some(RefusalKind::Forbidden));
    }
}
