//! The texts in the browser: the list of all words by file and section, one of them with its
//! proposal, findings, preview and versions, and all that is proposed on one page.

mod acts;
pub(crate) mod api;
mod flaws;
mod list;
mod many;
mod one;
pub(crate) mod proposed;
pub(crate) mod proposed_api;

pub(crate) use list::list;
pub(crate) use many::{MOST, too_many};
pub(crate) use one::{change, plain, show};

use crate::model::{Change, key_of};

/// The file of a key: the part of the program that says it.
pub(crate) fn file_of(key: &str) -> &str {
    key.split('.').next().unwrap_or(key)
}

/// The section of a key within its file; empty where it stands in none.
pub(crate) fn section_of(key: &str) -> &str {
    let rest = key.split_once('.').map_or("", |(_, rest)| rest);
    rest.rsplit_once('.').map_or("", |(section, _)| section)
}

/// Which texts are asked for.
#[derive(Clone, Debug, Default, serde::Deserialize, schemars::JsonSchema)]
#[schemars(rename = "TextsQuery")]
pub(crate) struct Asked {
    /// Words of the text in either language, or of its key; empty for all.
    #[serde(default)]
    pub(crate) q: String,
    /// The part of the program, such as `outbound`; empty for all.
    #[serde(default)]
    pub(crate) file: String,
    /// `changed` for those that the county has changed or proposed to change; empty for all.
    #[serde(default)]
    pub(crate) only: String,
    /// The last key of the page before.
    #[serde(default)]
    pub(crate) after: String,
}

impl Asked {
    /// Whether a text with its words in force is asked for.
    pub(crate) fn wants(&self, key: &str, words: &basis::Text, is_changed: bool) -> bool {
        let q = self.q.trim().to_lowercase();
        let has = |text: &str| text.to_lowercase().contains(&q);
        (q.is_empty() || has(key) || has(&words.zh) || has(&words.en))
            && (self.file.is_empty() || file_of(key) == self.file)
            && (self.only != "changed" || is_changed)
            && key > self.after.as_str()
    }
}

/// The keys of changes.
pub(crate) fn keys<'a>(
    changes: impl IntoIterator<Item = &'a Change>,
) -> std::collections::BTreeSet<&'a str> {
    changes.into_iter().filter_map(|change| key_of(&change.path)).collect()
}
