//! The table of routes of certificates.

use axum::http::Method;
use web::{Access, App, Route, Routes};

use crate::{api, pages};

/// The routes, for the binary to serve.
#[must_use]
pub fn routes(app: &App) -> Vec<Route> {
    use Access::{Public, SignedIn};
    let (get, post) = (Method::GET, Method::POST);
    let paper = "/certificates/{key}/paper.pdf";
    Routes::new(app.clone())
        .page(get.clone(), "/verify", Public, ("核验证照", "Verify a certificate"), pages::verify)
        .page(post, "/verify", Public, ("输入核验码", "Type a code"), pages::ask)
        .page(get.clone(), "/verify/{code}", Public, ("核验结果", "Verification"), pages::result)
        .page(get.clone(), "/certificates", SignedIn, ("我的证照", "My certificates"), pages::mine)
        .page(get.clone(), "/certificates/{key}", SignedIn, ("证照", "Certificate"), pages::show)
        .page(get.clone(), paper, SignedIn, ("下载证照", "Download"), pages::download)
        .api(get, "/api/certificates/verify/{code}", Public, api::verify_doc(), api::verify)
        .list()
}
