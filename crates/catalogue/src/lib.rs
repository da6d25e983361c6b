//! Matters defined once, as checked data: loading, inheritance, checks, versions, search, exchange
//! formats.

pub mod catalogue;
pub mod check;
pub mod codes;
pub mod elastic;
pub mod export;
pub mod finding;
pub mod form;
pub mod guides;
pub mod joint;
pub mod list;
mod load;
mod many;
pub mod model;
pub mod schema;
pub mod search;
mod shape;
mod shelf;
pub mod yaml;

pub use catalogue::{Catalogue, LoadError};
pub use check::{Checked, IsDivision, Settings, check, check_files, known};
pub use finding::{Finding, Severity};
pub use load::{SourceFile, read_folder};
pub use many::multiplied;
pub use model::{Matter, Pin};
pub use shelf::Shelf;

#[cfg(test)]
mod tests;
