//! How one objects, and what is asked of somebody, from the demo county's own data.

use std::path::Path;
use std::sync::Arc;

use basis::ambient::SeededEntropy;
use basis::calendar::YearCalendar;
use basis::{Ambient, Calendar, Date, Divisions, Instant, OfficerId, PersonId, Role, Text};
use cases::model::{Doing, Handed, How};
use cases::{Application, Cases, Seen, Step};
use catalogue::{Catalogue, Settings};
use identity::{Actor, By, Channel, Grant, rights};
use jiff::civil::date;
use ledger::{Keyring, Ledger, LogKeys};
use web::{Rewording, WebSettings, Wording};

use super::{Notice, Office, appeal, notice};
use crate::acts::tests::wait;
use crate::document::{Document, Supplement};

const COUNTY: &str = "330825";

/// The demo county's cases on a day, with the calendar of 2026 and nothing after it.
struct World {
    cases: Cases,
    divisions: Divisions,
    settings: WebSettings,
    wording: Wording,
    ambient: Ambient,
}

impl World {
    fn on(day: Date) -> Self {
        let (ambient, _) = Ambient::fixed(Instant::at(day, 9, 0), 1);
        let keys = LogKeys::generate("longyou.example/ledger", &SeededEntropy::new(5)).unwrap();
        let keyring = Keyring::new([(COUNTY.to_owned(), keys)]);
        let ledger = Ledger::new(store::testing::sqlite(), ambient.clone(), keyring);
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data");
        let catalogue = Catalogue::load(&data.join("catalogue"), &Settings::on(day)).unwrap();
        let year = std::fs::read_to_string(data.join("calendar/2026.json")).unwrap();
        let calendar = Calendar::from_years(vec![YearCalendar::parse_json(&year).unwrap()]);
        let cases = Cases::new(ledger, Arc::new(catalogue), calendar, COUNTY);
        let divisions = Divisions::load(&[], None).unwrap().0;
        let (settings, wording) = (WebSettings::default(), Wording::default());
        Self { cases, divisions, settings, wording, ambient }
    }

    fn office(&self) -> Office<'_> {
        let now = self.ambient.now();
        let Self { cases, divisions, settings, wording, .. } = self;
        Office { settings, wording, cases, divisions, now }
    }

    fn by(&self, actor: Actor) -> By {
        let (at, key) = (self.ambient.now(), self.ambient.id().into());
        By { actor, for_whom: None, channel: Channel::Counter, at, key }
    }

    /// An application, and what officers of these departments do to it then, one after another.
    fn case(
        &self,
        application: Application,
        doings: Vec<(&str, Role, Doing)>,
    ) -> (Seen, Vec<Step>) {
        let resident = Actor::resident(COUNTY, application.applicant.person, "龚桂花");
        let case = wait(self.cases.submit(self.by(resident.clone()), application)).unwrap().case;
        for (department, role, doing) in doings {
            let division = if department == "township" { "330825101" } else { COUNTY };
            let grant = Grant::new(role, Some(department), division.parse().unwrap());
            let officer = OfficerId(self.ambient.id());
            let by = self.by(Actor::officer(COUNTY, officer, "王芳", vec![grant]));
            wait(self.cases.act(by, case, None, doing)).unwrap();
        }
        let scope = rights::scope(&resident);
        let history = wait(self.cases.history(&scope, case)).unwrap();
        (wait(self.cases.seen(&scope, case)).unwrap(), history)
    }

    fn application(&self, matter: &str) -> Application {
        let person = PersonId(self.ambient.id());
        cases::testing::application(matter, person, "330825101200").unwrap()
    }

    /// What is told of the first thing that was asked.
    fn supplement(&self, doings: Vec<(&str, Role, Doing)>) -> Supplement {
        let (seen, history) = self.case(self.application("elderly-allowance"), doings);
        match notice(Notice::Supplement(1), &seen, &history, self.office()) {
            Some(Document::Supplement(paper)) => paper,
            other => panic!("{other:?}"),
        }
    }
}

fn correction() -> (&'static str, Role, Doing) {
    let (items, answers) = (vec!["银行卡照片看不清".to_owned()], vec!["phone".to_owned()]);
    ("township", Role::Clerk, Doing::AskCorrection { items, answers })
}

#[test]
fn how_one_objects_comes_from_the_matter_and_the_department_and_is_never_guessed() {
    let (world, today) = (World::on(date(2026, 11, 22)), date(2026, 11, 22));
    let catalogue = world.cases.catalogue();
    let of = |matter: &str, department: &str| {
        let matter = catalogue.matter(COUNTY, matter, today).unwrap();
        appeal(matter, department, world.office())
    };
    let permit = of("small-catering", "shichang").unwrap();
    assert_eq!((&*permit.review.to, &*permit.review.within), ("龙游县人民政府", "60日"));
    assert_eq!(permit.review.sources[0].to_string(), "《行政复议法》第二十条");
    assert_eq!(permit.court.within, "6个月");
    assert_eq!(permit.court.to, "有管辖权的人民法院（是哪一家，请打电话 12345 问）");
    let begins = "对本决定不服的，可以自收到本文书之日起60日内向龙游县人民政府申请行政复议（《行政复议法》第二十条），";
    assert!(permit.words.starts_with(begins), "{}", permit.words);
    let tax = of("invoice-setup", "shuiwu").unwrap();
    assert_eq!(tax.review.to, "国家税务总局衢州市税务局", "taxes are reviewed one level above");
    let fund = of("housing-fund-withdrawal", "gongjijin").unwrap();
    assert!(fund.review.to.contains("请打电话 12345 问"), "{}", fund.review.to);
    assert_eq!(of("bank-account-booking", "yinhang"), None, "a bank decides nothing of authority");
    // Words that are changed afterwards are not those of a paper of before.
    let later = world.ambient.now().plus_millis(1);
    let change = Rewording {
        key: "certificates.paper.any-court".to_owned(),
        number: 1,
        words: Some(Text::new("人民法院", "a court")),
        from: today,
        published: later,
    };
    world.wording.put(vec![change], later);
    assert_eq!(of("small-catering", "shichang"), Some(permit));
    let matter = catalogue.matter(COUNTY, "small-catering", today).unwrap();
    let appeal = appeal(matter, "shichang", Office { now: later, ..world.office() }).unwrap();
    assert!(appeal.court.to.starts_with("人民法院（"), "{}", appeal.court.to);
}

#[test]
fn what_is_asked_names_the_answers_too_and_comes_from_whoever_asks() {
    let world = World::on(date(2026, 11, 2));
    let before = world.supplement(vec![correction()]);
    let what: Vec<&str> = before.wanted.iter().map(|one| one.what.as_str()).collect();
    assert_eq!(what, ["银行卡照片看不清", "请改：怎么给您打电话？"]);
    assert!(before.once, "before acceptance everything is told at once");
    assert_eq!(Document::Supplement(before.clone()).title(), "补正材料告知书");
    assert!(before.about.opening.contains("规定，一次性告知如下"), "{}", before.about.opening);

    let items = vec!["户口迁移日期".to_owned()];
    let ask = Doing::AskSupplement { task: "check.residence".to_owned(), items, answers: vec![] };
    let accept = Doing::Accept { later: vec![] };
    let review =
        world.supplement(vec![("township", Role::Clerk, accept), ("gongan", Role::Reviewer, ask)]);
    assert_eq!(review.head.issuer, "龙游县公安局", "not the office that received it");
    assert!(!review.once, "the law on telling everything at once is about acceptance");
    assert_eq!(Document::Supplement(review.clone()).title(), "补充材料通知书");
    let opening = &review.about.opening;
    assert!(opening.contains("正在审查") && !opening.contains("一次性"), "{opening}");
}

#[test]
fn a_day_of_reply_in_a_year_without_a_calendar_is_provisional() {
    let of = |day| World::on(day).supplement(vec![correction()]);
    assert!(!of(date(2026, 11, 2)).provisional);
    let december = of(date(2026, 12, 10));
    assert_eq!(december.reply_by, Some(date(2027, 1, 11)));
    assert!(december.provisional);
    assert!(december.caveat.starts_with("（暂定"), "{}", december.caveat);
}

#[test]
fn the_papers_of_a_joint_case_stand_on_its_receipt_by_their_names() {
    let world = World::on(date(2026, 11, 2));
    let mut application = world.application("newborn");
    let catalogue = world.cases.catalogue();
    let joint = catalogue.matter(COUNTY, "newborn", date(2026, 11, 2)).unwrap();
    let parts = joint
        .parts
        .iter()
        .filter_map(|part| catalogue.matter(COUNTY, &part.matter, date(2026, 11, 2)));
    let names: Vec<(String, String)> = parts
        .flat_map(|part| &part.materials)
        .filter(|one| joint.material(&one.id).is_none())
        .map(|one| (one.id.clone(), one.name.zh.clone()))
        .take(1)
        .collect();
    let (id, name) = names.first().cloned().unwrap();
    application.materials = vec![Handed { material: id, how: How::Fetched }];
    let (seen, history) = world.case(application, vec![]);
    let Some(Document::Receipt(receipt)) = notice(Notice::Receipt, &seen, &history, world.office())
    else {
        panic!("no receipt")
    };
    assert_eq!(receipt.materials[0].name, name);
}

#[test]
fn a_no_at_the_counter_names_the_law_that_there_is_and_what_can_be_done_about_it() {
    let day = date(2026, 11, 2);
    let world = World::on(day);
    let catalogue = world.cases.catalogue();
    let (mut with_law, mut with_remedies) = ([0, 0], [0, 0]);
    for matter in catalogue.offered(COUNTY, day) {
        if !matter.parts.is_empty() {
            continue;
        }
        let receive = &matter.process.receive;
        let no = Doing::RefuseAcceptance { reason: "不归本机关管".to_owned(), source: None };
        let doings = vec![(receive.department.as_str(), receive.role, no)];
        let (seen, history) = world.case(world.application(&matter.id), doings);
        let paper = notice(Notice::NonAcceptance, &seen, &history, world.office());
        let Some(Document::NonAcceptance(paper)) = paper else { panic!("{}", matter.id) };
        let (id, opening) = (&matter.id, &paper.about.opening);
        assert_eq!(opening.contains("依据《"), !paper.sources.is_empty(), "{id}: {opening}");
        assert!(!opening.contains("依据的") && !opening.contains('{'), "{id}: {opening}");
        assert!(paper.sources.iter().all(|law| opening.contains(&law.to_string())), "{opening}");
        let (said, wanted) = match &paper.appeal {
            Some(appeal) => (&appeal.words, &["60日内", "行政复议", "6个月内", "行政诉讼"][..]),
            None => (&paper.elsewhere, &["12345"][..]),
        };
        assert!(wanted.iter().all(|words| said.contains(words)), "{id}: {said}");
        with_law[usize::from(!paper.sources.is_empty())] += 1;
        with_remedies[usize::from(paper.appeal.is_some())] += 1;
    }
    assert!(with_law.iter().chain(&with_remedies).all(|many| *many > 0), "each kind is tried");
}

#[test]
fn a_refusal_of_nobodys_authority_says_whom_to_phone() {
    let world = World::on(date(2026, 11, 2));
    let none = || Vec::new();
    let refuse = Doing::Refuse { reason: "账户已经开过".to_owned(), source: None };
    let check = Doing::Fail { task: "check.check".to_owned(), opinion: "有账户".to_owned() };
    let doings = vec![
        ("yinhang", Role::Clerk, Doing::Accept { later: none() }),
        ("yinhang", Role::Reviewer, check),
        ("yinhang", Role::Approver, refuse),
    ];
    let (seen, history) = world.case(world.application("bank-account-booking"), doings);
    let paper = notice(Notice::Decision, &seen, &history, world.office());
    let Some(Document::Decision(paper)) = paper else { panic!("no decision") };
    assert_eq!((paper.appeal, paper.granted), (None, false));
    assert!(paper.elsewhere.contains("12345"), "{}", paper.elsewhere);
}

#[test]
fn a_township_signs_by_its_office() {
    let check = |name: &str, expected: &str| {
        assert_eq!(super::township_office(name, "龙游县"), expected, "{name}");
    };
    check("浙江省衢州市龙游县湖镇镇", "龙游县湖镇镇人民政府");
    check("浙江省衢州市龙游县龙洲街道", "龙游县龙洲街道办事处");
    check("浙江省衢州市龙游县沐尘畲族乡", "龙游县沐尘畲族乡人民政府");
    check("浙江省衢州市柯城区石梁镇", "浙江省衢州市柯城区石梁镇人民政府");
}
