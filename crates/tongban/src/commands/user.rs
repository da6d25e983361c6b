//! `user`: officers and their roles.

use std::io::{IsTerminal, stdin};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use basis::{DivisionCode, Lang, Role};
use identity::{By, Grant, Holder, NewAccount, NewOfficer};
use ledger::IdempotencyKey;
use serde_json::json;

use crate::ambient;
use crate::cli::User;
use crate::house::House;
use crate::output::Output;

/// Adds an officer, or lists the roles.
pub fn user(user: User, output: &Output) -> Result<ExitCode> {
    match user {
        User::Roles => roles(output),
        User::Add { login, name, role, department, division, place } => {
            let role: Role = role.parse().with_context(|| format!("--role {role}"))?;
            let division = DivisionCode::parse(division.as_deref().unwrap_or(&place.county))?;
            let password = password()?;
            let ambient = ambient::system();
            let house = House::beside(&place, &ambient)?;
            let grant = Grant::new(role, department.as_deref(), division);
            let by =
                |place: &str| By::system(place, ambient.now(), IdempotencyKey::from(ambient.id()));
            let new = NewOfficer { name, person: None, grants: vec![grant] };
            let officer = house.identity.add_officer(&by(&place.county), new)?;
            let account = NewAccount {
                holder: Holder::Officer(officer),
                logins: vec![login.clone()],
                password: Some(password),
                is_demo: false,
            };
            house.identity.add_account(&by(&place.county), account)?;
            let words = format!("{login} can sign in now as {}", role.name().get(Lang::En));
            output.answer(&json!({ "officer": officer, "login": login, "role": role }), words);
            Ok(ExitCode::SUCCESS)
        }
    }
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
