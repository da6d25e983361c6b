//! A rating that a crash cut off between its two transactions: the first leaves a job behind that the
//! second takes away, so that neither the right nor what was said is lost.
//!
//! The job knows the token and the week, never the case; it is gone as soon as the rating is written.

use basis::{Date, Fault, Instant, Outcome, Stop};
use seal::Sha256;
use serde::{Deserialize, Serialize};
use store::jobs::{self, Claimed, Job};

use crate::Feedback;
use crate::acts::unreadable;
use crate::model::{Opinion, week_begins};

/// The kind of job that writes a rating whose second transaction did not come.
pub const GIVE: &str = "feedback.give";

/// How long the second transaction may take before the job does it. Both at once do no harm: the
/// rating has one key.
const GRACE_MILLIS: i64 = 60_000;

#[derive(Serialize, Deserialize)]
struct Body {
    token: String,
    /// The first day of the week.
    week: Date,
    opinion: Opinion,
}

impl Feedback {
    /// The job that writes the rating of a token if nothing else does.
    pub(crate) fn late(&self, token: &Sha256, now: Instant, opinion: &Opinion) -> Outcome<Job> {
        let week = week_begins(now.date()).date();
        let body = Body { token: token.to_string(), week, opinion: opinion.clone() };
        let body = serde_json::to_string(&body)
            .map_err(|error| Fault::because("writing a rating's job", error))?;
        Ok(Job {
            county: self.county().to_owned(),
            id: self.app.ambient.id(),
            kind: GIVE.to_owned(),
            dedupe: token.to_string(),
            run_at: now.plus_millis(GRACE_MILLIS),
            body,
        })
    }

    /// The worker for [`GIVE`].
    ///
    /// # Errors
    /// When the job cannot be read or the database fails.
    pub async fn run_give(&self, claimed: Claimed) -> Outcome<()> {
        let body: Body = serde_json::from_str(&claimed.job.body).map_err(unreadable)?;
        let token = body
            .token
            .parse::<Sha256>()
            .map_err(|error| Fault::because("reading the token of a rating's job", error))?;
        let given = self.give(token, body.week, body.opinion).await;
        // A token that is gone has been used, or its right was given back.
        let is_over = |stop: &Stop| stop.refusal().is_some_and(|one| one.rule == "rating.given");
        if let Err(stop) = given
            && !is_over(&stop)
        {
            return Err(stop);
        }
        let store = &self.app.store;
        store.write(move |tx| jobs::finish(tx, &claimed)).await.map(drop).map_err(Stop::from)
    }
}
