//! The catalogue of the demo county, as it lies in `data/catalogue`.

use std::path::{Path, PathBuf};

use super::TODAY;
use crate::search::Index;
use crate::{Settings, Severity, check, schema};

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data")
}

#[test]
fn the_demo_catalogue_has_no_error() {
    let checked = check(&data().join("catalogue"), &Settings::on(TODAY)).unwrap();
    let errors = checked.findings.iter().filter(|one| one.severity == Severity::Error);
    let lines: Vec<String> = errors.map(ToString::to_string).collect();
    assert!(lines.is_empty(), "{} errors\n{}", lines.len(), lines.join("\n"));
}

/// The 25 matters that the demo county is for.
const PROMISED: [&str; 25] = [
    "resident-pension-enrol",
    "resident-pension-death",
    "elderly-allowance",
    "subsistence-allowance",
    "destitute-support",
    "disability-two-subsidies",
    "temporary-assistance",
    "small-catering",
    "individual-business",
    "company-start",
    "newborn",
    "after-death",
    "medical-remote-filing",
    "flexible-employment",
    "realty-registration",
    "public-rental",
    "school-enrol",
    "senior-card",
    "resident-medical",
    "social-security-card",
    "birth-registration",
    "residence-permit",
    "gov-info-request",
    "market-complaint",
    "social-insurance-benefits",
];

#[test]
fn the_demo_county_offers_every_matter_that_was_promised() {
    let catalogue = check(&data().join("catalogue"), &Settings::on(TODAY)).unwrap().catalogue;
    let missing: Vec<&str> =
        PROMISED.into_iter().filter(|id| catalogue.matter("330825", id, TODAY).is_none()).collect();
    assert_eq!(missing, Vec::<&str>::new());
}

#[test]
fn the_published_schema_is_the_one_in_use() {
    let path = data().join("catalogue/matter.schema.json");
    let published = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        published == schema::published(),
        "data/catalogue/matter.schema.json is not up to date; write it anew: cargo test -p catalogue -- --ignored write_schema"
    );
}

#[test]
#[ignore = "writes the published schema into the repository"]
fn write_schema() {
    std::fs::write(data().join("catalogue/matter.schema.json"), schema::published()).unwrap();
}

#[test]
fn words_of_the_villages_find_the_matter_in_the_demo_county() {
    let catalogue = check(&data().join("catalogue"), &Settings::on(TODAY)).unwrap().catalogue;
    let index = Index::new(&catalogue, "330825", TODAY);
    let mut missed = Vec::new();
    let (mut all, mut first) = (0, 0);
    for group in &catalogue.words {
        for said in &group.say {
            all += 1;
            let hits = index.search(said, 3);
            let names: Vec<&str> = hits.iter().map(|hit| hit.name.zh.as_str()).collect();
            match names.first() {
                Some(name) if group.means.iter().any(|means| means == name) => first += 1,
                _ => missed.push(format!("{said}: {names:?}, not {:?}", group.means)),
            }
        }
    }
    assert!(first * 100 >= all * 95, "{first} of {all}\n{}", missed.join("\n"));
}

/// Pinyin, its first letters, everyday words, a slip of one character or of the ear.
#[test]
fn however_it_is_typed_the_matter_is_found_in_the_demo_county() {
    let catalogue = check(&data().join("catalogue"), &Settings::on(TODAY)).unwrap().catalogue;
    let index = Index::new(&catalogue, "330825", TODAY);
    let check = |typed: &str, expected: &str| {
        let hits = index.search(typed, 5);
        let found: Vec<&str> = hits.iter().map(|hit| hit.pin.matter.as_str()).collect();
        assert_eq!(found.first(), Some(&expected), "{typed}: {found:?}");
    };
    for typed in ["gaolingjintie", "gao ling jin tie", "GLJT", "gaolinjintie", "laorenbutie"] {
        check(typed, "elderly-allowance");
    }
    for typed in ["老人补贴", "高龄金贴", "搞零津贴", "高龄津", "高灵津贴", "高龄龄津贴"]
    {
        check(typed, "elderly-allowance");
    }
    check("linshijiuzhu", "temporary-assistance");
    check("lsjz", "temporary-assistance");
    check("juzhuzheng", "residence-permit");
    check("临时就助", "temporary-assistance");
    assert!(index.search("zzzzzz", 5).is_empty());
}

/// Each saying is taken away in turn, so that what is found does not rest on itself.
#[test]
fn words_that_nobody_wrote_down_mostly_find_the_matter_too() {
    let catalogue = check(&data().join("catalogue"), &Settings::on(TODAY)).unwrap().catalogue;
    let (mut all, mut first, mut third) = (0, 0, 0);
    let mut missed = Vec::new();
    for (group, say) in catalogue
        .words
        .iter()
        .enumerate()
        .flat_map(|(at, one)| one.say.iter().enumerate().map(move |(say, _)| (at, say)))
    {
        let mut without = catalogue.clone();
        let said = without.words[group].say.remove(say);
        let means = &catalogue.words[group].means;
        let index = Index::new(&without, "330825", TODAY);
        let hits = index.search(&said, 3);
        all += 1;
        first += usize::from(hits.first().is_some_and(|hit| means.contains(&hit.name.zh)));
        let among = hits.iter().any(|hit| means.contains(&hit.name.zh));
        third += usize::from(among);
        if !among {
            let names: Vec<&str> = hits.iter().map(|hit| hit.name.zh.as_str()).collect();
            missed.push(format!("{said}: {names:?}, not {means:?}"));
        }
    }
    eprintln!("{first} first, {third} among three, of {all}");
    assert!(third * 100 >= all * 80, "{third} of {all}\n{}", missed.join("\n"));
}
