//! Accounts: what somebody signs in to, of a person or of an officer.

use basis::{Instant, OfficerId, PersonId, id_type};
use serde::{Deserialize, Serialize};

use crate::actor::Grant;
use crate::device::Device;

id_type!(
    /// An account.
    AccountId
);

/// How long a session lives without a sign of life. Long, since old people read slowly.
pub const IDLE_MILLIS: i64 = 2 * 3_600_000;
/// How long a session lives at most.
pub const SESSION_MILLIS: i64 = 12 * 3_600_000;

/// Whose account it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Holder {
    /// A resident.
    Person(PersonId),
    /// An officer.
    Officer(OfficerId),
}

/// An account as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// The id.
    pub id: AccountId,
    /// Whose it is.
    pub holder: Holder,
    /// The hash of its password, if it has one.
    pub(crate) password: Option<String>,
    /// Whether it was made for a demonstration.
    pub is_demo: bool,
}

/// An officer to be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOfficer {
    /// The name.
    pub name: String,
    /// The same human being as a resident, if known.
    pub person: Option<PersonId>,
    /// What they hold.
    pub grants: Vec<Grant>,
}

/// An account to be added.
#[derive(Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// Whose it is.
    pub holder: Holder,
    /// What opens it: an officer's name for signing in; a resident's number and telephone are added.
    pub logins: Vec<String>,
    /// A password, or none where one-time codes open it.
    pub password: Option<String>,
    /// Whether it is made for a demonstration, with a password that is told to everybody.
    pub is_demo: bool,
}

/// A session as its holder sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The account.
    pub account: AccountId,
    /// When it began.
    pub created_at: Instant,
    /// The last sign of life, to a few minutes.
    pub seen_at: Instant,
    /// When it ends in any case.
    pub ends_at: Instant,
    /// On what kind of device it began.
    pub device: Device,
    /// When the second factor was shown in it; none where it was not.
    pub second_at: Option<Instant>,
}

impl Session {
    /// A session that begins now.
    #[must_use]
    pub fn begun(account: AccountId, device: Device, now: Instant) -> Self {
        let ends_at = now.plus_millis(SESSION_MILLIS);
        Self { account, created_at: now, seen_at: now, ends_at, device, second_at: None }
    }

    /// The same, with the second factor shown now.
    #[must_use]
    pub fn with_second(self, now: Instant) -> Self {
        Self { second_at: Some(now), ..self }
    }

    /// Whether it still holds.
    #[must_use]
    pub fn is_alive(&self, now: Instant) -> bool {
        now < self.ends_at && now.since(self.seen_at) < IDLE_MILLIS
    }

    /// Whether its sign of life is old enough to be renewed; not at every request, to spare writing.
    #[must_use]
    pub fn is_due_for_renewal(&self, now: Instant) -> bool {
        now.since(self.seen_at) >= 5 * 60_000
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use basis::Ambient;

    #[test]
    fn a_session_ends_when_nobody_is_there_and_after_twelve_hours_in_any_case() {
        let (ambient, _) = Ambient::fixed(Instant::from_millis(0), 1);
        let at = Instant::from_millis;
        let mut session = Session::begun(AccountId(ambient.id()), Device::default(), at(0));
        assert!(session.is_alive(at(IDLE_MILLIS - 1)) && !session.is_alive(at(IDLE_MILLIS)));
        session.seen_at = at(SESSION_MILLIS - 1);
        assert!(session.is_alive(at(SESSION_MILLIS - 1)) && !session.is_alive(at(SESSION_MILLIS)));
        assert!(!session.is_due_for_renewal(at(SESSION_MILLIS)));
    }
}
