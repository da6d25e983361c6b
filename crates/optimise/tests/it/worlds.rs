//! Small worlds for the tests: drawn, by chance, and read from the shared data.

use optimise::{Costs, Siting};
use proptest::prelude::*;
use std::ops::Range;
use std::path::PathBuf;

/// A file of the shared data; none (said loudly) if the data are not there.
pub fn shared(path: &str) -> Option<String> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(path);
    let text = std::fs::read_to_string(&file).ok();
    if text.is_none() {
        eprintln!("SKIPPED: {} is not there, so this test shows nothing", file.display());
    }
    text
}

/// San Francisco: 16 stores and 205 tracts, metres and persons.
pub fn san_francisco() -> Option<Siting> {
    let text = shared("spopt-sf/SF_network_distance_candidateStore_16_censusTract_205_new.csv")?;
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let names = |column: usize| {
        let mut names: Vec<&str> = rows.iter().map(|row| row[column]).collect();
        names.sort_unstable();
        names.dedup();
        names
    };
    let (sites, clients) = (names(1), names(2));
    let mut values = vec![f64::NAN; sites.len() * clients.len()];
    let mut demand = vec![0.0; clients.len()];
    for row in &rows {
        let site = sites.binary_search(&row[1]).expect("the table is sound");
        let client = clients.binary_search(&row[2]).expect("the table is sound");
        values[client * sites.len() + site] = row[0].parse().expect("the table is sound");
        demand[client] = row[3].parse().expect("the table is sound");
    }
    let costs = Costs::dense(sites.len(), clients.len(), &values).expect("the table is sound");
    Some(Siting::new(costs, demand).expect("the table is sound"))
}

/// A street of houses at these places, each a site and a client of demand 1.
pub fn street(places: &[f64]) -> Siting {
    let values: Vec<f64> =
        places.iter().flat_map(|a| places.iter().map(move |b| (a - b).abs())).collect();
    let costs = Costs::dense(places.len(), places.len(), &values).expect("the table is sound");
    Siting::new(costs, vec![1.0; places.len()]).expect("the table is sound")
}

/// A table of costs by chance: few sites, few clients, whole costs, some pairs without a way.
#[derive(Clone, Debug)]
pub struct Table {
    pub n_sites: usize,
    pub costs: Vec<f64>,
    pub demand: Vec<f64>,
}

impl Table {
    pub fn siting(&self) -> Siting {
        let costs =
            Costs::dense(self.n_sites, self.demand.len(), &self.costs).expect("the table is sound");
        Siting::new(costs, self.demand.clone()).expect("the table is sound")
    }

    pub fn cost(&self, site: usize, client: usize) -> f64 {
        self.costs[client * self.n_sites + site]
    }
}

/// Tables with up to 9 sites and 12 clients; every eighth pair or so has no way.
pub fn tables() -> impl Strategy<Value = Table> {
    tables_of(2..10, 1..13)
}

/// Tables too large to be enumerated by the search, so that its tree works.
pub fn larger_tables() -> impl Strategy<Value = Table> {
    tables_of(15..17, 15..30)
}

fn tables_of(sites: Range<usize>, clients: Range<usize>) -> impl Strategy<Value = Table> {
    (sites, clients, any::<bool>()).prop_flat_map(|(n_sites, n_clients, gaps)| {
        let lost = if gaps { 1 } else { 0 };
        let cost = prop_oneof![
            lost => Just(f64::INFINITY),
            8 => (0..40_u32).prop_map(f64::from),
        ];
        let costs = proptest::collection::vec(cost, n_sites * n_clients);
        let demand = proptest::collection::vec((1..20_u32).prop_map(f64::from), n_clients);
        (costs, demand).prop_map(move |(costs, demand)| Table { n_sites, costs, demand })
    })
}

/// Every set of sites of this size.
pub fn sets(n: usize, size: usize) -> impl Iterator<Item = Vec<usize>> {
    let in_set = move |set: u32| (0..n).filter(|i| set >> i & 1 == 1).collect::<Vec<_>>();
    (0..1_u32 << n).filter(move |set| set.count_ones() as usize == size).map(in_set)
}
