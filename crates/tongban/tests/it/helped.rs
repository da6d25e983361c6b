//! A request for help, from asking to what is told of it: the portal leaves the record, the workshop
//! makes a notice of it, and time ends it; on both databases.

use basis::Ambient;
use serde_json::json;
use tongban::house::House;
use web::testing::get;

use crate::support::PEOPLE;
use crate::support::acts::{act, sign_in};
use crate::support::home::Home;

const DAY_MILLIS: i64 = 86_400_000;

#[test]
fn whoever_asked_is_told_that_it_is_taken_up_and_that_its_day_is_over() {
    let homes = [Some(Home::sqlite()), Home::postgres()];
    for home in homes.into_iter().flatten() {
        home.json(&["demo", "--people", PEOPLE, "--load-only"]);
        let (ambient, clock) = Ambient::fixed(tongban::system().now(), 29);
        let house = home.house_in(&ambient);
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(async {
            let router = house.router();
            let elder = sign_in(&router, "elder").await;
            let body = json!({ "matter": "senior-card", "agree": true });
            let asked = act(&router, "/api/asked", &elder, ("helped-ask-1", None), &body).await;
            assert_eq!(asked.status, 201, "{}", asked.text);
            let request = asked.json()["request"].as_str().expect("an id").to_owned();
            assert!(told(&house, &elder, &request).await.is_empty(), "who asks knows it");

            let path = format!("/api/asked/{request}");
            let (helper, take) = (sign_in(&router, "helper").await, json!({ "do": "take" }));
            for _ in 0..2 {
                let taken = act(&router, &path, &helper, ("helped-take-1", Some(1)), &take).await;
                assert_eq!(taken.status, 200, "{}", taken.text);
            }
            let notices = told(&house, &elder, &request).await;
            assert!(notices.len() == 1 && notices[0].contains("有人接手了"), "{notices:?}");
            assert!(!notices[0].contains("吴建国"), "{notices:?}");

            clock.advance_millis(31 * DAY_MILLIS);
            let portal = house.portal();
            let lapsed = async || portal.tidy_help(house.keep_help_days).await.unwrap().lapsed;
            assert_eq!((lapsed().await, lapsed().await), (1, 0));
            let elder = sign_in(&router, "elder").await;
            let notices = told(&house, &elder, &request).await;
            let ends = notices.iter().filter(|text| text.contains("约好的日子过了")).count();
            assert_eq!((notices.len(), ends), (2, 1), "{notices:?}");
            let helper = sign_in(&router, "helper").await;
            assert_eq!(get(&router, &path, &helper).await.status, 404);
        });
        drop(runtime);
    }
}

/// What the holder of a session is told of a request once all work is done.
async fn told(house: &House, cookie: &str, request: &str) -> Vec<String> {
    let (router, workshop) = (house.router(), tongban::workers::workshop(house));
    while workshop.once().await.expect("the jobs can be done") > 0 {}
    let all = get(&router, "/api/my/notices", cookie).await.json();
    let notices = all["notices"].as_array().expect("a list");
    let about = notices.iter().filter(|one| one["request"] == request);
    about.map(|one| one["text"].as_str().unwrap_or_default().to_owned()).collect()
}
