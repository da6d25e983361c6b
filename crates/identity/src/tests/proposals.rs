//! Posts that approve, publish, supervise or administer take two administrators, and so does getting
//! into the account of somebody who holds one.

use basis::{DivisionCode, Role};
use store::jobs::{self, Claimed};

use super::accounts::rule;
use super::*;
use crate::proposals::{BEGIN_POST, ProposalId, Wish};
use crate::staff::{NewStaff, Standing};
use crate::testing;

const NEW: &str = "灵山江边的一只白鹭";
const DAY: i64 = 86_400_000;

fn post(role: Role) -> Grant {
    let county: DivisionCode = COUNTY.parse().unwrap();
    Grant::new(role, None, county)
}

/// By an administrator; another number is another one.
fn admin(identity: &Identity, number: u64) -> By {
    By { actor: testing::actor(COUNTY, Role::Admin, number), ..operator(identity) }
}

/// Takes somebody in with a post, by the first administrator.
async fn taken_in(identity: &Identity, role: Role) -> (OfficerId, Option<String>) {
    let (name, login) = ("吴敏".to_owned(), "wumin".to_owned());
    let new = NewStaff { name, login, grants: vec![post(role)] };
    let taken = identity.take_in(&admin(identity, 1), vec![new]).await.unwrap();
    let id = identity.officer_of("wumin").await.unwrap().unwrap();
    (id, taken[0].code.clone())
}

async fn roles(identity: &Identity, id: OfficerId) -> Vec<Role> {
    identity.officer(id).await.unwrap().unwrap().roles()
}

/// What is proposed, by its only proposal.
async fn proposed(identity: &Identity) -> ProposalId {
    let all = identity.proposals(&admin(identity, 1).actor).await.unwrap();
    assert_eq!(all.len(), 1, "{all:?}");
    all[0].id
}

#[tokio::test]
async fn nobody_makes_a_data_officer_alone_nor_holds_their_first_code() {
    for (name, identity, _) in services() {
        for (n, role) in [Role::Approver, Role::Supervisor, Role::DataOfficer, Role::Admin]
            .into_iter()
            .enumerate()
        {
            let (login, grants) = (format!("somebody{n}"), vec![post(role)]);
            let new = NewStaff { name: "某人".to_owned(), login, grants };
            let taken = identity.take_in(&admin(&identity, 1), vec![new]).await.unwrap();
            assert!(taken[0].waits && taken[0].code.is_none(), "{name} {role:?}");
            let id = proposed(&identity).await;
            identity.refuse(&admin(&identity, 1), id).await.unwrap();
            let late = identity.confirm(&admin(&identity, 2), id).await;
            assert_eq!(rule(late), "officer.settled", "{name}");
        }
        for (role, expected) in [(Role::Approver, "officer.takes-two"), (Role::Planner, "none")] {
            let new =
                NewOfficer { name: "某人".to_owned(), person: None, grants: vec![post(role)] };
            let added = away(|| identity.add_officer(&admin(&identity, 1), new));
            assert_eq!(rule(added), expected, "{name} {role:?}");
        }
        let (id, code) = taken_in(&identity, Role::DataOfficer).await;
        assert_eq!(code, None, "{name}");
        assert!(roles(&identity, id).await.is_empty(), "{name}: proposed is not given");
        let proposal = proposed(&identity).await;
        let own = identity.confirm(&admin(&identity, 1), proposal).await;
        assert_eq!(rule(own), "rights.four-eyes", "{name}");
        let by = admin(&identity, 2);
        let confirmed = identity.confirm(&by, proposal).await.unwrap();
        assert_eq!(identity.confirm(&by, proposal).await.unwrap(), confirmed, "the same press");
        assert_eq!(roles(&identity, id).await, [Role::DataOfficer], "{name}");
        let sent = confirmed.code.unwrap();
        let opened = identity.set_first_password("wumin", (&sent, NEW), Origin::default()).await;
        assert!(opened.is_ok(), "{name}");
        assert!(identity.proposals(&by.actor).await.unwrap().is_empty(), "{name}");
    }
}

#[tokio::test]
async fn nobody_confirms_with_a_second_account_what_they_proposed() {
    for (name, identity, _) in services() {
        let person = resident(&identity).await;
        let admin_of = |person: Option<PersonId>| {
            let grants = vec![post(Role::Admin)];
            let new = NewOfficer { name: "徐桂花".to_owned(), person, grants };
            away(|| identity.add_officer(&operator(&identity), new)).unwrap()
        };
        let (first, second) = (admin_of(Some(person)), admin_of(Some(person)));
        let other = admin_of(None);
        let by = async |id: OfficerId| {
            let actor = identity.officer(id).await.unwrap().unwrap();
            By { actor, ..operator(&identity) }
        };
        let (called, login) = ("吴敏".to_owned(), "wumin".to_owned());
        let new = NewStaff { name: called, login, grants: vec![post(Role::DataOfficer)] };
        identity.take_in(&by(first).await, vec![new]).await.unwrap();
        let proposal = proposed(&identity).await;
        let own = identity.confirm(&by(second).await, proposal).await;
        assert_eq!(rule(own), "rights.four-eyes", "{name}");
        let confirmed = identity.confirm(&by(other).await, proposal).await;
        assert_eq!(rule(confirmed), "none", "{name}");
    }
}

#[tokio::test]
async fn whoever_proposed_a_post_is_not_left_with_a_way_into_the_account() {
    for (name, identity, _) in services() {
        // A post of the plain kind, and with its code the first administrator is in the account.
        let (id, code) = taken_in(&identity, Role::Planner).await;
        let code = code.unwrap();
        let token = identity.set_first_password("wumin", (&code, NEW), Origin::default()).await;
        let token = token.unwrap();
        let by = admin(&identity, 1);
        let given = identity.give_role(&by, id, post(Role::Approver)).await.unwrap();
        let again = identity.give_role(&admin(&identity, 1), id, post(Role::Approver)).await;
        assert_eq!(rule(again), "officer.proposed", "{name}");
        let confirmed = identity.confirm(&admin(&identity, 2), given.unwrap()).await.unwrap();
        assert!(confirmed.code.is_some(), "{name}");
        assert!(identity.actor(token.reveal()).await.unwrap().is_none(), "{name}: signed out");
        let entered = identity.sign_in("wumin", NEW, Origin::default()).await;
        assert!(entered.is_err(), "{name}: the password of before is gone");
        let now = identity.staff_member(&by.actor, id).await.unwrap();
        assert_eq!(now.standing, Standing::Invited, "{name}");
        // Another code takes two as well, and a second post of the kind brings none.
        let renewed = identity.renew_first_code(&admin(&identity, 1), id).await.unwrap();
        assert_eq!(renewed, None, "{name}");
        let all = identity.proposals(&by.actor).await.unwrap();
        assert_eq!(all[0].wish, Wish::Code, "{name}");
        let other = identity.confirm(&admin(&identity, 2), all[0].id).await.unwrap();
        assert!(other.code.is_some() && other.code != confirmed.code, "{name}");
        let more = identity.give_role(&admin(&identity, 2), id, post(Role::Supervisor)).await;
        let more = identity.confirm(&admin(&identity, 1), more.unwrap().unwrap()).await.unwrap();
        assert_eq!(more.code, None, "{name}");
        // To take a post away needs nobody else.
        identity.take_role(&admin(&identity, 1), id, post(Role::Approver)).await.unwrap();
        assert_eq!(roles(&identity, id).await, [Role::Supervisor, Role::Planner], "{name}");
    }
}

/// The jobs of posts that are due, taken as a worker takes them.
fn due(identity: &Identity) -> Vec<Claimed> {
    let (lease, now) = (identity.app.ambient.id(), identity.app.ambient.now());
    let store = identity.app.store.clone();
    let claim = move |tx: &mut store::Tx<'_>| jobs::claim(tx, COUNTY, lease, now, 60_000, 100);
    let mut claimed = away(move || store.write_now(claim)).unwrap();
    claimed.retain(|one| one.job.kind == BEGIN_POST);
    claimed
}

#[tokio::test]
async fn a_confirmed_post_begins_on_its_day_and_can_be_dropped_before() {
    for (name, identity, clock) in services() {
        let (id, _) = taken_in(&identity, Role::Planner).await;
        let tomorrow = identity.app.ambient.now().date().tomorrow().unwrap();
        let by = admin(&identity, 1);
        let yesterday = tomorrow.yesterday().unwrap().yesterday().unwrap();
        let late = identity.give_role_from(&by, id, post(Role::Auditor), yesterday).await;
        assert_eq!(rule(late), "officer.too-early", "{name}");
        // What needs no second one waits for its day all the same, and makes nobody trusted: the first
        // post of the other kind still brings a new code, the second none.
        let by = admin(&identity, 1);
        identity.give_role_from(&by, id, post(Role::Auditor), tomorrow).await.unwrap();
        for (role, brings) in [(Role::Supervisor, true), (Role::Approver, false)] {
            let by = admin(&identity, 1);
            let given = identity.give_role_from(&by, id, post(role), tomorrow).await.unwrap();
            let done = identity.confirm(&admin(&identity, 2), given.unwrap()).await.unwrap();
            assert_eq!(done.code.is_some(), brings, "{name} {role:?}");
        }
        let waiting = identity.proposals(&by.actor).await.unwrap();
        let dropped = waiting.iter().find(|one| one.wish == Wish::Post(post(Role::Approver)));
        identity.refuse(&admin(&identity, 1), dropped.unwrap().id).await.unwrap();
        assert_eq!(roles(&identity, id).await, [Role::Planner], "{name}");
        assert!(due(&identity).is_empty(), "{name}");
        let renewed = identity.renew_first_code(&admin(&identity, 1), id).await.unwrap();
        assert_eq!(renewed, None, "{name}: guarded before the day");
        clock.advance_millis(DAY);
        for claimed in due(&identity) {
            identity.run_begin_post(claimed).await.unwrap();
        }
        let held = roles(&identity, id).await;
        assert_eq!(held, [Role::Supervisor, Role::Planner, Role::Auditor], "{name}");
    }
}
