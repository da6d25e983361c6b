//! The routes as a browser sees them.

use std::sync::Arc;

use axum::Router;
use basis::ambient::SeededEntropy;
use basis::{PersonId, Role};
use identity::testing::{As, actor};
use identity::{Actor, Who};
use ledger::{Keyring, Ledger, LogKeys};
use store::Store;
use web::testing::{ask, get, post, site};
use web::{App, serve};

use crate::acts::tests::wait;
use crate::model::Certificate;
use crate::model::tests::sample;
use crate::{routes, rows};

const COUNTY: &str = "330825";

/// A served place with one certificate, seen by a stranger, on each kind of database.
fn places() -> Vec<(&'static str, Router, Certificate)> {
    store::testing::databases()
        .into_iter()
        .map(|(name, store)| {
            let (app, certificate) = place(store);
            (name, seen_by(&app, Actor::visitor(COUNTY)), certificate)
        })
        .collect()
}

fn place(store: Store) -> (App, Certificate) {
    let site = site();
    let keys = LogKeys::generate("longyou.example/ledger", &SeededEntropy::new(5)).unwrap();
    let keyring = Keyring::new([(COUNTY.to_owned(), keys)]);
    let ledger = Ledger::new(store.clone(), site.ambient.clone(), keyring);
    let certificate = sample(&site.ambient);
    let (kept, at) = (certificate.clone(), site.ambient.now());
    store.write_now(move |tx| rows::insert(tx, COUNTY, &kept, at)).unwrap();
    (App::new(store, ledger, site), certificate)
}

fn seen_by(app: &App, actor: Actor) -> Router {
    serve(app.site(), routes(app), Arc::new(As(actor)))
}

fn holder(certificate: &Certificate) -> Actor {
    Actor::resident(COUNTY, certificate.person, certificate.holder.clone())
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
        assert!(form.text.contains("/keys\">"), "{name}: the ledger's keys are linked");
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

#[test]
fn the_holder_sees_shows_and_downloads_it() {
    for (name, store) in store::testing::databases() {
        let (app, certificate) = place(store);
        let router = seen_by(&app, holder(&certificate));
        let link = format!("/certificates/{}", certificate.key);
        let mine = wait(get(&router, "/certificates", ""));
        assert!(mine.text.contains(&link) && mine.text.contains("有效"), "{name}: {}", mine.text);
        let shown = wait(get(&router, &link, ""));
        for words in ["龚䶮", "80 元/月", "<svg", certificate.identifier.as_str()] {
            assert!(shown.text.contains(words), "{name} lacks {words}");
        }
        let file = wait(get(&router, &format!("{link}/paper.pdf"), ""));
        assert_eq!(file.header("content-type"), "application/pdf", "{name}: {}", file.text);
        assert!(file.text.starts_with("%PDF-1.7"), "{name}");
        assert_eq!(
            file.header("content-disposition"),
            "attachment; filename=\"certificate-2026-11-22.pdf\""
        );
    }
}

#[test]
fn another_resident_learns_nothing_not_even_that_it_exists() {
    let (app, certificate) = place(store::testing::sqlite());
    let router = seen_by(&app, actor(COUNTY, Role::Resident, 9));
    let there = wait(get(&router, &format!("/certificates/{}", certificate.key), ""));
    let nowhere = wait(get(&router, &format!("/certificates/{}", PersonId(app.ambient.id())), ""));
    assert_eq!((there.status.as_u16(), nowhere.status.as_u16()), (404, 404));
    let list = wait(get(&router, "/certificates", ""));
    assert!(!list.text.contains(certificate.key.as_str()));
}

#[test]
fn who_may_annul_takes_it_back_and_a_stranger_sees_it() {
    for (name, store) in store::testing::databases() {
        let (app, certificate) = place(store);
        let uri = format!("/api/certificates/{}/standing", certificate.key);
        let send = |actor: Actor, seen: &str| {
            let router = seen_by(&app, actor);
            let body = r#"{"change": "revoke", "reason": "查明材料不实"}"#;
            let headers = [
                ("content-type", "application/json"),
                ("idempotency-key", "revoke-once"),
                ("if-match", seen),
            ];
            wait(ask(&router, "POST", &uri, &headers, body))
        };
        for role in [Role::Approver, Role::Resident, Role::Clerk] {
            assert_eq!(send(actor(COUNTY, role, 1), "\"1\"").status, 403, "{name} {role}");
        }
        let supervisor = || actor(COUNTY, Role::Supervisor, 1);
        assert!(matches!(supervisor().who, Who::Officer(_)));
        assert_eq!(send(supervisor(), "\"7\"").status, 409, "{name}: a stale version");
        let done = send(supervisor(), "\"1\"");
        assert_eq!(done.status, 200, "{name}: {}", done.text);
        assert_eq!(send(supervisor(), "\"1\"").json(), done.json(), "{name}: sent twice");
        let stranger = seen_by(&app, Actor::visitor(COUNTY));
        let shown = wait(get(&stranger, &certificate.verify_code.path(), ""));
        assert!(shown.text.contains("已注销"), "{name}: {}", shown.text);
        assert!(!shown.text.contains("查明材料不实"), "{name}: the reason is the holder's");
        let own = wait(get(
            &seen_by(&app, holder(&certificate)),
            &format!("/certificates/{}", certificate.key),
            "",
        ));
        assert!(own.text.contains("查明材料不实"), "{name}");
    }
}
