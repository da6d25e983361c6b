//! What was verified is verified again where it is written: reckoning a password takes a while, and
//! others do not wait.

use super::accounts::{rule, who};
use super::second::set_up;
use super::*;
use crate::staff::NewStaff;
use crate::testing;

const NEW: &str = "灵山江边的一只白鹭";

fn post(role: Role) -> Grant {
    Grant::new(role, None, COUNTY.parse().unwrap())
}

#[tokio::test]
async fn a_password_that_was_taken_away_meanwhile_begins_no_session() {
    for (name, identity, _) in services() {
        let (id, _) = officer(&identity);
        let verified =
            async || identity.verified("wangfang", PASSWORD, Origin::default()).await.unwrap();
        let (account, attempt) = verified().await;
        identity.lock(&operator(&identity), id).await.unwrap();
        let begun = identity.begin(account, attempt).await;
        assert_eq!(rule(begun), "sign-in.wrong", "{name}: locked");
        identity.unlock(&operator(&identity), id).await.unwrap();
        let (account, attempt) = verified().await;
        identity.renew_first_code(&operator(&identity), id).await.unwrap();
        let begun = identity.begin(account, attempt).await;
        assert_eq!(rule(begun), "sign-in.wrong", "{name}: another first code");
    }
}

#[tokio::test]
async fn a_first_code_that_another_replaced_meanwhile_sets_no_password() {
    for (name, identity, _) in services() {
        let admin = |number: u64| By {
            actor: testing::actor(COUNTY, Role::Admin, number),
            ..operator(&identity)
        };
        let (called, login) = ("吴敏".to_owned(), "wumin".to_owned());
        let new = NewStaff { name: called, login, grants: vec![post(Role::Planner)] };
        let taken = identity.take_in(&admin(1), vec![new]).await.unwrap();
        let known = taken[0].code.clone().unwrap();
        let id = identity.officer_of("wumin").await.unwrap().unwrap();
        // Whoever proposes a post knows the first code, and must not come in with it afterwards.
        let sent = (known.as_str(), NEW);
        let first = identity.verified_first("wumin", sent, Origin::default()).await.unwrap();
        let given = identity.give_role(&admin(1), id, post(Role::Approver)).await.unwrap();
        let confirmed = identity.confirm(&admin(2), given.unwrap()).await.unwrap();
        assert_eq!(rule(identity.begin_first(first).await), "first.wrong", "{name}");
        let code = confirmed.code.unwrap();
        let sent = (code.as_str(), NEW);
        let token = identity.set_first_password("wumin", sent, Origin::default()).await.unwrap();
        assert_eq!(who(&identity, &token).await, Some(crate::Who::Officer(id)), "{name}");
    }
}

#[tokio::test]
async fn a_session_that_ended_meanwhile_changes_nothing() {
    for (name, identity, _) in services() {
        let (_, account) = officer(&identity);
        let sign_in =
            async || identity.sign_in("wangfang", PASSWORD, Origin::default()).await.unwrap();
        let token = sign_in().await;
        let change = identity.verified_change(token.reveal(), PASSWORD, NEW).await.unwrap();
        identity.sign_out(token.reveal()).await.unwrap();
        let changed = identity.write_change(token.reveal(), change).await;
        assert_eq!(rule(changed), "sign-in.first", "{name}");
        let (_, session, codes) = set_up(&identity, account).await;
        let half = sign_in().await;
        let showing = identity.showing(half.reveal(), &codes[0], Origin::default()).await.unwrap();
        identity.sign_out(half.reveal()).await.unwrap();
        let shown = identity.shown(half.reveal(), showing).await;
        assert_eq!(rule(shown), "sign-in.first", "{name}");
        let own = identity.own_second(session.reveal()).await.unwrap();
        assert_eq!(own.left, 10, "{name}: the recovery code was not used up");
    }
}
