//! The life of one simulated case: what people and offices do to it, each doing let pass by the
//! engine's own check, and what time itself does when nobody comes.

use std::collections::BTreeMap;

use anyhow::Result;
use basis::Instant;
use basis::calendar::Calendar;
use basis::clock::Course;
use cases::model::{Case, Context, Doing, Open, State, Verdict, apply, check, open_work, whole};
use cases::{Cases, PastAct};
use catalogue::model::{Matter, May, Way};
use serde_json::Value;
use serde_json::value::to_raw_value;

use super::draw::Draw;
use super::office;
use super::words;

#[cfg(test)]
mod tests;

/// Who did it, as it stands in records: an office's desk, the applicant, time.
pub trait People {
    /// Whoever sits at the desk of a piece of work.
    fn at_desk(&self, case: &Case, work: &Open) -> Value;
    /// The applicant, or who filed for them.
    fn applicant(&self, case: &Case) -> Value;
    /// The service itself.
    fn time(&self) -> Value;
}

/// What a life rests on.
pub struct Ground<'a> {
    /// The engine: its calendar, and what time does.
    pub cases: &'a Cases,
    /// The matter.
    pub matter: &'a Matter,
    /// Who does what.
    pub people: &'a dyn People,
    /// The past ends here.
    pub until: Instant,
}

/// Something that will be done unless something else comes first.
#[derive(Clone)]
struct Planned {
    at: Instant,
    doing: Doing,
    by: Value,
}

/// No case has more acts than this; a guard, not a wish.
const MOST: usize = 60;

/// Everything that is done to a case after it came in, until the past ends.
pub fn live(first: &Case, ground: &Ground<'_>, draw: &mut Draw) -> Result<(Case, Vec<PastAct>)> {
    let calendar = ground.cases.calendar();
    let mut life = Life { ground, calendar: &calendar, agenda: BTreeMap::new(), rounds: 0, draw };
    let (mut case, mut now, mut acts) = (first.clone(), first.submitted, Vec::new());
    life.maybe_withdraw(&case);
    while acts.len() < MOST {
        life.plan(&case, now);
        let Some((key, next)) = life.next(&case, now) else { break };
        let context =
            Context { matter: ground.matter, calendar: &calendar, now: next.at, answer: None };
        // What the engine would refuse is not done; time's own doings are its.
        if key.is_some() && check(&case, &next.doing, &context).is_err() {
            life.forget(key);
            continue;
        }
        case = apply(case, &next.doing, ground.matter, next.at)?;
        now = next.at;
        life.rounds += usize::from(matches!(next.doing, Doing::EndSpecial { .. }));
        life.forget(key);
        acts.push(PastAct { doing: next.doing, at: next.at, by: to_raw_value(&next.by)? });
    }
    Ok((case, acts))
}

struct Life<'a> {
    ground: &'a Ground<'a>,
    calendar: &'a Calendar,
    /// What each piece of work has been planned to end in; `None` where nobody comes.
    agenda: BTreeMap<String, Option<Planned>>,
    /// How often work has begun anew after a special procedure.
    rounds: usize,
    draw: &'a mut Draw,
}

impl Life<'_> {
    /// Plans whatever has become open, once.
    fn plan(&mut self, case: &Case, now: Instant) {
        let asked = case.asked();
        let busy = |work: &Open| {
            let waits = asked.is_some_and(|asked| asked.task == work.task);
            waits || case.special().is_some() || (work.task == "decide" && asked.is_some())
        };
        for work in open_work(case, self.ground.matter).into_iter().filter(|work| !busy(work)) {
            let again = case.pauses.len() + self.rounds;
            let key = format!("{}@{}+{again}", work.task, work.course.started);
            if !self.agenda.contains_key(&key) {
                let planned = self.work(case, &work, now);
                self.agenda.insert(key, planned);
            }
        }
        if let Some(asked) = asked {
            let key = format!("reply@{}", asked.since);
            if !self.agenda.contains_key(&key) {
                let planned = self.reply(case, now);
                self.agenda.insert(key, planned);
            }
        }
        if let Some(special) = case.special() {
            let key = format!("special@{}", special.since);
            if !self.agenda.contains_key(&key) {
                let planned = self.special_ends(case, &special.id, now);
                self.agenda.insert(key, planned);
            }
        }
        self.certificate(case, now);
        self.maybe_extend(case, now);
    }

    /// What comes first: what is planned, or what time does; none once the past has ended.
    fn next(&self, case: &Case, now: Instant) -> Option<(Option<String>, Planned)> {
        let planned = self.agenda.iter().filter_map(|(key, one)| Some((key, one.clone()?)));
        let planned = planned.min_by_key(|(key, one)| (one.at, (*key).clone()));
        let planned = planned.map(|(key, one)| (Some(key.clone()), one));
        let time = self.ground.cases.by_time(case, self.ground.matter, now);
        let time = time.map(|(at, doing)| {
            (None, Planned { at: at.max(now), doing, by: self.ground.people.time() })
        });
        let first = match (planned, time) {
            (Some(planned), Some(time)) if time.1.at <= planned.1.at => Some(time),
            (Some(planned), _) => Some(planned),
            (None, time) => time,
        };
        first.filter(|(_, one)| one.at < self.ground.until)
    }

    /// What has been done, or cannot be done any more.
    fn forget(&mut self, key: Option<String>) {
        if let Some(key) = key {
            self.agenda.insert(key, None);
        }
    }

    fn work(&mut self, case: &Case, work: &Open, now: Instant) -> Option<Planned> {
        let since = now.max(work.course.started);
        let pace = pace(work.desk.as_str());
        let at = office::done(self.calendar, since, work.course.limit, pace, self.draw)?;
        let doing = match work.task.as_str() {
            "receive" => self.receive(case),
            "decide" => self.decide(case),
            "deliver" => self.deliver(),
            task => self.task(case, task),
        };
        Some(Planned { at, doing, by: self.ground.people.at_desk(case, work) })
    }

    fn receive(&mut self, case: &Case) -> Doing {
        let refused = self.draw.happens(0.02);
        let told = !case.told_once && self.draw.happens(0.11);
        match (refused, told) {
            (true, _) => Doing::RefuseAcceptance {
                reason: words::one(words::NOT_ACCEPTED, self.draw),
                source: self.ground.matter.basis.first().cloned(),
            },
            (_, true) => Doing::AskCorrection {
                items: vec![words::one(words::MISSING, self.draw)],
                answers: Vec::new(),
            },
            _ => Doing::Accept { later: Vec::new() },
        }
    }

    fn task(&mut self, case: &Case, path: &str) -> Doing {
        let may = cases::model::find_task(self.ground.matter, path)
            .map_or(&[][..], |task| task.may.as_slice());
        let quiet = case.asked().is_none() && case.special().is_none();
        let task = path.to_owned();
        if quiet && may.contains(&May::Supplement) && self.draw.happens(0.07) {
            let items = vec![words::one(words::MISSING, self.draw)];
            return Doing::AskSupplement { task, items, answers: Vec::new() };
        }
        let special = self.ground.matter.process.special.first();
        if let Some(special) = special
            && quiet
            && may.contains(&May::Special)
            && self.draw.happens(0.08)
        {
            let note = format!("{}，时间到了接着办。", special.name.zh);
            return Doing::BeginSpecial { task, special: special.id.clone(), note };
        }
        if may.contains(&May::Fail) && self.draw.happens(0.03) {
            return Doing::Fail { task, opinion: words::one(words::OBJECTION, self.draw) };
        }
        Doing::Pass { task, opinion: words::one(words::AGREED, self.draw) }
    }

    fn decide(&mut self, case: &Case) -> Doing {
        let objected = match &case.state {
            State::Deciding { findings, .. } => {
                findings.iter().any(|one| one.verdict == Verdict::Fail)
            }
            _ => false,
        };
        if self.draw.happens(if objected { 0.9 } else { 0.015 }) {
            let source = self.ground.matter.basis.first().cloned();
            return Doing::Refuse { reason: words::one(words::REFUSED, self.draw), source };
        }
        Doing::Grant { reason: words::one(words::GRANTED, self.draw), amount: None }
    }

    fn deliver(&mut self) -> Doing {
        let ways = &self.ground.matter.process.deliver.ways;
        let by_wire = ways.contains(&Way::Electronic) && self.draw.happens(0.7);
        let way = if by_wire { Way::Electronic } else { ways[self.draw.one_of(ways.len())] };
        Doing::Deliver { way, note: String::new() }
    }

    /// Most people answer within days; some never do.
    fn reply(&mut self, case: &Case, now: Instant) -> Option<Planned> {
        if self.draw.happens(0.1) {
            return None;
        }
        let days = self.draw.between(0.4, 9.0);
        let at = now.plus_millis((days * 86_400_000.0) as i64);
        let note = words::one(words::SUPPLIED, self.draw);
        let doing = Doing::Supply { answers: BTreeMap::new(), materials: Vec::new(), note };
        Some(Planned { at, doing, by: self.ground.people.applicant(case) })
    }

    fn special_ends(&mut self, case: &Case, id: &str, now: Instant) -> Option<Planned> {
        let rule = self.ground.matter.process.special.iter().find(|one| one.id == id)?;
        let days = office::working_days(rule.limit).ceil() as u32;
        let (day, _) = self.calendar.add_working_days(now.date(), days.max(1));
        let at = office::in_hours(day, self.draw);
        let doing = Doing::EndSpecial { note: "没有人提出异议。".to_owned() };
        Some(Planned { at, doing, by: self.at_some_desk(case) })
    }

    /// The certificate is made by the service, moments after the decision.
    fn certificate(&mut self, case: &Case, now: Instant) {
        let wanted = self.ground.matter.outcome.certificate.is_some();
        if !matches!(case.state, State::Granted { .. }) || !wanted {
            return;
        }
        let at = now.plus_millis(self.draw.between(900.0, 9_000.0) as i64);
        let doing = Doing::Certify { certificate: format!("past.{}", case.number) };
        let by = self.ground.people.time();
        self.agenda.entry("certify".to_owned()).or_insert(Some(Planned { at, doing, by }));
    }

    /// Now and then somebody takes it back.
    fn maybe_withdraw(&mut self, case: &Case) {
        if !self.draw.happens(0.018) {
            return;
        }
        let at = case.submitted.plus_millis((self.draw.between(0.1, 4.0) * 86_400_000.0) as i64);
        let doing = Doing::Withdraw { reason: words::one(words::WITHDRAWN, self.draw) };
        let by = self.ground.people.applicant(case);
        self.agenda.insert("withdraw".to_owned(), Some(Planned { at, doing, by }));
    }

    /// Shortly before the promised limit ends, it is lengthened where the matter provides for it.
    fn maybe_extend(&mut self, case: &Case, now: Instant) {
        let (Some(_), Some(accepted)) = (&self.ground.matter.process.extension, case.accepted)
        else {
            return;
        };
        if self.agenda.contains_key("extend") {
            return;
        }
        let whole: Option<Course> =
            whole(case, self.ground.matter).into_iter().next().map(|clock| clock.course);
        let planned = whole.filter(|_| self.draw.happens(0.12)).map(|course| {
            let days = (office::working_days(course.limit) * 0.5).floor() as u32;
            let (day, _) = self.calendar.add_working_days(accepted.date(), days);
            let at = office::in_hours(day, self.draw);
            let doing = Doing::Extend { reason: words::one(words::EXTENDED, self.draw) };
            // Whoever is accepted by default was so days ago.
            Planned { at: at.max(now), doing, by: self.at_some_desk(case) }
        });
        self.agenda.insert("extend".to_owned(), planned);
    }

    /// Whoever has the case now.
    fn at_some_desk(&self, case: &Case) -> Value {
        let work = open_work(case, self.ground.matter);
        work.first().map_or_else(
            || self.ground.people.time(),
            |work| self.ground.people.at_desk(case, work),
        )
    }
}

/// Some desks are quick, some are not, and always the same ones.
fn pace(desk: &str) -> f64 {
    let mixed = desk.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(31) ^ u32::from(byte));
    0.7 + f64::from(mixed % 60) / 100.0
}
