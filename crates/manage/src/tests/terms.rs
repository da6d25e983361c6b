//! Terms, facts, exceptions and the parts of a joint matter by their forms: what is typed is in the draft
//! and nothing else is changed, what is wrong stands at its field, and what goes leaves no trace.

use serde_json::json;
use web::format::percent_encoded;
use web::testing::ask;

use super::parts::{Drafting, OPEN};
use super::*;

/// Sends a form as it is shown, which changes nothing.
fn same(drafting: &Drafting<'_>, form: &str, fields: &[(&str, &str)]) {
    let before = drafting.text();
    let sent = drafting.send(form, fields);
    assert_eq!(sent.status, 303, "{form}: {}", sent.text);
    assert_eq!(drafting.text(), before, "{form}");
}

/// Sends a form with something wrong in it, which is told at a field and not kept.
fn wrong(drafting: &Drafting<'_>, form: &str, fields: &[(&str, &str)], at: &str) {
    let before = drafting.text();
    let sent = drafting.send(form, fields);
    let is_told = sent.text.contains(&format!("href=\"#{at}\""));
    assert!(sent.status == 422 && is_told, "{form} {at}: {}", sent.text);
    assert_eq!(drafting.text(), before, "{form}");
}

#[test]
fn delivery_is_changed_by_its_form_and_is_in_force_once_published() {
    for server in servers() {
        let (name, drafting) = (server.name, Drafting::of(&server, OPEN));
        let page = drafting.page("terms");
        assert!(
            page.contains("电子证照、窗口领取") && page.contains("3 个工作日"),
            "{name}: {page}"
        );
        let limit = [("limit.n", "3"), ("limit.unit", "工作日")];
        let delivery = [&[("ways", "electronic"), ("ways", "counter")][..], &limit].concat();
        same(&drafting, "terms/delivery", &delivery);
        wrong(&drafting, "terms/delivery", &limit, "ways-1");
        let many = [("ways", "post"), ("limit.n", "三"), ("limit.unit", "工作日")];
        wrong(&drafting, "terms/delivery", &many, "limit.n");
        let before = drafting.text();
        let post = [("ways", "post"), ("limit.n", "5"), ("limit.unit", "工作日")];
        let sent = drafting.send("terms/delivery", &post);
        assert!(sent.header("location").ends_with("/terms"), "{name}: {}", sent.text);
        let (was, is) =
            ("{ways: [electronic, counter], limit: {n: 3,", "{ways: [post], limit: {n: 5,");
        assert_eq!(drafting.text(), before.replacen(was, is, 1), "{name}");
        assert_eq!(server.publish(&data(1), drafting.id), "rights.four-eyes", "{name}");
        assert_eq!(server.publish(&data(2), drafting.id), "none", "{name}");
        let catalogue = server.manage.cases.catalogue();
        let matter = catalogue.matter(COUNTY, OPEN, server.today()).unwrap();
        assert_eq!(matter.process.deliver.limit.n, 5, "{name}");
    }
}

const REVIEW: [(&str, &str); 4] = [
    ("review.n", "60"),
    ("review.unit", "自然日"),
    ("review.source.law", "行政复议法"),
    ("review.source.article", "第二十条"),
];
const COURT: [(&str, &str); 4] = [
    ("court.n", "6"),
    ("court.unit", "月"),
    ("court.source.law", "行政诉讼法"),
    ("court.source.article", "第四十六条"),
];

#[test]
fn remedies_are_taken_out_and_put_back() {
    let server = servers().remove(0);
    let drafting = Drafting::of(&server, OPEN);
    let before = drafting.text();
    let remedies = [&REVIEW[..], &COURT].concat();
    same(&drafting, "terms/remedies", &remedies);
    let lawless = [&REVIEW[..2], &COURT].concat();
    wrong(&drafting, "terms/remedies", &lawless, "review.source.law");
    let gone = drafting.send("terms", &[("do", "remove:remedies")]);
    assert_eq!(gone.status, 303, "{}", gone.text);
    let begin = before.find("remedies:\n").unwrap();
    let end = before.find("unconfirmed:").unwrap();
    assert_eq!(drafting.text(), format!("{}{}", &before[..begin], &before[end..]));
    assert!(!drafting.page("terms").contains("remove:remedies"));
    assert_eq!(drafting.send("terms", &[("do", "remove:remedies")]).status, 404);
    assert_eq!(drafting.send("terms", &[("do", "remove:delivery")]).status, 404);
    assert_eq!(drafting.send("terms", &[("do", "up:delivery")]).status, 422);
    let back = drafting.send("terms/remedies", &remedies);
    assert_eq!(back.status, 303, "{}", back.text);
    let json = |text: &str| catalogue::yaml::parse(text, 0).unwrap().json();
    let kept = |mut tree: serde_json::Value| {
        tree["effective"].take();
        tree
    };
    assert_eq!(kept(json(&drafting.text())), kept(json(&before)));
    assert_eq!(server.publish(&data(2), drafting.id), "none");
    assert_eq!(wait(get(&drafting.router, "/manage/drafts/x/terms", "")).status, 404);
}

#[test]
fn a_certificate_a_benefit_and_what_a_matter_is_filed_under_have_forms() {
    let server = servers().remove(0);
    let drafting = Drafting::of(&server, OPEN);
    let paper = [
        ("name.zh", "驾驶证注销告知书"),
        ("name.en", "Notice of cancellation"),
        ("kind", "其他"),
        ("type", "driving-licence-cancelled"),
        ("fields", "deceased_name"),
        ("labels", "deceased_name | 逝者姓名 | Name of the deceased"),
    ];
    same(&drafting, "terms/certificate", &paper);
    wrong(&drafting, "terms/certificate", &paper[1..], "name.zh");
    let about = [
        ("department", "jiaojing"),
        ("kind", "其他行政权力"),
        ("case_kind", "即办件"),
        ("objects", "自然人"),
        ("life_events", "身后"),
        ("codes.basic", "331012004000"),
        ("codes.implementation", "11330825DEM000145Q4331012004000"),
    ];
    same(&drafting, "terms/about", &about);
    wrong(&drafting, "terms/about", &about[1..], "department");
    // What the check finds stands at its field.
    let mut short = about;
    short[5].1 = "3310";
    let told = drafting.send("terms/about", &short);
    assert!(told.header("location").ends_with("/terms/about"), "{}", told.text);
    let page = drafting.page("terms/about");
    assert!(page.contains("id=\"codes.basic-error\""), "{page}");
    let form = format!("href=\"/manage/drafts/{}/terms/about\"", drafting.id);
    let whole = wait(get(&drafting.router, &format!("/manage/drafts/{}", drafting.id), "")).text;
    assert!(whole.contains(&form), "{whole}");
    assert_eq!(drafting.send("terms/about", &about).status, 303);
    let long = [&paper[..], &[("validity.n", "12"), ("validity.unit", "月")]].concat();
    assert_eq!(drafting.send("terms/certificate", &long).status, 303);
    assert!(drafting.text().contains("    validity: {n: 12, unit: 月}\n"), "{}", drafting.text());
    let before = drafting.text();
    let benefit = |amount: &'static str| [("amount", amount), ("unit.zh", "元")];
    wrong(&drafting, "terms/benefit", &benefit(""), "amount");
    let told = drafting.send("terms/benefit", &benefit("没有的名字"));
    assert!(told.header("location").ends_with("/terms/benefit"), "{}", told.text);
    assert!(drafting.page("terms/benefit").contains("id=\"amount-error\""));
    assert_eq!(drafting.send("terms/benefit", &benefit("100元")).status, 303);
    let own = "benefit: {amount: 100元, unit: {zh: 元}}\n";
    assert_eq!(drafting.text(), format!("{before}{own}"));
    assert_eq!(drafting.send("terms", &[("do", "remove:benefit")]).status, 303);
    assert_eq!(drafting.text(), before);
    assert_eq!(server.publish(&data(2), drafting.id), "none");
}

#[test]
fn a_fact_is_added_read_from_elsewhere_and_taken_out() {
    let server = servers().remove(0);
    let drafting = Drafting::of(&server, OPEN);
    let before = drafting.text();
    assert!(drafting.page("facts").contains("过世日期"));
    let fact = [("id", "办理人电话"), ("from", "@phone")];
    wrong(&drafting, "facts/new", &[("id", "电 话"), ("from", "@phone")], "id");
    wrong(&drafting, "facts/new", &[("id", "过世日期"), ("from", "@phone")], "id");
    wrong(&drafting, "facts/new", &fact[..1], "from");
    let added = drafting.send("facts/new", &fact);
    assert!(added.header("location").ends_with("/facts"), "{}", added.text);
    let (old, new) = ("{form: death_date}}", "{form: death_date}, 办理人电话: {person: phone}}");
    assert_eq!(drafting.text(), before.replacen(old, new, 1));
    let form = format!("facts/{}", percent_encoded("办理人电话"));
    let page = drafting.page("facts");
    assert!(page.contains(&form) && page.contains("remove:办理人电话"), "{page}");
    same(&drafting, &form, &fact[1..]);
    let asked = drafting.send(&form, &[("from", "population.death")]);
    assert_eq!(asked.status, 303, "{}", asked.text);
    assert!(drafting.text().contains("办理人电话: {register: population, field: death}"));
    let told = drafting.send(&form, &[("from", "?moon")]);
    assert!(told.header("location").ends_with(&form), "back to the form: {}", told.text);
    assert!(drafting.page(&form).contains("moon"));
    let gone = drafting.send("facts", &[("do", "remove:办理人电话")]);
    assert_eq!(gone.status, 303, "{}", gone.text);
    assert_eq!(drafting.text(), before);
}

#[test]
fn an_exception_stands_below_its_condition_and_decides_once_published() {
    let server = servers().remove(0);
    let drafting = Drafting::of(&server, OPEN);
    let before = drafting.text();
    let exception = [("condition", "death"), ("when", "过世日期 > 今天"), ("holds", "no")];
    wrong(&drafting, "exceptions/new", &exception[..2], "holds-1");
    wrong(&drafting, "exceptions/new", &exception[1..], "condition");
    let added = drafting.send("exceptions/new", &exception);
    assert!(added.header("location").ends_with("/exceptions"), "{}", added.text);
    let rule = "    rule: 过世日期 <= 今天\n";
    let own = "    exceptions:\n      - id: exception-1\n        when: 过世日期 > 今天\n        \
               holds: false\n";
    assert_eq!(drafting.text(), before.replacen(rule, &format!("{rule}{own}"), 1));
    let form = "exceptions/death.exception-1";
    let list = drafting.page("exceptions");
    assert!(list.contains(form) && list.contains("算不符合"), "{list}");
    same(&drafting, form, &exception[1..]);
    drafting.send(form, &[("when", "没有的名字 > 今天"), ("holds", "no")]);
    let page = drafting.page(form);
    assert!(page.contains("id=\"when-error\"") && page.contains("没有的名字"), "{page}");
    assert_eq!(drafting.send(form, &exception[1..]).status, 303);
    assert_eq!(server.publish(&data(2), drafting.id), "none");
    let catalogue = server.manage.cases.catalogue();
    let matter = catalogue.matter(COUNTY, OPEN, server.today()).unwrap();
    assert!(!matter.conditions[0].exceptions[0].holds);
    let again = Drafting::of(&server, OPEN);
    let gone = again.send("exceptions", &[("do", "remove:death.exception-1")]);
    assert_eq!(gone.status, 303, "{}", gone.text);
    assert!(!again.text().contains("exceptions:"), "{}", again.text());
    assert_eq!(again.send("exceptions", &[("do", "remove:death.exception-1")]).status, 404);
}

#[test]
fn the_parts_of_a_joint_matter_wait_for_each_other_as_the_form_says() {
    let server = servers().remove(0);
    let drafting = Drafting::of(&server, "newborn");
    let before = drafting.text();
    let medical = [("matter", "resident-medical"), ("after", "household"), ("optional", "no")];
    same(&drafting, "joint/medical", &medical);
    wrong(&drafting, "joint/medical", &medical[1..], "matter");
    let guidance =
        [("matter", "parenting-guidance"), ("after", "birth-certificate"), ("optional", "yes")];
    let sent = drafting.send("joint/guidance", &guidance);
    assert_eq!(sent.status, 303, "{}", sent.text);
    let (was, is) =
        ("parenting-guidance, after: []", "parenting-guidance, after: [birth-certificate]");
    assert_eq!(drafting.text(), before.replacen(was, is, 1));
    let added = drafting.send("joint/new", &[("matter", "senior-card"), ("optional", "yes")]);
    assert_eq!(added.status, 303, "{}", added.text);
    assert!(drafting.text().contains("  - id: part-1\n    matter: senior-card\n"));
    assert_eq!(drafting.send("joint", &[("do", "up:part-1")]).status, 303);
    assert_eq!(drafting.send("joint", &[("do", "remove:part-1")]).status, 303);
    assert_eq!(drafting.text(), before.replacen(was, is, 1), "what is given stays");
}

#[test]
fn other_systems_read_and_change_terms_facts_and_exceptions() {
    let server = servers().remove(0);
    let drafting = Drafting::of(&server, OPEN);
    let path = |part: &str| format!("/api/manage/drafts/{}/{part}", drafting.id);
    let send = |part: &str, key: &str, body: serde_json::Value| {
        let seen = wait(get(&drafting.router, &path(part), "")).header("etag").to_owned();
        let headers = [
            ("sec-fetch-site", "same-origin"),
            ("content-type", "application/json"),
            ("idempotency-key", key),
            ("if-match", &*seen),
        ];
        wait(ask(&drafting.router, "POST", &path(part), &headers, &body.to_string()))
    };
    let terms = wait(get(&drafting.router, &path("terms"), "")).json();
    let delivery = terms["items"].as_array().unwrap().iter().find(|one| one["id"] == "delivery");
    assert_eq!(delivery.unwrap()["ways"], json!(["electronic", "counter"]), "{terms}");
    let item = json!({"id": "delivery", "ways": ["post"], "limit": {"n": 4, "unit": "工作日"}});
    let done = send("terms", "terms-put-0001", json!({"do": "put", "item": item}));
    assert_eq!(done.status, 200, "{}", done.text);
    assert!(drafting.text().contains("deliver: {ways: [post], limit: {n: 4, unit: 工作日}}"));
    let gone = send("terms", "terms-put-0002", json!({"do": "remove", "id": "remedies"}));
    assert_eq!((gone.status.as_u16(), &gone.json()["clean"]), (200, &json!(true)), "{}", gone.text);
    let moon = json!({"do": "put", "item": {"id": "moon"}});
    assert_eq!(send("terms", "terms-put-0003", moon).status, 404);
    let fact = json!({"id": "电话", "person": "phone"});
    let facts = send("facts", "terms-put-0004", json!({"do": "put", "item": fact})).json();
    assert_eq!(facts["items"][1], fact, "{facts}");
    let exception = json!({"id": "death.late", "when": "过世日期 > 今天", "holds": false});
    let put = send("exceptions", "terms-put-0005", json!({"do": "put", "item": exception}));
    assert_eq!(put.json()["items"][0]["condition"], "death", "{}", put.text);
    assert_eq!(put.json()["clean"], true, "{}", put.text);
}
