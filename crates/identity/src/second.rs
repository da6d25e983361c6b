//! The second factor of officers: a code of a program on their telephone (TOTP, RFC 6238), and codes
//! for the day on which it is lost.
//!
//! The key of such a program is not kept anywhere: it is made from the house's secret, the account and
//! a text of chance, so that a copy of the database shows no code. A code counts once, also within its
//! half minute; one step before and after is let through for clocks that differ (RFC 6238 §5.2).

use basis::{Fault, Instant, Outcome, Refusal, RefusalKind};
use seal::{Sha256, one_time};
use serde_json::json;
use store::{StoreError, Tx};
use web::format::percent_encoded;
use web::key::is_key;

use crate::account::{Account, AccountId, Holder, Session};
use crate::actor::Actor;
use crate::attempts::{Attempt, Way};
use crate::device::Origin;
use crate::rows;
use crate::service::Identity;
use crate::sign_in::{Token, end_own, everybodys, missing_password, not_signed_in, record};
use crate::staff::{plain, spelled};

/// What a session still owes before it lets somebody in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Nothing.
    Nothing,
    /// A code of the second factor.
    Code,
    /// Setting a second factor up, which the office asks of this role.
    Setup,
}

/// How one's own second factor stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnSecond {
    /// Since when it is asked for; none where there is none.
    pub since: Option<Instant>,
    /// How many recovery codes are left.
    pub left: usize,
    /// Whether the office asks it of one of the roles held.
    pub is_required: bool,
}

/// What a program on the telephone is told, once.
#[derive(Clone, PartialEq, Eq)]
pub struct Told {
    /// The text of chance that goes back with the first code.
    pub setup: String,
    /// The key in letters and digits, for typing.
    pub key: String,
    /// The address that programs read from a picture (the Key URI format of authenticators).
    pub address: String,
}

/// A second factor that may be shown.
pub(crate) struct Showing {
    session: Session,
    account: Account,
    attempt: Attempt,
    proof: Proof,
}

/// What somebody proved to hold.
enum Proof {
    /// The program: the step whose code it is.
    Step(i64),
    /// A recovery code, by its tag.
    Recovery(Sha256),
}

impl Identity {
    /// What the session of a token still owes.
    ///
    /// # Errors
    /// A refusal where there is no session, or when the database fails.
    pub async fn second_need(&self, token: &str) -> Outcome<Need> {
        let (session, account) = self.session(token).await?.ok_or_else(not_signed_in)?;
        let (county, service) = (self.county().to_owned(), self.clone());
        let need = self.app.store.read(move |tx| {
            let Some(actor) = rows::actor(tx, &county, account.holder)? else {
                return Ok::<_, StoreError>(Need::Nothing);
            };
            service.need_of(tx, (&session, &account), &actor)
        });
        Ok(need.await?)
    }

    /// What a session of an account still owes, inside a transaction.
    pub(crate) fn need_of(
        &self,
        tx: &mut Tx<'_>,
        (session, account): (&Session, &Account),
        actor: &Actor,
    ) -> Result<Need, StoreError> {
        let has_second = rows::second_factor(tx, self.county(), account.id)?.is_some();
        Ok(self.need(session, account, actor, has_second))
    }

    /// The same, where it is known whether the account has a second factor.
    pub(crate) fn need(
        &self,
        session: &Session,
        account: &Account,
        actor: &Actor,
        has_second: bool,
    ) -> Need {
        match () {
            () if session.second_at.is_some() => Need::Nothing,
            () if matches!(account.holder, Holder::Person(_)) => Need::Nothing,
            () if has_second => Need::Code,
            () if self.requires_second(actor) => Need::Setup,
            () => Need::Nothing,
        }
    }

    /// Shows the second factor and begins the session anew, with another token.
    ///
    /// # Errors
    /// A refusal: no session, no factor, a code that is wrong or used, or too many tries.
    pub async fn show_second(&self, token: &str, typed: &str, from: Origin) -> Outcome<Token> {
        let showing = self.showing(token, typed, from).await?;
        self.shown(token, showing).await
    }

    /// What is to be shown, with the attempt that was counted.
    pub(crate) async fn showing(&self, token: &str, typed: &str, from: Origin) -> Outcome<Showing> {
        let (session, account) = self.session(token).await?.ok_or_else(not_signed_in)?;
        let attempt = self.attempt(Way::Second, &self.second_tag(account.id), from).await?;
        let proof = self.proof(account.id, typed).await?;
        Ok(Showing { session, account, attempt, proof })
    }

    /// Shows it where the session that asked still holds.
    pub(crate) async fn shown(&self, token: &str, showing: Showing) -> Outcome<Token> {
        let Showing { session, account, attempt, proof } = showing;
        let (old, next) = (self.tag("session", token), self.new_token());
        let next_tag = self.tag("session", next.reveal());
        let with = if matches!(proof, Proof::Step(_)) { "code" } else { "recovery" };
        let meta = self.by(&account).await?.meta(json!({"second": account.id, "with": with}));
        let (id, device) = (account.id, session.device);
        let shown = self.app.ledger.act(meta, move |act| {
            let (county, at) = (act.county().to_owned(), act.at());
            end_own(act, &old)?;
            match &proof {
                Proof::Step(step) if !rows::use_step(act.tx(), &county, id, *step)? => {
                    return Err(wrong().into());
                }
                Proof::Recovery(code) if !rows::use_recovery(act.tx(), &county, id, code)? => {
                    return Err(wrong_recovery().into());
                }
                Proof::Step(_) | Proof::Recovery(_) => {}
            }
            let begun = Session::begun(id, device, at).with_second(at);
            rows::add_session(act.tx(), &county, &next_tag, &begun)?;
            attempt.succeeded(act.tx(), &county)?;
            act.close(record(id, "account.second-factor", json!({"with": with})), ())
        });
        match shown.await {
            Ok(()) => Ok(next),
            Err(stop) => {
                if stop.refusal().is_some_and(|refusal| refusal.rule == WRONG) {
                    self.note(&account, "account.second-factor-failed").await?;
                }
                Err(stop)
            }
        }
    }

    /// What was typed, as what it may prove. A code of another length than the program's is taken for
    /// a recovery code.
    async fn proof(&self, account: AccountId, typed: &str) -> Outcome<Proof> {
        let county = self.county().to_owned();
        let found = self.app.store.read(move |tx| rows::second_factor(tx, &county, account));
        let factor = found.await?.ok_or_else(no_factor)?;
        let typed = plain(typed);
        if typed.len() != one_time::CODE_DIGITS {
            return Ok(Proof::Recovery(self.recovery_tag(account, &typed)));
        }
        let step = self.step(account, &factor.setup, &typed);
        // A step before all others is used already: what is wrong and what was used end alike.
        Ok(Proof::Step(step.unwrap_or(i64::MIN)))
    }

    /// A new key to be set up. Nothing is kept until its first code comes back.
    ///
    /// # Errors
    /// A refusal: no session, a resident's, or one that owes a code; or when the database fails.
    pub async fn begin_second(&self, token: &str, setup: Option<&str>) -> Outcome<Told> {
        let account = self.may_set_up(token).await?;
        let setup = setup.filter(|text| is_key(text)).map(str::to_owned);
        let setup = setup.unwrap_or_else(|| self.app.ambient.id().to_string());
        let county = self.county().to_owned();
        let Holder::Officer(officer) = account.holder else { return Err(no_officer().into()) };
        let login =
            self.app.store.read(move |tx| rows::officer_login(tx, &county, officer)).await?;
        let key = one_time::base32(&self.second_key(account.id, &setup));
        let issuer = percent_encoded(&self.app.settings.service_name.zh);
        let login = percent_encoded(&login.unwrap_or_default());
        let address = format!(
            "otpauth://totp/{issuer}:{login}?secret={key}&issuer={issuer}&algorithm=SHA1&digits={}&period={}",
            one_time::CODE_DIGITS,
            one_time::STEP_SECONDS
        );
        Ok(Told { setup, key, address })
    }

    /// Sets a second factor up with its first code: every session ends, another begins, and the codes
    /// for a lost telephone come back, told this once.
    ///
    /// # Errors
    /// A refusal: no session, one that owes a code, a code that does not fit, or too many tries.
    pub async fn set_second(
        &self,
        token: &str,
        (setup, typed): (&str, &str),
        from: Origin,
    ) -> Outcome<(Token, Vec<String>)> {
        let (session, _) = self.session(token).await?.ok_or_else(not_signed_in)?;
        let account = self.may_change(token).await?;
        let attempt = self.attempt(Way::Second, &self.second_tag(account.id), from).await?;
        let step = self.step(account.id, setup, &plain(typed)).filter(|_| is_key(setup));
        let Some(step) = step else {
            self.note(&account, "account.second-factor-failed").await?;
            return Err(wrong().into());
        };
        let (own, next) = (self.tag("session", token), self.new_token());
        let next_tag = self.tag("session", next.reveal());
        let codes: Vec<String> = (0..rows::MOST_RECOVERY)
            .map(|number| spelled(&self.tag("recovery", &format!("{} {number}", next.reveal()))))
            .collect();
        let tags: Vec<Sha256> =
            codes.iter().map(|code| self.recovery_tag(account.id, &plain(code))).collect();
        let meta = self.by(&account).await?.meta(json!({"set-second": account.id}));
        let (id, setup, device) = (account.id, setup.to_owned(), session.device);
        let set = self.app.ledger.act(meta, move |act| {
            let (county, at) = (act.county().to_owned(), act.at());
            end_own(act, &own)?;
            rows::put_second_factor(act.tx(), &county, id, (&setup, step), at)?;
            rows::put_recovery(act.tx(), &county, id, &tags)?;
            rows::end_sessions(act.tx(), &county, id)?;
            let begun = Session::begun(id, device, at).with_second(at);
            rows::add_session(act.tx(), &county, &next_tag, &begun)?;
            attempt.succeeded(act.tx(), &county)?;
            act.close(record(id, "account.second-factor-set", json!({})), ())
        });
        set.await?;
        Ok((next, codes))
    }

    /// How the second factor of whoever is signed in stands; residents have none.
    ///
    /// # Errors
    /// A refusal where nobody is signed in or it is a resident, or when the database fails.
    pub async fn own_second(&self, token: &str) -> Outcome<OwnSecond> {
        let account = self.may_set_up(token).await?;
        let (county, service) = (self.county().to_owned(), self.clone());
        let own = self.app.store.read(move |tx| {
            let factor = rows::second_factor(tx, &county, account.id)?;
            let actor = rows::actor(tx, &county, account.holder)?;
            Ok::<_, StoreError>(OwnSecond {
                since: factor.map(|factor| factor.since),
                left: rows::recovery_left(tx, &county, account.id)?,
                is_required: actor.is_some_and(|actor| service.requires_second(&actor)),
            })
        });
        Ok(own.await?)
    }

    /// Takes one's second factor away.
    ///
    /// # Errors
    /// A refusal: nobody is signed in, the office asks for it, or there is none.
    pub async fn drop_second(&self, token: &str) -> Outcome<()> {
        let own = self.own_second(token).await?;
        if own.is_required {
            return Err(required().into());
        }
        let account = self.may_change(token).await?;
        let own = self.tag("session", token);
        let meta = self.by(&account).await?.meta(json!({"drop-second": account.id}));
        let dropped = self.app.ledger.act(meta, move |act| {
            let county = act.county().to_owned();
            if rows::session(act.tx(), &county, &own)?.is_none() {
                return Err(not_signed_in().into());
            }
            if !rows::forget_second_factor(act.tx(), &county, account.id)? {
                return Err(no_factor().into());
            }
            act.close(record(account.id, "account.second-factor-dropped", json!({})), ())
        });
        dropped.await
    }

    /// Holds the password of whoever is signed in against what was typed, before their second factor
    /// is changed.
    ///
    /// # Errors
    /// A refusal: nobody is signed in, it is missing or does not fit, too many tries, or it is a
    /// demonstration's account.
    pub async fn confirm_password(&self, token: &str, typed: &str) -> Outcome<()> {
        let account = self.may_change(token).await?;
        if typed.is_empty() {
            return Err(missing_password().into());
        }
        if self.knows_password(&account, typed).await? {
            Ok(())
        } else {
            Err(wrong_password().into())
        }
    }

    /// The officer's account behind a token that owes no code.
    async fn may_set_up(&self, token: &str) -> Outcome<Account> {
        let (_, account) = self.session(token).await?.ok_or_else(not_signed_in)?;
        if matches!(account.holder, Holder::Person(_)) {
            return Err(no_officer().into());
        }
        if self.second_need(token).await? == Need::Code {
            return Err(not_signed_in().into());
        }
        Ok(account)
    }

    /// The same, where it is not everybody's.
    async fn may_change(&self, token: &str) -> Outcome<Account> {
        let account = self.may_set_up(token).await?;
        if account.is_demo { Err(everybodys().into()) } else { Ok(account) }
    }

    /// The step, among the present one and its neighbours, whose code was typed. The comparison may
    /// tell by its time where digits differ: after five tries nobody may try again for a while.
    fn step(&self, account: AccountId, setup: &str, typed: &str) -> Option<i64> {
        let key = self.second_key(account, setup);
        let now = one_time::step_at(self.app.ambient.now().millis());
        [now, now - 1, now + 1].into_iter().find(|step| one_time::code(&key, *step) == typed)
    }

    /// The key of an account that belongs to a text of chance.
    pub(crate) fn second_key(&self, account: AccountId, setup: &str) -> [u8; one_time::KEY_BYTES] {
        let tag = self.tag("second-factor", &format!("{account} {setup}"));
        let mut key = [0; one_time::KEY_BYTES];
        key.copy_from_slice(&tag.0[..one_time::KEY_BYTES]);
        key
    }

    fn second_tag(&self, account: AccountId) -> Sha256 {
        self.tag("account", account.as_str())
    }

    fn recovery_tag(&self, account: AccountId, code: &str) -> Sha256 {
        self.tag("recovery-kept", &format!("{account} {code}"))
    }
}

impl Told {
    /// The key in groups of four letters, for reading and typing.
    #[must_use]
    pub fn spaced(&self) -> String {
        let letters: Vec<char> = self.key.chars().collect();
        letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
    }

    /// The address as a picture that programs read.
    ///
    /// # Errors
    /// A fault where the address is too long for a picture.
    pub fn picture(&self) -> Result<String, Fault> {
        web::qr::qr_svg(&self.address).map_err(|error| Fault::because("drawing a key", error))
    }
}

/// The rule of a code that does not fit.
const WRONG: &str = "second.wrong";

fn wrong() -> Refusal {
    Refusal::invalid(
        WRONG,
        "动态码不对，或者已经用过；请等手机上出现下一个再填。手机的时间要设成自动",
        "The code is wrong or was used already; wait for the next one on your telephone, whose time must be set automatically",
    )
    .on("code")
}

fn wrong_recovery() -> Refusal {
    Refusal::invalid(
        WRONG,
        "备用码不对，或者已经用过（每个只能用一次）；手机上的动态码是 6 位数字",
        "The recovery code is wrong or was used already (each is good once); a code on the telephone has 6 digits",
    )
    .on("code")
}

fn wrong_password() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "second.password").on("password")
}

fn no_factor() -> Refusal {
    Refusal::told(RefusalKind::NotNow, "second.none")
}

fn no_officer() -> Refusal {
    Refusal::told(RefusalKind::Forbidden, "second.staff-only")
}

fn required() -> Refusal {
    Refusal::told(RefusalKind::NotNow, "second.required")
}
