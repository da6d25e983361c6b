//! What the holder reads of their certificates, as JSON.

use axum::extract::{Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use axum::{Extension, Json};
use basis::{Date, Stop};
use identity::Actor;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{ApiDoc, App, Frame, PageResult};

use crate::mine::{Own, page_of};
use crate::model::{Certificate, CertificateKey, unknown};

/// A certificate as its holder sees it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "CertificateBody")]
pub struct Body {
    /// Its key.
    pub key: String,
    /// The identifier that is printed on it.
    pub identifier: String,
    /// Its name in Chinese.
    pub name: String,
    /// Who issued it.
    pub issuer: String,
    /// `valid`, `suspended`, `revoked`, `expired` or `superseded`.
    pub state: String,
    /// The day of issue.
    pub issued: String,
    /// The last day on which it holds; absent for no end.
    pub valid_until: Option<String>,
    /// The case that gave it.
    pub case: String,
    /// The code with which anybody verifies it.
    pub verify_code: String,
    /// Where the file is.
    pub paper: String,
}

impl Body {
    fn of(one: &Certificate, today: Date) -> Self {
        let shown = one.verification(today);
        Self {
            key: one.key.to_string(),
            identifier: one.identifier.as_str().to_owned(),
            name: shown.name.zh,
            issuer: shown.issuer,
            state: shown.state.code().to_owned(),
            issued: one.issued.to_string(),
            valid_until: one.valid_until.map(|last| last.to_string()),
            case: one.case.to_string(),
            verify_code: one.verify_code.to_string(),
            paper: format!("/certificates/{}/paper.pdf", one.key),
        }
    }
}

/// Some of one's certificates.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "CertificatesBody")]
pub struct List {
    /// The newest first.
    pub certificates: Vec<Body>,
    /// Where the list goes on: the query parameter `before`.
    pub next: Option<String>,
}

/// Where the list goes on.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[schemars(rename = "CertificatesQuery")]
pub struct Before {
    /// The place that the answer before named.
    #[serde(default)]
    pub before: Option<String>,
}

fn example() -> serde_json::Value {
    json!({"key": "01jd9x2v7m4k8q0r5t3w6y1z2b", "identifier": "1.2.156.3005.2.11330825DEM000022P",
        "name": "高龄津贴资格确认书", "issuer": "龙游县民政局", "state": "valid",
        "issued": "2026-11-22", "valid_until": null, "case": "01jd9x2v7m4k8q0r5t3w6y1z2a",
        "verify_code": "ABCD-EFGH", "paper": "/certificates/01jd9x2v7m4k8q0r5t3w6y1z2b/paper.pdf"})
}

/// How other systems use the list.
pub fn mine_doc() -> ApiDoc {
    ApiDoc::new("certificates", "我的证照", "My certificates").query::<Before>().gives::<List>(
        200,
        "证照，新的在前",
        "certificates, the newest first",
        json!({"certificates": [example()], "next": null}),
    )
}

/// GET /api/certificates.
pub async fn mine(
    State(app): State<App>,
    frame: Frame,
    Extension(actor): Extension<Actor>,
    Query(Before { before }): Query<Before>,
) -> PageResult {
    let before = before.map(|key| key.parse::<CertificateKey>()).transpose();
    let before = before.map_err(|_| Stop::from(unknown()))?;
    let (items, older) = page_of(&app, &actor, before).await?;
    let certificates = items.iter().map(|one| Body::of(one, frame.today())).collect();
    let body = List { certificates, next: older.map(|key| key.to_string()) };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response())
}

/// How other systems use one.
pub fn one_doc() -> ApiDoc {
    ApiDoc::new("certificates", "一份证照", "One certificate")
        .gives::<Body>(200, "证照", "the certificate", example())
        .gives_only(404, "没有，或者不归您看", "none, or not yours to see")
}

/// GET /api/certificates/{key}.
pub async fn one(frame: Frame, Own(certificate): Own) -> PageResult {
    let body = Body::of(&certificate, frame.today());
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response())
}
