//! The frame of every page: components, forms, messages, assets, refusals as pages, the table of routes.
//!
//! What must stay true: a page works without scripts and loads nothing from elsewhere; a route cannot
//! be made without saying who may use it; nothing personal reaches a log or an address; a refusal says
//! what to do next, and a fault is logged once.
//!
//! A crate above writes a page as a struct with a template, a handler that gives [`PageResult`], and
//! one line in its table of [`Routes`]; the binary hands all tables to [`serve`].

// Templates of every crate name types as `web::Kind`; so do our own.
extern crate self as web;

pub mod access;
pub mod address;
pub mod api_doc;
pub mod app;
mod arriving;
pub mod assets;
mod design;
mod docs;
mod doors;
pub mod failure;
pub mod forgery;
pub mod form;
pub mod format;
pub mod frame;
mod headers;
mod intake;
pub mod islands;
pub mod key;
pub mod limits;
pub mod measured;
pub mod messages;
pub mod openapi;
pub mod page;
mod places;
pub mod prefs;
pub mod qr;
pub mod routes;
pub mod runs;
pub mod sent;
pub mod serve;
pub mod settings;
pub mod sheet;
pub mod site;
pub mod steps;
mod strange;
pub mod svg;
pub mod testing;
mod trace_parent;
mod uploads;
pub mod wording;

pub use access::{Access, Gate, Visitor};
pub use api_doc::ApiDoc;
pub use app::App;
pub use failure::{ConflictPage, Failure};
pub use form::{Choice, Field, Kind, Typed};
pub use frame::Frame;
pub use islands::{Island, Islands};
pub use key::{ApiKey, IfMatch};
pub use messages::Messages;
pub use page::{Page, PageResult, go_to};
pub use prefs::Prefs;
pub use routes::{Route, Routes};
pub use serve::serve;
pub use settings::WebSettings;
pub use site::Site;
pub use steps::{Step, StepState};
pub use wording::{Rewording, Wording};

#[cfg(test)]
mod tests;
