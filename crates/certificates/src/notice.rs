//! The papers of a case: receipt, acceptance, what is missing, non-acceptance, decision. Each is made
//! from the case and its records when it is asked for, so the same case always gives the same paper,
//! whether the applicant or the desk asks. Its explaining words are those that were in force on its day.

mod asked;
mod facts;
mod remedy;
#[cfg(test)]
mod tests;
mod words;

use basis::clock::{Course, Limit, due};
use basis::{Divisions, Fen, Instant, LegalSource};
use cases::model::{Case, Doing, Fact, Handed, How, State, find_task, whole};
use cases::{Cases, Seen, Step};
use catalogue::model::{Fee, Kind, Lapse, Matter, Source, TOWNSHIP};
use web::{WebSettings, Wording};

use crate::document::{
    About, Acceptance, Appeal, Check, Decision, Document, LedgerLine, Letterhead, Material,
    NonAcceptance, Receipt, Supplement,
};

use asked::asked;
use words::Words;

pub use remedy::appeal;

/// Which paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The application came in (申请回执).
    Receipt,
    /// It is accepted (受理通知书).
    Acceptance,
    /// Something is missing (补正材料告知书; in review 补充材料通知书): the first, the second … time
    /// that it was asked.
    Supplement(usize),
    /// It is not accepted (不予受理通知书).
    NonAcceptance,
    /// The decision (决定书).
    Decision,
}

impl Notice {
    /// The papers that a case has by now, in the order of its life.
    #[must_use]
    pub fn of_case(seen: &Seen, history: &[Step]) -> Vec<Self> {
        let asked = (1..=asked(history).count()).map(Self::Supplement);
        let before = [Self::Receipt, Self::Acceptance].into_iter();
        let papers = before.chain(asked).chain([Self::NonAcceptance, Self::Decision]);
        papers.filter(|paper| paper.is_there(seen, history)).collect()
    }

    /// Its code in addresses.
    #[must_use]
    pub fn code(self) -> String {
        match self {
            Self::Receipt => "receipt".to_owned(),
            Self::Acceptance => "acceptance".to_owned(),
            Self::Supplement(1) => "supplement".to_owned(),
            Self::Supplement(time) => format!("supplement-{time}"),
            Self::NonAcceptance => "non-acceptance".to_owned(),
            Self::Decision => "decision".to_owned(),
        }
    }

    /// The paper of a code.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Some(match code {
            "receipt" => Self::Receipt,
            "acceptance" => Self::Acceptance,
            "supplement" => Self::Supplement(1),
            "non-acceptance" => Self::NonAcceptance,
            "decision" => Self::Decision,
            other => {
                let time = other.strip_prefix("supplement-")?.parse().ok()?;
                Self::Supplement(Some(time).filter(|time| *time > 1)?)
            }
        })
    }

    /// Whether what was asked at a time was asked in review, after acceptance, where the paper has
    /// another name; and which time that was, of those before acceptance or of those in review.
    #[must_use]
    pub fn asked_in_review(time: usize, history: &[Step]) -> (bool, usize) {
        let once: Vec<bool> = asked(history).take(time).map(|one| one.is_once()).collect();
        let in_review = once.last() == Some(&false);
        (in_review, once.iter().filter(|once| **once != in_review).count())
    }

    /// Whether the case has come so far.
    fn is_there(self, seen: &Seen, history: &[Step]) -> bool {
        match self {
            Self::Receipt => !history.is_empty(),
            Self::Acceptance => seen.case.accepted.is_some(),
            Self::Supplement(time) => asked(history).nth(time.wrapping_sub(1)).is_some(),
            Self::NonAcceptance => matches!(seen.case.state, State::NotAccepted { .. }),
            Self::Decision => seen.case.decision().is_some(),
        }
    }
}

/// What papers take from around the case.
#[derive(Clone, Copy)]
pub struct Office<'a> {
    /// The county, its telephone and its address.
    pub settings: &'a WebSettings,
    /// The explaining words, as they were in force on any day.
    pub wording: &'a Wording,
    /// Departments, registers and working days.
    pub cases: &'a Cases,
    /// Names of places.
    pub divisions: &'a Divisions,
    /// The present instant.
    pub now: Instant,
}

/// A paper of a case, where the case has come so far.
#[must_use]
pub fn notice(
    which: Notice,
    seen: &Seen,
    history: &[Step],
    office: Office<'_>,
) -> Option<Document> {
    let writer = Writer { office, seen, history };
    match which {
        Notice::Receipt => writer.receipt().map(Document::Receipt),
        Notice::Acceptance => writer.acceptance().map(Document::Acceptance),
        Notice::Supplement(time) => writer.supplement(time).map(Document::Supplement),
        Notice::NonAcceptance => writer.non_acceptance().map(Document::NonAcceptance),
        Notice::Decision => writer.decision().map(Document::Decision),
    }
}

/// The full name of an office, as it signs: 县民政局 of 龙游县 is 龙游县民政局.
#[must_use]
pub fn full_name(department: &str, county: &str) -> String {
    let rest = department.strip_prefix('县');
    rest.map_or_else(|| department.to_owned(), |rest| format!("{county}{rest}"))
}

/// What a township signs as: 龙游县湖镇镇人民政府, 龙游县龙洲街道办事处. `name` is its name with the
/// places around it; what stands for no government keeps its name.
fn township_office(name: &str, county: &str) -> String {
    let own = name.find(county).and_then(|at| name.get(at..)).unwrap_or(name);
    let body = if own.ends_with("街道") {
        "办事处"
    } else if own.ends_with(['镇', '乡']) {
        "人民政府"
    } else {
        ""
    };
    format!("{own}{body}")
}

struct Writer<'a> {
    office: Office<'a>,
    seen: &'a Seen,
    history: &'a [Step],
}

impl Writer<'_> {
    fn case(&self) -> &Case {
        &self.seen.case
    }

    fn matter(&self) -> &Matter {
        &self.seen.matter
    }

    /// The full name of a department: 龙游县民政局, or the office of the applicant's own township.
    fn department(&self, id: &str) -> String {
        if id == TOWNSHIP {
            let code = self.case().township().parse().ok();
            let on = self.office.now.date();
            let place = code.map(|code| self.office.divisions.full_name(&code, on));
            let place = place.filter(|name| !name.is_empty());
            let county = &self.office.settings.county_name.zh;
            return place.map_or_else(|| id.to_owned(), |name| township_office(&name, county));
        }
        let catalogue = self.office.cases.catalogue();
        let found = catalogue.department(id);
        let name = found.map_or(id, |one| one.name.zh.as_str());
        full_name(name, &self.office.settings.county_name.zh)
    }

    fn receives(&self) -> String {
        self.department(&self.matter().process.receive.department)
    }

    /// The explaining words that were in force at an instant.
    fn words(&self, at: Instant) -> Words {
        Words(self.office.wording.at(at))
    }

    /// How one objects, in the words of the day of the decision.
    fn appeal(&self, department: &str, at: Instant) -> Option<Appeal> {
        appeal(self.matter(), department, Office { now: at, ..self.office })
    }

    fn head(&self, issuer: String, at: Instant, mark: &str) -> Letterhead {
        let settings = self.office.settings;
        Letterhead {
            issuer,
            number: format!("{}{mark}", self.case().number),
            date: at.date(),
            phone: settings.phone.clone(),
            demo: settings.demo,
            check: Some(Check {
                address: format!("{}/cases/{}", settings.base_url, self.case().id),
                caption: self.words(at).t("certificates.paper.scan"),
            }),
        }
    }

    /// What opening sentences name: the matter, the number, the day, the law.
    fn names(&self, sources: &[LegalSource]) -> Vec<(&'static str, String)> {
        let law: Vec<String> = sources.iter().map(LegalSource::to_string).collect();
        vec![
            ("matter", self.matter().name.zh.clone()),
            ("number", self.case().number.clone()),
            ("day", day(self.case().submitted)),
            ("law", law.join("、")),
        ]
    }

    /// By which law, as a part of a sentence; nothing where nobody has stated one.
    fn by_law(&self, words: &Words, sources: &[LegalSource]) -> (&'static str, String) {
        let by_law = match sources.is_empty() {
            true => String::new(),
            false => words.tf("certificates.paper.by-law", &self.names(sources)),
        };
        ("by-law", by_law)
    }

    /// Whom to phone on a no, where nobody has stated how one objects to it.
    fn ask_how(&self, words: &Words) -> String {
        let phone = [("phone", &self.office.settings.phone)];
        words.tf("certificates.paper.ask-how", &phone)
    }

    fn about(&self, opening: String) -> About {
        About {
            opening,
            applicant: self.case().applicant.name.clone(),
            matter: self.matter().name.zh.clone(),
            case_number: self.case().number.clone(),
        }
    }

    /// The permit law where it is a permit; otherwise the laws of the matter itself.
    fn law(&self, article: &str) -> Vec<LegalSource> {
        match self.matter().kind {
            Kind::Permit => vec![LegalSource::new("行政许可法", article)],
            _ => self.matter().basis.clone(),
        }
    }

    fn receipt(&self) -> Option<Receipt> {
        let first = self.history.first()?;
        let (case, matter, receives) = (self.case(), self.matter(), self.receives());
        let words = self.words(case.submitted);
        let told = within(&words, matter.process.receive.limit);
        let told = [("office", receives.as_str()), ("when", told.as_str())];
        let done = [("when", within(&words, matter.limits.promised))];
        Some(Receipt {
            head: self.head(receives.clone(), case.submitted, ""),
            about: self.about(words.t("certificates.paper.receipt-opening")),
            submitted: moment(case.submitted),
            channel: case.channel.name().zh,
            promised: matter.limits.promised.words().zh,
            materials: case.materials.iter().map(|handed| self.material(handed)).collect(),
            next: vec![
                words.tf("certificates.paper.receipt-told", &told),
                words.tf("certificates.paper.receipt-done", &done),
                words.t("certificates.paper.receipt-waits"),
            ],
            ledger: Some(LedgerLine { record: first.record.id.to_string() }),
        })
    }

    fn acceptance(&self) -> Option<Acceptance> {
        let (case, matter) = (self.case(), self.matter());
        let accepted = case.accepted?;
        let promised = whole(case, matter).into_iter().next()?;
        let due = due(&promised.course, &self.office.cases.calendar(), self.office.now);
        let by_default =
            self.history.iter().any(|step| step.record.kind == "case.accepted-by-default");
        let words = self.words(accepted);
        let ground = match by_default {
            true => words.t("certificates.paper.ground-default"),
            false => words.t("certificates.paper.ground-complete"),
        };
        let statutory = matter.limits.statutory.as_ref().map(|law| law.limit().words().zh);
        let sources = self.law("第三十二条");
        let mut names = self.names(&sources);
        names.extend([("ground", ground.clone()), self.by_law(&words, &sources)]);
        Some(Acceptance {
            head: self.head(self.receives(), accepted, "-受"),
            about: self.about(words.tf("certificates.paper.acceptance-opening", &names)),
            ground,
            sources,
            accepted: accepted.date(),
            statutory: statutory.unwrap_or_else(|| words.t("certificates.paper.no-statutory")),
            promised: matter.limits.promised.words().zh,
            due: due.date,
            provisional: due.provisional,
            caveat: caveat(&words, due.provisional),
            fee: fee(matter),
            next: vec![words.t("certificates.paper.accepted-next")],
        })
    }

    fn supplement(&self, time: usize) -> Option<Supplement> {
        let asked = asked(self.history).nth(time.checked_sub(1)?)?;
        let rule = &self.matter().process.supplement;
        let calendar = self.office.cases.calendar();
        let reply = due(&Course::new(asked.at, rule.reply_within), &calendar, self.office.now);
        let words = self.words(asked.at);
        let lapse = match rule.lapse {
            Lapse::Withdrawn => words.t("certificates.paper.lapse-withdrawn"),
            Lapse::NotAccepted => words.t("certificates.paper.lapse-not-accepted"),
            Lapse::GoesOn => words.t("certificates.paper.lapse-goes-on"),
        };
        let clock = match asked.is_once() {
            true => words.t("certificates.paper.clock-before"),
            false => words.t("certificates.paper.clock-stops"),
        };
        // 补, 补2, 补3: two notices of one case never share a number.
        let mark = if time == 1 { "-补".to_owned() } else { format!("-补{time}") };
        let issuer = self.department(asked.department(self.matter()));
        let sources = self.asks_by(rule.basis.as_ref(), asked.is_once());
        Some(Supplement {
            head: self.head(issuer, asked.at, &mark),
            about: self.about(self.asks(&words, &sources, asked.is_once())),
            once: asked.is_once(),
            sources,
            wanted: asked.wanted(self.matter(), &words),
            reply_by: Some(reply.date),
            provisional: reply.provisional,
            caveat: caveat(&words, reply.provisional),
            clock,
            lapse,
        })
    }

    /// By which law something is asked. That the permit law wants everything told at once holds
    /// before acceptance only.
    fn asks_by(&self, own: Option<&LegalSource>, once: bool) -> Vec<LegalSource> {
        match own {
            Some(law) => vec![law.clone()],
            None if once => self.law("第三十二条"),
            None => Vec::new(),
        }
    }

    /// The sentence that opens a supplement notice, with its law where there is one.
    fn asks(&self, words: &Words, sources: &[LegalSource], once: bool) -> String {
        let mut names = self.names(sources);
        names.push(self.by_law(words, sources));
        match once {
            true => words.tf("certificates.paper.supplement-opening", &names),
            false => words.tf("certificates.paper.supplement-review", &names),
        }
    }

    fn non_acceptance(&self) -> Option<NonAcceptance> {
        let State::NotAccepted { at, reason, source } = &self.case().state else { return None };
        let receive = &self.matter().process.receive.department;
        let (words, phone) = (self.words(*at), [("phone", &self.office.settings.phone)]);
        let sources = source.clone().map_or_else(|| self.law("第三十二条"), |law| vec![law]);
        let mut names = self.names(&sources);
        names.push(self.by_law(&words, &sources));
        let appeal = self.appeal(receive, *at);
        let elsewhere = match appeal.is_some() {
            true => words.tf("certificates.paper.elsewhere", &phone),
            false => self.ask_how(&words),
        };
        Some(NonAcceptance {
            head: self.head(self.receives(), *at, "-不受"),
            about: self.about(words.tf("certificates.paper.non-acceptance-opening", &names)),
            submitted: self.case().submitted.date(),
            sources,
            reasons: lines(reason),
            elsewhere,
            appeal,
        })
    }

    fn decision(&self) -> Option<Decision> {
        let decision = self.case().decision()?;
        let (matter, decides) = (self.matter(), &self.matter().process.decide.department);
        let (words, name) = (self.words(decision.at), [("name", &matter.name.zh)]);
        let title = match (matter.kind == Kind::Permit, decision.granted) {
            (true, true) => words.t("certificates.paper.title-permitted"),
            (true, false) => words.t("certificates.paper.title-not-permitted"),
            (false, true) => words.t("certificates.paper.title-granted"),
            (false, false) => words.t("certificates.paper.title-refused"),
        };
        let result = match decision.granted {
            true => words.tf("certificates.paper.result-granted", &name),
            false => words.tf("certificates.paper.result-refused", &name),
        };
        let sum = |fen: &Fen, unit: &str| [("sum", fen.to_string()), ("unit", unit.to_owned())];
        let detail = match (&decision.amount, &matter.benefit) {
            (Some(fen), Some(benefit)) => {
                words.tf("certificates.paper.standard", &sum(fen, &benefit.unit.zh))
            }
            (Some(fen), None) => words.tf("certificates.paper.amount", &sum(fen, "元")),
            _ => String::new(),
        };
        let law = decision.source.clone();
        let appeal = self.appeal(decides, decision.at);
        let is_left_open = !decision.granted && appeal.is_none();
        Some(Decision {
            head: self.head(self.department(decides), decision.at, "-决"),
            title,
            about: self.about(words.tf("certificates.paper.decision-opening", &self.names(&[]))),
            submitted: self.case().submitted.date(),
            granted: decision.granted,
            result,
            detail,
            findings: self.facts().chain(self.opinions()).collect(),
            reasons: lines(&decision.reason),
            sources: law.map_or_else(|| matter.basis.clone(), |law| vec![law]),
            elsewhere: if is_left_open { self.ask_how(&words) } else { String::new() },
            appeal,
        })
    }

    /// A material that was handed in; in a joint case it may be that of a part.
    fn material(&self, handed: &Handed) -> Material {
        let cases = self.office.cases;
        let name = cases.material(self.case(), self.matter(), &handed.material);
        let (form, source) = match &handed.how {
            How::Fetched if is_form(name.as_ref()) => ("电子", "按填写的内容生成，不用提交"),
            How::Fetched => ("电子", "部门数据，不用提交"),
            How::Committed => ("承诺", "申请人签署"),
            How::Files(_) => ("电子文件", "申请人上传"),
            How::Later => ("后补", "容缺后补"),
        };
        Material {
            name: name.map_or_else(|| "补充材料".to_owned(), |one| one.name.zh),
            form: form.to_owned(),
            source: source.to_owned(),
        }
    }

    /// The facts that were read, each with its source.
    fn facts(&self) -> impl Iterator<Item = String> {
        self.case().facts.iter().filter_map(|fact| self.finding(fact))
    }

    /// A fact in words.
    fn finding(&self, fact: &Fact) -> Option<String> {
        let kind = self.office.cases.fact_kind(self.matter(), &fact.name);
        let place = |code: &str| {
            let code = code.parse().ok()?;
            let name = self.office.divisions.full_name(&code, self.office.now.date());
            (!name.is_empty()).then_some(name)
        };
        let value = facts::stated(&fact.value, kind, place)?;
        let as_of = facts::day(fact.as_of);
        Some(format!("{}：{value}（{}，{as_of}）", fact.name, fact.source.zh))
    }

    /// What the departments found, one sentence each.
    fn opinions(&self) -> impl Iterator<Item = String> {
        let sentence = |step: &Step| {
            let (task, opinion, verdict) = match &step.body.as_ref()?.doing {
                Doing::Pass { task, opinion } => (task, opinion, "通过"),
                Doing::Fail { task, opinion } => (task, opinion, "不通过"),
                _ => return None,
            };
            let name = &find_task(self.matter(), task)?.name.zh;
            let colon = if opinion.trim().is_empty() { "" } else { "：" };
            Some(format!("{name}{verdict}{colon}{}", opinion.trim()))
        };
        self.history.iter().filter_map(sentence)
    }
}

/// Whether a material is what was filled in, so that no department was asked for it.
fn is_form(material: Option<&catalogue::model::Material>) -> bool {
    material.is_some_and(|one| matches!(one.from, Source::Form { .. }))
}

fn fee(matter: &Matter) -> String {
    match &matter.fee {
        Fee::Fixed { fen, .. } if fen.get() == 0 => "不收费".to_owned(),
        Fee::Fixed { fen, .. } => format!("{fen} 元"),
        Fee::Rule { basis, .. } => format!("按{basis}计算"),
    }
}

/// What stands behind a day; nothing where it is final.
fn caveat(words: &Words, provisional: bool) -> String {
    if provisional { words.t("certificates.paper.provisional") } else { String::new() }
}

fn day(at: Instant) -> String {
    facts::day(at.date())
}

fn moment(at: Instant) -> String {
    let civil = at.civil();
    format!("{} {}:{:02}", day(at), civil.hour(), civil.minute())
}

fn within(words: &Words, limit: Limit) -> String {
    match limit.n {
        0 => words.t("certificates.paper.at-once"),
        _ => words.tf("certificates.paper.within", &[("limit", limit.words().zh)]),
    }
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}
