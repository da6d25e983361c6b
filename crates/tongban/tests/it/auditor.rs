//! An auditor who holds the public keys and nothing else of the county's: no secret, and a database
//! that may only be read.

use std::fs;

use serde_json::Value;
use store::Store;

use crate::support::home::Home;
use crate::support::{PEOPLE, strange_keys};

const KEYS: &str = "var/330825.ledger.vkey";

/// A county with a past of some days.
fn county(home: &Home) {
    home.json(&["demo", "--people", PEOPLE, "--days", "7", "--load-only"]);
}

/// What an auditor, who has no folder of secrets, sees in a database with these keys.
fn seen(auditor: &Home, database: &str, key: &str) -> (i32, Value) {
    let ran = auditor.run(&["ledger", "verify", "--database", database, "--key", key, "--json"]);
    assert!(!auditor.var().exists(), "no keys and no secrets are made");
    (ran.code, ran.json())
}

#[test]
fn a_copy_is_verified_with_public_keys_alone_and_not_a_byte_is_written() {
    let (home, auditor) = (Home::sqlite(), Home::sqlite());
    county(&home);
    let file = auditor.path("copy").join("copy.db");
    fs::create_dir(auditor.path("copy")).expect("a folder can be made");
    fs::copy(home.path("tongban.db"), &file).expect("it can be copied");
    let before = fs::read(&file).expect("it can be read");
    let database = format!("sqlite:{}", file.display());
    let (code, all) = seen(&auditor, &database, &home.text(KEYS));
    assert_eq!((code, &all["clean"]), (0, &Value::Bool(true)), "{all}");
    assert!(all["cases"].as_u64() > Some(0) && all["checkpoints"].as_u64() > Some(0), "{all}");
    assert_eq!(all["keys"].as_array().map(Vec::len), Some(2), "{all}");
    let open = all["not_checked"].to_string();
    assert!(open.contains("--against") && open.contains("--witness-key"), "{open}");
    assert!(!open.contains("SM2"), "{open}");
    // One key, as it is printed, instead of a file; what it leaves open is said.
    let lines = fs::read_to_string(home.path(KEYS)).expect("the public keys are there");
    let one = lines.lines().next().expect("a key");
    let (code, partly) = seen(&auditor, &database, one);
    assert!(code == 0 && partly["not_checked"].to_string().contains("SM2"), "{partly}");
    let words = auditor.run(&["ledger", "verify", "--database", &database, "--key", one]);
    assert!(words.out.contains("没有核对的") && words.out.contains(one), "{}", words.out);
    fs::write(auditor.path("strange.vkey"), strange_keys()).expect("it can be written");
    let (code, foreign) = seen(&auditor, &database, &auditor.text("strange.vkey"));
    assert_eq!((code, &foreign["clean"]), (1, &Value::Bool(false)), "keys of another ledger");
    let names = fs::read_dir(auditor.path("copy")).expect("the folder").count();
    assert!(names == 1 && fs::read(&file).expect("it can be read") == before, "nothing is written");
    // One changed byte is found as with the county's own keys.
    let store = Store::open(&database).expect("the copy opens");
    let change = "UPDATE records SET at = at + 1 WHERE leaf = 3";
    assert_eq!(store.write_now(|tx| tx.execute(change, &[])).expect("it can be changed"), 1);
    drop(store);
    let (code, changed) = seen(&auditor, &database, &home.text(KEYS));
    assert_eq!((code, &changed["clean"]), (1, &Value::Bool(false)), "{changed}");
}

#[test]
fn a_backup_is_restored_and_verified_without_a_secret() {
    let (home, auditor) = (Home::sqlite(), Home::sqlite());
    county(&home);
    let file = home.text("a.backup");
    home.json(&["backup", &file]);
    auditor.json(&["backup", &file, "--restore"]);
    let (code, all) = seen(&auditor, &auditor.database, &home.text(KEYS));
    assert_eq!((code, &all["clean"]), (0, &Value::Bool(true)), "{all}");
}

#[test]
fn a_session_of_postgresql_that_may_only_read_is_enough() {
    let Some(home) = Home::postgres() else { return };
    if home.database.contains("pooler=") {
        eprintln!("SKIPPED: a pooler takes no options of a session");
        return;
    }
    county(&home);
    let joint = if home.database.contains('?') { '&' } else { '?' };
    let read_only = "options=-c%20default_transaction_read_only%3Don";
    let database = format!("{}{joint}{read_only}", home.database);
    let (code, all) = seen(&Home::sqlite(), &database, &home.text(KEYS));
    assert_eq!((code, &all["clean"]), (0, &Value::Bool(true)), "{all}");
}
