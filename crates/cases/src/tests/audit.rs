//! A case that was changed in the database is found by its records.

use super::*;
use crate::audit::Wrong;

#[test]
fn a_row_that_no_act_made_is_found() {
    on_each_database(|office| async move {
        let mut ids = Vec::new();
        for _ in 0..3 {
            let case = office.submit(&resident(), "allowance").await.case;
            office.done(&clerk(), case, accept()).await;
            ids.push(case);
        }
        let audit = || {
            let report = tokio::task::block_in_place(|| office.cases.audit_now()).unwrap();
            let found: Vec<_> =
                report.findings.iter().map(|one| (one.case.clone(), one.what)).collect();
            (report.cases, found)
        };
        assert_eq!(audit(), (3, vec![]), "clean before");
        let tamper = async |sql: &'static str, id: CaseId| {
            let done = office.cases.store().write(move |tx| {
                assert_eq!(tx.execute(sql, &store::params![COUNTY, id])?, 1, "{sql}");
                Ok::<_, basis::Stop>(())
            });
            done.await.unwrap();
        };
        let phone = "UPDATE cases SET body = replace(body, '13800000000', '13800000009')
             WHERE county = $1 AND id = $2";
        tamper(phone, ids[0]).await;
        tamper("UPDATE cases SET status = 'granted' WHERE county = $1 AND id = $2", ids[1]).await;
        tamper("DELETE FROM cases WHERE county = $1 AND id = $2", ids[2]).await;
        let mut expected = vec![
            (ids[0].to_string(), Wrong::Changed),
            (ids[1].to_string(), Wrong::Changed),
            (ids[2].to_string(), Wrong::Missing),
        ];
        let (cases, mut found) = audit();
        expected.sort_by(|one, other| one.0.cmp(&other.0));
        found.sort_by(|one, other| one.0.cmp(&other.0));
        assert_eq!((cases, found), (2, expected));
        let forget = "DELETE FROM records WHERE county = $1 AND stream = 'case:' || $2 AND seq = 1";
        tamper(forget, ids[1]).await;
        assert!(audit().1.contains(&(ids[1].to_string(), Wrong::Invented)));
    });
}
