//! `migrate`: the schema up to date, and spread over machines where there are many.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use serde_json::json;
use store::distribute::{NOT_SQLITE, Spread, Table, tables};

use crate::cli::Migrate;
use crate::house::{connect, must_be_there};
use crate::output::Output;

/// Brings the schema up to date, spreads it, or says what would be done.
pub fn migrate(wish: &Migrate, output: &Output) -> Result<ExitCode> {
    match (wish.print, wish.distribute) {
        (true, true) => print_spread(output),
        (true, false) => print_missing(wish, output)?,
        (false, distribute) => run(wish, distribute, output)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The statements, for whoever wants to read them or run them by hand.
fn print_spread(output: &Output) {
    let statements: Vec<String> =
        tables().iter().map(|table| format!("{};", table.statement())).collect();
    output.answer(&json!({ "statements": statements }), statements.join("\n"));
}

fn print_missing(wish: &Migrate, output: &Output) -> Result<()> {
    // Of a database that is not there everything is missing; looking must not make it.
    let is_there = must_be_there(&wish.place.database).is_ok();
    let database = if is_there { &wish.place.database } else { "sqlite::memory:" };
    let missing = connect(database)?.missing_migrations()?;
    let words = match missing.is_empty() {
        true => "Nothing is missing.".to_owned(),
        false => missing.join("\n"),
    };
    output.answer(&json!({ "missing": missing }), words);
    Ok(())
}

fn run(wish: &Migrate, distribute: bool, output: &Output) -> Result<()> {
    // Asked first: what is refused makes no file and changes no database.
    if distribute && wish.place.database.starts_with("sqlite:") {
        bail!(NOT_SQLITE);
    }
    let store = connect(&wish.place.database)?;
    if distribute {
        store.can_distribute()?;
    }
    let applied = store.migrate().context("bringing the schema up to date")?;
    let spread = if distribute { store.distribute()? } else { Vec::new() };
    let value = json!({ "applied": applied, "spread": spread, "database": store.kind() });
    output.answer(&value, words(&applied, distribute.then_some(&spread)));
    Ok(())
}

fn words(applied: &[&str], spread: Option<&Vec<Table>>) -> String {
    let mut lines = vec![match applied.len() {
        0 => "The schema was up to date.".to_owned(),
        many => format!("{many} migrations applied: {}", applied.join(", ")),
    }];
    lines.extend(spread.map(|tables| {
        let by_county = tables.iter().filter(|table| table.spread == Spread::ByCounty).count();
        let whole = tables.len() - by_county;
        format!("{by_county} tables spread by county, {whole} kept whole on each machine.")
    }));
    lines.join("\n")
}
