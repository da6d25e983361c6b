//! Through the router: the doors, the cookie, the pages in both languages.

use web::testing::{Answer, get, missing_keys, post};

use super::*;
use crate::staff::NewStaff;
use crate::testing::{As, Expected, everybody, expected};

/// The cookie of an answer as a browser would send it back.
fn cookie(answer: &Answer) -> String {
    answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn signing_in_leads_back_to_the_page_with_a_new_cookie() {
    for (name, identity, _) in services() {
        officer(&identity);
        let router = router(&identity);
        let page = get(&router, "/sign-in?next=/probe/approver", "").await;
        assert!(page.text.contains("name=\"next\" value=\"/probe/approver\""), "{}", page.text);
        let form =
            |password| [("login", "wangfang"), ("password", password), ("next", "/probe/approver")];
        let planted = "session=".to_owned() + &"ab".repeat(32);
        let wrong = post(&router, "/sign-in", &planted, &form("wrong")).await;
        assert_eq!((wrong.status.as_u16(), cookie(&wrong).as_str()), (422, ""), "{name}");
        assert!(wrong.text.contains("账号和密码对不上") && !wrong.text.contains("value=\"wrong\""));
        let right = post(&router, "/sign-in", &planted, &form(PASSWORD)).await;
        assert_eq!((right.status.as_u16(), right.header("location")), (303, "/probe/approver"));
        let set = right.header("set-cookie").to_owned();
        assert!(set.contains("HttpOnly; SameSite=Lax") && !set.contains(&planted), "{set}");
        let session = cookie(&right);
        let before = store::testing::statements(&identity.app.store);
        assert_eq!(get(&router, "/probe/approver", &session).await.status, 200);
        let asked = store::testing::statements(&identity.app.store) - before;
        assert_eq!(asked, 1, "{name}: who asks is one question to the database");
        let again = post(&router, "/sign-in", &session, &form(PASSWORD)).await;
        assert_eq!(get(&router, "/me", &session).await.status, 401, "the old one has ended");
        let session = cookie(&again);
        let out = post(&router, "/sign-out", &session, &[]).await;
        assert!(out.header("set-cookie").contains("Max-Age=0"));
        assert_eq!(get(&router, "/probe/approver", &session).await.status, 401);
        assert_eq!(get(&router, "/probe/signed-in", &planted).await.status, 401);
    }
}

#[tokio::test]
async fn the_first_sign_in_ends_the_session_of_before() {
    for (name, identity, _) in services() {
        officer(&identity);
        let grants = vec![Grant::new(Role::Auditor, None, COUNTY.parse().unwrap())];
        let (called, login) = ("吴敏".to_owned(), "wumin".to_owned());
        let new = NewStaff { name: called, login, grants };
        let taken = identity.take_in(&operator(&identity), vec![new]).await.unwrap();
        let code = taken[0].code.clone().unwrap();
        let router = router(&identity);
        let form = [("login", "wangfang"), ("password", PASSWORD)];
        let before = cookie(&post(&router, "/sign-in", "", &form).await);
        let form = [("login", "wumin"), ("code", code.as_str()), ("new", "灵山江边的一只白鹭")];
        let first = post(&router, "/sign-in/first", &before, &form).await;
        assert_eq!(first.status, 303, "{name}: {}", first.text);
        assert_eq!(get(&router, "/me", &before).await.status, 401, "{name}");
        assert_eq!(get(&router, "/me", &cookie(&first)).await.status, 200, "{name}");
    }
}

#[tokio::test]
async fn a_resident_comes_in_with_a_code_sees_masked_data_and_sets_a_password() {
    for (name, identity, _) in services() {
        resident(&identity).await;
        let router = router(&identity);
        let asked = post(&router, "/sign-in/code", "", &[("login", PHONE), ("next", "/me")]).await;
        assert!(asked.text.contains("演示：短信内容"), "{name}");
        assert!(asked.text.contains("不要告诉任何人"), "{name}: nobody is to be talked out of it");
        let code = asked.text.split("class=\"reference\">").nth(1).unwrap().get(..6).unwrap();
        let form = [("login", PHONE), ("code", code), ("next", "/me")];
        let entered = post(&router, "/sign-in/code/enter", "", &form).await;
        assert_eq!((entered.status.as_u16(), entered.header("location")), (303, "/me"));
        let session = cookie(&entered);
        let me = get(&router, "/me", &session).await.text;
        assert!(me.contains("徐桂花") && me.contains("1101**********002X"));
        assert!(!me.contains(NUMBER) && !me.contains(PHONE));
        let api = get(&router, "/api/me", &session).await;
        assert_eq!(api.json()["person"]["number"], "1101**********002X", "{}", api.text);
        assert!(!api.text.contains(NUMBER) && !api.text.contains(PHONE));
        let english = get(&router, "/me?lang=en", &session).await.text;
        assert!(english.contains("My data") && !english.contains('⟦'));
        assert!(!get(&router, "/me/password", &session).await.text.contains("name=\"old\""));
        let weak = post(&router, "/me/password", &session, &[("new", "1234")]).await;
        assert_eq!(weak.status, 422);
        let saved = post(&router, "/me/password", &session, &[("new", PASSWORD)]).await;
        let session = cookie(&saved);
        assert_eq!((saved.status.as_u16(), saved.header("location")), (303, "/me"));
        assert!(get(&router, "/me/password", &session).await.text.contains("name=\"old\""));
        let form = [("login", NUMBER), ("password", PASSWORD)];
        assert_eq!(post(&router, "/sign-in", "", &form).await.status, 303, "{name}");
    }
}

/// 工信厅信管函〔2021〕67号: a code holds three minutes at most, and whoever needs longer has it extended at
/// least twice, on the page where it is asked for.
#[tokio::test]
async fn whoever_is_slow_has_another_code_sent_from_the_same_page() {
    for (name, identity, clock) in services() {
        resident(&identity).await;
        let router = router(&identity);
        let form = [("login", PHONE), ("next", "/me")];
        let mut page = post(&router, "/sign-in/code", "", &form).await;
        for _ in 0..2 {
            let again = page.text.split("action=\"/sign-in/code\"").nth(1).unwrap_or_default();
            let again = again.split("</form>").next().unwrap_or_default();
            for part in [format!("value=\"{PHONE}\"").as_str(), "value=\"/me\"", "再发一个验证码"]
            {
                assert!(again.contains(part), "{name}: {part} in {}", page.text);
            }
            clock.advance_millis(crate::codes::CODE_MILLIS);
            page = post(&router, "/sign-in/code", "", &form).await;
        }
        let code = page.text.split("class=\"reference\">").nth(1).unwrap().get(..6).unwrap();
        let form = [("login", PHONE), ("code", code), ("next", "/me")];
        let entered = post(&router, "/sign-in/code/enter", "", &form).await;
        assert_eq!((entered.status.as_u16(), entered.header("location")), (303, "/me"), "{name}");
    }
}

#[tokio::test]
async fn too_many_tries_are_told_with_their_own_status() {
    let (identity, _) = service_on(away(store::testing::sqlite), true);
    let router = router(&identity);
    let form = [("login", "nobody"), ("password", "wrong")];
    for _ in 0..5 {
        assert_eq!(post(&router, "/sign-in", "", &form).await.status, 422);
    }
    let stopped = post(&router, "/sign-in", "", &form).await;
    assert_eq!(stopped.status, 429);
    assert!(stopped.text.contains("15 分钟后再试"), "{}", stopped.text);
}

/// Every route of this part and a door of each kind, for a visitor and for every role.
#[tokio::test]
async fn every_route_lets_in_those_whom_its_table_names() {
    let (identity, _) = service_on(away(store::testing::sqlite), true);
    let doors = [
        ("/probe/public", Access::Public),
        ("/probe/signed-in", Access::SignedIn),
        ("/probe/approver", Access::Roles(&[Role::Approver])),
        ("/probe/nobody", Access::Roles(&[])),
        ("/sign-in", Access::Public),
        ("/me", Access::SignedIn),
    ];
    for (role, actor) in everybody(COUNTY) {
        let site = identity.app.site();
        let mut routes = crate::routes(&identity);
        let probes = Routes::new(())
            .page(Method::GET, "/probe/public", Access::Public, ("", ""), probe)
            .page(Method::GET, "/probe/signed-in", Access::SignedIn, ("", ""), probe)
            .page(Method::GET, "/probe/approver", doors[2].1, ("", ""), probe)
            .page(Method::GET, "/probe/nobody", doors[3].1, ("", ""), probe);
        routes.extend(probes.list());
        let router = web::serve(site, routes, Arc::new(As(actor)));
        for (path, access) in doors {
            let status = get(&router, path, "").await.status.as_u16();
            let wanted = match expected(access, role) {
                Expected::Pass => 200,
                Expected::SignIn => 401,
                Expected::Forbidden => 403,
            };
            assert_eq!(status, wanted, "{path} {role:?}");
        }
    }
}

#[test]
fn every_word_is_there_in_both_languages() {
    assert_eq!(missing_keys(env!("CARGO_MANIFEST_DIR")), Vec::<String>::new());
}
