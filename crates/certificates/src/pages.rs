//! The pages: a stranger verifies; the holder looks, shows and downloads.

mod holder;
mod stranger;

pub use holder::{download, mine, show};
pub use stranger::{ask, result, verify};

use crate::model::State;

/// The colour and shape of a state; the words beside it say the same.
#[must_use]
pub fn tone(state: State) -> &'static str {
    match state {
        State::Valid => "ok",
        State::Suspended | State::Superseded => "warn",
        State::Revoked | State::Expired => "late",
    }
}
