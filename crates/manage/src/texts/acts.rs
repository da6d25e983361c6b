//! Acts on texts: what may be proposed, proposing, going back, and taking up what was published.
//! Writing, throwing away and publishing are those of the catalogue's drafts.

use basis::{Date, Instant, Lang, Outcome, Refusal, RefusalKind, Text};
use identity::{Actor, By};
use serde_json::json;
use web::{Messages, Rewording};

use super::flaws::{Flaw, fits, flaws, message, too_long, undrawable};
use crate::Manage;
use crate::acts::{drafter, no_version, overtaken, too_early};
use crate::listed::Revised;
use crate::model::{Change, ChangeId, kept, key_of, path_of_text, words_in};

/// What is wrong with a text, by language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flaws {
    /// In the Chinese.
    pub(crate) zh: Vec<Flaw>,
    /// In the English.
    pub(crate) en: Vec<Flaw>,
}

impl Flaws {
    /// All of them with their language.
    pub(crate) fn all(&self) -> impl Iterator<Item = (Lang, &Flaw)> {
        let zh = self.zh.iter().map(|flaw| (Lang::Zh, flaw));
        zh.chain(self.en.iter().map(|flaw| (Lang::En, flaw)))
    }

    /// Whether nothing keeps the text from being proposed.
    pub(crate) fn is_clean(&self) -> bool {
        !self.all().any(|(_, flaw)| flaw.is_error())
    }
}

impl Manage {
    /// The words of a key that the program brings along.
    pub(crate) fn shipped(&self, key: &str) -> Result<Text, Refusal> {
        self.app.wording.brought().text(key).ok_or_else(no_text)
    }

    /// What is wrong with words for a key.
    pub(crate) fn flaws(&self, key: &str, words: &Text) -> Result<Flaws, Refusal> {
        self.flaws_among(&self.app.wording.now(), key, words)
    }

    /// The same where these are the words around it: a text message is made of two texts.
    pub(crate) fn flaws_among(
        &self,
        around: &Messages,
        key: &str,
        words: &Text,
    ) -> Result<Flaws, Refusal> {
        let shipped = self.shipped(key)?;
        let (mut zh, en) = (flaws(&shipped.zh, &words.zh), flaws(&shipped.en, &words.en));
        let service = &self.app.settings.service_name.zh;
        zh.extend(message(around, service, key, &words.zh).as_deref().and_then(too_long));
        zh.extend(undrawable(key, &words.zh));
        Ok(Flaws { zh, en })
    }

    /// The text message that words for a key become, where they are sent as one.
    pub(crate) fn message(&self, key: &str, words: &Text) -> Option<String> {
        let service = &self.app.settings.service_name.zh;
        message(&self.app.wording.now(), service, key, &words.zh)
    }

    /// A refusal where a text as it is kept cannot be put in force. What the program brings along
    /// always can.
    pub(crate) fn check_kept(&self, key: &str, kept: &str) -> Result<(), Refusal> {
        let words = words_in(kept).map_err(|_| no_text())?;
        self.check_words(key, words.as_ref())
    }

    fn check_words(&self, key: &str, words: Option<&Text>) -> Result<(), Refusal> {
        let Some(words) = words else { return self.shipped(key).map(drop) };
        self.check_among(&self.app.wording.now(), key, words)
    }

    /// A refusal with the first thing that is wrong with words where these are the words around them.
    pub(super) fn check_among(
        &self,
        around: &Messages,
        key: &str,
        words: &Text,
    ) -> Result<(), Refusal> {
        let flaws = self.flaws_among(around, key, words)?;
        let mut wrong = flaws.all().filter(|(_, flaw)| flaw.is_error());
        wrong.next().map_or(Ok(()), |(lang, flaw)| Err(self.flawed(lang, flaw)))
    }

    fn flawed(&self, lang: Lang, flaw: &Flaw) -> Refusal {
        let words = self.app.wording.now();
        let field = if lang == Lang::Zh { "zh" } else { "en" };
        let (zh, en) = (flaw.say(&words, Lang::Zh), flaw.say(&words, Lang::En));
        Refusal::invalid("manage.text-flawed", zh, en).on(field)
    }

    /// The changes of one text that were published, oldest first, and the one that is proposed.
    pub(crate) async fn text_changes(
        &self,
        actor: &Actor,
        key: &str,
    ) -> Outcome<(Vec<Change>, Option<Change>)> {
        let (mut published, drafts) = self.changes(actor).await?;
        published.retain(|change| key_of(&change.path) == Some(key));
        let proposed = drafts.into_iter().find(|change| key_of(&change.path) == Some(key));
        Ok((published, proposed))
    }

    /// The words of a version of a text: 0 is what the program brings along.
    pub(crate) fn words_of(published: &[Change], number: i64) -> Result<Option<Text>, Refusal> {
        if number == 0 {
            return Ok(None);
        }
        let found = published.iter().find(|change| change.number == number);
        words_in(&found.ok_or_else(no_version)?.text).map_err(|_| no_version())
    }

    /// Proposes words for a key from a day on; `None` goes back to those that the program brings
    /// along. `seen` is the version of the proposal that was seen, 0 where there was none: what is
    /// proposed already is written anew, and whoever did it may not publish it.
    pub(crate) async fn propose(
        &self,
        by: &By,
        (key, seen): (&str, i64),
        words: Option<Text>,
        from: Date,
    ) -> Outcome<ChangeId> {
        let officer = drafter(by)?;
        self.check_words(key, words.as_ref())?;
        if from < by.at.date() {
            return Err(too_early().into());
        }
        let (published, proposed) = self.text_changes(&by.actor, key).await?;
        let text = kept(words.as_ref());
        if seen > 0 {
            let proposed = proposed.ok_or_else(overtaken)?;
            self.write(by, (proposed.id, seen), text, from).await?;
            return Ok(proposed.id);
        }
        let number = published.iter().map(|change| change.number).max().unwrap_or(0) + 1;
        let meta = by.meta(json!({"propose": key, "from": from, "text": text}));
        let begun = Revised { path: path_of_text(key), number, text, effective: from };
        self.keep(meta, officer, begun).await
    }

    /// Puts what was published of the texts in force. A text that the program of today no longer
    /// has, or asks with other values, is passed over, and what the program brings along is shown.
    pub(crate) fn put_texts(&self, changes: Vec<Change>, now: Instant) {
        let brought = self.app.wording.brought();
        let fitting = |change: Change| {
            let key = key_of(&change.path)?.to_owned();
            let shipped = brought.text(&key);
            let words = words_in(&change.text).ok();
            let (Some(shipped), Some(words)) = (shipped, words) else {
                tracing::warn!(%key, "a text that was changed is gone from the program");
                return None;
            };
            if words.as_ref().is_some_and(|words| !fits(&shipped, words)) {
                tracing::warn!(%key, "a text that was changed asks for other values by now");
                return None;
            }
            let published = change.published_at?;
            Some(Rewording { key, number: change.number, words, from: change.effective, published })
        };
        self.app.wording.put(changes.into_iter().filter_map(fitting).collect(), now);
    }
}

pub(super) fn no_text() -> Refusal {
    Refusal::told(RefusalKind::NotFound, "manage.text")
}
