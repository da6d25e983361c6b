//! What commands print: words for people, or one JSON object for programs; bars for long work.

use std::io::{IsTerminal, Write as _, stderr, stdout};

use indicatif::{ProgressBar, ProgressStyle};
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

    /// The one clear line of an error, with its causes.
    pub fn error(&self, error: &anyhow::Error) {
        let line = in_full(error);
        if self.json {
            put(&format!("{:#}", json!({ "error": line })));
        }
        eprintln!("tongban: {line}");
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

/// The error with its causes, and how to mend it where a file is the cause.
fn in_full(error: &anyhow::Error) -> String {
    let file = error.chain().find_map(|cause| cause.downcast_ref::<std::io::Error>());
    match file.and_then(|why| basis::mend::file(why.kind())) {
        Some(how) => format!("{error:#}; {how}"),
        None => format!("{error:#}"),
    }
}

/// A line on standard output. Whoever reads it may have seen enough (`| head`): that is no error.
fn put(line: &str) {
    let _ = writeln!(stdout(), "{line}");
}
