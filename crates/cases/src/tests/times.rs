//! What time itself does, with a clock that the test moves.

use basis::clock::Light;
use catalogue::model::Way;

use super::*;

const DAY: i64 = 86_400_000;

#[test]
fn a_case_that_nobody_looks_at_is_escalated_and_then_accepted_by_law() {
    on_each_database(|office| async move {
        let one = office.submit(&resident(), "allowance").await.case;
        let two = office.submit(&resident(), "allowance").await.case;
        assert_eq!(office.tick().await, 0, "nothing is due yet");
        // Receiving is owed by the end of Tuesday 3 March.
        office.clock.set(monday().plus_millis(2 * DAY));
        assert_eq!(office.tick().await, 2, "each of them once, in one batch");
        for case in [one, two] {
            assert_eq!(office.case(case).await.escalated, ["receive"]);
        }
        assert_eq!(office.tick().await, 0, "the supervisor is told once");
        office.clock.set(monday().plus_millis(8 * DAY));
        office.tick().await;
        for case in [one, two] {
            let case = office.case(case).await;
            assert_eq!((case.status_code(), case.accepted), ("in-review", Some(monday())));
        }
    });
}

#[test]
fn a_supplement_that_never_comes_lapses_and_a_stopped_task_is_not_late() {
    on_each_database(|office| async move {
        let case = office.submit(&resident(), "allowance").await.case;
        office.done(&clerk(), case, accept()).await;
        office.done(&village(), case, ask("check.village")).await;
        office.clock.set(monday().plus_millis(20 * DAY));
        office.tick().await;
        assert_eq!(office.case(case).await.escalated, Vec::<String>::new());
        office.clock.set(monday().plus_millis(31 * DAY));
        office.tick().await;
        assert_eq!(office.case(case).await.status_code(), "lapsed");
        office.clock.set(monday().plus_millis(90 * DAY));
        assert_eq!(office.tick().await, 0, "a case that has ended has no timer");
    });
}

#[test]
fn a_special_procedure_that_overruns_is_told_once_and_stops_the_clock_only_where_it_may() {
    on_each_database(|office| async move {
        let begin = |special: &str| Doing::BeginSpecial {
            task: "check.residence".into(),
            special: special.into(),
            note: String::new(),
        };
        let new = async |special: &str| {
            let case = office.submit(&resident(), "allowance").await.case;
            office.done(&clerk(), case, accept()).await;
            office.done(&police(), case, begin(special)).await;
            case
        };
        let (notice, visit) = (new("notice").await, new("visit").await);
        let seen = office.seen(&resident(), visit).await.unwrap();
        assert_eq!((seen.case.status_code(), seen.clocks[0].1.stopped), ("procedure", false));
        let seen = office.seen(&resident(), notice).await.unwrap();
        assert_eq!((seen.case.status_code(), seen.clocks[0].1.stopped), ("special", true));
        // Seven natural days end on Monday 9 March; the tasks beside it stand still.
        office.clock.set(monday().plus_millis(9 * DAY));
        office.tick().await;
        assert_eq!(office.case(notice).await.escalated, ["special"]);
        let told = office.case(visit).await.escalated;
        assert!(told.contains(&"special".to_owned()) && told.len() == 3, "{told:?}");
        assert_eq!(office.tick().await, 0, "the supervisor is told once");
        office.done(&police(), notice, Doing::EndSpecial { note: "无异议".into() }).await;
        office.done(&police(), notice, begin("visit")).await;
        assert_eq!(office.case(notice).await.escalated, Vec::<String>::new(), "each by itself");
    });
}

#[test]
fn the_board_counts_the_lights_of_the_due_list() {
    on_each_database(|office| async move {
        let new = async || {
            let case = office.submit(&resident(), "allowance").await.case;
            office.done(&clerk(), case, accept()).await;
            case
        };
        let visit = Doing::BeginSpecial {
            task: "check.residence".into(),
            special: "visit".into(),
            note: String::new(),
        };
        // Late before its clock stopped; in time when it stopped; goes on beside a visit; new.
        let late = new().await;
        office.clock.set(monday().plus_millis(8 * DAY));
        office.done(&village(), late, ask("check.village")).await;
        let asked = new().await;
        office.done(&village(), asked, ask("check.village")).await;
        let visited = new().await;
        office.done(&police(), visited, visit).await;
        new().await;
        office.submit(&resident(), "allowance").await;
        let supervisor = rights::scope(&county_officer(Role::Supervisor));
        for days in [8, 9, 10, 11, 15] {
            office.clock.set(monday().plus_millis(days * DAY));
            let wanted = crate::Wanted { limit: 100, ..Default::default() };
            let listed = office.cases.due_list(&supervisor, wanted).await.unwrap().entries;
            let count =
                |light: Light| listed.iter().filter(|one| one.light == light).count() as u32;
            let board = office.cases.board(&supervisor, monday(), None).await.unwrap();
            let found = (board.all.open, board.all.overdue, board.all.soon, board.all.stopped);
            let expected = (
                listed.len() as u32,
                count(Light::Red),
                count(Light::Amber),
                count(Light::Stopped),
            );
            assert_eq!(found, expected, "after {days} days");
            assert_eq!(found.3, 2, "of the one that was in time");
            assert!(found.1 >= 2, "a stop that came too late hides nothing");
            let there = board.places["330825101"].open;
            assert_eq!((there, board.departments["gongan"].open), (found.0, 4));
        }
    });
}

/// Complete at the first go, asked for something, late: what the board says of decided cases.
#[test]
fn the_board_tells_what_was_complete_at_once_and_what_was_in_time() {
    on_each_database(|office| async move {
        let ends = async |case: CaseId| {
            office.done(&police(), case, pass("check.residence")).await;
            office.done(&village(), case, pass("check.village")).await;
            office.done(&weigher(), case, pass("weigh.one")).await;
            office.done(&approver(), case, grant()).await;
            office.done(&system(), case, Doing::Certify { certificate: case.to_string() }).await;
            let deliver = Doing::Deliver { way: Way::Counter, note: String::new() };
            office.done(&clerk(), case, deliver).await;
        };
        let (plain, asked, late) = (
            office.submit(&resident(), "allowance").await.case,
            office.submit(&resident(), "allowance").await.case,
            office.submit(&resident(), "allowance").await.case,
        );
        for case in [plain, asked, late] {
            office.done(&clerk(), case, accept()).await;
        }
        ends(plain).await;
        office.done(&village(), asked, ask("check.village")).await;
        office.done(&resident(), asked, supply()).await;
        ends(asked).await;
        office.clock.set(monday().plus_millis(30 * DAY));
        ends(late).await;
        let supervisor = rights::scope(&county_officer(Role::Supervisor));
        let board = office.cases.board(&supervisor, monday(), None).await.unwrap();
        let all = &board.all;
        assert_eq!((all.decided(), all.first_time, all.in_time), (3, 2, 2));
        assert_eq!((all.first_time_share(), all.in_time_share()), (Some(66), Some(66)));
        assert_eq!(all.within(50), Some(0), "both that were in time were decided on the day");
        assert!(all.within(90).is_some_and(|days| days > 10), "{:?}", all.within(90));
    });
}

#[test]
fn a_timer_that_rests_takes_no_lease_from_another() {
    on_each_database(|office| async move {
        let case = office.submit(&resident(), "allowance").await.case;
        let early = crate::timers::job(COUNTY, id(90), &office.case(case).await, monday());
        let store = office.cases.store().clone();
        let done = store.write(move |tx| store::jobs::replace(tx, &early));
        done.await.unwrap();
        let claim = async |lease: u8| {
            let now = office.cases.ledger().ambient().now();
            let claimed = store
                .write(move |tx| store::jobs::claim(tx, COUNTY, id(lease), now, 1_000, 10))
                .await
                .unwrap();
            claimed.into_iter().find(|one| one.job.kind == TIMER)
        };
        let slow = claim(91).await.unwrap();
        office.clock.advance_millis(2_000);
        let quick = claim(92).await.unwrap();
        office.cases.run_timer(slow).await.unwrap();
        let (later, mine) = (monday().plus_millis(DAY), quick.clone());
        let holds = store.write(move |tx| store::jobs::postpone(tx, &mine, later)).await;
        assert!(holds.unwrap(), "the second still holds it");
        office.clock.advance_millis(2_000);
        assert!(claim(93).await.is_none(), "it waits for its time");
        office.clock.set(later);
        assert!(claim(94).await.is_some(), "and is there then");
    });
}

#[test]
fn a_new_calendar_moves_the_dates_by_an_act() {
    on_each_database(|office| async move {
        office.clock.set(basis::Instant::at(basis::Date::constant(2027, 12, 27), 9, 0));
        let case = office.submit(&resident(), "allowance").await.case;
        office.done(&clerk(), case, accept()).await;
        let before = office.seen(&resident(), case).await.unwrap();
        assert!(before.clocks[0].1.provisional, "2028 has no calendar yet");

        let year = |text: &str| basis::calendar::YearCalendar::parse_json(text).unwrap();
        let plain = |y: i16| year(&format!(r#"{{"year": {y}, "papers": [], "days": []}}"#));
        let days = r#"{"year": 2028, "papers": [], "days": [{"name": "元旦", "date": "2028-01-03", "isOffDay": true}]}"#;
        // Another process of the same county, which is not told and looks by itself.
        let beside = office.beside();
        let by = office.by(&resident());
        assert!(office.cases.announce(&by, year(days)).await.is_err(), "not for residents");
        office.cases.announce(&office.by(&system()), plain(2029)).await.unwrap();
        assert_eq!(
            office.cases.recompute(&office.by(&system())).await.unwrap(),
            0,
            "no other date"
        );
        assert!(beside.refresh_calendar().await.unwrap());
        office.cases.announce(&office.by(&system()), year(days)).await.unwrap();
        assert!(!beside.calendar().announced(2028));
        assert!(beside.refresh_calendar().await.unwrap());
        assert!(beside.calendar().announced(2028) && beside.calendar().announced(2027));
        assert!(!beside.refresh_calendar().await.unwrap(), "nothing new");
        assert_eq!(office.cases.recompute(&office.by(&system())).await.unwrap(), 1);
        assert_eq!(office.cases.recompute(&office.by(&system())).await.unwrap(), 0);
        let after = office.seen(&resident(), case).await.unwrap();
        assert!(!after.clocks[0].1.provisional);
        assert!(after.clocks[0].1.date > before.clocks[0].1.date);
        assert_eq!(office.case(case).await.version, 3);
        // A clock that stands still moves with each day, which is no matter of the calendar.
        let stopped = office.submit(&resident(), "allowance").await.case;
        office.done(&clerk(), stopped, accept()).await;
        office.done(&village(), stopped, ask("check.village")).await;
        office.clock.advance_millis(3 * DAY);
        assert_eq!(office.cases.recompute(&office.by(&system())).await.unwrap(), 0);
        // A late notice changes a year that was announced: what was certain moves as well.
        let more = r#"{"year": 2028, "papers": [], "days": [{"name": "元旦", "date": "2028-01-03", "isOffDay": true}, {"name": "元旦", "date": "2028-01-04", "isOffDay": true}]}"#;
        office.cases.announce(&office.by(&system()), year(more)).await.unwrap();
        assert_eq!(office.cases.recompute(&office.by(&system())).await.unwrap(), 1);
        let later = office.seen(&resident(), case).await.unwrap();
        assert!(later.clocks[0].1.date > after.clocks[0].1.date);
        let fresh = office.beside();
        fresh.refresh_calendar().await.unwrap();
        assert!(fresh.calendar().announced(2028), "a restart finds it too");
    });
}
