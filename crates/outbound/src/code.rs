//! The one-time code for signing in, sent to the telephone on record while it holds.

use basis::{Fault, Instant, Lang, Outcome, PersonId};
use serde::Deserialize;
use store::jobs::Claimed;

use crate::jobs::finish;
use crate::{Outbound, cmpp::SmsError};

/// The kind of job that sends a code; `identity` puts it on the list.
pub const CODE: &str = "notices.code";

#[derive(Deserialize)]
struct Code {
    person: PersonId,
    code: String,
    ends_at: Instant,
}

impl Outbound {
    /// The worker for [`CODE`]. A code that has ended is not sent any more, and one that cannot be
    /// sent is given up: whoever waits asks for another.
    ///
    /// # Errors
    /// A fault that lets the job come back while the code holds.
    pub async fn run_code(&self, claimed: Claimed) -> Outcome<()> {
        // The parser's own words could repeat the code.
        let told: Code = serde_json::from_str(&claimed.job.body)
            .map_err(|_| Fault::new("a job about a code that does not decode"))?;
        if self.app.ambient.now() < told.ends_at
            && let Err(error) = self.send_code(&told).await
        {
            if let SmsError::LeftAlone(until) = error {
                return self.put_off(claimed, until.min(told.ends_at)).await;
            }
            if error.can_try_again() {
                return Err(Fault::because("sending a code", error).into());
            }
        }
        self.app.store.write(move |tx| finish(tx, &claimed)).await
    }

    async fn send_code(&self, told: &Code) -> Result<(), SmsError> {
        let phone = self.phone(told.person).await.ok().flatten().ok_or(SmsError::NoPhone)?;
        let words = self.app.wording.now();
        let words = words.fill(Lang::Zh, "outbound.code.sign-in", &[("code", &told.code)]);
        // Nobody waits for what becomes of a code.
        self.send(&phone, (&words, false)).await.map(drop)
    }
}
