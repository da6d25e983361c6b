//! What an administrator does with a resident's account.

use web::testing::get;

use super::accounts::{kinds, rule, who};
use super::*;
use crate::testing::{actor, everybody};

const NAME: &str = "徐桂花";

#[tokio::test]
async fn an_administrator_ends_the_sessions_of_a_resident_who_asks_for_it() {
    for (name, identity, _) in services() {
        let person = resident(&identity).await;
        let new = account(Holder::Person(person), &[], false);
        let account = away(|| identity.add_account(&operator(&identity), new)).unwrap();
        let sign_in = async || identity.sign_in(NUMBER, PASSWORD, Origin::default()).await.unwrap();
        let (lost, home) = (sign_in().await, sign_in().await);
        let admin = actor(COUNTY, Role::Admin, 7);
        let by = |actor: &Actor| By { actor: actor.clone(), ..operator(&identity) };
        let end = async |actor: &Actor, who: &str, number: &str| {
            rule(identity.end_sessions_of_resident(&by(actor), who, number).await)
        };
        for (role, other) in everybody(COUNTY) {
            let expected = match role {
                None => "rights.sign-in",
                Some(Role::Admin) => continue,
                Some(_) => "rights.role",
            };
            assert_eq!(end(&other, NAME, NUMBER).await, expected, "{name} {role:?}");
        }
        let own = Actor { person: Some(person), ..admin.clone() };
        assert_eq!(end(&own, NAME, NUMBER).await, "rights.own-account", "{name}");
        for (who, number) in
            [("徐桂兰", NUMBER), (NAME, "13800138001"), (NAME, ""), (NAME, "110105"), ("", NUMBER)]
        {
            assert_eq!(
                end(&admin, who, number).await,
                "resident.unknown",
                "{name}: {who} {number}"
            );
        }
        assert!(who(&identity, &lost).await.is_some(), "{name}: nothing happened");

        let once = by(&admin);
        for _ in 0..2 {
            let ended = identity.end_sessions_of_resident(&once, NAME, PHONE).await.unwrap();
            assert_eq!(ended, 2, "{name}: the same key gives the same answer");
        }
        let router = router(&identity);
        for token in [&lost, &home] {
            assert_eq!(who(&identity, token).await, None, "{name}");
            let cookie = format!("session={}", token.reveal());
            let next = get(&router, "/probe/signed-in", &cookie).await;
            assert_eq!(next.status, 401, "{name}: asked to sign in again");
        }
        let again = sign_in().await;
        assert!(who(&identity, &again).await.is_some(), "{name}: the account stays open");
        let ended = kinds(&identity, account).into_iter();
        let ended = ended.filter(|kind| kind == "account.sessions-ended").count();
        assert_eq!(ended, 1, "{name}: once, and what was refused left no record");
        assert_eq!(end(&admin, NAME, NUMBER).await, "none", "{name}");
        assert_eq!(who(&identity, &again).await, None, "{name}: another intention");
    }
}
