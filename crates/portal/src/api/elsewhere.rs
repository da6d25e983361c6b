//! One's own cases and certificates in other counties, for other systems.

use axum::Json;
use axum::extract::{Query, State};
use axum::response::IntoResponse;
use basis::Lang;
use cases::{Cursor, Distant};
use certificates::Held;
use identity::Actor;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use web::{ApiDoc, Frame};

use super::ApiResult;
use super::docs::AfterQuery;
use crate::Portal;
use crate::elsewhere::County;
use crate::pages::elsewhere::{PAGE, key, title};

/// A case in another county: what a list tells. The rest is told by that county's own service.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ElsewhereCase")]
pub(crate) struct CaseThere {
    /// The county where it is, six digits.
    county: String,
    /// Its id there.
    id: String,
    /// Its number.
    number: String,
    /// The matter in its version.
    matter: String,
    /// The matter in words, as far as our own catalogue can name it.
    title: String,
    /// Its public status: a stable code.
    status: String,
    /// The status in words.
    status_name: String,
    /// When it came in, in milliseconds since 1970.
    submitted: i64,
}

/// A certificate in another county: what everybody with its code would see.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ElsewhereCertificate")]
pub(crate) struct CertificateThere {
    /// The county that issued it, six digits.
    county: String,
    /// Its key there.
    key: String,
    /// Its name in Chinese.
    name: String,
    /// Who issued it.
    issuer: String,
    /// `valid`, `suspended`, `revoked`, `expired` or `superseded`.
    state: String,
    /// The day of issue.
    issued: String,
    /// The last day on which it holds; absent for no end.
    valid_until: Option<String>,
}

/// A county that was asked.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ElsewhereCounty")]
pub(crate) struct CountyAsked {
    /// Its six digits.
    county: String,
    /// Its name.
    name: String,
    /// The address of its own service; absent where it has none.
    address: Option<String>,
    /// Whether it answered. What lies in one that did not is missing from the list.
    answered: bool,
}

/// One's own cases in other counties.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ElsewhereBody")]
pub(crate) struct Elsewhere {
    /// The newest first.
    cases: Vec<CaseThere>,
    /// Every county that was asked for this page.
    counties: Vec<CountyAsked>,
    /// Where the list goes on: the query parameter `after`.
    next: Option<String>,
}

/// One's own certificates in other counties.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ElsewhereCertificates")]
pub(crate) struct CertificatesElsewhere {
    /// The newest first.
    certificates: Vec<CertificateThere>,
    /// Every county that was asked for this page.
    counties: Vec<CountyAsked>,
    /// Where the list goes on: the query parameter `after`.
    next: Option<String>,
}

impl CertificateThere {
    fn of(one: &Held) -> Self {
        let shown = &one.shown;
        Self {
            county: one.county.clone(),
            key: one.key.to_string(),
            name: shown.name.zh.clone(),
            issuer: shown.issuer.clone(),
            state: shown.state.code().to_owned(),
            issued: shown.issued.to_string(),
            valid_until: shown.valid_until.map(|last| last.to_string()),
        }
    }
}

impl CaseThere {
    fn of(portal: &Portal, frame: &Frame, one: &Distant) -> Self {
        Self {
            county: one.county.clone(),
            id: one.id.to_string(),
            number: one.number.clone(),
            matter: one.pin.to_string(),
            title: title(portal, frame, one),
            status: one.status.code.to_owned(),
            status_name: frame.say(&one.status.name).to_owned(),
            submitted: one.opened.millis(),
        }
    }
}

impl CountyAsked {
    fn of((county, answered): &(County, bool), lang: Lang) -> Self {
        Self {
            county: county.code.clone(),
            name: county.name.get(lang).to_owned(),
            address: county.address.clone(),
            answered: *answered,
        }
    }
}

/// A county that answered and one that did not.
fn counties() -> serde_json::Value {
    json!([
        {"county": "330881", "name": "江山市", "address": "https://jiangshan.example", "answered": true},
        {"county": "330803", "name": "衢江区", "address": null, "answered": false},
    ])
}

fn described(zh: &str, en: &str) -> ApiDoc {
    ApiDoc::new("cases", zh, en)
        .about(
            "同一个资料库里的其他县，一个一个分别查，只查本人的。answered 是 false 的县刚才没有答复，那里的不在名单里。",
            "The other counties of the database are asked one by one, for what is one's own. A county with `answered` false gave no answer just now, and what lies there is not in the list.",
        )
        .query::<AfterQuery>()
}

pub(crate) fn cases_doc() -> ApiDoc {
    let case = json!({"county": "330881", "id": "01kb3x5n9d8q2v7w4t6y1z3c5e",
        "number": "20261122-4839-2071-5", "matter": "/gov-info-request@1", "title": "政府信息公开申请",
        "status": "in-review", "status_name": "审查中", "submitted": 1_795_309_200_000_i64});
    described("我在其他县的办件", "My cases in other counties").gives::<Elsewhere>(
        200,
        "办件，新的在前；查了哪些县，哪个没有答复",
        "cases, the newest first; which counties were asked and which did not answer",
        json!({"cases": [case], "counties": counties(), "next": null}),
    )
}

/// GET /api/my/elsewhere
pub(crate) async fn cases(
    State(portal): State<Portal>,
    frame: Frame,
    actor: Actor,
    Query(AfterQuery { after }): Query<AfterQuery>,
) -> ApiResult {
    let cursor = Cursor::parse(after.as_deref().unwrap_or_default())?;
    let heard = portal.cases_elsewhere(&actor, cursor, PAGE).await?;
    let cases = heard.entries.iter().map(|one| CaseThere::of(&portal, &frame, one));
    let counties = heard.counties.iter().map(|one| CountyAsked::of(one, frame.lang()));
    let next = heard.next.as_ref().map(|next| next.as_str().to_owned());
    let body = Elsewhere { cases: cases.collect(), counties: counties.collect(), next };
    Ok(Json(body).into_response())
}

pub(crate) fn certificates_doc() -> ApiDoc {
    let certificate = json!({"county": "330881", "key": "01jd9x2v7m4k8q0r5t3w6y1z2b",
        "name": "高龄津贴资格确认书", "issuer": "江山市民政局", "state": "valid",
        "issued": "2026-11-22", "valid_until": null});
    described("我在其他县的证照", "My certificates in other counties")
        .gives::<CertificatesElsewhere>(
            200,
            "证照，新的在前；查了哪些县，哪个没有答复",
            "certificates, the newest first; which counties were asked and which did not answer",
            json!({"certificates": [certificate], "counties": counties(), "next": null}),
        )
}

/// GET /api/my/elsewhere/certificates
pub(crate) async fn certificates(
    State(portal): State<Portal>,
    frame: Frame,
    actor: Actor,
    Query(AfterQuery { after }): Query<AfterQuery>,
) -> ApiResult {
    let before = key(after.as_deref())?;
    let heard = portal.certificates_elsewhere(&actor, before, PAGE).await?;
    let certificates = heard.entries.iter().map(CertificateThere::of).collect();
    let counties = heard.counties.iter().map(|one| CountyAsked::of(one, frame.lang())).collect();
    let next = heard.next.map(|next| next.to_string());
    Ok(Json(CertificatesElsewhere { certificates, counties, next }).into_response())
}
