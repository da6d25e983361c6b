//! Composite index: many indicators of many units over years, in one number that can be taken apart.
//!
//! [`Panel`] holds the indicators as published, with gaps and marked breaks of definition;
//! [`Scores::of`] normalises, weighs and scores the years asked for. Nothing is filled in or
//! smoothed over: a missing value is refused by name, a break is carried along with every
//! comparison over years that crosses it.

mod breaks;
mod convergence;
mod normal;
mod panel;
mod score;
mod sensitivity;
mod weights;

pub use breaks::{Break, Jump};
pub use convergence::{Beta, Convergence, Sigma, beta_convergence, converge, sigma_convergence};
pub use normal::{Normalisation, Table};
pub use panel::{Direction, Indicator, Observation, Panel};
pub use score::{Method, Scores};
pub use sensitivity::{RankSpread, Sensitivity};
pub use weights::{Weighting, weights};
