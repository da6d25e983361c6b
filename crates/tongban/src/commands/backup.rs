//! `backup`: one consistent file while the server goes on; and back again.

use std::fs::{self, File};
use std::io::{BufReader, BufWriter};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use serde_json::json;

use crate::cli::Backup;
use crate::house::{open_existing, open_store};
use crate::output::Output;

/// Writes or reads a backup.
pub fn backup(backup: &Backup, output: &Output) -> Result<ExitCode> {
    let (database, name) = (&backup.place.database, backup.file.display().to_string());
    let report = if backup.restore {
        let reading = || format!("restoring from {name}");
        let file = File::open(&backup.file).with_context(reading)?;
        let store = open_store(database)?;
        store::backup::restore(&store, BufReader::new(file)).with_context(reading)?
    } else {
        let store = open_existing(database)?;
        write(&store, &backup.file).with_context(|| format!("writing {name}"))?
    };
    let verb = if backup.restore { "restored from" } else { "written to" };
    output.answer(
        &json!({ "tables": report.tables, "rows": report.rows, "file": name }),
        format!(
            "{} rows of {} tables {verb} {name}. Keys and secrets lie beside the database and are not in it: keep them too.",
            report.rows, report.tables
        ),
    );
    Ok(ExitCode::SUCCESS)
}

/// Into a new file, which gets its name only when it is complete.
fn write(store: &store::Store, file: &Path) -> Result<store::backup::Report> {
    if file.exists() {
        bail!("the file exists already; choose another name");
    }
    let unfinished = file.with_extension("unfinished");
    let mut out = BufWriter::new(File::create(&unfinished)?);
    let report = store::backup::write(store, &mut out)?;
    out.into_inner().map_err(|error| error.into_error())?.sync_all()?;
    fs::rename(&unfinished, file)?;
    Ok(report)
}
