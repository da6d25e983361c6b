//! The register on small lists that hold each difficulty once, and on the real lists.

use std::path::Path;

use jiff::civil::{Date, date};

use super::*;

const FIRST: Date = date(2023, 6, 30);

fn code(text: &str) -> DivisionCode {
    DivisionCode::parse(text).unwrap()
}

/// Real files of the repository or of the reference data beside it.
fn real(names: &[&str]) -> Option<Vec<String>> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let folders = ["data/divisions", "../shared/data/cn-divisions"];
    // The repository's own changes cover one prefecture; a test of another needs the reference data.
    let ours =
        names.iter().all(|name| Path::new(&format!("{root}/{}/{name}", folders[0])).exists());
    let folder = folders[usize::from(!ours)];
    let read = |name: &&str| std::fs::read_to_string(format!("{root}/{folder}/{name}")).ok();
    let texts: Option<Vec<String>> = names.iter().map(read).collect();
    if texts.is_none() {
        eprintln!("SKIPPED: the real lists {names:?} are not in data/divisions or ../shared/data");
    }
    texts
}

#[test]
fn a_code_knows_its_level_and_what_is_above_it() {
    let check = |text: &str, level: Level, parent: Option<&str>, county: Option<&str>| {
        let read = code(text);
        assert_eq!((read.as_str(), read.level()), (text, level));
        assert_eq!(read.parent().map(String::from).as_deref(), parent);
        assert_eq!(read.county().map(String::from).as_deref(), county);
    };
    check("33", Level::Province, None, None);
    check("3308", Level::Prefecture, Some("33"), None);
    check("330825", Level::County, Some("3308"), Some("330825"));
    check("330825001", Level::Township, Some("330825"), Some("330825"));
    check("330825001200", Level::Village, Some("330825001"), Some("330825"));
    assert!(code("330825001").within(&code("3308")) && !code("3308").within(&code("330825")));
    assert_eq!(DivisionCode::parse_padded("330825000000").unwrap(), code("330825"));
    assert_eq!(DivisionCode::parse_padded("133100000000").unwrap(), code("1331"));
    for bad in ["", "3", "330", "33082", "3308a5", "三三", "012345", "3308250012001"] {
        assert_eq!(DivisionCode::parse(bad).unwrap_err().rule, "division.code", "{bad}");
    }
    assert!(CountyCode::parse("3308").is_err());
    assert_eq!(serde_json::to_string(&code("330825")).unwrap(), "\"330825\"");
}

const SMALL: &str = "code,name,parent,level\n33,浙江省,,province\n3308,衢州市,33,prefecture\n\
    330801,市辖区,3308,county\n330825,龙游县,3308,county\n330825001,龙洲街道,330825,township\n\
    330825001001,清廉社区,330825001,village\n330825001202,北门村村民委员会,330825001,village\n\
    330825001203,野鸭垅村村委会,330825001,village\n330825001204,新名村村委会,330825001,village\n";

const CHANGES: &str = "op,code,name,level\n-,330825001099,清廉社区居委会,village\n\
    +,330825001001,清廉社区,village\n-,330825002202,北门村村民委员会,village\n\
    +,330825001202,北门村村民委员会,village\n-,330825001203,野鸭垄村村委会,village\n\
    +,330825001203,野鸭垅村村委会,village\n-,330825001204,旧称村村委会,village\n\
    +,330825001204,新名村村委会,village\n-,330825003000,消失镇,town\n\
    -,330825001000,龙洲街道,town\n+,330825001999,不在册村,village\n-,110105400000,外地,town\n";

#[test]
fn each_difficulty_is_found_and_none_is_repaired_silently() {
    let (register, findings) = Divisions::load(&[(FIRST, SMALL)], Some(CHANGES)).unwrap();
    let check = |kind: FindingKind, at: &str| {
        let found = findings.iter().any(|one| one.kind == kind && one.code == code(at));
        assert!(found, "{kind:?} {at} not in {findings:#?}");
    };
    check(FindingKind::PseudoLevel, "330801");
    check(FindingKind::Succeeded, "330825001099");
    check(FindingKind::Succeeded, "330825002202");
    check(FindingKind::NameCorrected, "330825001203");
    check(FindingKind::Renamed, "330825001204");
    check(FindingKind::EndedWithoutSuccessor, "330825003");
    check(FindingKind::EndedButListed, "330825001");
    check(FindingKind::BegunButNotListed, "330825001999");
    check(FindingKind::OutsideLists, "110105400");
    let links: Vec<_> = register.links().iter().map(|link| (link.to, link.basis)).collect();
    assert_eq!(
        links,
        [
            (code("330825001001"), LinkBasis::RestyledName),
            (code("330825001202"), LinkBasis::SameName)
        ]
    );
    let name = |at: &str, on: Date| register.get(&code(at), on).map(|one| one.name.clone());
    assert_eq!(name("330825001203", date(2023, 6, 29)).as_deref(), Some("野鸭垄村村委会"));
    assert_eq!(name("330825001203", FIRST).as_deref(), Some("野鸭垅村村委会"));
    assert_eq!(name("330825001001", date(2023, 1, 1)), None);
    assert_eq!(name("330825001099", FIRST), None);
}

#[test]
fn a_later_list_adds_renames_and_links_but_closes_nothing_by_silence() {
    let later = "code,name,parent,level\n33,浙江省,,province\n3308,衢州市,33,prefecture\n\
        330802,柯城区,3308,county\n330881,龙游县,3308,county\n330825001000,龙洲,3308,county\n";
    let on = date(2025, 1, 1);
    let (register, findings) = Divisions::load(&[(on, later), (FIRST, SMALL)], None).unwrap();
    let kinds = |at: &str| -> Vec<FindingKind> {
        findings.iter().filter(|one| one.code == code(at)).map(|one| one.kind).collect()
    };
    assert_eq!(kinds("330801"), [FindingKind::OnlyInEarlierList, FindingKind::PseudoLevel]);
    assert_eq!(kinds("330825"), [FindingKind::Succeeded]);
    assert!(kinds("330825001").contains(&FindingKind::PaddedCode));
    assert!(kinds("330825001").contains(&FindingKind::NoCounty));
    assert_eq!(register.successors(&code("330825"))[0].to, code("330881"));
    assert!(register.get(&code("330801"), on).is_some());
    assert!(register.get(&code("330825"), on).is_none());
}

#[test]
fn a_broken_line_is_named() {
    let check = |text: &str, zh: &str| {
        let refusal = Divisions::load(&[(FIRST, text)], None).unwrap_err();
        assert!(refusal.text.zh.contains(zh), "{}", refusal.text.zh);
    };
    check("a,b\n", "第一行");
    check("code,name,parent,level\n33,浙江省,,province\n33,x\n", "第 3 行");
    check("code,name,parent,level\n3x,浙江省,,province\n", "第 2 行");
}

#[test]
fn the_real_lists_give_the_demo_county() {
    let names = [
        "china-to-county-2023.csv",
        "quzhou-330800-2023.csv",
        "china-to-county-2025.csv",
        "changes-2022-2023.csv",
    ];
    let Some(texts) = real(&names) else { return };
    let today = date(2026, 11, 22);
    let editions = [(FIRST, &*texts[0]), (FIRST, &*texts[1]), (date(2025, 1, 1), &*texts[2])];
    let (register, findings) = Divisions::load(&editions, Some(&texts[3])).unwrap();
    let longyou = code("330825");
    assert_eq!(register.children(&longyou, today).len(), 15);
    assert_eq!(
        register.full_name(&code("330825001001"), today),
        "浙江省衢州市龙游县龙洲街道清廉社区"
    );
    assert_eq!(register.full_name(&code("110101"), today), "北京市东城区");
    assert_eq!(register.full_name(&code("419001"), today), "河南省济源市");
    assert_eq!(register.full_name(&code("441900003"), today), "广东省东莞市东城街道");
    assert_eq!(
        register.get(&code("330803114267"), date(2023, 1, 1)).unwrap().name,
        "野鸭垄村村委会"
    );
    assert_eq!(register.get(&code("330803114267"), today).unwrap().name, "野鸭垅村村委会");
    for (old, new, basis) in [
        ("540422", "540481", LinkBasis::ChangedKind), // 米林县 → 米林市
        ("540530", "540581", LinkBasis::ChangedKind), // 错那县 → 错那市
        ("340171", "340176", LinkBasis::SameName),
    ] {
        let links: Vec<_> =
            register.successors(&code(old)).iter().map(|one| (one.to, one.basis)).collect();
        assert_eq!(links, [(code(new), basis)], "{old}");
        assert_eq!(register.predecessors(&code(new))[0].from, code(old));
    }
    let ended = register.ended(&code("540422"), today).unwrap();
    assert_eq!(ended.zh, "540422 米林县 2023-06-30 起不再使用，现在是 540481 米林市");
    assert_eq!(ended.en, "540422 米林县 ended on 2023-06-30; now 540481 米林市");
    assert_eq!(register.ended(&code("540422"), date(2023, 1, 1)), None);
    assert_eq!(register.ended(&code("330825"), today), None);
    assert_eq!(register.ended(&code("999999"), today), None);
    assert!(findings.iter().any(|one| one.kind == FindingKind::NameCorrected));
    let one = register.county(CountyCode::parse("330825").unwrap());
    assert_eq!(one.within(longyou, today).count(), register.within(longyou, today).count());
    assert_eq!(one.full_name(&longyou, today), "浙江省衢州市龙游县");
    assert!(one.get(&code("330802"), today).is_none());
    assert_eq!(register.search("龙游", today, 5)[0].code, longyou);
}

#[test]
fn a_wholly_recoded_prefecture_keeps_its_villages_apart_and_linked() {
    let Some(texts) = real(&["jinan-370100-2023.csv", "changes-2022-2023.csv"]) else { return };
    let (register, findings) = Divisions::load(&[(FIRST, &texts[0])], Some(&texts[1])).unwrap();
    let count = |kind| findings.iter().filter(|one| one.kind == kind).count();
    let mut to: Vec<_> = register.links().iter().map(|link| link.to).collect();
    to.sort_unstable();
    to.dedup();
    assert_eq!(to.len(), register.links().len(), "two divisions followed by the same one");
    for link in register.links() {
        assert!(
            register.get(&link.to, FIRST).is_some()
                && register.get(&link.from, date(2023, 1, 1)).is_some()
        );
    }
    // Of 5 235 villages and townships that ended, nearly all only got a new style of name.
    assert!(count(FindingKind::NameRestyled) > 4_000);
    assert!(register.links().len() > 200);
    assert!(count(FindingKind::EndedWithoutSuccessor) < 50);
}
