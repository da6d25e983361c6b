//! Searches over the street graph.
//!
//! - [`Search`]: one bounded Dijkstra, reused from origin to origin.
//! - [`Travel`]: travel times from origins to targets, row by row, never as a whole matrix.
//! - [`walks()`], [`Walks`]: the same with lengths added up exactly, whole or some points at a time.
//! - [`times`]: the times between one point and many.
//! - [`nearest()`], [`k_nearest`]: the nearest facilities of all nodes in one pass.

mod descent;
mod dijkstra;
mod k_nearest;
mod nearest;
mod onto;
mod targets;
mod travel;
pub mod walks;

pub use dijkstra::{Direction, Search};
pub use k_nearest::{KNearest, k_nearest};
pub use nearest::{Nearest, nearest};
pub use onto::times;
pub use travel::{Reached, Scratch, Travel};
pub use walks::{Walk, Walks, walks};

#[cfg(test)]
mod tests;
