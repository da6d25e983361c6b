//! What a supervisor looks at: what lies where, what is late, how long things took, and how often
//! they were complete at the first go. Sums over what lists hold; nobody's name is in them.

use std::collections::BTreeMap;

use basis::calendar::Calendar;
use basis::clock::{AMBER_DAYS, AMBER_SHARE, Light, Unit, due, light};
use basis::{CaseId, Instant, Outcome};
use catalogue::model::{Matter, Pin};
use identity::Scope;
use store::Tx;

use crate::model::{Case, limit_of, open_work, whole};
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
    /// Of these, nearly due: their light is amber.
    pub soon: u32,
    /// Of these, late; a stop that came too late does not hide it.
    pub overdue: u32,
    /// Of these, with a clock that stands still and was not late when it stopped.
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

    /// Counts a piece of open work by its light, the same that lists show.
    fn lies(&mut self, light: Light) {
        self.open += 1;
        match light {
            Light::Stopped => self.stopped += 1,
            Light::Red => self.overdue += 1,
            Light::Amber => self.soon += 1,
            Light::Green => {}
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
    pub case: CaseId,
    pub task: String,
    pub department: String,
    pub division: String,
    pub pin: Pin,
    /// When it is due; of a clock that stands still, when it would be had it run on.
    pub due: Instant,
    /// Whether the clock of its case stands still.
    pub stands: bool,
}

/// A piece of open work with its light, in the place under which it is counted.
struct Shown {
    work: Lying,
    place: String,
    light: Light,
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
        let (cases, town) = (self.clone(), township.clone());
        let read = self.store().read(move |tx| {
            let open = rows::lying(tx, cases.county(), MOST_OPEN)?;
            let is_part = open.len() as i64 == MOST_OPEN;
            let shown = cases.shown(tx, open, town.as_deref())?;
            let ended = rows::ended_since(tx, cases.county(), since, MOST_ENDED)?;
            Ok::<_, basis::Stop>((shown, is_part, ended))
        });
        let (open, is_part, ended) = read.await?;
        let is_part = is_part || ended.len() as i64 == MOST_ENDED;
        let mut board = Board { is_part, ..Board::default() };
        let calendar = self.calendar();
        for Shown { work, place, light } in &open {
            for tally in board.lines(&work.department, place, &work.pin.matter) {
                tally.lies(*light);
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

    /// The light of each piece of work in the place that is looked at. The case itself is read only
    /// where its row does not tell the light.
    fn shown(
        &self,
        tx: &mut Tx<'_>,
        open: Vec<Lying>,
        township: Option<&str>,
    ) -> Outcome<Vec<Shown>> {
        let (calendar, now) = (self.calendar(), self.ledger().ambient().now());
        let mut all = Vec::with_capacity(open.len());
        for work in open {
            let Some(place) = place(&work.division, township) else { continue };
            let matter = self.matter(&work.pin)?;
            let light = match glance(&work, &matter, &calendar, now) {
                Some(light) => Some(light),
                None => {
                    let case = rows::load(tx, self.county(), work.case)?;
                    case.and_then(|case| light_of(&case, &matter, &work.task, &calendar, now))
                }
            };
            // Work that is done by the time its case is read is left out.
            all.extend(light.map(|light| Shown { work, place, light }));
        }
        Ok(all)
    }
}

/// The light of a piece of work of a case; none where it is done.
fn light_of(
    case: &Case,
    matter: &Matter,
    task: &str,
    calendar: &Calendar,
    now: Instant,
) -> Option<Light> {
    let open = open_work(case, matter).into_iter().find(|open| open.task == task)?;
    Some(light(&open.course, calendar, now))
}

/// The light of a piece of work where its row is enough to tell: its clock runs, and it is late or
/// has more time left than amber can begin with. The date of a clock that runs does not move.
fn glance(work: &Lying, matter: &Matter, calendar: &Calendar, now: Instant) -> Option<Light> {
    if work.stands {
        return None;
    }
    if work.due <= now {
        return Some(Light::Red);
    }
    let limit = limit_of(matter, &work.task)?;
    // No limit has more working days than this, one of hours not either.
    let days = i64::from(limit.n) * if limit.unit == Unit::Month { 31 } else { 1 };
    // A day ends with the first instant of the next: hence one more.
    let amber = AMBER_DAYS.max(days / AMBER_SHARE) + 1;
    let left = calendar.working_days_between(now.date(), work.due.date());
    (left > amber).then_some(Light::Green)
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
    use basis::clock::Course;

    use super::*;
    use crate::model::sample::{calendar, id, matter, monday};

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
    fn a_row_tells_the_light_that_its_clock_shows_or_none() {
        let (matter, calendar) = (matter("allowance"), calendar());
        let mut told = 0;
        for task in ["receive", "check.village", "weigh.one", "decide", "deliver"] {
            let course = Course::new(monday(), limit_of(&matter, task).unwrap());
            for hours in 0..24 * 20 {
                let now = monday().plus_millis(hours * 3_600_000);
                let work = Lying {
                    case: CaseId(id(1)),
                    task: task.to_owned(),
                    department: String::new(),
                    division: String::new(),
                    pin: matter.pin(),
                    due: due(&course, &calendar, monday()).at,
                    stands: false,
                };
                let found = glance(&work, &matter, &calendar, now);
                told += usize::from(found.is_some());
                let shown = light(&course, &calendar, now);
                assert!(found.is_none_or(|found| found == shown), "{task} {hours}: {shown:?}");
                assert_eq!(glance(&Lying { stands: true, ..work }, &matter, &calendar, now), None);
            }
        }
        assert!(told > 24 * 20 * 3, "most rows tell it: {told}");
        assert!(matter.process.stages.iter().all(|stage| {
            let name = |task: &catalogue::model::Task| format!("{}.{}", stage.id, task.id);
            stage.tasks.iter().all(|task| limit_of(&matter, &name(task)) == Some(task.limit))
        }));
    }
}
