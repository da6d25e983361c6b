//! Asking somebody to do it: a helper of the village, or a person with a name; and what is in the
//! ledger of it.

use super::*;

pub(super) const FORM: &str = "/ask-somebody/elderly-allowance";

/// An officer who helps in a division.
pub(super) fn helper(world: &World, division: &str) -> Router {
    let grants = vec![Grant::new(Role::Helper, Some("village"), division.parse().unwrap())];
    let officer = basis::OfficerId(world.portal.app.ambient.id());
    world.as_actor(Actor::officer(COUNTY, officer, "吴建国", grants))
}

/// The neighbour who is asked by name.
pub(super) fn named(world: &World) -> Router {
    world.as_actor(Actor::resident(COUNTY, world.young, "王小明"))
}

/// What most people leave as it is.
pub(super) const USUAL: [(&str, &str); 5] = [
    ("whom", "helper"),
    ("time", "morning"),
    ("callback", "yes"),
    ("days", "30"),
    ("agree", "yes"),
];

/// Asks with these answers; gives the address of the request.
pub(super) async fn asked(
    router: &Router,
    path: &str,
    key: &str,
    answers: &[(&str, &str)],
) -> String {
    let form = [&[("key", key)][..], answers].concat();
    let done = post(router, path, "", &form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    done.header("location").to_owned()
}

/// Takes a request up as somebody who sees its first version.
pub(super) async fn took(router: &Router, request: &str) -> Answer {
    let form = [("key", "key-take-up-1"), ("version", "1"), ("do", "take")];
    post(router, request, "", &form).await
}

/// Files the old-age allowance for a person over the interface.
async fn filed(router: &Router, person: PersonId, key: &str) -> Answer {
    filed_for(router, Some(person), key).await
}

/// The same, for oneself where nobody is named.
async fn filed_for(router: &Router, person: Option<PersonId>, key: &str) -> Answer {
    let headers = |key| {
        [
            ("content-type", "application/json"),
            ("sec-fetch-site", "same-origin"),
            ("idempotency-key", key),
        ]
    };
    let file = json!({"name": "card.pdf", "content": "JVBERi0xLjcgY2FyZA=="}).to_string();
    let kept = ask(router, "POST", "/api/files", &headers("api-card-1"), &file).await;
    let application = json!({"matter": "elderly-allowance", "promise": true,
        "person": person.map(|person| person.to_string()),
        "answers": {"phone": "13800138000", "bank_account": "6222021234567890128"},
        "files": {"bank-card": [kept.json()["file"]]}});
    ask(router, "POST", "/api/cases", &headers(key), &application.to_string()).await
}

#[tokio::test]
async fn a_helper_of_the_village_takes_it_up_files_it_and_it_is_done() {
    let world = World::new().await;
    let old = world.as_person(world.old);
    let page = get(&old, "/ask-somebody?matter=elderly-allowance", "").await;
    assert_eq!(page.header("location"), FORM, "{}", page.text);
    let page = get(&old, FORM, "").await;
    assert!(page.text.contains("只请他办这一件事") && page.text.contains("湖镇镇文林村"));
    let silent = [&[("key", hidden(&page, "key"))][..], &USUAL[..4]].concat();
    let no = post(&old, FORM, "", &silent).await;
    assert_eq!(no.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(no.text.contains("href=\"#agree-1\""), "nothing without agreeing: {}", no.text);
    let request = asked(&old, FORM, "key-ask-help-1", &USUAL).await;
    assert_eq!(asked(&old, FORM, "key-ask-help-1", &USUAL).await, request, "the same form again");
    let twice = [&[("key", "key-ask-help-2")][..], &USUAL[..]].concat();
    assert_eq!(post(&old, FORM, "", &twice).await.status, StatusCode::CONFLICT);
    assert!(get(&old, "/my", "").await.text.contains("等帮办员接手"));

    // Nobody else learns of it.
    let (here, there) = (helper(&world, VILLAGE), helper(&world, "330825101201"));
    for stranger in [&world.as_person(world.young), &there] {
        assert_eq!(get(stranger, &request, "").await.status, StatusCode::NOT_FOUND);
        assert_eq!(took(stranger, &request).await.status, StatusCode::NOT_FOUND);
        assert!(get(stranger, "/asked", "").await.text.contains("现在没有人请您帮忙"));
    }
    let list = get(&here, "/asked", "").await.text;
    assert!(list.contains("徐桂花") && list.contains(&format!("href=\"{request}\"")), "{list}");
    let before = get(&here, &request, "").await.text;
    assert!(!before.contains("13800138000"), "the number is for whoever has it: {before}");
    assert_eq!(took(&here, &request).await.header("location"), request);
    let has_it = get(&here, &request, "").await.text;
    let begin = format!("/for/{}/apply/elderly-allowance", world.old);
    assert!(has_it.contains("13800138000") && has_it.contains(&begin), "{has_it}");
    let colleague = took(&helper(&world, VILLAGE), &request).await;
    assert_eq!(colleague.status, StatusCode::FORBIDDEN, "{}", colleague.text);
    assert!(get(&old, "/my", "").await.text.contains("吴建国接手了"));

    let done = filed(&here, world.old, "api-for-old-1").await;
    assert_eq!(done.status, StatusCode::CREATED, "{}", done.text);
    let case = done.json()["case"].as_str().unwrap().to_owned();
    let seen = get(&old, &request, "").await.text;
    assert!(seen.contains("已经替您提交了申请") && seen.contains(&format!("/cases/{case}")));
    assert!(get(&here, "/asked", "").await.text.contains("现在没有人请您帮忙"));

    let stream = format!("help:{}", request.trim_start_matches("/asked/"));
    let records =
        world.portal.app.store.read(move |tx| ledger::records(tx, COUNTY, &stream, 0, 10)).await;
    let records = records.unwrap();
    let kinds: Vec<&str> = records.iter().map(|one| one.kind.as_str()).collect();
    assert_eq!(kinds, ["help.asked", "help.taken", "help.done"]);
    let asked = &records[0].content.as_ref().unwrap().body;
    assert!(asked["agreed"].as_str().unwrap().contains("只请他办这一件事"), "{asked}");
    assert_eq!((&asked["days"], &asked["matter"]), (&json!(30), &json!("elderly-allowance")));
}

#[tokio::test]
async fn a_person_with_a_name_does_that_matter_and_nothing_else() {
    let world = World::new().await;
    let (old, young) = (world.as_person(world.old), named(&world));
    let typed = number("1973-05-01", 33);
    let of = |name: &'static str| {
        let whom = [("whom", "person"), ("name", name), ("number", typed.reveal())];
        [&whom[..], &USUAL[1..]].concat()
    };
    let strange = [&[("key", "key-ask-person-0")][..], &of("王大明")[..]].concat();
    let no = post(&old, FORM, "", &strange).await;
    assert_eq!(no.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(no.text.contains("href=\"#number\"") && no.text.contains("王大明"), "{}", no.text);
    // Nobody looks up whether a name and a number belong together without asking that person.
    for name in ["王大明", "王小明"] {
        let answers = of(name);
        let silent = [&[("key", "key-ask-person-2")][..], &answers[..answers.len() - 1]].concat();
        let no = post(&old, FORM, "", &silent).await;
        assert!(no.text.contains("href=\"#agree-1\""), "{name}: {}", no.text);
        assert!(!no.text.contains("href=\"#number\""), "{name}: {}", no.text);
    }
    let request = asked(&old, FORM, "key-ask-person-1", &of("王小明")).await;
    let here = helper(&world, VILLAGE);
    assert!(get(&here, "/asked", "").await.text.contains("现在没有人请您帮忙"));
    assert_eq!(get(&here, &request, "").await.status, StatusCode::NOT_FOUND);

    let begin = format!("/for/{}/apply/elderly-allowance", world.old);
    assert_eq!(get(&young, &begin, "").await.status, StatusCode::NOT_FOUND, "not taken up yet");
    assert!(get(&young, "/asked", "").await.text.contains(&request));
    assert_eq!(took(&young, &request).await.header("location"), request);
    let first = get(&young, &begin, "").await;
    assert_eq!(first.header("location"), format!("{begin}/bank_account"), "{}", first.text);
    for other in ["/apply/senior-card", ""] {
        let path = format!("/for/{}{other}", world.old);
        assert!(!get(&young, &path, "").await.status.is_success(), "{path}");
        assert_ne!(get(&young, &path, "").await.status, StatusCode::SEE_OTHER, "{path}");
    }
    let done = filed(&young, world.old, "api-for-old-2").await;
    assert_eq!(done.status, StatusCode::CREATED, "{}", done.text);
    // Whoever did not hear the answer asks again, and hears the same.
    let again = filed(&young, world.old, "api-for-old-2").await;
    assert_eq!(again.status, StatusCode::CREATED, "{}", again.text);
    assert_eq!(again.json()["case"], done.json()["case"]);
    let other = filed(&young, world.old, "api-for-old-9").await;
    assert_eq!(other.status, StatusCode::NOT_FOUND, "not a second time: {}", other.text);
    assert_eq!(get(&young, &begin, "").await.status, StatusCode::NOT_FOUND, "it is done");
    let case = format!("/cases/{}", done.json()["case"].as_str().unwrap());
    assert_eq!(
        get(&young, &case, "").await.status,
        StatusCode::NOT_FOUND,
        "the case is not theirs"
    );
    assert_eq!(get(&old, &case, "").await.status, StatusCode::OK);
    assert!(get(&old, &request, "").await.text.contains("王小明已经替您提交了申请"));
}

#[tokio::test]
async fn what_is_taken_back_is_over_for_whoever_had_it() {
    let world = World::new().await;
    let (old, young) = (world.as_person(world.old), named(&world));
    let typed = number("1973-05-01", 33);
    let whom = [("whom", "person"), ("name", "王小明"), ("number", typed.reveal())];
    let answers = [&whom[..], &USUAL[1..]].concat();
    let request = asked(&old, FORM, "key-ask-person-1", &answers).await;
    took(&young, &request).await;
    let begin = format!("/for/{}/apply/elderly-allowance", world.old);
    let bank = [("key", "key-bank-for-old"), ("bank_account", "6222021234567890128")];
    let saved = post(&young, &format!("{begin}/bank_account"), "", &bank).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    assert!(get(&young, "/my", "").await.text.contains(&begin), "begun, and gone on with");
    let back = |version| [("key", "key-take-back"), ("version", version), ("do", "withdraw")];
    let stale = post(&old, &request, "", &back("1")).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.text.contains("王小明接手了"), "what has changed is shown: {}", stale.text);
    let theirs = post(&young, &request, "", &back("2")).await;
    assert_eq!(theirs.status, StatusCode::FORBIDDEN, "whoever asked alone takes it back");
    let no_words = [("key", "key-cannot-1"), ("version", "2"), ("do", "decline"), ("reason", " ")];
    let no = post(&young, &request, "", &no_words).await;
    assert_eq!(no.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", no.text);
    let done = post(
        &old,
        &request,
        "",
        &[("key", "key-take-back-2"), ("version", "2"), ("do", "withdraw")],
    )
    .await;
    assert_eq!(done.header("location"), request, "{}", done.text);
    let late = filed(&young, world.old, "api-for-old-3").await;
    assert_eq!(late.status, StatusCode::NOT_FOUND, "{}", late.text);
    assert!(!get(&young, "/my", "").await.text.contains(&begin), "it would lead nowhere");
    assert!(get(&old, "/my", "").await.text.contains("已经撤回"));
}

#[tokio::test]
async fn whoever_does_it_alone_after_all_keeps_nobody_waiting() {
    let world = World::new().await;
    let (old, here) = (world.as_person(world.old), helper(&world, VILLAGE));
    let request = asked(&old, FORM, "key-ask-help-1", &USUAL).await;
    assert!(get(&here, "/asked", "").await.text.contains(&request));
    apply(&old).await;
    assert!(get(&here, "/asked", "").await.text.contains("现在没有人请您帮忙"));
    assert!(get(&old, &request, "").await.text.contains("本人自己办了"));
}

#[tokio::test]
async fn whoever_files_alone_over_the_interface_keeps_nobody_waiting_either() {
    let world = World::new().await;
    let (old, here) = (world.as_person(world.old), helper(&world, VILLAGE));
    let request = asked(&old, FORM, "key-ask-help-1", &USUAL).await;
    took(&here, &request).await;
    let done = filed_for(&old, None, "api-alone-1").await;
    assert_eq!(done.status, StatusCode::CREATED, "{}", done.text);
    assert!(get(&here, "/asked", "").await.text.contains("现在没有人请您帮忙"));
    assert!(get(&old, &request, "").await.text.contains("本人自己办了"));
    // The case and what ends the request are one act: said again it is the same case, and no other record.
    let again = filed_for(&old, None, "api-alone-1").await;
    assert_eq!(again.json()["case"], done.json()["case"], "{}", again.text);
    let stream = format!("help:{}", request.trim_start_matches("/asked/"));
    let records =
        world.portal.app.store.read(move |tx| ledger::records(tx, COUNTY, &stream, 0, 10)).await;
    let records = records.unwrap();
    let kinds: Vec<&str> = records.iter().map(|one| one.kind.as_str()).collect();
    assert_eq!(kinds, ["help.asked", "help.taken", "help.withdrawn"]);
}

#[tokio::test]
async fn a_visitor_is_told_whom_to_go_to_and_leaves_nothing() {
    let world = World::new().await;
    let visitor = world.as_actor(Actor::visitor(COUNTY));
    for path in ["/ask-somebody", "/ask-somebody?matter=elderly-allowance"] {
        let page = get(&visitor, path, "").await.text;
        for words in ["href=\"tel:", "href=\"/places\"", "帮办员"] {
            assert!(page.contains(words), "{words} in {path}: {page}");
        }
        assert!(page.contains("/ask-somebody/elderly-allowance"), "{page}");
    }
    assert_eq!(get(&visitor, FORM, "").await.status, StatusCode::UNAUTHORIZED);
    let counter = get(&visitor, "/ask-somebody?matter=realty-registration", "").await.text;
    let asks = counter.contains("/ask-somebody/realty-registration");
    let matter = world.portal.matter("realty-registration").unwrap();
    let can = pages::somebody::ways(&matter) != (false, false);
    assert_eq!(asks, can, "{counter}");
}
