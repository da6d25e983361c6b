//! JSON for other systems: a counter's reader or another office verifies a certificate.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse;
use basis::Stop;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use web::{ApiDoc, App, Frame, PageResult};

use crate::model::{Verification, VerifyCode, unknown};
use crate::rows;

/// What a stranger learns of a certificate.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Answer {
    /// Name of the certificate in Chinese.
    pub name: String,
    /// Name in English; may be empty.
    pub name_en: String,
    /// Who issued it.
    pub issuer: String,
    /// The holder's name with all but the first character covered.
    pub holder: String,
    /// `valid`, `suspended`, `revoked`, `expired` or `superseded`.
    pub state: String,
    /// The day of issue.
    pub issued: String,
    /// The last day on which it holds; absent for no end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<String>,
    /// The day for which the state is given.
    pub asked: String,
}

impl From<Verification> for Answer {
    fn from(shown: Verification) -> Self {
        Self {
            name: shown.name.zh,
            name_en: shown.name.en,
            issuer: shown.issuer,
            holder: shown.holder,
            state: shown.state.code().to_owned(),
            issued: shown.issued.to_string(),
            valid_until: shown.valid_until.map(|last| last.to_string()),
            asked: shown.asked.to_string(),
        }
    }
}

/// GET /api/certificates/verify/{code}.
pub async fn verify(State(app): State<App>, frame: Frame, Path(code): Path<String>) -> PageResult {
    let code: VerifyCode = code.parse().map_err(Stop::from)?;
    let county = app.settings.county.clone();
    let found = app.store.read(move |tx| rows::by_code(tx, &county, &code)).await;
    let stored = found.map_err(Stop::from)?.ok_or_else(|| Stop::from(unknown()))?;
    let answer = Answer::from(stored.certificate.verification(frame.today()));
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(answer)).into_response())
}

/// How other systems use it.
pub fn verify_doc() -> ApiDoc {
    ApiDoc::new("certificates", "核验证照", "Verify a certificate")
        .about(
            "凭核验码查询证照是否有效，只返回证照名称、发证机关、持证人的姓、状态和日期。",
            "Tells from the code on a certificate whether it is valid; says no more than a stranger may know.",
        )
        .gives::<Answer>(
            200,
            "证照的状态",
            "The state of the certificate",
            json!({
                "name": "高龄津贴资格确认书", "name_en": "Confirmation of old-age allowance",
                "issuer": "龙游县民政局", "holder": "龚*", "state": "valid",
                "issued": "2026-11-22", "valid_until": "2027-11-21", "asked": "2026-12-01",
            }),
        )
        .gives_only(404, "没有这份证照", "There is no such certificate")
}
