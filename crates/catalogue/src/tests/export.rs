//! What others get: CPSV-AP, and the implementation list there and back.

use std::collections::HashSet;

use serde_json::Value;

use super::{TODAY, good_folder};
use crate::export::cpsv_ap;
use crate::list;
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
    assert_eq!(document, cpsv_ap(&catalogue(), "330825", TODAY, "https://example.org"));
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
    let sheet = list::read(&workbook).unwrap();
    assert_eq!((&*sheet.errors, &*list::agree(&catalogue, &sheet)), (&[][..], &[][..]));
    let read: Vec<_> = sheet.rows.into_iter().map(|one| one.row).collect();
    assert_eq!(read, rows);
    let text = String::from_utf8(list::to_csv(&rows).unwrap()).unwrap();
    assert!(text.starts_with('\u{feff}'), "so that office programs read it as UTF-8");
    assert_eq!(text.lines().count(), 5);
    assert!(list::changes(&catalogue, &read).is_empty());
}
