//! Replies to bad ratings: written once by a supervisor, and told as coarsely as the ratings are.

use serde_json::{Value as Json, json};
use web::testing::Answer as Sent;

use super::*;

const WEEK_BEFORE: Date = date(2026, 11, 9);

fn past(place: &Place, township: &str, level: Level, day: Date) -> crate::PastRating {
    crate::PastRating {
        case: CaseId(place.app.ambient.id()),
        matter: "elderly-allowance".to_owned(),
        township: township.to_owned(),
        way: Way::Online,
        day,
        opinion: Opinion {
            indicators: Vec::new(), ..opinion(level, "窗口的人态度不好，等了半天")
        },
        looked_into: None,
    }
}

/// So many ratings of each, of the week of the tests where no other day is said.
fn rated_then(place: &Place, all: &[(&str, Level, Date, usize)]) {
    let many = all.iter().flat_map(|(township, level, day, many)| {
        (0..*many).map(move |_| past(place, township, *level, *day))
    });
    let many: Vec<_> = many.collect();
    place.feedback.keep_history(&[7; 32], many).unwrap();
}

fn open(place: &Place) -> Vec<crate::FollowUp> {
    wait(place.feedback.follow_ups(&place.supervisor().actor, None, 50)).unwrap()
}

fn router(place: &Place, actor: Actor) -> axum::Router {
    let gate = Arc::new(identity::testing::As(actor));
    web::serve(place.app.site(), routes(&place.feedback), gate)
}

fn told(place: &Place) -> Json {
    let public = router(place, Actor::visitor(COUNTY));
    let body = wait(get(&public, "/api/ratings/elderly-allowance/replies", "")).json();
    body["replies"].clone()
}

#[test]
fn a_reply_is_told_with_its_week_and_place_where_enough_share_them() {
    for place in places() {
        // Of each township the first four say no more than the county.
        rated_then(
            &place,
            &[
                ("330825101", Level::Good, MONDAY, 14),
                ("330825102", Level::Bad, MONDAY, 9),
                ("330825102", Level::Bad, WEEK_BEFORE, 1),
            ],
        );
        assert_eq!(told(&place), json!([]), "{}", place.name);
        let all = open(&place);
        let find = |code: &str, week: &str| {
            all.iter().find(|one| one.place == code && one.week == week).unwrap().id
        };
        let here = find("330825102", "2026-W47");
        for id in [here, find("330825102", "2026-W46")] {
            let by = place.supervisor();
            wait(place.feedback.end_follow_up(&by, id, answer("已加派人手", "多开一个窗口。")))
                .unwrap();
        }
        let reply = |week: Json, place: Json| {
            json!({"week": week, "place": place, "remedy": "faster",
            "words": "多开一个窗口。"})
        };
        // Only one case was rated in the week before.
        let expected =
            json!([reply("2026-W47".into(), "330825102".into()), reply(Json::Null, Json::Null),]);
        assert_eq!(told(&place), expected, "{}", place.name);
        let public = router(&place, Actor::visitor(COUNTY));
        let page = wait(get(&public, "/ratings/elderly-allowance", "")).text;
        for words in ["对差评的回复", "多开一个窗口。", "2026-W47"] {
            assert!(page.contains(words), "{}: {words}: {page}", place.name);
        }
        for words in ["已加派人手", "等了半天", "2026-W46"] {
            assert!(!page.contains(words), "{}: {words} is for supervisors: {page}", place.name);
        }
        let nothing = wait(get(&public, "/api/ratings/nothing/replies", ""));
        assert_eq!(nothing.status, 404, "{}", place.name);
    }
}

#[test]
fn what_would_tell_a_small_number_stands_under_the_matter_or_waits() {
    // Six good ones and two bad ones: that there are two is hidden, so that one reply is told. Of
    // three nothing is told at all.
    for (good, bad, expected) in [(6, 2, 1), (1, 2, 0)] {
        for place in places() {
            rated_then(
                &place,
                &[("330825101", Level::Good, MONDAY, good), ("330825101", Level::Bad, MONDAY, bad)],
            );
            for one in open(&place) {
                let by = place.supervisor();
                let done = place.feedback.end_follow_up(&by, one.id, answer("已改", ""));
                wait(done).unwrap();
            }
            let kept = place.rows("SELECT id FROM rating_replies WHERE county = $1");
            assert_eq!(kept.len(), bad, "{}: what is not told is kept", place.name);
            let found = told(&place);
            let found = found.as_array().unwrap();
            assert_eq!(found.len(), expected, "{}: {found:?}", place.name);
            for one in found {
                assert!(one["week"].is_null() && one["place"].is_null(), "{}", place.name);
            }
        }
    }
}

#[test]
fn a_reply_points_at_nobody_and_is_given_once() {
    for place in places() {
        rated_then(&place, &[("330825101", Level::Bad, MONDAY, 6)]);
        let id = open(&place)[0].id;
        let desk = router(&place, place.supervisor().actor);
        let uri = format!("/desk/ratings/{id}");
        let key = place.app.ambient.id().to_string();
        let send = |key: &str, remedy: &str, words: &str| -> Sent {
            let typed = [("key", key), ("note", "查过了"), ("remedy", remedy), ("words", words)];
            wait(post(&desk, &uri, "", &typed))
        };
        for (remedy, words, expected) in [
            ("", "", "请选一个处理结果"),
            ("better", "", "请选一个处理结果"),
            ("staff", "请打 0570-7012345 找他", "公开回复里有号码"),
            ("staff", "已提醒张师傅", "写了人的称呼"),
            ("staff", "您说态度不好，等了半天，对不起", "照抄了群众的话"),
            ("explained", "", "请用自己的话写明原因"),
        ] {
            let page = send(&key, remedy, words);
            let found = page.status == 422 && page.text.contains(expected);
            assert!(found, "{}: {words}: {}", place.name, page.text);
        }
        assert!(wait(get(&desk, &uri, "")).text.contains("公开回复"), "{}", place.name);
        for _ in 0..2 {
            let sent = send(&key, "staff", "每周一讲一次怎么待人。");
            assert_eq!(sent.header("location"), "/desk/ratings", "{}: {}", place.name, sent.text);
        }
        let other = place.app.ambient.id().to_string();
        assert_eq!(send(&other, "staff", "").status, 409, "{}", place.name);
        let kept = place.rows("SELECT words FROM rating_replies WHERE county = $1");
        assert_eq!(kept.len(), 1, "{}", place.name);
        // The ledger knows what was done, and of the words the digest.
        let records = place
            .rows("SELECT text FROM records WHERE county = $1 AND kind = 'rating.followed-up'");
        assert_eq!(records.len(), 1, "{}", place.name);
        let text: Json = records[0].json("text").unwrap();
        assert_eq!(text["body"]["reply"], "staff", "{text}");
        for words in ["怎么待人", "查过了", "等了半天"] {
            assert!(!text.to_string().contains(words), "{}: {text}", place.name);
        }
    }
}

#[test]
fn another_system_replies_under_the_same_rules() {
    for place in places() {
        rated_then(&place, &[("330825101", Level::VeryBad, MONDAY, 6)]);
        let id = open(&place)[0].id;
        let uri = format!("/api/desk/ratings/{id}");
        let send = |actor: Actor, key: &'static str, body: Json| {
            let headers = [("content-type", "application/json"), ("idempotency-key", key)];
            wait(ask(&router(&place, actor), "POST", &uri, &headers, &body.to_string()))
        };
        let body = json!({"note": "查过了", "remedy": "guide", "words": "指南改写了。"});
        let resident = place.resident().actor;
        assert_eq!(send(resident, "reply-of-nobody", body.clone()).status, 403, "{}", place.name);
        let supervisor = place.supervisor().actor;
        for (key, wrong, field) in [
            ("reply-remedy", json!({"note": "查过了", "remedy": "better"}), "remedy"),
            ("reply-words", json!({"note": "好", "remedy": "guide", "words": "找李某"}), "words"),
            ("reply-note", json!({"note": " ", "remedy": "guide"}), "note"),
        ] {
            let sent = send(supervisor.clone(), key, wrong);
            let found = (sent.status.as_u16(), sent.json()["field"].clone());
            assert_eq!(found, (422, field.into()), "{}: {}", place.name, sent.text);
        }
        for _ in 0..2 {
            let sent = send(supervisor.clone(), "reply-to-one", body.clone());
            assert_eq!(sent.status, 204, "{}: {}", place.name, sent.text);
        }
        let again = send(supervisor, "reply-again", body);
        assert_eq!(again.status, 409, "{}: {}", place.name, again.text);
    }
}

#[test]
fn a_reply_that_says_too_much_is_changed_by_whoever_saw_it_last() {
    for place in places() {
        let good = ("330825101", Level::Good, MONDAY, 9);
        rated_then(&place, &[good, ("330825102", Level::Bad, MONDAY, 9)]);
        let id = open(&place).into_iter().find(|one| one.place == "330825102").unwrap().id;
        let by = place.supervisor();
        wait(place.feedback.end_follow_up(&by, id, answer("已改", "二楼靠窗的人换了。"))).unwrap();
        let desk = router(&place, place.supervisor().actor);
        let list = wait(get(&desk, "/desk/ratings", "")).text;
        let link = format!("href=\"/desk/ratings/{id}\"");
        assert!(list.contains("写过的公开回复") && list.contains(&link), "{}: {list}", place.name);
        let uri = format!("/desk/ratings/{id}");
        let form = wait(get(&desk, &uri, "")).text;
        for words in ["改公开回复", "二楼靠窗的人换了。", "name=\"version\" value=\"1\""]
        {
            assert!(form.contains(words), "{}: {words}: {form}", place.name);
        }
        assert!(!form.contains("name=\"note\""), "{}: {form}", place.name);
        let send = |version: &str, words: &str| {
            let key = place.app.ambient.id().to_string();
            let typed =
                [("key", &*key), ("version", version), ("remedy", "staff"), ("words", words)];
            wait(post(&desk, &uri, "", &typed))
        };
        assert_eq!(send("1", "是李某不对").status, 422, "{}", place.name);
        assert_eq!(send("1", "窗口换了人。").header("location"), "/desk/ratings");
        assert_eq!(send("1", "再改一次。").status, 409, "{}: it is another by now", place.name);
        let reply = json!({"week": "2026-W47", "place": "330825102", "remedy": "staff",
            "words": "窗口换了人。"});
        assert_eq!(told(&place), json!([reply]), "{}", place.name);
        // The same for other systems.
        let api = wait(get(&desk, "/api/desk/replies", "")).json();
        let one = &api["replies"][0];
        let found = (one["id"].clone(), one["version"].clone(), api["more"].clone());
        assert_eq!(found, (json!(id.to_string()), json!(2), json!(false)), "{api}");
        let change = |id: String, key: &str, version: &str| {
            let headers = [
                ("content-type", "application/json"),
                ("idempotency-key", key),
                ("if-match", version),
            ];
            let (uri, body) = (format!("/api/desk/replies/{id}"), r#"{"remedy": "guide"}"#);
            wait(ask(&desk, "POST", &uri, &headers, body)).status.as_u16()
        };
        assert_eq!(change(id.to_string(), "change-stale", "1"), 409, "{}", place.name);
        assert_eq!(change(place.app.ambient.id().to_string(), "change-none", "1"), 404);
        assert_eq!(change(id.to_string(), "change-again", "2"), 204, "{}", place.name);
        assert_eq!(told(&place)[0]["words"], "", "{}", place.name);
        let changes = place
            .rows("SELECT text FROM records WHERE county = $1 AND kind = 'rating.reply-changed'");
        assert_eq!(changes.len(), 2, "{}", place.name);
        let resident = place.resident();
        let changed = place.feedback.change_reply(&resident, (id, 3), answer("", "").reply);
        let refused = wait(changed).expect_err("only supervisors");
        assert!(refused.refusal().is_some(), "{}", place.name);
    }
}
