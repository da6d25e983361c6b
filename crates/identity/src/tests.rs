//! Stories through the database and the router, on both databases.

mod accounts;
mod doors;
mod elsewhere;
mod meanwhile;
mod passwords;
mod proposals;
mod residents;
mod second;
mod sessions;
mod staff;

use std::sync::Arc;

use axum::Router;
use axum::http::Method;
use basis::ambient::{ManualClock, SeededEntropy};
use basis::{Ambient, Instant, OfficerId, PersonId, Role};
use ledger::{Keyring, Ledger, LogKeys};
use web::{Access, App, Routes, Site, WebSettings};

use crate::account::{Holder, NewAccount, NewOfficer};
use crate::actor::{Actor, By, Grant};
use crate::{AccountId, Channel, Identity, NewPerson, Origin};

pub(crate) const COUNTY: &str = "330825";
pub(crate) const PASSWORD: &str = "湖镇镇的桂花开了";
pub(crate) const NUMBER: &str = "11010519491231002X";
pub(crate) const PHONE: &str = "13800138000";

/// Runs what blocks on a thread of its own, since the runtime of a test may not wait.
pub(crate) fn away<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| scope.spawn(work).join()).unwrap()
}

/// The service on each kind of database, with a clock that the test moves.
pub(crate) fn services() -> Vec<(&'static str, Identity, ManualClock)> {
    away(store::testing::databases)
        .into_iter()
        .map(|(name, store)| {
            let (identity, clock) = service_on(store, true);
            (name, identity, clock)
        })
        .collect()
}

pub(crate) fn service_on(store: store::Store, demo: bool) -> (Identity, ManualClock) {
    let (ambient, clock) = Ambient::fixed(Instant::from_millis(1_795_309_200_000), 1);
    let settings = WebSettings { demo, ..WebSettings::default() };
    let keys = LogKeys::generate("longyou.example/ledger", &SeededEntropy::new(5)).unwrap();
    let keys = Keyring::new([(COUNTY.to_owned(), keys)]);
    let ledger = Ledger::new(store.clone(), ambient.clone(), keys);
    let app = App::new(store, ledger, Site::new(ambient, settings));
    (Identity::new(app, &secret()).unwrap(), clock)
}

fn secret() -> [u8; 32] {
    std::array::from_fn(|place| u8::try_from(place).unwrap())
}

/// From an address.
pub(crate) fn at(address: &str) -> Origin {
    Origin { address: Some(address.parse().unwrap()), ..Origin::default() }
}

/// By the operator on the machine.
pub(crate) fn operator(identity: &Identity) -> By {
    By {
        actor: Actor::system(COUNTY),
        for_whom: None,
        channel: Channel::Api,
        at: identity.app.ambient.now(),
        key: identity.app.ambient.id().into(),
    }
}

pub(crate) fn new_person(name: &str, number: &str, phone: &str) -> NewPerson {
    NewPerson::parse([name, number, "330825101200", "湖镇镇文林村 1 号", phone]).unwrap()
}

/// Somebody whom the register knows.
pub(crate) async fn resident(identity: &Identity) -> PersonId {
    let people = vec![new_person("徐桂花", NUMBER, PHONE)];
    away(|| identity.import_people(&operator(identity), people)).unwrap();
    identity.find_person(NUMBER).await.unwrap().unwrap().id
}

/// An officer of civil affairs with an account `wangfang`.
pub(crate) fn officer(identity: &Identity) -> (OfficerId, AccountId) {
    let grant = Grant::new(Role::Approver, Some("minzheng"), COUNTY.parse().unwrap());
    let new = NewOfficer { name: "王芳".into(), person: None, grants: vec![grant] };
    let officer = away(|| identity.add_officer(&operator(identity), new)).unwrap();
    let new = account(Holder::Officer(officer), &["WangFang"], false);
    let account = away(|| identity.add_account(&operator(identity), new)).unwrap();
    (officer, account)
}

pub(crate) fn account(holder: Holder, logins: &[&str], is_demo: bool) -> NewAccount {
    NewAccount {
        holder,
        logins: logins.iter().map(|login| (*login).to_owned()).collect(),
        password: Some(PASSWORD.to_owned()),
        is_demo,
    }
}

/// The router of this part, with one page for each kind of access.
pub(crate) fn router(identity: &Identity) -> Router {
    let mut routes = crate::routes(identity);
    let probes = Routes::new(())
        .page(Method::GET, "/probe/public", Access::Public, ("公开", "public"), probe)
        .page(Method::GET, "/probe/signed-in", Access::SignedIn, ("登录", "signed in"), probe)
        .page(
            Method::GET,
            "/probe/approver",
            Access::Roles(&[Role::Approver]),
            ("审批", "-"),
            probe,
        )
        .page(Method::GET, "/probe/nobody", Access::Roles(&[]), ("无人", "nobody"), probe);
    routes.extend(probes.list());
    web::serve(identity.app.site(), routes, Arc::new(identity.clone()))
}

async fn probe(actor: Actor) -> String {
    format!("{:?}", actor.who)
}
