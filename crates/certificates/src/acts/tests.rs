//! The acts on real databases.

use std::collections::BTreeSet;

use basis::ambient::SeededEntropy;
use basis::{Ambient, Instant};
use jiff::civil::date;
use ledger::{Keyring, LogKeys};
use store::StoreError;

use super::*;
use crate::model::State;

const COUNTY: &str = "330825";

fn ledgers() -> Vec<(&'static str, Ledger)> {
    let on = |(name, store)| {
        let at = Instant::at(date(2026, 11, 22), 9, 0);
        let keys = LogKeys::generate("longyou.example/ledger", &SeededEntropy::new(5)).unwrap();
        let keyring = Keyring::new([(COUNTY.to_owned(), keys)]);
        (name, Ledger::new(store, Ambient::fixed(at, 1).0, keyring))
    };
    store::testing::databases().into_iter().map(on).collect()
}

/// Runs a future to its end; the databases of tests are opened outside of the runtime.
pub(crate) fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

fn meta(ledger: &Ledger, key: &str) -> Meta {
    Meta {
        county: COUNTY.to_owned(),
        key: key.parse().unwrap(),
        at: ledger.ambient().now(),
        by: json!({"who": "tester"}),
        request: json!({"key": key}),
    }
}

fn request(ledger: &Ledger) -> IssueRequest {
    let sample = crate::model::tests::sample(ledger.ambient());
    IssueRequest {
        case: sample.case,
        case_number: sample.case_number,
        outcome: sample.kind.id.clone(),
        person: sample.person,
        holder: sample.holder,
        kind: sample.kind,
        issuer: sample.issuer,
        fields: sample.fields,
        sources: sample.sources,
        valid_until: sample.valid_until,
    }
}

fn load(ledger: &Ledger, key: CertificateKey) -> Stored {
    ledger
        .store()
        .read_now(|tx| Ok::<_, StoreError>(rows::by_key(tx, COUNTY, key)?.unwrap()))
        .unwrap()
}

#[test]
fn one_outcome_of_a_case_gives_one_certificate() {
    for (name, ledger) in ledgers() {
        let request = request(&ledger);
        let first = wait(issue(&ledger, meta(&ledger, "a"), request.clone())).unwrap();
        let again = wait(issue(&ledger, meta(&ledger, "a"), request.clone())).unwrap();
        assert_eq!(first, again, "{name}: the same key gives the same answer");
        let other = wait(issue(&ledger, meta(&ledger, "b"), request.clone())).unwrap_err();
        assert_eq!(other.refusal().unwrap().rule, "certificate.issued-already", "{name}");
        let part = IssueRequest { outcome: "second-part".to_owned(), ..request.clone() };
        wait(issue(&ledger, meta(&ledger, "c"), part)).unwrap();
        let of_case =
            ledger.store().read_now(|tx| rows::of_case(tx, COUNTY, request.case)).unwrap();
        assert_eq!(of_case.len(), 2, "{name}");
    }
}

#[test]
fn what_is_issued_is_what_was_asked_for() {
    for (name, ledger) in ledgers() {
        let request = request(&ledger);
        let done = wait(issue(&ledger, meta(&ledger, "a"), request.clone())).unwrap();
        let certificate = load(&ledger, done.certificate).certificate;
        assert_eq!(certificate.holder, request.holder, "{name}");
        assert_eq!(certificate.fields, request.fields);
        assert_eq!(certificate.issued, date(2026, 11, 22));
        assert!(certificate.identifier.to_string().contains(".2026"), "{}", certificate.identifier);
        let code = certificate.verify_code.clone();
        let found = ledger.store().read_now(|tx| rows::by_code(tx, COUNTY, &code)).unwrap();
        assert_eq!(found.unwrap().certificate, certificate);
        let elsewhere = ledger.store().read_now(|tx| rows::by_code(tx, "330824", &code)).unwrap();
        assert_eq!(elsewhere, None, "{name}: another county");
    }
}

#[test]
fn the_records_name_no_one_and_hold_no_code() {
    for (name, ledger) in ledgers() {
        let done = wait(issue(&ledger, meta(&ledger, "a"), request(&ledger))).unwrap();
        let revoke = Change::Revoke { reason: "持证人死亡".to_owned() };
        wait(change(&ledger, meta(&ledger, "b"), (done.certificate, 1), revoke)).unwrap();
        let certificate = load(&ledger, done.certificate).certificate;
        let stream = format!("certificate:{}", certificate.key);
        let records =
            ledger.store().read_now(|tx| ledger::records(tx, COUNTY, &stream, 0, 10)).unwrap();
        let text = format!("{records:?}");
        assert_eq!(records.len(), 2, "{name}: {text}");
        assert!(text.contains("certificate.revoked") && text.contains("持证人死亡"));
        assert!(!text.contains(&certificate.holder), "{name}: {text}");
        assert!(!text.contains(certificate.verify_code.as_str()), "{name}: {text}");
    }
}

#[test]
fn a_change_needs_the_version_that_was_seen() {
    for (name, ledger) in ledgers() {
        let done = wait(issue(&ledger, meta(&ledger, "a"), request(&ledger))).unwrap();
        let key = done.certificate;
        let suspend = || Change::Suspend { reason: "核查中".to_owned() };
        wait(change(&ledger, meta(&ledger, "b"), (key, 1), suspend())).unwrap();
        let stale =
            wait(change(&ledger, meta(&ledger, "c"), (key, 1), Change::Resume)).unwrap_err();
        assert_eq!(stale.refusal().unwrap().rule, "certificate.overtaken", "{name}");
        let twice = wait(change(&ledger, meta(&ledger, "d"), (key, 2), suspend())).unwrap_err();
        assert_eq!(twice.refusal().unwrap().rule, "certificate.cannot-suspend", "{name}");
        wait(change(&ledger, meta(&ledger, "e"), (key, 2), Change::Resume)).unwrap();
        assert_eq!(load(&ledger, key).certificate.state(date(2026, 11, 23)), State::Valid);
        assert_eq!(load(&ledger, key).version, 3);
    }
}

#[test]
fn a_new_edition_takes_the_place_of_the_old_one() {
    for (name, ledger) in ledgers() {
        let request = request(&ledger);
        let first = wait(issue(&ledger, meta(&ledger, "a"), request.clone())).unwrap().certificate;
        let renamed = IssueRequest { holder: "龚䶮（更名）".to_owned(), ..request };
        let second =
            wait(replace(&ledger, meta(&ledger, "b"), (first, 1), renamed)).unwrap().certificate;
        let (old, new) = (load(&ledger, first).certificate, load(&ledger, second).certificate);
        assert_eq!(old.state(date(2026, 11, 23)), State::Superseded, "{name}");
        assert_eq!((new.previous, new.edition.get()), (Some(first), 2));
        let (old, new) = (old.identifier, new.identifier);
        assert_eq!((old.version(), new.version()), ("001", "002"), "{name}");
        assert_eq!(
            (old.kind(), old.issuer(), old.serial()),
            (new.kind(), new.issuer(), new.serial())
        );
    }
}

#[test]
fn a_term_that_is_over_already_is_refused() {
    for (_, ledger) in ledgers() {
        let request = IssueRequest { valid_until: Some(date(2026, 11, 21)), ..request(&ledger) };
        let refused = wait(issue(&ledger, meta(&ledger, "a"), request)).unwrap_err();
        assert_eq!(refused.refusal().unwrap().field.as_deref(), Some("valid_until"));
    }
}

#[test]
fn my_certificates_come_newest_first_page_by_page() {
    for (name, ledger) in ledgers() {
        let request = request(&ledger);
        let mut issued = BTreeSet::new();
        for number in 0..5 {
            let one = IssueRequest { outcome: number.to_string(), ..request.clone() };
            let key = format!("k{number}");
            issued.insert(wait(issue(&ledger, meta(&ledger, &key), one)).unwrap().certificate);
        }
        let mut seen = Vec::new();
        loop {
            let before = seen.last().copied();
            let page = ledger
                .store()
                .read_now(|tx| rows::of_person(tx, COUNTY, request.person, before, 2))
                .unwrap();
            if page.is_empty() {
                break;
            }
            seen.extend(page.iter().map(|stored| stored.certificate.key));
        }
        assert_eq!(seen, issued.iter().rev().copied().collect::<Vec<_>>(), "{name}");
    }
}
