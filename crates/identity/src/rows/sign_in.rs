//! The only statements about sessions, one-time codes and attempts to sign in.

use basis::{Instant, PersonId};
use seal::Sha256;
use store::{Row, StoreError, Tx, params};

use super::accounts::read_account;
use super::read_grant;
use crate::account::{Account, AccountId, Holder, Session};
use crate::actor::Actor;
use crate::device::Device;

/// Begins a session.
pub(crate) fn add_session(
    tx: &mut Tx<'_>,
    county: &str,
    token: &Sha256,
    session: &Session,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO sessions (county, token_tag, account, created_at, seen_at, ends_at, device,
         second_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &params![
            county,
            token.0,
            session.account.0,
            session.created_at,
            session.seen_at,
            session.ends_at,
            session.device.to_string(),
            session.second_at,
        ],
    )
    .map(drop)
}

/// A session of an open account, alive or not.
pub(crate) fn session(
    tx: &mut Tx<'_>,
    county: &str,
    token: &Sha256,
) -> Result<Option<(Session, Account)>, StoreError> {
    let row = tx.first(
        "SELECT s.account, s.created_at, s.seen_at, s.ends_at, s.device, s.second_at, a.id,
         a.person, a.officer, a.password, a.demo_at FROM sessions s
         JOIN accounts a ON a.county = s.county AND a.id = s.account
         WHERE s.county = $1 AND s.token_tag = $2 AND a.closed_at IS NULL",
        &params![county, token.0],
    )?;
    row.map(|row| Ok((read_session(&row)?, read_account(&row)?))).transpose()
}

/// A session with whom it stands for.
pub(crate) struct Standing {
    /// The session, alive or not.
    pub(crate) session: Session,
    /// Its account, which is open.
    pub(crate) account: Account,
    /// The holder; none where they are gone.
    pub(crate) actor: Option<Actor>,
    /// Whether the account has a second factor.
    pub(crate) has_second: bool,
}

/// A session of an open account with whom it stands for. One statement, since every request begins
/// with it.
pub(crate) fn session_of(
    tx: &mut Tx<'_>,
    county: &str,
    token: &Sha256,
) -> Result<Option<Standing>, StoreError> {
    let rows = tx.query(
        "SELECT s.account, s.created_at, s.seen_at, s.ends_at, s.device, s.second_at, a.id,
         a.person, a.officer, a.password, a.demo_at, p.name AS resident_name,
         o.name AS officer_name, o.person AS private_person, f.created_at AS second_since,
         g.role, g.department, g.division
         FROM sessions s
         JOIN accounts a ON a.county = s.county AND a.id = s.account
         LEFT JOIN second_factors f ON f.county = a.county AND f.account = a.id
         LEFT JOIN people p ON p.county = a.county AND p.id = a.person
         LEFT JOIN officers o ON o.county = a.county AND o.id = a.officer
         LEFT JOIN grants g ON g.county = o.county AND g.officer = o.id
         WHERE s.county = $1 AND s.token_tag = $2 AND a.closed_at IS NULL
         ORDER BY g.role, g.department, g.division LIMIT 100",
        &params![county, token.0],
    )?;
    let Some(first) = rows.first() else { return Ok(None) };
    let (session, account) = (read_session(first)?, read_account(first)?);
    let actor = read_actor(county, account.holder, first, &rows)?;
    let has_second = first.opt_int("second_since")?.is_some();
    Ok(Some(Standing { session, account, actor, has_second }))
}

/// The holder of an account, from rows of which each has one of their grants.
fn read_actor(
    county: &str,
    holder: Holder,
    first: &Row,
    rows: &[Row],
) -> Result<Option<Actor>, StoreError> {
    let id = match holder {
        Holder::Person(id) => {
            let name = first.opt_text("resident_name")?;
            return Ok(name.map(|name| Actor::resident(county, id, name)));
        }
        Holder::Officer(id) => id,
    };
    let Some(name) = first.opt_text("officer_name")? else { return Ok(None) };
    let person = match first.opt_text("private_person")? {
        Some(_) => Some(first.parsed("private_person")?),
        None => None,
    };
    let mut grants = Vec::with_capacity(rows.len());
    for row in rows {
        if row.opt_text("role")?.is_some() {
            grants.push(read_grant(row)?);
        }
    }
    Ok(Some(Actor { person, ..Actor::officer(county, id, name, grants) }))
}

fn read_session(row: &Row) -> Result<Session, StoreError> {
    let at = |column| row.int(column).map(Instant::from_millis);
    Ok(Session {
        account: row.parsed("account")?,
        created_at: at("created_at")?,
        seen_at: at("seen_at")?,
        ends_at: at("ends_at")?,
        device: Device::kept(&row.text("device")?),
        second_at: row.opt_int("second_at")?.map(Instant::from_millis),
    })
}

/// How many sessions of an account are listed; more at a time are no person's.
pub(crate) const MOST_SESSIONS: i64 = 100;

/// The sessions of an account with their tags, alive or not, the last used first.
pub(crate) fn sessions_of(
    tx: &mut Tx<'_>,
    county: &str,
    account: AccountId,
) -> Result<Vec<(Sha256, Session)>, StoreError> {
    let rows = tx.query(
        "SELECT token_tag, account, created_at, seen_at, ends_at, device, second_at
         FROM sessions WHERE county = $1 AND account = $2 ORDER BY seen_at DESC, token_tag LIMIT $3",
        &params![county, account.0, MOST_SESSIONS],
    )?;
    rows.iter().map(|row| Ok((tag(row, "token_tag")?, read_session(row)?))).collect()
}

/// Ends every session of an account but one; how many.
pub(crate) fn end_other_sessions(
    tx: &mut Tx<'_>,
    county: &str,
    account: AccountId,
    kept: &Sha256,
) -> Result<u64, StoreError> {
    tx.execute(
        "DELETE FROM sessions WHERE county = $1 AND account = $2 AND token_tag <> $3",
        &params![county, account.0, kept.0],
    )
}

/// A sign of life.
pub(crate) fn touch_session(
    tx: &mut Tx<'_>,
    county: &str,
    token: &Sha256,
    now: Instant,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE sessions SET seen_at = $3 WHERE county = $1 AND token_tag = $2 AND seen_at < $3",
        &params![county, token.0, now],
    )
    .map(drop)
}

/// Ends a session; `false` where there was none.
pub(crate) fn end_session(
    tx: &mut Tx<'_>,
    county: &str,
    token: &Sha256,
) -> Result<bool, StoreError> {
    tx.changed_one(
        "DELETE FROM sessions WHERE county = $1 AND token_tag = $2",
        &params![county, token.0],
    )
}

/// Ends every session of an account; how many there were.
pub(crate) fn end_sessions(
    tx: &mut Tx<'_>,
    county: &str,
    account: AccountId,
) -> Result<u64, StoreError> {
    tx.execute(
        "DELETE FROM sessions WHERE county = $1 AND account = $2",
        &params![county, account.0],
    )
}

/// A one-time code as it is kept.
#[derive(Clone, Copy)]
pub(crate) struct Code {
    /// The tag of the code.
    pub(crate) tag: Sha256,
    /// Whom it lets in.
    pub(crate) person: PersonId,
    /// When it was sent.
    pub(crate) sent_at: Instant,
    /// When it ends.
    pub(crate) ends_at: Instant,
}

/// Keeps a code in place of the one before.
pub(crate) fn put_code(
    tx: &mut Tx<'_>,
    county: &str,
    login: &Sha256,
    code: &Code,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO codes (county, login_tag, code_tag, person, attempts, sent_at, ends_at)
         VALUES ($1, $2, $3, $4, 0, $5, $6)
         ON CONFLICT (county, login_tag) DO UPDATE SET code_tag = EXCLUDED.code_tag,
         person = EXCLUDED.person, attempts = 0, sent_at = EXCLUDED.sent_at,
         ends_at = EXCLUDED.ends_at",
        &params![county, login.0, code.tag.0, code.person, code.sent_at, code.ends_at],
    )
    .map(drop)
}

/// The code of a login with one more attempt counted; none where there is none or it is worn out.
pub(crate) fn try_code(
    tx: &mut Tx<'_>,
    county: &str,
    login: &Sha256,
    most: i64,
) -> Result<Option<Code>, StoreError> {
    let row = tx.first(
        "UPDATE codes SET attempts = attempts + 1
         WHERE county = $1 AND login_tag = $2 AND attempts < $3
         RETURNING code_tag, person, sent_at, ends_at",
        &params![county, login.0, most],
    )?;
    row.map(|row| read_code(&row)).transpose()
}

/// The code of a login.
pub(crate) fn code(
    tx: &mut Tx<'_>,
    county: &str,
    login: &Sha256,
) -> Result<Option<Code>, StoreError> {
    let row = tx.first(
        "SELECT code_tag, person, sent_at, ends_at FROM codes WHERE county = $1 AND login_tag = $2",
        &params![county, login.0],
    )?;
    row.map(|row| read_code(&row)).transpose()
}

fn read_code(row: &Row) -> Result<Code, StoreError> {
    Ok(Code {
        tag: tag(row, "code_tag")?,
        person: row.parsed("person")?,
        sent_at: Instant::from_millis(row.int("sent_at")?),
        ends_at: Instant::from_millis(row.int("ends_at")?),
    })
}

/// A tag of another length than ours fits nothing.
fn tag(row: &Row, column: &str) -> Result<Sha256, StoreError> {
    Ok(Sha256(row.bytes(column)?.try_into().unwrap_or_default()))
}

/// Uses a code up; `false` where somebody used it a moment before.
pub(crate) fn use_code(
    tx: &mut Tx<'_>,
    county: &str,
    login: &Sha256,
    code: &Sha256,
) -> Result<bool, StoreError> {
    tx.changed_one(
        "DELETE FROM codes WHERE county = $1 AND login_tag = $2 AND code_tag = $3",
        &params![county, login.0, code.0],
    )
}

/// Counts one more attempt. It begins again after a pause, and while it is above `most` the pause
/// is not made longer. How many, and since when.
pub(crate) fn count_attempt(
    tx: &mut Tx<'_>,
    county: &str,
    attempt: &Sha256,
    most: i64,
    (now, pause): (Instant, i64),
) -> Result<(i64, Instant), StoreError> {
    let row = tx.first(
        "INSERT INTO attempts (county, attempt_tag, tries, since) VALUES ($1, $2, 1, $3)
         ON CONFLICT (county, attempt_tag) DO UPDATE SET
         tries = CASE WHEN attempts.since <= $4 THEN 1 ELSE attempts.tries + 1 END,
         since = CASE WHEN attempts.since > $4 AND attempts.tries >= $5
             THEN attempts.since ELSE EXCLUDED.since END
         RETURNING tries, since",
        &params![county, attempt.0, now, now.plus_millis(-pause), most],
    )?;
    let Some(row) = row else { return Ok((i64::MAX, now)) };
    Ok((row.int("tries")?, Instant::from_millis(row.int("since")?)))
}

/// Forgets the attempts of a login.
pub(crate) fn forget_attempts(
    tx: &mut Tx<'_>,
    county: &str,
    attempt: &Sha256,
) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM attempts WHERE county = $1 AND attempt_tag = $2",
        &params![county, attempt.0],
    )
    .map(drop)
}

/// Takes one attempt back.
pub(crate) fn take_back_attempt(
    tx: &mut Tx<'_>,
    county: &str,
    attempt: &Sha256,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE attempts SET tries = tries - 1
         WHERE county = $1 AND attempt_tag = $2 AND tries > 0",
        &params![county, attempt.0],
    )
    .map(drop)
}

/// Forgets what has ended: sessions, codes, attempts.
pub(crate) fn forget_ended(
    tx: &mut Tx<'_>,
    county: &str,
    now: Instant,
    pause: i64,
) -> Result<u64, StoreError> {
    let sessions = tx.execute(
        "DELETE FROM sessions WHERE county = $1 AND ends_at <= $2",
        &params![county, now],
    )?;
    let codes =
        tx.execute("DELETE FROM codes WHERE county = $1 AND ends_at <= $2", &params![county, now])?;
    let attempts = tx.execute(
        "DELETE FROM attempts WHERE county = $1 AND since <= $2",
        &params![county, now.plus_millis(-pause)],
    )?;
    Ok(sessions + codes + attempts)
}
