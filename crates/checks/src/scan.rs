//! A light reading of Rust sources: code without comments and strings, the strings by themselves,
//! and where functions begin and end. Not a parser: enough for rules about form.

/// A source taken apart; lines stay where they were.
pub(crate) struct Scan {
    /// The code with comments and the insides of strings blanked out.
    pub(crate) code: String,
    /// String literals with the line on which they begin.
    pub(crate) strings: Vec<(usize, String)>,
}

/// A function: its line, its name and how many lines it has, both braces' lines included.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Function {
    pub(crate) line: usize,
    pub(crate) name: String,
    pub(crate) lines: usize,
}

impl Scan {
    /// Takes a source apart.
    pub(crate) fn new(text: &str) -> Self {
        let mut scanner = Scanner {
            text: text.chars().collect(),
            at: 0,
            line: 1,
            code: String::with_capacity(text.len()),
            strings: Vec::new(),
        };
        scanner.run();
        Self { code: scanner.code, strings: scanner.strings }
    }

    /// The line at which the tests begin (`#[cfg(test)]` before an inline module), or one past the end.
    pub(crate) fn tests_from(&self) -> usize {
        let lines: Vec<&str> = self.code.lines().collect();
        let inline = |i: &usize| {
            lines[*i].trim() == "#[cfg(test)]"
                && lines.get(i + 1).is_some_and(|next| next.contains("mod ") && next.contains('{'))
        };
        (0..lines.len()).find(inline).map_or(lines.len() + 1, |i| i + 1)
    }

    /// All functions that have a body.
    pub(crate) fn functions(&self) -> Vec<Function> {
        let lines: Vec<&str> = self.code.lines().collect();
        let mut functions = Vec::new();
        for (i, line) in lines.iter().enumerate() {
            let Some(name) = function_name(line) else { continue };
            if let Some(end) = body_end(&lines[i..]) {
                functions.push(Function { line: i + 1, name, lines: end + 1 });
            }
        }
        functions
    }
}

/// The name after `fn` when the line declares a function.
fn function_name(line: &str) -> Option<String> {
    let start = line.find("fn ")?;
    let before = line[..start].trim();
    let modifiers = ["pub", "const", "async", "unsafe", "extern", "default"];
    let plain = before
        .split_whitespace()
        .all(|word| word.starts_with("pub(") || word.ends_with(')') || modifiers.contains(&word));
    let name: String = line[start + 3..]
        .trim_start()
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect();
    (plain && !name.is_empty()).then_some(name)
}

/// How many lines further the body ends; nothing for a declaration without one.
fn body_end(lines: &[&str]) -> Option<usize> {
    let (mut braces, mut brackets, mut opened) = (0i32, 0i32, false);
    for (i, line) in lines.iter().enumerate() {
        for c in line.chars() {
            match c {
                '{' => {
                    braces += 1;
                    opened = true;
                }
                '}' => braces -= 1,
                '(' | '[' => brackets += 1,
                ')' | ']' => brackets -= 1,
                ';' if !opened && brackets == 0 => return None,
                _ => {}
            }
            if opened && braces == 0 {
                return Some(i);
            }
        }
    }
    None
}

struct Scanner {
    text: Vec<char>,
    at: usize,
    line: usize,
    code: String,
    strings: Vec<(usize, String)>,
}

impl Scanner {
    fn run(&mut self) {
        while let Some(c) = self.peek(0) {
            match (c, self.peek(1)) {
                ('/', Some('/')) => self.skip_line(),
                ('/', Some('*')) => self.skip_block(),
                ('r', Some('"' | '#')) if !self.after_word() && self.is_raw() => self.raw_string(),
                ('"', _) => self.string(),
                ('\'', _) => self.quote(),
                _ => self.keep(),
            }
        }
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.text.get(self.at + ahead).copied()
    }

    fn keep(&mut self) {
        if let Some(c) = self.peek(0) {
            self.code.push(c);
            self.step();
        }
    }

    /// Passes one character over, keeping only line ends.
    fn drop(&mut self) {
        if self.peek(0) == Some('\n') {
            self.code.push('\n');
        }
        self.step();
    }

    fn step(&mut self) {
        if self.peek(0) == Some('\n') {
            self.line += 1;
        }
        self.at += 1;
    }

    fn after_word(&self) -> bool {
        self.at > 0 && self.text.get(self.at - 1).is_some_and(|c| c.is_alphanumeric() || *c == '_')
    }

    fn is_raw(&self) -> bool {
        let hashes = self.hashes(1);
        self.peek(1 + hashes) == Some('"')
    }

    fn hashes(&self, from: usize) -> usize {
        (from..).take_while(|i| self.peek(*i) == Some('#')).count()
    }

    fn skip_line(&mut self) {
        while self.peek(0).is_some_and(|c| c != '\n') {
            self.drop();
        }
    }

    fn skip_block(&mut self) {
        let mut depth = 0;
        while let Some(c) = self.peek(0) {
            match (c, self.peek(1)) {
                ('/', Some('*')) => depth += 1,
                ('*', Some('/')) => depth -= 1,
                _ => {
                    self.drop();
                    continue;
                }
            }
            self.drop();
            self.drop();
            if depth == 0 {
                return;
            }
        }
    }

    fn raw_string(&mut self) {
        let hashes = self.hashes(1);
        let line = self.line;
        for _ in 0..hashes + 2 {
            self.drop();
        }
        let mut inside = String::new();
        while let Some(c) = self.peek(0) {
            if c == '"' && self.hashes(1) >= hashes {
                break;
            }
            inside.push(c);
            self.drop();
        }
        for _ in 0..=hashes {
            self.drop();
        }
        self.close(line, inside);
    }

    fn string(&mut self) {
        let line = self.line;
        self.drop();
        let mut inside = String::new();
        while let Some(c) = self.peek(0) {
            match c {
                '"' => break,
                '\\' => {
                    inside.push(' ');
                    self.drop();
                    self.drop();
                }
                _ => {
                    inside.push(c);
                    self.drop();
                }
            }
        }
        self.drop();
        self.close(line, inside);
    }

    fn close(&mut self, line: usize, inside: String) {
        self.code.push_str("\"\"");
        self.strings.push((line, inside));
    }

    /// A character literal is blanked out; a lifetime stays.
    fn quote(&mut self) {
        let length = match (self.peek(1), self.peek(2)) {
            (Some('\\'), _) => (3..14).find(|i| self.peek(*i) == Some('\'')).map(|i| i + 1),
            (Some(_), Some('\'')) => Some(3),
            _ => None,
        };
        match length {
            Some(length) => (0..length).for_each(|_| self.drop()),
            None => self.keep(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_strings_are_taken_out_and_lines_stay() {
        let source = "let a = \"fn { // no\"; // fn b() {\n/* { /* x */ } */ let c = '{';\nlet d: &'a str = r#\"sel\"ect\"#;\n";
        let scan = Scan::new(source);
        assert_eq!(scan.code, "let a = \"\"; \n let c = ;\nlet d: &'a str = \"\";\n");
        let strings = [(1, "fn { // no".to_owned()), (3, "sel\"ect".to_owned())];
        assert_eq!(scan.strings, strings);
    }

    #[test]
    fn functions_are_measured_from_signature_to_closing_brace() {
        let source = "pub(crate) async fn a(\n  x: [u8; 2],\n) -> B {\n  if x { y }\n}\ntrait T { fn b(&self); }\nfn c() {}\nlet fn_ = (|| ())();\n";
        let found: Vec<(usize, String, usize)> = Scan::new(source)
            .functions()
            .into_iter()
            .map(|function| (function.line, function.name, function.lines))
            .collect();
        assert_eq!(found, [(1, "a".to_owned(), 5), (7, "c".to_owned(), 1)]);
    }

    #[test]
    fn inline_tests_are_found_and_test_files_are_not() {
        let check = |source, expected| assert_eq!(Scan::new(source).tests_from(), expected);
        check("fn a() {}\n#[cfg(test)]\nmod tests {\n}\n", 2);
        check("#[cfg(test)]\nmod tests;\nfn a() {}\n", 4);
    }
}
