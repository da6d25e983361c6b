//! A resident's account in the hands of an administrator: its sessions are ended for somebody who has
//! lost a telephone, or left a browser open, and says so at the counter.
//!
//! Residents are in no list: whoever asks has to know name and number, and learns nothing but how many
//! sessions there were.

use basis::{Outcome, Refusal, RefusalKind};
use serde_json::json;

use crate::actor::By;
use crate::people::Login;
use crate::rights::{Right, may};
use crate::rows;
use crate::service::Identity;
use crate::sign_in::record;

impl Identity {
    /// Ends every session of the account of the resident with this name and this identity number, or
    /// telephone number that nobody shares; how many there were. The account stays open. The same key
    /// again gives the same answer.
    ///
    /// # Errors
    /// A refusal without the right, for oneself, or where nobody with an account has both; or when the
    /// database fails.
    pub async fn end_sessions_of_resident(
        &self,
        by: &By,
        name: &str,
        number: &str,
    ) -> Outcome<u64> {
        may(&by.actor, &Right::ManageAccounts)?;
        Login::parse(number).map_err(|_| nobody())?;
        let found = self.find_person(number).await?.filter(|one| one.name == name.trim());
        let person = found.ok_or_else(nobody)?.id;
        may(&by.actor, &Right::ManageResident { person })?;
        let meta = by.meta(json!({"end-sessions-of": person}));
        let ended = self.app.ledger.act(meta, move |act| {
            let county = act.county().to_owned();
            let found = rows::account_of_person(act.tx(), &county, person)?;
            let (account, _) = found.ok_or_else(nobody)?;
            let ended = rows::end_sessions(act.tx(), &county, account.id)?;
            let body = json!({"which": "all", "ended": ended});
            act.close(record(account.id, "account.sessions-ended", body), ended)
        });
        ended.await
    }
}

fn nobody() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "resident.unknown").on("number")
}
