//! What time itself does, with a clock that the test moves.

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
