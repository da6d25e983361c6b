//! What is annulled is taken back before strangers' eyes, and what somebody changes in the database
//! behind the service's back is found by the auditor.

use serde_json::json;
use store::Store;

use crate::support::affairs::live;
use crate::support::client::Client;
use crate::support::home::Home;
use crate::support::server::Server;
use crate::support::until;

#[test]
fn an_annulled_case_takes_its_certificate_along_and_a_changed_row_is_found() {
    let home = Home::sqlite();
    let mut server = Server::demo(&home);
    let done = live(&server.address, "wrongly-granted", 4).expect("the case is granted");
    let elder = Client::signed_in(&server.address, "elder").expect("the elder signs in");
    let code = until(20, "the certificate", || verify_code(&elder));
    let state = || {
        let path = format!("/api/certificates/verify/{code}");
        let shown = Client::stranger(&server.address).get(&path).expect("the server answers");
        shown.json()["state"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(state(), "valid");
    let supervisor =
        Client::signed_in(&server.address, "supervisor").expect("the supervisor signs in");
    let path = format!("/api/cases/{}/acts", done.case);
    let annul = json!({ "do": "annul", "reason": "查明材料不实" });
    let blind = supervisor.act(&path, "annul-blind-1", None, &annul).expect("the server answers");
    assert_eq!(blind.status, 428, "nobody annuls what they have not seen: {}", blind.text);
    let version = until(20, "the delivery", || {
        let case =
            elder.get(&format!("/api/cases/{}", done.case)).expect("the server answers").json();
        (case["status"] == "delivered").then(|| case["version"].as_i64()).flatten()
    });
    let annulled =
        supervisor.act(&path, "annul-certain-1", Some(version), &annul).expect("an answer");
    assert_eq!(annulled.status, 200, "{}", annulled.text);
    until(20, "the certificate falls with its case", || (state() == "revoked").then_some(()));
    server.kill();
    let clean = home.json(&["ledger", "verify"]);
    assert_eq!((&clean["clean"], &clean["certificates"]), (&json!(true), &json!(1)), "{clean}");
    changed_rows_are_found(&home);
}

/// The code on the elder's one certificate.
fn verify_code(elder: &Client) -> Option<String> {
    let between = |text: &str, before: &str, after: &str| -> Option<String> {
        Some(text.split_once(before)?.1.split_once(after)?.0.to_owned())
    };
    let list = elder.get("/certificates").expect("the server answers").text;
    let key = between(&list, "href=\"/certificates/", "\"")?;
    let page = elder.get(&format!("/certificates/{key}")).expect("the server answers").text;
    between(&page, "<figcaption>", "</figcaption>")?.split_whitespace().last().map(str::to_owned)
}

fn changed_rows_are_found(home: &Home) {
    let store = Store::open(&home.database).expect("the database opens");
    for sql in [
        "UPDATE certificates SET body = replace(body, '\"60', '\"6000')",
        "UPDATE cases SET body = replace(body, '13800138000', '13900139000')",
    ] {
        let many = store.write_now(|tx| tx.execute(sql, &[])).expect("it can be changed");
        assert!(many > 0, "{sql} hits nothing");
        let ran = home.run(&["ledger", "verify", "--json"]);
        let found = ran.json();
        assert_eq!((ran.code, &found["clean"]), (1, &json!(false)), "{sql}: {found}");
    }
}
