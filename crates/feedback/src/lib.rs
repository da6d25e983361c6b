//! Ratings of a service, anonymous by design, and their public figures.
//!
//! What must stay true: a case is rated at most once, and nothing that is stored says which rating
//! is whose. How that is enforced:
//!
//! - The right is taken in one transaction (`rating_rights`: the case) and the rating is written
//!   in another (`ratings`); they share no key. Between them goes a random token of which only the
//!   digest is stored, and its row is deleted when it is used. Where a crash comes between the two,
//!   a job of the first writes the rating later; it knows the token and not the case, and goes with
//!   the token.
//! - Neither the right nor the rating has a time. The rating, its record in the ledger and its job
//!   know the ISO week and nothing finer; ids are random or begin with the week.
//! - A township is kept only once five cases of it have rated the matter; before that a rating
//!   says "the county", so that a rare service in a small place points at nobody.
//! - Each rating is written together with others of its week, in the order of their random ids, so
//!   that the order of rows in the database file is not the order of visits.
//! - Public figures hide small cells so that neither totals nor the other table give them away
//!   ([`figures`]); what people write is for supervisors only.
//!
//! What this does not stop: an operator who watches the running machine (its memory, its network,
//! or the positions of leaves in the ledger next to those of other acts) at the moment of rating.

mod acts;
mod api;
pub mod figures;
mod follow_up;
mod history;
mod late;
pub mod model;
mod pages;
mod routes;
mod rows;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use basis::Divisions;
use cases::Cases;
use web::App;

pub use follow_up::FOLLOW_UP;
pub use history::{LookedInto, PastRating};
pub use late::GIVE;
pub use model::{FollowUp, Indicator, Level, Opinion, Rules};
pub use routes::routes;

/// Ratings of a county. Cheap to clone.
#[derive(Clone)]
pub struct Feedback {
    app: App,
    cases: Cases,
    divisions: Arc<Divisions>,
    rules: Rules,
}

impl Feedback {
    /// Ratings with the rules of the place.
    #[must_use]
    pub fn new(app: App, cases: Cases, divisions: Arc<Divisions>, rules: Rules) -> Self {
        Self { app, cases, divisions, rules }
    }

    /// The county, six digits.
    #[must_use]
    pub fn county(&self) -> &str {
        self.cases.county()
    }
}
