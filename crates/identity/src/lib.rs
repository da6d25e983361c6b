//! People, organisations, officers, roles and scopes, sessions; the one place that decides who may do what.
//!
//! What must stay true: whether somebody may do something is decided in [`rights`] alone, and what
//! is not allowed there is refused; a [`Scope`] is made nowhere else; no password, code or session
//! token is kept in a form that a copy of the database gives away; whoever owes a second factor is a
//! stranger until it is shown; every sign-in leaves its record; nobody alone gives a post that approves,
//! publishes, supervises or administers ([`proposals`]).

pub mod account;
pub mod actor;
mod acts;
mod api;
pub mod attempts;
pub mod breached;
pub mod channel;
pub mod codes;
pub mod device;
mod elsewhere;
pub mod gate;
pub mod guessable;
mod pages;
pub mod password;
pub mod people;
pub mod proposals;
mod residents;
pub mod rights;
mod routes;
mod rows;
pub mod second;
mod service;
pub mod sessions;
mod sign_in;
pub mod staff;
pub mod testing;

pub use account::{Account, AccountId, Holder, NewAccount, NewOfficer};
pub use actor::{Actor, By, Entrusted, Grant, Who};
pub use channel::Channel;
pub use device::{Device, Origin};
pub use elsewhere::Follower;
pub use gate::SignedIn;
pub use people::{Imported, Login, NewPerson, Person};
pub use rights::{Right, Scope, may, scope};
pub use routes::routes;
pub use rows::person;
pub use service::Identity;
pub use sign_in::Token;

#[cfg(test)]
mod tests;
