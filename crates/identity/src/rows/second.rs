//! The only statements about second factors and the codes for a lost telephone.

use basis::Instant;
use seal::Sha256;
use store::{StoreError, Tx, params};

use crate::account::AccountId;

/// How many recovery codes an account has at most.
pub(crate) const MOST_RECOVERY: i64 = 10;

/// A second factor as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct Factor {
    /// What its key is made from, besides the house's secret and the account.
    pub(crate) setup: String,
    /// Since when it is asked for.
    pub(crate) since: Instant,
}

/// The second factor of an account.
pub(crate) fn second_factor(
    tx: &mut Tx<'_>,
    county: &str,
    account: AccountId,
) -> Result<Option<Factor>, StoreError> {
    let row = tx.first(
        "SELECT setup, created_at FROM second_factors WHERE county = $1 AND account = $2",
        &params![county, account.0],
    )?;
    row.map(|row| {
        let since = Instant::from_millis(row.int("created_at")?);
        Ok(Factor { setup: row.text("setup")?, since })
    })
    .transpose()
}

/// Keeps a second factor in place of the one before, with the step that proved it.
pub(crate) fn put_second_factor(
    tx: &mut Tx<'_>,
    county: &str,
    account: AccountId,
    (setup, step): (&str, i64),
    at: Instant,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO second_factors (county, account, setup, last_step, created_at)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (county, account) DO UPDATE
         SET setup = excluded.setup, last_step = excluded.last_step,
         created_at = excluded.created_at",
        &params![county, account.0, setup, step, at],
    )
    .map(drop)
}

/// Uses the code of a step up; `false` where it or a later one was used before.
pub(crate) fn use_step(
    tx: &mut Tx<'_>,
    county: &str,
    account: AccountId,
    step: i64,
) -> Result<bool, StoreError> {
    tx.changed_one(
        "UPDATE second_factors SET last_step = $3
         WHERE county = $1 AND account = $2 AND last_step < $3",
        &params![county, account.0, step],
    )
}

/// Takes the second factor and its recovery codes away; `false` where there was none.
pub(crate) fn forget_second_factor(
    tx: &mut Tx<'_>,
    county: &str,
    account: AccountId,
) -> Result<bool, StoreError> {
    forget_recovery(tx, county, account)?;
    tx.changed_one(
        "DELETE FROM second_factors WHERE county = $1 AND account = $2",
        &params![county, account.0],
    )
}

fn forget_recovery(tx: &mut Tx<'_>, county: &str, account: AccountId) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM recovery_codes WHERE county = $1 AND account = $2",
        &params![county, account.0],
    )
    .map(drop)
}

/// Keeps recovery codes in place of those before.
pub(crate) fn put_recovery(
    tx: &mut Tx<'_>,
    county: &str,
    account: AccountId,
    codes: &[Sha256],
) -> Result<(), StoreError> {
    forget_recovery(tx, county, account)?;
    for code in codes {
        tx.execute(
            "INSERT INTO recovery_codes (county, account, code_tag) VALUES ($1, $2, $3)",
            &params![county, account.0, code.0],
        )?;
    }
    Ok(())
}

/// Uses a recovery code up; `false` where there is none such.
pub(crate) fn use_recovery(
    tx: &mut Tx<'_>,
    county: &str,
    account: AccountId,
    code: &Sha256,
) -> Result<bool, StoreError> {
    tx.changed_one(
        "DELETE FROM recovery_codes WHERE county = $1 AND account = $2 AND code_tag = $3",
        &params![county, account.0, code.0],
    )
}

/// How many recovery codes an account has left.
pub(crate) fn recovery_left(
    tx: &mut Tx<'_>,
    county: &str,
    account: AccountId,
) -> Result<usize, StoreError> {
    let rows = tx.query(
        "SELECT code_tag FROM recovery_codes WHERE county = $1 AND account = $2
         ORDER BY code_tag LIMIT $3",
        &params![county, account.0, MOST_RECOVERY],
    )?;
    Ok(rows.len())
}
