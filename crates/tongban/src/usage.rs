//! A slip on the command line, said in one line.

use std::process::ExitCode;

use clap::CommandFactory;
use clap::error::ErrorKind;

use crate::cli::Cli;
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
            let line = line(&error.to_string(), &arguments());
            Output::new(wants_json()).error(&anyhow::Error::msg(line));
            ExitCode::from(WRONG_USE)
        }
    }
}

/// Whether the command line, which could not be read, asked for JSON.
fn wants_json() -> bool {
    arguments().iter().take_while(|word| *word != "--").any(|word| word == "--json")
}

fn arguments() -> Vec<String> {
    std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect()
}

/// The message, what belongs to it, and where more stands, in one line.
fn line(rendered: &str, arguments: &[String]) -> String {
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
    format!("{message}; see `{} --help`", command(arguments))
}

/// The command that was meant, as far as its words are commands.
fn command(arguments: &[String]) -> String {
    let mut meant = Cli::command();
    let mut words = vec!["tongban"];
    for word in arguments.iter().skip(1).filter(|word| !word.starts_with('-')) {
        let Some(next) = meant.find_subcommand(word).cloned() else { break };
        words.push(word);
        meant = next;
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    /// Goes through every command there is, so that a new one cannot be forgotten.
    #[test]
    fn every_help_shows_an_example() {
        fn walk(command: &clap::Command, path: &str, without: &mut Vec<String>) {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            if !help.contains("Example") || !help.contains(path) {
                without.push(path.to_owned());
            }
            for one in command.get_subcommands().filter(|one| one.get_name() != "help") {
                walk(one, &format!("{path} {}", one.get_name()), without);
            }
        }
        let mut without = Vec::new();
        walk(&Cli::command(), "tongban", &mut without);
        assert!(without.is_empty(), "no example of their own: {without:?}");
    }

    #[test]
    fn a_slip_is_one_line_that_says_where_more_stands() {
        let check = |arguments: &[&str], expected: &str| {
            let all = std::iter::once(&"tongban").chain(arguments);
            let all: Vec<String> = all.map(|word| (*word).to_owned()).collect();
            let error = Cli::try_parse_from(&all).err().map(|error| error.to_string());
            assert_eq!(line(&error.unwrap_or_default(), &all), expected, "{arguments:?}");
        };
        check(
            &["bakup"],
            "unrecognized subcommand 'bakup'; a similar subcommand exists: 'backup'; see `tongban --help`",
        );
        check(
            &["user", "add", "--login", "x"],
            "the following required arguments were not provided: --name <NAME>, --role <ROLE>; see `tongban user add --help`",
        );
        check(
            &["demo", "--people", "5"],
            "invalid value '5' for '--people <PEOPLE>': 5 is not in 1000..=5000000; see `tongban demo --help`",
        );
        check(
            &["demo", "--peeple", "5"],
            "unexpected argument '--peeple' found; a similar argument exists: '--people'; see `tongban demo --help`",
        );
    }
}
