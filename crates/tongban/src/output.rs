//! What commands print: words for people, or one JSON object for programs; bars for long work.

use std::io::{IsTerminal, Write as _, stderr, stdout};

use basis::Refusal;
use indicatif::{ProgressBar, ProgressStyle};
use planner::PlannerError;
use serde_json::{Value, json};

/// Where a command's answer goes.
pub struct Output {
    json: bool,
}

impl Output {
    /// Words, or JSON.
    pub const fn new(json: bool) -> Self {
        Self { json }
    }

    /// A line for people; nothing where a program reads.
    pub fn say(&self, line: impl AsRef<str>) {
        if !self.json {
            put(line.as_ref());
        }
    }

    /// The answer: JSON for a program, the words for people.
    pub fn answer(&self, value: &Value, words: impl AsRef<str>) {
        if self.json {
            put(&format!("{value:#}"));
        } else {
            put(words.as_ref());
        }
    }

    /// The one clear line of an error, with its causes; for a program also what a check found.
    pub fn error(&self, error: &anyhow::Error) {
        let line = in_full(error);
        if self.json {
            put(&format!("{:#}", for_programs(error, &line)));
        }
        eprintln!("tongban: {line}");
    }

    /// A sign of life for work whose length nobody knows; it shows only on a terminal.
    pub fn busy(&self, what: &str) -> ProgressBar {
        if self.json || !stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new_spinner().with_message(what.to_owned());
        let style = ProgressStyle::with_template("{spinner} {msg} {elapsed}");
        let bar = style.map(|style| bar.clone().with_style(style)).unwrap_or(bar);
        bar.tick();
        bar.enable_steady_tick(std::time::Duration::from_millis(200));
        bar
    }

    /// A bar for a file that is read, with so many bytes; it shows only on a terminal.
    pub fn bytes(&self, bytes: u64, what: &str) -> ProgressBar {
        let style = ProgressStyle::with_template("{msg} {bar:30} {bytes}/{total_bytes} {eta}");
        let bar = self.bar(bytes, what);
        style.map(|style| bar.clone().with_style(style)).unwrap_or(bar)
    }

    /// A bar for work of a known length; it shows only on a terminal.
    pub fn bar(&self, steps: u64, what: &str) -> ProgressBar {
        if self.json || !stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let style = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len} {eta}");
        let bar = ProgressBar::new(steps).with_message(what.to_owned());
        style.map(|style| bar.clone().with_style(style)).unwrap_or(bar)
    }
}

/// The line as JSON, and of a timetable that is refused all that was found in it.
fn for_programs(error: &anyhow::Error, line: &str) -> Value {
    let refused = error.chain().find_map(|cause| cause.downcast_ref::<PlannerError>());
    let findings = refused.map(PlannerError::findings).unwrap_or_default();
    if findings.is_empty() {
        return json!({ "error": line });
    }
    json!({ "error": line, "findings": findings })
}

/// The error with its causes, each said once, and how to mend it where a file is the cause.
fn in_full(error: &anyhow::Error) -> String {
    let line = causes(error).join(": ");
    let file = error.chain().find_map(|cause| cause.downcast_ref::<std::io::Error>());
    match file.and_then(|why| basis::mend::file(why.kind())) {
        Some(how) => format!("{line}; {how}"),
        None => line,
    }
}

/// The error and its causes. What stands around a refusal repeats its words; the refusal itself
/// speaks English here, as the commands do.
fn causes(error: &anyhow::Error) -> Vec<String> {
    let mut said: Vec<String> = Vec::new();
    for cause in error.chain() {
        let words = cause.to_string();
        if said.last() == Some(&words) {
            said.pop();
        }
        said.push(match cause.downcast_ref::<Refusal>() {
            Some(refusal) if !refusal.text.en.is_empty() => {
                format!("{} [{}]", refusal.text.en, refusal.rule)
            }
            _ => words,
        });
    }
    said
}

/// A line on standard output. Whoever reads it may have seen enough (`| head`): that is no error.
fn put(line: &str) {
    let _ = writeln!(stdout(), "{line}");
}

#[cfg(test)]
mod tests {
    use anyhow::Context;
    use basis::{Fault, Stop};

    use super::*;

    #[test]
    fn each_cause_is_said_once_and_in_english() {
        let refusal =
            Refusal::invalid("account.login-taken", "用户名有人用了", "the login is taken");
        let refused = anyhow::Error::from(Stop::from(refusal.clone()));
        assert_eq!(in_full(&refused), "the login is taken [account.login-taken]");
        let inside = Err::<(), _>(Stop::from(refusal)).context("adding").unwrap_err();
        assert_eq!(in_full(&inside), "adding: the login is taken [account.login-taken]");
        let broken = anyhow::Error::from(Stop::from(Fault::new("reading rows")));
        assert_eq!(in_full(&broken), "reading rows");
    }
}
