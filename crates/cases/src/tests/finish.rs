//! What follows a decision in favour, and an officer who is quicker.

use store::jobs::{self, Claimed, Job};

use super::*;
use crate::AFTER_GRANT;

const CERTIFICATE: &str = "1.2.3";

/// A case that is granted, and on the list what follows from it.
async fn granted(office: &Office) -> CaseId {
    let case = office.submit(&resident(), "allowance").await.case;
    office.done(&clerk(), case, accept()).await;
    office.done(&police(), case, pass("check.residence")).await;
    office.done(&village(), case, pass("check.village")).await;
    office.done(&weigher(), case, pass("weigh.one")).await;
    office.done(&approver(), case, grant()).await;
    let job = Job {
        county: COUNTY.to_owned(),
        id: office.ambient.id(),
        kind: AFTER_GRANT.to_owned(),
        dedupe: case.to_string(),
        run_at: office.ambient.now(),
        body: serde_json::json!({ "stream": format!("case:{case}") }).to_string(),
    };
    assert!(office.cases.store().write(move |tx| jobs::enqueue(tx, &job)).await.unwrap());
    case
}

/// Takes up what follows; whoever had it before has lost it by then.
async fn claim(office: &Office) -> Vec<Claimed> {
    office.clock.advance_millis(10);
    let (lease, now) = (office.ambient.id(), office.ambient.now());
    let claimed = office.cases.store().write(move |tx| jobs::claim(tx, COUNTY, lease, now, 1, 50));
    let claimed = claimed.await.unwrap();
    claimed.into_iter().filter(|one| one.job.kind == AFTER_GRANT).collect()
}

async fn follow(office: &Office, claimed: Claimed) -> Outcome<()> {
    office.cases.run_after_grant(claimed, |_, _, _| Ok(CERTIFICATE.to_owned())).await
}

/// The worker, between whose look at the case and whose act a supervisor annuls it.
async fn overtaken(office: &Office, claimed: Claimed, case: CaseId) -> Outcome<()> {
    let (store, cases) = (office.cases.store(), office.cases.clone());
    let by = office.by(&county_officer(Role::Supervisor));
    let annul = Doing::Annul { reason: "查明材料不实".into() };
    if store.kind() == "postgres" {
        // On another connection, while the transaction of the worker is open.
        let handle = tokio::runtime::Handle::current();
        let worker = office.cases.run_after_grant(claimed, move |_, _, _| {
            handle.block_on(cases.act(by, case, None, annul))?;
            Ok(CERTIFICATE.to_owned())
        });
        return worker.await;
    }
    // The one writer is kept busy until both wait for it, the supervisor before the worker.
    let (go_on, told) = std::sync::mpsc::channel::<()>();
    let busy = store.write(move |_| {
        told.recv().unwrap();
        Ok::<_, basis::Stop>(())
    });
    let both_wait = async move { go_on.send(()).unwrap() };
    let annulled = cases.act(by, case, None, annul);
    let (busy, annulled, outcome, ()) =
        tokio::join!(busy, annulled, follow(office, claimed), both_wait);
    busy.unwrap();
    annulled.unwrap();
    outcome
}

fn is_clean(office: &Office) -> bool {
    tokio::task::block_in_place(|| office.cases.audit_now()).unwrap().is_clean()
}

#[test]
fn the_certificate_and_the_delivery_follow_with_a_record_each() {
    on_each_database(|office| async move {
        let case = granted(&office).await;
        let before = office.case(case).await.version;
        let claimed = claim(&office).await.remove(0);
        follow(&office, claimed).await.unwrap();
        let now = office.case(case).await;
        assert_eq!((now.version, now.status_code()), (before + 2, "delivered"));
        assert!(claim(&office).await.is_empty() && is_clean(&office));
    });
}

#[test]
fn whoever_is_quicker_is_found_before_a_record_is_written_and_then_nothing_follows() {
    on_each_database(|office| async move {
        let case = granted(&office).await;
        let before = office.case(case).await.version;
        let claimed = claim(&office).await.remove(0);
        let stop = overtaken(&office, claimed, case).await.unwrap_err();
        let refusal = stop.refusal().unwrap_or_else(|| panic!("{stop}"));
        assert_eq!(refusal.rule, "case.changed");
        let again = claim(&office).await.remove(0);
        follow(&office, again).await.unwrap();
        let now = office.case(case).await;
        assert_eq!((now.version, now.status_code()), (before + 1, "void"));
        assert!(claim(&office).await.is_empty() && is_clean(&office));
    });
}
