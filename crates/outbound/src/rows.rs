//! The statements of notices.

use basis::{Instant, PersonId, RecordId, Text};
use store::{Row, StoreError, Tx, Value, params};

use crate::model::{About, Delivery, DeliveryState, Notice};

const PUT: &str = "INSERT INTO notices
    (county, id, person, case_id, request, kind, zh, en, state, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'new', $9) ON CONFLICT (county, id) DO NOTHING";
const ONE: &str = "SELECT id, person, case_id, request, kind, zh, en, state, at FROM notices
    WHERE county = $1 AND id = $2";
const OF_PERSON: &str = "SELECT id, person, case_id, request, kind, zh, en, state, at FROM notices
    WHERE county = $1 AND person = $2 AND id < $3 ORDER BY id DESC LIMIT $4";
const SEEN: &str =
    "UPDATE notices SET state = 'seen' WHERE county = $1 AND id = $2 AND state = 'new'";
const DELIVERY: &str = "SELECT state, attempts, provider, failure FROM notice_deliveries
    WHERE county = $1 AND notice = $2 AND destination = $3";
const PUT_DELIVERY: &str = "INSERT INTO notice_deliveries
    (county, notice, destination, state, attempts, provider, failure, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (county, notice, destination) DO UPDATE SET state = excluded.state,
        attempts = excluded.attempts, provider = excluded.provider, failure = excluded.failure,
        at = excluded.at";

const PUT_PART: &str = "INSERT INTO sms_parts (county, message, notice, state, at)
    VALUES ($1, $2, $3, '', $4) ON CONFLICT (county, message) DO UPDATE SET notice = excluded.notice";
const PUT_REPORT: &str = "INSERT INTO sms_parts (county, message, notice, state, at)
    VALUES ($1, $2, '', $3, $4) ON CONFLICT (county, message) DO UPDATE SET state = excluded.state";
const PART: &str = "SELECT notice FROM sms_parts WHERE county = $1 AND message = $2";
// Sorted afterwards: sorting here SQLite would walk along the messages of the whole county.
const REPORTED: &str =
    "SELECT message, state FROM sms_parts WHERE county = $1 AND notice = $2 LIMIT 200";
const FORGET_PARTS: &str = "DELETE FROM sms_parts WHERE county = $1 AND at < $2";

/// Keeps a notice; `false` when its record has been told before.
pub(crate) fn put(tx: &mut Tx<'_>, county: &str, notice: &Notice) -> Result<bool, StoreError> {
    Ok(tx.execute(PUT, &values(county, notice))? == 1)
}

/// [`put`] where nobody has to know whether it has been told before.
pub(crate) fn put_later(tx: &mut Tx<'_>, county: &str, notice: &Notice) -> Result<(), StoreError> {
    tx.later(PUT, &values(county, notice))
}

fn values(county: &str, notice: &Notice) -> [Value; 9] {
    let Notice { id, person, about, kind, text, at, .. } = notice;
    let case = about.case().map(|case| case.to_string()).unwrap_or_default();
    params![county, *id, *person, case, about.request(), kind, &text.zh, &text.en, *at]
}

/// One notice.
pub(crate) fn one(
    tx: &mut Tx<'_>,
    county: &str,
    id: RecordId,
) -> Result<Option<Notice>, StoreError> {
    tx.first(ONE, &params![county, id])?.map(|row| notice(&row)).transpose()
}

/// Somebody's notices before an id, the newest first.
pub(crate) fn of_person(
    tx: &mut Tx<'_>,
    county: &str,
    person: PersonId,
    before: Option<RecordId>,
    limit: i64,
) -> Result<Vec<Notice>, StoreError> {
    // No id begins with a tilde, which is after all of them.
    let before = before.map_or_else(|| "~".to_owned(), |id| id.to_string());
    tx.query(OF_PERSON, &params![county, person, before, limit])?.iter().map(notice).collect()
}

/// Notes that the person has had it before their eyes.
pub(crate) fn seen(tx: &mut Tx<'_>, county: &str, id: RecordId) -> Result<(), StoreError> {
    tx.execute(SEEN, &params![county, id]).map(drop)
}

/// How the sending of a notice stands; none where there is no such way to whoever is told.
pub(crate) fn delivery(
    tx: &mut Tx<'_>,
    county: &str,
    notice: RecordId,
    destination: &str,
) -> Result<Option<Delivery>, StoreError> {
    let found = tx.first(DELIVERY, &params![county, notice, destination])?;
    found.map(|row| read_delivery(&row)).transpose()
}

/// Writes how the sending of a notice stands.
pub(crate) fn put_delivery(
    tx: &mut Tx<'_>,
    county: &str,
    (notice, destination): (RecordId, &str),
    delivery: &Delivery,
    at: Instant,
) -> Result<(), StoreError> {
    let Delivery { state, attempts, provider, failure } = delivery;
    tx.execute(
        PUT_DELIVERY,
        &params![county, notice, destination, state.code(), *attempts, provider, failure, at],
    )
    .map(drop)
}

/// Notes that the gateway has taken a part of a notice's message; a report that came before is kept.
pub(crate) fn put_part(
    tx: &mut Tx<'_>,
    county: &str,
    (message, notice): (&str, RecordId),
    at: Instant,
) -> Result<(), StoreError> {
    tx.execute(PUT_PART, &params![county, message, notice, at]).map(drop)
}

/// Notes the gateway's word for what became of a part; the notice that it belongs to, if that is
/// known already.
pub(crate) fn put_report(
    tx: &mut Tx<'_>,
    county: &str,
    (message, state): (&str, &str),
    at: Instant,
) -> Result<Option<RecordId>, StoreError> {
    tx.execute(PUT_REPORT, &params![county, message, state, at])?;
    let row = tx.first(PART, &params![county, message])?;
    let notice = row.map(|row| row.text("notice")).transpose()?.filter(|notice| !notice.is_empty());
    let parsed = notice.map(|notice| {
        notice.parse().map_err(|error| StoreError::encoding("sms_parts.notice", error))
    });
    parsed.transpose()
}

/// What was reported of each part of a notice's message; empty while nothing was.
pub(crate) fn reported(
    tx: &mut Tx<'_>,
    county: &str,
    notice: RecordId,
) -> Result<Vec<String>, StoreError> {
    let rows = tx.query(REPORTED, &params![county, notice])?;
    let part = |row: &Row| Ok((row.text("message")?, row.text("state")?));
    let mut parts = rows.iter().map(part).collect::<Result<Vec<_>, StoreError>>()?;
    parts.sort();
    Ok(parts.into_iter().map(|(_, state)| state).collect())
}

/// Forgets what was reported before an instant; how a notice stands is kept with its delivery.
pub(crate) fn forget_parts(
    tx: &mut Tx<'_>,
    county: &str,
    before: Instant,
) -> Result<u64, StoreError> {
    tx.execute(FORGET_PARTS, &params![county, before])
}

fn notice(row: &Row) -> Result<Notice, StoreError> {
    let about = match row.opt_text("request")? {
        Some(_) => About::Request(row.parsed("request")?),
        None => About::Case(row.parsed("case_id")?),
    };
    Ok(Notice {
        id: row.parsed("id")?,
        person: row.parsed("person")?,
        about,
        kind: row.text("kind")?,
        text: Text::new(row.text("zh")?, row.text("en")?),
        is_seen: row.text("state")? == "seen",
        at: Instant::from_millis(row.int("at")?),
    })
}

fn read_delivery(row: &Row) -> Result<Delivery, StoreError> {
    let state = row.text("state")?;
    Ok(Delivery {
        state: DeliveryState::from_code(&state)
            .ok_or_else(|| StoreError::encoding("notice_deliveries.state", state))?,
        attempts: row.int("attempts")?,
        provider: row.text("provider")?,
        failure: row.text("failure")?,
    })
}
