//! What people say finds what they mean.

use super::{TODAY, good_folder};
use crate::search::Index;
use crate::{Catalogue, Settings};

#[test]
fn villagers_words_find_the_matter() {
    let catalogue = Catalogue::load(&good_folder(), &Settings::on(TODAY)).unwrap();
    let index = Index::new(&catalogue, "330825", TODAY);
    let cases = [
        ("高龄津贴", Some("elderly-allowance")),
        ("老人钱", Some("elderly-allowance")),
        ("怎么领老年补贴", Some("elderly-allowance")),
        ("高岭津贴", Some("elderly-allowance")),
        ("八十岁补帖", Some("elderly-allowance")),
        ("old-age allowance", Some("elderly-allowance")),
        ("上户口", Some("household")),
        ("出生证", Some("birth-certificate")),
        ("生孩子", Some("birth-certificate")),
        ("飞机票", None),
    ];
    for (words, expected) in cases {
        let hits = index.search(words, 5);
        let found: Vec<&str> = hits.iter().map(|hit| hit.pin.matter.as_str()).collect();
        match expected {
            Some(id) if words == "生孩子" => assert!(found.contains(&id), "{words}: {found:?}"),
            Some(id) => assert_eq!(found.first(), Some(&id), "{words}: {hits:?}"),
            None => assert!(found.is_empty(), "{words}: {hits:?}"),
        }
        assert!(hits.iter().all(|hit| !hit.reason.zh.is_empty()));
    }
}
