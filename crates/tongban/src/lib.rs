//! The one binary as a library: settings, wiring, subcommands. `main` only calls [`run`], and tests
//! open the same [`house::House`] that is served.
//!
//! Commands run on the plain main thread, outside any runtime: only `serve` and what needs the
//! network start one. Errors leave with one clear line and a code other than 0.

mod ambient;
mod bench;
pub mod chaos;
mod cli;
mod commands;
mod county;
mod health;
pub mod house;
mod islands;
mod line;
mod listen;
mod others;
mod output;
mod outside;
mod settings;
mod usage;
pub mod watch;
pub mod workers;

use std::process::ExitCode;

use clap::Parser;

pub use ambient::system;
pub use cli::{LogFormat, Place, Serving, Watching};

/// Runs the command that the command line names.
#[must_use]
pub fn run() -> ExitCode {
    let cli = match cli::Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage::explain(&error),
    };
    let output = output::Output::new(cli.json);
    match commands::run(cli, &output) {
        Ok(code) => code,
        Err(error) => {
            output.error(&error);
            ExitCode::FAILURE
        }
    }
}
