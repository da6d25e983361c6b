//! One file a command; here only who is called.

mod backup;
mod check;
mod demo;
mod export;
mod import;
mod ledger;
mod list;
mod migrate;
mod plan;
mod receipt;
mod safe;
mod serve;
mod spoken;
mod user;
mod verify;

use std::process::ExitCode;

use anyhow::Result;

use crate::cli::{Cli, Command};
use crate::output::Output;

pub use safe::is_this_machine;

/// Runs a command; the exit code is not 0 where it found something wrong.
pub fn run(cli: Cli, output: &Output) -> Result<ExitCode> {
    match cli.command {
        Command::Serve(serving) => serve::serve(&serving, output),
        Command::Demo(demo) => demo::demo(&demo, output),
        Command::Check(check) => check::check(&check, output),
        Command::Import(import) => import::import(import, output),
        Command::Export(export) => export::export(export, output),
        Command::Receipt(receipt) => receipt::receipt(receipt, output),
        Command::Ledger(command) => ledger::ledger(command, output),
        Command::Plan(plan) => plan::plan(&plan, output),
        Command::Bench(bench) => crate::bench::bench(bench, output),
        Command::User(user) => user::user(user, output),
        Command::Backup(backup) => backup::backup(&backup, output),
        Command::Chaos(chaos) => crate::chaos::chaos(chaos, output),
        Command::Migrate(wish) => migrate::migrate(&wish, output),
    }
}

/// 0 where all is well, 1 where something was found.
fn found(any: bool) -> ExitCode {
    if any { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
