//! The names in the menu are words like any other: each entry has one, and none is left over.

use std::collections::BTreeSet;

use basis::Text;
use web::Messages;
use web::routes::menu;

use crate::support::home::Home;

#[test]
fn every_entry_of_the_menu_is_named_by_the_words() {
    let home = Home::sqlite();
    let words = Messages::embedded();
    let mut asked = BTreeSet::new();
    for item in menu(&home.house().routes()) {
        assert_eq!(words.text(&item.key()).as_ref(), Some(&item.name), "{}", item.path);
        asked.insert(item.key());
    }
    let named: Vec<(&str, Text)> =
        words.texts().filter(|(key, _)| key.starts_with("web.menu.")).collect();
    for (key, _) in named {
        assert!(asked.contains(key), "{key}: no entry of the menu asks for it");
    }
}
