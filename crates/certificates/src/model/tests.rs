//! The life of a certificate, and what strangers see of it.

use basis::{Ambient, Instant};
use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::model::standing::Standing;

pub fn sample(ambient: &Ambient) -> Certificate {
    let issuer = Issuer {
        name: "龙游县民政局".to_owned(),
        credit_code: "11430000006122244L".parse().unwrap(),
    };
    let name = Text::new("高龄津贴资格确认书", "Confirmation of old-age allowance");
    let kind =
        Kind { id: "confirmation".to_owned(), code: "11100000000013338W011".to_owned(), name };
    Certificate {
        key: CertificateKey(ambient.id()),
        identifier: kind.identifier(&issuer, "20230000403", Edition::FIRST).unwrap(),
        verify_code: VerifyCode::make(ambient),
        case: CaseId(ambient.id()),
        case_number: "33082520261122000017".to_owned(),
        outcome: "main".to_owned(),
        person: PersonId(ambient.id()),
        holder: "龚䶮".to_owned(),
        kind,
        issuer,
        fields: vec![Field { label: "津贴标准".to_owned(), value: "80 元/月".to_owned() }],
        sources: vec![],
        issued: date(2026, 11, 22),
        valid_until: Some(date(2027, 11, 21)),
        standing: Standing::Good,
        edition: Edition::FIRST,
        previous: None,
    }
}

fn ambient() -> Ambient {
    Ambient::fixed(Instant::at(date(2026, 11, 22), 9, 0), 7).0
}

#[test]
fn the_identifier_has_the_published_form_and_check_character() {
    let certificate = sample(&ambient());
    assert_eq!(
        certificate.identifier.to_string(),
        "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U"
    );
}

#[test]
fn a_kind_of_the_issuer_keeps_its_digits() {
    let issuer = sample(&ambient()).issuer;
    let kind = |id| Kind::of_issuer(id, Text::default(), &issuer).code;
    assert_eq!(kind("permit"), kind("permit"));
    assert_ne!(kind("permit"), kind("confirmation"));
    assert_eq!(kind("permit").len(), 21);
    assert!(
        Kind::of_issuer("permit", Text::default(), &issuer)
            .identifier(&issuer, "2026ABCDEF", Edition::FIRST)
            .is_ok()
    );
}

#[test]
fn the_state_follows_acts_and_calendar() {
    let at = Instant::from_millis(0);
    let why = "查实不符".to_owned();
    let by = CertificateKey(ambient().id());
    let last = Some(date(2027, 11, 21));
    for (standing, until, day, expected) in [
        (Standing::Good, last, date(2027, 11, 21), State::Valid),
        (Standing::Good, last, date(2027, 11, 22), State::Expired),
        (Standing::Good, None, date(9999, 1, 1), State::Valid),
        (Standing::Suspended { at, reason: why.clone() }, last, date(2027, 1, 1), State::Suspended),
        (Standing::Suspended { at, reason: why.clone() }, last, date(2028, 1, 1), State::Expired),
        (Standing::Revoked { at, reason: why.clone() }, last, date(2028, 1, 1), State::Revoked),
        (Standing::Superseded { at, by }, last, date(2028, 1, 1), State::Superseded),
    ] {
        assert_eq!(standing.state(until, day), expected, "{standing:?} on {day}");
    }
}

#[test]
fn each_step_is_allowed_only_where_it_makes_sense() {
    let at = Instant::from_millis(0);
    let why = || "查实不符".to_owned();
    let good = Standing::Good;
    let suspended = good.suspend(at, why()).unwrap();
    let revoked = suspended.revoke(at, why()).unwrap();
    let superseded = good.supersede(at, CertificateKey(ambient().id())).unwrap();
    for (standing, suspend, resume, revoke, supersede) in [
        (&good, true, false, true, true),
        (&suspended, false, true, true, true),
        (&revoked, false, false, false, false),
        (&superseded, false, false, false, false),
    ] {
        let by = CertificateKey(ambient().id());
        assert_eq!(standing.suspend(at, why()).is_ok(), suspend, "suspend {standing:?}");
        assert_eq!(standing.resume().is_ok(), resume, "resume {standing:?}");
        assert_eq!(standing.revoke(at, why()).is_ok(), revoke, "revoke {standing:?}");
        assert_eq!(standing.supersede(at, by).is_ok(), supersede, "supersede {standing:?}");
    }
    let refusal = good.revoke(at, "  ".to_owned()).unwrap_err();
    assert_eq!(refusal.refusal().unwrap().field.as_deref(), Some("reason"));
}

#[test]
fn a_stranger_sees_no_more_than_the_paper_says() {
    let certificate = sample(&ambient());
    let shown = serde_json::to_value(certificate.verification(date(2026, 12, 1))).unwrap();
    let mut names: Vec<&str> = shown.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["asked", "holder", "issued", "issuer", "name", "state", "valid_until"]);
    assert_eq!(shown["holder"], "龚*");
    let text = shown.to_string();
    assert!(!text.contains("䶮") && !text.contains(certificate.person.as_str()), "{text}");
}

#[test]
fn names_are_covered() {
    for (name, expected) in
        [("王芳", "王*"), ("王小芳", "王**"), ("穆罕默德·艾力", "穆**"), (" 䶮 ", "䶮*"), ("", "*")]
    {
        assert_eq!(masked(name), expected);
    }
}

#[test]
fn the_next_edition_counts_on_and_ends() {
    assert_eq!(Edition::FIRST.next().unwrap().to_string(), "002");
    let mut edition = Edition::FIRST;
    for _ in 1..999 {
        edition = edition.next().unwrap();
    }
    assert!(edition.next().is_err());
}

proptest! {
    #[test]
    fn a_code_is_read_back_however_it_is_typed(seed: u64) {
        let code = VerifyCode::make(&Ambient::fixed(Instant::from_millis(0), seed).0);
        let printed = code.to_string();
        for typed in [
            printed.clone(),
            printed.to_lowercase(),
            printed.replace('-', " "),
            printed.replace('0', "o").replace('1', "l"),
            printed.chars().map(|c| if c == '-' { '—' } else { char::from_u32(u32::from(c) + 0xFEE0).unwrap() }).collect(),
        ] {
            prop_assert_eq!(&typed.parse::<VerifyCode>().unwrap(), &code);
        }
        prop_assert_eq!(code.path(), format!("/verify/{}", printed.replace('-', "")));
    }

    #[test]
    fn other_text_is_refused_without_repeating_it(text in "\\PC{0,40}") {
        if let Err(refusal) = text.parse::<VerifyCode>() {
            prop_assert_eq!(refusal.field.as_deref(), Some("code"));
        }
    }
}
