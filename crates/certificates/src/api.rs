//! JSON for other systems: another office verifies a certificate, the issuer changes its standing.

pub mod holder;

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse;
use axum::{Extension, Json};
use basis::{Refusal, RefusalKind, Stop};
use identity::{Actor, By, Channel, Right, may};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{ApiDoc, ApiKey, App, Frame, IfMatch, PageResult};

use crate::acts::{self, Change};
use crate::model::{CertificateKey, Verification, VerifyCode, unknown};
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

/// What the issuer does to a certificate.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeBody {
    /// `suspend`, `resume` or `revoke`.
    pub change: String,
    /// Why, in words for the holder; not needed to resume.
    #[serde(default)]
    pub reason: String,
}

/// What was done.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Changed {
    /// The certificate.
    pub certificate: String,
    /// The record of the act, whose receipt proves it.
    pub record: String,
}

/// POST /api/certificates/{key}/standing.
pub async fn change(
    State(app): State<App>,
    Extension(actor): Extension<Actor>,
    Path(key): Path<String>,
    ApiKey(idempotency): ApiKey,
    IfMatch(seen): IfMatch,
    Json(body): Json<ChangeBody>,
) -> PageResult {
    may(&actor, &Right::Annul).map_err(Stop::from)?;
    let key: CertificateKey = key.parse().map_err(|_| Stop::from(unknown()))?;
    let request = json!({"certificate": key, "seen": seen, "change": body});
    let idempotency = idempotency.parse().map_err(Stop::from)?;
    let at = app.ambient.now();
    let by = By { actor, for_whom: None, channel: Channel::Api, at, key: idempotency };
    let change = read(body).map_err(Stop::from)?;
    let done = acts::change(&app.ledger, by.meta(request), (key, seen), change).await?;
    let answer =
        Changed { certificate: done.certificate.to_string(), record: done.record.to_string() };
    Ok(Json(answer).into_response())
}

/// How other systems use it.
pub fn change_doc() -> ApiDoc {
    ApiDoc::new("certificates", "暂停、恢复、注销证照", "Suspend, resume or revoke a certificate")
        .about(
            "需要撤销决定的权限；If-Match 写看到的版本号。原因会显示给持证人。",
            "Needs the right to annul decisions; If-Match names the version seen. The holder reads the reason.",
        )
        .takes::<ChangeBody>(json!({"change": "revoke", "reason": "查明提供的材料不实"}))
        .has_version()
        .gives::<Changed>(
            200,
            "已处理",
            "Done",
            json!({
                "certificate": "01jd9x2v7m4k8q0r5t3w6y1z2b",
                "record": "01jd9x2v7m4k8q0r5t3w6y1z2c",
            }),
        )
        .gives_only(404, "没有这份证照", "There is no such certificate")
        .gives_only(409, "状态已变", "Its state has changed")
}

fn read(body: ChangeBody) -> Result<Change, Refusal> {
    match body.change.as_str() {
        "suspend" => Ok(Change::Suspend { reason: body.reason }),
        "resume" => Ok(Change::Resume),
        "revoke" => Ok(Change::Revoke { reason: body.reason }),
        _ => Err(Refusal::told(RefusalKind::Invalid, "certificate.change-unknown").on("change")),
    }
}
