//! One-time codes by text message, for residents: six digits, three minutes, five tries, used once.

use basis::{Outcome, PersonId, Refusal, RefusalKind};
use ledger::{Act, Record};
use seal::Sha256;
use serde_json::json;
use store::jobs::Job;

use crate::account::{Account, AccountId, Holder};
use crate::actor::Actor;
use crate::acts::account_stream;
use crate::attempts::{Attempt, Way};
use crate::device::Origin;
use crate::people::Login;
use crate::rows::{self, Code};
use crate::service::Identity;
use crate::sign_in::{Token, begin_within, signed_in};

/// How long a code holds.
pub const CODE_MILLIS: i64 = 3 * 60_000;
/// How often a code may be tried.
pub const MOST_CODE_TRIES: i64 = 5;
/// How soon another code may be asked for.
pub const RESEND_MILLIS: i64 = 60_000;
/// The job that sends a code; its body is `{"person", "code", "ends_at"}`.
pub const CODE_JOB: &str = "notices.code";

impl Identity {
    /// Sends a code to the telephone on record for a number or telephone, if there is one; whoever
    /// asks is not told whether. In a demonstration the code comes back to be shown.
    ///
    /// # Errors
    /// A refusal: not a number, or too many asked for.
    pub async fn send_code(&self, login: &str, from: Origin) -> Outcome<Option<String>> {
        let login = Login::parse(login)?;
        if matches!(login, Login::Name(_)) {
            return Err(not_a_number().into());
        }
        let tag = self.login_tag(&login);
        self.attempt(Way::AskCode, &tag, from).await?;
        let county = self.county().to_owned();
        let service = self.clone();
        let found = self.app.store.read(move |tx| service.known(tx, &county, &login)).await?;
        let reachable = |phone: &basis::codes::Phone| phone.is_mobile();
        let Some(person) = found.filter(|person| person.phone.as_ref().is_some_and(reachable))
        else {
            return Ok(None);
        };
        let code = self.new_code();
        let kept = Code {
            tag: self.code_tag(&tag, &code),
            person: person.id,
            sent_at: self.app.ambient.now(),
            ends_at: self.app.ambient.now().plus_millis(CODE_MILLIS),
        };
        let sent = self.keep_code(tag, kept, code.clone()).await?;
        Ok(sent.then_some(code).filter(|_| self.app.settings.demo))
    }

    /// Keeps the code and puts its message on the list, in one transaction. The message is no act
    /// of anybody known yet, so it leaves no record; its use does. `false` when one was sent a
    /// moment ago; the page says the same either way, so that it tells nobody who is known.
    async fn keep_code(&self, login: Sha256, code: Code, digits: String) -> Outcome<bool> {
        let (county, id) = (self.county().to_owned(), self.app.ambient.id());
        let kept = self.app.store.write(move |tx| {
            let now = code.sent_at;
            let last = rows::code(tx, &county, &login)?;
            if last.is_some_and(|last| now.since(last.sent_at) < RESEND_MILLIS) {
                return Ok(false);
            }
            rows::put_code(tx, &county, &login, &code)?;
            let body = json!({"person": code.person, "code": digits, "ends_at": code.ends_at});
            let job = Job {
                county: county.clone(),
                id,
                kind: CODE_JOB.to_owned(),
                dedupe: id.to_string(),
                run_at: now,
                body: body.to_string(),
            };
            store::jobs::enqueue(tx, &job)
        });
        Ok(kept.await?)
    }

    /// Signs in with a code. Whoever has no account yet gets one: the register knows them and they
    /// hold their telephone.
    ///
    /// # Errors
    /// A refusal: the code does not fit, has ended or is worn out, or too many tries.
    pub async fn enter_code(&self, login: &str, code: &str, from: Origin) -> Outcome<Token> {
        let tag = self.login_tag(&Login::parse(login)?);
        let attempt = self.attempt(Way::Code, &tag, from).await?;
        let now = self.app.ambient.now();
        let county = self.county().to_owned();
        let kept = self
            .app
            .store
            .write(move |tx| rows::try_code(tx, &county, &tag, MOST_CODE_TRIES))
            .await?
            .ok_or_else(wrong_code)?;
        // Tags are made with our secret, so comparing them tells an outsider nothing.
        let fits = kept.tag == self.code_tag(&tag, code.trim());
        if !fits || now >= kept.ends_at {
            return Err(wrong_code().into());
        }
        self.begin_with_code(tag, kept, attempt).await
    }

    async fn begin_with_code(&self, login: Sha256, code: Code, attempt: Attempt) -> Outcome<Token> {
        let token = self.new_token();
        let tag = self.tag("session", token.reveal());
        let by = self.by_actor(Actor::resident(self.county(), code.person, ""));
        self.patiently(|| {
            let (service, meta) =
                (self.clone(), self.renewed(&by).meta(json!({"sign-in": "code"})));
            self.app.ledger.act(meta, move |act| {
                let county = act.county().to_owned();
                if !rows::use_code(act.tx(), &county, &login, &code.tag)? {
                    return Err(wrong_code().into());
                }
                let account = service.account_of(act, code.person)?;
                begin_within(act, account, &tag, attempt)?;
                act.close(signed_in(account, "code"), ())
            })
        })
        .await?;
        Ok(token)
    }

    /// The account of a person, opened now if there was none.
    fn account_of(&self, act: &mut Act<'_, '_>, person: PersonId) -> Outcome<AccountId> {
        let county = act.county().to_owned();
        match rows::account_of_person(act.tx(), &county, person)? {
            Some((account, true)) if self.may_open(&account) => Ok(account.id),
            Some(_) => Err(wrong_code().into()),
            None => {
                let id = AccountId(act.new_id());
                let holder = Holder::Person(person);
                let account = Account { id, holder, password: None, is_demo: false };
                self.open_account(act, &account, &[])?;
                let body = json!({"holder": holder, "demo": false});
                act.also(Record::new(account_stream(id), "account.added", body))?;
                Ok(id)
            }
        }
    }

    fn new_code(&self) -> String {
        format!("{:06}", u64::from_be_bytes(self.app.ambient.bytes()) % 1_000_000)
    }

    fn code_tag(&self, login: &Sha256, code: &str) -> Sha256 {
        self.tag("code", &format!("{login} {code}"))
    }
}

fn not_a_number() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "code.login").on("login")
}

fn wrong_code() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "code.wrong").on("code")
}
