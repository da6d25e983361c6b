//! Texts that one of the databases cannot keep, and what SQLite says of a disk that does not.

use basis::{RefusalKind, Stop};

use super::*;

#[test]
fn a_text_with_nul_is_refused_in_words_on_both_databases_and_nothing_is_kept() {
    on_each(|store| {
        let (ambient, _) = Ambient::fixed(Instant::from_millis(1_800_000_000_000), 1);
        let (first, odd) = (job(&ambient, "a"), job(&ambient, "b\0"));
        let kept = store.write_now(move |tx| {
            jobs::enqueue(tx, &first)?;
            jobs::enqueue(tx, &odd)?;
            Ok::<(), StoreError>(())
        });
        assert!(matches!(kept, Err(StoreError::Unstorable)), "{kept:?}");
        assert_eq!(waiting(store), 0);
        let sql = "SELECT id FROM jobs WHERE county = $1";
        let found = store.read_now(|tx| tx.query(sql, &params!["330825\0"]));
        assert!(matches!(found, Err(StoreError::Unstorable)), "nothing is looked for by it either");
        assert_eq!(waiting(store), 0, "the connection goes on working");
    });
    let told = Stop::from(StoreError::Unstorable);
    assert!(told.refusal().is_some_and(|refusal| refusal.kind == RefusalKind::Invalid));
}

/// By SQLite's own numbers of what went wrong.
#[test]
fn a_disk_that_is_full_fails_or_may_only_be_read_is_away() {
    use rusqlite::ffi;
    let told = |code: i32| {
        let error = rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
        crate::sqlite::fail("writing", &error)
    };
    let readings = [ffi::SQLITE_READONLY, ffi::SQLITE_READONLY_DBMOVED, ffi::SQLITE_CANTOPEN];
    let writings = [ffi::SQLITE_FULL, ffi::SQLITE_IOERR, ffi::SQLITE_IOERR_FSYNC];
    for code in readings.into_iter().chain(writings) {
        assert!(matches!(told(code), StoreError::Away(_)), "{code}: {:?}", told(code));
    }
    assert!(matches!(told(ffi::SQLITE_BUSY), StoreError::Busy(_)));
    assert!(matches!(told(ffi::SQLITE_CORRUPT), StoreError::Failed { .. }));
}
