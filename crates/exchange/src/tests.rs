//! The exchange on real databases, over the real catalogue.

mod eligibility;
mod exchange;
mod order;

use std::path::Path;
use std::sync::{Arc, OnceLock};

use basis::Date;
use catalogue::{Catalogue, Settings};
use jiff::civil::date;

pub(crate) const COUNTY: &str = "330825";
pub(crate) const TODAY: Date = date(2026, 11, 22);

/// The catalogue of the demo county, loaded once.
pub(crate) fn catalogue() -> Arc<Catalogue> {
    static ONCE: OnceLock<Arc<Catalogue>> = OnceLock::new();
    let load = || {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/catalogue");
        let loaded = Catalogue::load(&folder, &Settings::on(TODAY));
        Arc::new(loaded.unwrap_or_else(|error| panic!("{error}")))
    };
    Arc::clone(ONCE.get_or_init(load))
}
