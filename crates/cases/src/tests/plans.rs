//! Every list rests on an index, so that a million cases are as quick as a hundred.

use store::testing::plan_of;

use crate::rows::{ALL_DUE, ENDED, LYING, OF_PERSON, ON_DESK, RUNNING};

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
    check(ON_DESK, "tasks_on_desk");
    check(RUNNING, "cases_due");
    check(ALL_DUE, "tasks_due");
    check(LYING, "tasks_due");
    check(ENDED, "cases_ended");
}
