//! The table of routes of certificates.

use axum::http::Method;
use basis::Role;
use web::{Access, App, Route, Routes};

use crate::api::holder;
use crate::{api, pages};

/// Whoever may annul a decision may take back what it gave; `identity` looks closer.
const OFFICERS: Access = Access::Roles(&[Role::Supervisor]);

/// Whoever holds certificates: nobody holds one by office.
const HOLDERS: Access = Access::Roles(&[Role::Resident]);

/// The routes, for the binary to serve.
#[must_use]
pub fn routes(app: &App) -> Vec<Route> {
    use Access::{Public, SignedIn};
    let (get, post) = (Method::GET, Method::POST);
    let paper = "/certificates/{key}/paper.pdf";
    Routes::new(app.clone())
        .page(get.clone(), "/verify", Public, ("核验证照", "Verify a certificate"), pages::verify)
        .page(post.clone(), "/verify", Public, ("输入核验码", "Type a code"), pages::ask)
        .page(get.clone(), "/verify/{code}", Public, ("核验结果", "Verification"), pages::result)
        .page(get.clone(), "/certificates", HOLDERS, ("我的证照", "My certificates"), pages::mine)
        .in_menu()
        .page(get.clone(), "/certificates/{key}", SignedIn, ("证照", "Certificate"), pages::show)
        .page(get.clone(), paper, SignedIn, ("下载证照", "Download"), pages::download)
        .api(get.clone(), "/api/certificates", HOLDERS, holder::mine_doc(), holder::mine)
        .api(get.clone(), "/api/certificates/{key}", SignedIn, holder::one_doc(), holder::one)
        .api(get, "/api/certificates/verify/{code}", Public, api::verify_doc(), api::verify)
        .api(post, "/api/certificates/{key}/standing", OFFICERS, api::change_doc(), api::change)
        .list()
}
