//! Texts: found wrong before they are proposed, four eyes, from a day on, on every server, and back.

use basis::{Lang, Text};
use serde_json::json;
use web::testing::ask;

use super::*;
use crate::model::{kept, key_of};
use crate::texts::file_of;

const KEY: &str = "outbound.told.accepted";
const OLD: &str = "已经受理，正在办理。";
const NEW: &str = "受理了，我们正在办。";

fn words(zh: &str) -> Text {
    Text::new(zh, "Accepted; we are on it.")
}

impl Server {
    /// What a page or a message says now.
    fn says(&self) -> String {
        self.manage.app.wording.now().get(Lang::Zh, KEY)
    }

    fn propose(&self, who: &Actor, words: Option<Text>, from: Date) -> String {
        rule(wait(self.manage.propose(&self.by(who), (KEY, self.seen(who)), words, from)))
    }

    /// The version of what is proposed; 0 where nothing is.
    fn seen(&self, who: &Actor) -> i64 {
        let (_, proposed) = wait(self.manage.text_changes(who, KEY)).unwrap();
        proposed.map_or(0, |change| change.version)
    }

    fn put_in_force(&self, who: &Actor) -> String {
        let (_, proposed) = wait(self.manage.text_changes(who, KEY)).unwrap();
        let proposed = proposed.unwrap();
        rule(wait(self.manage.publish(&self.by(who), proposed.id, proposed.version)))
    }
}

#[test]
fn another_person_publishes_a_text_every_server_says_it_and_one_can_go_back() {
    for one in servers() {
        let (name, other) = (one.name, server(one.name, one.store.clone()));
        assert_eq!(one.propose(&data(1), Some(words(NEW)), one.today()), "none", "{name}");
        assert_eq!(one.put_in_force(&data(1)), "rights.four-eyes", "{name}");
        assert_eq!(one.says(), OLD, "{name}: proposed is not in force");
        assert_eq!(one.put_in_force(&data(2)), "none", "{name}");
        assert_eq!((one.says().as_str(), other.says().as_str()), (NEW, OLD), "{name}");
        assert!(wait(other.manage.refresh()).unwrap(), "{name}: the other looks");
        assert_eq!(other.says(), NEW, "{name}: without a restart");
        assert!(!wait(other.manage.refresh()).unwrap(), "nothing new");
        assert_eq!(server(one.name, one.store.clone()).says(), NEW, "{name}: after a restart");
        assert_eq!(one.promised(), 10, "the catalogue is as it was");
        // Back to what the build ships, again by two; the paper of a minute before keeps its words.
        let before = one.manage.app.ambient.now();
        one.clock.advance_millis(60_000);
        assert_eq!(one.propose(&data(2), None, one.today()), "none");
        assert_eq!(one.put_in_force(&data(2)), "rights.four-eyes");
        assert_eq!(one.put_in_force(&data(1)), "none", "{name}");
        assert_eq!(one.says(), OLD, "{name}");
        assert_eq!(one.manage.app.wording.at(before).get(Lang::Zh, KEY), NEW, "{name}");
    }
}

#[test]
fn a_text_waits_for_its_day() {
    for server in servers() {
        let (today, day) = (server.today(), server.today().tomorrow().unwrap());
        let late = server.propose(&data(1), Some(words(NEW)), today.yesterday().unwrap());
        assert_eq!(late, "manage.too-early", "{}", server.name);
        assert_eq!(server.propose(&data(1), Some(words(NEW)), day), "none");
        assert_eq!(server.put_in_force(&data(2)), "none");
        assert_eq!(server.says(), OLD, "{}", server.name);
        server.clock.advance_millis(DAY);
        assert!(wait(server.manage.refresh()).unwrap(), "a new day is looked at");
        assert_eq!(server.says(), NEW, "{}", server.name);
    }
}

#[test]
fn what_is_wrong_is_never_proposed_by_any_door() {
    for server in servers() {
        let today = server.today();
        let wrong = ["", "好{n}", "好{n", &"好".repeat(80)];
        for zh in wrong {
            let told = server.propose(&data(1), Some(words(zh)), today);
            assert_eq!(told, "manage.text-flawed", "{} {zh}", server.name);
        }
        let by = server.by(&data(1));
        let unknown = server.manage.propose(&by, ("outbound.told.x", 0), None, today);
        assert_eq!(rule(wait(unknown)), "manage.text");
        assert_eq!(server.propose(&data(1), Some(words(NEW)), today), "none");
        let (_, proposed) = wait(server.manage.text_changes(&data(1), KEY)).unwrap();
        let id = proposed.unwrap().id;
        // The door of the catalogue's drafts opens for no text.
        for text in [kept(Some(&words("好{n}"))), "matter: x".to_owned()] {
            let by = server.by(&data(1));
            let written = server.manage.write(&by, (id, 1), text, today);
            assert_ne!(rule(wait(written)), "none", "{}", server.name);
        }
        assert_eq!(rule(wait(server.manage.draft(&data(1), id))), "manage.draft");
        // Whoever rewrites what another proposed may not publish it either.
        assert_eq!(server.propose(&data(2), Some(words("受理了。")), today), "none");
        for number in [1, 2] {
            assert_eq!(server.put_in_force(&data(number)), "rights.four-eyes", "{}", server.name);
        }
        let by = server.by(&data(3));
        let stale = server.manage.propose(&by, (KEY, 1), None, today);
        assert_eq!(rule(wait(stale)), "manage.overtaken", "{}", server.name);
        assert_eq!(server.put_in_force(&data(3)), "none");
        assert_eq!(server.says(), "受理了。");
    }
}

#[test]
fn a_text_that_the_program_no_longer_fills_alike_is_passed_over() {
    let server = servers().remove(0);
    assert_eq!(server.propose(&data(1), Some(words(NEW)), server.today()), "none");
    assert_eq!(server.put_in_force(&data(2)), "none");
    let (published, _) = wait(server.manage.text_changes(&data(1), KEY)).unwrap();
    assert_eq!(key_of(&published[0].path), Some(KEY));
    let mut stray = published[0].clone();
    for (path, text) in [
        ("messages/outbound.told.gone", published[0].text.clone()),
        ("messages/outbound.told.about", published[0].text.clone()),
        ("messages/outbound.told.accepted", "broken".to_owned()),
    ] {
        (stray.path, stray.text) = (path.to_owned(), text);
        server.manage.put_texts(vec![stray.clone()], server.manage.app.ambient.now());
        let (now, brought) = (server.manage.app.wording.now(), server.manage.app.wording.brought());
        assert!(now.texts().eq(brought.texts()), "{path}");
    }
}

#[test]
fn a_text_is_found_changed_and_published_in_the_browser() {
    for server in servers() {
        let router = server.router(data(1));
        let list = wait(get(&router, "/manage/texts?q=%E6%AD%A3%E5%9C%A8%E5%8A%9E%E7%90%86", ""));
        assert!(list.text.contains(OLD) && list.text.contains("being worked on"), "{}", list.text);
        let first = wait(get(&router, "/manage/texts?file=portal", ""));
        assert!(first.text.contains("rel=\"next\"") && !first.text.contains(OLD));
        assert!(wait(get(&router, "/manage/texts.xlsx", "")).text.starts_with("PK"));
        let page = format!("/manage/texts/{KEY}");
        assert!(wait(get(&router, &page, "")).text.contains(OLD));
        let day = server.today();
        let (year, month, date) =
            (day.year().to_string(), day.month().to_string(), day.day().to_string());
        let send = |what: &str, zh: &str| {
            let key = format!("text-{what}-{}", zh.len());
            let form = [
                ("key", key.as_str()),
                ("version", "0"),
                ("do", what),
                ("zh", zh),
                ("en", "Accepted."),
                ("from-year", year.as_str()),
                ("from-month", month.as_str()),
                ("from-day", date.as_str()),
            ];
            wait(post(&router, &page, "", &form))
        };
        let wrong = send("propose", "受理了{n}");
        assert_eq!(wrong.status, 422, "{}", wrong.text);
        assert!(wrong.text.contains("href=\"#zh\"") && wrong.text.contains("aria-invalid"));
        let looked = send("look", "<b>受理了</b>。");
        assert_eq!(looked.status, 200, "{}", looked.text);
        assert!(looked.text.contains("【龙游县政务服务】您的“高龄津贴”"), "{}", looked.text);
        assert!(!looked.text.contains("<b>") && looked.text.contains("尖括号"), "{}", looked.text);
        assert_eq!(server.seen(&data(1)), 0, "looking proposes nothing");
        assert_eq!(send("propose", NEW).status, 303);
        assert!(!wait(get(&router, &page, "")).text.contains("value=\"publish\""));
        let other = server.router(data(2));
        let shown = wait(get(&other, &page, ""));
        assert!(shown.text.contains("value=\"publish\"") && shown.text.contains(NEW));
        let form = [("key", "text-publish-1"), ("version", "1"), ("do", "publish")];
        assert_eq!(wait(post(&other, &page, "", &form)).status, 303, "{}", server.name);
        assert_eq!(server.says(), NEW, "{}", server.name);
        let changed = wait(get(&other, "/manage/texts?only=changed", "")).text;
        assert!(changed.contains(NEW) && !changed.contains("portal.home"), "{changed}");
        let form = [("key", "text-back-0001"), ("version", "0"), ("do", "back"), ("number", "0")];
        assert_eq!(wait(post(&other, &page, "", &form)).status, 303, "{}", server.name);
        assert_eq!(server.put_in_force(&data(1)), "none");
        assert_eq!(server.says(), OLD, "{}", server.name);
    }
}

#[test]
fn other_systems_do_the_same_and_each_step_is_recorded() {
    for server in servers() {
        let (one, other) = (server.router(data(1)), server.router(data(2)));
        let path = format!("/api/manage/texts/{KEY}");
        let send = |router: &Router, key: &str, seen: &str, body: serde_json::Value| {
            let headers = [
                ("sec-fetch-site", "same-origin"),
                ("content-type", "application/json"),
                ("idempotency-key", key),
                ("if-match", seen),
            ];
            wait(ask(router, "POST", &path, &headers, &body.to_string()))
        };
        let wanted = json!({"zh": "受理了{n}", "en": "Accepted."});
        let looked = send(&one, "api-text-look", "0", json!({"do": "look", "words": wanted}));
        let found = looked.json();
        assert_eq!(found["findings"][0]["code"], "unknown", "{}", looked.text);
        let wrong = send(&one, "api-text-wrong", "0", json!({"do": "propose", "words": wanted}));
        assert_eq!(wrong.status, 422, "{}", wrong.text);
        let wanted = json!({"zh": NEW, "en": "Accepted."});
        let body = json!({"do": "propose", "words": wanted});
        let done = send(&one, "api-text-propose", "0", body.clone());
        assert_eq!(done.status, 200, "{}", done.text);
        assert_eq!(send(&one, "api-text-propose", "0", body).status, 200, "the same key again");
        let publish = json!({"do": "publish"});
        assert_eq!(send(&one, "api-text-own", "1", publish.clone()).status, 403);
        assert_eq!(send(&other, "api-text-other", "1", publish).status, 200, "{}", server.name);
        let shown = wait(get(&one, &path, "")).json();
        assert_eq!(shown["now"]["zh"], NEW);
        assert_eq!(shown["shipped"]["zh"], OLD);
        assert_eq!(shown["versions"][0]["number"], 1);
        let list = wait(get(&one, "/api/manage/texts?only=changed", "")).json();
        assert_eq!(list["texts"][0]["key"], KEY, "{list}");
        let stream = format!("text:{KEY}");
        let store = &server.manage.app.store;
        let records = store.read_now(move |tx| ledger::records(tx, COUNTY, &stream, 0, 9)).unwrap();
        let kinds: Vec<String> = records.into_iter().map(|one| one.kind).collect();
        assert_eq!(kinds, ["text.proposed", "text.published"], "{}", server.name);
    }
}

#[test]
fn the_menu_calls_a_page_what_staff_call_it() {
    let (server, key) = (servers().remove(0), "web.menu.manage-texts");
    let router = server.router(data(2));
    assert!(wait(get(&router, "/manage/texts", "")).text.contains(">文字管理</a>"));
    let wanted = Some(Text::new("改文字", "Words"));
    let proposed =
        wait(server.manage.propose(&server.by(&data(1)), (key, 0), wanted, server.today()));
    assert_eq!(rule(proposed), "none");
    let (_, proposed) = wait(server.manage.text_changes(&data(2), key)).unwrap();
    let proposed = proposed.unwrap();
    let by = server.by(&data(2));
    let published = server.manage.publish(&by, proposed.id, proposed.version);
    assert_eq!(rule(wait(published)), "none");
    let page = wait(get(&router, "/manage/texts", "")).text;
    assert!(page.contains(">改文字</a>") && !page.contains(">文字管理</a>"), "{page}");
}

#[test]
fn a_refusal_says_what_staff_have_put_under_its_rule() {
    let (server, key) = (servers().remove(0), "refusals.access.role");
    let router = server.router(data(2));
    let refused = wait(get(&router, "/manage/staff", ""));
    assert!(
        refused.status == 403 && refused.text.contains("能打开的是：系统管理员"),
        "{}",
        refused.text
    );
    let propose = |zh: &str| {
        let wanted = Some(Text::new(zh, "This page is for: {roles}."));
        let by = server.by(&data(1));
        let proposed = server.manage.propose(&by, (key, 0), wanted, server.today());
        rule(wait(proposed))
    };
    assert_eq!(propose("这一页不给您看。"), "manage.text-flawed", "who may open it is lost");
    assert_eq!(propose("这一页给{roles}用，请找他们。"), "none");
    let (_, proposed) = wait(server.manage.text_changes(&data(2), key)).unwrap();
    let proposed = proposed.unwrap();
    let by = server.by(&data(2));
    let published = server.manage.publish(&by, proposed.id, proposed.version);
    assert_eq!(rule(wait(published)), "none");
    let page = wait(get(&router, "/manage/staff", "")).text;
    assert!(page.contains("这一页给系统管理员用，请找他们。"), "{page}");
    let problem = wait(get(&router, "/api/staff", "")).json();
    assert_eq!(problem["detail"], "这一页给系统管理员用，请找他们。");
    assert!(problem["text"]["en"].as_str().unwrap().starts_with("This page is for: "));
    assert_eq!(problem["rule"], "access.role", "the rule is what programs go by");
}

#[test]
fn every_part_has_a_name_and_only_data_officers_change_a_text() {
    let server = servers().remove(0);
    let brought = server.manage.app.wording.brought();
    for (key, _) in brought.texts() {
        let name = format!("manage.text-files.{}", file_of(key));
        assert!(brought.has(&name), "{name}");
    }
    for (role, who) in everybody(COUNTY) {
        let by = server.by(&who);
        let proposed = server.manage.propose(&by, (KEY, 0), None, server.today());
        assert_eq!(wait(proposed).is_ok(), role == Some(Role::DataOfficer), "{role:?}");
    }
}
