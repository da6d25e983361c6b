//! How requests for help end: what whoever was asked sees then, and what is thrown away; on both
//! databases.

use super::somebody::{FORM, USUAL, asked, helper, named, took};
use super::*;
use crate::Tidied;
use crate::rows::{DraftKey, draft, help};

const DAY: i64 = 86_400_000;
const NO_SUCH: &str = "没有这个请求，或者不是请您办的";

/// A world on each kind of database.
async fn worlds() -> Vec<(&'static str, World)> {
    let build = || {
        let world = |(name, store): (&'static str, store::Store)| (name, World::build(store));
        store::testing::databases().into_iter().map(world).collect::<Vec<_>>()
    };
    tokio::task::spawn_blocking(build).await.unwrap()
}

/// The old one asks the neighbour by name, for seven days.
async fn asked_by_name(world: &World, key: &str) -> String {
    let typed = number("1973-05-01", 33);
    let whom = [("whom", "person"), ("name", "王小明"), ("number", typed.reveal())];
    let more = [("time", "any"), ("callback", "no"), ("days", "7"), ("agree", "yes")];
    let answers = [&whom[..], &more[..]].concat();
    asked(&world.as_person(world.old), FORM, key, &answers).await
}

/// What happened to a request, and what the last record of it says.
async fn told(world: &World, request: &str) -> (Vec<String>, serde_json::Value) {
    let stream = format!("help:{}", request.trim_start_matches("/asked/"));
    let store = &world.portal.app.store;
    let records = store.read(move |tx| ledger::records(tx, COUNTY, &stream, 0, 10)).await.unwrap();
    let last = records.last().and_then(|one| one.content.as_ref()).map(|one| one.body.clone());
    (records.into_iter().map(|one| one.kind).collect(), last.unwrap_or_default())
}

/// Nothing of a request shows to somebody, and nothing can be done with it.
async fn is_gone(name: &str, router: &Router, request: &str) {
    for path in [request.to_owned(), format!("/api{request}")] {
        let answer = get(router, &path, "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{name} {path}: {}", answer.text);
        assert!(answer.text.contains(NO_SUCH), "{name} {path}: {}", answer.text);
        assert!(!answer.text.contains("徐桂花") && !answer.text.contains("文林"), "{path}");
    }
    let answer = took(router, request).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND, "{name}: {}", answer.text);
}

/// Whether what somebody began for the old one is there.
async fn is_kept(world: &World, writer: PersonId) -> bool {
    let key = DraftKey {
        county: COUNTY.to_owned(),
        person: world.old,
        matter: "elderly-allowance".to_owned(),
        writer: writer.to_string(),
    };
    world.portal.app.store.read(move |tx| draft(tx, &key)).await.unwrap().is_some()
}

#[tokio::test]
async fn what_was_taken_back_or_is_over_is_as_if_it_had_never_been_there() {
    for (name, world) in worlds().await {
        let (old, young) = (world.as_person(world.old), named(&world));
        let request = asked_by_name(&world, "key-ask-person-1").await;
        took(&young, &request).await;
        assert_eq!(get(&young, &request, "").await.status, StatusCode::OK, "{name}");
        let back = [("key", "key-take-back-1"), ("version", "2"), ("do", "withdraw")];
        assert_eq!(post(&old, &request, "", &back).await.header("location"), request, "{name}");
        is_gone(name, &young, &request).await;
        assert!(get(&old, &request, "").await.text.contains("已经撤回"), "{name}");

        // Nobody has to end it first.
        let second = asked_by_name(&world, "key-ask-person-2").await;
        world.clock.advance_millis(8 * DAY);
        is_gone(name, &young, &second).await;
        assert!(get(&old, &second, "").await.text.contains("过了日子"), "{name}");

        // Who declines reads what they said; it is nobody else's any more.
        let third = asked(&old, FORM, "key-ask-help-3", &USUAL).await;
        assert_eq!(told(&world, &second).await.0, ["help.asked", "help.lapsed"], "{name}");
        let (here, colleague) = (helper(&world, VILLAGE), helper(&world, VILLAGE));
        assert_eq!(get(&colleague, &third, "").await.status, StatusCode::OK, "{name}");
        let no = [("key", "key-cannot-1"), ("version", "1"), ("do", "decline"), ("reason", "出门")];
        assert_eq!(post(&here, &third, "", &no).await.header("location"), third, "{name}");
        assert!(get(&here, &third, "").await.text.contains("出门"), "{name}");
        is_gone(name, &colleague, &third).await;
    }
}

#[tokio::test]
async fn a_request_ends_with_its_last_day_and_what_was_begun_is_thrown_away_later() {
    for (name, world) in worlds().await {
        let (old, young, portal) = (world.as_person(world.old), named(&world), &world.portal);
        let tidy = async || portal.tidy_help(30).await.unwrap();
        let request = asked_by_name(&world, "key-ask-person-1").await;
        took(&young, &request).await;
        let bank = [("key", "key-bank-for-old"), ("bank_account", "6222021234567890128")];
        let begin = format!("/for/{}/apply/elderly-allowance/bank_account", world.old);
        for (router, path) in [(&young, &*begin), (&old, "/apply/elderly-allowance/bank_account")] {
            let saved = post(router, path, "", &bank).await;
            assert_eq!(saved.status, StatusCode::SEE_OTHER, "{name}: {}", saved.text);
        }
        assert_eq!(tidy().await, Tidied::default(), "{name}: seven days are not over");

        // Two servers look in the same hour.
        world.clock.advance_millis(8 * DAY);
        let (one, two) = tokio::join!(tidy(), tidy());
        assert!(one.lapsed + two.lapsed >= 1, "{name}: {one:?} {two:?}");
        let (kinds, last) = told(&world, &request).await;
        assert_eq!(kinds, ["help.asked", "help.taken", "help.lapsed"], "{name}");
        assert_eq!(last["person"], json!(world.old), "{name}: {last}");
        assert_eq!(last["matter"], "elderly-allowance", "{name}: {last}");
        let (whom, first) = (world.young.to_string(), "2026-01-01".parse().unwrap());
        let store = &portal.app.store;
        let waits = store.read(move |tx| help::waiting(tx, COUNTY, &whom, (first, ""), 9)).await;
        assert!(waits.unwrap().is_empty(), "{name}: it waits for nobody");
        assert_eq!(tidy().await, Tidied::default(), "{name}: once");

        world.clock.advance_millis(29 * DAY);
        assert_eq!(tidy().await, Tidied::default(), "{name}");
        assert!(is_kept(&world, world.young).await, "{name}: not yet");
        world.clock.advance_millis(2 * DAY);
        assert_eq!(tidy().await, Tidied { lapsed: 0, emptied: 1 }, "{name}");
        assert!(!is_kept(&world, world.young).await, "{name}: what the neighbour began is gone");
        assert!(is_kept(&world, world.old).await, "{name}: one's own stays");
        assert_eq!(tidy().await, Tidied::default(), "{name}: once");
    }
}

#[tokio::test]
async fn what_was_begun_stays_with_whoever_has_taken_up_the_same_again() {
    for (name, world) in worlds().await {
        let (old, young) = (world.as_person(world.old), named(&world));
        let request = asked_by_name(&world, "key-ask-person-1").await;
        took(&young, &request).await;
        let bank = [("key", "key-bank-for-old"), ("bank_account", "6222021234567890128")];
        let begin = format!("/for/{}/apply/elderly-allowance/bank_account", world.old);
        post(&young, &begin, "", &bank).await;
        let back = [("key", "key-take-back-1"), ("version", "2"), ("do", "withdraw")];
        post(&old, &request, "", &back).await;
        world.clock.advance_millis(30 * DAY);
        let again = asked_by_name(&world, "key-ask-person-2").await;
        let take = [("key", "key-take-up-2"), ("version", "1"), ("do", "take")];
        assert_eq!(post(&young, &again, "", &take).await.header("location"), again, "{name}");
        world.clock.advance_millis(DAY);
        let done = world.portal.tidy_help(30).await.unwrap();
        assert_eq!(done, Tidied { lapsed: 0, emptied: 1 }, "{name}");
        assert!(is_kept(&world, world.young).await, "{name}: it is gone on with");
    }
}
