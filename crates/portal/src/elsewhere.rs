//! One's own affairs in the other counties of the database: an explicit fan-out.
//!
//! Each county is asked by itself, in statements of that county alone; all of them at once, and none
//! for ever. Whoever asks from here has a few places at each county, so that one which hangs takes
//! no more than these, and is named instead of missing in silence. Which counties there are is a
//! setting: to ask the database would be a statement over all of its machines.

use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use basis::{Outcome, Stop, Text};
use cases::{Cursor, Distant, merged};
use certificates::model::CertificateKey;
use certificates::{Held, held_there};
use identity::{Actor, Follower, scope};
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout, timeout_at};

use crate::Portal;

/// So many other counties can be asked: more than any city has.
pub const MOST_COUNTIES: usize = 40;
/// So many questions of one server lie at one county at once.
const PLACES: usize = 2;
/// So many at all of them together: half of a server's connections stay with its own county.
const ALL_PLACES: usize = 16;
/// How long one waits for a place. Answers take milliseconds: whoever waits longer waits for a county
/// that hangs.
const TURN: Duration = Duration::from_millis(300);
/// How long one waits for all of them together.
const PATIENCE: Duration = Duration::from_secs(2);

/// Another county of the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct County {
    /// Its six digits.
    pub code: String,
    /// Its name.
    pub name: Text,
    /// The address of its own service, without a slash at the end; none where people have to ask.
    pub address: Option<String>,
}

/// The other counties of the database. Cheap to clone; clones share the places.
#[derive(Clone)]
pub struct Elsewhere {
    counties: Arc<Vec<(County, Arc<Semaphore>)>>,
    places: Arc<Semaphore>,
}

impl Default for Elsewhere {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

/// What the counties have told.
pub(crate) struct Heard<T, K> {
    /// The newest of all that answered.
    pub entries: Vec<T>,
    /// Where the list goes on.
    pub next: Option<K>,
    /// Every county that was asked, and whether it answered.
    pub counties: Vec<(County, bool)>,
}

impl Elsewhere {
    /// These counties; at most [`MOST_COUNTIES`], none of them our own.
    #[must_use]
    pub fn new(counties: Vec<County>) -> Self {
        let with_places = |county| (county, Arc::new(Semaphore::new(PLACES)));
        let counties = Arc::new(counties.into_iter().map(with_places).collect());
        Self { counties, places: Arc::new(Semaphore::new(ALL_PLACES)) }
    }

    /// Whether there is no other county.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.counties.is_empty()
    }

    /// Asks every county the same; its answer, or none where it failed or was not done in time.
    async fn ask<T, F>(&self, question: impl Fn(String) -> F) -> Vec<(County, Option<T>)>
    where
        F: Future<Output = Outcome<T>> + Send + 'static,
        T: Send + 'static,
    {
        let end = Instant::now() + PATIENCE;
        let begin = |(county, places): &(County, Arc<Semaphore>)| {
            let code = county.code.clone();
            let places = (places.clone(), self.places.clone());
            let answer = answered(places, code.clone(), question(code));
            (county.clone(), tokio::spawn(store::carried_on(answer)))
        };
        let begun: Vec<_> = self.counties.iter().map(begin).collect();
        let mut all = Vec::with_capacity(begun.len());
        for (county, answer) in begun {
            // What comes too late is not broken off: it keeps its place until the database lets go.
            let told = timeout_at(end, answer).await;
            if told.is_err() {
                tracing::warn!(county = %county.code, "a county did not answer in time");
            }
            all.push((county, told.ok().and_then(Result::ok).flatten()));
        }
        all
    }
}

/// The answer of a county, once there is a place at it, and one of all.
async fn answered<T>(
    (at_it, of_all): (Arc<Semaphore>, Arc<Semaphore>),
    county: String,
    answer: impl Future<Output = Outcome<T>>,
) -> Option<T> {
    let places =
        async { Some((at_it.acquire_owned().await.ok()?, of_all.acquire_owned().await.ok()?)) };
    let Ok(Some(_places)) = timeout(TURN, places).await else {
        tracing::warn!(%county, "a county is not asked: others wait for their answers yet");
        return None;
    };
    match answer.await {
        Ok(told) => Some(told),
        Err(stop) => {
            tracing::warn!(%county, causes = %causes(&stop), "a county did not answer");
            None
        }
    }
}

/// A failure with what is behind it.
fn causes(stop: &Stop) -> String {
    let mut line = stop.to_string();
    let mut next = stop.source();
    while let Some(cause) = next {
        line.push_str(": ");
        line.push_str(&cause.to_string());
        next = cause.source();
    }
    line
}

/// The lists of those that answered, and who answered.
fn parted<T>(told: Vec<(County, Option<Vec<T>>)>) -> (Vec<Vec<T>>, Vec<(County, bool)>) {
    let counties = told.iter().map(|(county, list)| (county.clone(), list.is_some())).collect();
    (told.into_iter().filter_map(|(_, list)| list).collect(), counties)
}

impl Portal {
    /// The resident's own cases in all other counties, the newest first.
    ///
    /// # Errors
    /// A refusal for whoever is no resident, or when our own county fails. Another county that fails
    /// is told among the counties.
    pub(crate) async fn cases_elsewhere(
        &self,
        actor: &Actor,
        after: Option<Cursor>,
        limit: usize,
    ) -> Outcome<Heard<Distant, Cursor>> {
        let follower = self.identity.follower(actor).await?;
        let question = |county: String| {
            let (portal, follower, after) = (self.clone(), follower.clone(), after.clone());
            let most = limit + 1;
            async move { portal.cases_in(&county, &follower, after, most).await }
        };
        let (lists, counties) = parted(self.elsewhere.ask(question).await);
        let page = merged(lists, limit);
        Ok(Heard { entries: page.entries, next: page.next, counties })
    }

    /// The resident's own certificates in all other counties, the newest first.
    ///
    /// # Errors
    /// As [`Portal::cases_elsewhere`].
    pub(crate) async fn certificates_elsewhere(
        &self,
        actor: &Actor,
        before: Option<CertificateKey>,
        limit: usize,
    ) -> Outcome<Heard<Held, CertificateKey>> {
        let follower = self.identity.follower(actor).await?;
        let question = |county: String| {
            let (portal, follower, before) = (self.clone(), follower.clone(), before);
            let most = limit + 1;
            async move { portal.certificates_in(&county, &follower, before, most).await }
        };
        let (lists, counties) = parted(self.elsewhere.ask(question).await);
        let mut entries: Vec<Held> = lists.into_iter().flatten().collect();
        entries.sort_by_key(|held| std::cmp::Reverse(held.key));
        let has_more = entries.len() > limit;
        entries.truncate(limit);
        let next = entries.last().filter(|_| has_more).map(|last| last.key);
        Ok(Heard { entries, next, counties })
    }

    /// One county: who the resident is there, then what is theirs.
    async fn cases_in(
        &self,
        county: &str,
        follower: &Follower,
        after: Option<Cursor>,
        most: usize,
    ) -> Outcome<Vec<Distant>> {
        match self.identity.known_in(county, follower).await? {
            Some(there) => self.cases.briefly(&scope(&there), after, most).await,
            None => Ok(Vec::new()),
        }
    }

    async fn certificates_in(
        &self,
        county: &str,
        follower: &Follower,
        before: Option<CertificateKey>,
        most: usize,
    ) -> Outcome<Vec<Held>> {
        let Some(there) = self.identity.known_in(county, follower).await? else {
            return Ok(Vec::new());
        };
        held_there(&self.app.store, &scope(&there), before, most, self.today()).await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn county(code: &str) -> County {
        County { code: code.to_owned(), name: Text::new(code, code), address: None }
    }

    #[tokio::test(start_paused = true)]
    async fn a_county_that_hangs_is_told_and_takes_its_own_places_only() {
        let elsewhere = Elsewhere::new(vec![county("330802"), county("330803"), county("330881")]);
        let question = |code: String| async move {
            match code.as_str() {
                "330803" => std::future::pending().await,
                "330881" => Err(Stop::from(basis::Fault::new("its machine is gone"))),
                _ => Ok(code),
            }
        };
        let expected = [Some("330802".to_owned()), None, None];
        for asked in 0..PLACES + 3 {
            let begin = Instant::now();
            let told = elsewhere.ask(question).await;
            let answers: Vec<_> = told.into_iter().map(|(_, answer)| answer).collect();
            assert_eq!(answers, expected);
            // Once its places are taken, nobody waits for it in vain.
            let waited = begin.elapsed();
            assert_eq!(waited < PATIENCE, asked >= PLACES, "{asked}: {waited:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn however_many_counties_hang_half_of_the_connections_are_left() {
        let many = (0..ALL_PLACES).map(|at| county(&(330_800 + at).to_string()));
        let elsewhere = Elsewhere::new(many.collect());
        let begun = Arc::new(AtomicUsize::new(0));
        let question = |_: String| {
            let begun = begun.clone();
            async move {
                begun.fetch_add(1, Ordering::SeqCst);
                std::future::pending::<Outcome<()>>().await
            }
        };
        for _ in 0..PLACES {
            let told = elsewhere.ask(&question).await;
            assert!(told.iter().all(|(_, answer)| answer.is_none()));
        }
        assert_eq!(begun.load(Ordering::SeqCst), ALL_PLACES);
    }
}
