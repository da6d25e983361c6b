//! One schedule: what happens, in the order that its seed makes, and whether all is well afterwards.

use anyhow::Result;
use basis::{CaseId, Fen, RefusalKind, Stop};
use cases::model::{Answers, Case, Doing, State, open_work};
use cases::{Application, Done, Seen};
use identity::{Actor, By, Channel, rights};
use ledger::Outside as Beside;

use super::faults::Chance;
use super::town::{COUNTY, Town, auditor, officer};
use super::world::World;
use super::{Happened, Plant};
use crate::chaos::affairs;
use crate::chaos::books::{Books, rows};

/// How many things happen before all is well again.
const STEPS: usize = 70;
/// A minute, an hour, a day in milliseconds.
const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// Within so many half hours everything has followed when all is well.
const PATIENCE: usize = 48;

/// Something that somebody asks for, and may ask for again with the same key.
#[derive(Clone)]
struct Wish {
    actor: Actor,
    key: String,
    what: What,
}

#[derive(Clone)]
enum What {
    Submit(Application),
    Act { case: CaseId, seen: i64, doing: Doing },
}

/// A schedule under way.
pub(super) struct Schedule<'a> {
    town: &'a Town,
    world: World<'a>,
    chance: Chance,
    /// Cases as somebody saw them; by now they may be others.
    seen: Vec<Seen>,
    acknowledged: Vec<(Wish, Done)>,
    /// Nobody knows whether it was done.
    unknown: Vec<Wish>,
    keys: u64,
    happened: Happened,
    findings: Vec<String>,
}

impl<'a> Schedule<'a> {
    /// Runs the schedule of a seed: what happened, and what should not be.
    pub(super) fn run(town: &'a Town, seed: u64, plant: Plant) -> Result<(Happened, Vec<String>)> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        let mut schedule = Self {
            town,
            world: World::new(town, seed, plant)?,
            chance: Chance::new(seed),
            seen: Vec::new(),
            acknowledged: Vec::new(),
            unknown: Vec::new(),
            keys: 0,
            happened: Happened::default(),
            findings: Vec::new(),
        };
        runtime.block_on(async {
            for _ in 0..STEPS {
                schedule.step().await;
            }
            schedule.heal().await;
        });
        schedule.judge()?;
        Ok((schedule.happened, schedule.findings))
    }

    /// One thing happens.
    async fn step(&mut self) {
        let server = self.chance.below(2);
        match self.chance.below(100) {
            0..14 => self.submit().await,
            14..52 => self.act().await,
            52..58 => self.repeat().await,
            58..62 => self.try_again().await,
            62..74 => self.world.work(server).await,
            74..80 => self.world.integrate(server).await,
            80..88 => self.pass_time(),
            88..91 => self.jump(server),
            91..94 => {
                let harm = &self.world.servers[server].harm;
                harm.set([0, 10, 40][self.chance.below(3)]);
                harm.set_slow([0, 0, 30][self.chance.below(3)]);
            }
            94..97 => self.crash(server).await,
            _ => self.outage(),
        }
    }

    async fn submit(&mut self) {
        let matter = &self.town.matters[self.chance.below(self.town.matters.len())];
        let applicant = self.town.applicant(self.chance.below(4));
        let actor = Actor::resident(COUNTY, applicant.person, "");
        let application = Town::application(matter, applicant);
        let wish = self.wish(actor, What::Submit(application));
        self.attempt(wish).await;
    }

    /// Somebody looks at a case, or has looked at it a while ago, and does something to it.
    async fn act(&mut self) {
        if self.seen.is_empty() {
            return;
        }
        let at = self.chance.below(self.seen.len());
        if self.chance.percent(85) {
            self.look(at).await;
        }
        let seen = &self.seen[at];
        let Some((actor, doing)) = self.choose(seen) else { return };
        let (case, version) = (seen.case.id, seen.case.version);
        let wish = self.wish(actor, What::Act { case, seen: version, doing });
        self.attempt(wish).await;
    }

    async fn look(&mut self, at: usize) {
        let (cases, id) = (&self.world.servers[0].cases, self.seen[at].case.id);
        // The other server shows it where this one is dead.
        for cases in [cases, &self.world.servers[1].cases] {
            if let Ok(seen) = cases.seen(&rights::scope(&auditor()), id).await {
                self.seen[at] = seen;
                return;
            }
        }
    }

    /// Something that could be done to a case in this state, and by whom.
    fn choose(&self, seen: &Seen) -> Option<(Actor, Doing)> {
        let (case, matter) = (&seen.case, &seen.matter);
        let supply =
            Doing::Supply { answers: Answers::new(), materials: Vec::new(), note: String::new() };
        if is_asked(case) {
            return Some((Actor::resident(COUNTY, case.applicant.person, ""), supply));
        }
        let work = open_work(case, matter);
        let open = work.get(self.chance.below(work.len()))?;
        let (task, items) = (open.task.clone(), vec!["身份证照片看不清".to_owned()]);
        let luck = self.chance.below(100);
        let (opinion, reason) = ("情况属实".to_owned(), "符合条件".to_owned());
        let doing = match &case.state {
            State::Received { .. } if luck < 85 => Doing::Accept { later: Vec::new() },
            State::Received { .. } if luck < 95 => {
                Doing::AskCorrection { items, answers: Vec::new() }
            }
            State::Received { .. } => Doing::RefuseAcceptance { reason, source: None },
            State::InReview { .. } if luck < 85 => Doing::Pass { task, opinion },
            State::InReview { .. } if luck < 93 => {
                Doing::AskSupplement { task, items, answers: Vec::new() }
            }
            State::InReview { .. } => Doing::Fail { task, opinion },
            State::Deciding { .. } if luck < 90 => {
                let amount = matter.benefit.as_ref().map(|_| Fen::new(6_000));
                Doing::Grant { reason, amount }
            }
            State::Deciding { .. } => Doing::Refuse { reason, source: None },
            State::Granted { .. } | State::Certified { .. } => {
                let way = matter.process.deliver.ways.first().cloned()?;
                Doing::Deliver { way, note: String::new() }
            }
            _ => return None,
        };
        Some((officer(open.desk.as_str(), open.role), doing))
    }

    fn wish(&mut self, actor: Actor, what: What) -> Wish {
        self.keys += 1;
        Wish { actor, key: format!("wish-{:06}", self.keys), what }
    }

    /// Asks one of the servers.
    async fn attempt(&mut self, wish: Wish) -> Option<Done> {
        let server = self.chance.below(2);
        let outcome = self.ask(server, &wish).await;
        match outcome {
            Ok(done) => {
                self.happened.acknowledged += 1;
                let is_late = self.acknowledged.iter().any(|(other, _)| other.key > wish.key);
                self.happened.reordered += u64::from(is_late);
                if matches!(wish.what, What::Submit(_)) {
                    self.remember(&done).await;
                }
                self.acknowledged.push((wish, done.clone()));
                return Some(done);
            }
            Err(Stop::Refused(refusal)) if refusal.kind == RefusalKind::Busy => {
                self.happened.unknown += 1;
                self.unknown.push(wish);
            }
            Err(Stop::Refused(_)) => self.happened.refused += 1,
            Err(Stop::Broken(fault)) => {
                self.findings.push(format!("{} met a fault: {fault:?}", wish.key));
            }
        }
        None
    }

    async fn ask(&self, server: usize, wish: &Wish) -> basis::Outcome<Done> {
        let server = &self.world.servers[server];
        let (at, key) = (server.ambient.now(), wish.key.parse()?);
        let (actor, channel) = (wish.actor.clone(), Channel::Counter);
        let by = By { actor, for_whom: None, channel, at, key };
        match wish.what.clone() {
            What::Submit(application) => server.cases.submit(by, application).await,
            What::Act { case, seen, doing } => server.cases.act(by, case, Some(seen), doing).await,
        }
    }

    async fn remember(&mut self, done: &Done) {
        for server in &self.world.servers {
            let seen = server.cases.seen(&rights::scope(&auditor()), done.case).await;
            if let Ok(seen) = seen {
                self.seen.push(seen);
                return;
            }
        }
    }

    /// Somebody presses the button once more: the answer is the same.
    async fn repeat(&mut self) {
        if self.acknowledged.is_empty() {
            return;
        }
        let at = self.chance.below(self.acknowledged.len());
        let (wish, before) = self.acknowledged[at].clone();
        match self.ask(self.chance.below(2), &wish).await {
            Ok(done) if done == before => self.happened.repeated += 1,
            Err(Stop::Refused(refusal)) if refusal.kind == RefusalKind::Busy => {}
            other => {
                self.findings.push(format!("{} was {before:?} and is now {other:?}", wish.key));
            }
        }
    }

    /// Somebody who knows nothing of what became of it asks again.
    async fn try_again(&mut self) {
        if !self.unknown.is_empty() {
            let wish = self.unknown.swap_remove(self.chance.below(self.unknown.len()));
            self.attempt(wish).await;
        }
    }

    fn pass_time(&self) {
        let spans = [MINUTE, 20 * MINUTE, 3 * HOUR, DAY, 6 * DAY];
        self.world.clock.advance_millis(spans[self.chance.below(spans.len())]);
    }

    /// A clock is set: of one server, or of all, back or forward.
    fn jump(&mut self, server: usize) {
        self.happened.jumps += 1;
        let spans = [-10 * MINUTE, -MINUTE, 0, 2 * MINUTE, 15 * MINUTE];
        let by = spans[self.chance.below(spans.len())];
        if self.chance.percent(70) {
            self.world.skew(server, by);
        } else {
            self.world.clock.advance_millis(4 * by);
        }
    }

    /// A server dies in the midst of its work, and another is started in its place.
    async fn crash(&mut self, server: usize) {
        self.happened.crashes += 1;
        self.world.servers[server].harm.kill_after(self.chance.below(6));
        self.world.work(server).await;
        if self.chance.percent(50) {
            // People ask a dead server, too.
            self.act().await;
            self.act().await;
        }
        self.world.restart(server);
    }

    /// The outside system goes away, or comes back after a day.
    fn outage(&mut self) {
        let was_away = self.world.outside.is_away();
        self.world.outside.set_away(!was_away);
        if was_away {
            self.world.clock.advance_millis(DAY);
        } else {
            self.happened.outages += 1;
        }
    }

    /// All is well again, and everybody who does not know what became of it asks once more.
    async fn heal(&mut self) {
        if self.world.outside.is_away() {
            // A day of trying, as the workers do.
            for _ in 0..24 {
                self.world.clock.advance_millis(HOUR);
                self.world.work(0).await;
            }
        }
        self.world.outside.set_away(false);
        for server in [0, 1] {
            self.world.skew(server, 0);
            self.world.restart(server);
        }
        for wish in std::mem::take(&mut self.unknown) {
            self.attempt(wish).await;
        }
        for _ in 0..PATIENCE {
            self.world.clock.advance_millis(HOUR / 2);
            self.world.work(0).await;
            self.world.work(1).await;
            if self.has_followed() {
                break;
            }
        }
        self.world.integrate(0).await;
        self.world.integrate(1).await;
    }

    /// Whether nothing waits but what waits for its time.
    fn has_followed(&self) -> bool {
        let jobs = rows(&self.world.store, "jobs").unwrap_or_default();
        jobs.iter().all(|job| job.text("kind").is_ok_and(|kind| kind == cases::TIMER))
    }

    /// Holds everything against what was acknowledged.
    fn judge(&mut self) -> Result<()> {
        let store = &self.world.store;
        if !self.unknown.is_empty() {
            self.findings.push("somebody still does not know what became of it".to_owned());
        }
        for job in rows(store, "jobs")? {
            let kind = job.text("kind")?;
            if kind != cases::TIMER || job.opt_int("dead_at")?.is_some() {
                let why = job.opt_text("failure")?.unwrap_or_default();
                self.findings.push(format!("a job of the kind {kind} was not done: {why}"));
            }
        }
        let books = Books::of(store)?;
        let done: Vec<affairs::Done> =
            self.acknowledged.iter().map(|(_, done)| plain(done)).collect();
        self.findings.extend(books.lost(done.iter().map(|done| ("", done))));
        self.findings.extend(books.halves(&self.town.catalogue)?);
        self.findings.extend(books.untold()?);
        let unlogged = books.unlogged()?;
        if unlogged > 0 {
            self.findings.push(format!("{unlogged} records are not in the log"));
        }
        let ledger = self.world.servers[0].cases.ledger();
        let audit = ledger.audit_now(COUNTY, &Beside::default())?;
        self.findings.extend(audit.findings.iter().map(|finding| format!("{finding:?}")));
        self.judge_effects(&books);
        self.happened.faults = self.world.faults();
        self.happened.slowed = self.world.slowed();
        self.happened.overtaken = self.world.outside.overtaken();
        Ok(())
    }

    /// The outside system knows of every grant, and of nothing else.
    fn judge_effects(&mut self, books: &Books) {
        let effects = self.world.outside.effects();
        let granted = books.records_of("case.granted");
        for record in granted.iter().filter(|record| !effects.contains_key(*record)) {
            self.findings.push(format!("the outside system was not told of the grant {record}"));
        }
        for record in effects.keys().filter(|record| !granted.contains(*record)) {
            self.findings.push(format!("the outside system was told of {record}, which is not"));
        }
        self.happened.effects = effects.len() as u64;
        self.happened.told_again = effects.values().filter(|times| **times > 1).count() as u64;
    }
}

/// Whether the applicant has been asked to add something.
fn is_asked(case: &Case) -> bool {
    match &case.state {
        State::Correcting { .. } => true,
        State::InReview { asked, .. } | State::Deciding { asked, .. } => asked.is_some(),
        _ => false,
    }
}

fn plain(done: &Done) -> affairs::Done {
    affairs::Done {
        case: done.case.to_string(),
        number: done.number.clone(),
        version: done.version,
        status: done.status.clone(),
        record: done.record.to_string(),
    }
}
