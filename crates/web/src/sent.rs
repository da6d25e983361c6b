//! JSON that could not be taken: too large, of another kind, broken, or with the wrong thing somewhere;
//! told with line, column and field, and without telling back what was sent.

use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use basis::{Refusal, RefusalKind};

use crate::Failure;

/// What the framework says before what is wrong with a text that is no JSON.
const BROKEN: &str = "Failed to parse the request body as JSON: ";
/// What it says before what is wrong with JSON of another shape.
const MISSHAPEN: &str = "Failed to deserialize the JSON body into the target type: ";
/// The longest name of a field that is told back, in characters.
const MAX_NAME: usize = 60;

/// Why a JSON body was not taken: 400 where it is no JSON, 413 where it is too large, 415 where it is
/// said to be something else, 422 where it says something else than was agreed on.
#[must_use]
pub fn refused(error: &JsonRejection) -> Failure {
    let status = error.status();
    told(status, &error.body_text())
        .unwrap_or_else(|| Failure::from(agreed("", "", ("", ""))).with_status(status))
}

/// A name that a request uses and nobody knows, and what there is instead.
#[must_use]
pub fn unknown(rule: &str, (zh, en): (&str, &str), name: &str, known: &[&str]) -> Refusal {
    let name: String = name.chars().take(MAX_NAME).collect();
    let (there, there_en) = match known.is_empty() {
        true => {
            ("这里一个也没有，请去掉".to_owned(), "there is none here; leave it out".to_owned())
        }
        false => {
            let list = known.join("、");
            (format!("可以写的有：{list}"), format!("there are: {}", known.join(", ")))
        }
    };
    let text_zh = format!("没有叫“{name}”的{zh}；{there}");
    Refusal::invalid(rule, text_zh, format!("there is no {en} “{name}”; {there_en}")).on(name)
}

/// The same of what the framework answered by itself; `None` where that was not about a JSON body.
pub(crate) fn told(status: StatusCode, said: &str) -> Option<Failure> {
    let refusal = match status {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => other_kind(),
        _ => match said.strip_prefix(BROKEN) {
            Some(said) => broken(&Said::of(said)),
            None => misshapen(&Said::of(said.strip_prefix(MISSHAPEN)?)),
        },
    };
    Some(Failure::from(refusal).with_status(status))
}

/// What the parser says, taken apart: path of the field, what is wrong, line and column.
#[derive(Debug, PartialEq, Eq)]
struct Said<'a> {
    field: Option<&'a str>,
    what: &'a str,
    place: Option<(&'a str, &'a str)>,
}

impl<'a> Said<'a> {
    fn of(said: &'a str) -> Self {
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let place = said.rsplit_once(" at line ").and_then(|(rest, place)| {
            let (line, column) = place.trim_end().split_once(" column ")?;
            (is_number(line) && is_number(column)).then_some((rest, (line, column)))
        });
        let (rest, place) = place.map_or((said, None), |(rest, place)| (rest, Some(place)));
        // Sentences have spaces; the path of a field has none.
        let is_path = |path: &str| !path.is_empty() && !path.contains([' ', '?']);
        match rest.split_once(": ") {
            Some((path, what)) if is_path(path) => Self { field: Some(path), what, place },
            _ => Self { field: None, what: rest, place },
        }
    }

    /// Where it is, in both languages; empty where nobody knows.
    fn at(&self) -> (String, String) {
        let at = |(line, column): (&str, &str)| {
            (format!("第 {line} 行第 {column} 列，"), format!("line {line}, column {column}: "))
        };
        self.place.map(at).unwrap_or_default()
    }

    /// The name between the first pair of backquotes.
    fn named(&self) -> Option<&'a str> {
        self.what.split('`').nth(1)
    }

    fn refusal(&self, zh: &str, en: &str) -> Refusal {
        let (at, at_en) = self.at();
        let refusal = agreed(&at, &at_en, (zh, en));
        match self.field {
            Some(field) => refusal.on(field.chars().take(MAX_NAME).collect::<String>()),
            None => refusal,
        }
    }
}

fn broken(said: &Said<'_>) -> Refusal {
    let (zh, en) = match said.what {
        what if what.starts_with("EOF") => ("没有写完，或者是空的", "it ends too early"),
        what if what.starts_with("invalid unicode") => (
            "有不是 UTF-8 的字（可能是 GBK 编码），请用 UTF-8 发送",
            "not UTF-8 (perhaps GBK); send UTF-8",
        ),
        what if what.starts_with("trailing characters") => {
            ("写完以后还有多余的内容", "something follows after its end")
        }
        _ => ("不是合法的 JSON", "not valid JSON"),
    };
    said.refusal(zh, en)
}

fn misshapen(said: &Said<'_>) -> Refusal {
    let what = said.what;
    if let Some((_, rest)) = what.split_once("unknown field `") {
        // The first name is the one sent, the others are those that there are.
        let name = rest.split('`').next().unwrap_or_default();
        let known: Vec<&str> = rest.split('`').skip(2).step_by(2).collect();
        return unknown("api.field-unknown", ("字段", "field"), name, &known);
    }
    if let (true, Some(name)) = (what.starts_with("missing field `"), said.named()) {
        let whole = match said.field.filter(|path| !path.ends_with(name)) {
            Some(path) => format!("{path}.{name}"),
            None => name.to_owned(),
        };
        let words = (format!("缺少字段 {whole}"), format!("the field {whole} is missing"));
        return said.refusal(&words.0, &words.1).on(whole);
    }
    let field = said.field.map(|field| field.chars().take(MAX_NAME).collect::<String>());
    let (whose, whose_en) = field.map_or_else(Default::default, |field| {
        (format!("字段 {field} "), format!("the field {field} "))
    });
    let (wanted, wanted_en) = wanted(what);
    said.refusal(&format!("{whose}{wanted}"), &format!("{whose_en}{wanted_en}"))
}

/// What should stand there instead, in both languages.
fn wanted(what: &str) -> (String, String) {
    if what.starts_with("duplicate field") {
        return ("写了两次".to_owned(), "stands there twice".to_owned());
    }
    let Some((_, expected)) = what.rsplit_once(", expected ") else {
        return ("不能这样写".to_owned(), "cannot be read".to_owned());
    };
    if expected.contains('`') {
        let names: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
        let zh = format!("应为下列之一：{}", names.join("、"));
        return (zh, format!("should be one of: {}", names.join(", ")));
    }
    let (zh, en) = match expected {
        "a string" | "string" | "a borrowed string" => ("文字（带引号）", "a string"),
        "a boolean" => ("true 或 false", "true or false"),
        "f32" | "f64" => ("数", "a number"),
        "usize" | "isize" => ("整数", "a whole number"),
        "a sequence" => ("列表 […]", "a list […]"),
        "a map" => ("对象 {…}", "an object {…}"),
        of if of.starts_with("struct ") => ("对象 {…}", "an object {…}"),
        of if of.starts_with(['i', 'u']) && of[1..].bytes().all(|byte| byte.is_ascii_digit()) => {
            ("整数", "a whole number")
        }
        // What the parser calls it stands in English.
        other => ("约定的写法", other),
    };
    (format!("应为{zh}"), format!("should be {en}"))
}

fn agreed(at: &str, at_en: &str, (zh, en): (&str, &str)) -> Refusal {
    let (zh, en) = match zh.is_empty() {
        true => (String::new(), String::new()),
        false => (format!("：{at}{zh}"), format!(": {at_en}{en}")),
    };
    Refusal::invalid(
        "api.body",
        format!("请求的内容不是约定的 JSON{zh}。请对照 /api 页面上的例子"),
        format!("the body is not the JSON that is agreed on{en}; compare the example on /api"),
    )
}

fn too_large() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "api.too-large")
}

fn other_kind() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "api.media-type")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(said: &str, rule: &str, field: Option<&str>, parts: &[&str]) {
        let failure = told(StatusCode::UNPROCESSABLE_ENTITY, said).expect("it is about JSON");
        let refusal = failure.refusal().expect("a refusal").clone();
        assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), (rule, field), "{said}");
        for part in parts {
            let text = &refusal.text;
            assert!(text.zh.contains(part) || text.en.contains(part), "{part}: {text:?}");
        }
        assert!(!refusal.text.zh.contains("330825194403050028"), "{}", refusal.text.zh);
        assert!(!refusal.text.en.contains("330825194403050028"), "{}", refusal.text.en);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place_and_without_what_was_sent() {
        let broken = |said: &str| format!("{BROKEN}{said}");
        let shape = |said: &str| format!("{MISSHAPEN}{said}");
        let end = broken("EOF while parsing an object at line 1 column 1");
        check(&end, "api.body", None, &["第 1 行第 1 列，没有写完", "line 1, column 1: it ends"]);
        let encoding = broken("matter: invalid unicode code point at line 2 column 15");
        check(&encoding, "api.body", Some("matter"), &["第 2 行第 15 列", "GBK"]);
        let kind =
            shape("matter: invalid type: integer `5`, expected a string at line 1 column 12");
        check(&kind, "api.body", Some("matter"), &["字段 matter 应为文字", "第 1 行第 12 列"]);
        let own = shape("answers: invalid type: string \"330825194403050028\", expected a map");
        check(&own, "api.body", Some("answers"), &["should be an object"]);
        let count = shape("version: invalid type: string \"x\", expected u32 at line 1 column 9");
        check(&count, "api.body", Some("version"), &["应为整数"]);
        let size = shape("n: invalid type: string \"x\", expected usize at line 1 column 9");
        check(&size, "api.body", Some("n"), &["应为整数", "should be a whole number"]);
        let one =
            shape("do: unknown variant `x`, expected one of `a`, `b`, `c` at line 1 column 9");
        check(&one, "api.body", Some("do"), &["应为下列之一：a、b、c", "one of: a, b, c"]);
        let either = shape("do: unknown variant `x`, expected `a` or `b` at line 1 column 9");
        check(&either, "api.body", Some("do"), &["应为下列之一：a、b。", "one of: a, b;"]);
        let other = shape("n: invalid type: null, expected a character at line 1 column 9");
        check(&other, "api.body", Some("n"), &["应为约定的写法。", "should be a character"]);
        let none = shape("missing field `matter` at line 1 column 2");
        check(&none, "api.body", Some("matter"), &["缺少字段 matter", "line 1, column 2"]);
        let inner = shape("words[0]: missing field `zh` at line 1 column 20");
        check(&inner, "api.body", Some("words[0].zh"), &["缺少字段 words[0].zh"]);
        let name = shape("x: unknown field `x`, expected `matter` or `person` at line 1 column 4");
        check(&name, "api.field-unknown", Some("x"), &["可以写的有：matter、person"]);
    }

    #[test]
    fn what_is_not_about_json_is_left_to_others() {
        let query = "Failed to deserialize query string: missing field `q`";
        assert!(told(StatusCode::BAD_REQUEST, query).is_none());
        let large = told(StatusCode::PAYLOAD_TOO_LARGE, "length limit exceeded");
        assert_eq!(large.map(|failure| failure.status().as_u16()), Some(413));
    }
}
