//! Whether a command would write over what it reads, or write two results into one file.

use std::path::{Path, PathBuf};

use super::note::beside;
use crate::PlannerError;
use crate::tables::file_of;

/// Refuses outputs, or the notes beside them, that are inputs or each other; to be asked before any
/// work. Both lists have the option that names each file; `inputs` may name a layer after a `#`.
///
/// # Errors
/// The option of the output, and what it would write over.
pub(crate) fn apart(
    outputs: &[(&'static str, &Path)],
    inputs: &[(&'static str, &Path)],
) -> Result<(), PlannerError> {
    let mut taken: Vec<(PathBuf, String)> =
        inputs.iter().map(|(option, path)| (real(&file_of(path)), (*option).to_owned())).collect();
    for &(option, path) in outputs {
        for file in [path.to_path_buf(), beside(path)] {
            let place = real(&file);
            if let Some((_, other)) = taken.iter().find(|(known, _)| *known == place) {
                let file = file.display();
                let what = format!("{file} is {other} too; give the result another name");
                return Err(PlannerError::option(option, what));
            }
        }
        taken.push((real(path), option.to_owned()));
        taken.push((real(&beside(path)), format!("the note beside {option}")));
    }
    Ok(())
}

/// A path by which two names of one file are the same, whether the file is there or not.
fn real(path: &Path) -> PathBuf {
    if let Ok(whole) = std::fs::canonicalize(path) {
        return whole;
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = std::fs::canonicalize(folder.unwrap_or(Path::new(".")));
    match (folder, path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_result_lies_over_an_input_or_another_result() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("in.csv"), "").unwrap();
        let check = |outputs: [&str; 2], expected: Option<&str>| {
            let [out, more] = outputs.map(at);
            let outputs = [("--out", out.as_path()), ("--per-minute", more.as_path())];
            let layer = at("in.csv#second");
            let found =
                apart(&outputs, &[("--in", layer.as_path())]).map_err(|error| error.to_string());
            match expected {
                None => assert_eq!(found, Ok(())),
                Some(expected) => assert!(found.as_ref().unwrap_err().contains(expected)),
            }
        };
        check(["a.csv", "b.csv"], None);
        check(["in.csv", "b.csv"], Some("in.csv is --in too"));
        check(["./in.csv", "b.csv"], Some("--in too"));
        check(["a.csv", "a.csv"], Some("a.csv is --out too"));
        check(["a.csv", "a.csv.json"], Some("the note beside --out"));
        check(["a.csv.json", "a.csv"], Some("--out too"));
    }
}
