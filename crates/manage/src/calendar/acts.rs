//! Acts on the calendar of a year: proposing one, going back, another day; and its beginning on the
//! day that was published, by the act that brings the dates of cases up to date. Writing, throwing
//! away and publishing are those of the catalogue's drafts.

use basis::calendar::YearCalendar;
use basis::{Date, Fault, Id, Instant, Outcome, Refusal};
use identity::{Actor, By};
use serde_json::json;
use store::jobs::{self, Claimed, Job};

use crate::acts::{drafter, has_draft, no_draft, no_version, too_early};
use crate::listed::Revised;
use crate::model::{Change, ChangeId, begun, path_of_year, year_of};
use crate::{Manage, rows};

/// The kind of the job with which a published calendar begins.
pub const BEGIN_YEAR: &str = "manage.calendar";
/// How long whoever publishes has to let it begin before the job does.
const A_MOMENT_MILLIS: i64 = 60_000;

/// A calendar as it is kept, held against its year and the law.
///
/// # Errors
/// A refusal that says what is wrong with it.
pub(crate) fn kept(year: i16, text: &str) -> Result<YearCalendar, Refusal> {
    let calendar = YearCalendar::parse_json(text)?;
    calendar.check_announced()?;
    if calendar.year == year { Ok(calendar) } else { Err(no_version()) }
}

/// The job with which a published calendar begins on its day.
pub(crate) fn job(county: &str, id: Id, change: &Change, at: Instant) -> Job {
    let day = Instant::at(change.effective, 0, 0);
    Job {
        county: county.to_owned(),
        id,
        kind: BEGIN_YEAR.to_owned(),
        dedupe: change.id.to_string(),
        run_at: day.max(at.plus_millis(A_MOMENT_MILLIS)),
        body: json!({ "change": change.id }).to_string(),
    }
}

impl Manage {
    /// The calendars of a year that were published, oldest first, and the one that is proposed.
    pub(crate) async fn year_changes(
        &self,
        actor: &Actor,
        year: i16,
    ) -> Outcome<(Vec<Change>, Option<Change>)> {
        let (mut published, drafts) = self.changes(actor).await?;
        published.retain(|change| year_of(&change.path) == Some(year));
        let proposed = drafts.into_iter().find(|change| year_of(&change.path) == Some(year));
        Ok((published, proposed))
    }

    /// Proposes the calendar of a year from a day on; somebody else publishes it.
    pub(crate) async fn propose_year(
        &self,
        by: &By,
        calendar: &YearCalendar,
        from: Date,
    ) -> Outcome<ChangeId> {
        let officer = drafter(by)?;
        if from < by.at.date() {
            return Err(too_early().on("from").into());
        }
        let year = calendar.year;
        let text = serde_json::to_string(calendar)
            .map_err(|error| Fault::because("writing a calendar", error))?;
        kept(year, &text)?;
        let (published, _) = self.year_changes(&by.actor, year).await?;
        let number = published.iter().map(|change| change.number).max().unwrap_or(0) + 1;
        let meta = by.meta(json!({"propose": path_of_year(year), "from": from, "text": text}));
        let begun = Revised { path: path_of_year(year), number, text, effective: from };
        self.keep(meta, officer, begun).await
    }

    /// Does with a year what the page and the interface offer: proposes to go back to a version,
    /// moves the day of what is proposed, publishes it or throws it away.
    pub(crate) async fn settle_year(
        &self,
        by: &By,
        (year, seen): (i16, i64),
        step: &Step,
    ) -> Outcome<()> {
        let (published, proposed) = self.year_changes(&by.actor, year).await?;
        if let Step::Back { number, from } = step {
            if proposed.is_some() {
                return Err(has_draft());
            }
            let calendar = self.year_of_version(year, &published, *number)?;
            return self.propose_year(by, &calendar, *from).await.map(drop);
        }
        let proposed = proposed.ok_or_else(no_draft)?;
        let id = proposed.id;
        match step {
            Step::Publish => self.publish(by, id, seen).await,
            Step::Day(day) if *day < by.at.date() => Err(too_early().on("from").into()),
            Step::Day(day) => self.write(by, (id, seen), proposed.text, *day).await.map(drop),
            Step::Discard | Step::Back { .. } => self.discard(by, id, seen).await.map(drop),
        }
    }

    /// The calendar of a version; 0 is what the program brings along.
    fn year_of_version(
        &self,
        year: i16,
        published: &[Change],
        number: i64,
    ) -> Result<YearCalendar, Refusal> {
        if number == 0 {
            let brought = self.cases.brought_calendar();
            return brought.year(year).cloned().ok_or_else(no_version);
        }
        let found = published.iter().find(|change| change.number == number);
        kept(year, &found.ok_or_else(no_version)?.text)
    }

    /// Lets a published calendar begin: announced by the service, and every date that it moves worked
    /// out again. Nothing happens before its day, or where another was published after it.
    pub(crate) async fn begin_year(&self, id: ChangeId) -> Outcome<()> {
        let (county, now) = (self.county().to_owned(), self.app.ambient.now());
        let mut published = self.app.store.read(move |tx| rows::published(tx, &county)).await?;
        let path = published.iter().find(|one| one.id == id).map(|one| one.path.clone());
        published.retain(|one| path.as_ref() == Some(&one.path));
        let change = begun(&published, now.date()).filter(|one| one.id == id);
        let Some((year, change)) = change.and_then(|one| Some((year_of(&one.path)?, one))) else {
            return Ok(());
        };
        let calendar = kept(year, &change.text)?;
        // Once, whoever comes first: whoever published it, or the job.
        let key = format!("calendar.{id}").parse()?;
        self.cases.announce(&By::system(self.county(), now, key), calendar).await?;
        let by = By::system(self.county(), now, self.app.ambient.id().into());
        self.cases.recompute(&by).await.map(drop)
    }

    /// The worker for [`BEGIN_YEAR`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn run_begin_year(&self, claimed: Claimed) -> Outcome<()> {
        if let Ok(id) = claimed.job.dedupe.parse::<ChangeId>() {
            self.begin_year(id).await?;
        }
        self.app.store.write(move |tx| Ok(jobs::finish(tx, &claimed).map(drop)?)).await
    }
}

/// What is to be done with the calendar of a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Propose an earlier version from a day on; 0 is what the program brings along.
    Back {
        /// The version.
        number: i64,
        /// The first day on which it is to be in force.
        from: Date,
    },
    /// Move the first day of what is proposed.
    Day(Date),
    /// Publish what is proposed.
    Publish,
    /// Throw it away.
    Discard,
}
