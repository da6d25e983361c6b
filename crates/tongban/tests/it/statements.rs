//! How much a lifecycle asks of the database: each call has a bound, so that nobody makes it dearer
//! without noticing. What is counted are statements, and on PostgreSQL how often an answer is waited
//! for; `BEGIN` and `COMMIT` travel with others.

use axum::Router;
use serde_json::{Value, json};
use tongban::house::House;
use web::testing::{Answer, get};

use crate::support::acts::{act, sign_in};
use crate::support::home::Home;
use crate::support::{COUNTY, PEOPLE};

/// The most that a call may ask: statements, and turns on PostgreSQL.
struct Bound {
    statements: u64,
    turns: u64,
}

/// A resident hands in: who asks, for whom, whether it was asked before; registers and a footprint of
/// each; the number, the case, its task and timer, the footprints' case, whether somebody was asked to
/// do it, record, notice, key.
const SUBMIT: Bound = Bound { statements: 15, turns: 8 };
/// An officer accepts: who asks, the case; the case, its tasks and timer, record, notice, key.
const ACCEPT: Bound = Bound { statements: 9, turns: 4 };
/// The same, and the job that makes the certificate.
const GRANT: Bound = Bound { statements: 10, turns: 4 };
/// Who asks, and the case.
const SEARCH: Bound = Bound { statements: 2, turns: 2 };
/// The certificate and the delivery with their notices, and looks for what is due.
const AFTERWARDS: u64 = 17;

#[test]
fn a_lifecycle_asks_no_more_than_this() {
    let homes = [Some(Home::sqlite()), Home::postgres()];
    for home in homes.into_iter().flatten() {
        home.json(&["demo", "--people", PEOPLE, "--load-only"]);
        let house = home.house();
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(async {
            let life = Life::new(&house, home.database.contains("pooler=")).await;
            // What is asked for the first time is prepared first.
            let first = life.lived("statements-first", false).await;
            let again = life.lived("statements-again", true).await;
            let before = store::testing::statements(&house.app.store);
            let workshop = tongban::workers::workshop(&house);
            while workshop.once().await.expect("the jobs can be done") > 0 {}
            let asked = store::testing::statements(&house.app.store) - before;
            // Two lifecycles.
            assert!(asked <= 2 * AFTERWARDS, "afterwards: {asked} statements");
            for case in [first, again] {
                assert_eq!(life.left_by(case).await, ("delivered".to_owned(), 1));
            }
        });
        drop(runtime);
    }
}

/// A resident, an officer, and the house that they go to.
struct Life<'a> {
    house: &'a House,
    router: Router,
    resident: String,
    officer: String,
    /// Behind a pooler nothing travels together.
    is_pooled: bool,
}

impl<'a> Life<'a> {
    async fn new(house: &'a House, is_pooled: bool) -> Self {
        let router = house.router();
        let resident = sign_in(&router, "elder").await;
        let officer = sign_in(&router, "yibao").await;
        Self { house, router, resident, officer, is_pooled }
    }

    /// Submit, accept, decide, search; the id of the case.
    async fn lived(&self, key: &str, holds: bool) -> String {
        let application = json!({
            "matter": "medical-remote-filing",
            "promise": true,
            "answers": {
                "filing_kind": "temporary", "insured_place": "330825", "destination": "310100",
                "since": "2026-12-01", "phone": "13800138000",
            },
        });
        let submit = act(&self.router, "/api/cases", &self.resident, (key, None), &application);
        let case = self.within("submit", (&SUBMIT, holds), submit).await;
        let path = format!("/api/cases/{}/acts", case["case"].as_str().expect("a case"));
        let version = |done: &Value| done["version"].as_i64();
        let (accept, grant) = (format!("{key}-accept"), format!("{key}-grant"));
        let body = json!({ "do": "accept", "later": [] });
        let seen = (accept.as_str(), version(&case));
        let accepted = act(&self.router, &path, &self.officer, seen, &body);
        let accepted = self.within("accept", (&ACCEPT, holds), accepted).await;
        let body = json!({ "do": "grant", "reason": "材料齐全，符合规定", "amount": null });
        let seen = (grant.as_str(), version(&accepted));
        let granted = act(&self.router, &path, &self.officer, seen, &body);
        self.within("grant", (&GRANT, holds), granted).await;
        let number = case["number"].as_str().expect("a number");
        let path = format!("/api/desk/cases?number={number}");
        let found = get(&self.router, &path, &self.officer);
        self.within("search", (&SEARCH, holds), found).await;
        case["case"].as_str().expect("a case").to_owned()
    }

    /// How a case stands, and how many certificates it has.
    async fn left_by(&self, case: String) -> (String, usize) {
        let left = self.house.app.store.read(move |tx| {
            let status = "SELECT status FROM cases WHERE county = $1 AND id = $2";
            let row = tx.first(status, &store::params![COUNTY, &case])?.expect("the case");
            let papers = "SELECT id FROM certificates WHERE county = $1 AND case_id = $2";
            let papers = tx.query(papers, &store::params![COUNTY, case])?;
            Ok::<_, store::StoreError>((row.text("status")?, papers.len()))
        });
        left.await.expect("the database answers")
    }

    /// A call that must succeed, and keep to its bound.
    async fn within(
        &self,
        name: &str,
        (bound, holds): (&Bound, bool),
        call: impl Future<Output = Answer>,
    ) -> Value {
        let store = &self.house.app.store;
        let counted = || (store::testing::statements(store), store::testing::turns(store));
        let before = counted();
        let answer = call.await;
        assert!(answer.status.is_success(), "{name}: {}", answer.text);
        let after = counted();
        let (statements, turns) = (after.0 - before.0, after.1 - before.1);
        let is_within = statements <= bound.statements && (turns <= bound.turns || self.is_pooled);
        let kind = store.kind();
        assert!(is_within || !holds, "{name} on {kind}: {statements} statements, {turns} turns");
        answer.json()
    }
}
