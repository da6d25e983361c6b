//! What people do with requests for help. The only place of this crate that begins an act.

use basis::{CaseId, Date, Outcome, PersonId, Refusal, Stop};
use identity::{Actor, By, Entrusted, Scope, may};
use ledger::{Act, Record};
use serde_json::json;
use store::StoreError;

use super::model::{Convenient, HelpId, HelpRequest, Named, State, Step, Taker};
use crate::Portal;
use crate::pages::help::read;
use crate::rows::help as rows;
use crate::whom::unknown;

/// On one page of a list.
const PAGE: usize = 20;
/// So many of one's own requests are shown.
const OWN: i64 = 10;
/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

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
            rows::lapse(act.tx(), &county, (person, one.matter.as_str()), at.date())?;
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
            if !is_shown(&actor, &one) {
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
            let body = json!({ "matter": next.matter, "words": step.words() });
            act.close(Record::new(stream(id), step.kind(), body), next.version)
        });
        done.await
    }

    /// A request that somebody may see: their own, or one that they were asked.
    ///
    /// # Errors
    /// A refusal where there is none, or it is not theirs to see; or when the database fails.
    pub(crate) async fn help_seen(&self, actor: &Actor, id: HelpId) -> Outcome<HelpRequest> {
        let county = self.county().to_owned();
        let found = self.app.store.read(move |tx| rows::request(tx, &county, id)).await?;
        Ok(found.filter(|one| is_shown(actor, one)).ok_or_else(no_request)?)
    }

    /// The open requests of people who asked whoever has this scope, those that end first at the
    /// head, and where the list goes on.
    ///
    /// # Errors
    /// A refusal for a place that is none of the list, or when the database fails.
    pub(crate) async fn who_asked(
        &self,
        scope: &Scope,
        after: &str,
    ) -> Outcome<(Vec<HelpRequest>, Option<String>)> {
        let lists: Vec<String> = match scope.own() {
            Some(own) => vec![own.to_string()],
            None => scope.served().iter().map(|one| one.as_str().to_owned()).collect(),
        };
        let (until, id) = place(after, self.today())?;
        let county = scope.county().to_owned();
        let found = self.app.store.read(move |tx| {
            let mut found = Vec::new();
            for list in &lists {
                let most = PAGE as i64 + 1;
                found.extend(rows::waiting(tx, &county, list, (until, id.as_str()), most)?);
            }
            Ok::<_, StoreError>(found)
        });
        let mut found = found.await?;
        found.sort_by_key(|one| (one.until, one.id));
        let has_more = found.len() > PAGE;
        found.truncate(PAGE);
        let last = found.last().filter(|_| has_more);
        let next = last.map(|one| format!("{}~{}", one.until, one.id));
        Ok((found, next))
    }

    /// What somebody has asked for, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn own_help(&self, scope: &Scope) -> Outcome<Vec<HelpRequest>> {
        let Some(own) = scope.own() else { return Ok(Vec::new()) };
        let county = scope.county().to_owned();
        Ok(self.app.store.read(move |tx| rows::of_person(tx, &county, own, OWN)).await?)
    }

    /// The person with this name and number, to be asked by somebody else.
    ///
    /// # Errors
    /// A refusal where nobody has both, or it is whoever asks.
    pub(crate) async fn to_be_asked(
        &self,
        actor: &Actor,
        name: &str,
        number: &str,
    ) -> Outcome<Named> {
        let found = self.identity.find_person(&read(number)?).await?;
        let same = found.filter(|one| one.name == name.trim()).ok_or_else(nobody)?;
        if actor.resident_id() == Some(same.id) {
            return Err(oneself().into());
        }
        Ok(Named { person: same.id, name: same.name })
    }

    /// A resident with what this person has asked them to do of this matter, where they have taken
    /// it up.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn entrusted(
        &self,
        actor: Actor,
        person: PersonId,
        matter: &str,
    ) -> Outcome<Actor> {
        let found = self.newest_help(person, matter).await?;
        let is_theirs = |one: &HelpRequest| {
            one.holder() == Some(actor.who) && one.state_on(self.today()) == State::Taken
        };
        let has_taken = found.as_ref().is_some_and(is_theirs);
        if !has_taken {
            return Ok(actor);
        }
        let entrusted = Some(Entrusted { person, matter: matter.to_owned() });
        Ok(Actor { entrusted, ..actor })
    }

    /// The request that somebody who was named has done by filing, so that a form that is sent twice
    /// leads where it led.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn help_done(
        &self,
        actor: &Actor,
        person: PersonId,
        matter: &str,
    ) -> Outcome<Option<HelpId>> {
        let found = self.newest_help(person, matter).await?;
        let is_theirs = |one: &HelpRequest| {
            let by = one.taker.as_ref().map(|taker| taker.who);
            one.state == State::Done && by == Some(actor.who)
        };
        Ok(found.filter(is_theirs).map(|one| one.id))
    }

    /// Takes back what somebody asked others to do and has done alone. The case is there already:
    /// whatever is refused here takes nothing of it away.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn done_alone(&self, by: By, matter: &str, words: String) -> Outcome<()> {
        let Some(own) = by.actor.resident_id() else { return Ok(()) };
        let found = self.newest_help(own, matter).await?;
        let Some(one) = found.filter(|one| one.state_on(self.today()).is_open()) else {
            return Ok(());
        };
        match self.answer_help(by, one.id, one.version, Step::Withdraw(words)).await {
            Ok(_) | Err(Stop::Refused(_)) => Ok(()),
            Err(broken) => Err(broken),
        }
    }

    async fn newest_help(&self, person: PersonId, matter: &str) -> Outcome<Option<HelpRequest>> {
        let (county, matter) = (self.county().to_owned(), matter.to_owned());
        let store = &self.app.store;
        Ok(store.read(move |tx| rows::newest(tx, &county, person, &matter)).await?)
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
    let body = json!({ "matter": next.matter, "case": case });
    act.also(Record::new(stream(next.id), "help.done", body)).map(drop)
}

/// Whether somebody may see a request at all.
fn is_shown(actor: &Actor, one: &HelpRequest) -> bool {
    may(actor, &one.to_ask()).is_ok() || may(actor, &one.to_help(None)).is_ok()
}

fn taker(actor: &Actor) -> Taker {
    Taker { who: actor.who, name: actor.name.clone() }
}

/// Where a list goes on; it begins with what ends today.
fn place(after: &str, today: Date) -> Result<(Date, String), Refusal> {
    if after.is_empty() {
        return Ok((today, String::new()));
    }
    let (until, id) = after.split_once('~').ok_or_else(no_place)?;
    let until: Date = until.parse().map_err(|_| no_place())?;
    let id: HelpId = id.parse().map_err(|_| no_place())?;
    Ok((until, id.to_string()))
}

fn stream(id: HelpId) -> String {
    format!("help:{id}")
}

pub(crate) fn no_request() -> Refusal {
    Refusal::not_found(
        "help.unknown",
        "没有这个请求，或者不是请您办的。",
        "There is no such request, or it is not one that you were asked.",
    )
}

fn asked_already() -> Refusal {
    Refusal::conflict(
        "help.asked-already",
        "这件事您已经请人办了，还没有办完。要换个人，请先在“我的办件”里撤回那一个。",
        "You have asked for this already. To ask somebody else, take that request back first.",
    )
}

fn changed() -> Refusal {
    Refusal::conflict(
        "help.changed",
        "您打开这一页以后，这个请求有了变化。请看清楚再决定。",
        "This request has changed since you opened the page. Look at it again and decide.",
    )
}

fn taken_back() -> Refusal {
    Refusal::not_now(
        "help.taken-back",
        "请您办的人刚才撤回了，或者过了日子，所以没有提交。",
        "Whoever asked you has taken it back, or its last day is over; nothing was handed in.",
    )
}

fn nobody() -> Refusal {
    Refusal::invalid(
        "help.nobody",
        "没有找到姓名和号码都对得上的人。请核对；他没有登记过的，可以请帮办员。",
        "Nobody here has both this name and this number. Check them, or ask a helper instead.",
    )
    .on("number")
}

fn oneself() -> Refusal {
    Refusal::invalid(
        "help.oneself",
        "这是您自己的号码。自己办，请直接开始办理。",
        "This is your own number. To do it yourself, just begin.",
    )
    .on("number")
}

fn no_place() -> Refusal {
    Refusal::invalid(
        "list.cursor",
        "列表的下一页地址不对。请回到第一页重新往后翻。",
        "This is no place in the list; begin at its first page again.",
    )
    .on("after")
}
