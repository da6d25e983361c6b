//! The receipt that a resident takes home: it holds without the server, says what it proves, and not
//! one byte of it can be changed; another office witnesses the ledger.

use std::fs;

use crate::support::affairs::Done;
use crate::support::home::{Home, Ran};
use crate::support::server::Server;
use crate::support::{COUNTY, PEOPLE, strange_keys, until};

#[test]
fn a_receipt_holds_offline_and_says_what_it_proves() {
    let home = Home::sqlite();
    let mut server = Server::demo(&home);
    let done = crate::support::live(&server.address, "kept-at-home", 0);
    let receipt = receipt(&server.address, &done);
    server.kill();
    // At home there is neither a database nor the service's folder: only the file and the keys.
    let elsewhere = Home::sqlite();
    let file = put(&elsewhere, "my.tlog-proof", &receipt);
    let key = put(&elsewhere, "longyou.vkey", &keys(&home));
    let said = elsewhere.run(&["receipt", "verify", &file, "--key", &key]);
    assert_eq!(said.code, 0, "{}", said.err);
    for words in ["这份回执是真的", &done.record, COUNTY, "没有核对其他单位的见证"]
    {
        assert!(said.out.contains(words), "{words}: {}", said.out);
    }
    let english = elsewhere.run(&["receipt", "verify", &file, "--key", &key, "--english"]);
    assert!(english.out.contains("This receipt is genuine and unchanged"), "{}", english.out);
    let value = elsewhere.json(&["receipt", "verify", &file, "--key", &key]);
    assert_eq!((&value["verified"], &value["kind"]), (&true.into(), &"case.submitted".into()));
    assert!(!elsewhere.path("tongban.db").exists(), "nothing but the file and the keys is used");
    every_change_is_noticed(&elsewhere, &receipt, &key);
    strangers_keys_do_not_open_it(&elsewhere, &file);
}

/// A sample of bytes over the whole length, each changed in one bit.
fn every_change_is_noticed(home: &Home, receipt: &str, key: &str) {
    let step = receipt.len().div_ceil(48);
    for at in (0..receipt.len()).step_by(step) {
        let mut changed = receipt.as_bytes().to_vec();
        changed[at] ^= 1;
        let file = home.text("changed.tlog-proof");
        fs::write(&file, &changed).expect("it can be written");
        let ran = home.run(&["receipt", "verify", &file, "--key", key]);
        is_refused(&ran, &format!("byte {at}, {:?}", char::from(receipt.as_bytes()[at])));
    }
    let cut = put(home, "cut.tlog-proof", &receipt[..receipt.len() - 2]);
    is_refused(&home.run(&["receipt", "verify", &cut, "--key", key]), "cut");
}

fn strangers_keys_do_not_open_it(home: &Home, file: &str) {
    let key = put(home, "other.vkey", &strange_keys());
    is_refused(&home.run(&["receipt", "verify", file, "--key", &key]), "another ledger's key");
}

fn is_refused(ran: &Ran, what: &str) {
    assert_eq!(ran.code, 1, "{what}: {} {}", ran.out, ran.err);
    let line = ran.err.strip_prefix("tongban: ").unwrap_or_default().trim();
    assert!(line.chars().count() > 5 && !line.contains('\n'), "{what}: no words: {}", ran.err);
}

#[test]
fn an_erased_record_leaves_a_log_that_verifies_and_says_nothing() {
    let home = Home::sqlite();
    let mut server = Server::demo(&home);
    let done = crate::support::live(&server.address, "to-be-erased", 0);
    let kept = put(&home, "kept.tlog-proof", &receipt(&server.address, &done));
    server.kill();
    let erase =
        |record: &str, because: &str| home.run(&["ledger", "erase", record, "--because", because]);
    is_refused(&erase("not-a-record", "测试"), "no id");
    is_refused(&erase(&done.record, "  "), "no ground");
    let ran = erase(&done.record, "个人信息保护法第四十七条");
    assert_eq!(ran.code, 0, "{}", ran.err);
    is_refused(&erase(&done.record, "个人信息保护法第四十七条"), "erased before");
    let report = home.json(&["ledger", "verify"]);
    assert_eq!((&report["clean"], &report["erased"]), (&true.into(), &1.into()), "{report}");
    // What the resident holds still proves what it proved.
    let key = put(&home, "own.vkey", &keys(&home));
    assert_eq!(home.run(&["receipt", "verify", &kept, "--key", &key]).code, 0);
}

#[test]
fn another_office_witnesses_the_ledger() {
    let (home, office) = (Home::sqlite(), Home::sqlite());
    let server = Server::demo(&home);
    let done = crate::support::live(&server.address, "to-be-witnessed", 0);
    let before = put(&home, "before.tlog-proof", &receipt(&server.address, &done));
    let log_key = put(&office, "longyou.vkey", &keys(&home));
    let witness = witness(&office, &log_key);
    let witness_key = put(&home, "witness.vkey", &witness.line());
    let key = home.text("longyou.vkey");
    fs::write(&key, keys(&home)).expect("it can be written");
    let verify = |file: &str| {
        let keys = ["--key", &key, "--key", &witness_key, "--witnesses", "1"];
        home.run(&[&["receipt", "verify", file], &keys[..]].concat())
    };
    is_refused(&verify(&before), "no witness has signed yet");
    let cosigned =
        home.json(&["ledger", "cosign", "--url", &witness.address, "--key", &witness_key]);
    assert!(cosigned["size"].as_u64() > Some(0), "{cosigned}");
    let after = put(&home, "after.tlog-proof", &receipt(&server.address, &done));
    let said = verify(&after);
    assert_eq!(said.code, 0, "{} {}", said.out, said.err);
    assert!(said.out.contains("witness.example/minzheng"), "{}", said.out);
    // A later act, a later checkpoint, cosigned again: the witness has seen the log grow.
    let later = crate::support::live(&server.address, "witnessed-later", 0);
    let _ = receipt(&server.address, &later);
    home.json(&["ledger", "cosign", "--url", &witness.address, "--key", &witness_key]);
    let grown = put(&home, "grown.tlog-proof", &receipt(&server.address, &later));
    assert_eq!(verify(&grown).code, 0, "{}", verify(&grown).err);
    // A ledger that the witness does not watch is not cosigned.
    let stranger = Home::sqlite();
    stranger.json(&["demo", "--people", PEOPLE, "--load-only"]);
    let refused =
        stranger.run(&["ledger", "cosign", "--url", &witness.address, "--key", &witness_key]);
    is_refused(&refused, "a ledger with the same name and other keys");
}

fn witness(office: &Home, log_key: &str) -> Server {
    let mut command = office.command();
    let name = "witness.example/minzheng";
    command.args(["ledger", "witness", "--key-name", name, "--log-key", log_key]);
    command.args(["--listen", "127.0.0.1:0"]);
    Server::start(command, office, "witness.log")
}

/// The receipt as the resident downloads it, as soon as it is in the ledger.
fn receipt(address: &str, done: &Done) -> String {
    let elder = crate::support::signed_in(address, "elder");
    let path = format!("/cases/{}/receipts/{}.tlog-proof", done.case, done.record);
    until(30, "the receipt is in the ledger", || {
        let answer = elder.get(&path).expect("the server answers");
        assert!(matches!(answer.status, 200 | 409), "{} {}", answer.status, answer.text);
        (answer.status == 200).then_some(answer.text)
    })
}

/// The public keys of a home's ledger, as they are published.
fn keys(home: &Home) -> String {
    let keys = home.json(&["ledger", "keys"]);
    let lines = keys["keys"].as_array().expect("keys").iter().filter_map(|key| key.as_str());
    lines.map(|key| format!("{key}\n")).collect()
}

fn put(home: &Home, name: &str, text: &str) -> String {
    fs::write(home.path(name), text).expect("it can be written");
    home.text(name)
}
