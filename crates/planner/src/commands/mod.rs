//! One file a command: its options, then what it does.

pub(crate) mod access;
pub(crate) mod budget;
pub(crate) mod circle;
pub(crate) mod decay;
pub(crate) mod equity;
pub(crate) mod export;
pub(crate) mod import;
pub(crate) mod index;
pub(crate) mod level;
pub(crate) mod report;
pub(crate) mod scenario;
pub(crate) mod site;
pub(crate) mod tied;
pub(crate) mod transit;
pub(crate) mod travel;
