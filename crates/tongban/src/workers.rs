//! Work done later: which worker does which kind of job.

use basis::codes::CreditCode;
use basis::{Date, Fault, Outcome};
use cases::Cases;
use cases::model::Case;
use catalogue::model::{CertificateOutcome, Department, FieldKind, Matter};
use certificates::acts::{IssueRequest, issue_within};
use certificates::model::{Field, Issuer, Kind, VerifyCode};
use certificates::notice::full_name;
use identity::By;
use ledger::Act;
use store::workshop::Workshop;

use crate::house::House;

/// The workshop of a county.
pub fn workshop(house: &House) -> Workshop {
    let app = &house.app;
    let county = house.cases.county();
    let (manage, identity) = (house.manage.clone(), house.identity.clone());
    let (notices, together) = (house.outbound.clone(), house.outbound.clone());
    let (messages, codes) = (house.outbound.clone(), house.outbound.clone());
    let mut workshop = Workshop::new(app.store.clone(), app.ambient.clone(), county);
    if house.outbound.has_gateway() {
        // Without a gateway these wait for nobody.
        for kind in [outbound::CODE, outbound::SMS] {
            let gateway = house.outbound.clone();
            workshop = workshop.apart(kind, move || gateway.may_send());
        }
    }
    of_cases(workshop, &house.cases, &app.settings.county_name.zh)
        .on(outbound::NOTICE, move |claimed| {
            let outbound = notices.clone();
            async move { outbound.run_notice(claimed).await }
        })
        .on_many(outbound::NOTICE, move |claimed| {
            let outbound = together.clone();
            async move { outbound.run_notices(claimed).await }
        })
        .on(outbound::SMS, move |claimed| {
            let outbound = messages.clone();
            async move { outbound.run_sms(claimed).await }
        })
        .on(outbound::CODE, move |claimed| {
            let outbound = codes.clone();
            async move { outbound.run_code(claimed).await }
        })
        .on(identity::proposals::BEGIN_POST, move |claimed| {
            let identity = identity.clone();
            async move { identity.run_begin_post(claimed).await }
        })
        .on(manage::BEGIN_YEAR, move |claimed| {
            let manage = manage.clone();
            async move { manage.run_begin_year(claimed).await }
        })
}

/// A workshop with those who do what cases leave behind: timers, joint cases, certificates.
/// `county_name` stands in the full names of the offices that issue: 龙游县.
pub(crate) fn of_cases(workshop: Workshop, cases: &Cases, county_name: &str) -> Workshop {
    let county_name = county_name.to_owned();
    let (timers, parts) = (cases.clone(), cases.clone());
    let (granted, annulled) = (cases.clone(), cases.clone());
    workshop
        .on(cases::TIMER, move |claimed| {
            let cases = timers.clone();
            async move { cases.run_timer(claimed).await }
        })
        .on(cases::PART_ENDED, move |claimed| {
            let cases = parts.clone();
            async move { cases.run_part_ended(claimed).await }
        })
        .on(cases::AFTER_ANNUL, move |claimed| {
            let cases = annulled.clone();
            async move { cases.run_after_annul(claimed, certificates::acts::revoke_within).await }
        })
        .on(cases::AFTER_GRANT, move |claimed| {
            let (cases, county_name) = (granted.clone(), county_name.clone());
            async move {
                let maker = cases.clone();
                cases
                    .run_after_grant(claimed, move |act, case, matter| {
                        certificate((&maker, county_name.as_str()), act, case, matter)
                    })
                    .await
            }
        })
}

/// How often a server looks for a calendar that was announced beside it.
const LOOK: std::time::Duration = std::time::Duration::from_secs(1);

/// Takes up calendars that were announced, by whichever process of the county. A look later, when
/// every server has done so, dates are worked out again that one of them may still have reckoned
/// with the calendar of before.
pub async fn watch_calendar(house: House) {
    let mut settles = false;
    loop {
        tokio::time::sleep(LOOK).await;
        let looked = look_at_calendar(&house, settles).await;
        settles = looked.unwrap_or_else(|stop| {
            tracing::error!(%stop, "looking for a calendar failed; it is tried again");
            settles
        });
    }
}

async fn look_at_calendar(house: &House, settles: bool) -> Outcome<bool> {
    if settles {
        let ambient = &house.app.ambient;
        let by = By::system(house.cases.county(), ambient.now(), ambient.id().into());
        house.cases.recompute(&by).await?;
    }
    let is_new = house.cases.refresh_calendar().await?;
    if is_new {
        tracing::info!("a calendar was announced and is in force here");
    }
    Ok(is_new)
}

/// Takes up what was published of the catalogue, by whichever server of the county, and what comes
/// into force with a new day.
pub async fn watch_catalogue(house: House) {
    house.manage.look_when_missed();
    loop {
        tokio::time::sleep(LOOK).await;
        match house.manage.refresh().await {
            Ok(true) => tracing::info!("a change of the catalogue is in force here"),
            Ok(false) => {}
            Err(stop) => tracing::error!(%stop, "looking for changes of the catalogue failed"),
        }
    }
}

/// Looks whether a newer version has worked on the database: this server then keeps nothing any more
/// and is not ready, so that a proxy sends people to one that knows its tables.
pub async fn watch_version(house: House) {
    let store = &house.app.store;
    loop {
        tokio::time::sleep(LOOK).await;
        if let Err(error) = store.look_for_newer().await {
            tracing::warn!(%error, "looking for a newer version failed; it is tried again");
        }
        if let Some(migration) = store.newer() {
            tracing::error!(
                migration,
                "a newer version has worked on the database: this server keeps nothing any more, replace it"
            );
            return;
        }
    }
}

/// How often the gateway is listened to.
const HEAR: std::time::Duration = std::time::Duration::from_secs(2);
/// How long it is left alone where it could not be reached.
const LEFT_ALONE: std::time::Duration = std::time::Duration::from_secs(30);

/// Hears from the gateway whether messages have arrived; ends at once where there is none.
pub async fn hear_gateway(house: House) {
    while house.outbound.has_gateway() {
        let heard = house.outbound.listen().await;
        if let Err(stop) = &heard {
            tracing::warn!(%stop, "the gateway was not heard; it is tried again");
        }
        tokio::time::sleep(if heard.is_ok() { HEAR } else { LEFT_ALONE }).await;
    }
}

/// How long the answers of acts are kept for those who ask again with the same key.
const KEEP_ANSWERS_MILLIS: i64 = 7 * 86_400_000;
/// How often what is no longer needed is thrown away.
const TIDY: std::time::Duration = std::time::Duration::from_secs(3_600);

/// Throws away ended sessions, old answers and what was begun for somebody who asked for help and is
/// done with, all of which may hold personal data, every hour; ends requests for help whose last day is
/// over; and counts what people come for most.
pub async fn tidy(house: House) {
    let portal = house.portal();
    loop {
        let now = house.app.ambient.now();
        let before = now.plus_millis(-KEEP_ANSWERS_MILLIS);
        let county = house.cases.county().to_owned();
        let answers = house.app.ledger.forget_answers(county, before).await.map(drop);
        let sessions = house.identity.forget_ended().await.map(drop);
        let reports = house.outbound.forget_reports(before).await.map(drop);
        let often = house.cases.count_often(now).await;
        let help = portal.tidy_help(house.keep_help_days).await.map(drop);
        for stop in [answers, sessions, reports, often, help].into_iter().filter_map(Result::err) {
            tracing::error!(%stop, "tidying up failed; it is tried again in an hour");
        }
        tokio::time::sleep(TIDY).await;
    }
}

/// Makes the certificate of a case that was granted; gives its identifier.
fn certificate(
    (cases, county_name): (&Cases, &str),
    act: &mut Act<'_, '_>,
    case: &Case,
    matter: &Matter,
) -> Outcome<String> {
    let outcome = matter
        .outcome
        .certificate
        .as_ref()
        .ok_or_else(|| Fault::new("a certificate of a matter without one"))?;
    let code = VerifyCode::make(cases.ledger().ambient());
    let issuer = issuer(cases.catalogue().department(&matter.department), county_name)?;
    let request = request(case, matter, outcome, issuer, act.at().date());
    let certificate = issue_within(act, code, request)?;
    Ok(certificate.identifier.to_string())
}

fn request(
    case: &Case,
    matter: &Matter,
    outcome: &CertificateOutcome,
    issuer: Issuer,
    today: Date,
) -> IssueRequest {
    IssueRequest {
        case: case.id,
        case_number: case.number.clone(),
        outcome: outcome.kind_id.clone(),
        person: case.applicant.person,
        holder: case.applicant.name.clone(),
        kind: Kind::of_issuer(&outcome.kind_id, outcome.name.clone(), &issuer),
        issuer,
        fields: fields(case, matter, outcome),
        sources: matter.basis.clone(),
        valid_until: outcome.validity.map(|limit| last_day(today, limit)),
    }
}

/// The office in full, as it signs its papers: 龙游县市场监督管理局.
fn issuer(department: Option<&Department>, county_name: &str) -> Outcome<Issuer> {
    let department = department.ok_or_else(|| Fault::new("a matter of an unknown department"))?;
    let code = department.credit_code.as_deref().unwrap_or_default();
    let credit_code = CreditCode::parse(code)
        .map_err(|error| Fault::because("reading a department's credit code", error))?;
    Ok(Issuer { name: full_name(&department.name.zh, county_name), credit_code })
}

/// The day before the same day after the term.
fn last_day(from: Date, limit: basis::clock::Limit) -> Date {
    use basis::clock::Unit;
    let n = i64::from(limit.n);
    let span = jiff::Span::new();
    let span = match limit.unit {
        Unit::Month => span.months(n),
        Unit::WorkingDay | Unit::NaturalDay | Unit::Hour => span.days(n),
    };
    from.saturating_add(span).saturating_sub(jiff::Span::new().days(1))
}

/// What the certificate says: the answers and the amount that the matter names.
fn fields(case: &Case, matter: &Matter, outcome: &CertificateOutcome) -> Vec<Field> {
    let say = |id: &String| match id.as_str() {
        "holder" => None,
        "amount" => {
            let amount = case.decision().and_then(|decision| decision.amount)?;
            let unit = matter.benefit.as_ref().map(|benefit| benefit.unit.zh.clone());
            let value = format!("{amount}{}", unit.unwrap_or_else(|| "元".to_owned()));
            Some(Field { label: "金额".to_owned(), value })
        }
        id => {
            let field = matter.field(id)?;
            let value = plain(case.answers.get(id)?, field);
            Some(Field { label: label(field, outcome), value })
        }
    };
    outcome.fields.iter().filter_map(say).collect()
}

/// What the matter calls the line; without that the question, without its question mark.
fn label(field: &catalogue::model::Field, outcome: &CertificateOutcome) -> String {
    let label = outcome.labels.get(&field.id).unwrap_or(&field.label);
    label.zh.trim_end_matches(['？', '?']).to_owned()
}

fn plain(value: &serde_json::Value, field: &catalogue::model::Field) -> String {
    let text = match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Bool(true) => "是".to_owned(),
        serde_json::Value::Bool(false) => "否".to_owned(),
        other => other.to_string(),
    };
    // A form stores a yes or no as it was sent.
    let text = match (field.kind, text.as_str()) {
        (FieldKind::Bool, "true") => "是".to_owned(),
        (FieldKind::Bool, "false") => "否".to_owned(),
        _ => text,
    };
    let chosen = field.options.iter().find(|option| option.value == text);
    chosen.map_or(text, |option| option.label.zh.clone())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use catalogue::{Catalogue, Settings};

    use super::{issuer, label, plain};

    #[test]
    fn a_yes_or_no_is_said_in_words_on_a_certificate() {
        let field = r#"{"field": "online", "type": "bool", "label": {"zh": "在网上卖吗？"},
            "why": {"zh": "证上要写"}}"#;
        let field: catalogue::model::Field = serde_json::from_str(field).unwrap();
        for (stored, said) in [("true", "是"), ("false", "否")] {
            assert_eq!(plain(&serde_json::json!(stored), &field), said);
        }
    }

    #[test]
    fn a_certificate_asks_nothing_and_is_issued_by_an_office_in_full() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/catalogue");
        let today = "2026-11-22".parse().unwrap();
        let catalogue = Catalogue::load(&folder, &Settings::on(today)).unwrap();
        for matter in catalogue.offered("330825", today) {
            let Some(outcome) = &matter.outcome.certificate else { continue };
            for field in outcome.fields.iter().filter_map(|id| matter.field(id)) {
                let said = label(field, outcome);
                assert!(outcome.labels.contains_key(&field.id), "{}: {said}", matter.id);
                assert!(!said.contains(['什', '哪', '吗', '？']), "{}: {said}", matter.id);
            }
        }
        let eatery = catalogue.matter("330825", "small-catering", today).unwrap();
        let by = issuer(catalogue.department(&eatery.department), "龙游县").unwrap();
        assert_eq!(by.name, "龙游县市场监督管理局");
    }
}
