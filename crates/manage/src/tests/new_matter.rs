//! A matter that the county begins by itself: from nothing, with the check naming what is missing, or as
//! a copy; published by another, offered without a restart, changed and thrown away like any other.

use serde_json::{Value, json};
use web::testing::ask;

use super::*;

const PAGE: &str = "/manage/matters/add";
const FORM: [(&str, &str); 4] = [
    ("name", "高温津贴"),
    ("code", "330511009000"),
    ("department", "minzheng"),
    ("kind", "行政给付"),
];

fn begun(router: &Router, key: &str, more: &[(&str, &str)]) -> Answer {
    wait(post(router, PAGE, "", &[&[("key", key)][..], &FORM, more].concat()))
}

fn id_of(answer: &Answer) -> ChangeId {
    assert_eq!(answer.status, 303, "{}", answer.text);
    answer.header("location").rsplit('/').next().unwrap().parse().unwrap()
}

/// What a person fills in after the check has named it.
const FILLED: [(&str, &str); 4] = [
    ("summary: {zh: \"\"}", "summary: {zh: 高温天在户外干活的人可以领。}"),
    ("who: {zh: \"\"}", "who: {zh: 户外干活的人}\nfee: {fen: 0}"),
    ("limits: {}", "limits: {promised: {n: 20, unit: 工作日}}"),
    ("outcome: {text: {zh: \"\"}}", "outcome: {text: {zh: 钱打到卡上}}"),
];

#[test]
fn a_matter_begins_from_nothing_and_is_offered_once_another_has_published_it() {
    for server in servers() {
        let (name, router) = (server.name, server.router(data(1)));
        let begun = begun(&router, "new-matter-0001", &[("id", "heat-allowance")]);
        let (draft, id) = (begun.header("location").to_owned(), id_of(&begun));
        let page = wait(get(&router, &draft, "")).text;
        for missing in ["缺少字段“fee”", "缺少字段“promised”", "这里不能是空的"]
        {
            assert!(page.contains(missing), "{name}: {missing} in {page}");
        }
        assert_eq!(server.publish(&data(2), id), "manage.not-clean", "{name}");
        let list = wait(get(&router, "/manage/matters", "")).text;
        assert!(list.contains(&draft) && list.contains("高温津贴"), "{name}: {list}");
        let versions = wait(get(&router, "/manage/matters/heat-allowance", ""));
        assert!(versions.status == 200 && versions.text.contains(&draft), "{}", versions.text);
        let change = wait(server.manage.draft(&data(1), id)).unwrap();
        let fill = |text: String, (empty, full): &(&str, &str)| text.replacen(empty, full, 1);
        let text = FILLED.iter().fold(change.text, fill);
        let whole = (id, change.version);
        wait(server.manage.write(&server.by(&data(1)), whole, text, server.today())).unwrap();
        let change = wait(server.manage.draft(&data(1), id)).unwrap();
        let judged = wait(server.manage.judge(&data(1), &change)).unwrap();
        assert!(judged.is_clean(), "{name}: {:?} {:?}", judged.findings, judged.elsewhere);
        assert_eq!(server.publish(&data(1), id), "rights.four-eyes", "{name}");
        assert_eq!(server.publish(&data(2), id), "none", "{name}");
        let catalogue = server.manage.cases.catalogue();
        let matter = catalogue.matter(COUNTY, "heat-allowance", server.today()).unwrap();
        assert_eq!((matter.version, matter.name.zh.as_str()), (1, "高温津贴"), "{name}");
        // A second version begins from the first, on every server, and after a restart too.
        let other = super::server(server.name, server.store.clone());
        let path = wait(other.manage.path_of(&data(2), "heat-allowance")).unwrap();
        let second = wait(other.manage.begin(&other.by(&data(2)), path, None)).unwrap();
        assert_eq!(wait(other.manage.draft(&data(2), second)).unwrap().number, 2, "{name}");
    }
}

#[test]
fn what_is_missing_or_taken_is_told_at_its_field_and_one_press_begins_one_draft() {
    for server in servers() {
        let (name, router) = (server.name, server.router(data(1)));
        let form = wait(get(&router, PAGE, ""));
        assert!(form.status == 200 && form.text.contains("高龄津贴"), "{name}: {}", form.text);
        let empty = wait(post(&router, PAGE, "", &[("key", "new-matter-0001")]));
        assert_eq!(empty.status, 422, "{name}");
        for field in ["name", "code", "department", "kind"] {
            assert!(empty.text.contains(&format!("href=\"#{field}\"")), "{name}: {}", empty.text);
        }
        for id in ["Heat", "import", "a b", "../x"] {
            let wrong = begun(&router, "new-matter-0002", &[("id", id)]);
            assert!(wrong.status == 422 && wrong.text.contains("href=\"#id\""), "{name} {id}");
        }
        let none = begun(&router, "new-matter-0003", &[("copy", "moon")]);
        assert!(none.status == 422 && none.text.contains("href=\"#copy\""), "{}", none.text);
        let once = begun(&router, "new-matter-0004", &[]);
        let again = begun(&router, "new-matter-0004", &[]);
        assert_eq!(id_of(&once), id_of(&again), "{name}");
        for (key, more) in
            [("new-matter-0005", [("id", "")]), ("new-matter-0006", [("id", MATTER)])]
        {
            let taken = begun(&router, key, &more);
            assert!(taken.status == 422 && taken.text.contains("href=\"#id\""), "{}", taken.text);
        }
        // Thrown away, nothing is left of it, and the id is free again.
        let id = id_of(&once);
        let draft = once.header("location").to_owned();
        let seen = wait(server.manage.draft(&data(1), id)).unwrap().version.to_string();
        let form = [("key", "new-matter-0007"), ("version", &*seen), ("do", "discard")];
        let gone = wait(post(&router, &draft, "", &form));
        assert_eq!(gone.header("location"), "/manage/matters", "{name}: {}", gone.text);
        let unknown = wait(get(&router, "/manage/matters/matter-330511009000", ""));
        assert_eq!(unknown.status, 404, "{name}");
        id_of(&begun(&router, "new-matter-0008", &[]));
    }
}

#[test]
fn a_copy_has_what_the_other_matter_has_and_nothing_of_its_name() {
    let server = servers().remove(0);
    let router = server.router(data(1));
    let id = id_of(&begun(&router, "new-matter-0001", &[("copy", MATTER)]));
    let text = wait(server.manage.draft(&data(1), id)).unwrap().text;
    assert!(text.contains("    exceptions:\n"), "{text}");
    assert!(!text.contains("extends:") && text.contains("name: {zh: 高温津贴}"), "{text}");
    assert_eq!(server.publish(&data(2), id), "none");
    let catalogue = server.manage.cases.catalogue();
    let matter = catalogue.matter(COUNTY, "matter-330511009000", server.today()).unwrap();
    let old = catalogue.matter(COUNTY, MATTER, server.today()).unwrap();
    assert_eq!(matter.conditions, old.conditions);
    assert_eq!(matter.remedies, old.remedies);
    assert_ne!(matter.outcome, old.outcome, "a certificate of its own");
}

#[test]
fn other_systems_begin_a_matter_too() {
    let server = servers().remove(0);
    let router = server.router(data(1));
    let send = |router: &Router, key: &str, body: &Value| {
        let headers = [
            ("sec-fetch-site", "same-origin"),
            ("content-type", "application/json"),
            ("idempotency-key", key),
        ];
        wait(ask(router, "POST", "/api/manage/matters", &headers, &body.to_string()))
    };
    let mut body = json!({"id": "heat-allowance", "code": "33", "name": "高温津贴",
        "department": "minzheng", "kind": "行政给付"});
    let wrong = send(&router, "new-matter-0001", &body);
    assert!(wrong.status == 422 && wrong.text.contains("\"code\""), "{}", wrong.text);
    body["code"] = json!("330511009000");
    let done = send(&router, "new-matter-0002", &body);
    assert_eq!(done.status, 201, "{}", done.text);
    assert_eq!((&done.json()["number"], &done.json()["state"]), (&json!(1), &json!("draft")));
    let files = wait(get(&router, "/api/manage/matters", "")).json();
    let files = files.as_array().unwrap();
    let file = files.iter().find(|file| file["name"] == "heat-allowance").unwrap();
    assert_eq!(file["draft"], done.json()["id"]);
    let admin = server.router(actor(COUNTY, Role::Admin, 1));
    assert_eq!(send(&admin, "new-matter-0003", &body).status, 403);
}
