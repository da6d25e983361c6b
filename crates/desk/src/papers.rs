//! The notices of a case on paper: acceptance, what is missing, non-acceptance, decision.
//!
//! Each is made from the case and its records when it is asked for, so the same case always gives
//! the same paper.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse;
use basis::clock::{Course, due};
use basis::{CaseId, Fault, Instant, LegalSource, Refusal, Stop};
use cases::model::{Doing, State as CaseState, find_task, whole};
use cases::{Seen, Step};
use catalogue::model::{Fee, Kind, Lapse};
use certificates::document::{
    About, Acceptance, Appeal, Decision, Document, Letterhead, NonAcceptance, Remedy, Supplement,
    Wanted,
};
use identity::{Actor, rights};
use web::{Frame, PageResult};

use crate::Desk;
use crate::case::matter_name;

/// Which notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paper {
    /// The application is accepted (受理通知书).
    Acceptance,
    /// Something is missing (补正告知书).
    Supplement,
    /// The application is not accepted (不予受理通知书).
    NonAcceptance,
    /// The decision.
    Decision,
}

impl Paper {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Acceptance, "acceptance"),
        (Self::Supplement, "supplement"),
        (Self::NonAcceptance, "non-acceptance"),
        (Self::Decision, "decision"),
    ];

    /// The notice of a code in addresses.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.iter().find(|paper| paper.1 == code).map(|paper| paper.0)
    }

    fn name(self, frame: &Frame) -> String {
        match self {
            Self::Acceptance => frame.t("desk.paper.acceptance"),
            Self::Supplement => frame.t("desk.paper.supplement"),
            Self::NonAcceptance => frame.t("desk.paper.non-acceptance"),
            Self::Decision => frame.t("desk.paper.decision"),
        }
    }
}

/// The notices that the case has by now: name and address.
pub(crate) fn links(frame: &Frame, seen: &Seen, history: &[Step]) -> Vec<(String, String)> {
    let has = |paper: Paper| match paper {
        Paper::Acceptance => seen.case.accepted.is_some(),
        Paper::Supplement => last_asked(history).is_some(),
        Paper::NonAcceptance => matches!(seen.case.state, CaseState::NotAccepted { .. }),
        Paper::Decision => seen.case.decision().is_some(),
    };
    let all = Paper::ALL.into_iter().filter(|paper| has(paper.0));
    all.map(|(paper, code)| {
        (paper.name(frame), format!("/desk/cases/{}/papers/{code}", seen.case.id))
    })
    .collect()
}

pub(crate) async fn show(
    State(desk): State<Desk>,
    actor: Actor,
    Path((id, paper)): Path<(String, String)>,
) -> PageResult {
    let id: CaseId = id.parse()?;
    let paper = Paper::of_code(&paper).ok_or_else(no_such_paper)?;
    let scope = rights::scope(&actor);
    let seen = desk.cases.seen(&scope, id).await?;
    let history = desk.cases.history(&scope, id).await?;
    let document = document(&desk, paper, &seen, &history).ok_or_else(no_such_paper)?;
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, format!("inline; filename=\"{}\"", document.file_name())),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    let broken = |error: &dyn std::fmt::Display| {
        Stop::from(Fault::new(format!("typesetting a notice: {error}")))
    };
    let pdf = tokio::task::spawn_blocking(move || document.pdf())
        .await
        .map_err(|error| broken(&error))?
        .map_err(|error| broken(&error))?;
    Ok((headers, pdf).into_response())
}

/// A notice of a case, where the case has come so far.
#[must_use]
pub fn document(desk: &Desk, paper: Paper, seen: &Seen, history: &[Step]) -> Option<Document> {
    let writer = Writer { desk, seen, history };
    match paper {
        Paper::Acceptance => writer.acceptance().map(Document::Acceptance),
        Paper::Supplement => writer.supplement().map(Document::Supplement),
        Paper::NonAcceptance => writer.non_acceptance().map(Document::NonAcceptance),
        Paper::Decision => writer.decision().map(Document::Decision),
    }
}

/// What was last asked of the applicant: when, by which task, what.
fn last_asked(history: &[Step]) -> Option<(Instant, &[String])> {
    history.iter().rev().find_map(|step| match &step.body.as_ref()?.doing {
        Doing::AskCorrection { items } | Doing::AskSupplement { items, .. } => {
            Some((step.record.at, items.as_slice()))
        }
        _ => None,
    })
}

struct Writer<'a> {
    desk: &'a Desk,
    seen: &'a Seen,
    history: &'a [Step],
}

impl Writer<'_> {
    fn head(&self, at: Instant, mark: &str) -> Letterhead {
        let settings = &self.desk.app.settings;
        let department = self.desk.cases.catalogue().department(&self.seen.matter.department);
        let issuer = department.map(|one| one.name.zh.clone());
        Letterhead {
            issuer: issuer.unwrap_or_else(|| settings.operator.zh.clone()),
            number: format!("{}{mark}", self.seen.case.number),
            date: at.date(),
            phone: settings.phone.clone(),
            demo: settings.demo,
            check: None,
        }
    }

    fn about(&self) -> About {
        About {
            applicant: self.seen.case.applicant.name.clone(),
            matter: matter_name(&self.seen.matter),
            case_number: self.seen.case.number.clone(),
        }
    }

    /// The permit law where it is a permit; otherwise the laws of the matter itself.
    fn law(&self, article: &str) -> Vec<LegalSource> {
        match self.seen.matter.kind {
            Kind::Permit => vec![LegalSource::new("行政许可法", article)],
            _ => self.seen.matter.basis.clone(),
        }
    }

    fn acceptance(&self) -> Option<Acceptance> {
        let (case, matter) = (&self.seen.case, &self.seen.matter);
        let accepted = case.accepted?;
        let calendar = self.desk.cases.calendar();
        let promised = whole(case, matter).into_iter().next()?;
        let due = due(&promised.course, &calendar, self.desk.app.ambient.now());
        let by_default =
            self.history.iter().any(|step| step.record.kind == "case.accepted-by-default");
        let ground = match by_default {
            true => "逾期没有告知补正，依法自收到材料之日起即为受理",
            false => "材料齐全、符合法定形式",
        };
        let statutory = matter.limits.statutory.as_ref().map(|law| law.limit().words().zh);
        Some(Acceptance {
            head: self.head(accepted, "-受"),
            about: self.about(),
            ground: ground.to_owned(),
            sources: self.law("第三十二条"),
            accepted: accepted.date(),
            statutory: statutory.unwrap_or_else(|| "法律没有规定".to_owned()),
            promised: matter.limits.promised.words().zh,
            due: due.date,
            provisional: due.provisional,
            fee: match &matter.fee {
                Fee::Fixed { fen, .. } if fen.get() == 0 => "不收费".to_owned(),
                Fee::Fixed { fen, .. } => format!("{fen} 元"),
                Fee::Rule { .. } => "按规定标准计算".to_owned(),
            },
            next: vec![
                "部门正在办理，您不用再跑。办好或者需要补充材料时，我们会通知您。".to_owned(),
            ],
        })
    }

    fn supplement(&self) -> Option<Supplement> {
        let (at, items) = last_asked(self.history)?;
        let rule = &self.seen.matter.process.supplement;
        let calendar = self.desk.cases.calendar();
        let now = self.desk.app.ambient.now();
        let reply_by = due(&Course::new(at, rule.reply_within), &calendar, now).date;
        let wanted = |item: &String| Wanted {
            what: item.clone(),
            reason: String::new(),
            how: "在“我的办件”里补，也可以拿到窗口。".to_owned(),
        };
        let lapse = match rule.lapse {
            Lapse::Withdrawn => "到期没有补齐的，视为撤回申请，以后可以重新申请。",
            Lapse::NotAccepted => "到期没有补齐的，不予受理，以后可以重新申请。",
            Lapse::GoesOn => "到期没有补齐的，按现有材料继续办理。",
        };
        Some(Supplement {
            head: self.head(at, "-补"),
            about: self.about(),
            sources: rule.basis.clone().map_or_else(|| self.law("第三十二条"), |law| vec![law]),
            wanted: items.iter().map(wanted).collect(),
            reply_by: Some(reply_by),
            clock: "补正的时间不计入办理时限。".to_owned(),
            lapse: lapse.to_owned(),
        })
    }

    fn non_acceptance(&self) -> Option<NonAcceptance> {
        let CaseState::NotAccepted { at, reason, source } = &self.seen.case.state else {
            return None;
        };
        Some(NonAcceptance {
            head: self.head(*at, "-不受"),
            about: self.about(),
            submitted: self.seen.case.submitted.date(),
            sources: source.clone().map_or_else(|| self.law("第三十二条"), |law| vec![law]),
            reasons: lines(reason),
            elsewhere: format!("拿不准的，请打电话 {} 询问。", self.desk.app.settings.phone),
            appeal: Some(self.appeal()),
        })
    }

    fn decision(&self) -> Option<Decision> {
        let decision = self.seen.case.decision()?;
        let (matter, name) = (&self.seen.matter, matter_name(&self.seen.matter));
        let permit = matter.kind == Kind::Permit;
        let title = match (permit, decision.granted) {
            (true, true) => "准予行政许可决定书",
            (true, false) => "不予行政许可决定书",
            (false, true) => "准予决定书",
            (false, false) => "不予批准决定书",
        };
        let detail = match (&decision.amount, &matter.benefit) {
            (Some(fen), Some(benefit)) => {
                format!("标准：{fen} {}。", benefit.unit.zh)
            }
            _ => String::new(),
        };
        let reasons = match decision.reason.trim() {
            "" => vec!["经核查，符合规定的条件。".to_owned()],
            words => lines(words),
        };
        let sources = decision.source.clone();
        Some(Decision {
            head: self.head(decision.at, "-决"),
            title: title.to_owned(),
            about: self.about(),
            submitted: self.seen.case.submitted.date(),
            granted: decision.granted,
            result: if decision.granted {
                format!("准予：{name}。")
            } else {
                "不予批准。".to_owned()
            },
            detail,
            findings: self.findings(),
            reasons,
            sources: sources.map_or_else(|| matter.basis.clone(), |law| vec![law]),
            appeal: Some(self.appeal()),
        })
    }

    /// What the departments found, one sentence each.
    fn findings(&self) -> Vec<String> {
        let sentence = |step: &Step| {
            let (task, opinion, verdict) = match &step.body.as_ref()?.doing {
                Doing::Pass { task, opinion } => (task, opinion, "通过"),
                Doing::Fail { task, opinion } => (task, opinion, "不通过"),
                _ => return None,
            };
            let name = &find_task(&self.seen.matter, task)?.name.zh;
            let colon = if opinion.trim().is_empty() { "" } else { "：" };
            Some(format!("{name}{verdict}{colon}{}", opinion.trim()))
        };
        self.history.iter().filter_map(sentence).collect()
    }

    fn appeal(&self) -> Appeal {
        let county = &self.desk.app.settings.county_name.zh;
        let remedy = |to: &str, within: &str, law: &str, article: &str| Remedy {
            to: format!("{county}{to}"),
            within: within.to_owned(),
            sources: vec![LegalSource::new(law, article)],
        };
        Appeal {
            review: remedy("人民政府", "60日", "行政复议法", "第二十条"),
            court: remedy("人民法院", "6个月", "行政诉讼法", "第四十六条"),
        }
    }
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn no_such_paper() -> Refusal {
    Refusal::not_found(
        "desk.paper-unknown",
        "这件事还没有这份文书。办到那一步以后，文书会出现在办件页上。",
        "The case has no such paper yet; it appears on the case's page when it has come that far.",
    )
}
