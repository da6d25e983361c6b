//! What a holder reads of their own certificates, for the pages and the interface alike.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use basis::Outcome;
use identity::{Actor, Right, may};
use web::{App, Failure};

use crate::model::{Certificate, CertificateKey, unknown};
use crate::rows;

/// How many stand on a page.
const PAGE: usize = 20;

/// The certificate whose key stands in the address, where the one who asks may read it; for everybody
/// else there is none.
#[derive(Clone, Debug)]
pub struct Own(
    /// The certificate.
    pub Certificate,
);

impl FromRequestParts<App> for Own {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let actor = Actor::from_request_parts(parts, app).await;
        let actor = actor.map_err(IntoResponse::into_response)?;
        let key = Path::<String>::from_request_parts(parts, app).await;
        let Path(key) = key.map_err(IntoResponse::into_response)?;
        let certificate = own(app, &actor, &key).await;
        certificate.map(Self).map_err(|stop| Failure::from(stop).into_response())
    }
}

/// The certificate, if the one who asks may read it; otherwise nobody learns that it exists.
async fn own(app: &App, actor: &Actor, key: &str) -> Outcome<Certificate> {
    let key: CertificateKey = key.parse().map_err(|_| unknown())?;
    let county = app.settings.county.clone();
    let stored = app.store.read(move |tx| rows::by_key(tx, &county, key)).await?;
    let certificate = stored.ok_or_else(unknown)?.certificate;
    let right = Right::ReadCase { applicant: certificate.person, desks: vec![], filed_by: None };
    may(actor, &right).map_err(|_| unknown())?;
    Ok(certificate)
}

/// Certificates of one's own, the newest first, and where the list goes on.
pub(crate) async fn page_of(
    app: &App,
    actor: &Actor,
    before: Option<CertificateKey>,
) -> Outcome<(Vec<Certificate>, Option<CertificateKey>)> {
    let person = actor.resident_id().ok_or_else(unknown)?;
    let county = app.settings.county.clone();
    let wanted = PAGE as i64 + 1;
    let found =
        app.store.read(move |tx| rows::of_person(tx, &county, person, before, wanted)).await?;
    let has_more = found.len() > PAGE;
    let items: Vec<Certificate> =
        found.into_iter().take(PAGE).map(|stored| stored.certificate).collect();
    let older = items.last().filter(|_| has_more).map(|last| last.key);
    Ok((items, older))
}
