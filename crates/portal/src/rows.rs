//! The only statements of this crate: here those about drafts, row to type and back.

pub(crate) mod help;

use basis::{Instant, PersonId};
use store::{Row, StoreError, Tx, params};

use crate::draft::Draft;

/// Whose draft of which matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DraftKey {
    /// The county.
    pub county: String,
    /// For whom it is.
    pub person: PersonId,
    /// Id of the matter.
    pub matter: String,
    /// Who writes it: id of the person or of the officer.
    pub writer: String,
}

pub(crate) fn draft(tx: &mut Tx<'_>, key: &DraftKey) -> Result<Option<Draft>, StoreError> {
    tx.first(
        "SELECT answers, materials, parts, done_case, done_key, version FROM portal_drafts
         WHERE county = $1 AND person = $2 AND matter = $3 AND writer = $4",
        &params![&key.county, key.person, &key.matter, &key.writer],
    )?
    .map(|row| read(&row))
    .transpose()
}

/// Saves over the version that was read; `false` when somebody else was first.
pub(crate) fn save(
    tx: &mut Tx<'_>,
    key: &DraftKey,
    draft: &Draft,
    at: Instant,
) -> Result<bool, StoreError> {
    let answers = json(&draft.answers)?;
    let materials = json(&draft.materials)?;
    let parts = draft.parts.as_ref().map(json).transpose()?;
    let (case, done_key) = match &draft.done {
        Some((case, done_key)) => (Some(case.to_string()), Some(done_key.clone())),
        None => (None, None),
    };
    let changed =
        if draft.version == 0 {
            tx.execute(
            "INSERT INTO portal_drafts (county, person, matter, writer, answers, materials, parts,
                 done_case, done_key, version, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10)
             ON CONFLICT (county, person, matter, writer) DO NOTHING",
            &params![
                &key.county, key.person, &key.matter, &key.writer, answers, materials, parts, case,
                done_key, at,
            ],
        )?
        } else {
            tx.execute(
                "UPDATE portal_drafts SET answers = $5, materials = $6, parts = $7, done_case = $8,
                 done_key = $9, version = version + 1, updated_at = $10
             WHERE county = $1 AND person = $2 AND matter = $3 AND writer = $4 AND version = $11",
                &params![
                    &key.county,
                    key.person,
                    &key.matter,
                    &key.writer,
                    answers,
                    materials,
                    parts,
                    case,
                    done_key,
                    at,
                    draft.version,
                ],
            )?
        };
    Ok(changed == 1)
}

/// The drafts that somebody is writing, the newest first: person, matter, when it was last changed.
pub(crate) fn open_drafts(
    tx: &mut Tx<'_>,
    county: &str,
    writer: &str,
    limit: i64,
) -> Result<Vec<(PersonId, String, Instant)>, StoreError> {
    tx.query(
        "SELECT person, matter, updated_at FROM portal_drafts
         WHERE county = $1 AND writer = $2 AND done_case IS NULL
         ORDER BY updated_at DESC, matter DESC LIMIT $3",
        &params![county, writer, limit],
    )?
    .iter()
    .map(|row| {
        let at = Instant::from_millis(row.int("updated_at")?);
        Ok((row.parsed("person")?, row.text("matter")?, at))
    })
    .collect()
}

/// Throws a draft away that became no case and was last changed before an instant; `false` where there
/// is none.
pub(crate) fn forget_draft(
    tx: &mut Tx<'_>,
    key: &DraftKey,
    before: Instant,
) -> Result<bool, StoreError> {
    tx.changed_one(
        "DELETE FROM portal_drafts WHERE county = $1 AND person = $2 AND matter = $3
             AND writer = $4 AND done_case IS NULL AND updated_at < $5",
        &params![&key.county, key.person, &key.matter, &key.writer, before],
    )
}

fn read(row: &Row) -> Result<Draft, StoreError> {
    let done = match (row.opt_text("done_case")?, row.opt_text("done_key")?) {
        (Some(_), Some(key)) => Some((row.parsed("done_case")?, key)),
        _ => None,
    };
    let parts = match row.opt_text("parts")? {
        Some(_) => Some(row.json("parts")?),
        None => None,
    };
    Ok(Draft {
        answers: row.json("answers")?,
        materials: row.json("materials")?,
        parts,
        done,
        version: row.int("version")?,
    })
}

fn json(value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::encoding("a draft", error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use basis::Ambient;

    #[test]
    fn a_draft_comes_back_and_a_stale_one_is_noticed() {
        for (name, store) in store::testing::databases() {
            let at = Instant::from_millis(5);
            let (ambient, _) = Ambient::fixed(at, 1);
            let person = PersonId(ambient.id());
            let key = DraftKey {
                county: "330825".into(),
                person,
                matter: "elderly-allowance".into(),
                writer: person.to_string(),
            };
            let mut mine = Draft::default();
            mine.answers.insert("phone".into(), "0570-7022222".into());
            mine.parts = Some(vec!["a".into()]);
            let (first, first_key) = (mine.clone(), key.clone());
            let found = store
                .write_now(move |tx| {
                    assert!(save(tx, &first_key, &first, at)?);
                    assert!(!save(tx, &first_key, &first, at)?, "{name}: there is one already");
                    draft(tx, &first_key)
                })
                .unwrap()
                .unwrap();
            assert_eq!(found, Draft { version: 1, ..mine }, "{name}");
            let open = store
                .write_now(move |tx| {
                    assert!(save(tx, &key, &found, at)?);
                    assert!(!save(tx, &key, &found, at)?, "{name}: version 1 is stale");
                    let open = open_drafts(tx, "330825", &key.writer, 10)?;
                    assert!(!forget_draft(tx, &key, at)?, "{name}: it was changed since");
                    assert!(forget_draft(tx, &key, at.plus_millis(1))?, "{name}");
                    assert_eq!(draft(tx, &key)?, None, "{name}");
                    Ok::<_, StoreError>(open)
                })
                .unwrap();
            assert_eq!(open, [(person, "elderly-allowance".to_owned(), at)], "{name}");
        }
    }
}
