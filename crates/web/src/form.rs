//! Forms: what was typed, and the state of each field from which one macro draws any input.
//!
//! `{{ form::field(frame, f) }}` draws a [`Field`]; [`Typed`] holds a sent form as it was typed, so
//! that a page with errors shows it again unchanged.

use std::borrow::Cow;

use axum::extract::{FromRequest, Request};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use basis::{Date, Refusal, RefusalKind};

use crate::{Failure, key};

/// What kind of input a field is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One line. `mode` is the keyboard (`numeric`, `tel`, `text`), `characters` the usual length.
    Line {
        /// The `inputmode` attribute.
        mode: &'static str,
        /// What the browser may fill in, such as `name` or `tel`; empty for nothing.
        autocomplete: &'static str,
        /// How many characters are usual, which sets the width.
        characters: u16,
    },
    /// Several lines.
    Lines {
        /// How many lines are shown.
        rows: u16,
    },
    /// A password, which is never shown again.
    Password {
        /// `current-password` or `new-password`.
        autocomplete: &'static str,
    },
    /// Year, month and day in three boxes, sent as `<id>-year`, `<id>-month`, `<id>-day`.
    Date,
    /// An amount in yuan.
    Money,
    /// One of several, all shown.
    Radios,
    /// Any of several, all shown.
    Checkboxes,
    /// One of many, in a list.
    Select,
    /// A file or picture.
    File {
        /// Accepted types, as in the `accept` attribute.
        accept: &'static str,
    },
}

/// One choice of radios, checkboxes or a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What the person reads.
    pub label: String,
    /// More about it; may be empty.
    pub hint: String,
    /// Whether it is chosen.
    pub chosen: bool,
    /// What it belongs to in a list, such as the township of a village; may be empty.
    pub group: String,
}

impl Choice {
    /// A choice that is not chosen yet.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), ..Self::default() }
    }

    /// The same choice with a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// The same choice under a heading of the list.
    #[must_use]
    pub fn under(mut self, group: impl Into<String>) -> Self {
        self.group = group.into();
        self
    }
}

/// The state of one field: everything that its input shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Name and element id.
    pub id: String,
    /// What is asked, as a question or a noun.
    pub label: String,
    /// How to answer; may be empty.
    pub hint: String,
    /// Why it is asked; may be empty.
    pub why: String,
    /// What was typed; several chosen values are in [`Field::options`].
    pub value: String,
    /// What is wrong and how to mend it; empty if nothing.
    pub error: String,
    /// Unit after the input, such as 平方米; may be empty.
    pub unit: String,
    /// Whether it may be left empty, which the label then says.
    pub is_optional: bool,
    /// Whether the label is the page's title (one question a page).
    pub is_title: bool,
    /// What kind of input.
    pub kind: Kind,
    /// The choices, where there are some.
    pub options: Vec<Choice>,
}

impl Field {
    /// A field of a kind.
    pub fn new(id: impl Into<String>, label: impl Into<String>, kind: Kind) -> Self {
        Self {
            id: id.into(),
            label: label.into(),
            hint: String::new(),
            why: String::new(),
            value: String::new(),
            error: String::new(),
            unit: String::new(),
            is_optional: false,
            is_title: false,
            kind,
            options: Vec::new(),
        }
    }

    /// One line of text.
    pub fn line(id: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(id, label, Kind::Line { mode: "text", autocomplete: "", characters: 20 })
    }

    /// One line of digits, with the number keyboard.
    pub fn digits(id: impl Into<String>, label: impl Into<String>, characters: u16) -> Self {
        Self::new(id, label, Kind::Line { mode: "numeric", autocomplete: "", characters })
    }

    /// One of several.
    pub fn radios(id: impl Into<String>, label: impl Into<String>, options: Vec<Choice>) -> Self {
        Self::new(id, label, Kind::Radios).options(options)
    }

    /// The same field with choices.
    #[must_use]
    pub fn options(mut self, options: Vec<Choice>) -> Self {
        self.options = options;
        self
    }

    /// The same field with a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// The same field with the reason why it is asked.
    #[must_use]
    pub fn why(mut self, why: impl Into<String>) -> Self {
        self.why = why.into();
        self
    }

    /// The same field with a unit.
    #[must_use]
    pub fn unit(mut self, unit: impl Into<String>) -> Self {
        self.unit = unit.into();
        self
    }

    /// The same field, which may be left empty.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.is_optional = true;
        self
    }

    /// The same field as the one question of its page.
    #[must_use]
    pub fn as_title(mut self) -> Self {
        self.is_title = true;
        self
    }

    /// The same field with a value, which also chooses among the options (several with commas).
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        for option in &mut self.options {
            option.chosen = self.value.split(',').any(|value| value == option.value);
        }
        self
    }

    /// The same field with what was typed. A password is never shown again.
    #[must_use]
    pub fn typed(self, typed: &Typed) -> Self {
        let value = match self.kind {
            Kind::Password { .. } | Kind::File { .. } => String::new(),
            Kind::Date => typed.date_text(&self.id),
            Kind::Checkboxes => typed.all(&self.id).join(","),
            _ => typed.one(&self.id).to_owned(),
        };
        self.value(value)
    }

    /// The same field with an error.
    #[must_use]
    pub fn error(mut self, error: impl Into<String>) -> Self {
        self.error = error.into();
        self
    }

    /// Whether several inputs stand under one legend.
    #[must_use]
    pub fn is_group(&self) -> bool {
        matches!(self.kind, Kind::Date | Kind::Radios | Kind::Checkboxes)
    }

    /// Whether it is a date in three boxes.
    #[must_use]
    pub fn is_date(&self) -> bool {
        self.kind == Kind::Date
    }

    /// The choices of a list, neighbours of one group together; the group's name may be empty.
    #[must_use]
    pub fn groups(&self) -> Vec<&[Choice]> {
        self.options.chunk_by(|one, next| one.group == next.group).collect()
    }

    /// The input type of each choice.
    #[must_use]
    pub fn choice_type(&self) -> &'static str {
        if self.kind == Kind::Radios { "radio" } else { "checkbox" }
    }

    /// Element id of the input that an error summary leads to.
    #[must_use]
    pub fn target(&self) -> String {
        match self.kind {
            Kind::Date => format!("{}-year", self.id),
            Kind::Radios | Kind::Checkboxes => format!("{}-1", self.id),
            _ => self.id.clone(),
        }
    }

    /// The ids of hint and error, for `aria-describedby`; empty if there are none.
    #[must_use]
    pub fn described_by(&self) -> String {
        let hint = (!self.hint.is_empty()).then(|| format!("{}-hint", self.id));
        let error = (!self.error.is_empty()).then(|| format!("{}-error", self.id));
        hint.into_iter().chain(error).collect::<Vec<_>>().join(" ")
    }

    /// Name, message key of the label, digits and value of each box of a date.
    #[must_use]
    pub fn date_boxes(&self) -> [(String, &'static str, u8, String); 3] {
        let mut parts = self.value.splitn(3, '-').map(str::to_owned);
        let mut next = || parts.next().unwrap_or_default();
        [
            (format!("{}-year", self.id), "web.form.year", 4, next()),
            (format!("{}-month", self.id), "web.form.month", 2, without_zero(next())),
            (format!("{}-day", self.id), "web.form.day", 2, without_zero(next())),
        ]
    }

    /// The class that sets the width of a line by its usual length.
    #[must_use]
    pub fn width(&self) -> &'static str {
        match self.kind {
            Kind::Line { characters: 0..=4, .. } => "w-4",
            Kind::Line { characters: 5..=11, .. } => "w-11",
            Kind::Line { characters: 12..=20, .. } => "w-20",
            Kind::Money => "w-11",
            _ => "w-full",
        }
    }
}

fn without_zero(part: String) -> String {
    part.strip_prefix('0').map(str::to_owned).unwrap_or(part)
}

/// A form as it was typed: names and values in order. Unknown names do no harm.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed(
    /// Name and value of each input.
    pub Vec<(String, String)>,
);

impl Typed {
    /// The value of an input, trimmed; empty if it was not sent.
    #[must_use]
    pub fn one(&self, id: &str) -> &str {
        self.0.iter().find(|(name, _)| name == id).map_or("", |(_, value)| value.trim())
    }

    /// Every value sent under a name, for checkboxes.
    #[must_use]
    pub fn all(&self, id: &str) -> Vec<&str> {
        self.0.iter().filter(|(name, _)| name == id).map(|(_, value)| value.as_str()).collect()
    }

    /// What was typed into the boxes of a date, as `year-month-day`, complete or not.
    #[must_use]
    pub fn date_text(&self, id: &str) -> String {
        let part = |name: &str| self.one(&format!("{id}-{name}")).to_owned();
        let (year, month, day) = (part("year"), part("month"), part("day"));
        let is_empty = year.is_empty() && month.is_empty() && day.is_empty();
        if is_empty { String::new() } else { format!("{year}-{month:0>2}-{day:0>2}") }
    }

    /// The date in the boxes, if they hold one.
    #[must_use]
    pub fn date(&self, id: &str) -> Option<Date> {
        self.date_text(id).parse().ok()
    }

    /// Whether all of it came as UTF-8: what did not has become the sign for unreadable letters, which
    /// nobody types.
    fn is_readable(&self) -> bool {
        let is_whole = |text: &String| !text.contains(char::REPLACEMENT_CHARACTER);
        self.0.iter().all(|(name, value)| is_whole(name) && is_whole(value))
    }

    /// The idempotency key in the hidden field `key`.
    ///
    /// # Errors
    /// A refusal, if the form carries none.
    pub fn key(&self) -> Result<&str, Refusal> {
        let sent = self.one("key");
        if key::is_key(sent) { Ok(sent) } else { Err(no_key()) }
    }
}

fn no_key() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "form.key-missing")
}

impl<S: Send + Sync> FromRequest<S> for Typed {
    type Rejection = Response;

    /// Any urlencoded form; what cannot be read is refused in words.
    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded")) {
            let form = axum::Form::<Vec<(String, String)>>::from_request(request, state).await;
            let typed = form.map(|form| Self(form.0)).map_err(IntoResponse::into_response)?;
            return match typed.is_readable() {
                true => Ok(typed),
                false => Err(Failure::from(not_utf8()).into_response()),
            };
        }
        Err(Failure::from(not_a_form()).into_response())
    }
}

fn not_utf8() -> Refusal {
    Refusal::invalid(
        "form.encoding",
        "有读不出的字（可能是 GBK 编码），没有办理。请用 UTF-8 发送；在浏览器里请刷新页面，重新填写。",
        "Some letters cannot be read (perhaps they are in GBK), so nothing was done. Send UTF-8; in a browser, reload the page and fill it in again.",
    )
}

fn not_a_form() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "form.not-a-form")
}

/// One line of an error summary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError<'a> {
    /// Element id to go to.
    pub target: String,
    /// The same words as at the field.
    pub text: Cow<'a, str>,
}

/// The errors of fields in their order, for the summary at the top.
#[must_use]
pub fn errors<'a>(fields: impl IntoIterator<Item = &'a Field>) -> Vec<FieldError<'a>> {
    let wrong = fields.into_iter().filter(|field| !field.error.is_empty());
    wrong
        .map(|field| FieldError { target: field.target(), text: field.error.as_str().into() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        Typed(pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect())
    }

    #[test]
    fn a_date_is_read_from_three_boxes_and_kept_when_it_is_wrong() {
        let check = |year: &str, month: &str, day: &str, text: &str, date: Option<&str>| {
            let form = typed(&[("birth-year", year), ("birth-month", month), ("birth-day", day)]);
            assert_eq!(form.date_text("birth"), text);
            assert_eq!(form.date("birth"), date.map(|date| date.parse().unwrap()));
        };
        check("1946", "3", "8", "1946-03-08", Some("1946-03-08"));
        check("1946", "13", "8", "1946-13-08", None);
        check("", "", "", "", None);
        let form = typed(&[("birth-year", "1946"), ("birth-month", "13"), ("birth-day", "8")]);
        let field = Field::new("birth", "出生日期", Kind::Date).typed(&form);
        let boxes = field.date_boxes().map(|(_, _, _, value)| value);
        assert_eq!(boxes, ["1946", "13", "8"]);
    }

    #[test]
    fn neighbours_of_one_group_stand_together() {
        let choice = |value: &str, town: &str| Choice::new(value, value).under(town);
        let options = vec![choice("1", "湖镇镇"), choice("2", "湖镇镇"), choice("3", "塔石镇")];
        let field = Field::new("village", "村", Kind::Select).options(options);
        let sizes: Vec<usize> = field.groups().into_iter().map(<[Choice]>::len).collect();
        assert_eq!(sizes, [2, 1]);
    }

    #[test]
    fn what_was_chosen_stays_chosen_and_a_password_is_not_shown_again() {
        let form = typed(&[("help", "meal"), ("help", "bath"), ("password", "secret")]);
        let options = vec![Choice::new("meal", "助餐"), Choice::new("walk", "助行")];
        let field = Field::new("help", "需要", Kind::Checkboxes).options(options).typed(&form);
        assert!(field.options[0].chosen && !field.options[1].chosen);
        let kind = Kind::Password { autocomplete: "current-password" };
        assert_eq!(Field::new("password", "密码", kind).typed(&form).value, "");
    }

    #[test]
    fn the_summary_leads_to_the_first_input_of_each_wrong_field() {
        let fields = [
            Field::line("name", "姓名"),
            Field::new("birth", "出生日期", Kind::Date).error("请填写出生的年、月、日"),
            Field::radios("sex", "性别", vec![]).error("请选一项"),
        ];
        let targets: Vec<String> = errors(&fields).into_iter().map(|error| error.target).collect();
        assert_eq!(targets, ["birth-year", "sex-1"]);
    }

    #[test]
    fn a_form_without_its_key_is_refused() {
        assert!(typed(&[("key", "01jd3x5v2m")]).key().is_ok());
        assert!(typed(&[]).key().is_err());
    }
}
