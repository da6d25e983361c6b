//! What people come for most, and that the list points at nobody.

use super::*;
use crate::often::FEWEST_PEOPLE;

const DAY: i64 = 86_400_000;

/// So many people hand in a matter, each twice.
async fn handed_in(office: &Office, matter: &str, people: usize) {
    for number in 0..people {
        let person = PersonId(id(100 + u8::try_from(number).unwrap()));
        for _ in 0..2 {
            let mut wanted = application(matter);
            wanted.applicant.person = person;
            let by = office.by(&Actor::resident(COUNTY, person, "徐桂花"));
            office.cases.submit(by, wanted).await.unwrap();
        }
    }
}

#[test]
fn only_what_enough_people_came_for_on_whole_days_is_in_the_list() {
    on_each_database(|office| async move {
        let often = async |office: &Office| {
            office.cases.count_often(office.ambient.now()).await.unwrap();
            office.cases.often().to_vec()
        };
        handed_in(&office, "first", FEWEST_PEOPLE).await;
        handed_in(&office, "second", FEWEST_PEOPLE - 1).await;
        handed_in(&office, "allowance", FEWEST_PEOPLE + 1).await;
        assert_eq!(often(&office).await, Vec::<String>::new(), "today is not over");
        office.clock.advance_millis(DAY);
        assert_eq!(often(&office).await, ["allowance", "first"], "by people, not by cases");
        let other = office.beside();
        assert!(other.often().is_empty(), "another server counts by itself");
        office.clock.advance_millis(31 * DAY);
        assert_eq!(often(&office).await, Vec::<String>::new(), "it is over");
    });
}
