//! What people do to cases. The only place of this crate that begins a transaction which changes one.

use basis::{CaseId, Id, Instant, Outcome, Refusal, RefusalKind, Stop, Text};
use catalogue::model::{Channel, Matter, Part};
use identity::{Actor, By, Right, Who, rights};
use ledger::{Act, Closed, Record};
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};

use crate::model::{
    self, Answers, Applicant, Case, Context, Desk, Doing, Fact, Handed, Parent, State, Submission,
};
use crate::{Cases, rows, stream, timers, unknown_case};

/// What an applicant hands in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Application {
    /// Id of the matter.
    pub matter: String,
    /// For whom.
    pub applicant: Applicant,
    /// How it comes in.
    pub channel: Channel,
    /// The answers, checked by the form.
    pub answers: Answers,
    /// The facts that were read, each with source and date.
    pub facts: Vec<Fact>,
    /// What is handed in or was fetched.
    pub materials: Vec<Handed>,
    /// What the applicant saw and confirmed, word by word, with the SHA-256 of every file; the form
    /// carried the SHA-256 of this text. Older records hold that digest alone, parts of a joint
    /// matter nothing.
    pub shown: String,
    /// The chosen parts of a joint matter; empty for all.
    pub parts: Vec<String>,
}

/// What an act on a case left behind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub number: String,
    /// Its version now.
    pub version: i64,
    /// Its public status now.
    pub status: String,
    /// The record, for its receipt.
    pub record: basis::RecordId,
}

impl Cases {
    /// Hands in an application. A joint matter opens its parts that need no other.
    ///
    /// # Errors
    /// A refusal when the matter is not offered, not through this channel, or not theirs to file.
    pub async fn submit(&self, by: By, application: Application) -> Outcome<Done> {
        let asked = json!({ "submit": application });
        self.submit_asked(by, asked, application, |_, _| Ok(())).await
    }

    /// [`Cases::submit`] where the application was put together from what was asked and what
    /// others knew at that moment: a repetition is told by what was asked alone. `beside` writes
    /// what else belongs to the new case, in the same act.
    ///
    /// # Errors
    /// As [`Cases::submit`].
    pub async fn submit_asked<F>(
        &self,
        by: By,
        asked: Value,
        application: Application,
        beside: F,
    ) -> Outcome<Done>
    where
        F: FnOnce(&mut Act<'_, '_>, CaseId) -> Outcome<()> + Send + 'static,
    {
        let applicant = &application.applicant;
        let (person, division) = (applicant.person, applicant.division);
        let asked_for = Some(application.matter.clone());
        rights::may(&by.actor, &Right::FileFor { person, division, matter: asked_for })?;
        let filed_by = by.actor.officer_id();
        let matter = self.offered(&application, by.at)?;
        let cases = self.clone();
        let meta = by.meta(asked);
        self.ledger()
            .act(meta, move |act| {
                let submission =
                    Submission { filed_by, ..fresh(&cases, act, &matter, application)? };
                let (case, doing) = cases.open(act, submission, &matter)?;
                beside(act, case.id)?;
                cases.close(act, case, &matter, &doing)
            })
            .await
    }

    /// Does something to a case. `seen` is the version that the doer looked at.
    ///
    /// # Errors
    /// A refusal when it is not theirs to do, not possible now, or somebody was first.
    pub async fn act(&self, by: By, id: CaseId, seen: Option<i64>, doing: Doing) -> Outcome<Done> {
        let cases = self.clone();
        let meta = by.meta(json!({ "case": id, "seen": seen, "doing": doing }));
        self.ledger().act(meta, move |act| cases.step(act, &by, id, seen, &doing)).await
    }

    /// [`Cases::act`] on a case that was read a moment before, so that it is not read again: it is
    /// saved only over the version that was read.
    ///
    /// # Errors
    /// As there.
    pub async fn act_on(&self, by: By, case: Case, seen: i64, doing: Doing) -> Outcome<Done> {
        let cases = self.clone();
        let meta = by.meta(json!({ "case": case.id, "seen": Some(seen), "doing": doing }));
        self.ledger().act(meta, move |act| cases.step_on(act, &by, case, Some(seen), &doing)).await
    }

    /// One step inside an open act.
    pub(crate) fn step(
        &self,
        act: &mut Act<'_, '_>,
        by: &By,
        id: CaseId,
        seen: Option<i64>,
        doing: &Doing,
    ) -> Outcome<Closed<Done>> {
        let case = rows::load(act.tx(), self.county(), id)?.ok_or_else(unknown_case)?;
        self.step_on(act, by, case, seen, doing)
    }

    /// One step inside an open act, on a case that was read.
    pub(crate) fn step_on(
        &self,
        act: &mut Act<'_, '_>,
        by: &By,
        case: Case,
        seen: Option<i64>,
        doing: &Doing,
    ) -> Outcome<Closed<Done>> {
        let matter = self.matter(&case.pin)?;
        allowed(&by.actor, &case, &matter, doing)?;
        if let Some(seen) = seen
            && seen != case.version
        {
            return Err(changed().into());
        }
        let (read, was_over) = (case.version, is_over(&case));
        let next = self.after(case, &matter, doing, act.at())?;
        self.save(act, (&next, read), &matter)?;
        if is_over(&next) && !was_over {
            timers::tell_parent(act, &next)?;
        }
        self.close(act, next, &matter, doing)
    }

    /// Several steps of the service itself inside an open act, on a case that is decided: each leaves
    /// its record, and the case is saved once. Gives the closing of the last one.
    pub(crate) fn steps_on(
        &self,
        act: &mut Act<'_, '_>,
        by: &By,
        case: Case,
        doings: &[Doing],
    ) -> Outcome<Closed<Done>> {
        let (matter, read) = (self.matter(&case.pin)?, case.version);
        let (mut case, mut steps) = (case, Vec::with_capacity(doings.len()));
        for doing in doings {
            allowed(&by.actor, &case, &matter, doing)?;
            case = self.after(case, &matter, doing, act.at())?;
            steps.push((case.clone(), doing));
        }
        let last = steps.pop().ok_or_else(|| basis::Fault::new("an act without a step"))?.1;
        // The row before the records, as in every act: whoever was quicker stands in its way here.
        self.save(act, (&case, read), &matter)?;
        for (then, doing) in &steps {
            self.note(act, then, &matter, doing)?;
        }
        self.close(act, case, &matter, last)
    }

    /// Leaves the record of a step that is not the last of its act, and tells of it.
    fn note(
        &self,
        act: &mut Act<'_, '_>,
        case: &Case,
        matter: &Matter,
        doing: &Doing,
    ) -> Outcome<()> {
        let id = act.also_as(case.version, record(case, doing)?)?;
        self.tell(act, id, (case, doing), matter)
    }

    /// What a doing makes of a case, where it is possible now.
    fn after(&self, case: Case, matter: &Matter, doing: &Doing, now: Instant) -> Outcome<Case> {
        let calendar = self.calendar();
        let answer = match doing {
            Doing::Grant { .. } => self.answer(&case, matter, now.date()),
            _ => None,
        };
        let context = Context { matter, calendar: &calendar, now, answer: answer.as_ref() };
        model::check(&case, doing, &context)?;
        Ok(model::apply(case, doing, matter, now)?)
    }

    /// Closes the act with its record, and then opens the parts of a joint case that can begin: in
    /// the stream the record of what was done stands before what followed from it.
    fn close(
        &self,
        act: &mut Act<'_, '_>,
        case: Case,
        matter: &Matter,
        doing: &Doing,
    ) -> Outcome<Closed<Done>> {
        let mut done = done(&case, act.record_id());
        done.version += parts_ready(&case, matter).len() as i64;
        let (id, record) = (act.record_id(), record(&case, doing)?);
        let closed = act.close_as(case.version, record, done)?;
        self.tell(act, id, (&case, doing), matter)?;
        self.start_parts(act, case, matter)?;
        Ok(closed)
    }

    fn offered(
        &self,
        application: &Application,
        at: Instant,
    ) -> Result<std::sync::Arc<Matter>, Refusal> {
        let catalogue = self.catalogue();
        let matter = catalogue
            .matter(self.county(), &application.matter, at.date())
            .ok_or_else(not_offered)?;
        if !matter.channels.contains(&application.channel) {
            return Err(not_this_way(matter));
        }
        Ok(matter.clone())
    }

    /// Puts a new case on the books, with its work and its timer.
    fn open(
        &self,
        act: &mut Act<'_, '_>,
        submission: Submission,
        matter: &Matter,
    ) -> Outcome<(Case, Doing)> {
        let doing = Doing::Submit(Box::new(submission.clone()));
        let case = model::open(submission, matter, act.at());
        let due = timers::case_due(self, &case, matter, act.at());
        rows::insert(act.tx(), self.county(), &case, due)?;
        timers::begin_work(self, act, &case, matter)?;
        Ok((case, doing))
    }

    /// Saves a case over the version that was read.
    fn save(
        &self,
        act: &mut Act<'_, '_>,
        (case, read): (&Case, i64),
        matter: &Matter,
    ) -> Outcome<()> {
        let (county, at) = (self.county(), act.at());
        let due = timers::case_due(self, case, matter, at);
        if !rows::update(act.tx(), county, (case, read), due, at)? {
            return Err(changed().into());
        }
        timers::put_work(self, act, case, matter)
    }

    /// Opens the parts of a joint case that can begin now, each as a case of its own.
    fn start_parts(&self, act: &mut Act<'_, '_>, mut case: Case, matter: &Matter) -> Outcome<()> {
        for part in parts_ready(&case, matter) {
            let child = self.part_matter(&part, act.at())?;
            let submission = part_of(self, act, &case, &part, &child)?;
            let child_id = submission.id;
            let (opened, begun) = self.open(act, submission, &child)?;
            self.note(act, &opened, &child, &begun)?;
            let doing = Doing::BeginPart { part: part.id.clone(), case: child_id };
            let next = model::apply(case, &doing, matter, act.at())?;
            self.save(act, (&next, next.version - 1), matter)?;
            self.note(act, &next, matter, &doing)?;
            case = next;
        }
        Ok(())
    }

    fn part_matter(&self, part: &Part, at: Instant) -> Outcome<std::sync::Arc<Matter>> {
        let catalogue = self.catalogue();
        let matter = catalogue.matter(self.county(), &part.matter, at.date());
        Ok(matter.cloned().ok_or_else(not_offered)?)
    }
}

/// Whether it is decided or has ended: from then on a joint case counts it as done.
fn is_over(case: &Case) -> bool {
    case.ended() || case.decision().is_some()
}

/// The parts of a joint case that can begin now.
fn parts_ready(case: &Case, matter: &Matter) -> Vec<Part> {
    match &case.state {
        State::Parts { parts } => {
            model::parts_to_start(matter, parts).into_iter().cloned().collect()
        }
        _ => Vec::new(),
    }
}

/// Asks the one place that knows rights.
pub(crate) fn allowed(
    actor: &Actor,
    case: &Case,
    matter: &Matter,
    doing: &Doing,
) -> Result<(), Refusal> {
    let process = &matter.process;
    let applicant = case.applicant.person;
    let desk =
        |department: &str| Desk::of(department, &case.applicant.division).as_str().to_owned();
    let decides = || Right::Decide {
        desk: desk(&process.decide.department),
        role: process.decide.role,
        applicant,
    };
    let receive = || (desk(&process.receive.department), process.receive.role);
    let right = match doing {
        Doing::Submit(_) => {
            let (division, matter) = (case.applicant.division, Some(matter.id.clone()));
            Right::FileFor { person: applicant, division, matter }
        }
        Doing::Supply { .. } | Doing::Withdraw { .. } => {
            Right::Answer { applicant, desks: vec![receive()], filed_by: case.filed_by }
        }
        // What is electronic is delivered by the service itself.
        Doing::Deliver { .. } if actor.who == Who::System => Right::RunTimers,
        Doing::Accept { .. }
        | Doing::AskCorrection { .. }
        | Doing::RefuseAcceptance { .. }
        | Doing::Deliver { .. } => {
            let (desk, role) = receive();
            Right::Work { desk, role, applicant }
        }
        Doing::Grant { .. } | Doing::Refuse { .. } => decides(),
        Doing::Annul { .. } => Right::Annul,
        Doing::Extend { .. } => Right::Extend {
            desk: desk(&process.decide.department),
            role: process.extension.as_ref().map_or(process.decide.role, |rule| rule.role),
            applicant,
        },
        Doing::EndSpecial { .. } => return ends_special(actor, case, matter),
        Doing::AcceptByDefault
        | Doing::Lapse
        | Doing::Escalate { .. }
        | Doing::Recompute
        | Doing::Certify { .. }
        | Doing::BeginPart { .. }
        | Doing::EndPart { .. } => Right::RunTimers,
        task => match model::find_task(matter, task.task().unwrap_or_default()) {
            Some(task) => Right::Work { desk: desk(&task.department), role: task.role, applicant },
            None => decides(),
        },
    };
    rights::may(actor, &right)
}

/// Whoever has open work on the case may say that the special procedure is over.
fn ends_special(actor: &Actor, case: &Case, matter: &Matter) -> Result<(), Refusal> {
    let mut answer = rights::may(actor, &Right::RunTimers);
    for open in model::open_work(case, matter) {
        let (desk, role) = (open.desk.as_str().to_owned(), open.role);
        let right = Right::Work { desk, role, applicant: case.applicant.person };
        answer = answer.or_else(|_| rights::may(actor, &right));
    }
    answer
}

fn done(case: &Case, record: basis::RecordId) -> Done {
    Done {
        case: case.id,
        number: case.number.clone(),
        version: case.version,
        status: case.status_code().to_owned(),
        record,
    }
}

/// A [`crate::RecordBody`] as it is written.
#[derive(Serialize)]
struct Written<'a> {
    doing: &'a Doing,
    status: &'a str,
}

pub(crate) fn record(case: &Case, doing: &Doing) -> Outcome<Record> {
    recorded(case, doing, |body| serde_json::to_value(body))
}

/// [`record`] with its content as text.
pub(crate) fn written(case: &Case, doing: &Doing) -> Outcome<Record<Box<RawValue>>> {
    recorded(case, doing, |body| to_raw_value(body))
}

fn recorded<B>(
    case: &Case,
    doing: &Doing,
    write: impl FnOnce(&Written<'_>) -> serde_json::Result<B>,
) -> Outcome<Record<B>> {
    let body = write(&Written { doing, status: case.status_code() })
        .map_err(|error| basis::Fault::because("writing the record of a case", error))?;
    Ok(Record::new(stream(case.id), doing.kind(), body))
}

fn fresh(
    cases: &Cases,
    act: &mut Act<'_, '_>,
    matter: &Matter,
    application: Application,
) -> Outcome<Submission> {
    Ok(Submission {
        id: CaseId(act.new_id()),
        number: new_number(cases, act)?,
        pin: matter.pin(),
        applicant: application.applicant,
        channel: application.channel,
        filed_by: None,
        answers: application.answers,
        facts: application.facts,
        materials: application.materials,
        shown: application.shown,
        parent: None,
        parts: application.parts,
    })
}

/// A part gets the answers that its own form asks for, and all the facts.
fn part_of(
    cases: &Cases,
    act: &mut Act<'_, '_>,
    joint: &Case,
    part: &Part,
    matter: &Matter,
) -> Outcome<Submission> {
    let asked = |id: &String| matter.field(id).is_some();
    let answers = joint.answers.iter().filter(|(id, _)| asked(id));
    let named = |handed: &&Handed| matter.material(&handed.material).is_some();
    Ok(Submission {
        id: CaseId(act.new_id()),
        number: new_number(cases, act)?,
        pin: matter.pin(),
        applicant: joint.applicant.clone(),
        channel: joint.channel,
        filed_by: joint.filed_by,
        answers: answers.map(|(id, value)| (id.clone(), value.clone())).collect(),
        facts: facts_of(joint, part),
        materials: joint.materials.iter().filter(named).cloned().collect(),
        shown: String::new(),
        parent: Some(Parent { case: joint.id, part: part.id.clone() }),
        parts: Vec::new(),
    })
}

/// What a part knows: what its joint case does, but for what is given to the part itself.
fn facts_of(joint: &Case, part: &Part) -> Vec<Fact> {
    let Some(given) = &part.given else { return joint.facts.clone() };
    let of_applicant = joint.facts.iter().filter(|fact| !given.facts.contains_key(&fact.name));
    let as_of = joint.submitted.date();
    let of_part = given.facts.iter().map(|(name, value)| {
        let (name, value) = (name.clone(), value.clone());
        Fact { name, value, source: given.why.clone(), as_of }
    });
    of_applicant.cloned().chain(of_part).collect()
}

/// `20261122-4839-2071-5`: the date, eight digits of chance and a check digit (Luhn), digits only
/// so that it can be read out on the telephone.
fn new_number(cases: &Cases, act: &mut Act<'_, '_>) -> Outcome<String> {
    for _ in 0..8 {
        let number = number(act.new_id(), act.at());
        if !rows::number_taken(act.tx(), cases.county(), &number)? {
            return Ok(number);
        }
    }
    Err(Stop::Broken(basis::Fault::new("no free case number was found")))
}

fn number(chance: Id, at: Instant) -> String {
    let digits = chance
        .as_str()
        .bytes()
        .skip(10)
        .fold(0_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)));
    number_of(digits, at)
}

/// The number of a case of a day by its serial; different serials below a hundred million give
/// different numbers.
pub(crate) fn number_of(serial: u64, at: Instant) -> String {
    let digits = serial % 100_000_000;
    let date = at.date();
    let day = format!("{:04}{:02}{:02}", date.year(), date.month(), date.day());
    let serial = format!("{digits:08}");
    let check = luhn(&format!("{day}{serial}"));
    format!("{day}-{}-{}-{check}", &serial[..4], &serial[4..])
}

fn luhn(digits: &str) -> u32 {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, byte)| {
            let digit = u32::from(byte - b'0');
            let doubled = digit * 2;
            match at % 2 {
                0 if doubled > 9 => doubled - 9,
                0 => doubled,
                _ => digit,
            }
        })
        .sum();
    (10 - sum % 10) % 10
}

fn changed() -> Refusal {
    Refusal::told(RefusalKind::Conflict, "case.changed")
}

fn not_offered() -> Refusal {
    Refusal::told(RefusalKind::NotFound, "matter.not-offered")
}

fn not_this_way(matter: &Matter) -> Refusal {
    let ways = |english: bool| {
        let name = |channel: &Channel| {
            let name = channel.name();
            if english { name.en } else { name.zh }
        };
        matter.channels.iter().map(name).collect::<Vec<_>>().join(if english {
            ", "
        } else {
            "、"
        })
    };
    Refusal::told(RefusalKind::NotNow, "matter.channel")
        .with_words("ways", Text::new(ways(false), ways(true)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_can_be_read_out_and_a_slip_is_noticed() {
        let at = Instant::at(jiff_date(), 10, 0);
        let number = number(Id::from_parts(at, [7; 10]), at);
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        assert!(number.starts_with("20261122-") && digits.len() == 17, "{number}");
        let (body, check) = digits.split_at(16);
        assert_eq!(luhn(body).to_string(), check);
        for place in 0..16 {
            let mut slip: Vec<u8> = body.bytes().collect();
            slip[place] = b'0' + (slip[place] - b'0' + 1) % 10;
            assert_ne!(luhn(std::str::from_utf8(&slip).unwrap()).to_string(), check);
        }
    }

    #[test]
    fn a_part_that_concerns_somebody_else_is_not_judged_by_the_applicants_registers() {
        use crate::model::sample;
        let matter = sample::matter("together");
        let fact = |name: &str, value: Value, source: &str| Fact {
            name: name.to_owned(),
            value,
            source: Text::new(source, source),
            as_of: sample::monday().date(),
        };
        let mut joint = sample::case(&matter);
        joint.facts =
            vec![fact("社保卡状态", json!("正常"), "人社"), fact("姓名", json!("徐"), "公安")];
        let plain = matter.parts[0].clone();
        assert_eq!(facts_of(&joint, &plain), joint.facts);
        let given = catalogue::model::Given {
            facts: [("社保卡状态".to_owned(), Value::Null)].into(),
            why: Text::new("孩子刚出生", "newborn"),
        };
        let card = Part { given: Some(given), ..plain };
        let expected =
            [fact("姓名", json!("徐"), "公安"), fact("社保卡状态", Value::Null, "孩子刚出生")];
        let known = facts_of(&joint, &card);
        assert_eq!(known[0], expected[0]);
        assert_eq!((&known[1].name, &known[1].value), (&expected[1].name, &expected[1].value));
        assert_eq!(known[1].source.zh, "孩子刚出生");
    }

    fn jiff_date() -> basis::Date {
        "2026-11-22".parse().unwrap()
    }
}
