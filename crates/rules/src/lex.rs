//! From source text to tokens. Full-width punctuation is taken as its narrow twin.

use basis::{Fen, Text};

use crate::{
    error::{RuleError, Span},
    value::{MILLION, Rate, Value},
};

/// A word of the language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// A number, amount or share; an integer may have a unit.
    Number(Value, Option<String>),
    /// Quoted words.
    Quoted(String),
    /// A name, with its dots.
    Name(String),
    /// An operator or punctuation.
    Symbol(&'static str),
    /// After the last.
    End,
}

const SYMBOLS: [&str; 24] = [
    "||", "&&", "==", "!=", "<=", ">=", "..", "<", ">", "!", "+", "-", "*", "/", "%", "?", ":",
    "(", ")", "[", "]", ",", "≥", "≤",
];

const UNITS: [&str; 9] = ["岁", "天", "日", "月", "个月", "年", "人", "小时", "户"];

/// Splits source into tokens; every fault found is told.
pub(crate) fn tokens(source: &str) -> Result<Vec<(Token, Span)>, Vec<RuleError>> {
    let mut lexer = Lexer { source, at: 0, tokens: Vec::new(), errors: Vec::new() };
    while lexer.skip_space() {
        lexer.token();
    }
    lexer.tokens.push((Token::End, Span::new(source.len(), source.len())));
    if lexer.errors.is_empty() { Ok(lexer.tokens) } else { Err(lexer.errors) }
}

/// Reads one whole number, amount or share as it is written in data.
pub(crate) fn number(text: &str) -> Option<Value> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let tokens = tokens(digits).ok()?;
    match tokens.as_slice() {
        [(Token::Number(value, None), _), (Token::End, _)] => Some(match value {
            Value::Int(number) => Value::Int(sign * number),
            Value::Money(fen) => Value::Money(Fen::new(sign * fen.get())),
            Value::Rate(rate) => Value::Rate(Rate::millionths(sign * rate.get())),
            _ => return None,
        }),
        _ => None,
    }
}

struct Lexer<'a> {
    source: &'a str,
    at: usize,
    tokens: Vec<(Token, Span)>,
    errors: Vec<RuleError>,
}

pub(crate) fn starts_name(letter: char) -> bool {
    letter.is_alphabetic() || letter == '_'
}

fn continues_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        &self.source[self.at..]
    }

    fn skip_space(&mut self) -> bool {
        self.take_while(char::is_whitespace);
        self.at < self.source.len()
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> usize {
        let start = self.at;
        let rest = self.rest();
        let length = rest.find(|letter| !wanted(letter)).unwrap_or(rest.len());
        self.at += length;
        start
    }

    fn push(&mut self, token: Token, start: usize) {
        self.tokens.push((token, Span::new(start, self.at)));
    }

    fn fail(&mut self, code: &str, start: usize, what: Text, mend: Text) {
        self.errors.push(RuleError::new(code, Span::new(start, self.at), what, mend));
    }

    fn token(&mut self) {
        let start = self.at;
        let Some(letter) = self.rest().chars().next() else { return };
        match letter {
            '0'..='9' => self.number(),
            '"' | '“' => self.quoted(),
            _ if starts_name(letter) => self.name(),
            _ => {
                if let Some((symbol, length)) = symbol(self.rest()) {
                    self.at += length;
                    self.push(Token::Symbol(symbol), start);
                } else {
                    self.at += letter.len_utf8();
                    let what = Text::new(
                        format!("不认识的符号“{letter}”"),
                        format!("unknown sign {letter:?}"),
                    );
                    self.fail("R001", start, what, Text::new("删去它或改用运算符", "remove it"));
                }
            }
        }
    }

    fn name(&mut self) {
        let start = self.at;
        loop {
            self.take_while(continues_name);
            let mut ahead = self.rest().chars();
            if ahead.next() == Some('.') && ahead.next().is_some_and(starts_name) {
                self.at += 1;
            } else {
                break;
            }
        }
        let name = self.source[start..self.at].to_owned();
        self.push(Token::Name(name), start);
    }

    fn quoted(&mut self) {
        let start = self.at;
        let close = if self.rest().starts_with('"') { '"' } else { '”' };
        self.at += if close == '"' { 1 } else { '“'.len_utf8() };
        let mut words = String::new();
        while let Some(letter) = self.rest().chars().next() {
            self.at += letter.len_utf8();
            if letter == close {
                return self.push(Token::Quoted(words), start);
            }
            let escaped = (letter == '\\').then(|| self.rest().chars().next()).flatten();
            self.at += escaped.map_or(0, char::len_utf8);
            words.push(escaped.unwrap_or(letter));
        }
        let what = Text::new("引号没有结束", "the quotation does not end");
        self.fail("R002", start, what, Text::new("补上结尾的引号", "add the closing quote"));
    }

    fn number(&mut self) {
        let start = self.at;
        self.take_while(|letter| letter.is_ascii_digit());
        let mut ahead = self.rest().chars();
        let fraction =
            ahead.next() == Some('.') && ahead.next().is_some_and(|c| c.is_ascii_digit());
        if fraction {
            self.at += 1;
            self.take_while(|letter| letter.is_ascii_digit());
        }
        let digits = self.source[start..self.at].to_owned();
        let percent = self.rest().starts_with('%')
            && !self.rest()[1..].starts_with(|c: char| c == '(' || continues_name(c));
        let suffix_at = if percent {
            self.at += 1;
            self.at - 1
        } else if self.rest().starts_with(starts_name) {
            self.take_while(continues_name)
        } else {
            self.at
        };
        let suffix = self.source[suffix_at..self.at].to_owned();
        match literal(&digits, fraction, &suffix) {
            Some(token) => self.push(token, start),
            None => {
                let what = Text::new(
                    format!("看不懂的数“{digits}{suffix}”"),
                    format!("cannot read the number {digits}{suffix}"),
                );
                let mend = Text::new(
                    "金额写 60元 或 12.50元，比率写 20%，年龄写 80岁；数不能太大",
                    "write 60元 for money, 20% for a rate, 80岁 for an age; not too large",
                );
                self.fail("R003", start, what, mend);
            }
        }
    }
}

fn symbol(rest: &str) -> Option<(&'static str, usize)> {
    let wide = [
        ("（", "("),
        ("）", ")"),
        ("，", ","),
        ("、", ","),
        ("：", ":"),
        ("？", "?"),
        ("≥", ">="),
        ("≤", "<="),
        ("≠", "!="),
        ("×", "*"),
        ("÷", "/"),
    ];
    if let Some((from, to)) = wide.iter().find(|(from, _)| rest.starts_with(from)) {
        return Some((to, from.len()));
    }
    SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol)).map(|found| (*found, found.len()))
}

fn literal(digits: &str, fraction: bool, suffix: &str) -> Option<Token> {
    let value = match suffix {
        "" if fraction => Value::Rate(Rate::millionths(scaled(digits, MILLION)?)),
        "" => Value::Int(digits.parse().ok()?),
        "%" => Value::Rate(Rate::millionths(scaled(digits, 10_000)?)),
        "元" => Value::Money(Fen::new(scaled(digits, 100)?)),
        "万元" => Value::Money(Fen::new(scaled(digits, MILLION)?)),
        unit if UNITS.contains(&unit) && !fraction => {
            return Some(Token::Number(Value::Int(digits.parse().ok()?), Some(unit.to_owned())));
        }
        _ => return None,
    };
    Some(Token::Number(value, None))
}

/// A decimal times a scale; `None` where a digit would be lost or it does not fit.
fn scaled(digits: &str, scale: i64) -> Option<i64> {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction = fraction.trim_end_matches('0');
    let mut total = whole.parse::<i64>().ok()?.checked_mul(scale)?;
    let mut place = scale;
    for digit in fraction.bytes() {
        if place % 10 != 0 {
            return None;
        }
        place /= 10;
        total = total.checked_add(i64::from(digit - b'0').checked_mul(place)?)?;
    }
    Some(total)
}
