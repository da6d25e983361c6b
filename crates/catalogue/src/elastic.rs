//! Base and elastic: what a lower level may change of what it inherits, and which way.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which way a lower level may move a field of its base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Not at all.
    Fixed,
    /// A limit may become shorter.
    Shorter,
    /// A list may lose items; a number may fall.
    Fewer,
    /// An amount to pay may fall.
    Lower,
    /// A list may gain items; a number may rise.
    More,
    /// More people may qualify.
    Wider,
    /// An amount to receive may rise.
    Higher,
}
