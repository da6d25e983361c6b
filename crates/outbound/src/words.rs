//! What a resident is told of each step; pure. Plain words, the matter, the number, what to do next.

use basis::Text;
use cases::model::{Case, Doing};
use catalogue::model::Matter;

use crate::NOTICE;

/// Which kinds of record set off a notice; for the ledger's list of reactions.
pub const REACTIONS: [(&str, &str); 14] = [
    ("case.submitted", NOTICE),
    ("case.accepted", NOTICE),
    ("case.accepted-by-default", NOTICE),
    ("case.correction-asked", NOTICE),
    ("case.not-accepted", NOTICE),
    ("case.supplement-asked", NOTICE),
    ("case.special-begun", NOTICE),
    ("case.extended", NOTICE),
    ("case.granted", NOTICE),
    ("case.refused", NOTICE),
    ("case.certified", NOTICE),
    ("case.delivered", NOTICE),
    ("case.lapsed", NOTICE),
    ("case.annulled", NOTICE),
];

/// What the applicant is told, if anything.
pub(crate) fn told(doing: &Doing, case: &Case, matter: &Matter) -> Option<Text> {
    let (zh, en) = match doing {
        // The parts of a joint case were handed in with it.
        Doing::Submit(submission) if submission.parent.is_some() => return None,
        Doing::Submit(_) => return Some(received(case, matter)),
        Doing::Accept { .. } => ("已经受理，正在办理。", "It is accepted and being worked on."),
        Doing::AcceptByDefault => (
            "按规定视为已经受理，正在办理。",
            "By law it counts as accepted and is being worked on.",
        ),
        Doing::AskCorrection { .. } | Doing::AskSupplement { .. } => (
            "还缺东西。请登录看要补什么，也可以到乡镇便民中心问。",
            "Something is missing. Sign in to see what, or ask at the township centre.",
        ),
        Doing::RefuseAcceptance { .. } => (
            "没有受理。理由和下一步怎么办，请登录查看。",
            "It was not accepted. Sign in for the reasons and what to do next.",
        ),
        Doing::BeginSpecial { special, .. } => return Some(begun(special, case, matter)),
        Doing::Extend { .. } => (
            "办理时限延长了一次。理由和新的日期，请登录查看。",
            "The time limit was extended once. Sign in for the reasons and the new date.",
        ),
        Doing::Grant { .. } => ("已经批准。", "It was granted."),
        Doing::Refuse { .. } => (
            "没有批准。理由和怎样申请复议、起诉，请登录查看。",
            "It was refused. Sign in for the reasons and how to appeal.",
        ),
        Doing::Certify { .. } => (
            "证照已经做好，登录就能看、能出示。",
            "The certificate is made. Sign in to see and show it.",
        ),
        Doing::Deliver { .. } => (
            "已经办结。欢迎登录给这次服务打分，不记名。",
            "It is finished. You can sign in and rate the service; ratings are anonymous.",
        ),
        Doing::Lapse => (
            "要补的东西一直没有收到，按规定结束了。还要办，可以重新申请。",
            "What was missing never came, so it has ended. You can apply again.",
        ),
        Doing::Annul { .. } => (
            "被撤销了。理由和怎样申请复议，请登录查看。",
            "It was annulled. Sign in for the reasons and how to appeal.",
        ),
        _ => return None,
    };
    Some(about(case, matter, zh, en))
}

/// By when somebody answers is the matter's own limit, as on the receipt.
fn received(case: &Case, matter: &Matter) -> Text {
    let limit = matter.process.receive.limit;
    let words = limit.words();
    let (zh, en) = match limit.n {
        0 => ("当场".to_owned(), "At once".to_owned()),
        _ => (format!("在{}内", words.zh), format!("Within {}", words.en)),
    };
    let zh = format!("我们收到了。{zh}告诉您受理还是要补材料。");
    let en = format!("We have received it. {en} we tell you whether it is accepted.");
    about(case, matter, &zh, &en)
}

fn begun(special: &str, case: &Case, matter: &Matter) -> Text {
    let name = matter.process.special.iter().find(|one| one.id == special);
    let (zh, en) = name.map_or(("特别程序", "a special procedure"), |one| {
        (one.name.zh.as_str(), one.name.get(basis::Lang::En))
    });
    about(case, matter, &format!("进入“{zh}”，请等一等。"), &format!("It is now in: {en}."))
}

fn about(case: &Case, matter: &Matter, zh: &str, en: &str) -> Text {
    let (name, number) = (&matter.name, &case.number);
    Text::new(
        format!("您的“{}”（{number}）{zh}", name.zh),
        format!("Your “{}” ({number}): {en}", name.get(basis::Lang::En)),
    )
}
