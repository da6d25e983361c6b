//! Two small matters of our own for the tests, read through the catalogue: what the demo county's
//! files say may change without breaking a test of the engine.

use std::sync::Arc;

use basis::calendar::{Calendar, YearCalendar};
use basis::{CaseId, Date, Id, Instant, PersonId};
use catalogue::model::{Channel, Matter};
use catalogue::{Catalogue, Settings, SourceFile, check_files};

use super::{Applicant, Case, Submission, open};

/// The county of the tests.
pub(crate) const COUNTY: &str = "330825";

/// The first instant of the tests: Monday 2 March 2026, nine in the morning.
pub(crate) fn monday() -> Instant {
    Instant::at(Date::constant(2026, 3, 2), 9, 0)
}

/// The same hour so many days later.
pub(crate) fn days_later(days: i64) -> Instant {
    monday().plus_millis(days * 86_400_000)
}

/// A calendar without a holiday in the years of the tests.
pub(crate) fn calendar() -> Calendar {
    let year = |year: i16| {
        YearCalendar::parse_json(&format!(r#"{{"year": {year}, "papers": [], "days": []}}"#))
            .unwrap()
    };
    Calendar::from_years(vec![year(2026), year(2027)])
}

/// The catalogue of the tests.
pub(crate) fn catalogue() -> Arc<Catalogue> {
    let file = |name: &str, text: &str| SourceFile {
        path: format!("county/330825/{name}.yaml"),
        text: text.to_owned(),
    };
    let files = [
        file("allowance", &plain("allowance", "withdrawn")),
        file("first", &plain("first", "not-accepted")),
        file("second", &plain("second", "goes-on")),
        file("third", &plain("third", "withdrawn")),
        file("together", JOINT),
    ];
    let checked = check_files(&files, &Settings::on(monday().date()));
    let catalogue = checked.catalogue;
    assert_eq!(catalogue.matters().count(), files.len(), "{:#?}", checked.findings);
    Arc::new(catalogue)
}

/// The matter of an id.
pub(crate) fn matter(id: &str) -> Arc<Matter> {
    catalogue().matter(COUNTY, id, monday().date()).unwrap().clone()
}

/// An id of the tests.
pub(crate) fn id(number: u8) -> Id {
    Id::from_parts(monday(), [number; 10])
}

/// What an applicant hands in.
pub(crate) fn submission(matter: &Matter) -> Submission {
    Submission {
        id: CaseId(id(1)),
        number: "20260302-0000-0001-0".to_owned(),
        pin: matter.pin(),
        applicant: Applicant {
            person: PersonId(id(2)),
            name: "徐桂花".to_owned(),
            division: "330825101".parse().unwrap(),
        },
        channel: Channel::Counter,
        filed_by: None,
        answers: [("phone".to_owned(), serde_json::json!("13800000000"))].into(),
        facts: Vec::new(),
        materials: Vec::new(),
        shown: String::new(),
        parent: None,
        parts: Vec::new(),
    }
}

/// A case that has just come in.
pub(crate) fn case(matter: &Matter) -> Case {
    open(submission(matter), matter, monday())
}

/// A plain matter: two departments side by side, then one more stage, then the decision.
fn plain(name: &str, lapse: &str) -> String {
    PLAIN.replace("NAME", name).replace("LAPSE", lapse)
}

const PLAIN: &str = r#"
matter: NAME
level: county
division: "330825"
version: 1
effective: {from: 2026-01-01}
codes: {basic: "330511001000"}
name: {zh: 津贴NAME, en: Allowance NAME}
summary: {zh: 一份津贴。, en: An allowance.}
kind: 行政给付
case_kind: 承诺件
department: minzheng
objects: [自然人]
channels: [web, counter]
visits: 0
fee: {fen: 0}
who: {zh: 老人, en: Old people}
benefit: {amount: "60元", unit: {zh: 元/月, en: yuan a month}}
form:
  - field: phone
    type: phone
    label: {zh: 电话, en: Telephone}
    why: {zh: 好通知您, en: To reach you}
materials:
  - {id: card, name: {zh: 身份证, en: Identity card}, from: {upload: [pdf, jpg, png]}, copy: 复印件, need: 必要}
  - {id: photo, name: {zh: 照片, en: Photograph}, from: {upload: [jpg]}, copy: 复印件, need: 容缺后补}
process:
  receive: {department: township, role: clerk, limit: {n: 1, unit: 工作日}}
  stages:
    - id: check
      name: {zh: 核查, en: Check}
      tasks:
        - {id: residence, name: {zh: 户籍核查, en: Residence}, department: gongan, role: reviewer, limit: {n: 2, unit: 工作日}, may: [pass, fail, supplement, special]}
        - {id: village, name: {zh: 乡镇核实, en: Village}, department: township, role: reviewer, limit: {n: 3, unit: 工作日}, may: [pass, fail, supplement]}
      join: all
      then: [weigh]
    - id: weigh
      name: {zh: 复核, en: Weigh}
      tasks:
        - {id: one, name: {zh: 复核, en: Weigh}, department: minzheng, role: reviewer, limit: {n: 2, unit: 工作日}, may: [pass, fail, return]}
      then: [decide]
      return: check
  decide: {department: minzheng, role: approver, limit: {n: 2, unit: 工作日}}
  supplement: {reply_within: {n: 30, unit: 自然日}, lapse: LAPSE}
  special:
    - {id: notice, name: {zh: 公示, en: Public notice}, limit: {n: 7, unit: 自然日}, stops_clock: true, basis: {law: 试验法, article: 第二条}}
    - {id: visit, name: {zh: 走访, en: Visit}, limit: {n: 3, unit: 工作日}, stops_clock: false}
  extension: {limit: {n: 10, unit: 工作日}, role: approver}
  deliver: {ways: [electronic, counter], limit: {n: 10, unit: 工作日}}
limits:
  statutory: {n: 30, unit: 工作日, source: {law: 试验法, article: 第一条}}
  promised: {n: 10, unit: 工作日}
outcome:
  certificate: {type: NAME-card, name: {zh: 资格确认书, en: Confirmation}, kind: 证照, fields: [holder]}
"#;

/// A joint matter: the second part needs the first, the third nothing and may be left out.
const JOINT: &str = r#"
matter: together
level: county
division: "330825"
version: 1
effective: {from: 2026-01-01}
codes: {basic: "002015006000"}
name: {zh: 一件事, en: Joint}
summary: {zh: 一起办。, en: Together.}
kind: 一件事
case_kind: 承诺件
department: minzheng
objects: [自然人]
channels: [web, counter]
visits: 0
fee: {fen: 0}
who: {zh: 大家, en: Everybody}
process:
  receive: {department: township, role: clerk, limit: {n: 1, unit: 工作日}}
  decide: {department: minzheng, role: approver, limit: {n: 2, unit: 工作日}}
  supplement: {reply_within: {n: 30, unit: 自然日}, lapse: withdrawn}
  deliver: {ways: [counter], limit: {n: 10, unit: 工作日}}
parts:
  - {id: a, matter: first, after: []}
  - {id: b, matter: second, after: [a]}
  - {id: c, matter: third, after: [], optional: true}
limits: {promised: {n: 10, unit: 工作日}}
outcome: {text: {zh: 都办好, en: All done}}
"#;
