//! Every list rests on an index, so that a million cases are as quick as a hundred.

use store::{StoreError, Tx, params};

use crate::rows::{ALL_DUE, ENDED, LYING, OF_PERSON, ON_DESK, RUNNING};

fn plan(sql: &str, params: &[store::Value]) -> String {
    let explain: &'static str = Box::leak(format!("EXPLAIN QUERY PLAN {sql}").into_boxed_str());
    let store = store::testing::sqlite();
    let rows = store
        .read_now(|tx: &mut Tx<'_>| {
            let rows = tx.query(explain, params)?;
            rows.iter().map(|row| row.text("detail")).collect::<Result<Vec<_>, StoreError>>()
        })
        .unwrap();
    rows.join("\n")
}

#[test]
fn the_lists_walk_along_their_index() {
    let check = |sql: &str, params: &[store::Value], index: &str| {
        let plan = plan(sql, params);
        assert!(plan.contains(&format!("INDEX {index}")), "{sql}\n{plan}");
        assert!(!plan.contains("SCAN"), "{sql}\n{plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{sql}\n{plan}");
    };
    let (county, end) = ("330825", i64::MAX);
    check(OF_PERSON, &params![county, "p", end, "~", 20_i64], "cases_of_applicant");
    check(
        ON_DESK,
        &params![county, "minzheng", "reviewer", 0_i64, "", "", 20_i64],
        "tasks_on_desk",
    );
    check(RUNNING, &params![county, 0_i64, "", 100_i64], "cases_due");
    check(ALL_DUE, &params![county, 0_i64, "", "", 20_i64], "tasks_due");
    check(LYING, &params![county, 20_i64], "tasks_due");
    check(ENDED, &params![county, 0_i64, 20_i64], "cases_ended");
}
