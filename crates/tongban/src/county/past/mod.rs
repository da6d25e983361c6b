//! Months that the demo county has lived before its first start: simulated people came with
//! simulated cases, in waves, and offices worked on them. Every step went through the engine's
//! transitions and has its record and its leaf; the same seed on the same day gives the same past.

mod draw;
mod life;
mod office;
mod opinions;
mod papers;
mod waves;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use basis::{CaseId, Date, Id, Instant, OfficerId};
use cases::History;
use cases::model::{Applicant, Case, Open, Submission, open};
use catalogue::model::{Channel, Matter};
use feedback::PastRating;
use identity::{Actor, By, Grant};
use seal::Sha256;
use serde::{Deserialize, Serialize};
use serde_json::value::to_raw_value;
use serde_json::{Value, json};

use super::people::Known;
use super::registers::Homes;
use crate::house::House;
use crate::output::Output;
use draw::Draw;
use papers::Folder;

/// What was loaded of the past.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lived {
    /// How many days.
    pub days: u32,
    /// How many cases came in.
    pub cases: u64,
    /// How many of them have not come to an end.
    pub open: u64,
    /// How many were rated.
    pub ratings: u64,
}

/// An officer of the demo county by the login, as records need to know them.
pub struct Officer {
    /// The login.
    pub login: String,
    /// The id.
    pub id: OfficerId,
    /// What they hold.
    pub grants: Vec<Grant>,
}

/// What the past is made of.
pub struct Past<'a> {
    /// The house.
    pub house: &'a House,
    /// Those who come; nobody of the walkthroughs, whose own day is still to come.
    pub people: Vec<&'a Known>,
    /// Their households.
    pub homes: &'a Homes<'a>,
    /// Who works.
    pub officers: &'a [Officer],
    /// Village by its code.
    pub village: &'a dyn Fn(&str) -> String,
    /// By which chance.
    pub seed: u64,
    /// How many days back.
    pub days: u32,
    /// Where one sees how far it is.
    pub output: &'a Output,
}

impl Past<'_> {
    /// Lives the days and keeps what came of them: the cases in one transaction, then the ratings.
    pub fn load(&self) -> Result<Lived> {
        let until = self.house.app.ambient.now();
        let (mut histories, mut ratings) = (Vec::new(), Vec::new());
        let offices = Offices::new(self, until)?;
        let audiences = self.audiences(until.date())?;
        let bar = self.output.bar(u64::from(self.days), "days");
        for back in (1..=self.days).rev() {
            let day = until.date().saturating_sub(jiff::Span::new().days(i64::from(back)));
            self.day(day, (until, &offices, &audiences), &mut histories, &mut ratings)?;
            bar.inc(1);
        }
        bar.finish_and_clear();
        let open = histories.iter().filter(|one| !one.case().ended()).count() as u64;
        let (cases, rated) = (histories.len() as u64, ratings.len() as u64);
        self.house.cases.keep_history(histories)?;
        let chance = Draw::new(self.seed, "ratings", 0).bytes();
        self.house.feedback.keep_history(&chance, ratings)?;
        Ok(Lived { days: self.days, cases, open, ratings: rated })
    }

    /// Each matter with those whom it is for.
    fn audiences(&self, today: Date) -> Result<Vec<Audience>> {
        let catalogue = self.house.cases.catalogue();
        let all = catalogue.offered(self.house.cases.county(), today);
        let plain = all.into_iter().filter(|matter| !matter.is_joint());
        let audience = |matter: &Arc<Matter>| {
            let ages = waves::ages(&matter.id);
            let fits = |one: &&Known| ages.contains(&years(one.row.birth, today));
            let found = self.people.iter().enumerate().filter(|(_, one)| fits(one));
            Audience { matter: matter.clone(), people: found.map(|(at, _)| at).collect() }
        };
        let all: Vec<_> = plain.map(audience).filter(|one| !one.people.is_empty()).collect();
        (!all.is_empty())
            .then_some(all)
            .context("the catalogue offers nothing that could be asked for")
    }

    fn day(
        &self,
        day: Date,
        (until, offices, audiences): (Instant, &Offices<'_>, &[Audience]),
        histories: &mut Vec<History>,
        ratings: &mut Vec<PastRating>,
    ) -> Result<()> {
        let calendar = self.house.cases.calendar();
        let of_day = |name| Draw::new(self.seed, &format!("{name} {day}"), 0);
        let many = waves::many(self.people.len() as u64, day, &calendar, &mut of_day("wave"));
        let weights: Vec<f64> =
            audiences.iter().map(|one| waves::weight(&one.matter.id, day.month())).collect();
        for number in 0..many {
            let mut draw = Draw::new(self.seed, &format!("case {day}"), number);
            let audience = &audiences[draw.weighed(&weights)];
            let is_open = calendar.is_working(day).works();
            let Some(channel) = waves::channel(&audience.matter.channels, is_open, &mut draw)
            else {
                continue;
            };
            let one = self.people[audience.people[draw.one_of(audience.people.len())]];
            let at = waves::time(day, channel, &mut draw);
            let serial = histories.len() as u64;
            let submission =
                self.submission((one, channel), &audience.matter, (serial, at), &mut draw)?;
            let (history, rating) =
                self.live(submission, at, (until, offices), &audience.matter, draw)?;
            histories.push(history);
            ratings.extend(rating);
        }
        Ok(())
    }

    fn live(
        &self,
        submission: Submission,
        at: Instant,
        (until, offices): (Instant, &Offices<'_>),
        matter: &Arc<Matter>,
        mut draw: Draw,
    ) -> Result<(History, Option<PastRating>)> {
        let first = open(submission.clone(), matter, at);
        let ground = life::Ground { cases: &self.house.cases, matter, people: offices, until };
        let (case, acts) = life::live(&first, &ground, &mut draw)?;
        let rating = opinions::rating(&case, &acts, (until.date(), &offices.supervisor), &mut draw);
        let by = to_raw_value(&life::People::applicant(offices, &first))?;
        let county = self.house.cases.county();
        let history = History::new(county, &draw.bytes(), matter, (submission, at, by), acts)?;
        Ok((history, rating))
    }

    fn submission(
        &self,
        (one, channel): (&Known, Channel),
        matter: &Matter,
        (serial, at): (u64, Instant),
        draw: &mut Draw,
    ) -> Result<Submission> {
        let village = (self.village)(&one.row.village);
        let folder = Folder::of(one, self.homes, &village, at.date());
        let answers = folder.answers(matter, draw);
        let mut chance = [0; 10];
        chance.copy_from_slice(&draw.bytes()[..10]);
        let is_filed = matches!(channel, Channel::Counter | Channel::Helper | Channel::Phone);
        let clerk = if channel == Channel::Helper { "helper" } else { "window" };
        let filed_by = self.officers.iter().find(|one| is_filed && one.login == clerk);
        let shown = json!({ "matter": matter.pin(), "answers": answers }).to_string();
        Ok(Submission {
            id: CaseId(Id::from_parts(at, chance)),
            number: cases::past_number(serial.wrapping_mul(61_234_567), at),
            pin: matter.pin(),
            applicant: Applicant {
                person: one.id,
                name: one.row.name.clone(),
                division: one.row.village.parse()?,
            },
            channel,
            filed_by: filed_by.map(|one| one.id),
            facts: folder.facts(matter, &self.house.cases.catalogue()),
            materials: folder.materials(matter),
            answers,
            shown: Sha256::of(shown.as_bytes()).to_string(),
            parent: None,
            parts: Vec::new(),
        })
    }
}

/// A matter and the places of those whom it is for.
struct Audience {
    matter: Arc<Matter>,
    people: Vec<usize>,
}

fn years(birth: Date, today: Date) -> i32 {
    let had = (today.month(), today.day()) >= (birth.month(), birth.day());
    i32::from(today.year() - birth.year()) - i32::from(!had)
}

/// Who sits where, as it stands in records.
struct Offices<'a> {
    county: &'a str,
    officers: BTreeMap<&'a str, Value>,
    at: Instant,
    time: Value,
    supervisor: Value,
}

impl<'a> Offices<'a> {
    fn new(past: &'a Past<'_>, at: Instant) -> Result<Self> {
        let county = past.house.cases.county();
        let seat = |one: &'a Officer| {
            let actor = Actor::officer(county, one.id, "", one.grants.clone());
            Ok((one.login.as_str(), by(actor, at, None)?))
        };
        let officers: BTreeMap<_, _> = past.officers.iter().map(seat).collect::<Result<_>>()?;
        let time = By::system(county, at, "demo.past".parse()?).meta(Value::Null).by;
        let supervisor = officers.get("supervisor").unwrap_or(&time).clone();
        Ok(Self { county, officers, at, time, supervisor })
    }
}

/// Who did it, as it stands in records.
fn by(actor: Actor, at: Instant, channel: Option<Channel>) -> Result<Value> {
    let system = By::system("", at, "demo.past".parse()?);
    let channel = channel.and_then(|one| serde_json::from_value(json!(one.code())).ok());
    let channel = channel.unwrap_or(identity::Channel::Web);
    Ok(By { actor, channel, ..system }.meta(Value::Null).by)
}

impl life::People for Offices<'_> {
    fn at_desk(&self, _: &Case, work: &Open) -> Value {
        let desk = work.desk.as_str();
        // The office of a township also writes down what its villages say.
        let login = match desk.split_once('/') {
            Some((_, code)) => format!("town-{}", code.get(..9).unwrap_or(code)),
            None => desk.to_owned(),
        };
        self.officers.get(login.as_str()).unwrap_or(&self.time).clone()
    }

    fn applicant(&self, case: &Case) -> Value {
        let filer = if case.channel == Channel::Helper { "helper" } else { "window" };
        let person = case.applicant.person;
        let own = Actor::resident(self.county, person, "");
        match self.officers.get(filer).filter(|_| case.filed_by.is_some()) {
            Some(officer) => {
                let mut officer = officer.clone();
                officer["for"] = json!(person);
                officer["channel"] = json!(case.channel.code());
                officer
            }
            None => by(own, self.at, Some(case.channel)).unwrap_or_else(|_| self.time.clone()),
        }
    }

    fn time(&self) -> Value {
        self.time.clone()
    }
}
