//! The second factor of officers.

use basis::Outcome;
use seal::one_time;
use serde_json::json;
use web::testing::{get, post};

use super::accounts::{kinds, rule, who};
use super::*;
use crate::Token;
use crate::attempts::PAUSE_MILLIS;
use crate::second::Need;

const STEP_MILLIS: i64 = one_time::STEP_SECONDS * 1000;

/// The service in earnest, where approvers need a second factor.
fn earnest() -> Vec<(&'static str, Identity, ManualClock)> {
    away(store::testing::databases)
        .into_iter()
        .map(|(name, store)| {
            let (identity, clock) = service_on(store, false);
            (name, identity.requiring_second(&[Role::Approver]), clock)
        })
        .collect()
}

/// What the program on the telephone shows, some steps from now.
fn shows(identity: &Identity, account: AccountId, setup: &str, steps: i64) -> String {
    let now = one_time::step_at(identity.app.ambient.now().millis());
    one_time::code(&identity.second_key(account, setup), now + steps)
}

async fn password(identity: &Identity) -> Token {
    identity.sign_in("wangfang", PASSWORD, Origin::default()).await.unwrap()
}

async fn code(identity: &Identity, token: &Token, code: &str) -> Outcome<Token> {
    identity.show_second(token.reveal(), code, Origin::default()).await
}

/// Sets it up for the officer's account: the text of chance, the session, the recovery codes.
pub(super) async fn set_up(
    identity: &Identity,
    account: AccountId,
) -> (String, Token, Vec<String>) {
    let token = password(identity).await;
    let told = identity.begin_second(token.reveal(), None).await.unwrap();
    let typed = shows(identity, account, &told.setup, 0);
    let sent = (told.setup.as_str(), typed.as_str());
    let set = identity.set_second(token.reveal(), sent, Origin::default()).await;
    let (session, codes) = set.unwrap();
    (told.setup, session, codes)
}

#[tokio::test]
async fn whoever_needs_a_second_factor_is_nobody_until_it_is_shown() {
    for (name, identity, clock) in earnest() {
        let (id, account) = officer(&identity);
        let first = password(&identity).await;
        assert_eq!(identity.second_need(first.reveal()).await.unwrap(), Need::Setup, "{name}");
        assert_eq!(who(&identity, &first).await, None, "{name}");
        assert_eq!(rule(code(&identity, &first, "123456").await), "second.none");
        let (setup, session, codes) = set_up(&identity, account).await;
        assert_eq!(codes.len(), 10, "{name}");
        assert_eq!(who(&identity, &session).await, Some(crate::Who::Officer(id)), "{name}");
        assert_eq!(rule(identity.second_need(first.reveal()).await), "sign-in.first", "{name}");
        let next = password(&identity).await;
        assert_eq!(identity.second_need(next.reveal()).await.unwrap(), Need::Code, "{name}");
        assert_eq!(who(&identity, &next).await, None, "{name}");
        // The password alone cannot put another telephone in place of the first.
        assert_eq!(rule(identity.begin_second(next.reveal(), None).await), "sign-in.first");
        let sent = (setup.as_str(), "000000");
        let anew = identity.set_second(next.reveal(), sent, Origin::default()).await;
        assert_eq!(rule(anew), "sign-in.first", "{name}");
        let used = shows(&identity, account, &setup, 0);
        assert_eq!(rule(code(&identity, &next, &used).await), "second.wrong", "{name}: used");
        clock.advance_millis(STEP_MILLIS);
        let fresh = shows(&identity, account, &setup, 0);
        let inside = code(&identity, &next, &fresh).await.unwrap();
        assert_eq!(who(&identity, &inside).await, Some(crate::Who::Officer(id)), "{name}");
        assert_eq!(who(&identity, &next).await, None, "{name}: a new token at each step");
        let other = password(&identity).await;
        assert_eq!(rule(code(&identity, &other, &fresh).await), "second.wrong", "{name}: once");
        let ahead = shows(&identity, account, &setup, 1);
        assert_eq!(rule(code(&identity, &other, &ahead).await), "none", "{name}: a clock ahead");
        let late = password(&identity).await;
        clock.advance_millis(STEP_MILLIS);
        let again = shows(&identity, account, &setup, 0);
        assert_eq!(rule(code(&identity, &late, &again).await), "second.wrong", "{name}: passed");
        let told = kinds(&identity, account);
        for kind in ["account.second-factor-set", "account.second-factor-failed"] {
            assert!(told.iter().any(|one| one == kind), "{name}: {kind} in {told:?}");
        }
    }
}

#[tokio::test]
async fn a_recovery_code_lets_in_once_and_an_administrator_helps_when_all_is_lost() {
    for (name, identity, _) in earnest() {
        let (id, account) = officer(&identity);
        let (_, _, codes) = set_up(&identity, account).await;
        let token = password(&identity).await;
        let typed = codes[3].to_lowercase().replace('-', " ");
        let session = code(&identity, &token, &typed).await.unwrap();
        let own = identity.own_second(session.reveal()).await.unwrap();
        assert_eq!((own.left, own.is_required), (9, true), "{name}");
        let again = password(&identity).await;
        let used = code(&identity, &again, &codes[3]).await.err().unwrap();
        let refusal = used.refusal().unwrap();
        assert_eq!(refusal.rule, "second.wrong", "{name}");
        assert!(refusal.text.zh.contains("备用码不对"), "{name}: {refusal:?}");
        assert_eq!(rule(identity.drop_second(session.reveal()).await), "second.required");
        let first = identity.renew_first_code(&operator(&identity), id).await.unwrap().unwrap();
        let sent = (first.as_str(), "灵山江边的一只白鹭");
        let token = identity.set_first_password("wangfang", sent, Origin::default()).await.unwrap();
        let need = identity.second_need(token.reveal()).await.unwrap();
        assert_eq!(need, Need::Setup, "{name}: the lost telephone counts no more");
    }
}

#[tokio::test]
async fn codes_are_not_guessed() {
    for (name, identity, clock) in earnest() {
        let (_, account) = officer(&identity);
        let (setup, ..) = set_up(&identity, account).await;
        clock.advance_millis(STEP_MILLIS);
        let token = password(&identity).await;
        let right = |steps: i64| shows(&identity, account, &setup, steps);
        let near = [right(-1), right(0), right(1), right(2)];
        let mut numbers = (0..9).map(|number| format!("{number:06}"));
        let wrong = numbers.find(|one| !near.contains(one)).unwrap();
        for _ in 0..crate::attempts::MOST_FOR_LOGIN {
            assert_eq!(rule(code(&identity, &token, &wrong).await), "second.wrong", "{name}");
        }
        assert_eq!(rule(code(&identity, &token, &right(0)).await), "sign-in.too-often", "{name}");
        clock.advance_millis(PAUSE_MILLIS);
        assert_eq!(rule(code(&identity, &token, &right(0)).await), "none", "{name}");
    }
}

#[tokio::test]
async fn a_first_factor_takes_the_password_where_nobody_has_just_signed_in() {
    for (name, identity, clock) in earnest() {
        let (_, account) = officer(&identity);
        let router = router(&identity);
        let half = format!("session={}", password(&identity).await.reveal());
        let page = get(&router, "/sign-in/second", &half).await.text;
        assert!(!page.contains("name=\"password\""), "{name}");
        clock.advance_millis(crate::sessions::FRESH_MILLIS);
        let page = get(&router, "/sign-in/second", &half).await.text;
        assert!(page.contains("name=\"password\""), "{name}");
        let setup = page.split("name=\"setup\" value=\"").nth(1).unwrap();
        let setup = setup.split('"').next().unwrap().to_owned();
        let right = shows(&identity, account, &setup, 0);
        let send = async |typed: &str, code: &str| {
            let form = [("setup", setup.as_str()), ("code", code), ("password", typed)];
            post(&router, "/sign-in/second", &half, &form).await
        };
        assert!(send("", &right).await.text.contains("请填密码"), "{name}");
        assert_eq!(send("wrong", &right).await.status, 422, "{name}");
        assert_eq!(send(PASSWORD, "12").await.status, 422, "{name}");
        let told = kinds(&identity, account);
        assert!(told.iter().any(|one| one == "account.second-factor-failed"), "{name}: {told:?}");
        assert_eq!(send(PASSWORD, &right).await.status, 200, "{name}");
    }
}

#[tokio::test]
async fn nobody_shuts_the_others_out_of_a_demonstrations_account() {
    let (identity, _) = service_on(away(store::testing::sqlite), true);
    let grant = Grant::new(Role::Approver, Some("minzheng"), COUNTY.parse().unwrap());
    let new = NewOfficer { name: "王芳".into(), person: None, grants: vec![grant] };
    let id = away(|| identity.add_officer(&operator(&identity), new)).unwrap();
    let new = account(Holder::Officer(id), &["wangfang"], true);
    let account = away(|| identity.add_account(&operator(&identity), new)).unwrap();
    let token = password(&identity).await;
    let changed = identity.change_password(token.reveal(), PASSWORD, "文林村的橘子红了").await;
    assert_eq!(rule(changed), "account.demo-shared");
    let told = identity.begin_second(token.reveal(), None).await.unwrap();
    let typed = shows(&identity, account, &told.setup, 0);
    let sent = (told.setup.as_str(), typed.as_str());
    let set = identity.set_second(token.reveal(), sent, Origin::default()).await;
    assert_eq!(rule(set), "account.demo-shared");
    assert_eq!(who(&identity, &token).await, Some(crate::Who::Officer(id)));
}

#[tokio::test]
async fn nobody_is_held_to_it_in_a_demonstration_but_whoever_wants_it_has_it() {
    for (name, identity, clock) in services() {
        let identity = identity.requiring_second(&[Role::Approver]);
        let (id, account) = officer(&identity);
        let token = password(&identity).await;
        assert_eq!(who(&identity, &token).await, Some(crate::Who::Officer(id)), "{name}");
        let (setup, session, _) = set_up(&identity, account).await;
        assert_eq!(who(&identity, &token).await, None, "{name}: other sessions end");
        clock.advance_millis(STEP_MILLIS);
        let next = password(&identity).await;
        assert_eq!(who(&identity, &next).await, None, "{name}");
        let inside = code(&identity, &next, &shows(&identity, account, &setup, 0)).await.unwrap();
        // A new password keeps what was shown.
        let changed =
            identity.change_password(inside.reveal(), PASSWORD, "文林村的橘子红了").await.unwrap();
        assert!(who(&identity, &changed).await.is_some(), "{name}");
        assert!(who(&identity, &session).await.is_none(), "{name}");
        identity.drop_second(changed.reveal()).await.unwrap();
        let sign_in = identity.sign_in("wangfang", "文林村的橘子红了", Origin::default()).await;
        assert!(who(&identity, &sign_in.unwrap()).await.is_some(), "{name}");
    }
    let (identity, _) = service_on(away(store::testing::sqlite), true);
    resident(&identity).await;
    let code = identity.send_code(PHONE, Origin::default()).await.unwrap().unwrap();
    let token = identity.enter_code(PHONE, &code, Origin::default()).await.unwrap();
    assert_eq!(rule(identity.own_second(token.reveal()).await), "second.staff-only");
}

#[tokio::test]
async fn signing_in_leads_over_the_second_factor_to_the_page() {
    for (name, identity, clock) in earnest() {
        let (_, account) = officer(&identity);
        let router = router(&identity);
        let form = [("login", "wangfang"), ("password", PASSWORD), ("next", "/probe/approver")];
        let cookie = |answer: &web::testing::Answer| {
            answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned()
        };
        let signed = post(&router, "/sign-in", "", &form).await;
        let second = "/sign-in/second?next=%2Fprobe%2Fapprover";
        assert_eq!((signed.status.as_u16(), signed.header("location")), (303, second), "{name}");
        let half = cookie(&signed);
        assert_eq!(get(&router, "/probe/approver", &half).await.status, 401, "{name}");
        assert_eq!(get(&router, "/me/second", &half).await.status, 401, "{name}");
        let page = get(&router, second, &half).await;
        assert_eq!(page.header("cache-control"), "no-store", "{name}");
        assert!(page.text.contains("<svg xmlns") && page.text.contains("您的岗位登录要用动态码"));
        let setup = page.text.split("name=\"setup\" value=\"").nth(1).unwrap();
        let setup = setup.split('"').next().unwrap().to_owned();
        let key = one_time::base32(&identity.second_key(account, &setup));
        assert!(page.text.contains(&format!("{} {}", &key[..4], &key[4..8])), "{name}");
        let wrong = [("setup", setup.as_str()), ("code", "12 34"), ("next", "/probe/approver")];
        let wrong = post(&router, "/sign-in/second", &half, &wrong).await;
        assert_eq!(wrong.status, 422, "{name}");
        assert!(wrong.text.contains(&setup), "{name}: the key that was scanned stays");
        let typed = shows(&identity, account, &setup, 0);
        let right =
            [("setup", setup.as_str()), ("code", typed.as_str()), ("next", "/probe/approver")];
        let set = post(&router, "/sign-in/second", &half, &right).await;
        assert_eq!((set.status.as_u16(), set.header("cache-control")), (200, "no-store"));
        assert_eq!(set.text.matches("<li><code>").count(), 10, "{name}");
        let inside = cookie(&set);
        assert_eq!(get(&router, "/probe/approver", &inside).await.status, 200, "{name}");
        let told = get(&router, "/api/me/second", &inside).await.json();
        assert_eq!((&told["recovery_left"], &told["required"]), (&json!(10), &json!(true)));
        let own = get(&router, "/me/second", &inside).await.text;
        assert!(own.contains("备用码还剩 10 个") && !own.contains("value=\"drop\""), "{name}");
        let unsure = [("setup", setup.as_str()), ("code", typed.as_str()), ("password", "wrong")];
        assert_eq!(post(&router, "/me/second", &inside, &unsure).await.status, 422, "{name}");
        // The next time the code is asked for, and nothing else is shown.
        clock.advance_millis(STEP_MILLIS);
        let half = cookie(&post(&router, "/sign-in", "", &form).await);
        let page = get(&router, second, &half).await.text;
        assert!(page.contains("填写手机上的动态码") && !page.contains("<svg xmlns"), "{name}");
        let typed = shows(&identity, account, &setup, 0);
        let shown = [("code", typed.as_str()), ("next", "/probe/approver")];
        let shown = post(&router, "/sign-in/second", &half, &shown).await;
        assert_eq!((shown.status.as_u16(), shown.header("location")), (303, "/probe/approver"));
        assert_eq!(get(&router, "/probe/approver", &cookie(&shown)).await.status, 200, "{name}");
    }
}
