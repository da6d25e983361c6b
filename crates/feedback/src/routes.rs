//! The table of routes of this part.

use axum::http::Method;
use basis::Role;
use web::{Access, Route, Routes};

use crate::api::{bad, rating, replies};
use crate::pages::{public, rate, sheets, supervisor};
use crate::{Feedback, api};

/// Every route of this part.
#[must_use]
pub fn routes(feedback: &Feedback) -> Vec<Route> {
    use Access::{Public, SignedIn};
    const WRITTEN: &str = "/api/desk/replies";
    const WRITTEN_ONE: &str = "/api/desk/replies/{id}";
    const REPLIES: &str = "/api/ratings/{matter}/replies";
    const SUPERVISORS: Access = Access::Roles(&[Role::Supervisor]);
    let (get, post) = (Method::GET, Method::POST);
    let sheet = ("群众评价表格", "Ratings as a sheet");
    let bad_sheet = ("差评表格", "Bad ratings as a sheet");
    let (form, end) = ("/cases/{id}/rate", "/desk/ratings/{id}");
    Routes::new(feedback.clone())
        .page(get.clone(), form, SignedIn, ("评价", "Rate"), rate::form)
        .page(post.clone(), form, SignedIn, ("提交评价", "Send a rating"), rate::send)
        .page(get.clone(), "/rated", Public, ("谢谢评价", "Thank you"), rate::thanks)
        .page(get.clone(), "/ratings", Public, ("群众评价", "Ratings"), public::all)
        .page(get.clone(), "/ratings/{matter}", Public, ("事项评价", "Ratings"), public::one)
        .page(get.clone(), "/ratings.xlsx", Public, sheet, sheets::figures)
        .page(get.clone(), "/desk/ratings.xlsx", SUPERVISORS, bad_sheet, sheets::follow_ups)
        .page(get.clone(), "/desk/ratings", SUPERVISORS, ("差评", "Bad ratings"), supervisor::list)
        .page(get.clone(), end, SUPERVISORS, ("处理差评", "Look into it"), supervisor::form)
        .page(post.clone(), end, SUPERVISORS, ("办结差评", "End it"), supervisor::end)
        .api(post.clone(), "/api/cases/{id}/rating", SignedIn, rating::rate_doc(), rating::rate)
        .api(get.clone(), "/api/ratings", Public, api::all_doc(), api::all)
        .api(get.clone(), "/api/ratings/{matter}", Public, api::one_doc(), api::one)
        .api(get.clone(), REPLIES, Public, replies::replies_doc(), replies::replies)
        .api(get.clone(), WRITTEN, SUPERVISORS, replies::written_doc(), replies::written)
        .api(post.clone(), WRITTEN_ONE, SUPERVISORS, replies::change_doc(), replies::change)
        .api(get, "/api/desk/ratings", SUPERVISORS, bad::bad_doc(), bad::bad)
        .api(post, "/api/desk/ratings/{id}", SUPERVISORS, bad::end_doc(), bad::end)
        .list()
}
