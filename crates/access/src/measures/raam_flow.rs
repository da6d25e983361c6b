//! The flow behind RAAM: who goes where, and how it is improved zone by zone.

use super::{Equilibrium, RaamStatus, Service};
use crate::{InputError, Rows};

/// Part of a zone's people on the way to one facility.
#[derive(Clone, Copy, Debug)]
struct Leg {
    facility: u32,
    /// t / τ.
    travel: f64,
    people: f64,
}

/// A facility as one zone sees it: the cost with nobody of the zone there, and its room.
#[derive(Clone, Copy, Debug)]
struct Choice {
    facility: u32,
    travel: f64,
    cost: f64,
    room: f64,
}

/// Zones with their listed facilities, in compact form, and the flow.
pub(super) struct Flow {
    zones: Vec<Zone>,
    facilities: Vec<u32>,
    travel: Vec<f64>,
    /// ρ S_j: people that a facility serves at average crowding; 0 without capacity.
    room: Vec<f64>,
    /// D_j.
    load: Vec<f64>,
    /// D_j / (ρ S_j).
    price: Vec<f64>,
    choices: Vec<Choice>,
    left_out: f64,
}

struct Zone {
    index: usize,
    people: f64,
    pairs: std::ops::Range<usize>,
    legs: Vec<Leg>,
}

impl Flow {
    pub(super) fn new<R: Rows>(service: &Service<'_, R>, tau: f64) -> Result<Self, InputError> {
        let (people, capacity) = (service.people.values(), service.capacity.values());
        let per_capacity = service.people.total() / service.capacity.total();
        if !(per_capacity.is_finite() && per_capacity > 0.0) {
            let mend = "RAAM needs people and capacity above 0";
            return Err(InputError::empty("people or capacity", mend));
        }
        let room: Vec<f64> = capacity.iter().map(|capacity| capacity * per_capacity).collect();
        let mut flow = Self {
            zones: Vec::new(),
            facilities: Vec::new(),
            travel: Vec::new(),
            load: vec![0.0; room.len()],
            price: vec![0.0; room.len()],
            room,
            choices: Vec::new(),
            left_out: service.people.total(),
        };
        service.rows.each_row(&mut |row| {
            let from = flow.travel.len();
            for (facility, minutes) in row.iter().filter(|(facility, _)| capacity[*facility] > 0.0)
            {
                flow.facilities.push(facility as u32);
                flow.travel.push(minutes / tau);
            }
            let pairs = from..flow.travel.len();
            if !pairs.is_empty() {
                let index = row.zone.at();
                flow.left_out -= people[index];
                flow.zones.push(Zone { index, people: people[index], pairs, legs: Vec::new() });
            }
        });
        Ok(flow)
    }

    /// Every zone spreads anew over all facilities that it reaches.
    pub(super) fn pass_over_all(&mut self) {
        for zone in 0..self.zones.len() {
            self.take_away(zone);
            if self.zones[zone].people > 0.0 {
                self.list_choices(zone);
                self.spread(zone);
            }
        }
    }

    /// The facilities that may be worth it: nobody pays more than if all went to the cheapest.
    fn list_choices(&mut self, zone: usize) {
        let Zone { people, ref pairs, .. } = self.zones[zone];
        let listed = || {
            let pairs = self.facilities[pairs.clone()].iter().zip(&self.travel[pairs.clone()]);
            pairs.map(|(facility, travel)| {
                (*facility, *travel, travel + self.price[*facility as usize])
            })
        };
        let (mut cheapest, mut least) = (0, f64::INFINITY);
        for (facility, _, cost) in listed() {
            if cost < least {
                (cheapest, least) = (facility, cost);
            }
        }
        let most = least + people / self.room[cheapest as usize];
        self.choices.clear();
        for (facility, travel, cost) in listed() {
            if cost < most {
                let room = self.room[facility as usize];
                self.choices.push(Choice { facility, travel, cost, room });
            }
        }
    }

    /// Every zone spreads anew over the facilities that it uses.
    pub(super) fn pass_over_used(&mut self) {
        for zone in 0..self.zones.len() {
            if self.zones[zone].legs.len() < 2 {
                continue;
            }
            self.take_away(zone);
            self.choices.clear();
            for leg in &self.zones[zone].legs {
                let (facility, travel) = (leg.facility, leg.travel);
                let cost = travel + self.price[facility as usize];
                let room = self.room[facility as usize];
                self.choices.push(Choice { facility, travel, cost, room });
            }
            self.spread(zone);
        }
    }

    fn take_away(&mut self, zone: usize) {
        for leg in &self.zones[zone].legs {
            let facility = leg.facility as usize;
            self.load[facility] -= leg.people;
            self.price[facility] = self.load[facility] / self.room[facility];
        }
    }

    /// Water filling: the people of a zone over its choices, so that all that are used cost the same.
    fn spread(&mut self, zone: usize) {
        let Zone { people, ref mut legs, .. } = self.zones[zone];
        let level = level(&mut self.choices, people);
        legs.clear();
        for choice in &self.choices {
            let facility = choice.facility as usize;
            let people = choice.room * (level - choice.cost);
            self.load[facility] += people;
            self.price[facility] = self.load[facility] / self.room[facility];
            legs.push(Leg { facility: choice.facility, travel: choice.travel, people });
        }
    }

    /// Loads from the legs, so that rounding does not add up.
    pub(super) fn sum_loads(&mut self) {
        self.load.fill(0.0);
        for leg in self.zones.iter().flat_map(|zone| &zone.legs) {
            self.load[leg.facility as usize] += leg.people;
        }
        for ((price, load), room) in self.price.iter_mut().zip(&self.load).zip(&self.room) {
            *price = if *room > 0.0 { load / room } else { 0.0 };
        }
    }

    /// Σ_j D_j² / (2 ρ S_j) + Σ_ij x_ij t_ij / τ.
    pub(super) fn value(&self) -> f64 {
        let crowding: f64 = self.load.iter().zip(&self.price).map(|(load, p)| load * p / 2.0).sum();
        let legs = self.zones.iter().flat_map(|zone| &zone.legs);
        crowding + legs.map(|leg| leg.people * leg.travel).sum::<f64>()
    }

    /// The dual value at the prices of the flow.
    pub(super) fn bound(&self) -> f64 {
        let squares = self.room.iter().zip(&self.price).map(|(room, price)| room * price * price);
        let paid = self.zones.iter().map(|zone| zone.people * self.least(zone));
        paid.sum::<f64>() - squares.sum::<f64>() / 2.0
    }

    /// What one more person of the zone would pay.
    fn least(&self, zone: &Zone) -> f64 {
        let listed =
            self.facilities[zone.pairs.clone()].iter().zip(&self.travel[zone.pairs.clone()]);
        let costs = listed.map(|(facility, travel)| travel + self.price[*facility as usize]);
        costs.fold(f64::INFINITY, f64::min)
    }

    pub(super) fn finish<R: Rows>(
        self,
        service: &Service<'_, R>,
        value: f64,
        bound: f64,
        wanted: f64,
        passes: usize,
    ) -> Equilibrium {
        let mut by_zone = vec![None; service.rows.zones()];
        for zone in &self.zones {
            by_zone[zone.index] = Some(self.least(zone));
        }
        let gap = if value > 0.0 { ((value - bound) / value).max(0.0) } else { 0.0 };
        let status = if gap <= wanted { RaamStatus::Reached } else { RaamStatus::Stopped };
        let left_out = self.left_out.max(0.0);
        Equilibrium { by_zone, demand: self.load, value, bound, gap, status, passes, left_out }
    }
}

/// The level that costs rise to when people fill the cheapest choices; keeps only the choices
/// below it. Newton's method on a convex function from the right: each step drops choices.
fn level(choices: &mut Vec<Choice>, people: f64) -> f64 {
    loop {
        let room: f64 = choices.iter().map(|choice| choice.room).sum();
        let cost: f64 = choices.iter().map(|choice| choice.room * choice.cost).sum();
        let level = (people + cost) / room;
        let before = choices.len();
        choices.retain(|choice| choice.cost < level);
        if choices.len() == before || choices.is_empty() {
            return level;
        }
    }
}
