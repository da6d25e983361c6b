//! Measures of access: what each zone reaches, alone or in competition with the others.
//!
//! Symbols in all files: P_i people of zone i, S_j capacity of facility j, t_ij minutes, w_ij weight
//! of the pair by its [`Reach`](crate::Reach); a pair that is not listed weighs 0.

mod conservation;
mod floating;
mod nearest;
mod raam;
mod raam_flow;
mod reached;

pub use conservation::Conservation;
pub use floating::{Access, fca_ratio};
pub use nearest::Nearest;
pub use raam::{Equilibrium, RaamLimits, RaamStatus};

use crate::{Amounts, InputError, Rows};

/// Zones with people, facilities with capacity, and the travel times between them.
#[derive(Debug)]
pub struct Service<'a, R> {
    rows: &'a R,
    people: &'a Amounts,
    capacity: &'a Amounts,
}

impl<'a, R: Rows> Service<'a, R> {
    /// Puts people (one amount a zone) and capacity (one a facility) to travel times.
    ///
    /// # Errors
    /// A list of another length than the zones or facilities of the rows.
    pub fn new(
        rows: &'a R,
        people: &'a Amounts,
        capacity: &'a Amounts,
    ) -> Result<Self, InputError> {
        InputError::same_length(people.name(), people.len(), rows.zones(), "zone")?;
        InputError::same_length(capacity.name(), capacity.len(), rows.facilities(), "facility")?;
        Ok(Self { rows, people, capacity })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Costs, Pair};

    /// Two zones, of which only the first has a way: to the facilities in their order, after so many
    /// minutes; those without minutes are beyond it.
    pub(super) struct Street {
        costs: Costs,
        people: Amounts,
        capacity: Amounts,
    }

    impl Street {
        pub(super) fn new(minutes: &[f64], capacity: &[f64]) -> Self {
            let pair =
                |(facility, minutes): (u32, &f64)| Pair { zone: 0, facility, minutes: *minutes };
            let pairs: Vec<Pair> = (0..).zip(minutes).map(pair).collect();
            Self {
                costs: Costs::from_pairs(2, capacity.len(), &pairs).unwrap(),
                people: Amounts::same("people", 1.0, 2),
                capacity: Amounts::new("capacity", capacity.to_vec()).unwrap(),
            }
        }

        pub(super) fn service(&self) -> Service<'_, Costs> {
            Service::new(&self.costs, &self.people, &self.capacity).unwrap()
        }
    }

    #[test]
    fn a_list_of_another_length_is_refused() {
        let street = Street::new(&[1.0], &[1.0]);
        assert!(Service::new(&street.costs, &street.people, &street.people).is_err());
        assert!(Service::new(&street.costs, &street.capacity, &street.capacity).is_err());
    }
}
