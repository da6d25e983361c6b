//! Reach, catchments, facility standards and the indices of equality.
//!
//! The way through: pairs of zone, facility and minutes become [`Costs`]; a [`Service`] puts people
//! and capacity to them and computes [`measures`]; [`circle`] reports who is left out and why,
//! [`standard`] what each division owes, [`equity`] how unequal a measure is, and [`index`] makes one
//! number of many indicators.
//! What must stay true: nothing here reads a file, a clock or a network, and an input that cannot
//! be is refused with its row before anything is computed.

pub mod amounts;
pub mod circle;
pub mod costs;
pub mod decay;
pub mod equity;
pub mod error;
pub mod index;
pub mod measures;
pub mod standard;

pub use amounts::{Amounts, Group};
pub use costs::{Costs, FacilityIndex, Pair, Row, Rows, ZoneIndex};
pub use decay::{Decay, Reach, Step};
pub use error::InputError;
pub use measures::Service;
