//! What a command needs from whoever runs it: a clock, an ear for notices, and a way to stop it.

use crate::PlannerError;

/// Whoever runs a command: a terminal, a job of the server, a test.
///
/// Commands neither print nor read the clock nor listen for keys; they ask their host.
pub trait Host: Sync {
    /// The present instant, for the seconds that a search took.
    fn now(&self) -> basis::Instant;

    /// Something a planner should know that is no error: what was left out, what lies far away.
    fn notice(&self, text: &str);

    /// How far long work has come.
    fn progress(&self, progress: Progress<'_>);

    /// Whether to stop. Asked often; a stopped command leaves no file behind.
    fn cancelled(&self) -> bool;
}

/// How far long work has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress<'a> {
    /// What is being done, in a few words.
    pub what: &'a str,
    /// Steps done.
    pub done: u64,
    /// Steps in all, where that is known.
    pub total: Option<u64>,
}

/// Fails when the host wants to stop.
pub(crate) fn go_on(host: &dyn Host) -> Result<(), PlannerError> {
    if host.cancelled() { Err(PlannerError::Cancelled) } else { Ok(()) }
}

/// Tells the host of a stage whose steps are not counted, unless it wants to stop.
pub(crate) fn stage(host: &dyn Host, what: &str) -> Result<(), PlannerError> {
    go_on(host)?;
    host.progress(Progress { what, done: 0, total: None });
    Ok(())
}

/// What a command answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The numbers, for programs.
    pub value: serde_json::Value,
    /// The same in a few lines, for people.
    pub words: String,
}
