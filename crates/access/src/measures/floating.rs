//! Floating catchments: capacity shared among those who can reach it.
//!
//! | measure | A_i | source |
//! |---|---|---|
//! | 2SFCA, E2SFCA | Σ_j w_ij S_j / Σ_k P_k w_kj | Luo & Wang 2003; Luo & Qi 2009 with stepwise w |
//! | 3SFCA | Σ_j g_ij w_ij S_j / Σ_k P_k g_kj w_kj, g_ij = w_ij / Σ_j w_ij | Wan et al. 2012 |
//! | M2SFCA | Σ_j w_ij² S_j / Σ_k P_k w_kj | Delamater 2013 |
//! | BFCA | Σ_j c_ij S_j / Σ_k P_k g_kj, c_ij = w_ij / Σ_i w_ij | Páez et al. 2019 |
//! | availability | Σ_j S_j P_i^a w_ij / Σ_k P_k^a w_kj | Soukhov et al. 2023 |
//!
//! A facility without weighted demand gives nothing. The sum in g_ij runs over every listed
//! facility within reach, whatever its capacity (as PySAL does); leave out of the rows what nobody
//! would choose.

use super::conservation::is_any;
use super::{Conservation, Service};
use crate::decay::WithWeight;
use crate::{Amounts, InputError, Reach, Row, Rows};

/// A competitive measure with what it rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Access {
    /// Capacity for one person, by zone (for availability: capacity for all its people).
    pub by_zone: Vec<f64>,
    /// Weighted demand, by facility.
    pub demand: Vec<f64>,
    /// Whether what people get is what facilities give.
    pub conservation: Conservation,
}

impl<R: Rows> Service<'_, R> {
    /// 2SFCA; with a stepwise decay E2SFCA, with a gaussian one the kernel form.
    #[must_use]
    pub fn two_step(&self, reach: &Reach) -> Access {
        self.floating(reach, Kind { shared: false, squared: (false, false), balanced: false })
    }

    /// 3SFCA: people divide among the facilities within reach before they compete.
    #[must_use]
    pub fn three_step(&self, reach: &Reach) -> Access {
        self.floating(reach, Kind { shared: true, squared: (true, true), balanced: false })
    }

    /// M2SFCA: distance also wastes capacity, so that not all of it is delivered.
    #[must_use]
    pub fn modified_two_step(&self, reach: &Reach) -> Access {
        self.floating(reach, Kind { shared: false, squared: (false, true), balanced: false })
    }

    /// BFCA: neither demand nor capacity is counted more than once.
    #[must_use]
    pub fn balanced(&self, reach: &Reach) -> Access {
        self.floating(reach, Kind { shared: true, squared: (false, false), balanced: true })
    }

    /// Spatial availability: how much capacity falls to a zone; `exponent` a = 1 for people as
    /// they are.
    ///
    /// # Errors
    /// An exponent that is not finite or not above 0.
    pub fn availability(&self, reach: &Reach, exponent: f64) -> Result<Access, InputError> {
        if !(exponent.is_finite() && exponent > 0.0) {
            let mend = "give a finite number above 0; 1 counts people as they are";
            return Err(InputError::parameter("the exponent of people", exponent, mend));
        }
        let raised = self.people.values().iter().map(|people| people.powf(exponent)).collect();
        let raised = Amounts::new(self.people.name(), raised)?;
        let service = Service { rows: self.rows, people: &raised, capacity: self.capacity };
        let mut access = service.two_step(reach);
        for (value, people) in access.by_zone.iter_mut().zip(raised.values()) {
            *value *= people;
        }
        Ok(access)
    }

    fn floating(&self, reach: &Reach, kind: Kind) -> Access {
        reach.run(Floating { service: self, kind })
    }
}

/// FCA ratio of each zone: Σ_j S_j / Σ_j P_j over the places j within `reach` (Luo & Wang 2003,
/// first step alone). Here people live at the places that also hold capacity, so `people` has one
/// amount a facility, like `capacity`. `None` where nobody lives within reach.
///
/// # Errors
/// A list of another length than the facilities of the rows.
pub fn fca_ratio<R: Rows>(
    rows: &R,
    people: &Amounts,
    capacity: &Amounts,
    reach: &Reach,
) -> Result<Vec<Option<f64>>, InputError> {
    InputError::same_length(people.name(), people.len(), rows.facilities(), "facility")?;
    InputError::same_length(capacity.name(), capacity.len(), rows.facilities(), "facility")?;
    Ok(reach.run(Ratio { rows, people: people.values(), capacity: capacity.values() }))
}

struct Ratio<'a, R> {
    rows: &'a R,
    people: &'a [f64],
    capacity: &'a [f64],
}

impl<R: Rows> WithWeight for Ratio<'_, R> {
    type Output = Vec<Option<f64>>;

    fn run<W: Fn(f64) -> f64>(self, weight: W) -> Self::Output {
        let mut ratios = vec![None; self.rows.zones()];
        self.rows.each_row(&mut |row| {
            let (mut capacity, mut people) = (0.0, 0.0);
            for (facility, minutes) in row.iter() {
                let weight = weight(minutes);
                capacity += weight * self.capacity[facility];
                people += weight * self.people[facility];
            }
            ratios[row.zone.at()] = (people > 0.0).then(|| capacity / people);
        });
        ratios
    }
}

/// In what the measures differ.
#[derive(Clone, Copy)]
struct Kind {
    /// People divide by g_ij.
    shared: bool,
    /// Whether w_ij counts twice in demand, and in access.
    squared: (bool, bool),
    /// Capacity divides by c_ij.
    balanced: bool,
}

struct Floating<'a, 'b, R> {
    service: &'a Service<'b, R>,
    kind: Kind,
}

impl<R: Rows> WithWeight for Floating<'_, '_, R> {
    type Output = Access;

    fn run<W: Fn(f64) -> f64>(self, weight: W) -> Access {
        let Service { rows, people, capacity } = self.service;
        let people = people.values();
        let mut buffer = Vec::new();
        let mut demand = vec![0.0; capacity.len()];
        let mut columns = vec![0.0; if self.kind.balanced { capacity.len() } else { 0 }];
        rows.each_row(&mut |row| {
            let share = self.weigh(row, &weight, &mut buffer);
            self.add_demand(row, people[row.zone.at()] * share, &buffer, &mut demand);
            if self.kind.balanced {
                for (facility, weight) in row.facilities.iter().zip(&buffer) {
                    columns[facility.at()] += weight;
                }
            }
        });
        let ratio = ratios(capacity.values(), &demand, &columns);
        let mut by_zone = vec![0.0; people.len()];
        rows.each_row(&mut |row| {
            let share = self.weigh(row, &weight, &mut buffer);
            let share = if self.kind.squared.0 { share } else { 1.0 };
            by_zone[row.zone.at()] = share * self.collect(row, &buffer, &ratio);
        });
        let delivered = people.iter().zip(&by_zone).map(|(people, access)| people * access).sum();
        let conservation = Conservation::of(delivered, capacity.values(), &demand);
        Access { by_zone, demand, conservation }
    }
}

impl<R: Rows> Floating<'_, '_, R> {
    /// Fills the weights of a row; gives 1 / Σ_j w_ij where people divide, otherwise 1.
    fn weigh(&self, row: Row<'_>, weight: impl Fn(f64) -> f64, buffer: &mut Vec<f64>) -> f64 {
        buffer.clear();
        buffer.extend(row.minutes.iter().map(|minutes| weight(*minutes)));
        if !self.kind.shared {
            return 1.0;
        }
        let sum: f64 = buffer.iter().sum();
        if sum > 0.0 { 1.0 / sum } else { 0.0 }
    }

    fn add_demand(&self, row: Row<'_>, people: f64, weights: &[f64], demand: &mut [f64]) {
        if people == 0.0 {
            return;
        }
        let pairs = row.facilities.iter().zip(weights);
        if self.kind.squared.0 {
            pairs.for_each(|(facility, weight)| demand[facility.at()] += people * weight * weight);
        } else {
            pairs.for_each(|(facility, weight)| demand[facility.at()] += people * weight);
        }
    }

    fn collect(&self, row: Row<'_>, weights: &[f64], ratio: &[f64]) -> f64 {
        let pairs = row.facilities.iter().zip(weights);
        if self.kind.squared.1 {
            // In this order, since the square of a tiny weight may be lost.
            pairs.map(|(facility, weight)| weight * ratio[facility.at()] * weight).sum()
        } else {
            pairs.map(|(facility, weight)| weight * ratio[facility.at()]).sum()
        }
    }
}

/// Capacity for one person of weighted demand; 0 where there is no demand.
fn ratios(capacity: &[f64], demand: &[f64], columns: &[f64]) -> Vec<f64> {
    let column = |facility: usize| columns.get(facility).copied().unwrap_or(1.0);
    let ratio = |(facility, (capacity, demand)): (usize, (&f64, &f64))| {
        if is_any(*demand) { capacity / (demand * column(facility)) } else { 0.0 }
    };
    capacity.iter().zip(demand).enumerate().map(ratio).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Costs, Decay, Pair};

    /// Two zones of 1 and 3 people share facility 0 at 5 minutes; zone 1 alone reaches facility 1
    /// at 5 minutes; facility 2 is beyond everyone.
    fn town() -> (Costs, Amounts, Amounts) {
        let pair = |zone, facility, minutes| Pair { zone, facility, minutes };
        let pairs = [pair(0, 0, 5.0), pair(1, 0, 5.0), pair(1, 1, 5.0), pair(1, 2, 50.0)];
        let people = Amounts::new("people", vec![1.0, 3.0]).unwrap();
        let capacity = Amounts::new("capacity", vec![8.0, 6.0, 16.0]).unwrap();
        (Costs::from_pairs(2, 3, &pairs).unwrap(), people, capacity)
    }

    fn check(access: &Access, by_zone: [f64; 2]) {
        for (found, expected) in access.by_zone.iter().zip(by_zone) {
            assert!((found - expected).abs() < 1e-12, "{:?} is not {by_zone:?}", access.by_zone);
        }
    }

    #[test]
    fn a_town_of_two_zones_by_hand() {
        let (costs, people, capacity) = town();
        let service = Service::new(&costs, &people, &capacity).unwrap();
        let half = Reach::new(Decay::Step(vec![Step { until: 15.0, weight: 0.5 }])).unwrap();
        let near = Reach::binary(15.0).unwrap();
        use crate::{Decay, Step};
        // 8/4 for both, 6/3 more for zone 1.
        check(&service.two_step(&near), [2.0, 4.0]);
        // Halving every weight changes nothing but M2SFCA, which then delivers half.
        check(&service.two_step(&half), [2.0, 4.0]);
        check(&service.modified_two_step(&half), [1.0, 2.0]);
        // Demand at 0: 1·1 + 3·½, at 1: 3·½.
        check(&service.three_step(&near), [3.2, 1.6 + 2.0]);
        // Capacity of 0 divides in two: 8·½/2.5; of 1 goes whole: 6/1.5.
        check(&service.balanced(&near), [1.6, 5.6]);
        check(&service.availability(&near, 1.0).unwrap(), [2.0, 12.0]);
        let conservation = service.two_step(&near).conservation;
        assert_eq!(conservation, Conservation { delivered: 14.0, reached: 14.0, unreached: 16.0 });
        assert!(conservation.holds());
        assert!(!service.modified_two_step(&half).conservation.holds());
        assert_eq!(service.two_step(&near).demand, [4.0, 3.0, 0.0]);
    }

    #[test]
    fn a_weight_near_nothing_still_conserves() {
        use crate::Decay;
        let (costs, people, capacity) = town();
        let service = Service::new(&costs, &people, &capacity).unwrap();
        // e^-400 at 5 minutes: its square is below the smallest number.
        let faint = Reach::new(Decay::Exponential { rate: 80.0 }).unwrap();
        assert!(service.three_step(&faint).conservation.holds());
    }

    #[test]
    fn the_ratio_divides_what_lies_within_reach() {
        let (costs, _, capacity) = town();
        let at_places = Amounts::new("people", vec![4.0, 0.0, 1.0]).unwrap();
        let near = Reach::binary(15.0).unwrap();
        let ratio = fca_ratio(&costs, &at_places, &capacity, &near).unwrap();
        assert_eq!(ratio, [Some(2.0), Some(14.0 / 4.0)]);
        let nobody = Amounts::same("people", 0.0, 3);
        assert_eq!(fca_ratio(&costs, &nobody, &capacity, &near).unwrap(), [None, None]);
        assert!(fca_ratio(&costs, &Amounts::same("people", 1.0, 2), &capacity, &near).is_err());
    }

    #[test]
    fn what_is_reached_with_a_weight_beyond_all_digits_is_reached_by_nobody() {
        let pair = |facility, minutes| Pair { zone: 0, facility, minutes };
        let costs = Costs::from_pairs(1, 2, &[pair(0, 25.472_175), pair(1, 53.107_732)]).unwrap();
        let people = Amounts::new("people", vec![48.747_098]).unwrap();
        let capacity = Amounts::new("capacity", vec![2.0, 4.0]).unwrap();
        let reach = Reach::new(Decay::Gaussian { sigma: 1.828_015 }).unwrap();
        let service = Service::new(&costs, &people, &capacity).unwrap();
        let Conservation { delivered, reached, unreached } =
            service.three_step(&reach).conservation;
        assert!((delivered - 2.0).abs() < 1e-9, "{delivered}");
        assert_eq!((reached, unreached), (2.0, 4.0));
    }
}
