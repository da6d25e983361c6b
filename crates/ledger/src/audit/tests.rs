//! Each kind of tampering with the database is found, and named for what it is.

use basis::ambient::SeededEntropy;
use seal::{KeyKind, Note, SigningKey};
use store::{StoreError, Tx};

use super::{Finding, Outside};
use crate::checkpoint::Checkpoint;
use crate::rows::{self, Tiles};
use crate::tests::{COUNTY, ledgers, meta, note};
use crate::tree::{Tree, append};
use crate::{AddCheckpoint, Ledger};

const LEAVES: i64 = 30;

/// A ledger of 30 records in 10 streams and 3 checkpoints, and the note of the last.
fn filled(ledger: &Ledger) -> Note {
    for number in 0..LEAVES {
        let stream = format!("case:{}", number / 3);
        let meta = meta(ledger, &format!("k{number}"), number);
        ledger.act_now(meta, note(&stream, number)).unwrap();
        if number % 10 == 9 {
            ledger.integrate_now(COUNTY).unwrap();
        }
    }
    let text = ledger.store().read_now(|tx| rows::checkpoint(tx, COUNTY, None)).unwrap();
    text.unwrap().parse().unwrap()
}

/// Tampers with a filled ledger on every database and checks what the audit says.
fn check(
    tamper: impl Fn(&mut Tx<'_>) -> Result<(), StoreError> + Send + Clone + 'static,
    expected: impl Fn(&[Finding]) -> bool,
) {
    for (name, ledger) in ledgers() {
        filled(&ledger);
        assert_eq!(findings(&ledger, &Outside::default()), [], "{name}: clean before");
        let tamper = tamper.clone();
        ledger.store().write_now(move |tx| tamper(tx)).unwrap();
        let found = findings(&ledger, &Outside::default());
        assert!(expected(&found), "{name}: {found:?}");
        assert!(found.iter().all(|one| !one.text().zh.is_empty() && !one.text().en.is_empty()));
    }
}

fn findings(ledger: &Ledger, outside: &Outside) -> Vec<Finding> {
    ledger.audit_now(COUNTY, outside).unwrap().findings
}

fn run(tx: &mut Tx<'_>, sql: &'static str) -> Result<(), StoreError> {
    assert!(tx.execute(sql, &[])? > 0, "the tampering must hit something");
    Ok(())
}

#[test]
fn a_clean_ledger_is_counted() {
    for (name, ledger) in ledgers() {
        filled(&ledger);
        ledger.act_now(meta(&ledger, "late", 0), note("case:0", 99)).unwrap();
        let report = ledger.audit_now(COUNTY, &Outside::default()).unwrap();
        assert!(report.is_clean(), "{name}: {report:?}");
        assert_eq!((report.leaves, report.waiting, report.erased), (30, 1, 0), "{name}");
        assert_eq!(report.checkpoints, 4, "{name}: nothing, 10, 20, 30");
    }
}

#[test]
fn one_changed_byte_of_a_record_is_found() {
    for what in ["text", "stream", "kind", "seq", "at"] {
        check(
            move |tx| {
                run(
                    tx,
                    match what {
                        "text" => {
                            "UPDATE records SET text = replace(text, '\"number\":7', '\"number\":8') WHERE leaf = 7 OR text LIKE '%\"number\":7}%'"
                        }
                        "stream" => "UPDATE records SET stream = 'case:x', seq = 1 WHERE leaf = 7",
                        "kind" => "UPDATE records SET kind = 'test.other' WHERE leaf = 7",
                        "seq" => "UPDATE records SET seq = seq + 100 WHERE leaf = 7",
                        _ => "UPDATE records SET at = at - 1 WHERE leaf = 7",
                    },
                )
            },
            move |found| {
                found
                    .iter()
                    .any(|one| matches!(one, Finding::ChangedRecord { what: w, .. } if *w == what))
            },
        );
    }
}

#[test]
fn a_changed_salt_or_commitment_is_found() {
    check(
        |tx| run(tx, "UPDATE records SET salt = commitment WHERE leaf = 7"),
        |found| matches!(found, [Finding::ChangedRecord { what: "text", .. }]),
    );
    check(
        |tx| run(tx, "UPDATE records SET commitment = salt WHERE leaf = 7"),
        |found| {
            matches!(
                found,
                [
                    Finding::ChangedRecord { what: "text", .. },
                    Finding::ChangedRecord { what: "commitment", .. }
                ]
            )
        },
    );
    check(
        |tx| run(tx, "UPDATE records SET text = '' WHERE leaf = 7"),
        |found| matches!(found, [Finding::ChangedRecord { what: "text", .. }]),
    );
}

#[test]
fn a_missing_record_is_found() {
    check(
        |tx| run(tx, "DELETE FROM records WHERE leaf = 12"),
        |found| {
            matches!(found[0], Finding::MissingRecord { leaf: 12 })
                && matches!(found[1], Finding::StreamGap { .. })
        },
    );
    check(
        |tx| run(tx, "DELETE FROM records WHERE leaf = 29"),
        |found| found.contains(&Finding::MissingRecord { leaf: 29 }),
    );
}

#[test]
fn a_missing_record_that_waits_leaves_a_gap() {
    for (name, ledger) in ledgers() {
        for number in 0..3 {
            let meta = meta(&ledger, &format!("k{number}"), number);
            ledger.act_now(meta, note("case:1", number)).unwrap();
        }
        ledger.store().write_now(|tx| run(tx, "DELETE FROM records WHERE seq = 2")).unwrap();
        let found = findings(&ledger, &Outside::default());
        assert_eq!(found, [Finding::StreamGap { stream: "case:1".into() }], "{name}");
    }
}

#[test]
fn a_reordered_record_is_found() {
    check(
        |tx| {
            run(tx, "UPDATE records SET leaf = 1000 WHERE leaf = 4")?;
            run(tx, "UPDATE records SET leaf = 4 WHERE leaf = 5")?;
            run(tx, "UPDATE records SET leaf = 5 WHERE leaf = 1000")
        },
        |found| {
            matches!(
                found,
                [
                    Finding::ReorderedRecord { leaf: 4, logged: 5, .. },
                    Finding::ReorderedRecord { leaf: 5, logged: 4, .. },
                ]
            )
        },
    );
}

#[test]
fn a_changed_tile_is_found() {
    check(
        |tx| {
            run(
                tx,
                "UPDATE ledger_tiles SET data = (SELECT data FROM ledger_tiles WHERE level = -1) WHERE level = 0",
            )
        },
        |found| matches!(found, [Finding::ChangedTile { tile }] if tile.to_string() == "0/000"),
    );
    check(
        |tx| run(tx, "DELETE FROM ledger_tiles WHERE level = -1"),
        |found| matches!(&found[0], Finding::ChangedTile { tile } if tile.to_string() == "entries/000"),
    );
}

#[test]
fn a_checkpoint_that_is_missing_or_not_ours_is_found() {
    check(
        |tx| run(tx, "DELETE FROM ledger_checkpoints WHERE size = 30"),
        |found| found == [Finding::NoCheckpoint { leaves: 30 }],
    );
    check(
        |tx| {
            run(tx, "UPDATE ledger_checkpoints SET note = replace(note, 'A', 'B') WHERE size = 20")
        },
        |found| found == [Finding::BadCheckpoint { size: 20 }],
    );
    check(
        |tx| run(tx, "UPDATE ledger_heads SET size = 20"),
        |found| found.contains(&Finding::NoCheckpoint { leaves: 20 }),
    );
}

/// Rewrites the log from the records up, as somebody with the database and the keys would.
fn rewrite(ledger: &Ledger, last: i64) {
    let keys = ledger.keys().of(COUNTY).unwrap().clone();
    ledger
        .store()
        .write_now(move |tx| -> Result<(), crate::tile::TreeError> {
            run(tx, "DELETE FROM ledger_tiles")?;
            let records = rows::evidence_by_leaf(tx, COUNTY, 0, last)?;
            let entries: Vec<_> = records.iter().map(|record| &record.commitment[..]).collect();
            append(&mut Tiles { tx, county: COUNTY }, 0, &entries)?;
            let stored = rows::checkpoints(tx, COUNTY, 0, 100)?;
            for (size, _) in stored {
                let root = Tree::new(&mut Tiles { tx, county: COUNTY }, size).root()?;
                let checkpoint = Checkpoint { origin: keys.origin().into(), size, root };
                let note = checkpoint.sign(&keys).unwrap().to_string();
                tx.execute(
                    "UPDATE ledger_checkpoints SET note = $1 WHERE size = $2",
                    &store::params![note, i64::try_from(size).unwrap()],
                )?;
            }
            Ok(())
        })
        .unwrap();
}

const CHANGE: &str = "UPDATE records SET text = (SELECT text FROM records WHERE leaf = 8), salt = (SELECT salt FROM records WHERE leaf = 8), commitment = (SELECT commitment FROM records WHERE leaf = 8) WHERE leaf = 7";

#[test]
fn signed_history_that_the_records_contradict_is_found() {
    // Records, tiles and entries are rewritten together; the old signatures betray it.
    for (name, ledger) in ledgers() {
        filled(&ledger);
        let old = ledger.store().read_now(|tx| rows::checkpoints(tx, COUNTY, 0, 9)).unwrap();
        ledger.store().write_now(|tx| run(tx, CHANGE)).unwrap();
        rewrite(&ledger, LEAVES);
        for (size, text) in old {
            let size = i64::try_from(size).unwrap();
            let restore = move |tx: &mut Tx<'_>| {
                tx.execute(
                    "UPDATE ledger_checkpoints SET note = $1 WHERE size = $2",
                    &store::params![text, size],
                )
            };
            ledger.store().write_now(restore).unwrap();
        }
        let found = findings(&ledger, &Outside::default());
        for size in [10, 20, 30] {
            assert!(found.contains(&Finding::Contradiction { size }), "{name}: {found:?}");
        }
    }
}

#[test]
fn a_fork_is_found_by_a_checkpoint_kept_outside_and_by_cosignatures() {
    for (name, ledger) in ledgers() {
        let outside = filled(&ledger);
        let witness =
            SigningKey::generate("w.example", KeyKind::Cosignature, &SeededEntropy::new(4))
                .unwrap();
        let line = witness.sign(outside.text(), 5).unwrap().to_string();
        let at = ledger.ambient().now();
        ledger
            .store()
            .write_now(move |tx| rows::keep_cosignature(tx, COUNTY, 30, "w.example", &line, at))
            .unwrap();
        let brought =
            Outside { checkpoints: vec![outside], witnesses: vec![witness.verifier_key().clone()] };
        assert_eq!(findings(&ledger, &brought), [], "{name}: clean before");
        ledger.store().write_now(|tx| run(tx, CHANGE)).unwrap();
        rewrite(&ledger, LEAVES);
        let found = findings(&ledger, &brought);
        assert!(found.contains(&Finding::Fork { size: 30 }), "{name}: {found:?}");
        let cosigned = Finding::BadCosignature { size: 30, name: "w.example".into() };
        assert!(found.contains(&cosigned), "{name}: {found:?}");
    }
}

#[test]
fn a_log_that_was_cut_back_is_found_by_a_checkpoint_kept_outside() {
    for (name, ledger) in ledgers() {
        let outside = filled(&ledger);
        ledger
            .store()
            .write_now(|tx| {
                run(tx, "DELETE FROM records WHERE leaf >= 20")?;
                run(tx, "DELETE FROM ledger_checkpoints WHERE size > 20")?;
                run(tx, "UPDATE ledger_heads SET size = 20")
            })
            .unwrap();
        rewrite(&ledger, 20);
        let brought = Outside { checkpoints: vec![outside.clone()], witnesses: vec![] };
        let found = findings(&ledger, &brought);
        let expected = Finding::CutBack { size: 30, leaves: 20 };
        assert!(found.contains(&expected), "{name}: {found:?}");
        let stranger = AddCheckpoint { old: 0, proof: vec![], note: outside }.note;
        let foreign = Note::new(stranger.text().replace("longyou", "other")).unwrap();
        let brought = Outside { checkpoints: vec![foreign], witnesses: vec![] };
        assert!(findings(&ledger, &brought).contains(&Finding::ForeignCheckpoint), "{name}");
    }
}

#[test]
fn an_emptied_record_is_told_from_one_that_was_erased() {
    for (name, ledger) in ledgers() {
        filled(&ledger);
        let of = |stream: &str| {
            ledger.store().read_now(|tx| rows::records(tx, COUNTY, stream, 0, 1)).unwrap()[0].id
        };
        let (erased, emptied) = (of("case:0"), of("case:1"));
        ledger
            .act_now(meta(&ledger, "erase", 0), move |act| {
                act.erase(erased)?;
                act.close(crate::Record::new("case:0", "test.erased", serde_json::json!({})), ())
            })
            .unwrap();
        assert_eq!(findings(&ledger, &Outside::default()), [], "{name}: by an act");
        let sql = "UPDATE records SET salt = NULL, text = '' WHERE county = $1 AND id = $2";
        let empty = move |tx: &mut Tx<'_>| tx.execute(sql, &store::params![COUNTY, emptied]);
        ledger.store().write_now(empty).unwrap();
        let found = findings(&ledger, &Outside::default());
        assert_eq!(found, [Finding::SilentErasure { record: emptied }], "{name}: by hand");
    }
}
