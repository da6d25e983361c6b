//! Witnesses: cosigning over HTTP, each refusal of the specification, and receipts with cosignatures.

use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use basis::ambient::SeededEntropy;
use seal::{KeyKind, Sha256, SigningKey};
use store::Store;
use tower::ServiceExt;

use super::log::{fill, newest};
use super::{COUNTY, ledger_on, ledgers};
use crate::{
    AddCheckpoint, Checkpoint, Cosigned, Ledger, LogKeys, Outside, Policy, Witness, WitnessAddress,
    records, verify_receipt,
};

fn key(seed: u64) -> SigningKey {
    let name = format!("w{seed}.example");
    SigningKey::generate(&name, KeyKind::Cosignature, &SeededEntropy::new(seed)).unwrap()
}

fn witness(ledger: &Ledger, store: &Store, seed: u64) -> Witness {
    let logs = ledger.keys().of(COUNTY).unwrap().verifier_keys();
    Witness::new(store.clone(), ledger.ambient().clone(), "330802", key(seed), logs).unwrap()
}

/// Status, content type and body of a request to the witness.
fn send(witness: &Witness, request: Request<Body>) -> (u16, String, String) {
    let router = witness.router();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let answer = router.oneshot(request).await.unwrap();
        let kind = answer.headers().get(header::CONTENT_TYPE);
        let kind = kind.map_or("", |value| value.to_str().unwrap()).to_owned();
        let status = answer.status().as_u16();
        let body = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
        (status, kind, String::from_utf8(body.to_vec()).unwrap())
    })
}

fn post(witness: &Witness, body: &str) -> (u16, String, String) {
    send(witness, Request::post("/add-checkpoint").body(Body::from(body.to_owned())).unwrap())
}

fn sender(witness: &Witness) -> impl Fn(&str, &str) -> Result<(u16, String), String> {
    move |url: &str, body: &str| {
        assert_eq!(url, "https://w.example/tlog/add-checkpoint");
        let (status, _, body) = post(witness, body);
        Ok((status, body))
    }
}

fn address(seed: u64) -> WitnessAddress {
    WitnessAddress {
        key: key(seed).verifier_key().clone(),
        prefix: "https://w.example/tlog/".into(),
    }
}

#[test]
fn a_log_is_cosigned_as_it_grows_and_its_receipts_say_so() {
    for (name, ledger) in ledgers() {
        let witness = witness(&ledger, ledger.store(), 1);
        fill(&ledger, 0, 5);
        ledger.integrate_now(COUNTY).unwrap();
        let ask = || ledger.cosign_now(COUNTY, &address(1), &sender(&witness)).unwrap();
        assert_eq!((ask(), ask()), (Cosigned::Yes(5), Cosigned::Already), "{name}");
        fill(&ledger, 5, 9);
        ledger.integrate_now(COUNTY).unwrap();
        assert_eq!(ask(), Cosigned::Yes(9), "{name}");
        let keys = ledger.keys().of(COUNTY).unwrap().verifier_keys();
        let policy =
            Policy { log: keys, witnesses: vec![key(1).verifier_key().clone()], quorum: 1 };
        let id = ledger.store().read_now(|tx| records(tx, COUNTY, "case:0", 0, 1)).unwrap()[0].id;
        let file = ledger.receipt_now(COUNTY, id).unwrap().unwrap().to_string();
        let proved = verify_receipt(&file, &policy).unwrap().proved;
        assert_eq!((&*proved.witnesses[0].0, proved.checkpoint.size), ("w1.example", 9), "{name}");
        // What came later and has no witness yet does not push the cosigned checkpoint aside.
        fill(&ledger, 9, 10);
        ledger.integrate_now(COUNTY).unwrap();
        let file = ledger.receipt_now(COUNTY, id).unwrap().unwrap().to_string();
        assert!(verify_receipt(&file, &policy).is_ok(), "{name}");
        let hash = Sha256::of(newest(&ledger).0.origin.as_bytes());
        let get = Request::get(format!("/{hash}/checkpoint")).body(Body::empty()).unwrap();
        let (status, _, note) = send(&witness, get);
        assert_eq!(
            (status, Checkpoint::parse(note.split("\n\n").next().unwrap()).unwrap().size),
            (200, 9)
        );
        let known = Outside { witnesses: policy.witnesses, ..Outside::default() };
        assert_eq!(ledger.audit_now(COUNTY, &known).unwrap().findings, [], "{name}");
    }
}

#[test]
fn a_log_that_forgot_the_witness_is_told_the_size() {
    for (name, ledger) in ledgers() {
        let witness = witness(&ledger, ledger.store(), 1);
        fill(&ledger, 0, 4);
        ledger.integrate_now(COUNTY).unwrap();
        ledger.cosign_now(COUNTY, &address(1), &sender(&witness)).unwrap();
        ledger
            .store()
            .write_now(|tx| tx.execute("DELETE FROM ledger_cosignatures", &[]).map(drop))
            .unwrap();
        fill(&ledger, 4, 6);
        ledger.integrate_now(COUNTY).unwrap();
        let ask = || ledger.cosign_now(COUNTY, &address(1), &sender(&witness)).unwrap();
        assert_eq!(ask(), Cosigned::Yes(6), "{name}");
        // The signature never came back: the witness is asked for it again, and it is kept.
        let forget = |sql: &'static str| {
            ledger.store().write_now(move |tx| tx.execute(sql, &[]).map(drop)).unwrap();
        };
        forget("DELETE FROM ledger_cosignatures");
        assert_eq!((ask(), ask()), (Cosigned::Yes(6), Cosigned::Already), "{name}");
        // A log that was cut back hears what the witness has seen.
        forget("DELETE FROM ledger_cosignatures");
        forget("DELETE FROM ledger_checkpoints WHERE size > 4");
        let Cosigned::No(words) = ask() else { panic!("{name}: a cut log is not cosigned") };
        assert!(words.contains("6 records") && words.contains("only 4"), "{name}: {words}");
    }
}

#[test]
fn a_witness_that_does_not_cosign_is_reported_not_believed() {
    let (_, ledger) = ledgers().remove(0);
    let witness = witness(&ledger, ledger.store(), 1);
    fill(&ledger, 0, 4);
    ledger.integrate_now(COUNTY).unwrap();
    let away = |_: &str, _: &str| Err("no route".to_owned());
    let strange = |_: &str, _: &str| Ok((200, "hello\n".to_owned()));
    let down = |_: &str, _: &str| Ok((503, String::new()));
    let moving = |_: &str, _: &str| Ok((409, "3\n".to_owned()));
    assert!(matches!(ledger.cosign_now(COUNTY, &address(1), &away), Ok(Cosigned::No(_))));
    assert!(matches!(ledger.cosign_now(COUNTY, &address(1), &strange), Ok(Cosigned::No(_))));
    assert!(matches!(ledger.cosign_now(COUNTY, &address(1), &down), Ok(Cosigned::No(_))));
    assert!(matches!(ledger.cosign_now(COUNTY, &address(1), &moving), Ok(Cosigned::No(_))));
    let other = ledger.cosign_now(COUNTY, &address(2), &sender(&witness)).unwrap();
    assert!(matches!(other, Cosigned::No(_)), "the line of another key is not taken");
}

#[test]
fn each_refusal_of_the_specification() {
    let (_, ledger) = ledgers().remove(0);
    let witness = witness(&ledger, ledger.store(), 1);
    ledger.integrate_now(COUNTY).unwrap();
    let (_, empty) = newest(&ledger);
    fill(&ledger, 0, 6);
    ledger.integrate_now(COUNTY).unwrap();
    let (six, note) = newest(&ledger);
    let (_, other) = ledgers().remove(0);
    fill(&other, 1, 9);
    other.integrate_now(COUNTY).unwrap();
    let forked = newest(&other).1;
    let body = |old, proof: &[Sha256], note: &seal::Note| {
        AddCheckpoint { old, proof: proof.to_vec(), note: note.clone() }.to_body()
    };
    let strange = LogKeys::generate("other.example", &SeededEntropy::new(8)).unwrap();
    let forged = LogKeys::generate(&six.origin, &SeededEntropy::new(8)).unwrap();
    let foreign = Checkpoint { origin: "other.example".into(), ..six.clone() };
    let check = |body: &str, expected: u16| {
        let (status, kind, text) = post(&witness, body);
        assert_eq!(status, expected, "{body}");
        if status == 409 {
            assert_eq!(kind, "text/x.tlog.size");
        }
        text
    };
    let zero = Sha256([0; 32]);
    check("nonsense", 400);
    check(&body(0, &[zero; 64], &note), 400);
    check(&body(7, &[], &note), 400);
    check(&body(0, &[], &foreign.sign(&strange).unwrap()), 404);
    check(&body(0, &[], &six.sign(&forged).unwrap()), 403);
    check(&body(0, &[], &seal::Note::new(six.to_string()).unwrap()), 400);
    assert_eq!(check(&body(3, &[], &note), 409), "0\n");
    check(&body(0, &[zero], &note), 422);
    let false_empty = Checkpoint { size: 0, root: zero, ..six.clone() };
    let keys = ledger.keys().of(COUNTY).unwrap();
    assert_eq!(check(&body(0, &[], &false_empty.sign(keys).unwrap()), 409), "0\n");
    check(&body(0, &[], &empty), 200);
    check(&body(0, &[], &note), 200);
    assert_eq!(check(&body(0, &[], &note), 409), "6\n");
    check(&body(6, &[], &note), 200);
    check(&body(6, &[zero], &forked), 422);
    let same_size = Checkpoint { root: zero, ..six };
    assert_eq!(check(&body(6, &[], &same_size.sign(keys).unwrap()), 409), "6\n");
    check(&body(6, &[zero], &note), 422);
}

#[test]
fn two_requests_at_once_do_not_lead_back() {
    for (name, store) in store::testing::databases() {
        let ledger = ledger_on(store.clone());
        let witness = witness(&ledger, &store, 1);
        let notes: Vec<_> = (1..=4)
            .map(|round| {
                fill(&ledger, (round - 1) * 2, round * 2);
                ledger.integrate_now(COUNTY).unwrap();
                newest(&ledger).1
            })
            .collect();
        let threads: Vec<_> = notes
            .into_iter()
            .map(|note| {
                let witness = witness.clone();
                let body = AddCheckpoint { old: 0, proof: vec![], note }.to_body();
                std::thread::spawn(move || post(&witness, &body).0)
            })
            .collect();
        let mut answers: Vec<_> = threads.into_iter().map(|t| t.join().unwrap()).collect();
        answers.sort_unstable();
        assert_eq!(answers, [200, 409, 409, 409], "{name}");
    }
}
