//! The only statements about requests for help, row to type and back.

use basis::{CaseId, Date, Instant, PersonId};
use identity::Who;
use store::{Row, StoreError, Tx, Value, params};

use crate::somebody::model::{Named, Taker};
use crate::somebody::{Convenient, HelpId, HelpRequest, State};

/// Keeps a request with its places in lists; `false` where the person has an open one of that matter.
pub(crate) fn add(tx: &mut Tx<'_>, county: &str, one: &HelpRequest) -> Result<bool, StoreError> {
    let named = one.named.as_ref();
    let values: [Value; 14] = params![
        county,
        one.id.0,
        one.person,
        &one.name,
        one.division.as_str(),
        &one.matter,
        named.map(|named| named.person),
        named.map(|named| named.name.clone()),
        one.convenient.code(),
        i64::from(one.callback),
        one.until,
        one.state.code(),
        one.asked_at,
        one.version,
    ];
    let is_new = tx.changed_one(
        "INSERT INTO help_requests (county, id, person, name, division, matter, named, named_name,
             convenient, callback, until_day, state, taker, taker_name, words, case_id, asked_at,
             changed_at, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, NULL, NULL, '', NULL, $13, $13,
             $14)
         ON CONFLICT (county, person, matter) WHERE state IN ('asked', 'taken') DO NOTHING",
        &values,
    )?;
    if !is_new {
        return Ok(false);
    }
    for whom in one.waits_for() {
        tx.execute(
            "INSERT INTO help_waiting (county, whom, until_day, request) VALUES ($1, $2, $3, $4)",
            &params![county, whom, one.until, one.id.0],
        )?;
    }
    Ok(true)
}

/// Saves over the version before; `false` when somebody else was first.
pub(crate) fn save(
    tx: &mut Tx<'_>,
    county: &str,
    one: &HelpRequest,
    at: Instant,
) -> Result<bool, StoreError> {
    let taker = one.taker.as_ref();
    let values: [Value; 10] = params![
        county,
        one.id.0,
        one.state.code(),
        taker.and_then(|taker| id_of(taker.who)),
        taker.map(|taker| taker.name.clone()),
        &one.words,
        one.case,
        at,
        one.version,
        one.version - 1,
    ];
    tx.changed_one(
        "UPDATE help_requests SET state = $3, taker = $4, taker_name = $5, words = $6, case_id = $7,
             changed_at = $8, version = $9
         WHERE county = $1 AND id = $2 AND version = $10",
        &values,
    )
}

/// Takes a request out of the lists in which it stands.
pub(crate) fn settle(tx: &mut Tx<'_>, county: &str, one: &HelpRequest) -> Result<(), StoreError> {
    for whom in one.waits_for() {
        tx.execute(
            "DELETE FROM help_waiting
             WHERE county = $1 AND whom = $2 AND until_day = $3 AND request = $4",
            &params![county, whom, one.until, one.id.0],
        )?;
    }
    Ok(())
}

/// One request.
pub(crate) fn request(
    tx: &mut Tx<'_>,
    county: &str,
    id: HelpId,
) -> Result<Option<HelpRequest>, StoreError> {
    let row = tx.first(
        "SELECT id, person, name, division, matter, named, named_name, convenient, callback,
             until_day, state, taker, taker_name, words, case_id, asked_at, version
         FROM help_requests WHERE county = $1 AND id = $2",
        &params![county, id.0],
    )?;
    row.map(|row| read(&row)).transpose()
}

/// The newest request of a person for a matter: where one is open, that one.
pub(crate) fn newest(
    tx: &mut Tx<'_>,
    county: &str,
    person: PersonId,
    matter: &str,
) -> Result<Option<HelpRequest>, StoreError> {
    let row = tx.first(
        "SELECT id, person, name, division, matter, named, named_name, convenient, callback,
             until_day, state, taker, taker_name, words, case_id, asked_at, version
         FROM help_requests WHERE county = $1 AND person = $2 AND matter = $3
         ORDER BY id DESC LIMIT 1",
        &params![county, person, matter],
    )?;
    row.map(|row| read(&row)).transpose()
}

/// What a person asked for, the newest first.
pub(crate) fn of_person(
    tx: &mut Tx<'_>,
    county: &str,
    person: PersonId,
    limit: i64,
) -> Result<Vec<HelpRequest>, StoreError> {
    let rows = tx.query(
        "SELECT id, person, name, division, matter, named, named_name, convenient, callback,
             until_day, state, taker, taker_name, words, case_id, asked_at, version
         FROM help_requests WHERE county = $1 AND person = $2 ORDER BY id DESC LIMIT $3",
        &params![county, person, limit],
    )?;
    rows.iter().map(read).collect()
}

/// What stands in a list after a place of it, that which ends first at its head.
pub(crate) fn waiting(
    tx: &mut Tx<'_>,
    county: &str,
    whom: &str,
    (until, id): (Date, &str),
    limit: i64,
) -> Result<Vec<HelpRequest>, StoreError> {
    let rows = tx.query(
        "SELECT r.id, r.person, r.name, r.division, r.matter, r.named, r.named_name, r.convenient,
             r.callback, r.until_day, r.state, r.taker, r.taker_name, r.words, r.case_id,
             r.asked_at, r.version
         FROM help_waiting w JOIN help_requests r ON r.county = w.county AND r.id = w.request
         WHERE w.county = $1 AND w.whom = $2 AND (w.until_day, w.request) > ($3, $4)
         ORDER BY w.until_day, w.request LIMIT $5",
        &params![county, whom, until, id, limit],
    )?;
    rows.iter().map(read).collect()
}

/// Open requests whose last day is over, those that ended first at the head.
pub(crate) fn over(
    tx: &mut Tx<'_>,
    county: &str,
    today: Date,
    limit: i64,
) -> Result<Vec<HelpId>, StoreError> {
    let rows = tx.query(
        "SELECT id FROM help_requests
         WHERE county = $1 AND state IN ('asked', 'taken') AND until_day < $2
         ORDER BY until_day, id LIMIT $3",
        &params![county, today, limit],
    )?;
    rows.iter().map(|row| row.parsed("id")).collect()
}

/// Requests that ended without a case before an instant, of which what was begun is still there,
/// those that ended first at the head.
pub(crate) fn left(
    tx: &mut Tx<'_>,
    county: &str,
    before: Instant,
    limit: i64,
) -> Result<Vec<HelpRequest>, StoreError> {
    let rows = tx.query(
        "SELECT id, person, name, division, matter, named, named_name, convenient, callback,
             until_day, state, taker, taker_name, words, case_id, asked_at, version
         FROM help_requests
         WHERE county = $1 AND tidied_at IS NULL AND state IN ('declined', 'withdrawn', 'lapsed')
         AND changed_at < $2 ORDER BY changed_at, id LIMIT $3",
        &params![county, before, limit],
    )?;
    rows.iter().map(read).collect()
}

/// Notes that what was begun for a request is thrown away.
pub(crate) fn tidied(
    tx: &mut Tx<'_>,
    county: &str,
    id: HelpId,
    at: Instant,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE help_requests SET tidied_at = $3
         WHERE county = $1 AND id = $2 AND tidied_at IS NULL",
        &params![county, id.0, at],
    )
    .map(drop)
}

/// The id of a person or an officer.
pub(crate) fn id_of(who: Who) -> Option<String> {
    match who {
        Who::Person(person) => Some(person.to_string()),
        Who::Officer(officer) => Some(officer.to_string()),
        Who::Visitor | Who::System => None,
    }
}

fn read(row: &Row) -> Result<HelpRequest, StoreError> {
    let named = match row.opt_text("named_name")? {
        Some(name) => Some(Named { person: row.parsed("named")?, name }),
        None => None,
    };
    let taker = match (row.opt_text("taker")?, row.opt_text("taker_name")?) {
        (Some(id), Some(name)) => {
            let is_named = named.as_ref().is_some_and(|named| named.person.as_str() == id);
            let who = match is_named {
                true => Who::Person(row.parsed("taker")?),
                false => Who::Officer(row.parsed("taker")?),
            };
            Some(Taker { who, name })
        }
        _ => None,
    };
    let case = match row.opt_text("case_id")? {
        Some(_) => Some(row.parsed::<CaseId>("case_id")?),
        None => None,
    };
    let (convenient, state) = (row.text("convenient")?, row.text("state")?);
    Ok(HelpRequest {
        id: row.parsed("id")?,
        person: row.parsed("person")?,
        name: row.text("name")?,
        division: row.parsed("division")?,
        matter: row.text("matter")?,
        named,
        convenient: Convenient::of(&convenient).unwrap_or(Convenient::Any),
        callback: row.int("callback")? == 1,
        until: row.parsed("until_day")?,
        state: State::of(&state),
        taker,
        words: row.text("words")?,
        case,
        asked_at: row.int("asked_at").map(Instant::from_millis)?,
        version: row.int("version")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use basis::Ambient;

    #[test]
    fn a_request_stands_in_every_list_once_until_it_is_settled() {
        for (name, store) in store::testing::databases() {
            let at = Instant::from_millis(5);
            let (ambient, _) = Ambient::fixed(at, 1);
            let (today, until): (Date, Date) =
                ("2026-11-23".parse().unwrap(), "2026-12-23".parse().unwrap());
            let one = HelpRequest {
                id: HelpId(ambient.id()),
                person: PersonId(ambient.id()),
                name: "徐桂花".to_owned(),
                division: "330825101200".parse().unwrap(),
                matter: "senior-card".to_owned(),
                named: None,
                convenient: Convenient::Morning,
                callback: true,
                until,
                state: State::Asked,
                taker: None,
                words: String::new(),
                case: None,
                asked_at: at,
                version: 1,
            };
            let again = HelpRequest { id: HelpId(ambient.id()), ..one.clone() };
            let who = Who::Officer(basis::OfficerId(ambient.id()));
            let taker = Some(Taker { who, name: "王芳".to_owned() });
            let done = HelpRequest { state: State::Done, taker, version: 2, ..one.clone() };
            store
                .write_now(move |tx| {
                    assert!(add(tx, "330825", &one)?, "{name}");
                    assert!(!add(tx, "330825", &again)?, "{name}: one is open");
                    for whom in ["330825", "330825101", "330825101200"] {
                        let found = waiting(tx, "330825", whom, (today, ""), 10)?;
                        assert_eq!(found, std::slice::from_ref(&one), "{name}: {whom}");
                    }
                    let after = waiting(tx, "330825", "330825101", (until, one.id.as_str()), 10)?;
                    assert!(after.is_empty(), "{name}: after the last one");
                    assert!(waiting(tx, "330825", "330825102", (today, ""), 10)?.is_empty());
                    assert!(save(tx, "330825", &done, at)?, "{name}");
                    assert!(!save(tx, "330825", &done, at)?, "{name}: the version is stale");
                    settle(tx, "330825", &done)?;
                    assert!(waiting(tx, "330825", "330825101", (today, ""), 10)?.is_empty());
                    assert_eq!(newest(tx, "330825", one.person, "senior-card")?, Some(done));
                    assert!(add(tx, "330825", &again)?, "{name}: one can ask again");
                    assert!(over(tx, "330825", until, 9)?.is_empty(), "{name}: a day is left");
                    let tomorrow = "2026-12-24".parse().unwrap();
                    assert_eq!(over(tx, "330825", tomorrow, 9)?, [again.id], "{name}");
                    let lapsed = again.after_last_day();
                    assert!(save(tx, "330825", &lapsed, at)?, "{name}");
                    assert!(over(tx, "330825", tomorrow, 9)?.is_empty(), "{name}");
                    let later = at.plus_millis(1);
                    assert!(left(tx, "330825", at, 9)?.is_empty(), "{name}: just ended");
                    // What led to a case is not among them.
                    let found = left(tx, "330825", later, 9)?;
                    assert_eq!(found, std::slice::from_ref(&lapsed), "{name}");
                    tidied(tx, "330825", lapsed.id, later)?;
                    assert!(left(tx, "330825", later, 9)?.is_empty(), "{name}");
                    assert_eq!(of_person(tx, "330825", one.person, 9)?.len(), 2, "{name}");
                    Ok::<_, StoreError>(())
                })
                .unwrap();
        }
    }
}
