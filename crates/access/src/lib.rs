//! Reach, catchments, facility standards and the indices of equality.
//!
//! The way through: pairs of zone, facility and minutes become [`Costs`]; a [`Service`] puts people
//! and capacity to them and computes [`measures`]; [`equity`] says how unequal the result is.
//! What must stay true: nothing here reads a file, a clock or a network, and an input that cannot
//! be is refused with its row before anything is computed.

pub mod amounts;
pub mod chance;
pub mod costs;
pub mod decay;
pub mod equity;
pub mod error;
pub mod measures;

pub use amounts::{Amounts, Group};
pub use chance::Chance;
pub use costs::{Costs, FacilityIndex, Pair, Row, Rows, ZoneIndex};
pub use decay::{Decay, Reach, Step};
pub use error::InputError;
pub use measures::Service;
