//! By which post something was done. An officer may hold twenty; a page names the one that acted.

use basis::Role;
use cases::model::{Desk as Post, Doing, find_task};
use cases::{Seen, Step};
use catalogue::model::Matter;
use serde_json::Value as Json;
use web::Frame;

use crate::Desk;

/// By which post something was done, never by which name.
pub(crate) fn who(desk: &Desk, frame: &Frame, seen: &Seen, step: &Step) -> String {
    let Some(by) = step.record.content.as_ref().map(|content| &content.by) else {
        return frame.t("desk.case.erased");
    };
    if by["who"] == "system" {
        return frame.t("desk.case.by-system");
    }
    if by["who"].get("person").is_some() {
        return frame.t("desk.case.by-applicant");
    }
    let texts = |key: &str| {
        let list = by[key].as_array().into_iter().flatten();
        list.filter_map(Json::as_str).map(str::to_owned).collect::<Vec<_>>()
    };
    let owed = step.body.as_ref().and_then(|body| owed(&seen.matter, &body.doing));
    let owed_post = owed.map(|(department, _)| Post::of(department, &seen.case.applicant.division));
    let (post, role) = acting(
        owed_post.as_ref().zip(owed.map(|(_, role)| role)),
        &texts("desks"),
        &texts("roles"),
    );
    let post = post.map(|post| desk.post_name(frame, &Post::parse(&post)));
    let role = role.map(|role| frame.say(&role.name()).to_owned());
    post.into_iter().chain(role).collect::<Vec<_>>().join(" · ")
}

/// The department and the role by which an act is done, where the matter says it.
fn owed<'a>(matter: &'a Matter, doing: &Doing) -> Option<(&'a str, Role)> {
    let process = &matter.process;
    let receives = || Some((process.receive.department.as_str(), process.receive.role));
    let decides = || Some((process.decide.department.as_str(), process.decide.role));
    match doing {
        Doing::Accept { .. }
        | Doing::AskCorrection { .. }
        | Doing::RefuseAcceptance { .. }
        | Doing::Supply { .. }
        | Doing::Withdraw { .. }
        | Doing::Deliver { .. }
        | Doing::Submit(_) => receives(),
        Doing::Grant { .. } | Doing::Refuse { .. } => decides(),
        Doing::Extend { .. } => {
            let role = process.extension.as_ref().map_or(process.decide.role, |one| one.role);
            Some((process.decide.department.as_str(), role))
        }
        Doing::Annul { .. } => None,
        other => match other.task().and_then(|task| find_task(matter, task)) {
            Some(task) => Some((task.department.as_str(), task.role)),
            None => other.task().and_then(|_| decides()),
        },
    }
}

/// The one post and the one role out of those that somebody holds: those that the act was owed by,
/// else the first of each.
fn acting(
    owed: Option<(&Post, Role)>,
    desks: &[String],
    roles: &[String],
) -> (Option<String>, Option<Role>) {
    let post = owed.and_then(|(post, _)| desks.iter().find(|one| *one == post.as_str()));
    let roles: Vec<Role> = roles.iter().filter_map(|role| role.parse().ok()).collect();
    let role = owed.map(|(_, role)| role).filter(|role| roles.contains(role));
    let post = post.or_else(|| desks.first()).cloned();
    (post, role.or_else(|| roles.first().copied()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_twenty_posts_the_one_that_acted_is_named() {
        let desks: Vec<String> =
            (0..20).map(|at| format!("office-{at}")).chain(["minzheng".to_owned()]).collect();
        let roles = ["clerk".to_owned(), "approver".to_owned()];
        let post = Post::parse("minzheng");
        let (found, role) = acting(Some((&post, Role::Approver)), &desks, &roles);
        assert_eq!((found.as_deref(), role), (Some("minzheng"), Some(Role::Approver)));
        let (found, role) = acting(None, &desks, &roles);
        assert_eq!((found.as_deref(), role), (Some("office-0"), Some(Role::Clerk)));
        let (found, role) = acting(Some((&post, Role::Reviewer)), &[], &roles[..1]);
        assert_eq!((found, role), (None, Some(Role::Clerk)));
    }
}
