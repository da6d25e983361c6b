//! Jobs and schools of 898 hexagons of Belo Horizonte: the values of R's `accessibility`.

use std::collections::HashMap;
use std::sync::OnceLock;

use access::equity::{
    Aversion, Entropy, Grouped, Indices, Labels, Nesting, Sample, concentration, palma_by,
    shortfall,
};
use access::{Amounts, Costs, Decay, Pair, Reach, Service};

use crate::given::{Table, bytes, near, table};

struct Hexes {
    ids: HashMap<String, u32>,
    land: Table,
    costs: Costs,
}

impl Hexes {
    fn amounts(&self, column: &str) -> Amounts {
        Amounts::new(column, self.land.all_numbers(column)).unwrap()
    }
}

fn hexes() -> Option<&'static Hexes> {
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
        service.balanced(&exponential).by_zone
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

/// Jobs within 30 minutes, with people, income and income decile; hexagons without income are out.
struct Jobs {
    sample: Sample,
    income: Vec<f64>,
    deciles: Labels,
}

fn jobs() -> Option<(Jobs, serde_json::Value)> {
    let hexes = hexes()?;
    let exact = bytes("bho-accessibility/expected/equity_jobs30_exact.json")?;
    let exact = serde_json::from_slice(&exact).expect("JSON");
    let (people, jobs) = (hexes.amounts("population"), hexes.amounts("jobs"));
    let service = Service::new(&hexes.costs, &people, &jobs).unwrap();
    let within = service.gravity(&Reach::binary(30.0).unwrap());
    let income = hexes.land.numbers("income_per_capita");
    let kept: Vec<usize> = (0..within.len()).filter(|hex| income[*hex].is_some()).collect();
    let deciles = hexes.land.texts("income_decile");
    let values: Vec<f64> = kept.iter().map(|hex| within[*hex]).collect();
    let weights: Vec<f64> = kept.iter().map(|hex| people.values()[*hex]).collect();
    let jobs = Jobs {
        sample: Sample::new(&values, Some(&weights)).unwrap(),
        income: kept.iter().map(|hex| income[*hex].unwrap()).collect(),
        deciles: Labels::new(kept.iter().map(|hex| deciles[*hex].as_str())),
    };
    Some((jobs, exact))
}

#[test]
fn equity_of_jobs_is_that_of_r() {
    let Some((jobs, exact)) = jobs() else { return };
    let check = |name: &str, found: f64| near(found, exact[name].as_f64().unwrap(), 1e-9, name);
    let sample = &jobs.sample;
    let all = Indices::of(sample, &[Aversion::new(0.5).unwrap()]);
    check("gini", all.gini.unwrap());
    check("cv", all.cv.unwrap());
    check("atkinson_0.5", all.atkinson[0].1.unwrap());
    check("theil_total", all.theil_t.unwrap());
    for power in 0..3 {
        check(&format!("FGT{power}"), shortfall(sample, 95_368.0, power).unwrap());
    }
    // R gives people of equal income the ranks of their rows; so does the file, whatever it says.
    let mut rows: Vec<usize> = (0..jobs.income.len()).collect();
    rows.sort_by(|a, b| jobs.income[*a].total_cmp(&jobs.income[*b]));
    let mut rank = vec![0.0; rows.len()];
    rows.iter().enumerate().for_each(|(place, row)| rank[*row] = place as f64);
    let along = concentration(sample, &rank, 0).unwrap().unwrap();
    check("concentration_standard", along.index);
    check("concentration_corrected", along.corrected);
    // With shared mid-ranks, recomputed from the data by another program.
    let along = concentration(sample, &jobs.income, 0).unwrap().unwrap();
    near(along.index, 0.286_475_550_106_832_6, 1e-12, "concentration");
    near(along.corrected, 0.334_622_058_869_062_4, 1e-12, "corrected");
    near(palma_by(sample, &jobs.income).unwrap().unwrap(), 3.800_464_542_64, 1e-9, "palma");
}

#[test]
fn theil_by_income_decile_is_that_of_r() {
    let Some((jobs, exact)) = jobs() else { return };
    let nesting = Nesting::flat(jobs.deciles.of_row.clone());
    let parts = Grouped::new(&jobs.sample, &nesting).unwrap().entropy(Entropy::T).unwrap();
    near(parts.between[0], exact["theil_between"].as_f64().unwrap(), 1e-9, "between");
    near(parts.within, exact["theil_within"].as_f64().unwrap(), 1e-9, "within");
    let file = |kind: &str| table(&format!("bho-accessibility/expected/theil_{kind}_jobs30.csv"));
    let (Some(between), Some(within)) = (file("between"), file("within")) else { return };
    let group = |decile: &str| {
        let at = jobs.deciles.names.iter().position(|name| name == decile).unwrap();
        parts.groups[at]
    };
    for (decile, expected) in
        between.texts("income_decile").iter().zip(between.all_numbers("value"))
    {
        near(group(decile).between, expected, 1e-9, &format!("between, decile {decile}"));
    }
    for (decile, expected) in within.texts("income_decile").iter().zip(within.all_numbers("value"))
    {
        near(group(decile).within, expected, 1e-9, &format!("within, decile {decile}"));
    }
}
