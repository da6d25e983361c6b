//! The county of a measurement: a demo county with accounts of its own and so many cases in it.

use anyhow::{Context, Result};
use basis::Ambient;
use cases::model::Applicant;
use identity::{By, Holder, NewAccount};
use serde_json::{Value, json};

use super::raw::Raw;
use super::seed;
use super::server::Server;
use crate::cli::{BenchTown, Demo, Place};
use crate::county::{PASSWORD, Wish, ensure, make};
use crate::house::{House, quiet};
use crate::output::Output;

/// The county.
const COUNTY: &str = "330825";
/// How many people the county has.
const PEOPLE: u64 = 2_000;
/// By which chance.
const SEED: u64 = 330_825;
/// How many of them sign in.
const RESIDENTS: usize = 32;

/// The county, ready to be served.
pub struct Town {
    wish: BenchTown,
    /// What residents type to sign in.
    pub residents: Vec<String>,
    /// What officers of townships type to sign in.
    pub townships: Vec<String>,
    /// How many cases there are.
    pub cases: u64,
    /// What the machine can commit.
    raw: Raw,
    kind: &'static str,
    /// Whether the database says that it keeps every commit through a power cut.
    is_durable: bool,
}

impl Town {
    /// Makes the county if it is not there, and loads what is missing of its cases.
    pub fn prepare(wish: &BenchTown, output: &Output) -> Result<Self> {
        let ambient = crate::ambient::system();
        let house = open(wish, &ambient)?;
        let loaded = ensure(&house, &demo(wish), &ambient, output)?;
        let people = people(&house, wish, &ambient)?;
        let residents = accounts(&house, &people, &ambient)?;
        let cases = seed::fill(&house, &people, wish, output)?.cases;
        let is_township = |login: &String| login.starts_with("town-");
        let townships = loaded.accounts.into_iter().map(|one| one.login).filter(is_township);
        let kind = house.app.store.kind();
        let is_durable = house.app.store.lossy_settings()?.is_empty();
        drop(house);
        let raw = Raw::measure(&wish.database, wish.commits_for)?;
        let (wish, townships) = (wish.clone(), townships.collect());
        Ok(Self { wish, residents, townships, cases, raw, kind, is_durable })
    }

    /// Starts its server.
    pub fn serve(&self) -> Result<Server> {
        Server::start(&self.wish)
    }

    /// What every report says of the county and the machine.
    pub fn json(&self, server: &Server) -> Value {
        let about = json!({
            "cases": self.cases,
            "database": self.kind,
            "durable": self.is_durable,
            "cores": std::thread::available_parallelism().map_or(0, usize::from),
            "start_s": server.start.as_secs_f64(),
        });
        super::figures::merged(&[about, self.raw.json()])
    }

    /// Durable single-row commits a second of 32 clients.
    pub fn raw_rate(&self) -> f64 {
        self.raw.many_clients
    }
}

/// The password of everybody who signs in.
pub const fn password() -> &'static str {
    PASSWORD
}

fn place(wish: &BenchTown, county: &str) -> Place {
    Place {
        database: wish.database.clone(),
        data: wish.data.clone(),
        var: wish.var.clone(),
        county: county.to_owned(),
    }
}

/// The county with its people, and nothing more of it.
pub fn settle(
    wish: &BenchTown,
    ambient: &Ambient,
    output: &Output,
) -> Result<(House, Vec<Applicant>)> {
    let house = open(wish, ambient)?;
    ensure(&house, &demo(wish), ambient, output)?;
    let people = people(&house, wish, ambient)?;
    Ok((house, people))
}

/// The house of another county of the same database, with keys of its own.
pub fn open_county(wish: &BenchTown, county: &str, ambient: &Ambient) -> Result<House> {
    House::open(&quiet(&place(wish, county)), ambient, true)
}

/// The house of the county, not served.
pub fn open(wish: &BenchTown, ambient: &Ambient) -> Result<House> {
    open_county(wish, COUNTY, ambient)
}

fn demo(wish: &BenchTown) -> Demo {
    let serving = quiet(&place(wish, COUNTY));
    Demo {
        serving,
        people: Some(PEOPLE),
        seed: Some(SEED),
        days: 0,
        load_only: true,
        unspoken: true,
    }
}

/// The people of the county, found by the numbers that the same chance gives them.
fn people(house: &House, wish: &BenchTown, ambient: &Ambient) -> Result<Vec<Applicant>> {
    let today = ambient.now().date();
    let wanted = Wish { people: PEOPLE, seed: SEED, today };
    let made = make(&wish.data, house.cases.county(), &wanted)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut people = Vec::new();
    for row in made.people.into_iter().take(500) {
        let found = runtime.block_on(house.identity.find_person(&row.identity_number))?;
        people.extend(found.map(|one| Applicant {
            person: one.id,
            name: one.name,
            division: one.division,
        }));
    }
    let enough = (people.len() >= RESIDENTS).then_some(people);
    enough.context(
        "the database holds other people than those of a measurement; name another with --database",
    )
}

/// Accounts of some residents; the same ones each time.
fn accounts(house: &House, people: &[Applicant], ambient: &Ambient) -> Result<Vec<String>> {
    let at = ambient.now();
    let account = |(number, one): (usize, &Applicant)| {
        let login = format!("bench-{number:02}");
        let by = By::system(house.cases.county(), at, format!("bench.account.{number}").parse()?);
        let new = NewAccount {
            holder: Holder::Person(one.person),
            logins: vec![login.clone()],
            password: Some(PASSWORD.to_owned()),
            is_demo: true,
        };
        house.identity.add_account(&by, new)?;
        Ok(login)
    };
    people.iter().take(RESIDENTS).enumerate().map(account).collect()
}
