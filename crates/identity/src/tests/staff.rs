//! Staff: taken in as a list, first passwords, locks, and that nobody changes their own posts.

use basis::{DivisionCode, Role};

use super::accounts::{kinds, rule};
use super::*;
use crate::staff::{NewStaff, Standing, check_login};
use crate::{Grant, testing};

const NEW: &str = "灵山江边的一只白鹭";

fn county() -> DivisionCode {
    COUNTY.parse().unwrap()
}

fn wanted(login: &str, role: Role) -> NewStaff {
    let grants = vec![Grant::new(role, None, county())];
    NewStaff { name: "吴敏".to_owned(), login: login.to_owned(), grants }
}

#[tokio::test]
async fn a_list_is_taken_in_once_and_a_code_opens_the_account_once() {
    for (name, identity, clock) in services() {
        let by = operator(&identity);
        let list = vec![wanted("wumin", Role::Supervisor), wanted("wumin2", Role::Auditor)];
        let taken = identity.take_in(&by, list.clone()).await.unwrap();
        let again = identity.take_in(&by, list.clone()).await.unwrap();
        assert!(taken == again, "{name}: the same intention shows the same codes");
        let code = taken[0].code.clone().unwrap();
        assert_ne!(taken[0].code, taken[1].code, "{name}");
        let listed = identity.staff(&by.actor, "wumin", "", 10).await.unwrap();
        assert_eq!(listed.len(), 2);
        assert_eq!(listed[0].standing, Standing::Invited);
        // A later list gives posts to those who are known, and no second code.
        let more = vec![wanted("wumin", Role::Planner)];
        let later = identity.take_in(&operator(&identity), more).await.unwrap();
        assert_eq!(later[0].code, None);
        let set = async |code: &str| {
            identity.set_first_password("wumin", (code, NEW), Origin::default()).await
        };
        assert_eq!(rule(set("22222-22222").await), "first.wrong");
        let typed = code.to_lowercase().replace('-', " ");
        let token = set(&typed).await.unwrap();
        let who = identity.actor(token.reveal()).await.unwrap().unwrap();
        assert_eq!(who.roles(), [Role::Supervisor, Role::Planner], "{name}");
        assert_eq!(rule(set(&code).await), "first.wrong", "{name}: used once");
        assert!(identity.sign_in("wumin", NEW, Origin::default()).await.is_ok());
        // The other one waits too long.
        clock.advance_millis(crate::staff::FIRST_CODE_MILLIS);
        let late = taken[1].code.clone().unwrap();
        let late = identity.set_first_password("wumin2", (&late, NEW), Origin::default()).await;
        assert_eq!(rule(late), "first.wrong", "{name}: too late");
    }
}

#[tokio::test]
async fn a_code_wears_out_and_a_lock_shuts_the_door_until_it_is_undone() {
    for (name, identity, _) in services() {
        let by = operator(&identity);
        let taken = identity.take_in(&by, vec![wanted("wumin", Role::Auditor)]).await.unwrap();
        let code = taken[0].code.clone().unwrap();
        for _ in 0..5 {
            let wrong =
                identity.set_first_password("wumin", ("2345", NEW), Origin::default()).await;
            assert_eq!(rule(wrong), "first.wrong");
        }
        let right = identity.set_first_password("wumin", (&code, NEW), Origin::default()).await;
        assert_ne!(rule(right), "none", "{name}: five tries are all");
        let id = identity.staff(&by.actor, "", "", 9).await.unwrap()[0].id;
        identity.lock(&operator(&identity), id).await.unwrap();
        let lock_again = identity.lock(&operator(&identity), id).await;
        assert_eq!(rule(lock_again), "account.unknown", "{name}");
        let member = identity.staff_member(&by.actor, id).await.unwrap();
        assert_eq!(member.standing, Standing::Locked);
        identity.unlock(&operator(&identity), id).await.unwrap();
        let renewed = identity.renew_first_code(&operator(&identity), id).await.unwrap();
        assert_ne!(renewed.unwrap(), code);
        let member = identity.staff_member(&by.actor, id).await.unwrap();
        assert_eq!(member.standing, Standing::Invited, "{name}");
    }
}

#[tokio::test]
async fn staff_are_the_administrators_matter_and_nobody_gives_themselves_a_post() {
    for (name, identity, _) in services() {
        for (role, actor) in testing::everybody(COUNTY) {
            let by = By { actor, ..operator(&identity) };
            let outcome = identity.take_in(&by, vec![wanted("wumin", Role::Auditor)]).await;
            assert_eq!(outcome.is_ok(), role == Some(Role::Admin), "{name} {role:?}");
        }
        let admin = identity.take_in(&operator(&identity), vec![wanted("boss", Role::Admin)]).await;
        let code = admin.unwrap()[0].code.clone().unwrap();
        let token =
            identity.set_first_password("boss", (&code, NEW), Origin::default()).await.unwrap();
        let boss = identity.actor(token.reveal()).await.unwrap().unwrap();
        let id = boss.officer_id().unwrap();
        let by = By { actor: boss, ..operator(&identity) };
        let own = identity.give_role(&by, id, Grant::new(Role::Approver, None, county())).await;
        assert_eq!(rule(own), "rights.own-post");
        let own = identity.take_in(&by, vec![wanted("boss", Role::DataOfficer)]).await;
        assert_eq!(rule(own), "rights.own-post", "{name}");
        assert_eq!(rule(identity.lock(&by, id).await), "rights.own-post");
        assert_eq!(rule(identity.end_all_sessions(&by, id).await), "rights.own-post");
    }
}

#[tokio::test]
async fn an_administrator_ends_the_sessions_of_whoever_went_home_signed_in() {
    for (name, identity, _) in services() {
        let (id, account) = officer(&identity);
        let sign_in =
            async || identity.sign_in("wangfang", PASSWORD, Origin::default()).await.unwrap();
        let (counter, home) = (sign_in().await, sign_in().await);
        identity.end_all_sessions(&operator(&identity), id).await.unwrap();
        for token in [&counter, &home] {
            assert!(identity.actor(token.reveal()).await.unwrap().is_none(), "{name}");
        }
        let again = sign_in().await;
        assert!(identity.actor(again.reveal()).await.unwrap().is_some(), "{name}: it stays open");
        let told = kinds(&identity, account);
        assert!(told.iter().any(|kind| kind == "account.sessions-ended"), "{name}: {told:?}");
    }
}

#[test]
fn a_login_is_never_taken_for_a_number() {
    let check = |login: &str, fits: bool| assert_eq!(check_login(login).is_ok(), fits, "{login}");
    check("wangfang01", true);
    check("town-330825101", true);
    check("王芳", false);
    check("13987654321", false);
    check("Wang", false);
    check("ab", false);
}
