//! One person in two counties of one database.

use basis::codes::IdentityNumber;
use store::params;
use store::testing::{plan_of, postgres_plan_of};

use super::*;
use crate::rights;
use crate::rows::ID_BY_NUMBER;

const OTHER: &str = "330881";

/// The service of another county on the same database, with a secret of its own.
fn neighbour(identity: &Identity) -> Identity {
    let (store, ambient) = (identity.app.store.clone(), identity.app.ambient.clone());
    let settings = WebSettings { county: OTHER.to_owned(), ..WebSettings::default() };
    let keys = LogKeys::generate("jiangshan.example/ledger", &SeededEntropy::new(6)).unwrap();
    let keys = Keyring::new([(OTHER.to_owned(), keys)]);
    let ledger = Ledger::new(store.clone(), ambient.clone(), keys);
    let app = App::new(store, ledger, Site::new(ambient, settings));
    let secret: [u8; 32] = secret().map(|byte| byte ^ 0xa5);
    Identity::new(app, &secret).unwrap()
}

fn taken_in(there: &Identity, name: &str, number: &str) {
    let row = [name, number, OTHER, "江山市", PHONE];
    let people = vec![NewPerson::parse(row).unwrap()];
    let by = By { actor: Actor::system(OTHER), ..operator(there) };
    away(|| there.import_people(&by, people)).unwrap();
}

#[tokio::test]
async fn a_resident_is_recognised_in_another_county_by_the_number_alone() {
    for (name, identity, _) in services() {
        let there = neighbour(&identity);
        let own = resident(&identity).await;
        let here = Actor::resident(COUNTY, own, "徐桂花");
        let follower = identity.follower(&here).await.unwrap();
        assert!(!format!("{follower:?}").contains(NUMBER), "it prints masked");
        // The same name and telephone are somebody else's.
        let birth = basis::Date::constant(1950, 1, 1);
        let namesake = IdentityNumber::compose(OTHER, birth, 7).unwrap();
        taken_in(&there, "徐桂花", namesake.reveal());
        assert_eq!(identity.known_in(OTHER, &follower).await.unwrap(), None, "{name}");
        taken_in(&there, "徐桂花", NUMBER);
        let theirs = there.find_person(NUMBER).await.unwrap().unwrap().id;
        let known = identity.known_in(OTHER, &follower).await.unwrap().unwrap();
        let scope = rights::scope(&known);
        assert_eq!((scope.county(), scope.own()), (OTHER, Some(theirs)), "{name}");
        assert!(scope.desks().is_empty() && !scope.sees_all() && scope.officer().is_none());
        let (officer, _) = officer(&identity);
        let officer = identity.officer(officer).await.unwrap().unwrap();
        assert!(identity.follower(&officer).await.is_err(), "an office follows nobody there");
    }
}

#[test]
fn a_number_is_looked_for_along_its_index() {
    for (name, store) in store::testing::databases() {
        let plan = match name {
            "sqlite" => plan_of(&store, ID_BY_NUMBER),
            _ => postgres_plan_of(&store, ID_BY_NUMBER, &params!["330881", "1"]),
        };
        assert!(plan.contains("people_number") && !plan.contains("Seq Scan"), "{name}: {plan}");
    }
}
