//! The whole: people drawn, settled into homes, given places, names and numbers.

use std::collections::HashMap;

use basis::codes::Sex;
use basis::{Chance, Date, Text};
use jiff::ToSpan;
use serde::{Deserialize, Serialize};

use crate::census::Census;
use crate::families::{Homes, settle};
use crate::households::{Relation, Shells};
use crate::marital::{Marital, statuses};
use crate::pool::{Soul, draw_people};
use crate::traits::{Assumptions, Disability};
use crate::{names, numbers, places, places::Village};

/// How large, how old, by which chance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// How many people; the county's full number gives it one to one.
    pub people: u64,
    /// The seed: the same one gives the same people.
    pub seed: u64,
    /// The day on which the ages are those of the census. The census counted on 1 November 2020; a
    /// later day means that we suppose the same structure then.
    pub as_of: Date,
    /// What the table does not tell.
    pub assumptions: Assumptions,
}

impl Options {
    /// Twenty thousand people as on the day of the census.
    #[must_use]
    pub fn demo(seed: u64) -> Self {
        let as_of = Date::constant(2020, 11, 1);
        Self { people: 20_000, seed, as_of, assumptions: Assumptions::default() }
    }
}

/// Smallest population that still has every kind of household.
pub const LEAST_PEOPLE: u64 = 1_000;
/// Largest population that the numbers and the machine's memory are meant for.
pub const MOST_PEOPLE: u64 = 5_000_000;

/// Why a population cannot be made.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum PopulationError {
    /// Too few or too many.
    #[error("{0} people cannot be simulated; ask for {LEAST_PEOPLE} to {MOST_PEOPLE}")]
    Number(u64),
    /// The county has no villages to live in.
    #[error("no village of county {0} is known; load its divisions first")]
    NoVillage(String),
    /// The assumptions ask for more of some people than the census has.
    #[error("households and people do not fit together: {0}; change the assumptions")]
    Unfitting(String),
    /// More people on one birthday than there are numbers.
    #[error("the simulated identity numbers of {0} are used up; ask for fewer people")]
    Numbers(Date),
}

/// One simulated person, as the registers of the demo county hold one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRow {
    /// An identity number that nobody living has ([`numbers`]).
    pub identity_number: String,
    /// Surname and given name.
    pub name: String,
    /// Man or woman.
    pub sex: Sex,
    /// Birthday.
    pub birth: Date,
    /// Nine digits of the township.
    pub township: String,
    /// Twelve digits of the village or community.
    pub village: String,
    /// Whether that place counts as town.
    pub urban: bool,
    /// The household's serial number in the population.
    pub household: u32,
    /// What the person is to the head of the household.
    pub relation: Relation,
    /// Marital status; under 15 always unmarried.
    pub marital: Marital,
    /// 65 or more and alone in the household.
    pub elder_alone: bool,
    /// A telephone that does not exist, from 14 on.
    pub phone: Option<String>,
    /// A bank card that does not exist, from 16 on.
    pub bank_card: Option<String>,
    /// A disability certificate.
    pub disability: Option<Disability>,
    /// The household lives on minimum allowance.
    pub allowance: bool,
}

/// A county of people who do not exist.
#[derive(Clone, Debug)]
pub struct Population {
    /// What must stand wherever these people are shown.
    pub label: Text,
    /// The people, household by household.
    pub people: Vec<PersonRow>,
}

/// Makes the population of a county out of its census row and its villages.
///
/// # Errors
/// When the number is out of range, the county has no villages, or assumptions do not fit the census.
pub fn population(
    census: &Census,
    villages: &[Village],
    options: &Options,
) -> Result<Population, PopulationError> {
    if !(LEAST_PEOPLE..=MOST_PEOPLE).contains(&options.people) {
        return Err(PopulationError::Number(options.people));
    }
    if villages.is_empty() {
        return Err(PopulationError::NoVillage(census.county.clone()));
    }
    let souls = draw_people(census, options.people, &mut Chance::of(options.seed, "people"));
    let shells = Shells::plan(census, options.people, &options.assumptions)
        .map_err(PopulationError::Unfitting)?;
    let homes = settle(&souls, &shells, Chance::of(options.seed, "homes"))
        .map_err(PopulationError::Unfitting)?;
    let people = Registrar::new(census, villages, options, &souls, homes).people()?;
    Ok(Population { label: label(census), people })
}

fn label(census: &Census) -> Text {
    Text::new(
        format!("合成人口：按{}2020年人口普查汇总表模拟，没有一个是真人", census.name),
        format!(
            "Synthetic: simulated from the 2020 census table of {}; nobody is real",
            census.name
        ),
    )
}

/// One home with its members, its village and what holds for all of them.
struct Home {
    members: Vec<(usize, Relation)>,
    elder_alone: bool,
    village: usize,
    serial: u32,
}

/// Gives settled people their places, names and numbers.
struct Registrar<'a> {
    villages: &'a [Village],
    options: &'a Options,
    souls: &'a [Soul],
    homes: Vec<Home>,
    statuses: Vec<Marital>,
    births: Births,
    given: HashMap<(Date, Sex), u32>,
    chance: Chance,
}

impl<'a> Registrar<'a> {
    fn new(
        census: &Census,
        villages: &'a [Village],
        options: &'a Options,
        souls: &'a [Soul],
        homes: Homes,
    ) -> Self {
        let chance = |purpose| Chance::of(options.seed, purpose);
        let with_spouse = with_spouse(souls.len(), &homes);
        let statuses = statuses(census, souls, &with_spouse, &mut chance("marital"));
        let mut sizes: Vec<usize> =
            homes.households.iter().map(|home| home.members.len()).collect();
        sizes.extend(homes.collective.iter().map(|_| 1));
        let assumed = &options.assumptions;
        let places = places::assign(census, villages, &sizes, assumed, &mut chance("places"));
        Self {
            villages,
            options,
            souls,
            homes: placed(homes, &places),
            statuses,
            births: Births::new(options.as_of),
            given: HashMap::new(),
            chance: chance("registers"),
        }
    }

    fn people(mut self) -> Result<Vec<PersonRow>, PopulationError> {
        let mut people = Vec::with_capacity(self.souls.len());
        for home in std::mem::take(&mut self.homes) {
            let family = names::surname(&mut self.chance);
            let urban = self.villages[home.village].is_urban();
            let allowance = self.options.assumptions.allowance(urban, &mut self.chance);
            for member in &home.members {
                // Children and the head's father have the family's surname; who married in, has not.
                let inherits = match member.1 {
                    Relation::Head | Relation::Child | Relation::Grandchild => true,
                    Relation::Parent => self.souls[member.0].sex == Sex::Male,
                    Relation::Spouse | Relation::Other | Relation::Collective => false,
                };
                let own = names::surname(&mut self.chance);
                let surname = if inherits { family } else { own };
                let mut person = self.person(&home, *member, surname)?;
                person.allowance = allowance && person.relation != Relation::Collective;
                let nth = u32::try_from(people.len()).unwrap_or(u32::MAX);
                person.phone = person.phone.map(|_| numbers::phone(nth));
                person.bank_card = person.bank_card.map(|_| numbers::bank_card(nth));
                people.push(person);
            }
        }
        Ok(people)
    }

    fn person(
        &mut self,
        home: &Home,
        (person, relation): (usize, Relation),
        surname: &str,
    ) -> Result<PersonRow, PopulationError> {
        let Soul { sex, age } = self.souls[person];
        let assumed = &self.options.assumptions;
        let birth = self.births.draw(age, &mut self.chance);
        let nth = self.given.entry((birth, sex)).or_default();
        let identity_number =
            numbers::identity_number(birth, sex, *nth).ok_or(PopulationError::Numbers(birth))?;
        *nth += 1;
        let identity_number = identity_number.reveal().to_owned();
        let village = &self.villages[home.village];
        let given = names::given(sex, age, assumed.rare_names, &mut self.chance);
        Ok(PersonRow {
            identity_number,
            name: format!("{surname}{given}"),
            sex,
            birth,
            township: village.township().to_owned(),
            village: village.code.clone(),
            urban: village.is_urban(),
            household: home.serial,
            relation,
            marital: self.statuses[person],
            elder_alone: home.elder_alone,
            phone: assumed.has_phone(age, &mut self.chance).then(String::new),
            bank_card: (age >= 16).then(String::new),
            disability: assumed.disability(age, &mut self.chance),
            allowance: false,
        })
    }
}

/// Who shares a home with a husband or wife: the spouse, and the first of the home beside one.
fn with_spouse(people: usize, homes: &Homes) -> Vec<bool> {
    let mut with_spouse = vec![false; people];
    for home in &homes.households {
        let couple = home.members.iter().filter(|(_, relation)| *relation == Relation::Spouse);
        for (spouse, _) in couple {
            with_spouse[*spouse] = true;
            with_spouse[home.members[0].0] = true;
        }
    }
    with_spouse
}

/// Numbers the homes; the people of a village's collective household share one number.
fn placed(homes: Homes, places: &[usize]) -> Vec<Home> {
    let families = homes.households.len();
    let mut placed: Vec<Home> = homes
        .households
        .into_iter()
        .zip(places)
        .map(|(home, village)| Home {
            members: home.members,
            elder_alone: home.elder_alone,
            village: *village,
            serial: 0,
        })
        .collect();
    let mut shared: HashMap<usize, usize> = HashMap::new();
    for (person, village) in homes.collective.into_iter().zip(&places[families..]) {
        let here = *shared.entry(*village).or_insert_with(|| {
            placed.push(Home {
                members: Vec::new(),
                elder_alone: false,
                village: *village,
                serial: 0,
            });
            placed.len() - 1
        });
        placed[here].members.push((person, Relation::Collective));
    }
    for (home, serial) in placed.iter_mut().zip(1..) {
        home.serial = serial;
    }
    placed
}

/// The birthdays of everybody who is so many years old on a day: first one, and how many.
struct Births(Vec<(Date, u64)>);

impl Births {
    fn new(as_of: Date) -> Self {
        let back = |years: i64| as_of.saturating_sub(years.years());
        let ages = 0..=i64::from(crate::census::OLDEST);
        Self(
            ages.map(|age| {
                let first = back(age + 1).saturating_add(1.day());
                let days = (back(age) - first).get_days();
                (first, u64::from(days.unsigned_abs()) + 1)
            })
            .collect(),
        )
    }

    fn draw(&self, age: u8, chance: &mut Chance) -> Date {
        let (first, days) = self.0[usize::from(age)];
        first.saturating_add(i64::try_from(chance.below(days)).unwrap_or_default().days())
    }
}
