//! The people of the demo county: simulated from the real census row and the real villages.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use basis::codes::{IdentityNumber, Phone};
use basis::{Date, DivisionCode, PersonId};
use identity::NewPerson;
use policy::{Census, Options, PersonRow, Population, Village, population};

/// How many people, by which chance, as of which day.
pub struct Wish {
    pub people: u64,
    pub seed: u64,
    pub today: Date,
}

/// A simulated person with the id under which the platform knows them.
pub struct Known {
    pub id: PersonId,
    pub row: PersonRow,
}

/// Makes the people.
pub fn make(data: &Path, county: &str, wish: &Wish) -> Result<Population> {
    let read = |file: &str| {
        let path = data.join(file);
        fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))
    };
    let census = Census::parse(&read("census/longyou-330825-2020.csv")?, county)?;
    let villages = Village::parse_csv(&read("divisions/quzhou-330800-2023.csv")?, county)?;
    let options = Options { people: wish.people, as_of: wish.today, ..Options::demo(wish.seed) };
    Ok(population(&census, &villages, &options)?)
}

/// As the people register takes them in.
pub fn new_person(row: &PersonRow, village: &str) -> Result<NewPerson> {
    Ok(NewPerson {
        name: row.name.clone(),
        number: IdentityNumber::parse(&row.identity_number)?,
        division: DivisionCode::parse(&row.village)?,
        address: address(row, village),
        phone: row.phone.as_deref().map(Phone::parse).transpose()?,
    })
}

/// Village and household; there are no street numbers in the data, and none are invented.
pub fn address(row: &PersonRow, village: &str) -> String {
    format!("{village}（模拟住户 {} 号）", row.household)
}
