//! What a supervisor looks at: what lies where, what is late, how long things took, and how often
//! they were complete at the first go. Sums over what lists hold; nobody's name is in them.

use std::collections::BTreeMap;

use basis::calendar::Calendar;
use basis::clock::due;
use basis::{Instant, Outcome};
use catalogue::model::Matter;
use identity::Scope;

use crate::model::{Case, whole};
use crate::{Cases, rows, unknown_case};

/// No more pieces of open work are looked at; the most urgent are.
const MOST_OPEN: i64 = 20_000;
/// No more ended cases are looked at; the newest are.
const MOST_ENDED: i64 = 3_000;

/// What is owed and what was done, by department and by place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Board {
    /// Everything.
    pub all: Tally,
    /// By the department that has the work, or that decided.
    pub departments: BTreeMap<String, Tally>,
    /// By the applicant's township, or its villages where one township is looked at.
    pub places: BTreeMap<String, Tally>,
    /// By matter.
    pub matters: BTreeMap<String, Tally>,
    /// Whether there was more than is looked at.
    pub is_part: bool,
}

/// One line of the board.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Pieces of work that are open.
    pub open: u32,
    /// Of these, due by the end of the next working day.
    pub soon: u32,
    /// Of these, late.
    pub overdue: u32,
    /// Of these, with a clock that stands still.
    pub stopped: u32,
    /// Working days from handing in to decision, of each case decided.
    pub days: Vec<i64>,
    /// Cases decided without asking the applicant for anything more.
    pub first_time: u32,
    /// Cases decided within the promised limit.
    pub in_time: u32,
}

impl Tally {
    /// How many cases were decided.
    #[must_use]
    pub fn decided(&self) -> usize {
        self.days.len()
    }

    /// The working days within which so many of a hundred were decided (nearest rank); `None`
    /// while nothing was.
    #[must_use]
    pub fn within(&self, percent: usize) -> Option<i64> {
        let mut days = self.days.clone();
        days.sort_unstable();
        let rank = (days.len() * percent).div_ceil(100).max(1);
        days.get(rank - 1).copied()
    }

    /// Of a hundred decided cases those that were complete at the first go.
    #[must_use]
    pub fn first_time_share(&self) -> Option<u32> {
        share(self.first_time, self.decided())
    }

    /// Of a hundred decided cases those within the promised limit.
    #[must_use]
    pub fn in_time_share(&self) -> Option<u32> {
        share(self.in_time, self.decided())
    }

    fn lies(&mut self, work: &Lying, now: Instant, soon: Instant) {
        self.open += 1;
        match work.due {
            _ if work.is_stopped => self.stopped += 1,
            due if due <= now => self.overdue += 1,
            due if due <= soon => self.soon += 1,
            _ => {}
        }
    }

    fn was_decided(&mut self, one: &Decided) {
        self.days.push(one.days);
        self.first_time += u32::from(one.first_time);
        self.in_time += u32::from(one.in_time);
    }
}

/// A piece of open work, as coarse as the board needs it.
pub(crate) struct Lying {
    pub department: String,
    pub division: String,
    pub matter: String,
    pub due: Instant,
    pub is_stopped: bool,
}

/// A decided case, as coarse as the board needs it.
struct Decided {
    days: i64,
    first_time: bool,
    in_time: bool,
}

impl Cases {
    /// The board of the county since an instant; of one township by its villages where one is named.
    ///
    /// # Errors
    /// A refusal when the scope does not reach over the county, or when the database fails.
    pub async fn board(
        &self,
        scope: &Scope,
        since: Instant,
        township: Option<String>,
    ) -> Outcome<Board> {
        if !scope.sees_all() {
            return Err(unknown_case().into());
        }
        let county = self.county().to_owned();
        let read = self.store().read(move |tx| {
            let open = rows::lying(tx, &county, MOST_OPEN)?;
            let ended = rows::ended_since(tx, &county, since, MOST_ENDED)?;
            Ok::<_, basis::Stop>((open, ended))
        });
        let (open, ended) = read.await?;
        let is_part = open.len() as i64 == MOST_OPEN || ended.len() as i64 == MOST_ENDED;
        let mut board = Board { is_part, ..Board::default() };
        let calendar = self.calendar();
        let now = self.ledger().ambient().now();
        let soon = Instant::end_of(calendar.next_working_day(now.date()).0);
        for work in &open {
            let Some(place) = place(&work.division, township.as_deref()) else { continue };
            for tally in board.lines(&work.department, &place, &work.matter) {
                tally.lies(work, now, soon);
            }
        }
        for case in &ended {
            let division = case.applicant.division.as_str();
            let Some(place) = place(division, township.as_deref()) else { continue };
            let matter = self.matter(&case.pin)?;
            let Some(one) = decided(case, &matter, &calendar) else { continue };
            for tally in board.lines(&matter.department, &place, &matter.id) {
                tally.was_decided(&one);
            }
        }
        Ok(board)
    }
}

impl Board {
    fn lines(&mut self, department: &str, place: &str, matter: &str) -> [&mut Tally; 4] {
        [
            &mut self.all,
            self.departments.entry(department.to_owned()).or_default(),
            self.places.entry(place.to_owned()).or_default(),
            self.matters.entry(matter.to_owned()).or_default(),
        ]
    }
}

/// The township of a division, or its village where that township is looked at; `None` outside it.
fn place(division: &str, township: Option<&str>) -> Option<String> {
    let digits = match township {
        Some(township) if !division.starts_with(township) => return None,
        Some(_) => 12,
        None => 9,
    };
    Some(division.get(..digits).unwrap_or(division).to_owned())
}

/// What a decided case says; one that was taken back or not accepted says nothing of the work.
fn decided(case: &Case, matter: &Matter, calendar: &Calendar) -> Option<Decided> {
    let at = case.decision()?.at;
    let promised = whole(case, matter).into_iter().next();
    let in_time = promised.is_none_or(|clock| !due(&clock.course, calendar, at).overdue(at));
    let days = calendar.working_days_between(case.submitted.date(), at.date());
    Some(Decided { days, first_time: !case.was_asked(), in_time })
}

fn share(part: u32, whole: usize) -> Option<u32> {
    let whole = u32::try_from(whole).ok().filter(|whole| *whole > 0)?;
    Some(part * 100 / whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_and_the_ninetieth_are_real_days() {
        let check = |days: &[i64], expected: (Option<i64>, Option<i64>)| {
            let tally = Tally { days: days.to_vec(), ..Tally::default() };
            assert_eq!((tally.within(50), tally.within(90)), expected, "{days:?}");
        };
        check(&[], (None, None));
        check(&[4], (Some(4), Some(4)));
        check(&[3, 1, 2], (Some(2), Some(3)));
        check(&[10, 9, 8, 7, 6, 5, 4, 3, 2, 1], (Some(5), Some(9)));
    }

    #[test]
    fn a_place_is_a_township_or_a_village_of_the_one_looked_at() {
        let check = |division, township, expected: Option<&str>| {
            assert_eq!(place(division, township).as_deref(), expected);
        };
        check("330825101200", None, Some("330825101"));
        check("330825101200", Some("330825101"), Some("330825101200"));
        check("330825102201", Some("330825101"), None);
        check("330825", None, Some("330825"));
    }

    #[test]
    fn work_is_late_soon_or_stands_still() {
        let at = |due, is_stopped| Lying {
            department: String::new(),
            division: String::new(),
            matter: String::new(),
            due: Instant::from_millis(due),
            is_stopped,
        };
        let mut tally = Tally::default();
        for (due, is_stopped) in [(5, false), (10, false), (15, false), (25, false), (1, true)] {
            let (now, soon) = (Instant::from_millis(10), Instant::from_millis(20));
            tally.lies(&at(due, is_stopped), now, soon);
        }
        let found = (tally.open, tally.overdue, tally.soon, tally.stopped);
        assert_eq!(found, (5, 2, 1, 1));
    }
}
