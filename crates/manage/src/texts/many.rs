//! Many texts at once, as a sheet brings them: proposed by one act, and published or thrown away by
//! one act of somebody else.

use basis::{Instant, OfficerId, Outcome, Refusal, Text};
use identity::{Actor, By, Right, may};
use ledger::Record;
use seal::Sha256;
use serde_json::json;

use super::acts::no_text;
use crate::acts::{drafter, has_draft, no_draft, overtaken, put_draft};
use crate::listed::Revised;
use crate::model::{Change, ChangeId, State, kept, key_of, path_of_text, words_in};
use crate::{Manage, rows};

/// How many texts are proposed or settled by one act.
pub(crate) const MOST: usize = 500;

impl Manage {
    /// Proposes words for many keys from today on, all or none, and says how many; what is proposed
    /// already in the same words is left as it is.
    pub(crate) async fn propose_many(&self, by: &By, texts: Vec<(String, Text)>) -> Outcome<usize> {
        let officer = drafter(by)?;
        if texts.len() > MOST {
            return Err(too_many().into());
        }
        self.check_together(texts.iter().map(|(key, words)| (key.as_str(), words.clone())))?;
        let today = by.at.date();
        let asked: Vec<(&str, String)> =
            texts.iter().map(|(key, words)| (key.as_str(), digest(&kept(Some(words))))).collect();
        let meta = by.meta(json!({"texts": asked, "from": today}));
        let done = self.app.ledger.act(meta, move |act| {
            let county = act.county().to_owned();
            let published = rows::published(act.tx(), &county)?;
            let drafts = rows::drafts(act.tx(), &county)?;
            let mut begun = Vec::new();
            for (key, words) in texts {
                let (path, text) = (path_of_text(&key), kept(Some(&words)));
                match drafts.iter().find(|draft| draft.path == path) {
                    Some(draft) if draft.text == text => {}
                    Some(_) => return Err(has_draft()),
                    None => {
                        let of_key = published.iter().filter(|change| change.path == path);
                        let number = of_key.map(|change| change.number).max().unwrap_or(0) + 1;
                        let new = Revised { path, number, text, effective: today };
                        begun.push(put_draft(act, officer, new)?);
                    }
                }
            }
            act.close(record(&begun, "text.proposed"), begun.len())
        });
        done.await
    }

    /// Publishes texts that are proposed, or throws them away, all or none; says how many. What was
    /// to begin on a day that is over begins today.
    pub(crate) async fn settle_many(
        &self,
        by: &By,
        seen: Vec<(ChangeId, i64)>,
        publishes: bool,
    ) -> Outcome<usize> {
        let (_, drafts) = self.changes(&by.actor).await?;
        if seen.is_empty() || seen.len() > MOST {
            return Err(none_chosen().into());
        }
        if publishes {
            let chosen = drafts.iter().filter(|draft| seen.iter().any(|(id, _)| *id == draft.id));
            let drafters: Vec<OfficerId> =
                chosen.flat_map(|draft| draft.drafters.iter().copied()).collect();
            self.identity.be_another(&by.actor, &drafters).await?;
        }
        let meta = by.meta(json!({"settle": seen, "publishes": publishes}));
        let (manage, actor) = (self.clone(), by.actor.clone());
        let settling = self.app.ledger.act(meta, move |act| {
            let (county, at) = (act.county().to_owned(), act.at());
            let mut settled = Vec::new();
            for (id, version) in seen {
                let draft = rows::change(act.tx(), &county, id)?;
                let is_proposed =
                    |one: &Change| one.state == State::Draft && key_of(&one.path).is_some();
                let draft = draft.filter(is_proposed).ok_or_else(no_draft)?;
                let change = match publishes {
                    true => approved(&actor, draft, at)?,
                    false => Change { state: State::Dropped, ..draft },
                };
                let change = Change { version, changed_at: at, ..change };
                if !rows::save(act.tx(), &county, &change)? {
                    return Err(overtaken().into());
                }
                settled.push(change);
            }
            if publishes {
                manage.check_changes(&settled)?;
            }
            let kind = if publishes { "text.published" } else { "text.discarded" };
            act.close(record(&settled, kind), settled.len())
        });
        let settled = settling.await?;
        if publishes {
            self.refresh().await?;
        }
        Ok(settled)
    }

    /// A refusal where one of the changes cannot be put in force together with the others.
    fn check_changes(&self, changes: &[Change]) -> Result<(), Refusal> {
        let mut texts = Vec::new();
        for change in changes {
            let key = key_of(&change.path).ok_or_else(no_text)?;
            let words = words_in(&change.text).map_err(|_| no_text())?;
            texts.push((key, words.map_or_else(|| self.shipped(key), Ok)?));
        }
        self.check_together(texts)
    }

    /// The same of words by key: a text message is made of two texts, and both may change.
    fn check_together<'a>(
        &self,
        texts: impl IntoIterator<Item = (&'a str, Text)>,
    ) -> Result<(), Refusal> {
        let texts: Vec<(&str, Text)> = texts.into_iter().collect();
        let around = self.app.wording.now().with(texts.iter().map(|(key, words)| (*key, words)));
        texts.iter().try_for_each(|(key, words)| self.check_among(&around, key, words))
    }
}

/// A proposal as it is published now, by somebody who did not write on it.
fn approved(actor: &Actor, draft: Change, at: Instant) -> Result<Change, Refusal> {
    may(actor, &Right::Approve { drafters: draft.drafters.clone() })?;
    Ok(Change {
        effective: draft.effective.max(at.date()),
        state: State::Published,
        publisher: actor.officer_id(),
        published_at: Some(at),
        ..draft
    })
}

fn record(changes: &[Change], kind: &'static str) -> Record {
    let one = |change: &Change| {
        json!({"change": change.id, "path": change.path, "number": change.number,
            "effective": change.effective, "text": digest(&change.text)})
    };
    let all: Vec<serde_json::Value> = changes.iter().map(one).collect();
    Record::new("text:list".to_owned(), kind, json!({ "changes": all }))
}

fn digest(text: &str) -> String {
    Sha256::of(text.as_bytes()).to_string()
}

pub(crate) fn too_many() -> Refusal {
    Refusal::invalid(
        "manage.sheet",
        format!("一次最多改 {MOST} 条文字，请分几次"),
        format!("{MOST} texts at once at most; send them in parts"),
    )
    .on("file")
}

fn none_chosen() -> Refusal {
    Refusal::invalid(
        "manage.none-chosen",
        format!("没有选文字，或者一次超过 {MOST} 条"),
        format!("no text was chosen, or more than {MOST} at once"),
    )
}
