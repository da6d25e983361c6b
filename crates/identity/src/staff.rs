//! Staff: whoever works in an office, their posts and accounts, kept by an administrator without a
//! vendor. Nobody changes their own posts, and no password is ever in a list: each new officer gets
//! a code, shown once, with which they set a password of their own.

use std::collections::BTreeMap;

use basis::{OfficerId, Outcome, Refusal, RefusalKind};
use ledger::{Act, Record};
use seal::Sha256;
use serde_json::json;

use crate::account::{Account, AccountId, Holder, Session};
use crate::actor::{By, Grant, Who};
use crate::acts::{account_stream, no_account, no_officer, stream};
use crate::attempts::{Attempt, Way};
use crate::device::Origin;
use crate::people::Login;
use crate::proposals::{is_guarded, needs_two, propose_post};
use crate::rights::{Right, may};
use crate::rows;
use crate::service::Identity;
use crate::sign_in::Token;

/// How long a code for a first password holds.
pub const FIRST_CODE_MILLIS: i64 = 7 * 86_400_000;
/// How often it may be tried.
const MOST_TRIES: i64 = 5;
/// Digits and letters that nobody confuses when reading them out.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const CODE_LENGTH: usize = 10;

/// How an officer's account stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// There is none.
    None,
    /// A code for a first password was given out and not used yet.
    Invited,
    /// The code for a first password was not used in time; give out another.
    Lapsed,
    /// It can be used.
    Open,
    /// An administrator has locked it.
    Locked,
}

impl Standing {
    /// The word in data and in keys of messages.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Invited => "invited",
            Self::Lapsed => "lapsed",
            Self::Open => "open",
            Self::Locked => "locked",
        }
    }
}

/// An officer as a list shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Officer {
    /// The id.
    pub id: OfficerId,
    /// The name.
    pub name: String,
    /// What they type to sign in; none for those added before it was kept.
    pub login: Option<String>,
    /// What they hold.
    pub grants: Vec<Grant>,
    /// Their account, if they have one.
    pub account: Option<AccountId>,
    /// How it stands.
    pub standing: Standing,
}

/// Somebody to be taken in, or to be given more posts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewStaff {
    /// The name.
    pub name: String,
    /// What they will type to sign in.
    pub login: String,
    /// What they are to hold.
    pub grants: Vec<Grant>,
}

/// Somebody who was taken in.
#[derive(Clone, PartialEq, Eq)]
pub struct TakenIn {
    /// The name.
    pub name: String,
    /// What they type to sign in.
    pub login: String,
    /// The code for their first password; none where they were known and only got posts, or where
    /// another administrator gives it out who confirms a post.
    pub code: Option<String>,
    /// Whether a post waits for another administrator.
    pub waits: bool,
}

/// A first password that may be set.
pub(crate) struct First {
    account: Account,
    /// The tag of the code that fitted.
    code: Sha256,
    /// The hash of the password.
    hash: String,
    attempt: Attempt,
}

impl Identity {
    /// A page of officers after one of them, whose name or login holds some words (empty: all).
    ///
    /// # Errors
    /// A refusal without the right to manage accounts, or when the database fails.
    pub async fn staff(
        &self,
        by: &crate::Actor,
        words: &str,
        after: &str,
        limit: i64,
    ) -> Outcome<Vec<Officer>> {
        may(by, &Right::ManageAccounts)?;
        let (county, now) = (self.county().to_owned(), self.app.ambient.now());
        let (words, after) = (words.to_owned(), after.to_owned());
        let found = self
            .app
            .store
            .read(move |tx| rows::officers(tx, &county, &words, (&after, limit), now));
        Ok(found.await?)
    }

    /// How many officers hold a post in each department by its id, where somebody does.
    ///
    /// # Errors
    /// A refusal without the right to manage accounts, or when the database fails.
    pub async fn staff_by_department(&self, by: &crate::Actor) -> Outcome<BTreeMap<String, i64>> {
        may(by, &Right::ManageAccounts)?;
        let county = self.county().to_owned();
        let found = self.app.store.read(move |tx| rows::officers_by_department(tx, &county));
        Ok(found.await?)
    }

    /// One officer with account and posts.
    ///
    /// # Errors
    /// A refusal without the right or where there is none, or when the database fails.
    pub async fn staff_member(&self, by: &crate::Actor, id: OfficerId) -> Outcome<Officer> {
        may(by, &Right::ManageAccounts)?;
        let (county, now) = (self.county().to_owned(), self.app.ambient.now());
        let found =
            self.app.store.read(move |tx| rows::listed_officer(tx, &county, id, now)).await?;
        Ok(found.ok_or_else(no_officer)?)
    }

    /// The officer whom a login opens, if it is an officer's.
    ///
    /// # Errors
    /// A refusal for a text that is no login, or when the database fails.
    pub async fn officer_of(&self, login: &str) -> Outcome<Option<OfficerId>> {
        let tag = self.login_tag(&Login::parse(login)?);
        let county = self.county().to_owned();
        let found = self.app.store.read(move |tx| rows::officer_of_login(tx, &county, &tag));
        Ok(found.await?)
    }

    /// Takes staff in, all or nobody: whoever is new gets an account and a code for a first
    /// password, whoever is known by login gets the posts that they lack. A post that takes two
    /// administrators is proposed; who is new then gets the code when it is confirmed.
    ///
    /// # Errors
    /// A refusal without the right, where somebody would change their own posts, or where a login is
    /// no officer's; or when the database fails.
    pub async fn take_in(&self, by: &By, staff: Vec<NewStaff>) -> Outcome<Vec<TakenIn>> {
        may(&by.actor, &Right::ManageAccounts)?;
        let mut people = Vec::with_capacity(staff.len());
        for one in staff {
            check_login(&one.login)?;
            let tag = self.login_tag(&Login::parse(&one.login)?);
            people.push((one, tag));
        }
        let tags: Vec<String> = people.iter().map(|(_, tag)| tag.to_string()).collect();
        let grants: Vec<&[Grant]> = people.iter().map(|(one, _)| &*one.grants).collect();
        let meta = by.meta(json!({"take-in": tags, "grants": grants}));
        let (service, actor, key) = (self.clone(), by.actor.clone(), by.key.to_string());
        let (inside, within) = (people.clone(), key.clone());
        let done: Vec<(bool, bool)> = self
            .app
            .ledger
            .act(meta, move |act| {
                let mut done = Vec::with_capacity(inside.len());
                for (one, tag) in &inside {
                    done.push(service.take_one_in(act, (&actor, &within), one, tag)?);
                }
                let added = done.iter().filter(|(is_new, _)| *is_new).count();
                let body = json!({"added": added, "known": done.len() - added});
                act.close(Record::new("staff", "staff.imported", body), done)
            })
            .await?;
        let taken = people.into_iter().zip(done).map(|((one, _), (is_new, waits))| TakenIn {
            code: (is_new && !waits).then(|| self.first_code_of(&key, &one.login)),
            name: one.name,
            login: one.login,
            waits,
        });
        Ok(taken.collect())
    }

    /// Takes one in: whether they are new, and whether a post of theirs waits for another
    /// administrator.
    fn take_one_in(
        &self,
        act: &mut Act<'_, '_>,
        (actor, key): (&crate::Actor, &str),
        one: &NewStaff,
        tag: &Sha256,
    ) -> Outcome<(bool, bool)> {
        let (county, at) = (act.county().to_owned(), act.at());
        let known = rows::officer_of_login(act.tx(), &county, tag)?;
        let officer = known.unwrap_or_else(|| OfficerId(act.new_id()));
        may(actor, &Right::ManageOfficer { officer })?;
        let (proposed, plain): (Vec<&Grant>, Vec<&Grant>) =
            one.grants.iter().partition(|grant| needs_two(actor, grant));
        if known.is_none() {
            rows::add_officer(act.tx(), &county, officer, (&one.name, None), at)?;
            let id = AccountId(act.new_id());
            let holder = Holder::Officer(officer);
            let account = Account { id, holder, password: None, is_demo: false };
            self.open_account(act, &account, &[*tag])?;
            rows::put_officer_login(act.tx(), &county, officer, &one.login)?;
            if proposed.is_empty() {
                let code = self.first_tag(id, &self.first_code_of(key, &one.login));
                let ends_at = at.plus_millis(FIRST_CODE_MILLIS);
                rows::put_first_code(act.tx(), &county, id, &code, ends_at)?;
            }
            let body = json!({"holder": holder, "demo": false});
            act.also(Record::new(account_stream(id), "account.added", body))?;
        }
        let mut given = Vec::new();
        for grant in plain {
            if rows::add_grant(act.tx(), &county, officer, grant, at)? {
                given.push(grant);
            }
        }
        let kind = if known.is_none() { "officer.added" } else { "officer.roles-given" };
        if known.is_none() || !given.is_empty() {
            act.also(Record::new(stream(officer), kind, json!({"grants": given})))?;
        }
        let mut waits = false;
        for grant in proposed {
            waits |= propose_post(act, (actor, officer), grant)?;
        }
        Ok((known.is_none(), waits))
    }

    /// Gives an officer another code for a first password: the present password, the second factor and
    /// all sessions end. The code is for their eyes only. Where they hold a post that takes two
    /// administrators it is only proposed, and none is given.
    ///
    /// # Errors
    /// A refusal without the right, for oneself, or where there is no open account.
    pub async fn renew_first_code(&self, by: &By, officer: OfficerId) -> Outcome<Option<String>> {
        may(&by.actor, &Right::ManageOfficer { officer })?;
        let alone = by.actor.who == Who::System;
        let (county, now) = (self.county().to_owned(), by.at);
        let guarded = self.app.store.read(move |tx| is_guarded(tx, &county, officer, now)).await?;
        if guarded && !alone {
            return self.propose_code(by, officer).await.map(|()| None);
        }
        let code = self.first_code_of(&by.key.to_string(), officer.as_str());
        let (service, shown) = (self.clone(), code.clone());
        self.of_account(by, officer, "first-code", move |act, account| {
            let (county, at) = (act.county().to_owned(), act.at());
            // A post may have been confirmed a moment before.
            if !alone && is_guarded(act.tx(), &county, officer, at)? {
                return Err(no_account().into());
            }
            service.put_new_code(act, account, &shown)?;
            Ok("account.first-code")
        })
        .await?;
        Ok(Some(code))
    }

    /// Puts a new code in place of password, second factor and sessions.
    pub(crate) fn put_new_code(
        &self,
        act: &mut Act<'_, '_>,
        account: AccountId,
        code: &str,
    ) -> Outcome<()> {
        let (county, at) = (act.county().to_owned(), act.at());
        if !rows::forget_password(act.tx(), &county, account)? {
            return Err(no_account().into());
        }
        rows::forget_second_factor(act.tx(), &county, account)?;
        rows::end_sessions(act.tx(), &county, account)?;
        let tag = self.first_tag(account, code);
        let ends_at = at.plus_millis(FIRST_CODE_MILLIS);
        Ok(rows::put_first_code(act.tx(), &county, account, &tag, ends_at)?)
    }

    /// Locks an officer's account and ends its sessions.
    ///
    /// # Errors
    /// A refusal without the right, for oneself, or where there is no open account.
    pub async fn lock(&self, by: &By, officer: OfficerId) -> Outcome<()> {
        may(&by.actor, &Right::ManageOfficer { officer })?;
        self.of_account(by, officer, "lock", |act, account| {
            let (county, at) = (act.county().to_owned(), act.at());
            if !rows::close_account(act.tx(), &county, account, at)? {
                return Err(no_account().into());
            }
            rows::end_sessions(act.tx(), &county, account)?;
            Ok("account.closed")
        })
        .await
    }

    /// Unlocks an officer's account.
    ///
    /// # Errors
    /// A refusal without the right, for oneself, or where nothing is locked.
    pub async fn unlock(&self, by: &By, officer: OfficerId) -> Outcome<()> {
        may(&by.actor, &Right::ManageOfficer { officer })?;
        self.of_account(by, officer, "unlock", |act, account| {
            let county = act.county().to_owned();
            if !rows::reopen_account(act.tx(), &county, account)? {
                return Err(not_locked().into());
            }
            Ok("account.reopened")
        })
        .await
    }

    /// Ends every session of an officer's account, as when somebody went home signed in; the account
    /// stays open.
    ///
    /// # Errors
    /// A refusal without the right, for oneself, or where there is no account.
    pub async fn end_all_sessions(&self, by: &By, officer: OfficerId) -> Outcome<()> {
        may(&by.actor, &Right::ManageOfficer { officer })?;
        self.of_account(by, officer, "end-sessions", |act, account| {
            let county = act.county().to_owned();
            rows::end_sessions(act.tx(), &county, account)?;
            Ok("account.sessions-ended")
        })
        .await
    }

    /// One act on the account of an officer; the work gives the kind of its record.
    async fn of_account<F>(
        &self,
        by: &By,
        officer: OfficerId,
        what: &'static str,
        work: F,
    ) -> Outcome<()>
    where
        F: FnOnce(&mut Act<'_, '_>, AccountId) -> Outcome<&'static str> + Send + 'static,
    {
        let meta = by.meta(json!({"officer": officer, "account": what}));
        let done = self.app.ledger.act(meta, move |act| {
            let (county, at) = (act.county().to_owned(), act.at());
            let found = rows::listed_officer(act.tx(), &county, officer, at)?;
            let account = found.ok_or_else(no_officer)?.account.ok_or_else(no_account)?;
            let kind = work(act, account)?;
            act.close(Record::new(account_stream(account), kind, json!({})), ())
        });
        done.await
    }

    /// Sets a first password with the code that an administrator gave out, and signs in.
    ///
    /// # Errors
    /// A refusal: the code does not fit, has ended or is worn out, the password is weak, or too many
    /// tries.
    pub async fn set_first_password(
        &self,
        login: &str,
        (code, new): (&str, &str),
        from: Origin,
    ) -> Outcome<Token> {
        let first = self.verified_first(login, (code, new), from).await?;
        self.begin_first(first).await
    }

    /// What is to be written where the code fits and the new password is good.
    pub(crate) async fn verified_first(
        &self,
        login: &str,
        (code, new): (&str, &str),
        from: Origin,
    ) -> Outcome<First> {
        let tag = self.login_tag(&Login::parse(login)?);
        let own = [self.words_of_place(), vec![login.to_owned()]].concat();
        self.passwords.check(new, &own).await?;
        let attempt = self.attempt(Way::Code, &tag, from).await?;
        let county = self.county().to_owned();
        let found = self.app.store.write(move |tx| {
            let Some(account) = rows::account_by_login(tx, &county, &tag)? else { return Ok(None) };
            let kept = rows::try_first_code(tx, &county, account.id, MOST_TRIES)?;
            Ok::<_, store::StoreError>(kept.map(|kept| (account, kept)))
        });
        let (account, (kept, ends_at)) = found.await?.ok_or_else(wrong_code)?;
        let code = self.first_tag(account.id, code);
        if kept != code.0 || self.app.ambient.now() >= ends_at {
            return Err(wrong_code().into());
        }
        let words = self.words_about(account.holder).await?;
        self.passwords.check(new, &words).await?;
        let hash = self.passwords.hash(&self.app.ambient, new).await?;
        Ok(First { account, code, hash, attempt })
    }

    /// Uses the code up where it still is the one, sets the password, and signs in. Whatever opened the
    /// account before is gone.
    pub(crate) async fn begin_first(&self, first: First) -> Outcome<Token> {
        let First { account, code, hash, attempt } = first;
        let token = self.new_token();
        let session_tag = self.tag("session", token.reveal());
        let meta = self.by(&account).await?.meta(json!({"first-password": account.id}));
        let begun = self.app.ledger.act(meta, move |act| {
            let (county, at) = (act.county().to_owned(), act.at());
            let is_good = rows::use_first_code(act.tx(), &county, account.id, &code)?
                && rows::set_password(act.tx(), &county, account.id, &hash)?;
            if !is_good {
                return Err(wrong_code().into());
            }
            rows::forget_second_factor(act.tx(), &county, account.id)?;
            rows::end_sessions(act.tx(), &county, account.id)?;
            let session = Session::begun(account.id, attempt.device, at);
            rows::add_session(act.tx(), &county, &session_tag, &session)?;
            attempt.succeeded(act.tx(), &county)?;
            let stream = account_stream(account.id);
            act.close(Record::new(stream, "account.first-password", json!({})), ())
        });
        begun.await?;
        Ok(token)
    }

    /// The code that belongs to one intention, so that the same one repeated shows the same code
    /// though none is kept.
    pub(crate) fn first_code_of(&self, key: &str, login: &str) -> String {
        let drawn = self.tag("first-code", &format!("{key} {login}"));
        spelled(&drawn)
    }

    fn first_tag(&self, account: AccountId, code: &str) -> Sha256 {
        self.tag("first-code-kept", &format!("{account} {}", plain(code)))
    }
}

/// Refuses a login that is none for an officer: 3 to 32 small letters, digits, dots and dashes,
/// beginning with a letter, so that it is never taken for somebody's number.
///
/// # Errors
/// A refusal that says how to write one.
pub fn check_login(login: &str) -> Result<(), Refusal> {
    let fits = (3..=32).contains(&login.len())
        && login.starts_with(|first: char| first.is_ascii_lowercase())
        && login
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-._".contains(&b));
    if fits { Ok(()) } else { Err(bad_login()) }
}

/// The code that a tag spells: two groups of letters and digits that nobody confuses.
pub(crate) fn spelled(drawn: &Sha256) -> String {
    let letter = |byte: &u8| char::from(ALPHABET[usize::from(byte & 31)]);
    let code: String = drawn.0.iter().take(CODE_LENGTH).map(letter).collect();
    let (first, second) = code.split_at(CODE_LENGTH / 2);
    format!("{first}-{second}")
}

/// A code as it is compared: however it was typed.
pub(crate) fn plain(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase()
}

fn bad_login() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "staff.login").on("login")
}

fn not_locked() -> Refusal {
    Refusal::told(RefusalKind::Conflict, "account.not-locked")
}

fn wrong_code() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "first.wrong").on("code")
}
