//! Where one is signed in, and ending it.

use web::testing::{ask, get, post};

use super::accounts::{kinds, rule, who};
use super::*;
use crate::Device;
use crate::sessions::{Asks, Ending, FRESH_MILLIS};

const EDGE: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0";

#[tokio::test]
async fn one_sees_where_one_is_signed_in_and_ends_one_or_all_others() {
    for (name, identity, clock) in services() {
        let (_, account) = officer(&identity);
        let from = Origin { device: Device::of(EDGE), ..Origin::default() };
        let sign_in = async || identity.sign_in("wangfang", PASSWORD, from).await.unwrap();
        let (here, second, third) = (sign_in().await, sign_in().await, sign_in().await);
        let own = identity.own_sessions(here.reveal()).await.unwrap();
        assert_eq!((own.list.len(), own.asks), (3, Asks::Nothing), "{name}");
        assert!(own.list.iter().all(|one| one.session.device == Device::of(EDGE)), "{name}");
        let this = own.list.iter().find(|one| one.is_this).unwrap().handle.clone();
        let theirs = identity.own_sessions(second.reveal()).await.unwrap();
        let second_one = theirs.list.iter().find(|one| one.is_this).unwrap().handle.clone();
        clock.advance_millis(FRESH_MILLIS);
        let end = async |ending: &str, password: &str| {
            let key = identity.app.ambient.id().into();
            let ending = Ending::parse(ending).unwrap();
            identity.end_own_sessions(here.reveal(), key, ending, password).await
        };
        for _ in 0..=crate::attempts::MOST_FOR_LOGIN {
            // What was left empty is no try.
            assert_eq!(rule(end(&second_one, "").await), "password.missing", "{name}");
        }
        assert_eq!(rule(end(&second_one, "wrong").await), "sessions.password", "{name}");
        assert!(who(&identity, &second).await.is_some(), "{name}: nothing happened");
        assert_eq!(end(&second_one, PASSWORD).await.unwrap(), 1, "{name}");
        assert_eq!(who(&identity, &second).await, None, "{name}");
        assert!(who(&identity, &third).await.is_some(), "{name}");
        assert_eq!(rule(end(&second_one, PASSWORD).await), "sessions.unknown", "{name}");
        assert_eq!(rule(end(&this, PASSWORD).await), "sessions.this", "{name}");
        assert_eq!(end("others", PASSWORD).await.unwrap(), 1, "{name}");
        assert_eq!(who(&identity, &third).await, None, "{name}");
        assert!(who(&identity, &here).await.is_some(), "{name}");
        let ended = kinds(&identity, account).into_iter();
        let ended = ended.filter(|kind| kind == "account.sessions-ended").count();
        assert_eq!(ended, 2, "{name}: what was refused left no record");
    }
}

#[tokio::test]
async fn nobody_sees_or_ends_anothers_sessions() {
    let (identity, clock) = service_on(away(store::testing::sqlite), true);
    officer(&identity);
    let person = resident(&identity).await;
    let code = identity.send_code(PHONE, Origin::default()).await.unwrap().unwrap();
    let theirs = identity.enter_code(PHONE, &code, Origin::default()).await.unwrap();
    let mine = identity.sign_in("wangfang", PASSWORD, Origin::default()).await.unwrap();
    let foreign = identity.own_sessions(theirs.reveal()).await.unwrap().list[0].handle.clone();
    assert_eq!(identity.own_sessions(mine.reveal()).await.unwrap().list.len(), 1);
    let key = || identity.app.ambient.id().into();
    let end = identity.end_own_sessions(mine.reveal(), key(), Ending::One(foreign), "").await;
    assert_eq!(rule(end), "sessions.unknown");
    identity.end_own_sessions(mine.reveal(), key(), Ending::Others, "").await.unwrap();
    assert_eq!(who(&identity, &theirs).await, Some(crate::Who::Person(person)));
    // Who has no password signs in again first.
    clock.advance_millis(FRESH_MILLIS);
    let late = identity.end_own_sessions(theirs.reveal(), key(), Ending::Others, "").await;
    assert_eq!(rule(late), "sessions.sign-in-again");
    let set = identity.change_password(theirs.reveal(), "", PASSWORD).await;
    assert_eq!(rule(set), "password.sign-in-again");
    let cookie = format!("session={}", theirs.reveal());
    let page = get(&router(&identity), "/me/password", &cookie).await.text;
    assert!(page.contains("先重新登录"), "{page}");
    assert_eq!(rule(identity.own_sessions("no token").await), "sign-in.first");
}

#[tokio::test]
async fn the_page_and_the_interface_tell_devices_in_words_and_no_address() {
    for (name, identity, _) in services() {
        officer(&identity);
        let router = router(&identity);
        let form = "login=wangfang&password=".to_owned() + &web::format::percent_encoded(PASSWORD);
        let headers = [
            ("user-agent", EDGE),
            ("sec-fetch-site", "same-origin"),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        let mut cookies = Vec::new();
        for _ in 0..2 {
            let answer = ask(&router, "POST", "/sign-in", &headers, &form).await;
            cookies.push(answer.header("set-cookie").split(';').next().unwrap().to_owned());
        }
        let page = get(&router, "/me/sessions", &cookies[0]).await;
        assert_eq!(
            page.text.matches("Windows 电脑上的Edge 浏览器").count(),
            2,
            "{name} {}",
            page.text
        );
        assert!(!page.text.contains("NT 10.0") && !page.text.contains("type=\"password\""));
        let english = get(&router, "/me/sessions?lang=en", &cookies[0]).await.text;
        assert!(english.contains("Edge on a Windows computer") && !english.contains('⟦'));
        let listed = get(&router, "/api/me/sessions", &cookies[0]).await.json();
        let other = listed["sessions"].as_array().unwrap().iter().find(|one| one["this"] == false);
        let other = other.unwrap()["id"].as_str().unwrap().to_owned();
        let key = ("key", "sessions-test-1");
        let none = post(&router, "/me/sessions", &cookies[0], &[key]).await;
        assert_eq!(none.status, 422, "{name}");
        let ended =
            post(&router, "/me/sessions", &cookies[0], &[key, ("end", other.as_str())]).await;
        assert_eq!((ended.status.as_u16(), ended.header("location")), (303, "/me/sessions"));
        assert_eq!(get(&router, "/me", &cookies[1]).await.status, 401, "{name}");
        let page = get(&router, "/me/sessions", &cookies[0]).await.text;
        assert!(page.contains("没有在别的手机或电脑上登录"), "{name}");
        let late = [("key", "sessions-test-3"), ("end", other.as_str())];
        let late = post(&router, "/me/sessions", &cookies[0], &late).await;
        assert_eq!(late.status, 422, "{name}");
        assert!(late.text.contains("没有这个登录"), "{name}: told");
        assert!(!late.text.contains("href=\"#end"), "{name}: no link to a form that is not there");
        let api = [
            ("cookie", cookies[0].as_str()),
            ("sec-fetch-site", "same-origin"),
            ("content-type", "application/json"),
            ("idempotency-key", "sessions-test-2"),
        ];
        let body = "{\"end\": \"others\"}";
        let none_left = ask(&router, "POST", "/api/me/sessions", &api, body).await;
        assert_eq!(none_left.json()["ended"], 0, "{}", none_left.text);
    }
}
