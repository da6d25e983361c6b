//! The planning half's commands: datasets in, travel times, access, equity and sites out.
//!
//! What must stay true: a command reads files and writes files and needs neither server nor
//! database; a broken input names file, row and column and nothing is loaded; a result appears
//! whole or not at all, with a note of the digests that it was made of; the same inputs give the
//! same bytes. Nothing here prints, reads the clock or listens for keys: that is the [`Host`]'s.
//!
//! [`cli::Plan`] is the command line, [`run`] carries it out. [`tables`] reads what planners have,
//! [`out`] writes, [`store`] keeps datasets, [`scenario`] says what changes on a base would do.

pub mod cli;
mod commands;
pub mod digest;
mod error;
mod host;
pub mod hours;
pub mod names;
pub mod out;
pub mod scenario;
pub mod store;
pub mod tables;

pub use error::PlannerError;
pub use host::{Answer, Host, Progress};

use cli::Plan;

/// Carries out a command.
///
/// # Errors
/// What is wrong with an option or an input; nothing has been written then.
pub fn run(plan: &Plan, host: &dyn Host) -> Result<Answer, PlannerError> {
    let mut answer = match plan {
        Plan::Import(import) => commands::import::run(import, host),
        Plan::Travel(travel) => commands::travel::run(travel, host),
        Plan::Access(access) => commands::access::run(access, host),
        Plan::Circle(circle) => commands::circle::run(circle, host),
        Plan::Equity(equity) => commands::equity::run(equity, host),
        Plan::Index(index) => commands::index::run(index, host),
        Plan::Site(site) => commands::site::run(site, host),
        Plan::Scenario(scenario) => commands::scenario::run(scenario, host),
        Plan::Budget(budget) => commands::budget::run(budget, host),
        Plan::Report(report) => commands::report::run(report, host),
        Plan::Export(export) => commands::export::run(export, host),
    }?;
    host::without_sign(&mut answer.value);
    Ok(answer)
}
