//! Nobody works on an application of their own, where the operator has said who an officer is.

use basis::codes::IdentityNumber;
use cases::model::Case;
use serde_json::json;
use store::Store;
use store::backup::rows_of;

use crate::support::home::Home;
use crate::support::server::Server;
use crate::support::{PASSWORD, affairs, live, signed_in};

#[test]
fn an_officer_withdraws_from_an_application_of_their_own() {
    let home = Home::sqlite();
    let server = Server::demo(&home);
    let done = live(&server.address, "own-case", 0);
    let town = affairs::town_of(&signed_in(&server.address, "supervisor"), &done.case);
    let division = town.expect("an office").trim_start_matches("town-").to_owned();
    let number = number_of_applicant(&home, &done.case);
    let post = ["--role", "clerk", "--department", "township", "--division", division.as_str()];
    let add = |login: &str, more: &[&str]| {
        let who = ["user", "add", "--login", login, "--name", "王芳"];
        let ran = home.run_with(&[&who[..], &post, more].concat(), &format!("{PASSWORD}\n"));
        assert_eq!(ran.code, 0, "{} {}", ran.out, ran.err);
        assert!(!format!("{}{}", ran.out, ran.err).contains(number.reveal()));
    };
    add("own-clerk", &["--person", number.reveal()]);
    add("other-clerk", &[]);
    let path = format!("/api/cases/{}/acts", done.case);
    let accepted = |login: &str| {
        let body = json!({ "do": "accept", "later": [] });
        let key = format!("own-case-{login}");
        let clerk = signed_in(&server.address, login);
        clerk.act(&path, &key, Some(done.version), &body).expect("the server answers")
    };
    let own = accepted("own-clerk");
    assert_eq!(own.status, 403, "{}", own.text);
    assert_eq!(own.json()["rule"], "rights.own-case", "{}", own.text);
    let other = accepted("other-clerk");
    assert_eq!(other.status, 200, "{}", other.text);
}

/// The identity number of whom a case is about, which no page tells.
fn number_of_applicant(home: &Home, case: &str) -> IdentityNumber {
    let store = Store::open(&home.database).expect("the database opens");
    let find = |table: &str, id: &str| {
        let rows = rows_of(&store, table).expect("the rows");
        let found = rows.into_iter().find(|row| row.text("id").is_ok_and(|other| other == id));
        found.expect("the row")
    };
    let case: Case = find("cases", case).json("body").expect("a case");
    find("people", &case.applicant.person.to_string()).parsed("number").expect("a number")
}
