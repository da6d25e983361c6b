//! The transportation problem: who is served at which of the open sites, exactly.
//!
//! Clients are added one by one along shortest paths (successive shortest paths): a client takes
//! the cheapest site, or pushes others on to sites that have room. Since paths run over sites
//! only, each is found by Bellman–Ford on as many nodes as there are open sites and one for what
//! is left out.

use super::Loads;

/// Who is served where, and what all of it costs (charges included).
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub value: f64,
    /// Demand that no open site serves.
    pub left_out: f64,
    /// Client, site, amount; what is left out is not listed.
    pub flows: Vec<(usize, usize, f64)>,
}

/// The cheapest plan with these sites open.
pub(super) fn transport(loads: &Loads, open: &[usize]) -> Plan {
    let mut network = Network::new(loads, open);
    let mut order: Vec<usize> =
        (0..loads.demand.len()).filter(|j| loads.demand[*j] > 0.0).collect();
    order.sort_by(|a, b| loads.demand[*b].total_cmp(&loads.demand[*a]).then(a.cmp(b)));
    for j in order {
        network.serve(j, loads.demand[j]);
    }
    network.plan(loads, open)
}

struct Network {
    /// Cost of a unit of each client (row) at each place; the last place is "left out".
    unit: Vec<Vec<f64>>,
    /// Room left at each place.
    room: Vec<f64>,
    /// Amount of each client at each place.
    amount: Vec<Vec<f64>>,
    /// Clients with an amount at each place.
    at: Vec<Vec<usize>>,
    hair: f64,
}

impl Network {
    fn new(loads: &Loads, open: &[usize]) -> Self {
        let (n, places) = (loads.demand.len(), open.len() + 1);
        let mut unit = vec![vec![f64::INFINITY; places]; n];
        for (place, &site) in open.iter().enumerate() {
            for &(j, cost) in &loads.clients[site] {
                unit[j][place] = cost;
            }
        }
        for row in &mut unit {
            row[places - 1] = loads.outside;
        }
        let mut room: Vec<f64> = open.iter().map(|site| loads.capacity[*site]).collect();
        room.push(f64::INFINITY);
        let all: f64 = loads.demand.iter().sum();
        let amount = vec![vec![0.0; places]; n];
        Self { unit, room, amount, at: vec![Vec::new(); places], hair: 1e-12 * all }
    }

    fn serve(&mut self, j: usize, mut rest: f64) {
        while rest > self.hair {
            let nearest = least(&self.unit[j]);
            // While the plan so far is cheapest, no detour beats the nearest place that has room.
            let pushed = if self.room[nearest] > self.hair {
                let amount = rest.min(self.room[nearest]);
                self.put(j, nearest, amount);
                amount
            } else {
                self.push(j, rest)
            };
            rest -= pushed;
        }
    }

    /// Serves some of a client along the cheapest path to a place with room; how much.
    fn push(&mut self, j: usize, rest: f64) -> f64 {
        let arcs = self.arcs();
        let (cost, before) = self.paths(j, &arcs);
        let with_room = (0..self.room.len()).filter(|k| self.room[*k] > self.hair);
        let Some(end) = with_room.min_by(|a, b| cost[*a].total_cmp(&cost[*b])) else { return rest };
        let mut path = vec![end];
        while let Some(from) = before[path[path.len() - 1]] {
            path.push(from);
        }
        path.reverse();
        let mut by = rest.min(self.room[end]);
        for step in path.windows(2) {
            let client = arcs[step[0]][step[1]].1;
            by = by.min(self.amount[client][step[0]]);
        }
        // From the end back, so that room is there before it is taken.
        for step in path.windows(2).rev() {
            let client = arcs[step[0]][step[1]].1;
            self.take(client, step[0], by);
            self.put(client, step[1], by);
        }
        self.put(j, path[0], by);
        by
    }

    fn put(&mut self, j: usize, place: usize, amount: f64) {
        if self.amount[j][place] == 0.0 {
            self.at[place].push(j);
        }
        self.amount[j][place] += amount;
        self.room[place] -= amount;
    }

    fn take(&mut self, j: usize, place: usize, amount: f64) {
        self.amount[j][place] -= amount;
        self.room[place] += amount;
        if self.amount[j][place] <= self.hair {
            self.amount[j][place] = 0.0;
            self.at[place].retain(|other| *other != j);
        }
    }

    /// From each place to each other: the cheapest client to move, and what a unit of it costs.
    fn arcs(&self) -> Vec<Vec<(f64, usize)>> {
        let places = self.room.len();
        let mut arcs = vec![vec![(f64::INFINITY, usize::MAX); places]; places];
        for (from, clients) in self.at.iter().enumerate() {
            for &j in clients {
                for (to, arc) in arcs[from].iter_mut().enumerate() {
                    let cost = self.unit[j][to] - self.unit[j][from];
                    if to != from && cost < arc.0 {
                        *arc = (cost, j);
                    }
                }
            }
        }
        arcs
    }

    /// Cheapest ways for a unit of a client to end at each place, and the place before.
    fn paths(&self, j: usize, arcs: &[Vec<(f64, usize)>]) -> (Vec<f64>, Vec<Option<usize>>) {
        let places = self.room.len();
        let mut cost = self.unit[j].clone();
        let mut before = vec![None; places];
        for _ in 0..places {
            let mut changed = false;
            for from in (0..places).filter(|from| self.room[*from] <= self.hair) {
                for (to, arc) in arcs[from].iter().enumerate() {
                    let through = cost[from] + arc.0;
                    if through < cost[to] - 1e-12 * through.abs() {
                        cost[to] = through;
                        before[to] = Some(from);
                        changed = true;
                    }
                }
            }
            if !changed {
                break;
            }
        }
        (cost, before)
    }

    fn plan(&self, loads: &Loads, open: &[usize]) -> Plan {
        let mut plan =
            Plan { value: loads.charge * open.len() as f64, left_out: 0.0, flows: Vec::new() };
        for (j, amounts) in self.amount.iter().enumerate() {
            for (place, &amount) in amounts.iter().enumerate().filter(|(_, amount)| **amount > 0.0)
            {
                plan.value += amount * self.unit[j][place];
                match open.get(place) {
                    Some(&site) => plan.flows.push((j, site, amount)),
                    None => plan.left_out += amount,
                }
            }
        }
        plan
    }
}

/// The place of the least cost.
fn least(costs: &[f64]) -> usize {
    let mut best = 0;
    for (place, cost) in costs.iter().enumerate() {
        if *cost < costs[best] {
            best = place;
        }
    }
    best
}
