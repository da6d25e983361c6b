//! Places among the public figures: told where none can be worked out, else none of them.

use serde_json::json;

use super::*;

fn past(place: &Place, township: &str, many: usize) -> Vec<crate::PastRating> {
    let given = |_| crate::PastRating {
        case: CaseId(place.app.ambient.id()),
        matter: "elderly-allowance".to_owned(),
        township: township.to_owned(),
        way: Way::Online,
        day: MONDAY,
        opinion: opinion(Level::Good, ""),
        looked_into: None,
    };
    (0..many).map(given).collect()
}

#[test]
fn places_are_told_only_where_none_can_be_worked_out() {
    // Of each township the first four say no more than the county.
    let all = json!([
        {"of": "330825", "count": 8},
        {"of": "330825101", "count": 5},
        {"of": "330825102", "count": 10},
    ]);
    // Fourteen in all, eight and five of them elsewhere: the one that is left would be told.
    for (others, expected) in [(14, all), (5, json!(null))] {
        for place in places() {
            let name = place.name;
            let ratings = [past(&place, "330825101", 9), past(&place, "330825102", others)];
            place.feedback.keep_history(&[7; 32], ratings.concat()).unwrap();
            let gate = Arc::new(identity::testing::As(Actor::visitor(COUNTY)));
            let router = web::serve(place.app.site(), routes(&place.feedback), gate);
            let body = wait(get(&router, "/api/ratings/elderly-allowance", "")).json();
            assert_eq!(body["places"], expected, "{name}: {body}");
            let page = wait(get(&router, "/ratings/elderly-allowance", "")).text;
            let table = "330825102</th><td class=\"number\">10</td>";
            assert_eq!(page.contains(table), !expected.is_null(), "{name}: {page}");
            let hidden = page.contains("各地的数字暂不公布");
            assert_eq!(hidden, expected.is_null(), "{name}: {page}");
        }
    }
}
