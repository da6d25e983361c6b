//! `import list`: what an office has changed in its implementation list, and taking it in.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use catalogue::list::{self, Draft, ListError, Sheet};
use catalogue::{Catalogue, Settings, SourceFile, read_folder};
use serde_json::json;

use super::found;
use crate::ambient;
use crate::cli::Place;
use crate::house;
use crate::output::Output;

/// Reads a list and says what is wrong with it and what it changes; with `write`, and only where
/// nothing is wrong, the changes go into the catalogue's files.
pub fn import(file: &Path, write: bool, place: &Place, output: &Output) -> Result<ExitCode> {
    let name = file.display().to_string();
    let reading = || format!("reading {name}");
    let bytes = fs::read(file).with_context(reading)?;
    let sheet = list::read(&bytes).with_context(reading)?;
    let taken = Taken::judge(&sheet, write, place)?;
    let errors: Vec<String> = taken.errors.iter().map(|one| format!("{name}: {one}")).collect();
    let is_written = write && errors.is_empty();
    if is_written {
        save(&place.data.join("catalogue"), &taken.draft.files)?;
    }
    for line in errors.iter().chain(&taken.changes) {
        output.say(line);
    }
    let files: Vec<&str> = taken.draft.files.iter().map(|one| one.path.as_str()).collect();
    let written = if is_written { files.as_slice() } else { &[] };
    let value = json!({ "rows": sheet.rows.len(), "errors": errors, "changes": taken.changes, "written": written });
    let counts = format!(
        "{} rows read, {} errors; {} differences from the catalogue.",
        sheet.rows.len(),
        errors.len(),
        taken.changes.len()
    );
    let next = match (errors.len(), taken.changes.len(), is_written) {
        (0, 0, _) => String::new(),
        (0, _, true) => format!(" Written: {}.", files.join(", ")),
        (0, _, false) => " --write takes them into the catalogue's files.".to_owned(),
        _ => " Nothing was written; mend the list and import it again.".to_owned(),
    };
    output.answer(&value, format!("{counts}{next}"));
    Ok(found(!errors.is_empty()))
}

/// What a list says.
struct Taken {
    errors: Vec<ListError>,
    changes: Vec<String>,
    draft: Draft,
}

impl Taken {
    fn judge(sheet: &Sheet, write: bool, place: &Place) -> Result<Self> {
        let mut taken =
            Self { errors: sheet.errors.clone(), changes: Vec::new(), draft: Draft::default() };
        if sheet.named.is_empty() {
            if sheet.errors.is_empty() {
                bail!("the sheet {} has no rows", sheet.name);
            }
            return Ok(taken);
        }
        let on = ambient::system().now().date();
        let files = read_folder(&place.data.join("catalogue"))?;
        let divisions = house::divisions(&place.data)?;
        let known = catalogue::known(&divisions, on);
        let settings = Settings { on, division: Some(&known) };
        let catalogue: Catalogue = house::catalogue(&place.data, &divisions, on)?;
        taken.errors.extend(list::agree(&catalogue, sheet));
        taken.draft = list::draft(&files, &catalogue, sheet, &settings);
        taken.errors.append(&mut taken.draft.errors);
        if write {
            taken.errors.append(&mut taken.draft.by_hand);
        }
        let changes = list::changes(&catalogue, sheet.rows.iter().map(|one| &one.row));
        let line =
            |one: &list::Change| format!("{}: {}: {} → {}", one.pin, one.column, one.was, one.is);
        taken.changes = changes.iter().map(line).collect();
        Ok(taken)
    }
}

/// Each file gets its name only when it is complete.
fn save(folder: &Path, files: &[SourceFile]) -> Result<()> {
    for file in files {
        let path = folder.join(&file.path);
        let writing = || format!("writing {}", path.display());
        let unfinished = path.with_extension("unfinished");
        fs::write(&unfinished, &file.text).with_context(writing)?;
        fs::rename(&unfinished, &path).with_context(writing)?;
    }
    Ok(())
}
