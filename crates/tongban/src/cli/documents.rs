//! Every command line that the documents show is one that the program understands.

use std::path::Path;

use clap::Parser as _;
use clap::error::ErrorKind;

use super::Cli;

/// What was so is told in the words of then.
const HISTORY: &str = "CHANGELOG.md";
/// What somebody who is named a command in passing is not told of it.
const LEFT_OUT: [ErrorKind; 4] = [
    ErrorKind::MissingRequiredArgument,
    ErrorKind::MissingSubcommand,
    ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand,
    ErrorKind::DisplayHelp,
];

/// The command lines in the code blocks of a document: those that begin with the program's name.
fn lines(text: &str) -> Vec<String> {
    let mut is_code = false;
    let mut found = Vec::new();
    // A line that goes on is one line, its blanks no remark.
    let parts: Vec<&str> = text.split("\\\n").map(str::trim_start).collect();
    let joined = parts.join("");
    for line in joined.lines() {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
            continue;
        }
        let line = line.trim();
        let line = line.strip_prefix("$ ").unwrap_or(line);
        if is_code && line.starts_with("tongban ") {
            found.push(line.to_owned());
        }
    }
    found
}

/// The commands that the running text and its tables name between back quotes: `tongban …` by itself,
/// behind one setting, or in the quotes of a shell. `$O` stands for what the document says it does.
fn mentions(text: &str) -> Vec<String> {
    let options = text.split_once("`O=\"").and_then(|(_, rest)| rest.split_once('"'));
    let options = options.map_or("", |(options, _)| options);
    let (mut is_code, mut found) = (false, Vec::new());
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
        } else if !is_code {
            let quoted = line.split('`').skip(1).step_by(2);
            found.extend(quoted.filter_map(command).map(|one| one.replace("$O", options)));
        }
    }
    found
}

/// The command in what stands between back quotes, if it is one of ours.
fn command(quoted: &str) -> Option<&str> {
    let (before, _) = quoted.split_once("tongban ")?;
    let rest = &quoted[before.len()..];
    let is_setting = before.contains('=') && before.trim_end().split(' ').count() == 1;
    if before.ends_with('\'') {
        return rest.split('\'').next();
    }
    (before.is_empty() || is_setting).then_some(rest)
}

/// The words of what is named in passing: three dots at its end say that it goes on; three dots, or a
/// word in capitals, in the place of a value stand for any.
fn filled(mention: &str) -> Vec<String> {
    let all = words(mention);
    let is_open = |word: &str| word == "…" || word.chars().all(|c| c.is_ascii_uppercase());
    let is_value = |at: usize| at > 1 && all[at - 1].starts_with("--");
    let kept = all.iter().enumerate().filter(|(at, word)| *word != "…" || is_value(*at));
    kept.map(|(_, word)| if is_open(word) { "1".to_owned() } else { word.clone() }).collect()
}

/// The words of a line as a shell takes them, without what it does with input and output, and
/// without remarks, which stand behind `#` or two blanks.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    let line = [" < ", " > ", " | ", " # ", "  "]
        .iter()
        .fold(line, |line, end| line.split_once(end).map_or(line, |(before, _)| before));
    for letter in line.chars() {
        match quote {
            Some(open) if letter == open => quote = None,
            None if letter == '"' || letter == '\'' => quote = Some(letter),
            None if letter == ' ' => words.push(std::mem::take(&mut word)),
            _ => word.push(letter),
        }
    }
    words.push(word);
    words
}

/// Name and text of every document.
fn documents() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found = Vec::new();
    for folder in [root.clone(), root.join("docs")] {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let file = entry.unwrap().path();
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            if name.ends_with(".md") && name != HISTORY {
                found.push((name, std::fs::read_to_string(&file).unwrap()));
            }
        }
    }
    found
}

#[test]
fn every_line_of_the_documents_is_understood() {
    let mut checked = 0;
    for (name, text) in documents() {
        for line in lines(&text) {
            let words = words(&line);
            // Three dots stand for what the document has said before.
            if words.iter().any(|word| word == "…") {
                continue;
            }
            let parsed = Cli::try_parse_from(&words);
            assert!(parsed.is_ok(), "{name}: {line}\n{}", parsed.err().unwrap());
            checked += 1;
        }
    }
    assert!(checked > 30, "{checked} lines: are the documents where they were?");
}

/// Also those that nobody copies whole, such as the commands beside the figures of BENCHMARKS.md.
#[test]
fn every_command_that_is_named_in_passing_is_there_with_its_options() {
    let mut checked = 0;
    for (name, text) in documents() {
        for mention in mentions(&text) {
            let words = filled(&mention);
            // Said of all commands at once.
            if words.get(1).is_some_and(|word| word == "1") {
                continue;
            }
            if let Err(error) = Cli::try_parse_from(&words) {
                assert!(LEFT_OUT.contains(&error.kind()), "{name}: {mention}\n{error}");
            }
            checked += 1;
        }
    }
    assert!(checked > 50, "{checked} commands: are the documents where they were?");
}

#[test]
fn a_command_is_found_in_the_running_text() {
    let check = |text: &str, expected: &[&str]| {
        let found: Vec<String> = mentions(text).iter().map(|one| filled(one).join(" ")).collect();
        assert_eq!(found, expected, "{text}");
    };
    check("`O=\"--cases 9\"`; `tongban bench seed $O`", &["tongban bench seed --cases 9"]);
    check(
        "| `with.sh sh -c 'tongban chaos restart --times 1 …'` |",
        &["tongban chaos restart --times 1"],
    );
    check("`TMPDIR=/dev/shm tongban check`, `cargo test -p tongban --test it`", &["tongban check"]);
    check(
        "`tongban ledger verify --database … --against RECEIPT`",
        &["tongban ledger verify --database 1 --against 1"],
    );
    check("tongban without quotes\n```\n`tongban in code`\n```\n", &[]);
}

#[test]
fn a_line_is_taken_apart_as_a_shell_does() {
    assert_eq!(words("tongban x --a \"b c\" < d"), ["tongban", "x", "--a", "b c"]);
    assert_eq!(words("tongban x --times 2      a remark"), ["tongban", "x", "--times", "2"]);
    let text = "tongban not code\n```\ntongban a \\\n  --b\n# no\n```\n";
    assert_eq!(lines(text), ["tongban a --b"]);
}
