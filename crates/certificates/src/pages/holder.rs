//! The holder's pages: my certificates, one certificate with its code, the file.

use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use basis::{Fault, Outcome, PersonId, Stop};
use identity::{Actor, Right, may};
use serde::Deserialize;
use web::qr::qr_svg;
use web::{App, Frame, Page, PageResult};

use super::tone;
use crate::model::{self, Certificate, CertificateKey, Standing, unknown};
use crate::paper::{Place, paper};
use crate::print::print;
use crate::rows;

const PAGE: usize = 20;

#[derive(Template)]
#[template(path = "mine.html")]
struct Mine {
    frame: Frame,
    items: Vec<Certificate>,
    older: Option<CertificateKey>,
}

impl Mine {
    fn tone(&self, item: &Certificate) -> &'static str {
        tone(item.state(self.frame.today()))
    }
}

#[derive(Template)]
#[template(path = "certificate.html")]
struct Show {
    frame: Frame,
    certificate: Certificate,
    state: model::State,
    tone: &'static str,
    reason: Option<String>,
    code: String,
}

/// Where the list goes on.
#[derive(Debug, Deserialize)]
pub struct Before {
    before: Option<CertificateKey>,
}

/// GET /certificates: mine, newest first.
pub async fn mine(
    State(app): State<App>,
    frame: Frame,
    Extension(actor): Extension<Actor>,
    Query(Before { before }): Query<Before>,
) -> PageResult {
    let (items, older) = page_of(&app, &actor, before).await?;
    Ok(Page(Mine { frame, items, older }).into_response())
}

/// Certificates of one's own, the newest first, and where the list goes on.
pub(crate) async fn page_of(
    app: &App,
    actor: &Actor,
    before: Option<CertificateKey>,
) -> Outcome<(Vec<Certificate>, Option<CertificateKey>)> {
    let person = person(actor)?;
    let county = app.settings.county.clone();
    let wanted = PAGE as i64 + 1;
    let found = app
        .store
        .read(move |tx| rows::of_person(tx, &county, person, before, wanted))
        .await
        .map_err(Stop::from)?;
    let has_more = found.len() > PAGE;
    let items: Vec<Certificate> =
        found.into_iter().take(PAGE).map(|stored| stored.certificate).collect();
    let older = items.last().filter(|_| has_more).map(|last| last.key);
    Ok((items, older))
}

/// GET /certificates/{key}: one of mine, with the code to show.
pub async fn show(
    State(app): State<App>,
    frame: Frame,
    Extension(actor): Extension<Actor>,
    Path(key): Path<String>,
) -> PageResult {
    let certificate = own(&app, &actor, &key).await?;
    let address = place(&app).verify_address(&certificate);
    let code = qr_svg(&address)
        .map_err(|error| Stop::from(Fault::because("making a verification code", error)))?;
    let state = certificate.state(frame.today());
    let reason = match &certificate.standing {
        Standing::Suspended { reason, .. } | Standing::Revoked { reason, .. } => {
            Some(reason.clone())
        }
        Standing::Good | Standing::Superseded { .. } => None,
    };
    let tone = tone(state);
    Ok(Page(Show { frame, certificate, state, tone, reason, code }).into_response())
}

/// GET /certificates/{key}/paper.pdf: the file.
pub async fn download(
    State(app): State<App>,
    Extension(actor): Extension<Actor>,
    Path(key): Path<String>,
) -> PageResult {
    let certificate = own(&app, &actor, &key).await?;
    let document = paper(&certificate, &place(&app));
    let name = format!("attachment; filename=\"{}\"", document.file_name());
    let pdf = print(document).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, pdf).into_response())
}

/// The certificate, if the one who asks may read it; otherwise nobody learns that it exists.
pub(crate) async fn own(app: &App, actor: &Actor, key: &str) -> Outcome<Certificate> {
    let key: CertificateKey = key.parse().map_err(|_| unknown())?;
    let county = app.settings.county.clone();
    let stored = app.store.read(move |tx| rows::by_key(tx, &county, key)).await?;
    let certificate = stored.ok_or_else(unknown)?.certificate;
    let right = Right::ReadCase { applicant: certificate.person, desks: vec![], filed_by: None };
    may(actor, &right).map_err(|_| unknown())?;
    Ok(certificate)
}

fn person(actor: &Actor) -> Outcome<PersonId> {
    Ok(actor.resident_id().ok_or_else(unknown)?)
}

fn place(app: &App) -> Place {
    Place {
        base_url: app.settings.base_url.clone(),
        phone: app.settings.phone.clone(),
        demo: app.settings.demo,
    }
}
