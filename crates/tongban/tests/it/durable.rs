//! A database whose settings may lose in a power cut what was acknowledged is not called durable, and
//! a server says so when it starts.

use crate::support::home::Home;
use crate::support::server::Server;

#[test]
fn a_careless_database_is_told_in_reports_and_by_the_server() {
    let Some(home) = Home::postgres() else { return };
    if home.database.contains("pooler=") {
        eprintln!("SKIPPED: a pooler of transactions takes no settings of a session");
        return;
    }
    let careless = format!("{}&options=-c%20synchronous_commit%3Doff", home.database);
    for (database, expected) in [(&home.database, true), (&careless, false)] {
        let commits = ["bench", "commit", "--rows", "5", "--database", database.as_str()];
        let leaves = ["bench", "ledger", "--leaves", "200", "--database", database.as_str()];
        for measurement in [&commits[..], &leaves[..]] {
            let report = home.json(measurement);
            assert_eq!(report["durable"], expected, "{report}");
        }
    }
    let mut command = home.at(&careless);
    command.args(["serve", "--listen", "127.0.0.1:0"]);
    let server = Server::start(command, &home, "careless.log");
    assert!(server.log().contains("synchronous_commit = off"), "{}", server.log());
}
