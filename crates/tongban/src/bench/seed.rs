//! `bench seed`: a county's past in bulk. Every case goes through the transitions that serve
//! people, with a record for each step; only the transaction is shared by many.

use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::time::Instant as Watch;

use anyhow::{Context, Result, bail};
use basis::division::Level;
use basis::{CaseId, DivisionCode, Id, Instant, OfficerId};
use cases::model::{Applicant, Case, Doing, Fact, State, Submission, open_work};
use cases::{Cases, History, PastAct, Ready};
use catalogue::model::{Channel, Matter, Way};
use identity::{Actor, By};
use indicatif::ProgressBar;
use ledger::{Outside, Record};
use seal::KeyedHash;
use serde_json::{Value, json};

use super::town;
use crate::cli::{BenchSeed, BenchTown};
use crate::house::House;
use crate::output::Output;

/// Cases that share a transaction.
const BATCH: u64 = 1_000;
/// The tables that get nearly all the rows.
const LOADED: [&str; 2] = ["cases", "records"];
/// The index by which loading asks whether records wait for their place.
const ASKED_MEANWHILE: [&str; 1] = ["records_waiting"];
/// The stream whose newest record says how many cases were loaded.
const STREAM: &str = "bench";
/// The past reaches back so many days.
const DAYS: u64 = 1_000;
const DAY_MILLIS: u64 = 86_400_000;
/// One case in so many is not finished.
const OPEN: u64 = 12;

/// Loads cases and says how fast.
pub fn command(wish: &BenchSeed, output: &Output) -> Result<()> {
    let cases = match wish.counties {
        0 | 1 => town::Town::prepare(&wish.town, output)?.cases,
        _ => several(wish, output)?,
    };
    output.answer(&json!({ "cases": cases }), format!("{cases} cases are there"));
    Ok(())
}

/// Loads what is missing of the wished number; how many cases there are then.
#[allow(clippy::disallowed_methods, reason = "what is measured is real time")]
pub fn fill(house: &House, people: &[Applicant], wish: &BenchTown, output: &Output) -> Result<u64> {
    let there = loaded(house)?;
    if there >= wish.cases {
        return Ok(there);
    }
    let (before, matters) = (Watch::now(), offered(house));
    let maker = Maker::new(house, people, &matters, wish.cases)?;
    let bar = output.bar(wish.cases - there, "cases");
    house.app.store.shelve(&LOADED, &ASKED_MEANWHILE)?;
    load(house, &maker, (there, wish.cases), &bar)?;
    arrange(house, output)?;
    note(house, wish.cases)?;
    bar.finish_and_clear();
    say(wish.cases - there, before, output);
    if !wish.unverified {
        verify(house, output)?;
    }
    Ok(wish.cases)
}

/// The same number of cases in each of several counties of one database, all at once: the log of a
/// county has one end, so that only another county is another hand.
#[allow(clippy::disallowed_methods, reason = "what is measured is real time")]
fn several(wish: &BenchSeed, output: &Output) -> Result<u64> {
    let ambient = crate::ambient::system();
    let (home, people) = town::settle(&wish.town, &ambient, output)?;
    if home.app.store.kind() == "sqlite" {
        bail!("SQLite has one writer; give a postgres:// database for several counties");
    }
    let (matters, each) = (offered(&home), wish.town.cases.div_ceil(wish.counties));
    let mut houses = vec![home.clone()];
    for county in neighbours(&home, wish.counties as usize - 1)? {
        houses.push(town::open_county(&wish.town, &county, &ambient)?);
    }
    let mut missing = Vec::new();
    for house in &houses {
        missing.push((house.clone(), loaded(house)?.min(each)));
    }
    let many: u64 = missing.iter().map(|(_, there)| each - there).sum();
    let (before, bar) = (Watch::now(), output.bar(many, "cases"));
    home.app.store.shelve(&LOADED, &ASKED_MEANWHILE)?;
    std::thread::scope(|scope| -> Result<()> {
        let (people, matters, bar) = (&people, &matters, &bar);
        let fill = |(house, there): (House, u64)| {
            scope.spawn(move || -> Result<()> {
                let maker = Maker::new(&house, people, matters, each)?;
                load_alone(&house, &maker, (there, each), bar)
            })
        };
        let working: Vec<_> = missing.into_iter().map(fill).collect();
        for one in working {
            one.join().map_err(|_| anyhow::anyhow!("a county's thread failed"))??;
        }
        Ok(())
    })?;
    arrange(&home, output)?;
    for house in houses.iter().filter(|_| many > 0) {
        note(house, each)?;
    }
    bar.finish_and_clear();
    say(many, before, output);
    if !wish.town.unverified {
        for house in &houses {
            verify(house, output)?;
        }
    }
    Ok(each * houses.len() as u64)
}

/// Other counties of the same province.
fn neighbours(home: &House, many: usize) -> Result<Vec<String>> {
    let own = home.cases.county();
    let province = DivisionCode::parse(own.get(..2).unwrap_or_default())?;
    let today = home.app.ambient.now().date();
    let counties = home.divisions.within(province, today);
    let counties = counties.filter(|one| one.code.level() == Level::County && !one.pseudo);
    let others = counties.map(|one| one.code.as_str().to_owned()).filter(|code| code != own);
    let others: Vec<String> = others.take(many).collect();
    if others.len() < many {
        bail!("the province has no {} counties; ask for fewer", many + 1);
    }
    Ok(others)
}

/// The matters of a county that are no joint ones.
fn offered(house: &House) -> Vec<Arc<Matter>> {
    let (catalogue, today) = (house.cases.catalogue(), house.app.ambient.now().date());
    let all = catalogue.offered(house.cases.county(), today);
    all.into_iter().filter(|matter| matter.parts.is_empty()).cloned().collect()
}

/// One thread prepares while this one writes.
fn load(
    house: &House,
    maker: &Maker<'_>,
    (there, wished): (u64, u64),
    bar: &ProgressBar,
) -> Result<()> {
    std::thread::scope(|scope| -> Result<()> {
        let (send, ready) = sync_channel(4);
        let cases = house.cases.clone();
        let made = scope.spawn(move || -> Result<()> {
            for (from, to) in batches(there, wished) {
                if send.send(maker.batch(&cases, from, to)?).is_err() {
                    break;
                }
            }
            Ok(())
        });
        for batch in ready {
            keep(house, batch, bar)?;
        }
        made.join().map_err(|_| anyhow::anyhow!("the preparing thread failed"))?
    })
}

/// The same by this thread alone, where other counties have theirs: what is put together and taken
/// apart by one thread costs a third less.
fn load_alone(
    house: &House,
    maker: &Maker<'_>,
    (there, wished): (u64, u64),
    bar: &ProgressBar,
) -> Result<()> {
    for (from, to) in batches(there, wished) {
        keep(house, maker.batch(&house.cases, from, to)?, bar)?;
    }
    Ok(())
}

fn batches(there: u64, wished: u64) -> impl Iterator<Item = (u64, u64)> {
    (there..wished).step_by(BATCH as usize).map(move |from| (from, wished.min(from + BATCH)))
}

fn keep(house: &House, batch: Ready, bar: &ProgressBar) -> Result<()> {
    let many = batch.many();
    house.cases.keep_ready(batch)?;
    bar.inc(many);
    Ok(())
}

/// Makes the indexes that were laid aside, and lets the database look at its tables.
#[allow(clippy::disallowed_methods, reason = "what is measured is real time")]
fn arrange(house: &House, output: &Output) -> Result<()> {
    let before = Watch::now();
    let many = house.app.store.unshelve()?;
    house.app.store.survey()?;
    let seconds = before.elapsed().as_secs_f64();
    output.say(format!("{many} indexes made in {seconds:.1} s"));
    Ok(())
}

fn say(many: u64, before: Watch, output: &Output) {
    let seconds = before.elapsed().as_secs_f64();
    let rate = many as f64 / seconds;
    output.say(format!("{many} cases loaded in {seconds:.1} s: {rate:.0} a second"));
}

/// Replays the ledger over everything.
#[allow(clippy::disallowed_methods, reason = "what is measured is real time")]
fn verify(house: &House, output: &Output) -> Result<()> {
    let before = Watch::now();
    let report = house.app.ledger.audit_now(house.cases.county(), &Outside::default())?;
    if !report.is_clean() {
        bail!("the ledger does not agree after loading: {} findings", report.findings.len());
    }
    let seconds = before.elapsed().as_secs_f64();
    output.say(format!("{} leaves verified in {seconds:.1} s", report.leaves));
    Ok(())
}

fn loaded(house: &House) -> Result<u64> {
    let (county, mut newest, mut after) = (house.cases.county().to_owned(), 0, 0);
    loop {
        let name = county.clone();
        let page =
            house.app.store.read_now(move |tx| ledger::records(tx, &name, STREAM, after, 100))?;
        let Some(last) = page.last() else { return Ok(newest) };
        after = last.seq;
        newest = last
            .content
            .as_ref()
            .and_then(|content| content.body["cases"].as_u64())
            .context("reading how many cases were loaded")?;
    }
}

fn note(house: &House, cases: u64) -> Result<()> {
    let county = house.cases.county();
    let key = format!("bench.seeded.{cases}").parse()?;
    let by = By::system(county, house.app.ambient.now(), key);
    let body = json!({ "cases": cases });
    let meta = by.meta(body.clone());
    Ok(house
        .app
        .ledger
        .act_now(meta, move |act| act.close(Record::new(STREAM, "bench.seeded", body), ()))?)
}

/// Makes cases of the past, each from its number alone.
struct Maker<'a> {
    county: String,
    people: &'a [Applicant],
    matters: &'a [Arc<Matter>],
    today: Instant,
    officer: Value,
    /// How many cases there will be.
    total: u64,
}

impl<'a> Maker<'a> {
    fn new(
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

    fn batch(&self, cases: &Cases, from: u64, to: u64) -> Result<Ready> {
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
fn by(actor: Actor, at: Instant) -> Result<Value> {
    let by = By { actor, ..By::system("", at, "bench".parse()?) };
    Ok(by.meta(Value::Null).by)
}
