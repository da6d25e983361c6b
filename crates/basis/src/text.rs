//! Words in Chinese and English, and where a rule comes from.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A language of the pages. Chinese is the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Chinese, simplified.
    #[default]
    Zh,
    /// English.
    En,
}

/// The same words in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Text {
    /// Chinese.
    pub zh: String,
    /// English; empty means that only Chinese is there, which is then shown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub en: String,
}

impl Text {
    /// Words in both languages.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// The words in a language, or in Chinese where they are missing.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        if lang == Lang::En && !self.en.is_empty() { &self.en } else { &self.zh }
    }
}

/// A law and, where known, its article: what a rule, a limit or a refusal rests on.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct LegalSource {
    /// Name of the law, e.g. 行政许可法.
    pub law: String,
    /// The article, e.g. 第四十二条; empty where the source names none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub article: String,
}

impl LegalSource {
    /// A law and its article.
    pub fn new(law: impl Into<String>, article: impl Into<String>) -> Self {
        Self { law: law.into(), article: article.into() }
    }
}

impl fmt::Display for LegalSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "《{}》{}", self.law, self.article)
    }
}
