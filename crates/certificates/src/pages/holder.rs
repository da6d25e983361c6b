//! The holder's pages: my certificates, one certificate with its code, the file.

use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use basis::{Fault, Stop};
use identity::Actor;
use serde::Deserialize;
use web::qr::qr_svg;
use web::{App, Frame, Page, PageResult};

use super::tone;
use crate::mine::{Own, page_of};
use crate::model::{self, Certificate, CertificateKey, Standing};
use crate::paper::{Place, paper};
use crate::print::print;

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

/// GET /certificates/{key}: one of mine, with the code to show.
pub async fn show(State(app): State<App>, frame: Frame, Own(certificate): Own) -> PageResult {
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
pub async fn download(State(app): State<App>, Own(certificate): Own) -> PageResult {
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

fn place(app: &App) -> Place {
    Place {
        base_url: app.settings.base_url.clone(),
        phone: app.settings.phone.clone(),
        demo: app.settings.demo,
    }
}
