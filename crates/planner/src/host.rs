//! What a command needs from whoever runs it: a clock, an ear for notices, and a way to stop it.

use serde_json::{Value, json};

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

/// Counts draws for the host; says whether to go on.
pub(crate) fn draws<'h>(
    host: &'h dyn Host,
    what: &'h str,
    total: usize,
) -> impl FnMut(usize) -> bool + 'h {
    move |done| {
        host.progress(Progress { what, done: done as u64, total: Some(total as u64) });
        !host.cancelled()
    }
}

/// What a command answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The numbers, for programs.
    pub value: Value,
    /// The same in a few lines, for people.
    pub words: String,
}

/// Zeros without a sign, all the way down: the sum of no numbers is -0.0, which no reader expects.
pub(crate) fn without_sign(value: &mut Value) {
    match value {
        Value::Number(number) if number.is_f64() && number.as_f64() == Some(0.0) => {
            *value = json!(0.0);
        }
        Value::Array(items) => items.iter_mut().for_each(without_sign),
        Value::Object(fields) => fields.values_mut().for_each(without_sign),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_of_nothing_has_no_sign() {
        let nothing: f64 = [0.0; 0].iter().sum();
        let mut value = json!({ "a": [-0.0, nothing, -1.5, 0, null], "b": { "c": -0.0 } });
        without_sign(&mut value);
        assert_eq!(value.to_string(), r#"{"a":[0.0,0.0,-1.5,0,null],"b":{"c":0.0}}"#);
    }
}
