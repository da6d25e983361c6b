//! `user`: officers and their roles.

use std::io::{IsTerminal, stdin};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use basis::codes::IdentityNumber;
use basis::{Date, DivisionCode, Lang, PersonId, Role};
use identity::{By, Grant, Holder, NewAccount, NewOfficer};
use ledger::IdempotencyKey;
use serde_json::json;

use crate::ambient;
use crate::cli::User;
use crate::house::{self, House};
use crate::output::Output;

/// Adds an officer, or lists the roles.
pub fn user(user: User, output: &Output) -> Result<ExitCode> {
    match user {
        User::Roles => roles(output),
        User::Add { login, name, role, department, division, person, place } => {
            let role: Role = role.parse().with_context(|| format!("--role {role}"))?;
            let ambient = ambient::system();
            let house = House::beside(&place, &ambient)?;
            let post =
                Post { role, department: department.as_deref(), division: division.as_deref() };
            let grant = post.grant(&house, ambient.now().date())?;
            let person = private(&house, person.as_deref())?;
            let password = password()?;
            let by =
                |place: &str| By::system(place, ambient.now(), IdempotencyKey::from(ambient.id()));
            let new = NewOfficer { name, person, grants: vec![grant] };
            let officer = house.identity.add_officer(&by(&place.county), new)?;
            let account = NewAccount {
                holder: Holder::Officer(officer),
                logins: vec![login.clone()],
                password: Some(password),
                is_demo: false,
            };
            house.identity.add_account(&by(&place.county), account)?;
            house.sign()?;
            let words = format!("{login} can sign in now as {}", role.name().get(Lang::En));
            output.answer(&json!({ "officer": officer, "login": login, "role": role }), words);
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// What an officer is to be, as it was typed.
struct Post<'a> {
    role: Role,
    department: Option<&'a str>,
    division: Option<&'a str>,
}

impl Post<'_> {
    /// The post as a right, if there is such a post in this county.
    fn grant(&self, house: &House, today: Date) -> Result<Grant> {
        let county = house.cases.county();
        let code = self.division.unwrap_or(county);
        let division = house::division(&house.divisions, code, today)
            .with_context(|| format!("--division {code}"))?;
        let county = DivisionCode::parse(county)?;
        if !division.within(&county) && !county.within(&division) {
            bail!("--division {code}: it has nothing to do with the county {county}");
        }
        self.department_fits(house)?;
        Ok(Grant::new(self.role, self.department, division))
    }

    fn department_fits(&self, house: &House) -> Result<()> {
        let catalogue = house.cases.catalogue();
        let known = &catalogue.departments;
        let at_desk = [Role::Clerk, Role::Reviewer, Role::Approver].contains(&self.role);
        match self.department {
            None if at_desk => bail!(
                "--role {} is for a department; name it with --department: {}",
                self.role,
                known.keys().cloned().collect::<Vec<_>>().join(", ")
            ),
            Some(id) => match known.get(id) {
                None => bail!(
                    "--department {id}: there is no such department; the departments are {}",
                    known.keys().cloned().collect::<Vec<_>>().join(", ")
                ),
                Some(one) if at_desk && !one.roles.contains(&self.role) => bail!(
                    "--role {}: {id} has no such officers; its roles are {}",
                    self.role,
                    one.roles.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
                ),
                Some(_) => Ok(()),
            },
            None => Ok(()),
        }
    }
}

/// The resident that an officer is in private life. The number is not said again: what is printed may
/// be kept.
fn private(house: &House, number: Option<&str>) -> Result<Option<PersonId>> {
    let Some(number) = number else { return Ok(None) };
    let known = match IdentityNumber::parse(number) {
        Ok(number) => house.identity.find_person_now(number.reveal())?,
        Err(_) => None,
    };
    let known = known.context(
        "--person: nobody in the register of people has this identity number; take the people in first, or leave it out",
    )?;
    Ok(Some(known.id))
}

fn roles(output: &Output) -> Result<ExitCode> {
    let list: Vec<_> = Role::ALL.iter().map(|role| (role.code(), role.name())).collect();
    let words: Vec<_> =
        list.iter().map(|(code, name)| format!("{code:14} {} {}", name.zh, name.en)).collect();
    let value: Vec<_> =
        list.iter().map(|(code, name)| json!({ "role": code, "name": name })).collect();
    output.answer(&json!({ "roles": value }), words.join("\n"));
    Ok(ExitCode::SUCCESS)
}

/// From standard input, never from the command line, where others could read it.
fn password() -> Result<String> {
    if stdin().is_terminal() {
        eprintln!("Password (it shows as you type; at least 10 characters):");
    }
    let mut line = String::new();
    stdin().read_line(&mut line)?;
    let password = line.trim_end_matches(['\n', '\r']).to_owned();
    if password.is_empty() {
        bail!("no password was given; type it, or send it on standard input");
    }
    Ok(password)
}
