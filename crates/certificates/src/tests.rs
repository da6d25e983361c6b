//! The routes as a browser sees them.

use std::sync::Arc;

use axum::Router;
use basis::ambient::SeededEntropy;
use ledger::{Keyring, Ledger, LogKeys};
use store::Store;
use web::access::Always;
use web::testing::{get, post, site};
use web::{App, serve};

use crate::acts::tests::wait;
use crate::model::Certificate;
use crate::model::tests::sample;
use crate::{routes, rows};

const COUNTY: &str = "330825";

/// A served place with one certificate on each kind of database.
fn places() -> Vec<(&'static str, Router, Certificate)> {
    store::testing::databases().into_iter().map(|(name, store)| place(name, store)).collect()
}

fn place(name: &'static str, store: Store) -> (&'static str, Router, Certificate) {
    let site = site();
    let keys = LogKeys::generate("longyou.example/ledger", &SeededEntropy::new(5)).unwrap();
    let keyring = Keyring::new([(COUNTY.to_owned(), keys)]);
    let ledger = Ledger::new(store.clone(), site.ambient.clone(), keyring);
    let certificate = sample(&site.ambient);
    let (kept, at) = (certificate.clone(), site.ambient.now());
    store.write_now(move |tx| rows::insert(tx, COUNTY, &kept, at)).unwrap();
    let app = App::new(store, ledger, site);
    (name, serve(app.site(), routes(&app), Arc::new(Always::default())), certificate)
}

#[test]
fn every_word_of_the_pages_is_there_in_both_languages() {
    assert_eq!(web::testing::missing_keys(env!("CARGO_MANIFEST_DIR")), Vec::<String>::new());
}

#[test]
fn a_stranger_verifies_by_typing_the_code() {
    for (name, router, certificate) in places() {
        let form = wait(get(&router, "/verify", ""));
        assert!(form.status.is_success() && form.text.contains("name=\"code\""), "{name}");
        let typed = certificate.verify_code.to_string().to_lowercase();
        let sent = wait(post(&router, "/verify", "", &[("code", &typed)]));
        assert_eq!(sent.header("location"), certificate.verify_code.path(), "{name}");
        let shown = wait(get(&router, sent.header("location"), ""));
        assert!(shown.status.is_success(), "{name}: {}", shown.status);
        for words in ["有效", "高龄津贴资格确认书", "龙游县民政局", "龚*"] {
            assert!(shown.text.contains(words), "{name} lacks {words}");
        }
        for secret in [&certificate.holder, certificate.person.as_str(), "80 元/月"] {
            assert!(!shown.text.contains(secret), "{name} shows {secret}");
        }
        assert_eq!(shown.header("cache-control"), "no-store");
        assert_eq!(shown.header("x-robots-tag"), "noindex");
    }
}

#[test]
fn a_wrong_code_is_answered_with_the_form_and_what_was_typed() {
    let (_, router, _) = places().remove(0);
    let short = wait(post(&router, "/verify", "", &[("code", "7K3M9")]));
    assert_eq!(short.status, 422);
    assert!(short.text.contains("7K3M9") && short.text.contains("有 5 个"), "{}", short.text);
    for uri in ["/verify/7K3M9", "/verify/AAAAABBBBBCCCCCDDDDD"] {
        let unknown = wait(get(&router, uri, ""));
        assert_eq!(unknown.status, 404, "{uri}");
        assert!(unknown.text.contains("name=\"code\""), "{uri}");
    }
}

#[test]
fn another_system_verifies() {
    for (name, router, certificate) in places() {
        let uri = format!("/api/certificates/verify/{}", certificate.verify_code.as_str());
        let answer = wait(get(&router, &uri, "")).json();
        assert_eq!(answer["state"], "valid", "{name}: {answer}");
        assert_eq!(answer["holder"], "龚*");
        assert_eq!(answer.as_object().unwrap().len(), 8);
        let unknown = wait(get(&router, "/api/certificates/verify/AAAAABBBBBCCCCCDDDDD", ""));
        assert_eq!(unknown.status, 404);
        assert_eq!(unknown.header("content-type"), "application/problem+json");
    }
}

#[test]
fn a_stranger_opens_nothing_of_the_holder() {
    let (_, router, certificate) = places().remove(0);
    let key = certificate.key;
    for uri in [
        "/certificates".to_owned(),
        format!("/certificates/{key}"),
        format!("/certificates/{key}/paper.pdf"),
    ] {
        let answer = wait(get(&router, &uri, ""));
        assert_eq!(answer.status, 401, "{uri}");
        assert!(!answer.text.contains(&certificate.holder), "{uri}");
    }
}
