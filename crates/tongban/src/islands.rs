//! The programs for browsers that were bundled when this binary was built.

use web::Islands;

/// Every file of `islands/dist`; none where it was not built.
pub const ISLANDS: Islands = Islands(include!(concat!(env!("OUT_DIR"), "/islands.rs")));

/// Says in the log that pages have no programs, where that is so.
pub fn say_if_missing() {
    if ISLANDS.is_empty() {
        tracing::warn!(
            "this binary was built without islands/dist: maps are drawings that do not move; \
             `scripts/islands.sh` before `cargo build` adds them"
        );
    }
}
