//! Whether a text message reached its telephone: the gateway's reports become the state of the
//! notice. A report is answered only when it is kept, so that the gateway repeats it until then.

use std::time::Duration;

use basis::{Fault, Instant, Outcome, RecordId, Stop};
use store::{StoreError, Tx};

use crate::cmpp::{SmsError, has_arrived};
use crate::jobs::BY_SMS;
use crate::model::DeliveryState;
use crate::{Outbound, rows};

/// How long one look waits for what the gateway hands over; nobody sends meanwhile.
const LISTEN: Duration = Duration::from_millis(100);

impl Outbound {
    /// Whether there is a gateway that could report anything.
    #[must_use]
    pub fn has_gateway(&self) -> bool {
        self.gateway.is_some()
    }

    /// Whether messages may be sent now: there is a gateway, and it did not keep silent just now.
    #[must_use]
    pub fn may_send(&self) -> bool {
        self.gateway.is_some() && self.pause.until(self.app.ambient.now()).is_none()
    }

    /// Takes the reports that the gateway has for us, and notes how the notices stand. Keeps the
    /// connection awake, and opens it where there is none: reports wait at the gateway. Does nothing
    /// while the gateway is left alone.
    ///
    /// # Errors
    /// When the gateway cannot be reached or the database fails.
    pub async fn listen(&self) -> Outcome<()> {
        let Some(gateway) = &self.gateway else { return Ok(()) };
        let now = self.app.ambient.now();
        let mut held = self.session.lock().await;
        let mut session = match self.opened(gateway, held.take()).await {
            Err(SmsError::LeftAlone(_)) => return Ok(()),
            opened => opened.map_err(unheard)?,
        };
        session.listen(LISTEN).await.map_err(unheard)?;
        let reports = session.reports();
        if !reports.is_empty() {
            let county = self.county().to_owned();
            let noted = self.app.store.write(move |tx| {
                for report in reports.iter().filter(|report| report.is_final()) {
                    let word = (report.message.as_str(), report.state.as_str());
                    if let Some(notice) = rows::put_report(tx, &county, word, now)? {
                        judge(tx, &county, notice, now)?;
                    }
                }
                Ok::<_, StoreError>(())
            });
            noted.await.map_err(Stop::from)?;
            session.settle().await.map_err(unheard)?;
        }
        *held = Some(session);
        Ok(())
    }

    /// Forgets reports before an instant; how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_reports(&self, before: Instant) -> Outcome<u64> {
        let county = self.county().to_owned();
        let forgotten = self.app.store.write(move |tx| rows::forget_parts(tx, &county, before));
        forgotten.await.map_err(Stop::from)
    }
}

fn unheard(error: SmsError) -> Stop {
    Fault::because("hearing what became of messages", error).into()
}

/// Notes which parts the gateway has taken; some may have been reported by now.
pub(crate) fn took(
    tx: &mut Tx<'_>,
    county: &str,
    (notice, parts): (RecordId, &[String]),
    now: Instant,
) -> Result<(), StoreError> {
    for part in parts {
        rows::put_part(tx, county, (part, notice), now)?;
    }
    if parts.is_empty() { Ok(()) } else { judge(tx, county, notice, now) }
}

/// How a notice stands by what was reported of the parts of its message: it has arrived when all
/// have, and has not when one has not.
fn judge(tx: &mut Tx<'_>, county: &str, notice: RecordId, now: Instant) -> Result<(), StoreError> {
    let words = rows::reported(tx, county, notice)?;
    let lost = words.iter().find(|word| !word.is_empty() && !has_arrived(word));
    let (state, failure) = match lost {
        Some(word) => (DeliveryState::Failed, format!("the gateway reports {word}")),
        None if words.iter().all(|word| has_arrived(word)) => {
            (DeliveryState::Delivered, String::new())
        }
        None => return Ok(()),
    };
    let Some(delivery) = rows::delivery(tx, county, notice, BY_SMS)? else { return Ok(()) };
    let delivery = crate::model::Delivery { state, failure, ..delivery };
    rows::put_delivery(tx, county, (notice, BY_SMS), &delivery, now)
}
