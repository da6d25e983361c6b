//! Signing in with a password, signing out, changing the password.

use std::fmt;

use basis::{Outcome, Refusal, RefusalKind, Stop};
use ledger::{Act, Record};
use serde_json::{Value, json};

use crate::account::{Account, AccountId, Session};
use crate::actor::{Actor, By};
use crate::acts::account_stream;
use crate::attempts::{Attempt, Way};
use crate::device::Origin;
use crate::people::Login;
use crate::rows::Standing;
use crate::second::Need;
use crate::service::Identity;
use crate::sessions::{Asks, asks};
use crate::{Channel, rows};

/// How often a record is written again before somebody is told.
const MOST_WRITES: u32 = 8;

/// The secret of a new session, for the cookie; the database keeps its tag only.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// The text for the cookie.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

/// A new password that may be written.
pub(crate) struct Change {
    /// The session that asks.
    before: Session,
    /// Its account.
    account: Account,
    /// The hash of the new password.
    hash: String,
}

impl Identity {
    /// Signs in with a login and a password.
    ///
    /// # Errors
    /// A refusal: the two do not fit, or too many tries.
    pub async fn sign_in(&self, login: &str, password: &str, from: Origin) -> Outcome<Token> {
        let (account, attempt) = self.verified(login, password, from).await?;
        self.begin(account, attempt).await
    }

    /// The account that a login and a password open, with the attempt that was counted. Reckoning takes
    /// a while, so whoever writes afterwards asks whether it still holds.
    pub(crate) async fn verified(
        &self,
        login: &str,
        password: &str,
        from: Origin,
    ) -> Outcome<(Account, Attempt)> {
        let login = self.login_tag(&Login::parse(login)?);
        let attempt = self.attempt(Way::Password, &login, from).await?;
        let county = self.county().to_owned();
        let found =
            self.app.store.read(move |tx| rows::account_by_login(tx, &county, &login)).await?;
        let account = found.filter(|account| self.may_open(account));
        let hash = account.as_ref().and_then(|account| account.password.clone());
        let fits = self.passwords.fits(password, hash).await?;
        match account {
            Some(account) if fits => Ok((account, attempt)),
            Some(account) => {
                self.note(&account, "account.sign-in-failed").await?;
                Err(wrong().into())
            }
            None => Err(wrong().into()),
        }
    }

    /// A demonstration's account opens nothing in earnest.
    pub(crate) fn may_open(&self, account: &Account) -> bool {
        self.app.settings.demo || !account.is_demo
    }

    /// Begins a session with a new token where the verified password still opens the account, and says
    /// so in the account's stream.
    pub(crate) async fn begin(&self, account: Account, attempt: Attempt) -> Outcome<Token> {
        let with = "password";
        let token = self.new_token();
        let tag = self.tag("session", token.reveal());
        let by = self.by(&account).await?;
        self.patiently(|| {
            let meta = self.renewed(&by).meta(json!({"sign-in": account.id, "with": with}));
            let account = account.clone();
            self.app.ledger.act(meta, move |act| {
                let county = act.county().to_owned();
                if !rows::still_opens(act.tx(), &county, &account)? {
                    return Err(wrong().into());
                }
                begin_within(act, account.id, &tag, attempt)?;
                act.close(signed_in(account.id, with), ())
            })
        })
        .await?;
        Ok(token)
    }

    pub(crate) fn new_token(&self) -> Token {
        let bytes: [u8; 32] = self.app.ambient.bytes();
        Token(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Ends the session of a token, if there is one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_out(&self, token: &str) -> Outcome<()> {
        let Some((_, account)) = self.session(token).await? else { return Ok(()) };
        let tag = self.tag("session", token);
        let meta = self.by(&account).await?.meta(json!({"sign-out": account.id}));
        let ended = self.app.ledger.act(meta, move |act| {
            let county = act.county().to_owned();
            rows::end_session(act.tx(), &county, &tag)?;
            act.close(record(account.id, "account.signed-out", json!({})), ())
        });
        ended.await
    }

    /// Changes the password of the account behind a token; every session of it ends, and a new one
    /// begins for whoever changed it.
    ///
    /// # Errors
    /// A refusal: not signed in, the old password does not fit or there is none and the session is not
    /// fresh, the new one is weak, too many tries, or it is a demonstration's account.
    pub async fn change_password(&self, token: &str, old: &str, new: &str) -> Outcome<Token> {
        let change = self.verified_change(token, old, new).await?;
        self.write_change(token, change).await
    }

    /// What is to be written where the old password and the new one are good.
    pub(crate) async fn verified_change(
        &self,
        token: &str,
        old: &str,
        new: &str,
    ) -> Outcome<Change> {
        let (before, account) = self.session(token).await?.ok_or_else(not_signed_in)?;
        if account.is_demo {
            return Err(everybodys().into());
        }
        if asks(&before, &account, self.app.ambient.now()) == Asks::SignIn {
            return Err(sign_in_again().into());
        }
        if account.password.is_some() && !self.knows_password(&account, old).await? {
            return Err(wrong_old().into());
        }
        let words = self.words_about(account.holder).await?;
        self.passwords.check(new, &words).await?;
        let hash = self.passwords.hash(&self.app.ambient, new).await?;
        Ok(Change { before, account, hash })
    }

    /// Writes it where the session that asked still holds.
    pub(crate) async fn write_change(&self, token: &str, change: Change) -> Outcome<Token> {
        let Change { before, account, hash } = change;
        let (own, next) = (self.tag("session", token), self.new_token());
        let next_tag = self.tag("session", next.reveal());
        let meta = self.by(&account).await?.meta(json!({"change-password": account.id}));
        let changed = self.app.ledger.act(meta, move |act| {
            let (county, at) = (act.county().to_owned(), act.at());
            end_own(act, &own)?;
            if !rows::set_password(act.tx(), &county, account.id, &hash)? {
                return Err(not_signed_in().into());
            }
            rows::end_sessions(act.tx(), &county, account.id)?;
            let begun = Session::begun(account.id, before.device, at);
            let session = Session { second_at: before.second_at, ..begun };
            rows::add_session(act.tx(), &county, &next_tag, &session)?;
            act.close(record(account.id, "account.password-changed", json!({})), ())
        });
        changed.await?;
        Ok(next)
    }

    /// Whether somebody who is signed in knows the account's password. Tries are counted, and
    /// forgotten once it fits.
    pub(crate) async fn knows_password(&self, account: &Account, typed: &str) -> Outcome<bool> {
        let tag = self.tag("account", account.id.as_str());
        let attempt = self.attempt(Way::Password, &tag, Origin::default()).await?;
        let fits = self.passwords.fits(typed, account.password.clone()).await?;
        if fits {
            let county = self.county().to_owned();
            self.app.store.write(move |tx| attempt.succeeded(tx, &county)).await?;
        }
        Ok(fits)
    }

    /// The live session of a token with its account. It tells nothing of the second factor: only
    /// [`Identity::actor`] lets somebody in.
    pub(crate) async fn session(&self, token: &str) -> Outcome<Option<(Session, Account)>> {
        let (county, now) = (self.county().to_owned(), self.app.ambient.now());
        let tag = self.tag("session", token);
        let found = self.app.store.read(move |tx| rows::session(tx, &county, &tag)).await?;
        Ok(found.filter(|(session, account)| session.is_alive(now) && self.may_open(account)))
    }

    /// The actor behind a token, where the second factor was shown if it is asked for, and a sign of life for its session.
    pub(crate) async fn actor(&self, token: &str) -> Outcome<Option<Actor>> {
        self.actor_of(token, true).await
    }

    /// The same without a sign of life: a page that is open asks by itself, and nobody may be there.
    pub(crate) async fn actor_by_itself(&self, token: &str) -> Outcome<Option<Actor>> {
        self.actor_of(token, false).await
    }

    async fn actor_of(&self, token: &str, is_life: bool) -> Outcome<Option<Actor>> {
        let (county, now) = (self.county().to_owned(), self.app.ambient.now());
        let tag = self.tag("session", token);
        let found = self.app.store.read(move |tx| rows::session_of(tx, &county, &tag));
        let Some(Standing { session, account, actor: Some(actor), has_second }) = found.await?
        else {
            return Ok(None);
        };
        // Whoever owes the second factor is nobody yet.
        let owes = self.need(&session, &account, &actor, has_second) != Need::Nothing;
        if owes || !session.is_alive(now) || !self.may_open(&account) {
            return Ok(None);
        }
        let (county, is_due) = (self.county().to_owned(), session.is_due_for_renewal(now));
        if is_due && is_life {
            let touched =
                self.app.store.write(move |tx| rows::touch_session(tx, &county, &tag, now));
            // Where nothing can be written for a moment, a page can still be read; the sign of life
            // comes with the next request.
            if let Err(error) = touched.await {
                tracing::warn!(%error, "a session could not be touched");
            }
        }
        Ok(Some(actor))
    }

    /// By the holder of an account, on the web, now.
    pub(crate) async fn by(&self, account: &Account) -> Outcome<By> {
        let (county, holder) = (self.county().to_owned(), account.holder);
        let actor = self.app.store.read(move |tx| rows::actor(tx, &county, holder)).await?;
        let actor = actor.unwrap_or_else(|| Actor::visitor(self.county()));
        Ok(self.by_actor(actor))
    }

    pub(crate) fn by_actor(&self, actor: Actor) -> By {
        let (at, key) = (self.app.ambient.now(), self.app.ambient.id().into());
        By { actor, for_whom: None, channel: Channel::Web, at, key }
    }

    /// Leaves a record in an account's stream and changes nothing.
    pub(crate) async fn note(&self, account: &Account, kind: &'static str) -> Outcome<()> {
        // Whoever failed is not known to be the holder: the record says visitor.
        let by = self.by_actor(Actor::visitor(self.county()));
        let id = account.id;
        self.patiently(|| {
            let meta = self.renewed(&by).meta(json!({"note": id}));
            self.app.ledger.act(meta, move |act| act.close(record(id, kind, json!({})), ()))
        })
        .await
    }

    /// Tries again where another sign-in to the same account wrote its record a moment before:
    /// nobody has to know of that.
    pub(crate) async fn patiently<T, F>(&self, mut work: impl FnMut() -> F) -> Outcome<T>
    where
        F: Future<Output = Outcome<T>>,
    {
        let mut tries = 0;
        loop {
            tries += 1;
            match work().await {
                Err(stop) if tries < MOST_WRITES && is_overtaken(&stop) => {}
                answer => return answer,
            }
        }
    }

    /// The same with a new key and the present time.
    pub(crate) fn renewed(&self, by: &By) -> By {
        let (at, key) = (self.app.ambient.now(), self.app.ambient.id().into());
        By { at, key, ..by.clone() }
    }
}

fn is_overtaken(stop: &Stop) -> bool {
    stop.refusal().is_some_and(|refusal| refusal.rule == "act.overtaken")
}

/// Ends the session that asks, inside an act. It may have ended while something was reckoned: then
/// nobody is signed in.
pub(crate) fn end_own(act: &mut Act<'_, '_>, token: &seal::Sha256) -> Outcome<()> {
    let county = act.county().to_owned();
    if rows::end_session(act.tx(), &county, token)? { Ok(()) } else { Err(not_signed_in().into()) }
}

/// Writes the session and forgets the tries, inside an act.
pub(crate) fn begin_within(
    act: &mut Act<'_, '_>,
    account: AccountId,
    token: &seal::Sha256,
    attempt: Attempt,
) -> Outcome<()> {
    let (county, at) = (act.county().to_owned(), act.at());
    let session = Session::begun(account, attempt.device, at);
    rows::add_session(act.tx(), &county, token, &session)?;
    attempt.succeeded(act.tx(), &county)
}

pub(crate) fn signed_in(account: AccountId, with: &'static str) -> Record {
    record(account, "account.signed-in", json!({"with": with}))
}

pub(crate) fn record(account: AccountId, kind: &'static str, body: Value) -> Record {
    Record::new(account_stream(account), kind, body)
}

fn wrong() -> Refusal {
    Refusal::told(RefusalKind::SignIn, "sign-in.wrong").on("password")
}

fn wrong_old() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "password.old").on("old")
}

fn sign_in_again() -> Refusal {
    Refusal::told(RefusalKind::NotNow, "password.sign-in-again").on("new")
}

/// Whoever changed how a demonstration's account is opened would shut everybody else out.
pub(crate) fn everybodys() -> Refusal {
    Refusal::told(RefusalKind::NotNow, "account.demo-shared")
}

pub(crate) fn missing_password() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "password.missing").on("password")
}

pub(crate) fn not_signed_in() -> Refusal {
    Refusal::told(RefusalKind::SignIn, "sign-in.first")
}
