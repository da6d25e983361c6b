//! The ledger on real databases.

mod acts;
mod log;
mod witnesses;

use basis::ambient::SeededEntropy;
use basis::{Ambient, Instant, Outcome};
use serde_json::json;
use store::Store;

use crate::{Act, Closed, Keyring, Ledger, LogKeys, Meta, Record};

pub(crate) const COUNTY: &str = "330825";

/// A ledger with keys on each kind of database.
pub(crate) fn ledgers() -> Vec<(&'static str, Ledger)> {
    store::testing::databases().into_iter().map(|(name, store)| (name, ledger_on(store))).collect()
}

pub(crate) fn ledger_on(store: Store) -> Ledger {
    let (ambient, _) = Ambient::fixed(Instant::from_millis(1_780_000_000_000), 1);
    let keys = LogKeys::generate("longyou.example/ledger", &SeededEntropy::new(5)).unwrap();
    Ledger::new(store, ambient, Keyring::new([(COUNTY.to_owned(), keys)]))
}

pub(crate) fn meta(ledger: &Ledger, key: &str, request: i64) -> Meta {
    Meta {
        county: COUNTY.to_owned(),
        key: key.parse().unwrap(),
        at: ledger.ambient().now(),
        by: json!({"who": "tester"}),
        request: json!({"number": request}),
    }
}

/// The simplest act: one record in a stream.
pub(crate) fn note(
    stream: &str,
    number: i64,
) -> impl FnOnce(&mut Act<'_, '_>) -> Outcome<Closed<i64>> + Send + 'static {
    let record = Record::new(stream, "test.noted", json!({"number": number}));
    move |act| act.close(record, number)
}
