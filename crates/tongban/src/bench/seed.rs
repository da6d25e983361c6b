//! `bench seed`: a county's past in bulk. Every case goes through the transitions that serve
//! people, with a record for each step; only the transaction is shared by many.

mod maker;

use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::time::Instant as Watch;

use anyhow::{Context, Result, bail};
use basis::DivisionCode;
use basis::division::Level;
use cases::Ready;
use cases::model::Applicant;
use catalogue::model::Matter;
use identity::By;
use indicatif::ProgressBar;
use ledger::{Outside, Record};
use serde_json::json;

use self::maker::Maker;
use super::figures::merged;
use super::raw::Raw;
use super::town;
use crate::cli::{BenchSeed, BenchTown};
use crate::house::House;
use crate::output::Output;

/// Cases that share a transaction.
const BATCH: u64 = 4_000;
/// The tables that get nearly all the rows.
const LOADED: [&str; 2] = ["cases", "records"];
/// The index by which loading asks whether records wait for their place.
const ASKED_MEANWHILE: [&str; 1] = ["records_waiting"];
/// The stream whose newest record says how many cases were loaded.
const STREAM: &str = "bench";

/// What loading has come to.
pub struct Filled {
    /// How many cases there are now.
    pub cases: u64,
    /// How many of them were loaded, and in how many seconds, indexes included.
    loaded: (u64, f64),
}

/// Loads cases and says how fast, beside what the machine can commit.
pub fn command(wish: &BenchSeed, output: &Output) -> Result<()> {
    let filled = match wish.counties {
        0 | 1 => {
            let (house, people) = town::settle(&wish.town, &crate::ambient::system(), output)?;
            fill(&house, &people, &wish.town, output)?
        }
        _ => several(wish, output)?,
    };
    let Filled { cases, loaded: (loaded, seconds) } = filled;
    let own = json!({
        "cases": cases,
        "loaded": loaded,
        "seconds": seconds,
        "cases_per_s": (loaded > 0).then(|| loaded as f64 / seconds),
    });
    let raw = Raw::measure(&wish.town.database, wish.town.commits_for)?;
    output.answer(&merged(&[own, raw.json()]), format!("{cases} cases are there"));
    Ok(())
}

/// Loads what is missing of the wished number.
#[allow(clippy::disallowed_methods, reason = "what is measured is real time")]
pub fn fill(
    house: &House,
    people: &[Applicant],
    wish: &BenchTown,
    output: &Output,
) -> Result<Filled> {
    let there = loaded(house)?;
    if there >= wish.cases {
        return Ok(Filled { cases: there, loaded: (0, 0.0) });
    }
    let (before, matters) = (Watch::now(), offered(house));
    let maker = Maker::new(house, people, &matters, wish.cases)?;
    let bar = output.bar(wish.cases - there, "cases");
    shelve(&[house])?;
    load(house, &maker, (there, wish.cases), &bar)?;
    arrange(house, output)?;
    note(house, wish.cases)?;
    bar.finish_and_clear();
    let loaded = say(wish.cases - there, before, output);
    if !wish.unverified {
        verify(house, output)?;
    }
    Ok(Filled { cases: wish.cases, loaded })
}

/// The same number of cases in each of several counties of one database, some counties at once: the
/// log of a county has one end, so that only another county is another hand.
#[allow(clippy::disallowed_methods, reason = "what is measured is real time")]
fn several(wish: &BenchSeed, output: &Output) -> Result<Filled> {
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
    shelve(&houses.iter().collect::<Vec<_>>())?;
    let fill = |(house, there): (House, u64)| -> Result<()> {
        let maker = Maker::new(&house, &people, &matters, each)?;
        load_alone(&house, &maker, (there, each), &bar)
    };
    // One more than there are processors works while another waits for the disk; more of them only
    // push each other's rows out of the caches.
    let hands = 1 + std::thread::available_parallelism().map_or(1, usize::from);
    store::each_by_hands(home.app.store.hands(hands), missing, fill)?;
    arrange(&home, output)?;
    for house in houses.iter().filter(|_| many > 0) {
        note(house, each)?;
    }
    bar.finish_and_clear();
    let loaded = say(many, before, output);
    if !wish.town.unverified {
        for house in &houses {
            verify(house, output)?;
        }
    }
    Ok(Filled { cases: each * houses.len() as u64, loaded })
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

/// Lays indexes aside once nothing waits in the logs of these counties: giving waiting records their
/// places would read all others without an index.
fn shelve(houses: &[&House]) -> Result<()> {
    for house in houses {
        house.app.ledger.integrate_now(house.cases.county())?;
    }
    let first = houses.first().map(|house| &house.app.store);
    first.map_or(Ok(0), |store| store.shelve(&LOADED, &ASKED_MEANWHILE))?;
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

fn say(many: u64, before: Watch, output: &Output) -> (u64, f64) {
    let seconds = before.elapsed().as_secs_f64();
    let rate = many as f64 / seconds;
    output.say(format!("{many} cases loaded in {seconds:.1} s: {rate:.0} a second"));
    (many, seconds)
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
