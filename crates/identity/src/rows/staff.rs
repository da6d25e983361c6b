//! The only statements about lists of officers and the codes for first passwords.

use std::collections::BTreeMap;

use basis::{Instant, OfficerId};
use seal::Sha256;
use store::{Row, StoreError, Tx, params};

use super::read_grant;
use crate::account::AccountId;
use crate::staff::{Officer, Standing};

/// A page of officers after one, by id, whose name or name for signing in holds some words.
pub(crate) fn officers(
    tx: &mut Tx<'_>,
    county: &str,
    words: &str,
    (after, limit): (&str, i64),
    now: Instant,
) -> Result<Vec<Officer>, StoreError> {
    let like = format!("%{}%", words.replace(['%', '_'], ""));
    let rows = tx.query(
        "SELECT o.id, o.name, l.login, a.id AS account, a.password, a.closed_at, c.ends_at
         FROM officers o
         LEFT JOIN officer_logins l ON l.county = o.county AND l.officer = o.id
         LEFT JOIN accounts a ON a.county = o.county AND a.officer = o.id
         LEFT JOIN first_codes c ON c.county = a.county AND c.account = a.id
         WHERE o.county = $1 AND o.id > $2 AND (o.name LIKE $3 OR l.login LIKE $3)
         ORDER BY o.id LIMIT $4",
        &params![county, after, like, limit],
    )?;
    rows.iter().map(|row| read_officer(tx, county, row, now)).collect()
}

/// How many officers hold a post in each department, where somebody does.
pub(crate) fn officers_by_department(
    tx: &mut Tx<'_>,
    county: &str,
) -> Result<BTreeMap<String, i64>, StoreError> {
    let rows = tx.query(
        "SELECT department, COUNT(DISTINCT officer) AS officers FROM grants
         WHERE county = $1 AND department > '' GROUP BY department",
        &params![county],
    )?;
    rows.iter().map(|row| Ok((row.text("department")?, row.int("officers")?))).collect()
}

/// One officer as a list shows them.
pub(crate) fn listed_officer(
    tx: &mut Tx<'_>,
    county: &str,
    id: OfficerId,
    now: Instant,
) -> Result<Option<Officer>, StoreError> {
    let row = tx.first(
        "SELECT o.id, o.name, l.login, a.id AS account, a.password, a.closed_at, c.ends_at
         FROM officers o
         LEFT JOIN officer_logins l ON l.county = o.county AND l.officer = o.id
         LEFT JOIN accounts a ON a.county = o.county AND a.officer = o.id
         LEFT JOIN first_codes c ON c.county = a.county AND c.account = a.id
         WHERE o.county = $1 AND o.id = $2",
        &params![county, id],
    )?;
    row.map(|row| read_officer(tx, county, &row, now)).transpose()
}

fn read_officer(
    tx: &mut Tx<'_>,
    county: &str,
    row: &Row,
    now: Instant,
) -> Result<Officer, StoreError> {
    let id: OfficerId = row.parsed("id")?;
    let grants = tx.query(
        "SELECT role, department, division FROM grants WHERE county = $1 AND officer = $2
         ORDER BY role, department, division LIMIT 100",
        &params![county, id],
    )?;
    let account = match row.opt_text("account")? {
        Some(_) => Some(row.parsed("account")?),
        None => None,
    };
    let ends = row.opt_int("ends_at")?.map(Instant::from_millis);
    let standing = match (account, row.opt_int("closed_at")?, row.opt_text("password")?) {
        (None, ..) => Standing::None,
        (_, Some(_), _) => Standing::Locked,
        (_, None, Some(_)) => Standing::Open,
        (_, None, None) if ends.is_some_and(|ends| now < ends) => Standing::Invited,
        (_, None, None) => Standing::Lapsed,
    };
    Ok(Officer {
        id,
        name: row.text("name")?,
        login: row.opt_text("login")?,
        grants: grants.iter().map(read_grant).collect::<Result<_, _>>()?,
        account,
        standing,
    })
}

/// Notes what an officer types to sign in; the first one noted stays.
pub(crate) fn put_officer_login(
    tx: &mut Tx<'_>,
    county: &str,
    officer: OfficerId,
    login: &str,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO officer_logins (county, officer, login) VALUES ($1, $2, $3)
         ON CONFLICT (county, officer) DO NOTHING",
        &params![county, officer, login],
    )
    .map(drop)
}

/// What an officer types to sign in, where it was noted.
pub(crate) fn officer_login(
    tx: &mut Tx<'_>,
    county: &str,
    officer: OfficerId,
) -> Result<Option<String>, StoreError> {
    let row = tx.first(
        "SELECT login FROM officer_logins WHERE county = $1 AND officer = $2",
        &params![county, officer],
    )?;
    row.map(|row| row.text("login")).transpose()
}

/// Opens an account that was closed; `false` where it is open.
pub(crate) fn reopen_account(
    tx: &mut Tx<'_>,
    county: &str,
    account: AccountId,
) -> Result<bool, StoreError> {
    tx.changed_one(
        "UPDATE accounts SET closed_at = NULL, version = version + 1
         WHERE county = $1 AND id = $2 AND closed_at IS NOT NULL",
        &params![county, account.0],
    )
}

/// Takes the password of an open account away; `false` where there is no such account.
pub(crate) fn forget_password(
    tx: &mut Tx<'_>,
    county: &str,
    account: AccountId,
) -> Result<bool, StoreError> {
    tx.changed_one(
        "UPDATE accounts SET password = NULL, demo_at = NULL, version = version + 1
         WHERE county = $1 AND id = $2 AND closed_at IS NULL",
        &params![county, account.0],
    )
}

/// Keeps the code for a first password in place of an earlier one.
pub(crate) fn put_first_code(
    tx: &mut Tx<'_>,
    county: &str,
    account: AccountId,
    code: &Sha256,
    ends_at: Instant,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO first_codes (county, account, code_tag, tries, ends_at)
         VALUES ($1, $2, $3, 0, $4)
         ON CONFLICT (county, account) DO UPDATE
         SET code_tag = excluded.code_tag, tries = 0, ends_at = excluded.ends_at",
        &params![county, account.0, code.0, ends_at],
    )
    .map(drop)
}

/// Counts a try and gives the tag and the end of the code, while it has tries left.
pub(crate) fn try_first_code(
    tx: &mut Tx<'_>,
    county: &str,
    account: AccountId,
    most: i64,
) -> Result<Option<(Vec<u8>, Instant)>, StoreError> {
    let row = tx.first(
        "UPDATE first_codes SET tries = tries + 1
         WHERE county = $1 AND account = $2 AND tries < $3 RETURNING code_tag, ends_at",
        &params![county, account.0, most],
    )?;
    row.map(|row| Ok((row.bytes("code_tag")?, row.int("ends_at").map(Instant::from_millis)?)))
        .transpose()
}

/// Uses a code up; `false` where it was used or another took its place a moment before.
pub(crate) fn use_first_code(
    tx: &mut Tx<'_>,
    county: &str,
    account: AccountId,
    code: &Sha256,
) -> Result<bool, StoreError> {
    tx.changed_one(
        "DELETE FROM first_codes WHERE county = $1 AND account = $2 AND code_tag = $3",
        &params![county, account.0, code.0],
    )
}
