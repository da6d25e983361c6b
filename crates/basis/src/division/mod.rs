//! Administrative divisions: codes, and a register that knows which were valid when and what became of them.

mod code;
mod ended;
mod finding;
mod link;
mod load;
mod register;
mod rows;

pub use code::{CountyCode, DivisionCode, Level};
pub use finding::{Finding, FindingKind};
pub use register::{Division, Divisions, Link, LinkBasis};

#[cfg(test)]
mod tests;
