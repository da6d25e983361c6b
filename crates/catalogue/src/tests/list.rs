//! The implementation list as an office edits it: what is wrong is named by its cell, and what is right
//! goes into the files.

use super::{TODAY, good, good_folder};
use crate::list::{self, ListError, Sheet};
use crate::{Catalogue, Settings, SourceFile, check_files};

const FILE: &str = "county/330825/elderly-allowance.yaml";

fn catalogue() -> Catalogue {
    Catalogue::load(&good_folder(), &Settings::on(TODAY)).unwrap()
}

/// The list as it is exported: cells by row, without the header.
fn exported() -> Vec<Vec<String>> {
    list::rows(&catalogue()).iter().map(list::cells).collect()
}

fn at(title: &str) -> usize {
    list::titles().position(|known| known == title).unwrap()
}

/// The list with cells of the old-age allowance changed.
fn edited(cells: &[(&str, &str)]) -> Vec<Vec<String>> {
    let mut rows = exported();
    let row = rows.iter_mut().find(|row| row[at("事项标识")] == "elderly-allowance").unwrap();
    for (title, text) in cells {
        row[at(title)] = (*text).to_owned();
    }
    rows
}

fn sheet(rows: &[Vec<String>]) -> Sheet {
    let titles: Vec<&str> = list::titles().collect();
    list::read(&list::workbook(&titles, rows).unwrap()).unwrap()
}

/// Everything that is wrong with a list, as `tongban import list` says it.
fn wrong(rows: &[Vec<String>]) -> Vec<ListError> {
    let sheet = sheet(rows);
    let mut errors = sheet.errors.clone();
    errors.extend(list::agree(&catalogue(), &sheet));
    errors.extend(list::draft(&good(), &catalogue(), &sheet, &Settings::on(TODAY)).errors);
    errors
}

#[test]
fn a_wrong_cell_is_named() {
    let row = 2 + exported().iter().position(|row| row[0] == "elderly-allowance").unwrap();
    let cases = [
        ("承诺办结时限单位", "天天"),
        ("基本编码", "00201100900X1"),
        ("实施编码", "11330825002619130B4330511001000"),
        ("实施编码", "11330825002619130A4330511001001"),
        ("承诺办结时限", "999"),
        ("承诺办结时限", "20"),
        ("承诺办结时限", "3"),
        ("到办事现场次数", "2"),
        ("办理形式", "web"),
        ("事项名称", "老人钱"),
        ("计划取消日期", "2025-01-01"),
        ("实施主体", "没有这个局"),
        ("人生事件", "出身"),
    ];
    for (title, text) in cases {
        let errors = wrong(&edited(&[(title, text)]));
        let cell = format!("实施清单!{}{row}: {title}", list::column_name(at(title)));
        let named = errors.iter().any(|one| one.to_string().starts_with(&cell));
        assert!(named, "{title} {text}: {errors:?}");
    }
}

#[test]
fn rows_that_are_lost_doubled_or_strange_are_told() {
    let mut fewer = exported();
    fewer.remove(1);
    let errors = wrong(&fewer);
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].to_string().starts_with("实施清单: 少了"), "{}", errors[0]);

    let mut twice = exported();
    twice.push(twice[0].clone());
    let errors = wrong(&twice);
    assert_eq!((errors.len(), errors[0].row), (1, 6), "{errors:?}");
    assert!(errors[0].text.zh.contains("第 2 行"), "{}", errors[0]);

    let errors = wrong(&edited(&[("版本号", "7")]));
    assert!(errors.iter().any(|one| one.text.zh.contains("目录里没有")), "{errors:?}");
}

#[test]
fn without_a_column_nothing_else_is_said() {
    let mut titles: Vec<&str> = list::titles().collect();
    titles[at("事项名称")] = "名字";
    let sheet = list::read(&list::workbook(&titles, &exported()).unwrap()).unwrap();
    assert_eq!((sheet.errors.len(), sheet.rows.len()), (1, 0));
    assert!(sheet.errors[0].to_string().contains("事项名称：缺少这一列"), "{}", sheet.errors[0]);
}

#[test]
fn what_is_right_goes_into_the_files_at_its_places() {
    let rows = edited(&[
        ("承诺办结时限", "9"),
        ("到办事现场次数", "1"),
        ("办理形式", "web；counter；phone"),
        ("结果名称", "老年津贴确认书"),
        ("数量限制", "5"),
        ("计划取消日期", "2030-12-31"),
    ]);
    assert_eq!(wrong(&rows), []);
    let sheet = sheet(&rows);
    let changes = list::changes(&catalogue(), sheet.rows.iter().map(|one| &one.row));
    assert_eq!(changes.len(), 6, "{changes:?}");
    let draft = list::draft(&good(), &catalogue(), &sheet, &Settings::on(TODAY));
    assert_eq!(draft.by_hand, []);
    let [file] = draft.files.as_slice() else { panic!("{:?}", draft.files) };
    let before = good().into_iter().find(|one| one.path == FILE).unwrap().text;
    let lost: Vec<&str> =
        before.lines().filter(|line| !file.text.lines().any(|new| new == *line)).collect();
    assert!(lost.len() <= 6, "only the lines of those values: {lost:?}");
    let files: Vec<SourceFile> =
        good().into_iter().map(|one| if one.path == FILE { file.clone() } else { one }).collect();
    let again = check_files(&files, &Settings::on(TODAY));
    assert_eq!(again.findings, []);
    assert!(list::changes(&again.catalogue, sheet.rows.iter().map(|one| &one.row)).is_empty());
}

#[test]
fn a_cell_that_only_sums_up_is_left_to_the_file() {
    let sheet = sheet(&edited(&[("申请材料", "身份证")]));
    let draft = list::draft(&good(), &catalogue(), &sheet, &Settings::on(TODAY));
    assert_eq!((draft.files.len(), draft.by_hand.len()), (0, 1));
    assert!(draft.by_hand[0].text.zh.contains(FILE), "{}", draft.by_hand[0]);
}

#[test]
fn a_list_that_is_no_workbook_is_refused_in_one_plain_sentence() {
    let error = list::read("事项标识,事项名称\n".as_bytes()).unwrap_err();
    assert_eq!(error.to_string(), "this is no XLSX workbook; save it as .xlsx");
    assert!(std::error::Error::source(&error).is_none(), "the unpacker's words help nobody");
}
