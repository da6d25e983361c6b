//! Rating a service, and reading the figures.

use basis::{CaseId, Date, Id, Instant, Outcome, Refusal, RefusalKind, Stop};
use identity::{Actor, By, Right, rights};
use ledger::{Act, Closed, Meta, Record};
use seal::Sha256;
use serde_json::json;
use store::{StoreError, Tx};

use crate::Feedback;
use crate::figures::{Counts, Figures, figures};
use crate::model::{FollowUp, Given, Level, Opinion, Way, week, week_begins};
use crate::rows::{self, About};

/// The five levels in their order.
const LEVELS: [Level; 5] = [Level::VeryGood, Level::Good, Level::Fair, Level::Bad, Level::VeryBad];

/// Where a case stands with its rating.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Nothing has been decided yet.
    TooEarly,
    /// It can be rated.
    Open,
    /// It has been.
    Rated,
}

/// What of a case its rating depends on.
pub(crate) struct Rateable {
    pub matter: String,
    pub township: String,
    pub way: Way,
    pub standing: Standing,
}

impl Feedback {
    /// Rates the service in a case, once.
    ///
    /// # Errors
    /// A refusal where the case is not theirs, not decided, or has been rated.
    pub async fn rate(&self, by: &By, case: CaseId, opinion: Opinion) -> Outcome<()> {
        let Rateable { matter, township, way, standing } = self.standing(&by.actor, case).await?;
        match standing {
            Standing::TooEarly => return Err(too_early().into()),
            Standing::Rated => return Err(rated().into()),
            Standing::Open => opinion.check(way)?,
        }
        let today = by.at.date();
        let due = self.due(today);
        let id = Id::from_parts(Instant::from_millis(0), self.app.ambient.bytes());
        let (week, smallest) = (week(today), self.rules.smallest);
        let new = New { case, id, matter, township, way, week, opinion, due, smallest };
        let meta = self.anonymous(today)?;
        self.app.ledger.act(meta, move |act| write(act, new)).await
    }

    /// What stands around the act of rating: nobody, the week, a key of its own, and a request that
    /// is the same for all, since a digest of what was said could be found by trying.
    fn anonymous(&self, today: Date) -> Outcome<Meta> {
        let token: [u8; 32] = self.app.ambient.bytes();
        Ok(Meta {
            county: self.county().to_owned(),
            key: format!("rating:{}", Sha256::of(&token)).parse()?,
            at: week_begins(today),
            by: json!({"who": "anonymous"}),
            request: json!({}),
        })
    }

    /// Whether somebody can rate a case of theirs, with what of the case a rating depends on.
    pub(crate) async fn standing(&self, actor: &Actor, case: CaseId) -> Outcome<Rateable> {
        let seen = self.cases.seen(&rights::scope(actor), case).await?.case;
        rights::may(actor, &Right::Rate { applicant: seen.applicant.person })?;
        let county = self.county().to_owned();
        let store = &self.app.store;
        let has_rated =
            store.read(move |tx| rows::has_rated(tx, &county, case)).await.map_err(Stop::from)?;
        let is_decided = seen.decision().is_some() || seen.ended();
        let standing = match (has_rated, is_decided) {
            (true, _) => Standing::Rated,
            (false, true) => Standing::Open,
            (false, false) => Standing::TooEarly,
        };
        let (matter, township) = (seen.pin.matter.clone(), seen.township().to_owned());
        Ok(Rateable { matter, township, way: Way::of(seen.channel), standing })
    }

    /// The public figures of a matter; none while there are too few ratings.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn figures(&self, matter: &str) -> Outcome<Option<Figures>> {
        let (county, matter) = (self.county().to_owned(), matter.to_owned());
        let store = &self.app.store;
        let smallest = self.rules.smallest;
        let found = store.read(move |tx| published(tx, &county, &matter, smallest)).await;
        found.map_err(Stop::from)
    }

    /// The matters that have figures, each with them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn all_figures(&self) -> Outcome<Vec<(String, Figures)>> {
        let (county, smallest) = (self.county().to_owned(), self.rules.smallest);
        let store = &self.app.store;
        let found = store
            .read(move |tx| {
                let mut found = Vec::new();
                for matter in rows::rated(tx, &county)? {
                    let figures = published(tx, &county, &matter, smallest)?;
                    found.extend(figures.map(|figures| (matter, figures)));
                }
                Ok::<_, StoreError>(found)
            })
            .await;
        found.map_err(Stop::from)
    }
}

/// A rating on its way.
struct New {
    case: CaseId,
    id: Id,
    matter: String,
    township: String,
    way: Way,
    week: String,
    opinion: Opinion,
    /// By when it is looked into where it is bad, and whether that day may still move.
    due: (Date, bool),
    smallest: u32,
}

/// Right and rating in one transaction, so that nothing has to go between them. They share no key.
fn write(act: &mut Act<'_, '_>, new: New) -> Outcome<Closed<()>> {
    let county = act.county().to_owned();
    let New { case, id, matter, township, way, week, mut opinion, due, smallest } = new;
    rows::take_turn(act.tx(), &county)?;
    let own = (matter.as_str(), township.as_str(), way);
    if !rows::take_right(act.tx(), &county, case, own)? {
        return Err(rated().into());
    }
    let crowd = rows::crowd(act.tx(), &county, own, smallest)?;
    // What was said of the indicators tells the way: it is kept where enough cases share it.
    let counted = if crowd.way { opinion.indicators.clone() } else { Vec::new() };
    if !crowd.way_here {
        opinion.indicators.clear();
    }
    rows::put_indicators(act.tx(), &county, (&matter, way), &counted)?;
    let place = if crowd.here { township } else { county.clone() };
    let about = About { matter, place, week };
    let follow_up = opinion.level.is_bad().then(|| follow_up(act.new_id(), &about, &opinion, due));
    rows::put_rating(act.tx(), &county, id, &about, (&opinion, follow_up.as_ref()))?;
    let About { matter, week, .. } = about;
    // Neither how satisfied nor where: the records of a week stand in the order of visits.
    let body = json!({"matter": matter, "week": week});
    act.close(Record::new(format!("ratings:{week}"), "rating.given", body), ())
}

/// What supervisors see of a bad rating.
pub(crate) fn follow_up(
    id: Id,
    about: &About,
    opinion: &Opinion,
    (due, provisional): (Date, bool),
) -> FollowUp {
    let About { matter, place, week } = about.clone();
    let Opinion { level, indicators, words } = opinion.clone();
    FollowUp { id, matter, place, week, level, indicators, words, due, provisional }
}

/// The figures of a matter as they are published.
pub(crate) fn published(
    tx: &mut Tx<'_>,
    county: &str,
    matter: &str,
    smallest: u32,
) -> Result<Option<Figures>, StoreError> {
    let tallies = rows::tallies(tx, county, matter)?;
    let counts = counts(&rows::indicator_tallies(tx, county, matter)?);
    let figures = sum(&tallies, smallest);
    Ok(figures.map(|figures| figures.with_indicators(&counts, u64::from(smallest))))
}

/// The numbers of each indicator by level, in the order of ways and indicators.
fn counts(tallies: &[(Way, Given, u64)]) -> Vec<Counts> {
    let mut all: Vec<Counts> = Vec::new();
    for way in Way::ALL {
        for indicator in way.indicators() {
            let of = |level: Level| {
                let same = |(one, given, _): &&(Way, Given, u64)| {
                    one == way && *given == (*indicator, level)
                };
                tallies.iter().filter(same).map(|(.., count)| count).sum::<u64>()
            };
            let levels = LEVELS.map(of);
            if levels.iter().any(|count| *count > 0) {
                all.push(Counts { way: *way, indicator: *indicator, levels });
            }
        }
    }
    all
}

fn sum(tallies: &[(String, Level, u64)], smallest: u32) -> Option<Figures> {
    let of = |level: Level| {
        tallies.iter().filter(|(_, one, _)| *one == level).map(|(_, _, count)| count).sum()
    };
    let levels: [u64; 5] = LEVELS.map(of);
    let mut places: Vec<(String, u64)> = Vec::new();
    for (place, _, count) in tallies {
        match places.iter_mut().find(|(known, _)| known == place) {
            Some((_, sum)) => *sum += count,
            None => places.push((place.clone(), *count)),
        }
    }
    figures(levels, &places, u64::from(smallest))
}

fn rated() -> Refusal {
    Refusal::told(RefusalKind::Conflict, "rating.given")
}

fn too_early() -> Refusal {
    Refusal::told(RefusalKind::NotNow, "rating.too-early")
}
