//! What can be done with certificates: issue, replace, suspend, resume, revoke. Each leaves its record.

use basis::{CaseId, Date, LegalSource, Outcome, PersonId, RecordId, Refusal, RefusalKind, Stop};
use ledger::{Act, Ledger, Meta, Record};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::model::{
    Certificate, CertificateKey, Edition, Field, Issuer, Kind, Standing, VerifyCode, unknown,
};
use crate::rows::{self, Stored};

/// Everything that a certificate needs, as plain values: whoever decides fills it in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IssueRequest {
    /// The case that gives it.
    pub case: CaseId,
    /// Number of that case.
    pub case_number: String,
    /// Which of the case's outcomes it is: the certificate's kind, or the part of a joint matter.
    pub outcome: String,
    /// The holder.
    pub person: PersonId,
    /// The holder's name in full.
    pub holder: String,
    /// What kind of certificate.
    pub kind: Kind,
    /// Who issues it.
    pub issuer: Issuer,
    /// What it says.
    pub fields: Vec<Field>,
    /// The law that it rests on.
    pub sources: Vec<LegalSource>,
    /// The last day on which it holds; `None` for no end.
    pub valid_until: Option<Date>,
}

/// What an officer does to a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum Change {
    /// Suspend it for now.
    Suspend {
        /// Why, in words for the holder.
        reason: String,
    },
    /// Take the suspension back.
    Resume,
    /// Revoke it for good.
    Revoke {
        /// Why, in words for the holder.
        reason: String,
    },
}

/// What an act left: the certificate, and the record whose receipt proves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// The certificate concerned.
    pub certificate: CertificateKey,
    /// The record of the act.
    pub record: RecordId,
}

/// Issues the certificate of one outcome of a case. However often it is asked for, there is one.
pub async fn issue(ledger: &Ledger, meta: Meta, request: IssueRequest) -> Outcome<Done> {
    let code = VerifyCode::make(ledger.ambient());
    ledger
        .act(meta, move |act| {
            let county = act.county().to_owned();
            if rows::by_outcome(act.tx(), &county, request.case, &request.outcome)?.is_some() {
                return Err(issued_already());
            }
            let certificate = draft(act, code, request, None)?;
            close_issued(act, certificate)
        })
        .await
}

/// As [`issue`], as one step of another act that closes with its own record.
pub fn issue_within(
    act: &mut Act<'_, '_>,
    code: VerifyCode,
    request: IssueRequest,
) -> Outcome<Certificate> {
    let county = act.county().to_owned();
    if let Some(stored) = rows::by_outcome(act.tx(), &county, request.case, &request.outcome)? {
        return Ok(stored.certificate);
    }
    let certificate = draft(act, code, request, None)?;
    let at = act.at();
    rows::insert_later(act.tx(), &county, &certificate, at)?;
    act.also_as(1, issued_record(&certificate))?;
    Ok(certificate)
}

/// Issues a new edition in the place of an old one: another name, other fields, a new term.
pub async fn replace(
    ledger: &Ledger,
    meta: Meta,
    old: (CertificateKey, i64),
    request: IssueRequest,
) -> Outcome<Done> {
    let code = VerifyCode::make(ledger.ambient());
    ledger
        .act(meta, move |act| {
            let mut stored = seen(act, old)?;
            let certificate = draft(act, code, request, Some(&stored.certificate))?;
            let standing = stored.certificate.standing.supersede(act.at(), certificate.key)?;
            stored.certificate.standing = standing;
            save(act, &stored)?;
            act.also(record(
                &stored.certificate,
                "certificate.superseded",
                json!({
                    "by": certificate.key,
                }),
            ))?;
            close_issued(act, certificate)
        })
        .await
}

/// Suspends, resumes or revokes the version of a certificate that was seen.
pub async fn change(
    ledger: &Ledger,
    meta: Meta,
    seen_version: (CertificateKey, i64),
    change: Change,
) -> Outcome<Done> {
    ledger
        .act(meta, move |act| {
            let mut stored = seen(act, seen_version)?;
            let (at, standing) = (act.at(), &stored.certificate.standing);
            let (kind, standing, body) = match change {
                Change::Suspend { reason } => (
                    "certificate.suspended",
                    standing.suspend(at, reason.clone())?,
                    json!({"reason": reason}),
                ),
                Change::Resume => ("certificate.resumed", standing.resume()?, json!({})),
                Change::Revoke { reason } => (
                    "certificate.revoked",
                    standing.revoke(at, reason.clone())?,
                    json!({"reason": reason}),
                ),
            };
            stored.certificate.standing = standing;
            save(act, &stored)?;
            let done = Done { certificate: stored.certificate.key, record: act.record_id() };
            act.close(record(&stored.certificate, kind, body), done)
        })
        .await
}

/// Revokes every certificate that an annulled case has given and that still stands, as one step of an
/// act; gives the record that closes it and names what was revoked.
pub fn revoke_within(act: &mut Act<'_, '_>, case: CaseId, reason: &str) -> Outcome<Record> {
    let county = act.county().to_owned();
    let mut revoked = Vec::new();
    for mut stored in rows::of_case(act.tx(), &county, case)? {
        // What is revoked or superseded already stays as it is.
        let standing = stored.certificate.standing.revoke(act.at(), reason.to_owned());
        let Ok(standing) = standing else { continue };
        stored.certificate.standing = standing;
        save(act, &stored)?;
        let body = json!({"reason": reason, "case": case});
        act.also(record(&stored.certificate, "certificate.revoked", body))?;
        revoked.push(stored.certificate.key);
    }
    let body = json!({"case": case, "certificates": revoked});
    Ok(Record::new(format!("annulled:{case}"), "certificate.case-annulled", body))
}

/// The certificate that a request makes, as a first edition or as the one after `old`.
fn draft(
    act: &mut Act<'_, '_>,
    verify_code: VerifyCode,
    request: IssueRequest,
    old: Option<&Certificate>,
) -> Outcome<Certificate> {
    let key = CertificateKey(act.new_id());
    let issued = act.at().date();
    let edition = old.map_or(Ok(Edition::FIRST), |old| old.edition.next())?;
    if request.valid_until.is_some_and(|last| last < issued) {
        return Err(ended_before_it_began());
    }
    let serial = old.map_or_else(|| serial(key, issued), |old| old.identifier.serial().to_owned());
    let identifier = request.kind.identifier(&request.issuer, &serial, edition)?;
    Ok(Certificate {
        key,
        identifier,
        verify_code,
        case: request.case,
        case_number: request.case_number,
        outcome: request.outcome,
        person: request.person,
        holder: request.holder,
        kind: request.kind,
        issuer: request.issuer,
        fields: request.fields,
        sources: request.sources,
        issued,
        valid_until: request.valid_until,
        standing: Standing::Good,
        edition,
        previous: old.map(|old| old.key),
    })
}

/// The year and the last ten characters of the key, which are chance: the table refuses a repetition.
/// Editions share the serial number.
fn serial(key: CertificateKey, issued: Date) -> String {
    let text = key.as_str();
    format!("{}{}", issued.year(), text[text.len() - 10..].to_uppercase())
}

fn close_issued(act: &mut Act<'_, '_>, certificate: Certificate) -> Outcome<ledger::Closed<Done>> {
    insert(act, &certificate)?;
    let done = Done { certificate: certificate.key, record: act.record_id() };
    act.close_as(1, issued_record(&certificate), done)
}

fn insert(act: &mut Act<'_, '_>, certificate: &Certificate) -> Outcome<()> {
    let (county, at) = (act.county().to_owned(), act.at());
    rows::insert(act.tx(), &county, certificate, at)
        .map_err(|error| if error.is_unique() { issued_already() } else { error.into() })
}

fn save(act: &mut Act<'_, '_>, stored: &Stored) -> Outcome<()> {
    let county = act.county().to_owned();
    if rows::save(act.tx(), &county, stored)? { Ok(()) } else { Err(overtaken()) }
}

/// The certificate, if it still is the version that was seen.
fn seen(act: &mut Act<'_, '_>, (key, version): (CertificateKey, i64)) -> Outcome<Stored> {
    let county = act.county().to_owned();
    let stored = rows::by_key(act.tx(), &county, key)?.ok_or_else(unknown)?;
    if stored.version == version { Ok(stored) } else { Err(overtaken()) }
}

/// What the record says. The holder is named by id alone; the code is not in it. `words` is the
/// digest by which the audit notices a changed certificate.
fn issued_record(certificate: &Certificate) -> Record {
    record(
        certificate,
        "certificate.issued",
        json!({
            "kind": certificate.kind.id,
            "case": certificate.case,
            "outcome": certificate.outcome,
            "person": certificate.person,
            "issued": certificate.issued,
            "valid_until": certificate.valid_until,
            "edition": certificate.edition,
            "previous": certificate.previous,
            "words": crate::audit::digest(certificate),
        }),
    )
}

fn record(certificate: &Certificate, kind: &'static str, more: Value) -> Record {
    let mut body = json!({
        "certificate": certificate.key,
        "identifier": certificate.identifier.to_string(),
    });
    if let (Value::Object(body), Value::Object(more)) = (&mut body, more) {
        body.extend(more);
    }
    Record::new(format!("certificate:{}", certificate.key), kind, body)
}

fn issued_already() -> Stop {
    Refusal::told(RefusalKind::Conflict, "certificate.issued-already").into()
}

fn overtaken() -> Stop {
    Refusal::told(RefusalKind::Conflict, "certificate.overtaken").into()
}

fn ended_before_it_began() -> Stop {
    Refusal::told(RefusalKind::Invalid, "certificate.ended-before-it-began")
        .on("valid_until")
        .into()
}

#[cfg(test)]
pub(crate) mod tests;
