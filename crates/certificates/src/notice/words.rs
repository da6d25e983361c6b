//! The explaining words of papers, which an office may change. Papers are in Chinese.

use std::fmt::Display;
use std::sync::Arc;

use basis::Lang;
use web::Messages;

/// The words of one day.
pub(super) struct Words(pub(super) Arc<Messages>);

impl Words {
    /// The words of a key of `data/messages`.
    pub(super) fn t(&self, key: &str) -> String {
        self.0.get(Lang::Zh, key)
    }

    /// The words of a key with placeholders filled in.
    pub(super) fn tf<V: Display>(&self, key: &str, values: &[(&str, V)]) -> String {
        self.0.fill(Lang::Zh, key, values)
    }
}
