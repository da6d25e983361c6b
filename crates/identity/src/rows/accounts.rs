//! The only statements about accounts and what opens them.

use basis::{Instant, OfficerId, PersonId};
use seal::Sha256;
use store::{Row, StoreError, Tx, params};

use crate::account::{Account, AccountId, Holder};

/// Adds an account.
pub(crate) fn add_account(
    tx: &mut Tx<'_>,
    county: &str,
    account: &Account,
    at: Instant,
) -> Result<(), StoreError> {
    let (person, officer) = match account.holder {
        Holder::Person(id) => (Some(id), None),
        Holder::Officer(id) => (None, Some(id)),
    };
    let demo = account.is_demo.then_some(at);
    tx.execute(
        "INSERT INTO accounts (county, id, person, officer, password, demo_at, closed_at,
         created_at, version) VALUES ($1, $2, $3, $4, $5, $6, NULL, $7, 1)",
        &params![county, account.id.0, person, officer, account.password.clone(), demo, at],
    )
    .map(drop)
}

/// Lets a login open an account; `false` where it opens another already.
pub(crate) fn add_login(
    tx: &mut Tx<'_>,
    county: &str,
    login: &Sha256,
    account: AccountId,
) -> Result<bool, StoreError> {
    tx.changed_one(
        "INSERT INTO logins (county, login_tag, account) VALUES ($1, $2, $3)
         ON CONFLICT (county, login_tag) DO NOTHING",
        &params![county, login.0, account.0],
    )
}

/// The open account of a login.
pub(crate) fn account_by_login(
    tx: &mut Tx<'_>,
    county: &str,
    login: &Sha256,
) -> Result<Option<Account>, StoreError> {
    let row = tx.first(
        "SELECT a.id, a.person, a.officer, a.password, a.demo_at FROM logins l
         JOIN accounts a ON a.county = l.county AND a.id = l.account
         WHERE l.county = $1 AND l.login_tag = $2 AND a.closed_at IS NULL",
        &params![county, login.0],
    )?;
    row.map(|row| read_account(&row)).transpose()
}

/// The officer whom a login opens, also where the account is closed.
pub(crate) fn officer_of_login(
    tx: &mut Tx<'_>,
    county: &str,
    login: &Sha256,
) -> Result<Option<OfficerId>, StoreError> {
    let row = tx.first(
        "SELECT a.officer FROM logins l JOIN accounts a ON a.county = l.county AND a.id = l.account
         WHERE l.county = $1 AND l.login_tag = $2 AND a.officer IS NOT NULL",
        &params![county, login.0],
    )?;
    row.map(|row| row.parsed("officer")).transpose()
}

/// The account of a person, and whether it is open.
pub(crate) fn account_of_person(
    tx: &mut Tx<'_>,
    county: &str,
    person: PersonId,
) -> Result<Option<(Account, bool)>, StoreError> {
    let row = tx.first(
        "SELECT id, person, officer, password, demo_at, closed_at FROM accounts
         WHERE county = $1 AND person = $2",
        &params![county, person],
    )?;
    row.map(|row| Ok((read_account(&row)?, row.opt_int("closed_at")?.is_none()))).transpose()
}

pub(super) fn read_account(row: &Row) -> Result<Account, StoreError> {
    let holder = match row.opt_text("officer")? {
        Some(_) => Holder::Officer(row.parsed("officer")?),
        None => Holder::Person(row.parsed("person")?),
    };
    Ok(Account {
        id: row.parsed("id")?,
        holder,
        password: row.opt_text("password")?,
        is_demo: row.opt_int("demo_at")?.is_some(),
    })
}

/// Whether an account is still open with the password that was read. It writes the password again, so
/// that whoever locks the account or takes the password away in the same moment comes before or after.
pub(crate) fn still_opens(
    tx: &mut Tx<'_>,
    county: &str,
    account: &Account,
) -> Result<bool, StoreError> {
    tx.changed_one(
        "UPDATE accounts SET password = $3
         WHERE county = $1 AND id = $2 AND closed_at IS NULL AND password = $3",
        &params![county, account.id.0, account.password.clone()],
    )
}

/// Sets the password of an open account; `false` where there is none.
pub(crate) fn set_password(
    tx: &mut Tx<'_>,
    county: &str,
    account: AccountId,
    password: &str,
) -> Result<bool, StoreError> {
    tx.changed_one(
        "UPDATE accounts SET password = $3, demo_at = NULL, version = version + 1
         WHERE county = $1 AND id = $2 AND closed_at IS NULL",
        &params![county, account.0, password],
    )
}

/// Closes an account; `false` where it is closed already.
pub(crate) fn close_account(
    tx: &mut Tx<'_>,
    county: &str,
    account: AccountId,
    at: Instant,
) -> Result<bool, StoreError> {
    tx.changed_one(
        "UPDATE accounts SET closed_at = $3, version = version + 1
         WHERE county = $1 AND id = $2 AND closed_at IS NULL",
        &params![county, account.0, at],
    )
}

/// Whether there is an open account made for a demonstration.
pub(crate) fn has_demo_account(tx: &mut Tx<'_>, county: &str) -> Result<bool, StoreError> {
    let row = tx.first(
        "SELECT id FROM accounts WHERE county = $1 AND demo_at IS NOT NULL AND closed_at IS NULL
         LIMIT 1",
        &params![county],
    )?;
    Ok(row.is_some())
}
