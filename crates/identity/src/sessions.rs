//! One's own sessions: where one is signed in, and ending one of them or all others.
//!
//! Ending asks for the password again, unless one has signed in a moment ago: whoever finds an open
//! browser must not be able to shut its owner out. Who has no password signs in again first.

use basis::{Instant, Outcome, Refusal, RefusalKind};
use ledger::IdempotencyKey;
use seal::Sha256;
use serde_json::json;

use crate::account::{Account, Session};
use crate::actor::By;
use crate::rows;
use crate::service::Identity;
use crate::sign_in::{missing_password, not_signed_in, record};

/// For how long after signing in nothing is asked again.
pub const FRESH_MILLIS: i64 = 10 * 60_000;
/// How many letters of a tag tell one of a person's sessions from the others.
const HANDLE_LETTERS: usize = 16;
/// What ends all others.
const OTHERS: &str = "others";

/// One of one's own sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnSession {
    /// What names it on the page; nobody can sign in with it.
    pub handle: String,
    /// The session.
    pub session: Session,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

/// One's own sessions, and what has to be shown before one of them is ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnSessions {
    /// Those that hold, the last used first.
    pub list: Vec<OwnSession>,
    /// What ending asks for.
    pub asks: Asks,
}

/// What has to be shown before a session is ended or the account is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// Nothing: one has signed in a moment ago.
    Nothing,
    /// The password.
    Password,
    /// Signing in again, since there is no password.
    SignIn,
}

/// Which sessions are to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The one with a handle.
    One(String),
    /// All but the one that asks.
    Others,
}

impl Ending {
    /// Reads `others` or a handle.
    ///
    /// # Errors
    /// A refusal where nothing was chosen.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        match text {
            "" => Err(nothing_chosen()),
            OTHERS => Ok(Self::Others),
            handle => Ok(Self::One(handle.to_owned())),
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::One(handle) => handle,
            Self::Others => OTHERS,
        }
    }
}

impl Identity {
    /// The sessions of the account behind a token that still hold.
    ///
    /// # Errors
    /// A refusal where nobody is signed in, or when the database fails.
    pub async fn own_sessions(&self, token: &str) -> Outcome<OwnSessions> {
        let (this, account) = self.session(token).await?.ok_or_else(not_signed_in)?;
        let (county, now) = (self.county().to_owned(), self.app.ambient.now());
        let asks = asks(&this, &account, now);
        let found =
            self.app.store.read(move |tx| rows::sessions_of(tx, &county, account.id)).await?;
        let own = self.tag("session", token);
        let alive = found.into_iter().filter(|(_, session)| session.is_alive(now));
        let list = alive.map(|(tag, session)| OwnSession {
            handle: self.handle(&tag),
            is_this: tag == own,
            session,
        });
        Ok(OwnSessions { list: list.collect(), asks })
    }

    /// Ends one or all other sessions of the account behind a token; how many ended. The same key
    /// again gives the same answer.
    ///
    /// # Errors
    /// A refusal: nobody is signed in, the password is missing or wrong, too many tries, there is no
    /// such session, or it is the one that asks.
    pub async fn end_own_sessions(
        &self,
        token: &str,
        key: IdempotencyKey,
        ending: Ending,
        password: &str,
    ) -> Outcome<u64> {
        let (this, account) = self.session(token).await?.ok_or_else(not_signed_in)?;
        match asks(&this, &account, self.app.ambient.now()) {
            Asks::Nothing => {}
            Asks::SignIn => return Err(sign_in_again().into()),
            Asks::Password => {
                if password.is_empty() {
                    return Err(missing_password().into());
                }
                if !self.knows_password(&account, password).await? {
                    return Err(wrong_password().into());
                }
            }
        }
        let own = self.tag("session", token);
        let by = By { key, ..self.by(&account).await? };
        let meta = by.meta(json!({"end-sessions": account.id, "which": ending.text()}));
        let service = self.clone();
        let ended = self.app.ledger.act(meta, move |act| {
            let county = act.county().to_owned();
            let ended = match &ending {
                Ending::Others => rows::end_other_sessions(act.tx(), &county, account.id, &own)?,
                Ending::One(handle) => {
                    let all = rows::sessions_of(act.tx(), &county, account.id)?;
                    let found = all.iter().find(|(tag, _)| service.handle(tag) == *handle);
                    let (tag, _) = found.ok_or_else(no_session)?;
                    if *tag == own {
                        return Err(this_session().into());
                    }
                    u64::from(rows::end_session(act.tx(), &county, tag)?)
                }
            };
            let body = json!({"which": ending.text(), "ended": ended});
            act.close(record(account.id, "account.sessions-ended", body), ended)
        });
        ended.await
    }

    /// What has to be shown before the account behind a token is changed.
    ///
    /// # Errors
    /// A refusal where nobody is signed in, or when the database fails.
    pub(crate) async fn asks_of(&self, token: &str) -> Outcome<Asks> {
        let (this, account) = self.session(token).await?.ok_or_else(not_signed_in)?;
        Ok(asks(&this, &account, self.app.ambient.now()))
    }

    /// What names a session on its owner's page. The tag of its token stays in the database.
    fn handle(&self, tag: &Sha256) -> String {
        let mut handle = self.tag("session-handle", &tag.to_string()).to_string();
        handle.truncate(HANDLE_LETTERS);
        handle
    }
}

/// What a session of this age has to show.
pub(crate) fn asks(session: &Session, account: &Account, now: Instant) -> Asks {
    if now.since(session.created_at) < FRESH_MILLIS {
        return Asks::Nothing;
    }
    if account.password.is_some() { Asks::Password } else { Asks::SignIn }
}

fn nothing_chosen() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "sessions.none-chosen").on("end")
}

fn no_session() -> Refusal {
    Refusal::told(RefusalKind::NotFound, "sessions.unknown").on("end")
}

fn this_session() -> Refusal {
    Refusal::told(RefusalKind::NotNow, "sessions.this").on("end")
}

fn wrong_password() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "sessions.password").on("password")
}

fn sign_in_again() -> Refusal {
    Refusal::told(RefusalKind::NotNow, "sessions.sign-in-again").on("end")
}
