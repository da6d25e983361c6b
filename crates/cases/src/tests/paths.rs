//! The whole path of a case, and who sees what on the way.

use basis::{CaseId, Role};
use catalogue::model::Way;
use identity::{Actor, rights};

use super::*;
use crate::model::{Desk, PartState, State};
use crate::{Wanted, allowed_doings};

async fn tasks(office: &Office, actor: &Actor) -> Vec<(CaseId, String)> {
    let wanted = Wanted { limit: 10, ..Wanted::default() };
    let page = office.cases.inbox(&rights::scope(actor), wanted).await.unwrap();
    page.entries.into_iter().map(|entry| (entry.case.id, entry.open.task)).collect()
}

/// The kinds of what the actor may do now.
async fn kinds(office: &Office, actor: &Actor, case: CaseId) -> Vec<&'static str> {
    let seen = office.seen(actor, case).await.unwrap();
    let calendar = office.cases.calendar();
    let now = office.cases.ledger().ambient().now();
    let context =
        crate::model::Context { matter: &seen.matter, calendar: &calendar, now, answer: None };
    let mut kinds: Vec<_> =
        allowed_doings(actor, &seen.case, &context).iter().map(Doing::kind).collect();
    kinds.dedup();
    kinds
}

#[test]
fn from_submission_to_delivery_with_two_departments_and_a_supplement() {
    on_each_database(|office| async move {
        let case = office.submit(&resident(), "allowance").await.case;
        assert_eq!(tasks(&office, &clerk()).await, [(case, "receive".to_owned())]);
        assert_eq!(tasks(&office, &police()).await, []);
        assert_eq!(
            kinds(&office, &clerk(), case).await,
            ["case.accepted", "case.correction-asked", "case.not-accepted", "case.withdrawn"]
        );

        office.done(&clerk(), case, accept()).await;
        assert_eq!(tasks(&office, &police()).await, [(case, "check.residence".to_owned())]);
        assert_eq!(tasks(&office, &village()).await, [(case, "check.village".to_owned())]);
        assert_eq!(tasks(&office, &clerk()).await, []);
        let no = office.act(&police(), case, pass("check.village")).await.unwrap_err();
        assert_eq!(no.refusal().unwrap().rule, "rights.role");

        office.clock.advance_millis(86_400_000);
        office.done(&village(), case, ask("check.village")).await;
        let stopped = office.seen(&resident(), case).await.unwrap();
        assert_eq!(stopped.case.status_code(), "supplement");
        assert!(stopped.clocks[0].1.stopped, "the promised clock stands still");
        assert_eq!(kinds(&office, &resident(), case).await, ["case.supplied", "case.withdrawn"]);

        office.done(&police(), case, pass("check.residence")).await;
        office.clock.advance_millis(3 * 86_400_000);
        office.done(&resident(), case, supply()).await;
        let runs = office.seen(&resident(), case).await.unwrap();
        assert!(!runs.clocks[0].1.stopped);
        // Ten working days from 2 March; three of them stood still.
        assert_eq!(runs.clocks[0].1.date.to_string(), "2026-03-19");

        office.done(&village(), case, pass("check.village")).await;
        office.done(&weigher(), case, pass("weigh.one")).await;
        assert_eq!(tasks(&office, &approver()).await, [(case, "decide".to_owned())]);
        office.done(&approver(), case, grant()).await;
        office.done(&system(), case, Doing::Certify { certificate: "1.2.3".into() }).await;
        assert_eq!(tasks(&office, &clerk()).await, [(case, "deliver".to_owned())]);
        let deliver = Doing::Deliver { way: Way::Counter, note: String::new() };
        let done = office.done(&clerk(), case, deliver).await;
        assert_eq!((done.status.as_str(), done.version), ("delivered", 10));
        assert_eq!(tasks(&office, &clerk()).await, []);

        let case = office.case(case).await;
        assert_eq!(case.decision().unwrap().amount, Some(basis::Fen::new(6000)));
        assert_eq!(case.pauses.len(), 1);
    });
}

#[test]
fn lists_page_without_losing_or_repeating_and_show_only_what_is_ones_own() {
    on_each_database(|office| async move {
        let mut all = Vec::new();
        for _ in 0..5 {
            all.push(office.submit(&resident(), "allowance").await.case);
            office.clock.advance_millis(60_000);
        }
        let scope = rights::scope(&resident());
        let (mut mine, mut after) = (Vec::new(), None);
        loop {
            let page = office.cases.mine(&scope, after, 2).await.unwrap();
            mine.extend(page.entries.iter().map(|listed| listed.case.id));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(mine, all.iter().rev().copied().collect::<Vec<_>>(), "the newest first");

        for actor in [clerk(), county_officer(Role::Supervisor)] {
            let scope = rights::scope(&actor);
            let (mut found, mut after) = (Vec::new(), None);
            loop {
                let wanted = Wanted { limit: 2, after, ..Wanted::default() };
                let page = match actor.has(Role::Supervisor) {
                    true => office.cases.due_list(&scope, wanted).await.unwrap(),
                    false => office.cases.inbox(&scope, wanted).await.unwrap(),
                };
                found.extend(page.entries.iter().map(|entry| entry.case.id));
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            found.sort();
            assert_eq!(found, all);
        }

        let elsewhere = officer(Role::Clerk, "township", "330825102", 50);
        assert_eq!(tasks(&office, &elsewhere).await, []);
        let wanted = Wanted { desk: Some(Desk::parse("minzheng")), limit: 9, ..Wanted::default() };
        let page = office.cases.inbox(&rights::scope(&clerk()), wanted).await.unwrap();
        assert!(page.entries.is_empty(), "the filter narrows and never widens");
    });
}

#[test]
fn a_foreign_scope_sees_nothing_and_is_not_told_that_there_is_something() {
    on_each_database(|office| async move {
        let done = office.submit(&resident(), "allowance").await;
        let neighbour = Actor::resident(COUNTY, PersonId(id(66)), "邻居");
        let elsewhere = officer(Role::Clerk, "township", "330825102", 50);
        let other = officer(Role::Reviewer, "yibao", COUNTY, 51);
        for actor in [neighbour, elsewhere, other, Actor::visitor(COUNTY)] {
            let scope = rights::scope(&actor);
            let rule = |stop: basis::Stop| stop.refusal().unwrap().rule.clone();
            assert_eq!(rule(office.seen(&actor, done.case).await.unwrap_err()), "case.unknown");
            let history = office.cases.history(&scope, done.case).await;
            assert_eq!(rule(history.map(drop).unwrap_err()), "case.unknown");
            let number = office.cases.by_number(&scope, &done.number).await;
            assert_eq!(rule(number.map(drop).unwrap_err()), "case.unknown");
            assert!(office.cases.mine(&scope, None, 10).await.unwrap().entries.is_empty());
            let due = office.cases.due_list(&scope, Wanted::default()).await;
            assert_eq!(rule(due.map(drop).unwrap_err()), "case.unknown");
            assert!(office.act(&actor, done.case, accept()).await.is_err());
        }
        let found = office.cases.by_number(&rights::scope(&clerk()), &done.number).await.unwrap();
        assert_eq!(found, done.case);
    });
}

#[test]
fn the_same_key_gives_the_same_answer_and_a_stale_version_is_a_conflict() {
    on_each_database(|office| async move {
        let by = office.by_key(&resident(), "once-only");
        let first = office.cases.submit(by.clone(), application("allowance")).await.unwrap();
        office.clock.advance_millis(5_000);
        let again = office.by_key(&resident(), "once-only");
        assert_eq!(office.cases.submit(again, application("allowance")).await.unwrap(), first);

        // What was asked counts, not what was gathered for it.
        let asked = serde_json::json!({"matter": "allowance"});
        let key = || office.by_key(&resident(), "asked-once");
        let cases = &office.cases;
        assert_eq!(cases.submitted_before(&key(), &asked).await.unwrap(), None);
        let given = application("allowance");
        let done = office
            .cases
            .submit_asked(key(), asked.clone(), given.clone(), |_, _| Ok(()))
            .await
            .unwrap();
        let other = Application { shown: "11".repeat(32), ..given };
        let again =
            office.cases.submit_asked(key(), asked.clone(), other, |_, _| Ok(())).await.unwrap();
        assert_eq!(again, done);
        assert_eq!(cases.submitted_before(&key(), &asked).await.unwrap(), Some(done));
        let other = serde_json::json!({"matter": "first"});
        let reused = cases.submitted_before(&key(), &other).await.unwrap_err();
        assert_eq!(reused.refusal().unwrap().rule, "act.key-reused");

        let accept_once = || office.by_key(&clerk(), "accept-once");
        let accepted =
            office.cases.act(accept_once(), first.case, Some(1), accept()).await.unwrap();
        // The version seen is old by now, and still the repetition is answered.
        let repeated =
            office.cases.act(accept_once(), first.case, Some(1), accept()).await.unwrap();
        assert_eq!(repeated, accepted);

        let stale = office.by(&police());
        let stale = office.cases.act(stale, first.case, Some(1), pass("check.residence")).await;
        assert_eq!(stale.unwrap_err().refusal().unwrap().rule, "case.changed");
        let now = office.by(&police());
        office.cases.act(now, first.case, Some(2), pass("check.residence")).await.unwrap();
        assert_eq!(office.case(first.case).await.version, 3);
    });
}

#[test]
fn a_joint_case_runs_its_parts_in_their_order() {
    on_each_database(|office| async move {
        let done = office.submit(&resident(), "together").await;
        assert_eq!(done.version, 3, "the submission and two parts that began");
        let running = |case: &Case| -> Vec<(String, CaseId)> {
            let State::Parts { parts } = &case.state else { return vec![] };
            let child = |(part, state): (&String, &PartState)| match state {
                PartState::Running { case } => Some((part.clone(), *case)),
                _ => None,
            };
            parts.iter().filter_map(child).collect()
        };
        let parts = running(&office.case(done.case).await);
        let names: Vec<_> = parts.iter().map(|part| part.0.as_str()).collect();
        assert_eq!(names, ["a", "c"]);

        for (at, (_, child)) in parts.into_iter().enumerate() {
            through(&office, child).await;
            assert_eq!(office.tick().await, 1, "the joint case is told once");
            office.done(&system(), child, Doing::Certify { certificate: "1".into() }).await;
            assert_eq!(office.tick().await, 0, "and not again when the certificate is made");
            let names: Vec<_> =
                running(&office.case(done.case).await).into_iter().map(|part| part.0).collect();
            assert_eq!(names, [["b", "c"].as_slice(), ["b"].as_slice()][at]);
        }
        let last = running(&office.case(done.case).await)[0].1;
        through(&office, last).await;
        office.tick().await;
        assert_eq!(office.case(done.case).await.status_code(), "granted");
        let seen = office.seen(&resident(), done.case).await.unwrap();
        assert_eq!(seen.parts.len(), 3);

        let scope = rights::scope(&resident());
        let history = office.cases.history(&scope, done.case).await.unwrap();
        let titles: Vec<_> = history.iter().map(|step| step.title().zh).collect();
        assert_eq!(
            titles,
            [
                "提交申请",
                "联办事项开始办理：津贴first",
                "联办事项开始办理：津贴third",
                "联办事项办结：津贴first",
                "联办事项开始办理：津贴second",
                "联办事项办结：津贴third",
                "联办事项办结：津贴second",
            ]
        );
        assert_eq!(history[1].title().en, "A part began: Allowance first");
    });
}

#[test]
fn a_joint_case_is_annulled_after_its_parts_and_a_part_that_outlives_it_tells_nobody() {
    on_each_database(|office| async move {
        let annul = || Doing::Annul { reason: "查明材料不实".into() };
        let joint = office.submit(&resident(), "together").await.case;
        let no = office.act(&county_officer(Role::Supervisor), joint, annul()).await.unwrap_err();
        assert_eq!(no.refusal().unwrap().rule, "case.annul-parts");
        let parts = office.seen(&resident(), joint).await.unwrap().parts;
        for part in &parts {
            office.done(&county_officer(Role::Supervisor), part.id, annul()).await;
            assert_eq!(office.tick().await, 1, "the joint case hears of each");
        }
        assert_eq!(office.case(joint).await.status_code(), "refused");
        office.done(&county_officer(Role::Supervisor), joint, annul()).await;

        // A joint case that was over before its part, as an earlier version let it be.
        let joint = office.submit(&resident(), "together").await.case;
        let parts = office.seen(&resident(), joint).await.unwrap().parts;
        let old = office.cases.store().write(move |tx| {
            let case = crate::rows::load(tx, COUNTY, joint)?.unwrap();
            let state = State::Void { at: monday(), reason: "作废".into() };
            let case = Case { state, version: case.version + 1, ..case };
            crate::rows::update(tx, COUNTY, (&case, case.version - 1), None, monday())
        });
        assert!(old.await.unwrap());
        let withdraw = Doing::Withdraw { reason: String::new() };
        office.done(&resident(), parts[0].id, withdraw).await;
        assert_eq!(office.tick().await, 1);
        let left = office.cases.store().read(|tx| {
            tx.query(
                "SELECT id FROM jobs WHERE county = $1 AND kind = $2",
                &store::params![COUNTY, PART_ENDED],
            )
        });
        assert!(left.await.unwrap().is_empty(), "nothing is tried again and again");
    });
}

/// From acceptance to the decision.
async fn through(office: &Office, case: CaseId) {
    office.done(&clerk(), case, accept()).await;
    office.done(&police(), case, pass("check.residence")).await;
    office.done(&village(), case, pass("check.village")).await;
    office.done(&weigher(), case, pass("weigh.one")).await;
    office.done(&approver(), case, grant()).await;
}
