//! Statements that are not sent, and connections that end: nobody else notices.

use basis::{Ambient, Instant};

use super::{COUNTY, on_each, waiting};
use crate::{Store, StoreError, params, testing};

const PUT: &str = "INSERT INTO jobs (county, id, kind, dedupe, run_at, lease_until, attempts, body)
    VALUES ($1, $2, 'k', $2, $3, 0, 0, '')";

#[test]
fn a_commit_that_could_not_be_sent_leaves_no_transaction_open() {
    on_each(|store| {
        let (ambient, _) = Ambient::fixed(Instant::from_millis(1_800_000_000_000), 41);
        let id = ambient.id();
        let refused = store.write_now(|tx| {
            tx.first("SELECT id FROM jobs WHERE county = $1", &params![COUNTY])?;
            tx.later("INSERT INTO nowhere (county) VALUES ($1)", &params![COUNTY])
        });
        assert!(matches!(refused, Err(StoreError::Failed { .. })), "{refused:?}");
        store.read_now(|tx| tx.first("SELECT 1 AS one", &[])).unwrap();
        store.write_now(move |tx| tx.execute(PUT, &params![COUNTY, id, 5])).unwrap();
        assert_eq!(waiting(store), 1);
    });
}

#[test]
fn what_cannot_be_sent_fails_all_that_it_travels_with() {
    on_each(|store| {
        if store.kind() == "sqlite" {
            // It keeps any value in any column.
            return;
        }
        let (ambient, _) = Ambient::fixed(Instant::from_millis(1_800_000_000_000), 42);
        let (one, two) = (ambient.id(), ambient.id());
        let refused = store.write_now(move |tx| {
            tx.later(PUT, &params![COUNTY, one, 5])?;
            tx.later(PUT, &params![COUNTY, two, "soon"])
        });
        assert!(matches!(refused, Err(StoreError::Failed { .. })), "{refused:?}");
        assert_eq!(waiting(store), 0);
        store.write_now(move |tx| tx.later(PUT, &params![COUNTY, one, 5])).unwrap();
        assert_eq!(waiting(store), 1);
    });
}

#[test]
fn whoever_the_server_has_hung_up_on_is_told_to_come_back() {
    let Some(address) = testing::postgres_address() else { return };
    if address.contains("pooler=") {
        return;
    }
    let (store, other) = (Store::open(&address).unwrap(), Store::open(&address).unwrap());
    let outcome = store.write_now(move |tx| {
        tx.batch("SET LOCAL idle_in_transaction_session_timeout = 100")?;
        other.read_now(|tx| tx.execute("SELECT pg_sleep(0.6)", &[]))?;
        tx.execute("SELECT 1 AS one", &[])
    });
    assert!(matches!(outcome, Err(StoreError::Away(_))), "{outcome:?}");
    store.read_now(|tx| tx.first("SELECT 1 AS one", &[])).unwrap();
}
