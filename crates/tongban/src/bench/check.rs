//! How long the check of a catalogue takes, its files read included.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use catalogue::{Settings, Severity, multiplied, read_folder};
use serde_json::json;

use crate::ambient;
use crate::output::Output;

/// The county whose matters are made many.
const MODEL: &str = "330825";

/// A whole catalogue read and checked: the folder's, or a larger one made from it.
pub fn check(dir: &Path, matters: Option<usize>, output: &Output) -> Result<()> {
    if !dir.is_dir() {
        bail!("{} is no folder; name the catalogue's folder, e.g. data/catalogue", dir.display());
    }
    let Some(matters) = matters else { return measure(dir, output) };
    let larger = Scratch::new()?;
    for file in multiplied(&read_folder(dir)?, MODEL, matters) {
        let path = larger.0.join(&file.path);
        let writing = || format!("writing {}", path.display());
        path.parent().map_or(Ok(()), fs::create_dir_all).with_context(writing)?;
        fs::write(&path, &file.text).with_context(writing)?;
    }
    measure(&larger.0, output)
}

fn measure(dir: &Path, output: &Output) -> Result<()> {
    let clock = ambient::system();
    let before = clock.now();
    let checked = catalogue::check(dir, &Settings::on(before.date()))
        .with_context(|| format!("reading {}", dir.display()))?;
    let millis = clock.now().since(before);
    let matters = checked.catalogue.matters().count();
    let errors = checked.findings.iter().filter(|one| one.severity == Severity::Error).count();
    output.answer(
        &json!({ "matters": matters, "errors": errors, "millis": millis }),
        format!("{matters} matters read and checked in {millis} ms, {errors} errors"),
    );
    Ok(())
}

/// A folder that is gone afterwards.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("tongban-{}", ambient::system().id()));
        fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        Ok(Self(folder))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
