//! What somebody sees of requests for help: their own, those that they were asked, and whom they can
//! ask.

use basis::{Date, Outcome, PersonId, Refusal, RefusalKind};
use identity::{Actor, Entrusted, Scope, may};
use store::StoreError;

use super::model::{HelpId, HelpRequest, Named, State};
use crate::Portal;
use crate::pages::help::read;
use crate::rows::help as rows;

/// On one page of a list.
const PAGE: usize = 20;
/// So many of one's own requests are shown.
const OWN: i64 = 10;

impl Portal {
    /// A request that somebody may see: their own, or one that they were asked.
    ///
    /// # Errors
    /// A refusal where there is none, or it is not theirs to see; or when the database fails.
    pub(crate) async fn help_seen(&self, actor: &Actor, id: HelpId) -> Outcome<HelpRequest> {
        let county = self.county().to_owned();
        let found = self.app.store.read(move |tx| rows::request(tx, &county, id)).await?;
        let today = self.today();
        Ok(found.filter(|one| is_shown(actor, one, today)).ok_or_else(no_request)?)
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

    /// The newest request of a person for a matter: where one is open, that one.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn newest_help(
        &self,
        person: PersonId,
        matter: &str,
    ) -> Outcome<Option<HelpRequest>> {
        let (county, matter) = (self.county().to_owned(), matter.to_owned());
        let store = &self.app.store;
        Ok(store.read(move |tx| rows::newest(tx, &county, person, &matter)).await?)
    }
}

/// Whether somebody may see a request at all on a day.
pub(crate) fn is_shown(actor: &Actor, one: &HelpRequest, today: Date) -> bool {
    let is_asked = || one.to_see(today).is_some_and(|right| may(actor, &right).is_ok());
    may(actor, &one.to_ask()).is_ok() || is_asked()
}

/// Where a list goes on; it begins with what ends today.
fn place(after: &str, today: Date) -> Result<(Date, String), Refusal> {
    if after.is_empty() {
        return Ok((today, String::new()));
    }
    let (until, id) = after.split_once('~').ok_or_else(no_place)?;
    let until: Date = until.parse().map_err(|_| no_place())?;
    let id: HelpId = id.parse().map_err(|_| no_place())?;
    // What is over is in no list, wherever somebody begins.
    Ok(if until < today { (today, String::new()) } else { (until, id.to_string()) })
}

pub(crate) fn no_request() -> Refusal {
    Refusal::told(RefusalKind::NotFound, "help.unknown")
}

fn nobody() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "help.nobody").on("number")
}

fn oneself() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "help.oneself").on("number")
}

fn no_place() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "list.cursor").on("after")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_never_begins_before_today() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let (today, id) = (day("2026-11-23"), "01kq9v7m3fc8xw2n5r6t8y0z1a");
        let check = |after: &str, expected: (&str, &str)| {
            let expected = (day(expected.0), expected.1.to_owned());
            assert_eq!(place(after, today), Ok(expected), "{after}");
        };
        check("", ("2026-11-23", ""));
        check(&format!("2026-11-23~{id}"), ("2026-11-23", id));
        check(&format!("2026-12-01~{id}"), ("2026-12-01", id));
        check(&format!("2020-01-01~{id}"), ("2026-11-23", ""));
        assert!(place("2026-12-01~", today).is_err() && place("x~y", today).is_err());
    }
}
