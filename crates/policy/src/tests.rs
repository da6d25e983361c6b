//! Whether the simulated county looks like the counted one, and stays the same from run to run.

use std::collections::{BTreeMap, BTreeSet};

use basis::Date;
use basis::codes::Sex;

use crate::census::BANDS;
use crate::*;

pub(crate) const LONGYOU: &str = include_str!("../../../data/census/longyou-330825-2020.csv");
pub(crate) const QUZHOU: &str = include_str!("../../../data/divisions/quzhou-330800-2023.csv");

pub(crate) fn longyou() -> Census {
    Census::parse(LONGYOU, "330825").unwrap()
}

fn simulate(people: u64, seed: u64) -> Vec<PersonRow> {
    let villages = Village::parse_csv(QUZHOU, "330825").unwrap();
    let options = Options { people, ..Options::demo(seed) };
    let made = population(&longyou(), &villages, &options).unwrap();
    assert!(made.label.zh.contains("没有一个是真人") && made.label.en.starts_with("Synthetic"));
    made.people
}

fn age(person: &PersonRow) -> u8 {
    let on = Date::constant(2020, 11, 1);
    let had = (person.birth.month(), person.birth.day()) <= (on.month(), on.day());
    u8::try_from(on.year() - person.birth.year() - i16::from(!had)).unwrap()
}

fn households(people: &[PersonRow]) -> Vec<Vec<&PersonRow>> {
    let mut homes: BTreeMap<u32, Vec<&PersonRow>> = BTreeMap::new();
    for person in people.iter().filter(|person| person.relation != Relation::Collective) {
        homes.entry(person.household).or_default().push(person);
    }
    homes.into_values().collect()
}

/// FNV-1a over the rows as JSON: cheap, and enough to notice that anything changed.
fn digest(people: &[PersonRow]) -> u64 {
    let bytes = people.iter().flat_map(|person| serde_json::to_vec(person).unwrap());
    bytes.fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}

#[test]
fn one_to_one_the_county_is_the_census() {
    let census = longyou();
    let people = simulate(census.people, 1);
    assert_eq!(people.len() as u64, census.people);
    for ((band, from, to), [men, women]) in BANDS.iter().zip(&census.bands) {
        let count = |sex| {
            let within = |p: &&PersonRow| p.sex == sex && (*from..=*to).contains(&age(p));
            people.iter().filter(within).count() as u64
        };
        assert_eq!((count(Sex::Male), count(Sex::Female)), (*men, *women), "{band}");
    }
    let urban = people.iter().filter(|person| person.urban).count() as u64;
    assert_eq!(urban, census.urban);

    let homes = households(&people);
    assert_eq!(homes.len(), 157_781);
    assert_eq!(homes.iter().filter(|home| home.len() == 1).count(), 49_307);
    let with_elders = |count| {
        let elders =
            |home: &&Vec<&PersonRow>| home.iter().filter(|p| age(p) >= 65).count() == count;
        homes.iter().filter(elders).count() as u64
    };
    assert_eq!((with_elders(1), with_elders(2)), (census.elders.one, census.elders.two));
    assert_eq!(with_elders(3), census.elders.three);
    let alone = people.iter().filter(|person| person.elder_alone).count();
    assert_eq!(alone, 11_892, "37 % of the homes with one elder, as assumed");

    let numbers: BTreeSet<&str> = people.iter().map(|p| p.identity_number.as_str()).collect();
    assert_eq!(numbers.len(), people.len(), "no identity number twice");
    assert!(numbers.iter().all(|number| number.starts_with("3399")));
}

#[test]
fn twenty_thousand_keep_the_shares() {
    let census = longyou();
    let people = simulate(20_000, 7);
    assert_eq!(people.len(), 20_000);
    let share = |count: u64| count as f64 / census.people as f64;
    let near = |what: &str, found: usize, expected: u64| {
        let (found, expected) = (found as f64 / 20_000.0, share(expected));
        assert!((found - expected).abs() <= 0.0005, "{what}: {found} instead of {expected}");
    };
    for ((band, from, to), counts) in BANDS.iter().zip(&census.bands) {
        for (sex, count) in [Sex::Male, Sex::Female].into_iter().zip(counts) {
            let within = |p: &&PersonRow| p.sex == sex && (*from..=*to).contains(&age(p));
            near(&format!("{band} {sex:?}"), people.iter().filter(within).count(), *count);
        }
    }
    near("urban", people.iter().filter(|person| person.urban).count(), census.urban);
    near("households", households(&people).len(), 157_781);
    let villages: BTreeSet<&str> = people.iter().map(|person| person.village.as_str()).collect();
    assert_eq!(villages.len(), 288, "somebody lives in every village");
}

#[test]
fn marital_status_follows_the_long_form() {
    let people = simulate(20_000, 3);
    for (sex, counts) in [Sex::Male, Sex::Female].into_iter().zip(&longyou().marital) {
        let asked: Vec<_> = people.iter().filter(|p| p.sex == sex && age(p) >= 15).collect();
        let whole = counts.unmarried + counts.married + counts.divorced + counts.widowed;
        for (status, count) in [
            (Marital::Unmarried, counts.unmarried),
            (Marital::Married, counts.married),
            (Marital::Divorced, counts.divorced),
            (Marital::Widowed, counts.widowed),
        ] {
            let found = asked.iter().filter(|person| person.marital == status).count();
            let (found, expected) =
                (found as f64 / asked.len() as f64, count as f64 / whole as f64);
            assert!((found - expected).abs() < 0.01, "{sex:?} {status:?}: {found} not {expected}");
        }
        let child = |p: &&PersonRow| p.sex == sex && age(p) < 20 && p.marital != Marital::Unmarried;
        assert_eq!(people.iter().filter(child).count(), 0, "nobody is married below 20");
    }
}

#[test]
fn homes_are_such_as_people_live_in() {
    let people = simulate(20_000, 11);
    let (mut children, mut odd) = (0, 0);
    let (mut couples, mut apart) = (0, 0);
    for home in households(&people) {
        let heads = home.iter().filter(|person| person.relation == Relation::Head).count();
        assert_eq!(heads, 1, "every home has one head");
        let same = home.iter().all(|person| person.village == home[0].village);
        assert!(same, "a home stands in one village");
        assert!(home.iter().any(|person| age(person) >= 18), "no children alone");
        for spouse in home.iter().filter(|person| person.relation == Relation::Spouse) {
            couples += 1;
            apart += i32::from(age(home[0]).abs_diff(age(spouse)) > 12);
            assert_ne!(spouse.sex, home[0].sex, "law knows husband and wife");
            assert_eq!((spouse.marital, home[0].marital), (Marital::Married, Marital::Married));
        }
        for child in home.iter().filter(|person| person.relation == Relation::Child) {
            children += 1;
            let gap = i16::from(age(home[0])) - i16::from(age(child));
            odd += i32::from(!(17..=60).contains(&gap));
        }
        assert_eq!(home[0].elder_alone, home.len() == 1 && age(home[0]) >= 65);
    }
    assert!(apart * 20 < couples, "{apart} of {couples} couples are far apart in age");
    assert!(odd * 200 < children, "{odd} of {children} children do not fit their parent's age");
}

#[test]
fn the_same_seed_gives_the_same_people_to_the_byte() {
    let first = digest(&simulate(2_000, 42));
    assert_eq!(first, digest(&simulate(2_000, 42)));
    assert_eq!(
        first, 6_923_951_795_092_153_700,
        "changed on purpose? then say so in the change log and renew this number"
    );
    assert_ne!(first, digest(&simulate(2_000, 43)));
}

#[test]
fn any_size_and_seed_is_served_and_nothing_else() {
    for (people, seed) in [(1_000, 0), (1_001, 1), (3_333, 2), (19_999, 3)] {
        assert_eq!(simulate(people, seed).len() as u64, people);
    }
    let villages = Village::parse_csv(QUZHOU, "330825").unwrap();
    let refused = |people, villages: &[Village]| {
        let options = Options { people, ..Options::demo(1) };
        population(&longyou(), villages, &options).unwrap_err()
    };
    assert_eq!(refused(999, &villages), PopulationError::Number(999));
    assert_eq!(refused(1_000, &[]), PopulationError::NoVillage("330825".into()));
}

#[test]
fn telephones_cards_and_certificates_fit_the_age() {
    let people = simulate(20_000, 5);
    assert!(people.iter().all(|p| p.phone.is_some() <= (age(p) >= 14)));
    assert!(people.iter().all(|p| p.bank_card.is_some() == (age(p) >= 16)));
    let per_mille = |count: usize| count * 1000 / people.len();
    let disabled = per_mille(people.iter().filter(|p| p.disability.is_some()).count());
    assert!((22..=33).contains(&disabled), "{disabled} of a thousand hold a certificate");
    let allowance = per_mille(people.iter().filter(|p| p.allowance).count());
    assert!((8..=25).contains(&allowance), "{allowance} of a thousand live on allowance");
    let phones: BTreeSet<_> = people.iter().filter_map(|p| p.phone.as_ref()).collect();
    assert_eq!(phones.len(), people.iter().filter(|p| p.phone.is_some()).count());
}
