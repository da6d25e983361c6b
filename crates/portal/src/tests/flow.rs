//! The way through an application, for matters with questions that depend on answers and for joint ones.

use std::collections::BTreeMap;

use super::*;
use crate::draft::Draft;
use crate::flow::{Ask, Flow, Gathered, whole};

fn catalogue() -> Catalogue {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/catalogue");
    let today = web::testing::site().ambient.now().date();
    Catalogue::load(&folder, &Settings::on(today)).unwrap()
}

fn paths(id: &str, answers: &[(&str, &str)], parts: Option<&[&str]>) -> Vec<String> {
    let catalogue = catalogue();
    let today = web::testing::site().ambient.now().date();
    let matter = catalogue.matter(COUNTY, id, today).unwrap();
    let answers: BTreeMap<String, String> =
        answers.iter().map(|(id, answer)| ((*id).to_owned(), (*answer).to_owned())).collect();
    let parts = parts.map(|parts| parts.iter().map(|part| (*part).to_owned()).collect());
    let draft = Draft { answers, parts, ..Draft::default() };
    let whole = whole(&catalogue, matter, &draft, today);
    let flow = Flow::new(&catalogue, matter, whole, (draft, Gathered::default()), today);
    flow.asks().iter().map(Ask::path).collect()
}

#[test]
fn a_question_that_depends_on_an_answer_is_asked_after_it() {
    let check = |answers: &[(&str, &str)], id: &str, expected: bool| {
        let asked = paths("small-catering", answers, None);
        assert_eq!(asked.iter().any(|path| path == id), expected, "{answers:?} {id}: {asked:?}");
    };
    check(&[], "cold_dish_area", false);
    check(&[("cold_dishes", "true")], "cold_dish_area", true);
    check(&[("cold_dishes", "false")], "cold_dish_area", false);
    check(&[("own_disinfection", "false")], "bought_disinfection", true);
    check(&[("own_disinfection", "true")], "bought_disinfection", false);
    check(&[], "materials/floor-plan", true);
}

#[test]
fn an_answer_that_comes_later_is_followed() {
    let catalogue = catalogue();
    let today = web::testing::site().ambient.now().date();
    let matter = catalogue.matter(COUNTY, "small-catering", today).unwrap();
    let draft = Draft::default();
    let whole = whole(&catalogue, matter, &draft, today);
    let mut flow = Flow::new(&catalogue, matter, whole, (draft, Gathered::default()), today);
    let asks = |flow: &Flow| flow.asks().iter().any(|ask| ask.path() == "cold_dish_area");
    assert!(!asks(&flow));
    flow.answered("cold_dishes", "true".to_owned());
    assert!(asks(&flow));
}

#[test]
fn a_joint_matter_asks_nothing_twice() {
    let asked = paths("newborn", &[], None);
    let mut once = asked.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), asked.len(), "{asked:?}");
    assert!(asked.iter().any(|path| path == "child_name"), "{asked:?}");
}

#[tokio::test]
async fn what_is_filled_in_says_from_where_until_it_is_changed() {
    let world = World::new().await;
    let router = world.as_person(world.old);
    let path = "/apply/elderly-allowance/phone";
    let says = async |value: &str, has_source: bool| {
        let page = get(&router, path, "").await.text;
        assert!(page.contains(&format!("value=\"{value}\"")), "{value} in {page}");
        let source = page.contains("来自") && page.contains("不对可以改。");
        assert_eq!(source, has_source, "{value}: {page}");
    };
    says("13800138000", true).await;
    for (key, phone) in [("key-own-phone-1", "13900139000"), ("key-own-phone-2", "13800138000")] {
        let form = [("key", key), ("phone", phone)];
        let saved = post(&router, path, "", &form).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
        says(phone, phone == "13800138000").await;
    }
}
