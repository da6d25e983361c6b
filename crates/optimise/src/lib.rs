//! Where to put things: covering, median and centre problems, each answer with its proved bound.

mod answer;
mod costs;
mod error;
mod index;
mod kernel;
mod limit;
mod median;
mod model;
mod orlib;
mod siting;

pub use answer::{Answer, Flow, Reason, Status, relative_gap};
pub use costs::Costs;
pub use error::SitingError;
pub use index::{ClientIndex, SiteIndex};
pub use limit::Limit;
pub use median::p_median;
pub use orlib::{OrLib, read_orlib};
pub use siting::{Allowance, Number, Role, Site, Siting};
