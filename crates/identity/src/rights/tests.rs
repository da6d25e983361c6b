//! Who may do what, case by case.

use basis::{Ambient, Instant};
use proptest::prelude::*;

use super::*;
use crate::actor::Entrusted;
use crate::testing;

const COUNTY: &str = "330825";
const TOWNSHIP: &str = "330825101";
const VILLAGE: &str = "330825101200";

fn person(seed: u64) -> PersonId {
    let (ambient, _) = Ambient::fixed(Instant::from_millis(1), seed);
    PersonId(ambient.id())
}

fn officer_id(seed: u64) -> OfficerId {
    OfficerId(person(seed).0)
}

fn code(text: &str) -> DivisionCode {
    text.parse().unwrap()
}

fn officer(role: Role, department: Option<&str>, division: &str) -> Actor {
    Actor::officer(COUNTY, officer_id(100), "", vec![Grant::new(role, department, code(division))])
}

fn resident() -> Actor {
    Actor::resident(COUNTY, person(1), "")
}

fn check(actor: &Actor, right: &Right, expected: Result<(), &str>) {
    let found = may(actor, right).map_err(|refusal| refusal.rule);
    assert_eq!(found, expected.map_err(str::to_owned), "{actor:?} {right:?}");
}

const FORBIDDEN_FILE: Result<(), &str> = Err("rights.file-for");
const FORBIDDEN_READ: Result<(), &str> = Err("rights.read-case");
const FORBIDDEN_ROLE: Result<(), &str> = Err("rights.role");

#[test]
fn filing_is_for_oneself_or_for_the_people_of_ones_division() {
    let file = |division: &str| Right::FileFor {
        person: person(1),
        division: code(division),
        matter: None,
    };
    let helper = officer(Role::Helper, Some("village"), VILLAGE);
    let clerk = officer(Role::Clerk, Some("township"), TOWNSHIP);
    check(&resident(), &file(VILLAGE), Ok(()));
    check(&Actor::resident(COUNTY, person(2), ""), &file(VILLAGE), FORBIDDEN_FILE);
    check(&helper, &file(VILLAGE), Ok(()));
    check(&helper, &file("330825101201"), FORBIDDEN_FILE);
    // A person known only by township may live in another village.
    check(&helper, &file(TOWNSHIP), FORBIDDEN_FILE);
    check(&clerk, &file(VILLAGE), Ok(()));
    check(&clerk, &file("330825102200"), FORBIDDEN_FILE);
    check(&officer(Role::Clerk, Some("zhengwu"), COUNTY), &file(VILLAGE), Ok(()));
    check(&officer(Role::Reviewer, Some("zhengwu"), COUNTY), &file(VILLAGE), FORBIDDEN_FILE);
    check(&Actor::visitor(COUNTY), &file(VILLAGE), Err("rights.sign-in"));
    // An officer does not file for themselves as an officer.
    let private = Actor { person: Some(person(1)), ..officer(Role::Approver, None, COUNTY) };
    check(&private, &file(VILLAGE), FORBIDDEN_FILE);
}

#[test]
fn whoever_was_asked_files_that_matter_for_that_person_and_nothing_else() {
    let file = |seed, matter: Option<&str>| Right::FileFor {
        person: person(seed),
        division: code(VILLAGE),
        matter: matter.map(str::to_owned),
    };
    let entrusted = Entrusted { person: person(1), matter: "senior-card".to_owned() };
    let relative = Actor::resident(COUNTY, person(2), "");
    let asked = Actor { entrusted: Some(entrusted.clone()), ..relative.clone() };
    check(&asked, &file(1, Some("senior-card")), Ok(()));
    check(&asked, &file(1, Some("newborn")), FORBIDDEN_FILE);
    check(&asked, &file(1, None), FORBIDDEN_FILE);
    check(&asked, &file(3, Some("senior-card")), FORBIDDEN_FILE);
    check(&relative, &file(1, Some("senior-card")), FORBIDDEN_FILE);
    let officer = Actor { entrusted: Some(entrusted), ..officer(Role::Auditor, None, COUNTY) };
    check(&officer, &file(1, Some("senior-card")), FORBIDDEN_FILE);
}

#[test]
fn help_is_asked_for_oneself_and_given_by_whoever_was_asked() {
    let no = Err("rights.help");
    let help = |named: Option<u64>, holder: Option<Who>| Right::Help {
        person: person(1),
        division: code(VILLAGE),
        named: named.map(person),
        holder,
    };
    let helper = officer(Role::Helper, Some("village"), VILLAGE);
    let colleague = Some(Who::Officer(officer_id(101)));
    let relative = Actor::resident(COUNTY, person(2), "");
    let ask = Right::AskHelp { person: person(1) };
    check(&resident(), &ask, Ok(()));
    check(&relative, &ask, Err("rights.ask-help"));
    check(&helper, &ask, Err("rights.ask-help"));
    check(&helper, &help(None, None), Ok(()));
    check(&helper, &help(None, Some(helper.who)), Ok(()));
    check(&helper, &help(None, colleague), no);
    check(&officer(Role::Helper, Some("village"), "330825101201"), &help(None, None), no);
    check(&officer(Role::Reviewer, Some("township"), TOWNSHIP), &help(None, None), no);
    check(&Actor { person: Some(person(1)), ..helper.clone() }, &help(None, None), no);
    // Who was named is asked alone, and nobody is asked by themselves.
    check(&relative, &help(Some(2), None), Ok(()));
    check(&helper, &help(Some(2), None), no);
    check(&relative, &help(None, None), no);
    check(&resident(), &help(Some(1), None), no);
    let both = vec![
        Grant::new(Role::Helper, Some("village"), code(VILLAGE)),
        Grant::new(Role::Clerk, Some("township"), code(TOWNSHIP)),
        Grant::new(Role::Reviewer, Some("minzheng"), code(COUNTY)),
    ];
    let both = Actor::officer(COUNTY, officer_id(100), "", both);
    assert_eq!(scope(&both).served(), [code(TOWNSHIP)]);
    assert_eq!(scope(&officer(Role::Clerk, Some("zhengwu"), "33")).served(), [code(COUNTY)]);
    assert!(scope(&relative).served().is_empty());
}

#[test]
fn a_case_is_read_by_its_people_and_its_desks() {
    let read = |filed_by| Right::ReadCase {
        applicant: person(1),
        desks: vec![
            ("minzheng".to_owned(), Role::Approver),
            (format!("township/{TOWNSHIP}"), Role::Clerk),
        ],
        filed_by,
    };
    let open = read(None);
    check(&resident(), &open, Ok(()));
    check(&Actor::resident(COUNTY, person(2), ""), &open, FORBIDDEN_READ);
    check(&officer(Role::Reviewer, Some("minzheng"), COUNTY), &open, Ok(()));
    check(&officer(Role::Reviewer, Some("gongan"), COUNTY), &open, FORBIDDEN_READ);
    check(&officer(Role::Clerk, Some("township"), TOWNSHIP), &open, Ok(()));
    check(&officer(Role::Clerk, Some("township"), "330825102"), &open, FORBIDDEN_READ);
    check(&officer(Role::Supervisor, Some("minzheng"), COUNTY), &open, Ok(()));
    check(&officer(Role::Supervisor, Some("gongan"), COUNTY), &open, FORBIDDEN_READ);
    check(&officer(Role::Supervisor, None, COUNTY), &open, Ok(()));
    check(&officer(Role::Supervisor, None, TOWNSHIP), &open, FORBIDDEN_READ);
    check(&officer(Role::Auditor, None, COUNTY), &open, Ok(()));
    check(&officer(Role::Auditor, None, "330822"), &open, FORBIDDEN_READ);
    check(&officer(Role::Admin, None, COUNTY), &open, FORBIDDEN_READ);
    check(&officer(Role::DataOfficer, Some("minzheng"), COUNTY), &open, FORBIDDEN_READ);
    let helper = officer(Role::Helper, Some("village"), VILLAGE);
    check(&helper, &open, FORBIDDEN_READ);
    check(&helper, &read(helper.officer_id()), Ok(()));
    check(&helper, &read(Some(officer_id(101))), FORBIDDEN_READ);
    check(&Actor::system(COUNTY), &open, Ok(()));
    check(&Actor::visitor(COUNTY), &open, Err("rights.sign-in"));
}

#[test]
fn work_needs_the_desk_the_role_and_somebody_elses_case() {
    let work = |applicant| Right::Work {
        desk: format!("township/{TOWNSHIP}"),
        role: Role::Reviewer,
        applicant,
    };
    let own = Right::Decide { desk: "minzheng".into(), role: Role::Approver, applicant: person(1) };
    let reviewer = officer(Role::Reviewer, Some("township"), TOWNSHIP);
    check(&reviewer, &work(person(1)), Ok(()));
    check(&officer(Role::Clerk, Some("township"), TOWNSHIP), &work(person(1)), FORBIDDEN_ROLE);
    check(&officer(Role::Reviewer, Some("township"), COUNTY), &work(person(1)), FORBIDDEN_ROLE);
    check(&officer(Role::Reviewer, None, COUNTY), &work(person(1)), FORBIDDEN_ROLE);
    check(&resident(), &work(person(2)), FORBIDDEN_ROLE);
    let approver =
        Actor { person: Some(person(1)), ..officer(Role::Approver, Some("minzheng"), COUNTY) };
    check(&approver, &own, Err("rights.own-case"));
    let extend =
        |applicant| Right::Extend { desk: "minzheng".into(), role: Role::Approver, applicant };
    check(&approver, &extend(person(1)), Err("rights.own-case"));
    check(&approver, &extend(person(2)), Ok(()));
    check(&officer(Role::Reviewer, Some("minzheng"), COUNTY), &extend(person(2)), FORBIDDEN_ROLE);
    assert_eq!(may(&approver, &own).unwrap_err().source.unwrap().law, "公务员法");
}

#[test]
fn an_applicants_part_is_done_by_them_their_helper_or_the_receiving_counter() {
    let answer = |filed_by| Right::Answer {
        applicant: person(1),
        desks: vec![("minzheng".to_owned(), Role::Clerk)],
        filed_by,
    };
    let no = Err("rights.answer");
    let helper = officer(Role::Helper, Some("village"), VILLAGE);
    check(&resident(), &answer(None), Ok(()));
    check(&Actor::resident(COUNTY, person(2), ""), &answer(None), no);
    check(&helper, &answer(helper.officer_id()), Ok(()));
    check(&helper, &answer(None), no);
    check(&officer(Role::Clerk, Some("minzheng"), COUNTY), &answer(None), Ok(()));
    check(&officer(Role::Reviewer, Some("minzheng"), COUNTY), &answer(None), no);
    // Whoever filed it as a helper and is none any more has lost the right with the role.
    let former = Actor { grants: Vec::new(), ..helper.clone() };
    check(&former, &answer(helper.officer_id()), no);
}

#[test]
fn a_service_is_rated_by_whose_case_it_is_alone() {
    let rate = Right::Rate { applicant: person(1) };
    check(&resident(), &rate, Ok(()));
    check(&Actor::resident(COUNTY, person(2), ""), &rate, Err("rights.rate"));
    check(&Actor::visitor(COUNTY), &rate, Err("rights.sign-in"));
    for (_, actor) in testing::everybody(COUNTY) {
        let is_officer = matches!(actor.who, Who::Officer(_));
        let own = Actor { person: Some(person(1)), ..actor };
        assert!(!is_officer || may(&own, &rate).is_err(), "{own:?} rates in office");
    }
}

/// The whole table: for each right of the county, the roles that have it. One that is not named is refused.
#[test]
fn rights_of_the_county_belong_to_one_role_each() {
    let check_right = |right: &Right, holder: Option<Role>, by_system: bool| {
        for (role, actor) in testing::everybody(COUNTY) {
            let is_holder = role.is_some() && role == holder;
            assert_eq!(may(&actor, right).is_ok(), is_holder, "{right:?} {role:?}");
        }
        assert_eq!(may(&Actor::system(COUNTY), right).is_ok(), by_system, "{right:?}");
    };
    check_right(&Right::Annul, Some(Role::Supervisor), false);
    check_right(&Right::Supervise, Some(Role::Supervisor), false);
    check_right(&Right::Audit, Some(Role::Auditor), false);
    check_right(&Right::ManageAccounts, Some(Role::Admin), true);
    check_right(&Right::ManageCalendar, Some(Role::DataOfficer), true);
    check_right(&Right::Publish, Some(Role::DataOfficer), true);
    let somebody = officer_id(999);
    check_right(&Right::ManageOfficer { officer: somebody }, Some(Role::Admin), true);
    check_right(&Right::ManageResident { person: person(9) }, Some(Role::Admin), true);
    let confirm = Right::Confirm { officer: somebody, proposer: officer_id(998) };
    check_right(&confirm, Some(Role::Admin), false);
    check_right(&Right::Approve { drafters: vec![somebody] }, Some(Role::DataOfficer), false);
    check_right(&Right::Plan, Some(Role::Planner), false);
    check_right(&Right::FollowElsewhere, Some(Role::Resident), false);
    check_right(&Right::RunTimers, None, true);
}

#[test]
fn a_scope_lists_what_may_be_read() {
    let both = Actor::officer(
        COUNTY,
        officer_id(100),
        "",
        vec![
            Grant::new(Role::Reviewer, Some("township"), code(TOWNSHIP)),
            Grant::new(Role::Helper, Some("village"), code(VILLAGE)),
            Grant::new(Role::Clerk, Some("elsewhere"), code("330822")),
        ],
    );
    let seen = scope(&both);
    assert_eq!(seen.desks(), [(format!("township/{TOWNSHIP}"), Role::Reviewer)]);
    assert_eq!(seen.division_prefix(), TOWNSHIP);
    assert_eq!((seen.own(), seen.officer(), seen.sees_all()), (None, Some(officer_id(100)), false));
    let own = scope(&resident());
    assert_eq!((own.own(), own.desks(), own.division_prefix()), (Some(person(1)), vec![], ":"));
    assert!(!scope(&Actor::visitor(COUNTY)).may_see_case(person(1), &[], None));
    assert!(scope(&officer(Role::Auditor, None, "33")).sees_all(), "the province's auditor");
}

fn any_actor() -> impl Strategy<Value = Actor> {
    let role = proptest::sample::select(Role::ALL.to_vec());
    let department = proptest::sample::select(vec![None, Some("minzheng"), Some("township")]);
    let division = proptest::sample::select(vec!["33", COUNTY, TOWNSHIP, VILLAGE, "330822"]);
    let grant = (role, department, division)
        .prop_map(|(role, department, division)| Grant::new(role, department, code(division)));
    (0..4u8, proptest::collection::vec(grant, 0..4), proptest::option::of(1..3u64)).prop_map(
        |(kind, grants, private)| {
            let who = match kind {
                0 => Who::Visitor,
                1 => Who::Person(person(1)),
                2 => Who::System,
                _ => Who::Officer(officer_id(100)),
            };
            let private = private.map(person);
            Actor { who, grants, person: private, ..Actor::visitor(COUNTY) }
        },
    )
}

proptest! {
    /// Lists and single cases never disagree, and nobody changes what they may not read.
    #[test]
    fn whoever_may_act_on_a_case_may_read_it(
        actor in any_actor(), applicant in 1..3u64, filed in proptest::option::of(100..102u64),
        desk in proptest::sample::select(vec!["minzheng", "township/330825101"]),
    ) {
        let (applicant, filed_by) = (person(applicant), filed.map(officer_id));
        let desks = vec![(desk.to_owned(), Role::Clerk)];
        let read = Right::ReadCase { applicant, desks: desks.clone(), filed_by };
        let may_read = may(&actor, &read).is_ok();
        let listed = scope(&actor).may_see_case(applicant, &[desk.to_owned()], filed_by);
        prop_assert_eq!(may_read, listed);
        let rights = [
            Right::Answer { applicant, desks, filed_by },
            Right::Rate { applicant },
            Right::Work { desk: desk.to_owned(), role: Role::Clerk, applicant },
            Right::Decide { desk: desk.to_owned(), role: Role::Approver, applicant },
            Right::Extend { desk: desk.to_owned(), role: Role::Approver, applicant },
        ];
        for right in rights {
            prop_assert!(may_read || may(&actor, &right).is_err(), "{right:?}");
        }
    }

    /// Grants of somebody who is no officer count for nothing.
    #[test]
    fn only_officers_hold_anything(actor in any_actor()) {
        let bare = Actor { grants: Vec::new(), ..actor.clone() };
        if !matches!(actor.who, Who::Officer(_)) {
            prop_assert_eq!(scope(&actor), scope(&bare));
            prop_assert_eq!(actor.roles(), bare.roles());
        }
    }
}

#[test]
fn nobody_changes_their_own_post_nor_publishes_their_own_draft() {
    let admin = officer(Role::Admin, None, COUNTY);
    let own = Right::ManageOfficer { officer: officer_id(100) };
    check(&admin, &own, Err("rights.own-post"));
    check(&admin, &Right::ManageOfficer { officer: officer_id(101) }, Ok(()));
    let confirm = |officer, proposer| Right::Confirm {
        officer: officer_id(officer),
        proposer: officer_id(proposer),
    };
    check(&admin, &confirm(101, 100), Err("rights.four-eyes"));
    check(&admin, &confirm(100, 101), Err("rights.own-post"));
    check(&admin, &confirm(101, 102), Ok(()));
    // One human being may have two accounts.
    let private = Actor { person: Some(person(1)), ..admin };
    let sessions_of = |seed| Right::ManageResident { person: person(seed) };
    check(&private, &sessions_of(1), Err("rights.own-account"));
    check(&private, &sessions_of(2), Ok(()));
    let apart = |seeds: &[u64]| Right::BeAnother {
        people: seeds.iter().map(|seed| person(*seed)).collect(),
    };
    check(&private, &apart(&[2, 1]), Err("rights.four-eyes"));
    check(&private, &apart(&[2]), Ok(()));
    check(&resident(), &apart(&[2]), FORBIDDEN_ROLE);
    let data = officer(Role::DataOfficer, None, COUNTY);
    let of =
        |seeds: &[u64]| Right::Approve { drafters: seeds.iter().map(|s| officer_id(*s)).collect() };
    check(&data, &of(&[101, 100]), Err("rights.four-eyes"));
    check(&data, &of(&[101]), Ok(()));
    check(&officer(Role::DataOfficer, None, TOWNSHIP), &of(&[101]), FORBIDDEN_ROLE);
}
