//! For whom a page is: oneself, or, for a helper or a clerk, the person named by the opaque id in
//! the address. The right to file is asked here for every page of an application.

use basis::{Outcome, PersonId, Refusal, RefusalKind};
use cases::model::Applicant;
use catalogue::model::Channel as Way;
use identity::{Actor, By, Channel, Person, Right, may};
use ledger::IdempotencyKey;

use crate::Portal;
use crate::rows::DraftKey;

/// Who writes an application, and for whom.
#[derive(Clone, Debug)]
pub(crate) struct Whom {
    /// Who writes it.
    pub actor: Actor,
    /// For whom it is.
    pub person: Person,
    /// Whether that is somebody else.
    pub is_other: bool,
}

impl Whom {
    /// The person of an address, or oneself; for which matter, where that is known yet. A resident
    /// who was asked to do it for somebody has come as far as those who help by their office.
    pub(crate) async fn of(
        portal: &Portal,
        actor: Actor,
        id: Option<&str>,
        matter: Option<&str>,
    ) -> Outcome<Self> {
        let own = actor.resident_id();
        let wanted = match id {
            Some(id) => id.parse::<PersonId>().map_err(|_| unknown())?,
            None => own.ok_or_else(choose_first)?,
        };
        let person = portal.identity.person(wanted).await?.ok_or_else(unknown)?;
        let actor = match matter.filter(|_| own.is_some_and(|own| own != person.id)) {
            Some(matter) => portal.entrusted(actor, person.id, matter).await?,
            None => actor,
        };
        let (division, matter) = (person.division, matter.map(str::to_owned));
        let right = Right::FileFor { person: person.id, division, matter };
        // Whoever may not file for somebody does not learn whether there is such a person.
        may(&actor, &right).map_err(|_| unknown())?;
        Ok(Self { is_other: own != Some(person.id), actor, person })
    }

    /// The address of a page below this person's.
    pub(crate) fn path(&self, rest: &str) -> String {
        if self.is_other { format!("/for/{}{rest}", self.person.id) } else { rest.to_owned() }
    }

    /// Address of an application's page.
    pub(crate) fn apply(&self, matter: &str, step: &str) -> String {
        let end = if step.is_empty() { String::new() } else { format!("/{step}") };
        self.path(&format!("/apply/{matter}{end}"))
    }

    pub(crate) fn by(&self, portal: &Portal, key: IdempotencyKey) -> By {
        by(portal, self.actor.clone(), self.is_other.then_some(self.person.id), key)
    }

    /// The way in which the application comes in.
    pub(crate) fn way(&self) -> Way {
        match channel(&self.actor) {
            Channel::Helper => Way::Helper,
            Channel::Counter => Way::Counter,
            _ => Way::Web,
        }
    }

    pub(crate) fn applicant(&self) -> Applicant {
        let Person { id, name, division, .. } = &self.person;
        Applicant { person: *id, name: name.clone(), division: *division }
    }

    pub(crate) fn draft_key(&self, portal: &Portal, matter: &str) -> DraftKey {
        DraftKey {
            county: portal.county().to_owned(),
            person: self.person.id,
            matter: matter.to_owned(),
            writer: writer(&self.actor),
        }
    }
}

/// The id under which an actor's drafts are kept.
pub(crate) fn writer(actor: &Actor) -> String {
    let officer = actor.officer_id().map(|officer| officer.to_string());
    officer.or(actor.resident_id().map(|person| person.to_string())).unwrap_or_default()
}

pub(crate) fn by(
    portal: &Portal,
    actor: Actor,
    for_whom: Option<PersonId>,
    key: IdempotencyKey,
) -> By {
    let channel = channel(&actor);
    By { actor, for_whom, channel, at: portal.app.ambient.now(), key }
}

fn channel(actor: &Actor) -> Channel {
    if actor.has(basis::Role::Helper) {
        Channel::Helper
    } else if actor.officer_id().is_some() {
        Channel::Counter
    } else {
        Channel::Web
    }
}

pub(crate) fn unknown() -> Refusal {
    Refusal::told(RefusalKind::NotFound, "person.unknown")
}

fn choose_first() -> Refusal {
    Refusal::told(RefusalKind::Forbidden, "apply.choose-person")
}
