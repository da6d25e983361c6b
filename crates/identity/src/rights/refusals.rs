//! What a refused right says: why, and who can help.

use basis::{Refusal, RefusalKind, Role};

use super::{Right, has_drafted, is_own};
use crate::actor::Actor;

pub(super) fn sign_in_first() -> Refusal {
    Refusal::new(
        RefusalKind::SignIn,
        "rights.sign-in",
        "这件事要先登录再办。不会用电脑的，可以到村里的便民服务点，请帮办员代办。",
        "Sign in to do this. A village helper can also do it for you.",
    )
}

pub(super) fn refusal(actor: &Actor, right: &Right) -> Refusal {
    match right {
        Right::Work { applicant, .. }
        | Right::Decide { applicant, .. }
        | Right::Extend { applicant, .. }
            if is_own(actor, *applicant) =>
        {
            own_case()
        }
        Right::ManageOfficer { officer } if actor.officer_id() == Some(*officer) => {
            Refusal::forbidden(
                "rights.own-post",
                "自己的岗位和账号不能自己改，请另一位系统管理员办理。",
                "Nobody changes their own posts and account: ask another administrator.",
            )
        }
        Right::Confirm { officer, .. } if actor.officer_id() == Some(*officer) => {
            Refusal::forbidden(
                "rights.own-post",
                "自己的岗位和账号不能自己确认，请另一位系统管理员办理。",
                "Nobody confirms their own posts and account: ask another administrator.",
            )
        }
        Right::Confirm { proposer, .. } if actor.officer_id() == Some(*proposer) => {
            Refusal::forbidden(
                "rights.four-eyes",
                "这是您提议的，要由另一位系统管理员核对后确认（双人复核）。",
                "You proposed this: another administrator has to check and confirm it (four eyes).",
            )
        }
        Right::BeAnother { people } if people.iter().any(|one| is_own(actor, *one)) => {
            Refusal::forbidden(
                "rights.four-eyes",
                "这件事经过了您本人的另一个账号，要由另一个人核对（双人复核）。",
                "This went through another account of your own: another person has to check it (four eyes).",
            )
        }
        Right::Approve { drafters } if has_drafted(actor, drafters) => Refusal::forbidden(
            "rights.four-eyes",
            "这份草稿您改过，要由另一位数据专员核对后发布（双人复核）。",
            "You have written on this draft: another data officer has to check and publish it (four eyes).",
        ),
        Right::FileFor { .. } => Refusal::forbidden(
            "rights.file-for",
            "您不能替这个人申请。请本人来办，或请本人所在村（社区）的帮办员、乡镇窗口代办。",
            "You cannot file for this person. They can do it themselves, or ask the helper of their village or the township counter.",
        ),
        Right::AskHelp { .. } => Refusal::forbidden(
            "rights.ask-help",
            "请人代办，只能由本人自己提出、自己撤回。不会操作的，请打服务电话。",
            "Only the person concerned asks for help and takes it back. Call us if you cannot do it yourself.",
        ),
        Right::Help { .. } => Refusal::forbidden(
            "rights.help",
            "这个请求不是请您办的，或者已经有人接手了。",
            "You were not asked to do this, or somebody else has taken it up.",
        ),
        Right::ReadCase { .. } => Refusal::forbidden(
            "rights.read-case",
            "这个办件不是您本人的，也不在您的岗位上，不能查看。要了解进度，请本人登录查看，或打电话询问。",
            "This case is neither yours nor on your desk. The applicant can see it after signing in, or call us.",
        ),
        Right::Answer { .. } => Refusal::forbidden(
            "rights.answer",
            "只有申请人本人、替他申请的帮办员和受理窗口能做这一步。请联系申请人或受理窗口。",
            "Only the applicant, the helper who filed it and the receiving counter can do this. Contact one of them.",
        ),
        Right::Rate { .. } => Refusal::forbidden(
            "rights.rate",
            "评价只能由申请人本人做：替他申请的帮办员、经办的窗口不能替他评。请本人登录后评价，不会用的可以请家人帮忙。",
            "Only the applicant rates: neither the helper who filed it nor the desks that worked on it. They can sign in to rate.",
        ),
        Right::Plan => Refusal::forbidden(
            "rights.plan",
            "这份规划数据没有对外公开，只有规划人员能看。需要开通，请找本单位的系统管理员。",
            "This planning data is not open to everybody; planners can see it. Ask your administrator if you need it.",
        ),
        _ => not_your_post(right),
    }
}

fn own_case() -> Refusal {
    Refusal::forbidden(
        "rights.own-case",
        "这是您本人的申请，按规定要回避，请交给同岗位的其他人办理。",
        "This is your own application: you must withdraw. Pass it to a colleague with the same role.",
    )
    .by_law("公务员法", "第七十六条")
}

fn not_your_post(right: &Right) -> Refusal {
    let holder = holder(right);
    let names = holder.map_or_else(|| basis::Text::new("系统", "the system"), Role::name);
    Refusal::forbidden(
        "rights.role",
        format!(
            "这一步由该岗位的{}办理，您现在的身份不能办。需要开通，请找本单位的系统管理员。",
            names.zh
        ),
        format!(
            "This is for another role at that desk ({}); your account cannot do it. Ask your administrator if you need it.",
            names.en
        ),
    )
}

/// The role that could do it.
fn holder(right: &Right) -> Option<Role> {
    match right {
        Right::Work { role, .. } | Right::Decide { role, .. } | Right::Extend { role, .. } => {
            Some(*role)
        }
        Right::Annul | Right::Supervise => Some(Role::Supervisor),
        Right::Audit => Some(Role::Auditor),
        Right::ManageAccounts | Right::ManageOfficer { .. } | Right::Confirm { .. } => {
            Some(Role::Admin)
        }
        Right::ManageCalendar | Right::Publish | Right::Approve { .. } => Some(Role::DataOfficer),
        Right::FileFor { .. } | Right::Answer { .. } | Right::Help { .. } => Some(Role::Helper),
        Right::ReadCase { .. }
        | Right::Rate { .. }
        | Right::AskHelp { .. }
        | Right::FollowElsewhere => Some(Role::Resident),
        Right::Plan => Some(Role::Planner),
        Right::RunTimers | Right::BeAnother { .. } => None,
    }
}
