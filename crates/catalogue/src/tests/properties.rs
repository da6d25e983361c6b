//! Whatever a file says, the check answers with places that are in it.

use proptest::prelude::*;

use super::{TODAY, good};
use crate::{Settings, check_files};

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn a_spoiled_file_gives_findings_in_place_and_never_a_panic(
        file in 0usize..16,
        from in 0usize..120,
        lines in 1usize..4,
        put in prop_oneof![Just(""), Just("x: ["), Just("  - {a: 1}"), Just("version: 无"), Just("\t")],
    ) {
        let mut files = good();
        let at = file % files.len();
        let text = files[at].text.clone();
        let mut kept: Vec<&str> = text.lines().collect();
        let from = from % kept.len();
        let until = (from + lines).min(kept.len());
        kept.splice(from..until, [put]);
        files[at].text = kept.join("\n");
        let count = files[at].text.lines().count() + 2;
        let path = files[at].path.clone();
        for finding in check_files(&files, &Settings::on(TODAY)).findings {
            prop_assert!(finding.line >= 1 && finding.column >= 1, "{finding}");
            prop_assert!(finding.path != path || finding.line as usize <= count, "{finding}");
            prop_assert!(!finding.what.en.is_empty() && !finding.mend.en.is_empty(), "{finding}");
        }
    }

    #[test]
    fn the_order_of_lines_of_the_check_does_not_depend_on_the_order_of_files(seed in 0usize..100) {
        let mut files = good();
        let count = files.len();
        files.rotate_left(seed % count);
        prop_assert_eq!(check_files(&files, &Settings::on(TODAY)).findings.len(), 0);
    }
}
