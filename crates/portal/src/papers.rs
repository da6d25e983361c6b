//! The papers of a case: what each notice says, from the case and its records. Pure.

use basis::clock::{Due, Limit};
use basis::{Date, Instant, Lang, LegalSource};
use cases::model::{Case, Doing, State, Which};
use cases::{Seen, Step};
use catalogue::model::{Kind, Lapse, Matter};
use certificates::document as paper;
use certificates::document::{Appeal, Document, Letterhead, Remedy};

/// What stands on every paper besides the case.
#[derive(Clone, Debug)]
pub struct Office {
    /// Name of the county.
    pub county: String,
    /// Name of the department that receives.
    pub receives: String,
    /// Name of the department that decides.
    pub decides: String,
    /// Telephone.
    pub phone: String,
    /// Whether it is a demonstration.
    pub demo: bool,
    /// Address of the case's page, for the code.
    pub address: String,
}

/// The kinds of paper that a case can have, by the name of their file.
pub const KINDS: &[&str] = &["receipt", "acceptance", "supplement", "non-acceptance", "decision"];

/// The paper of a kind, where the case has it.
#[must_use]
pub fn paper(kind: &str, seen: &Seen, history: &[Step], office: &Office) -> Option<Document> {
    match kind {
        "receipt" => receipt(seen, history, office),
        "acceptance" => acceptance(seen, office),
        "supplement" => supplement(seen, history, office),
        "non-acceptance" => non_acceptance(seen, office),
        "decision" => decision(seen, office),
        _ => None,
    }
}

fn head(issuer: &str, case: &Case, at: Instant, office: &Office) -> Letterhead {
    Letterhead {
        issuer: match issuer.strip_prefix('县') {
            Some(rest) => format!("{}{rest}", office.county),
            None => issuer.to_owned(),
        },
        number: case.number.clone(),
        date: at.date(),
        phone: office.phone.clone(),
        demo: office.demo,
        check: Some(paper::Check {
            address: office.address.clone(),
            caption: "扫码看办理进度".to_owned(),
        }),
    }
}

fn about(case: &Case, matter: &Matter) -> paper::About {
    paper::About {
        applicant: case.applicant.name.clone(),
        matter: matter.name.zh.clone(),
        case_number: case.number.clone(),
    }
}

fn words(limit: Limit) -> String {
    limit.words().zh
}

fn moment(at: Instant) -> String {
    let civil = at.civil();
    format!(
        "{}年{}月{}日 {}:{:02}",
        civil.year(),
        civil.month(),
        civil.day(),
        civil.hour(),
        civil.minute()
    )
}

fn receipt(seen: &Seen, history: &[Step], office: &Office) -> Option<Document> {
    let Seen { case, matter, .. } = seen;
    let first = history.first()?;
    let material = |handed: &cases::model::Handed| {
        use cases::model::How;
        let known = matter.material(&handed.material);
        let (form, source) = match &handed.how {
            How::Fetched => ("电子", "部门数据，不用提交"),
            How::Committed => ("承诺", "申请人签署"),
            How::Files(_) => ("电子文件", "申请人上传"),
            How::Later => ("后补", "容缺后补"),
        };
        paper::Material {
            name: known.map_or_else(|| "补充材料".to_owned(), |one| one.name.zh.clone()),
            form: form.to_owned(),
            source: source.to_owned(),
        }
    };
    let receive = &matter.process.receive;
    Some(Document::Receipt(paper::Receipt {
        head: head(&office.receives, case, case.submitted, office),
        about: about(case, matter),
        submitted: moment(case.submitted),
        channel: case.channel.name().zh,
        promised: words(matter.limits.promised),
        materials: case.materials.iter().map(material).collect(),
        next: vec![
            format!("{}在{}内告诉您受理还是要补材料。", office.receives, within(receive.limit)),
            format!("受理以后，{}内办好。", within(matter.limits.promised)),
            "有要您补的，会通知您；等您补的时间不算在办理时限里。".to_owned(),
        ],
        ledger: Some(paper::LedgerLine { record: first.record.id.to_string() }),
    }))
}

fn within(limit: Limit) -> String {
    if limit.n == 0 { "当场".to_owned() } else { words(limit) }
}

fn due<'a>(seen: &'a Seen, which: &Which) -> Option<&'a Due> {
    seen.clocks.iter().find(|(clock, ..)| clock.which == *which).map(|(_, due, _)| due)
}

fn acceptance(seen: &Seen, office: &Office) -> Option<Document> {
    let Seen { case, matter, .. } = seen;
    let accepted = case.accepted?;
    let due = due(seen, &Which::Promised)?;
    Some(Document::Acceptance(paper::Acceptance {
        head: head(&office.receives, case, accepted, office),
        about: about(case, matter),
        ground: "申请材料齐全，符合法定形式".to_owned(),
        sources: sources(matter, "第三十二条"),
        accepted: accepted.date(),
        statutory: matter
            .limits
            .statutory
            .as_ref()
            .map(|law| words(law.limit()))
            .unwrap_or_default(),
        promised: words(matter.limits.promised),
        due: due.date,
        provisional: due.provisional,
        fee: fee(matter),
        next: vec!["部门正在办理，您不用做什么；办好以后会通知您。".to_owned()],
    }))
}

fn fee(matter: &Matter) -> String {
    match &matter.fee {
        catalogue::model::Fee::Fixed { fen, .. } if *fen == basis::Fen::new(0) => {
            "不收费".to_owned()
        }
        catalogue::model::Fee::Fixed { fen, .. } => format!("{fen}元"),
        catalogue::model::Fee::Rule { basis, .. } => format!("按{basis}计算"),
    }
}

/// The law of a step: that on permits where it is one, else what the matter rests on.
fn sources(matter: &Matter, article: &str) -> Vec<LegalSource> {
    if matter.kind == Kind::Permit {
        vec![LegalSource::new("行政许可法", article)]
    } else {
        matter.basis.clone()
    }
}

fn supplement(seen: &Seen, history: &[Step], office: &Office) -> Option<Document> {
    let Seen { case, matter, .. } = seen;
    let asked = history.iter().rev().find_map(|step| match &step.body.as_ref()?.doing {
        Doing::AskCorrection { items } => Some((step.record.at, items, false)),
        Doing::AskSupplement { items, .. } => Some((step.record.at, items, true)),
        _ => None,
    });
    let (at, items, stops) = asked?;
    let rule = &matter.process.supplement;
    let wanted = |item: &String| paper::Wanted {
        what: item.clone(),
        reason: "缺少这一项，不能继续办理".to_owned(),
        how: "在“我的办件”里上传，或者交到窗口".to_owned(),
    };
    let lapse = match rule.lapse {
        Lapse::Withdrawn => "到期没有补的，视为撤回申请，可以重新申请。",
        Lapse::NotAccepted => "到期没有补的，不予受理，可以重新申请。",
        Lapse::GoesOn => "到期没有补的，按现有材料继续办理。",
    };
    let clock = if stops {
        "等您补的时间，不计入办理时限。"
    } else {
        "受理以前，办理时限还没有开始计算。"
    };
    Some(Document::Supplement(paper::Supplement {
        head: head(&office.receives, case, at, office),
        about: about(case, matter),
        sources: vec![LegalSource::new("行政许可法", "第三十二条")],
        wanted: items.iter().filter(|item| !item.trim().is_empty()).map(wanted).collect(),
        reply_by: due(seen, &Which::Reply).map(|due| due.date),
        clock: clock.to_owned(),
        lapse: lapse.to_owned(),
    }))
}

fn non_acceptance(seen: &Seen, office: &Office) -> Option<Document> {
    let Seen { case, matter, .. } = seen;
    let State::NotAccepted { at, reason, source } = &case.state else { return None };
    let law = source.clone().map_or_else(|| sources(matter, "第三十二条"), |source| vec![source]);
    Some(Document::NonAcceptance(paper::NonAcceptance {
        head: head(&office.receives, case, *at, office),
        about: about(case, matter),
        submitted: case.submitted.date(),
        sources: law,
        reasons: vec![reason.clone()],
        elsewhere: format!("拿不准的，可以打电话 {} 问。", office.phone),
        appeal: Some(appeal(&office.county)),
    }))
}

fn decision(seen: &Seen, office: &Office) -> Option<Document> {
    let Seen { case, matter, .. } = seen;
    let decision = case.decision()?;
    let is_permit = matter.kind == Kind::Permit;
    let name = &matter.name.zh;
    let title = match (decision.granted, is_permit) {
        (true, true) => "准予行政许可决定书",
        (false, true) => "不予行政许可决定书",
        (true, false) => "准予决定书",
        (false, false) => "不予决定书",
    };
    let result = if decision.granted {
        format!("您申请的“{name}”，经审查符合条件，决定准予。")
    } else {
        format!("您申请的“{name}”，经审查不符合条件，决定不予。")
    };
    let unit = matter.benefit.as_ref().map(|one| one.unit.get(Lang::Zh)).unwrap_or("元");
    let amount = decision.amount.map(|amount| format!("金额：{amount}{unit}。"));
    let law = decision.source.clone().map(|source| vec![source]);
    Some(Document::Decision(paper::Decision {
        head: head(&office.decides, case, decision.at, office),
        title: title.to_owned(),
        about: about(case, matter),
        submitted: case.submitted.date(),
        granted: decision.granted,
        result,
        detail: amount.unwrap_or_default(),
        findings: case.facts.iter().filter_map(finding).collect(),
        reasons: Some(decision.reason.clone())
            .filter(|one| !one.trim().is_empty())
            .into_iter()
            .collect(),
        sources: law.unwrap_or_else(|| matter.basis.clone()),
        appeal: (!decision.granted).then(|| appeal(&office.county)),
    }))
}

/// A fact that was read, with its source; what is not plain text or a number stays in the case.
fn finding(fact: &cases::model::Fact) -> Option<String> {
    let value = match &fact.value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Bool(true) => "是".to_owned(),
        serde_json::Value::Bool(false) => "否".to_owned(),
        _ => return None,
    };
    let day: Date = fact.as_of;
    Some(format!("{}：{value}（{}，{day}）", fact.name, fact.source.zh))
}

/// Review within 60 days, suit within six months.
#[must_use]
pub fn appeal(county: &str) -> Appeal {
    Appeal {
        review: Remedy {
            to: format!("{county}人民政府"),
            within: "60日".to_owned(),
            sources: vec![LegalSource::new("行政复议法", "第二十条")],
        },
        court: Remedy {
            to: format!("{county}人民法院"),
            within: "6个月".to_owned(),
            sources: vec![LegalSource::new("行政诉讼法", "第四十六条")],
        },
    }
}
