//! Departments and parameters by their forms: drafts that somebody else publishes, and every wrong
//! field named.

use identity::Grant;
use identity::staff::NewStaff;

use super::*;
use crate::model::Change;

#[test]
fn a_department_is_changed_by_its_form_and_published_by_another() {
    for server in servers() {
        let (name, router) = (server.name, server.router(data(1)));
        let list = wait(get(&router, "/manage/departments", "")).text;
        assert!(list.contains("href=\"/manage/departments/minzheng\""), "{name}: {list}");
        let page = "/manage/departments/minzheng";
        let shown = wait(get(&router, page, "")).text;
        assert!(shown.contains("县民政局"), "{name}: {shown}");
        let form = |key: &'static str, level: &'static str| {
            [
                ("key", key),
                ("name", "县民政局"),
                ("english", "County civil affairs bureau"),
                ("credit", "11330825DEM000022P"),
                ("level", level),
                ("roles", "clerk"),
                ("roles", "reviewer"),
                ("roles", "approver"),
                ("roles", "supervisor"),
                ("phone", "0570-7012345"),
            ]
        };
        let wrong = wait(post(&router, page, "", &form("department-0001", "moon")));
        assert!(wrong.status == 422 && wrong.text.contains("不是层级"), "{name}: {}", wrong.text);
        let nameless = form("department-0004", "county")
            .map(|(id, value)| (id, if id == "name" { "" } else { value }));
        let nameless = wait(post(&router, page, "", &nameless));
        assert!(nameless.text.contains("<h1>县民政局</h1>"), "{name}: {}", nameless.text);
        let done = wait(post(&router, page, "", &form("department-0002", "county")));
        assert_eq!(done.status, 303, "{name}: {}", done.text);
        let id: ChangeId = done.header("location").rsplit('/').next().unwrap().parse().unwrap();
        // Whoever comes while it is being written loses nothing and finds the draft.
        let late = form("department-0005", "county")
            .map(|(id, value)| (id, if id == "phone" { "0570-7099999" } else { value }));
        let late = wait(post(&router, page, "", &late));
        let link = format!("href=\"/manage/drafts/{id}\"");
        let is_kept = late.text.contains("0570-7099999") && late.text.contains(&link);
        assert!(late.status == 409 && is_kept, "{name}: {}", late.text);
        assert_eq!(server.publish(&data(1), id), "rights.four-eyes", "{name}");
        assert_eq!(server.publish(&data(2), id), "none", "{name}");
        let catalogue = server.manage.cases.catalogue();
        let changed = catalogue.department("minzheng").unwrap();
        assert_eq!(changed.phone.as_deref(), Some("0570-7012345"), "{name}");
        assert_eq!(changed.roles.len(), 4, "{name}");
        // Another one of the same id is told at its field.
        let mut add = form("department-0003", "county").to_vec();
        add.push(("id", "minzheng"));
        let twice = wait(post(&router, "/manage/departments/add", "", &add));
        assert!(twice.status == 422 && twice.text.contains("写了两行"), "{name}: {}", twice.text);
        let admin = server.router(actor(COUNTY, Role::Admin, 1));
        let read = wait(get(&admin, "/manage/departments", ""));
        assert!(read.status == 200 && !read.text.contains("/manage/departments/add"), "{name}");
        assert_eq!(wait(get(&admin, page, "")).status, 403, "{name}");
    }
}

#[test]
fn however_many_hold_posts_the_list_of_departments_counts_them_in_one_statement() {
    for server in servers() {
        let (name, admin) = (server.name, actor(COUNTY, Role::Admin, 1));
        let of = |role: Role| Grant::new(role, Some("minzheng"), COUNTY.parse().unwrap());
        let one = |number: usize| NewStaff {
            name: "吴敏".to_owned(),
            login: format!("wumin{number}"),
            grants: vec![of(Role::Clerk), of(Role::Reviewer)],
        };
        let list: Vec<NewStaff> = (0..7).map(one).collect();
        wait(server.manage.identity.take_in(&server.by(&admin), list)).unwrap();
        let before = store::testing::statements(&server.store);
        let page = wait(get(&server.router(admin), "/manage/departments", ""));
        let asked = store::testing::statements(&server.store) - before;
        assert!(page.text.contains("<td class=\"number\">7</td>"), "{name}: {}", page.text);
        assert!(asked < 5, "{name}: {asked} statements");
    }
}

#[test]
fn a_new_value_of_a_parameter_is_typed_with_its_day_and_law() {
    for server in servers() {
        let (name, router) = (server.name, server.router(data(1)));
        let page = "/manage/parameters";
        let shown = wait(get(&router, page, "")).text;
        assert!(shown.contains("低保.标准") && shown.contains("1000元"), "{name}: {shown}");
        let send = |key: &str, value: &str, source: &str| {
            let form = [
                ("key", key),
                ("name", "低保.标准"),
                ("value", value),
                ("from-year", "2027"),
                ("from-month", "1"),
                ("from-day", "1"),
                ("source", source),
                ("open", "待确认"),
            ];
            wait(post(&router, page, "", &form))
        };
        let law = "《县级政策（配置）》";
        let wrong = send("parameter-0001", "1100元", "县里定的");
        assert!(wrong.status == 422 && wrong.text.contains("href=\"#source\""), "{}", wrong.text);
        let empty = send("parameter-0002", "", law);
        assert!(empty.status == 422 && empty.text.contains("href=\"#value\""), "{}", empty.text);
        let nameless =
            [("key", "parameter-0004"), ("name", ""), ("value", "1100元"), ("source", law)];
        let nameless = wait(post(&router, page, "", &nameless));
        assert!(nameless.status == 422 && nameless.text.contains("href=\"#name\""), "{name}");
        let is_kept = ["1100元", law]
            .iter()
            .all(|typed| nameless.text.contains(&format!("value=\"{typed}\"")));
        assert!(is_kept, "{name}: {}", nameless.text);
        let done = send("parameter-0003", "1100元", law);
        assert_eq!(done.header("location"), "/manage/matters?drafted=1", "{}", done.text);
        let (_, drafts) = wait(server.manage.changes(&data(1))).unwrap();
        let text = &drafts[0].text;
        assert!(drafts.len() == 1 && text.contains("1100元") && text.contains("1000元"), "{name}");
        assert!(text.contains("2027-01-01"), "{name}: {text}");
        let late = send("parameter-0005", "1200元", law);
        let link = format!("href=\"/manage/drafts/{}\"", drafts[0].id);
        let is_kept = late.text.contains("1200元") && late.text.contains(&link);
        assert!(late.status == 409 && is_kept, "{name}: {}", late.text);
        assert_eq!(server.publish(&data(1), drafts[0].id), "rights.four-eyes", "{name}");
    }
}

/// The form of a draft with some fields changed, as a browser sends it.
fn form_of(server: &Server, change: &Change, wanted: &[(&str, &str)]) -> Vec<(String, String)> {
    let day = server.today();
    let mut form = crate::matters::shown_fields(&|key: &str| key.to_owned(), &change.text);
    for (field, value) in wanted {
        let found = form.iter_mut().find(|(id, _)| id == field);
        found.unwrap().1 = (*value).to_owned();
    }
    for (field, value) in [
        ("key", format!("days-{}-{}", change.number, change.version)),
        ("version", change.version.to_string()),
        ("do", "fields".to_owned()),
        ("from-year", day.year().to_string()),
        ("from-month", day.month().to_string()),
        ("from-day", day.day().to_string()),
    ] {
        form.push((field.to_owned(), value));
    }
    form
}

#[test]
fn the_days_of_a_department_and_of_a_matter_are_changed_by_their_fields() {
    for server in servers() {
        let (name, router) = (server.name, server.router(data(1)));
        let id = server.begin(&data(1), None);
        let draft = format!("/manage/drafts/{id}");
        let page = wait(get(&router, &draft, "")).text;
        let labels =
            ["受理（乡镇（街道））几天办完", "户籍核查（县公安局）几天办完", "送达几天办完"];
        for label in labels {
            assert!(page.contains(label), "{name} {label}: {page}");
        }
        let save = |wanted: &[(&str, &str)]| {
            let change = wait(server.manage.draft(&data(1), id)).unwrap();
            let form = form_of(&server, &change, wanted);
            let pairs: Vec<(&str, &str)> =
                form.iter().map(|(id, value)| (id.as_str(), value.as_str())).collect();
            wait(post(&router, &draft, "", &pairs)).status
        };
        let village = "process.stages.0.tasks.1.limit.n";
        assert_eq!(save(&[(village, "三")]), 422, "{name}: a number of days");
        // The departments together may not have longer than what is promised.
        assert_eq!(save(&[(village, "9")]), 303, "{name}");
        assert_eq!(server.publish(&data(2), id), "manage.not-clean", "{name}");
        assert_eq!(save(&[("limits.promised.n", "6"), (village, "2")]), 303, "{name}");
        assert_eq!(server.publish(&data(2), id), "none", "{name}");
        let catalogue = server.manage.cases.catalogue();
        let matter = catalogue.matter(COUNTY, MATTER, server.today()).unwrap();
        assert_eq!(matter.process.stages[0].tasks[1].limit.n, 2, "{name}");
        assert_eq!(server.promised(), 6, "{name}");
        // The department's own page tells what it has days for.
        let police = wait(get(&router, "/manage/departments/gongan", "")).text;
        assert!(police.contains("<td>户籍核查</td><td>2 个工作日</td>"), "{name}: {police}");
        assert!(police.contains(&format!("href=\"/manage/matters/{MATTER}\"")), "{name}: {police}");
    }
}

#[test]
fn service_points_come_back_as_a_draft_and_are_drawn_once_another_published_them() {
    let uri = "/manage/points/import";
    let heads = ["编码", "地方", "服务点", "地址", "电话", "开门时间", "经度", "纬度", "资料来源"];
    let row = |lon: &str| {
        let cells =
            ["330825101", "湖镇镇", "湖镇镇便民服务中心", "", "", "", lon, "29.05", "县里核对"];
        vec![cells.map(str::to_owned).to_vec()]
    };
    for server in servers() {
        let (name, router) = (server.name, server.router(data(1)));
        let wrong = upload(&router, uri, "take", &sheet(&heads, &row("29.05")));
        assert!(wrong.status == 422 && wrong.text.contains("G2（经度）"), "{name}: {}", wrong.text);
        let taken = upload(&router, uri, "take", &sheet(&heads, &row("119.25")));
        assert_eq!(taken.status, 303, "{name}: {}", taken.text);
        let id: ChangeId = taken.header("location").rsplit('/').next().unwrap().parse().unwrap();
        assert_eq!(server.publish(&data(1), id), "rights.four-eyes", "{name}");
        assert_eq!(server.publish(&data(2), id), "none", "{name}");
        let catalogue = server.manage.cases.catalogue();
        let point = &catalogue.service_points["330825101"];
        assert_eq!(point.position(), Some((119.25, 29.05)), "{name}");
        assert!(!point.synthetic && point.source == "县里核对", "{name}");
    }
}
