//! The free test of every competitive measure: what people get is what facilities give.

/// ΣP·A beside ΣS over the facilities that somebody reaches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Conservation {
    /// Σ_i P_i A_i.
    pub delivered: f64,
    /// Σ_j S_j over facilities with weighted demand above 1e-290, which is none.
    pub reached: f64,
    /// Σ_j S_j over the others: capacity that nobody reaches.
    pub unreached: f64,
}

/// Whether weighted demand is any. Below this a double has lost its digits, and a capacity divided by
/// it is infinite: a facility that people reach with the weight of 1e-290 is reached by nobody.
pub(crate) fn is_any(demand: f64) -> bool {
    demand > 1e-290
}

impl Conservation {
    pub(crate) fn of(delivered: f64, capacity: &[f64], demand: &[f64]) -> Self {
        let mut found = Self { delivered, reached: 0.0, unreached: 0.0 };
        for (capacity, demand) in capacity.iter().zip(demand) {
            if is_any(*demand) {
                found.reached += capacity;
            } else {
                found.unreached += capacity;
            }
        }
        found
    }

    /// delivered / reached − 1; 0 where nothing is reached. About 0 for 2SFCA, E2SFCA, 3SFCA and
    /// spatial availability. Not 0 by design for M2SFCA, which lets distant capacity go unused, and
    /// for BFCA, which conserves people (Σ_j D_j = ΣP) instead of capacity for each of them.
    #[must_use]
    pub fn relative_error(&self) -> f64 {
        if self.reached > 0.0 { self.delivered / self.reached - 1.0 } else { self.delivered }
    }

    /// Whether capacity is conserved to rounding.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.relative_error().abs() <= 1e-9
    }
}
