//! The only statements of this crate: here those about people and officers, below the rest.

mod accounts;
mod proposals;
mod second;
mod sign_in;
mod staff;

use std::fmt::Write as _;
use std::sync::LazyLock;

use basis::codes::{IdentityNumber, Phone};
use basis::{Instant, OfficerId, PersonId};
use seal::Sha256;
use store::{Row, StoreError, Tx, Value, params};

use crate::account::Holder;
use crate::actor::{Actor, Grant};
use crate::people::Person;

pub(crate) use accounts::*;
pub(crate) use proposals::*;
pub(crate) use second::*;
pub(crate) use sign_in::*;
pub(crate) use staff::*;

/// How many people one statement takes in.
pub(crate) const PEOPLE_AT_ONCE: usize = 50;
const PERSON_COLUMNS: usize = 13;

const PERSON_INTO: &str = "INSERT INTO people (county, id, number_tag, number, name, sex, birth,
    division, address, phone_tag, phone, created_at, version) VALUES ";
const PERSON_KNOWN: &str = " ON CONFLICT (county, number_tag) DO NOTHING";

static ONE_PERSON: LazyLock<String> = LazyLock::new(|| person_statement(1));
static MANY_PEOPLE: LazyLock<String> = LazyLock::new(|| person_statement(PEOPLE_AT_ONCE));

fn person_statement(people: usize) -> String {
    let mut sql = PERSON_INTO.to_owned();
    for person in 0..people {
        let from = person * PERSON_COLUMNS;
        let markers: Vec<String> =
            (1..=PERSON_COLUMNS).map(|column| format!("${}", from + column)).collect();
        let comma = if person == 0 { "" } else { ", " };
        // Writing into a text cannot fail.
        let _ = write!(sql, "{comma}({})", markers.join(", "));
    }
    sql + PERSON_KNOWN
}

/// A person with the tags by which they are found.
pub(crate) struct TaggedPerson {
    /// The person.
    pub(crate) person: Person,
    /// The tag of the number.
    pub(crate) number_tag: Sha256,
    /// The tag of the telephone number.
    pub(crate) phone_tag: Option<Sha256>,
}

/// Takes people in; how many were new. Full batches go in one statement each.
pub(crate) fn add_people(
    tx: &mut Tx<'_>,
    county: &str,
    people: &[TaggedPerson],
    at: Instant,
) -> Result<u64, StoreError> {
    let mut added = 0;
    let mut batches = people.chunks_exact(PEOPLE_AT_ONCE);
    for batch in &mut batches {
        let values: Vec<Value> =
            batch.iter().flat_map(|row| person_values(county, row, at)).collect();
        added += tx.execute(&MANY_PEOPLE, &values)?;
    }
    for row in batches.remainder() {
        added += tx.execute(&ONE_PERSON, &person_values(county, row, at))?;
    }
    Ok(added)
}

fn person_values(county: &str, row: &TaggedPerson, at: Instant) -> [Value; PERSON_COLUMNS] {
    let person = &row.person;
    let sex = if person.sex == basis::codes::Sex::Male { "male" } else { "female" };
    params![
        county,
        person.id,
        row.number_tag.0,
        person.number.reveal(),
        &person.name,
        sex,
        person.birth,
        person.division.as_str(),
        &person.address,
        row.phone_tag.map(|tag| tag.0.to_vec()),
        person.phone.as_ref().map(|phone| phone.reveal().to_owned()),
        at,
        1,
    ]
}

const PERSON: &str =
    "SELECT id, number, name, division, address, phone FROM people WHERE county = $1 AND id = $2";
const PERSON_BY_NUMBER: &str = "SELECT id, number, name, division, address, phone FROM people
    WHERE county = $1 AND number_tag = $2";
pub(crate) const ID_BY_NUMBER: &str =
    "SELECT id FROM people WHERE county = $1 AND number = $2 LIMIT 2";
const PEOPLE_BY_PHONE: &str = "SELECT id, number, name, division, address, phone FROM people
    WHERE county = $1 AND phone_tag = $2 LIMIT 2";

/// A person, inside a transaction of one's own.
///
/// # Errors
/// When the database fails.
pub fn person(tx: &mut Tx<'_>, county: &str, id: PersonId) -> Result<Option<Person>, StoreError> {
    tx.first(PERSON, &params![county, id])?.map(|row| read_person(&row)).transpose()
}

/// A person by the tag of their number.
pub(crate) fn person_by_number(
    tx: &mut Tx<'_>,
    county: &str,
    tag: &Sha256,
) -> Result<Option<Person>, StoreError> {
    tx.first(PERSON_BY_NUMBER, &params![county, tag.0])?.map(|row| read_person(&row)).transpose()
}

/// Who has a number in a county that may be another than ours, whose tags we cannot make.
pub(crate) fn id_by_number(
    tx: &mut Tx<'_>,
    county: &str,
    number: &IdentityNumber,
) -> Result<Option<PersonId>, StoreError> {
    match tx.query(ID_BY_NUMBER, &params![county, number.reveal()])?.as_slice() {
        [] => Ok(None),
        [row] => row.parsed("id").map(Some),
        // Only where a county has lost its secret; which of them it is, it alone can say.
        _ => Err(StoreError::Failed {
            what: "recognising a person".to_owned(),
            cause: "two have one number".into(),
        }),
    }
}

/// The person with a telephone number; nobody where several share it.
pub(crate) fn person_by_phone(
    tx: &mut Tx<'_>,
    county: &str,
    tag: &Sha256,
) -> Result<Option<Person>, StoreError> {
    match tx.query(PEOPLE_BY_PHONE, &params![county, tag.0])?.as_slice() {
        [row] => read_person(row).map(Some),
        _ => Ok(None),
    }
}

fn read_person(row: &Row) -> Result<Person, StoreError> {
    let number: IdentityNumber = row.parsed("number")?;
    let phone = match row.opt_text("phone")? {
        Some(_) => Some(row.parsed::<Phone>("phone")?),
        None => None,
    };
    Ok(Person {
        id: row.parsed("id")?,
        name: row.text("name")?,
        sex: number.sex(),
        birth: number.birth(),
        number,
        division: row.parsed("division")?,
        address: row.text("address")?,
        phone,
    })
}

/// Adds an officer.
pub(crate) fn add_officer(
    tx: &mut Tx<'_>,
    county: &str,
    id: OfficerId,
    officer: (&str, Option<PersonId>),
    at: Instant,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO officers (county, id, name, person, created_at, version)
         VALUES ($1, $2, $3, $4, $5, 1)",
        &params![county, id, officer.0, officer.1, at],
    )
    .map(drop)
}

/// Gives an officer a role; `false` where they hold it already.
pub(crate) fn add_grant(
    tx: &mut Tx<'_>,
    county: &str,
    officer: OfficerId,
    grant: &Grant,
    at: Instant,
) -> Result<bool, StoreError> {
    let department = grant.department.as_deref().unwrap_or_default();
    tx.changed_one(
        "INSERT INTO grants (county, officer, role, department, division, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (county, officer, role, department, division) DO NOTHING",
        &params![county, officer, grant.role.code(), department, grant.division.as_str(), at],
    )
}

/// Takes a role from an officer; `false` where they did not hold it.
pub(crate) fn take_grant(
    tx: &mut Tx<'_>,
    county: &str,
    officer: OfficerId,
    grant: &Grant,
) -> Result<bool, StoreError> {
    let department = grant.department.as_deref().unwrap_or_default();
    tx.changed_one(
        "DELETE FROM grants WHERE county = $1 AND officer = $2 AND role = $3 AND department = $4
         AND division = $5",
        &params![county, officer, grant.role.code(), department, grant.division.as_str()],
    )
}

/// An officer as an actor.
pub(crate) fn officer(
    tx: &mut Tx<'_>,
    county: &str,
    id: OfficerId,
) -> Result<Option<Actor>, StoreError> {
    let found = tx.first(
        "SELECT name, person FROM officers WHERE county = $1 AND id = $2",
        &params![county, id],
    )?;
    let Some(row) = found else { return Ok(None) };
    let grants = tx.query(
        "SELECT role, department, division FROM grants WHERE county = $1 AND officer = $2
         ORDER BY role, department, division LIMIT 100",
        &params![county, id],
    )?;
    let grants = grants.iter().map(read_grant).collect::<Result<_, _>>()?;
    let person = match row.opt_text("person")? {
        Some(_) => Some(row.parsed("person")?),
        None => None,
    };
    Ok(Some(Actor { person, ..Actor::officer(county, id, row.text("name")?, grants) }))
}

fn read_grant(row: &Row) -> Result<Grant, StoreError> {
    let department = Some(row.text("department")?).filter(|department| !department.is_empty());
    Ok(Grant { role: row.parsed("role")?, department, division: row.parsed("division")? })
}

/// The actor that an account stands for; none where its holder is gone.
pub(crate) fn actor(
    tx: &mut Tx<'_>,
    county: &str,
    holder: Holder,
) -> Result<Option<Actor>, StoreError> {
    match holder {
        Holder::Officer(id) => officer(tx, county, id),
        Holder::Person(id) => {
            let row = tx.first(
                "SELECT name FROM people WHERE county = $1 AND id = $2",
                &params![county, id],
            )?;
            row.map(|row| Ok(Actor::resident(county, id, row.text("name")?))).transpose()
        }
    }
}
