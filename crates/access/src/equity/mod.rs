//! Equity: how unequal a measure is among people, between which groups, and from which source.
//!
//! Everything is weighted: x_i is the value of observation i, w_i its weight (people), W = Σw,
//! μ = Σwx / W. An index that is not defined (no positive value, or a zero where a logarithm is
//! taken) is `None`, never a made-up number.

mod atkinson;
mod bootstrap;
mod concentration;
mod dagum;
mod entropy;
mod grouped;
mod indices;
mod lorenz;
mod nesting;
mod order;
mod sample;
mod shortfall;
mod sources;
mod targets;

pub use atkinson::{Aversion, atkinson};
pub use bootstrap::{Interval, Resampling, SampleIndex, bootstrap, bootstraps};
pub use concentration::{Concentration, concentration, palma_by};
pub use dagum::GiniParts;
pub use entropy::{Entropy, EntropyParts, GroupPart, entropy};
pub use grouped::Grouped;
pub use indices::{Indices, variation};
pub use lorenz::{LorenzPoint, gini, hoover, lorenz, palma, twenty_twenty};
pub use nesting::{Labels, Nesting};
pub use sample::Sample;
pub use shortfall::shortfall;
pub use sources::{SourcePart, gini_sources};
pub use targets::{Balance, Better, UrbanRural, urban_rural};
