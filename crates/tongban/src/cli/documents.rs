//! Every command line that the documents show is one that the program understands.

use std::path::Path;

use clap::Parser as _;

use super::Cli;

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

#[test]
fn every_line_of_the_documents_is_understood() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut checked = 0;
    for folder in [root.clone(), root.join("docs")] {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let file = entry.unwrap().path();
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            if !name.ends_with(".md") || folder == root && !name.starts_with("README") {
                continue;
            }
            for line in lines(&std::fs::read_to_string(&file).unwrap()) {
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
    }
    assert!(checked > 30, "{checked} lines: are the documents where they were?");
}

#[test]
fn a_line_is_taken_apart_as_a_shell_does() {
    assert_eq!(words("tongban x --a \"b c\" < d"), ["tongban", "x", "--a", "b c"]);
    assert_eq!(words("tongban x --times 2      a remark"), ["tongban", "x", "--times", "2"]);
    let text = "tongban not code\n```\ntongban a \\\n  --b\n# no\n```\n";
    assert_eq!(lines(text), ["tongban a --b"]);
}
