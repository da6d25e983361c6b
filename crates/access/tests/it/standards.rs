//! The shipped standards: they can be read, and what is not confirmed is marked.

use std::path::PathBuf;

use access::circle::{Categories, Circle, Mark};
use access::standard::{Division, Holding, Standard, Tier, Verdict, compliance};
use basis::Date;

fn text(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../data/standards").join(name);
    std::fs::read_to_string(path).expect(name)
}

#[test]
fn the_life_circle_has_its_confirmed_radii() {
    let found = Categories::parse("life-circle.toml", &text("life-circle.toml")).unwrap();
    let check = |name: &str, circle: Circle, metres: u32| {
        let kind = found.get(name).expect(name);
        assert_eq!((kind.circle, kind.radius_metres), (circle, Some(metres)), "{name}");
        assert_eq!(kind.mark, Mark::Confirmed, "{name}");
    };
    check("初中", Circle::Fifteen, 1000);
    check("小学", Circle::Ten, 500);
    check("幼儿园", Circle::Five, 300);
    assert!(found.categories.iter().filter(|kind| kind.mark == Mark::Unconfirmed).count() > 5);
    assert!(found.categories.iter().all(|kind| !kind.source.law.is_empty()));
}

#[test]
fn a_village_of_a_hundred_households_owes_thirty_square_metres() {
    let name = "county-township-village.toml";
    let standard = Standard::parse(name, &text(name)).unwrap();
    let village = Division {
        code: "330825100200".into(),
        tier: Tier::Village,
        people: 300.0,
        elders: 60.0,
        households: 100.0,
        villages: 1,
    };
    let rooms = Holding {
        division: village.code.clone(),
        facility: "社区服务设施用房".into(),
        units: 20.0,
    };
    let found = compliance(&standard, Date::constant(2026, 11, 22), &[village], &[rooms]).unwrap();
    let line = found.lines.iter().find(|line| line.facility == "社区服务设施用房").unwrap();
    assert_eq!((line.base, line.short, line.verdict), (30.0, 10.0, Verdict::Short));
    assert!(!line.unconfirmed && found.compliant.is_empty());
    // Every quota without an article that was read says so.
    let sources = standard.facility.iter().flat_map(|kind| kind.quota.values());
    assert!(sources.clone().all(|dated| dated.source.is_some()));
    assert!(sources.filter(|dated| dated.value.unconfirmed).count() > 5);
}
