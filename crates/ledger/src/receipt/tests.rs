//! Receipts: what they prove, and that not one byte of them can be changed.

use basis::RecordId;
use basis::ambient::SeededEntropy;
use proptest::prelude::*;
use seal::{KeyKind, SigningKey};
use serde_json::json;

use super::*;
use crate::LogKeys;
use crate::checkpoint::Checkpoint;
use crate::tile::MemoryTiles;
use crate::tree::{Tree, append};

const ORIGIN: &str = "longyou.example/ledger";

fn witness(number: u64) -> SigningKey {
    let name = format!("w{number}.example");
    SigningKey::generate(&name, KeyKind::Cosignature, &SeededEntropy::new(number)).unwrap()
}

/// A receipt for one of `size` records, cosigned by two witnesses, and the policy that wants both.
fn receipt(size: u64, index: u64) -> (String, Policy) {
    let keys = LogKeys::generate(ORIGIN, &SeededEntropy::new(9)).unwrap();
    let envelope = Envelope {
        county: "330825".into(),
        stream: "case:1".into(),
        seq: 1,
        id: RecordId(basis::Id::from_parts(Instant::from_millis(0), [0; 10])),
        kind: "case.submitted".into(),
        at: Instant::from_millis(1_780_000_000_000),
        by: json!({"who": "张\u{1f}三"}),
        body: json!({"matter": "高龄津贴"}),
    };
    let (text, salt) = (envelope.text().unwrap(), [7; 32]);
    let mut leaves = vec![vec![0; 32]; usize::try_from(size).unwrap()];
    leaves[usize::try_from(index).unwrap()] = commitment(&salt, &text).0.to_vec();
    let mut tiles = MemoryTiles::default();
    append(&mut tiles, 0, &leaves).unwrap();
    let mut tree = Tree::new(&mut tiles, size);
    let root = tree.root().unwrap();
    let mut note = Checkpoint { origin: ORIGIN.into(), size, root }.sign(&keys).unwrap();
    [1, 2].iter().for_each(|number| note.sign(&witness(*number), 1_780_000_001).unwrap());
    let hashes = tree.inclusion(index).unwrap();
    let extra = Some(opening(&text, &salt).unwrap());
    let file = TlogProof { extra, index, hashes, checkpoint: note }.to_string();
    let witnesses = [1, 2].map(|number| witness(number).verifier_key().clone()).to_vec();
    (file, Policy::from_keys(keys.verifier_keys().into_iter().chain(witnesses), 2))
}

#[test]
fn a_receipt_says_what_it_proves() {
    let (file, policy) = receipt(11, 4);
    let verified = verify_receipt(&file, &policy).unwrap();
    assert_eq!(verified.record.kind, "case.submitted");
    let words = verified.words();
    for expected in
        ["2026-05-29 04:26", "case.submitted", "第 5 条", "11 条", "w1.example、w2.example"]
    {
        assert!(words.zh.contains(expected), "{expected} in {}", words.zh);
    }
    assert!(words.en.contains("number 5 of the 11"), "{}", words.en);
    let named = verified.words_for(&Text::new("提交申请", "application submitted"));
    assert!(named.zh.contains("“提交申请”") && named.en.contains("\"application submitted\""));
    let alone = Policy { witnesses: vec![], quorum: 0, ..policy };
    assert!(verify_receipt(&file, &alone).unwrap().words().zh.contains("没有核对其他单位的见证"));
}

#[test]
fn each_way_to_fail_is_named() {
    let (file, policy) = receipt(11, 4);
    let other = LogKeys::generate(ORIGIN, &SeededEntropy::new(1)).unwrap().verifier_keys();
    let elsewhere = LogKeys::generate("b.example", &SeededEntropy::new(1)).unwrap().verifier_keys();
    let check = |file: &str, policy: &Policy, expected: &str| {
        let error = verify_receipt(file, policy).unwrap_err();
        assert!(format!("{error:?}").starts_with(expected), "{error:?}, not {expected}");
        assert!(!error.text().zh.is_empty());
    };
    let with = |log: &[_]| Policy { log: log.to_vec(), ..policy.clone() };
    check("", &policy, "Malformed");
    check(&file.replace("extra ", "extra"), &policy, "Malformed");
    check(&file.replace("index 4", "index 5"), &policy, "NotIncluded");
    check(&file.replace("index 4", "index 04"), &policy, "Malformed");
    check(&file.replace("\n11\n", "\n12\n"), &policy, "Signature");
    check(&file, &with(&other), "Signature");
    check(&file, &with(&elsewhere), "UnknownLog");
    check(&file, &Policy { quorum: 3, ..policy.clone() }, "Witnesses { needed: 3, found: 2 }");
    let (another, _) = receipt(11, 5);
    let line = |file: &str| file.lines().nth(1).unwrap().to_owned();
    let text = line(&file);
    let changed = STANDARD
        .decode(text.strip_prefix("extra ").unwrap())
        .map(|bytes| String::from_utf8(bytes).unwrap().replace("高龄", "低龄"))
        .map(|json| format!("extra {}", STANDARD.encode(json)))
        .unwrap();
    check(&file.replace(&text, &changed), &policy, "NotIncluded");
    let (head, _) = file.split_once("\n\n").unwrap();
    let (_, tail) = another.split_once("\n\n").unwrap();
    check(&format!("{head}\n\n{tail}"), &policy, "NotIncluded");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    #[test]
    fn not_one_bit_can_be_changed(place: prop::sample::Index, bit in 0u8..8) {
        let (file, policy) = receipt(7, 6);
        let mut bytes = file.into_bytes();
        let place = place.index(bytes.len());
        bytes[place] ^= 1 << bit;
        let holds = String::from_utf8(bytes).is_ok_and(|file| verify_receipt(&file, &policy).is_ok());
        prop_assert!(!holds, "byte {} bit {}", place, bit);
    }
}
