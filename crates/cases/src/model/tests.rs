//! The engine by itself: what each state refuses, and what holds after any possible history.

use basis::{Date, Instant};
use catalogue::model::{Matter, Way};
use proptest::prelude::*;

use super::sample::{calendar, case, days_later, id, matter, monday, submission};
use super::*;

/// The states as the doings that lead to them.
pub(super) fn states(matter: &Matter) -> Vec<(&'static str, Case)> {
    let accept = || Doing::Accept { later: vec![] };
    let pass = |task: &str| Doing::Pass { task: task.into(), opinion: String::new() };
    let items = || vec!["照片看不清".to_owned()];
    let ask =
        |task: &str| Doing::AskSupplement { task: task.into(), items: items(), answers: vec![] };
    let special = || Doing::BeginSpecial {
        task: "check.residence".into(),
        special: "notice".into(),
        note: String::new(),
    };
    let reason = || "理由".to_owned();
    let reviewed = || vec![accept(), pass("check.residence"), pass("check.village")];
    let decided = || [reviewed(), vec![pass("weigh.one")]].concat();
    let granted = || [decided(), vec![Doing::Grant { reason: reason(), amount: None }]].concat();
    let certified = || [granted(), vec![Doing::Certify { certificate: "1.2".into() }]].concat();
    let deliver = || Doing::Deliver { way: Way::Counter, note: String::new() };
    let refuse = || Doing::Refuse { reason: reason(), source: None };
    let no = || Doing::RefuseAcceptance { reason: reason(), source: None };
    let after = |doings: Vec<Doing>| run(case(matter), matter, &doings);
    vec![
        ("received", after(vec![])),
        ("correcting", after(vec![Doing::AskCorrection { items: items(), answers: vec![] }])),
        (
            "supplied",
            after(vec![Doing::AskCorrection { items: items(), answers: vec![] }, supply()]),
        ),
        ("review", after(vec![accept()])),
        ("asked", after(vec![accept(), ask("check.village")])),
        ("special", after(vec![accept(), special()])),
        ("weighing", after(reviewed())),
        ("deciding", after(decided())),
        ("granted", after(granted())),
        ("certified", after(certified())),
        ("delivered", after([certified(), vec![deliver()]].concat())),
        ("refused", after([decided(), vec![refuse()]].concat())),
        ("not-accepted", after(vec![no()])),
        ("withdrawn", after(vec![Doing::Withdraw { reason: String::new() }])),
        ("void", after(vec![Doing::Annul { reason: reason() }])),
    ]
}

fn run(first: Case, matter: &Matter, doings: &[Doing]) -> Case {
    doings.iter().fold(first, |case, doing| {
        check_at(&case, doing, matter, monday()).unwrap_or_else(|no| panic!("{doing:?}: {no}"));
        apply(case, doing, matter, monday()).unwrap()
    })
}

fn check_at(
    case: &Case,
    doing: &Doing,
    matter: &Matter,
    now: Instant,
) -> Result<(), basis::Refusal> {
    let calendar = calendar();
    check(case, doing, &Context { matter, calendar: &calendar, now, answer: None })
}

/// One row a doing, one column a state in the order of [`states`]: `+` for yes, or the rule that
/// refuses, by the letters of [`RULES`].
const TABLE: &str = "
    submit          S S S S S S S S S S S S S S S
    accept          + c + a a a a a a a a a a a a
    default         n a n a a a a a a a a a a a a
    correct         + c o a a a a a a a a a a a a
    not-accept      + c + a a a a a a a a a a a a
    supply          q + q q + q q q q q q q q q q
    pass            r r r + + s d r r r r r r r r
    fail            r r r + + + d r r r r r r r r
    ask             r k r + k s d r r r r r r r r
    ask-deciding    D k D D k s D + D D D D D D D
    return          r r r u u u + r r r r r r r r
    begin           r k r + k s d r r r r r r r r
    end             p p p p p + p p p p p p p p p
    extend          r r r + + + + + r r r r r r r
    grant           D D D t t t t + D D D D D D D
    refuse          D D D t t t t + D D D D D D D
    certify         C C C C C C C C + C C C C C C
    deliver         L L L L L L L L L + L L L L L
    withdraw        + + + + + + + + W W W W E E E
    lapse           q y q q y q q q q q q q q q q
    annul           + + + + + + + + + + + + + + E
    escalate        + + + + + + + + + + E E E E E
    recompute       + + + + + + + + + + E E E E E
    begin-part      P P P P P P P P P P P P P P P
    end-part        P P P P P P P P P P P P P P P
";

const RULES: &[(&str, &str)] = &[
    ("S", "case.submitted"),
    ("c", "case.correction-pending"),
    ("a", "case.past-acceptance"),
    ("n", "case.notice-still-possible"),
    ("o", "case.told-already"),
    ("q", "case.nothing-asked"),
    ("r", "case.not-in-review"),
    ("s", "case.special-running"),
    ("d", "case.task-done"),
    ("k", "case.already-asked"),
    ("D", "case.not-deciding"),
    ("u", "case.task-unknown"),
    ("p", "case.no-special"),
    ("t", "case.tasks-open"),
    ("C", "case.nothing-to-certify"),
    ("L", "case.nothing-to-deliver"),
    ("W", "case.decided"),
    ("E", "case.ended"),
    ("y", "case.reply-still-possible"),
    ("P", "case.part"),
];

/// A doing for each row of the table.
fn doing(name: &str, matter: &Matter) -> Doing {
    let (words, task) = (|| "理由".to_owned(), || "check.residence".to_owned());
    match name {
        "submit" => Doing::Submit(Box::new(submission(matter))),
        "accept" => Doing::Accept { later: vec!["photo".into()] },
        "default" => Doing::AcceptByDefault,
        "correct" => Doing::AskCorrection { items: vec![words()], answers: vec![] },
        "not-accept" => Doing::RefuseAcceptance { reason: words(), source: None },
        "supply" => supply(),
        "pass" => Doing::Pass { task: task(), opinion: words() },
        "fail" => Doing::Fail { task: task(), opinion: words() },
        "ask" => Doing::AskSupplement { task: task(), items: vec![words()], answers: vec![] },
        "ask-deciding" => {
            Doing::AskSupplement { task: "decide".into(), items: vec![words()], answers: vec![] }
        }
        "return" => Doing::Return { task: "weigh.one".into(), reason: words() },
        "begin" => {
            Doing::BeginSpecial { task: task(), special: "notice".into(), note: String::new() }
        }
        "end" => Doing::EndSpecial { note: words() },
        "extend" => Doing::Extend { reason: words() },
        "grant" => Doing::Grant { reason: words(), amount: None },
        "refuse" => Doing::Refuse { reason: words(), source: None },
        "certify" => Doing::Certify { certificate: "1.2".into() },
        "deliver" => Doing::Deliver { way: Way::Counter, note: String::new() },
        "withdraw" => Doing::Withdraw { reason: String::new() },
        "lapse" => Doing::Lapse,
        "annul" => Doing::Annul { reason: words() },
        "escalate" => Doing::Escalate { task: task() },
        "recompute" => Doing::Recompute,
        "begin-part" => Doing::BeginPart { part: "a".into(), case: CaseId(id(9)) },
        "end-part" => Doing::EndPart { part: "a".into(), granted: true },
        other => panic!("no doing is called {other}"),
    }
}

fn supply() -> Doing {
    Doing::Supply { answers: Answers::new(), materials: vec![], note: "照片重新拍了".into() }
}

#[test]
fn each_state_lets_pass_or_refuses_each_doing_by_its_rule() {
    let matter = matter("allowance");
    let states = states(&matter);
    for line in TABLE.lines().filter(|line| !line.trim().is_empty()) {
        let mut words = line.split_whitespace();
        let name = words.next().unwrap();
        let doing = doing(name, &matter);
        let cells: Vec<&str> = words.collect();
        assert_eq!(cells.len(), states.len(), "{name}");
        for (cell, (state, case)) in cells.iter().zip(&states) {
            let found = check_at(case, &doing, &matter, monday()).err().map(|no| no.rule);
            let expected = RULES.iter().find(|rule| rule.0 == *cell).map(|rule| rule.1.to_owned());
            assert_eq!(found, expected, "{name} when {state}");
        }
    }
}

#[test]
fn what_is_typed_must_say_something() {
    let matter = matter("allowance");
    let (received, deciding) = {
        let all = states(&matter);
        let of = |name: &str| all.iter().find(|state| state.0 == name).unwrap().1.clone();
        (of("received"), of("deciding"))
    };
    let (blank, none) = (|| "  ".to_owned(), vec![]);
    let check = |case: &Case, doing: Doing, rule: &str| {
        let no = check_at(case, &doing, &matter, monday()).unwrap_err();
        assert_eq!(no.rule, rule, "{doing:?}");
    };
    check(&received, Doing::AskCorrection { items: none, answers: vec![] }, "case.items-missing");
    check(
        &received,
        Doing::AskCorrection { items: vec![blank()], answers: vec![] },
        "case.items-missing",
    );
    let no = Doing::RefuseAcceptance { reason: blank(), source: None };
    check(&received, no, "case.reasons-missing");
    check(&received, Doing::Accept { later: vec!["card".into()] }, "case.must-not-follow");
    check(&deciding, Doing::Refuse { reason: blank(), source: None }, "case.reasons-missing");
    check(&deciding, Doing::Extend { reason: blank() }, "case.reasons-missing");
    let unknown =
        Doing::BeginSpecial { task: "decide".into(), special: "dance".into(), note: String::new() };
    check(&deciding, unknown, "case.special-unknown");
}

#[test]
fn only_the_answers_that_were_asked_about_can_be_changed() {
    let matter = matter("allowance");
    let ask = |id: &str| {
        let answers = vec![id.to_owned()];
        Doing::AskCorrection { items: vec!["电话打不通".to_owned()], answers }
    };
    let change = |id: &str| {
        let answers = Answers::from([(id.to_owned(), serde_json::json!("13900000000"))]);
        Doing::Supply { answers, materials: vec![], note: String::new() }
    };
    let rule = |case: &Case, doing: &Doing| {
        check_at(case, doing, &matter, monday()).err().map(|refusal| refusal.rule.to_string())
    };
    let received = case(&matter);
    assert_eq!(rule(&received, &ask("no-such")).as_deref(), Some("case.answer-unknown"));
    assert_eq!(rule(&received, &ask("phone")), None);
    let asked = apply(received, &ask("phone"), &matter, monday()).unwrap();
    let other = change("no-such");
    assert_eq!(rule(&asked, &other).as_deref(), Some("case.answer-not-asked"));
    assert_eq!(rule(&asked, &change("phone")), None);
    let changed = apply(asked, &change("phone"), &matter, monday()).unwrap();
    assert_eq!(changed.answers["phone"], "13900000000");
}

#[test]
fn what_is_added_is_something_and_files_of_the_matter() {
    let matter = matter("allowance");
    let ask = Doing::AskCorrection { items: vec!["补身份证".into()], answers: vec![] };
    let asked = run(case(&matter), &matter, &[ask]);
    let check = |material: &str, how: How, rule: Option<&str>| {
        let materials = vec![Handed { material: material.into(), how }];
        let doing = Doing::Supply { answers: Answers::new(), materials, note: String::new() };
        let found = check_at(&asked, &doing, &matter, monday()).err().map(|no| no.rule);
        assert_eq!(found.as_deref(), rule, "{doing:?}");
    };
    check("card", How::Files(vec![id(8)]), None);
    check(OTHER_MATERIAL, How::Files(vec![id(8)]), None);
    check("no-such", How::Files(vec![id(8)]), Some("case.material-unknown"));
    for how in [How::Fetched, How::Committed, How::Later, How::Files(vec![])] {
        check("card", how, Some("case.material-how"));
    }
    let note = "  ".to_owned();
    let nothing = Doing::Supply { answers: Answers::new(), materials: vec![], note };
    let no = check_at(&asked, &nothing, &matter, monday()).unwrap_err();
    assert_eq!(no.rule, "case.nothing-supplied", "nothing starts no clock");
}

/// What the rules may say: whether, and how much.
fn ruled(verdict: rules::Verdict, fen: Option<i64>) -> rules::Answer {
    let answer = serde_json::json!({
        "verdict": verdict, "as_of": "2026-03-02", "clauses": [], "amount": null, "missing": [],
    });
    let mut answer: rules::Answer = serde_json::from_value(answer).unwrap();
    answer.amount = fen.map(|fen| rules::Amount {
        outcome: rules::Outcome::Value(rules::Value::Money(basis::Fen::new(fen))),
        ty: rules::Type::money(),
        missing: Default::default(),
        reason: serde_json::from_value(
            serde_json::json!({"source": "", "outcome": rules::Outcome::Null}),
        )
        .unwrap(),
    });
    answer
}

#[test]
fn a_decision_in_favour_is_held_to_the_rules_and_the_opinions() {
    let (matter, calendar) = (matter("allowance"), calendar());
    let all = states(&matter);
    let deciding = all.iter().find(|state| state.0 == "deciding").unwrap().1.clone();
    let rule = |case: &Case, answer: &rules::Answer, reason: &str, fen: Option<i64>| {
        let doing = Doing::Grant { reason: reason.into(), amount: fen.map(basis::Fen::new) };
        let answer = Some(answer);
        let context = Context { matter: &matter, calendar: &calendar, now: monday(), answer };
        check(case, &doing, &context).err().map(|no| no.rule)
    };
    let yes = ruled(rules::Verdict::Yes, Some(6_000));
    assert_eq!(rule(&deciding, &yes, "", Some(6_000)), None);
    for other in [None, Some(999_999_900), Some(5_999)] {
        let no = rule(&deciding, &yes, "另有理由", other);
        assert_eq!(no.as_deref(), Some("case.amount-departs"), "{other:?}");
    }
    let no = ruled(rules::Verdict::No, None);
    assert_eq!(rule(&deciding, &no, " ", None).as_deref(), Some("case.reasons-missing"));
    assert_eq!(rule(&deciding, &no, "登记有误，已核实", None), None);
    assert_eq!(rule(&deciding, &no, "x", Some(-1)).as_deref(), Some("case.amount-negative"));
    let object = Doing::Fail { task: "weigh.one".into(), opinion: "不在本县住".into() };
    let weighing = all.iter().find(|state| state.0 == "weighing").unwrap().1.clone();
    let objected = run(weighing, &matter, &[object]);
    let silent = rule(&objected, &yes, "", Some(6_000));
    assert_eq!(silent.as_deref(), Some("case.reasons-missing"));
    assert_eq!(rule(&objected, &yes, "走访证实住在本县", Some(6_000)), None);
}

#[test]
fn acceptance_by_default_comes_after_five_working_days_of_the_papers_in_hand() {
    let matter = matter("allowance");
    let received = case(&matter);
    // Monday 2 March; the fifth working day is Monday 9 March, to its end.
    for (days, possible) in [(0, false), (5, false), (7, false), (8, true)] {
        let no = check_at(&received, &Doing::AcceptByDefault, &matter, days_later(days)).err();
        assert_eq!(no.is_none(), possible, "after {days} days: {no:?}");
    }
    let accepted = apply(received.clone(), &Doing::AcceptByDefault, &matter, days_later(8));
    assert_eq!(accepted.unwrap().accepted, Some(monday()), "the clock runs from the receipt");

    let items = vec!["照片".to_owned()];
    let asked =
        apply(received, &Doing::AskCorrection { items, answers: vec![] }, &matter, days_later(1))
            .unwrap();
    let supplied = apply(asked, &supply(), &matter, days_later(20)).unwrap();
    let accepted = apply(supplied, &Doing::AcceptByDefault, &matter, days_later(29)).unwrap();
    assert_eq!(accepted.accepted, Some(days_later(20)), "waiting for the applicant is not counted");
}

#[test]
fn what_is_missing_is_told_once_and_within_five_working_days() {
    let matter = matter("allowance");
    let ask = Doing::AskCorrection { items: vec!["照片".to_owned()], answers: vec![] };
    let refusal = |case: &Case, days| check_at(case, &ask, &matter, days_later(days)).err();
    let received = case(&matter);
    assert_eq!(refusal(&received, 7), None, "the fifth working day runs to its end");
    let late = refusal(&received, 8).unwrap();
    assert_eq!(late.rule, "case.notice-late");

    let asked = apply(received, &ask, &matter, days_later(1)).unwrap();
    let supplied = apply(asked, &supply(), &matter, days_later(2)).unwrap();
    let again = refusal(&supplied, 3).unwrap();
    assert_eq!(again.rule, "case.told-already");
    for refusal in [late, again] {
        let law = refusal.source.unwrap();
        assert_eq!((law.law.as_str(), law.article.as_str()), ("行政许可法", "第三十二条"));
    }

    // A row that was kept before the mark existed is read as not told.
    let mut old = serde_json::to_value(&supplied).unwrap();
    assert_eq!(old["told_once"], true);
    old.as_object_mut().unwrap().remove("told_once");
    assert!(!serde_json::from_value::<Case>(old).unwrap().told_once);
}

#[test]
fn a_limit_is_extended_once_and_by_what_the_matter_says() {
    let matter = matter("allowance");
    let review = run(case(&matter), &matter, &[Doing::Accept { later: vec![] }]);
    let promised = |case: &Case| {
        let clock = whole(case, &matter).into_iter().next().unwrap();
        basis::clock::due(&clock.course, &calendar(), monday()).date
    };
    assert_eq!(promised(&review), Date::constant(2026, 3, 16));
    let extend = Doing::Extend { reason: "要实地核查".into() };
    let extended = run(review, &matter, std::slice::from_ref(&extend));
    assert_eq!(promised(&extended), Date::constant(2026, 3, 30));
    let no = check_at(&extended, &extend, &matter, monday()).unwrap_err();
    assert_eq!(no.rule, "case.extended-once");
    let review = run(case(&matter), &matter, &[Doing::Accept { later: vec![] }]);
    assert_eq!(check_at(&review, &extend, &matter, days_later(14)), Ok(()), "on the last day");
    let late = check_at(&review, &extend, &matter, days_later(15)).unwrap_err();
    assert_eq!(late.rule, "case.extension-late", "red does not turn green again");
}

#[test]
fn an_unanswered_supplement_ends_as_the_matter_says() {
    let check = |name: &str, expected: &str| {
        let matter = matter(name);
        let ask = Doing::AskSupplement {
            task: "check.village".into(),
            items: vec!["x".into()],
            answers: vec![],
        };
        let asked = run(case(&matter), &matter, &[Doing::Accept { later: vec![] }, ask]);
        let early = check_at(&asked, &Doing::Lapse, &matter, days_later(29)).unwrap_err();
        assert_eq!(early.rule, "case.reply-still-possible");
        check_at(&asked, &Doing::Lapse, &matter, days_later(31)).unwrap();
        let lapsed = apply(asked, &Doing::Lapse, &matter, days_later(31)).unwrap();
        assert_eq!(lapsed.status_code(), expected, "{name}");
        assert!(lapsed.pauses.iter().all(|pause| pause.until.is_some()));
    };
    check("allowance", "lapsed");
    check("first", "not-accepted");
    check("second", "in-review");
}

#[test]
fn the_parts_of_a_joint_case_begin_in_order_and_a_refused_part_blocks_what_needs_it() {
    let matter = matter("together");
    let ready = |case: &Case| match &case.state {
        State::Parts { parts } => {
            parts_to_start(&matter, parts).iter().map(|part| part.id.clone()).collect::<Vec<_>>()
        }
        _ => vec![],
    };
    let begin = |part: &str| Doing::BeginPart { part: part.into(), case: CaseId(id(7)) };
    let end = |part: &str, granted| Doing::EndPart { part: part.into(), granted };
    let check = |chosen: &[&str], doings: &[Doing], next: &[&str], status: &str| {
        let parts = chosen.iter().map(|part| (*part).to_owned()).collect();
        let first = open(Submission { parts, ..submission(&matter) }, &matter, monday());
        let after = run(first, &matter, doings);
        assert_eq!(ready(&after), next, "{doings:?}");
        assert_eq!(after.status_code(), status, "{doings:?}");
    };
    check(&[], &[], &["a", "c"], "parts");
    check(&["a", "b"], &[], &["a"], "parts");
    check(&[], &[begin("a"), begin("c")], &[], "parts");
    check(&[], &[begin("a"), begin("c"), end("a", true)], &["b"], "parts");
    check(&[], &[begin("a"), begin("c"), end("a", false)], &[], "parts");
    check(&[], &[begin("a"), begin("c"), end("a", false), end("c", false)], &[], "refused");
    check(&[], &[begin("a"), begin("c"), end("a", false), end("c", true)], &[], "granted");
    let whole = [begin("a"), end("a", true), begin("b"), end("b", true)];
    check(&["a", "b"], &whole, &[], "granted");
}

/// Everything that persons and time can do, in the order of the candidates.
fn possible(case: &Case, matter: &Matter, now: Instant) -> Vec<Doing> {
    let by_time = [
        Doing::AcceptByDefault,
        Doing::Lapse,
        Doing::Recompute,
        Doing::Certify { certificate: "1.2".into() },
        Doing::Escalate { task: "check.village".into() },
    ];
    crate::allowed::candidates(matter)
        .into_iter()
        .chain(by_time)
        .filter(|doing| check_at(case, doing, matter, now).is_ok())
        .collect()
}

fn holds(case: &Case, matter: &Matter, now: Instant) -> Result<(), TestCaseError> {
    let open = case.pauses.iter().filter(|pause| pause.until.is_none()).count();
    let special = case.special().is_some_and(|special| special.id == "notice");
    let stands =
        !matches!(case.state, State::Correcting { .. }) && (case.asked().is_some() || special);
    prop_assert_eq!(open, usize::from(stands), "one open stop while somebody is waited for");
    if matches!(case.state, State::InReview { .. } | State::Deciding { .. }) {
        for clock in whole(case, matter) {
            prop_assert_eq!(clock.course.stopped(now), stands, "{:?}", clock.which);
        }
    }
    let text = serde_json::to_string(case).unwrap();
    prop_assert_eq!(&serde_json::from_str::<Case>(&text).unwrap(), case);
    prop_assert!(!case.ended() || open_work(case, matter).is_empty());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn the_records_of_a_case_are_enough_to_rebuild_it(
        choices in proptest::collection::vec((any::<prop::sample::Index>(), 0i64..6), 0..40),
    ) {
        let matter = matter("allowance");
        let mut now = monday();
        let mut kept = case(&matter);
        let submit = Doing::Submit(Box::new(submission(&matter)));
        let mut records = vec![(serde_json::to_string(&submit).unwrap(), now)];
        for (choice, days) in choices {
            now = now.plus_millis(days * 86_400_000 + 60_000);
            let doings = possible(&kept, &matter, now);
            // Ending early makes short stories, so the two doings that always can are rare.
            let doings: Vec<_> = match days {
                5 => doings,
                _ => doings
                    .into_iter()
                    .filter(|one| !matches!(one, Doing::Withdraw { .. } | Doing::Annul { .. }))
                    .collect(),
            };
            if doings.is_empty() {
                continue;
            }
            let doing = choice.get(&doings);
            kept = apply(kept, doing, &matter, now).unwrap();
            records.push((serde_json::to_string(doing).unwrap(), now));
            holds(&kept, &matter, now)?;
        }
        prop_assert_eq!(kept.version, records.len() as i64);
        let read: Vec<(Doing, Instant)> =
            records.iter().map(|(text, at)| (serde_json::from_str(text).unwrap(), *at)).collect();
        let again = replay(read.iter().map(|(doing, at)| (doing, *at)), &matter).unwrap();
        prop_assert_eq!(again, kept);
    }
}

#[test]
fn damaged_records_are_a_fault_and_no_case() {
    let matter = matter("allowance");
    let accept = Doing::Accept { later: vec![] };
    assert!(replay([(&accept, monday())], &matter).is_err());
    let submit = Doing::Submit(Box::new(submission(&matter)));
    let certify = Doing::Certify { certificate: "1.2".into() };
    assert!(replay([(&submit, monday()), (&certify, monday())], &matter).is_err());
}
