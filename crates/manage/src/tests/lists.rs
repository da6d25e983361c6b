//! Lists of the catalogue as sheets: life events, words of search and registers go out and come back as
//! drafts that somebody else publishes.

use super::*;

/// Takes a sheet in as a draft, and lets another publish it.
fn published(server: &Server, uri: &str, book: &[u8]) {
    let name = server.name;
    let taken = upload(&server.router(data(1)), uri, "take", book);
    assert_eq!(taken.status, 303, "{name} {uri}: {}", taken.text);
    let id: ChangeId = taken.header("location").rsplit('/').next().unwrap().parse().unwrap();
    assert_eq!(server.publish(&data(1), id), "rights.four-eyes", "{name} {uri}");
    assert_eq!(server.publish(&data(2), id), "none", "{name} {uri}");
}

fn text(server: &Server, path: &str) -> String {
    wait(server.manage.newest_text(path)).unwrap()
}

#[test]
fn life_events_come_back_as_a_draft() {
    let heads = ["编号", "名称", "英文名称", "一句话说明", "英文说明", "群众还会怎么说"];
    let uri = "/manage/life-events/import";
    for server in servers() {
        let mut rows = crate::sheets::events::rows(&text(&server, "life-events.yaml"));
        let lost = upload(&server.router(data(1)), uri, "take", &sheet(&heads, &rows[1..]));
        assert!(lost.status == 422 && lost.text.contains(&rows[0][0]), "{}", lost.text);
        rows[0][1] = "生孩子".to_owned();
        published(&server, uri, &sheet(&heads, &rows));
        let catalogue = server.manage.cases.catalogue();
        assert_eq!(catalogue.life_events[&rows[0][0]].name.zh, "生孩子", "{}", server.name);
    }
}

#[test]
fn words_of_search_come_back_as_a_draft_and_mean_a_matter() {
    let (heads, uri) = (["群众怎么说", "想办的是"], "/manage/words/import");
    for server in servers() {
        let mut rows = crate::sheets::words::rows(&text(&server, "words.yaml"));
        let new = |means: &str| vec!["米寿有没有红包".to_owned(), means.to_owned()];
        rows.push(new("飞天补贴"));
        let wrong = upload(&server.router(data(1)), uri, "take", &sheet(&heads, &rows));
        assert!(wrong.status == 422 && wrong.text.contains("飞天补贴"), "{}", wrong.text);
        rows.pop();
        rows.push(new("高龄津贴"));
        published(&server, uri, &sheet(&heads, &rows));
        let catalogue = server.manage.cases.catalogue();
        let last = catalogue.words.last().unwrap();
        assert_eq!((last.say[0].as_str(), last.means[0].as_str()), ("米寿有没有红包", "高龄津贴"));
        let index = catalogue::search::Index::new(&catalogue, COUNTY, server.today());
        assert_eq!(index.search("米寿有没有红包", 1)[0].pin.matter, MATTER, "{}", server.name);
    }
}

#[test]
fn registers_show_who_reads_a_field_and_come_back_as_a_draft() {
    let heads = [
        "数据资源",
        "字段",
        "字段名称",
        "英文名称",
        "类型",
        "单位",
        "取值",
        "数据资源名称",
        "部门",
        "用它的事项",
    ];
    let uri = "/manage/registers/import";
    for server in servers() {
        let text = text(&server, "registers.yaml");
        let mut rows = crate::sheets::registers::rows(&server.manage, &text);
        let read = |row: &&mut Vec<String>| row[0] == "population" && row[1] == "birth";
        let birth = rows.iter_mut().find(read).unwrap();
        assert!(birth[9].contains("高龄津贴"), "{}: {birth:?}", server.name);
        // A matter asks it as a date, so that it cannot be a text.
        let kind = std::mem::replace(&mut birth[4], "文字".to_owned());
        let wrong = upload(&server.router(data(1)), uri, "take", &sheet(&heads, &rows));
        assert_eq!(wrong.status, 422, "{}: {}", server.name, wrong.text);
        assert!(wrong.text.contains("elderly-allowance.yaml"), "{}", wrong.text);
        assert!(wait(server.manage.changes(&data(1))).unwrap().1.is_empty(), "nothing is drafted");
        let birth = rows.iter_mut().find(read).unwrap();
        (birth[4], birth[2]) = (kind, "生日".to_owned());
        published(&server, uri, &sheet(&heads, &rows));
        let catalogue = server.manage.cases.catalogue();
        let register = &catalogue.registers["population"];
        assert_eq!(register.field("birth").unwrap().name.zh, "生日", "{}", server.name);
    }
}

#[test]
fn each_list_goes_out_as_a_sheet() {
    let server = servers().remove(0);
    let router = server.router(data(1));
    for list in ["life-events", "words", "registers"] {
        let answer = wait(get(&router, &format!("/manage/{list}.xlsx"), ""));
        assert!(answer.status == 200 && answer.text.starts_with("PK"), "{list}");
        let page = wait(get(&router, &format!("/manage/{list}/import"), "")).text;
        assert!(page.contains(&format!("/manage/{list}.xlsx")), "{page}");
    }
}

#[test]
fn a_workbook_is_unpacked_beside_the_loop() {
    let here = std::thread::current().id();
    let there = wait(crate::table::beside(|| Ok(std::thread::current().id()))).unwrap();
    assert_ne!(here, there);
    let refused = wait(crate::table::beside(|| crate::table::lines(b"no workbook", "", &["x"])));
    assert_eq!(rule(refused), "manage.sheet");
}
