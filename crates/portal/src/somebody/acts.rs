//! What people do with requests for help. The only place of this crate that begins an act.

use basis::{CaseId, Outcome, PersonId, Refusal, RefusalKind};
use identity::{Actor, By, may};
use ledger::{Act, Record};
use serde_json::{Value, json};

use super::model::{Convenient, HelpId, HelpRequest, Named, State, Step, Taker};
use super::seen::{is_shown, no_request};
use crate::Portal;
use crate::rows::help as rows;
use crate::whom::unknown;

/// Milliseconds of a day.
pub(super) const DAY: i64 = 86_400_000;

/// What somebody asks for.
#[derive(Clone, Debug)]
pub(crate) struct Wish {
    /// Id of the matter.
    pub matter: String,
    /// Who is asked; none for a helper of the place.
    pub named: Option<Named>,
    /// When it suits them.
    pub convenient: Convenient,
    /// Whether a call is wanted first.
    pub callback: bool,
    /// For how many days it is agreed to.
    pub days: i64,
    /// What was agreed to, word by word.
    pub agreed: String,
}

impl Portal {
    /// Asks somebody to do a matter for oneself.
    ///
    /// # Errors
    /// A refusal for anybody but the person, or where they have asked already; or when the database
    /// fails.
    pub(crate) async fn ask_for_help(&self, by: By, wish: Wish) -> Outcome<HelpId> {
        let person = by.actor.resident_id().ok_or_else(unknown)?;
        let asker = self.identity.person(person).await?.ok_or_else(unknown)?;
        let named = wish.named.as_ref().map(|named| named.person);
        let until = by.at.plus_millis(wish.days * DAY).date();
        let mut asked = json!({
            "matter": wish.matter, "named": named, "convenient": wish.convenient.code(),
            "callback": wish.callback, "days": wish.days, "agreed": wish.agreed,
        });
        let (actor, meta) = (by.actor.clone(), by.meta(json!({ "ask-for-help": asked })));
        asked["until"] = json!(until);
        let done = self.app.ledger.act(meta, move |act| {
            let (county, at) = (act.county().to_owned(), act.at());
            let one = HelpRequest {
                id: HelpId(act.new_id()),
                person,
                name: asker.name,
                division: asker.division,
                matter: wish.matter,
                named: wish.named,
                convenient: wish.convenient,
                callback: wish.callback,
                until,
                state: State::Asked,
                taker: None,
                words: String::new(),
                case: None,
                asked_at: at,
                version: 1,
            };
            may(&actor, &one.to_ask())?;
            let before = rows::newest(act.tx(), &county, person, &one.matter)?;
            if let Some(before) = before.filter(|before| before.is_over(at.date())) {
                let record = lapse(act, before)?;
                act.also(record)?;
            }
            if !rows::add(act.tx(), &county, &one)? {
                return Err(asked_already().into());
            }
            act.close(Record::new(stream(one.id), "help.asked", asked), one.id)
        });
        done.await
    }

    /// Takes a request up, declines it or takes it back; gives its version then.
    ///
    /// # Errors
    /// A refusal where it is not theirs, nothing can come of it any more, or somebody was first; or
    /// when the database fails.
    pub(crate) async fn answer_help(
        &self,
        by: By,
        id: HelpId,
        seen: i64,
        step: Step,
    ) -> Outcome<i64> {
        let (actor, today) = (by.actor.clone(), by.at.date());
        let asked = json!({
            "request": id, "seen": seen, "step": step.kind(), "words": step.words(),
        });
        let done = self.app.ledger.act(by.meta(asked), move |act| {
            let (county, at) = (act.county().to_owned(), act.at());
            let one = rows::request(act.tx(), &county, id)?.ok_or_else(no_request)?;
            if !is_shown(&actor, &one, today) {
                return Err(no_request().into());
            }
            may(&actor, &one.right_to(&step))?;
            if one.version != seen {
                return Err(changed().into());
            }
            let next = one.after(&step, taker(&actor), today)?;
            if !rows::save(act.tx(), &county, &next, at)? {
                return Err(changed().into());
            }
            if !next.state.is_open() {
                rows::settle(act.tx(), &county, &next)?;
            }
            let record = record(&next, step.kind(), ("words", json!(step.words())));
            act.close(record, next.version)
        });
        done.await
    }
}

/// Notes on an open request that its case is filed, in the act of filing. Whoever was named files
/// only while the request is theirs.
///
/// # Errors
/// A refusal where it was taken back meanwhile, or when the database fails.
pub(crate) fn filed(
    act: &mut Act<'_, '_>,
    by: &By,
    (person, matter): (PersonId, &str),
    case: CaseId,
) -> Outcome<()> {
    let (county, at) = (act.county().to_owned(), act.at());
    let found = rows::newest(act.tx(), &county, person, matter)?;
    let open = found.filter(|one| one.state_on(at.date()).is_open());
    let was_named = by.actor.entrusted.is_some();
    let open = open.filter(|one| !was_named || one.holder() == Some(by.actor.who));
    let Some(one) = open else {
        return if was_named { Err(taken_back().into()) } else { Ok(()) };
    };
    let next = one.after_filing(case, taker(&by.actor));
    if !rows::save(act.tx(), &county, &next, at)? {
        return Err(changed().into());
    }
    rows::settle(act.tx(), &county, &next)?;
    act.also(record(&next, "help.done", ("case", json!(case)))).map(drop)
}

/// Takes back what somebody asked others to do and files alone after all, in the act of filing, so that
/// nobody is kept waiting whichever way it was filed.
///
/// # Errors
/// When the database fails.
pub(crate) fn alone(
    act: &mut Act<'_, '_>,
    by: &By,
    (person, matter): (PersonId, &str),
    words: String,
) -> Outcome<()> {
    let (county, at) = (act.county().to_owned(), act.at());
    let step = Step::Withdraw(words);
    // Whoever takes it up in the same moment may be first; then it is taken back from them.
    for _ in 0..2 {
        let found = rows::newest(act.tx(), &county, person, matter)?;
        let Some(one) = found.filter(|one| one.state_on(at.date()).is_open()) else {
            return Ok(());
        };
        let next = one.after(&step, taker(&by.actor), at.date())?;
        if rows::save(act.tx(), &county, &next, at)? {
            rows::settle(act.tx(), &county, &next)?;
            let record = record(&next, step.kind(), ("words", json!(step.words())));
            return act.also(record).map(drop);
        }
    }
    Ok(())
}

/// Ends a request whose last day is over, in an act; the record of it.
///
/// # Errors
/// A refusal where it was changed meanwhile, or when the database fails.
pub(super) fn lapse(act: &mut Act<'_, '_>, one: HelpRequest) -> Outcome<Record> {
    let (county, at) = (act.county().to_owned(), act.at());
    let next = one.after_last_day();
    if !rows::save(act.tx(), &county, &next, at)? {
        return Err(changed().into());
    }
    rows::settle(act.tx(), &county, &next)?;
    Ok(record(&next, "help.lapsed", ("until", json!(next.until))))
}

/// The record of what became of a request. It names who asked and for what: whoever tells them of it
/// knows nothing else of requests.
fn record(one: &HelpRequest, kind: &'static str, (what, value): (&str, Value)) -> Record {
    let mut body = json!({ "matter": one.matter, "person": one.person });
    body[what] = value;
    Record::new(stream(one.id), kind, body)
}

fn taker(actor: &Actor) -> Taker {
    Taker { who: actor.who, name: actor.name.clone() }
}

fn stream(id: HelpId) -> String {
    format!("help:{id}")
}

fn asked_already() -> Refusal {
    Refusal::told(RefusalKind::Conflict, "help.asked-already")
}

fn changed() -> Refusal {
    Refusal::told(RefusalKind::Conflict, "help.changed")
}

fn taken_back() -> Refusal {
    Refusal::told(RefusalKind::NotNow, "help.taken-back")
}
