//! Every list rests on an index, so that a million cases are as quick as a hundred.

use store::params;
use store::testing::{plan_of, postgres_plan_of};

use crate::rows::{ALL_DUE, BRIEFLY, ENDED, HANDED_IN, LYING, OF_PERSON, ON_DESK, RUNNING};

#[test]
fn the_lists_walk_along_their_index() {
    let store = store::testing::sqlite();
    let check = |sql: &str, index: &str| {
        let plan = plan_of(&store, sql);
        assert!(plan.contains(&format!("INDEX {index}")), "{sql}\n{plan}");
        assert!(!plan.contains("SCAN"), "{sql}\n{plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{sql}\n{plan}");
    };
    check(OF_PERSON, "cases_of_applicant");
    check(BRIEFLY, "cases_of_applicant");
    check(ON_DESK, "tasks_on_desk");
    check(RUNNING, "cases_due");
    check(ALL_DUE, "tasks_due");
    check(LYING, "tasks_due");
    check(ENDED, "cases_ended");
    check(HANDED_IN, "sqlite_autoindex_cases_1");
}

#[test]
fn one_county_of_many_is_asked_along_its_index_on_postgres_too() {
    for (_, store) in store::testing::databases().into_iter().skip(1) {
        let first_page = params!["330881", "a", i64::MAX, "~", 21];
        let plan = postgres_plan_of(&store, BRIEFLY, &first_page);
        assert!(plan.contains("cases_of_applicant"), "{plan}");
        assert!(!plan.contains("Seq Scan") && !plan.contains("Sort"), "{plan}");
    }
}
