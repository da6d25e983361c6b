//! How long files and functions may be.

use crate::Finding;
use crate::scan::Scan;
use crate::tree::File;

const FILE_MOST: usize = 600;
const FILE_USUAL: usize = 300;
const FUNCTION_MOST: usize = 80;

/// Lines of a file and of its functions.
pub(crate) struct Measure {
    path: String,
    /// Without the inline tests at its end.
    lines: usize,
    functions: Vec<usize>,
}

/// Measures a source; a test file counts whole, since nothing is left without its tests.
pub(crate) fn measure(file: &File) -> Measure {
    let scan = Scan::new(&file.text);
    Measure {
        path: file.path.clone(),
        lines: scan.tests_from().saturating_sub(1),
        functions: scan.functions().iter().map(|function| function.lines).collect(),
    }
}

/// Files and functions that are too long, one by one.
pub(crate) fn too_long(file: &File) -> Vec<Finding> {
    let measure = measure(file);
    let mut findings = Vec::new();
    if measure.lines > FILE_MOST {
        let what = format!(
            "{} lines without tests; {FILE_MOST} are the most: split it by concept",
            measure.lines
        );
        findings.push(Finding::new(&file.path, 0, what));
    }
    for function in Scan::new(&file.text).functions() {
        if function.lines > FUNCTION_MOST {
            let what = format!(
                "{} has {} lines; {FUNCTION_MOST} are the most: name its steps",
                function.name, function.lines
            );
            findings.push(Finding::new(&file.path, function.line, what));
        }
    }
    findings
}

/// Nine files in ten are usual in size; says which are not when there are too many.
pub(crate) fn too_many_long(measures: &[Measure]) -> Vec<Finding> {
    let long: Vec<&Measure> = measures.iter().filter(|m| m.lines >= FILE_USUAL).collect();
    if long.len() * 10 <= measures.len() {
        return Vec::new();
    }
    let what = |m: &&Measure| {
        let what = format!(
            "{} lines; nine files in ten have fewer than {FILE_USUAL}, now {} of {} do not",
            m.lines,
            long.len(),
            measures.len()
        );
        Finding::new(&m.path, 0, what)
    };
    long.iter().map(what).collect()
}

/// One line that tells how we stand.
pub(crate) fn report(measures: &[Measure]) -> String {
    let middle = |mut lengths: Vec<usize>| {
        lengths.sort_unstable();
        lengths.get(lengths.len() / 2).copied().unwrap_or_default()
    };
    let files = middle(measures.iter().map(|measure| measure.lines).collect());
    let functions = middle(measures.iter().flat_map(|m| m.functions.clone()).collect());
    format!(
        "{} sources: half have at most {files} lines (aim: 100), half of the functions {functions} (aim: 10)",
        measures.len()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: String) -> File {
        File { path: "crates/x/src/a.rs".into(), text }
    }

    #[test]
    fn long_files_and_functions_are_found() {
        let check = |text: String, expected: &[usize]| {
            let lines: Vec<usize> = too_long(&file(text)).iter().map(|f| f.line).collect();
            assert_eq!(lines, expected);
        };
        check("x\n".repeat(600), &[]);
        check("x\n".repeat(601), &[0]);
        check(
            format!("{}#[cfg(test)]\nmod tests {{\n{}}}\n", "x\n".repeat(599), "y\n".repeat(99)),
            &[],
        );
        check(format!("\nfn a() {{\n{}}}\n", "x\n".repeat(78)), &[]);
        check(format!("\nfn a() {{\n{}}}\n", "x\n".repeat(79)), &[2]);
    }

    #[test]
    fn one_long_file_in_ten_is_allowed_and_two_are_not() {
        let of = |lines: usize| measure(&file("x\n".repeat(lines)));
        let mut measures: Vec<Measure> = (0..9).map(|_| of(10)).collect();
        measures.push(of(400));
        assert_eq!(too_many_long(&measures), []);
        measures[0] = of(300);
        assert_eq!(too_many_long(&measures).len(), 2);
    }
}
