//! `backup`: one consistent file while the server goes on; and back again.

use std::fs::{self, File};
use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};
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
        let length = file.metadata().map_or(0, |about| about.len());
        let bar = output.bytes(length, "restoring");
        let made = new_file(database);
        let store = open_store(database)?;
        let restored = store::backup::restore(&store, BufReader::new(bar.wrap_read(file)));
        let restored = restored.and_then(|report| store.survey().map(|()| report));
        bar.finish_and_clear();
        drop(store);
        if restored.is_err() {
            forget(made);
        }
        restored.with_context(reading)?
    } else {
        let store = open_existing(database)?;
        let busy = output.busy("writing the backup");
        let written = write(&store, &backup.file).with_context(|| format!("writing {name}"));
        busy.finish_and_clear();
        written?
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

/// The SQLite file that opening this database will make, if it is not there yet.
fn new_file(database: &str) -> Option<PathBuf> {
    let file = Path::new(database.strip_prefix("sqlite:")?);
    (!file.exists()).then(|| file.to_owned())
}

/// Takes away a database that a restore has made and could not fill: it would look like a county.
fn forget(made: Option<PathBuf>) {
    let Some(file) = made else { return };
    for ending in ["", "-wal", "-shm"] {
        let mut name = file.clone().into_os_string();
        name.push(ending);
        let _ = fs::remove_file(name);
    }
}

/// A new file that only its owner may read: all about everybody is in it.
fn private(file: &Path) -> std::io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    File::options().write(true).create(true).truncate(true).mode(0o600).open(file)
}

/// Into a new file, which gets its name only when it is complete.
fn write(store: &store::Store, file: &Path) -> Result<store::backup::Report> {
    if file.exists() {
        bail!("the file exists already; choose another name");
    }
    let unfinished = file.with_extension("unfinished");
    let mut out = BufWriter::new(private(&unfinished)?);
    let report = store::backup::write(store, &mut out)?;
    out.into_inner().map_err(|error| error.into_error())?.sync_all()?;
    fs::rename(&unfinished, file)?;
    Ok(report)
}
