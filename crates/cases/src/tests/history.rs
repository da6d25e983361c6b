//! Cases of the past in bulk are what acts would have made of them.

use basis::{CaseId, Id};
use serde_json::value::to_raw_value;

use super::*;
use crate::model::Submission;
use crate::{History, PastAct, past_number};

/// The way of a case: who did what.
fn way() -> Vec<(Actor, Doing)> {
    vec![
        (clerk(), accept()),
        (village(), ask("check.village")),
        (police(), pass("check.residence")),
        (resident(), supply()),
    ]
}

#[test]
fn a_case_loaded_in_bulk_is_the_case_that_acts_make() {
    on_each_database(|office| async move {
        let acted = office.submit(&resident(), "allowance").await.case;
        for (actor, doing) in way() {
            office.clock.advance_millis(60_000);
            office.done(&actor, acted, doing).await;
        }
        let acted = office.case(acted).await;
        let scope = rights::scope(&county_officer(Role::Auditor));
        let history = office.cases.history(&scope, acted.id).await.unwrap();

        let loaded = CaseId(Id::from_parts(monday(), [9; 10]));
        let mut acts = history.into_iter().map(|step| {
            let (doing, by) = (step.body.unwrap().doing, step.record.content.unwrap().by);
            PastAct { doing, at: step.record.at, by: to_raw_value(&by).unwrap() }
        });
        let first = acts.next().unwrap();
        let Doing::Submit(submission) = first.doing else { panic!("the first is the submission") };
        let number = past_number(4711, monday());
        let submission = Submission { id: loaded, number: number.clone(), ..*submission };
        let matter = matter("allowance");
        let first = (submission, first.at, first.by);
        let past = History::new(COUNTY, &[3; 32], &matter, first, acts.collect()).unwrap();
        // Keeping writes from a command's thread, not from the server's loop.
        let (cases, keep) = (office.cases.clone(), vec![past.clone()]);
        tokio::task::spawn_blocking(move || cases.keep_history(keep)).await.unwrap().unwrap();

        let kept = office.case(loaded).await;
        assert_eq!(kept, Case { id: loaded, number, ..acted.clone() });
        let wanted = crate::Wanted { limit: 10, ..Default::default() };
        let work = office.cases.inbox(&rights::scope(&village()), wanted).await.unwrap();
        let dues: Vec<_> =
            work.entries.iter().map(|one| (one.open.task.clone(), one.due)).collect();
        assert_eq!(dues.len(), 2);
        assert_eq!(dues[0], dues[1], "the same work is due at the same time");
        let run_at = async |case: CaseId| {
            let find = "SELECT run_at FROM jobs WHERE county = $1 AND kind = $2 AND dedupe = $3";
            let ask = store::params![COUNTY, TIMER, case.to_string()];
            let row = office.cases.store().read(move |tx| tx.first(find, &ask)).await.unwrap();
            row.map(|row| row.int("run_at").unwrap())
        };
        let timer = run_at(loaded).await;
        assert!(timer.is_some() && timer == run_at(acted.id).await);

        let cases = office.cases.clone();
        let again = tokio::task::spawn_blocking(move || cases.keep_history(vec![past]));
        assert!(again.await.unwrap().is_err(), "the same case is not loaded twice");
        let ledger = office.cases.ledger().clone();
        let audit = tokio::task::spawn_blocking(move || {
            ledger.integrate_now(COUNTY).unwrap();
            ledger.audit_now(COUNTY, &ledger::Outside::default())
        });
        let report = audit.await.unwrap().unwrap();
        assert!(report.is_clean(), "{:?}", report.findings);
        assert_eq!(report.leaves, 10);
    });
}
