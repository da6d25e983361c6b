//! Where to put things: covering, median and centre problems, each answer with its proved bound.

mod answer;
mod budget;
mod capacitated;
mod centre;
mod costs;
mod dispersion;
mod equity;
mod error;
mod hierarchy;
mod index;
mod kernel;
mod limit;
mod lscp;
mod mclp;
mod median;
mod model;
mod orlib;
mod relocation;
mod siting;

pub use answer::{Answer, Flow, Reason, Status, relative_gap};
pub use budget::{
    BudgetAnswer, Fund, Goal, Levels, Measure, Payer, Rule, Setting, ShadowPrice, Spending, budget,
};
pub use capacitated::{CapacityGoal, capacitated};
pub use centre::p_centre;
pub use costs::Costs;
pub use dispersion::p_dispersion;
pub use equity::{
    Fair, FrontierPoint, KolmPollak, PriorityGroup, Remoteness, fair_centre, frontier,
    gini_bounded, gini_of_costs, kolm_pollak, priority_demand,
};
pub use error::SitingError;
pub use hierarchy::{Tier, TieredAnswer, Together, hierarchy};
pub use index::{ClientIndex, SiteIndex};
pub use limit::Limit;
pub use lscp::{Least, lscp, lscp_within};
pub use mclp::mclp;
pub use median::p_median;
pub use orlib::{OrLib, read_orlib};
pub use relocation::{Relocation, moves, relocate};
pub use siting::{Allowance, Number, Role, Site, Siting};
