//! The table of routes of this part.

use axum::http::Method;
use basis::Role;
use web::{Access, Route, Routes};

use crate::pages::{public, rate, supervisor};
use crate::{Feedback, api};

/// Every route of this part.
#[must_use]
pub fn routes(feedback: &Feedback) -> Vec<Route> {
    use Access::{Public, SignedIn};
    const SUPERVISORS: Access = Access::Roles(&[Role::Supervisor]);
    let (get, post) = (Method::GET, Method::POST);
    let (form, end) = ("/cases/{id}/rate", "/desk/ratings/{id}");
    Routes::new(feedback.clone())
        .page(get.clone(), form, SignedIn, ("评价", "Rate"), rate::form)
        .page(post.clone(), form, SignedIn, ("提交评价", "Send a rating"), rate::send)
        .page(get.clone(), "/rated", Public, ("谢谢评价", "Thank you"), rate::thanks)
        .page(get.clone(), "/ratings", Public, ("群众评价", "Ratings"), public::all)
        .page(get.clone(), "/ratings/{matter}", Public, ("事项评价", "Ratings"), public::one)
        .page(get.clone(), "/desk/ratings", SUPERVISORS, ("差评", "Bad ratings"), supervisor::list)
        .page(get, end, SUPERVISORS, ("处理差评", "Look into it"), supervisor::form)
        .page(post.clone(), end, SUPERVISORS, ("办结差评", "End it"), supervisor::end)
        .api(post, "/api/cases/{id}/rating", SignedIn, api::rate_doc(), api::rate)
        .list()
}
