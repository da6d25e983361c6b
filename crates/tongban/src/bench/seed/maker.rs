//! The cases of a past that never was: each made from its number alone, by the transitions that serve
//! people.

use std::sync::Arc;

use anyhow::Result;
use basis::{CaseId, Id, Instant, OfficerId};
use cases::model::{Applicant, Case, Doing, Fact, State, Submission, open_work};
use cases::{Cases, History, PastAct, Ready};
use catalogue::model::{Channel, Matter, Way};
use identity::{Actor, By};
use seal::KeyedHash;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};

use crate::house::House;

/// The past reaches back so many days.
const DAYS: u64 = 1_000;
const DAY_MILLIS: u64 = 86_400_000;
/// One case in so many is not finished.
const OPEN: u64 = 12;

/// Makes cases of the past, each from its number alone.
pub(super) struct Maker<'a> {
    county: String,
    people: &'a [Applicant],
    matters: &'a [Arc<Matter>],
    today: Instant,
    officer: Box<RawValue>,
    /// How many cases there will be.
    total: u64,
}

impl<'a> Maker<'a> {
    pub(super) fn new(
        house: &House,
        people: &'a [Applicant],
        matters: &'a [Arc<Matter>],
        total: u64,
    ) -> Result<Self> {
        let (county, today) = (house.cases.county().to_owned(), house.app.ambient.now());
        let officer = OfficerId(Id::from_parts(today, [7; 10]));
        let actor = Actor::officer(county.clone(), officer, "", Vec::new());
        let officer = by(actor, today)?;
        Ok(Self { county, people, matters, today, officer, total })
    }

    /// The cases of these numbers, ready to be kept.
    pub(super) fn batch(&self, cases: &Cases, from: u64, to: u64) -> Result<Ready> {
        let histories: Result<Vec<_>> = (from..to).map(|number| self.history(number)).collect();
        Ok(cases.ready(histories?)?)
    }

    fn history(&self, number: u64) -> Result<History> {
        let chance = KeyedHash::new(&[11; 32]).tag("case", &number.to_be_bytes()).0;
        let draw = |at: usize| {
            u64::from(u32::from_be_bytes([
                chance[at],
                chance[at + 1],
                chance[at + 2],
                chance[at + 3],
            ]))
        };
        let matter = &self.matters[(draw(0) % self.matters.len() as u64) as usize];
        let applicant = &self.people[(draw(4) % self.people.len() as u64) as usize];
        let is_open = draw(8) % OPEN == 0;
        // Oldest first, as a county lives, so that indexes grow at their end; what is open came in
        // lately, since nothing may be overdue when the server starts.
        let back = match is_open {
            true => draw(12) % (3 * DAY_MILLIS),
            false => 10 * DAY_MILLIS + (DAYS * DAY_MILLIS) * (self.total - number) / self.total,
        };
        let at = self.today.plus_millis(-(back as i64));
        let submission = self.submission(number, at, &chance, (matter, applicant));
        let own = Actor::resident(self.county.clone(), applicant.person, "");
        let (most, mut done) = (if is_open { draw(20) % 3 } else { u64::MAX }, 0);
        let office = |case: &Case| {
            let doing = next(case, matter).filter(|_| done < most)?;
            done += 1;
            let at = at.plus_millis(done as i64 * 7_200_000);
            Some(PastAct { doing, at, by: self.officer.clone() })
        };
        let first = (submission, at, by(own, at)?);
        let chance = KeyedHash::new(&chance).tag("records", &[]).0;
        Ok(History::lived(&self.county, &chance, matter, first, office)?)
    }

    fn submission(
        &self,
        number: u64,
        at: Instant,
        chance: &[u8; 32],
        (matter, applicant): (&Matter, &Applicant),
    ) -> Submission {
        let mut id = [0; 10];
        id.copy_from_slice(&chance[22..]);
        let answers = matter.form.iter().map(|field| (field.id.clone(), json!("330825101")));
        let facts = matter.facts.keys().map(|name| Fact {
            name: name.clone(),
            value: json!("1944-03-05"),
            source: basis::Text::new("人口库（模拟）", "population register (simulated)"),
            as_of: at.date(),
        });
        Submission {
            id: CaseId(Id::from_parts(at, id)),
            number: cases::past_number(number.wrapping_mul(61_234_567), at),
            pin: matter.pin(),
            applicant: applicant.clone(),
            channel: Channel::Web,
            filed_by: None,
            answers: answers.collect(),
            facts: facts.collect(),
            materials: Vec::new(),
            shown: "00".repeat(32),
            parent: None,
            parts: Vec::new(),
        }
    }
}

/// The next thing that an office does to a case where all goes well.
fn next(case: &Case, matter: &Matter) -> Option<Doing> {
    let opinion = || "情况属实，同意。".to_owned();
    match &case.state {
        State::Received { .. } => Some(Doing::Accept { later: Vec::new() }),
        State::InReview { .. } => {
            let task = open_work(case, matter).into_iter().next()?.task;
            Some(Doing::Pass { task, opinion: opinion() })
        }
        State::Deciding { .. } => Some(Doing::Grant { reason: opinion(), amount: None }),
        State::Granted { .. } if matter.outcome.certificate.is_some() => {
            Some(Doing::Certify { certificate: format!("past.{}", case.number) })
        }
        State::Granted { .. } | State::Certified { .. } => {
            Some(Doing::Deliver { way: Way::Electronic, note: String::new() })
        }
        _ => None,
    }
}

/// Who did it, as it stands in records.
fn by(actor: Actor, at: Instant) -> Result<Box<RawValue>> {
    let by = By { actor, ..By::system("", at, "bench".parse()?) };
    Ok(to_raw_value(&by.meta(Value::Null).by)?)
}
