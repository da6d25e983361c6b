//! Whoever watches the log sees where somebody tries doors: which rule, which request, which account (an
//! id, never a name).

use axum::response::Response;
use basis::RefusalKind;

use crate::limits::Account;
use crate::{Failure, Frame};

/// What an address that is none is told; strangers and old bookmarks ask for many of them.
const NO_SUCH_PAGE: &str = "web.no-such-page";

/// Logs a refusal that says that a right was missing. Another's thing is told as if it were not there,
/// so what somebody who has signed in did not find is logged as well.
pub(crate) fn tell(response: &Response, account: Option<&Account>, frame: &Frame) {
    let Some(refusal) = response.extensions().get::<Failure>().and_then(Failure::refusal) else {
        return;
    };
    let who = account.map_or("nobody", |account| account.0.as_str());
    let (reference, rule) = (frame.reference(), refusal.rule.as_str());
    match refusal.kind {
        RefusalKind::Forbidden => {
            tracing::warn!(request.id = reference, rule, who, "a right was missing");
        }
        RefusalKind::NotFound if frame.visitor().signed_in && rule != NO_SUCH_PAGE => {
            tracing::warn!(request.id = reference, rule, who, "nothing of theirs was found");
        }
        _ => {}
    }
}
