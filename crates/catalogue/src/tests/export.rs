//! What others get: CPSV-AP, and the implementation list there and back.

use std::collections::HashSet;

use serde_json::Value;

use super::{TODAY, good_folder};
use crate::export::cpsv_ap;
use crate::list::{self, ListError};
use crate::{Catalogue, Settings};

fn catalogue() -> Catalogue {
    Catalogue::load(&good_folder(), &Settings::on(TODAY)).unwrap()
}

/// What the SHACL shapes of CPSV-AP 3.2.0 ask for at least once.
const NEEDED: [(&str, &[&str]); 9] = [
    (
        "cpsv:PublicService",
        &["dct:identifier", "dct:description", "dct:title", "cv:hasCompetentAuthority"],
    ),
    ("cv:PublicOrganisation", &["dct:spatial", "skos:prefLabel"]),
    ("cv:Requirement", &["dct:identifier", "dct:title"]),
    ("cv:Evidence", &["dct:identifier", "dct:title"]),
    ("cv:Channel", &["dct:identifier"]),
    ("cv:Cost", &["dct:identifier"]),
    ("cpsv:Rule", &["dct:identifier", "dct:description", "dct:title"]),
    ("cv:Output", &["dct:identifier", "dct:title"]),
    ("cv:LifeEvent", &["dct:identifier", "dct:title"]),
];

#[test]
fn cpsv_ap_has_what_its_shapes_need_and_points_nowhere_else() {
    let document = cpsv_ap(&catalogue(), "330825", TODAY, "https://example.org/");
    let nodes = document["@graph"].as_array().unwrap();
    let mut seen = HashSet::new();
    for node in nodes {
        let kind = node["@type"].as_str().unwrap();
        let (_, needed) = NEEDED.iter().find(|(known, _)| *known == kind).expect(kind);
        for key in *needed {
            assert!(
                !node[*key].is_null() && node[*key] != Value::Array(vec![]),
                "{kind} {key}: {node}"
            );
        }
        assert!(seen.insert(node["@id"].as_str().unwrap()), "{} stands twice", node["@id"]);
    }
    assert_eq!(seen.iter().filter(|id| id.contains("/service/")).count(), 4);
    let text = document.to_string();
    for part in text.split("\"@id\":\"https://example.org/").skip(1) {
        let id = format!("https://example.org/{}", part.split('"').next().unwrap());
        let inner = id.contains("/division/") || id.contains("/law/");
        assert!(inner || seen.contains(id.as_str()), "{id} is not in the graph");
    }
}

#[test]
fn the_list_comes_back_as_it_went() {
    let catalogue = catalogue();
    let rows = list::rows(&catalogue);
    assert_eq!(rows.len(), 4);
    let workbook = list::to_xlsx(&rows).unwrap();
    let (read, errors) = list::from_xlsx(&workbook).unwrap();
    assert_eq!(errors, []);
    assert_eq!(read, rows);
    let text = String::from_utf8(list::to_csv(&rows).unwrap()).unwrap();
    assert!(text.starts_with('\u{feff}'), "so that office programs read it as UTF-8");
    assert_eq!(text.lines().count(), 5);
    assert!(list::changes(&catalogue, &read).is_empty());
}

#[test]
fn a_changed_cell_is_found_and_a_wrong_one_is_named() {
    let catalogue = catalogue();
    let mut rows = list::rows(&catalogue);
    rows[0].visits = 3;
    let changes = list::changes(&catalogue, &rows);
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0].column, "到办事现场次数");
    assert_eq!((changes[0].was.as_str(), changes[0].is.as_str()), ("0", "3"));

    let titles: Vec<&str> = list::titles().collect();
    let mut cells = list::cells(&rows[0]);
    let at = titles.iter().position(|title| *title == "承诺办结时限单位").unwrap();
    cells[at] = "天天".to_owned();
    let workbook = list::workbook(&titles, &[cells]).unwrap();
    let (_, errors) = list::from_xlsx(&workbook).unwrap();
    let [ListError { row: 2, column, .. }] = errors.as_slice() else { panic!("{errors:?}") };
    assert_eq!(column, &list::column_name(at));
    assert!(errors[0].to_string().contains("承诺办结时限单位"), "{}", errors[0]);
}
