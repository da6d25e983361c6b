//! What somebody signs by handing in is what the page showed: it is kept with the case word by word,
//! and whatever has changed since is shown again first.

use crate::draft::Put;
use crate::rows::{self, DraftKey};

use super::*;

const CHECK: &str = "/apply/elderly-allowance/check";
const CARD: &str = "/apply/elderly-allowance/materials/bank-card";

/// The form of a page of answers.
fn form(page: &Answer) -> [(&'static str, String); 2] {
    ["key", "shown"].map(|name| (name, hidden(page, name).to_owned()))
}

async fn hand_in(router: &Router, form: &[(&'static str, String)]) -> Answer {
    let form: Vec<(&str, &str)> =
        form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    post(router, CHECK, "", &form).await
}

/// The text that was signed, of the only case that was handed in.
fn signed(world: &World) -> String {
    let records = store::backup::rows_of(&world.portal.app.store, "records").unwrap();
    let mut handed_in = records.iter().filter(|row| row.text("kind").unwrap() == "case.submitted");
    let record = handed_in.next().expect("a case was handed in").text("text").unwrap();
    assert!(handed_in.next().is_none(), "one case only");
    let record: serde_json::Value = serde_json::from_str(&record).unwrap();
    record["body"]["doing"]["shown"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn what_was_shown_is_signed_whole_and_kept_with_the_case() {
    let world = World::new().await;
    let router = world.as_person(world.old);
    let page = checked(&router).await;
    let form = form(&page);
    let done = hand_in(&router, &form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let text = signed(&world);
    assert_eq!(seal::Sha256::of(text.as_bytes()).to_string(), form[1].1, "what the form carried");
    let file = seal::Sha256::of(b"%PDF-1.7 card").to_string();
    for words in ["老人补贴（高龄津贴）", "6222021234567890128", "不收费", "10 个工作日", &file]
    {
        assert!(text.contains(words), "{words} in {text}");
    }
    // Whatever the page says in its lists stands in it too.
    for part in page.text.split("<dd class=\"lines\">").skip(1) {
        let shown = part.split('<').next().unwrap_or_default();
        assert!(text.contains(shown), "{shown} in {text}");
    }
}

#[tokio::test]
async fn a_draft_of_an_earlier_version_is_signed_with_the_digests_of_its_files() {
    let world = World::new().await;
    let router = world.as_person(world.old);
    checked(&router).await;
    let key = DraftKey {
        county: COUNTY.to_owned(),
        person: world.old,
        matter: "elderly-allowance".to_owned(),
        writer: world.old.to_string(),
    };
    let (store, at) = (&world.portal.app.store, world.portal.app.ambient.now());
    let earlier = move |tx: &mut store::Tx<'_>| {
        let mut draft = rows::draft(tx, &key)?.expect("a draft");
        for put in draft.materials.values_mut() {
            let Put::Files(files) = put else { continue };
            files.iter_mut().for_each(|file| file.sha256.clear());
        }
        rows::save(tx, &key, &draft, at)
    };
    assert!(store.write(earlier).await.unwrap());
    let page = get(&router, CHECK, "").await;
    assert_eq!(hand_in(&router, &form(&page)).await.status, StatusCode::SEE_OTHER);
    let file = seal::Sha256::of(b"%PDF-1.7 card").to_string();
    assert!(signed(&world).contains(&format!("SHA-256 {file}")), "{}", signed(&world));
}

#[tokio::test]
async fn a_register_that_changes_after_the_look_is_shown_again_before_anything_is_handed_in() {
    let world = World::new().await;
    let router = world.as_person(world.old);
    let first = form(&checked(&router).await);
    let (portal, old) = (world.portal.clone(), world.old);
    let fields = json!({
        "name": "徐桂花", "identity_number": number("1943-05-01", 21).reveal(),
        "birth": "1953-05-01", "death": null, "household_division": VILLAGE,
        "household_head": "徐桂花",
    });
    let rows = [(old, fields.as_object().unwrap().clone(), "2026-11-02".parse().unwrap())];
    let import = move || portal.exchange.import(&system(&portal), "population", rows).map(drop);
    tokio::task::spawn_blocking(import).await.unwrap().unwrap();
    let stale = hand_in(&router, &first).await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "{}", stale.text);
    assert!(stale.text.contains("部门的资料又变了"), "{}", stale.text);
    let page = get(&router, CHECK, "").await;
    let unfit = page.text.contains("class=\"notice warn\"");
    assert!(unfit && page.text.contains("1953"), "she does not fit any more: {}", page.text);
    let done = hand_in(&router, &form(&page)).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "one may all the same: {}", done.text);
    let text = signed(&world);
    let reason = page.text.split("class=\"notice warn\"").nth(1).unwrap();
    let reason = reason.split("<li>").nth(1).unwrap().split("</li>").next().unwrap();
    let reason = reason.split('&').next().unwrap();
    assert!(
        !reason.is_empty() && text.contains(reason),
        "the reasons were shown and are signed: {reason} in {text}"
    );
}

#[tokio::test]
async fn another_file_under_the_same_name_is_not_the_one_that_was_checked() {
    let world = World::new().await;
    let router = world.as_person(world.old);
    let first = form(&checked(&router).await);
    let page = get(&router, CARD, "").await;
    let remove = hidden(&page, "remove").to_owned();
    let part = |name: &str, value: &str| {
        format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let other = "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"card.pdf\"\r\n\
                 content-type: application/pdf\r\n\r\n%PDF-1.7 another\r\n";
    let headers =
        [("content-type", "multipart/form-data; boundary=b"), ("sec-fetch-site", "same-origin")];
    for body in [part("remove", &remove), format!("{other}{}", part("what", "upload"))] {
        let kept = ask(&router, "POST", CARD, &headers, &format!("{body}--b--\r\n")).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
    }
    let stale = hand_in(&router, &first).await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "{}", stale.text);
    let page = get(&router, CHECK, "").await;
    assert_eq!(hand_in(&router, &form(&page)).await.status, StatusCode::SEE_OTHER);
    let text = signed(&world);
    assert!(text.contains(&seal::Sha256::of(b"%PDF-1.7 another").to_string()), "{text}");
}

/// A senior card is decided on the spot: its questions answered, with the photograph left out.
async fn card_checked(router: &Router) -> Answer {
    let typed = [("key", "key-phone-9"), ("phone", "13800138000")];
    let saved = post(router, "/apply/senior-card/phone", "", &typed).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let body = "--b\r\ncontent-disposition: form-data; name=\"what\"\r\n\r\nwithout\r\n--b--\r\n";
    let headers =
        [("content-type", "multipart/form-data; boundary=b"), ("sec-fetch-site", "same-origin")];
    let photo = ask(router, "POST", "/apply/senior-card/materials/photo", &headers, body).await;
    assert_eq!(photo.status, StatusCode::SEE_OTHER, "{}", photo.text);
    get(router, "/apply/senior-card/check", "").await
}

#[tokio::test]
async fn until_when_it_can_be_taken_back_is_said_before_one_hands_in_and_true() {
    let world = World::new().await;
    let router = world.as_person(world.old);
    let undo = "在作出决定以前，随时可以在“我的办件”里撤回";
    let at_once = "来不及撤回";
    let page = checked(&router).await;
    assert!(page.text.contains(undo) && !page.text.contains(at_once), "{}", page.text);
    assert_eq!(hand_in(&router, &form(&page)).await.status, StatusCode::SEE_OTHER);
    assert!(signed(&world).contains(undo) && !signed(&world).contains(at_once));
    let card = card_checked(&router).await;
    let told = card.text.contains(undo) && card.text.contains(at_once);
    assert!(told && card.text.contains("这件事可能当场就办好"), "{}", card.text);
    // What was said of the first is true: it is taken back.
    let mine = get(&router, "/api/my/cases", "").await.json();
    let id = mine["cases"][0]["id"].as_str().expect("a case").to_owned();
    let ask = get(&router, &format!("/cases/{id}/withdraw"), "").await;
    let typed = [("key", hidden(&ask, "key")), ("version", hidden(&ask, "version"))];
    let done = post(&router, &format!("/cases/{id}/withdraw"), "", &typed).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let case = get(&router, &format!("/api/cases/{id}"), "").await.json();
    assert_eq!(case["status"], "withdrawn", "{case}");
}
