//! One's own cases in other counties of the database: each county's list by itself, in one bounded
//! statement of that county, and many such lists as one.
//!
//! What is read is what the list shows and nothing more: a case is worked on, and seen whole, in its
//! own county.

use std::sync::Arc;

use basis::{CaseId, Instant, Outcome};
use catalogue::model::{Matter, Pin};
use identity::Scope;

use crate::model::PublicStatus;
use crate::views::{Cursor, Page};
use crate::{Cases, rows};

/// No county is asked for more at once.
const MOST: usize = 201;

/// A case as a list in another county tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distant {
    /// The county where it is, six digits.
    pub county: String,
    /// Its id there.
    pub id: CaseId,
    /// The number that people are told.
    pub number: String,
    /// The matter in its version.
    pub pin: Pin,
    /// Its public status.
    pub status: PublicStatus,
    /// When it came in.
    pub opened: Instant,
}

impl Cases {
    /// The resident's own cases in the county of the scope, which need not be ours: the newest first,
    /// at most so many, after a place.
    ///
    /// # Errors
    /// When the database fails, or a row there is none that this version understands.
    pub async fn briefly(
        &self,
        scope: &Scope,
        after: Option<Cursor>,
        most: usize,
    ) -> Outcome<Vec<Distant>> {
        let Some(person) = scope.own() else { return Ok(Vec::new()) };
        let (county, most) = (scope.county().to_owned(), most.clamp(1, MOST) as i64);
        let read = self.store().read(move |tx| {
            let (at, id, task) =
                after.as_ref().and_then(Cursor::parts).unwrap_or((i64::MAX, "~", ""));
            rows::briefly(tx, &county, person, &rows::After { at, id, task }, most)
        });
        Ok(read.await?)
    }

    /// The matter of a case in another county: in its version, or else as that county offers it on
    /// the day it came in. None where our catalogue knows neither.
    #[must_use]
    pub fn matter_there(&self, brief: &Distant) -> Option<Arc<Matter>> {
        let catalogue = self.catalogue();
        let offered =
            || catalogue.matter(&brief.county, &brief.pin.matter, brief.opened.date()).cloned();
        catalogue.pinned(&brief.pin).cloned().or_else(offered)
    }
}

/// One page of many counties' lists: the newest of all of them, and where every list goes on. Each
/// list holds its newest, one more than the page where there are as many.
#[must_use]
pub fn merged(lists: Vec<Vec<Distant>>, limit: usize) -> Page<Distant> {
    let mut entries: Vec<Distant> = lists.into_iter().flatten().collect();
    entries.sort_by_key(|one| std::cmp::Reverse((one.opened, one.id)));
    let has_more = entries.len() > limit;
    entries.truncate(limit);
    let last = entries.last().filter(|_| has_more);
    let next = last.map(|last| Cursor::new(last.opened, last.id, ""));
    Page { entries, next }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample::id;

    const PAGE: usize = 2;

    fn brief(county: &str, number: u8, at: i64) -> Distant {
        Distant {
            county: county.to_owned(),
            id: CaseId(id(number)),
            number: number.to_string(),
            pin: "330881/allowance@1".parse().unwrap(),
            status: PublicStatus::find("in-review").unwrap(),
            opened: Instant::from_millis(at),
        }
    }

    /// What a county answers, as its statement does.
    fn answer(all: &[Distant], after: Option<&Cursor>) -> Vec<Distant> {
        let is_left = |one: &&Distant| match after.and_then(Cursor::parts) {
            Some((at, id, _)) => (one.opened.millis(), one.id.as_str()) < (at, id),
            None => true,
        };
        all.iter().filter(is_left).take(PAGE + 1).cloned().collect()
    }

    #[test]
    fn page_by_page_nothing_is_left_out_or_told_twice() {
        let counties = [
            vec![brief("330881", 1, 90), brief("330881", 3, 50), brief("330881", 2, 50)],
            vec![brief("330803", 4, 70), brief("330803", 5, 50)],
            vec![],
        ];
        let (mut told, mut pages, mut after) = (Vec::new(), 0, None);
        loop {
            let lists = counties.iter().map(|all| answer(all, after.as_ref())).collect();
            let page = merged(lists, PAGE);
            told.extend(page.entries.iter().map(|one| one.number.clone()));
            (pages, after) = (pages + 1, page.next);
            if after.is_none() {
                break;
            }
        }
        assert_eq!((told.join(" ").as_str(), pages), ("1 4 5 3 2", 3));
        assert_eq!(PublicStatus::find("no-such-status"), None);
    }
}
