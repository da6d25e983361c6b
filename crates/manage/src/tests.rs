//! Four eyes, schedules, two servers and going back, on both databases.

mod calendar;
mod forms;
mod lists;
mod new_matter;
mod parts;
mod residents;
mod terms;
mod text_sheets;
mod texts;

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use basis::ambient::{ManualClock, SeededEntropy};
use basis::division::Division;
use basis::{Ambient, Calendar, CaseId, Date, DivisionCode, Divisions, OfficerId, PersonId, Role};
use cases::Cases;
use catalogue::{Catalogue, Settings, Shelf, read_folder};
use identity::testing::{As, actor, everybody};
use identity::{Actor, By, Channel, Identity};
use ledger::{Keyring, Ledger, LogKeys};
use store::Store;
use web::testing::{Answer, ask, get, post, send};
use web::{App, Site, WebSettings};

use crate::model::ChangeId;
use crate::{Brought, Manage};

const COUNTY: &str = "330825";
const MATTER: &str = "elderly-allowance";
const DAY: i64 = 86_400_000;

/// One server of a county.
struct Server {
    name: &'static str,
    store: Store,
    manage: Manage,
    clock: ManualClock,
}

fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

fn divisions() -> Divisions {
    let one = |code: &str, name: &str| {
        let code: DivisionCode = code.parse().unwrap();
        let parent = code.parent();
        Division { code, name: name.to_owned(), parent, from: None, until: None, pseudo: false }
    };
    let all = [("33", "浙江省"), ("3308", "衢州市"), (COUNTY, "龙游县"), ("330825101", "湖镇镇")];
    Divisions::from_parts(all.map(|(code, name)| one(code, name)).to_vec(), Vec::new())
}

fn server(name: &'static str, store: Store) -> Server {
    let at = basis::Instant::from_millis(1_795_309_200_000);
    let (ambient, clock) = Ambient::fixed(at, 1);
    let site = Site::new(ambient.clone(), WebSettings { demo: true, ..WebSettings::default() });
    let keys = LogKeys::generate("longyou.example/ledger", &SeededEntropy::new(5)).unwrap();
    let keyring = Keyring::new([(COUNTY.to_owned(), keys)]);
    let ledger = Ledger::new(store.clone(), ambient, keyring);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/catalogue");
    let loaded = Catalogue::load(&folder, &Settings::on(at.date())).unwrap();
    let shelf = Shelf::from(Arc::new(loaded));
    let calendar = Calendar::from_years(Vec::new());
    let cases = Cases::new(ledger.clone(), shelf.clone(), calendar, COUNTY);
    let app = App::new(store.clone(), ledger, site);
    let secret = std::array::from_fn(|place| u8::try_from(place).unwrap());
    let identity = Identity::new(app.clone(), &secret).unwrap();
    let brought = Brought::new(shelf, read_folder(&folder).unwrap());
    let manage = Manage::new(app, cases, identity, Arc::new(divisions()), brought);
    manage.refresh_now().unwrap();
    Server { name, store, manage, clock }
}

fn servers() -> Vec<Server> {
    store::testing::databases().into_iter().map(|(name, store)| server(name, store)).collect()
}

/// A data officer; another number is another person.
fn data(number: u64) -> Actor {
    actor(COUNTY, Role::DataOfficer, number)
}

fn rule<T>(outcome: basis::Outcome<T>) -> String {
    match outcome {
        Ok(_) => "none".to_owned(),
        Err(stop) => stop.refusal().map_or_else(|| stop.to_string(), |one| one.rule.clone()),
    }
}

impl Server {
    fn by(&self, actor: &Actor) -> By {
        let (at, key) = (self.manage.app.ambient.now(), self.manage.app.ambient.id().into());
        By { actor: actor.clone(), for_whom: None, channel: Channel::Web, at, key }
    }

    fn today(&self) -> Date {
        self.manage.app.ambient.now().date()
    }

    /// The promised limit that residents are told.
    fn promised(&self) -> u32 {
        let catalogue = self.manage.cases.catalogue();
        catalogue.matter(COUNTY, MATTER, self.today()).unwrap().limits.promised.n
    }

    fn begin(&self, who: &Actor, from: Option<i64>) -> ChangeId {
        let path = self.manage.path(MATTER).unwrap();
        wait(self.manage.begin(&self.by(who), path, from)).unwrap()
    }

    /// Writes another promised limit into a draft.
    fn promise(&self, who: &Actor, draft: ChangeId, (was, is): (u32, u32), day: Date) -> i64 {
        let change = wait(self.manage.draft(who, draft)).unwrap();
        let text = change
            .text
            .replace(&format!("promised: {{n: {was},"), &format!("promised: {{n: {is},"));
        assert_ne!(text, change.text, "the text has the limit");
        wait(self.manage.write(&self.by(who), (draft, change.version), text, day)).unwrap()
    }

    fn publish(&self, who: &Actor, draft: ChangeId) -> String {
        let seen = wait(self.manage.draft(who, draft)).map_or(0, |change| change.version);
        rule(wait(self.manage.publish(&self.by(who), draft, seen)))
    }

    fn submit(&self) -> CaseId {
        let person = PersonId(self.manage.app.ambient.id());
        let application = cases::testing::application(MATTER, person, "330825101200").unwrap();
        let by = self.by(&Actor::resident(COUNTY, person, "龚桂花"));
        wait(self.manage.cases.submit(by, application)).unwrap().case
    }

    fn version_of(&self, case: CaseId) -> u32 {
        let scope = identity::scope(&Actor::system(COUNTY));
        wait(self.manage.cases.seen(&scope, case)).unwrap().matter.version
    }

    fn router(&self, who: Actor) -> Router {
        let routes = crate::routes(self.manage.clone());
        web::serve(self.manage.app.site(), routes, Arc::new(As(who)))
    }
}

#[test]
fn every_key_has_words_in_both_languages() {
    assert_eq!(web::testing::missing_keys(env!("CARGO_MANIFEST_DIR")), Vec::<String>::new());
    for part in crate::matters::draft::parts() {
        assert!(web::Messages::embedded().has(&format!("manage.help.{part}")), "{part}");
    }
}

#[test]
fn another_person_publishes_a_running_case_keeps_its_version_and_one_can_go_back() {
    for server in servers() {
        let (name, today) = (server.name, server.today());
        let before = server.submit();
        let draft = server.begin(&data(1), None);
        server.promise(&data(1), draft, (10, 8), today);
        assert_eq!(server.publish(&data(1), draft), "rights.four-eyes", "{name}");
        assert_eq!(server.promised(), 10, "{name}");
        assert_eq!(server.publish(&data(2), draft), "none", "{name}");
        assert_eq!(server.promised(), 8, "{name}: without a restart");
        let after = server.submit();
        assert_eq!((server.version_of(before), server.version_of(after)), (1, 2), "{name}");
        // Back to the first version, on the same day, again by two.
        let back = server.begin(&data(2), Some(1));
        assert_eq!(server.publish(&data(2), back), "rights.four-eyes");
        assert_eq!(server.publish(&data(1), back), "none", "{name}");
        assert_eq!(server.promised(), 10, "{name}");
        assert_eq!(server.version_of(after), 2, "{name}: what began stays");
        assert_eq!(server.version_of(server.submit()), 3);
    }
}

#[test]
fn whoever_wrote_a_word_of_it_cannot_publish_it() {
    for server in servers() {
        let draft = server.begin(&data(1), None);
        server.promise(&data(2), draft, (10, 9), server.today());
        for number in [1, 2] {
            assert_eq!(server.publish(&data(number), draft), "rights.four-eyes", "{}", server.name);
        }
        assert_eq!(server.publish(&data(3), draft), "none");
    }
}

#[test]
fn what_the_check_finds_is_told_with_its_place_and_keeps_it_from_being_published() {
    for server in servers() {
        let draft = server.begin(&data(1), None);
        // Longer than the law allows.
        server.promise(&data(1), draft, (10, 60), server.today());
        let change = wait(server.manage.draft(&data(1), draft)).unwrap();
        let judged = wait(server.manage.judge(&data(1), &change)).unwrap();
        let line = change.text.lines().position(|line| line.contains("promised: {n: 60,")).unwrap();
        let found = judged.findings.iter().any(|one| one.line as usize == line + 1);
        assert!(found && !judged.is_clean(), "{:?}", judged.findings);
        assert_eq!(server.publish(&data(2), draft), "manage.not-clean", "{}", server.name);
        server.promise(&data(1), draft, (60, 7), server.today());
        assert_eq!(server.publish(&data(2), draft), "none");
    }
}

#[test]
fn a_scheduled_version_waits_for_its_day() {
    for server in servers() {
        let day = server.today().tomorrow().unwrap();
        let draft = server.begin(&data(1), None);
        server.promise(&data(1), draft, (10, 6), day);
        assert_eq!(server.publish(&data(2), draft), "none");
        assert_eq!(server.promised(), 10, "{}", server.name);
        server.clock.advance_millis(DAY);
        assert!(wait(server.manage.refresh()).unwrap(), "a new day is looked at");
        assert_eq!(server.promised(), 6, "{}", server.name);
        // A day that is over cannot be chosen any more.
        let late = server.begin(&data(1), None);
        server.promise(&data(1), late, (6, 5), day.yesterday().unwrap());
        assert_eq!(server.publish(&data(2), late), "manage.too-early");
    }
}

#[test]
fn another_server_takes_it_up_and_a_restarted_one_has_it() {
    for one in servers() {
        let other = server(one.name, one.store.clone());
        let draft = one.begin(&data(1), None);
        one.promise(&data(1), draft, (10, 8), one.today());
        assert_eq!(one.publish(&data(2), draft), "none");
        let case = one.submit();
        assert_eq!(other.promised(), 10);
        // A case of the new version reaches the other server before it has looked by itself.
        other.manage.look_when_missed();
        assert_eq!(other.version_of(case), 2, "{}", one.name);
        assert_eq!(other.promised(), 8, "{}", one.name);
        assert!(!wait(other.manage.refresh()).unwrap(), "nothing new");
        assert_eq!(server(one.name, one.store.clone()).promised(), 8, "after a restart");
    }
}

#[test]
fn one_draft_at_a_time_and_nobody_writes_over_another() {
    for server in servers() {
        let draft = server.begin(&data(1), None);
        let path = server.manage.path(MATTER).unwrap();
        let second = wait(server.manage.begin(&server.by(&data(2)), path, None));
        assert_eq!(rule(second), "manage.has-draft", "{}", server.name);
        server.promise(&data(1), draft, (10, 9), server.today());
        let by = server.by(&data(2));
        let stale = server.manage.write(&by, (draft, 1), "x".to_owned(), server.today());
        assert_eq!(rule(wait(stale)), "manage.overtaken");
        let seen = wait(server.manage.draft(&data(1), draft)).unwrap().version;
        wait(server.manage.discard(&server.by(&data(2)), draft, seen)).unwrap();
        assert_eq!(rule(wait(server.manage.draft(&data(1), draft))), "manage.draft");
        assert_eq!(server.manage.path("../x").unwrap_err().rule, "manage.file");
    }
}

#[test]
fn the_catalogue_is_the_data_officers_matter() {
    let server = servers().remove(0);
    for (role, who) in everybody(COUNTY) {
        let path = server.manage.path(MATTER).unwrap();
        let begun = wait(server.manage.begin(&server.by(&who), path, None));
        assert_eq!(begun.is_ok(), role == Some(Role::DataOfficer), "{role:?}");
    }
}

#[test]
fn a_draft_is_changed_by_its_fields_in_the_browser() {
    for server in servers() {
        let router = server.router(data(1));
        let list = wait(get(&router, "/manage/matters", ""));
        assert!(list.text.contains("高龄津贴"), "{}", list.text);
        let begun =
            wait(post(&router, &format!("/manage/matters/{MATTER}"), "", &[("key", "begin-0001")]));
        assert_eq!(begun.status, 303, "{}", begun.text);
        let draft = begun.header("location").to_owned();
        let page = wait(get(&router, &draft, ""));
        assert!(page.text.contains("limits.promised.n"), "{}", page.text);
        assert!(
            !page.text.contains("value=\"publish\""),
            "whoever drafted is offered no publishing"
        );
        let id: ChangeId = draft.rsplit('/').next().unwrap().parse().unwrap();
        let change = wait(server.manage.draft(&data(1), id)).unwrap();
        let say = |key: &str| key.to_owned();
        let mut form: Vec<(String, String)> = crate::matters::shown_fields(&say, &change.text);
        for (id, value) in &mut form {
            if id == "limits.promised.n" {
                *value = "7".to_owned();
            }
        }
        let day = server.today();
        let more = [
            ("key", "fields-0001".to_owned()),
            ("version", change.version.to_string()),
            ("do", "fields".to_owned()),
            ("from-year", day.year().to_string()),
            ("from-month", day.month().to_string()),
            ("from-day", day.day().to_string()),
        ];
        let pairs: Vec<(&str, &str)> = more
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .chain(form.iter().map(|(name, value)| (name.as_str(), value.as_str())))
            .collect();
        let saved = wait(post(&router, &draft, "", &pairs));
        assert_eq!(saved.status, 303, "{}", saved.text);
        let other = server.router(data(2));
        let page = wait(get(&other, &draft, ""));
        assert!(
            page.text.contains("value=\"publish\"") && page.text.contains("{n: 7,"),
            "{}",
            page.text
        );
        let seen = wait(server.manage.draft(&data(2), id)).unwrap().version.to_string();
        let form = [("key", "publish-0001"), ("version", &*seen), ("do", "publish")];
        let done = wait(post(&other, &draft, "", &form));
        assert_eq!(done.status, 303, "{}", done.text);
        assert_eq!(server.promised(), 7, "{}", server.name);
    }
}

#[test]
fn staff_are_added_and_changed_in_the_browser_and_never_by_themselves() {
    for server in servers() {
        let admin = actor(COUNTY, Role::Admin, 1);
        let router = server.router(admin.clone());
        let form = [
            ("key", "staff-add-1"),
            ("name", "王小芳"),
            ("login", "wangxiaofang"),
            ("role", "窗口人员"),
            ("department", ""),
            ("division", "湖镇镇"),
        ];
        let wrong = wait(post(&router, "/manage/staff/add", "", &form));
        assert_eq!(wrong.status, 422, "a clerk needs a department");
        let form =
            form.map(|(name, value)| (name, if name == "department" { "minzheng" } else { value }));
        let done = wait(post(&router, "/manage/staff/add", "", &form));
        assert!(
            done.text.contains("<code>") && done.text.contains("wangxiaofang"),
            "{}",
            done.text
        );
        let listed = wait(server.manage.identity.staff(&admin, "wangxiao", "", 9)).unwrap();
        assert_eq!(listed[0].grants[0].division.as_str(), "330825101");
        let page = format!("/manage/staff/{}", listed[0].id);
        let give = [
            ("key", "staff-give-1"),
            ("do", "give"),
            ("role", "supervisor"),
            ("department", ""),
            ("division", ""),
        ];
        assert_eq!(wait(post(&router, &page, "", &give)).status, 303);
        assert!(wait(get(&router, &page, "")).text.contains("退出所有登录"));
        let end = [("key", "staff-end-1"), ("do", "end")];
        assert_eq!(wait(post(&router, &page, "", &end)).status, 303, "{}", server.name);
        // A post that supervises counts when another administrator has confirmed it.
        let held = wait(server.manage.identity.staff_member(&admin, listed[0].id)).unwrap().grants;
        assert!(held.iter().all(|grant| grant.role == Role::Clerk), "{}", server.name);
        assert!(wait(get(&router, &page, "")).text.contains("等另一位系统管理员确认"));
        let waiting = wait(get(&router, "/api/manage/posts", "")).json();
        let proposal = format!("/manage/posts/{}", waiting[0]["id"].as_str().unwrap());
        let confirm = [("key", "staff-confirm-1"), ("do", "confirm")];
        let own = wait(post(&router, &proposal, "", &confirm));
        assert_eq!(own.status, 403, "{}", own.text);
        let offered = wait(get(&router, "/manage/posts", "")).text;
        assert!(
            !offered.contains("value=\"confirm\"") && offered.contains("您提议的"),
            "{offered}"
        );
        let other = server.router(actor(COUNTY, Role::Admin, 2));
        let offered = wait(get(&other, "/manage/posts", "")).text;
        assert!(offered.contains("value=\"confirm\"") && offered.contains("王小芳"), "{offered}");
        for neither in ["", "maybe"] {
            let form = [("key", "staff-neither-1"), ("do", neither)];
            assert_eq!(wait(post(&other, &proposal, "", &form)).status, 422, "{neither}");
        }
        let done = wait(post(&other, &proposal, "", &confirm));
        assert!(done.text.contains("<code>"), "whoever confirms gives the code out: {}", done.text);
        let take = [
            ("key", "staff-take-1"),
            ("do", "take"),
            ("role", "clerk"),
            ("department", "minzheng"),
            ("division", "330825101"),
        ];
        assert_eq!(wait(post(&router, &page, "", &take)).status, 303);
        let now = wait(server.manage.identity.staff_member(&admin, listed[0].id)).unwrap();
        assert_eq!(now.grants.len(), 1, "{}", server.name);
        assert_eq!(now.grants[0].role, Role::Supervisor);
        let shown = wait(get(&router, "/manage/staff", ""));
        assert!(shown.text.contains("王小芳") && shown.text.contains("等首次登录"));
        let own: OfficerId = admin.officer_id().unwrap();
        let own = wait(post(&router, &format!("/manage/staff/{own}"), "", &give));
        assert_eq!(own.status, 403, "{}", own.text);
        let sheet = wait(get(&router, "/manage/staff.xlsx", ""));
        assert_eq!(sheet.status, 200);
        assert!(sheet.text.starts_with("PK"));
    }
}

/// The implementation list in force with one cell of the old-age allowance's first row changed.
fn edited(server: &Server, title: &str, text: &str) -> Vec<u8> {
    let rows = catalogue::list::rows(&server.manage.cases.catalogue());
    let mut cells: Vec<Vec<String>> = rows.iter().map(catalogue::list::cells).collect();
    let titles: Vec<&str> = catalogue::list::titles().collect();
    let at = titles.iter().position(|known| *known == title).unwrap();
    cells.iter_mut().find(|row| row[0] == MATTER).unwrap()[at] = text.to_owned();
    catalogue::list::workbook(&titles, &cells).unwrap()
}

/// A form with a workbook, as a browser sends it.
fn upload(router: &Router, uri: &str, what: &str, book: &[u8]) -> Answer {
    let part = |name: &str| format!("--cut\r\ncontent-disposition: form-data; name=\"{name}\"");
    let head = [
        part("key"),
        "\r\n\r\nworkbook-0001\r\n".to_owned(),
        part("do"),
        format!("\r\n\r\n{what}\r\n"),
        part("file"),
        "; filename=\"list.xlsx\"\r\n\r\n".to_owned(),
    ];
    let body = [head.concat().as_bytes(), book, b"\r\n--cut--\r\n"].concat();
    let request = Request::post(uri)
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "multipart/form-data; boundary=cut")
        .body(Body::from(body))
        .unwrap();
    wait(send(router, request))
}

#[test]
fn a_list_that_comes_back_becomes_drafts_for_somebody_else_and_with_one_error_none() {
    let uri = "/manage/matters/import";
    for server in servers() {
        let (name, router) = (server.name, server.router(data(1)));
        let drafts = || wait(server.manage.changes(&data(1))).unwrap().1;
        let wrong = upload(&router, uri, "take", &edited(&server, "承诺办结时限", "999"));
        assert_eq!(wrong.status, 422, "{name}: {}", wrong.text);
        assert!(wrong.text.contains("承诺办结时限：") && drafts().is_empty(), "{}", wrong.text);
        let none = upload(&router, uri, "take", b"no workbook");
        assert!(none.status == 422 && none.text.contains("不是 XLSX"), "{}", none.text);
        let list = edited(&server, "承诺办结时限", "9");
        let seen = upload(&router, uri, "look", &list);
        assert!(seen.text.contains("<td>10</td><td>9</td>"), "{name}: {}", seen.text);
        assert!(drafts().is_empty(), "looking begins nothing");
        // The same press twice begins one draft.
        for _ in 0..2 {
            let taken = upload(&router, uri, "take", &list);
            assert_eq!(taken.header("location"), "/manage/matters?drafted=1", "{}", taken.text);
        }
        let begun = drafts();
        assert!(begun.len() == 1 && begun[0].text.contains("promised: {n: 9,"), "{name}");
        assert_eq!(server.publish(&data(1), begun[0].id), "rights.four-eyes");
        assert_eq!(server.publish(&data(2), begun[0].id), "none", "{name}");
        assert_eq!(server.promised(), 9, "{name}");
        // The first row is that of the version that was replaced.
        let content = BASE64.encode(edited(&server, "承诺办结时限", "8"));
        let body = serde_json::json!({"do": "take", "content": content}).to_string();
        let headers = [
            ("sec-fetch-site", "same-origin"),
            ("content-type", "application/json"),
            ("idempotency-key", "list-in-0002"),
        ];
        let answer = wait(ask(&router, "POST", "/api/manage/list", &headers, &body)).json();
        let errors = answer["errors"].as_array().unwrap();
        let is_told = |one: &serde_json::Value| one["text"].as_str().unwrap().contains("第 2 版");
        assert!(errors.iter().any(is_told), "{name}: {answer}");
        assert!(drafts().is_empty(), "{name}");
    }
}

/// A sheet of one tab.
fn sheet(heads: &[&str], rows: &[Vec<String>]) -> Vec<u8> {
    catalogue::list::workbook(heads, rows).unwrap()
}

#[test]
fn departments_come_back_as_a_draft_and_none_is_lost_on_the_way() {
    let uri = "/manage/departments/import";
    let heads = [
        "代号",
        "名称",
        "英文名称",
        "统一社会信用代码",
        "层级",
        "岗位",
        "电话",
        "窗口地址",
        "开门时间",
    ];
    for server in servers() {
        let router = server.router(data(1));
        let text = wait(server.manage.newest_text("departments.yaml")).unwrap();
        let mut rows = crate::sheets::departments::rows(&text);
        let lost = upload(&router, uri, "take", &sheet(&heads, &rows[1..]));
        assert!(lost.status == 422 && lost.text.contains(&rows[0][1]), "{}", lost.text);
        rows[1][6] = "0570-7012345".to_owned();
        rows[1][7] = "县政务服务中心二楼".to_owned();
        rows[1][8] = "工作日 8:30 到 17:00".to_owned();
        let taken = upload(&router, uri, "take", &sheet(&heads, &rows));
        assert_eq!(taken.status, 303, "{}: {}", server.name, taken.text);
        let id: ChangeId = taken.header("location").rsplit('/').next().unwrap().parse().unwrap();
        assert_eq!(server.publish(&data(2), id), "none", "{}", server.name);
        let all = wait(get(&router, "/api/manage/departments", "")).text;
        assert!(all.contains("0570-7012345"), "{}: {all}", server.name);
        let after = wait(server.manage.newest_text("departments.yaml")).unwrap();
        assert!(after.contains("phone: 0570-7012345"), "{after}");
        assert_eq!(after.lines().count(), text.lines().count() + 3, "and nothing else: {after}");
        let catalogue = server.manage.cases.catalogue();
        let changed = &catalogue.departments[&rows[1][0]];
        let told = (changed.address.as_deref(), changed.hours.as_deref());
        assert_eq!(told, (Some("县政务服务中心二楼"), Some("工作日 8:30 到 17:00")));
    }
}
