//! The service of this part: the context with the secret from which tags are made.

use std::sync::Arc;

use basis::{Fault, OfficerId, Outcome, PersonId, Role};
use seal::{KeyedHash, Sha256};
use web::App;

use crate::account::Holder;
use crate::actor::Actor;
use crate::breached::Breached;
use crate::guessable;
use crate::password::Passwords;
use crate::people::{Login, Person};
use crate::rights::{Right, may};
use crate::rows;

/// People, accounts and sessions of the county served. Cheap to clone.
#[derive(Clone)]
pub struct Identity {
    pub(crate) app: App,
    pub(crate) passwords: Passwords,
    tags: KeyedHash,
    second: Arc<[Role]>,
}

impl Identity {
    /// The service with its secret: 32 random bytes that stay the same for the life of the database.
    ///
    /// # Errors
    /// A fault, if the secret is none: the same few bytes again and again.
    pub fn new(app: App, secret: &[u8; 32]) -> Result<Self, Fault> {
        let different = (0..=u8::MAX).filter(|byte| secret.contains(byte)).count();
        if different < 12 {
            return Err(Fault::new(
                "the secret of identity is not random: make a new one of 32 random bytes",
            ));
        }
        let (passwords, tags) = (Passwords::default(), KeyedHash::new(secret));
        Ok(Self { app, passwords, tags, second: Arc::default() })
    }

    /// The same, refusing passwords that stand in a list of breached ones.
    #[must_use]
    pub fn without_breached(mut self, list: Breached) -> Self {
        self.passwords = self.passwords.without(list);
        self
    }

    /// The same, letting in whoever holds one of these roles only with a second factor. In a
    /// demonstration nobody is held to it: its accounts are everybody's.
    #[must_use]
    pub fn requiring_second(mut self, roles: &[Role]) -> Self {
        self.second = if self.app.settings.demo { Arc::default() } else { roles.into() };
        self
    }

    /// Whether an actor holds a role that is let in only with a second factor.
    pub(crate) fn requires_second(&self, actor: &Actor) -> bool {
        actor.roles().iter().any(|role| self.second.contains(role))
    }

    /// What others know about the holder of an account and the place, for refusing it as a password.
    pub(crate) async fn words_about(&self, holder: Holder) -> Outcome<Vec<String>> {
        let county = self.county().to_owned();
        let own = self.app.store.read(move |tx| words_of(tx, &county, holder)).await?;
        Ok([own, self.words_of_place()].concat())
    }

    /// [`Identity::words_about`] on the present thread.
    pub(crate) fn words_about_now(&self, holder: Holder) -> Outcome<Vec<String>> {
        let county = self.county().to_owned();
        let own = self.app.store.read_now(move |tx| words_of(tx, &county, holder))?;
        Ok([own, self.words_of_place()].concat())
    }

    /// The county's name with and without its last character, its code, and the service's name.
    pub(crate) fn words_of_place(&self) -> Vec<String> {
        let settings = &self.app.settings;
        let name = settings.county_name.zh.clone();
        let short: String = name.chars().take(name.chars().count().saturating_sub(1)).collect();
        let english = settings.county_name.en.split(' ').next().unwrap_or_default().to_owned();
        let service = ["政务服务", "zhengwu", "tongban"].map(str::to_owned);
        let mut words = vec![name, short, english, settings.county.clone()];
        words.extend(service);
        words
    }

    /// Refuses to serve in earnest while accounts of a demonstration are open: their passwords are
    /// known to everybody.
    ///
    /// # Errors
    /// A fault that says how to mend it.
    pub fn check_start(&self) -> Outcome<()> {
        let county = self.county().to_owned();
        let has_demo = self.app.store.read_now(move |tx| rows::has_demo_account(tx, &county))?;
        if has_demo && !self.app.settings.demo {
            return Err(Fault::new(
                "this database has demo accounts with known passwords: use a new database, or close them",
            )
            .into());
        }
        Ok(())
    }

    /// The county served, six digits.
    #[must_use]
    pub fn county(&self) -> &str {
        &self.app.settings.county
    }

    /// A person.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn person(&self, id: PersonId) -> Outcome<Option<Person>> {
        let county = self.county().to_owned();
        Ok(self.app.store.read(move |tx| rows::person(tx, &county, id)).await?)
    }

    /// What is known of whoever asks; none where they are no resident here.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn own_data(&self, actor: &Actor) -> Outcome<Option<Person>> {
        match actor.resident_id() {
            Some(id) => self.person(id).await,
            None => Ok(None),
        }
    }

    /// The person with an identity number or a telephone number that nobody shares. Whoever asks
    /// for somebody else must have the right to file for them.
    ///
    /// # Errors
    /// A refusal for an empty text, or when the database fails.
    pub async fn find_person(&self, typed: &str) -> Outcome<Option<Person>> {
        let login = Login::parse(typed)?;
        let (service, county) = (self.clone(), self.county().to_owned());
        Ok(self.app.store.read(move |tx| service.known(tx, &county, &login)).await?)
    }

    /// [`Identity::find_person`] on the present thread.
    ///
    /// # Errors
    /// A refusal for an empty text, or when the database fails.
    pub fn find_person_now(&self, typed: &str) -> Outcome<Option<Person>> {
        let login = Login::parse(typed)?;
        let (service, county) = (self.clone(), self.county().to_owned());
        Ok(self.app.store.read_now(move |tx| service.known(tx, &county, &login))?)
    }

    /// Refuses somebody who is one of these officers in private life, with another account: nobody
    /// checks what they did themselves.
    ///
    /// # Errors
    /// That refusal, or when the database fails.
    pub async fn be_another(&self, actor: &Actor, others: &[OfficerId]) -> Outcome<()> {
        if actor.person.is_none() {
            return Ok(());
        }
        let (county, others) = (self.county().to_owned(), others.to_vec());
        let found = self.app.store.read(move |tx| {
            let mut people = Vec::new();
            for other in others {
                people.extend(rows::officer(tx, &county, other)?.and_then(|one| one.person));
            }
            Ok::<_, store::StoreError>(people)
        });
        let people = found.await?;
        Ok(may(actor, &Right::BeAnother { people })?)
    }

    /// An officer with what they hold.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn officer(&self, id: OfficerId) -> Outcome<Option<Actor>> {
        let county = self.county().to_owned();
        Ok(self.app.store.read(move |tx| rows::officer(tx, &county, id)).await?)
    }

    /// Forgets sessions, codes and attempts that have ended; for the service's housekeeping.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_ended(&self) -> Outcome<u64> {
        let (county, now) = (self.county().to_owned(), self.app.ambient.now());
        let pause = crate::attempts::PAUSE_MILLIS;
        Ok(self.app.store.write(move |tx| rows::forget_ended(tx, &county, now, pause)).await?)
    }

    pub(crate) fn known(
        &self,
        tx: &mut store::Tx<'_>,
        county: &str,
        login: &Login,
    ) -> Result<Option<Person>, store::StoreError> {
        match login {
            Login::Number(number) => {
                rows::person_by_number(tx, county, &self.tag("number", number.reveal()))
            }
            Login::Phone(phone) => {
                rows::person_by_phone(tx, county, &self.tag("phone", phone.reveal()))
            }
            Login::Name(_) => Ok(None),
        }
    }

    pub(crate) fn tag(&self, domain: &str, value: &str) -> Sha256 {
        self.tags.tag(domain, value.as_bytes())
    }

    pub(crate) fn login_tag(&self, login: &Login) -> Sha256 {
        self.tag("login", &login.canonical())
    }
}

/// What is known about the holder of an account: a resident's data, an officer's name and login.
fn words_of(
    tx: &mut store::Tx<'_>,
    county: &str,
    holder: Holder,
) -> Result<Vec<String>, store::StoreError> {
    match holder {
        Holder::Person(id) => {
            let person = rows::person(tx, county, id)?;
            Ok(person.map(|person| guessable::words_about(&person)).unwrap_or_default())
        }
        Holder::Officer(id) => {
            let name = rows::officer(tx, county, id)?.map(|officer| officer.name);
            let login = rows::officer_login(tx, county, id)?;
            Ok(name.into_iter().chain(login).collect())
        }
    }
}
