//! Texts as a sheet: out, back as proposals of the changed rows, found wrong by cell, and published
//! together by somebody else.

use basis::Lang;
use serde_json::json;
use web::testing::ask;

use super::*;

const URI: &str = "/manage/texts/import";
const KEY: &str = "outbound.told.accepted";
const OTHER: &str = "portal.home.popular";
const NEW: &str = "受理了，我们正在办。";
const HEADS: [&str; 5] = ["编号", "中文", "英文", "系统带来的中文", "系统带来的英文"];

/// The sheet of all texts with some cells changed.
fn book(server: &Server, changes: &[(&str, usize, &str)]) -> Vec<u8> {
    let mut rows = crate::sheets::texts::rows(&server.manage);
    for (key, column, text) in changes {
        rows.iter_mut().find(|row| row[0] == *key).unwrap()[*column] = (*text).to_owned();
    }
    sheet(&HEADS, &rows)
}

fn says(server: &Server, key: &str) -> String {
    server.manage.app.wording.now().get(Lang::Zh, key)
}

fn send(router: &Router, path: &str, key: &str, body: &serde_json::Value) -> Answer {
    let headers = [
        ("sec-fetch-site", "same-origin"),
        ("content-type", "application/json"),
        ("idempotency-key", key),
    ];
    wait(ask(router, "POST", path, &headers, &body.to_string()))
}

#[test]
fn a_sheet_of_texts_comes_back_as_proposals_and_another_publishes_them_together() {
    for server in servers() {
        let (name, one, other) = (server.name, server.router(data(1)), server.router(data(2)));
        let same = upload(&one, URI, "look", &book(&server, &[]));
        assert!(same.status == 200 && same.text.contains("没有改动"), "{name}: {}", same.text);
        let changed = book(&server, &[(KEY, 1, NEW), (OTHER, 2, "Asked for often")]);
        let looked = upload(&one, URI, "look", &changed);
        assert!(looked.text.contains(NEW) && looked.text.contains("共 2 项"), "{}", looked.text);
        for _ in 0..2 {
            let taken = upload(&one, URI, "take", &changed);
            assert_eq!(taken.header("location"), "/manage/texts/proposed", "{}", taken.text);
        }
        assert_ne!(says(&server, KEY), NEW, "{name}: proposed is not in force");
        let shown = wait(get(&one, "/manage/texts/proposed", "")).text;
        assert!(shown.contains(NEW) && !shown.contains("value=\"publish\""), "{shown}");
        let proposed = wait(get(&other, "/api/manage/texts/proposed", "")).json();
        let seen_of =
            |one: &serde_json::Value| format!("{} {}", one["id"].as_str().unwrap(), one["version"]);
        let seen: Vec<String> = proposed.as_array().unwrap().iter().map(seen_of).collect();
        assert_eq!(seen.len(), 2, "only what was changed: {proposed}");
        let mut form = vec![("key", "texts-publish-1"), ("do", "publish")];
        form.extend(seen.iter().map(|one| ("seen", one.as_str())));
        let own = wait(post(&one, "/manage/texts/proposed", "", &form));
        assert_eq!(own.status, 403, "{name}: {}", own.text);
        form[1].1 = "maybe";
        let neither = wait(post(&other, "/manage/texts/proposed", "", &form));
        assert_eq!(neither.status, 422, "{name}: {}", neither.text);
        form[1].1 = "publish";
        // A day later nobody has to move a day.
        server.clock.advance_millis(DAY);
        let done = wait(post(&other, "/manage/texts/proposed", "", &form));
        assert_eq!(done.status, 303, "{name}: {}", done.text);
        assert_eq!(says(&server, KEY), NEW, "{name}");
        let words = server.manage.app.wording.now();
        assert_eq!(words.get(Lang::En, OTHER), "Asked for often", "{name}");
        assert_eq!(says(&server, OTHER), "常办的事", "{name}: the other language stays");
    }
}

#[test]
fn with_one_wrong_cell_no_text_is_proposed() {
    let server = servers().remove(0);
    let router = server.router(data(1));
    let check = |changes: &[(&str, usize, &str)], expected: &[&str]| {
        let answer = upload(&router, URI, "take", &book(&server, changes));
        assert_eq!(answer.status, 422, "{}", answer.text);
        for words in expected {
            assert!(answer.text.contains(words), "{words}: {}", answer.text);
        }
        let proposed = wait(get(&router, "/api/manage/texts/proposed", "")).json();
        assert_eq!(proposed, json!([]), "{changes:?}");
    };
    let long = "好".repeat(80);
    check(&[(KEY, 1, "受理了{n}"), (OTHER, 2, "Often")], &["（中文）", "没有 {n} 可用"]);
    check(&[("outbound.told.about", 1, "您的事")], &["（中文）", "少了 {what}"]);
    check(&[(KEY, 1, long.as_str())], &["（中文）", "一条短信只放得下"]);
    check(&[(KEY, 2, "")], &["（英文）", "不能是空的"]);
    check(&[(KEY, 0, "outbound.told.x")], &["（编号）", "没有编号是"]);
    check(&[(KEY, 0, OTHER)], &["（编号）", "写了两行"]);
    check(&[(KEY, 4, "x")], &["（系统带来的英文）", "只供对照"]);
}

#[test]
fn other_systems_send_a_sheet_and_settle_what_is_proposed() {
    for server in servers() {
        let (one, other) = (server.router(data(1)), server.router(data(2)));
        let content = BASE64.encode(book(&server, &[(KEY, 1, NEW)]));
        let path = "/api/manage/texts";
        let looked = send(&one, path, "texts-in-look", &json!({"do": "look", "content": content}));
        assert_eq!(looked.json()["changes"][0]["is"], NEW, "{}", looked.text);
        assert_eq!(looked.json()["proposed"], 0);
        let body = json!({"do": "take", "content": content});
        for _ in 0..2 {
            let taken = send(&one, path, "texts-in-take", &body);
            assert_eq!(taken.json()["proposed"], 1, "{}: {}", server.name, taken.text);
        }
        let path = "/api/manage/texts/proposed";
        let proposed = wait(get(&other, path, "")).json();
        let seen = json!([{"id": proposed[0]["id"], "version": proposed[0]["version"]}]);
        let publish = json!({"do": "publish", "proposals": seen});
        assert_eq!(send(&one, path, "texts-settle-1", &publish).status, 403);
        for _ in 0..2 {
            let done = send(&other, path, "texts-settle-2", &publish);
            assert_eq!(done.json()["settled"], 1, "{}: {}", server.name, done.text);
        }
        assert_eq!(says(&server, KEY), NEW, "{}", server.name);
        let none = json!({"do": "discard", "proposals": []});
        assert_eq!(send(&other, path, "texts-settle-3", &none).status, 422);
    }
}
