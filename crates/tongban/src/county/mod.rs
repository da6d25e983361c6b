//! The demo county: simulated people in real villages, their registers, and accounts of every role.

mod accounts;
mod load;
mod past;
mod people;
pub mod points;
mod registers;

pub use accounts::PASSWORD;
pub use load::{Loaded, ensure};
pub use people::{Wish, make};
