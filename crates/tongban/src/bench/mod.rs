//! `bench`: figures of this machine, each with what it depends on. The server runs as a process of
//! its own, as people run it; the load comes over HTTP from this one, so both share the machine.

mod burst;
mod check;
pub(crate) mod client;
pub(crate) mod figures;
mod leaves;
mod lifecycle;
mod load;
mod raw;
mod reading;
mod seed;
mod server;
mod small;
mod town;
mod upgrade;

use std::process::ExitCode;

use anyhow::Result;

use crate::cli::Bench;
use crate::output::Output;

/// Measures.
pub fn bench(bench: Bench, output: &Output) -> Result<ExitCode> {
    match bench {
        Bench::Ledger { leaves, database: None } => leaves::in_memory(leaves, output)?,
        Bench::Ledger { leaves, database: Some(database) } => {
            leaves::in_database(leaves, &database, output)?;
        }
        Bench::Commit { rows, database } => small::commit(rows, &database, output)?,
        Bench::Check { dir, matters } => check::check(&dir, matters, output)?,
        Bench::Seed(wish) => seed::command(&wish, output)?,
        Bench::Lifecycle(wish) => lifecycle::command(&wish, output)?,
        Bench::Burst(wish) => burst::command(&wish, output)?,
        Bench::Lists(wish) => reading::lists(&wish, output)?,
        Bench::Pages(wish) => reading::pages(&wish, output)?,
        Bench::Upgrade(wish) => upgrade::command(&wish, output)?,
    }
    Ok(ExitCode::SUCCESS)
}
