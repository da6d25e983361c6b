//! What is done with registers: filled by their keepers, asked for a matter.

use std::sync::Arc;

use basis::{CaseId, Id, Outcome, PersonId, Refusal, RefusalKind, Stop};
use catalogue::model::{Matter, Register};
use identity::{By, Person, Right, rights};
use ledger::{IdempotencyKey, Record};
use serde_json::{Value, json};
use store::Tx;

use crate::gather::{Gathered, Ground, Rows, gather};
use crate::model::{Fields, Footprint, Imported, Purpose};
use crate::needs::Needs;
use crate::rows::{self, Reading};
use crate::{Exchange, value};

/// So many rows go into one transaction: enough to be quick, few enough that others get their turn.
const BATCH: usize = 500;

/// How many footprints stand on a page.
const PAGE: usize = 20;

/// A row of an import: who, what, as of when.
pub(crate) type RegisterRow = (PersonId, Fields, basis::Date);

impl Exchange {
    /// Fills a register on the present thread; a row replaces the one that was there. Each batch
    /// is an act of its own whose record says how many rows, never whose. The same key continues
    /// an import that was broken off.
    ///
    /// # Errors
    /// A refusal without the right, for a register or field that is not declared, or for a value
    /// of another type; batches before it are kept.
    pub fn import(
        &self,
        by: &By,
        register: &str,
        rows: impl IntoIterator<Item = RegisterRow>,
    ) -> Outcome<Imported> {
        rights::may(&by.actor, &Right::Publish)?;
        let catalogue = self.catalogue();
        let declared =
            catalogue.registers.get(register).ok_or_else(|| unknown_register(register))?;
        let mut rows = rows.into_iter();
        let mut done = Imported::default();
        for number in 0_u64.. {
            let batch: Vec<RegisterRow> = rows.by_ref().take(BATCH).collect();
            if batch.is_empty() {
                break;
            }
            check(declared, &batch, done.rows)?;
            done.rows += self.import_batch(by, declared, number, batch)?;
        }
        Ok(done)
    }

    /// What is known of a person for a matter (with its parts, where it is joint): facts for its
    /// rules, first answers for its form, and which papers a register stands for. Leaves a
    /// footprint in the same transaction.
    ///
    /// # Errors
    /// A refusal where the asker may not file for this person, or nobody knows them.
    pub async fn facts(
        &self,
        by: &By,
        matter: &Matter,
        person: PersonId,
        purpose: Purpose,
    ) -> Outcome<Gathered> {
        let (store, county) = (self.ledger.store(), self.county.clone());
        let found = store.read(move |tx| identity::person(tx, &county, person)).await;
        let person = found.map_err(Stop::from)?.ok_or_else(unknown_person)?;
        self.facts_of(by, matter, &person, purpose).await
    }

    /// [`Exchange::facts`] of a person who was read a moment before.
    ///
    /// # Errors
    /// As there.
    pub async fn facts_of(
        &self,
        by: &By,
        matter: &Matter,
        person: &Person,
        purpose: Purpose,
    ) -> Outcome<Gathered> {
        let (division, matter_id) = (person.division, Some(matter.id.clone()));
        let right = Right::FileFor { person: person.id, division, matter: matter_id };
        rights::may(&by.actor, &right)?;
        let parts = self.parts(matter, by);
        let matters: Vec<&Matter> =
            std::iter::once(matter).chain(parts.iter().map(|part| &**part)).collect();
        let needs = Needs::of(matters.iter().copied(), &self.catalogue().registers);
        let asking = Asking {
            exchange: self.clone(),
            by: by.clone(),
            matter: matter.id.clone(),
            basis: matter.basis.first().map(ToString::to_string).unwrap_or_default(),
            purpose,
        };
        let (store, id) = (self.ledger.store(), person.id);
        let rows = match needs.is_empty() {
            true => Rows::new(),
            false => store.write(move |tx| asking.read(tx, id, &needs)).await?,
        };
        let today = by.at.date();
        let catalogue = self.catalogue();
        let ground = Ground { catalogue: &catalogue, person, rows: &rows, today };
        Ok(gather(&matters, &ground))
    }

    /// Writes a new case on the readings that led to it, in the transaction that makes the case.
    ///
    /// # Errors
    /// When the database fails.
    pub fn tie(
        &self,
        tx: &mut Tx<'_>,
        by: &By,
        (person, matter): (PersonId, &str),
        case: CaseId,
    ) -> Outcome<()> {
        let (reader, day) = (reader(by), by.at.date());
        Ok(rows::tie(tx, &self.county, (person, day), (matter, &reader), case)?)
    }

    /// Who looked at somebody's data, the newest first; only for that person.
    ///
    /// # Errors
    /// A refusal for anybody else, or when the database fails.
    pub async fn footprints(
        &self,
        actor: &identity::Actor,
        before: Option<Id>,
        limit: i64,
    ) -> Outcome<Vec<Footprint>> {
        let person = actor.resident_id().ok_or_else(only_residents)?;
        let county = self.county.clone();
        let store = self.ledger.store();
        store
            .read(move |tx| rows::of_person(tx, &county, person, before, limit))
            .await
            .map_err(Stop::from)
    }

    /// Some of [`Exchange::footprints`], as a page or another system reads them, and where the list
    /// goes on.
    pub(crate) async fn some_footprints(
        &self,
        actor: &identity::Actor,
        before: Option<Id>,
    ) -> Outcome<(Vec<Footprint>, Option<Id>)> {
        let mut found = self.footprints(actor, before, PAGE as i64 + 1).await?;
        let has_more = found.len() > PAGE;
        found.truncate(PAGE);
        let older = found.last().filter(|_| has_more).map(|last| last.id);
        Ok((found, older))
    }

    fn parts(&self, matter: &Matter, by: &By) -> Vec<Arc<Matter>> {
        let today = by.at.date();
        let part = |part: &catalogue::model::Part| {
            self.catalogue().matter(&self.county, &part.matter, today).cloned()
        };
        matter.parts.iter().filter_map(part).collect()
    }

    fn import_batch(
        &self,
        by: &By,
        register: &Register,
        number: u64,
        batch: Vec<RegisterRow>,
    ) -> Outcome<u64> {
        let (register, rows) = (register.id.clone(), batch.len() as u64);
        let key: IdempotencyKey = format!("{}:{register}:{number}", by.key).parse()?;
        let by = By { key, ..by.clone() };
        let request = json!({"import": register, "batch": number, "rows": batch});
        self.ledger.act_now(by.meta(request), move |act| {
            let (county, at) = (act.county().to_owned(), act.at());
            for (subject, fields, as_of) in &batch {
                rows::put(act.tx(), (&county, &register), *subject, (fields, *as_of), at)?;
            }
            let body = json!({"register": register, "rows": rows});
            let record = Record::new(format!("register:{register}"), "register.imported", body);
            act.close(record, rows)
        })
    }
}

/// One question to registers.
struct Asking {
    exchange: Exchange,
    by: By,
    matter: String,
    basis: String,
    purpose: Purpose,
}

impl Asking {
    fn read(&self, tx: &mut Tx<'_>, id: PersonId, needs: &Needs) -> Outcome<Rows> {
        let county = &*self.exchange.county;
        let found = rows::rows(tx, county, id, needs)?;
        let reader = reader(&self.by);
        for (register, fields) in needs.iter() {
            let reading = Reading {
                county,
                id: self.exchange.ledger.ambient().id(),
                subject: id,
                at: self.by.at,
                register,
                fields,
                matter: &self.matter,
                basis: &self.basis,
                purpose: self.purpose,
                reader: &reader,
            };
            rows::leave(tx, &reading)?;
        }
        Ok(found)
    }
}

fn reader(by: &By) -> String {
    by.meta(Value::Null).by.to_string()
}

fn check(register: &Register, batch: &[RegisterRow], before: u64) -> Result<(), Refusal> {
    for (row, number) in batch.iter().zip(before + 1..) {
        value::check(register, &row.1).map_err(|refusal| {
            let (zh, en) = (
                format!("第 {number} 行：{}", refusal.text.zh),
                format!("row {number}: {}", refusal.text.en),
            );
            Refusal::invalid(refusal.rule, zh, en)
        })?;
    }
    Ok(())
}

fn unknown_register(id: &str) -> Refusal {
    Refusal::not_found(
        "register.unknown",
        format!("没有数据资源 {id}；先在 data/catalogue/registers.yaml 里登记"),
        format!("there is no register {id}; declare it in data/catalogue/registers.yaml first"),
    )
}

fn unknown_person() -> Refusal {
    Refusal::told(RefusalKind::NotFound, "exchange.person-unknown")
}

fn only_residents() -> Refusal {
    Refusal::told(RefusalKind::Forbidden, "exchange.footprint")
}
