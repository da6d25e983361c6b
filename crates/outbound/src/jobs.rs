//! Work done later: a record becomes a notice, a notice becomes a text message.

use basis::{CaseId, Fault, Instant, Outcome, PersonId, RecordId, Stop};
use cases::RecordBody;
use identity::{Actor, rights};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Tx;
use store::jobs::{self, Claimed, Job};

use crate::cmpp::{Session, SmsError};
use crate::model::{Delivery, DeliveryState, Notice};
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
        let notice = self.notice(&claimed).await?;
        let has_phone = match &notice {
            Some(notice) if self.gateway.is_some() => self.phone(notice.person).await?.is_some(),
            _ => false,
        };
        let (county, job_id) = (self.county().to_owned(), self.app.ambient.id());
        let now = self.app.ambient.now();
        self.app
            .store
            .write(move |tx| {
                if let Some(notice) = &notice
                    && rows::put(tx, &county, notice)?
                {
                    let state =
                        if has_phone { DeliveryState::Waiting } else { DeliveryState::None };
                    let none = String::new;
                    let (provider, failure) = (none(), none());
                    let delivery = Delivery { state, attempts: 0, provider, failure };
                    rows::put_delivery(tx, &county, (notice.id, BY_SMS), &delivery, now)?;
                    if has_phone {
                        let job = Job {
                            county: county.clone(),
                            id: job_id,
                            kind: SMS.to_owned(),
                            dedupe: notice.id.to_string(),
                            run_at: now,
                            body: json!({"record": notice.id}).to_string(),
                        };
                        jobs::enqueue(tx, &job)?;
                    }
                }
                finish(tx, &claimed)
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
        let gives_up = match &sent {
            Ok(_) => true,
            Err(error) => !error.can_try_again() || claimed.attempts >= MOST_TRIES,
        };
        let delivery = delivery(&sent, gives_up, claimed.attempts);
        let parts = sent.as_ref().cloned().unwrap_or_default();
        let (county, now) = (self.county().to_owned(), self.app.ambient.now());
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
        let found = store.read(move |tx| rows::delivery(tx, &county, notice, BY_SMS)).await;
        found.map_err(Stop::from)
    }

    /// What the record of a job tells its applicant.
    async fn notice(&self, claimed: &Claimed) -> Outcome<Option<Notice>> {
        let OfRecord { record } = body(claimed)?;
        let county = self.county().to_owned();
        let store = &self.app.store;
        let stored =
            store.read(move |tx| ledger::record(tx, &county, record)).await.map_err(Stop::from)?;
        // A record that has been erased tells nothing to anybody.
        let Some((stored, content)) =
            stored.and_then(|stored| stored.content.clone().map(|content| (stored, content)))
        else {
            return Ok(None);
        };
        let body: RecordBody = serde_json::from_value(content.body)
            .map_err(|error| Fault::because("reading the record of a case", error))?;
        let case: CaseId = stored
            .stream
            .strip_prefix("case:")
            .and_then(|id| id.parse().ok())
            .ok_or_else(|| Fault::new("a notice of a record that is of no case"))?;
        let scope = rights::scope(&Actor::system(self.county()));
        let seen = self.cases.seen(&scope, case).await?;
        let words = self.app.wording.now();
        let text = words::told(&words, &body.doing, &seen.case, &seen.matter);
        Ok(text.map(|text| Notice {
            id: record,
            person: seen.case.applicant.person,
            case,
            kind: stored.kind,
            text,
            is_seen: false,
            at: stored.at,
        }))
    }

    /// The mobile number of a person, if there is one.
    pub(crate) async fn phone(&self, person: PersonId) -> Outcome<Option<String>> {
        let county = self.county().to_owned();
        let store = &self.app.store;
        let found = store
            .read(move |tx| identity::person(tx, &county, person))
            .await
            .map_err(Stop::from)?;
        let phone = found.and_then(|person| person.phone).filter(|phone| phone.is_mobile());
        Ok(phone.map(|phone| phone.reveal().to_owned()))
    }

    /// Sends over the one connection, which is opened when it is needed.
    /// The gateway's numbers of the parts.
    pub(crate) async fn send(
        &self,
        phone: &str,
        (words, wants_report): (&str, bool),
    ) -> Result<Vec<String>, SmsError> {
        let gateway = self.gateway.as_ref().ok_or(SmsError::NoGateway)?;
        let now = self.app.ambient.now();
        let text = words::signed(&self.app.settings.service_name.zh, words);
        let mut held = self.session.lock().await;
        // Taken out while it works: whatever breaks off halfway leaves no half-used connection.
        let mut session = match held.take() {
            Some(session) => alive(session, now).await,
            None => None,
        };
        if session.is_none() {
            session = Some(Session::open(gateway, now).await?);
        }
        let mut session = session.ok_or(SmsError::NoGateway)?;
        let sent = session.send(phone, (&text, wants_report), now).await;
        if sent.as_ref().err().is_none_or(SmsError::keeps_connection) {
            *held = Some(session);
        }
        sent
    }
}

/// The connection, if it still answers.
pub(crate) async fn alive(mut session: Session, now: Instant) -> Option<Session> {
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

pub(crate) fn finish(tx: &mut Tx<'_>, claimed: &Claimed) -> Outcome<()> {
    if jobs::finish(tx, claimed)? {
        return Ok(());
    }
    Err(Fault::new("the lease of a notice's job has passed on").into())
}

fn body(claimed: &Claimed) -> Result<OfRecord, Fault> {
    serde_json::from_str(&claimed.job.body)
        .map_err(|error| Fault::because("reading the job of a notice", error))
}
