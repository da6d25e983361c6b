//! Materials, questions and steps by their forms: what is typed is in the draft and nothing else is
//! changed, what the check finds stands at its field, and residents have it once another published it.

use serde_json::{Value, json};
use web::testing::ask;

use super::*;

/// A matter that no level above has fixed.
pub(super) const OPEN: &str = "driving-licence-cancel";

/// A draft of a matter, its address, and what somebody types into the forms of its parts.
pub(super) struct Drafting<'s> {
    server: &'s Server,
    pub(super) router: Router,
    pub(super) id: ChangeId,
}

impl<'s> Drafting<'s> {
    fn begin(server: &'s Server) -> Self {
        Self::of(server, OPEN)
    }

    pub(super) fn of(server: &'s Server, matter: &str) -> Self {
        let path = server.manage.path(matter).unwrap();
        let id = wait(server.manage.begin(&server.by(&data(1)), path, None)).unwrap();
        Self { server, router: server.router(data(1)), id }
    }

    pub(super) fn text(&self) -> String {
        wait(self.server.manage.draft(&data(1), self.id)).unwrap().text
    }

    pub(super) fn page(&self, part: &str) -> String {
        wait(get(&self.router, &format!("/manage/drafts/{}/{part}", self.id), "")).text
    }

    /// Sends a form of a part, as of the newest version of the draft.
    pub(super) fn send(&self, part: &str, fields: &[(&str, &str)]) -> Answer {
        let draft = wait(self.server.manage.draft(&data(1), self.id)).unwrap();
        let (version, key) = (draft.version.to_string(), self.server.manage.app.ambient.id());
        let key = key.to_string();
        let mut form = vec![("key", key.as_str()), ("version", version.as_str())];
        form.extend_from_slice(fields);
        wait(post(&self.router, &format!("/manage/drafts/{}/{part}", self.id), "", &form))
    }
}

const LICENCE: [(&str, &str); 7] = [
    ("name.zh", "驾驶证"),
    ("name.en", "Driving licence"),
    ("from", "upload"),
    ("upload", "jpg"),
    ("fallback", "none"),
    ("copy", "原件"),
    ("need", "容缺后补"),
];

const QUESTION: [(&str, &str); 6] = [
    ("label.zh", "驾驶证还在吗？"),
    ("label.en", "Do you still have the licence?"),
    ("why.zh", "好告诉您要不要交回。"),
    ("type", "bool"),
    ("required", "yes"),
    ("id", "has_licence"),
];

#[test]
fn a_material_and_a_question_are_added_by_forms_and_published_by_another() {
    for server in servers() {
        let (name, drafting) = (server.name, Drafting::begin(&server));
        let before = drafting.text();
        assert!(drafting.page("materials").contains("死亡证明"), "{name}");
        // What is missing is told at its field, and what was typed is kept.
        let nameless = LICENCE.map(|(id, value)| (id, if id == "name.zh" { "" } else { value }));
        let wrong = drafting.send("materials/new", &nameless);
        let is_told = wrong.text.contains("href=\"#name.zh\"") && wrong.text.contains("Driving");
        assert!(wrong.status == 422 && is_told, "{name}: {}", wrong.text);
        assert_eq!(drafting.text(), before, "{name}");
        let done = drafting.send("materials/new", &LICENCE);
        assert_eq!(done.status, 303, "{name}: {}", done.text);
        assert!(done.header("location").ends_with("/materials"), "{name}");
        let added = "  - id: material-1\n    name: {zh: 驾驶证, en: Driving licence}\n    \
                     from: {upload: [jpg]}\n    copy: 原件\n    need: 容缺后补\n";
        let after = before.replacen("process:\n", &format!("{added}process:\n"), 1);
        assert_eq!(drafting.text(), after, "{name}: nothing else is changed");
        // Whoever looked before loses nothing of what they typed.
        let late = [&[("key", "late-0001"), ("version", "1")][..], &LICENCE].concat();
        let page = format!("/manage/drafts/{}/materials/new", drafting.id);
        let late = wait(post(&drafting.router, &page, "", &late));
        assert!(late.status == 409 && late.text.contains("Driving licence"), "{}", late.text);
        let asked = drafting.send("questions/new", &QUESTION);
        assert!(asked.header("location").ends_with("/questions"), "{name}: {}", asked.text);
        let up = drafting.send("questions", &[("do", "up:has_licence")]);
        assert_eq!(up.status, 303, "{name}: {}", up.text);
        assert_eq!(server.publish(&data(1), drafting.id), "rights.four-eyes", "{name}");
        assert_eq!(server.publish(&data(2), drafting.id), "none", "{name}");
        let catalogue = server.manage.cases.catalogue();
        let matter = catalogue.matter(COUNTY, OPEN, server.today()).unwrap();
        assert_eq!(matter.material("material-1").unwrap().name.zh, "驾驶证", "{name}");
        let asked: Vec<&str> = matter.form.iter().map(|field| field.id.as_str()).collect();
        assert_eq!(asked[3..], ["has_licence", "phone"], "{name}");
    }
}

#[test]
fn a_condition_that_cannot_be_read_is_told_at_its_field_and_an_example_can() {
    let server = servers().remove(0);
    let drafting = Drafting::begin(&server);
    let with = |more: &[(&'static str, &'static str)]| [&LICENCE[..], more].concat();
    let done = drafting.send("materials/new", &with(&[("when", "没有的名字 > 3")]));
    let item = done.header("location").to_owned();
    assert!(item.ends_with("/materials/material-1"), "back to the form: {}", done.text);
    let page = drafting.page("materials/material-1");
    assert!(page.contains("id=\"when-error\"") && page.contains("没有的名字"), "{page}");
    assert!(drafting.page("materials").contains("1 处错误"));
    let form = format!("href=\"/manage/drafts/{}/materials/material-1\"", drafting.id);
    let whole = wait(get(&drafting.router, &format!("/manage/drafts/{}", drafting.id), "")).text;
    assert!(whole.contains(&form), "the draft's page leads to the form: {whole}");
    assert_eq!(server.publish(&data(2), drafting.id), "manage.not-clean");
    // The examples can all be read; the first one is put in its place.
    let begin = page.split("id=\"example\"").nth(1).unwrap();
    let example = begin.split("<option value=\"").nth(2).unwrap();
    let example = example.split('"').next().unwrap().replace("&#62;", ">").replace("&gt;", ">");
    let mended = [&LICENCE[..], &[("when", ""), ("example", example.as_str())]].concat();
    let done = drafting.send("materials/material-1", &mended);
    assert!(done.header("location").ends_with("/materials"), "{example}: {}", done.text);
    assert!(drafting.text().contains(&format!("when: \"{example}\"")), "{}", drafting.text());
    assert_eq!(server.publish(&data(2), drafting.id), "none");
}

#[test]
fn what_is_added_and_removed_again_leaves_the_text_as_it_was() {
    for server in servers() {
        let (name, drafting) = (server.name, Drafting::begin(&server));
        let before = drafting.text();
        let step = [
            ("name.zh", "收回驾驶证"),
            ("department", "jiaojing"),
            ("role", "reviewer"),
            ("limit", "1"),
            ("unit", "小时"),
            ("may", "pass"),
            ("where", "with:check"),
            ("join", "all"),
        ];
        type Form<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str);
        let forms: [Form<'_>; 3] = [
            ("materials", &LICENCE, "material-1"),
            ("questions", &QUESTION, "has_licence"),
            ("steps", &step, "step-1"),
        ];
        for (part, fields, item) in forms {
            let added = drafting.send(&format!("{part}/new"), fields);
            let list = added.header("location").to_owned();
            assert!(list.ends_with(part), "{name} {part}: {} {list}", added.text);
            assert!(drafting.page(part).contains(&format!("value=\"remove:{item}\"")), "{name}");
            let remove = format!("remove:{item}");
            let gone = drafting.send(part, &[("do", remove.as_str())]);
            assert_eq!(gone.status, 303, "{name} {part}: {}", gone.text);
            assert_eq!(drafting.text(), before, "{name} {part}");
        }
        // A form that is sent as it is shown changes nothing either.
        let same =
            [("name.zh", "死亡证明"), ("name.en", "Death certificate"), ("from", "certificate")];
        let more = [
            ("certificate", "death-certificate"),
            ("fallback", "upload"),
            ("upload", "pdf"),
            ("upload", "jpg"),
            ("upload", "png"),
            ("copy", "复印件"),
            ("need", "必要"),
        ];
        let kept = drafting.send("materials/death-certificate", &[&same[..], &more].concat());
        assert_eq!(kept.status, 303, "{name}: {}", kept.text);
        assert_eq!(drafting.text(), before, "{name}");
    }
}

#[test]
fn a_step_after_another_is_drawn_and_too_many_hours_are_told_beside_the_steps() {
    let server = servers().remove(0);
    let drafting = Drafting::begin(&server);
    let step = |hours: &'static str| {
        [
            ("name.zh", "收回驾驶证"),
            ("department", "jiaojing"),
            ("role", "reviewer"),
            ("limit", hours),
            ("unit", "小时"),
            ("may", "pass"),
            ("may", "fail"),
            ("where", "after:check"),
        ]
    };
    let added = drafting.send("steps/new", &step("9"));
    assert_eq!(added.status, 303, "{}", added.text);
    let page = drafting.page("steps");
    assert!(page.contains("收回驾驶证") && page.contains("<svg"), "{page}");
    assert!(page.contains("各环节加起来超过承诺的"), "{page}");
    let text = drafting.text();
    assert!(text.contains("then: [step-1]") && text.contains("    - id: step-1\n"), "{text}");
    // It stays where it is and takes an hour only; the first and the last step have a form as well.
    let hour = step("1").map(|(id, value)| (id, if id == "where" { "stay" } else { value }));
    assert_eq!(drafting.send("steps/step-1", &hour).status, 303);
    assert!(!drafting.page("steps").contains("各环节加起来超过承诺的"));
    let decide =
        [("department", "jiaojing"), ("role", "approver"), ("limit", "3"), ("unit", "小时")];
    assert_eq!(drafting.send("steps/decide", &decide).status, 303);
    let text = drafting.text();
    assert!(
        text.contains("decide: {department: jiaojing, role: approver, limit: {n: 3,"),
        "{text}"
    );
    assert_eq!(drafting.send("steps", &[("do", "remove:decide")]).status, 404);
    assert_eq!(server.publish(&data(2), drafting.id), "none");
}

#[test]
fn an_english_form_has_english_brackets() {
    let server = servers().remove(0);
    let drafting = Drafting::begin(&server);
    let page = drafting.page("materials/new?lang=en");
    assert!(page.contains("Name of the material (Chinese)"), "{page}");
    assert!(drafting.page("materials/new?lang=zh").contains("材料名称（中文）"));
}

#[test]
fn a_form_that_is_sent_twice_is_done_once() {
    for server in servers() {
        let (name, drafting) = (server.name, Drafting::begin(&server));
        let send = |part: &str, fields: &[(&str, &str)], key: &'static str, version: &str| {
            let form = [&[("key", key), ("version", version)][..], fields].concat();
            wait(post(
                &drafting.router,
                &format!("/manage/drafts/{}/{part}", drafting.id),
                "",
                &form,
            ))
        };
        let remove = [("do", "remove:material-1")];
        for (part, fields, key, version) in [
            ("materials/new", &LICENCE[..], "key-part-once-1", "1"),
            ("materials", &remove[..], "key-part-once-2", "2"),
        ] {
            let once = send(part, fields, key, version);
            assert_eq!(once.status, 303, "{name} {part}: {}", once.text);
            let text = drafting.text();
            let again = send(part, fields, key, version);
            assert_eq!(again.status, 303, "{name} {part}: {}", again.text);
            assert_eq!(drafting.text(), text, "{name} {part}");
        }
    }
}

#[test]
fn what_people_ask_is_answered_by_the_office_and_shown_once_published() {
    let server = servers().remove(0);
    let drafting = Drafting::begin(&server);
    let before = drafting.text();
    let form = [("asked.zh", "要本人来吗？"), ("answer.zh", "不用，家属来就行。")];
    let added = drafting.send("faq/new", &form);
    assert_eq!(added.status, 303, "{}", added.text);
    let own = "faq:\n  - id: faq-1\n    asked: {zh: 要本人来吗？}\n    \
               answer: {zh: 不用，家属来就行。}\n";
    assert_eq!(drafting.text(), format!("{before}{own}"));
    assert_eq!(server.publish(&data(2), drafting.id), "none");
    let catalogue = server.manage.cases.catalogue();
    let matter = catalogue.matter(COUNTY, OPEN, server.today()).unwrap();
    assert_eq!(matter.faq[0].asked.zh, "要本人来吗？");
}

#[test]
fn other_systems_read_and_change_the_parts_of_a_draft() {
    let server = servers().remove(0);
    let drafting = Drafting::begin(&server);
    let path = format!("/api/manage/drafts/{}/materials", drafting.id);
    let send = |router: &Router, key: &str, seen: &str, body: &Value| {
        let headers = [
            ("sec-fetch-site", "same-origin"),
            ("content-type", "application/json"),
            ("idempotency-key", key),
            ("if-match", seen),
        ];
        wait(ask(router, "POST", &path, &headers, &body.to_string()))
    };
    let read = wait(get(&drafting.router, &path, ""));
    assert_eq!(read.json()["items"][0]["id"], "death-certificate", "{}", read.text);
    let seen = read.header("etag").to_owned();
    let item = json!({"id": "photo", "name": {"zh": "照片"}, "from": {"certificate": "moon"},
        "copy": "原件", "need": "必要"});
    let body = json!({"do": "put", "item": item});
    let done = send(&drafting.router, "part-put-0001", &seen, &body);
    let found = done.json();
    assert_eq!(found["findings"][0]["item"], "photo", "{}", done.text);
    assert_eq!(found["findings"][0]["key"], "from.certificate", "{}", done.text);
    assert!(found["clean"] == false && found["items"][1]["id"] == "photo", "{}", done.text);
    let stale =
        send(&drafting.router, "part-put-0002", &seen, &json!({"do": "remove", "id": "photo"}));
    assert_eq!(stale.status, 409, "{}", stale.text);
    let seen = done.header("etag").to_owned();
    let nameless =
        send(&drafting.router, "part-put-0003", &seen, &json!({"do": "put", "item": {}}));
    assert_eq!(nameless.status, 422, "{}", nameless.text);
    let gone =
        send(&drafting.router, "part-put-0004", &seen, &json!({"do": "remove", "id": "photo"}));
    assert_eq!(gone.json()["clean"], true, "{}", gone.text);
    // Whoever did not hear the answer asks again; what was moved is not moved twice.
    let again =
        send(&drafting.router, "part-put-0004", &seen, &json!({"do": "remove", "id": "photo"}));
    assert_eq!((again.status, &again.text), (gone.status, &gone.text));
    let other = json!({"do": "up", "id": "death-certificate"});
    let reused = send(&drafting.router, "part-put-0004", &seen, &other);
    assert_eq!(reused.status, 409, "{}", reused.text);
    let admin = server.router(actor(COUNTY, Role::Admin, 1));
    assert_eq!(wait(get(&admin, &path, "")).status, 403);
    let moon = format!("/api/manage/drafts/{}/moon", drafting.id);
    assert_eq!(wait(get(&drafting.router, &moon, "")).status, 404);
}

#[test]
fn a_condition_is_changed_by_its_form_and_decides_who_may_once_published() {
    let server = servers().remove(0);
    let drafting = Drafting::begin(&server);
    let before = drafting.text();
    let page = drafting.page("conditions");
    assert!(page.contains("已经过世") && page.contains("= 今天"), "{page}");
    // A form that is sent as it is shown changes nothing.
    let same = [("text.zh", "已经过世"), ("text.en", "The person has died")];
    let rule = |rule: &'static str| [&same[..], &[("rule", rule)]].concat();
    let kept = drafting.send("conditions/death", &rule("过世日期 <= 今天"));
    assert_eq!((kept.status.as_u16(), drafting.text()), (303, before.clone()), "{}", kept.text);
    // Neither a rule nor an example, and a rule that cannot be read, are told at the field.
    let none = drafting.send("conditions/new", &rule(""));
    assert!(none.status == 422 && none.text.contains("href=\"#rule\""), "{}", none.text);
    drafting.send("conditions/death", &rule("没有的名字 <= 今天"));
    let wrong = drafting.page("conditions/death");
    assert!(wrong.contains("id=\"rule-error\"") && wrong.contains("没有的名字"), "{wrong}");
    assert_eq!(server.publish(&data(2), drafting.id), "manage.not-clean");
    let law = [("basis.law", "行政许可法")];
    let changed = [&rule("过世日期 < 今天")[..], &law].concat();
    let done = drafting.send("conditions/death", &changed);
    assert!(done.header("location").ends_with("/conditions"), "{}", done.text);
    assert_eq!(server.publish(&data(2), drafting.id), "none");
    let catalogue = server.manage.cases.catalogue();
    let matter = catalogue.matter(COUNTY, OPEN, server.today()).unwrap();
    assert_eq!(matter.conditions[0].rule, "过世日期 < 今天");
    assert_eq!(matter.conditions[0].basis.as_ref().unwrap().law, law[0].1);
}

#[test]
fn a_special_procedure_is_added_and_removed_by_forms_and_its_clock_has_to_be_said() {
    let server = servers().remove(0);
    let drafting = Drafting::begin(&server);
    let form = [("name.zh", "公示"), ("limit.n", "7"), ("limit.unit", "自然日")];
    let silent = drafting.send("special/new", &form);
    assert!(silent.status == 422 && silent.text.contains("href=\"#stops_clock"), "{}", silent.text);
    let law =
        [("stops_clock", "yes"), ("basis.law", "行政许可法"), ("basis.article", "第四十五条")];
    let added = drafting.send("special/new", &[&form[..], &law].concat());
    assert!(added.header("location").contains("/special"), "{}", added.text);
    let tree = catalogue::yaml::parse(&drafting.text(), 0).unwrap().json();
    let found = &tree["process"]["special"];
    let expected = json!([{"id": "special-1", "name": {"zh": "公示"},
        "limit": {"n": 7, "unit": "自然日"}, "stops_clock": true,
        "basis": {"law": "行政许可法", "article": "第四十五条"}}]);
    assert_eq!(*found, expected);
    let page = drafting.page("special");
    assert!(page.contains("公示") && page.contains("时限停下来"), "{page}");
    let gone = drafting.send("special", &[("do", "remove:special-1")]);
    assert_eq!(gone.status, 303, "{}", gone.text);
    let tree = catalogue::yaml::parse(&drafting.text(), 0).unwrap().json();
    assert_eq!(tree["process"].get("special").filter(|left| **left != json!([])), None);
    assert_eq!(server.publish(&data(2), drafting.id), "none");
}
