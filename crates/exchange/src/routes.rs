//! The table of routes of this part.

use axum::http::Method;
use web::{Access, App, Route, Routes};

use crate::{Exchange, api, pages};

/// What the pages need.
#[derive(Clone)]
pub struct Footprints {
    /// The context of every page.
    pub app: App,
    /// The registers.
    pub exchange: Exchange,
}

/// Every route of this part.
#[must_use]
pub fn routes(app: &App, exchange: &Exchange) -> Vec<Route> {
    Routes::new(Footprints { app: app.clone(), exchange: exchange.clone() })
        .page(
            Method::GET,
            "/my/footprint",
            Access::SignedIn,
            ("谁查过我的资料", "Who looked at my data"),
            pages::mine,
        )
        .api(Method::GET, "/api/my/footprint", Access::SignedIn, api::mine_doc(), api::mine)
        .list()
}
