//! The codes on published and real examples, and on every single mistake.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::Divisions;

const REAL_CREDIT_CODES: [&str; 17] = [
    "11513701777935454D",
    "11431026MB0R05447F",
    "11440100007482575H",
    "11341723003253775X",
    "11341729003258285D",
    "1153302501526464XP",
    "11532328015177503N",
    "112113823188661890",
    "11370300MB28347540",
    "11100000000013338W",
    "11430000006122244L",
    "11330105002500287C",
    "113700000045046442",
    "11100000000013661B",
    "11370800MB28559184",
    "11110000000021135M",
    "113700000045030270",
];

#[test]
fn the_example_of_the_standard_is_read() {
    let number = IdentityNumber::parse("11010519491231002x").unwrap();
    assert_eq!(number.reveal(), "11010519491231002X");
    assert_eq!(number.birth(), date(1949, 12, 31));
    assert_eq!((number.sex(), number.address()), (Sex::Female, "110105"));
    assert!(number.address_warning(&Divisions::default()).is_some());
    let old = IdentityNumber::parse("110105491231002").unwrap();
    assert_eq!(old, number);
    assert_eq!(IdentityNumber::compose("110105", date(1949, 12, 31), 2).unwrap(), number);
    assert!(IdentityNumber::compose("11010", date(1949, 12, 31), 2).is_err());
    assert!(IdentityNumber::compose("110105", date(1949, 12, 31), 1000).is_err());
}

#[test]
fn a_wrong_identity_number_is_refused_with_its_reason_and_without_itself() {
    let check = |text: &str, rule: &str| {
        let refusal = IdentityNumber::parse(text).unwrap_err();
        assert_eq!(refusal.rule, rule);
        let told = format!("{refusal} {refusal:?}");
        assert!(text.is_empty() || !told.contains(text), "{told}");
    };
    check("", "identity-number.length");
    check("1101051949123100", "identity-number.length");
    check("身份证号码", "identity-number.length");
    check("身份证号码身份证号码身份证号码", "identity-number.characters");
    check("11010519491231002Ｘ", "identity-number.characters"); // a full-width X
    check("11010519491231OO2X", "identity-number.characters");
    check("11010519490231002X", "identity-number.birth");
    check("11010517991231002X", "identity-number.birth");
    check("110105194912310021", "identity-number.checksum");
    check("110105194912310o2X", "identity-number.characters");
}

#[test]
fn personal_numbers_print_masked() {
    let number = IdentityNumber::parse("11010519491231002X").unwrap();
    assert_eq!(format!("{number} {number:?}"), "1101**********002X 1101**********002X");
    let phone = Phone::parse("+86 138-0013-8000").unwrap();
    assert_eq!(format!("{phone} {phone:?}"), "138****8000 138****8000");
    assert_eq!(Phone::parse("0570-7012345").unwrap().masked(), "0570****345");
    assert_eq!(serde_json::from_str::<Phone>("\"13800138000\"").unwrap(), phone);
}

#[test]
fn telephones_are_mobile_or_fixed_with_an_area_code() {
    for good in ["13800138000", "19912345678", "010-65551234", "(0570) 7012345", "0571 87654321"] {
        assert!(Phone::parse(good).is_ok(), "{good}");
    }
    for bad in [
        "",
        "12800138000",
        "1380013800",
        "138001380000",
        "7012345",
        "057-7012345",
        "0570-123",
        "电话",
    ] {
        let refusal = Phone::parse(bad).unwrap_err();
        assert_eq!(refusal.rule, "phone.malformed", "{bad}");
    }
}

#[test]
fn real_credit_codes_pass_and_their_neighbours_do_not() {
    for text in REAL_CREDIT_CODES {
        let code = CreditCode::parse(text).unwrap();
        assert_eq!(code.kind(), OrganisationKind::Organ);
        assert!(code.organisation_code_holds(), "{text}");
    }
    let code = CreditCode::parse("11330105002500287c").unwrap();
    assert_eq!((code.division(), code.organisation_code()), ("330105", "002500287"));
    let check =
        |text: &str, rule: &str| assert_eq!(CreditCode::parse(text).unwrap_err().rule, rule);
    check("1133010500250028", "credit-code.length");
    check("11330105002500287D", "credit-code.checksum");
    check("1133010500250028ZC", "credit-code.characters");
}

#[test]
fn real_matter_codes_are_taken_apart() {
    for (text, level, basic) in [
        ("11513701777935454D4511031018000", ExerciseLevel::County, "511031018000"),
        ("11431026MB0R05447F4430131056W00", ExerciseLevel::County, "430131056W00"),
        ("11440100007482575H3440118009000", ExerciseLevel::Prefecture, "440118009000"),
    ] {
        let code = ImplementationCode::parse(text).unwrap();
        assert_eq!((code.level(), code.basic().as_str()), (level, basic));
        let body = CreditCode::parse(code.body()).unwrap();
        assert_eq!(ImplementationCode::compose(&body, level, &code.basic()), code);
    }
    let item = BusinessItemCode::parse("112113823188661890421013100200901").unwrap();
    assert_eq!((item.serial(), item.implementation().basic().as_str()), ("01", "210131002009"));
    let basic = item.implementation().basic();
    let parts = [basic.origin(), basic.kind(), basic.domain(), basic.main_item(), basic.sub_item()];
    assert_eq!(parts, ["21", "01", "31", "002", "009"]);
}

#[test]
fn wrong_matter_codes_are_refused_where_they_are_wrong() {
    let check = |text: &str, rule: &str| {
        assert_eq!(BusinessItemCode::parse(text).unwrap_err().rule, rule, "{text}");
    };
    check("1121138231886618904210131002009", "business-item-code.malformed");
    check("1121138231886618904210131002009XX", "business-item-code.malformed");
    check("112113823188661891421013100200901", "credit-code.checksum");
    check("112113823188661890721013100200901", "implementation-code.level");
    check("1121138231886618904210131002ab901", "basic-code.malformed");
    assert_eq!(
        ImplementationCode::parse("编码").unwrap_err().rule,
        "implementation-code.malformed"
    );
}

#[test]
fn real_certificate_ids_verify_and_the_one_of_an_interface_example_does_not() {
    for text in [
        "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U",
        "1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.002.0",
        "1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9",
    ] {
        assert_eq!(CertificateId::parse(text).unwrap().as_str(), text);
    }
    let bad = "1.2.156.3005.2.11100000000013661B006.113700000045046442.209FA4E88F9E4C878F3E9BED2CE7EA49.001.M";
    assert_eq!(CertificateId::parse(bad).unwrap_err().rule, "certificate-id.checksum");
    assert!(CertificateId::parse(&format!("{}D", &bad[..bad.len() - 1])).is_ok());
    let id =
        CertificateId::compose("11100000000013338W009", "11330105002500287C", "1", "001").unwrap();
    assert_eq!((id.issuer(), id.serial(), id.version()), ("11330105002500287C", "1", "001"));
    for bad in ["", "1.2.156.3005.2.x", "1.2.156.3005.2.a.b.c.001.0", "1.2.156.3005.1.a.b.c.d.e"] {
        assert_eq!(CertificateId::parse(bad).unwrap_err().rule, "certificate-id.malformed");
    }
}

proptest! {
    #[test]
    fn one_wrong_digit_never_passes(days in 0i32..40_000, sequence in 0u16..1000, at in 0usize..17, add in 1u8..10) {
        let birth = date(1900, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
        let number = IdentityNumber::compose("330825", birth, sequence).unwrap();
        prop_assert_eq!(IdentityNumber::parse(number.reveal()), Ok(number));
        let mut wrong = number.reveal().as_bytes().to_vec();
        wrong[at] = b'0' + (wrong[at] - b'0' + add) % 10;
        prop_assert!(IdentityNumber::parse(std::str::from_utf8(&wrong).unwrap()).is_err());
    }

    #[test]
    fn no_text_makes_the_parsers_panic(text in ".{0,40}") {
        let _ = IdentityNumber::parse(&text);
        let _ = CreditCode::parse(&text);
        let _ = BusinessItemCode::parse(&text);
        let _ = CertificateId::parse(&text);
        let _ = Phone::parse(&text);
    }
}
