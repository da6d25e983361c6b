//! Acts on the catalogue, the texts and the calendars: begin a draft, write on it, throw it away, put it
//! in force; and what every running server does to take up what was published.

use std::sync::Arc;

use basis::{Date, Fault, OfficerId, Outcome, Refusal, RefusalKind, Stop};
use catalogue::model::Matter;
use catalogue::{Finding, Pin, Settings, Severity, SourceFile, check_files};
use identity::{Actor, By, Right, may};
use ledger::{Act, Record};
use seal::Sha256;
use serde_json::json;
use store::jobs;

use crate::calendar;
use crate::listed::Revised;
use crate::model::{
    Change, ChangeId, State, assemble, effective_in, is_file, is_matter, is_ours, key_of, name_of,
    number_in, path_of_version, stamped, year_of,
};
use crate::{Applied, Manage, rows};

/// A draft after its check, as if it were published.
#[derive(Clone, Debug)]
pub struct Judged {
    /// What is wrong or worth a look in the draft itself, in the order of its lines.
    pub findings: Vec<Finding>,
    /// Errors that it would bring to other files.
    pub elsewhere: Vec<Finding>,
    /// The matter as it would be, where it is one and could be read.
    pub matter: Option<Arc<Matter>>,
    /// What was published when it was judged.
    against: Vec<String>,
}

impl Judged {
    /// Whether nothing keeps it from being published.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.elsewhere.is_empty()
            && self.findings.iter().all(|finding| finding.severity != Severity::Error)
    }
}

impl Manage {
    /// The path of a file by its name in addresses.
    pub(crate) fn path(&self, name: &str) -> Result<String, Refusal> {
        let county = self.county();
        let found = self.brought.files.iter().map(|file| &file.path);
        let mut ours = found.filter(|path| is_ours(path, county) && name_of(path) == name);
        ours.next().cloned().ok_or_else(no_file)
    }

    /// The files that the county may change, each as it came with the program.
    pub(crate) fn files(&self) -> impl Iterator<Item = &SourceFile> {
        self.brought.files.iter().filter(move |file| is_ours(&file.path, self.county()))
    }

    /// What was published, and what is being written.
    pub(crate) async fn changes(&self, actor: &Actor) -> Outcome<(Vec<Change>, Vec<Change>)> {
        may(actor, &Right::Publish)?;
        let county = self.county().to_owned();
        let read = move |tx: &mut store::Tx<'_>| {
            Ok::<_, store::StoreError>((rows::published(tx, &county)?, rows::drafts(tx, &county)?))
        };
        Ok(self.app.store.read(read).await?)
    }

    /// One draft of a file of the catalogue.
    pub(crate) async fn draft(&self, actor: &Actor, id: ChangeId) -> Outcome<Change> {
        let draft = self.any_draft(actor, id).await?;
        Ok(Some(draft).filter(|draft| is_file(&draft.path)).ok_or_else(no_draft)?)
    }

    /// One draft of a file, of a text or of a calendar.
    async fn any_draft(&self, actor: &Actor, id: ChangeId) -> Outcome<Change> {
        may(actor, &Right::Publish)?;
        let county = self.county().to_owned();
        let found = self.app.store.read(move |tx| rows::change(tx, &county, id)).await?;
        let draft = found.filter(|change| change.state == State::Draft);
        Ok(draft.ok_or_else(no_draft)?)
    }

    /// The text of a version of a file: what was published, or what came with the program.
    pub(crate) fn text_of(
        &self,
        path: &str,
        published: &[Change],
        number: Option<i64>,
    ) -> Result<String, Refusal> {
        let of_file = published.iter().filter(|change| change.path == path);
        let wanted = of_file.filter(|change| number.is_none_or(|number| change.number == number));
        if let Some(change) = wanted.max_by_key(|change| change.number) {
            return Ok(change.text.clone());
        }
        let brought = self.brought.files.iter().find(|file| file.path == path);
        let brought = brought.ok_or_else(no_file)?;
        let own = number_in(&brought.text).unwrap_or(0);
        match number {
            Some(number) if number != own => Err(no_version()),
            _ => Ok(brought.text.clone()),
        }
    }

    /// Begins a draft of a file from its newest version, or from an earlier one to go back to it.
    pub(crate) async fn begin(
        &self,
        by: &By,
        path: String,
        from: Option<i64>,
    ) -> Outcome<ChangeId> {
        let officer = drafter(by)?;
        let (published, _) = self.changes(&by.actor).await?;
        let text = self.text_of(&path, &published, from)?;
        let newest = self.text_of(&path, &published, None)?;
        let numbers = published.iter().filter(|one| one.path == path).map(|one| one.number);
        let number = numbers.chain(number_in(&newest)).max().unwrap_or(0) + 1;
        let today = by.at.date();
        let text = if is_matter(&path) { stamped(&text, number, today) } else { text };
        let meta = by.meta(json!({"draft": path, "from": from}));
        self.keep(meta, officer, Revised { path, number, text, effective: today }).await
    }

    /// Keeps a new draft of a file, of a text or of a calendar.
    pub(crate) async fn keep(
        &self,
        meta: ledger::Meta,
        officer: OfficerId,
        begun: Revised,
    ) -> Outcome<ChangeId> {
        let done = self.app.ledger.act(meta, move |act| {
            let change = put_draft(act, officer, begun)?;
            let id = change.id;
            act.close(record(&change, DRAFTED), id)
        });
        done.await
    }

    /// Begins the drafts of a list that came back, all or none.
    pub(crate) async fn begin_all(&self, by: &By, files: Vec<Revised>) -> Outcome<Vec<ChangeId>> {
        let officer = drafter(by)?;
        let digest = |one: &Revised| {
            let text = Sha256::of(one.text.as_bytes()).to_string();
            json!({"path": one.path, "number": one.number, "effective": one.effective, "text": text})
        };
        let digests: Vec<serde_json::Value> = files.iter().map(digest).collect();
        let meta = by.meta(json!({"list": digests}));
        let done = self.app.ledger.act(meta, move |act| {
            let ids: Vec<ChangeId> = files
                .into_iter()
                .map(|one| put_draft(act, officer, one).map(|change| change.id))
                .collect::<Outcome<_>>()?;
            let body = json!({"changes": ids, "files": digests});
            act.close(Record::new("catalogue:list".to_owned(), "catalogue.drafted", body), ids)
        });
        done.await
    }

    /// Writes on a draft: its whole text, and the first day on which it is to be in force. A text
    /// with something wrong in it is not even kept.
    pub(crate) async fn write(
        &self,
        by: &By,
        (id, seen): (ChangeId, i64),
        text: String,
        effective: Date,
    ) -> Outcome<i64> {
        let digest = Sha256::of(text.as_bytes()).to_string();
        let asked = json!({"write": id, "seen": seen, "text": digest, "from": effective});
        self.write_asked(by, (id, seen), (text, effective), asked).await
    }

    /// [`Manage::write`] where the text was made of what was asked and of the draft as it was at that
    /// moment: a repetition is told by what was asked alone.
    pub(crate) async fn write_asked(
        &self,
        by: &By,
        (id, seen): (ChangeId, i64),
        (text, effective): (String, Date),
        asked: serde_json::Value,
    ) -> Outcome<i64> {
        let officer = drafter(by)?;
        let mut draft = self.any_draft(&by.actor, id).await?;
        let text = text.replace("\r\n", "\n");
        self.check_written(&draft.path, &text)?;
        draft.text =
            if is_matter(&draft.path) { stamped(&text, draft.number, effective) } else { text };
        draft.effective = effective;
        if !draft.drafters.contains(&officer) {
            draft.drafters.push(officer);
        }
        self.save(by.meta(asked), (draft, seen), CHANGED).await
    }

    /// Whether the same was asked with the same key before, and written.
    pub(crate) async fn was_written(&self, by: &By, asked: &serde_json::Value) -> Outcome<bool> {
        let before = self.app.ledger.repeated::<i64>(by.meta(asked.clone())).await?;
        Ok(before.is_some())
    }

    /// A refusal where a text or a calendar cannot be put in force as it is written. A file of the
    /// catalogue may be kept half-written; [`Manage::judge`] says what is wrong with it.
    fn check_written(&self, path: &str, text: &str) -> Result<(), Refusal> {
        match (key_of(path), year_of(path)) {
            (Some(key), _) => self.check_kept(key, text),
            (_, Some(year)) => calendar::kept(year, text).map(drop),
            _ => Ok(()),
        }
    }

    /// Throws a draft away.
    pub(crate) async fn discard(&self, by: &By, id: ChangeId, seen: i64) -> Outcome<i64> {
        may(&by.actor, &Right::Publish)?;
        let draft = Change { state: State::Dropped, ..self.any_draft(&by.actor, id).await? };
        let meta = by.meta(json!({"discard": id, "seen": seen}));
        self.save(meta, (draft, seen), DISCARDED).await
    }

    async fn save(
        &self,
        meta: ledger::Meta,
        (change, seen): (Change, i64),
        kind: Kind,
    ) -> Outcome<i64> {
        let done = self.app.ledger.act(meta, move |act| {
            let (county, at) = (act.county().to_owned(), act.at());
            let change = Change { version: seen, changed_at: at, ..change };
            if !rows::save(act.tx(), &county, &change)? {
                return Err(overtaken().into());
            }
            act.close(record(&change, kind), seen + 1)
        });
        done.await
    }

    /// Puts a draft in force from its day on. Never by somebody who wrote on it, never with an
    /// error in it, and never against a state of the catalogue that nobody has checked it with.
    pub(crate) async fn publish(&self, by: &By, id: ChangeId, seen: i64) -> Outcome<()> {
        let draft = self.any_draft(&by.actor, id).await?;
        may(&by.actor, &Right::Approve { drafters: draft.drafters.clone() })?;
        self.identity.be_another(&by.actor, &draft.drafters).await?;
        let today = by.at.date();
        if draft.effective < today {
            return Err(too_early().into());
        }
        let against = self.passed(&by.actor, &draft).await?;
        let meta = by.meta(json!({"publish": id, "seen": seen}));
        let (actor, publisher) = (by.actor.clone(), by.actor.officer_id());
        let is_year = year_of(&draft.path).is_some();
        self.app
            .ledger
            .act(meta, move |act| {
                let (county, at) = (act.county().to_owned(), act.at());
                if rows::published_ids(act.tx(), &county)? != against {
                    return Err(overtaken().into());
                }
                // Whoever wrote on it meanwhile counts as well.
                let now = rows::change(act.tx(), &county, id)?.ok_or_else(no_draft)?;
                may(&actor, &Right::Approve { drafters: now.drafters })?;
                let change = Change {
                    state: State::Published,
                    publisher,
                    published_at: Some(at),
                    changed_at: at,
                    version: seen,
                    ..draft
                };
                if !rows::save(act.tx(), &county, &change)? {
                    return Err(overtaken().into());
                }
                if is_year {
                    let job = calendar::job(&county, act.new_id(), &change, at);
                    jobs::replace(act.tx(), &job)?;
                }
                act.close(record(&change, PUBLISHED), ())
            })
            .await?;
        if is_year {
            // What fails here the job does again.
            let begun = self.begin_year(id).await;
            begun.unwrap_or_else(|stop| tracing::warn!(%stop, "a calendar begins a moment later"));
        }
        self.refresh().await.map(drop)
    }

    /// What was published when the draft passed its check; a refusal where it does not pass.
    async fn passed(&self, actor: &Actor, draft: &Change) -> Outcome<Vec<String>> {
        if !is_file(&draft.path) {
            self.check_written(&draft.path, &draft.text)?;
            let (published, _) = self.changes(actor).await?;
            return Ok(published.iter().map(|one| one.id.to_string()).collect());
        }
        let judged = self.judge(actor, draft).await?;
        if judged.is_clean() { Ok(judged.against) } else { Err(not_clean().into()) }
    }

    /// Checks a draft as if it were published, with all that is published already.
    pub(crate) async fn judge(&self, actor: &Actor, draft: &Change) -> Outcome<Judged> {
        let (mut published, _) = self.changes(actor).await?;
        let against = published.iter().map(|one| one.id.to_string()).collect();
        published.push(draft.clone());
        let (manage, draft) = (self.clone(), draft.clone());
        let judging =
            tokio::task::spawn_blocking(move || manage.judged(&published, &draft, against));
        Ok(judging.await.map_err(|error| Fault::because("checking a draft", error))?)
    }

    fn judged(&self, changes: &[Change], draft: &Change, against: Vec<String>) -> Judged {
        let on = draft.effective.max(self.app.ambient.now().date());
        let files = assemble(&self.brought.files, changes, on);
        let known = catalogue::known(&self.divisions, on);
        let checked = check_files(&files, &Settings { on, division: Some(&known) });
        let own = match is_matter(&draft.path) {
            true => path_of_version(&draft.path, draft.number),
            false => draft.path.clone(),
        };
        let (findings, others): (Vec<_>, Vec<_>) =
            checked.findings.into_iter().partition(|finding| finding.path == own);
        let is_error = |finding: &Finding| finding.severity == Severity::Error;
        let pin = Pin {
            division: self.county().to_owned(),
            matter: name_of(&draft.path),
            version: u32::try_from(draft.number).unwrap_or(0),
        };
        let matter = checked.catalogue.pinned(&pin).cloned().filter(|_| is_matter(&draft.path));
        let elsewhere = others.into_iter().filter(is_error).collect();
        Judged { findings, elsewhere, matter, against }
    }

    /// Takes up what was published since the last look, by whichever server, and what has come into
    /// force with a new day; whether there was anything. Cheap where there is nothing new.
    ///
    /// # Errors
    /// When the database fails, or what is published does not pass the check; the catalogue that was
    /// in force then stays.
    pub async fn refresh(&self) -> Outcome<bool> {
        let (county, today) = (self.county().to_owned(), self.app.ambient.now().date());
        let ids = self.app.store.read(move |tx| rows::published_ids(tx, &county)).await?;
        if self.is_seen(today, &ids) {
            return Ok(false);
        }
        let manage = self.clone();
        let taken = tokio::task::spawn_blocking(store::carried(move || manage.refresh_now()));
        taken.await.map_err(|error| Fault::because("taking up the catalogue", error))?
    }

    /// [`Manage::refresh`] on the present thread, for the start.
    ///
    /// # Errors
    /// As there.
    pub fn refresh_now(&self) -> Result<bool, Stop> {
        let (county, now) = (self.county().to_owned(), self.app.ambient.now());
        let changes = self.app.store.read_now(move |tx| rows::published(tx, &county))?;
        let ids: Vec<String> = changes.iter().map(|change| change.id.to_string()).collect();
        if self.is_seen(now.date(), &ids) {
            return Ok(false);
        }
        let had = !changes.is_empty() || self.brought.seen.lock().is_some();
        // A calendar begins by an act of its own, and is taken up by [`cases::Cases`].
        let changes = changes.into_iter().filter(|change| year_of(&change.path).is_none());
        let (texts, files): (Vec<_>, Vec<_>) =
            changes.partition(|change| key_of(&change.path).is_some());
        self.put_texts(texts, now);
        let applied =
            Applied { day: now.date(), ids, files: files.iter().map(|one| one.id).collect() };
        if !self.has_files(&applied) {
            self.put_catalogue(&files, applied.day)?;
        }
        *self.brought.seen.lock() = Some(applied);
        Ok(had)
    }

    /// Checks the catalogue with what was published of it, and puts it in force.
    fn put_catalogue(&self, changes: &[Change], today: Date) -> Result<(), Stop> {
        let files = assemble(&self.brought.files, changes, today);
        let known = catalogue::known(&self.divisions, today);
        let checked = check_files(&files, &Settings { on: today, division: Some(&known) });
        let wrong = checked.findings.iter().find(|one| one.severity == Severity::Error);
        if let Some(finding) = wrong {
            let what = format!("the published catalogue has an error: {finding}");
            return Err(Fault::new(what).into());
        }
        self.brought.shelf.put(Arc::new(checked.catalogue));
        Ok(())
    }

    /// Whether the files of the catalogue are as they were when it was checked last, or came with the
    /// program.
    fn has_files(&self, applied: &Applied) -> bool {
        match &*self.brought.seen.lock() {
            Some(seen) => (seen.day, &seen.files) == (applied.day, &applied.files),
            None => applied.files.is_empty(),
        }
    }

    fn is_seen(&self, today: Date, ids: &[String]) -> bool {
        let seen = self.brought.seen.lock();
        seen.as_ref().is_some_and(|seen| seen.day == today && seen.ids == ids)
    }

    /// Lets the shelf look at once when a version is missed that another server published a moment
    /// ago.
    pub fn look_when_missed(&self) {
        let manage = self.clone();
        self.brought.shelf.look_with(move || {
            // A thread of its own: whoever misses the version may stand in the server's loop, where
            // nothing may wait for the database.
            let looking = manage.clone();
            let looked = std::thread::spawn(move || looking.refresh_now()).join();
            if let Ok(Err(stop)) = looked {
                tracing::error!(%stop, "the published catalogue could not be taken up");
            }
        });
    }

    /// The first day that the text of a matter names itself, else the one that was chosen.
    pub(crate) fn day_of(path: &str, text: &str, chosen: Date) -> Date {
        effective_in(text).filter(|_| is_matter(path)).unwrap_or(chosen)
    }
}

/// The kind of record of an act: on the catalogue, on a text, and on a calendar.
type Kind = [&'static str; 3];
const DRAFTED: Kind = ["catalogue.drafted", "text.proposed", "calendar.proposed"];
const CHANGED: Kind = ["catalogue.changed", "text.changed", "calendar.changed"];
const DISCARDED: Kind = ["catalogue.discarded", "text.discarded", "calendar.discarded"];
const PUBLISHED: Kind = ["catalogue.published", "text.published", "calendar.published"];

/// The officer who writes; only officers do.
pub(crate) fn drafter(by: &By) -> Result<OfficerId, Refusal> {
    may(&by.actor, &Right::Publish)?;
    by.actor.officer_id().ok_or_else(no_draft)
}

/// Puts a new draft of a file, of a text or of a calendar on the books.
pub(crate) fn put_draft(
    act: &mut Act<'_, '_>,
    officer: OfficerId,
    begun: Revised,
) -> Outcome<Change> {
    let (county, at) = (act.county().to_owned(), act.at());
    let Revised { path, number, text, effective } = begun;
    let change = Change {
        id: ChangeId(act.new_id()),
        path,
        number,
        text,
        effective,
        state: State::Draft,
        drafters: vec![officer],
        publisher: None,
        published_at: None,
        changed_at: at,
        version: 1,
    };
    rows::insert(act.tx(), &county, &change)
        .map_err(|error| if error.is_unique() { has_draft() } else { error.into() })?;
    Ok(change)
}

fn record(change: &Change, [of_file, of_text, of_year]: Kind) -> Record {
    let digest = Sha256::of(change.text.as_bytes()).to_string();
    let body = json!({
        "change": change.id, "path": change.path, "number": change.number,
        "effective": change.effective, "text": digest,
    });
    match (key_of(&change.path), year_of(&change.path)) {
        (Some(key), _) => Record::new(format!("text:{key}"), of_text, body),
        (_, Some(year)) => Record::new(format!("calendar:{year}"), of_year, body),
        _ => Record::new(format!("catalogue:{}", name_of(&change.path)), of_file, body),
    }
}

fn no_file() -> Refusal {
    Refusal::told(RefusalKind::NotFound, "manage.file")
}

pub(crate) fn no_version() -> Refusal {
    Refusal::told(RefusalKind::NotFound, "manage.version")
}

pub(crate) fn no_draft() -> Refusal {
    Refusal::told(RefusalKind::NotFound, "manage.draft")
}

pub(crate) fn has_draft() -> Stop {
    Refusal::told(RefusalKind::Conflict, "manage.has-draft").into()
}

pub(crate) fn overtaken() -> Refusal {
    Refusal::told(RefusalKind::Conflict, "manage.overtaken")
}

pub(crate) fn too_early() -> Refusal {
    Refusal::told(RefusalKind::NotNow, "manage.too-early")
}

fn not_clean() -> Refusal {
    Refusal::told(RefusalKind::NotNow, "manage.not-clean")
}
