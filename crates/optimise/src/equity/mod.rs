//! Fair siting: who waits longest, how unequal the ways are, and what fairness costs.

mod frontier;
mod gini;
mod kolm;
mod priority;

pub use frontier::{Fair, FrontierPoint, fair_centre, frontier};
pub use gini::{gini_bounded, gini_of_costs};
pub use kolm::{KolmPollak, kolm_pollak};
pub use priority::{PriorityGroup, Remoteness, priority_demand};
