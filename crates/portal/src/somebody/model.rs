//! A request for help: who asks whom to do which matter, until when, and how far it is; pure.

use basis::division::Level;
use basis::{CaseId, Date, DivisionCode, Instant, PersonId, Refusal, RefusalKind, id_type};
use identity::{Right, Who};

/// The days for which one can agree to it.
pub(crate) const DAYS: [i64; 3] = [7, 30, 90];
/// So many letters of a reason are kept.
const MOST_WORDS: usize = 200;

id_type!(
    /// A request for help.
    HelpId
);

/// How far a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// It waits for somebody.
    Asked,
    /// Somebody has it.
    Taken,
    /// The case is filed.
    Done,
    /// Whoever was asked cannot do it.
    Declined,
    /// Taken back.
    Withdrawn,
    /// Its last day is over.
    Lapsed,
}

impl State {
    /// The word in the database and for other systems.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Taken => "taken",
            Self::Done => "done",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
            Self::Lapsed => "lapsed",
        }
    }

    pub(crate) fn of(code: &str) -> Self {
        match code {
            "asked" => Self::Asked,
            "taken" => Self::Taken,
            "done" => Self::Done,
            "declined" => Self::Declined,
            "withdrawn" => Self::Withdrawn,
            _ => Self::Lapsed,
        }
    }

    /// Whether something can still come of it.
    pub(crate) const fn is_open(self) -> bool {
        matches!(self, Self::Asked | Self::Taken)
    }
}

/// When it suits whoever asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Convenient {
    /// Always.
    Any,
    /// Before noon.
    Morning,
    /// After noon.
    Afternoon,
    /// In the evening.
    Evening,
}

impl Convenient {
    /// In the order in which they are offered.
    pub(crate) const ALL: [Self; 4] = [Self::Any, Self::Morning, Self::Afternoon, Self::Evening];

    /// The word in the database, in forms and for other systems.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Morning => "morning",
            Self::Afternoon => "afternoon",
            Self::Evening => "evening",
        }
    }

    pub(crate) fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// The person who is asked by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub name: String,
}

/// Who has a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Taker {
    /// The officer or the person.
    pub who: Who,
    /// Their name, for whoever asked.
    pub name: String,
}

/// A request for help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HelpRequest {
    /// The id.
    pub id: HelpId,
    /// Who asks.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Where they are registered.
    pub division: DivisionCode,
    /// Id of the matter.
    pub matter: String,
    /// Who is asked; none for a helper of the place.
    pub named: Option<Named>,
    /// When it suits them.
    pub convenient: Convenient,
    /// Whether a call is wanted first.
    pub callback: bool,
    /// The last day for which they agree to it.
    pub until: Date,
    /// How far it is, unless that day is over.
    pub state: State,
    /// Who has it, or had.
    pub taker: Option<Taker>,
    /// Why it was declined or withdrawn; may be empty.
    pub words: String,
    /// The case that came of it.
    pub case: Option<CaseId>,
    /// When it was asked.
    pub asked_at: Instant,
    /// Counts up with every change.
    pub version: i64,
}

/// What is done about a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// I do it.
    Take,
    /// I cannot do it, and why.
    Decline(String),
    /// I take it back, and why, which may be empty.
    Withdraw(String),
}

impl Step {
    /// What a form or another system says.
    ///
    /// # Errors
    /// A refusal when it is none of these.
    pub(crate) fn parse(what: &str, reason: &str) -> Result<Self, Refusal> {
        let words: String = reason.trim().chars().take(MOST_WORDS).collect();
        match what {
            "take" => Ok(Self::Take),
            "decline" if words.is_empty() => Err(no_words()),
            "decline" => Ok(Self::Decline(words)),
            "withdraw" => Ok(Self::Withdraw(words)),
            _ => Err(no_such_step()),
        }
    }

    /// The kind of its record.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Take => "help.taken",
            Self::Decline(_) => "help.declined",
            Self::Withdraw(_) => "help.withdrawn",
        }
    }

    /// Why, where that is said.
    pub(crate) fn words(&self) -> &str {
        match self {
            Self::Take => "",
            Self::Decline(words) | Self::Withdraw(words) => words,
        }
    }
}

impl HelpRequest {
    /// How far it is on a day.
    pub(crate) fn state_on(&self, today: Date) -> State {
        if self.is_over(today) { State::Lapsed } else { self.state }
    }

    /// Whether it was open when its last day ended.
    pub(crate) fn is_over(&self, today: Date) -> bool {
        self.state.is_open() && self.until < today
    }

    /// In whose lists it stands: of the divisions where the person lives, or of whom they named.
    pub(crate) fn waits_for(&self) -> Vec<String> {
        if let Some(named) = &self.named {
            return vec![named.person.to_string()];
        }
        let levels = [Level::County, Level::Township, Level::Village];
        let around = levels.into_iter().filter_map(|level| self.division.up_to(level));
        around.map(|division| division.as_str().to_owned()).collect()
    }

    /// Who has it now.
    pub(crate) fn holder(&self) -> Option<Who> {
        self.taker.as_ref().filter(|_| self.state == State::Taken).map(|taker| taker.who)
    }

    /// The right to follow it and to take it back.
    pub(crate) fn to_ask(&self) -> Right {
        Right::AskHelp { person: self.person }
    }

    /// The right to answer it; without a holder that of everybody who was asked.
    pub(crate) fn to_help(&self, holder: Option<Who>) -> Right {
        let named = self.named.as_ref().map(|named| named.person);
        Right::Help { person: self.person, division: self.division, named, holder }
    }

    /// The right with which whoever was asked sees it on a day: while something can come of it any of
    /// them, once it is done or declined they alone who did so. What was taken back or is over is to
    /// them as if it had never been there.
    pub(crate) fn to_see(&self, today: Date) -> Option<Right> {
        match self.state_on(today) {
            State::Asked | State::Taken => Some(self.to_help(None)),
            State::Done | State::Declined => {
                self.taker.as_ref().map(|taker| self.to_help(Some(taker.who)))
            }
            State::Withdrawn | State::Lapsed => None,
        }
    }

    /// The right that a step takes.
    pub(crate) fn right_to(&self, step: &Step) -> Right {
        match step {
            Step::Take | Step::Decline(_) => self.to_help(self.holder()),
            Step::Withdraw(_) => self.to_ask(),
        }
    }

    /// The request after a step of somebody.
    ///
    /// # Errors
    /// A refusal where nothing can come of it any more, or they have it already.
    pub(crate) fn after(mut self, step: &Step, by: Taker, today: Date) -> Result<Self, Refusal> {
        if !self.state_on(today).is_open() {
            return Err(over());
        }
        match step {
            Step::Take if self.state == State::Taken => return Err(taken()),
            Step::Take => {
                self.state = State::Taken;
                self.taker = Some(by);
            }
            Step::Decline(words) => {
                self.state = State::Declined;
                self.taker = Some(by);
                self.words.clone_from(words);
            }
            Step::Withdraw(words) => {
                self.state = State::Withdrawn;
                self.words.clone_from(words);
            }
        }
        self.version += 1;
        Ok(self)
    }

    /// The request when its last day is over.
    pub(crate) fn after_last_day(mut self) -> Self {
        self.state = State::Lapsed;
        self.version += 1;
        self
    }

    /// The request when its case is filed.
    pub(crate) fn after_filing(mut self, case: CaseId, by: Taker) -> Self {
        self.state = State::Done;
        self.case = Some(case);
        self.taker = Some(by);
        self.version += 1;
        self
    }
}

pub(super) fn over() -> Refusal {
    Refusal::told(RefusalKind::NotNow, "help.over")
}

fn taken() -> Refusal {
    Refusal::told(RefusalKind::NotNow, "help.taken")
}

fn no_words() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "help.no-words").on("reason")
}

fn no_such_step() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "help.step").on("do")
}

#[cfg(test)]
mod tests {
    use super::*;
    use basis::{Ambient, OfficerId};

    fn request() -> HelpRequest {
        let (ambient, _) = Ambient::fixed(Instant::from_millis(5), 1);
        HelpRequest {
            id: HelpId(ambient.id()),
            person: PersonId(ambient.id()),
            name: "徐桂花".to_owned(),
            division: "330825101200".parse().unwrap(),
            matter: "senior-card".to_owned(),
            named: None,
            convenient: Convenient::Any,
            callback: true,
            until: "2026-12-22".parse().unwrap(),
            state: State::Asked,
            taker: None,
            words: String::new(),
            case: None,
            asked_at: ambient.now(),
            version: 1,
        }
    }

    #[test]
    fn a_request_is_taken_up_once_and_not_after_its_last_day() {
        let (ambient, _) = Ambient::fixed(Instant::from_millis(5), 2);
        let by = Taker { who: Who::Officer(OfficerId(ambient.id())), name: "王芳".to_owned() };
        let day = |text: &str| text.parse::<Date>().unwrap();
        let check = |one: HelpRequest, step: &Step, today: &str, expected: Result<State, &str>| {
            let found = one.after(step, by.clone(), day(today));
            let found = found.map(|next| next.state).map_err(|refusal| refusal.rule);
            assert_eq!(found, expected.map_err(str::to_owned), "{step:?} on {today}");
        };
        let (no, back) = (Step::Decline("不在村里".to_owned()), Step::Withdraw(String::new()));
        check(request(), &Step::Take, "2026-12-22", Ok(State::Taken));
        check(request(), &Step::Take, "2026-12-23", Err("help.over"));
        check(request(), &no, "2026-11-23", Ok(State::Declined));
        let taken = request().after(&Step::Take, by.clone(), day("2026-11-23")).unwrap();
        assert_eq!((taken.holder(), taken.version), (Some(by.who), 2));
        check(taken.clone(), &Step::Take, "2026-11-24", Err("help.taken"));
        check(taken.clone(), &back, "2026-11-24", Ok(State::Withdrawn));
        let lapsed = taken.clone().after_last_day();
        assert_eq!((lapsed.state, lapsed.version, lapsed.holder()), (State::Lapsed, 3, None));
        check(lapsed, &Step::Take, "2026-11-24", Err("help.over"));
        let done = taken.after_filing(CaseId(ambient.id()), by.clone());
        check(done, &back, "2026-11-24", Err("help.over"));
        assert!(Step::parse("decline", "  ").is_err() && Step::parse("file", "").is_err());
    }

    #[test]
    fn what_was_taken_back_or_is_over_is_there_for_nobody_who_was_asked() {
        let (ambient, _) = Ambient::fixed(Instant::from_millis(5), 4);
        let who = Who::Officer(OfficerId(ambient.id()));
        let taker = Some(Taker { who, name: "王芳".to_owned() });
        let (first, last): (Date, Date) =
            ("2026-12-22".parse().unwrap(), "2026-12-23".parse().unwrap());
        let check = |state: State, today: Date, expected: Option<Option<Who>>| {
            let one = HelpRequest { state, taker: taker.clone(), ..request() };
            let expected = expected.map(|holder| one.to_help(holder));
            assert_eq!(one.to_see(today), expected, "{state:?} on {today}");
        };
        check(State::Asked, first, Some(None));
        check(State::Taken, first, Some(None));
        check(State::Taken, last, None);
        check(State::Lapsed, first, None);
        check(State::Withdrawn, first, None);
        check(State::Declined, first, Some(Some(who)));
        check(State::Done, last, Some(Some(who)));
    }

    #[test]
    fn it_waits_where_the_person_lives_or_with_whom_they_named() {
        assert_eq!(request().waits_for(), ["330825", "330825101", "330825101200"]);
        let (ambient, _) = Ambient::fixed(Instant::from_millis(5), 3);
        let named = Named { person: PersonId(ambient.id()), name: "王小明".to_owned() };
        let asked = HelpRequest { named: Some(named.clone()), ..request() };
        assert_eq!(asked.waits_for(), [named.person.to_string()]);
    }
}
