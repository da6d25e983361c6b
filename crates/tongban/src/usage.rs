//! A slip on the command line, said in one line.

use std::process::ExitCode;

use clap::error::ErrorKind;

use crate::output::Output;

/// What a shell takes for a wrong use of a command.
const WRONG_USE: u8 = 2;

/// Prints help where help was asked for, and one clear line where something is wrong.
pub fn explain(error: &clap::Error) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // Whoever closes the pipe has read enough.
            let _ = error.print();
            ExitCode::SUCCESS
        }
        // A command without its subcommand shows what there is; a program gets its one object.
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand if !wants_json() => {
            let _ = error.print();
            ExitCode::from(WRONG_USE)
        }
        _ => {
            let line = line(&error.to_string());
            Output::new(wants_json()).error(&anyhow::Error::msg(line));
            ExitCode::from(WRONG_USE)
        }
    }
}

/// Whether the command line, which could not be read, asked for JSON.
fn wants_json() -> bool {
    std::env::args().take_while(|argument| argument != "--").any(|argument| argument == "--json")
}

/// The message, what belongs to it, and where more stands, in one line.
fn line(rendered: &str) -> String {
    let mut parts = rendered.split("\n\n");
    let first = parts.next().unwrap_or_default();
    let first = first.strip_prefix("error: ").unwrap_or(first);
    let mut lines = first.lines().map(str::trim);
    let mut message = lines.next().unwrap_or_default().to_owned();
    let more: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    if !more.is_empty() {
        let space = if more[0].starts_with('[') || message.ends_with(':') { " " } else { "; " };
        message = format!("{message}{space}{}", more.join(", "));
    }
    let tips = rendered.lines().filter_map(|line| line.trim().strip_prefix("tip: "));
    for tip in tips {
        message = format!("{message}; {tip}");
    }
    format!("{message}; see `{} --help`", command(rendered))
}

/// The command that was meant: the words of its usage before its options.
fn command(rendered: &str) -> String {
    let usage = rendered.lines().find_map(|line| line.strip_prefix("Usage: "));
    let is_word = |word: &&str| !word.starts_with(['-', '<', '[']);
    let words: Vec<&str> =
        usage.unwrap_or("tongban").split_whitespace().take_while(is_word).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::Cli;

    #[test]
    fn a_slip_is_one_line_that_says_where_more_stands() {
        let check = |arguments: &[&str], expected: &str| {
            let all = std::iter::once(&"tongban").chain(arguments);
            let error = Cli::try_parse_from(all).err().map(|error| error.to_string());
            assert_eq!(line(&error.unwrap_or_default()), expected, "{arguments:?}");
        };
        check(
            &["serv"],
            "unrecognized subcommand 'serv'; a similar subcommand exists: 'serve'; see `tongban --help`",
        );
        check(
            &["user", "add", "--login", "x"],
            "the following required arguments were not provided: --name <NAME>, --role <ROLE>; see `tongban user add --help`",
        );
        check(
            &["demo", "--people", "5"],
            "invalid value '5' for '--people <PEOPLE>': 5 is not in 1000..=5000000; see `tongban --help`",
        );
        check(
            &["demo", "--peeple", "5"],
            "unexpected argument '--peeple' found; a similar argument exists: '--people'; see `tongban demo --help`",
        );
    }
}
