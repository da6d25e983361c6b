//! A part of a file that is changed item by item: everything else stays as a person wrote it, and what
//! is put in and taken out again leaves no trace.

use std::path::Path;

use serde_json::{Value as Json, json};

use crate::read_folder;
use crate::yaml::{Step, amend, parse, without};

const FILE: &str = "\
# the head
visits: 1
materials:
  # about the card
  - id: card # kept
    name: {zh: 身份证}
    from: {register: population, fields: [name]}

  # about the book
  - id: book
    name:
      zh: 户口簿
      en: Register
    from: {upload: [pdf]}
objects: [自然人]
process:
  deliver: {ways: [post]}
";

fn at(path: &[&str], value: &Json) -> String {
    amend(FILE, path, value).unwrap()
}

fn materials() -> Vec<Json> {
    parse(FILE, 0).unwrap().get("materials").unwrap().json().as_array().unwrap().clone()
}

#[test]
fn an_item_is_put_in_taken_out_and_moved_with_its_comments() {
    let before = materials();
    let check = |after: Vec<Json>, expected: &str| {
        assert_eq!(at(&["materials"], &json!(after)), expected);
        let back = amend(expected, &["materials"], &json!(before.clone())).unwrap();
        let (new, old) = (parse(&back, 0).unwrap(), parse(FILE, 0).unwrap());
        assert!(new.same(&old), "{back}");
    };
    check(before.clone(), FILE);
    let new = json!({"id": "photo", "name": {"zh": "照片: 一寸"}, "from": {"upload": ["jpg"]}});
    let written = "  - id: photo\n    name: {zh: \"照片: 一寸\"}\n    from: {upload: [jpg]}\n";
    let mut more = before.clone();
    more.push(new);
    check(more, &FILE.replacen("objects", &format!("{written}objects"), 1));
    let book = FILE.find("\n  # about the book").unwrap();
    let end = FILE.find("objects").unwrap();
    check(vec![before[0].clone()], &format!("{}\n{}", &FILE[..book], &FILE[end..]));
    let card = FILE.find("  # about the card").unwrap();
    let turned =
        format!("{}{}\n{}{}", &FILE[..card], &FILE[book + 1..end], &FILE[card..book], &FILE[end..]);
    check(vec![before[1].clone(), before[0].clone()], &turned);
}

#[test]
fn only_what_changed_is_written_anew() {
    let check = |path: &[&str], value: Json, before: &str, after: &str| {
        assert_eq!(at(path, &value), FILE.replacen(before, after, 1), "{path:?}");
    };
    check(&["visits"], json!(2), "visits: 1", "visits: 2");
    check(&["materials", "0", "name"], json!({"zh": "证"}), "zh: 身份证", "zh: 证");
    check(
        &["materials", "0", "name", "en"],
        json!("Card"),
        "{zh: 身份证}",
        "{zh: 身份证, en: Card}",
    );
    check(
        &["materials", "0", "from"],
        json!({"upload": ["pdf", "jpg"]}),
        "{register: population, fields: [name]}",
        "{upload: [pdf, jpg]}",
    );
    check(&["materials", "1", "name"], json!({"zh": "户口簿"}), "\n      en: Register", "");
    check(
        &["materials", "1", "when"],
        json!("有(x)"),
        "{upload: [pdf]}\n",
        "{upload: [pdf]}\n    when: 有(x)\n",
    );
    check(&["faq"], json!([{"id": "a"}]), "[post]}\n", "[post]}\nfaq:\n  - id: a\n");
    let stages = json!([{"id": "check"}]);
    check(&["process", "stages"], stages, "[post]}\n", "[post]}\n  stages:\n    - id: check\n");
}

#[test]
fn the_last_item_leaves_an_empty_list_and_no_text_is_no_file() {
    assert!(at(&["materials"], &json!([])).contains("\nmaterials: []\nobjects"));
    assert_eq!(amend("a: [", &["a"], &json!(1)), None);
}

/// The lists that an office changes by forms.
const LISTS: [&[&str]; 3] = [&["materials"], &["form"], &["process", "stages"]];

#[test]
fn in_every_matter_what_is_put_in_and_taken_out_again_leaves_the_text_as_it_was() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/catalogue");
    let files = read_folder(&folder).unwrap();
    for file in files.iter().filter(|file| file.path.starts_with("county/")) {
        let root = parse(&file.text, 0).unwrap();
        for path in LISTS {
            let steps: Vec<Step<'_>> = path.iter().map(|key| Step::Key(key)).collect();
            let Some(before) = root.at(&steps).map(|list| list.json()) else { continue };
            let items = before.as_array().unwrap().clone();
            let back = |changed: &[Json], what: &str| {
                let named = format!("{} {path:?} {what}", file.path);
                let new = amend(&file.text, path, &json!(changed)).expect(&named);
                let list = parse(&new, 0).unwrap().at(&steps).unwrap().json();
                assert_eq!(list, json!(changed), "{named}");
                let again = amend(&new, path, &before).expect(&named);
                assert_eq!(again, file.text, "{named}");
            };
            let one =
                json!({"id": "zzz", "field": "zzz", "name": {"zh": "新的：一项", "en": "x: y"}});
            for at in [0, items.len()] {
                let mut more = items.clone();
                more.insert(at, one.clone());
                back(&more, "with one more");
            }
            if items.len() > 1 {
                let mut turned = items.clone();
                turned.swap(0, 1);
                back(&turned, "in another order");
            }
        }
    }
}

/// What there is one of each, which an office changes by forms too.
const RECORDS: [&[&str]; 8] = [
    &["facts"],
    &["benefit"],
    &["remedies"],
    &["outcome", "certificate"],
    &["process", "deliver"],
    &["process", "supplement"],
    &["process", "extension"],
    &["process", "commitment"],
];

#[test]
fn in_every_matter_a_record_is_kept_as_it_is_or_taken_out_and_put_back() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/catalogue");
    let files = read_folder(&folder).unwrap();
    let mut seen = 0;
    for file in files.iter().filter(|file| file.path.starts_with("county/")) {
        let root = parse(&file.text, 0).unwrap();
        for path in RECORDS {
            let steps: Vec<Step<'_>> = path.iter().map(|key| Step::Key(key)).collect();
            let Some(record) = root.at(&steps).map(|record| record.json()) else { continue };
            let named = format!("{} {path:?}", file.path);
            assert_eq!(amend(&file.text, path, &record).as_ref(), Some(&file.text), "{named}");
            let gone = without(&file.text, path).expect(&named);
            assert!(parse(&gone, 0).unwrap().at(&steps).is_none(), "{named}");
            let back = amend(&gone, path, &record).expect(&named);
            assert!(parse(&back, 0).unwrap().same(&root), "{named}: {back}");
            seen += 1;
        }
    }
    assert!(seen > 100, "{seen}");
}
