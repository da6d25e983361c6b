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
