//! The pages that stand behind a form: what follows when it is filled in, and what is said when it is
//! left empty.

use axum::http::{Method, StatusCode};
use basis::Lang;
use seal::one_time;
use serde_json::json;
use tongban::house::House;
use web::testing::{get, post};

use super::is_page;
use super::reader::{LANGUAGES, Reader};
use crate::support::acts::{act, sign_in};
use crate::support::lived::{Private, paths};

/// What nobody guesses, for accounts that are no demonstration's.
const OWN_PASSWORD: &str = "灵山江边的白鹭飞";

/// Forms that end a session, or undo what the others are about.
const LEFT_ALONE: [&str; 3] = ["/sign-out", "/me/sessions", "/cases/{id}/withdraw"];

/// Does what leads to the pages that no address alone leads to.
pub async fn filled_in(private: &Private, reader: &mut Reader) {
    application(reader).await;
    supplement(private, reader).await;
    draft(reader).await;
    for (language, login) in LANGUAGES.into_iter().zip(["every-page-1", "every-page-2"]) {
        taken_in(reader, login, language).await;
        second_factor(reader, login, language).await;
    }
    for (language, phone) in LANGUAGES.into_iter().zip(["13900000001", "13900000002"]) {
        reader.answer("", language, "/sign-in/code", &[("login", phone)]).await;
    }
}

/// An application up to the check of the answers.
async fn application(reader: &mut Reader) {
    for _ in 0..8 {
        let cookie = reader.cookie("neighbour", "zh-CN");
        let next = get(&reader.router, "/apply/senior-card", &cookie).await;
        let path = next.header("location").to_owned();
        assert_eq!(next.status, StatusCode::SEE_OTHER, "{}", next.text);
        if path.ends_with("/check") {
            break;
        }
        let form = [("version", "0"), ("phone", "13800138000"), ("what", "without")];
        reader.send("neighbour", &path, &form).await;
    }
    assert_eq!(reader.read("neighbour", "/apply/senior-card/check").await, 200);
}

/// The office asks, and the elder reads what.
async fn supplement(private: &Private, reader: &mut Reader) {
    let path = format!("/api/cases/{}/acts", private.open.case);
    let body = json!({ "do": "ask-correction", "items": ["Photo"] });
    let cookie = sign_in(&reader.router, &private.town).await;
    let key = ("every-page-ask", Some(private.open.version));
    let asked = act(&reader.router, &path, &cookie, key, &body).await;
    assert!(asked.status.is_success(), "{}", asked.text);
    let supply = format!("/cases/{}/supply", private.open.case);
    assert_eq!(reader.read("elder", &supply).await, 200);
}

/// A matter is drafted, looked at and shown as residents will see it.
async fn draft(reader: &mut Reader) {
    let path = "/manage/matters/elderly-allowance";
    let begun = reader.answer("data", LANGUAGES[0], path, &[]).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
    let draft = begun.header("location").to_owned();
    let parts = ["conditions", "materials", "questions", "steps", "special", "faq"];
    let more = ["terms", "facts", "exceptions", "joint", "terms/about", "terms/certificate"];
    let new = ["steps/new", "special/new", "facts/new", "exceptions/new", "joint/new"];
    let parts = parts.into_iter().chain(more).chain(new);
    let parts: Vec<String> = parts.map(|part| format!("{draft}/{part}")).collect();
    let pages = [draft.clone(), format!("{draft}/preview"), path.to_owned()];
    for page in pages.into_iter().chain(parts) {
        assert_eq!(reader.read("data", &page).await, 200, "{page}");
    }
}

/// An administrator takes somebody in, who sets a password with the code that was shown.
async fn taken_in(reader: &mut Reader, login: &str, language: (Lang, &'static str)) {
    let post = [("role", "planner"), ("department", ""), ("division", "")];
    let form = [&[("name", "Lin Yi"), ("login", login)][..], &post].concat();
    let taken = reader.answer("admin", language, "/manage/staff/add", &form).await;
    let code = between(&taken.text, "<code>", "</code>");
    let form = [("login", login), ("code", code), ("new", OWN_PASSWORD)];
    let set = reader.answer("", language, "/sign-in/first", &form).await;
    assert_eq!(set.status, StatusCode::SEE_OTHER, "{} {}", taken.text, set.text);
    let cookie = set.header("set-cookie").split(';').next().unwrap_or_default();
    reader.signed_in(login, cookie.to_owned());
}

/// An officer puts a second factor to the account, keeps its codes, and is asked for one next time.
async fn second_factor(reader: &mut Reader, who: &str, language: (Lang, &'static str)) {
    let page = get(&reader.router, "/me/second", &reader.cookie(who, language.1)).await.text;
    let setup = between(&page, "name=\"setup\" value=\"", "\"").to_owned();
    let key = unspelled(between(&page, "<strong class=\"reference\">", "</strong>"));
    let now = one_time::step_at(tongban::system().now().millis());
    let code = one_time::code(&key, now);
    let form = [("do", "set"), ("setup", &*setup), ("code", &*code), ("password", OWN_PASSWORD)];
    let set = reader.answer(who, language, "/me/second", &form).await;
    assert_eq!(set.status, StatusCode::OK, "{}", set.text);
    let form = [("login", who), ("password", OWN_PASSWORD), ("next", "/")];
    let again = reader.answer("", language, "/sign-in", &form).await;
    let cookie = again.header("set-cookie").split(';').next().unwrap_or_default();
    reader.signed_in(who, cookie.to_owned());
    assert_eq!(reader.read(who, "/sign-in/second").await, 200);
}

/// The bytes of a key in base 32 (RFC 4648 §6), with blanks between the letters.
fn unspelled(text: &str) -> [u8; one_time::KEY_BYTES] {
    let letters = text.bytes().filter(|byte| !byte.is_ascii_whitespace());
    let mut bits = letters.flat_map(|letter| {
        let five = if letter.is_ascii_digit() { letter - b'2' + 26 } else { letter - b'A' };
        (0..5).rev().map(move |at| (five >> at) & 1)
    });
    let mut key = [0; one_time::KEY_BYTES];
    for byte in &mut key {
        *byte = (0..8).fold(0, |byte: u8, _| (byte << 1) | bits.next().unwrap_or_default());
    }
    key
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let rest = text.split_once(before).map_or("", |(_, rest)| rest);
    rest.split_once(after).map_or("", |(inside, _)| inside)
}

/// Every form as nobody should send it: what is said about that is read in both languages too.
pub async fn left_empty(house: &House, private: &Private, reader: &mut Reader) {
    let pages = house.routes().into_iter().filter(|route| is_page(route, &Method::POST));
    for route in pages.filter(|route| !LEFT_ALONE.contains(&route.path)) {
        let path = paths(&route, private).pop().unwrap_or_default();
        for who in reader.visitors(route.access) {
            reader.send(&who, &path, &[("version", "1"), ("seen", "1")]).await;
        }
    }
    let page = post(&reader.router, "/design", "", &[("name", "Xu")]).await;
    assert_eq!(page.status, StatusCode::OK);
}
