//! Reforms and simulated populations.
