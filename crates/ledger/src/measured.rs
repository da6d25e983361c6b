//! What the ledger counts about itself.

use basis::{Outcome, Stop};
use meters::{Family, Meters};
use store::{Row, StoreError, Tx};

use crate::{Ledger, rows};

/// Acts, by the kind of their closing record and what became of them. One that was refused has not
/// come to its record: it is counted by the rule that refused.
pub static ACTS: Family = Family::counter(
    "tongban_acts_total",
    "Acts by the kind of their record (or the rule that refused) and outcome: done, refused, broken.",
    &["kind", "outcome"],
);
/// How long acts take, from being asked to being durable.
pub static ACT_SECONDS: Family = Family::histogram(
    "tongban_act_seconds",
    "How long an act takes, from being asked to being durable.",
    &["outcome"],
    &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0],
);
/// Leaves in the log.
pub static SIZE: Family =
    Family::gauge("tongban_ledger_leaves", "Leaves in the log of the county.", &["county"]);
/// Seconds since the newest checkpoint was signed.
pub static CHECKPOINT_AGE: Family = Family::gauge(
    "tongban_ledger_checkpoint_age_seconds",
    "Seconds since the newest checkpoint was signed.",
    &["county"],
);
/// Seconds since the oldest record that is not in the log yet; 0 where none waits.
pub static WAITING_AGE: Family = Family::gauge(
    "tongban_ledger_waiting_seconds",
    "For how long the oldest record has waited to be in the log; 0 where none waits.",
    &["county"],
);

impl Ledger {
    /// Makes the families of the ledger known.
    pub fn declare(&self) {
        let all = [&ACTS, &ACT_SECONDS, &SIZE, &CHECKPOINT_AGE, &WAITING_AGE];
        self.store().meters().declare(&all);
    }

    /// Looks at the logs of all counties and sets their gauges.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn look(&self) -> Result<(), StoreError> {
        let (meters, now) = (self.store().meters(), self.ambient().now());
        let since = |at: i64| (now.millis() - at).max(0) as f64 / 1_000.0;
        for county in self.keys().counties() {
            let name = county.to_owned();
            let found = self.store().read(move |tx| Head::of(tx, &name)).await?;
            meters.set(&SIZE, &[county], found.size as f64);
            meters.set(&WAITING_AGE, &[county], found.waits_since.map_or(0.0, since));
            if let Some(at) = found.signed_at {
                meters.set(&CHECKPOINT_AGE, &[county], since(at));
            }
        }
        Ok(())
    }
}

/// How a log stands.
struct Head {
    size: u64,
    signed_at: Option<i64>,
    waits_since: Option<i64>,
}

impl Head {
    fn of(tx: &mut Tx<'_>, county: &str) -> Result<Self, StoreError> {
        let at = |row: Option<Row>| row.map(|row| row.int("at")).transpose();
        Ok(Self {
            size: rows::head(tx, county)?.unwrap_or_default(),
            signed_at: at(rows::newest_signed(tx, county)?)?,
            waits_since: at(rows::oldest_waiting(tx, county)?)?,
        })
    }
}

/// Counts an act when it is over.
pub(crate) fn count<T>(
    meters: &Meters,
    before: u64,
    outcome: Outcome<(T, Option<&'static str>)>,
) -> Outcome<T> {
    let (kind, word) = match &outcome {
        Ok((_, kind)) => (kind.unwrap_or("repeated"), "done"),
        Err(Stop::Refused(refusal)) => (refusal.rule.as_str(), "refused"),
        Err(Stop::Broken(_)) => ("fault", "broken"),
    };
    meters.add(&ACTS, &[kind, word], 1);
    meters.observe(&ACT_SECONDS, &[word], meters.since(before));
    outcome.map(|(value, _)| value)
}
