//! The two kinds of "no": a refusal is part of the service and says what to do next; a fault is ours.

use std::error::Error;
use std::fmt::{self, Display};

use serde::{Deserialize, Serialize};

use crate::{Lang, LegalSource, Text, words};

/// Why a refusal was given; decides the HTTP status and the page's tone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefusalKind {
    /// What was typed or sent cannot be used (400/422).
    Invalid,
    /// Nobody has signed in (401).
    SignIn,
    /// Signed in, but this is not theirs (403).
    Forbidden,
    /// There is no such thing (404).
    NotFound,
    /// Somebody changed it first, or the key was used for something else (409).
    Conflict,
    /// Not possible in the present state, or a rule says no (409).
    NotNow,
    /// The time for it has passed (410).
    TooLate,
    /// Too many at once; try again after the seconds given (503/429).
    Busy,
}

/// A "no" that is part of the service. It names the rule that refuses, and what to do next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// What kind of no.
    pub kind: RefusalKind,
    /// The rule that refuses, as a stable dotted code such as `case.not-accepted-yet`.
    pub rule: String,
    /// What happened and how to mend it, in words for the person concerned. No personal data.
    pub text: Text,
    /// The law behind it, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<LegalSource>,
    /// The form field concerned, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The values in the sentence, where it stands among the words under its rule and an office may
    /// put another in its place; none where it stands in the code alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<Vec<(String, Text)>>,
}

impl Refusal {
    /// A refusal of a kind.
    pub fn new(
        kind: RefusalKind,
        rule: impl Into<String>,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        let text = Text::new(zh, en);
        Self { kind, rule: rule.into(), text, source: None, field: None, said: None }
    }

    /// A refusal whose sentence stands among the words under its rule ([`words::sentence`]).
    pub fn told(kind: RefusalKind, rule: impl Into<String>) -> Self {
        let rule = rule.into();
        let text = words::sentence(&rule).unwrap_or_else(|| Text::new(format!("⟦{rule}⟧"), ""));
        Self { kind, rule, text, source: None, field: None, said: Some(Vec::new()) }
    }

    /// The same refusal with a value in its sentence.
    #[must_use]
    pub fn with(self, name: &str, value: impl Display) -> Self {
        let value = value.to_string();
        self.with_words(name, Text::new(value.clone(), value))
    }

    /// The same refusal with words in its sentence.
    #[must_use]
    pub fn with_words(mut self, name: &str, value: Text) -> Self {
        self.text = put_in(&self.text, name, &value);
        self.said.get_or_insert_default().push((name.to_owned(), value));
        self
    }

    /// What it says where these words stand under its rule: with its values in them. A sentence that
    /// stands in the code alone stays.
    #[must_use]
    pub fn in_words(&self, words: Option<Text>) -> Text {
        match (&self.said, words) {
            (Some(values), Some(words)) => {
                values.iter().fold(words, |words, (name, value)| put_in(&words, name, value))
            }
            _ => self.text.clone(),
        }
    }

    /// What was given cannot be used.
    pub fn invalid(rule: impl Into<String>, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(RefusalKind::Invalid, rule, zh, en)
    }

    /// Not theirs to do or see.
    pub fn forbidden(
        rule: impl Into<String>,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self::new(RefusalKind::Forbidden, rule, zh, en)
    }

    /// There is no such thing.
    pub fn not_found(
        rule: impl Into<String>,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self::new(RefusalKind::NotFound, rule, zh, en)
    }

    /// Somebody was first.
    pub fn conflict(rule: impl Into<String>, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(RefusalKind::Conflict, rule, zh, en)
    }

    /// Not possible in the present state.
    pub fn not_now(rule: impl Into<String>, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(RefusalKind::NotNow, rule, zh, en)
    }

    /// The same refusal with the law behind it.
    #[must_use]
    pub fn by_law(mut self, law: impl Into<String>, article: impl Into<String>) -> Self {
        self.source = Some(LegalSource::new(law, article));
        self
    }

    /// The same refusal, tied to a form field.
    #[must_use]
    pub fn on(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }
}

/// Words with a value put in, in both languages.
fn put_in(text: &Text, name: &str, value: &Text) -> Text {
    let zh = words::filled(&text.zh, &[(name, &value.zh)]);
    Text::new(zh, words::filled(&text.en, &[(name, value.get(Lang::En))]))
}

impl Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{}]", self.text.zh, self.rule)?;
        self.source.as_ref().map_or(Ok(()), |source| write!(f, "（{source}）"))
    }
}

impl Error for Refusal {}

/// Something of ours broke. Logged once where it is handled; the person sees a reference only.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
pub struct Fault {
    what: String,
    #[source]
    cause: Option<Box<dyn Error + Send + Sync>>,
}

impl Fault {
    /// A fault with what was being done. No personal data.
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), cause: None }
    }

    /// A fault with what was being done and the error behind it.
    pub fn because(
        what: impl Into<String>,
        cause: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Self {
        Self { what: what.into(), cause: Some(cause.into()) }
    }
}

/// Why something did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Stop {
    /// The service says no.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// Something of ours broke.
    #[error("{0}")]
    Broken(#[from] Fault),
}

impl Stop {
    /// The refusal, where it is one.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            Self::Broken(_) => None,
        }
    }
}

/// What an act or a query gives: a value, a refusal or a fault.
pub type Outcome<T> = Result<T, Stop>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_fills_whatever_words_stand_under_its_rule() {
        let refusal = Refusal::told(RefusalKind::Busy, "sign-in.too-often").with("minutes", 5);
        assert!(refusal.text.zh.contains("请 5 分钟后再试"), "{}", refusal.text.zh);
        assert!(refusal.text.en.contains("in 5 minutes"), "{}", refusal.text.en);
        let others = Text::new("歇 {minutes} 分钟", "Rest {minutes} {minutes|minute|minutes}");
        let said = refusal.in_words(Some(others.clone()));
        assert_eq!(said, Text::new("歇 5 分钟", "Rest 5 minutes"));
        assert_eq!(refusal.in_words(None), refusal.text);
        let own = Refusal::invalid("a.b", "自己的话", "own words");
        assert_eq!(own.in_words(Some(others)), own.text, "what stands in the code alone stays");
        let kept = serde_json::to_string(&refusal).unwrap();
        assert_eq!(serde_json::from_str::<Refusal>(&kept).unwrap(), refusal);
    }
}
