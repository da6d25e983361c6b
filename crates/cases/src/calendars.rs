//! The calendar of working days: what the program brings along, and what has been announced to the
//! county since. An announcement is an act; every running server looks for new ones by itself.

use std::sync::Arc;

use basis::calendar::{Calendar, YearCalendar};
use basis::{Fault, Outcome, Stop};
use identity::{By, Right, rights};
use ledger::Record;
use parking_lot::RwLock;
use serde_json::json;
use store::Tx;

use crate::{Cases, rows};

/// The stream of the records about calendars.
const STREAM: &str = "calendar";

/// What is known of working days, and from which announcements; shared by all who ask.
#[derive(Clone)]
pub(crate) struct Calendars(Arc<RwLock<Known>>);

struct Known {
    /// What the program brings along.
    brought: Arc<Calendar>,
    /// Year and time of the announcements that are in force.
    announced: Vec<(i64, i64)>,
    /// Both together.
    in_force: Arc<Calendar>,
}

impl Calendars {
    pub(crate) fn new(brought: Calendar) -> Self {
        let brought = Arc::new(brought);
        let in_force = Arc::clone(&brought);
        Self(Arc::new(RwLock::new(Known { brought, announced: Vec::new(), in_force })))
    }

    pub(crate) fn in_force(&self) -> Arc<Calendar> {
        self.0.read().in_force.clone()
    }

    fn brought(&self) -> Arc<Calendar> {
        self.0.read().brought.clone()
    }

    /// Takes up what has been announced since the last look; whether there was anything.
    fn take_up(&self, tx: &mut Tx<'_>, county: &str) -> Outcome<bool> {
        let announced = rows::announced(tx, county)?;
        if self.0.read().announced == announced {
            return Ok(false);
        }
        let bodies = rows::calendars(tx, county)?;
        let years = bodies.iter().map(|body| YearCalendar::parse_json(body));
        let years = years
            .collect::<Result<Vec<_>, _>>()
            .map_err(|refusal| Fault::because("reading an announced calendar", refusal))?;
        let mut known = self.0.write();
        known.in_force = Arc::new(known.brought.with_years(years));
        known.announced = announced;
        Ok(true)
    }
}

impl Cases {
    /// The working days as they are known now.
    #[must_use]
    pub fn calendar(&self) -> Arc<Calendar> {
        self.calendars.in_force()
    }

    /// The working days that the program brings along, whatever was announced since.
    #[must_use]
    pub fn brought_calendar(&self) -> Arc<Calendar> {
        self.calendars.brought()
    }

    /// Announces the calendar of a year, in place of the one that was known.
    /// [`Cases::recompute`] then brings the dates of cases up to date.
    ///
    /// # Errors
    /// A refusal without the right, or when the database fails.
    pub async fn announce(&self, by: &By, year: YearCalendar) -> Outcome<()> {
        rights::may(&by.actor, &Right::ManageCalendar)?;
        let body = serde_json::to_value(&year)
            .map_err(|error| Fault::because("writing a calendar", error))?;
        let meta = by.meta(json!({ "calendar": body }));
        self.ledger()
            .act(meta, move |act| {
                let (county, at) = (act.county().to_owned(), act.at());
                rows::put_calendar(act.tx(), &county, year.year, &body.to_string(), at)?;
                act.close(Record::new(STREAM, "calendar.announced", body), ())
            })
            .await?;
        self.refresh_calendar().await.map(drop)
    }

    /// Takes up the calendars that have been announced since the last look, by whichever process;
    /// whether there were any. Cheap where there is nothing new.
    ///
    /// # Errors
    /// When the database fails or holds something that is no calendar.
    pub async fn refresh_calendar(&self) -> Outcome<bool> {
        let (calendars, county) = (self.calendars.clone(), self.county().to_owned());
        self.store().read(move |tx| calendars.take_up(tx, &county)).await
    }

    /// [`Cases::refresh_calendar`] on the present thread, for the start.
    ///
    /// # Errors
    /// As there.
    pub fn refresh_calendar_now(&self) -> Result<bool, Stop> {
        let (calendars, county) = (self.calendars.clone(), self.county().to_owned());
        self.store().read_now(move |tx| calendars.take_up(tx, &county))
    }
}
