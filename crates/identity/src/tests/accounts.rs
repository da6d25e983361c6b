//! People, accounts, passwords and codes.

use basis::{Outcome, Role};
use serde_json::json;

use super::*;
use crate::attempts::PAUSE_MILLIS;
use crate::codes::{CODE_JOB, CODE_MILLIS, MOST_CODE_TRIES};
use crate::{Imported, Token};

pub(super) fn rule<T>(outcome: Outcome<T>) -> String {
    match outcome {
        Ok(_) => "none".to_owned(),
        Err(stop) => {
            stop.refusal().map_or_else(|| stop.to_string(), |refusal| refusal.rule.clone())
        }
    }
}

pub(super) fn kinds(identity: &Identity, account: AccountId) -> Vec<String> {
    let stream = format!("account:{account}");
    let store = &identity.app.store;
    let records = away(|| store.read_now(|tx| ledger::records(tx, COUNTY, &stream, 0, 100)));
    records.unwrap().into_iter().map(|record| record.kind).collect()
}

pub(super) async fn who(identity: &Identity, token: &Token) -> Option<crate::Who> {
    identity.actor(token.reveal()).await.unwrap().map(|actor| actor.who)
}

#[tokio::test]
async fn people_are_taken_in_once_and_found_by_number_and_by_telephone() {
    for (name, identity, _) in services() {
        let rows: Vec<NewPerson> = (1..=173)
            .map(|day| {
                let birth = basis::Date::constant(1950, 1, 1);
                let number = basis::codes::IdentityNumber::compose("330825", birth, day).unwrap();
                new_person("某人", number.reveal(), &format!("1380000{day:04}"))
            })
            .collect();
        let done = away(|| identity.import_people(&operator(&identity), rows.clone())).unwrap();
        assert_eq!(done, Imported { added: 173, known: 0 }, "{name}");
        let again = away(|| identity.import_people(&operator(&identity), rows.clone())).unwrap();
        assert_eq!(again, Imported { added: 0, known: 173 }, "{name}");
        let number = rows[60].number;
        let found = identity.find_person(number.reveal()).await.unwrap().unwrap();
        assert_eq!((found.number, found.phone.clone()), (number, rows[60].phone.clone()));
        assert_eq!((found.birth, found.sex), (number.birth(), number.sex()));
        let by_phone = identity.find_person("138-0000-0061").await.unwrap().unwrap();
        assert_eq!(by_phone, found);
        let family = vec![new_person("家人", NUMBER, "13800000061")];
        away(|| identity.import_people(&operator(&identity), family)).unwrap();
        assert_eq!(identity.find_person("13800000061").await.unwrap(), None, "shared");
        assert_eq!(identity.find_person("nobody").await.unwrap(), None);
        let records =
            away(|| identity.app.store.read_now(|tx| ledger::records(tx, COUNTY, "people", 0, 9)))
                .unwrap();
        let body = records[0].content.clone().unwrap().body;
        assert_eq!(body, json!({"added": 173, "known": 0}), "no person in a record");
    }
}

#[tokio::test]
async fn the_right_password_opens_the_account_and_signing_out_ends_it() {
    for (name, identity, clock) in services() {
        let (id, account) = officer(&identity);
        let token = identity.sign_in(" wangfang ", PASSWORD, Origin::default()).await.unwrap();
        assert_eq!(who(&identity, &token).await, Some(crate::Who::Officer(id)), "{name}");
        assert_eq!(
            rule(identity.sign_in("wangfang", "wrong", Origin::default()).await),
            "sign-in.wrong"
        );
        assert_eq!(
            rule(identity.sign_in("nobody", PASSWORD, Origin::default()).await),
            "sign-in.wrong"
        );
        clock.advance_millis(crate::account::IDLE_MILLIS - 1);
        assert!(who(&identity, &token).await.is_some(), "a sign of life renews it");
        clock.advance_millis(crate::account::IDLE_MILLIS - 1);
        assert!(who(&identity, &token).await.is_some());
        identity.sign_out(token.reveal()).await.unwrap();
        assert_eq!(who(&identity, &token).await, None);
        let expected =
            ["account.added", "account.signed-in", "account.sign-in-failed", "account.signed-out"];
        assert_eq!(kinds(&identity, account), expected, "{name}");
        let idle = identity.sign_in("wangfang", PASSWORD, Origin::default()).await.unwrap();
        clock.advance_millis(crate::account::IDLE_MILLIS);
        assert_eq!(who(&identity, &idle).await, None, "idle");
        assert!(identity.forget_ended().await.unwrap() > 0);
    }
}

#[tokio::test]
async fn a_page_that_asks_by_itself_keeps_nobody_signed_in() {
    for (name, identity, clock) in services() {
        officer(&identity);
        let token = identity.sign_in("wangfang", PASSWORD, Origin::default()).await.unwrap();
        let asks = async |by_itself: bool| {
            let cookie = format!("session={}", token.reveal());
            let mut request = axum::http::Request::builder().header("cookie", cookie);
            if by_itself {
                request = request.header(crate::gate::BY_ITSELF, "1");
            }
            let (mut parts, ()) = request.body(()).unwrap().into_parts();
            web::Gate::visitor(&identity, &mut parts).await.unwrap().signed_in
        };
        assert!(asks(false).await, "{name}");
        for _ in 0..4 {
            assert!(asks(true).await, "{name}: it is told who it is");
            clock.advance_millis(crate::account::IDLE_MILLIS / 4);
        }
        assert!(!asks(true).await && !asks(false).await, "{name}: nobody was there");
    }
}

#[tokio::test]
async fn five_wrong_tries_close_the_door_for_a_quarter_of_an_hour() {
    for (name, identity, clock) in services() {
        officer(&identity);
        for _ in 0..5 {
            assert_eq!(
                rule(identity.sign_in("wangfang", "wrong", Origin::default()).await),
                "sign-in.wrong"
            );
        }
        let locked = async || rule(identity.sign_in("wangfang", PASSWORD, Origin::default()).await);
        assert_eq!(locked().await, "sign-in.too-often", "{name}");
        clock.advance_millis(PAUSE_MILLIS - 1);
        assert_eq!(locked().await, "sign-in.too-often", "trying does not make it longer");
        clock.advance_millis(1);
        assert_eq!(locked().await, "none", "{name}");
        // Success forgets the tries.
        for _ in 0..4 {
            assert_eq!(
                rule(identity.sign_in("wangfang", "wrong", Origin::default()).await),
                "sign-in.wrong"
            );
        }
        assert_eq!(locked().await, "none");
        assert_eq!(
            rule(identity.sign_in("wangfang", "wrong", Origin::default()).await),
            "sign-in.wrong"
        );
    }
}

#[tokio::test]
async fn many_tries_at_the_same_moment_do_not_slip_through() {
    for (name, identity, _) in services() {
        let (_, account) = officer(&identity);
        let mut tries = tokio::task::JoinSet::new();
        for _ in 0..12 {
            let identity = identity.clone();
            tries.spawn(async move {
                rule(identity.sign_in("wangfang", "wrong", Origin::default()).await)
            });
        }
        let mut rules = tries.join_all().await;
        rules.sort_unstable();
        let mut expected = vec!["sign-in.too-often"; 7];
        expected.extend(["sign-in.wrong"; 5]);
        assert_eq!(rules, expected, "{name}");
        assert_eq!(kinds(&identity, account).len(), 6, "{name}: added, and five that failed");
    }
}

#[tokio::test]
async fn an_address_that_tries_many_accounts_is_stopped() {
    for (name, identity, _) in services() {
        officer(&identity);
        let from = at("203.0.113.5");
        for number in 0..crate::attempts::MOST_FROM_ADDRESS {
            let login = format!("guess{number}");
            let tag = identity.tag("test", &login);
            identity.attempt(crate::attempts::Way::Password, &tag, from).await.unwrap();
        }
        let tried = identity.sign_in("wangfang", PASSWORD, from).await;
        assert_eq!(rule(tried), "sign-in.too-often", "{name}");
        let elsewhere = at("203.0.113.6");
        assert_eq!(rule(identity.sign_in("wangfang", PASSWORD, elsewhere).await), "none");
    }
}

#[tokio::test]
async fn a_network_of_the_new_kind_has_the_tries_of_one_address() {
    for (name, identity, _) in services() {
        officer(&identity);
        for number in 0..crate::attempts::MOST_FROM_ADDRESS {
            let tag = identity.tag("test", &format!("guess{number}"));
            let from = at(&format!("2001:db8:1:2::{number:x}"));
            identity.attempt(crate::attempts::Way::Password, &tag, from).await.unwrap();
        }
        let beside = at("2001:db8:1:2:ffff::1");
        let tried = identity.sign_in("wangfang", PASSWORD, beside).await;
        assert_eq!(rule(tried), "sign-in.too-often", "{name}");
        let elsewhere = at("2001:db8:1:3::1");
        assert_eq!(rule(identity.sign_in("wangfang", PASSWORD, elsewhere).await), "none");
    }
}

#[tokio::test]
async fn a_code_lets_in_once_within_three_minutes() {
    for (name, identity, clock) in services() {
        let person = resident(&identity).await;
        let code = identity.send_code(PHONE, Origin::default()).await.unwrap().unwrap();
        assert_eq!(
            identity.send_code(PHONE, Origin::default()).await.unwrap(),
            None,
            "once a minute"
        );
        let jobs = away(|| {
            identity.app.store.write_now({
                let (lease, now) = (identity.app.ambient.id(), identity.app.ambient.now());
                move |tx| store::jobs::claim(tx, COUNTY, lease, now, 1000, 10)
            })
        });
        let jobs = jobs.unwrap();
        assert_eq!((jobs.len(), jobs[0].job.kind.as_str()), (1, CODE_JOB), "{name}");
        let body: serde_json::Value = serde_json::from_str(&jobs[0].job.body).unwrap();
        assert_eq!((&body["code"], &body["person"]), (&json!(code), &json!(person)));
        let enter = async |code: &str| identity.enter_code(PHONE, code, Origin::default()).await;
        let wrong = if code == "000000" { "000001" } else { "000000" };
        assert_eq!(rule(enter(wrong).await), "code.wrong");
        let token = enter(&code).await.unwrap();
        assert_eq!(who(&identity, &token).await, Some(crate::Who::Person(person)), "{name}");
        assert_eq!(rule(enter(&code).await), "code.wrong", "used up");
        // The account is there now; the identity number leads to the same one.
        clock.advance_millis(PAUSE_MILLIS);
        let code = identity.send_code(NUMBER, Origin::default()).await.unwrap().unwrap();
        clock.advance_millis(CODE_MILLIS);
        let late = identity.enter_code(NUMBER, &code, Origin::default()).await;
        assert_eq!(rule(late), "code.wrong", "too late");
        let code = identity.send_code(NUMBER, Origin::default()).await.unwrap().unwrap();
        let token = identity.enter_code(NUMBER, &code, Origin::default()).await.unwrap();
        assert_eq!(who(&identity, &token).await, Some(crate::Who::Person(person)));
    }
}

#[tokio::test]
async fn a_worn_out_code_is_dead_and_a_stranger_learns_nothing() {
    for (name, identity, _) in services() {
        resident(&identity).await;
        let code = identity.send_code(PHONE, Origin::default()).await.unwrap().unwrap();
        let wrong = if code == "000000" { "000001" } else { "000000" };
        for _ in 0..MOST_CODE_TRIES {
            assert_eq!(
                rule(identity.enter_code(PHONE, wrong, Origin::default()).await),
                "code.wrong"
            );
        }
        assert_ne!(
            rule(identity.enter_code(PHONE, &code, Origin::default()).await),
            "none",
            "{name}"
        );
        assert_eq!(identity.send_code("13900139000", Origin::default()).await.unwrap(), None);
        assert_eq!(rule(identity.send_code("wangfang", Origin::default()).await), "code.login");
        assert_eq!(
            rule(identity.enter_code("13900139000", "123456", Origin::default()).await),
            "code.wrong"
        );
    }
}

#[tokio::test]
async fn a_changed_password_ends_the_other_sessions() {
    for (name, identity, _) in services() {
        officer(&identity);
        let here = identity.sign_in("wangfang", PASSWORD, Origin::default()).await.unwrap();
        let there = identity.sign_in("wangfang", PASSWORD, Origin::default()).await.unwrap();
        let change =
            async |old: &str, new: &str| identity.change_password(here.reveal(), old, new).await;
        assert_eq!(rule(change("wrong", "文林村的橘子红了").await), "password.old", "{name}");
        assert_eq!(rule(change(PASSWORD, "12345678").await), "password.common");
        assert_eq!(rule(change(PASSWORD, "WangFang-26").await), "password.about-you", "{name}");
        let now = change(PASSWORD, "文林村的橘子红了").await.unwrap();
        assert!(who(&identity, &now).await.is_some());
        assert_eq!(who(&identity, &here).await, None);
        assert_eq!(who(&identity, &there).await, None);
        assert_eq!(
            rule(identity.sign_in("wangfang", PASSWORD, Origin::default()).await),
            "sign-in.wrong"
        );
        assert_eq!(
            rule(identity.sign_in("wangfang", "文林村的橘子红了", Origin::default()).await),
            "none"
        );
    }
}

#[tokio::test]
async fn a_password_that_was_breached_or_tells_who_one_is_is_refused() {
    let file = std::env::temp_dir().join(format!("tongban-pwned-{}.txt", std::process::id()));
    let hash = seal::sha1("文林村的橘子红了".as_bytes());
    let hash: String = hash.iter().map(|byte| format!("{byte:02X}")).collect();
    std::fs::write(&file, format!("{hash}:42\r\n")).unwrap();
    for (name, identity, _) in services() {
        let list = crate::breached::Breached::open(&file).unwrap();
        let identity = identity.without_breached(list);
        resident(&identity).await;
        let code = identity.send_code(PHONE, Origin::default()).await.unwrap().unwrap();
        let token = identity.enter_code(PHONE, &code, Origin::default()).await.unwrap();
        let set = async |new: &str| identity.change_password(token.reveal(), "", new).await;
        assert_eq!(rule(set("文林村的橘子红了").await), "password.breached", "{name}");
        assert_eq!(rule(set("徐桂花19491231").await), "password.about-you", "{name}");
        assert_eq!(rule(set("龙游县徐桂花").await), "password.length", "{name}");
        assert_eq!(rule(set("xgh00138000").await), "password.about-you", "{name}");
        assert_eq!(rule(set(PASSWORD).await), "none", "{name}");
    }
    std::fs::remove_file(&file).unwrap();
}

#[tokio::test]
async fn a_role_counts_from_the_next_request_on_and_a_closed_account_is_shut() {
    for (name, identity, _) in services() {
        let (id, _) = officer(&identity);
        let token = identity.sign_in("wangfang", PASSWORD, Origin::default()).await.unwrap();
        let grant = Grant::new(Role::Auditor, None, COUNTY.parse().unwrap());
        let roles = async || identity.officer(id).await.unwrap().unwrap().roles();
        identity.give_role(&operator(&identity), id, grant.clone()).await.unwrap();
        assert_eq!(roles().await, [Role::Approver, Role::Auditor], "{name}");
        let again = identity.give_role(&operator(&identity), id, grant.clone()).await;
        assert_eq!(rule(again), "officer.role-unchanged");
        identity.take_role(&operator(&identity), id, grant).await.unwrap();
        assert_eq!(roles().await, [Role::Approver]);
        identity.lock(&operator(&identity), id).await.unwrap();
        assert_eq!(who(&identity, &token).await, None, "{name}");
        assert_eq!(
            rule(identity.sign_in("wangfang", PASSWORD, Origin::default()).await),
            "sign-in.wrong"
        );
    }
}

#[tokio::test]
async fn accounts_are_the_administrators_matter() {
    for (name, identity, _) in services() {
        let person = resident(&identity).await;
        let by = |actor| By { actor, ..operator(&identity) };
        let new = || account(Holder::Person(person), &[], false);
        for (role, actor) in crate::testing::everybody(COUNTY) {
            let outcome = away(|| identity.add_account(&by(actor), new())).map(drop);
            let expected = match role {
                None => "rights.sign-in",
                Some(Role::Admin) => "none",
                Some(_) => "rights.role",
            };
            assert_eq!(rule(outcome), expected, "{name} {role:?}");
        }
        let twice = away(|| identity.add_account(&operator(&identity), new()));
        assert_eq!(rule(twice), "account.exists");
        let stranger = Holder::Officer(OfficerId(identity.app.ambient.id()));
        let nobody =
            away(|| identity.add_account(&operator(&identity), account(stranger, &[], false)));
        assert_eq!(rule(nobody), "account.holder-unknown");
        assert_eq!(rule(identity.sign_in(NUMBER, PASSWORD, Origin::default()).await), "none");
        assert_eq!(rule(identity.sign_in(PHONE, PASSWORD, Origin::default()).await), "none");
    }
}

#[tokio::test]
async fn a_demonstrations_account_opens_nothing_in_earnest() {
    let store = away(store::testing::sqlite);
    let (demo, _) = service_on(store.clone(), true);
    let person = resident(&demo).await;
    away(|| demo.add_account(&operator(&demo), account(Holder::Person(person), &[], true)))
        .unwrap();
    assert!(
        demo.sign_in(NUMBER, PASSWORD, Origin::default()).await.is_ok()
            && away(|| demo.check_start()).is_ok()
    );
    let (earnest, _) = service_on(store, false);
    assert!(away(|| earnest.check_start()).unwrap_err().to_string().contains("demo accounts"));
    assert_eq!(rule(earnest.sign_in(NUMBER, PASSWORD, Origin::default()).await), "sign-in.wrong");
    let code = earnest.send_code(PHONE, Origin::default()).await.unwrap();
    assert_eq!(code, None, "a code is shown in demonstrations only");
    let new = account(Holder::Person(person), &[], true);
    assert_eq!(rule(away(|| earnest.add_account(&operator(&earnest), new))), "account.demo");
    assert!(Identity::new(earnest.app.clone(), &[7; 32]).is_err(), "a known secret");
}
