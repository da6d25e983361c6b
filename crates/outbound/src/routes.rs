//! The table of routes of this part.

use axum::http::Method;
use web::{Access, Route, Routes};

use crate::{Outbound, api, pages};

/// Every route of this part.
#[must_use]
pub fn routes(outbound: &Outbound) -> Vec<Route> {
    let name = ("我的通知", "My notices");
    Routes::new(outbound.clone())
        .page(Method::GET, "/my/notices", Access::SignedIn, name, pages::mine)
        .api(Method::GET, "/api/my/notices", Access::SignedIn, api::mine_doc(), api::mine)
        .list()
}
