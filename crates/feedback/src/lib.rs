//! Ratings of a service, anonymous by design, and their public figures.
//!
//! What must stay true: a case is rated at most once, by its applicant alone, and nothing that is
//! stored says which rating is whose. How that is enforced:
//!
//! - What tells that a case has been rated (`rating_rights`: the case) and what was said (`ratings`)
//!   share no key and nothing finer than matter and place. They are written in one transaction, so
//!   that nothing goes between them: no token, no job, nothing that a crash leaves behind.
//! - The right has no time at all. The rating and what supervisors see of a bad one know the ISO
//!   week; their ids are random, or begin with the week.
//! - The order of rows tells nothing, nor which transaction wrote them (`ctid` and `xmin` on
//!   PostgreSQL): each rating, good or bad, writes anew in the order of their keys all ratings and
//!   all bad ratings of its week, all numbers of its matter, and the rights of all cases that were
//!   filed within the same twelve days (`rows/mix.rs`).
//! - The ledger says that a matter was rated in a week and nothing of how: its records stand in the
//!   order in which they came, and their place in the log tells when. The key of the act is random,
//!   and its request the same for all.
//! - A township is kept only once five cases of it have rated the matter; before that a rating
//!   says "the county", so that a rare service in a small place points at nobody.
//! - Indicators differ by whether a case was done online or at a counter. A rating keeps them once
//!   five cases of its matter, township and way have rated, and they are counted once five of the
//!   matter and way have; before that they are dropped. Through what a rating came is not kept.
//! - Public figures hide small cells so that neither totals nor the other table give them away
//!   ([`figures`]); what people write is for supervisors only.
//! - What the office replies in public is chosen words and a few of its own without numbers, names
//!   or pieces of what was said. Never are more replies told than the published levels admit, and
//!   week and place only where no level is hidden and enough ratings share them (`model/reply.rs`).
//!
//! That a case has been rated is no secret: its page says so. What this does not stop: whoever
//! watches the running machine at the moment of rating (its memory, its network, the statements and
//! journals of its database), or compares two copies of the database with a single rating of a
//! matter between them; and where only one case of a matter and place could have been rated by the
//! end of the week, it is that one. Nor is it stopped where old images of rows are kept for a while:
//! SQLite overwrites what is deleted within a page, but pages that became free and the journal
//! (`-wal`) keep theirs until they are used again; PostgreSQL keeps old rows until it cleans up
//! (`VACUUM`), and its archived log for as long as the operator does. `tongban backup` has none.

mod acts;
mod api;
pub mod figures;
mod follow_up;
mod history;
pub mod model;
mod pages;
mod replies;
mod routes;
mod rows;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use basis::Divisions;
use cases::Cases;
use web::App;

pub use follow_up::Answer;
pub use history::{LookedInto, PastRating};
pub use model::{
    FollowUp, Given, Indicator, Level, Opinion, Remedy, Reply, Rules, Told, Way, Written,
};
pub use pages::public::total;
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
