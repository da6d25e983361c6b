//! What a refused right says: why, and who can help.

use basis::{Refusal, RefusalKind, Role};

use super::{Right, has_drafted, is_own};
use crate::actor::Actor;

pub(super) fn sign_in_first() -> Refusal {
    Refusal::told(RefusalKind::SignIn, "rights.sign-in")
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
        Right::ManageResident { person } if is_own(actor, *person) => {
            Refusal::told(RefusalKind::Forbidden, "rights.own-account")
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
        Right::FileFor { .. } => Refusal::told(RefusalKind::Forbidden, "rights.file-for"),
        Right::AskHelp { .. } => Refusal::told(RefusalKind::Forbidden, "rights.ask-help"),
        Right::Help { .. } => Refusal::told(RefusalKind::Forbidden, "rights.help"),
        Right::ReadCase { .. } => Refusal::told(RefusalKind::Forbidden, "rights.read-case"),
        Right::Answer { .. } => Refusal::told(RefusalKind::Forbidden, "rights.answer"),
        Right::Rate { .. } => Refusal::told(RefusalKind::Forbidden, "rights.rate"),
        Right::Plan => Refusal::told(RefusalKind::Forbidden, "rights.plan"),
        _ => not_your_post(right),
    }
}

fn own_case() -> Refusal {
    Refusal::told(RefusalKind::Forbidden, "rights.own-case").by_law("公务员法", "第七十六条")
}

fn not_your_post(right: &Right) -> Refusal {
    let holder = holder(right);
    let names = holder.map_or_else(|| basis::Text::new("系统", "the system"), Role::name);
    Refusal::told(RefusalKind::Forbidden, "rights.role").with_words("roles", names)
}

/// The role that could do it.
fn holder(right: &Right) -> Option<Role> {
    match right {
        Right::Work { role, .. } | Right::Decide { role, .. } | Right::Extend { role, .. } => {
            Some(*role)
        }
        Right::Annul | Right::Supervise => Some(Role::Supervisor),
        Right::Audit => Some(Role::Auditor),
        Right::ManageAccounts
        | Right::ManageOfficer { .. }
        | Right::ManageResident { .. }
        | Right::Confirm { .. } => Some(Role::Admin),
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
