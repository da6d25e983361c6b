//! People, organisations, officers, roles and scopes, sessions; the one place that decides who may do what.
//!
//! What must stay true: whether somebody may do something is decided in [`rights`] alone, and what
//! is not allowed there is refused; a [`Scope`] is made nowhere else; no password, code or session
//! token is kept in a form that a copy of the database gives away; every sign-in leaves its record.

pub mod actor;
pub mod channel;
pub mod rights;

pub use actor::{Actor, By, Grant, Who};
pub use channel::Channel;
pub use rights::{Right, Scope, may, scope};
