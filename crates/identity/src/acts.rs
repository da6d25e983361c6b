//! Acts on people and accounts: each begins its one transaction and leaves its record.
//!
//! These run on the present thread: they are the operator's commands and an administrator's rare
//! deeds. Signing in is in [`crate::sign_in`].

use basis::{OfficerId, Outcome, PersonId, Refusal, RefusalKind};
use ledger::{Act, Record};
use seal::Sha256;
use serde_json::json;

use crate::account::{Account, AccountId, Holder, NewAccount, NewOfficer};
use crate::actor::{By, Grant};
use crate::password;
use crate::people::{Imported, Login, NewPerson, Person};
use crate::proposals::{ProposalId, needs_two};
use crate::rights::{Right, may};
use crate::rows::{self, TaggedPerson};
use crate::service::Identity;

impl Identity {
    /// Takes people in, in one act; whoever is known by number stays as they are. Twenty thousand
    /// take seconds. The record says how many, never who.
    ///
    /// # Errors
    /// A refusal without the right to manage accounts, or when the database fails.
    pub fn import_people(&self, by: &By, people: Vec<NewPerson>) -> Outcome<Imported> {
        may(&by.actor, &Right::ManageAccounts)?;
        let all = people.len() as u64;
        let rows: Vec<TaggedPerson> = people.into_iter().map(|new| self.tagged(new)).collect();
        let request = json!({"import": "people", "rows": all});
        self.app.ledger.act_now(by.meta(request), move |act| {
            let (county, at) = (act.county().to_owned(), act.at());
            let added = rows::add_people(act.tx(), &county, &rows, at)?;
            let done = Imported { added, known: all - added.min(all) };
            let record = Record::new("people", "people.imported", json!(done));
            act.close(record, done)
        })
    }

    /// Adds an officer with what they hold. A post that takes two administrators is given here by the
    /// operator at the machine alone.
    ///
    /// # Errors
    /// A refusal without the right or for a post that takes two, or when the database fails.
    pub fn add_officer(&self, by: &By, new: NewOfficer) -> Outcome<OfficerId> {
        may(&by.actor, &Right::ManageAccounts)?;
        if new.grants.iter().any(|grant| needs_two(&by.actor, grant)) {
            return Err(takes_another().into());
        }
        let request = json!({"add": "officer", "grants": new.grants, "person": new.person});
        self.app.ledger.act_now(by.meta(request), move |act| {
            let (county, at) = (act.county().to_owned(), act.at());
            let officer = OfficerId(act.new_id());
            rows::add_officer(act.tx(), &county, officer, (&new.name, new.person), at)?;
            for grant in &new.grants {
                rows::add_grant(act.tx(), &county, officer, grant, at)?;
            }
            let body = json!({"grants": new.grants});
            act.close(Record::new(stream(officer), "officer.added", body), officer)
        })
    }

    /// Gives an officer a role; it counts from their next request on, or, where it takes two
    /// administrators, when another has confirmed the proposal that is given back.
    ///
    /// # Errors
    /// A refusal without the right or where they hold it already, or when the database fails.
    pub async fn give_role(
        &self,
        by: &By,
        officer: OfficerId,
        grant: Grant,
    ) -> Outcome<Option<ProposalId>> {
        self.give_role_from(by, officer, grant, by.at.date()).await
    }

    /// Takes a role from an officer; it counts from their next request on.
    ///
    /// # Errors
    /// A refusal without the right or where they do not hold it, or when the database fails.
    pub async fn take_role(&self, by: &By, officer: OfficerId, grant: Grant) -> Outcome<()> {
        self.change_role(by, officer, grant, false).await
    }

    pub(crate) async fn change_role(
        &self,
        by: &By,
        officer: OfficerId,
        grant: Grant,
        gives: bool,
    ) -> Outcome<()> {
        may(&by.actor, &Right::ManageOfficer { officer })?;
        let request = json!({"officer": officer, "grant": grant, "gives": gives});
        let changed = self.app.ledger.act(by.meta(request), move |act| {
            let (county, at) = (act.county().to_owned(), act.at());
            rows::officer(act.tx(), &county, officer)?.ok_or_else(no_officer)?;
            let changed = if gives {
                rows::add_grant(act.tx(), &county, officer, &grant, at)?
            } else {
                rows::take_grant(act.tx(), &county, officer, &grant)?
            };
            if !changed {
                return Err(nothing_to_change().into());
            }
            let kind = if gives { "officer.role-given" } else { "officer.role-taken" };
            act.close(Record::new(stream(officer), kind, json!({"grant": grant})), ())
        });
        changed.await
    }

    /// Adds an account. A resident's number and telephone open it besides the logins given.
    ///
    /// # Errors
    /// A refusal without the right, for a weak password, a login that opens another account or a
    /// demonstration account where this is none; or when the database fails.
    pub fn add_account(&self, by: &By, new: NewAccount) -> Outcome<AccountId> {
        may(&by.actor, &Right::ManageAccounts)?;
        if new.is_demo && !self.app.settings.demo {
            return Err(demo_in_earnest().into());
        }
        let logins: Vec<Login> =
            new.logins.iter().map(|login| Login::parse(login)).collect::<Result<_, _>>()?;
        let tags: Vec<Sha256> = logins.iter().map(|login| self.login_tag(login)).collect();
        let password = new.password.as_deref().map(|typed| {
            let mut words = self.words_about_now(new.holder)?;
            words.extend(new.logins.iter().cloned());
            self.passwords.check_now(typed, &words)?;
            Ok::<_, basis::Stop>(password::hash_now(&self.app.ambient, typed)?)
        });
        let (password, holder, is_demo) = (password.transpose()?, new.holder, new.is_demo);
        let service = self.clone();
        let tags_text: Vec<String> = tags.iter().map(ToString::to_string).collect();
        let request = json!({"add": "account", "holder": holder, "logins": tags_text});
        let login = new.logins.into_iter().next();
        self.app.ledger.act_now(by.meta(request), move |act| {
            let id = AccountId(act.new_id());
            let account = Account { id, holder, password, is_demo };
            service.open_account(act, &account, &tags)?;
            if let (Holder::Officer(officer), Some(login)) = (holder, &login) {
                let county = act.county().to_owned();
                rows::put_officer_login(act.tx(), &county, officer, login)?;
            }
            let body = json!({"holder": holder, "demo": is_demo});
            act.close(Record::new(account_stream(id), "account.added", body), id)
        })
    }

    /// Writes an account with everything that opens it.
    pub(crate) fn open_account(
        &self,
        act: &mut Act<'_, '_>,
        account: &Account,
        logins: &[Sha256],
    ) -> Outcome<()> {
        let (county, at) = (act.county().to_owned(), act.at());
        rows::actor(act.tx(), &county, account.holder)?.ok_or_else(no_holder)?;
        rows::add_account(act.tx(), &county, account, at).map_err(|error| {
            if error.is_unique() { has_account().into() } else { basis::Stop::from(error) }
        })?;
        for login in logins {
            if !rows::add_login(act.tx(), &county, login, account.id)? {
                return Err(login_taken().into());
            }
        }
        if let Holder::Person(person) = account.holder {
            self.open_by_numbers(act, account.id, person)?;
        }
        Ok(())
    }

    /// A resident's own numbers open their account; a telephone that opens another's already does not.
    fn open_by_numbers(
        &self,
        act: &mut Act<'_, '_>,
        account: AccountId,
        person: PersonId,
    ) -> Outcome<()> {
        let county = act.county().to_owned();
        let person = rows::person(act.tx(), &county, person)?.ok_or_else(no_holder)?;
        let number = self.login_tag(&Login::Number(person.number));
        rows::add_login(act.tx(), &county, &number, account)?;
        if let Some(phone) = person.phone {
            let phone = self.login_tag(&Login::Phone(phone));
            rows::add_login(act.tx(), &county, &phone, account)?;
        }
        Ok(())
    }

    fn tagged(&self, new: NewPerson) -> TaggedPerson {
        let NewPerson { name, number, division, address, phone } = new;
        let (sex, birth) = (number.sex(), number.birth());
        let id = PersonId(self.app.ambient.id());
        TaggedPerson {
            number_tag: self.tag("number", number.reveal()),
            phone_tag: phone.as_ref().map(|phone| self.tag("phone", phone.reveal())),
            person: Person { id, name, number, sex, birth, division, address, phone },
        }
    }
}

/// The stream of an account's records.
pub(crate) fn account_stream(account: AccountId) -> String {
    format!("account:{account}")
}

pub(crate) fn stream(officer: OfficerId) -> String {
    format!("officer:{officer}")
}

pub(crate) fn no_officer() -> Refusal {
    Refusal::told(RefusalKind::NotFound, "officer.unknown")
}

fn takes_another() -> Refusal {
    Refusal::told(RefusalKind::Forbidden, "officer.takes-two")
}

fn no_holder() -> Refusal {
    Refusal::told(RefusalKind::NotFound, "account.holder-unknown")
}

pub(crate) fn no_account() -> Refusal {
    Refusal::told(RefusalKind::NotFound, "account.unknown")
}

fn has_account() -> Refusal {
    Refusal::told(RefusalKind::Conflict, "account.exists")
}

fn login_taken() -> Refusal {
    Refusal::told(RefusalKind::Conflict, "account.login-taken").on("login")
}

pub(crate) fn nothing_to_change() -> Refusal {
    Refusal::told(RefusalKind::Conflict, "officer.role-unchanged")
}

fn demo_in_earnest() -> Refusal {
    Refusal::told(RefusalKind::Forbidden, "account.demo")
}
