//! The pages: a stranger verifies; the holder looks, shows and downloads.

mod holder;
mod stranger;

pub use holder::{download, mine, show};
pub use stranger::{ask, result, verify};

use crate::model::State;

/// The colour of a state; the sign and the words say the same without it.
fn tone(state: State) -> &'static str {
    match state {
        State::Valid => "ok",
        State::Suspended | State::Superseded => "warn",
        State::Revoked | State::Expired => "late",
    }
}

fn sign(state: State) -> &'static str {
    match state {
        State::Valid => "✓",
        State::Suspended | State::Superseded => "!",
        State::Revoked | State::Expired => "✕",
    }
}
