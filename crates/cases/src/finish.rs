//! What follows a decision in favour: the certificate, and the delivery of what is electronic; and
//! what follows when a case is annulled. How a certificate is made and taken back is not known here;
//! whoever does it is handed in.

use basis::{CaseId, Fault, Outcome};
use catalogue::model::{Matter, Way};
use identity::By;
use ledger::{Act, IdempotencyKey, Record};
use serde::Deserialize;
use serde_json::json;
use store::jobs::Claimed;

use crate::model::{Case, Doing, State};
use crate::{Cases, Done, rows, timers};

/// The kind of the job that makes a certificate and delivers it, after a decision in favour.
pub const AFTER_GRANT: &str = "cases.after-grant";

/// The kind of the job that takes back what an annulled case has given.
pub const AFTER_ANNUL: &str = "cases.after-annul";

#[derive(Deserialize)]
struct Told {
    stream: String,
}

impl Cases {
    /// The worker for [`AFTER_GRANT`]: makes the certificate where the matter has one, and
    /// delivers electronically where the matter provides for it, in one act. `make` gives the
    /// identifier.
    ///
    /// # Errors
    /// When the job's lease has passed to another, or the certificate cannot be made.
    pub async fn run_after_grant<F>(&self, claimed: Claimed, make: F) -> Outcome<()>
    where
        F: FnOnce(&mut Act<'_, '_>, &Case, &Matter) -> Outcome<String> + Send + 'static,
    {
        let id = case_of(&claimed)?;
        let county = self.county().to_owned();
        let found = self.store().read(move |tx| Ok::<_, basis::Stop>(rows::load(tx, &county, id)?));
        let Some(case) = found.await? else { return Err(gone()) };
        let matter = self.matter(&case.pin)?;
        let is_granted = matches!(case.state, State::Granted { .. });
        let certifies = is_granted && matter.outcome.certificate.is_some();
        // An office may have been quicker, or have annulled it.
        let waits = is_granted || matches!(case.state, State::Certified { .. });
        let delivers = waits && matter.process.deliver.ways.contains(&Way::Electronic);
        if !certifies && !delivers {
            return self.end_job(claimed).await;
        }
        let key = format!("{}.{}{}", claimed.job.id, u8::from(certifies), u8::from(delivers));
        let by = By::system(self.county(), claimed.job.run_at, key.parse()?);
        let (cases, meta) = (self.clone(), by.meta(json!({ "after-grant": id })));
        self.ledger()
            .act(meta, move |act| {
                timers::finish(act, &claimed)?;
                let mut doings = Vec::new();
                if certifies {
                    doings.push(Doing::Certify { certificate: make(act, &case, &matter)? });
                }
                if delivers {
                    doings.push(Doing::Deliver { way: Way::Electronic, note: String::new() });
                }
                cases.steps_on(act, &by, case, &doings)
            })
            .await
            .map(|_: Done| ())
    }

    /// The worker for [`AFTER_ANNUL`]: takes back what the case has given. `take_back` gets the
    /// reason of the annulment and gives the record of what it did.
    ///
    /// # Errors
    /// When the job's lease has passed to another, or the database fails.
    pub async fn run_after_annul<F>(&self, claimed: Claimed, take_back: F) -> Outcome<()>
    where
        F: FnOnce(&mut Act<'_, '_>, CaseId, &str) -> Outcome<Record> + Send + 'static,
    {
        let id = case_of(&claimed)?;
        let cases = self.clone();
        let key = IdempotencyKey::from(claimed.job.id);
        let by = By::system(self.county(), claimed.job.run_at, key);
        self.ledger()
            .act(by.meta(json!({ "after-annul": id })), move |act| {
                timers::finish(act, &claimed)?;
                let case = rows::load(act.tx(), cases.county(), id)?.ok_or_else(gone)?;
                let State::Void { reason, .. } = &case.state else {
                    return Err(Fault::new("a case that was annulled stands again").into());
                };
                let record = take_back(act, id, reason)?;
                act.close(record, ())
            })
            .await
    }
}

fn gone() -> basis::Stop {
    Fault::new("the case is gone").into()
}

/// The case whose record set the job off.
fn case_of(claimed: &Claimed) -> Outcome<CaseId> {
    let told: Told = serde_json::from_str(&claimed.job.body)
        .map_err(|error| Fault::because("reading a job about a case", error))?;
    let id = told.stream.strip_prefix("case:").unwrap_or_default();
    Ok(id.parse()?)
}
