//! RAAM (Saxon & Snow 2020): everyone goes where travel and crowding together cost least.
//!
//! Minimise  Σ_j D_j² / (2 ρ S_j) + Σ_ij x_ij t_ij / τ
//! subject to  Σ_j x_ij = P_i,  x ≥ 0,  with D_j = Σ_i x_ij and ρ = ΣP / ΣS.
//!
//! At the optimum (Beckmann 1956) nobody gains by changing: each zone pays
//! A_i = min_j (t_ij / τ + D_j / (ρ S_j)), which is its RAAM cost; less is better.
//! For any prices p the dual value Σ_i P_i min_j (t_ij / τ + p_j) − Σ_j ρ S_j p_j² / 2 is a lower
//! bound, so the answer carries a proved gap.
//!
//! Method: exact minimisation over one zone after another ("water filling"), mostly over the few
//! facilities that a zone uses, from time to time over all.

use super::Service;
use super::raam_flow::Flow;
use crate::{InputError, Rows};

/// When to stop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RaamLimits {
    /// Relative gap (value − bound) / value that is good enough.
    pub gap: f64,
    /// The most passes over all pairs.
    pub passes: usize,
}

impl Default for RaamLimits {
    fn default() -> Self {
        Self { gap: 1e-6, passes: 2_000 }
    }
}

/// Whether the gap asked for was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RaamStatus {
    /// The gap is proved.
    Reached,
    /// The passes ran out first; value, bound and gap are those of the last flow.
    Stopped,
}

/// The flow in which nobody gains by going elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct Equilibrium {
    /// RAAM cost by zone, without unit (1 = average crowding, or τ minutes); `None` where no
    /// facility with capacity is reached. Zones without people get what one person would pay.
    pub by_zone: Vec<Option<f64>>,
    /// People served, by facility.
    pub demand: Vec<f64>,
    /// Value of the flow found.
    pub value: f64,
    /// Proved lower bound of the value.
    pub bound: f64,
    /// (value − bound) / value.
    pub gap: f64,
    /// Whether the gap asked for was reached.
    pub status: RaamStatus,
    /// Passes over all pairs.
    pub passes: usize,
    /// People in zones that reach no facility with capacity; they take no part.
    pub left_out: f64,
}

impl<R: Rows> Service<'_, R> {
    /// RAAM with `tau` minutes of travel weighing as much as average crowding.
    ///
    /// # Errors
    /// τ or the gap is not a finite number above 0; nobody or no capacity to compute with.
    pub fn raam(&self, tau: f64, limits: RaamLimits) -> Result<Equilibrium, InputError> {
        for (name, value) in [("tau", tau), ("the gap", limits.gap)] {
            if !(value.is_finite() && value > 0.0) {
                let mend = "give a finite number above 0";
                return Err(InputError::parameter(name, value, mend));
            }
        }
        let mut flow = Flow::new(self, tau)?;
        let mut passes = 0;
        let (mut value, mut bound) = (f64::INFINITY, f64::NEG_INFINITY);
        while passes < limits.passes.max(1) {
            flow.pass_over_all();
            for _ in 0..FEW {
                flow.pass_over_used();
            }
            flow.sum_loads();
            value = flow.value();
            bound = bound.max(flow.bound());
            passes += 1;
            if (value - bound) <= limits.gap * value {
                break;
            }
        }
        Ok(flow.finish(self, value, bound, limits.gap, passes))
    }
}

/// Passes over the facilities in use for each one over all. Those cost a hundredth, and crowding
/// spreads through a city only from one catchment to the next in each.
const FEW: usize = 400;
