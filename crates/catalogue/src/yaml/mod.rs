//! Reads YAML with the line and column of every node, merges a file over its base, and turns a
//! checked tree into typed data.

mod amend;
mod decode;
mod edit;
mod lines;
mod merge;
mod node;
mod parse;
mod without;
mod write;

pub use amend::amend;
pub use decode::decode;
pub use edit::{push, set};
pub use merge::merge;
pub use node::{Entry, Node, Place, Step, Value};
pub use parse::{ParseError, parse};
pub use without::without;
pub use write::to_yaml;
