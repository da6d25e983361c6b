//! The one binary: settings, wiring, subcommands.
//!
//! Commands run on the plain main thread, outside any runtime: only `serve` and what needs the
//! network start one. Errors leave with one clear line and a code other than 0.

mod ambient;
mod cli;
mod commands;
mod county;
mod house;
mod output;
mod settings;
mod workers;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    let output = output::Output::new(cli.json);
    match commands::run(cli, &output) {
        Ok(code) => code,
        Err(error) => {
            output.error(&error);
            ExitCode::FAILURE
        }
    }
}
