//! Loads the demo county once; a second start finds it there.

use std::collections::HashMap;

use anyhow::{Context, Result, bail};
use basis::{Ambient, Date, DivisionCode};
use identity::{By, Holder, NewAccount, NewOfficer};
use ledger::{IdempotencyKey, Meta, Record};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::accounts::{PASSWORD, Shown, Star, Town, posts, stars};
use super::past::{Lived, Officer, Past};
use super::people::{Known, Wish, make, new_person};
use super::registers::{Homes, REGISTERS, row, special};
use crate::cli::Demo;
use crate::house::House;
use crate::output::Output;

const STREAM: &str = "demo";

/// What was loaded, as it is printed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Loaded {
    /// What these people are.
    pub label: String,
    /// How many there are.
    pub people: u64,
    /// The accounts.
    pub accounts: Vec<Shown>,
    /// The password of all of them.
    pub password: String,
    /// The chance by which the people were drawn.
    #[serde(default)]
    pub seed: Option<u64>,
    /// Whether an earlier start had loaded them.
    #[serde(default)]
    pub kept: bool,
    /// What they have lived through, where that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub past: Option<Lived>,
}

/// How many people a demo has where nobody says.
const PEOPLE: u64 = 20_000;
/// The seed where nobody gives one.
const SEED: u64 = 330_825;

/// Loads the county if it is not there. One that is there is kept, whoever asks for another is refused.
pub fn ensure(house: &House, demo: &Demo, ambient: &Ambient, output: &Output) -> Result<Loaded> {
    match before(house)? {
        Some(loaded) => kept(loaded, demo),
        None => Loader { house, demo, ambient, output, today: ambient.now().date() }.load(),
    }
}

/// The county that is there, if it is the one that is asked for.
fn kept(loaded: Loaded, demo: &Demo) -> Result<Loaded> {
    let database = &demo.serving.place.database;
    let other_people = demo.people.is_some_and(|people| people != loaded.people);
    let other_seed = demo.seed.is_some_and(|seed| loaded.seed.is_some_and(|known| known != seed));
    let seed = loaded.seed.map(|seed| format!(", seed {seed}")).unwrap_or_default();
    if other_people || other_seed {
        bail!(
            "{database} holds a county of {} people{seed} and keeps it; for another one name another --database, or move the folder of this one away",
            loaded.people
        );
    }
    Ok(Loaded { kept: true, ..loaded })
}

/// What an earlier start has loaded.
fn before(house: &House) -> Result<Option<Loaded>> {
    let county = house.cases.county().to_owned();
    let records = house.app.store.read_now(move |tx| ledger::records(tx, &county, STREAM, 0, 1))?;
    let Some(content) = records.into_iter().next().and_then(|record| record.content) else {
        return Ok(None);
    };
    Ok(Some(serde_json::from_value(content.body).context("reading what was loaded")?))
}

struct Loader<'a> {
    house: &'a House,
    demo: &'a Demo,
    ambient: &'a Ambient,
    output: &'a Output,
    today: Date,
}

impl Loader<'_> {
    /// How many people, by which chance.
    fn wished(&self) -> (u64, u64) {
        (self.demo.people.unwrap_or(PEOPLE), self.demo.seed.unwrap_or(SEED))
    }

    fn load(&self) -> Result<Loaded> {
        let place = &self.demo.serving.place;
        let (people, seed) = self.wished();
        self.output.say(format!("Making {people} simulated people …"));
        let wish = Wish { people, seed, today: self.today };
        let population = make(&place.data, &place.county, &wish)?;
        let label = population.label.zh.clone();
        let villages = self.villages()?;
        let village = |code: &str| villages.get(code).map_or("", String::as_str);
        let new: Vec<_> = population
            .people
            .iter()
            .map(|row| new_person(row, village(&row.village)))
            .collect::<Result<_>>()?;
        self.output.say("Taking them into the people register …");
        self.house.identity.import_people(&self.by("people"), new)?;
        let people = self.known(population.people)?;
        let stars = stars(&people, self.today);
        self.fill_registers(&people, &stars, &village)?;
        let (accounts, officers) = self.accounts(&stars)?;
        let past = self.past(&people, &stars, (&officers, &villages))?;
        let (people, password) = (people.len() as u64, PASSWORD.to_owned());
        let seed = Some(seed);
        self.finish(Loaded { label, people, accounts, password, seed, kept: false, past })
    }

    /// Twelve digits to the names of township and village.
    fn villages(&self) -> Result<HashMap<String, String>> {
        let county = DivisionCode::parse(self.house.cases.county())?;
        let divisions = &self.house.divisions;
        let mut names = HashMap::new();
        for town in divisions.children(&county, self.today) {
            for village in divisions.children(&town.code, self.today) {
                let name = format!("{}{}", town.name, village.name);
                names.insert(village.code.as_str().to_owned(), name);
            }
        }
        Ok(names)
    }

    /// Looks up the ids under which the people are known now.
    fn known(&self, rows: Vec<policy::PersonRow>) -> Result<Vec<Known>> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let bar = self.output.bar(rows.len() as u64, "people");
        let mut people = Vec::with_capacity(rows.len());
        for row in rows {
            let found = runtime.block_on(self.house.identity.find_person(&row.identity_number))?;
            let person = found.context("a person who was just taken in is not there")?;
            people.push(Known { id: person.id, row });
            bar.inc(1);
        }
        bar.finish_and_clear();
        Ok(people)
    }

    fn fill_registers<'v>(
        &self,
        people: &[Known],
        stars: &[Star<'_>],
        village: &dyn Fn(&str) -> &'v str,
    ) -> Result<()> {
        let homes = Homes::of(people);
        let bar = self.output.bar(REGISTERS.len() as u64, "registers");
        for register in REGISTERS {
            let rows: Vec<_> = people
                .iter()
                .filter_map(|one| {
                    let fields = row(register, one, &homes, village(&one.row.village), self.today)?;
                    Some((one.id, fields, self.today))
                })
                .collect();
            self.house.exchange.import(&self.by(register), register, rows)?;
            bar.inc(1);
        }
        for register in ["health", "market", "marriage"] {
            let rows: Vec<_> = stars
                .iter()
                .filter_map(|star| {
                    let fields = special(register, star.login, star.person, self.today)?;
                    Some((star.person.id, fields, self.today))
                })
                .collect();
            self.house.exchange.import(&self.by(&format!("stars.{register}")), register, rows)?;
        }
        bar.finish_and_clear();
        Ok(())
    }

    /// Lives the days before today, where that is asked for.
    fn past(
        &self,
        people: &[Known],
        stars: &[Star<'_>],
        (officers, villages): (&[Officer], &HashMap<String, String>),
    ) -> Result<Option<Lived>> {
        let days = self.demo.days;
        if days == 0 {
            return Ok(None);
        }
        self.output.say(format!("Living {days} days …"));
        let is_star = |one: &&Known| stars.iter().any(|star| star.person.id == one.id);
        let past = Past {
            house: self.house,
            people: people.iter().filter(|one| !is_star(one)).collect(),
            homes: &Homes::of(people),
            officers,
            village: &|code| villages.get(code).cloned().unwrap_or_default(),
            seed: self.wished().1,
            days,
            output: self.output,
        };
        past.load().map(Some)
    }

    fn accounts(&self, stars: &[Star<'_>]) -> Result<(Vec<Shown>, Vec<Officer>)> {
        let (mut shown, mut officers) = (Vec::new(), Vec::new());
        for star in stars {
            self.account(Holder::Person(star.person.id), star.login)?;
            shown.push(Shown { login: star.login.to_owned(), who: star.who.clone() });
        }
        let county = DivisionCode::parse(self.house.cases.county())?;
        let towns = self.towns(&county);
        for post in posts(&self.house.cases.catalogue(), county, &towns) {
            let grants = post.grants.clone();
            let new = NewOfficer { name: post.name, person: None, grants: post.grants };
            let by = self.by(&format!("officer.{}", post.login));
            let id = self.house.identity.add_officer(&by, new)?;
            self.account(Holder::Officer(id), &post.login)?;
            officers.push(Officer { login: post.login.clone(), id, grants });
            shown.push(Shown { login: post.login, who: post.who });
        }
        Ok((shown, officers))
    }

    fn towns(&self, county: &DivisionCode) -> Vec<Town> {
        let divisions = &self.house.divisions;
        let villages = |town: &DivisionCode| {
            divisions.children(town, self.today).iter().map(|village| village.code).collect()
        };
        let towns = divisions.children(county, self.today);
        towns
            .iter()
            .map(|town| Town {
                code: town.code,
                name: town.name.clone(),
                villages: villages(&town.code),
            })
            .collect()
    }

    fn account(&self, holder: Holder, login: &str) -> Result<()> {
        let new = NewAccount {
            holder,
            logins: vec![login.to_owned()],
            password: Some(PASSWORD.to_owned()),
            is_demo: true,
        };
        self.house.identity.add_account(&self.by(&format!("account.{login}")), new)?;
        Ok(())
    }

    /// The last act: from now on the county counts as loaded.
    fn finish(&self, loaded: Loaded) -> Result<Loaded> {
        let meta: Meta = self.by("loaded").meta(json!({ "load": "demo" }));
        let body = serde_json::to_value(&loaded)?;
        let loaded = self.house.app.ledger.act_now(meta, move |act| {
            act.close(Record::new(STREAM, "demo.loaded", body), loaded)
        })?;
        // From here on the log is under these keys.
        self.house.sign()?;
        self.house.app.store.survey()?;
        Ok(loaded)
    }

    /// By the service itself; the same step has the same key, so a broken-off load goes on.
    fn by(&self, step: &str) -> By {
        let (people, seed) = self.wished();
        let key = format!("demo.{seed}.{people}.{step}");
        let key = key.parse().unwrap_or_else(|_| IdempotencyKey::from(self.ambient.id()));
        By::system(self.house.cases.county(), self.ambient.now(), key)
    }
}
