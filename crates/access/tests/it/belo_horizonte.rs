//! Jobs and schools of 898 hexagons of Belo Horizonte: the values of R's `accessibility`.

use std::collections::HashMap;
use std::sync::OnceLock;

use access::{Amounts, Costs, Decay, Pair, Reach, Service};

use crate::given::{Table, near, table};

pub(crate) struct Hexes {
    pub(crate) ids: HashMap<String, u32>,
    pub(crate) land: Table,
    pub(crate) costs: Costs,
}

impl Hexes {
    pub(crate) fn amounts(&self, column: &str) -> Amounts {
        Amounts::new(column, self.land.all_numbers(column)).unwrap()
    }
}

pub(crate) fn hexes() -> Option<&'static Hexes> {
    static HEXES: OnceLock<Option<Hexes>> = OnceLock::new();
    HEXES.get_or_init(load).as_ref()
}

fn load() -> Option<Hexes> {
    let land = table("bho-accessibility/land_use.csv")?;
    let matrix = table("bho-accessibility/travel_matrix.csv.gz")?;
    let ids: HashMap<String, u32> =
        land.texts("id").into_iter().enumerate().map(|(at, id)| (id, at as u32)).collect();
    let ends = matrix.texts("from_id").into_iter().zip(matrix.texts("to_id"));
    let pairs: Vec<Pair> = ends
        .zip(matrix.all_numbers("travel_time"))
        .map(|((from, to), minutes)| Pair { zone: ids[&from], facility: ids[&to], minutes })
        .collect();
    assert_eq!(pairs.len(), 748_437);
    let costs = Costs::from_pairs(ids.len(), ids.len(), &pairs).unwrap();
    Some(Hexes { ids, land, costs })
}

/// Compares a measure with a file of `id` and one value column.
fn check(file: &str, of: &str, column: &str, measure: impl Fn(&Service<'_, Costs>) -> Vec<f64>) {
    let Some(hexes) = hexes() else { return };
    let Some(expected) = table(&format!("bho-accessibility/expected/{file}")) else { return };
    let (people, capacity) = (hexes.amounts("population"), hexes.amounts(of));
    let found = measure(&Service::new(&hexes.costs, &people, &capacity).unwrap());
    let ids = expected.texts("id");
    assert_eq!(ids.len(), hexes.ids.len());
    for (id, expected) in ids.iter().zip(expected.texts(column)) {
        let value = found[hexes.ids[id] as usize];
        match expected.as_str() {
            "Inf" => assert_eq!(value, f64::INFINITY, "{file} {id}"),
            number => near(value, number.parse().unwrap(), 1e-9, &format!("{file} {id}")),
        }
    }
}

fn reach(decay: Decay) -> Reach {
    Reach::new(decay).unwrap()
}

#[test]
fn floating_catchments_are_those_of_r() {
    let exponential = reach(Decay::Exponential { rate: 0.05 });
    check("2sfca_jobs_exp0.05.csv", "jobs", "jobs", |service| {
        let access = service.two_step(&exponential);
        assert!(access.conservation.holds());
        access.by_zone
    });
    check("bfca_jobs_exp0.05.csv", "jobs", "jobs", |service| {
        let access = service.balanced(&exponential);
        assert!(access.conservation.holds());
        access.by_zone
    });
    check("2sfca_schools_binary50.csv", "schools", "schools", |service| {
        service.two_step(&Reach::binary(50.0).unwrap()).by_zone
    });
}

#[test]
fn gravity_is_that_of_r() {
    check("gravity_jobs_linear60.csv", "jobs", "jobs", |service| {
        service.gravity(&reach(Decay::Linear { zero_at: 60.0 }))
    });
    check("gravity_schools_exp0.2.csv", "schools", "schools", |service| {
        service.gravity(&reach(Decay::Exponential { rate: 0.2 }))
    });
}

#[test]
fn time_to_the_closest_school_is_that_of_r() {
    check("cost_to_closest_school_n1.csv", "schools", "travel_time", |service| {
        let nearest = service.nearest();
        nearest.iter().map(|near| near.map_or(f64::INFINITY, |near| near.minutes)).collect()
    });
}

#[test]
fn cumulative_jobs_are_those_of_r() {
    let Some(hexes) = hexes() else { return };
    let file = "bho-accessibility/expected/cumulative_jobs_15_30_60.csv";
    let Some(expected) = table(file) else { return };
    let (people, jobs) = (hexes.amounts("population"), hexes.amounts("jobs"));
    let service = Service::new(&hexes.costs, &people, &jobs).unwrap();
    let times = [15.0, 30.0, 60.0];
    let found = service.cumulative(&times).unwrap();
    let rows = expected.texts("id").into_iter().zip(expected.all_numbers("travel_time"));
    for ((id, time), jobs) in rows.zip(expected.all_numbers("jobs")) {
        let list = times.iter().position(|other| *other == time).unwrap();
        assert_eq!(found[list][hexes.ids[&id] as usize], jobs, "{id} {time}");
    }
}
