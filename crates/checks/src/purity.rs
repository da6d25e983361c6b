//! Deciding is pure, and pages keep to themselves: what a `model.rs` and a template may not name.

use crate::Finding;
use crate::scan::Scan;
use crate::tree::File;

/// Doors to the world outside: none of them opens into a model.
const DOORS: [&str; 8] =
    ["store::", "ledger::", "web::", "axum::", "tokio::", "std::fs", "std::net", "async fn"];
/// How a page names a program of our own that only adds to it.
const OWN_MODULE: &str = "<script type=\"module\" src=\"{{ script }}\">";
/// What would run in, or load from, somewhere else than our own pages.
const FOREIGN: [&str; 9] = [
    "<script",
    "<iframe",
    "javascript:",
    " onclick=",
    " onload=",
    " onsubmit=",
    " onchange=",
    "src=\"http",
    "url(http",
];

/// What would make elements out of text, run it, or keep something when the page is gone.
const LASTING: [&str; 13] = [
    "innerHTML",
    "outerHTML",
    "insertAdjacentHTML",
    "document.write",
    "setHTML",
    "document.cookie",
    "localStorage",
    "sessionStorage",
    "indexedDB",
    "caches.",
    "postMessage",
    " eval(",
    "new Function",
];

/// Whether the file decides: `model.rs`, or what became of it when it grew.
pub(crate) fn is_model(path: &str) -> bool {
    let inside = path.starts_with("crates/") && path.ends_with(".rs");
    inside && (path.ends_with("/src/model.rs") || path.contains("/src/model/"))
}

/// Doors in a model, its tests aside.
pub(crate) fn doors(file: &File) -> Vec<Finding> {
    let scan = Scan::new(&file.text);
    let lines = scan.code.lines().enumerate().take(scan.tests_from().saturating_sub(1));
    lines
        .filter_map(|(i, line)| {
            let door = DOORS.iter().find(|door| names(line, door))?;
            let what =
                format!("{door} in a model, which is pure: take what you need as an argument");
            Some(Finding::new(&file.path, i + 1, what))
        })
        .collect()
}

/// The word stands there by itself, not as the end of another.
fn names(line: &str, word: &str) -> bool {
    line.match_indices(word)
        .any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':'))
}

/// Whether the file is a program for browsers, and none of its tests.
pub(crate) fn is_program_for_browsers(path: &str) -> bool {
    path.starts_with("islands/") && path.ends_with(".ts") && !path.ends_with(".test.ts")
}

/// What a program for browsers may not do with texts and storage, save where the line before says
/// what is kept: `// Kept, …`.
pub(crate) fn lasting(file: &File) -> Vec<Finding> {
    let before = std::iter::once("").chain(file.text.lines());
    let lines = file.text.lines().zip(before).enumerate();
    lines
        .filter(|(_, (_, before))| !before.starts_with("// Kept, "))
        .filter_map(|(i, (line, _))| {
            let found = LASTING.iter().find(|word| line.contains(**word))?;
            let what = format!("{found}: write texts with textContent, and keep nothing");
            Some(Finding::new(&file.path, i + 1, what))
        })
        .collect()
}

/// Scripts in a template, and things that it would load from elsewhere.
pub(crate) fn foreign(file: &File) -> Vec<Finding> {
    file.text
        .lines()
        .enumerate()
        .filter_map(|(i, line)| {
            // A module of our own whose address the page knows from the bundle is no stranger.
            let line = line.to_lowercase().replace(OWN_MODULE, "");
            let found = FOREIGN.iter().find(|foreign| line.contains(**foreign))?;
            let what = format!(
                "{} in a page: pages work without scripts, from our own files",
                found.trim()
            );
            Some(Finding::new(&file.path, i + 1, what))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(findings: Vec<Finding>) -> Vec<usize> {
        findings.into_iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn a_model_has_no_doors() {
        let check = |text: &str, expected: &[usize]| {
            let file = File { path: "crates/cases/src/model.rs".into(), text: text.into() };
            assert_eq!(lines(doors(&file)), expected, "{text}");
        };
        check("use basis::Date;\nuse store::Tx;\n", &[2]);
        check("// store::Tx\nlet a = \"tokio::\";\nmy_store::x();\n", &[]);
        check("pub async fn a() {}\nstd::fs::read(b);\n", &[1, 2]);
        check("#[cfg(test)]\nmod tests {\nuse store::Tx;\n}\n", &[]);
    }

    #[test]
    fn models_are_known_by_their_place() {
        let check = |path, expected| assert_eq!(is_model(path), expected, "{path}");
        check("crates/cases/src/model.rs", true);
        check("crates/cases/src/model/state.rs", true);
        check("crates/cases/src/acts.rs", false);
    }

    #[test]
    fn a_page_keeps_to_itself() {
        let text = "<a href=\"https://law\">x</a>\n<SCRIPT>\n<img src=\"http://x\">\n<p>once</p>\n\
             <script type=\"module\" src=\"{{ script }}\"></script>\n<script src=\"{{ script }}\">"
            .into();
        assert_eq!(lines(foreign(&File { path: "x.html".into(), text })), [2, 3, 6]);
    }

    #[test]
    fn a_program_for_browsers_writes_text_and_keeps_nothing() {
        assert!(is_program_for_browsers("islands/map/index.ts"));
        assert!(!is_program_for_browsers("islands/map/config.test.ts"));
        let text = "p.textContent = name;\np.innerHTML = name;\nlocalStorage.setItem(a, b);\n\
                    // Kept, and of nobody: a switch.\nconst b = localStorage;\n";
        let file = File { path: "islands/map/index.ts".to_owned(), text: text.to_owned() };
        assert_eq!(lines(lasting(&file)), [2, 3]);
    }
}
