//! Signed notes: the examples of C2SP, and everything that must be refused.

use basis::ambient::SeededEntropy;
use proptest::prelude::*;

use super::*;

const EXAMPLE_KEY: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const EXAMPLE: &str = "This is an example message.\n\n\u{2014} example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

fn key(kind: KeyKind, seed: u64) -> SigningKey {
    SigningKey::generate(&format!("{seed}.example"), kind, &SeededEntropy::new(seed)).unwrap()
}

fn three_ways() -> (Note, Vec<VerifierKey>) {
    let keys = [key(KeyKind::Ed25519, 1), key(KeyKind::Sm2, 2), key(KeyKind::Cosignature, 3)];
    let mut note = Note::new("一\n\nlast line\n").unwrap();
    keys.iter().for_each(|key| note.sign(key, 1_679_315_147).unwrap());
    (note, keys.iter().map(|key| key.verifier_key().clone()).collect())
}

#[test]
fn the_example_of_the_specification_verifies() {
    let note: Note = EXAMPLE.parse().unwrap();
    let good = note.verify(&[EXAMPLE_KEY.parse().unwrap()]).unwrap();
    assert_eq!(
        good,
        [Signed { name: "example.com/foo".into(), kind: KeyKind::Ed25519, seconds: None }]
    );
    assert_eq!(note.to_string(), EXAMPLE);
}

#[test]
fn every_kind_signs_and_comes_back() {
    let (note, known) = three_ways();
    let again: Note = note.to_string().parse().unwrap();
    assert_eq!(again, note);
    let good = again.verify(&known).unwrap();
    assert_eq!(good.iter().map(|s| s.kind).collect::<Vec<_>>(), KeyKind::order());
    assert_eq!(good[2].seconds, Some(1_679_315_147));
}

impl KeyKind {
    fn order() -> Vec<Self> {
        vec![Self::Ed25519, Self::Sm2, Self::Cosignature]
    }
}

#[test]
fn unknown_signatures_are_passed_over_and_known_ones_must_hold() {
    let (note, known) = three_ways();
    let stranger = key(KeyKind::Ed25519, 9).verifier_key().clone();
    assert_eq!(note.verify(&known[..1]).unwrap().len(), 1);
    assert_eq!(note.verify(&[stranger]), Err(SealError::NoKnownSignature));
    let other = Note { text: "another\n".into(), ..note };
    assert_eq!(other.verify(&known), Err(SealError::BadSignature { name: "1.example".into() }));
}

#[test]
fn sixteen_signatures_and_a_repeated_one_are_accepted() {
    let mut note = Note::new("text\n").unwrap();
    let keys: Vec<_> = (0..16).map(|seed| key(KeyKind::Ed25519, seed)).collect();
    keys.iter().for_each(|key| note.sign(key, 0).unwrap());
    note.signatures.push(note.signatures[0].clone());
    let known: Vec<_> = keys.iter().map(|key| key.verifier_key().clone()).collect();
    let again: Note = note.to_string().parse().unwrap();
    assert_eq!(again.verify(&known).unwrap().len(), 16, "a key counts once");
}

#[test]
fn what_is_no_note_is_refused() {
    let line = "\u{2014} example.com/foo Uw2QOkn8srV1yJGh2VYR\n";
    for bad in [
        String::new(),
        "text\n".into(),
        "text\n\n".into(),
        format!("text\r\n\n{line}"),
        format!("text\n{line}"),
        format!("text\n\n{}", line.trim_end()),
        format!("text\n\n{}", line.replace('\u{2014}', "-")),
        format!("text\n\n{}", line.replace(".com/", "+")),
        "text\n\n\u{2014} example.com/foo Uw2QOg==\n".into(),
        format!("text\n\n{}", line.repeat(101)),
    ] {
        assert!(bad.parse::<Note>().is_err(), "{bad:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_changed_byte_loses_a_signature(place: prop::sample::Index, bit in 0u8..8) {
        let (note, known) = three_ways();
        let mut bytes = note.to_string().into_bytes();
        let place = place.index(bytes.len());
        bytes[place] ^= 1 << bit;
        let all = String::from_utf8(bytes)
            .ok()
            .and_then(|text| text.parse::<Note>().ok())
            .and_then(|note| note.verify(&known).ok())
            .is_some_and(|good| good.len() == known.len());
        prop_assert!(!all, "byte {} bit {}", place, bit);
    }
}
