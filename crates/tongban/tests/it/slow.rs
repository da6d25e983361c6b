//! More people than there are places send a letter of their form now and then: whoever opens a page
//! sees it all the same.

use tongban::chaos::scene::Scene;
use tongban::chaos::slow::{Part, slow};

use crate::support::home::Home;

#[test]
fn six_hundred_slow_forms_keep_nobody_from_a_page() {
    let home = Home::sqlite();
    let scene = Scene {
        binary: env!("CARGO_BIN_EXE_tongban").into(),
        database: home.database.clone(),
        data: home.data(),
        var: home.var(),
    };
    let report = slow(&scene, Part::Body, 600, 3).unwrap_or_else(|error| panic!("{error:#}"));
    assert!(report.findings.is_empty(), "{report:#?}");
    assert!(report.slow_clients == 600 && report.pages > 0, "{report:#?}");
}
