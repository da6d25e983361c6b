//! The log on real databases: integration, files, receipts, several servers.

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use seal::Note;
use tower::ServiceExt;

use super::{COUNTY, ledgers, meta, note};
use crate::merkle::{empty_root, leaf_hash, verify_inclusion};
use crate::tile::entries;
use crate::{Checkpoint, Ledger, Policy, record, records, router, verify_receipt};

/// Adds this many records, one an act, to streams of three.
pub(super) fn fill(ledger: &Ledger, from: i64, to: i64) {
    for number in from..to {
        let key = format!("fill-{number}");
        let stream = format!("case:{}", number / 3);
        ledger.act_now(meta(ledger, &key, number), note(&stream, number)).unwrap();
    }
}

pub(super) fn newest(ledger: &Ledger) -> (Checkpoint, Note) {
    let text = ledger
        .store()
        .read_now(|tx| crate::rows::checkpoint(tx, COUNTY, None))
        .unwrap()
        .expect("a checkpoint");
    let note: Note = text.parse().unwrap();
    let keys = ledger.keys().of(COUNTY).unwrap().verifier_keys();
    (Checkpoint::open(&note, &keys).unwrap(), note)
}

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

#[test]
fn a_history_of_nothing_makes_no_second_checkpoint() {
    for (name, ledger) in ledgers() {
        fill(&ledger, 0, 3);
        ledger.keep_history(COUNTY, Vec::new(), |_| Ok(())).unwrap();
        assert_eq!(newest(&ledger).0.size, 3, "{name}");
    }
}

#[test]
fn records_get_places_and_receipts_that_verify_offline() {
    for (name, ledger) in ledgers() {
        ledger.integrate_now(COUNTY).unwrap();
        assert_eq!(newest(&ledger).0.root, empty_root(), "{name}: it begins with nothing");
        fill(&ledger, 0, 7);
        let waiting = ledger.store().read_now(|tx| records(tx, COUNTY, "case:0", 0, 1)).unwrap();
        assert_eq!(ledger.receipt_now(COUNTY, waiting[0].id).unwrap(), None, "{name}");
        assert_eq!(ledger.integrate_now(COUNTY).unwrap().unwrap().size, 7, "{name}");
        assert_eq!(ledger.integrate_now(COUNTY).unwrap(), None, "{name}: nothing more");
        fill(&ledger, 7, 20);
        assert_eq!(run(ledger.integrate(COUNTY)).unwrap().unwrap().size, 20, "{name}");
        let policy = Policy::of_log(ledger.keys().of(COUNTY).unwrap().verifier_keys());
        for stream in ["case:0", "case:6"] {
            let kept = ledger.store().read_now(|tx| records(tx, COUNTY, stream, 0, 9)).unwrap();
            for one in kept {
                let file = ledger.receipt_now(COUNTY, one.id).unwrap().unwrap().to_string();
                let verified = verify_receipt(&file, &policy).unwrap();
                assert_eq!(verified.record.id, one.id, "{name}");
                assert_eq!(Some(verified.proved.index), one.leaf, "{name}");
            }
        }
    }
}

#[test]
fn two_servers_do_not_fork_the_log() {
    for (name, ledger) in ledgers() {
        fill(&ledger, 0, 40);
        let servers: Vec<_> = (0..4)
            .map(|_| {
                let ledger = ledger.clone();
                std::thread::spawn(move || (0..10).for_each(|_| drop(ledger.integrate_now(COUNTY))))
            })
            .collect();
        fill(&ledger, 40, 80);
        servers.into_iter().for_each(|server| server.join().unwrap());
        ledger.integrate_now(COUNTY).unwrap();
        assert_eq!(newest(&ledger).0.size, 80, "{name}");
        let report = ledger.audit_now(COUNTY, &crate::Outside::default()).unwrap();
        assert_eq!(report.findings, [], "{name}");
    }
}

#[test]
fn the_integrator_runs_until_it_is_told_to_stop() {
    let (_, ledger) = ledgers().remove(0);
    fill(&ledger, 0, 3);
    let id = ledger.store().read_now(|tx| records(tx, COUNTY, "case:0", 0, 1)).unwrap()[0].id;
    run(async {
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let worker = tokio::spawn(crate::run_integrator(ledger.clone(), async {
            drop(stopped.await);
        }));
        while ledger.receipt(COUNTY, id).await.unwrap().is_none() {
            tokio::task::yield_now().await;
        }
        drop(stop);
        worker.await.unwrap();
    });
    assert_eq!(newest(&ledger).0.size, 3);
}

async fn get(ledger: &Ledger, path: &str) -> (StatusCode, String, String, Vec<u8>) {
    let request = Request::get(path).body(Body::empty()).unwrap();
    let answer = router(ledger.clone()).oneshot(request).await.unwrap();
    let head =
        |name| answer.headers().get(name).map_or("", |value| value.to_str().unwrap()).to_owned();
    let (kind, cache) = (head(header::CONTENT_TYPE), head(header::CACHE_CONTROL));
    let status = answer.status();
    (status, kind, cache, to_bytes(answer.into_body(), 1 << 20).await.unwrap().to_vec())
}

#[test]
fn the_log_is_served_as_files() {
    for (name, ledger) in ledgers() {
        fill(&ledger, 0, 300);
        ledger.integrate_now(COUNTY).unwrap();
        let stored = newest(&ledger).1.to_string();
        run(async {
            let (status, kind, cache, body) = get(&ledger, "/ledger/330825/checkpoint").await;
            assert_eq!((status, &*kind), (StatusCode::OK, "text/plain; charset=utf-8"), "{name}");
            assert_eq!(cache, "public, max-age=1");
            assert_eq!(String::from_utf8(body).unwrap(), stored);
            let (_, kind, cache, full) = get(&ledger, "/ledger/330825/tile/0/000").await;
            assert_eq!((&*kind, full.len()), ("application/octet-stream", 8_192));
            assert_eq!(cache, "public, max-age=31536000, immutable");
            let (_, _, _, part) = get(&ledger, "/ledger/330825/tile/0/000.p/7").await;
            assert_eq!(part, full[..7 * 32]);
            let (_, _, _, bundle) = get(&ledger, "/ledger/330825/tile/entries/001.p/44").await;
            let last = entries(&bundle, 44).unwrap().pop().unwrap().to_vec();
            let (_, _, _, edge) = get(&ledger, "/ledger/330825/tile/0/001.p/44").await;
            assert_eq!(leaf_hash(&last).0, edge[43 * 32..]);
            let (_, _, _, keys) = get(&ledger, "/ledger/330825/keys").await;
            assert_eq!(String::from_utf8(keys).unwrap().lines().count(), 2);
            for missing in [
                "330825/tile/0/001",
                "330825/tile/0/001.p/45",
                "330825/tile/0/002.p/1",
                "330825/tile/2/000.p/1",
                "330825/tile/0/1",
                "330800/checkpoint",
                "330800/keys",
            ] {
                let (status, ..) = get(&ledger, &format!("/ledger/{missing}")).await;
                assert_eq!(status, StatusCode::NOT_FOUND, "{name}: {missing}");
            }
        });
    }
}

#[test]
fn every_tile_of_a_size_is_listed_and_served() {
    let (_, ledger) = ledgers().remove(0);
    fill(&ledger, 0, 260);
    ledger.integrate_now(COUNTY).unwrap();
    run(async {
        let tiles = crate::serve::tiles(260);
        let paths: Vec<_> = tiles.iter().map(|(tile, width)| tile.path(*width)).collect();
        assert_eq!(paths, ["entries/000", "entries/001.p/4", "0/000", "0/001.p/4", "1/000.p/1"]);
        for path in paths {
            let (status, ..) = get(&ledger, &format!("/ledger/330825/tile/{path}")).await;
            assert_eq!(status, StatusCode::OK, "{path}");
        }
    });
}

#[test]
fn an_erased_record_has_no_receipt_but_old_receipts_hold() {
    for (name, ledger) in ledgers() {
        fill(&ledger, 0, 5);
        ledger.integrate_now(COUNTY).unwrap();
        let kept = ledger.store().read_now(|tx| records(tx, COUNTY, "case:0", 0, 1)).unwrap();
        let id = kept[0].id;
        let old = ledger.receipt_now(COUNTY, id).unwrap().unwrap();
        let record_of =
            crate::Record::new("case:0", "test.erased", serde_json::json!({"record": id}));
        ledger
            .act_now(meta(&ledger, "erase", 0), move |act| {
                act.erase(id)?;
                act.close(record_of, ())
            })
            .unwrap();
        ledger.integrate_now(COUNTY).unwrap();
        assert_eq!(ledger.receipt_now(COUNTY, id).unwrap(), None, "{name}");
        let gone = ledger.store().read_now(|tx| record(tx, COUNTY, id)).unwrap().unwrap();
        assert_eq!(gone.content, None, "{name}");
        let policy = Policy::of_log(ledger.keys().of(COUNTY).unwrap().verifier_keys());
        assert!(verify_receipt(&old.to_string(), &policy).is_ok(), "{name}");
        let (checkpoint, _) = newest(&ledger);
        let proof = ledger
            .store()
            .read_now(|tx| {
                let mut tiles = crate::rows::Tiles { tx, county: COUNTY };
                crate::tree::Tree::new(&mut tiles, 7).inclusion(old.index)
            })
            .unwrap();
        let commitment = {
            let bytes = ledger
                .store()
                .read_now(|tx| crate::rows::evidence_by_leaf(tx, COUNTY, old.index, 1))
                .unwrap();
            bytes[0].commitment.clone()
        };
        let leaf = leaf_hash(&commitment);
        assert!(verify_inclusion(&leaf, old.index, 7, &proof, &checkpoint.root), "{name}");
        let report = ledger.audit_now(COUNTY, &crate::Outside::default()).unwrap();
        assert_eq!((report.erased, report.findings), (1, vec![]), "{name}");
    }
}

#[test]
fn the_integrator_and_the_audit_read_indexes_without_sorting() {
    let (_, ledger) = ledgers().remove(0);
    let check = |sql: &'static str, index: &str| {
        let plan = ledger.store().read_now(|tx| tx.query(sql, &[])).unwrap();
        let steps: Vec<_> = plan.iter().map(|row| row.text("detail").unwrap()).collect();
        assert!(matches!(&steps[..], [one] if one.contains(index)), "{steps:?}");
    };
    check(
        "EXPLAIN QUERY PLAN SELECT id, at, stream, seq FROM records
         WHERE county = '330825' AND leaf IS NULL ORDER BY at, stream, seq LIMIT 9",
        "records_waiting",
    );
    check(
        "EXPLAIN QUERY PLAN SELECT text FROM records
         WHERE county = '330825' AND leaf >= 5 ORDER BY leaf LIMIT 9",
        "records_leaf",
    );
    check(
        "EXPLAIN QUERY PLAN SELECT seq FROM records
         WHERE county = '330825' AND stream = 's' ORDER BY seq DESC LIMIT 1",
        "sqlite_autoindex_records_1",
    );
}
