//! Work done later: a record becomes a notice, a notice becomes a text message.

use std::sync::Arc;

use basis::{Fault, Instant, Outcome, PersonId, RecordId, Stop};
use cases::Teller;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::jobs::{self, Claimed, Job};
use store::{StoreError, Tx};
use web::Wording;

use crate::cmpp::{Gateway, Session, SmsError};
use crate::model::{About, Delivery, DeliveryState, Notice};
use crate::told::Told;
use crate::{Outbound, reports, rows, words};

/// The kind of job that tells of a record.
pub const NOTICE: &str = "outbound.notice";
/// The kind of job that sends a text message.
pub const SMS: &str = "outbound.sms";

/// The way of text messages, in the table of deliveries.
pub(crate) const BY_SMS: &str = "sms";
/// After so many tries, more than a day after the first, a message is given up; the notice stays on
/// the page.
const MOST_TRIES: i64 = 40;
/// So long after the act a message that still cannot be sent is given up, however often the gateway
/// was left alone meanwhile.
const MOST_WAIT_MILLIS: i64 = 36 * 3_600_000;
/// What was put off together comes back over so many milliseconds.
const SPREAD_MILLIS: i64 = 5_000;
/// A connection that has been still for so long is asked whether it is alive.
const STILL_MILLIS: i64 = 60_000;

#[derive(Serialize, Deserialize)]
struct OfRecord {
    record: RecordId,
}

impl Outbound {
    /// The worker for [`NOTICE`].
    ///
    /// # Errors
    /// When the job's lease has passed to another or the database fails.
    pub async fn run_notice(&self, claimed: Claimed) -> Outcome<()> {
        self.run_notices(vec![claimed]).await
    }

    /// The worker for many jobs of [`NOTICE`] that were claimed together: all of them in one
    /// transaction, or none.
    ///
    /// # Errors
    /// When the lease of one of them has passed to another or the database fails.
    pub async fn run_notices(&self, claimed: Vec<Claimed>) -> Outcome<()> {
        let records = claimed.iter().map(|one| body(one).map(|body| body.record));
        let records = records.collect::<Result<Vec<RecordId>, Fault>>()?;
        let outbound = self.clone();
        let told = self.app.store.read(move |tx| outbound.told(tx, &records)).await?;
        let (county, now) = (self.county().to_owned(), self.app.ambient.now());
        self.app
            .store
            .write(move |tx| {
                if !jobs::finish_all(tx, &claimed)? {
                    return Err(passed_on());
                }
                for one in &told {
                    keep(tx, &county, one, now)?;
                }
                Ok(())
            })
            .await
    }

    /// The worker for [`SMS`]: sends, notes what came of it, and gives up after some tries or where
    /// trying again cannot help.
    ///
    /// # Errors
    /// A fault that lets the job come back later.
    pub async fn run_sms(&self, claimed: Claimed) -> Outcome<()> {
        let OfRecord { record } = body(&claimed)?;
        let county = self.county().to_owned();
        let store = &self.app.store;
        let found =
            store.read(move |tx| rows::one(tx, &county, record)).await.map_err(Stop::from)?;
        let notice = found.ok_or_else(|| Fault::new("a message of a notice that is not there"))?;
        let sent = match self.phone(notice.person).await? {
            Some(phone) => self.send(&phone, (&notice.text.zh, true)).await,
            None => Err(SmsError::NoPhone),
        };
        let now = self.app.ambient.now();
        let is_old = now.millis() - notice.at.millis() >= MOST_WAIT_MILLIS;
        if let Err(SmsError::LeftAlone(until)) = &sent
            && !is_old
        {
            return self.put_off(claimed, *until).await;
        }
        let gives_up = match &sent {
            Ok(_) => true,
            Err(error) => !error.can_try_again() || is_old || claimed.attempts >= MOST_TRIES,
        };
        let delivery = delivery(&sent, gives_up, claimed.attempts);
        let parts = sent.as_ref().cloned().unwrap_or_default();
        let county = self.county().to_owned();
        store
            .write(move |tx| {
                rows::put_delivery(tx, &county, (record, BY_SMS), &delivery, now)?;
                reports::took(tx, &county, (record, &parts), now)?;
                if gives_up { finish(tx, &claimed) } else { Ok(()) }
            })
            .await?;
        match sent {
            Err(error) if !gives_up => Err(Fault::because("sending a message", error).into()),
            _ => Ok(()),
        }
    }

    /// How the text message of a notice stands; none where nothing was told.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sms_delivery(&self, notice: RecordId) -> Outcome<Option<Delivery>> {
        let county = self.county().to_owned();
        let store = &self.app.store;
        let found = store.read(move |tx| {
            if let Some(delivery) = rows::delivery(tx, &county, notice, BY_SMS)? {
                return Ok(Some(delivery));
            }
            let is_there = rows::one(tx, &county, notice)?.is_some();
            Ok::<_, StoreError>(is_there.then(Delivery::none))
        });
        found.await.map_err(Stop::from)
    }

    /// The mobile number of a person, if there is one.
    pub(crate) async fn phone(&self, person: PersonId) -> Outcome<Option<String>> {
        let county = self.county().to_owned();
        let store = &self.app.store;
        store.read(move |tx| mobile(tx, &county, person)).await.map_err(Stop::from)
    }

    /// Sends over the one connection, which is opened when it is needed.
    /// The gateway's numbers of the parts.
    pub(crate) async fn send(
        &self,
        phone: &str,
        (words, wants_report): (&str, bool),
    ) -> Result<Vec<String>, SmsError> {
        let gateway = self.gateway.as_ref().ok_or(SmsError::NoGateway)?;
        let text = words::signed(&self.app.settings.service_name.zh, words);
        let mut held = self.session.lock().await;
        // Taken out while it works: whatever breaks off halfway leaves no half-used connection.
        let mut session = self.opened(gateway, held.take()).await?;
        let sent = session.send(phone, (&text, wants_report), self.app.ambient.now()).await;
        match &sent {
            Err(SmsError::Silent) => self.pause.begin(&self.app.ambient),
            Err(error) if !error.keeps_connection() => {}
            _ => {
                self.pause.end();
                *held = Some(session);
            }
        }
        sent
    }

    /// The connection if it still answers, or a new one. Where the gateway kept silent a moment ago
    /// nobody waits for it again, whoever has waited for another meanwhile included.
    ///
    /// # Errors
    /// When it is left alone, or nobody answers.
    pub(crate) async fn opened(
        &self,
        gateway: &Gateway,
        held: Option<Session>,
    ) -> Result<Session, SmsError> {
        let now = self.app.ambient.now();
        if let Some(until) = self.pause.until(now) {
            return Err(SmsError::LeftAlone(until));
        }
        if let Some(session) = held
            && let Some(session) = alive(session, now).await
        {
            return Ok(session);
        }
        let opened = Session::open(gateway, now).await;
        if opened.is_err() {
            self.pause.begin(&self.app.ambient);
        }
        opened
    }

    /// Gives a job back until the gateway may be asked again.
    pub(crate) async fn put_off(&self, claimed: Claimed, until: Instant) -> Outcome<()> {
        let share = claimed.job.id.as_str().bytes().map(i64::from).sum::<i64>() % 100;
        let run_at = until.plus_millis(SPREAD_MILLIS * share / 100);
        let given = self.app.store.write(move |tx| match jobs::postpone(tx, &claimed, run_at)? {
            true => Ok(()),
            false => Err(passed_on()),
        });
        given.await
    }
}

/// The connection, if it still answers.
async fn alive(mut session: Session, now: Instant) -> Option<Session> {
    let is_still = now.millis() - session.last_used().millis() >= STILL_MILLIS;
    if is_still && session.test(now).await.is_err() {
        return None;
    }
    Some(session)
}

fn delivery(sent: &Result<Vec<String>, SmsError>, gives_up: bool, attempts: i64) -> Delivery {
    let (state, provider, failure) = match sent {
        Ok(parts) => (DeliveryState::Sent, parts.join(","), String::new()),
        Err(error) => {
            let state = if gives_up { DeliveryState::Failed } else { DeliveryState::Waiting };
            (state, String::new(), error.to_string())
        }
    };
    Delivery { state, attempts, provider, failure }
}

/// Keeps what is told and how its message stands, and puts the sending of it on the list.
fn keep(tx: &mut Tx<'_>, county: &str, told: &Told, now: Instant) -> Result<(), StoreError> {
    let Told { notice, message } = told;
    // Where there is no way to send it, nothing says how it stands: see `sms_delivery`.
    let Some(message) = message else { return rows::put_later(tx, county, notice) };
    if !rows::put(tx, county, notice)? {
        return Ok(());
    }
    let (provider, failure) = (String::new(), String::new());
    let delivery = Delivery { state: DeliveryState::Waiting, attempts: 0, provider, failure };
    rows::put_delivery(tx, county, (notice.id, BY_SMS), &delivery, now)?;
    let job = Job {
        county: county.to_owned(),
        id: *message,
        kind: SMS.to_owned(),
        dedupe: notice.id.to_string(),
        run_at: now,
        body: json!({"record": notice.id}).to_string(),
    };
    jobs::enqueue(tx, &job).map(drop)
}

/// Tells of each step in the act that makes it: on the resident's page, at once. For a county without
/// a gateway; where there is one, the jobs of [`crate::REACTIONS`] tell, and send.
#[must_use]
pub fn teller(wording: Wording, county: &str) -> Teller {
    let county = county.to_owned();
    Arc::new(move |tx: &mut Tx<'_>, step: &cases::Told<'_>| {
        let (case, doing) = (step.case, step.doing);
        let text = words::told(&wording.now(), doing, &case.number, step.matter);
        let Some(text) = text else { return Ok(()) };
        let notice = Notice {
            id: step.record,
            person: case.applicant.person,
            about: About::Case(case.id),
            kind: doing.kind().to_owned(),
            text,
            is_seen: false,
            at: step.at,
        };
        Ok(rows::put_later(tx, &county, &notice)?)
    })
}

/// The mobile number of a person, if there is one.
pub(crate) fn mobile(
    tx: &mut Tx<'_>,
    county: &str,
    person: PersonId,
) -> Result<Option<String>, StoreError> {
    let found = identity::person(tx, county, person)?;
    let phone = found.and_then(|person| person.phone).filter(|phone| phone.is_mobile());
    Ok(phone.map(|phone| phone.reveal().to_owned()))
}

pub(crate) fn finish(tx: &mut Tx<'_>, claimed: &Claimed) -> Outcome<()> {
    if jobs::finish(tx, claimed)? { Ok(()) } else { Err(passed_on()) }
}

fn passed_on() -> Stop {
    Fault::new("the lease of a notice's job has passed on").into()
}

fn body(claimed: &Claimed) -> Result<OfRecord, Fault> {
    serde_json::from_str(&claimed.job.body)
        .map_err(|error| Fault::because("reading the job of a notice", error))
}
