//! Rating a service, and reading the figures.

use basis::{CaseId, Date, Fault, Id, Instant, Outcome, Refusal, Stop};
use identity::{Actor, By, Right, rights};
use ledger::{Act, Closed, IdempotencyKey, Meta, Record};
use seal::Sha256;
use serde_json::json;
use store::jobs::{self, Job};

use crate::figures::{Figures, figures};
use crate::late::GIVE;
use crate::model::{Level, Opinion, week, week_begins};
use crate::rows::{self, About};
use crate::{FOLLOW_UP, Feedback};

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

impl Feedback {
    /// Rates the service in a case, once.
    ///
    /// # Errors
    /// A refusal where the case is not theirs, not decided, or has been rated.
    pub async fn rate(&self, by: &By, case: CaseId, opinion: Opinion) -> Outcome<()> {
        opinion.check()?;
        let (matter, township, standing) = self.standing(&by.actor, case).await?;
        match standing {
            Standing::TooEarly => return Err(too_early().into()),
            Standing::Rated => return Err(rated().into()),
            Standing::Open => {}
        }
        let token: [u8; 32] = self.app.ambient.bytes();
        let digest = Sha256::of(&token);
        let about = About { matter, place: township, week: week(by.at.date()) };
        let late = self.late(&digest, by.at, &opinion)?;
        self.take_right(case, digest, about, late).await?;
        let given = self.give(digest, by.at.date(), opinion).await;
        if given.is_err() {
            let county = self.county().to_owned();
            let store = &self.app.store;
            store
                .write(move |tx| rows::give_back(tx, &county, case, &digest))
                .await
                .map_err(Stop::from)?;
        }
        given
    }

    /// Whether somebody can rate a case of theirs, with its matter and township.
    pub(crate) async fn standing(
        &self,
        actor: &Actor,
        case: CaseId,
    ) -> Outcome<(String, String, Standing)> {
        let seen = self.cases.seen(&rights::scope(actor), case).await?.case;
        let (applicant, filed_by) = (seen.applicant.person, seen.filed_by);
        // The desks that worked on it do not rate their own work.
        rights::may(actor, &Right::Answer { applicant, desks: Vec::new(), filed_by })?;
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
        Ok((seen.pin.matter.clone(), seen.township().to_owned(), standing))
    }

    /// The public figures of a matter; none while there are too few ratings.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn figures(&self, matter: &str) -> Outcome<Option<Figures>> {
        let (county, matter) = (self.county().to_owned(), matter.to_owned());
        let store = &self.app.store;
        let tallies =
            store.read(move |tx| rows::tallies(tx, &county, &matter)).await.map_err(Stop::from)?;
        Ok(sum(&tallies, self.rules.smallest))
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
                    let tallies = rows::tallies(tx, &county, &matter)?;
                    found.extend(sum(&tallies, smallest).map(|figures| (matter, figures)));
                }
                Ok::<_, store::StoreError>(found)
            })
            .await;
        found.map_err(Stop::from)
    }

    /// The first transaction: the case uses its right, and a token sets out, with the job that
    /// brings it to its end where the second transaction does not come.
    pub(crate) async fn take_right(
        &self,
        case: CaseId,
        digest: Sha256,
        about: About,
        late: Job,
    ) -> Outcome<()> {
        let (county, smallest) = (self.county().to_owned(), self.rules.smallest);
        let store = &self.app.store;
        store
            .write(move |tx| {
                let taken = rows::take_right(tx, &county, case, (&about.matter, &about.place))?;
                if !taken {
                    return Err(Stop::from(rated()));
                }
                let own = (about.matter.as_str(), about.place.as_str());
                let is_crowded = rows::is_crowded(tx, &county, own, smallest)?;
                let place = if is_crowded { about.place.clone() } else { county.clone() };
                let about = About { place, ..about };
                rows::put_token(tx, &county, &digest, &about)?;
                jobs::enqueue(tx, &late)?;
                Ok(())
            })
            .await
    }

    /// The second transaction: the rating, by whoever holds the token. It knows the week only.
    pub(crate) async fn give(&self, digest: Sha256, today: Date, opinion: Opinion) -> Outcome<()> {
        let key: IdempotencyKey = format!("rating:{digest}").parse()?;
        let meta = Meta {
            county: self.county().to_owned(),
            key,
            at: week_begins(today),
            by: json!({"who": "anonymous"}),
            request: json!({"opinion": opinion}),
        };
        let id = Id::from_parts(Instant::from_millis(0), self.app.ambient.bytes());
        self.app.ledger.act(meta, move |act| write(act, id, &digest, &opinion)).await
    }
}

fn write(act: &mut Act<'_, '_>, id: Id, digest: &Sha256, opinion: &Opinion) -> Outcome<Closed<()>> {
    let county = act.county().to_owned();
    let about = rows::use_token(act.tx(), &county, digest)?.ok_or_else(rated)?;
    rows::put_rating(act.tx(), &county, id, &about, opinion)?;
    jobs::cancel(act.tx(), &county, GIVE, &digest.to_string())?;
    if opinion.level.is_bad() {
        let follow_up = act.new_id();
        let body = json!({"about": about, "level": opinion.level, "words": opinion.words});
        let job = Job {
            county,
            id: follow_up,
            kind: FOLLOW_UP.to_owned(),
            dedupe: follow_up.to_string(),
            run_at: act.at(),
            body: body.to_string(),
        };
        act.enqueue(job)?;
    }
    let body = json!({"matter": about.matter, "week": about.week, "level": opinion.level});
    act.close(Record::new(format!("ratings:{}", about.week), "rating.given", body), ())
}

fn sum(tallies: &[(String, Level, u64)], smallest: u32) -> Option<Figures> {
    let of = |level: Level| {
        tallies.iter().filter(|(_, one, _)| *one == level).map(|(_, _, count)| count).sum()
    };
    let levels: [u64; 5] =
        [Level::VeryGood, Level::Good, Level::Fair, Level::Bad, Level::VeryBad].map(of);
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
    Refusal::conflict(
        "rating.given",
        "这件事您已经评价过了，一件事只能评价一次。谢谢您。",
        "You have rated this already; each case is rated once. Thank you.",
    )
}

fn too_early() -> Refusal {
    Refusal::not_now(
        "rating.too-early",
        "这件事还没有办完，办完以后再请您评价。",
        "This is not finished yet; you can rate it once it is decided.",
    )
}

/// A job whose body cannot be read.
pub(crate) fn unreadable(error: serde_json::Error) -> Fault {
    Fault::because("reading a bad rating's job", error)
}
