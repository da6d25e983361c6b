//! Readings of somebody's data and the application that they led to, side by side.

use std::collections::BTreeSet;
use std::sync::mpsc;

use basis::{CaseId, Id, Instant, PersonId};
use store::{Store, StoreError, Tx, params};

use super::COUNTY;
use crate::Purpose;
use crate::rows::{self, Reading};

const MATTER: &str = "elderly-allowance";
const READER: &str = "{}";
const AT: Instant = Instant::from_millis(1_795_000_000_000);

/// Leaves a reading, and waits until the database has it.
fn leave(tx: &mut Tx<'_>, (subject, id): (PersonId, u8), register: &str) -> Result<(), StoreError> {
    let reading = Reading {
        county: COUNTY,
        id: Id::from_parts(AT, [id; 10]),
        subject,
        at: AT,
        register,
        fields: &BTreeSet::from(["name".to_owned()]),
        matter: MATTER,
        basis: "",
        purpose: Purpose::Apply,
        reader: READER,
    };
    rows::leave(tx, &reading)?;
    tied(tx, "").map(drop)
}

/// How many readings lead to a case; asking sends what was to be done later.
fn tied(tx: &mut Tx<'_>, case: &str) -> Result<usize, StoreError> {
    let sql = "SELECT id FROM footprint WHERE county = $1 AND case_id = $2";
    Ok(tx.query(sql, &params![COUNTY, case])?.len())
}

/// Whether another transaction waits for this one.
fn blocks_another(tx: &mut Tx<'_>) -> Result<bool, StoreError> {
    // Of activities a transaction sees one moment; of locks, the present.
    let sql = "SELECT pid FROM pg_locks
        WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))";
    Ok(!tx.query(sql, &[])?.is_empty())
}

/// While somebody's data are read again, an application takes what was read before. The database
/// found those lines the other way round; where each took them as they are found, each would wait for
/// the other, and one of them would be refused.
#[test]
fn a_reading_and_an_application_never_wait_for_each_other() {
    for (name, store) in store::testing::databases() {
        let subject = PersonId(Id::from_parts(AT, [7; 10]));
        let before = move |tx: &mut Tx<'_>| {
            leave(tx, (subject, 1), "population")?;
            leave(tx, (subject, 2), "civil-affairs")
        };
        store.write_now(before).unwrap();
        let is_postgres = name != "sqlite";
        let (has_begun, begun) = mpsc::channel();
        let (has_applied, applied) = mpsc::channel::<()>();
        let (reading, applying): (Store, Store) = (store.clone(), store.clone());
        let reading = std::thread::spawn(move || {
            reading.write_now(move |tx: &mut Tx<'_>| {
                leave(tx, (subject, 3), "civil-affairs")?;
                let _ = has_begun.send(());
                while is_postgres && !blocks_another(tx)? {
                    // It had nothing to wait for, and is through: what is looked at is not there.
                    assert!(applied.try_recv().is_err(), "the application waited for nothing");
                }
                leave(tx, (subject, 4), "population")
            })
        });
        begun.recv().unwrap();
        let case = CaseId(Id::from_parts(AT, [9; 10]));
        let done = applying.write_now(move |tx: &mut Tx<'_>| {
            rows::tie(tx, COUNTY, (subject, AT.date()), (MATTER, READER), case)?;
            tied(tx, &case.to_string())
        });
        let _ = has_applied.send(());
        reading.join().unwrap().unwrap_or_else(|error| panic!("{name}: {error}"));
        let done = done.unwrap_or_else(|error: StoreError| panic!("{name}: {error}"));
        assert_eq!(done, 2, "{name}: both readings, each once");
    }
}
